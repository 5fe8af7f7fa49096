"""What a check tells of a book in which nothing changed since the last."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import generator.build
from generator.build import Checked, check_book
from generator.settings import Settings
from tests.example_book import copy_example, copy_templates


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = copy_example(tmp_path / "book")
    time.sleep(0.15)  # until a change of a file would show
    return root


def _checked(root: Path) -> Checked:
    return check_book(Settings(root=root))


def _forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator.build, "examine", None)


def test_a_second_check_reads_no_record_and_tells_the_same(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _checked(book)
    _forbid(monkeypatch)
    assert first.counts["brands"] and _checked(book) == first


def _edit(book: Path) -> None:
    path = next((book / "content" / "brands").rglob("*.yml"))
    path.write_bytes(path.read_bytes().replace(b"schema: 1", b"schema: 7"))


def _stray(book: Path) -> None:
    (book / "content" / "strays").mkdir()


def _pipe(book: Path) -> None:
    os.mkfifo(book / "content" / "pages" / "pipe")


def _word(book: Path) -> None:
    path = copy_templates(book) / "translations" / "en.yml"
    path.write_text("- no words", encoding="utf-8")


@pytest.mark.parametrize("change", [_edit, _stray, _pipe, _word])
def test_whatever_changes_is_checked_again(book: Path, change: Callable[[Path], None]) -> None:
    assert not _checked(book).findings
    change(book)
    assert _checked(book).findings


def test_a_link_that_leads_back_to_itself_hides_no_change_of_a_text(book: Path) -> None:
    texts = book / "texts"
    settings = Settings(root=book, sources=texts)
    for name in map(str, range(20)):
        (texts / name).symlink_to(name)
    time.sleep(0.15)
    assert not check_book(settings).findings
    changed = next(path for path in texts.iterdir() if not path.is_symlink())
    changed.write_text("another text", encoding="utf-8")
    assert check_book(settings).findings


def test_a_damaged_outcome_is_made_anew(book: Path) -> None:
    first = _checked(book)
    path = book / ".cache" / "checked"
    whole = path.read_bytes()
    for damage in (b"", whole[:-1], b"[" * 100_000):
        path.write_bytes(damage)
        assert _checked(book) == first
        assert path.read_bytes() == whole


def test_what_was_found_is_found_again(book: Path) -> None:
    _edit(book)
    time.sleep(0.15)
    first = _checked(book)
    assert first.findings and _checked(book) == first
    assert not (book / ".cache" / "checked").exists()
