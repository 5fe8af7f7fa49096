"""What a reported change or share leaves to chance, where its base is known or can be told."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from generator.evidence.chance import Interval, change_interval, least_base, share_interval
from generator.evidence.claims import derived_base
from generator.evidence.lexicon import WORDS
from generator.evidence.units import fold
from generator.records.models import Indicator, Metric

_EVENTS: Final = frozenset(WORDS["event_units"])


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
