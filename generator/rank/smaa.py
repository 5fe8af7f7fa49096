"""Stochastic multicriteria acceptability analysis: how often each brand lands at each rank.

Lahdelma & Salminen (2001), SMAA-2, *Operations Research* 49(3), 444–454. Ranks count from 1, the
best, and tie "min"; a share is one of admissible weights and unknown values, no probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from generator.rank import large as large_mode
from generator.rank import whole
from generator.rank.acceptability import Acceptability, in_given_order
from generator.rank.counting import put_ranks, rank_type
from generator.rank.sampling import (
    BLOCK,
    Cells,
    Indices,
    Integers,
    blocks,
    in_order,
    prepare,
    to_ticks,
    totals,
    values_of,
)
from generator.rank.weights import Floats, WeightSet

__all__ = ["Acceptability", "WeightSet", "analyse", "sample", "summarise"]

SAMPLES: Final = 100_000

LARGEST: Final = 1000.0
"""Totals beyond ± this many units of the value scale do not fit into a sort key."""

ROOM: Final = 1 << 22
"""Values that a block of `sample` holds: some 30 MB."""


def analyse(
    low: ArrayLike,
    high: ArrayLike,
    weights: WeightSet,
    *,
    samples: int = SAMPLES,
    seed: int,
    alternatives: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
    multiplicity: ArrayLike | None = None,
    keep: ArrayLike | None = None,
    tier: float = 0.80,
    large: bool | None = None,
) -> Acceptability:
    """Rank m alternatives on n criteria over random weights and unknown values.

    `low` and `high` (m, n) hold values in [0, 1]: equal for an exact cell, 0 and 1 for an unknown
    one, else the ends of an interval; cells are drawn uniformly between them. The ids of
    `alternatives` and `criteria` key the random streams, so that the order of rows and columns
    does not matter and an added row leaves the draws of all others alone.

    `multiplicity` (m,) counts how many alternatives each row stands for. `keep` (m, n) gives the
    probability that a cell keeps its value v; otherwise it is drawn from U(0, v). A new tier begins
    at the first row that the leader of the last is ahead of in a share `tier` of the samples.

    `large`, by default above 1,000 rows, allocates nothing of size m² and takes at most 10,000
    samples; see `Acceptability` for what it leaves out. Raises ValueError for anything that is no
    such input.
    """
    cells = prepare(
        low,
        high,
        weights,
        seed=seed,
        alternatives=alternatives,
        criteria=criteria,
        keep=keep,
    )
    _check(samples, tier)
    m = len(cells.ids)
    repeated = _multiplicity(multiplicity, cells.rows)
    if large or (large is None and m > whole.MOST):
        samples = min(samples, large_mode.SAMPLES)
        found = large_mode.run(cells, samples, repeated, tier)
    else:
        found = whole.run(cells, samples, repeated, tier)
    return in_given_order(found, cells.rows, cells.columns)


def summarise(
    weights: ArrayLike,
    values: ArrayLike,
    *,
    alternatives: Sequence[str] | None = None,
    tier: float = 0.80,
) -> Acceptability:
    """Rank by given samples: `weights` (K, n) and `values` (K, m, n), which are never clipped.

    Gives what `analyse` does. Raises ValueError for shapes that do not fit,
    numbers that are not finite, and totals beyond ± 1,000.
    """
    drawn, cells = np.asarray(weights, np.float64), np.asarray(values, np.float64)
    if drawn.ndim != 2 or cells.ndim != 3 or drawn.shape != (cells.shape[0], cells.shape[2]):
        raise ValueError(
            f"Weights of the shape {drawn.shape} and values of the shape {cells.shape} do not fit"
            " (samples, criteria) and (samples, alternatives, criteria)."
        )
    if cells.size == 0:
        raise ValueError("There are no samples; give at least one of one value.")
    samples, m, n = cells.shape
    _check(samples, tier)
    rows, _ = in_order(alternatives, m, "alternatives")
    if not np.isfinite(drawn).all():
        raise ValueError("A weight is not finite; check the samples.")
    ranks = np.empty((m, samples), dtype=rank_type(m))
    for part in blocks(samples):
        put_ranks(_ticks(drawn[part], _block(cells, part, rows)), None, ranks[:, part])
    if (cells[: whole.TESTED] == cells[0]).all():
        tested = None
    else:
        tested = (
            (part, iter([(slice(0, m), _block(cells, part, rows))]))
            for part in blocks(min(samples, whole.TESTED))
        )
    return in_given_order(whole.count(ranks, drawn, None, tier, tested), rows, np.arange(n))


def sample(
    low: ArrayLike,
    high: ArrayLike,
    weights: WeightSet,
    *,
    samples: int = SAMPLES,
    seed: int,
    alternatives: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
) -> Iterator[tuple[Floats, Floats]]:
    """The draws that `analyse` makes of the same input, some at a time, in the caller's order.

    Yields weights (S, n) and values (S, m, n). Arguments and errors as `analyse`, but all
    `samples` are drawn however many rows there are.
    """
    cells = prepare(
        low,
        high,
        weights,
        seed=seed,
        alternatives=alternatives,
        criteria=criteria,
        keep=None,
    )
    _check(samples)
    return _sample(cells, samples, max(1, min(BLOCK, ROOM // cells.low.size)))


def _sample(cells: Cells, samples: int, block: int) -> Iterator[tuple[Floats, Floats]]:
    m, n = cells.low.shape
    weights = cells.draw_weights(samples)
    rows = [cells.row(place) for place in range(m)]
    for part in blocks(samples, block):
        length = part.stop - part.start
        values = np.empty((length, m, n))
        for places, drawn in values_of(rows, n, length):
            values[:, cells.rows[places, None], cells.columns] = drawn.transpose(2, 0, 1)
        ordered = np.empty((length, n))
        ordered[:, cells.columns] = weights[part]
        yield ordered, values


def _block(values: Floats, part: slice, rows: Indices) -> Floats:
    """Given values (K, m, n) as (m, n, S), the rows in the order of ids."""
    block = np.ascontiguousarray(values[part][:, rows].transpose(1, 2, 0))
    if not np.isfinite(block).all():
        raise ValueError("A value is not finite; a sample needs a number for every cell.")
    return block


def _ticks(weights: Floats, values: Floats) -> Integers:
    total, term = np.empty((2, len(values), len(weights)))
    totals(np.ascontiguousarray(weights.T), values, total, term)
    if not (np.abs(total) <= LARGEST).all():
        raise ValueError(f"A total is not finite or beyond ± {LARGEST:g}; check the values.")
    return to_ticks(total).astype(np.int64)


def _check(samples: int, tier: float = 0.8) -> None:
    if samples < 1:
        raise ValueError(f"{samples} samples are too few; draw at least 1.")
    if not 0 < tier <= 1:
        raise ValueError(f"The share {tier} that begins a tier must be above 0 and at most 1.")


def _multiplicity(given: ArrayLike | None, rows: Indices) -> Integers | None:
    if given is None:
        return None
    counts = np.asarray(given)
    if counts.shape != rows.shape or counts.dtype.kind not in "iu" or counts.min() < 1:
        raise ValueError(
            f"The multiplicity must be an integer from 1 on for each of {rows.size} rows."
        )
    return counts.astype(np.int64)[rows]
