"""Which pages the book has, and what each of them shows.

One function a kind of page; `KINDS` is the list of them. A page is the same in every language:
an address below the language's folder, a template and its data. Chinese lists are ordered by
place code, others by name, so lists hold one order for each language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple, get_args

from generator.book.book import Book
from generator.book.figures import METRIC_KINDS, figures_of
from generator.evidence.claims import outside_sources
from generator.evidence.ladder import RUNGS
from generator.records import rules
from generator.records.models import (
    FIVE_IS,
    TAGS,
    AgencyLevel,
    Candidate,
    Honour,
    HonourEntry,
    Source,
    Status,
)
from generator.site.api import api_pages
from generator.site.cards import brand_cards, edition_card, site_card
from generator.site.changes import change_pages
from generator.site.corrections import Corrected, by_record, corrections_of
from generator.site.desk import desk_pages
from generator.site.downloads import data_pages
from generator.site.explorer import explorer_pages
from generator.site.lists import list_pages, place_pages, year_pages
from generator.site.measured import family_cards, family_pages, indicator_pages
from generator.site.moved import moved_pages
from generator.site.page import Data, Page, numbered, paging, parts_of
from generator.site.pictures import evidence_pages, season_pages, timeline_pages
from generator.site.report import (
    PAGED,
    paged_entries,
    report_data,
    section_entries,
    sections_of,
)
from generator.site.rounds import round_pages
from generator.tables.calendar import by_month
from generator.tables.charts import on_rungs, tile_map
from generator.tables.comparable import CONDITIONS, conditions_of
from generator.tables.frames import BrandRow, in_order
from generator.tables.listed import rows_by
from generator.tables.similar import Similar


def make_pages(book: Book) -> Iterator[Page]:
    """Every record page of the book."""
    for kind in KINDS:
        yield from kind.pages(book)


def brand_pages(book: Book) -> Iterator[Page]:
    """A page for each brand."""
    around = Around(book)
    for identity in book.brands:
        yield brand_page(book, identity, around)


class Around:
    """What the rest of the book says of a brand, looked up once for all of their pages."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @cached_property
    def similar(self) -> Similar:
        """Which brands are alike."""
        return Similar(self._book.rows())

    @cached_property
    def _corrected(self) -> Mapping[str, Sequence[Corrected]]:
        return by_record(corrections_of(self._book))

    @cached_property
    def _honours(self) -> Mapping[str, Sequence[tuple[Honour, HonourEntry]]]:
        found: dict[str, list[tuple[Honour, HonourEntry]]] = {}
        for honour in self._book.content.honours.values():
            for entry in honour.entries:
                if entry.brand:
                    found.setdefault(entry.brand, []).append((honour, entry))
        return found

    def corrected(self, brand: str) -> Sequence[Corrected]:
        """The corrections of its record."""
        return self._corrected.get(f"brands/{brand}", ())

    def honours(self, brand: str) -> Sequence[tuple[Honour, HonourEntry]]:
        """The award lists that it stands in, each with its entry there."""
        return self._honours.get(brand, ())


def brand_page(book: Book, identity: str, around: Around) -> Page:
    """The page of one brand, made from its record and what others say of it."""
    return Page(f"brands/{identity}", "pages/brand.html", partial(_brand, book, identity, around))


