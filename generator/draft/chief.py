"""The organ that an article is about, of all those that it names.

First the division is settled, by how often and where its organs are named, then which of them: a
station or a squad that the article follows, else the bureau.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from generator.draft.organs import Organ
from generator.evidence.normalise import normalise
from generator.records.models import AgencyLevel

_UNDER = re.compile("^(.*(?:局|公安处|厅|机关|公安|警方|支队|总队))(.+(?:派出所|大队|支队|总队))$")
_PROPER = re.compile("(?:公安局|公安厅|公安处|分局|总站|支队|总队|部门)$")
_CITY = re.compile("^.{2,8}?[市州盟]公安局(?=.{1,8}分局)")
_MUNICIPALITIES = ("11", "12", "31", "50")
"""Their codes begin so; they have no prefectures."""
_SHARE = 0.34
_TITLE_WEIGHT = 5
_TITLE_PLACE_WEIGHT = 2
_FOLLOWED = 2
"""A station is followed where an article names it that often, and its bureau less."""
_FOLLOWED_UNPLACED = 3
"""The same of a station whose county no name tells, and of all other organs."""


def chief(
    found: list[Organ],
    titles: list[Organ],
    place: str | None,
    again: int = 0,
    *,
    citywide: bool = False,
) -> Organ | None:
    """The organ an article is about; None where none stands out, as in an article about several.

    `found` are the organs of the text, `titles` those of the title, `place` is the code of the
    only place that the title names; `again` is how often the text goes on with 该所; `citywide`: it
    speaks of a whole city more than once.
    """
    found = [organ for organ in found if organ.level != "ministry"] or titles
    station = _unplaced_station(found, titles)
    if station is not None:
        return station
    if citywide and not titles and len(found) == 1 and (city := _city_bureau(found[0])):
        return city
    coded = any(organ.code for organ in found)
    named = [organ for organ in found if organ.code or not coded]
    votes = Counter(division_of(organ) for organ in named)
    for organ in titles:
        if organ.code or not coded:
            votes[division_of(organ)] += _TITLE_WEIGHT
    if place is not None and place in votes and not titles and not _has_inner(votes, place):
        votes[place] += _TITLE_PLACE_WEIGHT
    elected = _elected(votes, {division_of(organ) for organ in titles})
    elected = _city_of_stations(elected, named, votes) or elected
    same = [organ for organ in named if division_of(organ) == elected]
    return fullest(same, titles, again) if same else None


def _unplaced_station(found: list[Organ], titles: list[Organ]) -> Organ | None:
    """The station without a place that an article follows, naming others in passing only."""
    times = Counter(organ.name for organ in found if organ.level == "station" and not organ.code)
    if not times or titles:
        return None
    (name, count), *others = times.most_common()
    rest = len(found) - count
    if others or count < _FOLLOWED_UNPLACED or count <= rest:
        return None
    return next(organ for organ in found if organ.name == name and not organ.code)


def _city_bureau(organ: Organ) -> Organ | None:
    """The city's bureau that a station's or branch's name prints in front."""
    above = _CITY.match(normalise(organ.name))
    if above is None or not organ.code or organ.level not in ("county", "station"):
        return None
    if organ.code[:2] in _MUNICIPALITIES:
        return None
    end = organ.start + len(above[0])
    code = f"{organ.code[:4]}00"
    return replace(
        organ, name=organ.name[: len(above[0])], level="prefecture", code=code, note=None, end=end
    )


def _city_of_stations(code: str | None, named: list[Organ], votes: Counter[str]) -> str | None:
    """The city whose bureau is named beside several stations of one county, that county's not."""
    units = {unit_of(organ) for organ in named if division_of(organ) == code}
    city = f"{code[:4]}00" if code else ""
    return city if len(units) > 1 and "" not in units and city in votes else None


