"""Exact tails of the binomial distribution."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

TERMS: Final = 256
"""Terms that are added at a time."""

NEGLIGIBLE: Final = 1e-18
"""The share of the sum below which further terms cannot change it."""

_STIRLING: Final = (-691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12)
"""Coefficients of n⁻¹¹, n⁻⁹ … n⁻¹ in the error of Stirling's formula."""


def binomial_tail(least: int, trials: int, success: float, failure: float) -> float:
    """P(X ≥ least) for X ~ Bin(trials, success/(success + failure)).

    `success` and `failure` are positive odds, so that neither probability is a difference. The
    relative error is about 1e-13 for 10⁶ trials.
    """
    if least <= 0:
        return 1.0
    if least > trials:
        return 0.0
    if least * (success + failure) > trials * success:
        return min(1.0, _upper(least, trials, success, failure))
    return max(0.0, 1.0 - _upper(trials - least + 1, trials, failure, success))


def _upper(least: int, trials: int, success: float, failure: float) -> float:
    """The tail from `least`, above the mean on: its first term times a falling series."""
    total, last, at = 1.0, 1.0, least
    while at < trials and last > NEGLIGIBLE * total:
        places = np.arange(at, min(at + TERMS, trials), dtype=np.float64)
        terms = last * np.cumprod((trials - places) / (places + 1) * (success / failure))
        total += float(terms.sum())
        last = float(terms[-1])
        at += len(places)
    return _point(least, trials, success, failure) * total


def _point(x: int, trials: int, success: float, failure: float) -> float:
    """P(X = x), by the saddle-point expansion of Loader (2000), without cancellation.

    *Fast and accurate computation of binomial probabilities*: differences of large log-gammas
    would cost up to nine digits.
    """
    p, q = success / (success + failure), failure / (success + failure)
    if x == trials:
        return float(p**trials) if p < 0.5 else math.exp(trials * math.log1p(-q))
    rest = trials - x
    exponent = _stirling_error(trials) - _stirling_error(x) - _stirling_error(rest)
    exponent -= _deviance(x, trials * p) + _deviance(rest, trials * q)
    return math.exp(exponent) * math.sqrt(trials / (2 * math.pi * x * rest))


def _stirling_error(n: int) -> float:
    """The logarithm of n! less Stirling's formula ½ ln 2πn + n ln n − n, for n ≥ 1."""
    if n < 16:
        return math.lgamma(n + 1) - (n + 0.5) * math.log(n) + n - 0.5 * math.log(2 * math.pi)
    total = 0.0
    for coefficient in _STIRLING:
        total = coefficient + total / (n * n)
    return total / n


def _deviance(x: float, mean: float) -> float:
    """The sum x ln(x/mean) + mean − x, by a series where x is near the mean."""
    difference = x - mean
    if abs(difference) >= 0.1 * (x + mean):
        return x * math.log(x / mean) - difference
    ratio = difference / (x + mean)
    total, power, k = difference * ratio, 2 * x * ratio, 1
    while True:
        power *= ratio * ratio
        longer = total + power / (2 * k + 1)
        if longer == total:
            return total
        total, k = longer, k + 1
