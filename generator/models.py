"""The records as pydantic models: strict, frozen, unknown keys refused.

Ids are lower-case with hyphens, fixed values use underscores. Numbers are exact (`int` or
`Fraction`), dates stay ISO 8601 text as precise as stated. `Text` is what readers see, in Chinese
and English; where the English is missing, pages show the Chinese, marked.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_DATE = re.compile(DATE)
_PERIOD = re.compile(rf"P1[DWMY]|{DATE}|(?:{DATE}|\.\.)/(?:{DATE}|\.\.)")
_FRACTION = re.compile(r"-?[1-9]\d*/[1-9]\d*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")


def _number(value: object) -> int | Fraction:
    """An exact number from a YAML integer, decimal or a fraction in quotes."""
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        value = Fraction(value)
    elif isinstance(value, float):  # from JSON, where repr() gives back the digits as written
        value = Fraction(repr(value))
    elif isinstance(value, Decimal) and value.is_finite():
        value = Fraction(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise ValueError('expected a number: whole (165), decimal (36.77) or a fraction ("1/3")')
    return value.numerator if value.denominator == 1 else value


def _base(value: object) -> int | Fraction | str:
    """What a change or share is of: an exact number or the id of another metric."""
    if isinstance(value, str) and re.fullmatch(ID, value):
        return value
    try:
        return _number(value)
    except ValueError:
        raise ValueError("expected a number or the id of a metric of this brand") from None


def _scope(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"all|[1-9]\d0000", value):
        return value
    raise ValueError('expected `all` or the code of a province in quotes, such as "620000"')


def number_text(value: int | Fraction) -> str:
    """The shortest exact notation: `165`, `36.77`, else `1/3`."""
    if isinstance(value, int):
        return str(value)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(value)
    places = max(twos, fives)
    return f"{Decimal(value.numerator * 10**places // value.denominator).scaleb(-places):f}"


def _number_json(value: int | Fraction | str) -> int | float | str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return value
    text = number_text(value)
    if "/" not in text and Fraction(repr(float(text))) == value:
        return float(text)
    return f"{value.numerator}/{value.denominator}"  # more digits than a JSON number keeps


def _iso(value: object) -> object:
    """YAML reads a bare day as a date and a bare year as a number; both are meant as written."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    return value


def _calendar(text: str) -> None:
    parts = [int(part) for part in text.split("-")]
    datetime.date(*[*parts, 1, 1][:3])


def _date(text: str) -> str:
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        _calendar(text)
    except ValueError:
        raise ValueError("expected a date: 2019, 2019-11 or 2019-11-14") from None
    return text


def _day(text: str) -> str:
    if len(_date(text)) != 10:
        raise ValueError("expected a day: 2019-11-14")
    return text


def _period(text: str) -> str:
    try:
        if not _PERIOD.fullmatch(text):
            raise ValueError
        ends = [end for end in text.split("/") if end != ".." and not end.startswith("P")]
        for end in ends:
            _calendar(end)
        if not ends and not text.startswith("P"):
            raise ValueError
    except ValueError:
        raise ValueError(
            "expected a period: 2019, 2019-01/2019-10, 2023-10/2024-04-30, ../2024-12-30 or P1D"
        ) from None
    if len(ends) == 2 and ends[1] < ends[0][: len(ends[1])]:
        raise ValueError(f"the period ends ({ends[1]}) before it starts ({ends[0]})")
    return text


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueError('expected a time of day in quotes: "21:00"')
    return text


def _ascending(months: list[int]) -> list[int]:
    if sorted(set(months)) != months:
        raise ValueError("expected each month once, from 1 to 12 in order: [6, 7, 8]")
    return months


def _one_line(text: str) -> str:
    if text != text.strip() or _CONTROL.search(text):
        raise ValueError("expected one line of text without spaces at its ends")
    return text


