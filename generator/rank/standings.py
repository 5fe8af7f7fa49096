"""Where an analysis puts each brand, in the form in which it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from generator.rank.acceptability import Acceptability
from generator.rank.results import Likely, Scenario, Tier
from generator.rank.values import kendall_tau_b

_BORDERLINE: Final = 0.02


class Standings:
    """Places, expected ranks, tier numbers and tiers of brands; equal ones may share a row."""

    def __init__(self, result: Acceptability, members: Sequence[Sequence[str]]) -> None:
        """`members` are the brands of each row of the result."""
        self.result = result
        self.row = {brand: row for row, brands in enumerate(members) for brand in brands}
        intervals = [Likely(low=low, high=high) for low, high in result.interval.tolist()]
        expected, numbers = result.expected_rank.tolist(), result.tiers.tolist()
        self.places = {brand: intervals[row] for brand, row in self.row.items()}
        self.expected: dict[str, float] = {b: expected[row] for b, row in self.row.items()}
        self.numbers: dict[str, int] = {b: numbers[row] for b, row in self.row.items()}

    def tiers(self) -> list[Tier]:
        """The tiers, each with its brands by id."""
        return [
            Tier(
                brands=sorted(brand for brand, own in self.numbers.items() if own == number),
                ahead=ahead,
                borderline=ahead is not None and ahead - self.result.tier <= _BORDERLINE,
            )
            for number, ahead in enumerate([*self.result.leads, None], start=1)
        ]

    def scenario(self, name: str, main: Standings) -> Scenario:
        """These standings as those under another assumption than the main ones, of equal brands."""
        tau = kendall_tau_b(list(main.expected.values()), list(self.expected.values()))
        return Scenario(
            name=name,
            tau=None if np.isnan(tau) else tau,
            places=self.places,
            tiers=len(self.result.leaders),
        )
