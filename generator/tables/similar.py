"""Which brands are alike, computed from what they share; nobody enters likeness by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from generator.tables.frames import BrandRow

WEIGHTS: Final = {"category": 3, "problems": 2, "practices": 2, "partners": 1}
"""What each shared thing counts; a shared first level of the category counts 1."""

LEAST = 3
"""The weight below which two brands are not called alike."""

COMMON = 200
"""A tag that more brands carry than this does not by itself make two of them candidates."""


class Likeness(NamedTuple):
    """Another brand, the weight of what both share, and the tags as `kind/id`."""

    brand: str
    weight: int
    shared: tuple[str, ...]


class Similar:
    """Finds, for one brand at a time, those that share most with it."""

    def __init__(self, rows: Iterable[BrandRow]) -> None:
        self._tags = {row.id: frozenset(_tags(row)) for row in rows}
        self._carriers: dict[str, list[str]] = defaultdict(list)
        for brand, tags in self._tags.items():
            for tag in sorted(tags):
                self._carriers[tag].append(brand)

    def to(self, brand: str, most: int = 3) -> list[Likeness]:
        """The most alike, heaviest first, ties by id; none where nothing much is shared."""
        own = self._tags[brand]
        carriers = (self._carriers[tag] for tag in sorted(own))
        candidates = {other for group in carriers if len(group) <= COMMON for other in group}
        found = []
        for other in candidates - {brand}:
            shared = own & self._tags[other]
            weight = sum(WEIGHTS.get(tag.partition("/")[0], 1) for tag in shared)
            if weight >= LEAST:
                named = sorted(tag for tag in shared if not tag.startswith("first/"))
                found.append(Likeness(other, weight, tuple(named)))
        return sorted(found, key=lambda likeness: (-likeness.weight, likeness.brand))[:most]


def _tags(row: BrandRow) -> list[str]:
    first = row.category.partition(".")[0]
    return [f"category/{row.category}", f"first/{first}", *row.tags.split()]
