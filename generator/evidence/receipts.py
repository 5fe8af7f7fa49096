"""Proof, kept with a source, that figures were once checked against its text.

A receipt outlives the text, which is not stored: a book built anywhere can say which figures were
verified and on which day. It holds for a figure as long as the figure says what was checked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from generator.records.models import FigureReceipt, Metric, Receipt, Source, number_text

DIGITS = 16
"""Hexadecimal digits of a figure's digest: 64 bits, which no slip of entry meets by chance."""


class Found(NamedTuple):
    """A figure whose excerpt was found in its source's text, at an offset in code points."""

    source: str
    brand: str
    metric: str
    digest: str
    at: int


def digest(metric: Metric) -> str:
    """What the check of a figure against a text depends on, as the start of its SHA-256."""
    stated = [
        metric.indicator,
        number_text(metric.value),
        None if metric.value_max is None else number_text(metric.value_max),
        metric.unit,
        metric.qualifier,
        metric.change and metric.change.basis,
        metric.excerpt,
    ]
    data = json.dumps(stated, ensure_ascii=False).encode()
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def receipt_of(brand: str, metric: Metric, source: Source | None) -> FigureReceipt | None:
    """The receipt that a source holds for a figure, whether or not it still holds good."""
    if source is None or source.receipt is None:
        return None
    return source.receipt.figures.get(brand, {}).get(metric.id)


def verified_on(brand: str, metric: Metric, source: Source | None) -> str | None:
    """The day on which a figure, as it stands, was checked against its text; None where never.

    A receipt for another text than the one that the source names proves nothing, nor does one for
    a figure that was changed since.
    """
    own = receipt_of(brand, metric, source)
    if own is None or source is None or source.receipt is None or source.text is None:
        return None
    good = source.receipt.sha256 == source.text.sha256 and own.digest == digest(metric)
    return source.receipt.on if good else None


def make_receipt(source: Source, found: Iterable[Found], day: str) -> Receipt | None:
    """The receipt of one source for what was found in its text; None where that is nothing.

    A check that confirms what the last one found keeps the day of that one.
    """
    if source.text is None:
        return None
    figures: dict[str, dict[str, FigureReceipt]] = {}
    for row in sorted(found):
        own = FigureReceipt(digest=row.digest, at=row.at)
        figures.setdefault(row.brand, {})[row.metric] = own
    if not figures:
        return None
    last = source.receipt
    if last is not None and (last.sha256, last.figures) == (source.text.sha256, figures):
        return last
    return Receipt(on=day, sha256=source.text.sha256, figures=figures)


def receipt_lines(receipt: Receipt) -> list[str]:
    """The YAML of a receipt as a record's last key, a figure a line."""
    lines = ["receipt:", f"  on: {receipt.on}", f'  sha256: "{receipt.sha256}"', "  figures:"]
    for brand, figures in receipt.figures.items():
        lines.append(f"    {brand}:")
        for metric, own in figures.items():
            lines.append(f'      {metric}: {{digest: "{own.digest}", at: {own.at}}}')
    return lines


def by_source(found: Iterable[Found]) -> Mapping[str, list[Found]]:
    """What was found, by the id of the source."""
    sources: dict[str, list[Found]] = {}
    for row in found:
        sources.setdefault(row.source, []).append(row)
    return sources
