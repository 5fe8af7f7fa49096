"""Names of divisions in running text: which units a name may mean on a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from generator.records.divisions import SUFFIX, Division, Divisions, names_of

Units = tuple[Division, ...]


class Chain(NamedTuple):
    """A run of names, each inside the one before: where it starts and what its last may mean."""

    start: int
    units: Units
    names: int
    full: bool


_DEPTH = 3


def _lengths(names: Iterable[tuple[str, str]]) -> dict[str, list[int]]:
    """How long the names of each key can be, the longest first."""
    found: dict[str, set[int]] = {}
    for key, name in names:
        found.setdefault(key, set()).add(len(name))
    return {key: sorted(lengths, reverse=True) for key, lengths in found.items()}


def _spellings(division: Division) -> tuple[str, ...]:
    """What a unit is called; a new area is 浦东 too, as its bureau is 浦东分局."""
    short = division.name.removesuffix("新区")
    return names_of(division) + ((short,) if division.name != short and len(short) > 1 else ())


def level_of(code: str) -> int:
    """0 for a province, 1 for a prefecture, 2 for a county."""
    return 0 if code.endswith("0000") else 1 if code.endswith("00") else 2


class Gazetteer:
    """Every name and short name of the table, with the units that bear it."""

    def __init__(self, divisions: Divisions) -> None:
        self._divisions = divisions
        names: dict[str, list[Division]] = {}
        self._former: dict[str, list[Division]] = {}
        full: set[str] = set()
        for division in divisions:
            if division.successor:
                self._former.setdefault(division.successor, []).append(division)
            spellings = _spellings(division)
            full.add(spellings[0])
            full.update(spelling for spelling in spellings[1:] if SUFFIX.search(spelling[2:]))
            for spelling in spellings:
                names.setdefault(spelling, []).append(division)
        self._names = {name: tuple(units) for name, units in names.items()}
        self._full = frozenset(full)
        self._beginnings = _lengths((name[:2], name) for name in self._names)
        self._endings = _lengths((name[-2:], name) for name in self._names)
        self._above: dict[tuple[str, str | None], tuple[str, ...]] = {}
        self._dated: dict[tuple[str, str | None], Units] = {}

    def units(self, name: str, date: str | None) -> Units:
        """The units a name may mean on a date, each code once.

        A unit that had ended counts through its successor, one that was still to come through
        what became it, where nothing else bears the name. Without a date those of today go first.
        """
        named = self._names.get(name)
        if named is None:
            return ()
        key = (name, date)
        if key not in self._dated:
            self._dated[key] = self._on(named, date)
        return self._dated[key]

    def unit(self, code: str, date: str | None) -> Division | None:
        """The holder of a code on a date."""
        return self._divisions.at(code, date)

    def is_full(self, name: str) -> bool:
        """Whether a name says what kind of unit it is, as 黔西南州 does and 黔西南 does not."""
        return name in self._full

    def above(self, code: str, date: str | None) -> tuple[str, ...]:
        """The codes of the units above, from the province down."""
        key = (code, date)
        if key not in self._above:
            line = self._divisions.ancestors(code, date) or self._divisions.ancestors(code)
            self._above[key] = tuple(division.code for division in line)
        return self._above[key]

    def inside(self, units: Iterable[Division], parents: Units, date: str | None) -> Units:
        """Those of the units that lie in one of the parents."""
        codes = {parent.code for parent in parents}
        return tuple(unit for unit in units if not codes.isdisjoint(self.above(unit.code, date)))

    def before(self, text: str, end: int, date: str | None, depth: int = _DEPTH) -> Chain | None:
        """The longest run of names that ends at an offset."""
        best: Chain | None = None
        for length in self._endings.get(text[max(0, end - 2) : end], ()):
            start = end - length
            units = self.units(text[start:end], date) if start >= 0 else ()
            if not units:
                continue
            chain = Chain(start, units, 1, text[start:end] in self._full)
            higher = self.before(text, start, date, depth - 1) if depth > 1 else None
            if higher and (inner := self.inside(units, higher.units, date)):
                chain = Chain(higher.start, inner, higher.names + 1, chain.full)
            if best is None or chain.start < best.start:
                best = chain
        return best

    def context(self, text: str, date: str | None) -> Counter[str]:
        """How often a text speaks of each unit, itself or through what lies in it.

        Short names count for provinces and prefectures only: those of counties are too common.
        """
        counts: Counter[str] = Counter()
        for name, times in self._mentions(text).items():
            units = self.units(name, date)
            if name not in self._full:
                units = tuple(unit for unit in units if level_of(unit.code) < 2)
            weight = times * (3 if len(units) == 1 else 1)
            for unit in units:
                counts[unit.code] += weight
                for code in self.above(unit.code, date) if len(units) == 1 else ():
                    counts[code] += times
        return counts

    def named(self, text: str, date: str | None) -> set[str]:
        """The codes of the units that a text names in full and beyond doubt."""
        full = (self.units(name, date) for name in self._mentions(text) if name in self._full)
        return {units[0].code for units in full if len(units) == 1}

    def _mentions(self, text: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        at = 0
        size = len(text)
        while at < size - 1:
            step = 1
            for length in self._beginnings.get(text[at : at + 2], ()):
                name = text[at : at + length]
                if name in self._names:
                    counts[name] += 1
                    step = length
                    break
            at += step
        return counts

    def _on(self, named: Units, date: str | None) -> Units:
        now = {unit.code: unit for unit in named if self._divisions.at(unit.code, date) == unit}
        if date is None:
            now = {code: unit for code, unit in now.items() if not unit.valid_to} or now
        if now:
            return tuple(now.values())
        moved: dict[str, Division] = {}
        for unit in named:
            after = self._divisions.at(unit.successor, date) if unit.successor else None
            before = self._former.get(unit.code, ())
            kin = [after] if after else [d for d in before if self._divisions.at(d.code, date) == d]
            for found in kin or ([unit] if date is None else []):
                moved[found.code] = found
        return tuple(moved.values())
