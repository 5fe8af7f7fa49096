"""Sets of ranks that hold the true rank at a stated level, where figures have an error model.

A set runs from `lower` to `upper`; larger is better, ranks count from 1 and tie "min". They are
*simultaneous* if all sets hold together, and else *marginal*: each holds by itself.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from generator.rank.binomial import binomial_tail
from generator.rank.draws import Indices
from generator.rank.normal_differences import chance_of_at_most
from generator.rank.ranks import Integers
from generator.rank.weights import Floats

Booleans = NDArray[np.bool_]
StandOut = Callable[[Indices, Indices, Floats], Booleans]

DRAWN: Final = 1 << 22
"""Differences of draws that are held at a time."""


class RankSets(NamedTuple):
    """Best rank, rank and worst rank of each row, all (m,)."""

    lower: Integers
    rank: Integers
    upper: Integers


def counts(
    counts: ArrayLike,
    exposure: ArrayLike | None = None,
    *,
    simultaneous: bool = True,
    level: float = 0.95,
) -> RankSets:
    """Rank sets of the Poisson rates `counts`/`exposure`, both (m,), by exact tests of pairs.

    Given the sum of two counts, the one is binomial with the share of its exposure, which is equal
    by default. Holm (1979), *Scandinavian Journal of Statistics* 6, 65–70, steps down over all
    ordered pairs or, for marginal sets, over those of each row. Raises ValueError for counts that
    are no integers from 0 on and for exposures that are not positive and finite.
    """
    x = _counts(counts)
    e = _exposures(exposure, len(x))
    m, risk = len(x), _risk(level)
    tests = np.array(
        [[binomial_tail(x[j], x[j] + x[k], e[j], e[k]) for k in range(m)] for j in range(m)]
    )
    better = np.array([[x[k] * e[j] > x[j] * e[k] for k in range(m)] for j in range(m)])
    families = [_pairs(m, None)] if simultaneous else [_pairs(m, row) for row in range(m)]
    return _sets(better, [_holm(tests, family, risk) for family in families])


def normal(
    estimates: ArrayLike,
    errors: ArrayLike,
    *,
    simultaneous: bool = True,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int,
) -> RankSets:
    """Rank sets of independent normal `estimates` with standard `errors`, both (m,).

    The step-down method of Mogstad, Romano, Shaikh & Wilhelm (2024), *Review of Economic Studies*
    91(1), 476–518. Simultaneous sets compare with `draws` of the largest difference, which follow
    the order of the rows; marginal sets with its distribution itself, without draws. Two estimates
    without error are told apart by any difference. Raises ValueError for numbers that are not
    finite and for negative errors.
    """
    x, error = np.asarray(estimates, np.float64), np.asarray(errors, np.float64)
    if x.ndim != 1 or x.size == 0 or x.shape != error.shape:
        raise ValueError(f"Estimates {x.shape} and errors {error.shape} must be lists of a length.")
    if not (np.isfinite(x).all() and np.isfinite(error).all() and error.min() >= 0):
        raise ValueError("Estimates and errors must be finite, and no error negative.")
    if draws < 1 or seed < 0:
        raise ValueError(f"{draws} draws with the seed {seed} cannot be made.")
    m, risk = len(x), _risk(level)
    if simultaneous:
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
        noise = rng.standard_normal((draws, m)) * error
        shown = [_step_down(x, error, _pairs(m, None), _among_all(noise, error, risk))]
    else:
        shown = [
            _step_down(x, error, _pairs(m, row), _among_own(row, error, risk)) for row in range(m)
        ]
    return _sets(x > x[:, None], shown)


def _pairs(m: int, row: int | None) -> Booleans:
    """The ordered pairs that are tested: all, or those with one row."""
    pairs = ~np.eye(m, dtype=np.bool_)
    if row is not None:
        others = np.arange(m) != row
        pairs[np.ix_(others, others)] = False
    return pairs


def _sets(better: Booleans, shown: list[Booleans]) -> RankSets:
    """Sets from `better` (m, m), k better than i at [i, k], and from what was shown.

    `shown` holds one matrix, j above k at [j, k], for all rows or one for each.
    """
    m = len(better)
    by_row = [shown[row if len(shown) > 1 else 0] for row in range(m)]
    return RankSets(
        lower=np.array([1 + above[:, row].sum() for row, above in enumerate(by_row)], np.int64),
        rank=1 + better.sum(axis=1, dtype=np.int64),
        upper=np.array([m - above[row].sum() for row, above in enumerate(by_row)], np.int64),
    )


def _holm(tests: Floats, pairs: Booleans, risk: float) -> Booleans:
    """The pairs whose test is rejected, from the smallest p on until one is not."""
    shown = np.zeros_like(pairs)
    places = np.argwhere(pairs)
    p = tests[pairs]
    order = np.argsort(p, kind="stable")
    kept = p[order] > risk / np.arange(p.size, 0, -1)
    rejected = places[order[: int(kept.argmax()) if kept.any() else p.size]]
    shown[rejected[:, 0], rejected[:, 1]] = True
    return shown


def _step_down(x: Floats, error: Floats, pairs: Booleans, stand_out: StandOut) -> Booleans:
    """The pairs that stand out among those that do not yet, until none does."""
    j, k = np.nonzero(pairs)
    spread = np.hypot(error[j], error[k])
    difference = x[j] - x[k]
    shown = np.zeros_like(pairs)
    certain = spread == 0
    shown[j[certain], k[certain]] = difference[certain] > 0
    left = np.flatnonzero(~certain)
    while left.size:
        found = stand_out(j[left], k[left], difference[left] / spread[left])
        if not found.any():
            break
        shown[j[left[found]], k[left[found]]] = True
        left = left[~found]
    return shown


def _among_all(noise: Floats, error: Floats, risk: float) -> StandOut:
    """Compares with draws (R, m) of the largest difference of the pairs."""

    def stand_out(j: Indices, k: Indices, statistic: Floats) -> Booleans:
        return statistic > _critical(noise, j, k, np.hypot(error[j], error[k]), risk)

    return stand_out


def _among_own(row: int, error: Floats, risk: float) -> StandOut:
    """Compares with the distribution of the largest difference of one row from all others."""

    def stand_out(j: Indices, k: Indices, statistic: Floats) -> Booleans:
        below, above = np.zeros((2, error.size), dtype=np.bool_)
        below[k[j == row]] = True
        above[j[k == row]] = True
        tested = below | above

        def chance(limit: float) -> float:
            return chance_of_at_most(
                limit, float(error[row]), error[tested], below[tested], above[tested]
            )

        ordered = np.sort(statistic).tolist()
        first = bisect_right(ordered, 1 - risk, key=chance)
        return statistic >= (ordered[first] if first < len(ordered) else math.inf)

    return stand_out


def _critical(noise: Floats, j: Indices, k: Indices, spread: Floats, risk: float) -> float:
    """The quantile over draws of the largest standardised difference of the pairs."""
    draws = len(noise)
    largest = np.empty(draws)
    step = max(1, DRAWN // j.size)
    for begin in range(0, draws, step):
        few = noise[begin : begin + step]
        largest[begin : begin + step] = ((few[:, j] - few[:, k]) / spread).max(axis=1)
    place = math.ceil((1 - risk) * draws - 1e-9) - 1
    return float(np.partition(largest, place)[place])


def _counts(given: ArrayLike) -> list[int]:
    found = np.asarray(given, np.float64)
    if (
        found.ndim != 1
        or found.size == 0
        or not (np.isfinite(found).all() and (found >= 0).all() and (found == np.rint(found)).all())
    ):
        raise ValueError("Counts must be a list of integers from 0 on; estimates go to `normal`.")
    return [int(count) for count in found]


def _exposures(given: ArrayLike | None, m: int) -> list[float]:
    if given is None:
        return [1.0] * m
    found = np.asarray(given, np.float64)
    if found.shape != (m,) or not (np.isfinite(found).all() and found.min() > 0):
        raise ValueError(f"Exposures must be positive and finite, one for each of {m} counts.")
    return [float(exposure) for exposure in found]


def _risk(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"The level {level} must be between 0 and 1, such as 0.95.")
    return 1 - level
