"""Which brands are alike, computed from what they share; nobody enters likeness by hand.

The brands with a tag are the bits of one integer, and the weights of what all others share with a
brand are added up for all of them at once, one integer a binary digit of the sums (O'Neil and
Quass, "Improved query performance with variant indexes", 1997, section 4.1). Those digits, read
from the highest down, part the heaviest from the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern
from typing import Final, NamedTuple

from generator.tables.frames import BrandRow

WEIGHTS: Final = {"category": 3, "problems": 2, "practices": 2, "partners": 1}
"""What each shared thing counts; a shared first level of the category counts 1."""

LEAST = 3
"""The weight below which two brands are not called alike."""


class Likeness(NamedTuple):
    """Another brand, the weight of what both share, and the tags as `kind/id`."""

    brand: str
    weight: int
    shared: tuple[str, ...]


class Similar:
    """Finds, for one brand at a time, those that share most with it."""

    def __init__(self, rows: Iterable[BrandRow]) -> None:
        self._tags = {row.id: tuple(map(intern, _tags(row))) for row in rows}
        self._brands = sorted(self._tags)
        self._place = {brand: place for place, brand in enumerate(self._brands)}
        self._everyone = (1 << len(self._brands)) - 1
        marks: dict[str, bytearray] = {}
        for place, brand in enumerate(self._brands):
            for tag in self._tags[brand]:
                if tag not in marks:  # each is as long as the book
                    marks[tag] = bytearray(len(self._brands) // 8 + 1)
                marks[tag][place // 8] |= 1 << place % 8
        self._carriers = {tag: int.from_bytes(own, "little") for tag, own in marks.items()}

    def to(self, brand: str, most: int = 3) -> list[Likeness]:
        """The most alike, heaviest first, ties by id; none where nothing much is shared."""
        own = {*self._tags[brand]}
        others = self._everyone ^ (1 << self._place[brand])
        found = []
        for place in _heaviest(self._sums(own), others, most):
            other = self._brands[place]
            shared = own.intersection(self._tags[other])
            weight = sum(map(_weight, shared))
            if weight >= LEAST:
                named = sorted(tag for tag in shared if not tag.startswith("first/"))
                found.append(Likeness(other, weight, tuple(named)))
        return sorted(found, key=lambda likeness: (-likeness.weight, likeness.brand))

    def _sums(self, own: Iterable[str]) -> list[int]:
        """The weight of what every brand shares of some tags, by digit, the lowest first."""
        digits: list[int] = []
        for tag in own:
            for digit in range(_weight(tag).bit_length()):
                carry = self._carriers[tag] if _weight(tag) >> digit & 1 else 0
                place = digit
                while carry:
                    digits += [0] * (place + 1 - len(digits))
                    digits[place], carry = digits[place] ^ carry, digits[place] & carry
                    place += 1
        return digits


def _heaviest(digits: list[int], among: int, most: int) -> Iterator[int]:
    """The places of the `most` with the largest sums; of equals, those that come first."""
    sure = 0
    for digit in reversed(digits):
        large = among & digit
        if (sure | large).bit_count() > most:
            among = large
        else:
            sure |= large
            among ^= large
    room = most - sure.bit_count()
    yield from _places(sure, most)
    yield from _places(among, room)


def _places(bits: int, most: int) -> Iterator[int]:
    """Where the first bits stand, `most` of them."""
    while bits and most:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits, most = bits ^ lowest, most - 1


def _weight(tag: str) -> int:
    return WEIGHTS.get(tag.partition("/")[0], 1)


def _tags(row: BrandRow) -> list[str]:
    first = row.category.partition(".")[0]
    return [f"category/{row.category}", f"first/{first}", *row.tags.split()]