_FRACTION_SCHEMA = {"type": "string", "pattern": f"^{_FRACTION.pattern}$"}
Number = Annotated[
    int | Fraction,
    PlainValidator(_number),
    PlainSerializer(_number_json, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "number"}, _FRACTION_SCHEMA]}),
]
Base = Annotated[
    int | Fraction | str,
    PlainValidator(_base),
    PlainSerializer(_number_json, when_used="json"),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, _FRACTION_SCHEMA, {"type": "string", "pattern": f"^{ID}$"}]}
    ),
]
Scope = Annotated[
    str,
    PlainValidator(_scope),
    WithJsonSchema({"type": "string", "pattern": r"^(?:all|[1-9]\d0000)$"}),
]
Id = Annotated[str, StringConstraints(pattern=rf"^{ID}$")]
Line = Annotated[str, StringConstraints(min_length=1), AfterValidator(_one_line)]
_DATE_SCHEMA = {"type": ["string", "integer"], "pattern": f"^{DATE}$"}
Date = Annotated[
    str, BeforeValidator(_iso), AfterValidator(_date), WithJsonSchema({**_DATE_SCHEMA})
]
Day = Annotated[
    str,
    BeforeValidator(_iso),
    AfterValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Period = Annotated[
    str,
    BeforeValidator(_iso),
    AfterValidator(_period),
    WithJsonSchema({"type": ["string", "integer"], "pattern": f"^(?:{_PERIOD.pattern})$"}),
]
Clock = Annotated[str, AfterValidator(_clock)]
Code = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5}$")]
Month = Annotated[int, Field(ge=1, le=12)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]

Share = Annotated[float, Field(ge=0, le=1)]
Basis = Literal["yoy", "mom", "stated"]
Level = Literal["ministry", "province", "prefecture", "county", "station"]
Status = Literal["running", "ended", "unknown"]
Stage = Literal["untested", "evaluated_locally", "independently_evaluated"]
Qualifier = Literal["about", "over", "nearly", "at_least", "at_most"]
Design = Literal[
    "claim",
    "cross_section",
    "cross_section_adjusted",
    "before_after",
    "before_after_adjusted",
    "comparison_unshown",
    "comparison",
    "multi_site",
    "quasi_random",
    "randomised",
]


