"""A file of tables, whichever of the usual kinds it is: told by what it holds, not by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from generator.sheets.cells import Sheet, TableError
from generator.sheets.delimited import read_delimited
from generator.sheets.workbooks import read_workbook
from generator.system import files
from generator.words.characters import escaped
from generator.words.messages import Message

_ARCHIVE: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What begins a file of Office before 2007, and one of today that a password locks."""
_OTHERS: Final = (
    (b"%PDF-", Message("a PDF")),
    (b"\x89PNG", Message("a picture")),
    (b"\xff\xd8\xff", Message("a picture")),
    (b"GIF8", Message("a picture")),
    (b"\x1f\x8b", Message("an archive")),
    (b"7z\xbc\xaf", Message("an archive")),
    (b"Rar!", Message("an archive")),
    (b"{\\rtf", Message("a text with formatting")),
    (b"<", Message("a page of the web")),
)
_WORKBOOK: Final = ".xlsx"
_PLAIN: Final = (".csv", ".tsv", ".txt")


def read_tables(path: Path) -> list[Sheet]:
    """The sheets of a workbook (XLSX) or the one of a CSV or TSV file, in order.

    Raises OSError where the file cannot be read, and TableError for what is no table, is locked,
    holds macros or links to other files, is named for another kind, or is larger than any table.
    """
    return tables_in(files.read_bytes(path, files.TABLE), escaped(path.name))


def tables_in(raw: bytes, name: str) -> list[Sheet]:
    """The same of the bytes of a file; `name` is how addresses call it. Raises TableError."""
    ending = Path(name).suffix.lower()
    if not raw:
        raise TableError(name, Message("is empty: save the table and give that file"))
    if raw.startswith(_ARCHIVE):
        _check_ending(name, ending, (_WORKBOOK, ".xlsm", ".xltx", ".xltm"), _WORKBOOK)
        return read_workbook(raw, name)
    if raw.startswith(_OLD):
        raise TableError(
            name,
            Message(
                "is of an old kind (.xls) or locked by a password;"
                " save it as .xlsx without a password"
            ),
        )
    for start, what in _OTHERS:
        if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(start):
            raise TableError(
                name, Message("is {what}, not a table; save the table as .xlsx or .csv", what=what)
            )
    _check_ending(name, ending, _PLAIN, ".csv")
    return [read_delimited(raw, name)]


def _check_ending(name: str, ending: str, expected: tuple[str, ...], usual: str) -> None:
    """Refuse a file whose name says another kind: it may not be the one that was meant."""
    if ending not in expected:
        raise TableError(
            name,
            Message(
                "does not hold what its name says; if it is the file that you mean, give it"
                " the ending {usual}",
                usual=usual,
            ),
        )
