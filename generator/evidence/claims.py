"""What a reported figure leaves out, and the evidence level that a brand reaches."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from generator.evidence.chance import Interval, change_interval, least_base, share_interval
from generator.evidence.lexicon import WORDS
from generator.evidence.scales import strongest
from generator.evidence.units import fold
from generator.records.models import Brand, Design, Indicator, Metric, Source

_EVENTS: Final = frozenset(WORDS["event_units"])

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


def counted_base(metric: Metric, siblings: Iterable[Metric]) -> int | None:
    """The count that a percentage change started from or a share is of: stated, or worked out.

    None where it is not known, and where what is stated is no whole number.
    """
    if metric.unit not in ("%", "ratio") or metric.base is None:
        return derived_base(metric, siblings)
    stated = metric.base
    if isinstance(stated, str):
        named = (other for other in siblings if other.id == stated)
        stated = next((fold(other.value, other.unit)[0] for other in named), Fraction(1, 2))
    return int(stated) if Fraction(stated).denominator == 1 else None


def counts_events(indicator: Indicator) -> bool:
    """Whether an indicator counts what happens, such as cases: then chance alone moves it."""
    return not _EVENTS.isdisjoint(indicator.units)


def least_base_of(metric: Metric, indicator: Indicator) -> int | None:
    """The base from which a printed change lies beyond chance; None where that means nothing."""
    changed = metric.change is not None and metric.unit == "%" and metric.value_max is None
    if not changed or not counts_events(indicator) or metric.value < -100:
        return None
    return least_base(Fraction(metric.value))


def interval_of(
    metric: Metric, indicator: Indicator, siblings: Iterable[Metric]
) -> Interval | None:
    """The 95 % interval, in per cent, of a change of events or of a share whose base is known."""
    base = counted_base(metric, siblings)
    if not base or base < 0 or metric.value_max is not None:
        return None
    share = Fraction(metric.value) / (1 if metric.unit == "ratio" else 100)
    if metric.change is None:
        if metric.unit not in ("%", "ratio") or not 0 <= share <= 1:
            return None
        return Interval(*(100 * end for end in share_interval(float(share), base)))
    if metric.unit != "%" or share < -1 or not counts_events(indicator):
        return None
    return change_interval(base, round(base * (1 + share)))


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


def told(brand: Brand, indicators: Mapping[str, Indicator], families: Mapping[str, Family]) -> int:
    """How much is told of what one needs to copy a brand, of seven.

    Problem, practice, hours or season, staff, equipment, partners and start.
    """
    counted = {
        families[indicator.family].tells
        for metric in brand.metrics
        if (indicator := indicators.get(metric.indicator)) and indicator.family in families
    }
    parts = (
        brand.problems,
        brand.practices,
        brand.hours or brand.season,
        "staff" in counted,
        "equipment" in counted,
        brand.partners,
        brand.started,
    )
    return sum(map(bool, parts))
