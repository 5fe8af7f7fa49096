"""Police organs in an article and the divisions they serve; nothing is guessed.

An organ is read as a run of places, an organ's word (公安局, 公安) and the units below it. Where a
name has several bearers, what else the article names decides; if that does not, all are given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from generator.draft.article import Article
from generator.draft.chief import chief
from generator.draft.furniture import Passage, without
from generator.draft.gazetteer import Gazetteer, Units, level_of
from generator.draft.organs import Organ, OrganReader, Reading, districts
from generator.evidence.normalise import normalise
from generator.records.divisions import Division, Divisions
from generator.records.models import AgencyLevel

NEW_AREA: Final = "new area without a code: parent's code"
FROM_CONTEXT: Final = "county-level division from the context"
NOT_STATED: Final = "county-level division not stated"
FROM_NAMES: Final = "the only place that the article names; no agency with a code"
SAME_STATION: Final = "station's division from the rest of the article"

UNNAMED: Final = "bureau without its place's name; the place from the rest of the article"

_CITIES: Final = ("prefecture_city", "county_city")
_UNNAMED: Final[dict[str, tuple[str, ...]]] = {
    "市": _CITIES,
    "省": ("province",),
    "州": ("autonomous_prefecture",),
    "盟": ("league",),
    "县": ("county", "autonomous_county"),
    "旗": ("banner", "autonomous_banner"),
}
"""Types of the divisions whose bureau is called 市公安局 and the like."""

_CREDIT = re.compile("供图|提供|摄")
_LISTED = re.compile(r"\s*[、和与及]\s*")
_ABOVE = re.compile("^.*(?:局|分局|支队|大队)")
_LEVELS: Final[tuple[AgencyLevel, ...]] = ("province", "prefecture", "county")
_LONGEST = 20
_CITYWIDE = 3
"""How often an article on a whole city says 全市, at least."""
_OPENING = 60
_PROVINCE_WIDE = re.compile("全省|自治区党委")
_POLICE = re.compile("公安|[^报火]警[^告示]|反诈中心")


_THIS_STATION = re.compile("[该本]所(?![有在])")


class _Surroundings:
    """What the rest of an article names: how often, and what beyond doubt."""

    def __init__(self, places: Gazetteer, text: str, date: str | None) -> None:
        self.date = date
        self.citywide = "全市" in text
        self._places = places
        self._counts = places.context(text, date)
        self._named = places.named(text, date)
        self._memo: dict[tuple[int, Units], Units] = {}

    def score(self, unit: Division) -> int:
        """How much an article speaks for a unit, itself or through those above it."""
        return self._counts[unit.code] + sum(
            self._counts[code] * (2 if level_of(code) else 1)
            for code in self._places.above(unit.code, self.date)
        )

    def full(self, units: Units) -> Units:
        """Those of the units whose full name an article prints, and no other's."""
        return tuple(unit for unit in units if unit.code in self._named)

    def knows(self, unit: Division) -> bool:
        """Whether an article names a unit or its prefecture elsewhere."""
        above = self._places.above(unit.code, self.date)
        return any(self._counts[code] > 0 for code in (unit.code, *above[1:]))

    def names_county_city(self) -> bool:
        """Whether an article names a county-level city in full."""
        units = (self._places.unit(code, self.date) for code in self._named)
        return any(unit is not None and unit.type == "county_city" for unit in units)

    def speaks_of_cities(self) -> bool:
        """Whether an article names any prefecture."""
        return any(level_of(code) == 1 for code in +self._counts)

    def names_county(self) -> bool:
        """Whether an article names a county in full."""
        return any(level_of(code) == 2 for code in self._named)

    def only(self, level: int, parents: Units) -> Units:
        """The only unit of a level that an article names, inside the parents if there are any.

        Counties count by their full name alone.
        """
        key = (level, parents)
        if key not in self._memo:
            codes = self._named if level == 2 else +self._counts
            units = (self._places.unit(code, self.date) for code in codes)
            found = tuple(unit for unit in units if unit and level_of(unit.code) == level)
            found = self._places.inside(found, parents, self.date) if parents else found
            self._memo[key] = found if len(found) == 1 else ()
        return self._memo[key]


