"""Organs as printed: a run of places, an organ's word and the units below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.draft import WORDS
from generator.draft.gazetteer import Gazetteer, Units, level_of
from generator.evidence.lexicon import any_of
from generator.records.divisions import COUNTY_TYPES, Division
from generator.records.models import AgencyLevel


@dataclass(frozen=True, slots=True)
class Organ:
    """A police organ as printed at `start:end`, its level and the code of its division.

    `candidates` are (code, full name) where the name has several bearers; `code` is then None.
    `note` says what the code rests on where it is not the name alone.
    """

    name: str
    level: AgencyLevel | None
    code: str | None
    candidates: tuple[tuple[str, str], ...]
    note: str | None
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """An organ while it is read; `units` are what its code may be, `unit` its last word.

    `bare`: a station without a place; `short`: behind a short name that may be a street's;
    `unlisted`: a branch or zone without a code; `unknown`: behind a name that no table holds;
    `lone`: 站前分局 without its city; `unnamed`: 市公安局 without its city; `collective`:
    全市公安机关; `branch`: the branch below such a bureau; `full_name`: of such a bureau, with its
    city; `network`: of railways, ports or forests, whose units do not nest as divisions do; `site`:
    of a line or a site that no county's station is for.
    """

    start: int
    end: int
    units: Units
    unit: str
    bare: bool = False
    unlisted: bool = False
    unknown: bool = False
    unnamed: bool = False
    collective: bool = False
    branch: str = ""
    lone: bool = False
    full_name: str = ""
    network: bool = False
    site: bool = False
    short: bool = False
    note: str | None = None


_HAN = "[\u3400-\u9fff]"
_UNITS = any_of(WORDS["units"])
_NETWORKS = frozenset(WORDS["networks"])
_FALLBACK = re.compile(f"边境|{any_of(WORDS['networks'])}")
_ANCHOR = re.compile(
    f"公安部(?![门队])|全[省市州盟县旗](?:各级)?公安(?:机关|系统|(?!局))|(?:{any_of(WORDS['networks'])})|(?:{any_of(WORDS['organs'])})"
    f"|(?:{any_of(WORDS['branches'])})(?:总队|支队|大队)|(?:{any_of(WORDS['forces'])})"
    "|公安分局|分局|公安处|派出所"
    "|公安(?!县(?![域级局])|分局|局|厅|处|部|机关)"
)
_ARMED = re.compile(f"(?:{any_of(WORDS['armed'])})")
_ANOTHERS = re.compile("[局院]")
_OTHERS_BRANCH = re.compile("[局院]$")
_BELOW = re.compile(f"({_HAN}{{1,12}}?)({_UNITS})")
_STOP = re.compile(any_of(WORDS["stops"]))
_STOP_HEAD = re.compile(f"{any_of(WORDS['stops'])}|[{WORDS['stop_characters']}]")
_NO_NAME = frozenset(WORDS["no_names"])
_ZONE = re.compile(f"{_HAN}{{0,12}}(?:{any_of(WORDS['zones'])})")
_UNKNOWN = re.compile(f"{_HAN}{{2,3}}[县旗区市州盟]")
_SITE = re.compile(any_of(WORDS["sites"]))
_UNNAMED = frozenset("市州盟县旗")
_RUN = re.compile(f"{_HAN}+$")
_BORDER = re.compile("^(?:边境|边防|公安|铁路|火?车站|高铁站|站|[东西南北]站|水上|森林|机场)")
_RANKS = {"总队": 0, "支队": 1, "大队": 2}
"""Level of the divisions that have an organ of a kind, as `level_of` gives it."""
_COUNT = re.compile("[一二三四五六七八九十两几多每][名个家所支位]?$")
_LONGEST_RUN = 20
_BRANCH_NAME = range(2, 5)
"""Characters of a branch's name that no table holds: 古镇公安分局, of a town."""


