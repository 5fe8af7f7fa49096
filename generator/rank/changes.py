"""Changes of one family beside each other: every condition a column, and an order where one holds.

Whether two changes can be told apart depends on the counts behind them, which are mostly unknown.
So the table says from which base each change lies beyond chance, and for some assumed bases which
places every brand could take: rank sets of log ratios with the variance 1/n₀ + 1/n₁ (Mogstad et
al. 2024, see `ranksets`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from generator.rank import ranksets
from generator.rank.results import Assumed, ChangeRow, FamilyChanges, Likely
from generator.rank.seeds import digest, seed_of
from generator.records.content import Content
from generator.records.models import Indicator
from generator.tables.comparable import Candidate, candidates, grade
from generator.tables.frames import BookBrand

ASSUMED: Final = (100, 200, 500, 1000, 5000)
"""Counts before the change that are assumed in turn where none is known."""

_MOST_TESTED: Final = 200
"""Changes up to which all pairs are tested; the work grows with their square."""


def make_families(entries: Iterable[BookBrand], content: Content) -> list[FamilyChanges]:
    """The year-on-year changes of every family that has any, families in their order."""
    dated, undated = candidates(entries, content)
    changes: dict[str, list[Candidate]] = {}
    for found in [*dated, *undated]:
        if found.key.basis == "yoy" and found.key.unit == "%":
            changes.setdefault(found.key.family, []).append(found)
    known = content.vocabulary.families
    return [_family(name, changes[name], content) for name in known if name in changes]


def _family(name: str, found: Sequence[Candidate], content: Content) -> FamilyChanges:
    indicators = content.vocabulary.indicators
    order = {identity: place for place, identity in enumerate(indicators)}
    found = sorted(found, key=lambda c: _order(c, order))
    rows = [_row(candidate, above) for candidate, above in zip(found, [None, *found], strict=False)]
    good = [is_good(row.percent, indicators[row.indicator]) for row in rows]
    return FamilyChanges(
        family=name,
        rows=rows,
        favourable=sum(one is True for one in good),
        judged=sum(one is not None for one in good),
        assumed=list(_assumed(found, indicators)),
    )


def _order(candidate: Candidate, indicators: Mapping[str, int]) -> tuple[object, ...]:
    """Like beside like: by indicator, then by what is measured, time, level, and size."""
    row, key = candidate.metric, candidate.key
    conditions = (key.denominator or "", key.scope or "", key.span or "", key.year or "", key.level)
    return indicators[row.indicator], Fraction(row.value), *conditions, row.brand, row.id


def _row(candidate: Candidate, above: Candidate | None) -> ChangeRow:
    row = candidate.metric
    return ChangeRow(
        brand=row.brand,
        metric=row.id,
        indicator=row.indicator,
        percent=float(Fraction(row.value)),
        year=candidate.key.year,
        level=candidate.key.level,
        least_base=row.least_base,
        low=row.interval_low,
        high=row.interval_high,
        likeness=grade(above.key, candidate.key) if above else None,
    )


def is_good(percent: float, indicator: Indicator) -> bool | None:
    """Whether a change goes the good way; None where neither way is good."""
    if indicator.good == "none":
        return None
    return percent > 0 if indicator.good == "up" else percent < 0


def _assumed(found: Sequence[Candidate], indicators: Mapping[str, Indicator]) -> Iterable[Assumed]:
    """For each indicator with three and more exact changes: places under each assumed base."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in found:
        if _can_stand(candidate):
            groups.setdefault(candidate.metric.indicator, []).append(candidate)
    for indicator, group in groups.items():
        brands = [candidate.metric.brand for candidate in group]
        if len(set(brands)) == len(brands) and 3 <= len(brands) <= _MOST_TESTED:
            for base in ASSUMED:
                places = _places(group, base, indicators[indicator])
                yield Assumed(
                    indicator=indicator, base=base, places=dict(zip(brands, places, strict=True))
                )


def _can_stand(candidate: Candidate) -> bool:
    """Whether a change is exact and of the whole: no qualifier, range, part or denominator."""
    row = candidate.metric
    plain = row.qualifier is None and row.value_max is None and row.least_base is not None
    return plain and row.denominator_zh is None and Fraction(row.value) > -100


def _places(group: Sequence[Candidate], base: int, indicator: Indicator) -> list[Likely]:
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
