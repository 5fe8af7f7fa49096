"""The analysis of as many alternatives as a matrix of their pairs has room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from generator.rank.acceptability import Acceptability
from generator.rank.counting import (
    Ranks,
    central_weights,
    count_ahead,
    count_ranks,
    find_tiers,
    last_rank,
    put_ranks,
    rank_type,
)
from generator.rank.sampling import (
    BLOCK,
    Cells,
    Indices,
    Integers,
    blocks,
    draw_ticks,
    to_ticks,
    totals,
    values_of,
)
from generator.rank.weights import Floats

MOST: Final = 1000
"""Up to this many alternatives their pairs, and up to this many ranks their shares, are kept."""

PRINTABLE: Final = 1000
"""First ranks below which central weights are too noisy to print or to test."""

TESTED: Final = 10_000
"""Draws of cells from which confidence factors are taken."""

Groups = Iterable[tuple[slice, Floats]]


def run(cells: Cells, samples: int, repeated: Integers | None, tier: float) -> Acceptability:
    """Draw everything and count it; rows and criteria in the order of ids."""
    m = len(cells.ids)
    weights = cells.draw_weights(samples)
    ranks = np.empty((m, samples), dtype=rank_type(last_rank(repeated, m)))
    rows = [cells.row(place) for place in range(m)]
    room = np.empty((m, BLOCK), dtype=np.int32)
    for part in blocks(samples):
        ticks = room[:, : part.stop - part.start]
        draw_ticks(rows, np.ascontiguousarray(weights[part].T), ticks)
        put_ranks(ticks, repeated, ranks[:, part])
    tested = None if cells.exact else _drawn_again(cells, min(samples, TESTED))
    return count(ranks, weights, repeated, tier, tested)


def _drawn_again(cells: Cells, samples: int) -> Iterator[tuple[slice, Groups]]:
    m, n = cells.low.shape
    rows = [cells.row(place) for place in range(m)]
    for part in blocks(samples):
        yield part, values_of(rows, n, part.stop - part.start)


def count(
    ranks: Ranks,
    weights: Floats,
    repeated: Integers | None,
    tier: float,
    tested: Iterable[tuple[slice, Groups]] | None,
) -> Acceptability:
    """Count everything from ranks (m, K) and weights (K, n), both in the order of ids.

    `tested` yields blocks of samples with the values of groups of rows, for confidence factors.
    """
    m, samples = ranks.shape
    counted = count_ranks(ranks, last_rank(repeated, m), MOST)
    # Ties "min" lower the sum of the ranks, which else run from 1 to m.
    untied = repeated is None and int(counted.sums.sum()) == samples * m * (m + 1) // 2
    ahead = count_ahead(ranks, untied)
    first, central = central_weights(ranks, weights)
    confidence = np.full(m, np.nan)
    printed = np.flatnonzero(first >= PRINTABLE)
    if tested is not None and printed.size:
        confidence[printed] = _confidence(tested, central[printed], printed)
    order = np.argsort(counted.sums, kind="stable")
    tiers = find_tiers(order, lambda i, j: int(ahead[i, j]), tier * samples - 1e-9)
    return Acceptability(
        expected_rank=counted.sums / samples,
        interval=counted.interval,
        first=first / samples,
        tiers=tiers.numbers,
        leaders=tiers.leaders,
        leads=tuple(count / samples for count in tiers.leads),
        samples=samples,
        tier=tier,
        rank_acceptability=None if counted.counts is None else counted.counts / samples,
        pairwise=ahead / samples,
        central_weights=central,
        confidence=confidence,
    )


def _confidence(
    tested: Iterable[tuple[slice, Groups]], central: Floats, printed: Indices
) -> Floats:
    """The share of draws with row `printed[p]` first at the weights `central[p]`."""
    won = np.zeros(printed.size, dtype=np.int64)
    samples = 0
    for part, groups in tested:
        length = part.stop - part.start
        best, own = np.full((printed.size, length), -np.inf), np.empty((printed.size, length))
        for places, values in groups:
            total, term = np.empty((2, len(values), length))
            for p, row in enumerate(printed.tolist()):
                totals(central[p, :, None], values, total, term)
                np.maximum(best[p], total.max(axis=0), out=best[p])
                if places.start <= row < places.stop:
                    own[p] = total[row - places.start]
        won += np.count_nonzero(to_ticks(own) == to_ticks(best), axis=1)
        samples += length
    return np.asarray(won / samples, np.float64)