class OrganReader:
    """Reads the organs of a text one after another, before the rest of it settles their places."""

    def __init__(self, places: Gazetteer) -> None:
        self._places = places

    def readings(self, plain: str, date: str | None) -> Iterator[Reading]:
        """All organs of a text in half-width forms, in order, none overlapping another."""
        end = 0
        for anchor in _ANCHOR.finditer(plain):
            if anchor.start() < end:
                continue
            reading = self._reading(plain, anchor, end, date)
            if reading:
                self._extend(plain, reading, date)
                end = reading.end
                reading.site = _SITE.search(plain, reading.start, end) is not None
                yield reading

    def _reading(
        self, plain: str, anchor: re.Match[str], after: int, date: str | None
    ) -> Reading | None:
        """The organ whose word stands at an anchor; what precedes `after` belongs to another."""
        start, end, word = anchor.start(), anchor.end(), anchor[0]
        if word == "公安部":
            return Reading(start, end, (), word)
        if _ARMED.match(plain, end):
            return None
        if word.startswith("全"):
            return self._collective(plain, start, end, after, date)
        if word == "派出所":
            return self._station(plain, start, end, after, date)
        run = self._run(plain, start, after, date)
        chain = self._places.before(plain, start, date)
        if chain and chain.start >= after and not _is_longer(run, plain[chain.start : start]):
            if word == "分局" and _OTHERS_BRANCH.search(plain[after : chain.start]):
                return None
            units = chain.units
            if word in ("分局", "公安分局"):
                units = districts(units) if chain.names > 1 or not chain.full else units
            units = _ranked(units, word)
            lone = word == "分局" and chain.names == 1 and not chain.full
            network = word in _NETWORKS
            return Reading(chain.start, end, units, word, network=network, lone=lone)
        if _ZONE.fullmatch(run) and not _ANOTHERS.search(run):
            return self._zone(plain, start, end, run, date)
        town = self._zone(plain, start, end, run, date) if word == "公安分局" else None
        return town if town and town.units else _unlisted(run, start, end, word)

    def _collective(
        self, plain: str, start: int, end: int, after: int, date: str | None
    ) -> Reading:
        """全市公安机关, with its city before it or elsewhere."""
        chain = self._places.before(plain, start, date)
        if chain and chain.start >= after:
            return Reading(chain.start, end, chain.units, "公安机关", collective=True)
        return Reading(start, end, (), "公安机关", unnamed=True, collective=True)

    def _run(self, plain: str, end: int, after: int, date: str | None) -> str:
        """The Han characters before an offset that may belong to a name."""
        found = _RUN.search(plain[max(after, end - _LONGEST_RUN) : end])
        run = found[0] if found else ""
        stops = _STOP_HEAD.finditer(run)
        ends = (s.end() for s in stops if len(s[0]) > 1 or self._is_stop(run, s.start(), date))
        return run[max(ends, default=0) :]

    def _is_stop(self, text: str, at: int, date: str | None) -> bool:
        """Whether a character begins no name of a unit; 同 of 同心 does."""
        if text[at] not in WORDS["stop_characters"]:
            return False
        return not any(self._places.units(text[at : at + size], date) for size in (2, 3))

    def _zone(self, plain: str, start: int, end: int, zone: str, date: str | None) -> Reading:
        """A zone without a code, and the longest run of places in front of it."""
        first = start - len(zone)
        for begin in range(first, start - 3):
            for at in range(start - 2, begin + 1, -1):
                chain = self._places.before(plain, at, date)
                if not chain or chain.start != begin or not _is_zone(plain[at:start]):
                    continue
                if begin == first or chain.full or chain.names > 1:
                    return Reading(begin, end, chain.units, "分局", unlisted=True)
        return Reading(first, end, (), "分局", unlisted=True)

    def _station(
        self, plain: str, start: int, end: int, after: int, date: str | None
    ) -> Reading | None:
        """A station without its bureau: 临泽平川派出所, or a bare 平川派出所."""
        run = self._run(plain, start, after, date)
        if len(run) < 2 or run in _NO_NAME or len(run) > 14 or _COUNT.search(run):
            return None
        begin = start - len(run)
        if "支队" in run:
            return Reading(begin, end, (), "派出所", unlisted=True)
        for at in range(begin + 2, start - 1):
            chain = self._places.before(plain, at, date)
            if chain and chain.start == begin and (chain.full or chain.names > 1):
                return Reading(begin, end, chain.units, "派出所")
        chain = self._places.before(plain, min(begin + 2, start - 2), date)
        if chain and chain.start == begin and start - begin > 3:
            return Reading(begin, end, chain.units, "派出所", short=True)
        whole = self._places.before(plain, start, date)
        if whole and whole.start == begin and run[-1] in "市州盟":
            return None
        units = districts(whole.units) if whole and whole.start == begin else ()
        return Reading(begin, end, units, "派出所", bare=True)

    def _extend(self, plain: str, reading: Reading, date: str | None) -> None:
        """Read on through the units below: 唐山市公安局 开平分局 马路派出所."""
        while not reading.collective and reading.unit != "派出所":
            found = _BELOW.match(plain, reading.end)
            if found is None:
                return
            name, word = found[1], found[2]
            stops = name.endswith("副") or self._is_stop(name, 0, date)
            if _STOP.search(name) or name in _NO_NAME or stops:
                return
            inner = self._below(name, word, reading, date)
            if word in ("分局", "公安分局") and reading.unnamed:
                reading.branch = name
            if inner:
                reading.units, reading.unlisted = inner, False
            elif word in ("分局", "公安分局"):
                reading.unlisted = True
            reading.units = _ranked(reading.units, word)
            reading.unit, reading.end = word, found.end()
            reading.network = reading.network or "铁路" in name

    def _below(self, name: str, word: str, reading: Reading, date: str | None) -> Units:
        """What division a unit below serves, where its name says so."""
        if word in ("分局", "公安分局"):
            units = districts(self._places.units(name, date))
            return self._places.inside(units, reading.units, date)
        for size in range(len(name), 1, -1):
            units = self._places.units(name[:size], date)
            rest = name[size:]
            if not units or (rest and not _BORDER.match(rest)):
                continue
            if reading.network:
                return units if rest or word == "公安处" else ()
            if rest or self._places.is_full(name[:size]):
                return self._places.inside(units, reading.units, date)
        return ()