class PlaceFinder:
    """Finds police organs; built once from the table of divisions."""

    def __init__(self, divisions: Divisions) -> None:
        self._places = Gazetteer(divisions)
        self._organs = OrganReader(self._places)

    def agencies(self, text: str, date: str | None) -> list[Organ]:
        """All organs that a text names, in order; `date` is the article's, as precise as known."""
        return self._agencies(normalise(text), text, date, "")

    def organs(self, article: Article) -> list[Organ]:
        """All organs that an article names, in order, without those of page furniture."""
        plain = normalise(without(article.text, article.furniture))
        around = normalise(f"{article.title or ''}\n{article.publisher or ''}")
        return self._agencies(plain, article.text, article.published, around)

    def agency(self, article: Article) -> Organ | None:
        """The organ that an article is about.

        None where no organ stands out, as in an article about several.
        """
        plain = normalise(without(article.text, article.furniture))
        title = article.title or ""
        found = self.organs(article)
        titles = self._agencies(normalise(title), title, article.published, plain)
        heading = _Surroundings(self._places, normalise(title), article.published)
        named = heading.only(1, ()) or heading.only(2, ())
        spoken_of = [organ for organ in found if not _CREDIT.match(plain, organ.end)]
        again = len(_THIS_STATION.findall(plain))
        code = named[0].code if named else None
        citywide = plain.count("全市") >= _CITYWIDE and not again
        return chief(spoken_of, titles, code, again, citywide=citywide)

    def named_place(self, article: Article) -> str | None:
        """The code of a place that an article is about without naming an organ of it.

        The only prefecture or county of its title, else the only county that the text names in
        full, more than once or in its opening, else the only prefecture named like that; the
        only province, of what is said of a whole one.
        """
        plain = normalise(without(article.text, article.furniture))
        title = _Surroundings(self._places, normalise(article.title or ""), article.published)
        text = _Surroundings(self._places, plain, article.published)
        found = title.only(2, ()) or title.only(1, ())
        if found and _is_stressed(found[0].name, plain, absent=True):
            return found[0].code
        province = text.only(0, ()) if _PROVINCE_WIDE.search(plain) else ()
        if province:
            return province[0].code
        county, city = text.only(2, ()), text.only(1, ())
        for unit in (*county, *(city if not text.names_county() else ())):
            if _is_stressed(unit.name, plain, absent=False):
                return unit.code
        return None

    def police_of(self, place: str, article: Article) -> Organ | None:
        """The police of a place that an article is about, where it speaks of police by no name."""
        unit = self._places.unit(place, article.published)
        if unit is None or not _POLICE.search(article.text):
            return None
        level = _LEVELS[level_of(place)]
        return Organ(f"{unit.name}公安机关", level, place, (), FROM_NAMES, 0, 0)

    def _agencies(self, plain: str, text: str, date: str | None, around: str) -> list[Organ]:
        readings = list(self._organs.readings(plain, date))
        if not readings:
            return []
        # A name with several bearers is no evidence for one of them.
        doubtful = (r for r in readings if len(r.units) > 1 or r.short)
        rest = without(plain, (Passage(r.start, r.end, "doubtful") for r in doubtful))
        context = _Surroundings(self._places, f"{rest}\n{around}", date)
        levels = Counter(level_of(r.units[0].code) for r in readings if len(r.units) == 1)
        usual = levels.most_common(1)[0][0] if levels else None
        for reading in readings:
            reading.units = self._settled(reading.units, context, usual)
            if city := self._municipality(reading.units, date):
                reading.units, reading.unlisted = (city,), True
            self._narrow(reading, context)
            if self._is_stranger(reading, context):
                reading.units, reading.unlisted = (), True
        self._name_bureaus(readings, plain, context)
        self._share_stations(readings, plain, context)
        known = (r for r in readings if r.units or not r.unnamed)
        return [_agency(reading, text) for reading in known]

    def _settled(self, units: Units, context: _Surroundings, usual: int | None) -> Units:
        """The one unit that the rest of the article speaks for, else all of them.

        Of a prefecture and a county of one name, the one printed in full, else the one of the
        level that is usual among the article's organs.
        """
        if len(units) < 2:
            return units
        likely = context.full(units)
        if len(likely) != 1:
            likely = self._larger(units, context.date)
            nested = any(self._places.inside(likely, (unit,), context.date) for unit in likely)
            alike = tuple(unit for unit in likely if level_of(unit.code) == usual)
            likely = alike if nested and len(alike) == 1 else likely
        scores = {unit.code: context.score(unit) for unit in likely}
        best = max(scores.values())
        winners = tuple(unit for unit in likely if scores[unit.code] == best)
        if best == 0 and context.citywide:  # 西安警方 is no district's where all is of a city
            likely = winners = tuple(unit for unit in likely if level_of(unit.code) == 1)
        return winners if len(winners) == 1 and (best > 0 or len(likely) == 1) else units

    def _municipality(self, units: Units, date: str | None) -> Division | None:
        """The municipality of several units that all lie in it: parts of a new area's own."""
        codes = {unit.code[:2] + "0000" for unit in units}
        found = self._places.unit(codes.pop(), date) if len(units) > 1 and len(codes) == 1 else None
        return found if found and found.type == "municipality" else None

    def _larger(self, units: Units, date: str | None) -> Units:
        """A province before all others, a city before the county or district of its name in it."""
        provinces = tuple(unit for unit in units if level_of(unit.code) == 0)
        if provinces:
            return provinces
        cities = tuple(unit for unit in units if unit.type == "prefecture_city")
        inner = self._places.inside(units, cities, date)
        return tuple(unit for unit in units if unit not in inner)

    def _narrow(self, reading: Reading, context: _Surroundings) -> None:
        """Bring a station or an unlisted branch nearer to its county by what else is named."""
        if reading.short and not any(context.knows(unit) for unit in reading.units):
            reading.units, reading.bare = (), True
        if reading.bare:
            return
        if not reading.units and reading.unlisted and not reading.unknown:
            reading.units = context.only(1, ())
        if len(reading.units) != 1:
            return
        if reading.unlisted:
            if level_of(reading.units[0].code) == 0:
                reading.units = context.only(1, reading.units) or reading.units
            reading.note = NEW_AREA
        if reading.unit == "派出所" and level_of(reading.units[0].code) < 2:
            inner = () if reading.site else context.only(2, reading.units)
            reading.units = inner or reading.units
            reading.note = FROM_CONTEXT if inner else reading.note or NOT_STATED

    def _is_stranger(self, reading: Reading, context: _Surroundings) -> bool:
        """Whether a branch without its city would be of one that the article does not speak of."""
        if not reading.lone or len(reading.units) != 1:
            return False
        return not context.knows(reading.units[0]) and context.speaks_of_cities()

    def _name_bureaus(self, readings: list[Reading], plain: str, context: _Surroundings) -> None:
        """Give 市公安局 the city that the article states elsewhere, else the only one it names."""
        stated = {r.units[0].code: r.units for r in readings if len(r.units) == 1 and not r.bare}
        for reading in readings:
            if not reading.unnamed:
                continue
            kind = plain[reading.start + reading.collective]
            known = self._bearers(_UNNAMED[kind], stated, reading.collective, context)
            branch = districts(self._places.units(reading.branch, context.date))
            if branch and known:
                branch = self._places.inside(branch, known, context.date)
            known = known or (self._above(branch, context.date) if len(branch) == 1 else ())
            if len(known) == 1:
                reading.units, reading.note = known, UNNAMED
                below = plain[reading.start + 1 : reading.end]
                reading.full_name = known[0].name + ("公安机关" if reading.collective else below)
            if len(branch) == 1 and known:
                reading.units, reading.unlisted = branch, False

    def _bearers(
        self,
        types: tuple[str, ...],
        stated: Mapping[str, Units],
        collective: bool,
        context: _Surroundings,
    ) -> Units:
        """The one division of some types that an article states or names; empty for none."""
        known = [units for units in stated.values() if units[0].type in types]
        if not known and "prefecture_city" in types:
            found = [self._above(units, context.date) for units in stated.values()]
            above = {units[0].code: units for units in found if units}
            known = [units for units in above.values() if len(above) == 1]
        if not known and (collective or not stated):
            level = 2 if "county" in types else 0 if "province" in types else 1
            if not (types == _CITIES and context.names_county_city()):
                named = context.only(level, ())
                known = [named] if named and named[0].type in types else []
        return known[0] if len(known) == 1 else ()

    def _above(self, units: Units, date: str | None) -> Units:
        """The prefecture of a branch."""
        codes = [code for code in self._places.above(units[0].code, date) if level_of(code) == 1]
        unit = self._places.unit(codes[0], date) if codes else None
        return (unit,) if unit else ()

    def _share_stations(self, readings: list[Reading], plain: str, context: _Surroundings) -> None:
        """Give bare stations the division that the article states for them elsewhere.

        Where it states none, the only county that it names in full.
        """
        stated = [r for r in readings if not r.bare and len(r.units) == 1 and not r.unlisted]
        counties = {r.units[0].code: r.units for r in stated if level_of(r.units[0].code) == 2}
        whole = (r for r in reversed(readings) if not r.bare and (r.units or r.unknown))
        stations = {_own_name(plain[r.start : r.end]): r for r in whole}
        earlier: Reading | None = None
        for reading in readings:
            if reading.bare:
                same = _same_station(reading, stations, plain)
                listed = earlier and _LISTED.fullmatch(plain[earlier.end : reading.start])
                found = earlier.units if listed and earlier else ()
                if not found and len(counties) == 1 and not reading.site:
                    found = next(iter(counties.values()))
                note = SAME_STATION
                if not found and (reading.site or not stated):
                    found, note = context.only(1 if reading.site else 2, ()), FROM_CONTEXT
                if same:
                    found, note = same.units, SAME_STATION
                    reading.units, reading.unknown, reading.bare = found, same.unknown, False
                if len(found) == 1:
                    reading.units, reading.note, reading.bare = found, note, False
            earlier = reading


