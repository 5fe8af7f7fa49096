"""Administrative divisions of China (GB/T 2260), each with the period in which its code was valid.

The file has one row for each unit and period: a code that was renamed or given to another unit
stands in two rows, a recoded unit in two codes. Dates are ISO 8601 and as precise as known: a
year, a month or a day. An empty `valid_from` means "since before our records", an empty
`valid_to` "to this day". Both ends belong to the period, and the day (or year) of a change
belongs to both periods.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from generator.errors import BeatbookError
from generator.records.lines import lines_of
from generator.system import files
from generator.words.characters import named, unseen
from generator.words.messages import Message

PROVINCE_TYPES = ("province", "municipality", "autonomous_region", "special_region")
PREFECTURE_TYPES = ("prefecture_city", "prefecture", "autonomous_prefecture", "league")
COUNTY_TYPES = (
    "district",
    "county",
    "county_city",
    "autonomous_county",
    "banner",
    "autonomous_banner",
    "special_district",
    "forest_district",
)

_PEOPLES: Final = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤"
    " 畲 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯"
    " 塔吉克 怒 鄂温克 保安 裕固 独龙 鄂伦春 普米 各"
)
"""The peoples that autonomous units are named for; 龙胜各族自治县 is all of theirs."""

_PEOPLE = "|".join(sorted((f"{p}族?" for p in _PEOPLES.split()), key=len, reverse=True))
_AUTONOMOUS = re.compile(f"(?:{_PEOPLE})*自治([州县旗区])$")
_WING = re.compile("^(.).*?([左右])翼(.?旗)?$")
SUFFIX: Final = re.compile("(?:特别行政区|自治区|地区|省|市|盟|区|县|旗)$")
"""What a name ends with by the kind of its unit."""

_ROWS: Final = 20_000
"""The most rows of the file; there are some 3,600 divisions, those of former times included."""

_CODE = re.compile(r"[1-9][0-9]{5}")
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")

# A year that only those are valid in that have no end.
_AFTER_ALL = "9999"


@dataclass(frozen=True, slots=True)
class Division:
    """One unit over one period; the fields are the columns of the file, empty text = not known."""

    code: str
    name: str
    name_en: str
    type: str
    parent: str
    valid_from: str
    valid_to: str
    origin: str
    successor: str


COLUMNS: Final = tuple(column.name for column in fields(Division))


class CellFault(NamedTuple):
    """One fault: its line (the header is line 1), its column (`row`: the whole), what is wrong."""

    line: int
    column: str
    message: Message

    def said(self) -> Message:
        """What is wrong, with the column."""
        if self.column == "row":
            return self.message
        return Message("{where}: {said}", where=self.column, said=self.message)


def by_code_and_start(division: Division) -> tuple[str, str]:
    """The order of the file: by code, then by start."""
    return division.code, division.valid_from


def names_of(division: Division) -> tuple[str, ...]:
    """The full name first, then its usual short forms: 黔西南州 and 黔西南 of 黔西南…自治州."""
    name = division.name
    people = _AUTONOMOUS.search(name)
    if people:
        stem = name[: people.start()]
        if len(stem) < 2:  # 东乡族自治县 is named for its people
            stem = re.sub("族?自治[州县旗区]$", "", name)
        shorts = [stem, stem + people[1]] if people[1] != "区" else [stem]
    else:
        stem = SUFFIX.sub("", name)
        shorts = [stem]
    wing = _WING.match(stem + ("旗" if name.endswith("旗") else ""))
    if wing:
        shorts += [wing[1] + wing[2] + (wing[3] or ""), wing[1] + wing[2] + name[-1]]
    shorts = [short for short in shorts if len(short) > 1 and short not in ("公安", name)]
    return (name, *dict.fromkeys(shorts))


def short_of(division: Division) -> str:
    """The name as it is said: 临夏州 of 临夏回族自治州, 内蒙古 of 内蒙古自治区, others whole."""
    return names_of(division)[-1] if _AUTONOMOUS.search(division.name) else division.name


class Divisions:
    """All divisions, found by code and date."""

    __slots__ = ("_holders",)

    def __init__(self, divisions: Iterable[Division]) -> None:
        holders: dict[str, list[Division]] = {}
        for division in sorted(divisions, key=by_code_and_start):
            holders.setdefault(division.code, []).append(division)
        self._holders = holders

    def __iter__(self) -> Iterator[Division]:
        """Every row, by code and then by start."""
        for holders in self._holders.values():
            yield from holders

    def __len__(self) -> int:
        return sum(map(len, self._holders.values()))

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, of today and of former times, in order."""
        return tuple(self._holders)

    def at(self, code: str, on: str | None = None) -> Division | None:
        """The division that carried the code on a date (ISO year, month or day).

        A partial date counts where any day of it does; of two holders the later one is given,
        so the year of a change gives what came out of it. Without a date: the present holder,
        else the last one. None where the code is unknown or nobody carried it then.
        """
        for division in reversed(self._holders.get(code, ())):
            if on is None or _overlaps(division, on):
                return division
        return None

    def ancestors(self, code: str, on: str | None = None) -> list[Division]:
        """The units above the code's holder, from the province down; none for a province.

        Also none where nobody carried the code on that date. The ancestors of a former unit are
        those at its end.
        """
        above: list[Division] = []
        division = self.at(code, on)
        while division is not None and division.parent:
            moment = on or division.valid_to or None
            division = self.at(division.parent, moment) or self.at(division.parent)
            if division is None or division in above:
                break
            above.append(division)
        return above[::-1]

    def line(self, code: str) -> list[Division]:
        """From the province down to the code's holder itself; empty where nobody carried it."""
        division = self.at(code)
        return [] if division is None else [*self.ancestors(code), division]

    def province(self, code: str) -> Division | None:
        """The province-level unit a code lies in (itself for a province); None if unknown."""
        return self.at(code[:2] + "0000")

    def named(self, name: str) -> list[Division]:
        """The units of today that a name may mean, such as 合作, 甘南州 or 南京市鼓楼区."""
        present = [unit for unit in map(self.at, self._holders) if unit and not unit.valid_to]
        return [unit for unit in present if unit.name[:-1] == name or self._bears(unit, name)]

    def _bears(self, division: Division, name: str) -> bool:
        """Whether a name is one of the unit's own behind those of units above it, in order."""
        return any(
            self._lie_above(division, name.removesuffix(own))
            for own in names_of(division)
            if name.endswith(own)
        )

    def _lie_above(self, division: Division, above: str) -> bool:
        for unit in self.ancestors(division.code) if above else ():
            longest_first = sorted(names_of(unit), key=len, reverse=True)
            above = above.removeprefix(next(filter(above.startswith, longest_first), ""))
        return not above