def _ranked(units: Units, word: str) -> Units:
    """Of a prefecture and a county of one name, the one that has organs of a kind: 喀什…支队."""
    rank = _RANKS.get(word[-2:])
    return tuple(unit for unit in units if level_of(unit.code) == rank) or units


def _unlisted(run: str, start: int, end: int, word: str) -> Reading | None:
    """An organ whose name tells of no division: a network's, a town's branch, an unknown county."""
    begin = start - len(run)
    if word in ("公安局", "公安分局") and run in _UNNAMED:
        return Reading(begin, end, (), word, unnamed=True)
    if _FALLBACK.search(word):
        return Reading(begin, end, (), word, unlisted=True, network=True)
    if word in ("公安局", "公安分局") and _UNKNOWN.fullmatch(run):
        return Reading(begin, end, (), word, unlisted=run[-1] in "县旗区", unknown=True)
    if word == "公安分局" and len(run) in _BRANCH_NAME and run not in _NO_NAME:
        return Reading(begin, end, (), word, unlisted=True)
    return None


def _is_zone(name: str) -> bool:
    """Whether a name below a place is a zone's, or may be a town's."""
    return len(name) in _BRANCH_NAME or _ZONE.fullmatch(name) is not None


def districts(units: Iterable[Division]) -> Units:
    """Branches are of districts; other counties only where no district bears the name."""
    counties = tuple(unit for unit in units if unit.type in COUNTY_TYPES)
    return tuple(unit for unit in counties if unit.type == "district") or counties


def _is_longer(run: str, name: str) -> bool:
    """Whether a short county's name is the end of a longer one: 宁县 in a 远宁县 of no table."""
    return len(name) == 2 and len(run) == 3 and run[0] not in WORDS["before_places"]
