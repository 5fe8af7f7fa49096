"""What a printed figure leaves open: the interval that its words and its rounding allow."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from generator.evidence.bases import decimals
from generator.evidence.units import fold
from generator.records.models import Indicator
from generator.tables.frames import MetricRow

_ABOUT: Final = Fraction(5, 100)
_ROUNDED_FROM: Final = 1000


class Bounds(NamedTuple):
    """The least and the greatest value that a print allows; None where it names no bound."""

    low: Fraction | None
    high: Fraction | None

    @property
    def exact(self) -> bool:
        """Whether the print leaves nothing open."""
        return self.low is not None and self.low == self.high


def bounds(row: MetricRow, indicator: Indicator) -> Bounds:
    """The interval of a figure in the unit in which it is compared.

    `over 600` is [600, 700), `nearly 600` [550, 600], `about x` x ± 5 %; a plain print of 1,000 or
    more is rounded to its last printed non-zero digit, a percentage to half its last decimal.
    A fraction in words is taken as it stands. Open ends keep their bound: a point has no weight.
    """
    value, unit = fold(row.value, row.unit, indicator.units)
    if row.value_max is not None:
        return Bounds(value, fold(row.value_max, row.unit, indicator.units)[0])
    percentage = unit == "%" and row.unit != "ratio"
    low, high = _sizes(abs(value), _step(abs(value)), row.qualifier, percentage)
    return Bounds(_minus(high), _minus(low)) if value < 0 else Bounds(low, high)


def _minus(end: Fraction | None) -> Fraction | None:
    return None if end is None else -end


def _sizes(
    size: Fraction, step: Fraction, qualifier: str | None, percentage: bool
) -> tuple[Fraction | None, Fraction | None]:
    match qualifier:
        case "over":
            return size, size + step
        case "nearly":
            return size - step / 2, size
        case "about":
            return size * (1 - _ABOUT), size * (1 + _ABOUT)
        case "at_least":
            return size, None
        case "at_most":
            return Fraction(0), size
    if percentage:
        half = Fraction(1, 10 ** decimals(size)) / 2
        return size - half, size + half
    if size >= _ROUNDED_FROM and step > 1:
        return size - step / 2, size + step / 2
    return size, size


def _step(size: Fraction) -> Fraction:
    """The place value of the last printed non-zero digit: 600 → 100, 2.7万 → 1000, 59.7 → 0.1."""
    places = decimals(size)
    if places:
        return Fraction(1, 10**places)
    whole, step = size.numerator, 1
    if size.denominator != 1 or whole == 0:
        return Fraction(1)
    while whole % 10 == 0:
        whole, step = whole // 10, step * 10
    return Fraction(step)
