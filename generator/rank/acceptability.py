"""What an analysis of ranks yields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.rank.counting import RankCounts, Tiers
from generator.rank.sampling import Indices, Integers
from generator.rank.weights import Floats


@dataclass(frozen=True, slots=True)
class Near:
    """Shares of samples among neighbours in expected-rank order, where no (m, m) array fits.

    `order` (m,) holds the rows by expected rank, ties by id. `ahead[p, d]` and `behind[p, d]`,
    both (m, 25), are the shares with the row at place p ahead of, and behind, the row d + 1 places
    further down; NaN beyond the last.
    """

    order: Indices
    ahead: Floats
    behind: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Acceptability:
    """Shares of samples, in the order of the rows and columns given; ranks tie "min".

    Of m rows, n criteria and ranks 1 … M, where M is m or the sum of the multiplicities:

    - `rank_acceptability` (m, M): share of samples at each rank; rows sum to 1. None in large mode
      and where M is above 1,000.
    - `pairwise` (m, m): share of samples with the row strictly ahead of the column. None in large
      mode, which has `near` instead.
    - `expected_rank` (m,), `entropy` (m,): mean rank, and −Σ b ln b / ln M, which is 0 for a
      certain rank and 1 for no knowledge. In large mode over its 200 bins of ranks.
    - `interval` (m, 2): the 90 % rank interval; `median` (m, 2): the middle rank, twice. In large
      mode both are rounded outward to the edges of bins.
    - `top` (m, 3): share of samples within the first 1, 3 and 10 ranks.
    - `central_weights` (m, n): mean weights of the samples with the row first; NaN if never.
    - `confidence` (m,): share of draws of cells with the row first at its central weights, from
      the first 10,000. NaN where first in fewer than 1,000 samples, where all cells are exact, and
      in large mode.
    - `mean_weights` (n,): of the samples drawn.
    - `tiers` (m,) from 1; `leaders` the first row of each tier, best first; `leads[t]` the share of
      samples with leader t ahead of leader t + 1.
    - `samples`, `seed` (None for given samples), `tier`: the numbers behind.
    """

    rank_acceptability: Floats | None
    pairwise: Floats | None
    expected_rank: Floats
    interval: Integers
    median: Integers
    top: Floats
    entropy: Floats
    central_weights: Floats
    confidence: Floats
    mean_weights: Floats
    tiers: Integers
    leaders: tuple[int, ...]
    leads: tuple[float, ...]
    near: Near | None
    samples: int
    seed: int | None
    tier: float

    @property
    def printed_share(self) -> Floats | None:
        """Pairwise shares with ties halved, (m, m), ½ on the diagonal: for print only."""
        if self.pairwise is None:
            return None
        return (1 + self.pairwise - self.pairwise.T) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """Counts of one analysis, rows and criteria in the order of ids."""

    ranks: RankCounts
    ahead: Integers | None
    median: Integers
    interval: Integers
    central: Floats
    confidence: Floats
    mean_weights: Floats
    tiers: Tiers
    near: Near | None


def central_weights(first: Integers, sums: Floats) -> Floats:
    """Mean weights (m, n) from their sums; NaN rows where never first."""
    return np.where(first[:, None] > 0, sums / np.maximum(first, 1)[:, None], np.nan)


def assemble(
    found: Findings,
    rows: Indices,
    columns: Indices,
    *,
    samples: int,
    seed: int | None,
    tier: float,
) -> Acceptability:
    """Counts made into shares, in the caller's order; `rows` and `columns` as in `Cells`."""
    back = np.argsort(rows)
    columns_back = np.argsort(columns)
    counts, ahead, near = found.ranks.counts, found.ahead, found.near
    return Acceptability(
        rank_acceptability=None if counts is None else counts[back] / samples,
        pairwise=None if ahead is None else ahead[np.ix_(back, back)] / samples,
        expected_rank=found.ranks.sums[back] / samples,
        interval=found.interval[back],
        median=found.median[back],
        top=found.ranks.top[back] / samples,
        entropy=found.ranks.entropy[back],
        central_weights=found.central[back][:, columns_back],
        confidence=found.confidence[back],
        mean_weights=found.mean_weights[columns_back],
        tiers=found.tiers.numbers[back],
        leaders=tuple(rows[found.tiers.leaders].tolist()),
        leads=tuple((found.tiers.leads / samples).tolist()),
        near=None if near is None else Near(rows[near.order], near.ahead, near.behind),
        samples=samples,
        seed=seed,
        tier=tier,
    )