def _brand(book: Book, identity: str, around: Around) -> dict[str, Any]:
    entry = book.brands[identity]
    brand = entry.record()
    figures = figures_of(book, entry.read_metrics())
    sources = [book.content.sources[identity] for identity in brand.sources]
    tags = {kind: getattr(brand, kind) for kind in book.content.vocabulary.tags}
    told = {**tags, "started": brand.started, "hours": brand.hours, "season": brand.season}
    return {
        "title": brand.name,
        "description": brand.summary,
        "brand": brand,
        "row": entry.row,
        "file": entry.file,
        "tags": tags,
        "gaps": [kind for kind, value in told.items() if not value],
        "sections": [(key, getattr(brand, key)) for key in FIVE_IS],
        "figures": figures,
        "groups": [
            (kind, [figure for figure in figures if figure.indicator.kind == kind])
            for kind in METRIC_KINDS
        ],
        "conditions": conditions_of(entry, book.content),
        "sources": sources,
        "outside": outside_sources(sources),
        "evaluation": book.content.sources.get(brand.evaluated_by or ""),
        "corrected": around.corrected(identity),
        "honours": around.honours(identity),
        "place": book.content.vocabulary.divisions.line(brand.place),
        "similar": [(book.brands[o.brand].row, o.shared) for o in around.similar.to(identity)],
        "lineage": [
            (kind, [book.brands[other].row for other in others if other in book.brands])
            for kind, others in (
                ("adopted_from", brand.lineage.adopted_from),
                ("renamed_from", brand.lineage.renamed_from),
            )
            if others
        ],
    }


def source_pages(book: Book) -> Iterator[Page]:
    """Each source with what was taken from it."""
    by_source = rows_by(book.by_place(), "source")
    citing: dict[str, list[BrandRow]] = {}
    for row in book.rows():
        for identity in row.sources.split():
            citing.setdefault(identity, []).append(row)
    reprints: dict[str, list[Source]] = {}
    for source in book.content.sources.values():
        if source.reprint_of:
            reprints.setdefault(source.reprint_of, []).append(source)

    def shown(identity: str, source: Source) -> Data:
        rows = [*by_source.get(identity, ())]
        return {
            "source": source,
            "verified": sum(row.verified is not None for row in rows),
            "original": book.content.sources.get(source.reprint_of or ""),
            "reprints": reprints.get(identity, []),
            "figures": figures_of(book, rows),
            "brands": {
                language: in_order(citing.get(identity, []), words)
                for language, words in book.words.items()
            },
        }

    for identity, source in book.content.sources.items():
        data = partial(shown, identity, source)
        yield Page(f"sources/{identity}", "pages/source.html", data)


def index_pages(book: Book) -> Iterator[Page]:
    """The ways in: categories, places and sources at a glance; the rules."""
    rows = book.rows()
    divisions = book.content.vocabulary.divisions
    categories = Counter(level for row in rows for level in _levels(row.category))
    yield Page("categories", "pages/categories.html", {"counts": categories})
    counts = Counter(row.province for row in rows)
    provinces = [divisions.at(code, None) for code in divisions.codes if code.endswith("0000")]
    shown = {"provinces": provinces, "counts": counts, "tiles": tile_map(counts)}
    yield Page("places", "pages/places.html", shown)
    sources = sorted(
        book.content.sources.values(), key=lambda s: (s.published or "", s.id), reverse=True
    )
    counts = Counter(figure.source for figure in book.figures())
    for number, part in enumerate(parts_of(sources), start=1):
        data = {"sources": part, "counts": counts, **paging("sources", number, len(sources))}
        yield Page(numbered("sources", number), "pages/sources.html", data)
    yield Page("rules", "pages/rules.html", {"rules": rules.RULES})
    yield Page("404", "pages/404.html", {})


def register_pages(book: Book) -> Iterator[Page]:
    """Honours, glossary and candidates: one page each."""
    brands = {row.id: row for row in book.rows()}
    honours = sorted(book.content.honours.values(), key=lambda h: (-h.year, h.id))
    yield Page("honours", "pages/honours.html", {"honours": honours, "brands": brands})
    yield Page("glossary", "pages/glossary.html", {})
    candidates = sorted(book.content.candidates, key=lambda c: (c.place, c.name.zh))
    outcomes = {
        outcome: [c for c in candidates if c.outcome == outcome]
        for outcome in get_args(Candidate.model_fields["outcome"].annotation)
    }
    yield Page("candidates", "pages/candidates.html", {"outcomes": outcomes, "brands": brands})


def _levels(category: str) -> tuple[str, str]:
    """A category of the second level and the one that it belongs to."""
    return category, category.partition(".")[0]


