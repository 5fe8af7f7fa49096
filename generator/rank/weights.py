"""Sets of admissible weights and uniform draws from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from generator.rank.hit_and_run import Booleans, Floats, Groups, hit_and_run

__all__ = ["Booleans", "Floats", "WeightSet"]

NOISE: Final = 1e-9
"""By how much a sum of weights may miss 1."""

PROPOSALS: Final = 10_000
"""Draws proposed at a time; always as many, whatever is asked for."""

LEAST_ACCEPTED: Final = 0.01
"""Below this share of accepted proposals the draws come from hit-and-run."""


@dataclass(frozen=True, slots=True, eq=False)
class WeightSet:
    """Weights w with Σw = 1 that are admitted, and how they are distributed.

    Make one by `none`, `order`, `importance`, `bounds`, `fixed` or `doubt`. Weights lie between
    `lower` and `upper` (n,), and in the order of `groups`, indices of criteria by falling
    importance; all such weights are equally likely. Fixed weights and weights in doubt have a
    `centre` (n,), the mean; those in doubt spread around it by their `concentration`.
    """

    lower: Floats
    upper: Floats
    groups: Groups = ()
    centre: Floats | None = None
    concentration: float | None = None

    @property
    def n(self) -> int:
        """The number of criteria."""
        return self.lower.size

    @property
    def _bounded(self) -> bool:
        """Whether the bounds exclude any weights."""
        return bool(self.lower.any() or (self.upper < 1).any())

    @classmethod
    def none(cls, n: int) -> WeightSet:
        """All weights of n criteria, uniform on the simplex."""
        if n < 1:
            raise ValueError(f"{n} criteria cannot be weighted; give at least one.")
        return cls(np.zeros(n), np.ones(n))

    @classmethod
    def order(
        cls,
        groups: Iterable[Iterable[int]],
        lower: ArrayLike | None = None,
        upper: ArrayLike | None = None,
    ) -> WeightSet:
        """No criterion of a group weighs less than one of a later group; uniform on such weights.

        With `lower` and `upper` (n,), weights must lie between them as well. Raises ValueError
        unless the groups name every index 0 … n − 1 exactly once, or if no weights are left.
        """
        named = tuple(tuple(sorted(group)) for group in groups)
        n = sum(map(len, named))
        if n < 1 or not all(named) or sorted(i for group in named for i in group) != [*range(n)]:
            raise ValueError(
                f"The groups {named} must name every criterion from 0 on exactly once,"
                " and none may be empty."
            )
        low = np.zeros(n) if lower is None else lower
        high = np.ones(n) if upper is None else upper
        return cls._within(low, high, named)

    @classmethod
    def importance(cls, groups: Iterable[Iterable[str]], names: Sequence[str]) -> WeightSet:
        """The order that an editor gives to some of the criteria `names`; the rest comes last.

        Other names are passed over; without any of these, all weights are admitted.
        """
        ranked = [[names.index(name) for name in group if name in names] for group in groups]
        rest = set(range(len(names))).difference(*ranked)
        if len(rest) == len(names):
            return cls.none(len(names))
        return cls.order(group for group in [*ranked, rest] if group)

    @classmethod
    def bounds(cls, lower: ArrayLike, upper: ArrayLike) -> WeightSet:
        """Weights with lower ≤ w ≤ upper, both (n,), uniform; ValueError if there are none."""
        if np.size(lower) < 1:
            raise ValueError("Bounds must be given for at least one criterion.")
        return cls._within(lower, upper, ())

    @classmethod
    def fixed(cls, weights: ArrayLike) -> WeightSet:
        """The one vector (n,); ValueError if it is negative somewhere or does not sum to 1."""
        centre = _weights(weights)
        return cls(centre, centre, centre=centre)

    @classmethod
    def doubt(cls, weights: ArrayLike, concentration: float = 20.0) -> WeightSet:
        """Dirichlet(concentration · weights): mean w, sd √(w(1 − w)/(concentration + 1)).

        Raises ValueError for weights that are negative or do not sum to 1, and for a
        concentration that is not positive and finite.
        """
        centre = _weights(weights)
        if not (np.isfinite(concentration) and concentration > 0):
            raise ValueError(f"The concentration {concentration} must be positive and finite.")
        some = (centre > 0).astype(np.float64)
        return cls(np.zeros_like(centre), some, centre=centre, concentration=float(concentration))

    @classmethod
    def _within(cls, lower: ArrayLike, upper: ArrayLike, groups: Groups) -> WeightSet:
        n = sum(map(len, groups)) or np.size(lower)
        low, high = _vector(lower, "lower bounds"), _vector(upper, "upper bounds")
        if not low.size == high.size == n:
            raise ValueError(
                f"{low.size} lower and {high.size} upper bounds do not fit {n} criteria."
            )
        if low.min() < 0:
            raise ValueError("A lower bound is negative; weights are at least 0.")
        low, high = _tightened(low, np.minimum(high, 1.0), groups)
        if (low > high).any():
            crossed = [int(i) for i in np.flatnonzero(low > high)]
            raise ValueError(
                f"No weight of criteria {crossed} is both above its lower and below its upper"
                " bound" + (" and in the order given." if groups else ".")
            )
        if low.sum() > 1 + NOISE or high.sum() < 1 - NOISE:
            raise ValueError(
                f"No weights within the bounds sum to 1: the lower bounds sum to {low.sum():.6g}"
                f" and the upper bounds to {high.sum():.6g}."
            )
        return cls(low, high, groups)

    def reordered(self, order: Sequence[int]) -> WeightSet:
        """The same set over criteria in another order: new criterion c is the old `order[c]`."""
        place = {int(old): new for new, old in enumerate(order)}
        index = np.asarray(order, dtype=np.intp)
        return replace(
            self,
            groups=tuple(tuple(sorted(place[i] for i in group)) for group in self.groups),
            lower=self.lower[index],
            upper=self.upper[index],
            centre=None if self.centre is None else self.centre[index],
        )

    def mean(self) -> Floats | None:
        """The exact mean weights (n,); None where bounds leave no closed form.

        For an order these are the rank order centroid weights of Barron & Barrett (1996),
        averaged inside each group.
        """
        if self.centre is not None:
            return self.centre.copy()
        if self._bounded:
            return None
        if not self.groups:
            return np.full(self.n, 1 / self.n)
        centroids = np.cumsum(1 / np.arange(self.n, 0, -1))[::-1] / self.n
        means = np.empty(self.n)
        begin = 0
        for group in self.groups:
            means[list(group)] = centroids[begin : begin + len(group)].mean()
            begin += len(group)
        return means

    def sample(self, rng: np.random.Generator, samples: int) -> Floats:
        """Draw weights (samples, n)."""
        if self.centre is not None and self.concentration is not None:
            some = np.flatnonzero(self.centre)
            drawn = np.zeros((samples, self.n))
            drawn[:, some] = rng.dirichlet(self.concentration * self.centre[some], size=samples)
            return drawn
        low, high = self.lower, self.upper
        if 1 - low.sum() <= NOISE or high.sum() - 1 <= NOISE:
            only = low if 1 - low.sum() <= NOISE else high
            return np.tile(only, (samples, 1))
        kept: list[Floats] = []
        while sum(map(len, kept)) < samples:
            drawn = self._propose(rng)
            if self._bounded:
                drawn = drawn[((drawn >= low) & (drawn <= high)).all(axis=1)]
            if not kept and len(drawn) < LEAST_ACCEPTED * PROPOSALS:
                return hit_and_run(rng, samples, low, high, self.groups)
            kept.append(drawn)
        return np.concatenate(kept)[:samples]

    def _propose(self, rng: np.random.Generator) -> Floats:
        """Uniform on the simplex, then above the lower bounds or in order.

        The places of the sorted draws are a random permutation that does not depend on their
        sizes, so handing out a block in the order of its places mixes a group without inner order.
        """
        drawn: Floats = rng.standard_exponential((PROPOSALS, self.n))
        # One addition at a time, from the first to the last column: the same on any machine.
        drawn /= reduce(np.add, drawn.T)[:, None]
        if not self.groups:
            return np.asarray(self.lower + (1 - self.lower.sum()) * drawn)
        falling = np.argsort(-drawn, axis=1, kind="stable")
        ordered = np.empty_like(drawn)
        begin = 0
        for group in self.groups:
            places = np.sort(falling[:, begin : begin + len(group)], axis=1)
            ordered[:, list(group)] = np.take_along_axis(drawn, places, axis=1)
            begin += len(group)
        return ordered


def _vector(given: ArrayLike, what: str) -> Floats:
    vector = np.array(given, dtype=np.float64)
    if vector.ndim != 1 or vector.size < 1 or not np.isfinite(vector).all():
        raise ValueError(f"The {what} must be a list of finite numbers, one for each criterion.")
    return vector


def _weights(given: ArrayLike) -> Floats:
    vector = _vector(given, "weights")
    if vector.min() < 0:
        raise ValueError("A weight is negative; weights are at least 0.")
    if abs(vector.sum() - 1) > NOISE:
        raise ValueError(f"The weights sum to {vector.sum():.9g}; they must sum to 1.")
    return vector


def _tightened(low: Floats, high: Floats, groups: Groups) -> tuple[Floats, Floats]:
    """Bounds that the order implies: at least what any later group has, at most any earlier."""
    low, high = low.copy(), high.copy()
    floor, ceiling = 0.0, 1.0
    for group in reversed(groups):
        members = list(group)
        low[members] = np.maximum(low[members], floor)
        floor = float(low[members].max())
    for group in groups:
        members = list(group)
        high[members] = np.minimum(high[members], ceiling)
        ceiling = float(high[members].min())
    return low, high
