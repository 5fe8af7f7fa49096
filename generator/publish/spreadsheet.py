"""The tables as plain values, and as CSV, none of which a spreadsheet program runs."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import pandas as pd

from generator.book.book import Book
from generator.book.tables import Keys, Table, all_tables, book_tables
from generator.publish import Files
from generator.tables.codebook import Column

Cell = str | int | float | bool | None

QUOTING: Final = (
    "所有CSV中，以 = + - @（含全角）、制表符、换行或撇号开头的文字（前面有空格的也算），前面加一个"
    "半角撇号，以免表格软件当作公式执行；去掉开头的一个撇号就是原文。数字和日期不加。表格软件用的"
    "CSV（UTF-8，带 BOM）在写作 1/3 的分数前也加，以免变成日期。JSON、XLSX和SQLite中没有加。\n\n"
    "In every CSV file an apostrophe stands before text that begins, after any spaces, with"
    " = + - @ (full-width ones too), a tab, a line break or an apostrophe, so that no spreadsheet"
    " runs it as a formula; without its first apostrophe the text is the original. Numbers and"
    " dates have none. The CSV files for spreadsheets (UTF-8 with a byte order mark) also have one"
    " before fractions such as 1/3, which would become dates. JSON, XLSX and SQLite have none."
)
"""What `to_csv` and `to_spreadsheet_csv` change, in Chinese and English, for readers."""

CODEBOOK_COLUMNS: Final[Mapping[str, Column]] = {
    "table_name": Column("string", "表", "Table"),
    "column_name": Column("string", "列", "Column"),
    "type": Column("string", "类型", "Type"),
    "meaning_zh": Column("string", "含义", "Meaning in Chinese"),
    "meaning_en": Column("string", "英文含义", "Meaning in English"),
}
"""The columns of the table `codebook` in workbooks and databases."""

_SPACES: Final = r"[\s\u200b-\u200f\u2060\ufeff]*"
_DANGEROUS: Final = re.compile(rf"'|{_SPACES}[\t\r\n=+\-@＝＋－＠﹢﹣﹦﹫]")
_HOLDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "date": (str,),
    "fraction": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_INFINITE: Final = (math.inf, -math.inf)


def rows_of(table: Table) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table as plain values, None where one is missing.

    Raises AssertionError where columns or values are not those that the codebook names.
    """
    if list(table.frame.columns) != list(table.columns):
        found = list(table.frame.columns)
        raise AssertionError(f"the codebook has {list(table.columns)}, the table {found}")
    values = [_values(table.frame[name], name, kind.type) for name, kind in table.columns.items()]
    return zip(*values, strict=True)


def _values(series: pd.Series, name: str, kind: str) -> list[Cell]:
    pairs = zip(series.tolist(), series.isna().tolist(), strict=True)
    values: list[Cell] = [None if missing else value for value, missing in pairs]
    for value in values:
        if value is not None and (type(value) not in _HOLDS[kind] or value in _INFINITE):
            raise AssertionError(f"the column {name} is of type {kind} and holds {value!r}")
    return values


def with_codebook(tables: Iterable[Table]) -> list[Table]:
    """The tables, and before them one named `codebook`, which describes their columns."""
    tables = list(tables)
    rows = [(table.name, name, *kind) for table in tables for name, kind in table.columns.items()]
    described = pd.DataFrame(rows, columns=pd.Index(CODEBOOK_COLUMNS), dtype="str")
    keys = Keys(("table_name", "column_name"))
    return [Table("codebook", described, CODEBOOK_COLUMNS, keys), *tables]


def make_csv(book: Book) -> Files:
    """The canonical CSV of every table."""
    for table in all_tables(book):
        yield f"{table.path}.csv", to_csv(table)


def make_sheets(book: Book) -> Files:
    """The tables of the book as CSV for spreadsheets."""
    for table in book_tables(book):
        yield f"spreadsheet/{table.path}.csv", to_spreadsheet_csv(table)


def to_csv(table: Table) -> bytes:
    """The canonical CSV of a table: UTF-8, exact values, an empty cell where nothing is known.

    Text is guarded (see `QUOTING`); which columns are text the codebook says, not their looks.
    Raises AssertionError where columns or values are not those that the codebook names.
    """
    return _csv(table, _in_canonical, "\n").encode()


def to_spreadsheet_csv(table: Table) -> bytes:
    """The CSV for spreadsheets (see `QUOTING`): UTF-8 with a byte order mark, lines end in CRLF."""
    return _csv(table, _in_sheet, "\r\n").encode("utf-8-sig")


class _Lines(list[str]):
    """What a writer of CSV may write to; one item a row."""

    write = list.append


def _csv(table: Table, shown: Callable[[Cell, str], Cell], end: str) -> str:
    lines = _Lines()
    # With this ending the module quotes a carriage return and a line feed alike.
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(table.columns)
    kinds = [column.type for column in table.columns.values()]
    for row in rows_of(table):
        writer.writerow(map(shown, row, kinds))
    return "".join(line.removesuffix("\r\n") + end for line in lines)


def _in_canonical(value: Cell, kind: str) -> Cell:
    """The value, text such that no spreadsheet runs it as a formula.

    An apostrophe before what is dangerous, and before what begins with one already, so that the
    first apostrophe of a cell is never part of the text. Source: OWASP, CSV Injection.
    """
    if isinstance(value, str) and kind != "fraction" and _DANGEROUS.match(value):
        return f"'{value}"
    return value


def _in_sheet(value: Cell, kind: str) -> Cell:
    if kind == "fraction" and isinstance(value, str) and "/" in value:
        return f"'{value}"
    return _in_canonical(value, kind)
