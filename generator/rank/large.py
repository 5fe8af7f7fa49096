"""The analysis of more alternatives than a matrix of their pairs has room for.

A first pass over the samples bins ranks; a second, over the same streams but one alternative after
the other in expected-rank order, compares neighbours and finds the tiers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.rank.acceptability import Acceptability
from generator.rank.counting import (
    SORTED,
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

AT_ONCE: Final = 512
"""Samples for which all totals are held in the first pass."""

WINDOW: Final = 128
"""Alternatives for which all samples are held in the second pass."""

Ticks = NDArray[np.int32]


def run(cells: Cells, samples: int, multiplicity: Integers | None, tier: float) -> Acceptability:
    """Both passes; rows in the order of ids."""
    weights = cells.draw_weights(samples)
    rows = [cells.row(place) for place in range(len(cells.ids))]
    tally = _first_pass(rows, weights, multiplicity)
    order = np.argsort(tally.sums, kind="stable")
    tiers = find_tiers(order, _Walk(rows, weights, order).ahead_of, tier * samples - 1e-9)
    return Acceptability(
        expected_rank=tally.sums / samples,
        interval=tally.interval(samples),
        first=tally.first / samples,
        tiers=tiers.numbers,
        leaders=tiers.leaders,
        leads=tuple(count / samples for count in tiers.leads),
        samples=samples,
        tier=tier,
    )


class _Tally:
    """Running counts over samples for m alternatives whose ranks run up to `last`."""

    def __init__(self, m: int, last: int) -> None:
        self.bins = min(BINS, last)
        self._edges = -(-np.arange(self.bins + 1) * last // self.bins)
        """Bin b holds the ranks edges[b] + 1 … edges[b + 1]."""
        self._bin_of = np.repeat(np.arange(self.bins), np.diff(self._edges))
        self.sums = np.zeros(m, dtype=np.int64)
        self.first = np.zeros(m, dtype=np.int64)
        self._counts = np.zeros(m * self.bins, dtype=np.int32)

    def add(self, places: Integers, ranks: Integers) -> None:
        """Count one sample: places from best to worst and their ranks, both (m,)."""
        self.sums[places] += ranks
        self._counts[places * self.bins + self._bin_of[ranks - 1]] += 1
        self.first[places[: np.searchsorted(ranks, 1, side="right")]] += 1

    def interval(self, samples: int) -> Integers:
        """The rank intervals (m, 2), rounded outward to the edges of bins."""
        counts = self._counts.reshape(-1, self.bins)
        low, high = np.array([quantile_places(found, samples) for found in counts]).T
        return np.stack([self._edges[low] + 1, self._edges[high + 1]], axis=-1)


def _first_pass(rows: Sequence[Row], weights: Floats, multiplicity: Integers | None) -> _Tally:
    m = len(rows)
    tally = _Tally(m, last_rank(multiplicity, m))
    room = np.empty((m, min(AT_ONCE, len(weights))), dtype=np.int32)
    for part in blocks(len(weights), AT_ONCE):
        drawn = weights[part]
        ticks = room[:, : len(drawn)]
        draw_ticks(rows, np.ascontiguousarray(drawn.T), ticks)
        for few in blocks(len(drawn), max(1, SORTED // m)):
            for places, ranks in zip(*sorted_ranks(ticks[:, few], multiplicity), strict=True):
                tally.add(places, ranks)
    return tally


class _Walk:
    """Draws one alternative after the other, and compares each with the leader of its tier."""

    def __init__(self, rows: Sequence[Row], weights: Floats, order: Indices) -> None:
        self._walked = _drawn_in_turn(rows, weights, order)
        self._leader, self._own = next(self._walked)
        self._led = self._own.copy()

    def ahead_of(self, leader: int, place: int) -> int:
        """How often `leader`, the last or an earlier one, is ahead of `place`, the next one."""
        if leader != self._leader:
            self._leader, self._led = leader, self._own.copy()
        walked, self._own = next(self._walked)
        assert walked == place  # noqa: S101 - the order that was given
        return int(np.count_nonzero(self._led > self._own))


def _drawn_in_turn(
    rows: Sequence[Row], weights: Floats, order: Indices
) -> Iterator[tuple[int, Ticks]]:
    """Each place of `order` with its totals (K,) in billionths, in room that is used again."""
    by_criterion = np.ascontiguousarray(weights.T)
    ticks = np.empty((WINDOW, len(weights)), dtype=np.int32)
    for part in blocks(len(order), WINDOW):
        places = order[part].tolist()
        few = [rows[place] for place in places]
        for row in few:
            row.rewind()
        for samples in blocks(len(weights)):
            drawn = np.ascontiguousarray(by_criterion[:, samples])
            draw_ticks(few, drawn, ticks[: len(few), samples])
        yield from zip(places, ticks, strict=False)
