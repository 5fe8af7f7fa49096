"""What a table holds: sheets of rows of cells, each with the address by which people find it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from generator.errors import BeatbookError
from generator.words.messages import Message

Value = str | int | Fraction | bool | datetime.date
"""What a cell states: text, an exact number, a truth value or a day."""

MOST_CELLS: Final = 300_000
MOST_ROWS: Final = 50_000
MOST_CHARACTERS: Final = 16_000_000
"""What one file may hold, all sheets together: ten times the largest table of the book so far."""

_NUMERAL: Final = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_LONGEST_NUMERAL: Final = 50


class SheetCell(NamedTuple):
    """One cell that is not empty; `text` is what a person reads there.

    `address` is such as `nominations.xlsx!Sheet1!D7`, or `figures.csv!D7`; that of a merged area
    is its first cell's. `fault` says why a cell cannot be read; `formula` that the value is one
    that a spreadsheet program worked out.
    """

    address: str
    text: str
    value: Value
    fault: Message | None = None
    formula: bool = False


class SheetRow(NamedTuple):
    """The filled cells of one row by the number of their column, both counted from 1."""

    number: int
    cells: Mapping[int, SheetCell]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; `name` is empty for CSV, which has no more than one.

    Rows without any filled cell are left out. What is hidden is read as everything else is.
    """

    file: str
    name: str
    rows: tuple[SheetRow, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()

    def address(self, row: int, column: int) -> str:
        """The address of a cell, filled or not."""
        return f"{self.place}!{letters_of(column)}{row}"

    @property
    def place(self) -> str:
        """The file, and the sheet where it has any: `nominations.xlsx!Sheet1`."""
        return f"{self.file}!{self.name}" if self.name else self.file


class TableError(BeatbookError):
    """A file that is no table which can be read: its name, what it is, and what to do."""

    def __init__(self, name: str, said: Message) -> None:
        super().__init__(Message("{where}: {said}", where=name, said=said))
        self.name, self.reason = name, said


@lru_cache(maxsize=1024)
def letters_of(column: int) -> str:
    """The letters of a column that is counted from 1: A, Z, AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def number_in(text: str) -> int | Fraction | None:
    """The exact number that a text is, also in full-width digits or with separators."""
    if len(text) > _LONGEST_NUMERAL:
        return None
    if text.isdecimal():  # which most numbers are
        return int(text)
    if not text[-1:].isdecimal():
        return None
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    if not _NUMERAL.fullmatch(plain):
        return None
    number = Fraction(plain.replace(",", ""))
    return number.numerator if number.denominator == 1 else number


class Measure:
    """Counts what a file holds while it is read, and refuses more than one may."""

    def __init__(self, name: str) -> None:
        self._name, self._rows, self._cells, self._characters = name, 0, 0, 0

    def row(self) -> None:
        """Count a row; TableError beyond `MOST_ROWS`."""
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise TableError(
                self._name,
                Message(
                    "has more than {most} rows, filled or empty; copy what is filled into a new"
                    " file, or share it out among several",
                    most=f"{MOST_ROWS:,}",
                ),
            )

    def cell(self) -> None:
        """Count a cell, filled or not; TableError beyond `MOST_CELLS`."""
        self._cells += 1
        if self._cells > MOST_CELLS:
            self._refuse()

    def text(self, text: str) -> None:
        """Count what is read or shown; TableError beyond `MOST_CHARACTERS`."""
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS:
            self._refuse()

    def _refuse(self) -> None:
        raise TableError(
            self._name,
            Message(
                "has more than {cells} cells or {characters} characters; share it out among"
                " several files",
                cells=f"{MOST_CELLS:,}",
                characters=f"{MOST_CHARACTERS:,}",
            ),
        )
