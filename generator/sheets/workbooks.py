"""Workbooks (XLSX) read by cell, as a stream of events, and no more of them than a table has.

Own code, since what was tried gives values without what an editor needs to hear of them (hidden
rows, formulas, merged areas) or takes a minute and a gigabyte for a file of a million empty rows.
Nothing is run and nothing is fetched. Source: ECMA-376, part 1, chapter 18.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from generator.sheets.cells import Measure, Sheet, SheetCell, SheetRow, TableError, Value, number_in
from generator.sheets.dates import Calendar, shape_of
from generator.system.files import MEGABYTE
from generator.words.characters import escaped
from generator.words.messages import Message

_MOST: Final = 64 * MEGABYTE
"""The most bytes of the parts that are read, unpacked, of one workbook."""
_MOST_MEMBERS: Final = 4096
_MOST_AREAS: Final = 10_000
_MOST_ELEMENTS: Final = 1_500_000
"""The most elements of one workbook: as many cells as are read, with their texts, have fewer."""
_MEMBER: Final = b"PK\x01\x02"
"""What begins a member's entry in the directory of an archive, which is read before all else."""
_MOST_LEVELS: Final = 100
_CHUNK: Final = 1 << 16
_LONGEST_TAG: Final = MEGABYTE
"""The most bytes of one tag or comment, which the parser reads anew with each chunk."""
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPE: Final = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
"""But for halves of a character, which are none."""
_PERCENT: Final = re.compile(r'"[^"]*"|\\.|%')

_MOST_DIGITS: Final = 30
_WHOLE: Final = 16
"""Digits from which a whole number may not be one that a binary number holds."""
_WIDEST: Final = 256
"""Columns of a merged area that are filled: titles are merged across more than have a heading."""

_NO_VALUE: Final = Message(
    "the formula has no value: open the file in a spreadsheet program and save it, or write the"
    " value itself"
)


