"""What the report of an edition says: the numbers and lists that its sections show.

A section is a template of `templates/report/`, in the order of the file names; the same section
goes into the edition's page and into its PDF. Nothing here looks beyond the edition's own book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from generator.book.book import Book, EditionBook
from generator.book.figures import METRIC_KINDS, Figure, figures_of
from generator.evidence.claims import GAPS, LEVELS, outside_sources
from generator.rank.results import Beaten, Documented, League, LeagueRow, Shortlist
from generator.rank.shortlists import FACETS
from generator.records.i18n import Words
from generator.records.models import FIVE_IS, Brand, Category, Source
from generator.site.families import family_views
from generator.site.weighing import weighing_of
from generator.tables import formats
from generator.tables.charts import tile_map
from generator.tables.codebook import EDITION_CODEBOOK
from generator.tables.frames import BrandRow, by_place


class Step(NamedTuple):
    """One step of the funnel: how many of what are left; `of` is what the first step had."""

    name: str
    number: int
    of: int


class Table(NamedTuple):
    """A league table with its figures, best rank first, or by place where it is unordered.

    The last of each row is what a count arose from, such as residents.
    """

    league: League
    rows: list[tuple[LeagueRow, Figure, Figure | None]]


class Chapter(NamedTuple):
    """The brands of one category or place."""

    code: str
    brands: list[BrandRow]
    with_figures: int
    with_outcome: int


class Near(NamedTuple):
    """Brands that one brand of a shortlist beats on the same facets."""

    by: str
    on: list[str]
    brands: list[str]


class Front(NamedTuple):
    """A shortlist with some of the brands that are not on it, the nearest first, and how many more.

    The fewer facets a brand is beaten on, the nearer it is.
    """

    made: Shortlist
    near: list[Near]
    more: int


class Profile(NamedTuple):
    """One brand as the report presents it."""

    row: BrandRow
    brand: Brand
    figures: list[Figure]
    sources: list[Source]
    documented: Documented | None


def section_names(templates: Path) -> list[str]:
    """The sections of a report in their order, by the names of their files."""
    return [path.stem for path in sorted((templates / "report").glob("[0-9][0-9]-*.html"))]


def report_data(own: EditionBook, live: Container[str]) -> dict[str, Any]:
    """All that the sections of one edition show but the profiles.

    `live` are the brands that have a page today.
    """
    book = own.book
    documented = {d.brand: d for d in own.documented()}
    composite = own.rankings.composite if own.rankings else None
    refused = {r.brand: r.reasons for r in composite.refused} if composite else {}
    return {
        "edition": own.edition,
        "stored": own.stored,
        "rankings": own.rankings,
        "ledger": own.ledger,
        "before": own.before,
        "rows": {identity: entry.row for identity, entry in book.brands.items()},
        "documented": documented,
        "families": family_views(own.rankings.families if own.rankings else [], book),
        "funnel": _funnel(own),
        "stated": _stated(own),
        "kinds": Counter(f.indicator.kind for f in _all_figures(book)),
        "source_kinds": Counter(s.kind for s in book.content.sources.values()),
        "tables": _tables(own),
        "apart": _apart(own),
        "shortlists": (fronts := _shortlists(own))[:FRONTS],
        "facets": FACETS,
        "more_shortlists": [front.made.subject for front in fronts[FRONTS:]],
        "chapters": {
            "categories": _categories(book),
            "places": _places(own),
        },
        "tiles": tile_map(Counter(row.province for row in book.rows())),
        "quality": _quality(book),
        "worked": _worked(own),
        "five_is": FIVE_IS,
        "version": lambda words: version(own, words),
        "files": _files(own),
        "refused": refused,
        "weighing": weighing_of(own),
        "live": live,
    }


class File(NamedTuple):
    """A file to download; `path` is below the site's folder."""

    name: str
    path: str


