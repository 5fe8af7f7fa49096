"""The tables as plain values, and as CSV, none of which a spreadsheet program runs."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pandas as pd

from generator.records.i18n import Words
from generator.tables.codebook import Codebook, Column

Tables = Mapping[str, pd.DataFrame]
Cell = str | int | float | bool | None

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
    tables: Tables, codebook: Codebook, words: Mapping[str, Words]
) -> dict[str, tuple[pd.DataFrame, Mapping[str, Column]]]:
    """The tables with their columns by name; first of them `codebook`, which describes the rest.

    It holds the meaning of each column in every language.
    """
    if "codebook" in tables:
        raise AssertionError("a table cannot be named `codebook`")
    rows = [
        (table, name, column.type, *map(column.meaning, words.values()))
        for table in tables
        for name, column in codebook[table].items()
    ]
    names = ["table_name", "column_name", "type", *(f"meaning_{language}" for language in words)]
    described = pd.DataFrame(rows, columns=pd.Index(names), dtype="str")
    return {
        "codebook": (described, {name: Column("string", "codebook", name) for name in names}),
        **{name: (frame, codebook[name]) for name, frame in tables.items()},
    }


def guarded(text: str) -> str:
    """The text of a CSV cell that no spreadsheet runs as a formula.

    An apostrophe before what is dangerous, and before what begins with one already, so that the
    first apostrophe of a cell is never part of the text. Source: OWASP, CSV Injection.
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def to_csv(frame: pd.DataFrame, columns: Mapping[str, Column]) -> bytes:
    """The canonical CSV of a table: UTF-8, exact values, an empty cell where nothing is known.

    Text is guarded, as the word `csv_quoting` tells readers; which columns are text the codebook
    says, not their looks.
    Raises AssertionError where columns or values are not those that the codebook names.
    """
    return _csv(frame, columns, _in_canonical, "\n").encode()


def make_spreadsheet_csv(frame: pd.DataFrame, columns: Mapping[str, Column]) -> bytes:
    """The CSV for spreadsheets (see `csv_quoting`): UTF-8 with a byte order mark, CRLF lines."""
    return _csv(frame, columns, _in_sheet, "\r\n").encode("utf-8-sig")


class _Lines(list[str]):
    """What a writer of CSV may write to; one item a row."""

    write = list.append


def _csv(
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    shown: Callable[[Cell, str], Cell],
    end: str,
) -> str:
    lines = _Lines()
    # With this ending the module quotes a carriage return and a line feed alike.
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(columns)
    kinds = [column.type for column in columns.values()]
    for row in rows_of(frame, columns):
        writer.writerow(map(shown, row, kinds))
    return "".join(line.removesuffix("\r\n") + end for line in lines)


def _in_canonical(value: Cell, kind: str) -> Cell:
    return guarded(value) if isinstance(value, str) and kind != "fraction" else value


def _in_sheet(value: Cell, kind: str) -> Cell:
    if kind == "fraction" and isinstance(value, str) and "/" in value:
        return f"'{value}"
    return _in_canonical(value, kind)