def search_pages(book: Book) -> Iterator[Page]:
    """The search, with every value of a facet that some brand has, in a fixed order."""
    rows = book.rows()
    vocabulary = book.content.vocabulary
    tree = [
        term
        for first, category in vocabulary.categories.items()
        for term in (first, *(f"{first}.{child}" for child in category.children))
    ]
    cited = {identity for row in rows for identity in row.sources.split()}
    dates = [book.content.sources[identity].published for identity in cited]
    tags = {tag for row in rows for tag in row.tags.split()}
    facets = {
        "category": _used(tree, (level for row in rows for level in _levels(row.category))),
        "problem": [tag for tag in vocabulary.tags["problems"] if f"problems/{tag}" in tags],
        "province": sorted({row.province for row in rows} - {""}),
        "level": _used(get_args(AgencyLevel), (row.level for row in rows)),
        "year": sorted({date[:4] for date in dates if date}, reverse=True),
        "status": _used(get_args(Status), (row.status for row in rows)),
        "evidence": _used(map(str, range(len(RUNGS))), (str(row.evidence_level) for row in rows)),
    }
    yield Page(
        "search", "pages/search.html", {"facets": facets, "total": len(rows), "scripts": ["search"]}
    )


def compare_pages(_book: Book) -> Iterator[Page]:
    """Where a script shows brands side by side."""
    data = {"conditions": CONDITIONS, "scripts": ["compare"]}
    yield Page("compare", "pages/compare.html", data)


def _used(known: Iterable[str], values: Iterable[str]) -> list[str]:
    """The known words among the values, in their own order."""
    found = set(values)
    return [word for word in known if word in found]


@lru_cache(maxsize=1)
def home_data(book: Book) -> Data:
    """What the home page shows: the book in numbers, the newest brands, the ways in."""
    rows = book.rows()
    newest = sorted(
        rows,
        key=lambda row: (row.added, row.latest or "", row.figures, row.id),
        reverse=True,
    )
    categories = Counter(level for row in rows for level in _levels(row.category))
    counts = Counter(tag for row in rows for tag in row.tags.split())
    return {
        "newest": newest[:8],
        "numbers": {
            "brands": len(rows),
            "sources": len(book.content.sources),
            "figures": sum(row.figures for row in rows),
            "verified": sum(row.verified for row in rows),
            "verified_last": max((entry.verified for entry in book.brands.values()), default=""),
        },
        "ladder": on_rungs(rows),
        "categories": {first: categories[first] for first in book.content.vocabulary.categories},
        "tiles": tile_map(Counter(row.province for row in rows)),
        "tags": {
            kind: sorted(
                (
                    (identity, counts[f"{kind}/{identity}"])
                    for identity in terms
                    if f"{kind}/{identity}" in counts
                ),
                key=lambda tag: (-tag[1], tag[0]),
            )
            for kind, terms in book.content.vocabulary.tags.items()
        },
        "months": {month: len(own) for month, own in by_month(rows).items()},
        **_newest_edition(book),
    }


def _newest_edition(book: Book) -> dict[str, Any]:
    """The newest edition that is ranked, and how many of its brands stand on each rung."""
    published_first = sorted(book.editions.values(), key=lambda own: not own.stored)
    own = next((own for own in published_first if own.rankings), None)
    return {"edition": own, "edition_ladder": on_rungs(own.book.rows()) if own else []}


def edition_pages(book: Book) -> Iterator[Page]:
    """The list of editions; each with its report, long sections on pages of their own."""
    yield Page("editions", "pages/editions.html", {"editions": book.editions})
    for identity, own in book.editions.items():
        files = sections_of(own)
        address = f"editions/{identity}"
        entries = paged_entries(own) if own.rankings else {}
        data = {**report_data(own, book.brands), "profile_at": _profile_at(identity, entries)}
        shown = {
            **data,
            "section_files": files,
            "paged": [*entries],
            "at": _at(identity, [*entries]),
        }
        moved = {"scripts": ["weights"] if data["weighing"] else []}
        yield Page(address, "pages/edition.html", {**shown, **moved}, own.book)
        for name, found in entries.items():
            file = next(file for file in files if file[3:] == name)
            for number, part in enumerate(parts_of(found, PAGED[name]), start=1):
                own_ = {
                    **shown,
                    "at": _at(identity, [*entries], here=name),
                    "name": name,
                    "file": file,
                    **section_entries(own, name, part),
                    **paging(f"{address}-{name}", number, len(found), PAGED[name]),
                }
                page = numbered(f"{address}-{name}", number)
                yield Page(page, "pages/edition-part.html", own_, own.book)


