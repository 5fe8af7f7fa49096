"""The records as pydantic models: strict, frozen, unknown keys refused.

Ids are lower-case with hyphens, fixed values use underscores. Numbers are exact (`int` or
`Fraction`), dates stay ISO 8601 text as precise as stated. `Text` is what readers see, in Chinese
and English; where the English is missing, pages show the Chinese, marked.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from generator.words.characters import is_blank, is_plain, named, unseen
from generator.words.messages import Message

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
ID_LONGEST: Final = 80
"""Characters of an id: it names a file and stands in addresses that are cited in print."""
CODE = r"[1-9][0-9]{5}"
PROVINCE = r"[1-9][0-9]0000"
JUROR = r"J[1-9][0-9]?"
DATE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_DATE = re.compile(DATE)
_INTERVAL = re.compile(rf"P1[DWMY]|{DATE}|(?:{DATE}|\.\.)/(?:{DATE}|\.\.)")
_FRACTION = re.compile(r"-?[1-9][0-9]{0,17}/[1-9][0-9]{0,17}")
_WINDOW = re.compile(r"(?:19[5-9]|20[0-9])[0-9]/(?:19[5-9]|20[0-9])[0-9]")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")

UNSEEN = "unseen_character"
"""The type of pydantic's error where a text holds what nobody sees."""


def digits_hint(value: object, fits: Callable[[str], object]) -> Message | None:
    """What to write instead of other digits than 0 to 9, where that would be accepted."""
    if not isinstance(value, str) or value.isascii():
        return None
    plain = unicodedata.normalize("NFKC", value)
    meant = "".join(str(unicodedata.decimal(c, c)) for c in plain)
    if not meant.isascii() or not fits(meant):
        return None
    if any("\uff10" <= character <= "\uff19" for character in value):
        return Message("full-width digits: write {meant}", meant=meant)
    return Message("characters that only look like digits or signs: write {meant}", meant=meant)


def _formed(fits: Callable[[str], object], expected: Message) -> Callable[[Any], Any]:
    """A validator of texts of one form, which says what is expected or how to mend digits."""

    def formed(value: object) -> object:
        if isinstance(value, str) and fits(value):
            return value
        raise ValueError(digits_hint(value, fits) or expected)

    return formed


_NUMERAL = re.compile(rf"-?[0-9]+(?:\.[0-9]+)?|{_FRACTION.pattern}")
_LARGEST = 10**18 - 1
_A_NUMBER = Message('expected a number: whole (165), decimal (36.77) or a fraction ("1/3")')


