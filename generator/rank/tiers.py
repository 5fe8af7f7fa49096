"""Tiers and intervals of a ranking in the form in which they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from generator.rank.results import Likely, Tier
from generator.rank.smaa import Acceptability

_BORDERLINE: Final = 0.02


def likely(result: Acceptability, row: int) -> Likely:
    """The 90 % rank interval of one row."""
    low, high = result.interval[row]
    return Likely(low=int(low), high=int(high))


def tiers_of(members: Sequence[Sequence[str]], result: Acceptability) -> list[Tier]:
    """The tiers with the brands of their rows, by id; `members` (m,) are the brands of each row."""
    brands: list[list[str]] = [[] for _ in result.leaders]
    for own, number in zip(members, result.tiers.tolist(), strict=True):
        brands[number - 1] += own
    return [
        Tier(
            brands=sorted(own),
            ahead=ahead,
            borderline=ahead is not None and ahead - result.tier <= _BORDERLINE,
        )
        for own, ahead in zip(brands, [*result.leads, None], strict=True)
    ]