_SOME: Final = 6
"""As many places of one name as a message lists."""


def code_of(divisions: Divisions, name: str) -> str:
    """The code of the one place that a name means; raises BeatbookError for none and several."""
    units = divisions.named(name)
    if len(units) == 1:
        return units[0].code
    if not units:
        raise BeatbookError(
            "no place is called {place}: give its code from divisions.csv", place=name
        )
    lines = ["".join(unit.name for unit in divisions.line(u.code)) for u in units[:_SOME]]
    known = ", ".join(f"{line} {u.code}" for line, u in zip(lines, units, strict=False))
    more = " …" if len(units) > _SOME else ""
    raise BeatbookError(
        Message(
            "{n} places are called {place}: give the code or the longer name ({known}{more})",
            n=len(units),
            place=name,
            known=known,
            more=more,
        )
    )


def read_divisions(path: Path) -> tuple[Divisions, list[CellFault]]:
    """Read the file and collect all its faults, by line.

    A row that is faulty by itself is left out; one that disagrees with other rows is kept. Raises
    OSError where the file cannot be read.
    """
    rows, faults = _read_rows(path)
    for line, division in rows:
        faults += [CellFault(line, *fault) for fault in _row_faults(division)]
    faulty = {fault.line for fault in faults}
    sound = [(line, division) for line, division in rows if line not in faulty]
    faults += _period_faults(sound)
    # Links are looked up among faulty rows too: one wrong row should not blame its children.
    everything = Divisions(division for _, division in rows)
    for line, division in sound:
        faults += [CellFault(line, *fault) for fault in _link_faults(division, everything)]
    return Divisions(division for _, division in sound), sorted(faults)


def _read_rows(path: Path) -> tuple[list[tuple[int, Division]], list[CellFault]]:
    """Every row with its line; none where the header is not right or the text not UTF-8."""
    try:
        # Spreadsheet programs put a byte order mark in front, which is no fault of the data.
        text = files.read_bytes(path, files.VOCABULARY).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        said = Message("is not UTF-8; save the file in that encoding")
        return [], [CellFault(line, "row", said)]
    reader = csv.reader(lines_of(text))
    rows: list[tuple[int, Division]] = []
    faults: list[CellFault] = []
    begun = 1
    try:
        header = next(reader, [])
        if faults := _header_faults(header):
            return [], faults
        pick = itemgetter(*map(header.index, COLUMNS))
        begun = reader.line_num + 1
        for cells in reader:
            if len(rows) + len(faults) == _ROWS:
                said = Message("more rows than there are divisions: delete them")
                return rows, [*faults, CellFault(begun, "row", said)]
            found, known = len(cells), len(header)
            if found == known:
                rows.append((reader.line_num, Division(*pick(cells))))
            else:
                said = Message(
                    "{found} cells, expected {known}; is a comma unquoted?",
                    found=found,
                    known=known,
                )
                faults.append(CellFault(reader.line_num, "row", said))
            begun = reader.line_num + 1
    except csv.Error as error:
        said = Message(
            "is no row of a table ({said}), and nothing below is read; is a quotation mark open?",
            said=str(error),
        )
        faults.append(CellFault(begun, "row", said))
    return rows, faults


