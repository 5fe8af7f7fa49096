"""The two tables that a reader narrows, sorts and takes away: all figures, and all brands.

A cell holds words, each with the key by which addresses, facets and links know it. The tables are
made for one language at a time and column by column, every word once: a script that gets forty
thousand rows has to read them in a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby, islice
from typing import Any, Final, Generic, NamedTuple, TypeVar, get_args

from generator.book.book import Book
from generator.book.figures import METRIC_KINDS, Figure, figures_of
from generator.evidence.claims import GAPS
from generator.evidence.ladder import RUNGS
from generator.evidence.units import fold
from generator.records.content import Vocabulary
from generator.records.i18n import Words
from generator.records.models import TAGS, AgencyLevel, Status
from generator.site.page import Page
from generator.site.speaker import Speaker, Word
from generator.tables import formats
from generator.tables.comparable import ends_in
from generator.tables.frames import BrandRow, in_order

FIRST_ROWS = 50
"""Rows that a page shows without its script."""

MOST_ROWS = 40_000
"""Rows that one file holds; beyond, every province has its own."""

Explorable = TypeVar("Explorable")


class Attribute(NamedTuple, Generic[Explorable]):
    """One column: its name in addresses, the word at its head, and what a row has in it.

    `flags` are of `facet`: it can be narrowed by; `shown`: at first; `ordered`: sorted in the order
    of its keys, others by their texts. `order` lists the keys, else they stand by themselves.
    `nothing` is the word for rows that have none. `number` is what it is sorted by and taken away
    as, beside its text. `link` is an address below the language's folder with names of columns in
    braces.
    """

    name: str
    label: str
    words: Callable[[Explorable, Speaker], Iterable[Word]]
    flags: str = ""
    order: Callable[[Vocabulary], Iterable[str]] = lambda _: ()
    link: str = ""
    nothing: str = "not_reported"
    number: Callable[[Explorable], float | int] | None = None


def _text(value: str | None) -> list[Word]:
    return [Word(value, value)] if value else []


def _tags(kind: str) -> Callable[[Any, Speaker], list[Word]]:
    def words(row: Any, speaker: Speaker) -> list[Word]:
        own = (tag.partition("/") for tag in row.tags.split())
        terms = speaker.vocabulary.tags[kind]
        return [Word(tag, speaker.text(terms[tag].name)) for k, _, tag in own if k == kind]

    return words


def _terms(kind: str) -> Callable[[Vocabulary], Iterable[str]]:
    return lambda vocabulary: vocabulary.tags[kind]


def _field(row: BrandRow, speaker: Speaker) -> list[Word]:
    first = row.category.partition(".")[0]
    return [Word(first, speaker.text(speaker.vocabulary.categories[first].name))]


def _category(row: BrandRow, speaker: Speaker) -> list[Word]:
    return [Word(row.category, speaker.text(speaker.categories[row.category].name))]


def _province(row: BrandRow, speaker: Speaker) -> list[Word]:
    return [Word(row.province, speaker.place(row.province))] if row.province else []


def _level(row: BrandRow, speaker: Speaker) -> list[Word]:
    name = speaker.words[f"rung_{RUNGS[row.evidence_level]}"]
    return [Word(str(row.evidence_level), f"L{row.evidence_level} {name}")]


def _name(row: BrandRow, speaker: Speaker) -> list[Word]:
    return [Word(row.id, speaker.own(row.name_zh, row.name_en))]


def _started(row: BrandRow, speaker: Speaker) -> list[Word]:
    return [Word(row.started, formats.date(row.started, speaker.words))] if row.started else []


def _fixed(keys: Iterable[Any]) -> Callable[[Vocabulary], list[str]]:
    return lambda _: [str(key) for key in keys]


def _latest(row: BrandRow, _: Speaker) -> list[Word]:
    return _text((row.latest or "")[:4])


BRANDS: Final[Sequence[Attribute[BrandRow]]] = (
    Attribute("brand", "brand", _name, "shown", link="brands/{brand}.html"),
    Attribute("place", "place", lambda row, s: [Word(row.place, s.place(row.place))], "shown"),
    Attribute("province", "province", _province, "facet", link="places/{province}.html"),
    Attribute("field", "explorer_field", _field, "facet", lambda v: v.categories),
    Attribute(
        "category",
        "category",
        _category,
        "facet shown",
        lambda v: v.second_levels(),
        link="categories/{category}.html",
    ),
    *(Attribute(kind, kind, _tags(kind), "facet", _terms(kind)) for kind in TAGS),
    Attribute("agency", "agency", lambda row, s: _text(s.own(row.agency_zh, row.agency_en))),
    Attribute(
        "level",
        "agency_level",
        lambda row, s: s.named("level", [row.level]),
        "facet ordered",
        _fixed(get_args(AgencyLevel)),
    ),
    Attribute(
        "status",
        "status",
        lambda row, s: s.named("status", [row.status]),
        "facet ordered",
        _fixed(get_args(Status)),
    ),
    Attribute("started", "started", _started, "ordered"),
    Attribute(
        "season",
        "season",
        lambda row, s: s.named("month", row.season.split()),
        "facet ordered",
        _fixed(range(1, 13)),
    ),
    Attribute("evidence", "ladder_level", _level, "facet shown ordered", _fixed(range(len(RUNGS)))),
    Attribute(
        "figures",
        "figures",
        lambda row, s: _text(formats.number(row.figures, s.words)),
        "shown",
        number=lambda row: row.figures,
    ),
    Attribute(
        "latest", "last_source", lambda row, _: _text((row.latest or "")[:4]), "facet shown ordered"
    ),
)
"""The columns of the table of brands."""


def _of_brand(name: str, **changed: Any) -> Attribute[Figure]:
    """A column of a brand beside each of its figures."""
    column = next(column for column in BRANDS if column.name == name)

    def words(figure: Figure, speaker: Speaker) -> Iterable[Word]:
        return column.words(figure.brand, speaker)

    return Attribute(**{**column._asdict(), "words": words, **changed})


def _indicator(figure: Figure, speaker: Speaker) -> list[Word]:
    return [Word(figure.metric.indicator, speaker.text(figure.indicator.name))]


def _family(figure: Figure, speaker: Speaker) -> list[Word]:
    family = speaker.vocabulary.families[figure.indicator.family]
    return [Word(figure.indicator.family, speaker.text(family.name))]


def _claim(figure: Figure, speaker: Speaker) -> list[Word]:
    return speaker.named("claim", ["level" if figure.metric.basis is None else "change"])


def _value(figure: Figure, speaker: Speaker) -> list[Word]:
    return _text(formats.figure_text(figure.metric, figure.indicator, speaker.words))


def _number(figure: Figure) -> float | int:
    """In the unit that all its synonyms fold into, so that 2.7万 is more than 300."""
    metric = figure.metric
    number: Fraction = fold(metric.value, metric.unit, figure.indicator.units)[0]
    return int(number) if number.denominator == 1 else float(number)


def _basis(figure: Figure, speaker: Speaker) -> list[Word]:
    return speaker.named("basis", [figure.metric.basis] if figure.metric.basis else [])


def _period(figure: Figure, speaker: Speaker) -> list[Word]:
    """By its first day; a date behind the period of the same name, then what has only words."""
    metric = figure.metric
    if text := formats.metric_period(metric, speaker.words):
        return [Word(metric.period or f"{metric.as_of} as of", text)]
    return [Word(f"~ {metric.period_text}", metric.period_text)] if metric.period_text else []


def _year(figure: Figure, _speaker: Speaker) -> list[Word]:
    return _text((ends_in(figure.metric) or "")[:4])


def _gaps(figure: Figure, speaker: Speaker) -> list[Word]:
    return speaker.named("gap", figure.metric.gaps.split())


def _source(figure: Figure, speaker: Speaker) -> list[Word]:
    return [Word(figure.source.id, speaker.source(figure.source.id))]


def _checked(figure: Figure, speaker: Speaker) -> list[Word]:
    return speaker.named("checked", ["as_read" if figure.metric.verified is None else "verified"])


FIGURES: Final[Sequence[Attribute[Figure]]] = (
    _of_brand("brand"),
    _of_brand("place"),
    _of_brand("province"),
    _of_brand("field"),
    _of_brand("category", flags="facet"),
    _of_brand("problems"),
    Attribute(
        "family",
        "fam_family",
        _family,
        "facet",
        lambda v: v.families,
        link="families/{family}.html",
    ),
    Attribute(
        "indicator",
        "indicator",
        _indicator,
        "facet shown",
        lambda v: v.indicators,
        link="indicators/{indicator}.html",
    ),
    Attribute(
        "kind",
        "kind",
        lambda figure, s: s.named("kind", [figure.indicator.kind]),
        "facet ordered",
        _fixed(METRIC_KINDS),
    ),
    Attribute("claim", "explorer_claim", _claim, "facet ordered"),
    Attribute("value", "value", _value, "shown", link="brands/{brand}.html#{id}", number=_number),
    Attribute("basis", "compared_with", _basis, "shown"),
    Attribute("period", "period", _period, "shown ordered"),
    Attribute("year", "year", _year, "facet ordered"),
    _of_brand("evidence"),
    _of_brand("level"),
    Attribute("gaps", "not_reported", _gaps, "facet ordered", _fixed(GAPS), nothing="none"),
    Attribute("checked", "checked", _checked, "facet ordered"),
    Attribute("excerpt", "excerpt", lambda figure, _: _text(figure.metric.excerpt)),
    Attribute("source", "source", _source, link="sources/{source}.html"),
    Attribute("id", "figure_id", lambda figure, _: _text(figure.metric.id)),
)
"""The columns of the table of figures; those of its brand are filtered as there."""


class Explored(NamedTuple, Generic[Explorable]):
    """One table: its name in addresses, its columns, its rows in the order of a language."""

    name: str
    columns: Sequence[Attribute[Explorable]]
    rows: Callable[[Book, Words], Iterator[Explorable]]
    province: Callable[[Explorable], str]


def _figures(book: Book, words: Words) -> Iterator[Figure]:
    for row in in_order(book.rows(), words):
        yield from figures_of(book, book.brands[row.id].read_metrics())


EXPLORED: Final[Sequence[Explored[Any]]] = (
    Explored("figures", FIGURES, _figures, lambda figure: figure.brand.province),
    Explored("brands", BRANDS, lambda book, words: iter(in_order(book.rows(), words)),
             lambda row: row.province),
)  # fmt: skip
"""Every table that can be explored; a new one is a line here and a page."""


def parts_of_table(
    book: Book, table: Explored[Explorable], words: Words
) -> dict[str, list[Explorable]]:
    """The rows of each file of a table, by the code of its province; one file has none."""
    rows = list(table.rows(book, words))
    if len(rows) <= MOST_ROWS:
        return {"": rows}
    ordered = sorted(rows, key=table.province)
    return {code: list(part) for code, part in groupby(ordered, table.province)}


def coded(
    table: Explored[Explorable], rows: Sequence[Explorable], speaker: Speaker
) -> dict[str, Any]:
    """A table as its script reads it: for each column the words, and the places of a row's words.

    A word is `[key, text]`, or its text where that is its key; a row has the place of its word in
    the list, -1 for none, or a list of places.
    """
    return {"columns": [_coded(column, rows, speaker) for column in table.columns]}


def _coded(
    column: Attribute[Explorable], rows: Sequence[Explorable], speaker: Speaker
) -> dict[str, Any]:
    cells = [[*column.words(row, speaker)] for row in rows]
    pairs = {word for cell in cells for word in cell}
    texts = {word.key: word.text for word in pairs}
    if len(texts) != len(pairs):
        raise AssertionError(f"{column.name}: one key has two words")
    listed = [key for key in column.order(speaker.vocabulary) if key in texts]
    known = [*listed, *sorted(texts.keys() - set(listed))]
    places = {key: place for place, key in enumerate(known)}
    many = any(len(cell) > 1 for cell in cells)
    shape: dict[str, Any] = {"name": column.name, "label": speaker.words[column.label]}
    shape |= dict.fromkeys(column.flags.split(), True)
    if column.link:
        shape["link"] = column.link
    if column.nothing != "not_reported":
        shape["nothing"] = speaker.words[column.nothing]
    if column.number is not None:
        shape["numbers"] = [column.number(row) for row in rows]
    shape["words"] = [texts[key] if texts[key] == key else [key, texts[key]] for key in known]
    found = [[places[word.key] for word in cell] for cell in cells]
    shape["rows"] = found if many else [cell[0] if cell else -1 for cell in found]
    return shape


def explorer_pages(book: Book) -> Iterator[Page]:
    """All figures in one table, of which the first stand there without a script."""
    first = {
        language: list(islice(_figures(book, words), FIRST_ROWS))
        for language, words in book.words.items()
    }
    data = {"figures": first, "total": book.figure_count(), **explored_data(book, "figures")}
    yield Page("explorer", "pages/explorer.html", data)


def explored_data(book: Book, name: str) -> dict[str, Any]:
    """What the page of a table needs: its name, its script, and the provinces it is split by."""
    rows = book.figure_count() if name == "figures" else len(book.brands)
    split = sorted({row.province for row in book.rows()}) if rows > MOST_ROWS else []
    return {"explored": name, "provinces": split, "scripts": ["explorer"]}
