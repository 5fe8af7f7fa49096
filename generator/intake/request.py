"""What an agency is asked of its figures, as a workbook that comes in again once it is filled in.

Columns that begin with `#` are for people alone: a count that is not on record becomes a figure
with a source and an excerpt of its own, or none at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from generator.book.book import Book
from generator.book.figures import figures_of
from generator.intake.kinds import KINDS
from generator.publish.request import as_recorded
from generator.records.i18n import in_all
from generator.sheets.cells import Value
from generator.sheets.forms import REMARK, FormColumn, SheetForm, to_workbook
from generator.tables.frames import BookBrand, MetricRow

_BETWEEN: Final = " / "
_COUNTS: Final = (0, 1e12)
"""What a count may be: a slip of the keyboard is told at once."""


def request_workbook(book: Book, entry: BookBrand, figures: Sequence[MetricRow]) -> bytes:
    """The figures of a brand as recorded, beside cells to fill in; a second sheet for its start."""
    row = entry.row
    start: list[Value | None] = [row.id, row.name_zh, row.started]
    forms = [
        SheetForm(
            KINDS["metrics"].title["zh"], _figure_columns(book), _rows(book, figures), blank=0
        ),
        SheetForm(
            KINDS["brands"].title["zh"],
            [
                _column(book, "brands", "id", locked=True),
                _column(book, "brands", "name_zh", locked=True),
                _column(book, "brands", "started"),
            ],
            [start],
            blank=0,
        ),
    ]
    title = f"Beatbook: {in_all(book.words, 'ask_title', _BETWEEN)}"
    return to_workbook(forms, {}, title, book.as_of)


def _figure_columns(book: Book) -> list[FormColumn]:
    return [
        _aside(book, "figure", locked=True, width=46),
        _column(book, "metrics", "brand", locked=True),
        _column(book, "metrics", "id", locked=True),
        _column(book, "metrics", "excerpt", locked=True, width=30),
        _column(book, "metrics", "period", width=20),
        _column(book, "metrics", "as_of"),
        _column(book, "metrics", "base", bounds=_COUNTS),
        _aside(book, "now", bounds=_COUNTS),
        _aside(book, "before", bounds=_COUNTS),
        _aside(book, "near", width=20),
        _aside(book, "near_now", bounds=_COUNTS),
        _aside(book, "near_before", bounds=_COUNTS),
        _aside(book, "published", width=30),
    ]


def _rows(book: Book, figures: Sequence[MetricRow]) -> list[list[Value | None]]:
    """What is on record of each figure, in the columns that begin the sheet."""
    return [
        [_named(book, own), own.brand, own.id, own.excerpt, own.period, own.as_of, own.base]
        for own in figures
    ]


def _named(book: Book, row: MetricRow) -> str:
    """A figure as recorded in every language, with its period and source in the first."""
    (figure,) = figures_of(book, [row])
    (first, *others) = [as_recorded(figure, words) for words in book.words.values()]
    return "\n".join([f"{first['name']}\n{first['stated']}", *(own["name"] for own in others)])


def _column(
    book: Book,
    kind: str,
    name: str,
    *,
    locked: bool = False,
    width: int = 0,
    bounds: tuple[float, float] | None = None,
) -> FormColumn:
    """A column that comes in again."""
    column = KINDS[kind].columns[name]
    said = in_all(book.words, "ask_on_record" if locked else f"ask_{name}_note", _BETWEEN)
    heading = f"{column.zh}\n{column.en}"
    return FormColumn(heading, said, bounds=bounds, width=width, locked=locked)


def _aside(
    book: Book,
    name: str,
    *,
    locked: bool = False,
    width: int = 0,
    bounds: tuple[float, float] | None = None,
) -> FormColumn:
    """A column that people alone read."""
    said = in_all(book.words, "ask_on_record" if locked else f"ask_{name}_note", _BETWEEN)
    heading = f"{REMARK} {in_all(book.words, f'ask_{name}', chr(10))}"
    return FormColumn(heading, said, bounds=bounds, width=width, locked=locked)
