"""Which counts a printed percent change can have come from."""

from __future__ import annotations

import math
from fractions import Fraction


def decimals(value: Fraction) -> int:
    """Decimals of the shortest notation of a decimal number; 0 for one that has none."""
    places = 0
    while (value * 10**places).denominator != 1:
        if places == 12:
            return 0
        places += 1
    return places


def smallest_base(percent: Fraction, decimals: int) -> tuple[int, int] | None:
    """The least count n₀, with its n₁, from which a printed percent change can have come.

    The least n₀ ≥ 1 for which an integer n₁ ≥ 0 gives |100(n₁/n₀ − 1) − percent| ≤ ½·10⁻ᵈ; None for
    a fall by more than everything. Of several n₁ the least.
    """
    low, high = _ratios(percent, decimals)
    if high < 0:
        return None
    found = _simplest(max(low, Fraction(0)), high)
    return found.denominator, found.numerator


def consistent_base(percent: Fraction, decimals: int, base: int) -> bool:
    """Whether a change from the printed count `base` to some integer is printed as `percent`."""
    if base < 1:
        return False
    low, high = _ratios(percent, decimals)
    return math.floor(high * base) >= max(0, math.ceil(low * base))


def _ratios(percent: Fraction, decimals: int) -> tuple[Fraction, Fraction]:
    """The least and the largest n₁/n₀ that are printed so, half either way."""
    if decimals < 0:
        raise ValueError(f"{decimals} decimals cannot be printed.")
    half = Fraction(1, 2 * 10**decimals)
    percent = Fraction(percent)
    return 1 + (percent - half) / 100, 1 + (percent + half) / 100


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction in [low, high] with the least denominator, found in the Stern-Brocot tree."""
    whole = math.ceil(low)
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / _simplest(1 / (high - below), 1 / (low - below))
