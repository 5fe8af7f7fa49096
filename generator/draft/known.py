"""Whether a drafted brand is on record already, and how its figures agree with the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from generator.draft.drafting import Draft, DraftBrand, DraftFigure
from generator.evidence.units import fold
from generator.records import reader
from generator.records.content import Content
from generator.records.load import read_record, read_text
from generator.records.models import Brand, Metric

_ENOUGH = 3
"""Figures by which an article is known again: one or two may repeat elsewhere."""

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


def find_alike(draft: Draft, content: Content, folders: Iterable[Path]) -> str | None:
    """A source that may be the same article, saved another way.

    It has the same title, publisher and date, or a brand in one of the folders cites it for all
    figures of the draft, of which there are some.
    """
    article = draft.article
    for identity, source in content.sources.items():
        publisher = source.publisher.zh if source.publisher else None
        known = (source.title.zh, publisher, source.published)
        if identity == draft.source or None in known:
            continue
        if known == (article.title, article.publisher, article.published):
            return identity
    excerpts = {figure.excerpt for brand in draft.brands for figure in brand.named()}
    if len(excerpts) < _ENOUGH:
        return None
    cited: dict[str, set[str]] = {}
    for folder in sorted(set(folders)):
        for path in sorted(folder.glob("*.yml")):
            text, _ = read_text(path, path.name)
            if text is not None and any(excerpt in text for excerpt in excerpts):
                _cite(text, excerpts, cited)
    cited.pop(draft.source, None)
    return next((source for source, found in cited.items() if found == excerpts), None)


def _cite(text: str, excerpts: set[str], cited: dict[str, set[str]]) -> None:
    """Note which excerpts a brand's record, finished or not, has from which source."""
    record, _ = reader.read(text)
    metrics = record.get("metrics") if isinstance(record, dict) else None
    for metric in metrics if isinstance(metrics, list) else []:
        if isinstance(metric, dict) and metric.get("excerpt") in excerpts:
            cited.setdefault(str(metric.get("source")), set()).add(metric["excerpt"])


def compare(
    brand: DraftBrand, known: Brand, draft: Draft, content: Content
) -> Iterator[ComparedFigure]:
    """Every figure of a draft with what the record says of the same."""
    same_text = {
        identity
        for identity, source in content.sources.items()
        if source.text is not None and source.text.sha256 in draft.article.digests
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
