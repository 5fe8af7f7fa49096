"""The tables as plain values, and as CSV, none of which a spreadsheet program runs."""

from __future__ import annotations

import csv
import math
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from itertools import chain
from typing import Final

import pandas as pd

from generator.book.book import Book
from generator.book.tables import DataTable, Keys, all_tables, book_tables
from generator.publish import Files
from generator.records.i18n import Words
from generator.sheets.delimited import guarded
from generator.tables.codebook import Codebook, Column

Cell = str | int | float | bool | None

_HOLDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "date": (str,),
    "fraction": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_INFINITE: Final = (math.inf, -math.inf)
TOGETHER: Final = 10_000
"""Rows that are in memory as plain values at a time."""


def rows_of(table: DataTable) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table as plain values, None where one is missing.

    Raises AssertionError where columns or values are not those that the codebook names.
    """
    if list(table.frame.columns) != list(table.columns):
        found = list(table.frame.columns)
        raise AssertionError(f"the codebook has {list(table.columns)}, the table {found}")
    for start in range(0, len(table.frame), TOGETHER):
        rows = table.frame.iloc[start : start + TOGETHER]
        values = [_values(rows[name], name, kind.type) for name, kind in table.columns.items()]
        yield from zip(*values, strict=True)


def _values(series: pd.Series, name: str, kind: str) -> list[Cell]:
    pairs = zip(series.tolist(), series.isna().tolist(), strict=True)
    values: list[Cell] = [None if missing else value for value, missing in pairs]
    for value in values:
        if value is not None and (type(value) not in _HOLDS[kind] or value in _INFINITE):
            raise AssertionError(f"the column {name} is of type {kind} and holds {value!r}")
    return values


def with_codebook(tables: Iterable[DataTable], words: Mapping[str, Words]) -> list[DataTable]:
    """The tables, and before them one named `codebook`, which describes their columns.

    It holds the meaning of each column in every language.
    """
    tables = list(tables)
    return [codebook_of({table.name: table.columns for table in tables}, words), *tables]


def codebook_of(tables: Codebook, words: Mapping[str, Words]) -> DataTable:
    """The table that describes the columns of others, in every language."""
    rows = [
        (table, name, column.type, *map(column.meaning, words.values()))
        for table, columns in tables.items()
        for name, column in columns.items()
    ]
    names = ["table_name", "column_name", "type", *(f"meaning_{language}" for language in words)]
    described = pd.DataFrame(rows, columns=pd.Index(names), dtype="str")
    columns = {name: Column("string", "codebook", name) for name in names}
    return DataTable("codebook", described, columns, Keys(("table_name", "column_name")))


def make_csv(book: Book) -> Files:
    """The canonical CSV of every table."""
    for table in all_tables(book):
        yield f"{table.path}.csv", to_csv(table)


def make_sheets(book: Book) -> Files:
    """The tables of the book as CSV for spreadsheets."""
    for table in book_tables(book):
        yield f"spreadsheet/{table.path}.csv", to_spreadsheet_csv(table)


def to_csv(table: DataTable) -> bytes:
    """The canonical CSV of a table: UTF-8, exact values, an empty cell where nothing is known.

    Text is guarded, as the word `csv_quoting` tells readers; which columns are text the codebook
    says, not their looks.
    Raises AssertionError where columns or values are not those that the codebook names.
    """
    return _joined(map(str.encode, _csv(table, _in_canonical, "\n")))


def to_spreadsheet_csv(table: DataTable) -> bytes:
    """The CSV for spreadsheets (see `csv_quoting`): UTF-8 with a byte order mark, CRLF lines."""
    return _joined(chain([BOM_UTF8], map(str.encode, _csv(table, _in_sheet, "\r\n"))))


def _joined(lines: Iterable[bytes]) -> bytes:
    """Lines in one, never all of them in memory one by one as well."""
    text = BytesIO()
    text.writelines(lines)
    return text.getvalue()


class _Lines(list[str]):
    """What a writer of CSV may write to; one item a row."""

    write = list.append


def _csv(table: DataTable, shown: Callable[[Cell, str], Cell], end: str) -> Iterator[str]:
    lines = _Lines()
    # With this ending the module quotes a carriage return and a line feed alike.
    writer = csv.writer(lines, lineterminator="\r\n")
    kinds = [column.type for column in table.columns.values()]
    cells = (map(shown, row, kinds) for row in rows_of(table))
    for row in chain([table.columns], cells):
        writer.writerow(row)
        yield lines.pop().removesuffix("\r\n") + end


def _in_canonical(value: Cell, kind: str) -> Cell:
    return guarded(value) if isinstance(value, str) and kind != "fraction" else value


def _in_sheet(value: Cell, kind: str) -> Cell:
    if kind == "fraction" and isinstance(value, str) and "/" in value:
        return f"'{value}"
    return _in_canonical(value, kind)
