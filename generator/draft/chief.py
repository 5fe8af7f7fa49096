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
from generator.records.models import AgencyLevel

_UNDER = re.compile("^(.*(?:局|公安处|厅|机关|公安|警方|支队|总队))(.+(?:派出所|大队|支队|总队))$")
_PROPER = re.compile("(?:公安局|公安厅|公安处|分局|总站|支队|总队|部门)$")
_SHARE = 0.34
_TITLE_WEIGHT = 5
_TITLE_PLACE_WEIGHT = 2
_FOLLOWED = 2
"""A station is followed where an article names it that often, and its bureau less."""


def chief(
    found: list[Organ], titles: list[Organ], place: str | None, again: int = 0
) -> Organ | None:
    """The organ an article is about; None where none stands out, as in an article about several.

    `found` are the organs of the text, `titles` those of the title, `place` is the code of the
    only place that the title names; `again` is how often the text goes on with 该所.
    """
    coded = any(organ.code for organ in found)
    named = [organ for organ in found if organ.code or not coded]
    votes = Counter(division_of(organ) for organ in named)
    for organ in titles:
        if organ.code or not coded:
            votes[division_of(organ)] += _TITLE_WEIGHT
    if place is not None and place in votes and not titles:
        votes[place] += _TITLE_PLACE_WEIGHT
    elected = _elected(votes, {division_of(organ) for organ in titles})
    same = [organ for organ in named if division_of(organ) == elected]
    return fullest(same, titles, again) if same else None


def _elected(votes: Counter[str], titles: set[str]) -> str | None:
    """The division of the title or of a third of all mentions."""
    ranked = votes.most_common(2)
    if not ranked:
        return None
    code, count = ranked[0]
    inner = {other for other in votes if other != code and not other.endswith("0000")}
    if code.endswith("0000") and len(inner) == 1 and votes[min(inner)] > 1:
        return min(inner)
    rival = dict(ranked[1:]).get(code)
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
    below = _UNDER.match(organ.name)
    return below[1] if below else organ.name


def unit_of(organ: Organ) -> str:
    """A station's or squad's name without those of the organs above it; empty for a bureau."""
    below = _UNDER.match(organ.name)
    if below:
        return below[2]
    return organ.name if organ.level == "station" else ""


def _bureau(organ: Organ) -> Organ | None:
    """The bureau that a station's full name prints."""
    below = _UNDER.match(organ.name)
    if below is None or not _PROPER.search(below[1]) or not organ.code:
        return None
    level: AgencyLevel = "prefecture" if organ.code.endswith("00") else "county"
    return replace(organ, name=below[1], level=level, end=organ.start + len(below[1]))


def _longest(organs: list[Organ]) -> Organ:
    """The fullest name; a bureau's own before 弋阳公安机关, the earliest of two alike."""
    proper = [organ for organ in organs if _PROPER.search(organ.name)] or organs
    return max(proper, key=lambda organ: (len(organ.name), -organ.start))
