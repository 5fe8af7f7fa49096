"""What "comparable" means: how far two figures are alike, for pages, charts and ranks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import pandas as pd

from generator.evidence.units import fold
from generator.records.content import Content
from generator.tables.frames import Line, MetricRow

Grade = Literal["same", "like"]


class Key(NamedTuple):
    """The conditions of a figure.

    Indicator, unit, comparison of a change, part covered, denominator, length of the period and
    year of its end, level of the agency, and what a count is exposed to.
    """

    indicator: str
    unit: str
    basis: str | None
    base_year: int | None
    scope: str | None
    denominator: str | None
    span: str | None
    year: str
    level: str
    exposed_to: str | None


def grade(one: Key, other: Key) -> Grade | None:
    """How far figures are alike; None for those that are not.

    `same`: every condition is equal, so that they may be drawn to one scale and ranked. `like`:
    the same is measured in the same way, elsewhere or at another time, so that they may be shown
    together with their conditions. Figures per head and whole counts measure different things.
    """
    if one == other:
        return "same"
    return "like" if _measure(one) == _measure(other) else None


def _measure(key: Key) -> tuple[str | None, ...]:
    return key.indicator, key.unit, key.basis, key.denominator


class Candidate(NamedTuple):
    """A figure that may be like others.

    `assumed_year`: a state without a date took the year in which its source was published.
    """

    metric: MetricRow
    key: Key
    assumed_year: bool


def candidates(lines: Iterable[Line], content: Content) -> tuple[list[Candidate], list[MetricRow]]:
    """The figures of some brands by brand and id, and those of unknown time, like no other."""
    found, undated = [], []
    for line in sorted(lines, key=lambda line: line.brand.id):
        own = {row.id: row for row in line.metrics}
        for row in sorted(line.metrics, key=lambda row: row.id):
            candidate = _candidate(row, line.brand.level, own, content)
            if candidate is None:
                undated.append(row)
            else:
                found.append(candidate)
    return found, undated


def _candidate(
    row: MetricRow, level: str, own: Mapping[str, MetricRow], content: Content
) -> Candidate | None:
    indicator = content.vocabulary.indicators[row.indicator]
    dated = _end(row)
    year = dated or content.sources[row.source].published
    if year is None or (indicator.kind != "input" and not _is_dated(row)):
        return None
    key = Key(
        indicator=row.indicator,
        unit=fold(row.value, row.unit, indicator.units)[1] or "",
        basis=row.basis,
        base_year=row.base_year,
        scope=row.scope_zh,
        denominator=row.denominator_zh,
        span=span(row.period) if row.period else None,
        year=year[:4],
        level=level,
        exposed_to=own[row.exposure].indicator if row.exposure else None,
    )
    return Candidate(row, key, dated is None)


def _is_dated(row: MetricRow) -> bool:
    """Whether a flow says over what time it ran; an open end leaves its length unknown."""
    return row.as_of is not None if row.period is None else ".." not in row.period


def _end(row: MetricRow) -> str | None:
    """The stated end of a figure's period, or its date; None for a rate and for an open end."""
    if row.period is None or row.period.startswith("P"):
        return row.as_of
    end = row.period.rpartition("/")[2]
    return None if end == ".." else end


def groups(found: Iterable[Candidate]) -> list[list[Candidate]]:
    """Figures that are the `same`, by their keys in order."""
    made: list[list[Candidate]] = []
    for candidate in sorted(found, key=_order):
        if made and grade(made[-1][0].key, candidate.key) == "same":
            made[-1].append(candidate)
        else:
            made.append([candidate])
    return made


def _order(candidate: Candidate) -> list[tuple[str, bool]]:
    """The key as text, in which a condition that is not stated differs from one called None."""
    return [(str(condition), condition is None) for condition in candidate.key]


def one_a_brand(group: Sequence[Candidate]) -> list[Candidate]:
    """A brand with two figures of one key would be compared with itself: neither is taken."""
    times = Counter(c.metric.brand for c in group)
    return [c for c in group if times[c.metric.brand] == 1]


@lru_cache(maxsize=4096)
def span(period: str) -> str:
    """What makes two periods alike: the rate (`P1D`), or how many days they cover (`304 days`).

    An open end covers an unknown time, which is like no other.
    """
    if period.startswith("P"):
        return period
    start, _, end = period.partition("/")
    if ".." in (start, end):
        return period
    first, last = pd.Period(start).asfreq("D", "start"), pd.Period(end or start).asfreq("D", "end")
    return f"{last.ordinal - first.ordinal + 1} days"
