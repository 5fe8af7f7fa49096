"""What the report of an edition says: the numbers and lists that its sections show.

A section is a template of `templates/report/`, in the order of the file names; the same section
goes into the edition's pages and into its PDF. Nothing here looks beyond the edition's own book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from generator.book.book import Book, EditionBook
from generator.book.figures import METRIC_KINDS, Figure, figures_of
from generator.book.ledger import Move
from generator.evidence.claims import GAPS, outside_sources
from generator.evidence.ladder import RUNGS
from generator.rank.results import (
    Beaten,
    ChangeRow,
    Documented,
    FamilyChanges,
    Forecast,
    League,
    LeagueRow,
    Likely,
    Shortlist,
    Tier,
)
from generator.rank.shortlists import FACETS
from generator.records.i18n import Words
from generator.records.models import FIVE_IS, Brand, Source
from generator.site.corrections import corrections_of
from generator.site.families import family_views, plots_of
from generator.site.rounds import rounds_of
from generator.site.weighing import weighing_of
from generator.tables import formats
from generator.tables.codebook import EDITION_CODEBOOK
from generator.tables.frames import BrandRow, by_place

PAGED: Final[Mapping[str, int]] = {"changes": 3, "profiles": 25, "sources": 200, "index": 400}
"""Sections that have pages of their own on the site, and how many of their entries one holds."""

COLOURS: Final = 6
"""Categories that a picture of the ladder tells apart; the others share a mark."""

MOST_MARKS: Final = 200
"""Marks on one rung; where it holds more brands, a mark stands for several."""

WIDE: Final = 15
"""Marks beside each other."""


class Square(NamedTuple):
    """One square of the ladder's picture: where it stands, its category's colour, and its brand.

    `colour` is 1 to `COLOURS`, 0 for the other categories; `brand` is None where a mark stands for
    several brands.
    """

    column: int
    line: int
    colour: int
    brand: BrandRow | None


class Rung(NamedTuple):
    """One rung of the ladder: how many brands stand on it.

    `kinds` pairs the colour of a category with how many of its brands stand here.
    """

    level: int
    name: str
    number: int
    kinds: list[tuple[int, int]]
    marks: list[Square]
    lines: int


class Ladder(NamedTuple):
    """The rungs, highest first; the categories by colour; how many brands a mark stands for.

    `wide` is how many marks stand beside each other.
    """

    rungs: list[Rung]
    categories: list[str]
    each: int
    wide: int = WIDE


class Lack(NamedTuple):
    """Brands of one level that lack the same for the next."""

    level: int
    codes: tuple[str, ...]
    brands: list[str]


class Certainty(NamedTuple):
    """What is known of all changes since the year before.

    `favourable` of `judged` went the good way; of the `tested`, whose base is known, `beyond` lie
    beyond chance. `least` and `most` bound the bases from which the others would.
    """

    number: int
    favourable: int
    judged: int
    tested: int
    beyond: int
    least: int | None
    most: int | None


class Findings(NamedTuple):
    """What the first page says.

    `reached` counts the brands on each level or above; `leaders` are those on the highest one that
    any has reached, none where that tells nothing apart; `kinds` are the largest categories with
    their brands; `named` are the changes where they are few; `lack` is what most brands lack, None
    where none lacks anything; `subject` is the shortlist of the category with most brands.
    """

    reached: list[int]
    leaders: list[str]
    kinds: list[tuple[str, int]]
    changes: Certainty
    named: list[Figure]
    lack: Lack | None
    subject: Shortlist | None


class Chance(NamedTuple):
    """How many forecasts of each kind have a probability from `low` to `high` per cent."""

    low: int
    high: int
    seen: int
    again: int


class LeagueTable(NamedTuple):
    """A league table with its figures, best rank first.

    The last of each row is what a count arose from, such as residents.
    """

    league: League
    rows: list[tuple[LeagueRow, Figure, Figure | None]]


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


class Entry(NamedTuple):
    """A line of the index: the place under which a brand stands, by its code, and the brand."""

    place: str
    row: BrandRow


def section_names(templates: Path) -> list[str]:
    """The sections of a report in their order, by the names of their files."""
    return [path.stem for path in sorted((templates / "report").glob("[0-9][0-9]-*.html"))]


def sections_of(own: EditionBook) -> list[str]:
    """The sections of an edition's report: one on selection rounds only where it has any."""
    names = section_names(own.book.settings.templates)
    return [name for name in names if name[3:] != "rounds" or rounds_of(own)]


