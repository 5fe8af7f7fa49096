"""Which pages the book has, and what each of them shows.

One function a kind of page; `KINDS` is the list of them. A page is the same in every language:
an address below the language's folder, a template and its data. Chinese lists are ordered by
place code, others by name, so lists hold one order for each language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from generator.book.book import Book
from generator.book.figures import METRIC_KINDS, Figure, figures_of
from generator.errors import BeatbookError
from generator.evidence.claims import outside_sources
from generator.evidence.ladder import RUNGS
from generator.rank.changes import make_families
from generator.records import rules
from generator.records.models import (
    FIVE_IS,
    AgencyLevel,
    Candidate,
    Honour,
    HonourEntry,
    Indicator,
    Source,
    Status,
)
from generator.site.api import api_pages
from generator.site.cards import brand_cards, edition_card, family_card
from generator.site.changes import change_pages
from generator.site.copying import copying_of
from generator.site.corrections import Corrected, by_record, corrections_of
from generator.site.downloads import data_pages
from generator.site.explorer import explored_data, explorer_pages
from generator.site.families import (
    NEAR_ALL,
    Activity,
    FamilyView,
    ShownChange,
    family_views,
    is_share,
    per_day,
    percent_of,
    plots_of,
)
from generator.site.moved import moved_pages
from generator.site.page import PAGE_SIZE, Page, numbered, page_count, paging, parts_of
from generator.site.pictures import evidence_pages, season_pages, timeline_pages
from generator.site.report import (
    PAGED,
    paged_entries,
    report_data,
    section_entries,
    section_names,
)
from generator.site.shortlists import Shown, shown_shortlists
from generator.tables.calendar import by_month
from generator.tables.charts import Bar, on_rungs, side_by_side, tile_map
from generator.tables.comparable import CONDITIONS, conditions_of
from generator.tables.frames import BrandRow, MetricRow, by_place, in_order
from generator.tables.neighbours import Neighbour, in_brief, near
from generator.tables.similar import Similar
from generator.words.messages import Message

LEAST_ON_LADDER = 5
"""Brands below which a list is as short as the picture of its ladder, and has none."""


def make_pages(book: Book) -> Iterator[Page]:
    """Every record page of the book, each address once; raises BeatbookError for a second.

    An id such as `posts-2` can be the address of the second page of `posts`.
    """
    seen: set[str] = set()
    for kind in KINDS:
        for page in kind(book):
            if page.file in seen:
                said = Message(
                    "{address}: two pages have this address: rename the record whose id it is",
                    address=page.file,
                )
                raise BeatbookError(said)
            seen.add(page.file)
            yield page


def brand_pages(book: Book) -> Iterator[Page]:
    """A page for each brand."""
    around = Around(book)
    for identity in book.brands:
        yield brand_page(book, identity, around)


class Around:
    """What the rest of the book says of a brand, looked up once for all of their pages."""

    def __init__(self, book: Book) -> None:
        self.similar = Similar(book.rows())
        self._corrected = by_record(corrections_of(book))
        self._honours: dict[str, list[tuple[Honour, HonourEntry]]] = {}
        for honour in book.content.honours.values():
            for entry in honour.entries:
                if entry.brand:
                    self._honours.setdefault(entry.brand, []).append((honour, entry))

    def corrected(self, brand: str) -> Sequence[Corrected]:
        """The corrections of its record."""
        return self._corrected.get(f"brands/{brand}", ())

    def honours(self, brand: str) -> Sequence[tuple[Honour, HonourEntry]]:
        """The award lists that it stands in, each with its entry there."""
        return self._honours.get(brand, ())


def brand_page(book: Book, identity: str, around: Around) -> Page:
    """The page of one brand, made from its record and what others say of it."""
    entry = book.brands[identity]
    brand = entry.record()
    figures = figures_of(book, entry.metrics)
    sources = [book.content.sources[identity] for identity in brand.sources]
    data = {
        "title": brand.name,
        "description": brand.summary,
        "brand": brand,
        "row": entry.row,
        "file": entry.file,
        "sections": [(key, getattr(brand, key)) for key in FIVE_IS],
        "figures": figures,
        "groups": [
            (kind, [figure for figure in figures if figure.indicator.kind == kind])
            for kind in METRIC_KINDS
        ],
        "conditions": conditions_of(entry, book.content),
        "sources": sources,
        "outside": outside_sources(sources),
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
    return Page(f"brands/{identity}", "pages/brand.html", data)


def list_pages(book: Book) -> Iterator[Page]:
    """All brands, and the brands of each category and place."""
    explored = explored_data(book, "brands")
    yield from _paged(book, "brands", "brands", None, book.rows(), first=explored)
    by_category = _groups(book, "category")
    vocabulary = book.content.vocabulary
    shortlists = shown_shortlists(book)
    for first, category in vocabulary.categories.items():
        members: list[BrandRow] = []
        for second, term in category.children.items():
            identity = f"{first}.{second}"
            own = by_category.get(identity, [])
            members += own
            above = {"parent": (first, category)}
            listed = _with_shortlist(shortlists.get(f"category/{identity}"))
            yield from _paged(book, f"categories/{identity}", "category", term, own, above, listed)
        children = {f"{first}.{second}": term for second, term in category.children.items()}
        counts = {child: len(by_category.get(child, [])) for child in children}
        below = {"children": children, "counts": counts}
        listed = _with_shortlist(shortlists.get(f"category/{first}"))
        yield from _paged(book, f"categories/{first}", "category", category, members, below, listed)


def _with_shortlist(shortlist: Shown | None) -> dict[str, Any]:
    """A list begins with the shortlist of its subject, where there is one."""
    return {"shortlist": shortlist, "scripts": ["picks", "shortlist"]} if shortlist else {}


def place_pages(book: Book) -> Iterator[Page]:
    """Brands by province and prefecture, those that have any, with what lies near each."""
    divisions = book.content.vocabulary.divisions
    provinces = _groups(book, "province")
    prefectures = _groups(book, "prefecture")
    prefectures.pop("", None)
    places = {**prefectures, **provinces}
    brief = in_brief(places)
    for code, rows in places.items():
        inside = code[:2] if code in provinces else code
        lower = {c: len(r) for c, r in prefectures.items() if c.startswith(inside) and c != code}
        known = (c for c in near(code, prefectures) if divisions.at(c, None))
        beside = [brief.get(c, Neighbour(c, 0, [])) for c in known]
        data = {"place": divisions.line(code), "lower": lower, "beside": beside}
        yield from _paged(book, f"places/{code}", "place", None, rows, data)


def _groups(book: Book, column: str) -> dict[str, list[BrandRow]]:
    """The brands by their value in a column, values and brands in order."""
    groups: dict[str, list[BrandRow]] = {}
    for row in sorted(book.rows(), key=lambda row: (getattr(row, column), row.id)):
        groups.setdefault(getattr(row, column), []).append(row)
    return groups


def _paged(
    book: Book,
    address: str,
    template: str,
    subject: Any,
    rows: Sequence[BrandRow],
    data: Mapping[str, Any] | None = None,
    first: Mapping[str, Any] | None = None,
) -> Iterator[Page]:
    """A list on as many pages as it needs; an empty list has one page that says so.

    `data` are for all of its pages, `first` for the first alone.
    """
    orders = {language: in_order(rows, words) for language, words in book.words.items()}
    ladder = on_rungs(rows) if len(rows) >= LEAST_ON_LADDER else None
    for number in range(1, page_count(len(rows)) + 1):
        part = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
        shown = {
            "subject": subject,
            "rows": {language: order[part] for language, order in orders.items()},
            "ladder": ladder if number == 1 else None,
            "scripts": ["picks"],
            **paging(address, number, len(rows)),
            **(data or {}),
            **((first or {}) if number == 1 else {}),
        }
        yield Page(numbered(address, number), f"pages/{template}.html", shown)


def tag_pages(book: Book) -> Iterator[Page]:
    """The tag vocabularies, each with a page for every tag and an index of them."""
    carriers: dict[str, list[BrandRow]] = {}
    shortlists, copying = shown_shortlists(book), copying_of(book)
    for row in book.rows():
        for tag in row.tags.split():
            carriers.setdefault(tag, []).append(row)
    for kind, terms in book.content.vocabulary.tags.items():
        counts = {identity: len(carriers.get(f"{kind}/{identity}", [])) for identity in terms}
        data = {"kind": kind, "terms": terms, "counts": counts}
        yield Page(kind, "pages/tags.html", data)
        for identity, term in terms.items():
            tag = f"{kind}/{identity}"
            rows, listed = carriers.get(tag, []), _with_shortlist(shortlists.get(tag))
            shown = {"kind": kind, "copying": copying(rows) if kind == "practices" else None}
            yield from _paged(book, tag, "tag", term, rows, shown, listed)


def year_pages(book: Book) -> Iterator[Page]:
    """Brands by the year in which one of their sources was published."""
    found: dict[str, list[BrandRow]] = {}
    for row in book.rows():
        sources = (book.content.sources[identity] for identity in row.sources.split())
        for year in sorted({s.published[:4] for s in sources if s.published}):
            found.setdefault(year, []).append(row)
    counts = {year: len(rows) for year, rows in sorted(found.items(), reverse=True)}
    yield Page("years", "pages/years.html", {"counts": counts})
    for year, rows in sorted(found.items()):
        yield from _paged(book, f"years/{year}", "year", None, rows, {"year": year})


def indicator_pages(book: Book) -> Iterator[Page]:
    """Each indicator with its definition, its trap and every figure that refers to it."""
    by_indicator = _metrics_by(book, "indicator")
    drawn = side_by_side(book.brands.values(), book.content)
    for identity, indicator in book.content.vocabulary.indicators.items():
        rows = by_indicator.get(identity, [])
        for number, part in enumerate(parts_of(rows), start=1):
            shown = {
                "id": identity,
                "indicator": indicator,
                "family": book.content.vocabulary.families[indicator.family],
                "figures": figures_of(book, part),
                "charts": _charts(book, drawn.get(identity, [])) if number == 1 else [],
                "scripts": ["picks"],
                **paging(f"indicators/{identity}", number, len(rows)),
            }
            address = numbered(f"indicators/{identity}", number)
            yield Page(address, "pages/indicator.html", shown)


def family_pages(book: Book) -> Iterator[Page]:
    """Each family with all its figures side by side, and a list of the families."""
    views = {v.id: v for v in family_views(make_families(book.brands.values(), book.content), book)}
    members = _by_family(book)
    yield Page("families", "pages/families.html", {**members, "views": views})
    by_family = _metrics_by(book, "family")
    live = set(book.brands)
    for identity, family, own in members["families"]:
        shown = {"family": family, "members": own, "counts": members["counts"], "live": live}
        figures = figures_of(book, by_family.get(identity, []))
        view = views.get(identity)
        for page in _family_parts(identity, view, figures):
            yield page._replace(data={**shown, **page.data})
        if view:
            yield from family_card(book, view)


def _family_parts(
    identity: str, view: FamilyView | None, figures: Sequence[Figure]
) -> Iterator[Page]:
    """A family on as many pages as it needs: its changes, then shares, then what is left."""
    changes = view.changes if view else []
    told = {(change.row.brand, change.row.metric) for change in changes}
    rest = [f for f in figures if (f.metric.brand, f.metric.id) not in told]
    shares = [f for f in rest if is_share(f.metric)]
    counts = sorted((f for f in rest if not is_share(f.metric)), key=lambda f: f.metric.indicator)
    rows = [*changes, *shares, *counts]
    for number, part in enumerate(parts_of(rows), start=1):
        own = [row for row in part if isinstance(row, ShownChange)]
        others = [row for row in part if isinstance(row, Figure)]
        data = {
            "view": view,
            "changes": own,
            "plots": plots_of(own),
            "shares": [f for f in others if is_share(f.metric)],
            "near_all": sum(percent_of(f.metric) >= NEAR_ALL for f in shares),
            "all_shares": len(shares),
            "activities": [Activity(f, per_day(f)) for f in others if not is_share(f.metric)],
            "scripts": ["picks"],
            **paging(f"families/{identity}", number, len(rows)),
        }
        yield Page(numbered(f"families/{identity}", number), "pages/family.html", data)


def source_pages(book: Book) -> Iterator[Page]:
    """Each source with what was taken from it."""
    by_source = _metrics_by(book, "source")
    citing: dict[str, list[BrandRow]] = {}
    for row in book.rows():
        for identity in row.sources.split():
            citing.setdefault(identity, []).append(row)
    reprints: dict[str, list[Source]] = {}
    for source in book.content.sources.values():
        if source.reprint_of:
            reprints.setdefault(source.reprint_of, []).append(source)
    for identity, source in book.content.sources.items():
        rows = by_source.get(identity, [])
        data = {
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
        yield Page(f"sources/{identity}", "pages/source.html", data)


def _metrics_by(book: Book, column: str) -> dict[str, list[MetricRow]]:
    """Metrics by the value of a column, in Chinese order of their brands."""
    found: dict[str, list[MetricRow]] = {}
    for brand in by_place(book.rows()):
        for row in book.brands[brand.id].metrics:
            found.setdefault(getattr(row, column), []).append(row)
    return found


def _charts(book: Book, groups: Iterable[list[Bar]]) -> list[list[tuple[Figure, float]]]:
    """The figures that are drawn side by side, each with its share of the largest."""
    return [
        list(zip(figures_of(book, (b.metric for b in bars)), (b.share for b in bars), strict=True))
        for bars in groups
    ]


def index_pages(book: Book) -> Iterator[Page]:
    """The ways in: categories, places, indicators and sources at a glance; the rules."""
    rows, figures = book.rows(), book.figures()
    divisions = book.content.vocabulary.divisions
    categories = Counter(level for row in rows for level in _levels(row.category))
    yield Page("categories", "pages/categories.html", {"counts": categories})
    counts = Counter(row.province for row in rows)
    provinces = [divisions.at(code, None) for code in divisions.codes if code.endswith("0000")]
    shown = {"provinces": provinces, "counts": counts, "tiles": tile_map(counts)}
    yield Page("places", "pages/places.html", shown)
    yield Page("indicators", "pages/indicators.html", _by_family(book))
    sources = sorted(
        book.content.sources.values(), key=lambda s: (s.published or "", s.id), reverse=True
    )
    counts = Counter(figure.source for figure in figures)
    for number, part in enumerate(parts_of(sources), start=1):
        data = {"sources": part, "counts": counts, **paging("sources", number, len(sources))}
        yield Page(numbered("sources", number), "pages/sources.html", data)
    yield Page("rules", "pages/rules.html", {"rules": rules.RULES})
    yield Page("404", "pages/404.html", {})


def _by_family(book: Book) -> dict[str, Any]:
    """The indicators of each family in their order, and how many figures each has."""
    vocabulary = book.content.vocabulary
    members: dict[str, dict[str, Indicator]] = {family: {} for family in vocabulary.families}
    for identity, indicator in vocabulary.indicators.items():
        members[indicator.family][identity] = indicator
    return {
        "families": [(i, vocabulary.families[i], own) for i, own in members.items()],
        "counts": Counter(figure.indicator for figure in book.figures()),
    }


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


def home_data(book: Book) -> dict[str, Any]:
    """What the home page shows: the book in numbers, the newest brands, the ways in."""
    rows, figures = book.rows(), book.figures()
    newest = sorted(
        rows,
        key=lambda row: (row.added, row.latest or "", row.figures, row.id),
        reverse=True,
    )
    categories = Counter(level for row in rows for level in _levels(row.category))
    counts = Counter(tag for row in rows for tag in row.tags.split())
    verified = [figure.verified for figure in figures if figure.verified]
    return {
        "newest": newest[:8],
        "numbers": {
            "brands": len(rows),
            "sources": len(book.content.sources),
            "figures": len(figures),
            "verified": len(verified),
            "verified_last": max(verified, default=None),
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
    files = section_names(book.settings.templates)
    for identity, own in book.editions.items():
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
        yield from edition_card(own)
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


KINDS: Sequence[Callable[[Book], Iterator[Page]]] = (
    brand_pages,
    list_pages,
    place_pages,
    tag_pages,
    year_pages,
    edition_pages,
    indicator_pages,
    family_pages,
    moved_pages,
    source_pages,
    register_pages,
    change_pages,
    data_pages,
    api_pages,
    index_pages,
    evidence_pages,
    timeline_pages,
    season_pages,
    search_pages,
    explorer_pages,
    compare_pages,
    brand_cards,
)
"""Every kind of record page; a new kind is a function here and a template."""


def pictures(book: Book) -> Iterator[Page]:
    """The pages that are pictures: those of all cards, and of the site."""
    kinds = (brand_cards, family_pages, edition_pages)
    return (page for kind in kinds for page in kind(book) if page.ending == "svg")
