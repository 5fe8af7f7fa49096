"""Ranks of weighted sums, sample by sample; they count from 1, the best, and tie "min"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.rank.draws import BLOCK, blocks
from generator.rank.weights import Floats

Integers = NDArray[np.int64]
Ranks = NDArray[np.unsignedinteger]

TICKS: Final = 1e9
"""Totals are counted in billionths, so that the noise of arithmetic never ranks."""

LARGEST: Final = 1000.0
"""Totals beyond ± this many units of the value scale are no values."""

INTERVAL: Final = (0.05, 0.95)
"""The shares of samples that the ends of a rank interval reach."""

SORTED: Final = 1 << 17
"""Totals sorted at a time, so that they fit into the cache."""


def ticks_of(weights: Floats, values: Floats) -> Floats:
    """The sum of weights times values over their first axis, in whole billionths.

    Added from the first to the last criterion. No BLAS, whose last bits depend on the machine.
    """
    total: Floats = reduce(np.add, map(np.multiply, weights, values))
    return np.rint(total * TICKS)


def ranks_of(weights: Floats, values: Iterator[Iterable[Floats]], times: Integers) -> Ranks:
    """The ranks (m, K) of m alternatives, each of which stands for so many `times` (m,).

    `weights` are (K, n); `values` has for each of `blocks` the values (n, S) of one alternative
    after the other.
    """
    m, samples = len(times), len(weights)
    ranks = np.empty((m, samples), dtype=np.min_scalar_type(times.sum()))
    room = np.empty((m, min(BLOCK, samples)))
    for part, rows in zip(blocks(samples), values, strict=True):
        drawn = np.ascontiguousarray(weights[part].T)
        ticks = room[:, : drawn.shape[1]]
        for out, own in zip(ticks, rows, strict=True):
            out[:] = ticks_of(drawn, own)
        if not -LARGEST * TICKS <= ticks.min() <= ticks.max() <= LARGEST * TICKS:
            raise ValueError(f"A total is not finite or beyond ± {LARGEST:g}; check the values.")
        for few in blocks(drawn.shape[1], max(1, SORTED // m)):
            ranks[:, part][:, few] = _ranked(ticks[:, few], times)
    return ranks


def _ranked(ticks: Floats, times: Integers) -> Integers:
    """One more than the times of all that are strictly larger in the same column of (m, S)."""
    falling = -ticks.T
    places = np.argsort(falling, axis=1)
    falling = np.take_along_axis(falling, places, axis=1)
    ahead = np.cumsum(times[places], axis=1) - times[places]
    # Of equal ones all take the place of the first.
    ahead[:, 1:][falling[:, 1:] == falling[:, :-1]] = 0
    ranks = np.empty_like(ahead)
    np.put_along_axis(ranks, places, 1 + np.maximum.accumulate(ahead, axis=1), axis=1)
    return ranks.T


def interval_of(ranks: NDArray[np.integer]) -> Integers:
    """The 90 % interval of some ranks (K,): the least that 5 and 95 % of them do not exceed."""
    return np.asarray(np.quantile(ranks, INTERVAL, method="inverted_cdf"), np.int64)