def _files(own: EditionBook) -> list[File]:
    """What belongs to an edition: its PDFs where they were made, its tables, its rankings."""
    folder = f"data/editions/{own.edition.id}"
    tables = [f"{name}.csv" for name in EDITION_CODEBOOK]
    downloads = own.book.settings.downloads
    made = sorted(path.name for path in (downloads / folder).glob("*.pdf")) if downloads else []
    return [File(name, f"{folder}/{name}") for name in [*made, *tables, "rankings.json"]]


def version(own: EditionBook, words: Words) -> str:
    """What pins an edition: its id, its status, the day of its data and its checksum."""
    checksum = own.rankings.checksum[:12] if own.rankings else "–"
    date = formats.date(own.book.as_of, words)
    if own.edition.status == "draft":
        return words.say("version_draft", id=own.edition.id, date=date, checksum=checksum)
    return words.say("version_published", id=own.edition.id, date=date, checksum=checksum)


def _all_figures(book: Book) -> list[Figure]:
    return figures_of(book, book.figures())


def _funnel(own: EditionBook) -> list[Step]:
    """From documents to brands to figures to those that stand in a ranked table."""
    book = own.book
    figures = _all_figures(book)
    brands = len(book.brands)
    leagues = own.rankings.leagues if own.rankings else []
    read = sum(source.read != "none" for source in book.content.sources.values())
    ranked = [league for league in leagues if league.method != "list"]
    outcomes = {f.brand.id for f in figures if f.indicator.kind == "outcome"}
    return [
        Step("documents", read, read),
        Step("brands", brands, brands),
        Step("brands_with_figures", len({f.brand.id for f in figures}), brands),
        Step("brands_with_outcome", len(outcomes), brands),
        Step("brands_compared", _compared(book), brands),
        Step("figures", len(figures), len(figures)),
        Step("figures_comparable", sum(len(x.rows) for x in leagues), len(figures)),
        Step("figures_ranked", sum(len(x.rows) for x in ranked), len(figures)),
    ]


def _compared(book: Book) -> int:
    """Brands whose evaluation has a comparison area or group."""
    designs = [row.design for row in book.rows()]
    return sum(d is not None and LEVELS[d].maryland_1997 >= 3 for d in designs)


def _stated(own: EditionBook) -> list[tuple[str, int, int]]:
    """For each item of documentation: brands that state it in full, and in part."""
    if own.rankings is None:
        return []
    rows = own.documented()
    return [
        (item, sum(r.items[n] == 1 for r in rows), sum(0 < r.items[n] < 1 for r in rows))
        for n, item in enumerate(own.rankings.documentation.items)
    ]


def _tables(own: EditionBook) -> list[Table]:
    if own.rankings is None:
        return []
    book = own.book
    figures = {(f.metric.brand, f.metric.id): f for f in _all_figures(book)}
    place = {row.id: n for n, row in enumerate(by_place(book.rows()))}
    return [_table(league, figures, place) for league in own.rankings.leagues]


def _table(
    league: League, figures: Mapping[tuple[str, str], Figure], place: Mapping[str, int]
) -> Table:
    order = sorted(league.rows, key=lambda r: (r.rank or 0, r.upper or 0, place[r.brand]))
    rows = []
    for row in order:
        figure = figures[row.brand, row.metric]
        exposed_to = figures.get((row.brand, figure.metric.exposure or ""))
        rows.append((row, figure, exposed_to))
    return Table(league, rows)


def _apart(own: EditionBook) -> list[tuple[Figure, str]]:
    """Figures that stand in no table, by indicator and place, each with the reason."""
    if own.rankings is None:
        return []
    rows = {(f.metric.brand, f.metric.id): f for f in _all_figures(own.book)}
    found = [(rows[a.brand, a.metric], a.reason) for a in own.rankings.apart]
    order = {i: n for n, i in enumerate(own.book.content.vocabulary.indicators)}
    return sorted(
        found,
        key=lambda pair: (
            METRIC_KINDS.index(pair[0].indicator.kind),
            order[pair[0].metric.indicator],
            pair[0].brand.place,
            pair[0].metric.id,
        ),
    )


