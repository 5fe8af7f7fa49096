"""CSV and TSV: the encoding and the mark between cells are told by what the file holds."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import Final

from generator.sheets.cells import Measure, Sheet, SheetCell, SheetRow, TableError, number_in
from generator.words.encodings import PLAUSIBLE, common_characters, share_of
from generator.words.messages import Message

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS: Final = "\t,;，；|"
"""What stands between cells, in the order of preference where several would do."""
_LOOKED_AT: Final = 4000
"""Characters by which the encoding and the mark are told."""
_GUARD: Final = "'"
_SPACES: Final = r"[\s\u200b-\u200f\u2060\ufeff]*"
_DANGEROUS: Final = re.compile(rf"'|{_SPACES}[\t\r\n=+\-@＝＋－＠﹢﹣﹦﹫]")


def guarded(text: str) -> str:
    """A text such that no spreadsheet runs it as a formula.

    An apostrophe before what is dangerous, and before what begins with one already, so that the
    first apostrophe of a cell is never part of the text. Source: OWASP, CSV Injection.
    """
    return f"{_GUARD}{text}" if _DANGEROUS.match(text) else text


def read_delimited(raw: bytes, name: str) -> Sheet:
    """The one sheet of a CSV or TSV file.

    An apostrophe that begins a cell is a guard, not part of the text. Raises TableError for what
    is not text, is in no known encoding, or is larger than any table.
    """
    text = _decoded(raw, name)
    measure, rows = Measure(name), []
    sheet = Sheet(name, "", ())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_mark_of(text))
    number = 0
    try:
        for number, texts in enumerate(reader, start=1):
            measure.row()
            cells = {}
            for column, own in enumerate(texts, start=1):
                measure.cell()
                if shown := own.removeprefix(_GUARD).strip():
                    measure.text(shown)
                    value = number_in(shown)
                    address = sheet.address(number, column)
                    cells[column] = SheetCell(address, shown, shown if value is None else value)
            if cells:
                rows.append(SheetRow(number, cells))
    except csv.Error as error:
        raise TableError(
            name,
            Message(
                "row {row} is no row of a table ({said}); is a quotation mark open?",
                row=number + 1,
                said=str(error),
            ),
        ) from None
    return Sheet(name, "", tuple(rows))


def _decoded(raw: bytes, name: str) -> str:
    """The text of the file in UTF-8, UTF-16 with its mark, or GB18030."""
    encoding = next((own for bom, own in _BOMS if raw.startswith(bom)), None)
    text = _in(raw, encoding or "utf-8")
    if text is None and encoding is None:
        text = _in(raw, "gb18030")
        if text is not None and share_of(text[:_LOOKED_AT], common_characters()) < PLAUSIBLE:
            text = None
    if text is None or "\x00" in text:
        raise TableError(
            name, Message("is no text in UTF-8 or GB18030; save it as .xlsx, or as CSV in UTF-8")
        )
    return text


def _in(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _mark_of(text: str) -> str:
    """The mark that shares most lines into the same number of cells, at least two."""
    lines = [line for line in text[:_LOOKED_AT].splitlines(keepends=True) if line.strip()]
    whole = lines if len(text) <= _LOOKED_AT else lines[:-1]  # the last one may be cut off
    best, likeliest = 0.0, ","
    for mark in _MARKS:
        widths = Counter(len(row) for row in csv.reader(whole or lines, delimiter=mark))
        width, rows = max(widths.items(), key=lambda own: (own[0] > 1, own[1]), default=(0, 0))
        if width > 1 and rows > best:
            best, likeliest = rows, mark
    return likeliest
