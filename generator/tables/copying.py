"""What it takes to copy a practice, from the fields of every brand that has it.

Figures stay as they are stated, each by its brand: they are of different places and levels, so
none is added to another or averaged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal, NamedTuple, TypeVar, get_args

import msgspec

from generator.evidence.units import fold
from generator.records.content import Content
from generator.records.models import AgencyLevel
from generator.tables.frames import BookBrand, BrandRow, MetricRow

Input = Literal["staff", "equipment"]
FIELDS: Final = ("staff", "equipment", "partners", "hours", "season", "started")
"""What is counted as told, in the order in which it is shown."""

MODELS: Final = 5
"""Brands to copy from that are named."""

_INDICATORS, _FIGURES, _PARTNERS, _HOURS = 4, 4, 8, 6
"""How many are shown at most: of indicators, figures of each, partners and kinds of hours."""

_LEVELS: Final = tuple(reversed(get_args(AgencyLevel)))


class DutyHours(NamedTuple):
    """Days and the times of day, as in a record."""

    days: str
    start: str
    end: str


class _Reporting(msgspec.Struct):
    hours: list[dict[str, str]]


_REPORTING: Final = msgspec.json.Decoder(_Reporting)

Counted = TypeVar("Counted", str, DutyHours)


class Stated(NamedTuple):
    """An indicator with how many brands state it and some of their figures.

    One figure a brand, from the lowest level of an agency up, smaller ones first; of more than
    can be shown the first, the last and some between.
    """

    indicator: str
    brands: int
    figures: list[MetricRow]


class Takes(NamedTuple):
    """What the `of` brands with a practice tell of what it takes.

    `told` counts the brands that tell each of `FIELDS`; `inputs` are staff and equipment, with
    the number of indicators that are not shown; `models` say most of what one needs.
    """

    of: int
    told: dict[str, int]
    inputs: dict[Input, tuple[list[Stated], int]]
    partners: list[tuple[str, int]]
    hours: list[tuple[DutyHours, int]]
    months: dict[int, int]
    levels: list[tuple[AgencyLevel, int]]
    models: list[BrandRow]


def duty_hours(entries: Iterable[BookBrand]) -> dict[str, list[DutyHours]]:
    """The duty hours of the brands that report any; read without making the whole record."""
    found = {entry.row.id: _REPORTING.decode(entry.json).hours for entry in entries}
    return {
        brand: [DutyHours(own["days"], own["from"], own["to"]) for own in hours]
        for brand, hours in found.items()
        if hours
    }


def takes(
    rows: Sequence[BrandRow],
    brands: Mapping[str, BookBrand],
    hours: Mapping[str, Sequence[DutyHours]],
    content: Content,
) -> Takes:
    """What it takes, by the brands of the rows; `hours` as `duty_hours` gives them."""
    inputs: dict[Input, list[Stated]] = {
        kind: _stated(rows, brands, _indicators(content, kind)) for kind in get_args(Input)
    }
    tags = Counter(tag for row in rows for tag in row.tags.split())
    partners = {tag.partition("/")[2]: n for tag, n in tags.items() if tag.startswith("partners/")}
    kept = Counter(own for row in rows for own in set(hours.get(row.id, ())))
    levels = Counter(row.level for row in rows)
    return Takes(
        of=len(rows),
        told=_told(rows, brands, hours, content),
        inputs={k: (own[:_INDICATORS], len(own[_INDICATORS:])) for k, own in inputs.items()},
        partners=_most(partners)[:_PARTNERS],
        hours=_most(kept)[:_HOURS],
        months=_months(rows),
        levels=[(level, levels[level]) for level in _LEVELS if levels[level]],
        models=sorted(rows, key=lambda r: (-r.told, -r.evidence_level, -r.figures, r.id))[:MODELS],
    )


def _told(
    rows: Sequence[BrandRow],
    brands: Mapping[str, BookBrand],
    hours: Mapping[str, Sequence[DutyHours]],
    content: Content,
) -> dict[str, int]:
    found: Counter[str] = Counter()
    families = content.vocabulary.families
    for row in rows:
        told = {
            families[m.family].tells for m in brands[row.id].read_metrics() if m.family in families
        }
        parts = (
            "staff" in told,
            "equipment" in told,
            "partners/" in row.tags,
            row.id in hours,
            row.season,
            row.started,
        )
        found.update(field for field, part in zip(FIELDS, parts, strict=True) if part)
    return {field: found[field] for field in FIELDS}


def _indicators(content: Content, kind: Input) -> set[str]:
    """The indicators that count what goes in."""
    vocabulary = content.vocabulary
    return {
        identity
        for identity, indicator in vocabulary.indicators.items()
        if vocabulary.families[indicator.family].tells == kind and indicator.kind == "input"
    }


def _stated(
    rows: Sequence[BrandRow], brands: Mapping[str, BookBrand], indicators: set[str]
) -> list[Stated]:
    """The indicators that brands state a count of, those of most brands first."""
    found: dict[str, list[tuple[int, Fraction, MetricRow]]] = {}
    for row in rows:
        seen: set[str] = set()
        for metric in brands[row.id].read_metrics():
            if metric.indicator in indicators - seen and _is_count(metric):
                seen.add(metric.indicator)
                size, _ = fold(metric.value, metric.unit)
                rank = _LEVELS.index(row.level) if row.level in _LEVELS else len(_LEVELS)
                found.setdefault(metric.indicator, []).append((rank, size, metric))
    ordered = {
        indicator: [m for _, _, m in sorted(own, key=lambda s: (s[0], s[1], s[2].brand))]
        for indicator, own in found.items()
    }
    stated = [Stated(i, len(own), spread(own, _FIGURES)) for i, own in ordered.items()]
    return sorted(stated, key=lambda own: (-own.brands, own.indicator))


def _is_count(metric: MetricRow) -> bool:
    return metric.basis is None and metric.unit not in ("%", "ratio")


def spread(figures: Sequence[MetricRow], most: int) -> list[MetricRow]:
    """The first, the last and some between at like distances, where there are more than `most`."""
    if len(figures) <= most:
        return list(figures)
    return [figures[round(n * (len(figures) - 1) / (most - 1))] for n in range(most)]


def _months(rows: Iterable[BrandRow]) -> dict[int, int]:
    found = Counter(int(month) for row in rows for month in row.season.split())
    return {month: found[month] for month in range(1, 13)}


def _most(found: Mapping[Counted, int]) -> list[tuple[Counted, int]]:
    """The most frequent first; ties in their own order."""
    return sorted(found.items(), key=lambda own: (-own[1], own[0]))
