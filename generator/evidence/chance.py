"""What chance alone could have done: the base a change needs, and the interval of what it shows.

Two counts of equal exposure are compared by their split: given their sum, each is binomial with
p = ½ if nothing has changed (Przyborowski & Wilenski 1940, *Biometrika* 31, 313–323). Nothing here
speaks of cause, of selection or of regression to the mean.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final, NamedTuple

from generator.evidence.binomial import binomial_tail

RISK: Final = 0.05
"""The chance of being misled that is accepted: of a test, and outside of an interval."""

OVERDISPERSED: Final = 2
"""How much more than Poisson counts crime may vary; the least base grows by the same factor."""

_Z: Final = 1.959963984540054
"""The normal quantile of 1 − RISK/2."""


_LARGE: Final = 10**8
"""Counts from which the exact interval and that of the logarithm's normal limit are the same."""


class Interval(NamedTuple):
    """The ends of an interval, both in the unit of what it is about."""

    low: float
    high: float


def chance_of_split(first: int, second: int) -> float:
    """Twice the smaller tail, at most 1, of two counts of equal exposure if nothing changed."""
    most = max(first, second)
    return min(1.0, 2 * binomial_tail(most, first + second, 1.0, 1.0))


@cache
def least_base(percent: Fraction) -> int | None:
    """The least count N such that from every base n ≥ N the change lies beyond chance.

    The change is of n to round(n·(1 + percent/100)), half to even; beyond chance is a two-sided
    p ≤ `RISK`. None for no change. Raises ValueError for a fall by more than everything.

    Of the bases that give one difference in whole cases the largest is the least convincing, and
    these become more convincing with the difference: so that is what is searched, by halving.
    """
    ratio = Fraction(percent) / 100
    if ratio < -1:
        raise ValueError(f"A fall by {-percent} % is more than everything.")
    if ratio == 0:
        return None
    if not _within_chance(_largest_base(0, ratio), ratio):
        return _largest_base(0, ratio) + 1
    within, beyond = 0, 1
    while _within_chance(_largest_base(beyond, ratio), ratio):
        within, beyond = beyond, 2 * beyond
    while beyond - within > 1:
        middle = (within + beyond) // 2
        if _within_chance(_largest_base(middle, ratio), ratio):
            within = middle
        else:
            beyond = middle
    return _largest_base(within, ratio) + 1


def _after(base: int, ratio: Fraction) -> int:
    return round(base * (1 + ratio))


def _largest_base(difference: int, ratio: Fraction) -> int:
    """The largest base that the change moves by at most so many whole cases."""
    base = math.floor((difference + Fraction(1, 2)) / abs(ratio))
    return base if abs(_after(base, ratio) - base) <= difference else base - 1


def _within_chance(base: int, ratio: Fraction) -> bool:
    return chance_of_split(base, _after(base, ratio)) > RISK


@lru_cache(maxsize=1024)
def change_interval(before: int, after: int) -> Interval:
    """The 95 % interval, in per cent, of the change between two counts of equal exposure.

    From the exact interval of their split (Clopper & Pearson 1934, *Biometrika* 26, 404–413);
    `high` is infinite where `before` is 0. Where both counts are large, which would take long, from
    the normal limit of the ratio's logarithm: the ends differ by some millionths of a per
    cent of the ratio. Raises ValueError for negative counts and two zeros.
    """
    if min(before, after) < 0 or before + after == 0:
        raise ValueError(f"No change can be told from {before} to {after}.")
    if min(before, after) > _LARGE:
        spread = math.exp(_Z * math.sqrt(1 / before + 1 / after))
        return Interval(100 * (after / before / spread - 1), 100 * (after / before * spread - 1))
    total = before + after
    low = _odds(lambda odds: binomial_tail(after, total, odds, 1.0)) if after else 0.0
    high = 1 / _odds(lambda odds: binomial_tail(before, total, odds, 1.0)) if before else math.inf
    return Interval(100 * (low - 1), 100 * (high - 1))


def _odds(tail: Callable[[float], float]) -> float:
    """The odds at which a tail, which grows with them, holds half the accepted risk."""
    low, high = -60.0, 60.0
    for _ in range(80):
        middle = (low + high) / 2
        if middle in (low, high):  # nothing lies between them
            break
        if tail(math.exp(middle)) < RISK / 2:
            low = middle
        else:
            high = middle
    return math.exp(high)


def share_interval(share: float, of: float) -> Interval:
    """The 95 % interval of a share in [0, 1] of `of` cases, as shares.

    Wilson (1927), *Journal of the American Statistical Association* 22, 209–212. Raises ValueError
    for a share outside of [0, 1] and for no cases.
    """
    if not 0 <= share <= 1 or of <= 0:
        raise ValueError(f"{share} of {of} is no share.")
    square = _Z * _Z / of
    centre = (share + square / 2) / (1 + square)
    half = _Z * math.sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))