def edition_cards(book: Book) -> Iterator[Page]:
    """The card of each edition."""
    for own in book.editions.values():
        yield from edition_card(own)


def _at(edition: str, paged: Sequence[str], here: str = "") -> Callable[[str], str]:
    """Where a section of an edition stands, as a link on the page that shows `here`."""

    def at(name: str) -> str:
        home = name if name in paged else ""
        if home == here:
            return f"#{name}"
        return f"{edition}-{name}.html" if home else f"{edition}.html#{name}"

    return at


def _profile_at(edition: str, entries: Mapping[str, Sequence[str]]) -> Callable[[str], str]:
    """Where the profile of a brand stands, as a link on a page of its edition."""
    numbers = {
        brand: number
        for number, part in enumerate(parts_of(entries.get("profiles", ()), PAGED["profiles"]), 1)
        for brand in part
    }

    def profile_at(brand: str) -> str:
        return f"{numbered(f'{edition}-profiles', numbers[brand])}.html#profile-{brand}"

    return profile_at


class PageKind(NamedTuple):
    """A kind of page: what lists its pages, and what the address of each begins with.

    So a page is found, or known not to be there, without listing those of other kinds.
    """

    pages: Callable[[Book], Iterator[Page]]
    begins: tuple[str, ...]


MANY: Sequence[PageKind] = (
    PageKind(brand_pages, ("brands/",)),
    PageKind(list_pages, ("brands", "categories/", *TAGS)),
    PageKind(place_pages, ("places/",)),
    PageKind(source_pages, ("sources/",)),
    PageKind(indicator_pages, ("indicators",)),
)
"""Kinds of which there are many pages, which cost little to list and are made one by one."""

FEW: Sequence[PageKind] = (
    PageKind(year_pages, ("years",)),
    PageKind(register_pages, ("honours", "glossary", "candidates")),
    PageKind(index_pages, ("categories", "places", "sources", "rules", "404")),
    PageKind(
        moved_pages,
        ("brands/", "sources/", "editions/", "rounds/", "categories/", "indicators/", *TAGS),
    ),
    PageKind(data_pages, ("data",)),
    PageKind(api_pages, ("api",)),
    PageKind(search_pages, ("search",)),
    PageKind(compare_pages, ("compare",)),
    PageKind(explorer_pages, ("explorer",)),
    PageKind(change_pages, ("changes", "corrections")),
    PageKind(round_pages, ("rounds",)),
    PageKind(desk_pages, ("desk",)),
)
"""The other kinds."""

CHARTS: Sequence[PageKind] = (
    PageKind(evidence_pages, ("evidence",)),
    PageKind(timeline_pages, ("timeline",)),
    PageKind(season_pages, ("seasons",)),
    PageKind(family_pages, ("families",)),
)
"""Kinds of which every page begins with a picture."""

REPORTS: Sequence[PageKind] = (PageKind(edition_pages, ("editions",)),)
"""Kinds that take longest to list: what they show is ranked for it."""

CARDS: Sequence[PageKind] = (
    PageKind(brand_cards, ("cards/brands/",)),
    PageKind(site_card, ("cards/site",)),
    PageKind(family_cards, ("cards/families/",)),
    PageKind(edition_cards, ("cards/editions/",)),
)

KINDS: Sequence[PageKind] = (*MANY, *FEW, *CHARTS, *REPORTS, *CARDS)
"""Every kind of record page; a new kind is a line here, a function and a template."""


def pictures(book: Book) -> Iterator[Page]:
    """The pages that are pictures: those of all cards, and of the site."""
    return (page for kind in CARDS for page in kind.pages(book) if page.ending == "svg")
