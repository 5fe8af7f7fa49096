"""The figures of a whole book by what they have in common, without a row of each in memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from generator.tables.frames import BookBrand, MetricRow


@dataclass(frozen=True)
class ListedRows(Sequence[MetricRow]):
    """Rows of some figures as their places in the brands that have them.

    They are unpacked whenever they are asked for: a brand's in some 10 µs.
    """

    brands: Sequence[BookBrand]
    _at: array[int] = field(default_factory=lambda: array("I"))
    """Two numbers for each row: that of its brand among them, its own among those of the brand."""

    def __len__(self) -> int:
        return len(self._at) // 2

    @overload
    def __getitem__(self, at: int) -> MetricRow: ...
    @overload
    def __getitem__(self, at: slice) -> ListedRows: ...
    def __getitem__(self, at: int | slice) -> MetricRow | ListedRows:
        if isinstance(at, int):
            brand, own = self._at[2 * at : 2 * at + 2]
            return self.brands[brand].read_metrics()[own]
        return self.picked(range(len(self))[at])

    def __iter__(self) -> Iterator[MetricRow]:
        last = -1
        rows: tuple[MetricRow, ...] = ()
        for brand, own in zip(self._at[::2], self._at[1::2], strict=True):
            if brand != last:
                last, rows = brand, self.brands[brand].read_metrics()
            yield rows[own]

    def picked(self, places: Iterable[int]) -> ListedRows:
        """Some of the rows, in the order of their places here."""
        found = array("I")
        for place in places:
            found.extend(self._at[2 * place : 2 * place + 2])
        return ListedRows(self.brands, found)

    def owners(self) -> list[BookBrand]:
        """The brands that have any of these, each once."""
        return [self.brands[number] for number in dict.fromkeys(self._at[::2])]


def rows_by(brands: Sequence[BookBrand], column: str) -> dict[str, ListedRows]:
    """The rows of all brands by the value of a column, in the order of the brands."""
    found: dict[str, array[int]] = {}
    for number, brand in enumerate(brands):
        for own, row in enumerate(brand.read_metrics()):
            found.setdefault(getattr(row, column), array("I")).extend((number, own))
    return {value: ListedRows(brands, at) for value, at in found.items()}