def report_data(own: EditionBook, live: Container[str]) -> dict[str, Any]:
    """All that the sections of one edition show but the entries of those in `PAGED`.

    `live` are the brands that have a page today.
    """
    book = own.book
    composite = own.rankings.composite if own.rankings else None
    lacks = lacks_of(book.rows())
    return {
        "edition": own.edition,
        "stored": own.stored,
        "rankings": own.rankings,
        "outlook": own.outlook if own.rankings else None,
        "moves": moves_of(own.ledger),
        "before": own.before,
        "rows": {identity: entry.row for identity, entry in book.brands.items()},
        "families": family_views(own.rankings.families if own.rankings else [], book),
        "plots_of": plots_of,
        "sections": [name[3:] for name in sections_of(own)],
        "rounds_shown": rounds_of(own),
        "ladder": _ladder(own),
        "lacks": lacks,
        "findings": findings_of(own, lacks),
        "chances": _chances(own.outlook.forecasts if own.rankings else []),
        "documented": {row.brand: row for row in own.documented()},
        "lines": _lines(own),
        "stated": _stated(own),
        "tables": _tables(own),
        "shortlists": (fronts := _shortlists(own))[:FRONTS],
        "facets": FACETS,
        "more_shortlists": [front.made.subject for front in fronts[FRONTS:]],
        "quality": _quality(book),
        "worked": _worked(own),
        "version": lambda words: version(own, words),
        "files": _files(own),
        "refused": {r.brand: r.reasons for r in composite.refused} if composite else {},
        "weighing": weighing_of(own),
        "live": live,
        "corrections": corrections_of(book),
    }


class Download(NamedTuple):
    """A file to download; `path` is below the site's folder."""

    name: str
    path: str


def _files(own: EditionBook) -> list[Download]:
    """What belongs to an edition: its PDFs and its workbook where they were made, its tables."""
    folder = f"data/editions/{own.edition.id}"
    tables = [f"{name}.csv" for name in EDITION_CODEBOOK]
    downloads = own.book.settings.downloads
    found = (downloads / folder).glob("beatbook-*") if downloads else ()
    made = sorted(path.name for path in found if path.suffix in (".pdf", ".xlsx"))
    return [Download(name, f"{folder}/{name}") for name in [*made, *tables, "rankings.json"]]


def version(own: EditionBook, words: Words) -> str:
    """What pins an edition: its id, its status, the day of its data and its checksum."""
    checksum = own.rankings.checksum[:12] if own.rankings else "–"
    date = formats.date(own.book.as_of, words)
    if own.edition.status == "draft":
        return words.say("version_draft", id=own.edition.id, date=date, checksum=checksum)
    return words.say("version_published", id=own.edition.id, date=date, checksum=checksum)


def moves_of(ledger: Iterable[Move]) -> dict[str, list[Move]]:
    """The moves of each kind, the brands that rose highest first."""
    moves: dict[str, list[Move]] = {kind: [] for kind in ("came", "rose", "stayed", "fell", "left")}
    for move in sorted(ledger, key=lambda m: (-(m.now or 0), m.brand.place, m.brand.id)):
        moves[move.kind].append(move)
    return moves


