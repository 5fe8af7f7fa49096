"""Whether a drafted brand is on record already, and how its figures agree with the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from generator.draft.drafting import Draft, DraftBrand, DraftFigure
from generator.evidence.units import fold
from generator.records.content import Content
from generator.records.load import read_record, read_text
from generator.records.models import Brand, Metric

Verdict = Literal["new", "agrees", "differs", "repeats"]


class ComparedFigure(NamedTuple):
    """One drafted figure against the record: the metric it was compared with, if any.

    `repeats`: the record holds it from this very text; `agrees` and `differs` are the same
    indicator for the same period.
    """

    figure: DraftFigure
    verdict: Verdict
    metric: str | None


def find_known(brand: DraftBrand, draft: Draft, folder: Path) -> Brand | None:
    """The brand of a province's folder with the same agency, whose name the article speaks of.

    Files that do not hold the agency's name are not read as records.
    """
    name = brand.agency.name if brand.agency else None
    if name is None:
        return None
    for path in sorted(folder.glob("*.yml")):
        text, _ = read_text(path, path.name)
        if text is not None and name in text:
            known, _ = read_record(path, path.name, Brand)
            if isinstance(known, Brand) and known.agency.zh == name:
                said = [*brand.names, draft.article.title or ""]
                if known.name.zh in draft.article.text or any(known.name.zh in s for s in said):
                    return known
    return None


def compare(
    brand: DraftBrand, known: Brand, draft: Draft, content: Content
) -> Iterator[ComparedFigure]:
    """Every figure of a draft with what the record says of the same."""
    same_text = {
        identity
        for identity, source in content.sources.items()
        if source.text is not None and source.text.sha256 == draft.article.sha256
    }
    for figure in brand.figures:
        yield ComparedFigure(figure, *_verdict(figure, known, same_text))


def _verdict(figure: DraftFigure, known: Brand, same_text: set[str]) -> tuple[Verdict, str | None]:
    """How a figure agrees with a record, and with which of its metrics."""
    quantity = figure.quantity
    alike = [
        metric
        for metric in known.metrics
        if metric.indicator == figure.named.indicator
        and (metric.change is not None) == quantity.change
    ]
    stated = fold(quantity.value, quantity.unit)
    equal = [m for m in alike if fold(m.value, m.unit) == stated]
    repeated = next((m for m in equal if m.source in same_text), None)
    if repeated is not None:
        return "repeats", repeated.id
    period = figure.period.period if figure.period else None
    of_period = [m for m in alike if period is not None and _when(m) == period]
    agreed = next((m for m in (of_period or alike) if m in equal), None)
    if agreed is not None:
        return "agrees", agreed.id
    return ("differs", of_period[0].id) if of_period else ("new", None)


def _when(metric: Metric) -> str | None:
    return metric.period or metric.as_of