def read_workbook(raw: bytes, name: str) -> list[Sheet]:
    """The sheets of a workbook in their order, those that are hidden too.

    Raises TableError for another archive, macros, links to other files, passwords, and what is
    damaged or larger than any table.
    """
    if raw.count(_MEMBER) > _MOST_MEMBERS:
        raise _too_large(name)
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            return _Workbook(archive, name).sheets()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _damaged(name) from error
    except (expat.ExpatError, LookupError, ValueError, OverflowError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> TableError:
    return TableError(
        name, Message("is damaged; open it in a spreadsheet program and save it again")
    )


def _too_large(name: str) -> TableError:
    return TableError(
        name,
        Message(
            "unpacks to more than {most} bytes, as no table of ours does; copy what is filled"
            " into a new file",
            most=f"{_MOST:,}",
        ),
    )


def _too_rich(name: str) -> TableError:
    return TableError(
        name,
        Message("holds more than cells and their texts; copy what is filled into a new file"),
    )


class _Style(NamedTuple):
    """How a number is shown: as a day or moment of this shape, as a percentage, or plainly."""

    shape: str = ""
    percent: bool = False


_PLAIN: Final = _Style()


class _Workbook:
    """One archive, while it is read."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.name, self._archive, self._left = name, archive, _MOST
        self._elements = _MOST_ELEMENTS
        self._members = {member.filename: member for member in archive.infolist()}
        self.measure, self.calendar = Measure(name), Calendar()
        self.strings: list[str] = []
        self.styles: list[_Style] = []

    def sheets(self) -> list[Sheet]:
        """Every sheet, in order."""
        main = self._main()
        self._refuse_machinery()
        parts = self._links(main)
        of_kind = dict(parts.values())
        if path := of_kind.get("sharedStrings"):
            self._read_strings(path)
        if path := of_kind.get("styles"):
            self._read_styles(path)
        listed: list[tuple[str, str, bool]] = []

        def start(tag: str, given: Mapping[str, str]) -> None:
            if tag == "workbookPr":
                self.calendar = Calendar(from_1904=_truth(given.get("date1904")))
            elif tag == "sheet":
                link = next((v for k, v in given.items() if k.endswith("}id")), "")
                kind, path = parts.get(link, ("", ""))
                if kind == "worksheet":
                    hidden = given.get("state", "visible") != "visible"
                    listed.append((escaped(given["name"]), path, hidden))

        self.parse(main, start)
        return [_SheetReader(self, title, hidden).read(path) for title, path, hidden in listed]

    def _main(self) -> str:
        """The part that names the sheets."""
        if "_rels/.rels" in self._members:
            for kind, path in self._links("").values():
                if kind == "officeDocument" and path.startswith("xl/"):
                    return path
        raise TableError(
            self.name, Message("is an archive, not a workbook; save the table as .xlsx or .csv")
        )

    def _refuse_machinery(self) -> None:
        if any(posixpath.basename(path) == "vbaProject.bin" for path in self._members):
            raise TableError(self.name, Message("holds macros; save it as .xlsx, which has none"))
        if any(path.startswith("xl/externalLinks/") for path in self._members):
            raise TableError(
                self.name, Message("links to other files; break the links and save it again")
            )

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part names, by the id that it uses: the kind and the path of each."""
        folder, base = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, given: Mapping[str, str]) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, given["Target"]))
                found[given["Id"]] = given["Type"].rpartition("/")[2], target.lstrip("/")

        self.parse(posixpath.join(folder, "_rels", f"{base}.rels"), start)
        return found

    def _read_strings(self, path: str) -> None:
        reader = _TextReader(self.measure)

        def end(tag: str) -> None:
            reader.end(tag)
            if tag == "si":
                self.strings.append(reader.take())
                self.measure.cell()

        self.parse(path, reader.start, end, reader.data)
        self.measure = Measure(self.name)

    def _read_styles(self, path: str) -> None:
        formats: dict[int, str] = {}
        inside: list[str] = []

        def start(tag: str, given: Mapping[str, str]) -> None:
            if tag == "numFmt":
                formats[int(given["numFmtId"])] = given["formatCode"]
            elif tag in ("cellXfs", "cellStyleXfs"):
                inside.append(tag)
            elif tag == "xf" and inside[-1:] == ["cellXfs"]:
                number = int(given.get("numFmtId", 0))
                code = formats.get(number, "")
                percent = number in (9, 10) or "%" in _PERCENT.findall(code)
                self.styles.append(_Style(shape_of(number, code), percent))

        self.parse(path, start)

    def parse(
        self,
        path: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None = None,
        data: Callable[[str], None] | None = None,
    ) -> None:
        """Read a part, its elements by their names without namespace.

        Raises TableError for a locked part, a document type, and more than is read of a workbook.
        """
        member = self._members[path]
        if member.flag_bits & 1:
            raise TableError(self.name, Message("is locked by a password; save it without one"))
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True

        levels = 0

        def begin(tag: str, given: Mapping[str, str]) -> None:
            nonlocal levels
            levels += 1
            self._elements -= 1
            if self._elements < 0 or levels > _MOST_LEVELS:
                raise _too_rich(self.name)
            start(tag.rpartition("}")[2], given)

        def finish(tag: str) -> None:
            nonlocal levels
            levels -= 1
            if end is not None:
                end(tag.rpartition("}")[2])

        parser.StartElementHandler, parser.EndElementHandler = begin, finish
        if data is not None:
            parser.CharacterDataHandler = data
        parser.StartDoctypeDeclHandler = self._refuse_type
        done = 0
        with self._archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                self._left -= len(chunk)
                done += len(chunk)
                if self._left < 0:
                    raise _too_large(self.name)
                parser.Parse(chunk)
                if done - parser.CurrentByteIndex > _LONGEST_TAG:
                    raise _damaged(self.name)
        parser.Parse(b"", True)

    def _refuse_type(self, *_: Any) -> None:
        """No spreadsheet program writes a document type, by which a small file can grow."""
        raise _damaged(self.name)


class _TextReader:
    """The text of an element: its runs one after another, without the glosses of sounds."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._parts: list[str] = []
        self._in_text = False
        self._glosses = 0

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        if tag == "rPh":
            self._glosses += 1
        self._in_text = tag == "t" and not self._glosses

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self._glosses -= 1
        self._in_text = False

    def data(self, text: str) -> None:
        if self._in_text:
            self._measure.text(text)
            self._parts.append(text)

    def take(self) -> str:
        """The text so far, and begin anew."""
        text = "".join(self._parts)
        self._parts.clear()
        return _unescaped(text)


def _unescaped(text: str) -> str:
    """Text with characters that XML cannot hold, which workbooks write as `_x000D_`."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _truth(value: str | None) -> bool:
    return value in ("1", "true", "on")


