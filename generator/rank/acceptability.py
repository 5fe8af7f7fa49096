"""What ranks in many samples say: shares, expected ranks, intervals and tiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from generator.rank.draws import Indices, blocks
from generator.rank.ranks import Integers, Ranks, interval_of, ticks_of
from generator.rank.weights import Floats

PRINTABLE: Final = 1000
"""First ranks below which central weights are too noisy to print or to test."""

TESTED: Final = 10_000
"""Draws of cells from which confidence factors are taken."""


class Tiers(NamedTuple):
    """Tier numbers, leaders and shares as in `Acceptability`."""

    numbers: Integers
    leaders: tuple[int, ...]
    leads: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Acceptability:
    """What K samples say of m alternatives; each result is worked out when it is asked for.

    Made from `ranks` (m, K) that run up to `last`, `weights` (K, n) and the function that draws
    the values again, None where all are exact; `columns` and `by_id` as in `draws.Cells`. Nothing
    of size m² is made but by `pairwise` and `printed_share`.
    """

    ranks: Ranks
    last: int
    weights: Floats
    draw_values: Callable[[int], Iterator[Iterable[Floats]]] | None
    columns: Indices
    by_id: Indices
    tier: float

    @property
    def samples(self) -> int:
        """The number K of samples."""
        return len(self.weights)

    @cached_property
    def expected_rank(self) -> Floats:
        """The mean rank (m,)."""
        return np.asarray(self.ranks.sum(axis=1, dtype=np.int64) / self.samples, np.float64)

    @cached_property
    def interval(self) -> Integers:
        """The 90 % rank interval (m, 2)."""
        return np.array([interval_of(row) for row in self.ranks])

    @cached_property
    def first(self) -> Floats:
        """The share of samples with the row first, (m,)."""
        return np.array([np.count_nonzero(row == 1) for row in self.ranks]) / self.samples

    @cached_property
    def _tiers(self) -> Tiers:
        """Down the order of expected ranks, then ids; each row is compared with the last leader."""
        order = self.by_id[np.argsort(self.expected_rank[self.by_id], kind="stable")].tolist()
        numbers = np.ones(len(order), dtype=np.int64)
        leaders: list[int] = order[:1]
        leads: list[float] = []
        for row in order[1:]:
            ahead = np.count_nonzero(self.ranks[leaders[-1]] < self.ranks[row])
            if ahead >= self.tier * self.samples - 1e-9:
                leaders.append(row)
                leads.append(ahead / self.samples)
            numbers[row] = len(leaders)
        return Tiers(numbers, tuple(leaders), tuple(leads))

    @property
    def tiers(self) -> Integers:
        """The tier of each row (m,) from 1."""
        return self._tiers.numbers

    @property
    def leaders(self) -> tuple[int, ...]:
        """The first row of each tier, best first."""
        return self._tiers.leaders

    @property
    def leads(self) -> tuple[float, ...]:
        """For each tier but the last the share of samples with its leader ahead of the next."""
        return self._tiers.leads

    @property
    def rank_acceptability(self) -> Floats:
        """The share of samples at each rank, (m, last); rows sum to 1."""
        counts = [np.bincount(row, minlength=self.last + 1)[1:] for row in self.ranks]
        return np.array(counts) / self.samples

    @cached_property
    def pairwise(self) -> Floats:
        """The share of samples with the row strictly ahead of the column, (m, m)."""
        ahead = [[np.count_nonzero(own < other) for other in self.ranks] for own in self.ranks]
        return np.array(ahead) / self.samples

    @property
    def printed_share(self) -> Floats:
        """Pairwise shares with ties halved, (m, m), ½ on the diagonal: for print only."""
        return (1 + self.pairwise - self.pairwise.T) / 2

    @property
    def central_weights(self) -> Floats:
        """The mean weights of the samples with the row first, (m, n); NaN if never."""
        means = np.full((len(self.ranks), self.weights.shape[1]), np.nan)
        for mean, row in zip(means, self.ranks, strict=True):
            won = self.weights[row == 1]
            if len(won):
                mean[self.columns] = won.sum(axis=0) / len(won)
        return means

    @cached_property
    def confidence(self) -> Floats:
        """The share of draws of values with the row first at its central weights, (m,).

        Of the first 10,000. NaN where first in fewer than 1,000 samples and where all are exact.
        """
        confidence = np.full(len(self.ranks), np.nan)
        printed = np.flatnonzero(self.first * self.samples >= PRINTABLE)
        if self.draw_values is None or not printed.size:
            return confidence
        central = self.central_weights[np.ix_(printed, self.columns)].T[:, :, None]
        samples = min(self.samples, TESTED)
        won = np.zeros(printed.size, dtype=np.int64)
        for part, rows in zip(blocks(samples), self.draw_values(samples), strict=True):
            best, own = np.full((2, printed.size, part.stop - part.start), -np.inf)
            for row, values in enumerate(rows):
                ticks = ticks_of(central, values)
                np.maximum(best, ticks, out=best)
                own[printed == row] = ticks[printed == row]
            won += np.count_nonzero(own == best, axis=1)
        confidence[printed] = won / samples
        return confidence
