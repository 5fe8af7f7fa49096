"""Grids of counts, drawn as static SVG: rows of categories by months or evidence levels.

Across, a grid is measured in per cent of the width that it gets, down, in pixels: so its text has
the size of the text around it on a phone as on a desk, and only the columns grow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from generator.records.models import Category
from generator.tables.charts import length_of, step_of
from generator.tables.frames import BrandRow

HEAD: Final = 32
"""Pixels above the rows, for the names of the columns."""

_ROW, _LINE = 26, 16
_ROOM: Final = 2.7
"""How long a line of a label may be for each per cent, in the units of `length_of`: a narrow phone
has 288 px, and text of 13 px is a little longer than those units."""


class GridCounts(NamedTuple):
    """How many brands of a category stand in each column; of none, a heading, where empty.

    `key` is the id of the category; that of all brands is empty.
    """

    key: str
    counts: tuple[int, ...]

    @property
    def steps(self) -> tuple[int, ...]:
        """The tint of each count, 0 for none."""
        return tuple(map(step_of, self.counts))


class GridRow(NamedTuple):
    """A tally in its place: the lines of its label, where it begins and how high it is."""

    tally: GridCounts
    label: tuple[str, ...]
    y: int
    height: int


class Grid(NamedTuple):
    """A drawing: `columns` are left edges and `wide` their width, both in per cent."""

    height: int
    columns: tuple[float, ...]
    wide: float
    rows: tuple[GridRow, ...]


def tallies(
    rows: Iterable[BrandRow],
    categories: Mapping[str, Category],
    columns: Callable[[BrandRow], Iterable[int]],
    number: int,
    whole: bool = True,
) -> list[GridCounts]:
    """All brands, then each category of the first level as a heading over those of the second.

    `columns` are the places, from 0, at which a brand counts, of `number` columns. Categories
    without any count are left out unless the grid is to be `whole`, which shows its gaps.
    """
    found = Counter((row.category, column) for row in rows for column in columns(row))

    def counted(key: str) -> GridCounts:
        return GridCounts(key, tuple(found[key, column] for column in range(number)))

    shown: list[GridCounts] = []
    for first, category in categories.items():
        own = [counted(f"{first}.{second}") for second in category.children]
        own = [tally for tally in own if whole or any(tally.counts)]
        shown += [GridCounts(first, ()), *own] if own else []
    total = tuple(sum(n for (_, c), n in found.items() if c == column) for column in range(number))
    return [GridCounts("", total), *shown]


def sums(found: Sequence[GridCounts]) -> list[GridCounts]:
    """The same with each heading as the sum of what stands below it, for the table."""
    below: dict[str, list[tuple[int, ...]]] = {}
    for own in found:
        if own.counts:
            below.setdefault(own.key.partition(".")[0], []).append(own.counts)
    return [
        GridCounts(own.key, own.counts or tuple(map(sum, zip(*below[own.key], strict=True))))
        for own in found
    ]


def laid_out(found: Sequence[GridCounts], label: Callable[[str], str], left: float) -> Grid:
    """The tallies as a drawing whose labels, in the words of a language, take `left` per cent."""
    labels = [(label(t.key),) if not t.counts else wrapped(label(t.key), left) for t in found]
    heights = [_ROW + _LINE * (len(lines) - 1) for lines in labels]
    tops = list(accumulate(heights, initial=HEAD))
    number = max(len(tally.counts) for tally in found)
    wide = round((100 - left) / number, 3)
    return Grid(
        tops[-1],
        tuple(round(left + wide * n, 3) for n in range(number)),
        wide,
        tuple(map(GridRow, found, labels, tops, heights)),
    )


def wrapped(label: str, left: float) -> tuple[str, ...]:
    """A label in the lines that it takes in `left` per cent of a narrow phone, words kept whole."""
    lines = [""]
    for part in re.findall(r"[\x21-\x7e]+ ?|.", label):
        if lines[-1] and length_of(lines[-1] + part.rstrip()) > _ROOM * left:
            lines.append("")
        lines[-1] += part
    return tuple(line.strip() for line in lines)
