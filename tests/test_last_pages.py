"""Pages of the last build are taken over where they would show the same, and only there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from example_book import copy_example, copy_templates, settings_of

from generator.book.cache import Cache
from generator.build import make_book
from generator.errors import BeatbookError
from generator.publish import staging
from generator.publish.parts import PARTS
from generator.publish.staging import Staging
from generator.system.files import replace_sealed

BRAND = "content/brands/jiangsu/jia-lamplight-policing.yml"
SOURCE = "content/sources/jia-daily-2024-05-06.yml"
PAGE = "en/brands/jia-lamplight-policing.html"


def build(
    root: Path, site: Path, parts: Sequence[str] = ("pages",), *, anew: bool = False
) -> dict[str, bytes]:
    """The files of parts of a site, as MkDocs would leave them; `anew`, without what was kept."""
    cache = Cache(root.parent / "elsewhere") if anew else None
    made = Staging(site)
    made.fill(make_book(settings_of(root), cache=cache), parts)
    made.release()
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def cold(root: Path) -> dict[str, bytes]:
    """The same in a project that was never built."""
    copy = root.with_name("cold")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns(".cache", "site"))
    return build(copy, copy / "site", anew=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = copy_example(tmp_path / "book")
    (root / "site").mkdir()
    return root


def numbers(site: Path) -> dict[str, int]:
    """The number that the disk gives each page."""
    return {p.relative_to(site).as_posix(): p.stat().st_ino for p in site.rglob("*.html")}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_where_nothing_changed_pages_of_records_stay_the_files_they_are(root: Path) -> None:
    first = build(root, root / "site")
    before = numbers(root / "site")
    assert build(root, root / "site") == first == cold(root)
    after = numbers(root / "site")
    assert {name for name in after if after[name] == before[name]} >= {
        PAGE,
        "zh/brands.html",
        "zh/sources/jia-daily-2024-05-06.html",
    }


def rename(root: Path) -> None:
    edit(root / BRAND, "en: Lamplight", "en: Lantern")


def entitle(root: Path) -> None:
    edit(root / SOURCE, 'en: "People', 'en: "Men and women')


def speak_of_a_category(root: Path) -> None:
    edit(root / "content/vocabulary/categories.yml", "en: ", "en: Other ")


def draw_a_page(root: Path) -> None:
    edit(copy_templates(root) / "pages/brand.html", "<h1>", '<h1 class="x">')


def say_it_otherwise(root: Path) -> None:
    edit(copy_templates(root) / "translations/en.yml", "tagline: ", "tagline: In short, ")


EDITS = [rename, entitle, speak_of_a_category, draw_a_page, say_it_otherwise]


@pytest.mark.parametrize("change", EDITS)
def test_after_a_change_the_site_is_the_one_of_a_first_build(
    root: Path, change: Callable[[Path], None]
) -> None:
    first = build(root, root / "site")
    change(root)
    second = build(root, root / "site")
    assert second == cold(root) != first


def test_one_change_after_another_leaves_nothing_behind(root: Path) -> None:
    for change in (rename, entitle, speak_of_a_category):
        build(root, root / "site")
        change(root)
    (root / BRAND).with_name("jia-umbrella-policing.yml").unlink()
    for path in (root / "content/rounds").iterdir():  # it is named there
        path.unlink()
    assert build(root, root / "site") == cold(root)


def test_a_page_that_somebody_changed_is_made_anew(root: Path) -> None:
    first = build(root, root / "site")
    (root / "site" / PAGE).write_text("mine")
    (root / "site" / "zh/brands.html").unlink()
    assert build(root, root / "site") == first


@pytest.mark.parametrize("damage", [b"", b"nothing", b"\0" * 200])
def test_without_a_sound_account_every_page_is_made_anew(root: Path, damage: bytes) -> None:
    first = build(root, root / "site")
    before = numbers(root / "site")
    (root / ".cache/pages").write_bytes(damage)
    assert build(root, root / "site") == first
    assert numbers(root / "site")[PAGE] != before[PAGE]
    assert len((root / ".cache/pages").read_bytes()) > len(damage)


def test_pages_that_another_version_kept_in_a_form_of_its_own_are_made_anew(root: Path) -> None:
    site = root / "site"
    first = build(root, site)
    account = msgspec.msgpack.encode((str(site.resolve()), {PAGE: ("unlike",)}))
    replace_sealed(root / ".cache/pages", account)
    assert build(root, site) == first


def test_the_account_of_one_site_says_nothing_of_another(root: Path, tmp_path: Path) -> None:
    first = build(root, root / "site")
    other = tmp_path / "other"
    other.mkdir()
    assert build(root, other) == first


def test_a_site_whose_whole_parts_are_made_one_by_one_is_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = build(root, root / "site", [*PARTS])
    monkeypatch.setattr(staging, "_MANY", 0)
    assert build(root, root.with_name("alone"), [*PARTS]) == together


def test_names_that_are_no_text_stop_no_build_but_where_the_site_would_have_one(
    root: Path,
) -> None:
    strange = os.fsdecode(b"s\xe9")
    (copy_templates(root) / f"{strange}.html").write_text("a draft")
    assert build(root, root / "site") == build(root, root / "site")
    with pytest.raises(BeatbookError, match="the name is no UTF-8: choose another"):
        build(root, root.with_name(strange))
