"""Draws of weights and values that depend on a seed and on ids, never on order or block length."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from generator.rank.weights import Floats, WeightSet

Integers = NDArray[np.int64]
Indices = NDArray[np.intp]

TICKS: Final = 1e9
"""Totals are counted in billionths, so that the noise of arithmetic never ranks."""

GROUP: Final = 8
"""Alternatives whose draws are held at a time, so that they fit into the cache."""

BLOCK: Final = 1024
"""Samples drawn at a time; no result depends on it."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What is known of m alternatives on n criteria, both in the order of their ids.

    `rows` and `columns` give, for each place in that order, the place in the caller's order.
    """

    low: Floats
    high: Floats
    keep: Floats | None
    weights: WeightSet
    seed: int
    ids: tuple[str, ...]
    rows: Indices
    columns: Indices

    @property
    def exact(self) -> bool:
        """Whether no cell is ever drawn."""
        certain = self.keep is None or bool((self.keep == 1).all())
        return certain and bool((self.low == self.high).all())

    def draw_weights(self, samples: int) -> Floats:
        """The weights (samples, n), from their own stream."""
        return self.weights.sample(_generator(self.seed, ()), samples)

    def row(self, place: int) -> Row:
        """The values of one alternative, from its first sample on."""
        keep = None if self.keep is None else self.keep[place]
        return Row(self.low[place], self.high[place], keep, self.seed, self.ids[place])


class Row:
    """Draws the values of one alternative, some samples at a time."""

    __slots__ = (
        *("_doubts", "_drawn", "_exact", "_fixed", "_keep", "_kept", "_samples", "_span"),
        "_values",
    )

    def __init__(
        self, low: Floats, high: Floats, keep: Floats | None, seed: int, name: str
    ) -> None:
        key = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype="<u4").tolist()
        self._exact = np.flatnonzero(low == high)
        self._fixed = low[self._exact, None]
        self._drawn = np.flatnonzero(low != high)
        known = bool(((low != 0) | (high != 1))[self._drawn].any())
        self._span = (low[self._drawn], (high - low)[self._drawn]) if known else None
        self._values = _generator(seed, key) if self._drawn.size else None
        self._kept = np.flatnonzero(keep < 1) if keep is not None else self._drawn[:0]
        self._keep = keep[self._kept] if keep is not None else low[:0]
        self._doubts = _generator(seed, [*key, 1]) if self._kept.size else None
        self._samples = 0

    def rewind(self) -> None:
        """Start again from the first sample."""
        for stream, cells in ((self._values, self._drawn), (self._doubts, self._kept)):
            if stream is not None:
                cast(np.random.PCG64, stream.bit_generator).advance(-self._samples * cells.size)
        self._samples = 0

    def draw(self, out: Floats) -> None:
        """Fill `out` (n, S) with the next S values of each criterion."""
        out[self._exact] = self._fixed
        samples = out.shape[1]
        self._samples += samples
        if self._values is not None:
            drawn = self._values.random((samples, self._drawn.size))
            if self._span is not None:
                low, width = self._span
                drawn *= width
                drawn += low
            out[self._drawn] = drawn.T
        if self._doubts is not None:
            # One number decides whether the value is kept and, if not, what part of it.
            drawn = self._doubts.random((samples, self._kept.size))
            part = np.where(drawn < self._keep, 1.0, (drawn - self._keep) / (1 - self._keep))
            out[self._kept] *= part.T


def prepare(
    low: ArrayLike,
    high: ArrayLike,
    weights: WeightSet,
    *,
    seed: int,
    alternatives: Sequence[str] | None,
    criteria: Sequence[str] | None,
    keep: ArrayLike | None,
) -> Cells:
    """Check what `analyse` and `sample` are given and put it into the order of ids."""
    lows, highs = check_values(low, high, weights.n)
    m, n = lows.shape
    if seed < 0:
        raise ValueError(f"The seed {seed} is negative; give an integer from 0 on.")
    rows, ids = in_order(alternatives, m, "alternatives")
    columns, _ = in_order(criteria, n, "criteria")
    kept = None if keep is None else _matrix(keep, "keep")
    if kept is not None and (kept.shape != (m, n) or kept.min() < 0 or kept.max() > 1):
        raise ValueError(f"keep must hold probabilities in the shape {(m, n)} of the values.")
    place = np.ix_(rows, columns)
    return Cells(
        low=lows[place],
        high=highs[place],
        keep=None if kept is None else kept[place],
        weights=weights.reordered(columns.tolist()),
        seed=seed,
        ids=ids,
        rows=rows,
        columns=columns,
    )


def check_values(low: ArrayLike, high: ArrayLike, n: int) -> tuple[Floats, Floats]:
    """`low` and `high` as arrays (m, n), if they are ends of values on n criteria."""
    lows, highs = _matrix(low, "low"), _matrix(high, "high")
    if lows.shape != highs.shape:
        raise ValueError(f"low has the shape {lows.shape} and high {highs.shape}; make them equal.")
    if lows.min() < 0 or highs.max() > 1:
        raise ValueError("Values lie in [0, 1]; apply a value function to the figures first.")
    if (lows > highs).any():
        i, j = (int(place) for place in np.argwhere(lows > highs)[0])
        raise ValueError(f"low is above high in row {i}, column {j}; sort the two ends.")
    if lows.shape[1] != n:
        raise ValueError(f"The weights are for {n} criteria, the values for {lows.shape[1]}.")
    return lows, highs


def in_order(ids: Sequence[str] | None, count: int, what: str) -> tuple[Indices, tuple[str, ...]]:
    """The places that put ids into order, and the ids in that order; by default the places."""
    named = [str(place) for place in range(count)] if ids is None else list(ids)
    if len(named) != count:
        raise ValueError(f"{len(named)} ids are given for {count} {what}.")
    if len(set(named)) != count:
        twice = sorted(name for name, times in Counter(named).items() if times > 1)
        raise ValueError(f"The ids of the {what} must differ; repeated: {', '.join(twice)}.")
    order = sorted(range(count), key=named.__getitem__)
    return np.array(order, dtype=np.intp), tuple(named[place] for place in order)


def values_of(rows: Sequence[Row], n: int, samples: int) -> Iterator[tuple[slice, Floats]]:
    """The next values of the rows: slices of them, with arrays (rows, n, samples) used again."""
    room = np.empty((GROUP, n, samples))
    for begin in range(0, len(rows), GROUP):
        group = rows[begin : begin + GROUP]
        for place, row in enumerate(group):
            row.draw(room[place])
        yield slice(begin, begin + len(group)), room[: len(group)]


def totals(weights: Floats, values: Floats, out: Floats, term: Floats) -> None:
    """Put Σ w_j v_j, added from the first to the last criterion, into `out` (rows, S).

    `weights` is (n, S) or (n, 1), `values` (rows, n, S), `term` room like `out`. No BLAS, whose
    last bits depend on the machine.
    """
    np.multiply(values[:, 0], weights[0], out=out)
    for criterion in range(1, len(weights)):
        np.multiply(values[:, criterion], weights[criterion], out=term)
        out += term


def draw_ticks(rows: Sequence[Row], weights: Floats, out: NDArray[np.signedinteger]) -> None:
    """Put the next totals of the rows in billionths into `out` (rows, S); `weights` is (n, S)."""
    n, samples = weights.shape
    sums, terms = np.empty((GROUP, samples)), np.empty((GROUP, samples))
    for place, values in values_of(rows, n, samples):
        total, term = sums[: len(values)], terms[: len(values)]
        totals(weights, values, total, term)
        out[place] = to_ticks(total)


def to_ticks(total: Floats) -> Floats:
    """Totals in whole billionths, in place."""
    total *= TICKS
    return np.rint(total, out=total)


def blocks(samples: int, length: int = BLOCK) -> Iterator[slice]:
    """The samples, some at a time."""
    return (slice(at, min(at + length, samples)) for at in range(0, samples, length))


def _generator(seed: int, key: Sequence[int]) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def _matrix(given: ArrayLike, what: str) -> Floats:
    matrix = np.array(given, dtype=np.float64)
    if matrix.ndim != 2 or matrix.size == 0:
        raise ValueError(
            f"{what} has the shape {matrix.shape}; it needs a row for each alternative and a"
            " column for each criterion."
        )
    if np.isnan(matrix).any():
        raise ValueError(f"{what} holds NaN; an unknown cell is written low = 0 and high = 1.")
    return matrix