def _ladder(own: EditionBook) -> Ladder:
    rows = by_place(own.book.rows())
    counts = Counter(_first(row) for row in rows)
    order = {code: n for n, code in enumerate(own.book.content.vocabulary.categories)}
    categories = sorted(counts, key=lambda code: (-counts[code], order[code]))[:COLOURS]
    on_rung = Counter(row.evidence_level for row in rows)
    each = max(1, -(-max(on_rung.values(), default=0) // MOST_MARKS))
    rungs = []
    for level in reversed(range(len(RUNGS))):
        here = [row for row in rows if row.evidence_level == level]
        marks = list(_marks(here, categories, each))
        kinds = Counter(_colour(row, categories) for row in here)
        rungs.append(
            Rung(
                level=level,
                name=RUNGS[level],
                number=len(here),
                kinds=sorted(kinds.items(), key=lambda kind: kind[0] or COLOURS + 1),
                marks=marks,
                lines=-(-len(marks) // WIDE),
            )
        )
    return Ladder(rungs, categories, each)


def _first(row: BrandRow) -> str:
    return row.category.partition(".")[0]


def _colour(row: BrandRow, categories: Sequence[str]) -> int:
    first = _first(row)
    return categories.index(first) + 1 if first in categories else 0


def _marks(rows: Iterable[BrandRow], categories: Sequence[str], each: int) -> Iterator[Square]:
    """The marks of a rung, category by category, those without a colour last."""
    ordered = sorted(rows, key=lambda row: _colour(row, categories) or COLOURS + 1)
    place = 0
    for colour, group in groupby(ordered, key=lambda row: _colour(row, categories)):
        for first in list(group)[::each]:
            yield Square(place % WIDE, place // WIDE, colour, first if each == 1 else None)
            place += 1


def lacks_of(rows: Iterable[BrandRow]) -> list[Lack]:
    """What brands lack for the next level, highest level first, most brands first."""
    found: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for row in rows:
        codes = tuple(row.missing_for_next.split())
        found.setdefault((row.evidence_level, codes), []).append(row.id)
    lacks = [Lack(level, codes, brands) for (level, codes), brands in found.items()]
    return sorted(lacks, key=lambda lack: (-lack.level, -len(lack.brands), lack.codes))


_FEW: Final = 3
"""Brands that a sentence names; of more it gives the number."""


def findings_of(own: EditionBook, lacks: Sequence[Lack]) -> Findings:
    """What the first page of an edition says; `lacks` are those of its brands."""
    levels = [row.evidence_level for row in own.book.rows()]
    highest = max(levels, default=0)
    leaders = [row.id for row in own.book.rows() if row.evidence_level == highest]
    wanting = [lack for lack in lacks if lack.codes]
    kinds = Counter(_first(row) for row in by_place(own.book.rows()))
    families = own.rankings.families if own.rankings else []
    return Findings(
        reached=[sum(level >= least for level in levels) for least in range(len(RUNGS))],
        leaders=leaders if highest > 1 and len(leaders) <= _FEW else [],
        kinds=kinds.most_common(_FEW),
        changes=certainty(families),
        named=_named(own, families),
        lack=max(wanting, key=lambda lack: len(lack.brands), default=None),
        subject=_subject(own.rankings.shortlists if own.rankings else []),
    )


def _named(own: EditionBook, families: Sequence[FamilyChanges]) -> list[Figure]:
    """The figures of all changes, if they are few enough for a sentence."""
    wanted = [(row.brand, row.metric) for family in families for row in family.rows]
    if len(wanted) > _FEW:
        return []
    rows = {(row.brand, row.id): row for row in own.book.figures()}
    return figures_of(own.book, (rows[one] for one in wanted))


def certainty(families: Iterable[FamilyChanges]) -> Certainty:
    """What is known of the changes of some families together."""
    families = list(families)
    rows = [row for family in families for row in family.rows]
    tested = [row for row in rows if row.low is not None]
    bases = [r.least_base for r in rows if r.low is None and r.least_base is not None]
    return Certainty(
        number=len(rows),
        favourable=sum(family.favourable for family in families),
        judged=sum(family.judged for family in families),
        tested=len(tested),
        beyond=sum(_excludes_none(row) for row in tested),
        least=min(bases, default=None),
        most=max(bases, default=None),
    )


def _excludes_none(row: ChangeRow) -> bool:
    return (row.low is not None and row.low > 0) or (row.high is not None and row.high < 0)


def _subject(shortlists: Iterable[Shortlist]) -> Shortlist | None:
    """The shortlist of a whole category that leaves most brands behind few that can be named."""
    named = [
        one
        for one in shortlists
        if one.subject.startswith("category/") and "." not in one.subject and len(one.front) <= _FEW
    ]
    return max(named, key=lambda one: len(one.facets), default=None)


def _chances(forecasts: Iterable[Forecast]) -> list[Chance]:
    """The forecasts by fifths of their probability, likeliest first."""
    fifths = Counter((min(int(f.probability * 5), 4), f.kind) for f in forecasts)
    return [
        Chance(20 * n, 20 * (n + 1), fifths[n, "seen"], fifths[n, "again"])
        for n in range(4, -1, -1)
    ]


def _stated(own: EditionBook) -> list[tuple[str, int, int]]:
    """For each item of documentation: brands that state it in full, and in part."""
    if own.rankings is None:
        return []
    rows = own.documented()
    return [
        (item, sum(r.items[n] == 1 for r in rows), sum(0 < r.items[n] < 1 for r in rows))
        for n, item in enumerate(own.rankings.documentation.items)
    ]


def _lines(own: EditionBook) -> list[tuple[Tier, list[tuple[Likely, list[str]]]]]:
    """The documentation ranking, the brands of equal places in one line."""
    if own.rankings is None:
        return []
    places = {row.brand: row.place for row in own.documented()}
    return [(tier, alike(tier, places)) for tier in own.rankings.documentation.tiers]


def alike(tier: Tier, places: Mapping[str, Likely]) -> list[tuple[Likely, list[str]]]:
    """The brands of a tier by the places they share, first places first."""

    def bounds(brand: str) -> tuple[int, int]:
        return places[brand].low, places[brand].high

    ordered = sorted(tier.brands, key=lambda brand: (bounds(brand), brand))
    groups = ((places_, list(brands)) for places_, brands in groupby(ordered, key=bounds))
    return [(Likely(low=low, high=high), brands) for (low, high), brands in groups]


def _tables(own: EditionBook) -> list[LeagueTable]:
    """The league tables that have an order."""
    if own.rankings is None:
        return []
    book = own.book
    figures = {(f.metric.brand, f.metric.id): f for f in figures_of(book, book.figures())}
    place = {row.id: n for n, row in enumerate(by_place(book.rows()))}
    leagues = (league for league in own.rankings.leagues if league.method != "list")
    return [_table(league, figures, place) for league in leagues]


def _table(
    league: League, figures: Mapping[tuple[str, str], Figure], place: Mapping[str, int]
) -> LeagueTable:
    order = sorted(league.rows, key=lambda r: (r.rank or 0, r.upper or 0, place[r.brand]))
    rows = []
    for row in order:
        figure = figures[row.brand, row.metric]
        exposed_to = figures.get((row.brand, figure.metric.exposure or ""))
        rows.append((row, figure, exposed_to))
    return LeagueTable(league, rows)


def paged_entries(own: EditionBook) -> dict[str, Sequence[Any]]:
    """The entries of the sections in `PAGED`, in their order; sources newest first."""
    rows = by_place(own.book.rows())
    sources = own.book.content.sources.values()
    whole = own.edition.scope == "all"
    return {
        "changes": own.rankings.families if own.rankings else [],
        "profiles": [row.id for row in rows],
        "sources": sorted(sources, key=lambda s: (s.published or "", s.id), reverse=True),
        "index": [
            Entry(row.province if whole else row.prefecture or row.place, row) for row in rows
        ],
    }


FRONTS: Final = 12
"""Shortlists that a report prints; the others it names."""

NEAR: Final = 5
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


def section_entries(own: EditionBook, name: str, part: Sequence[Any]) -> dict[str, Any]:
    """Some entries of a section in `PAGED`, as its template takes them."""
    if name == "changes":
        return {"shown_families": family_views(part, own.book)}
    return {name: profiles_of(own, part) if name == "profiles" else part}


def profiles_of(own: EditionBook, brands: Iterable[str]) -> dict[str, Profile]:
    """The profiles of some brands of an edition, by id."""
    return {identity: _profile(own, identity) for identity in brands}


def _profile(own: EditionBook, identity: str) -> Profile:
    entry = own.book.brands[identity]
    brand = entry.record()
    sources = [own.book.content.sources[source] for source in brand.sources]
    figures = figures_of(own.book, entry.metrics)
    figures.sort(key=lambda figure: METRIC_KINDS.index(figure.indicator.kind))
    return Profile(entry.row, brand, figures, sources)


def _quality(book: Book) -> dict[str, Any]:
    """How good the records are: verification, origin, gaps, dates, review."""
    figures = figures_of(book, book.figures())
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
