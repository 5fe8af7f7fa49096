"""Draws of weights and values that depend on a seed and on ids, never on order or block length."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from generator.rank.seeds import stream
from generator.rank.weights import Floats, WeightSet

Indices = NDArray[np.intp]

BLOCK: Final = 1024
"""Samples drawn at a time; no result depends on it."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What is known of m alternatives on n criteria, the criteria in the order of their ids.

    `columns` gives for each place in that order the place in the caller's, and `by_id` the places
    of the alternatives in the order of theirs. `keep` (m, n) are the probabilities that a value
    stays what it is.
    """

    low: Floats
    high: Floats
    keep: Floats
    weights: WeightSet
    seed: int
    ids: tuple[str, ...]
    by_id: Indices
    columns: Indices

    @property
    def exact(self) -> bool:
        """Whether no cell is ever drawn."""
        return bool((self.keep == 1).all() and (self.low == self.high).all())

    def draw_weights(self, samples: int) -> Floats:
        """The weights (samples, n), from their own stream."""
        return self.weights.sample(stream(self.seed), samples)

    def draw_values(self, samples: int) -> Iterator[Iterable[Floats]]:
        """For each of `blocks` the values (n, S) of one alternative after the other."""
        rows = [
            Drawn(low, high, keep, self.seed, name)
            for low, high, keep, name in zip(self.low, self.high, self.keep, self.ids, strict=True)
        ]
        for part in blocks(samples):
            yield (row.draw(part.stop - part.start) for row in rows)


class Drawn:
    """Draws the values of one alternative, some samples at a time."""

    __slots__ = ("_doubted", "_doubts", "_drawn", "_keep", "_low", "_values", "_width")

    def __init__(self, low: Floats, high: Floats, keep: Floats, seed: int, name: str) -> None:
        key = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype="<u4").tolist()
        self._drawn, self._doubted = np.flatnonzero(low != high), np.flatnonzero(keep < 1)
        self._low, self._width = low, (high - low)[self._drawn]
        self._keep = keep[self._doubted]
        self._values = stream(seed, key) if self._drawn.size else None
        self._doubts = stream(seed, [*key, 1]) if self._doubted.size else None

    def draw(self, samples: int) -> Floats:
        """The next values (n, samples) of each criterion."""
        values = np.repeat(self._low[:, None], samples, axis=1)
        if self._values is not None:
            drawn = self._values.random((samples, self._drawn.size))
            values[self._drawn] = (self._low[self._drawn] + drawn * self._width).T
        if self._doubts is not None:
            # One number decides whether the value is kept and, if not, what part of it.
            drawn = self._doubts.random((samples, self._doubted.size))
            part = np.where(drawn < self._keep, 1.0, (drawn - self._keep) / (1 - self._keep))
            values[self._doubted] *= part.T
        return values


def prepare(
    low: ArrayLike,
    high: ArrayLike,
    weights: WeightSet,
    *,
    seed: int,
    alternatives: Sequence[str] | None,
    criteria: Sequence[str] | None,
    keep: ArrayLike | None = None,
) -> Cells:
    """Check what `analyse` and `sample` are given."""
    lows, highs = check_values(low, high, weights.n)
    ids, by_id = in_order(alternatives, len(lows), "alternatives")
    _, columns = in_order(criteria, weights.n, "criteria")
    kept = np.ones_like(lows) if keep is None else _matrix(keep, "keep")
    if kept.shape != lows.shape or kept.min() < 0 or kept.max() > 1:
        raise ValueError(f"keep must hold probabilities in the shape {lows.shape} of the values.")
    return Cells(
        low=lows[:, columns],
        high=highs[:, columns],
        keep=kept[:, columns],
        weights=weights.reordered(columns.tolist()),
        seed=seed,
        ids=ids,
        by_id=by_id,
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


def in_order(ids: Sequence[str] | None, count: int, what: str) -> tuple[tuple[str, ...], Indices]:
    """The ids, by default the places as text, and the places that put them into order."""
    named = tuple(map(str, range(count)) if ids is None else ids)
    if len(named) != count:
        raise ValueError(f"{len(named)} ids are given for {count} {what}.")
    if len(set(named)) != count:
        twice = sorted(name for name, times in Counter(named).items() if times > 1)
        raise ValueError(f"The ids of the {what} must differ; repeated: {', '.join(twice)}.")
    return named, np.array(sorted(range(count), key=named.__getitem__), dtype=np.intp)


def blocks(samples: int, length: int = BLOCK) -> Iterator[slice]:
    """The samples, some at a time."""
    return (slice(at, min(at + length, samples)) for at in range(0, samples, length))


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
