"""The tables as plain values, and as CSV that spreadsheet programs open without harm."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Final

import pandas as pd

from generator.codebook import Column

Tables = Mapping[str, pd.DataFrame]
Codebook = Mapping[str, Mapping[str, Column]]
Cell = str | int | float | bool | None

QUOTING: Final = (
    "表格软件用的 CSV（UTF-8，带 BOM）在以 = + - @（含全角）、制表符或换行开头的文字前加一个半角"
    "撇号，写作 1/3 的分数也如此，以免被当作公式或日期；其他数字不变。本数据包中的 CSV 不加撇号，"
    "是原样的数据。\n\n"
    "The CSV files for spreadsheets (UTF-8 with a byte order mark) put an apostrophe before text "
    "that begins with = + - @ (full-width ones too), a tab or a line break, and before fractions "
    "such as 1/3, so that none is taken for a formula or a date; other numbers are left alone. "
    "The CSV files of this package have no such apostrophes and hold the data as they are."
)
"""What `make_spreadsheet_csv` changes, in Chinese and English, for those who choose a file."""

CODEBOOK_COLUMNS: Final[Mapping[str, Column]] = {
    "table_name": Column("string", "表", "Table"),
    "column_name": Column("string", "列", "Column"),
    "type": Column("string", "类型", "Type"),
    "meaning_zh": Column("string", "含义", "Meaning in Chinese"),
    "meaning_en": Column("string", "英文含义", "Meaning in English"),
}
"""The columns of the table `codebook` in workbooks and databases."""

_DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
_HOLDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "date": (str,),
    "fraction": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def rows_of(frame: pd.DataFrame, columns: Mapping[str, Column]) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table as plain values, None where one is missing.

    Raises AssertionError where columns or values are not those that the codebook names.
    """
    if list(frame.columns) != list(columns):
        raise AssertionError(f"the codebook has {list(columns)}, the table {list(frame.columns)}")
    values = [_values(frame[name], name, column.type) for name, column in columns.items()]
    return zip(*values, strict=True)


def _values(series: pd.Series, name: str, kind: str) -> list[Cell]:
    holds = _HOLDS.get(kind)
    if holds is None:
        raise AssertionError(f"the column {name} has the unknown type {kind!r}")
    pairs = zip(series.tolist(), series.isna().tolist(), strict=True)
    values: list[Cell] = [None if missing else value for value, missing in pairs]
    for value in values:
        if value is not None and (type(value) not in holds or not _finite(value)):
            raise AssertionError(f"the column {name} is of type {kind} and holds {value!r}")
    return values


def _finite(value: Cell) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def with_codebook(
    tables: Tables, codebook: Codebook
) -> dict[str, tuple[pd.DataFrame, Mapping[str, Column]]]:
    """The tables with their columns by name; first of them `codebook`, which describes the rest."""
    if "codebook" in tables:
        raise AssertionError("a table cannot be named `codebook`")
    rows = [(table, name, *column) for table in tables for name, column in codebook[table].items()]
    described = pd.DataFrame(rows, columns=pd.Index(CODEBOOK_COLUMNS), dtype="str")
    return {
        "codebook": (described, CODEBOOK_COLUMNS),
        **{name: (frame, codebook[name]) for name, frame in tables.items()},
    }


def make_spreadsheet_csv(frame: pd.DataFrame, columns: Mapping[str, Column]) -> bytes:
    """The CSV for spreadsheets (see `QUOTING`): UTF-8 with a byte order mark, lines end in CRLF."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    kinds = [column.type for column in columns.values()]
    for row in rows_of(frame, columns):
        writer.writerow(map(_guarded, row, kinds))
    return text.getvalue().encode("utf-8-sig")


def _guarded(value: Cell, kind: str) -> Cell:
    if not isinstance(value, str):
        return value
    dangerous = "/" in value if kind == "fraction" else value.startswith(_DANGEROUS)
    return f"'{value}" if dangerous else value