def _is_stressed(name: str, plain: str, *, absent: bool) -> bool:
    """Whether a text names a place more than once or where it begins; `absent`: or nowhere."""
    times = plain.count(name)
    return times > 1 or (absent and not times) or name in plain.lstrip()[:_OPENING]


def _agency(reading: Reading, text: str) -> Organ:
    one = reading.units[0] if len(reading.units) == 1 and not reading.bare else None
    name = reading.full_name or text[reading.start : reading.end]
    if reading.collective and one:
        name = f"{one.name}公安机关"
    return Organ(
        name=name,
        level=_level(reading),
        code=one.code if one else None,
        candidates=() if one else tuple((unit.code, unit.name) for unit in reading.units),
        note=reading.note,
        start=reading.start,
        end=reading.end,
    )


def _level(reading: Reading) -> AgencyLevel | None:
    if reading.unit == "公安部":
        return "ministry"
    if reading.unit == "派出所":
        return "station"
    if reading.unlisted:
        whole = reading.network and reading.unit not in ("边境管理大队", "分局", "公安分局")
        return None if whole else "county"
    levels = {level_of(unit.code) for unit in reading.units}
    if len(levels) != 1:
        return None
    return _LEVELS[levels.pop()]


def _own_name(name: str) -> str:
    """A station's name without those of the organs above it."""
    return _ABOVE.sub("", name)


def _same_station(reading: Reading, stations: dict[str, Reading], plain: str) -> Reading | None:
    """A station printed in full elsewhere; the name begins where that one does."""
    for start in range(max(reading.start, reading.end - _LONGEST), reading.end - 4):
        name = plain[start : reading.end]
        if name in stations:
            reading.start = start
            return stations[name]
    return None