def _has_inner(votes: Counter[str], place: str) -> bool:
    """Whether an article speaks of one county inside a prefecture more than of its bureau."""
    above = place[:2] if place.endswith("0000") else place[:4]
    inner = [code for code in votes if code != place and code.startswith(above)]
    return len(inner) == 1 and votes[inner[0]] > votes[place]


def _elected(votes: Counter[str], titles: set[str]) -> str | None:
    """The division of the title or of a third of all mentions."""
    ranked = votes.most_common(2)
    if not ranked:
        return None
    code, count = ranked[0]
    inner = {other for other in votes if other != code and not other.endswith("0000")}
    if code.endswith("0000") and len(inner) == 1 and votes[min(inner)] >= max(2, count):
        return min(inner)
    other, rival = ranked[1] if len(ranked) > 1 else ("", 0)
    rival = 0 if other.endswith("0000") else rival
    if code not in titles and (count < _SHARE * votes.total() or count == rival):
        return None
    return code


def fullest(same: list[Organ], titles: Iterable[Organ] = (), again: int = 0) -> Organ:
    """Of the organs of one division the one spoken of, by its fullest printed name."""
    under = _followed(same, [organ for organ in titles if organ.code == same[0].code], again)
    if under:
        return _longest([organ for organ in same if unit_of(organ) == under])
    bureaus = [organ for organ in same if not unit_of(organ)]
    printed = [_bureau(organ) for organ in same if unit_of(organ) and not organ.note]
    return _longest([*bureaus, *(organ for organ in printed if organ)] or same)


def _followed(same: list[Organ], titles: list[Organ], again: int = 0) -> str:
    """The station or squad that is followed rather than its bureau; empty for the bureau.

    The station that an article names first counts once more, the only one as often as the text
    goes on with 该所.
    """
    times = Counter(unit_of(organ) for organ in same)
    bureau = times.pop("", 0)
    if len(times) == 1:
        times.update(dict.fromkeys(times, again))
    in_title = {unit_of(organ) for organ in titles}
    if not times:
        return ""
    (unit, count), *others = times.most_common()
    headed = [unit for unit in times if unit in in_title]
    if len(headed) == 1 and "" not in in_title:
        return headed[0]
    rest = sum(number for _, number in others)
    if "" in in_title:
        return unit if count > _FOLLOWED * max(bureau, rest, 1) else ""
    if not bureau and not others and (count >= _FOLLOWED or unit.endswith("派出所")):
        return unit
    first = same[0].level == "station" and unit_of(same[0]) == unit
    return unit if count >= _FOLLOWED and count + first > bureau + rest else ""


def division_of(organ: Organ) -> str:
    """What organs of one division share: its code or those that it may have, else the bureau."""
    if organ.code or organ.candidates:
        return organ.code or " ".join(code for code, _ in organ.candidates)
    name = normalise(organ.name)
    below = _UNDER.match(name)
    return below[1] if below else name


def unit_of(organ: Organ) -> str:
    """A station's or squad's name without those of the organs above it; empty for a bureau."""
    name = normalise(organ.name)
    below = _UNDER.match(name)
    if below:
        return below[2]
    return name if organ.level == "station" else ""


def _bureau(organ: Organ) -> Organ | None:
    """The bureau that a station's full name prints."""
    below = _UNDER.match(normalise(organ.name))
    if below is None or not _PROPER.search(below[1]) or not organ.code:
        return None
    level: AgencyLevel = "prefecture" if organ.code.endswith("00") else "county"
    name = organ.name[: len(below[1])]
    return replace(organ, name=name, level=level, end=organ.start + len(below[1]))


def _longest(organs: list[Organ]) -> Organ:
    """The fullest name; a bureau's own before 弋阳公安机关, the earliest of two alike.

    What is printed goes before what only 全市公安机关 stands for.
    """
    proper = [organ for organ in organs if _PROPER.search(normalise(organ.name))] or organs
    return max(proper, key=lambda organ: (_is_printed(organ), len(organ.name), -organ.start))


def _is_printed(organ: Organ) -> bool:
    return organ.end - organ.start == len(organ.name)
