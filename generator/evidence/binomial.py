"""Exact tails of the binomial distribution."""

from __future__ import annotations

from typing import Final

import numpy as np

TERMS: Final = 1024
"""Terms that are added at a time."""

NEGLIGIBLE: Final = 1e-18
"""The share of the sum below which further terms cannot change it."""


def binomial_tail(least: int, trials: int, success: float, failure: float) -> float:
    """P(X ≥ least) for X ~ Bin(trials, success/(success + failure)).

    `success` and `failure` are positive odds, so that neither probability is a difference. All
    terms are taken relative to that of `least`, which so need not be known: large factorials would
    cost digits. The relative error is about 1e-13 for 10⁶ trials; a tail below 1e-308 is 0.
    """
    if least <= 0:
        return 1.0
    if least > trials:
        return 0.0
    above = 1 + _series(trials - least, least + 1, success, failure)
    below = _series(least, trials - least + 1, failure, success)
    return 1 / (1 + below / above)


def _series(factors: int, divisor: int, up: float, down: float) -> float:
    """The sum of the products of the first 1, 2 … `factors` ratios, which rise before they fall.

    The ratios are factors/divisor · up/down, (factors − 1)/(divisor + 1) · up/down and so on to the
    factor 1: those of neighbouring terms. Infinite where it is too large for a number.
    """
    total, last = 0.0, 1.0
    for begin in range(0, factors, TERMS):
        steps = np.arange(begin, min(begin + TERMS, factors), dtype=np.float64)
        with np.errstate(over="ignore"):
            terms = last * np.cumprod((factors - steps) * up / ((divisor + steps) * down))
            total += float(terms.sum())
        last = float(terms[-1])
        if last <= NEGLIGIBLE * total:
            break
    return total
