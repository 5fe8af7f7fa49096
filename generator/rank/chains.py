"""Hit-and-run: uniform weights within bounds and an order where rejection would waste the draws."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Groups = tuple[tuple[int, ...], ...]
_Around = list[tuple[int, list[int], list[int]]]

CHAINS: Final = 8192
"""Chains of hit-and-run that run side by side, so that they fit into the cache."""


def hit_and_run(
    rng: np.random.Generator,
    samples: int,
    low: Floats,
    high: Floats,
    groups: Groups,
) -> Floats:
    """Uniform weights (samples, n) within bounds and order, one chain of n³ steps for each.

    A step redraws two weights along the chord on which their sum and all others stay: hit-and-run
    in coordinate directions (Smith 1984, *Operations Research* 32(6), 1296–1308). Every chain
    starts at the point on the line from the lower to the upper bounds that sums to 1.
    """
    n = low.size
    start = low + (1 - low.sum()) / (high.sum() - low.sum()) * (high - low)
    around = _neighbouring(groups, n)
    drawn = np.empty((samples, n))
    for begin in range(0, samples, CHAINS):
        state = np.tile(start[:, None], (1, min(CHAINS, samples - begin)))
        for _ in range(n**3):
            i = int(rng.integers(n))
            j = (i + 1 + int(rng.integers(n - 1))) % n
            _step(rng, state, low, high, around, (i, j))
        drawn[begin : begin + CHAINS] = np.clip(state, low[:, None], high[:, None]).T
    return drawn


def _neighbouring(groups: Groups, n: int) -> _Around:
    """For each criterion its group and the members of the groups before and after it."""
    around: _Around = [(0, [], []) for _ in range(n)]
    for g, group in enumerate(groups):
        before = list(groups[g - 1]) if g else []
        after = list(groups[g + 1]) if g + 1 < len(groups) else []
        for i in group:
            around[i] = (g, before, after)
    return around


def _step(
    rng: np.random.Generator,
    state: Floats,
    low: Floats,
    high: Floats,
    around: _Around,
    pair: tuple[int, int],
) -> None:
    i, j = pair
    total = state[i] + state[j]
    ends = []
    for k, other in ((i, j), (j, i)):
        least = np.full(total.shape, low[k])
        most = np.full(total.shape, high[k])
        for above in around[k][1]:
            if above != other:
                np.minimum(most, state[above], out=most)
        for below in around[k][2]:
            if below != other:
                np.maximum(least, state[below], out=least)
        ends.append((least, most))
    least = np.maximum(ends[0][0], total - ends[1][1])
    most = np.minimum(ends[0][1], total - ends[1][0])
    if around[i][0] < around[j][0]:
        np.maximum(least, total / 2, out=least)
    elif around[i][0] > around[j][0]:
        np.minimum(most, total / 2, out=most)
    # Rounding may cross the ends of a chord of no length.
    state[i] = least + np.maximum(most - least, 0.0) * rng.random(total.size)
    state[j] = total - state[i]
