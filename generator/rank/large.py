"""The analysis of more alternatives than a matrix of their pairs has room for.

A first pass over the samples bins ranks; a second, over the same streams but one alternative after
the other in expected-rank order, compares neighbours and finds the tiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.rank.acceptability import Findings, Near, central_weights
from generator.rank.counting import (
    SORTED,
    TOP,
    RankCounts,
    entropy_table,
    find_tiers,
    last_rank,
    quantile_places,
    sorted_ranks,
)
from generator.rank.sampling import Cells, Indices, Integers, Row, blocks, draw_ticks
from generator.rank.weights import Floats

SAMPLES: Final = 10_000
"""The most samples that are drawn."""

BINS: Final = 200
"""The most bins of ranks that are counted for each alternative."""

NEIGHBOURS: Final = 25
"""How many places apart two alternatives may be to be compared."""

AT_ONCE: Final = 512
"""Samples for which all totals are held in the first pass."""

WINDOW: Final = 128
"""Alternatives for which all samples are held in the second pass."""


def run(cells: Cells, samples: int, multiplicity: Integers | None, tier: float) -> Findings:
    """Both passes; rows and criteria in the order of ids."""
    weights = cells.draw_weights(samples)
    rows = [cells.row(place) for place in range(len(cells.ids))]
    tally = _first_pass(rows, weights, multiplicity)
    quantiles, edges = tally.quantiles(), tally.edges
    order = np.argsort(tally.sums, kind="stable")
    walk = _Walk(rows, weights, order)
    tiers = find_tiers(order, walk.ahead_of, tier * samples - 1e-9)
    outward = np.stack([edges[quantiles] + 1, edges[quantiles + 1]], axis=-1)
    return Findings(
        ranks=RankCounts(tally.sums, None, quantiles, tally.top, tally.entropy()),
        ahead=None,
        median=outward[:, 1],
        interval=np.stack([outward[:, 0, 0], outward[:, 2, 1]], axis=-1),
        central=central_weights(tally.top[:, 0], tally.central),
        confidence=np.full(len(order), np.nan),
        mean_weights=weights.sum(axis=0) / samples,
        tiers=tiers,
        near=walk.near(),
    )


class _Tally:
    """Running counts over samples for m alternatives whose ranks run up to `last`."""

    def __init__(self, m: int, n: int, last: int) -> None:
        self.bins = min(BINS, last)
        self.edges = -(-np.arange(self.bins + 1) * last // self.bins)
        """Bin b holds the ranks edges[b] + 1 … edges[b + 1]."""
        self._bin_of = np.repeat(np.arange(self.bins), np.diff(self.edges))
        self.sums = np.zeros(m, dtype=np.int64)
        self.top = np.zeros((m, len(TOP)), dtype=np.int64)
        self.central = np.zeros((m, n))
        self._counts = np.zeros(m * self.bins, dtype=np.int32)
        self._samples = 0

    def add(self, places: Integers, ranks: Integers, weights: Floats) -> None:
        """Count one sample: places from best to worst, their ranks, both (m,), weights (n,)."""
        self.sums[places] += ranks
        self._counts[places * self.bins + self._bin_of[ranks - 1]] += 1
        for column, k in enumerate(TOP):
            self.top[places[: np.searchsorted(ranks, k, side="right")], column] += 1
        self.central[places[: np.searchsorted(ranks, 1, side="right")]] += weights
        self._samples += 1

    def quantiles(self) -> Indices:
        """The bins (m, 3) of `LEVELS`."""
        counts = self._counts.reshape(-1, self.bins)
        return np.array([quantile_places(found, self._samples) for found in counts])

    def entropy(self) -> Floats:
        """The entropy (m,) of the bins."""
        table = entropy_table(self._samples, self.bins)
        counts = self._counts.reshape(-1, self.bins)
        return np.array([table[found].sum() for found in counts])


def _first_pass(rows: Sequence[Row], weights: Floats, multiplicity: Integers | None) -> _Tally:
    m, n = len(rows), weights.shape[1]
    tally = _Tally(m, n, last_rank(multiplicity, m))
    room = np.empty((m, min(AT_ONCE, len(weights))), dtype=np.int32)
    for part in blocks(len(weights), AT_ONCE):
        drawn = weights[part]
        ticks = room[:, : len(drawn)]
        draw_ticks(rows, np.ascontiguousarray(drawn.T), ticks)
        for few in blocks(len(drawn), max(1, SORTED // m)):
            for places, ranks, used in zip(
                *sorted_ranks(ticks[:, few], multiplicity), drawn[few], strict=True
            ):
                tally.add(places, ranks, used)
    return tally


class _Walk:
    """Draws one alternative after the other, and compares each with those just before it."""

    def __init__(self, rows: Sequence[Row], weights: Floats, order: Indices) -> None:
        self._rows = rows
        self._order = order
        self._weights = np.ascontiguousarray(weights.T)
        # The rows before the window, then the window.
        self._ticks = np.empty((NEIGHBOURS + WINDOW, len(weights)), dtype=np.int32)
        self._walked = 0
        self._leader = -1
        self._led = self._ticks[0]
        self._ahead = np.full((len(order), NEIGHBOURS), np.nan)
        self._behind = self._ahead.copy()
        self._step()

    def ahead_of(self, leader: int, place: int) -> int:
        """How often `leader`, the last or an earlier one, is ahead of `place`, the next one."""
        if leader != self._leader:
            self._leader, self._led = leader, self._own().copy()
        self._step()
        assert self._order[self._walked - 1] == place  # noqa: S101 - the order that was given
        return int(np.count_nonzero(self._led > self._own()))

    def near(self) -> Near:
        """What the comparisons gave, rows by their places in the order of ids."""
        return Near(self._order, self._ahead, self._behind)

    def _own(self) -> NDArray[np.int32]:
        own: NDArray[np.int32] = self._ticks[NEIGHBOURS + (self._walked - 1) % WINDOW]
        return own

    def _step(self) -> None:
        if self._walked % WINDOW == 0:
            self._fill()
        self._walked += 1
        count = min(NEIGHBOURS, self._walked - 1)
        last = NEIGHBOURS + (self._walked - 1) % WINDOW
        own, others = self._ticks[last], self._ticks[last - count : last]
        places, columns = self._walked - 1 - count + np.arange(count), np.arange(count)[::-1]
        # At most 10,000 samples, so that 16 bits hold a count.
        self._ahead[places, columns] = (others > own).sum(axis=1, dtype=np.uint16) / own.size
        self._behind[places, columns] = (others < own).sum(axis=1, dtype=np.uint16) / own.size

    def _fill(self) -> None:
        self._ticks[:NEIGHBOURS] = self._ticks[-NEIGHBOURS:].copy()
        places = self._order[self._walked : self._walked + WINDOW]
        rows = [self._rows[place] for place in places.tolist()]
        for row in rows:
            row.rewind()
        window = self._ticks[NEIGHBOURS : NEIGHBOURS + len(rows)]
        for part in blocks(self._weights.shape[1]):
            draw_ticks(rows, np.ascontiguousarray(self._weights[:, part]), window[:, part])
