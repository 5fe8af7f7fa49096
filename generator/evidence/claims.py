"""What a reported figure leaves out, and the evidence level that its evaluation design reaches.

`maryland_1997` follows Sherman et al. (1997), Preventing Crime: What Works, What Doesn't, What's
Promising; `growth_2016` follows What Works Centre for Local Economic Growth (2016). A level is
never printed without the name of its variant, because published mappings differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from generator.evidence.units import fold
from generator.records.models import Brand, Design, Family, Indicator, Metric, Source


class Level(NamedTuple):
    """The level of one design in both variants, 0 (claim only) to 5 (randomised)."""

    maryland_1997: int
    growth_2016: int


LEVELS: Final[dict[Design, Level]] = {
    "claim": Level(0, 0),
    "cross_section": Level(1, 1),
    "cross_section_adjusted": Level(1, 2),
    "before_after": Level(2, 1),
    "before_after_adjusted": Level(2, 2),
    "comparison_unshown": Level(2, 2),
    "comparison": Level(3, 3),
    "multi_site": Level(4, 3),
    "quasi_random": Level(4, 4),
    "randomised": Level(5, 5),
}

GAPS: Final = ("base", "period", "date", "comparator", "denominator")
"""The parts of a claim that may be missing, in the order they are named."""


PARTS: Final = (
    "problems",
    "practices",
    "schedule",
    "staff",
    "equipment",
    "partners",
    "started",
)
"""The seven things that one needs to copy a brand; the schedule is its hours or season."""


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
            counted = fold(level.value, level.unit)[0]
            return round(counted / (1 + Fraction(metric.value) / 100))
    return None


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
    """The design of a brand's figures with the highest Maryland level; None without a result."""
    designs = [metric.design for metric in brand.metrics if metric.design is not None]
    return max(designs, key=lambda design: LEVELS[design].maryland_1997, default=None)


def told(brand: Brand, indicators: Mapping[str, Indicator], families: Mapping[str, Family]) -> int:
    """How much is told of what one needs to copy a brand, of seven."""
    return sum(parts_told(brand, indicators, families).values())


def parts_told(
    brand: Brand, indicators: Mapping[str, Indicator], families: Mapping[str, Family]
) -> dict[str, bool]:
    """The seven things that one needs to copy a brand, `PARTS`, and whether each is told."""
    counted = {
        families[indicator.family].tells
        for metric in brand.metrics
        if (indicator := indicators.get(metric.indicator)) and indicator.family in families
    }
    told = (
        brand.problems,
        brand.practices,
        brand.hours or brand.season,
        "staff" in counted,
        "equipment" in counted,
        brand.partners,
        brand.started,
    )
    return {part: bool(own) for part, own in zip(PARTS, told, strict=True)}