def _overlaps(division: Division, on: str) -> bool:
    return (not division.valid_from or division.valid_from <= _last_day(on)) and (
        not division.valid_to or on <= _last_day(division.valid_to)
    )


def _last_day(date: str) -> str:
    """The date filled up to its last day; its own text already sorts before its first day."""
    return date + "-12-31"[len(date) - 4 :]


def _header_faults(header: list[str]) -> list[CellFault]:
    missing = Message("column is missing")
    faults = [CellFault(1, name, missing) for name in COLUMNS if name not in header]
    unknown = Message("unknown column; known: {columns}", columns=", ".join(COLUMNS))
    faults += [CellFault(1, name, unknown) for name in header if name not in COLUMNS]
    doubled = {name for name, times in Counter(header).items() if times > 1}
    return faults + [CellFault(1, name, Message("column stands twice")) for name in sorted(doubled)]


def _row_faults(division: Division) -> Iterator[tuple[str, Message]]:
    """What one row shows by itself, as column and message."""
    if not _CODE.fullmatch(division.code):
        yield "code", Message("'{code}' is not a code of six digits", code=division.code)
    elif division.type not in (known := _types_of_level(division.code)):
        said = Message(
            "'{kind}' is no type of {code}; expected one of {known}",
            kind=division.type,
            code=division.code,
            known=", ".join(known),
        )
        yield "type", said
    for column in ("name", "name_en", "origin"):  # the others have forms of their own
        for _, character in islice(unseen(getattr(division, column)), 1):
            name = named(character)
            yield column, Message("holds {name}, which nobody sees; delete it", name=name)
        if column != "name_en" and not getattr(division, column):
            yield column, Message("is empty")
    for column in ("valid_from", "valid_to"):
        date = getattr(division, column)
        if date and not _DATE.fullmatch(date):
            yield column, Message("'{date}' is not an ISO year, month or day", date=date)
    if division.valid_to and _after(division.valid_from, division.valid_to):
        end, start = division.valid_to, division.valid_from
        yield "valid_to", Message("{end} is before the start, {start}", end=end, start=start)
    if division.successor and not division.valid_to:
        said = Message("valid to this day, so without a successor; give valid_to or clear it")
        yield "successor", said


def _types_of_level(code: str) -> tuple[str, ...]:
    """The types a code can have: its zeros tell its level."""
    if code.endswith("0000"):
        return PROVINCE_TYPES
    return PREFECTURE_TYPES if code.endswith("00") else COUNTY_TYPES


def _after(date: str, other: str) -> bool:
    """Whether one date is later than another, as far as both are precise."""
    precision = min(len(date), len(other))
    return date[:precision] > other[:precision]


def _period_faults(rows: list[tuple[int, Division]]) -> Iterator[CellFault]:
    """Periods of one code that overlap; to touch in the year or on the day of a change is fine."""
    in_order = sorted(rows, key=lambda row: by_code_and_start(row[1]))
    for (other_line, other), (line, division) in pairwise(in_order):
        touching = division.valid_from and other.valid_to
        apart = touching and not _after(other.valid_to, division.valid_from)
        if other.code == division.code and not apart:
            said = Message(
                "{code} {name} overlaps {other} in line {line}",
                code=division.code,
                name=division.name,
                other=other.name,
                line=other_line,
            )
            yield CellFault(line, "valid_from", said)


def _link_faults(division: Division, divisions: Divisions) -> Iterator[tuple[str, Message]]:
    """Parents and successors that are not there, as column and message."""
    yield from _parent_faults(division, divisions)
    successor, end = division.successor, division.valid_to
    if successor and divisions.at(successor) is None:
        yield "successor", Message("{code} is not in this file", code=successor)
    elif successor and divisions.at(successor, end) is None:
        said = Message("{code} is not valid when this ends, {end}", code=successor, end=end)
        yield "successor", said


def _parent_faults(division: Division, divisions: Divisions) -> Iterator[tuple[str, Message]]:
    code, parent = division.code, division.parent
    if code.endswith("0000"):
        if parent:
            said = Message("a province-level unit has no parent, found '{parent}'", parent=parent)
            yield "parent", said
    elif parent not in (code[:2] + "0000", code[:4] + "00") or parent == code:
        said = Message(
            "'{parent}' cannot be the parent of {code}: the code must begin like it",
            parent=parent,
            code=code,
        )
        yield "parent", said
    elif divisions.at(parent) is None:
        yield "parent", Message("{code} is not in this file", code=parent)
    elif divisions.at(parent, division.valid_to or _AFTER_ALL) is None:
        said = Message(
            "{parent} had ended when {code} {name} had not",
            parent=parent,
            code=code,
            name=division.name,
        )
        yield "parent", said
