"""Krippendorff's alpha for scores on an interval scale, of which some are missing.

Krippendorff (2004), *Content Analysis*, 2nd ed., ch. 11; Hayes & Krippendorff (2007),
*Communication Methods and Measures* 1(1), 77–89.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from generator.rank.ranks import INTERVAL, TICKS, Integers
from generator.rank.weights import Floats

_SPREAD: Final = 1e-12
"""A variance below this is none: all scores are equal."""


class Alpha(NamedTuple):
    """Alpha with a 90 % interval; None where the scores do not differ, or no two can be paired.

    `units` are those with two scores or more, `values` the scores of these.
    """

    value: float | None
    low: float | None
    high: float | None
    units: int
    values: int


def krippendorff_alpha(scores: ArrayLike, *, samples: int, stream: np.random.Generator) -> Alpha:
    """Alpha of scores (observers, units) with NaN where one is missing.

    α = 1 − D_o/D_e: the mean squared difference within units, pairs weighted by 1/(m − 1), over
    that of any two scores. The interval is of `samples` draws of the units with replacement; draws
    without a difference have no alpha and are left out.
    """
    given = np.asarray(scores, np.float64)
    if given.ndim != 2:
        raise ValueError(f"Scores have the shape {given.shape}; give (observers, units).")
    paired = given[:, (~np.isnan(given)).sum(axis=0) > 1]
    units = paired.shape[1]
    if not units:
        return Alpha(None, None, None, 0, 0)
    parts = _parts(paired)
    values = int(parts[0].sum())
    found = _plain(_alpha(parts, np.ones((1, units)))[0])
    if np.isnan(found):
        return Alpha(None, None, None, units, values)
    drawn = stream.multinomial(units, np.full(units, 1 / units), size=samples)
    alphas = _alpha(parts, drawn)
    alphas = alphas[~np.isnan(alphas)]
    low, high = map(_plain, np.quantile(alphas, INTERVAL, method="inverted_cdf"))
    return Alpha(found, low, high, units, values)


def _plain(value: np.float64) -> float:
    """Rounded to billionths, beyond which is noise."""
    return float(np.rint(value * TICKS) / TICKS)


_UnitSums = tuple[Integers, Floats, Floats, Floats]


def _parts(paired: Floats) -> _UnitSums:
    """Of each unit: how many scores, their sum, that of squares, and what it adds to n·D_o."""
    # Around the mean of all, so that no large number hides a small difference.
    around = paired - np.nanmean(paired)
    counts = (~np.isnan(around)).sum(axis=0)
    sums, squares = np.nansum(around, axis=0), np.nansum(around**2, axis=0)
    within = 2 * (counts * squares - sums**2) / (counts - 1)
    return counts, sums, squares, within


def _alpha(parts: _UnitSums, times: NDArray[np.number]) -> Floats:
    """Alpha (K,) with each unit taken so many times (K, units); NaN where nothing differs."""
    n, sums, squares, within = (times @ part for part in parts)
    between = 2 * (n * squares - sums**2) / (n - 1)
    differs = between > _SPREAD * n
    return np.where(differs, 1 - within / np.where(differs, between, 1), np.nan)
