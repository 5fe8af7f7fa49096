"""What the tables of a published edition would say of the records as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from generator.book.editions import Stored, within
from generator.rank.composite import rank_results
from generator.rank.league import make_leagues
from generator.rank.results import Composite, League, Likely
from generator.records.content import Content
from generator.records.models import Brand
from generator.tables.frames import pack


class LeaguePlace(NamedTuple):
    """The rank of a figure by one indicator, among so many."""

    rank: int
    among: int
    indicator: str


class EditionPlaces(NamedTuple):
    """Every place in the tables of an edition.

    `leagues` by brand and figure; `results` by brand, empty where that ranking is not shown.
    """

    leagues: Mapping[tuple[str, str], LeaguePlace]
    results: Mapping[str, Likely]

    def moved(self, now: EditionPlaces) -> int:
        """How many places in league tables are others now, came or went."""
        keys = self.leagues.keys() | now.leagues.keys()
        return sum(self.leagues.get(key) != now.leagues.get(key) for key in keys)


def places_published(stored: Stored) -> EditionPlaces:
    """The places that an edition was published with."""
    if stored.rankings is None:
        return EditionPlaces({}, {})
    return _places(stored.rankings.leagues, stored.rankings.composite)


def places_now(stored: Stored, brands: Iterable[Brand], content: Content) -> EditionPlaces:
    """The places that its brands would take, given as they are now under the ids of then.

    What the vocabularies say stays as it was published; what they did not have then is added. The
    ranking of what is documented is not made anew: it takes seconds, and a check is to be quick.
    """
    vocabulary = replace(
        content.vocabulary,
        families={**content.vocabulary.families, **stored.families},
        indicators={**content.vocabulary.indicators, **stored.indicators},
        categories={**content.vocabulary.categories, **stored.categories},
        tags={
            kind: {**terms, **stored.tags[kind]} for kind, terms in content.vocabulary.tags.items()
        },
    )
    sources = {**stored.records.sources, **content.sources}
    content = replace(content, vocabulary=vocabulary, sources=sources)
    edition = stored.records.edition
    entries = [within(pack(brand, "", content), edition, content) for brand in brands]
    found = [entry for entry in entries if entry is not None]
    return _places(
        make_leagues(found, content, edition.thresholds).tables,
        rank_results(edition, found, content),
    )


def _places(leagues: Iterable[League], composite: Composite) -> EditionPlaces:
    placed = {
        (row.brand, row.metric): LeaguePlace(row.rank, len(league.rows), league.indicator)
        for league in leagues
        for row in league.rows
        if row.rank is not None
    }
    shown = composite.brands if composite.shown != "no" else ()
    return EditionPlaces(placed, {own.brand: own.place for own in shown})
