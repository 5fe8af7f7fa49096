"""The figures of one brand: stated by their excerpts, found in their texts, plausible."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from generator.errors import Problem
from generator.evidence import match
from generator.evidence.bases import consistent_base, decimals
from generator.evidence.dating import periods as dating
from generator.evidence.receipts import Found, digest, receipt_of
from generator.evidence.terms import Terms, allows
from generator.evidence.units import is_known, scale_of
from generator.records.content import Content, Vocabulary
from generator.records.models import Brand, Indicator, Metric, Source, number_text
from generator.words.messages import Message, listed


@dataclass(slots=True)
class Verified:
    """What the texts at hand confirm of one brand; the places of metrics that no excerpt states."""

    brand: str = ""
    found: list[Found] = field(default_factory=list)
    unstated: set[int] = field(default_factory=set)


def check_excerpts(brand: Brand, verified: Verified) -> list[Problem]:
    """Every problem with the excerpts of a brand by themselves.

    Which figures they do not state is kept in `verified`, which all other checks look at.
    """
    verified.brand = brand.id
    found: list[Problem] = []
    for index, metric in enumerate(brand.metrics):
        faults = match.check_excerpt(metric)
        if faults:
            verified.unstated.add(index)
        problems = (*match.check_length(metric.excerpt), *faults)
        found += (problem.inside("metrics", index) for problem in problems)
    return found


def check_figures(brand: Brand, content: Content, verified: Verified) -> Iterator[Problem]:
    """Every other problem with the figures of a brand, whose excerpts were checked before.

    What the texts confirm goes into `verified`.
    """
    for index, metric in enumerate(brand.metrics):
        problems = _figure(metric, content, verified, stated=index not in verified.unstated)
        for problem in (*problems, *_contradicted(metric, brand)):
            yield problem.inside("metrics", index)


def check_alone(metric: Metric, content: Content) -> Iterator[Problem]:
    """Every problem with one figure that the rest of its record does not bear on."""
    faults = match.check_excerpt(metric)
    yield from match.check_length(metric.excerpt)
    yield from faults
    yield from _figure(metric, content, Verified(), stated=not faults)


def _figure(
    metric: Metric, content: Content, verified: Verified, *, stated: bool
) -> Iterator[Problem]:
    indicator = content.vocabulary.indicators.get(metric.indicator)
    if indicator is None:
        return
    yield from _unit(metric, indicator)
    yield from _design(metric, indicator)
    yield from _plausible(metric)
    source = content.sources.get(metric.source)
    if source is not None:
        yield from _undated(metric, source)
        yield from _in_text(metric, source, content, stated, verified)


def _unit(metric: Metric, indicator: Indicator) -> Iterator[Problem]:
    if metric.unit is None or allows(indicator, metric.unit, metric.change is not None):
        return
    broken, known = Problem("E03", ("unit",)), ", ".join(indicator.units)
    values = {"unit": metric.unit, "indicator": metric.indicator, "known": known}
    if allows(indicator, metric.unit, change=True):
        yield broken.says(
            "`{unit}` is no unit of `{indicator}` ({known}) but that of a change: add"
            " `change: {{basis: …}}` or choose another indicator",
            **values,
        )
    else:
        yield broken.says(
            "`{unit}` is no unit of `{indicator}` ({known}): choose another indicator or add the"
            " unit to it",
            **values,
        )


def check_units(indicator: Indicator) -> Iterator[Problem]:
    """Units of an indicator with which no figure could be read from its excerpt."""
    for index, unit in enumerate(indicator.units):
        if not is_known(unit):
            yield Problem("E15", ("units", index)).says(
                "figures in `{unit}` cannot be read: add it under `units` in"
                " generator/evidence/lexicon.yml, or write a unit that stands there",
                unit=unit,
            )


def _design(metric: Metric, indicator: Indicator) -> Iterator[Problem]:
    if indicator.kind == "outcome" and metric.design is None:
        yield Problem("D05", ()).says(
            "`{indicator}` is an outcome: add `design:`, such as claim or before_after",
            indicator=metric.indicator,
        )
    if indicator.kind != "outcome" and metric.design is not None:
        yield Problem("D05", ("design",)).says(
            "`{indicator}` is no outcome ({kind}): delete `design`",
            indicator=metric.indicator,
            kind=_KINDS[indicator.kind],
        )


_KINDS = {
    "input": Message("input"),
    "activity": Message("activity"),
    "outcome": Message("outcome"),
}


_IMPLAUSIBLE = Problem("D03", ("value",))


def _plausible(metric: Metric) -> Iterator[Problem]:
    value, top, unit = match.amount_of(metric)
    is_level = metric.change is None
    if top is not None and top <= value:
        yield Problem("D03", ("value_max",)).says(
            "value_max ({top}) is not above value: correct one of them",
            top=number_text(metric.value_max or 0),
        )
    if is_level and value < 0:
        yield _IMPLAUSIBLE.says("a level cannot be negative: correct the value or add `change`")
    if unit == "%" and is_level and (top or value) > 100:
        yield _IMPLAUSIBLE.says("a share cannot exceed 100 %: correct the value")
    if unit == "%" and not is_level and value < -100:
        yield _IMPLAUSIBLE.says("nothing falls by more than 100 %: correct the value")


def _undated(metric: Metric, source: Source) -> Iterator[Problem]:
    """Words of time that date the figure, where the record does not."""
    if metric.period or metric.as_of or not metric.period_text or not source.published:
        return
    if period := dating.stated_period(metric.period_text, source.published):
        yield Problem("D08", ("period_text",)).says(
            "“{words}” is {period}, by the date of the source: add `period: {period}`",
            words=metric.period_text,
            period=period,
        )


def _contradicted(metric: Metric, brand: Brand) -> Iterator[Problem]:
    """A whole base from which no whole count gives a percent change that is printed exactly."""
    base = _printed_base(metric, brand.metrics)
    if base is None or metric.change is None or metric.unit != "%":
        return
    if metric.qualifier is not None or metric.value_max is not None:
        return
    percent = Fraction(metric.value)
    places = decimals(abs(percent))
    if consistent_base(percent, places, base):
        return
    broken = Problem("D07", ("base",))
    if base < 1:
        yield broken.says("from {base} nothing changes by a percentage: correct it", base=base)
        return
    after = base * (1 + percent / 100)
    given = [
        f"{count} → {float(100 * (Fraction(count, base) - 1)):+.{places + 1}f} %"
        for count in sorted({math.floor(after), math.ceil(after)})
        if count >= 0
    ]
    yield broken.says(
        "no whole count gives {percent} % from {base} (the nearest, {given}): correct the base"
        " or the value, or add the `qualifier` of the text",
        percent=number_text(metric.value),
        base=base,
        given=listed(given),
    )


def _printed_base(metric: Metric, siblings: Iterable[Metric]) -> int | None:
    """The stated base where it is a whole number, or another figure that is printed exactly."""
    stated = metric.base
    if isinstance(stated, str):
        named = next((other for other in siblings if other.id == stated), None)
        if named is None or named.change is not None or named.unit in ("%", "ratio"):
            return None
        exact = named.qualifier is None and named.value_max is None
        if not exact or scale_of(named.unit).factor > 1:  # 1.2万 is rounded
            return None
        stated = named.value
    return int(stated) if stated is not None and Fraction(stated).denominator == 1 else None


@lru_cache(maxsize=1)
def _terms(vocabulary: Vocabulary) -> Terms:
    """The terms of a book's indicators, which are the same for every figure."""
    return Terms(vocabulary.indicators)


