"""A figure together with all that its row shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from generator.book.book import Book
from generator.records.models import Indicator, Source
from generator.tables.frames import BrandRow, MetricRow

METRIC_KINDS: Final = ("outcome", "activity", "input")
"""The kinds of indicators in the order in which figures are shown."""


class Figure(NamedTuple):
    """A metric with its brand, indicator and source."""

    brand: BrandRow
    metric: MetricRow
    indicator: Indicator
    source: Source


def figures_of(book: Book, rows: Iterable[MetricRow]) -> list[Figure]:
    """Rows of the table of metrics with what they refer to, in the same order."""
    indicators, sources = book.content.vocabulary.indicators, book.content.sources
    return [
        Figure(book.brands[r.brand].row, r, indicators[r.indicator], sources[r.source])
        for r in rows
    ]
