"""Hit-and-run: uniform weights within bounds and an order where rejection would waste the draws."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Groups = tuple[tuple[int, ...], ...]

CHAINS: Final = 8192
"""Chains of hit-and-run that run side by side, so that they fit into the cache."""


def hit_and_run(
    rng: np.random.Generator, samples: int, low: Floats, high: Floats, groups: Groups
) -> Floats:
    """Uniform weights (samples, n) within bounds and order, one chain of n³ steps for each.

    A step redraws two weights along the chord on which their sum and all others stay: hit-and-run
    in coordinate directions (Smith 1984, *Operations Research* 32(6), 1296–1308). Every chain
    starts at the point on the line from the lower to the upper bounds that sums to 1.
    """
    n = low.size
    start = low + (1 - low.sum()) / (high.sum() - low.sum()) * (high - low)
    drawn = np.empty((samples, n))
    for begin in range(0, samples, CHAINS):
        state = np.tile(start[:, None], (1, min(CHAINS, samples - begin)))
        for _ in range(n**3):
            i = int(rng.integers(n))
            j = (i + 1 + int(rng.integers(n - 1))) % n
            least, most = _chord(state, low, high, groups, (i, j))
            total = state[i] + state[j]
            # Rounding may cross the ends of a chord of no length.
            state[i] = least + np.maximum(most - least, 0.0) * rng.random(total.size)
            state[j] = total - state[i]
        drawn[begin : begin + CHAINS] = np.clip(state, low[:, None], high[:, None]).T
    return drawn


def _chord(
    state: Floats, low: Floats, high: Floats, groups: Groups, pair: tuple[int, int]
) -> tuple[Floats, Floats]:
    """The least and the most that the first weight of a pair may be if their sum stays."""
    place = {k: g for k in pair for g, group in enumerate(groups) if k in group}

    def ends(k: int, other: int) -> tuple[Floats, Floats]:
        """What its bounds and the groups around its own leave to weight k."""
        after, before = (
            [i for g in range(len(groups)) if g - place[k] == step for i in groups[g] if i != other]
            for step in (1, -1)
        )
        return state[after].max(axis=0, initial=low[k]), state[before].min(axis=0, initial=high[k])

    i, j = pair
    total = state[i] + state[j]
    (least, most), (other_least, other_most) = ends(i, j), ends(j, i)
    least, most = np.maximum(least, total - other_most), np.minimum(most, total - other_least)
    if groups and place[i] < place[j]:
        least = np.maximum(least, total / 2)
    if groups and place[i] > place[j]:
        most = np.minimum(most, total / 2)
    return least, most
