"""The tables as an Excel workbook: a codebook first, then one sheet a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from generator.book.book import Book, EditionBook, RoundBook
from generator.book.tables import DataTable, book_tables, edition_tables, round_tables
from generator.errors import BeatbookError
from generator.publish import Files
from generator.publish.spreadsheet import Cell, rows_of, with_codebook
from generator.records.i18n import Words
from generator.sheets.forms import OPTIONS, width_of

_DIGITS = 15  # what Excel shows of a number; more would be rounded
_SAMPLE = 100  # rows that a column's width is taken from
_NARROWEST, _WIDEST = 8, 60


class _Exact(float):
    """A float that xlsxwriter, which asks for 16 digits, writes with all it needs."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def make_workbook(book: Book) -> Files:
    """The tables of the book; raises as `to_workbook` does."""
    title = f"Beatbook, {book.as_of}"
    yield "beatbook.xlsx", to_workbook(book_tables(book), book.words, title, book.as_of)


def make_edition_workbook(own: EditionBook) -> Files:
    """The rankings of an edition; raises as `to_workbook` does."""
    identity, as_of = own.edition.id, own.book.as_of
    tables, title = edition_tables(own).values(), f"Beatbook {identity}, {as_of}"
    data = to_workbook(tables, own.book.words, title, as_of)
    yield f"editions/{identity}/beatbook-{identity}.xlsx", data


def make_round_workbook(own: RoundBook) -> Files:
    """The result of a selection round; raises as `to_workbook` does."""
    identity, tables = own.round.id, round_tables(own).values()
    data = to_workbook(tables, own.words, f"Beatbook {identity}, {own.as_of}", own.as_of)
    yield f"rounds/{identity}/beatbook-{identity}.xlsx", data


def to_workbook(
    tables: Iterable[DataTable], words: Mapping[str, Words], title: str, as_of: str
) -> bytes:
    """An XLSX file that says it was made on the day `as_of` (ISO 8601).

    Text stays text, whatever it begins with; numbers are numbers, save fractions such as 1/3 and
    those of more than 15 digits, which are text. Empty text and missing values are empty cells.
    Raises BeatbookError for a table or a text that does not fit into a sheet.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as workbook:
        created = datetime.fromisoformat(as_of)
        workbook.set_properties({"title": title, "author": "Beatbook", "created": created})
        bold = workbook.add_format({"bold": True})
        for table in with_codebook(tables, words):
            _fill(workbook.add_worksheet(table.name), table, bold)
    return content.getvalue()


def _fill(sheet: Any, table: DataTable, bold: object) -> None:
    rows, columns = list(rows_of(table)), list(table.columns)
    kinds = [column.type for column in table.columns.values()]
    for at, name in enumerate(columns):
        sheet.write_string(0, at, name, bold)
        sheet.set_column(at, at, _width([name, *(row[at] for row in rows[:_SAMPLE])]))
    for down, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            if _is_markup(value) or sheet.write(down, at, _shown(value, kinds[at])) != 0:
                raise BeatbookError(
                    "row {row}, column {column} of {sheet}: this does not fit into a workbook:"
                    " shorten it",
                    row=down,
                    column=columns[at],
                    sheet=table.name,
                )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _is_markup(value: Cell) -> bool:
    """Whether xlsxwriter would take it for markup of its own."""
    return isinstance(value, str) and value.startswith("<r>") and value.endswith("</r>")


def _shown(value: Cell, kind: str) -> Cell:
    """The value as the cell holds it: exact, a number where Excel can keep it."""
    if kind == "fraction" and isinstance(value, str) and "/" not in value:
        digits = value.lstrip("-").replace(".", "").lstrip("0")
        return _Exact(value) if len(digits) <= _DIGITS else value
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int) and len(str(abs(value))) > _DIGITS:
        return str(value)
    return _Exact(value)


def _width(values: list[Cell]) -> int:
    """In characters, of which Chinese ones take two."""
    texts = ["" if value is None else str(value) for value in values]
    return min(max(max(map(width_of, texts)) + 2, _NARROWEST), _WIDEST)