class Record(BaseModel):
    """The strictness that every part of every record shares."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Text(Record):
    """What readers see, in both languages; the English may be missing."""

    zh: Line
    en: Line | None = None


class Agency(Text):
    """The public security organ that runs a brand."""

    level: Level


class Hours(Record):
    """Duty hours; an end before the start lies on the next day."""

    days: Literal["daily", "workdays", "weekends", "holidays"]
    from_: Clock = Field(alias="from")
    to: Clock


class Change(Record):
    """What makes a figure a change: the value is signed, and this is what it is compared with."""

    basis: Basis
    base_year: Annotated[int, Field(ge=1949, le=2100)] | None = None


class Metric(Record):
    """One figure of a brand. A level and a change are two metrics of the same indicator.

    `exposure` is the metric of the same brand that a count arose from, such as its residents.
    """

    id: Id
    indicator: Id
    value: Number
    value_max: Number | None = None
    unit: Line | None
    change: Change | None = None
    qualifier: Qualifier | None = None
    period: Period | None = None
    as_of: Date | None = None
    period_text: Line | None = None
    scope: Text | None = None
    base: Base | None = None
    comparator: Text | None = None
    denominator: Text | None = None
    exposure: Id | None = None
    design: Design | None = None
    source: Id
    excerpt: Line


class Lineage(Record):
    """What a brand is known to come from; likeness is computed, never entered."""

    adopted_from: list[Id] = []
    renamed_from: list[Id] = []


class Note(Record):
    """A dated remark on a record."""

    on: Day
    zh: Line
    en: Line | None = None


class Review(Record):
    """How far a record was read: drafts are never built, unreviewed ones are marked."""

    status: Literal["draft", "unreviewed", "reviewed"]
    on: Day | None = None


FIVE_IS: Final = ("intelligence", "intervention", "implementation", "involvement", "impact")
"""The sections of a brand in their order (Ekblom's 5Is)."""

TAGS: Final = ("problems", "practices", "partners")
"""The tag vocabularies: each is a list of ids in `Brand` and a file of `content/vocabulary/`."""


class Brand(Record):
    """One local policing programme of one agency."""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    name: Text
    name_basis: Literal["source", "descriptive"]
    agency: Agency
    place: Code
    category: Annotated[str, StringConstraints(pattern=rf"^{ID}\.{ID}$")]
    problems: list[Id] = []
    practices: list[Id] = []
    partners: list[Id] = []
    started: Date | None = None
    status: Status
    season: Annotated[list[Month], AfterValidator(_ascending)] = []
    hours: list[Hours] = []
    summary: Text
    intelligence: Text | None = None
    intervention: Text | None = None
    implementation: Text | None = None
    involvement: Text | None = None
    impact: Text | None = None
    stage: Stage
    sources: Annotated[list[Id], Field(min_length=1)]
    metrics: list[Metric] = []
    lineage: Lineage = Lineage()
    added: Day
    changes: list[Note] = []
    review: Review


class SourceText(Record):
    """The text that was read; the text itself is not stored."""

    file: Line
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class FigureReceipt(Record):
    """What was found for one figure: a digest of what it states, and where its excerpt begins.

    `at` counts code points from the beginning of the text.
    """

    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    at: Annotated[int, Field(ge=0)]


class Receipt(Record):
    """Proof that figures were checked against the text of their source, by brand and metric.

    Written by `beatbook check --keep`; `sha256` is of the text that was at hand.
    """

    on: Day
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    figures: dict[Id, dict[Id, FigureReceipt]]


class Source(Record):
    """One published document. `read: none` is an original known only through its reprint."""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    title: Text
    publisher: Text | None
    published: Date | None
    date_basis: Literal["stated", "inferred"] = "stated"
    url: Address | None = None
    kind: Literal["press", "own_release", "reprint", "teaser", "register"]
    reprint_of: Id | None = None
    accessed: Day
    read: Literal["whole", "part", "none"]
    text: SourceText | None = None
    receipt: Receipt | None = None


class Indicator(Record):
    """What a figure counts; `unit_en` is the English noun after it, one and many."""

    name: Text
    terms: Annotated[list[Line], Field(min_length=1)]
    units: list[Line]
    unit_en: Annotated[list[Line], Field(min_length=2, max_length=2)] | None = None
    kind: Literal["input", "activity", "outcome"]
    good: Literal["up", "down", "none"]
    definition: Text
    trap: Text | None = None


class Term(Record):
    """One entry of a tag vocabulary: a problem, practice or partner."""

    name: Text
    definition: Text


class Category(Record):
    """What kind of policing, first level; `children` are the second."""

    name: Text
    definition: Text
    children: dict[Id, Term]


class GlossaryEntry(Record):
    """One term of the field with its rendering in the other language."""

    term: Text
    definition: Text


class HonourEntry(Record):
    """One line of a published award list, as published."""

    position: Annotated[int, Field(ge=1)]
    name: Text
    agency: Text
    brand: Id | None = None


class Honour(Record):
    """A published award list; never an input of a ranking."""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    title: Text
    organiser: Text
    year: Annotated[int, Field(ge=1949, le=2100)]
    source: Id
    order: Literal["declared_ranking", "not_declared_ranking"]
    criteria: Text | None = None
    entries_total: Annotated[int, Field(ge=1)] | None = None
    entries: list[HonourEntry]


class EditionIndicator(Record):
    """An indicator that an edition's composite counts, with its worst and best value.

    The values are in the unit of the figures; with a `basis` they are changes in per cent.
    """

    indicator: Id
    basis: Basis | None = None
    worst: Number
    best: Number


class Thresholds(Record):
    """Where an edition draws its lines; `generator.rank` says what each of them decides."""

    brands: Annotated[int, Field(ge=2)] = 5
    values: Annotated[int, Field(ge=1)] = 3
    coverage: Share = 0.5
    ranks_width: Share = 0.5
    tiers_width: Share = 0.75
    tier: Annotated[float, Field(gt=0, le=1)] = 0.8
    fragile: Share = 0.6
    samples: Annotated[int, Field(ge=1000, le=1_000_000)] = 100_000


Item = Literal[
    "agency",
    "place",
    "start",
    "practice",
    "output",
    "outcome",
    "base",
    "period",
    "comparator",
    "outside",
    "design",
]
"""What the documentation ranking looks for in a record."""


class Edition(Record):
    """One annual ranking report: a year (of publication of a source) and a scope.

    `importance` ranks the composite's indicators in groups, most important first;
    `documentation` does the same for the items of the documentation ranking.
    """

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    year: Annotated[int, Field(ge=1949, le=2100)]
    scope: Scope
    status: Literal["draft", "published"]
    title: Text
    indicators: list[EditionIndicator] = []
    importance: list[list[Id]] = []
    documentation: list[list[Item]] = []
    thresholds: Thresholds = Thresholds()
    method_changes: list[Note] = []


class Candidate(Record):
    """A programme that was pointed out to the book, where to read of it, and what became of it.

    `brand` is its record where it was entered or is on record already, `reason` why it is no
    brand; `title`, `publisher` and `published` are those of the article that was named.
    """

    name: Text
    place: Code
    title: Line | None
    publisher: Line | None
    published: Date | None
    outcome: Literal["entered", "duplicate", "not_a_brand", "not_found"]
    reason: Literal["undescribed", "statistics", "other_body", "cut_off"] | None = None
    brand: Id | None = None


class Correction(Record):
    """One published correction: what was wrong, what it became and why."""

    id: Id
    on: Day
    brand: Id
    field: Line
    old: Line | None
    new: Line | None
    reason: Text
