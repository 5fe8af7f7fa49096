"""The figures of one brand: stated by their excerpts, found in their texts, plausible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.errors import Problem
from generator.evidence import match
from generator.evidence.receipts import Found, digest, receipt_of
from generator.evidence.terms import allows
from generator.evidence.units import is_known
from generator.records.content import Content
from generator.records.models import Brand, Indicator, Metric, Source, number_text
from generator.words.messages import Message


@dataclass(slots=True)
class Verified:
    """What the texts at hand confirm of one brand, and the metrics that no excerpt states."""

    brand: str = ""
    found: list[Found] = field(default_factory=list)
    unstated: set[str] = field(default_factory=set)


def check_figures(brand: Brand, content: Content, verified: Verified) -> Iterator[Problem]:
    """Every problem with the figures of a brand; what the texts confirm goes into `verified`."""
    verified.brand = brand.id
    for index, metric in enumerate(brand.metrics):
        yield from check_figure(metric, index, content, verified)


def check_figure(
    metric: Metric, index: int, content: Content, verified: Verified
) -> Iterator[Problem]:
    """Every problem with one figure, which stands at `index` of its brand's metrics."""
    path = ("metrics", index)
    indicator = content.vocabulary.indicators.get(metric.indicator)
    faults = match.check_excerpt(metric)
    if faults:
        verified.unstated.add(metric.id)
    for fault in (*match.check_length(metric.excerpt), *faults):
        yield Problem(fault.code, (*path, "excerpt"), fault.message)
    if indicator is not None:
        yield from _unit(metric, indicator, path)
        yield from _design(metric, indicator, path)
        yield from _plausible(metric, path)
        source = content.sources.get(metric.source)
        if source is not None:
            if not faults and content.texts.get(source) is None:  # else there is more to say
                yield from _void(metric, source, path, verified)
            yield from _in_text(metric, source, content, path, not faults, verified)


def _void(
    metric: Metric, source: Source, path: tuple[str | int, ...], verified: Verified
) -> Iterator[Problem]:
    kept = receipt_of(verified.brand, metric, source)
    if kept is not None and kept.digest != digest(metric):
        said = Message("changed since it was verified: check with --keep where the text is at hand")
        yield Problem("E14", (*path, "id"), said)


def _unit(metric: Metric, indicator: Indicator, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if metric.unit is None or allows(indicator, metric.unit, metric.change is not None):
        return
    values = {
        "unit": metric.unit,
        "indicator": metric.indicator,
        "known": ", ".join(indicator.units),
    }
    if allows(indicator, metric.unit, change=True):
        said = Message(
            "`{unit}` is no unit of `{indicator}` ({known}) but that of a change: add"
            " `change: {{basis: …}}` or choose another indicator",
            **values,
        )
    else:
        said = Message(
            "`{unit}` is no unit of `{indicator}` ({known}): choose another indicator or add the"
            " unit to it",
            **values,
        )
    yield Problem("E03", (*path, "unit"), said)


def check_units(indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    """Units of the vocabulary with which no figure could be read from its excerpt."""
    for identity, indicator in indicators.items():
        for index, unit in enumerate(indicator.units):
            if not is_known(unit):
                said = Message(
                    "figures in `{unit}` cannot be read: add it under `units` in"
                    " generator/evidence/lexicon.yml, or write a unit that stands there",
                    unit=unit,
                )
                yield Problem("E15", (identity, "units", index), said)


def _design(metric: Metric, indicator: Indicator, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if indicator.kind == "outcome" and metric.design is None:
        said = Message(
            "`{indicator}` is an outcome: add `design:`, such as claim or before_after",
            indicator=metric.indicator,
        )
        yield Problem("D05", path, said)
    if indicator.kind != "outcome" and metric.design is not None:
        said = Message(
            "`{indicator}` is no outcome ({kind}): delete `design`",
            indicator=metric.indicator,
            kind=_KINDS[indicator.kind],
        )
        yield Problem("D05", (*path, "design"), said)


_KINDS = {
    "input": Message("input"),
    "activity": Message("activity"),
    "outcome": Message("outcome"),
}


def _plausible(metric: Metric, path: tuple[str | int, ...]) -> Iterator[Problem]:
    value, top, unit = match.amount_of(metric)
    where = (*path, "value")
    if top is not None and top <= value:
        said = Message(
            "value_max ({top}) is not above value: correct one of them",
            top=number_text(metric.value_max or 0),
        )
        yield Problem("D03", (*path, "value_max"), said)
    if metric.change is None and value < 0:
        said = Message("a level cannot be negative: correct the value or add `change`")
        yield Problem("D03", where, said)
    if unit == "%" and metric.change is None and (top or value) > 100:
        yield Problem("D03", where, Message("a share cannot exceed 100 %: correct the value"))
    if unit == "%" and metric.change is not None and value < -100:
        yield Problem("D03", where, Message("nothing falls by more than 100 %: correct the value"))


def _in_text(
    metric: Metric,
    source: Source,
    content: Content,
    path: tuple[str | int, ...],
    stated: bool,
    verified: Verified,
) -> Iterator[Problem]:
    at_hand = content.texts.get(source)
    if at_hand is None or source.text is None or at_hand[1] != source.text.sha256:
        for fault in match.check_noun(metric, content.vocabulary.indicators):
            yield Problem(fault.code, (*path, "excerpt"), fault.message)
        return
    place, faults = match.check_in_text(metric, content.vocabulary.indicators, at_hand[0])
    for fault in faults:
        if stated or fault.code != "E10":  # else the excerpt itself has shown it
            yield Problem(fault.code, (*path, "excerpt"), fault.message)
    if place is None or not stated:
        return
    own = digest(metric)
    verified.found.append(Found(metric.source, verified.brand, metric.id, own, place.start))
    kept = receipt_of(verified.brand, metric, source)
    if kept is not None and kept.digest == own and kept.at != place.start:
        said = Message(
            "the receipt has “{excerpt}” at {kept}, the text at {found}: check with --keep again",
            excerpt=metric.excerpt,
            kept=kept.at,
            found=place.start,
        )
        yield Problem("E13", (*path, "excerpt"), said)
