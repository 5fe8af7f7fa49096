"""Changes of one family beside each other: every condition a column, and an order where one holds.

Whether two changes can be told apart depends on the counts behind them, which are mostly unknown.
So the table says from which base each change lies beyond chance, and for some assumed bases which
places every brand could take: rank sets of log ratios with the variance 1/n₀ + 1/n₁ (Mogstad et
al. 2024, see `ranksets`). Beside each stands the tide, the change of the country or province over
a like time, where that is on record.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal, NamedTuple

import numpy as np

from generator.rank import ranksets
from generator.rank.results import Assumed, ChangeRow, FamilyChanges, Likely, Tide
from generator.rank.seeds import digest, seed_of
from generator.records.content import Content
from generator.records.models import Baseline, Indicator
from generator.tables.comparable import Comparand, candidates, days_of, grade, one_a_brand
from generator.tables.frames import BookBrand

ASSUMED: Final = (100, 200, 500, 1000, 5000)
"""Counts before the change that are assumed in turn where none is known."""

_MOST_TESTED: Final = 200
"""Changes up to which all pairs are tested; the work grows with their square."""


def make_families(entries: Iterable[BookBrand], content: Content) -> list[FamilyChanges]:
    """The year-on-year changes of every family that has any, families in their order."""
    entries = list(entries)
    places = {entry.row.id: entry.row.place for entry in entries}
    dated, undated = candidates(entries, content)
    changes: dict[str, list[Comparand]] = {}
    for found in [*dated, *undated]:
        if found.key.basis == "yoy" and found.key.unit == "%":
            changes.setdefault(found.key.family, []).append(found)
    known = content.vocabulary.families
    return [_family(name, changes[name], places, content) for name in known if name in changes]


def _family(
    name: str, found: Sequence[Comparand], places: Mapping[str, str], content: Content
) -> FamilyChanges:
    indicators = content.vocabulary.indicators
    order = {identity: place for place, identity in enumerate(indicators)}
    found = sorted(found, key=lambda c: _order(c, order))
    rows = [
        _row(candidate, above, find_tide(candidate, places[candidate.metric.brand], content))
        for candidate, above in zip(found, [None, *found], strict=False)
    ]
    good = [is_good(row.percent, indicators[row.indicator]) for row in rows]
    return FamilyChanges(
        family=name,
        rows=rows,
        favourable=sum(one is True for one in good),
        judged=sum(one is not None for one in good),
        assumed=list(_assumed(found, indicators)),
    )


def _order(candidate: Comparand, indicators: Mapping[str, int]) -> tuple[object, ...]:
    """Like beside like: by indicator, then by what is measured, time, level, and size."""
    row, key = candidate.metric, candidate.key
    conditions = (key.denominator or "", key.scope or "", key.span or "", key.year or "", key.level)
    return indicators[row.indicator], Fraction(row.value), *conditions, row.brand, row.id


def _row(candidate: Comparand, above: Comparand | None, tide: Tide | None) -> ChangeRow:
    row = candidate.metric
    low, high = row.interval_low, row.interval_high
    differs = None
    if tide is not None and low is not None and high is not None:
        differs = not low <= tide.percent <= high
    return ChangeRow(
        brand=row.brand,
        metric=row.id,
        indicator=row.indicator,
        percent=float(Fraction(row.value)),
        year=candidate.key.year,
        level=candidate.key.level,
        least_base=row.least_base,
        low=low,
        high=high,
        likeness=grade(above.key, candidate.key) if above else None,
        tide=tide,
        differs=differs,
    )


def find_tide(candidate: Comparand, place: str, content: Content) -> Tide | None:
    """The baseline that a change at a place stands beside, None where none fits.

    It is of the same indicator or else of its family, of the place's province or the country, and
    its period is the same or shares days with the change's and ends in the same year. The nearest
    is taken: by indicator, then by the days that only one of both has, then the smaller area.
    """
    own = _days(candidate.metric.period)
    if own is None or candidate.key.denominator is not None:
        return None
    indicators = content.vocabulary.indicators
    fitting = []
    for number, baseline in enumerate(content.vocabulary.baselines):
        days = _days(baseline.period)
        sibling = indicators[baseline.indicator].family == candidate.key.family
        if sibling and days and _lies_in(place, baseline.place) and _overlap(own, days):
            apart = abs(own[0] - days[0]) + abs(own[1] - days[1])
            other = baseline.indicator != candidate.key.indicator
            fitting.append(((other, apart, baseline.place == "000000", number), baseline))
    return _tide(min(fitting)[1]) if fitting else None


def _tide(baseline: Baseline) -> Tide:
    return Tide(
        indicator=baseline.indicator,
        place=baseline.place,
        period=baseline.period,
        percent=float(baseline.change),
        source=baseline.source,
    )


def _lies_in(place: str, area: str) -> bool:
    return area == "000000" or place[:2] == area[:2]


def _overlap(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one[2] == other[2] and one[0] <= other[1] and other[0] <= one[1]


def _days(period: str | None) -> tuple[int, int, str] | None:
    """The first and the last day of a period, numbered, and its last year; None without an end."""
    if period is None or period.startswith("P") or ".." in period:
        return None
    first, last = days_of(period)
    return first.toordinal(), last.toordinal(), f"{last.year}"


def is_good(percent: float, indicator: Indicator) -> bool | None:
    """Whether a change goes the good way; None where neither way is good."""
    if indicator.good == "none":
        return None
    return percent > 0 if indicator.good == "up" else percent < 0


def _assumed(found: Sequence[Comparand], indicators: Mapping[str, Indicator]) -> Iterable[Assumed]:
    """For each indicator with three and more exact changes: places under each assumed base."""
    groups: dict[str, list[Comparand]] = {}
    for candidate in found:
        if _can_stand(candidate):
            groups.setdefault(candidate.metric.indicator, []).append(candidate)
    for indicator, several in groups.items():
        group = one_a_brand(several)
        brands = [candidate.metric.brand for candidate in group]
        if 3 <= len(brands) <= _MOST_TESTED:
            for base in ASSUMED:
                places = _places(group, base, indicators[indicator])
                yield Assumed(
                    indicator=indicator, base=base, places=dict(zip(brands, places, strict=True))
                )


def _can_stand(candidate: Comparand) -> bool:
    """Whether a change is exact and of the whole: no qualifier, range, part or denominator."""
    row = candidate.metric
    plain = row.qualifier is None and row.value_max is None and row.least_base is not None
    return plain and row.denominator_zh is None and Fraction(row.value) > -100


def _places(group: Sequence[Comparand], base: int, indicator: Indicator) -> list[Likely]:
    """The 95 % rank sets if every count before the change had been `base`, or known ones."""
    ratios = [1 + float(Fraction(candidate.metric.value)) / 100 for candidate in group]
    sign = -1 if indicator.good == "down" else 1
    estimates = [sign * math.log(ratio) for ratio in ratios]
    errors = [math.sqrt(1 / base + 1 / (base * ratio)) for ratio in ratios]
    seed = seed_of(digest([[c.metric.brand for c in group], estimates, errors]))
    found = ranksets.normal(np.array(estimates), np.array(errors), seed=seed)
    return [
        Likely(low=int(low), high=int(high))
        for low, high in zip(found.lower, found.upper, strict=True)
    ]


class SurePlaces(NamedTuple):
    """What some assumed bases, next to each other, tell of the order.

    `told`: `none` of the places is narrower than all, `some` are but none is certain, those in
    `sure` are (place and brand), or `all` are.
    """

    bases: list[int]
    told: Literal["none", "some", "sure", "all"]
    sure: list[tuple[int, str]]


def standings(assumed: Iterable[Assumed]) -> list[SurePlaces]:
    """What each assumed base tells of one indicator, bases that tell the same taken together."""
    found: list[SurePlaces] = []
    for one in sorted(assumed, key=lambda a: a.base):
        told, sure = _told(one)
        if found and (found[-1].told, found[-1].sure) == (told, sure):
            found[-1].bases.append(one.base)
        else:
            found.append(SurePlaces([one.base], told, sure))
    return found


def _told(one: Assumed) -> tuple[Literal["none", "some", "sure", "all"], list[tuple[int, str]]]:
    of = len(one.places)
    sure = sorted((place.low, b) for b, place in one.places.items() if place.low == place.high)
    if len(sure) == of:
        return "all", sure
    if sure:
        return "sure", sure
    wide = all((place.low, place.high) == (1, of) for place in one.places.values())
    return ("none" if wide else "some"), []
