"""Who is ahead whatever the weights and unknown values: no distribution is assumed."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from generator.rank.draws import check_values
from generator.rank.hit_and_run import Groups
from generator.rank.ranks import TICKS, Integers
from generator.rank.weights import Floats, WeightSet

MOST: Final = 1000
"""Alternatives up to which a matrix of pairs is made."""


def surely_ahead(low: ArrayLike, high: ArrayLike, weights: WeightSet) -> NDArray[np.bool_]:
    """Whether row i is ahead of row k for all admissible weights and values, (m, m).

    `low` and `high` (m, n) as in `smaa.analyse`. True where the least Σ w_j (low_ij − high_kj) over
    the vertices of the weight set is above a billionth, below which totals may tie. With both an
    order and bounds, either one suffices. Raises ValueError above 1,000 rows.
    """
    lows, highs = check_values(low, high, weights.n)
    if len(lows) > MOST:
        raise ValueError(f"{len(lows)} alternatives are too many for all pairs; {MOST:,} at most.")
    ahead = np.zeros((len(lows), len(lows)), dtype=np.bool_)
    for i, row in enumerate(lows):
        ahead[i] = _least(row - highs, weights) > 1 / TICKS
    return ahead


def outer_bounds(low: ArrayLike, high: ArrayLike, weights: WeightSet) -> Integers:
    """The best and the worst rank (m, 2) that those surely ahead, and surely behind, leave open.

    The extreme ranks themselves may lie further inside. Arguments and errors as `surely_ahead`.
    """
    ahead = surely_ahead(low, high, weights)
    best = 1 + ahead.sum(axis=0, dtype=np.int64)
    return np.stack([best, len(ahead) - ahead.sum(axis=1, dtype=np.int64)], axis=1)


def _least(lead: Floats, weights: WeightSet) -> Floats:
    """The least Σ w_j d_j over the weight set for each row of `lead` (m, n)."""
    in_bounds = _least_in_bounds(lead, weights.lower, weights.upper)
    if not weights.groups:
        return in_bounds
    return np.maximum(in_bounds, _least_in_order(lead, weights.groups))


def _least_in_order(lead: Floats, groups: Groups) -> Floats:
    """Vertices weigh all earlier groups and some of the next alike; its smallest leads first."""
    worst_first = np.concatenate(
        [np.sort(lead[:, list(group)], axis=1) for group in groups], axis=1
    )
    means = np.cumsum(worst_first, axis=1) / np.arange(1, lead.shape[1] + 1)
    return np.asarray(means.min(axis=1), np.float64)


def _least_in_bounds(lead: Floats, lower: Floats, upper: Floats) -> Floats:
    """Starts at the lower bounds and gives the rest to the smallest leads first."""
    order = np.argsort(lead, axis=1, kind="stable")
    room = (upper - lower)[order]
    before = np.cumsum(room, axis=1) - room
    given = np.clip(1 - lower.sum() - before, 0, room)
    total = (lead * lower).sum(axis=1) + (np.take_along_axis(lead, order, axis=1) * given).sum(
        axis=1
    )
    return np.asarray(total, np.float64)
