"""What a reported figure leaves out, and the evidence level that a brand reaches."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from generator.evidence.scales import strongest
from generator.models import Brand, Design, Indicator, Metric

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
            return round(Fraction(level.value) / (1 + Fraction(metric.value) / 100))
    return None


def best_design(brand: Brand) -> Design | None:
    """The strongest evaluation design among a brand's figures; None where no result is claimed."""
    return strongest([metric.design for metric in brand.metrics if metric.design is not None])