FRONTS = 12
"""Shortlists that a report prints; the others it names."""

NEAR = 5
"""Brands that a report names beside a shortlist."""


def _shortlists(own: EditionBook) -> list[Front]:
    """Those of the problems, most brands first."""
    made = own.rankings.shortlists if own.rankings else []
    problems = [one for one in made if one.subject.startswith("problems/")]
    problems.sort(key=lambda one: (-len(one.facets), one.subject))
    return [_front(one) for one in problems]


def _front(made: Shortlist) -> Front:
    def reason(one: Beaten) -> tuple[str, list[str]]:
        return one.by, one.on

    order = sorted(made.beaten, key=lambda one: (len(one.on), reason(one), one.brand))
    near = [
        Near(by, on, [one.brand for one in group])
        for (by, on), group in groupby(order[:NEAR], key=reason)
    ]
    return Front(made, near, len(order[NEAR:]))


def _chapter(code: str, brands: list[BrandRow]) -> Chapter:
    return Chapter(
        code,
        brands,
        sum(row.figures > 0 for row in brands),
        sum(row.design is not None for row in brands),
    )


def _categories(book: Book) -> list[Chapter]:
    """First-level categories that have brands, in the order of the vocabulary."""
    found: dict[str, list[BrandRow]] = {}
    for row in book.rows():
        found.setdefault(row.category.partition(".")[0], []).append(row)
    known: dict[str, Category] = book.content.vocabulary.categories
    return [_chapter(first, found[first]) for first in known if first in found]


def _places(own: EditionBook) -> list[Chapter]:
    """Provinces of a national edition, prefectures of a provincial one, by code."""
    found: dict[str, list[BrandRow]] = {}
    for row in own.book.rows():
        inside = row.prefecture or row.place
        found.setdefault(row.province if own.edition.scope == "all" else inside, []).append(row)
    return [_chapter(code, rows) for code, rows in sorted(found.items())]


def profiles_of(own: EditionBook, brands: Iterable[str]) -> dict[str, Profile]:
    """The profiles of some brands of an edition, by id."""
    documented = {row.brand: row for row in own.documented()}
    return {identity: _profile(own, identity, documented.get(identity)) for identity in brands}


def _profile(own: EditionBook, identity: str, documented: Documented | None) -> Profile:
    entry = own.book.brands[identity]
    brand = entry.record()
    sources = [own.book.content.sources[source] for source in brand.sources]
    figures = figures_of(own.book, entry.metrics)
    figures.sort(key=lambda figure: METRIC_KINDS.index(figure.indicator.kind))
    return Profile(entry.row, brand, figures, sources, documented)


def _quality(book: Book) -> dict[str, Any]:
    """How good the records are: verification, origin, gaps, dates, review."""
    figures = _all_figures(book)
    sources = list(book.content.sources.values())
    brands = [entry.record() for entry in book.brands.values()]
    gaps = Counter(gap for figure in figures for gap in figure.metric.gaps.split())
    filled = Counter(
        sum(getattr(brand, section) is not None for section in FIVE_IS) for brand in brands
    )
    return {
        "figures": len(figures),
        "verified": sum(figure.metric.verified is not None for figure in figures),
        "own_words": sum(outside_sources([figure.source]) == 0 for figure in figures),
        "gaps": [(gap, gaps[gap]) for gap in GAPS],
        "inferred_dates": sum(source.date_basis == "inferred" for source in sources),
        "reprints": sum(source.kind == "reprint" for source in sources),
        "reviewed": sum(brand.review.status == "reviewed" for brand in brands),
        "filled": [(number, filled[number]) for number in range(len(FIVE_IS), -1, -1)],
    }


def _worked(own: EditionBook) -> Documented | None:
    """The brand that the method works through: the one with most figures, then by id."""
    rows = own.documented()
    return min(rows, key=lambda row: (-row.figures, row.brand)) if rows else None