class _SheetReader:
    """One sheet, from the events of its part."""

    def __init__(self, book: _Workbook, name: str, hidden: bool) -> None:
        self._book, self._sheet = book, Sheet(book.name, name, ())
        self._hidden, self._text = hidden, _TextReader(book.measure)
        self._columns: set[int] = set()
        self._rows: list[SheetRow] = []
        self._areas: list[tuple[int, int, int, int]] = []
        self._number, self._column = 0, 0
        self._cells: dict[int, SheetCell] = {}
        self._row_hidden = False
        self._kind, self._style, self._raw = "", _PLAIN, ""
        self._formula, self._in_value = False, False
        self._values: list[str] = []

    def read(self, path: str) -> Sheet:
        """The whole sheet."""
        self._book.parse(path, self._start, self._end, self._data)
        own, columns = self._sheet, frozenset(self._columns)
        return Sheet(own.file, own.name, tuple(self._filled()), self._hidden, columns)

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "c":
            self._begin_cell(given)
        elif tag == "v":
            self._in_value = True
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._book.measure.row()
            self._number = int(given.get("r", self._number + 1))
            self._column, self._cells = 0, {}
            self._row_hidden = _truth(given.get("hidden"))
        elif tag == "col" and _truth(given.get("hidden")):
            first, last = int(given["min"]), int(given["max"])
            self._columns.update(range(first, min(last, 1 << 14) + 1))
        elif tag == "mergeCell":
            self._begin_area(given["ref"])
        else:
            self._text.start(tag, given)

    def _begin_cell(self, given: Mapping[str, str]) -> None:
        place = given.get("r")
        self._column = _place_of(place)[1] if place else self._column + 1
        self._kind = given.get("t", "n")
        style = _place_in(given.get("s", "0"))
        styles = self._book.styles
        self._style = styles[style] if style < len(styles) else _PLAIN
        self._formula = False
        self._values.clear()
        self._text.take()

    def _begin_area(self, area: str) -> None:
        if len(self._areas) >= _MOST_AREAS:
            raise _too_large(self._book.name)
        first, _, last = area.partition(":")
        self._areas.append((*_place_of(first), *_place_of(last or first)))

    def _data(self, text: str) -> None:
        if self._in_value:
            self._book.measure.text(text)
            self._values.append(text)
        else:
            self._text.data(text)

    def _end(self, tag: str) -> None:
        if tag == "v":
            self._in_value = False
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            if self._cells:
                self._rows.append(SheetRow(self._number, self._cells, self._row_hidden))
        else:
            self._text.end(tag)

    def _end_cell(self) -> None:
        raw = "".join(self._values)
        text, value, fault = self._stated(raw)
        self._book.measure.cell()
        if self._formula and not raw:
            fault = _NO_VALUE
        if fault is None and (not text or text.isspace()):
            return
        address = self._sheet.address(self._number, self._column)
        self._cells[self._column] = SheetCell(address, text, value, fault, self._formula)

    def _stated(self, raw: str) -> tuple[str, Value, Message | None]:
        """What a cell shows, what it states, and why that cannot be read."""
        kind = self._kind
        if kind == "inlineStr":
            text = self._text.take()
            return text, _value_of(text), None
        if not raw:
            return "", "", None
        if kind == "s":
            text = self._book.strings[_place_in(raw)]
            self._book.measure.text(text)
            return text, _value_of(text), None
        if kind in ("str", "d"):
            text = _unescaped(raw)
            return text, _value_of(text), None
        if kind == "e":
            said = Message("the cell shows the error {error}: correct the formula", error=raw)
            return raw, raw, said
        if kind == "b":
            return ("TRUE" if raw == "1" else "FALSE"), raw == "1", None
        return self._number_stated(raw)

    def _number_stated(self, raw: str) -> tuple[str, Value, Message | None]:
        """A number is kept as a binary one; what was typed is the shortest that gives the same."""
        if raw.isdecimal() and len(raw) < _WHOLE and self._style == _PLAIN:  # as most are
            return raw, int(raw), None
        number = Decimal(repr(float(raw)))
        if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
            said = Message("{number} is larger or smaller than any number here", number=raw)
            return raw, raw, said
        if self._style.shape:
            day = self._book.calendar.day(number, self._style.shape)
            if day is None:
                said = Message("{number} is no day that a calendar has", number=raw)
                return raw, raw, said
            return *day, None
        shown = number * 100 if self._style.percent else number
        text = f"{shown.normalize():f}" + ("%" if self._style.percent else "")
        exact = Fraction(number)
        return text, exact.numerator if exact.denominator == 1 else exact, None

    def _filled(self) -> Iterator[SheetRow]:
        """The rows, with each merged area filled by its first cell, as people see it."""
        rows = {row.number: dict(row.cells) for row in self._rows}
        for top, left, bottom, right in self._areas:
            own = rows.get(top, {}).get(left)
            if own is None:
                continue
            for number in [n for n in rows if top <= n <= bottom] if bottom > top else [top]:
                for column in range(left, min(right, left + _WIDEST) + 1):
                    self._book.measure.cell()
                    rows[number][column] = own
        for row in self._rows:
            yield SheetRow(row.number, rows[row.number], row.hidden)


def _place_in(number: str) -> int:
    """A place in a list, counted from 0; ValueError for none."""
    if not number.isdecimal():  # Python would count -1 from the end
        raise ValueError(number)
    return int(number)


def _place_of(address: str) -> tuple[int, int]:
    """Row and column of an address such as D7, both counted from 1; ValueError for none."""
    found = _ADDRESS.fullmatch(address.replace("$", ""))
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _value_of(text: str) -> Value:
    number = number_in(text)
    return text if number is None else number
