"""What Markdown takes minutes for is told by counting; whatever is let through is made at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from example_book import ROOT
from markdown import Markdown

from generator.records.load import read_page
from generator.records.markdown import excesses
from generator.site.markup import markup_faults
from generator.site.written import headings, ids_of, targets
from generator.system import files

SHARED = 4
"""How much slower a machine may be on which others work too."""


def is_let_through(text: str) -> bool:
    return len(text.encode()) <= files.PAGE and next(excesses(text), None) is None


def largest(make: Callable[[int], str]) -> str:
    """The longest text of a kind that is let through."""
    few, many = 1, files.PAGE
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if is_let_through(make(middle)) else (few, middle)
    return make(few)


@pytest.mark.parametrize(
    ("unit", "together"),
    [
        ("[", 1_000_000),
        ("![", 1_000_000),
        ("<a ", 13),
        ("*a", 20),
        ("``a`", 1_000_000),
        ("&", 3),
        ("](y)a b", 150),
        ("a\n: b\n", 99),
        ("|", 600),
    ],
)
def test_the_dearest_pages_that_are_let_through_are_made_at_once(unit: str, together: int) -> None:
    def make(count: int) -> str:
        parts = [unit * min(together, count)] * -(-count // together)
        return "\n\n".join(parts)

    text = largest(make)
    assert len(text) > 500
    markdown = Markdown(extensions=["attr_list", "def_list", "tables", "toc", "fenced_code"])
    begun = time.process_time()
    html = markdown.convert(text)
    markup_faults(html)
    ids_of(html)
    assert len([*targets(text), *headings(text)]) >= 0
    assert time.process_time() - begun < 2 * SHARED


@pytest.mark.parametrize("path", sorted((ROOT / "content/pages").rglob("*.md")), ids=str)
def test_a_page_ten_times_as_long_as_each_of_ours_is_let_through(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert read_page(path, "x") == (text, [])
    for longer in ("\n\n".join([text] * 10), text.replace("|\n", "|\n" * 10)):
        few = longer.replace("<", "(")  # of which the number counts with the length
        assert [*excesses(few)] == []


def test_what_is_too_much_is_told_at_its_place() -> None:
    text = "# a\n\n" + "- " * 11 + "a\n\n" + "a\n" * 201 + "\na" + " " * 201 + "b\n\n<![a]>\n"
    assert [(line, column) for line, column, _ in excesses(text)] == [
        (3, 1),
        (205, 1),
        (207, 2),
        (209, 1),
    ]


def test_a_table_counts_with_the_cells_that_its_short_rows_are_filled_up_with() -> None:
    table = "|a" * 100 + "\n" + "|-" * 100 + "\n"
    assert [*excesses("# a\n\n" + table + "|\n" * 98)] == []
    assert [place[:2] for place in excesses("# a\n\n" + table + "|\n" * 99)] == [(3, 1)]
