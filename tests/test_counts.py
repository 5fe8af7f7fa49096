"""Numbers of hand-written pages that the records tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_book import copy_example, settings_of

from generator.book.book import Book
from generator.build import examine, make_book
from generator.publish.html import counted
from generator.site.counts import count, names


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(settings_of(copy_example(tmp_path_factory.mktemp("counts"))))


def test_what_is_counted_has_a_name_and_agrees_with_the_tables(book: Book) -> None:
    found = count(book)
    rows, figures = book.rows(), [*book.figures()]

    assert set(found) <= names(book.content.vocabulary)
    assert found["brands"] == len(rows)
    assert found["figures"] == len(figures)
    kinds = ("figures/input", "figures/activity", "figures/outcome")
    assert sum(found[kind] for kind in kinds) == len(figures)
    assert found["sources"] == len(book.content.sources)
    assert found["brands/without-figures"] == sum(not row.figures for row in rows)
    assert found["changes/favourable"] <= found["changes/judged"] <= found["changes"]


def test_every_tag_of_a_brand_is_counted_once(book: Book) -> None:
    found = count(book)
    for row in book.rows():
        for tag in row.tags.split():
            kind, _, identity = tag.partition("/")
            own = sum(tag in other.tags.split() for other in book.rows())
            assert found[f"{kind.removesuffix('s')}/{identity}"] == own


def test_a_page_shows_the_number_as_counted_and_not_as_written(book: Book) -> None:
    html = '<p><a href="count:brands">99</a> and <a href="brands.html">99</a></p>'
    shown = f'<p>{len(book.rows())} and <a href="brands.html">99</a></p>'
    assert counted(book, "en/index.html", html) == shown


def test_what_cannot_be_counted_is_a_finding(tmp_path: Path) -> None:
    root = copy_example(tmp_path)
    page = root / "content/pages/en/index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[9](count:umbrellas)\n", encoding="utf-8")
    said = [str(finding) for finding in examine(settings_of(root)).findings]
    assert len(said) == 1
    assert "R01 there is no count `umbrellas`" in said[0]
