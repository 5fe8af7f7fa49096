"""The tables that a script reads: every row is in them once, with the words of its language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from example_book import copy_example, settings_of

from generator.book.book import Book
from generator.build import make_book
from generator.publish.explorer import make_explorer
from generator.site import explorer
from generator.site.pages import make_pages


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(settings_of(copy_example(tmp_path_factory.mktemp("book"))))


def tables(book: Book) -> dict[str, dict[str, Any]]:
    """The columns of every file by its path, each column by its name."""
    files = {path: json.loads(data) for path, data in make_explorer(book)}
    return {path: {c["name"]: c for c in file["columns"]} for path, file in files.items()}


def words(column: dict[str, Any]) -> list[list[str]]:
    """The keys in each row of a column."""
    keys = [word if isinstance(word, str) else word[0] for word in column["words"]]
    places = [p if isinstance(p, list) else [p][: p + 1] for p in column["rows"]]
    return [[keys[place] for place in own] for own in places]


def test_every_figure_and_every_brand_is_one_row_in_every_language(book):
    found = tables(book)
    assert {path.partition("/")[0] for path in found} == set(book.words)
    for language in book.words:
        figures = found[f"{language}/explorer/figures.json"]
        pairs = zip(words(figures["brand"]), words(figures["id"]), strict=True)
        rows = [(brand[0], metric[0]) for brand, metric in pairs]
        assert sorted(rows) == sorted((row.brand, row.id) for row in book.figures())
        brands = words(found[f"{language}/explorer/brands.json"]["brand"])
        assert sorted(row[0] for row in brands) == sorted(book.brands)


def test_all_columns_of_a_table_are_as_long_and_hold_only_words_that_some_row_has(book):
    for columns in tables(book).values():
        assert len({len(column["rows"]) for column in columns.values()}) == 1
        for column in columns.values():
            used = {key for own in words(column) for key in own}
            assert len(used) == len(column["words"])
            assert len(column.get("numbers", column["rows"])) == len(column["rows"])


def test_the_rows_stand_in_the_order_of_their_language(book):
    for language, own in book.words.items():
        rows = words(tables(book)[f"{language}/explorer/brands.json"]["brand"])
        shown = explorer.in_order(book.rows(), own)
        assert [row[0] for row in rows] == [row.id for row in shown]


def test_a_table_beyond_its_limit_has_a_file_for_each_province(book, monkeypatch):
    whole = tables(book)
    monkeypatch.setattr(explorer, "MOST_ROWS", 3)
    parts = tables(book)
    split = [path for path in parts if path.startswith("zh/explorer/figures")]
    provinces = sorted({row.province for row in book.rows() if row.figures})
    assert split == [f"zh/explorer/figures-{code}.json" for code in provinces]
    rows = [key for path in split for key in words(parts[path]["id"])]
    assert sorted(rows) == sorted(words(whole["zh/explorer/figures.json"]["id"]))
    page = next(page for page in make_pages(book) if page.address == "explorer")
    assert set(provinces) <= set(page.data["provinces"])


def test_links_of_columns_name_columns_of_their_table():
    for table in explorer.EXPLORED:
        names = {column.name: "x" for column in table.columns}
        for column in table.columns:
            assert "{" not in column.link.format(**names)


def test_the_tables_are_the_same_bytes_every_time(book, tmp_path: Path):
    assert list(make_explorer(book)) == list(make_explorer(book))
