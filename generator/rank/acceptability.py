"""What an analysis of ranks yields."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from generator.rank.sampling import Indices, Integers
from generator.rank.weights import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Acceptability:
    """Shares of samples, in the order of the rows and columns given; ranks tie "min".

    Of m rows, n criteria and ranks 1 … M, where M is m or the sum of the multiplicities:

    - `expected_rank` (m,): the mean rank. `interval` (m, 2): the 90 % rank interval; in large mode
      rounded outward to the edges of 200 bins of ranks.
    - `first` (m,): share of samples with the row first.
    - `tiers` (m,) from 1; `leaders` the first row of each tier, best first; `leads[t]` the share of
      samples with leader t ahead of leader t + 1.
    - `samples`, `tier`: the numbers behind.

    None in large mode:

    - `rank_acceptability` (m, M): share of samples at each rank; rows sum to 1. None also where M
      is above 1,000.
    - `pairwise` (m, m): share of samples with the row strictly ahead of the column.
    - `central_weights` (m, n): mean weights of the samples with the row first; NaN if never.
    - `confidence` (m,): share of draws of cells with the row first at its central weights, from
      the first 10,000. NaN where first in fewer than 1,000 samples and where all cells are exact.
    """

    expected_rank: Floats
    interval: Integers
    first: Floats
    tiers: Integers
    leaders: tuple[int, ...]
    leads: tuple[float, ...]
    samples: int
    tier: float
    rank_acceptability: Floats | None = None
    pairwise: Floats | None = None
    central_weights: Floats | None = None
    confidence: Floats | None = None

    @property
    def printed_share(self) -> Floats | None:
        """Pairwise shares with ties halved, (m, m), ½ on the diagonal: for print only."""
        if self.pairwise is None:
            return None
        return (1 + self.pairwise - self.pairwise.T) / 2


def in_given_order(found: Acceptability, rows: Indices, columns: Indices) -> Acceptability:
    """A result in the order of ids put into the caller's; `rows` and `columns` as in `Cells`."""
    back = np.argsort(rows)
    shares, pairs = found.rank_acceptability, found.pairwise
    central, confidence = found.central_weights, found.confidence
    return replace(
        found,
        expected_rank=found.expected_rank[back],
        interval=found.interval[back],
        first=found.first[back],
        tiers=found.tiers[back],
        leaders=tuple(rows[list(found.leaders)].tolist()),
        rank_acceptability=None if shares is None else shares[back],
        pairwise=None if pairs is None else pairs[np.ix_(back, back)],
        central_weights=None if central is None else central[np.ix_(back, np.argsort(columns))],
        confidence=None if confidence is None else confidence[back],
    )
