"""The tables as an Excel workbook: one sheet a table, and a codebook behind them.

A sheet has the names of its columns in the first row, for programs, and in the second what they
mean, in every language, for people. The second begins with the sign of a remark
(`generator.sheets.forms.REMARK`), so that what reads tables skips it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from generator.book.book import Book, EditionBook, RoundBook
from generator.book.tables import DataTable, book_tables, edition_tables, round_tables
from generator.errors import BeatbookError
from generator.publish import Files
from generator.publish.archive import packed
from generator.publish.spreadsheet import Cell, rows_of, with_codebook
from generator.records.i18n import Words
from generator.settings import Masthead
from generator.sheets.forms import OPTIONS, REMARK, width_of
from generator.tables.codebook import Column

_DIGITS = 15  # what Excel shows of a number; more would be rounded
_SAMPLE = 100  # rows that a column's width is taken from
_NARROWEST, _WIDEST = 12, 60
_IN_MEMORY: Final = 100_000
"""Rows whose cells may be in memory at a time, in which they take three kilobytes each.

Of more, each row is written out with its texts in it. They are no shared ones then, in which some
programs (openpyxl) do not undo what `_x000D_` stands for.
"""


class _Exact(float):
    """A float that xlsxwriter, which asks for 16 digits, writes with all it needs."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def make_workbook(book: Book) -> Files:
    """The tables of the book; raises as `to_workbook` does."""
    title, masthead = f"Beatbook, {book.as_of}", book.settings.masthead
    data = to_workbook(book_tables(book), book.words, title, book.as_of, masthead=masthead)
    yield "beatbook.xlsx", data


def make_edition_workbook(own: EditionBook) -> Files:
    """The rankings of an edition; raises as `to_workbook` does."""
    identity, as_of = own.edition.id, own.book.as_of
    ranks = own.rankings is not None and own.rankings.composite.shown != "no"
    data = to_workbook(
        edition_tables(own).values(),
        own.book.words,
        f"Beatbook {identity}, {as_of}",
        as_of,
        opens_on="composite" if ranks else "documentation",
        masthead=own.book.settings.masthead,
    )
    yield f"editions/{identity}/beatbook-{identity}.xlsx", data


def make_round_workbook(own: RoundBook) -> Files:
    """The result of a selection round; raises as `to_workbook` does."""
    identity, tables = own.round.id, round_tables(own).values()
    data = to_workbook(tables, own.words, f"Beatbook {identity}, {own.as_of}", own.as_of)
    yield f"rounds/{identity}/beatbook-{identity}.xlsx", data


def to_workbook(
    tables: Iterable[DataTable],
    words: Mapping[str, Words],
    title: str,
    as_of: str,
    *,
    opens_on: str = "",
    masthead: Masthead | None = None,
) -> bytes:
    """An XLSX file that says it was made on the day `as_of` (ISO 8601), and by whom.

    Programs show the sheet `opens_on` first, else the first one. Text stays text, whatever it
    begins with; numbers are numbers, save fractions such as 1/3 and those of more than 15 digits,
    which are text. Empty text and missing values are empty cells. Raises BeatbookError for a table
    or a text that does not fit into a sheet, OSError where the disk has no room for it.
    """
    codebook, *others = with_codebook(tables, words)
    created = datetime.fromisoformat(as_of)
    properties = {"title": title, "author": "Beatbook", "created": created}
    with TemporaryDirectory(prefix="beatbook-") as folder:
        path = Path(folder, "workbook.xlsx")
        many = sum(len(table.frame) for table in others) > _IN_MEMORY
        options = {**OPTIONS, "in_memory": False, "constant_memory": many, "tmpdir": folder}
        with _faults_of_disk(), xlsxwriter.Workbook(path, options) as workbook:
            workbook.set_properties({**properties, **_published_by(masthead)})
            for table in others:
                meanings = [_meaning(column, words) for column in table.columns.values()]
                sheet = workbook.add_worksheet(table.name)
                _fill(workbook, sheet, table, meanings)
                if table.name == opens_on:
                    sheet.activate()
            _fill(workbook, workbook.add_worksheet(codebook.name), codebook, [])
        return packed(path)


@contextmanager
def _faults_of_disk() -> Iterator[None]:
    try:
        yield
    except FileCreateError as error:
        raise error.args[0] from error


def _published_by(masthead: Masthead | None) -> dict[str, str]:
    """The properties that name the publisher, the issue and where to write to."""
    if masthead is None:
        return {}
    said = [masthead.issue, masthead.contact, masthead.imprint]
    comments = "\n".join(str(text) for text in said if text)
    told = {"company": str(masthead.publisher or ""), "comments": comments}
    return {key: text for key, text in told.items() if text}


def _meaning(column: Column, words: Mapping[str, Words]) -> str:
    """What a column holds, in every language, each on its line."""
    return "\n".join(dict.fromkeys(map(column.meaning, words.values())))


def _fill(workbook: Any, sheet: Any, table: DataTable, meanings: Sequence[str]) -> None:
    rows, columns = rows_of(table), list(table.columns)
    sample = list(islice(rows, _SAMPLE))
    kinds = [column.type for column in table.columns.values()]
    top = 1 if meanings else 0
    name = workbook.add_format({"font_color": "#555555"} if meanings else {"bold": True})
    heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for at, own in enumerate(columns):
        sheet.write_string(0, at, own, name)
        sheet.set_column(at, at, _width([own, *(row[at] for row in sample)]))
    for at, meaning in enumerate(meanings):
        sheet.write_string(1, at, meaning if at else f"{REMARK} {meaning}", heading)
    for down, row in enumerate(chain(sample, rows), start=1):
        for at, value in enumerate(row):
            if _is_markup(value) or sheet.write(top + down, at, _shown(value, kinds[at])) != 0:
                raise BeatbookError(
                    "row {row}, column {column} of {sheet}: this does not fit into a workbook:"
                    " shorten it",
                    row=down,
                    column=columns[at],
                    sheet=table.name,
                )
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + len(table.frame), len(columns) - 1)


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
