"""What a reported figure leaves out, and the evidence level that a brand reaches."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from generator.evidence.scales import strongest
from generator.evidence.units import fold
from generator.records.models import Brand, Design, Indicator, Metric, Source

GAPS: Final = ("base", "period", "date", "comparator", "denominator")
"""The parts of a claim that may be missing, in the order they are named."""


def gaps(metric: Metric, indicator: Indicator, siblings: Iterable[Metric]) -> list[str]:
    """The missing parts of one claim, out of `GAPS`.

    A change or a share needs its base; a flow a period, a state a date; an outcome also a
    comparison area or group and a denominator, without which two places do not compare.
    """
    missing = []
    relative = metric.change is not None or metric.unit in ("%", "ratio")
    if relative and metric.base is None and derived_base(metric, siblings) is None:
        missing.append("base")
    if metric.period is None and metric.as_of is None:
        missing.append("date" if indicator.kind == "input" else "period")
    if indicator.kind == "outcome":
        if metric.comparator is None:
            missing.append("comparator")
        if metric.denominator is None:
            missing.append("denominator")
    return missing


def derived_base(metric: Metric, siblings: Iterable[Metric]) -> int | None:
    """The count a percentage change started from, worked out from the level it led to.

    Only where the same source states both for the same indicator, period and scope; rounded to a
    whole number: 399 after −36.77 % came from about 631.
    """
    if metric.change is None or metric.unit != "%" or metric.value <= -100:
        return None
    if metric.value_max is not None:
        return None
    for level in siblings:
        if (
            level.change is None
            and level.value_max is None
            and level.qualifier is None
            and level.unit not in ("%", "ratio")
            and level.period is not None
            and (level.indicator, level.period, level.scope, level.source)
            == (metric.indicator, metric.period, metric.scope, metric.source)
        ):
            counted = Fraction(fold(level.value, level.unit)[0])
            return round(counted / (1 + Fraction(metric.value) / 100))
    return None


def span(period: str) -> str:
    """What makes two periods alike: the rate (`P1D`), or how many days they cover (`304 days`).

    An open end covers an unknown time, which is like no other.
    """
    if period.startswith("P"):
        return period
    start, _, end = period.partition("/")
    if ".." in (start, end):
        return period
    last = end or start
    return f"{(_last_day(last) - _first_day(start)).days + 1} days"


def _first_day(date: str) -> datetime.date:
    year, *rest = (int(part) for part in date.split("-"))
    month, day = [*rest, 1, 1][:2]
    return datetime.date(year, month, day)


def _last_day(date: str) -> datetime.date:
    first = _first_day(date)
    if len(date) == 4:
        return datetime.date(first.year, 12, 31)
    if len(date) == 7:
        return datetime.date(first.year, first.month, monthrange(first.year, first.month)[1])
    return first


def outside_sources(sources: Iterable[Source]) -> int:
    """How many documents do not come from the agency itself; a reprint counts as its original.

    Not independence: the press may print what the agency wrote, and authors are not recorded.
    Teasers carry nothing.
    """
    sources = list(sources)
    own = {source.id for source in sources if source.kind == "own_release"}
    outside = ("press", "reprint", "register")
    found = {source.reprint_of or source.id for source in sources if source.kind in outside}
    return len(found - own)


def best_design(brand: Brand) -> Design | None:
    """The strongest evaluation design among a brand's figures; None where no result is claimed."""
    return strongest([metric.design for metric in brand.metrics if metric.design is not None])