def _number(value: object) -> int | Fraction:
    """An exact number from a YAML integer, decimal or a fraction in quotes."""
    if type(value) is int:
        return value
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        value = Fraction(value)
    elif isinstance(value, float):  # from JSON, where repr() gives back the digits as written
        value = Fraction(repr(value))
    elif isinstance(value, Decimal) and value.is_finite():
        value = Fraction(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise ValueError(digits_hint(value, _NUMERAL.fullmatch) or _A_NUMBER)
    return exact(value)


def exact(value: int | Decimal | Fraction) -> int | Fraction:
    """The same number, a whole one as `int`."""
    own = Fraction(value)
    return own.numerator if own.denominator == 1 else own


def _figure(value: object) -> int | Fraction:
    """An exact number that the tables can hold, whose whole numbers have 64 bits."""
    number = _number(value)
    if not -_LARGEST <= number <= _LARGEST:
        raise ValueError(Message("expected a number of at most 18 digits"))
    return number


def _base(value: object) -> int | Fraction | str:
    """What a change or share is of: an exact number or the id of another metric."""
    if isinstance(value, str) and len(value) <= ID_LONGEST and re.fullmatch(ID, value):
        return value
    try:
        return _figure(value)
    except ValueError:
        said = Message("expected a number or the id of a metric of this brand")
        raise ValueError(digits_hint(value, _NUMERAL.fullmatch) or said) from None


def number_text(value: int | Fraction) -> str:
    """The shortest exact notation: `165`, `36.77`, else `1/3`."""
    if isinstance(value, int):
        return str(value)
    below = value.denominator
    enough = (n for n in range(below.bit_length()) if 10**n % below == 0)
    places = next(enough, None)
    if places is None:
        return str(value)
    # From text, since arithmetic would round what has more than 28 digits.
    return f"{Decimal(f'{value.numerator * 10**places // below}E-{places}'):f}"


def _number_json(value: int | Fraction | str) -> int | float | str:
    if isinstance(value, str | int):
        return value
    text = number_text(value)
    if "/" not in text and Fraction(repr(float(text))) == value:
        return float(text)
    return f"{value.numerator}/{value.denominator}"  # more digits than a JSON number keeps


def _iso(value: object) -> object:
    """YAML reads a bare day as a date and a bare year as a number; both are meant as written."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    return value


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    """Whether a text is a year, month or day of the calendar."""
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.date(*[*(int(part) for part in text.split("-")), 1, 1][:3])
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    return len(text) == 10 and _is_date(text)


@lru_cache(maxsize=4096)
def _is_interval(text: str) -> bool:
    ends = [end for end in text.split("/") if end != ".." and not end.startswith("P")]
    known = bool(ends) or text.startswith("P")
    return bool(_INTERVAL.fullmatch(text)) and known and all(map(_is_date, ends))


def _forward(period: str) -> str:
    start, _, end = period.partition("/")
    if end not in ("", "..") and end < start[: len(end)] and start != "..":
        said = Message("the period ends ({end}) before it starts ({start})", end=end, start=start)
        raise ValueError(said)
    return period


def _in_order(window: str) -> str:
    """Refuse a window whose last year lies before its first."""
    if window[:4] > window[-4:]:
        said = Message(
            "the window {years} ends before it starts: write the earlier year first", years=window
        )
        raise ValueError(said)
    return window


def _ascending(months: list[int]) -> list[int]:
    if sorted(set(months)) != months:
        raise ValueError(Message("expected each month once, from 1 to 12 in order: [6, 7, 8]"))
    return months


def _seen(text: str) -> str:
    """Refuse what nobody sees; the first such character is the error's context."""
    if is_plain(text):  # nearly always
        return text
    found = next(unseen(text), None)
    if found is not None or is_blank(text):
        character = found[1] if found else ""
        raise PydanticCustomError(UNSEEN, "unseen", {"character": character})
    return text


def _one_line(text: str) -> str:
    if is_plain(text) and text[-1] != " ":  # nearly always
        return text
    several = not text.isprintable() and any(mark in text for mark in "\n\r\t")
    if several or _seen(text) != text.strip():
        raise ValueError(Message("expected one line of text without spaces at its ends"))
    return text


def unseen_message(character: str) -> Message:
    """What is said of a text that holds a character nobody sees, or (`""`) nothing to see."""
    if not character:
        return Message("nothing in it can be seen: write the text, or delete the key")
    if character == "\u00ad":
        return Message("a soft hyphen (U+00AD) shows only where a line breaks: delete it")
    name = named(character)
    return Message("it holds {name}, which nobody sees: delete that character", name=name)


_FRACTION_SCHEMA = {"type": "string", "pattern": f"^{_FRACTION.pattern}$"}
ExactNumber = Annotated[
    int | Fraction,
    PlainValidator(_figure),
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
    PlainValidator(
        _formed(
            re.compile("all|[1-9][0-9]0000").fullmatch,
            Message('expected `all` or the code of a province in quotes, such as "620000"'),
        )
    ),
    WithJsonSchema({"type": "string", "pattern": r"^(?:all|[1-9][0-9]0000)$"}),
]
Id = Annotated[str, StringConstraints(pattern=rf"^{ID}$", max_length=ID_LONGEST)]
TEXT_LONGEST: Final = 4_000
"""Characters of a text; the longest so far has 500."""
FormerIds = Annotated[list[Id], Field(max_length=100)]
OneLine = Annotated[
    str, StringConstraints(min_length=1, max_length=TEXT_LONGEST), AfterValidator(_one_line)
]
Date = Annotated[
    str,
    BeforeValidator(_iso),
    AfterValidator(_formed(_is_date, Message("expected a date: 2019, 2019-11 or 2019-11-14"))),
    WithJsonSchema({"type": ["string", "integer"], "pattern": f"^{DATE}$"}),
]
Day = Annotated[
    str,
    BeforeValidator(_iso),
    AfterValidator(_formed(_is_day, Message("expected a day: 2019-11-14"))),
    WithJsonSchema({"type": "string", "format": "date"}),
]
PeriodText = Annotated[
    str,
    BeforeValidator(_iso),
    AfterValidator(
        _formed(
            _is_interval,
            Message(
                "expected a period: 2019, 2019-01/2019-10, 2023-10/2024-04-30, ../2024-12-30 or P1D"
            ),
        )
    ),
    AfterValidator(_forward),
    WithJsonSchema({"type": ["string", "integer"], "pattern": f"^(?:{_INTERVAL.pattern})$"}),
]
ClosedPeriod = Annotated[
    PeriodText,
    AfterValidator(
        _formed(
            lambda text: not text.startswith("P") and ".." not in text,
            Message("expected a period with both ends: 2023 or 2024-01/2024-07"),
        )
    ),
]
FileName = Annotated[
    OneLine,
    AfterValidator(
        _formed(
            re.compile(r"(?!\.)[^/\\:]+").fullmatch,
            Message("expected the name of a file, without folders: article.txt"),
        )
    ),
]
CountryOrProvince = Annotated[
    str,
    AfterValidator(
        _formed(
            re.compile("000000|[1-9][0-9]0000").fullmatch,
            Message(
                'expected "000000" for the country or the code of a province, such as "620000"'
            ),
        )
    ),
    WithJsonSchema({"type": "string", "pattern": r"^(?:000000|[1-9][0-9]0000)$"}),
]
Clock = Annotated[
    str,
    AfterValidator(_formed(_CLOCK.fullmatch, Message('expected a time of day in quotes: "21:00"'))),
    WithJsonSchema({"type": "string", "pattern": f"^(?:{_CLOCK.pattern})$"}),
]
CategoryId = Annotated[
    str, StringConstraints(pattern=rf"^{ID}(?:\.{ID})?$", max_length=2 * ID_LONGEST + 1)
]
Window = Annotated[
    str,
    AfterValidator(
        _formed(_WINDOW.fullmatch, Message("expected the first and the last year: 2022/2024"))
    ),
    AfterValidator(_in_order),
    WithJsonSchema({"type": "string", "pattern": f"^{_WINDOW.pattern}$"}),
]
Code = Annotated[str, StringConstraints(pattern=rf"^{CODE}$")]
Month = Annotated[int, Field(ge=1, le=12)]
Year = Annotated[int, Field(ge=1949, le=2100)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$"), AfterValidator(_seen)]

Share = Annotated[float, Field(ge=0, le=1)]
ChangeBasis = Literal["yoy", "mom", "stated"]
AgencyLevel = Literal["ministry", "province", "prefecture", "county", "station"]
Status = Literal["running", "ended", "unknown"]
Qualifier = Literal["about", "over", "nearly", "at_least", "at_most"]
AuthorKind = Literal["police", "police_with_reporter", "reporter", "unknown"]
"""Who wrote a source, by its byline; not who printed it."""
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

    zh: OneLine
    en: OneLine | None = None


class Agency(Text):
    """The public security organ that runs a brand."""

    level: AgencyLevel


class Hours(Record):
    """Duty hours; an end before the start lies on the next day."""

    days: Literal["daily", "workdays", "weekends", "holidays"]
    from_: Clock = Field(alias="from")
    to: Clock


class Change(Record):
    """What makes a figure a change: the value is signed, and this is what it is compared with."""

    basis: ChangeBasis
    base_year: Year | None = None


class Metric(Record):
    """One figure of a brand. A level and a change are two metrics of the same indicator.

    `exposure` is the metric of the same brand that a count arose from, such as its residents.
    """

    id: Id
    indicator: Id
    value: ExactNumber
    value_max: ExactNumber | None = None
    unit: OneLine | None
    change: Change | None = None
    qualifier: Qualifier | None = None
    period: PeriodText | None = None
    as_of: Date | None = None
    period_text: OneLine | None = None
    scope: Text | None = None
    base: Base | None = None
    comparator: Text | None = None
    denominator: Text | None = None
    exposure: Id | None = None
    design: Design | None = None
    source: Id
    excerpt: OneLine


class Lineage(Record):
    """What a brand is known to come from; likeness is computed, never entered."""

    adopted_from: list[Id] = []
    renamed_from: list[Id] = []


class Note(Record):
    """A dated remark on a record."""

    on: Day
    zh: OneLine
    en: OneLine | None = None


class Review(Record):
    """How far a record was read: drafts are never built, unreviewed ones are marked."""

    status: Literal["draft", "unreviewed", "reviewed"]
    on: Day | None = None


FIVE_IS: Final = ("intelligence", "intervention", "implementation", "involvement", "impact")
"""The sections of a brand in their order (Ekblom's 5Is)."""

TAGS: Final = ("problems", "practices", "partners")
"""The tag vocabularies: each is a list of ids in `Brand` and a file of `content/vocabulary/`."""


class Brand(Record):
    """One local policing programme of one agency.

    `evaluated_by` is the source of an evaluation by others than the agency. `formerly` are ids
    that the record had, or one that was merged into it: their addresses lead on.
    """

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    formerly: FormerIds = []
    name: Text
    name_basis: Literal["source", "descriptive"]
    agency: Agency
    place: Code
    category: Annotated[
        str, StringConstraints(pattern=rf"^{ID}\.{ID}$", max_length=2 * ID_LONGEST + 1)
    ]
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
    evaluated_by: Id | None = None
    sources: Annotated[list[Id], Field(min_length=1)]
    metrics: list[Metric] = []
    lineage: Lineage = Field(default_factory=Lineage)
    added: Day
    changes: list[Note] = []
    review: Review


class SourceText(Record):
    """The text that was read; the text itself is not stored."""

    file: FileName
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
    formerly: FormerIds = []
    title: Text
    publisher: Text | None
    published: Date | None
    date_basis: Literal["stated", "inferred"] = "stated"
    url: Address | None = None
    kind: Literal["press", "own_release", "reprint", "teaser", "register"]
    reprint_of: Id | None = None
    author_kind: AuthorKind = "unknown"
    accessed: Day
    read: Literal["whole", "part", "none"]
    text: SourceText | None = None
    receipt: Receipt | None = None


class Family(Record):
    """Indicators whose figures are shown together; `trap` is what those cannot say.

    `tells` says what its figures tell of that one needs to copy a brand.
    """

    name: Text
    definition: Text
    trap: Text
    tells: Literal["staff", "equipment"] | None = None


class Indicator(Record):
    """What a figure counts; `unit_en` is the English noun after it, one and many.

    `formerly` are ids that it or an indicator that it took in had: their addresses lead on.
    """

    name: Text
    family: Id
    formerly: FormerIds = []
    terms: Annotated[list[OneLine], Field(min_length=1)]
    units: list[OneLine]
    unit_en: Annotated[list[OneLine], Field(min_length=2, max_length=2)] | None = None
    kind: Literal["input", "activity", "outcome"]
    good: Literal["up", "down", "none"]
    definition: Text
    trap: Text | None = None


class Baseline(Record):
    """How an indicator changed in the country (`000000`) or a province, in per cent.

    On the same time of the year before; the period has two ends, and the source says so.
    """

    indicator: Id
    place: CountryOrProvince
    period: ClosedPeriod
    change: ExactNumber
    source: Id


class Term(Record):
    """One entry of a tag vocabulary: a problem, practice or partner; or a category's child.

    `terms` are the words by which a draft takes an article to be about it, besides its name.
    """

    name: Text
    formerly: FormerIds = []
    terms: list[OneLine] = []
    definition: Text


class Category(Record):
    """What kind of policing, first level; `children` are the second.

    `terms` are words that speak for each of the children.
    """

    name: Text
    terms: list[OneLine] = []
    definition: Text
    children: dict[Id, Term]


class GlossaryEntry(Record):
    """One term of the field with its rendering in the other language."""

    term: Text
    definition: Text


class HonourEntry(Record):
    """One line of a published award list, as published."""

    position: Annotated[int, Field(ge=1, le=1_000_000)]
    name: Text
    agency: Text
    brand: Id | None = None


class Honour(Record):
    """A published award list; never an input of a ranking."""

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    formerly: FormerIds = []
    title: Text
    organiser: Text
    year: Year
    source: Id
    order: Literal["declared_ranking", "not_declared_ranking"]
    criteria: Text | None = None
    entries_total: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    entries: list[HonourEntry]


class EditionIndicator(Record):
    """An indicator that an edition's composite counts, with its worst and best value.

    The values are in the unit of the figures; with a `basis` they are changes in per cent.
    """

    indicator: Id
    basis: ChangeBasis | None = None
    worst: ExactNumber
    best: ExactNumber


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


class Windowed(Record):
    """What looks at a year or a window of years (of publication of a source) and a scope.

    `category` narrows it to one category of either level; `year` or `years` is given, not both.
    """

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    formerly: FormerIds = []
    year: Year | None = None
    years: Window | None = None
    scope: Scope
    category: CategoryId | None = None

    @field_validator("years")
    @classmethod
    def _years_alone(cls, years: str | None, others: ValidationInfo) -> str | None:
        if years is not None and others.data.get("year") is not None:
            raise ValueError(Message("`year` stands beside it: delete one of the two"))
        return years

    @model_validator(mode="after")
    def _some_window(self) -> Self:
        if self.year is None and self.years is None:
            raise ValueError(Message("add the window, `year: 2024` or `years: 2022/2024`"))
        return self

    @property
    def first(self) -> int:
        """The first year of the window."""
        return self.year if self.year is not None else int((self.years or "")[:4])

    @property
    def last(self) -> int:
        """The last year of the window."""
        return self.year if self.year is not None else int((self.years or "")[-4:])

    @property
    def window(self) -> str:
        """The window as readers see it: `2024`, `2022–2024`."""
        return str(self.last) if self.first == self.last else f"{self.first}–{self.last}"


class Edition(Windowed):
    """One ranking report.

    `importance` ranks the composite's indicators in groups, most important first;
    `documentation` does the same for the items of the documentation ranking.
    """

    status: Literal["draft", "published"]
    title: Text
    indicators: list[EditionIndicator] = []
    importance: list[list[Id]] = []
    documentation: list[list[Item]] = []
    thresholds: Thresholds = Field(default_factory=Thresholds)
    method_changes: list[Note] = []


class Candidate(Record):
    """A programme that was pointed out to the book, where to read of it, and what became of it.

    `brand` is its record where it was entered or is on record already, `reason` why it is no
    brand; `title`, `publisher` and `published` are those of the article that was named.
    """

    name: Text
    place: Code
    title: OneLine | None
    publisher: OneLine | None
    published: Date | None
    outcome: Literal["entered", "duplicate", "not_a_brand", "not_found"]
    reason: Literal["undescribed", "statistics", "other_body", "cut_off"] | None = None
    brand: Id | None = None


CORRECTED: Final = ("brands", "sources", "indicators", "honours")
"""The kinds of record that a correction can name."""

RecordName = Annotated[
    str,
    AfterValidator(
        _formed(
            re.compile(rf"(?:{'|'.join(CORRECTED)})/{ID}").fullmatch,
            Message("expected a record by its address, such as brands/linxia-night-policing"),
        )
    ),
    WithJsonSchema({"type": "string", "pattern": rf"^(?:{'|'.join(CORRECTED)})/{ID}$"}),
]
FieldPath = Annotated[
    str,
    AfterValidator(
        _formed(
            re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*").fullmatch,
            Message("expected keys joined by full stops, such as metrics.patrol-routes.value"),
        )
    ),
    WithJsonSchema({"type": "string", "pattern": r"^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$"}),
]


def stated(value: Any) -> str | None:
    """A value of a record as a correction writes it: numbers exact, lists joined by commas.

    Raises ValueError for keys and values, which a correction names one by one.
    """
    value = _iso(value)
    if value is None or (isinstance(value, str) and not _FRACTION.fullmatch(value)):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(stated(part) or "null" for part in value) or None
    if isinstance(value, dict):
        raise ValueError(Message("expected one value: name its key in `field`"))
    return number_text(_number(value))


StatedValue = Annotated[
    str | None,
    BeforeValidator(stated),
    AfterValidator(lambda text: text if text is None else _one_line(text)),
    WithJsonSchema({"type": ["string", "number", "boolean", "array", "null"]}),
]


class Correction(Record):
    """One published correction: what was wrong, what it became and why.

    `record` is named as its address is; in `field`, an entry of a list is named by its id or its
    position. A null is what was not there before, or is not any more.
    """

    id: Id
    on: Day
    record: RecordName
    field: FieldPath
    old: StatedValue
    new: StatedValue
    reason: Text

    @property
    def kind(self) -> str:
        """The kind of the record: `brands`, `sources`, `indicators` or `honours`."""
        return self.record.partition("/")[0]

    @property
    def identity(self) -> str:
        """The id of the record."""
        return self.record.partition("/")[2]
