"""Sets of ranks that hold the true rank at 95 %, where figures have an error model.

A set runs from `lower` to `upper`; larger is better, ranks count from 1 and tie "min". They are
*simultaneous* if all sets hold together, and else *marginal*: each holds by itself.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from generator.evidence.binomial import binomial_tail
from generator.rank.draws import Indices, blocks
from generator.rank.normal_differences import chance_of_at_most
from generator.rank.ranks import Integers
from generator.rank.seeds import stream
from generator.rank.weights import Booleans, Floats

Pairs = tuple[Indices, Indices]
StandOut = Callable[[Indices, Indices, Floats], Booleans]
"""Of pairs (j, k) with their standardised differences, which are too large to be chance."""

RISK: Final = 1 - 0.95
"""The chance that a set, or any of the simultaneous ones, misses the true rank."""

DRAWS: Final = 10_000
"""Draws of the largest difference."""

HELD: Final = 1 << 22
"""Differences of draws that are held at a time."""


class RankSets(NamedTuple):
    """Best rank, rank and worst rank of each row, all (m,)."""

    lower: Integers
    rank: Integers
    upper: Integers


def counts(
    counts: ArrayLike, exposure: ArrayLike | None = None, *, simultaneous: bool = True
) -> RankSets:
    """95 % rank sets of the Poisson rates `counts`/`exposure`, both (m,), by exact tests of pairs.

    Given the sum of two counts, the one is binomial with the share of its exposure, which is equal
    by default. Holm (1979), *Scandinavian Journal of Statistics* 6, 65–70, steps down over all
    ordered pairs or, for marginal sets, over those of each row. Raises ValueError for counts that
    are no integers from 0 on and for exposures that are not positive and finite.
    """
    x = _counts(counts)
    e = _exposures(exposure, len(x))
    m = len(x)
    tests = np.array(
        [[binomial_tail(x[j], x[j] + x[k], e[j], e[k]) for k in range(m)] for j in range(m)]
    )
    better = np.array([[x[k] * e[j] > x[j] * e[k] for k in range(m)] for j in range(m)])
    return _sets(better, [_holm(tests, j, k) for j, k in _families(m, simultaneous)])


def normal(
    estimates: ArrayLike, errors: ArrayLike, *, simultaneous: bool = True, seed: int
) -> RankSets:
    """95 % rank sets of independent normal `estimates` with standard `errors`, both (m,).

    The step-down method of Mogstad, Romano, Shaikh & Wilhelm (2024), *Review of Economic Studies*
    91(1), 476–518. Simultaneous sets compare with draws of the largest difference, which follow the
    order of the rows; marginal sets with its distribution itself, without draws. Two estimates
    without error are told apart by any difference. Raises ValueError for numbers that are not
    finite and for negative errors.
    """
    x, error = np.asarray(estimates, np.float64), np.asarray(errors, np.float64)
    if x.ndim != 1 or x.size == 0 or x.shape != error.shape:
        raise ValueError(f"Estimates {x.shape} and errors {error.shape} must be lists of a length.")
    if not (np.isfinite(x).all() and np.isfinite(error).all() and error.min() >= 0):
        raise ValueError("Estimates and errors must be finite, and no error negative.")
    tests = (
        [_among_all(error, seed)]
        if simultaneous
        else [_among_own(row, error) for row in range(len(x))]
    )
    families = _families(len(x), simultaneous)
    shown = [
        _step_down(x, error, j, k, stand_out)
        for (j, k), stand_out in zip(families, tests, strict=True)
    ]
    return _sets(x > x[:, None], shown)


def _families(m: int, simultaneous: bool) -> list[tuple[Indices, Indices]]:
    """The ordered pairs (j, k) that are tested together: all, or those with each row."""
    j, k = np.nonzero(~np.eye(m, dtype=np.bool_))
    if simultaneous:
        return [(j, k)]
    return [(j[own], k[own]) for own in ((j == row) | (k == row) for row in range(m))]


def _sets(better: Booleans, shown: list[Pairs]) -> RankSets:
    """Sets from `better` (m, m), k better than i at [i, k], and from what was shown.

    `shown` holds the pairs, j above k, that all rows go by, or those that each row does.
    """
    m = len(better)
    above = [np.bincount(k, minlength=m) for _, k in shown]
    below = [np.bincount(j, minlength=m) for j, _ in shown]
    family = np.arange(m) if len(shown) > 1 else np.zeros(m, dtype=np.intp)
    return RankSets(
        lower=1 + np.array(above)[family, np.arange(m)],
        rank=1 + better.sum(axis=1, dtype=np.int64),
        upper=m - np.array(below)[family, np.arange(m)],
    )


def _holm(tests: Floats, j: Indices, k: Indices) -> Pairs:
    """The pairs whose test is rejected, from the smallest p on until one is not."""
    p = tests[j, k]
    order = np.argsort(p, kind="stable")
    small = p[order] <= RISK / np.arange(p.size, 0, -1)
    rejected = order[np.logical_and.accumulate(small)]
    return j[rejected], k[rejected]


def _step_down(x: Floats, error: Floats, j: Indices, k: Indices, stand_out: StandOut) -> Pairs:
    """The pairs that stand out among those that do not yet, until none does."""
    spread = np.hypot(error[j], error[k])
    difference = x[j] - x[k]
    shown = (spread == 0) & (difference > 0)
    left = np.flatnonzero(spread)
    while left.size:
        found = stand_out(j[left], k[left], difference[left] / spread[left])
        if not found.any():
            break
        shown[left[found]] = True
        left = left[~found]
    return j[shown], k[shown]


def _among_all(error: Floats, seed: int) -> StandOut:
    """Compares with draws of the largest standardised difference of the pairs."""
    noise = stream(seed).standard_normal((DRAWS, error.size)) * error

    def stand_out(j: Indices, k: Indices, statistic: Floats) -> Booleans:
        spread = np.hypot(error[j], error[k])
        largest = [
            ((noise[few][:, j] - noise[few][:, k]) / spread).max(axis=1)
            for few in blocks(DRAWS, max(1, HELD // j.size))
        ]
        critical = np.quantile(np.concatenate(largest), 1 - RISK, method="inverted_cdf")
        return np.asarray(statistic > critical)

    return stand_out


def _among_own(row: int, error: Floats) -> StandOut:
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
        first = bisect_right(ordered, 1 - RISK, key=chance)
        return statistic >= (ordered[first] if first < len(ordered) else math.inf)

    return stand_out


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
