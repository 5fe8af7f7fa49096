"""The shortlists of problems, practices and categories as their pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from generator.book.book import Book
from generator.rank.results import Beaten, Shortlist
from generator.rank.shortlists import FACETS, last_years, leaders, make_shortlists, seen_in
from generator.records.i18n import Words
from generator.tables.frames import BrandRow, in_order

ROWS: Final = 100
"""Brands beyond which a page shows the front first and leaves the others to the list below."""


class Line(NamedTuple):
    """One brand: its place in the order of the page, its facets, and who beats it on what."""

    order: int
    brand: BrandRow
    facets: list[int]
    beaten: Beaten | None
    by: BrandRow | None


class Shown(NamedTuple):
    """What a page shows of a shortlist, its lines by language.

    `total` counts its brands, `front` those that no other beats; `equal` names the facets on which
    all are alike. `rest` counts the brands without a line by their facets, `1,4,0,2`; `hidden` are
    those of them that are on the front.
    """

    total: int
    front: int
    equal: Sequence[str]
    names: tuple[str, ...]
    first: int
    last: int
    lines: Mapping[str, list[Line]]
    rest: Mapping[str, int]
    hidden: int


def shown_shortlists(book: Book) -> dict[str, Shown]:
    """The shortlists of the last years on record, by subject; the facets are of whole records."""
    sources = book.content.sources
    years = last_years(book.rows(), sources)
    made = make_shortlists(seen_in(years, book.rows(), sources), sources)
    return {one.subject: _shown(one, years, book) for one in made}


def _shown(made: Shortlist, years: range, book: Book) -> Shown:
    kept = _kept(made)
    apart = [brand for brand in made.facets if brand not in kept]
    return Shown(
        total=len(made.facets),
        front=len(made.front),
        equal=made.equal,
        names=FACETS,
        first=years[0],
        last=years[-1],
        lines={language: _lines(made, kept, book, words) for language, words in book.words.items()},
        rest=Counter(",".join(map(str, made.facets[brand])) for brand in apart),
        hidden=len(set(apart) & set(made.front)),
    )


def _kept(made: Shortlist) -> set[str]:
    """The brands that get a line: those that may beat another always, then the front."""
    if len(made.facets) <= ROWS:
        return set(made.facets)
    first = leaders({brand: tuple(facets) for brand, facets in made.facets.items()})
    order = dict.fromkeys([*sorted(first), *made.front, *made.facets])
    return set(list(order)[: max(ROWS, len(first))])


def _lines(made: Shortlist, kept: set[str], book: Book, words: Words) -> list[Line]:
    beaten = {one.brand: one for one in made.beaten}
    rows = in_order((book.brands[brand].row for brand in kept), words)
    return [
        Line(
            order=order,
            brand=row,
            facets=made.facets[row.id],
            beaten=(one := beaten.get(row.id)),
            by=book.brands[one.by].row if one else None,
        )
        for order, row in enumerate(rows)
    ]
