"""Shortlists: the brands that no other beats on every facet, without weights and without a score.

A brand beats another if it is at least as good on every facet and better on one; the shortlist is
the Pareto front (Pareto 1906; computed by the definition). Brands alike on all facets stand
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from generator.evidence.claims import outside_sources
from generator.rank.results import Beaten, Shortlist
from generator.records.models import TAGS, Source
from generator.tables.frames import BrandRow

FACETS: Final = ("level", "told", "authors", "years")
"""Evidence level; how much is told of what one needs to copy it; documents that the agency neither
published nor, as far as is known, wrote; years from its first to its last dated source."""

MOST_YEARS: Final = 3
"""More years than these count no more: a shortlist looks at what runs, not at what is old."""

WINDOW: Final = 3
"""Years that the shortlists of the site look at: the last on record and those before it."""

LEAST: Final = 3
"""Brands below which a subject has no shortlist."""

Facets = tuple[int, ...]
"""One whole number a facet, in the order of `FACETS`; more is better."""


def facets_of(row: BrandRow, sources: Mapping[str, Source]) -> Facets:
    """The facets of one brand by what its sources say."""
    own = [sources[identity] for identity in row.sources.split()]
    years = _years(row, sources)
    seen = min(MOST_YEARS, years[-1] - years[0] + 1) if years else 0
    authors = outside_sources(source for source in own if source.author_kind != "police")
    return row.evidence_level, row.told, authors, seen


def last_years(rows: Iterable[BrandRow], sources: Mapping[str, Source]) -> range:
    """The years of the window: the last in which a source of a brand was published, and before.

    Empty where no source has a date.
    """
    last = max((year for row in rows for year in _years(row, sources)), default=0)
    return range(last - WINDOW + 1, last + 1) if last else range(0)


def seen_in(
    years: range, rows: Iterable[BrandRow], sources: Mapping[str, Source]
) -> list[BrandRow]:
    """The brands of which a source was published in these years."""
    return [row for row in rows if any(year in years for year in _years(row, sources))]


def _years(row: BrandRow, sources: Mapping[str, Source]) -> list[int]:
    own = (sources[identity].published for identity in row.sources.split())
    return sorted(int(published[:4]) for published in own if published)


def make_shortlists(rows: Iterable[BrandRow], sources: Mapping[str, Source]) -> Iterator[Shortlist]:
    """The fronts of every problem, practice and category with brands enough, by subject."""
    subjects: dict[str, dict[str, Facets]] = {}
    for row in rows:
        facets = facets_of(row, sources)
        first = row.category.partition(".")[0]
        for subject in (*row.tags.split(), f"category/{first}", f"category/{row.category}"):
            subjects.setdefault(subject, {})[row.id] = facets
    for subject, found in sorted(subjects.items()):
        if len(found) >= LEAST and subject.partition("/")[0] in (*_TAGS, "category"):
            yield make_shortlist(subject, found, FACETS)


_TAGS: Final = tuple(kind for kind in TAGS if kind != "partners")
"""The tags that have shortlists: what a brand is against and what it does, not with whom."""


def make_shortlist(subject: str, found: Mapping[str, Facets], names: Sequence[str]) -> Shortlist:
    """The front of some brands; `names` are the facets that count, at least one.

    Each brand that is beaten is told the one of the front that beats it on most facets, ties by
    the sum of their values and then by id. `templates/theme/assets/shortlist.js` does the same.
    """
    seen = _counted(found, names)
    best = _best(seen)
    beaten = []
    for brand, own in seen.items():
        if own not in best:
            winner = min(
                (other for other in best if _beats(other, own)),
                key=lambda other: (-len(_ahead(other, own)), -sum(other), best[other]),
            )
            better = [names[n] for n in _ahead(winner, own)]
            beaten.append(Beaten(brand=brand, by=best[winner], on=better))
    return Shortlist(
        subject=subject,
        facets={brand: list(facets) for brand, facets in sorted(found.items())},
        equal=[name for n, name in enumerate(names) if len({own[n] for own in seen.values()}) < 2],
        front=[brand for brand, own in seen.items() if own in best],
        beaten=beaten,
    )


def leaders(found: Mapping[str, Facets]) -> set[str]:
    """The brands that some other may be told to be beaten by, whichever facets count."""
    first: dict[Facets, str] = {}
    for brand, facets in sorted(found.items()):
        first.setdefault(facets, brand)
    distinct = {brand: facets for facets, brand in first.items()}
    choices = (names for n in range(1, len(FACETS) + 1) for names in combinations(FACETS, n))
    return {brand for names in choices for brand in _best(_counted(distinct, names)).values()}


def _counted(found: Mapping[str, Facets], names: Sequence[str]) -> dict[str, Facets]:
    """The values of the facets that count, by brand in the order of ids."""
    used = [FACETS.index(name) for name in names]
    return {brand: tuple(facets[n] for n in used) for brand, facets in sorted(found.items())}


def _best(seen: Mapping[str, Facets]) -> dict[Facets, str]:
    """The values that no others beat, each with the first brand that has them."""
    first: dict[Facets, str] = {}
    for brand, own in seen.items():
        first.setdefault(own, brand)
    return {one: who for one, who in first.items() if not any(_beats(o, one) for o in first)}


def _beats(one: Facets, other: Facets) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


def _ahead(one: Facets, other: Facets) -> list[int]:
    return [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a > b]
