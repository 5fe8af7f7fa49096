"""The section of a practice's page that says what it takes to copy it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from generator.book.book import Book
from generator.book.figures import Figure, figures_of
from generator.evidence.claims import parts_told
from generator.tables.copying import Input, Takes, duty_hours, takes
from generator.tables.frames import BrandRow


class Model(NamedTuple):
    """A brand to copy from, and what of the seven things that one needs it does not tell."""

    row: BrandRow
    untold: list[str]


class InputView(NamedTuple):
    """An indicator of staff or equipment as it is shown."""

    indicator: str
    brands: int
    figures: list[Figure]


class Copying(NamedTuple):
    """What it takes, the inputs with their figures and how many indicators are left out."""

    takes: Takes
    inputs: Mapping[Input, tuple[list[InputView], int]]
    models: list[Model]


def copying_of(book: Book) -> Callable[[Sequence[BrandRow]], Copying | None]:
    """What it takes to do what some brands do; nothing where there is none of them."""
    hours = duty_hours(book.brands.values())

    def copying(rows: Sequence[BrandRow]) -> Copying | None:
        if not rows:
            return None
        taken = takes(rows, book.brands, hours, book.content)
        inputs = {
            kind: ([InputView(s.indicator, s.brands, figures_of(book, s.figures)) for s in own], n)
            for kind, (own, n) in taken.inputs.items()
        }
        return Copying(taken, inputs, [Model(row, _untold(book, row)) for row in taken.models])

    return copying


def _untold(book: Book, row: BrandRow) -> list[str]:
    vocabulary = book.content.vocabulary
    brand = book.brands[row.id].record()
    parts = parts_told(brand, vocabulary.indicators, vocabulary.families)
    return [part for part, told in parts.items() if not told]