def _in_text(
    metric: Metric, source: Source, content: Content, stated: bool, verified: Verified
) -> Iterator[Problem]:
    at_hand, terms = content.texts.get(source), _terms(content.vocabulary)
    kept = receipt_of(verified.brand, metric, source)
    expected = at_hand is None and kept is None and content.texts.folder is not None
    if expected and source.text is not None and not content.texts.refused(source):
        yield Problem("E12", ("source",)).says(
            "its text, {file}, is not in the folder of texts: put it there; until then the figure"
            " counts as read",
            file=source.text.file,
        )
    # Where the text is at hand, or the excerpt is wrong, there is more to say.
    if stated and at_hand is None and kept is not None and kept.digest != digest(metric):
        yield Problem("E14", ("id",)).says(
            "changed since it was verified: check with --keep where the text is at hand"
        )
    if at_hand is None or source.text is None or at_hand[1] != source.text.sha256:
        yield from match.check_noun(metric, terms)
        return
    place, faults = match.check_in_text(metric, terms, at_hand[0])
    # A wrong excerpt has shown by itself what its sentence would show.
    yield from (fault for fault in faults if stated or fault.code != "E10")
    if place is None or not stated:
        return
    own = digest(metric)
    verified.found.append(Found(metric.source, verified.brand, metric.id, own, place.start))
    if kept is not None and kept.digest == own and kept.at != place.start:
        yield Problem("E13", ("excerpt",)).says(
            "the receipt has “{excerpt}” at {kept}, the text at {found}: check with --keep again",
            excerpt=metric.excerpt,
            kept=kept.at,
            found=place.start,
        )
