"""Tidy tables of the book: one row a brand, one a metric.

A row is made while its brand is at hand and the brand is then let go, so that tens of thousands
of them fit into memory: as compact JSON a brand of eight figures takes 4 kB, as an object 20 kB.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol, TypeVar

import msgspec

from generator.evidence.claims import best_design, derived_base, gaps, told
from generator.evidence.ladder import RUNGS, standing
from generator.evidence.margins import interval_of, least_base_of
from generator.evidence.receipts import verified_on
from generator.evidence.units import fold
from generator.records.content import Content
from generator.records.i18n import Words
from generator.records.models import TAGS, Brand, Design, Metric, Note, number_text


class BrandRow(NamedTuple):
    """One row of the table of brands; lists are joined by single spaces, tags as `kind/id`.

    `prefecture` is empty for places directly under a province. `told` counts what is told of the
    seven things that one needs to copy it.
    """

    id: str
    name_zh: str
    name_en: str | None
    agency_zh: str
    agency_en: str | None
    level: str
    place: str
    province: str
    prefecture: str
    category: str
    tags: str
    season: str
    status: str
    started: str | None
    evidence_level: int
    missing_for_next: str
    told: int
    design: Design | None
    figures: int
    verified: int
    sources: str
    latest: str | None
    adopted_from: str
    added: str
    review: str


class MetricRow(NamedTuple):
    """One row of the table of metrics; `value` is the exact number as text.

    `base` is the stated number that a change or share is of, `derived_base` the count a percentage
    change started from, where it can be worked out; `least_base` is the base from which a change
    lies beyond chance, and the interval, in per cent, is that of 95 %; `exposure` is the id of the
    brand's metric that a count arose from. `gaps` are the missing parts of the claim, joined by
    single spaces. `verified` is the day on which the figure, as it stands, was checked against its
    text.
    """

    brand: str
    id: str
    indicator: str
    family: str
    value: str
    value_max: str | None
    unit: str | None
    qualifier: str | None
    basis: str | None
    base_year: int | None
    base: str | None
    derived_base: int | None
    least_base: int | None
    interval_low: float | None
    interval_high: float | None
    period: str | None
    as_of: str | None
    period_text: str | None
    scope_zh: str | None
    scope_en: str | None
    comparator_zh: str | None
    comparator_en: str | None
    denominator_zh: str | None
    denominator_en: str | None
    exposure: str | None
    design: Design | None
    gaps: str
    source: str
    excerpt: str
    verified: str | None


_ROWS: Final = msgspec.msgpack.Decoder(tuple[MetricRow, ...])
_TEXTS: Final = (
    slice(MetricRow._fields.index("base_year")),
    slice(MetricRow._fields.index("interval_high") + 1, None),
)
"""The columns of a metric's row before and after those that hold numbers."""
_texts: Final[dict[Any, Any]] = {}
_once: Final[Callable[[Any, Any], Any]] = _texts.setdefault
"""Gives the first of equal texts; never asked for numbers, of which 1 and 1.0 are equal."""


def packed_rows(rows: Sequence[MetricRow]) -> memoryview:
    """Rows of metrics as `BookBrand` holds them."""
    return memoryview(msgspec.msgpack.encode(rows))


def _sharing(row: MetricRow) -> MetricRow:
    """The same with each text once in memory: a book then takes half of it."""
    values: list[Any] = [*row]
    for texts in _TEXTS:
        values[texts] = map(_once, values[texts], values[texts])
    return MetricRow._make(values)


@dataclass(frozen=True)
class BookBrand:
    """One brand, compact: its row, its metrics packed, the whole record as JSON.

    With what was changed, and former ids; `verified` is the last day on which a figure of it was
    checked against its text, empty for none. What is packed are views of what was read or received,
    which processes share as long as none of them makes anything else of it.
    """

    row: BrandRow
    packed_metrics: memoryview
    verified: str
    json: memoryview
    file: str
    changes: tuple[Note, ...]
    formerly: tuple[str, ...] = ()

    @cached_property
    def metrics(self) -> tuple[MetricRow, ...]:
        """The row of each metric, made when first asked for."""
        return tuple(map(_sharing, self.read_metrics()))

    def read_metrics(self) -> tuple[MetricRow, ...]:
        """The same for whoever goes through a whole book once, in which they then take no room."""
        return _ROWS.decode(self.packed_metrics)

    @property
    def packed(self) -> bytes:
        """The whole record as JSON."""
        return bytes(self.json)

    def record(self) -> Brand:
        """The whole record."""
        return Brand.model_validate_json(self.packed)


