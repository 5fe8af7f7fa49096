"""Stochastic multicriteria acceptability analysis: how often each brand lands at each rank.

Lahdelma & Salminen (2001), SMAA-2, *Operations Research* 49(3), 444–454. Ranks count from 1, the
best, and tie "min"; a share is one of admissible weights and unknown values, no probability.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from generator.rank.acceptability import TESTED, Acceptability
from generator.rank.draws import Cells, blocks, in_order, prepare
from generator.rank.ranks import Integers, ranks_of
from generator.rank.weights import Floats, WeightSet

__all__ = ["Acceptability", "WeightSet", "analyse", "sample", "summarise"]

MANY: Final = 1000
"""Alternatives above which at most `FEW` samples are drawn."""

FEW: Final = 10_000


def analyse(
    low: ArrayLike,
    high: ArrayLike,
    weights: WeightSet,
    *,
    samples: int = 100_000,
    seed: int,
    alternatives: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
    multiplicity: ArrayLike | None = None,
    keep: ArrayLike | None = None,
    tier: float = 0.80,
) -> Acceptability:
    """Rank m alternatives on n criteria over random weights and unknown values.

    `low` and `high` (m, n) hold values in [0, 1]: equal for an exact cell, 0 and 1 for an unknown
    one, else the ends of an interval; cells are drawn uniformly between them. The ids of
    `alternatives` and `criteria` key the random streams, so that the order of rows and columns
    does not matter and an added row leaves the draws of all others alone.

    `multiplicity` (m,) counts how many alternatives each row stands for. `keep` (m, n) gives the
    probability that a cell keeps its value v; otherwise it is drawn from U(0, v). A new tier begins
    at the first row that the leader of the last is ahead of in a share `tier` of the samples.

    Above 1,000 rows at most 10,000 samples are drawn; the ranks of all are held, m × samples of one
    to four bytes. Raises ValueError for anything that is no such input.
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
    times = np.ones(m, dtype=np.int64) if multiplicity is None else _times(multiplicity, m)
    if m > MANY:
        samples = min(samples, FEW)
    drawn = cells.draw_weights(samples)
    return Acceptability(
        ranks=ranks_of(drawn, cells.draw_values(samples), times),
        last=int(times.sum()),
        weights=drawn,
        draw_values=None if cells.exact else cells.draw_values,
        columns=cells.columns,
        by_id=cells.by_id,
        tier=tier,
    )


def summarise(
    weights: ArrayLike,
    values: ArrayLike,
    *,
    alternatives: Sequence[str] | None = None,
    tier: float = 0.80,
) -> Acceptability:
    """Rank by given samples: `weights` (K, n) and `values` (K, m, n), which are never clipped.

    Gives what `analyse` does. Raises ValueError for shapes that do not fit, numbers that are not
    finite, and totals beyond ± 1,000.
    """
    drawn, cells = np.asarray(weights, np.float64), np.asarray(values, np.float64)
    if drawn.ndim != 2 or cells.ndim != 3 or drawn.shape != (cells.shape[0], cells.shape[2]):
        raise ValueError(
            f"Weights of the shape {drawn.shape} and values of the shape {cells.shape} do not fit"
            " (samples, criteria) and (samples, alternatives, criteria)."
        )
    if cells.size == 0:
        raise ValueError("There are no samples; give at least one of one value.")
    if not np.isfinite(drawn).all():
        raise ValueError("A weight is not finite; check the samples.")
    if not np.isfinite(cells).all():
        raise ValueError("A value is not finite; a sample needs a number for every cell.")
    samples, m, n = cells.shape
    _check(samples, tier)
    _, by_id = in_order(alternatives, m, "alternatives")

    def given(samples: int) -> Iterator[Iterable[Floats]]:
        return (cells[part].transpose(1, 2, 0) for part in blocks(samples))

    return Acceptability(
        ranks=ranks_of(drawn, given(samples), np.ones(m, dtype=np.int64)),
        last=m,
        weights=drawn,
        draw_values=None if (cells[:TESTED] == cells[0]).all() else given,
        columns=np.arange(n),
        by_id=by_id,
        tier=tier,
    )


def sample(
    low: ArrayLike,
    high: ArrayLike,
    weights: WeightSet,
    *,
    samples: int,
    seed: int,
    alternatives: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
) -> Iterator[tuple[Floats, Floats]]:
    """The draws that `analyse` makes of the same input, some at a time, in the caller's order.

    Yields weights (S, n) and values (S, m, n). Arguments and errors as `analyse`, but all
    `samples` are drawn however many rows there are.
    """
    cells = prepare(low, high, weights, seed=seed, alternatives=alternatives, criteria=criteria)
    _check(samples)
    return _sample(cells, cells.draw_weights(samples))


def _sample(cells: Cells, weights: Floats) -> Iterator[tuple[Floats, Floats]]:
    order, samples = np.argsort(cells.columns), len(weights)
    for part, rows in zip(blocks(samples), cells.draw_values(samples), strict=True):
        yield weights[part][:, order], np.stack([*rows]).transpose(2, 0, 1)[:, :, order]


def _check(samples: int, tier: float = 0.8) -> None:
    if samples < 1:
        raise ValueError(f"{samples} samples are too few; draw at least 1.")
    if not 0 < tier <= 1:
        raise ValueError(f"The share {tier} that begins a tier must be above 0 and at most 1.")


def _times(multiplicity: ArrayLike, m: int) -> Integers:
    counts = np.asarray(multiplicity)
    if counts.shape != (m,) or counts.dtype.kind not in "iu" or counts.min() < 1:
        raise ValueError(f"The multiplicity must be an integer from 1 on for each of {m} rows.")
    return counts.astype(np.int64)
