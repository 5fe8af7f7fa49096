"""Lists of brands: all of them, and those of each category, tag, place and year.

Chinese lists are ordered by place code, others by name, so a list holds one order for each
language. What the pages of a list share is made when the first of them is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from generator.book.book import Book
from generator.records.models import Category, Term
from generator.site.copying import copying_of
from generator.site.explorer import explored_data
from generator.site.page import PAGE_SIZE, Data, Page, numbered, page_count, paging
from generator.site.shortlists import Shown, shown_shortlists
from generator.tables.charts import on_rungs
from generator.tables.frames import BrandRow, in_order
from generator.tables.neighbours import Neighbour, in_brief, near

LEAST_ON_LADDER = 5
"""Brands below which a list is as short as the picture of its ladder, and has none."""


def list_pages(book: Book) -> Iterator[Page]:
    """The brands of the book, of each category and of each tag; an index of every kind of tag."""
    explored = partial(explored_data, book, "brands")
    yield from _paged(book, "brands", "brands", None, book.rows(), first=explored)
    shortlists = cache(partial(shown_shortlists, book))
    yield from _category_pages(book, shortlists)
    yield from _tag_pages(book, shortlists)


_Shortlists = Callable[[], dict[str, Shown]]


def _category_pages(book: Book, shortlists: _Shortlists) -> Iterator[Page]:
    by_category = _groups(book, "category")
    for first, category in book.content.vocabulary.categories.items():
        children = {f"{first}.{second}": term for second, term in category.children.items()}
        members: list[BrandRow] = []
        for identity, term in children.items():
            own = by_category.get(identity, [])
            members += own
            above: Callable[[], Data] = partial(dict, parent=(first, category))
            listed = partial(_shortlist, shortlists, f"category/{identity}")
            yield from _paged(book, f"categories/{identity}", "category", term, own, above, listed)
        counts = {child: len(by_category.get(child, [])) for child in children}
        below: Callable[[], Data] = partial(dict, children=children, counts=counts)
        listed = partial(_shortlist, shortlists, f"category/{first}")
        yield from _paged(book, f"categories/{first}", "category", category, members, below, listed)


def _tag_pages(book: Book, shortlists: _Shortlists) -> Iterator[Page]:
    carriers: dict[str, list[BrandRow]] = {}
    for row in book.rows():
        for tag in row.tags.split():
            carriers.setdefault(tag, []).append(row)
    copying = cache(partial(copying_of, book))
    for kind, terms in book.content.vocabulary.tags.items():
        counts = {identity: len(carriers.get(f"{kind}/{identity}", [])) for identity in terms}
        data = {"kind": kind, "terms": terms, "counts": counts}
        yield Page(kind, "pages/tags.html", data)
        for identity, term in terms.items():
            tag = f"{kind}/{identity}"
            rows = carriers.get(tag, [])

            def first(kind: str = kind, tag: str = tag, rows: Sequence[BrandRow] = rows) -> Data:
                listed = _shortlist(shortlists, tag)
                return {**listed, "copying": copying()(rows)} if kind == "practices" else listed

            below: Callable[[], Data] = partial(dict, kind=kind, copying=None)
            yield from _paged(book, tag, "tag", term, rows, below, first)


def _shortlist(shortlists: _Shortlists, subject: str) -> Data:
    """A list begins with the shortlist of its subject, where there is one."""
    own = shortlists().get(subject)
    return {"shortlist": own, "scripts": ["picks", "shortlist"]} if own else {}


def place_pages(book: Book) -> Iterator[Page]:
    """Brands by province and prefecture, those that have any, with what lies near each."""
    divisions = book.content.vocabulary.divisions
    provinces = _groups(book, "province")
    prefectures = _groups(book, "prefecture")
    prefectures.pop("", None)
    places = {**prefectures, **provinces}
    brief = cache(partial(in_brief, places))
    for code, rows in places.items():

        def around(code: str = code) -> Data:
            inside = code[:2] if code in provinces else code
            below = (c for c in prefectures if c.startswith(inside) and c != code)
            known = (c for c in near(code, prefectures) if divisions.at(c, None))
            return {
                "place": divisions.line(code),
                "lower": {c: len(prefectures[c]) for c in below},
                "beside": [brief().get(c, Neighbour(c, 0, [])) for c in known],
            }

        yield from _paged(book, f"places/{code}", "place", None, rows, around)


def _groups(book: Book, column: str) -> dict[str, list[BrandRow]]:
    """The brands by their value in a column, values and brands in order."""
    groups: dict[str, list[BrandRow]] = {}
    for row in sorted(book.rows(), key=lambda row: (getattr(row, column), row.id)):
        groups.setdefault(getattr(row, column), []).append(row)
    return groups


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
        yield from _paged(book, f"years/{year}", "year", None, rows, partial(dict, year=year))


def _paged(
    book: Book,
    address: str,
    template: str,
    subject: Category | Term | None,
    rows: Sequence[BrandRow],
    data: Callable[[], Data] = dict,
    first: Callable[[], Data] = dict,
) -> Iterator[Page]:
    """A list on as many pages as it needs; an empty list has one page that says so.

    `data` are for all of its pages, `first` for the first alone.
    """
    shared = cache(data)

    @cache
    def orders() -> dict[str, list[BrandRow]]:
        return {language: in_order(rows, words) for language, words in book.words.items()}

    def shown(number: int) -> Data:
        part = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
        begins = number == 1
        return {
            "subject": subject,
            "rows": {language: order[part] for language, order in orders().items()},
            "ladder": on_rungs(rows) if begins and len(rows) >= LEAST_ON_LADDER else None,
            "scripts": ["picks"],
            **paging(address, number, len(rows)),
            **shared(),
            **(first() if begins else {}),
        }

    pages = page_count(len(rows))
    for number in range(1, pages + 1):
        part, along = partial(shown, number), number / pages
        yield Page(numbered(address, number), f"pages/{template}.html", part, along=along)