def pack(brand: Brand, file: str, content: Content) -> BookBrand:
    """The compact form of a checked brand."""
    known = [content.sources[s] for s in brand.sources if s in content.sources]
    place = content.vocabulary.divisions.line(brand.place)
    metrics = _metric_rows(brand, content)
    reached = standing(brand, content.vocabulary.indicators)
    row = BrandRow(
        id=brand.id,
        name_zh=brand.name.zh,
        name_en=brand.name.en,
        agency_zh=brand.agency.zh,
        agency_en=brand.agency.en,
        level=brand.agency.level,
        place=brand.place,
        province=place[0].code if place else "",
        prefecture=next((unit.code for unit in place if _is_prefecture(unit.code)), ""),
        category=brand.category,
        tags=" ".join(f"{kind}/{tag}" for kind in TAGS for tag in getattr(brand, kind)),
        season=" ".join(map(str, brand.season)),
        status=brand.status,
        started=brand.started,
        evidence_level=reached.level,
        missing_for_next=" ".join(reached.missing),
        told=told(brand, content.vocabulary.indicators, content.vocabulary.families),
        design=best_design(brand),
        figures=len(brand.metrics),
        verified=sum(row.verified is not None for row in metrics),
        sources=" ".join(brand.sources),
        latest=max((s.published for s in known if s.published), default=None),
        adopted_from=" ".join(brand.lineage.adopted_from),
        added=brand.added,
        review=brand.review.status,
    )
    packed = memoryview(brand.model_dump_json(by_alias=True).encode())
    changes, formerly = tuple(brand.changes), tuple(brand.formerly)
    verified = max((row.verified for row in metrics if row.verified), default="")
    return BookBrand(row, packed_rows(metrics), verified, packed, file, changes, formerly)


def confirmed(entries: Sequence[BookBrand]) -> list[BookBrand]:
    """The brands, of which one that another repeated with results has the highest level.

    A result is an outcome change with its period (level 3); the brand itself must have been
    compared, since a level needs all below it.
    """
    repeated = {
        origin
        for entry in entries
        if entry.row.evidence_level >= 3
        for origin in entry.row.adopted_from.split()
    }
    return [_confirmed(entry) if entry.row.id in repeated else entry for entry in entries]


def _confirmed(entry: BookBrand) -> BookBrand:
    if entry.row.missing_for_next != "confirmation":
        return entry
    highest = len(RUNGS) - 1
    return replace(entry, row=entry.row._replace(evidence_level=highest, missing_for_next=""))


def _is_prefecture(code: str) -> bool:
    return code.endswith("00") and not code.endswith("0000")


def _metric_rows(brand: Brand, content: Content) -> list[MetricRow]:
    known = {metric.id for metric in brand.metrics}
    return [_metric_row(metric, brand, known, content) for metric in brand.metrics]


def _metric_row(m: Metric, brand: Brand, known: Container[str], content: Content) -> MetricRow:
    """The row of a metric; it tells less of an unknown indicator, which is reported elsewhere."""
    indicator = content.vocabulary.indicators.get(m.indicator)
    low, high = (indicator and interval_of(m, indicator, brand.metrics)) or (None, None)
    change, scope, comparator, denominator = m.change, m.scope, m.comparator, m.denominator
    return MetricRow(
        brand=brand.id,
        id=m.id,
        indicator=m.indicator,
        family=indicator.family if indicator else "",
        value=number_text(m.value),
        value_max=None if m.value_max is None else number_text(m.value_max),
        unit=m.unit,
        qualifier=m.qualifier,
        basis=change.basis if change else None,
        base_year=change.base_year if change else None,
        base=_base(m, brand),
        derived_base=derived_base(m, brand.metrics),
        least_base=least_base_of(m, indicator) if indicator else None,
        interval_low=low,
        interval_high=high,
        period=m.period,
        as_of=m.as_of,
        period_text=m.period_text,
        scope_zh=scope.zh if scope else None,
        scope_en=scope.en if scope else None,
        comparator_zh=comparator.zh if comparator else None,
        comparator_en=comparator.en if comparator else None,
        denominator_zh=denominator.zh if denominator else None,
        denominator_en=denominator.en if denominator else None,
        exposure=m.exposure if m.exposure in known else None,
        design=m.design,
        gaps=" ".join(gaps(m, indicator, brand.metrics)) if indicator else "",
        source=m.source,
        excerpt=m.excerpt,
        verified=verified_on(brand.id, m, content.sources.get(m.source)),
    )


def _base(metric: Metric, brand: Brand) -> str | None:
    """The number a figure is of, also where the record names it by the id of a metric."""
    if not isinstance(metric.base, str):
        return None if metric.base is None else number_text(metric.base)
    named = [other for other in brand.metrics if other.id == metric.base]
    return number_text(fold(named[0].value, named[0].unit)[0]) if named else None


class Placed(Protocol):
    """What lists put in order: something with a place and a name."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def place(self) -> str:
        """The code of its place."""

    @property
    def name_zh(self) -> str:
        """Its name."""

    @property
    def name_en(self) -> str | None:
        """Its name in English."""


AnyPlaced = TypeVar("AnyPlaced", bound=Placed)


def by_place(rows: Iterable[AnyPlaced]) -> list[AnyPlaced]:
    """By place code, the order of the data; ties by id."""
    return sorted(rows, key=lambda row: (row.place, row.id))


def in_order(rows: Iterable[AnyPlaced], words: Words) -> list[AnyPlaced]:
    """As lists in a language are: by place code or by the name that it shows; ties by id."""
    if words["sorted_by"] == "place":
        return by_place(rows)
    return sorted(rows, key=lambda r: (words.choose(r.name_zh, r.name_en)[1].casefold(), r.id))
