"""Corrections as pages and feeds show them: the record by its name, the field in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from generator.book.book import Book
from generator.records.models import Correction, Indicator, Text
from generator.tables.frames import MetricRow

_NUMERAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?|-?[1-9][0-9]*/[1-9][0-9]*")


class Corrected(NamedTuple):
    """A correction with the name of its record and the address where readers find it.

    `address` is without language and ending, `anchor` what stands after its #. `metric` is the
    figure that was corrected, with its indicator; `counted` says that its very value was.
    """

    correction: Correction
    name: Text
    address: str
    anchor: str = ""
    metric: MetricRow | None = None
    indicator: Indicator | None = None
    counted: bool = False


def corrections_of(book: Book) -> list[Corrected]:
    """Every correction of a book, the newest first."""
    newest = sorted(book.content.corrections, key=lambda own: (own.on, own.id), reverse=True)
    return [_corrected(own, book) for own in newest]


def by_record(corrections: Sequence[Corrected]) -> Mapping[str, list[Corrected]]:
    """The corrections by the record that they are of."""
    found: dict[str, list[Corrected]] = {}
    for own in corrections:
        found.setdefault(own.correction.record, []).append(own)
    return found


def _corrected(own: Correction, book: Book) -> Corrected:
    content, identity = book.content, own.identity
    if own.kind == "brands":
        return _of_brand(own, book)
    if own.kind == "honours":
        return Corrected(own, content.honours[identity].title, own.kind, identity)
    if own.kind == "sources":
        return Corrected(own, content.sources[identity].title, own.record)
    return Corrected(own, content.vocabulary.indicators[identity].name, own.record)


def _of_brand(own: Correction, book: Book) -> Corrected:
    entry = book.brands[own.identity]
    name = Text(zh=entry.row.name_zh, en=entry.row.name_en)
    metric = _metric(own, entry.read_metrics())
    if metric is None:
        return Corrected(own, name, own.record)
    indicator = book.content.vocabulary.indicators[metric.indicator]
    values = [value for value in (own.old, own.new) if value is not None]
    counted = own.field.endswith(".value") and all(map(_NUMERAL.fullmatch, values))
    return Corrected(own, name, own.record, metric.id, metric, indicator, counted)


def _metric(own: Correction, metrics: Sequence[MetricRow]) -> MetricRow | None:
    """The figure that was corrected; None for another field, or a figure that is gone."""
    first, _, rest = own.field.partition(".")
    identity = rest.partition(".")[0]
    return next((m for m in metrics if first == "metrics" and m.id == identity), None)
