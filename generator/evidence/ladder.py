"""The evidence ladder: how far what a brand claims is evidenced, from named to confirmed.

A level needs all below it. It speaks of evidence and never of effectiveness: a brand that nobody
counted may work well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from generator.evidence.claims import LEVELS
from generator.evidence.margins import interval_of
from generator.records.models import Brand, Indicator, Metric

RUNGS: Final = (
    "named",
    "described",
    "counted",
    "changed",
    "beyond_chance",
    "compared",
    "confirmed",
)
"""The evidence levels L0 to L6 by their names."""


class Standing(NamedTuple):
    """The level that a brand has reached, 0 to 6, and what it lacks for the next one."""

    level: int
    missing: tuple[str, ...]


def standing(brand: Brand, indicators: Mapping[str, Indicator]) -> Standing:
    """The level of a brand, by its own record; unknown indicators are left aside.

    What others repeated of it is not in its record: `tables.frames.confirmed` adds that.
    """
    for level, lacks in enumerate(_PREDICATES):
        if missing := tuple(lacks(brand, indicators)):
            return Standing(level, missing)
    return Standing(len(_PREDICATES), ())


Lacks = Callable[[Brand, Mapping[str, Indicator]], Iterator[str]]


def _described(brand: Brand, _indicators: Mapping[str, Indicator]) -> Iterator[str]:
    parts = {
        "problem": brand.problems,
        "problem_text": brand.intelligence,
        "practice": brand.practices,
        "practice_text": brand.intervention,
    }
    return (name for name, part in parts.items() if not part)


def _counted(brand: Brand, _indicators: Mapping[str, Indicator]) -> Iterator[str]:
    if not brand.metrics:
        yield "figure"
    elif not any(is_dated(metric) for metric in brand.metrics):
        yield "period"


def _changed(brand: Brand, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    changes = _changes(brand, indicators)
    if not changes:
        yield "outcome_change"
    elif not any(is_dated(metric) for metric in changes):
        yield "change_period"


def _beyond_chance(brand: Brand, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    known = [
        interval
        for metric in _changes(brand, indicators)
        if is_dated(metric)
        and (interval := interval_of(metric, indicators[metric.indicator], brand.metrics))
    ]
    if not known:
        yield "base"
    elif not any(low > 0 or high < 0 for low, high in known):
        yield "larger_base"


def _compared(brand: Brand, _indicators: Mapping[str, Indicator]) -> Iterator[str]:
    designs = [metric.design for metric in brand.metrics if metric.design is not None]
    if not any(LEVELS[design].maryland_1997 >= 3 for design in designs):
        yield "comparison"


def _confirmed(brand: Brand, _indicators: Mapping[str, Indicator]) -> Iterator[str]:
    if brand.evaluated_by is None:
        yield "confirmation"


_PREDICATES: Final[tuple[Lacks, ...]] = (
    _described,
    _counted,
    _changed,
    _beyond_chance,
    _compared,
    _confirmed,
)
"""What each level above the first lacks, in order; nothing where it is reached."""


def is_dated(metric: Metric) -> bool:
    """Whether a figure has a period or a date."""
    return metric.period is not None or metric.as_of is not None


def _changes(brand: Brand, indicators: Mapping[str, Indicator]) -> list[Metric]:
    """The changes of outcomes with what they are compared with; unknown indicators aside."""
    return [
        metric
        for metric in brand.metrics
        if metric.change is not None
        and (indicator := indicators.get(metric.indicator)) is not None
        and indicator.kind == "outcome"
    ]
