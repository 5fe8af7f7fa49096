"""From an article to drafts: what it says of which programme, for an editor to finish."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from generator.draft.article import Article
from generator.draft.excerpts import Excerpts
from generator.draft.furniture import without
from generator.draft.indicators import Named, name_of
from generator.draft.likeness import Resemblance
from generator.draft.names import listed_names
from generator.draft.naming import Namer
from generator.draft.organs import Organ
from generator.draft.parts import Part, outside, part_at, parts_of
from generator.draft.places import PlaceFinder
from generator.draft.statements import LeftOut, Sieve, Statement
from generator.draft.topics import Choice, Evidence, category_of, tags_of
from generator.errors import BeatbookError
from generator.evidence.dating.periods import FigurePeriod, Periods
from generator.evidence.quantities import Quantity
from generator.evidence.subject import Subjects
from generator.evidence.terms import Terms
from generator.records.content import Content

_MOST_OTHERS: Final = 12

MOST_QUANTITIES: Final = 10_000
"""The most quantities that an article may have: twice what a megabyte of articles holds."""


@dataclass(frozen=True, slots=True)
class DraftFigure:
    """One figure as drafted; offsets are code points of the article's text.

    `doubtful` says why an editor might drop it.
    """

    id: str
    quantity: Quantity
    named: Named
    period: FigurePeriod | None
    excerpt: str
    doubtful: str | None


@dataclass(frozen=True, slots=True)
class DraftBrand:
    """One programme: candidates for everything that an editor decides, and its figures.

    `place` is the code of the agency's division, or else of the only place that the article
    names. `others` are the codes and names of the further agencies that its text speaks of.
    """

    id: str
    names: tuple[str, ...]
    agency: Organ | None
    place: str | None
    others: tuple[tuple[str, str], ...]
    category: Choice
    tags: Mapping[str, tuple[str, ...]]
    figures: tuple[DraftFigure, ...]

    def named(self) -> tuple[DraftFigure, ...]:
        """The figures that count what an indicator of the vocabulary does: those of the record."""
        return tuple(figure for figure in self.figures if figure.named.indicator is not None)


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one article gives."""

    article: Article
    source: str
    brands: tuple[DraftBrand, ...]
    left_out: tuple[LeftOut, ...]


class _PartWords(NamedTuple):
    """What all parts of an article are read with: its text without page matter, and names.

    `listed` are the names of a list's headings, each with its first offset.
    """

    plain: str
    namer: Namer
    listed: list[tuple[str, int]]


class _Dated(NamedTuple):
    """A figure as found in the article, before it belongs to a brand."""

    statement: Statement
    named: Named
    excerpt: str
    period: FigurePeriod | None


def make_draft(
    article: Article, content: Content, places: PlaceFinder, likeness: Resemblance
) -> Draft:
    """The drafts of an article: one brand, or one for each of its parts.

    Figures outside of all parts make a last one, so that none is lost. Raises BeatbookError where
    there are more than any article has.
    """
    sieve = Sieve(article)
    if len(sieve.quantities) > MOST_QUANTITIES:
        raise BeatbookError(
            "{name}: {found} quantities are more than an article can have ({most});"
            " save the articles one by one",
            name=article.name,
            found=f"{len(sieve.quantities):,}",
            most=f"{MOST_QUANTITIES:,}",
        )
    parts = parts_of(article, places)
    sifted = sieve.sift(lambda offset: part_at(parts, offset))
    periods = Periods(article.text, article.published)
    left = list(sifted.left_out)
    terms = Terms(content.vocabulary.indicators)
    subjects = Subjects(article.text, sieve.quantities)
    excerpts = Excerpts(article.text, sieve.quantities)
    drafted: list[_Dated] = []
    for statement in sifted.statements:
        quantity = statement.quantity
        if excerpts.can_tell(quantity):
            named = name_of(quantity, subjects, terms)
            if span := excerpts.of(quantity, named.zh):
                period = periods.of(quantity.start, quantity.end)
                drafted.append(_Dated(statement, named, article.text[slice(*span)], period))
                continue
        shown = article.text[quantity.start : quantity.end]
        left.append(LeftOut(quantity.start, quantity.end, shown, "no_excerpt"))
    source = _source_id(article, content)
    plain = without(article.text, article.furniture)
    words = _PartWords(plain, Namer(article), listed_names(article))
    parts = [part for part in parts if not part.above or _any_in(part, drafted)]
    rest = outside(parts, article)
    if _any_in(rest, drafted):
        parts.append(rest)
    brands = [
        _brand(number, part, len(parts), words, drafted, article, content, places, likeness)
        for number, part in enumerate(parts, start=1)
    ]
    return Draft(article, source, tuple(brands), tuple(sorted(left)))


def _any_in(part: Part, drafted: Iterable[_Dated]) -> bool:
    return any(part.holds(found.statement.quantity.start) for found in drafted)


def _source_id(article: Article, content: Content) -> str:
    """The source that was read from this very text, else a name until the editor gives one."""
    for identity, source in content.sources.items():
        if source.text is not None and source.text.sha256 in article.digests:
            return identity
    date = f"{article.published}-" if article.published else ""
    return f"article-{date}{article.sha256[:8]}"


def _brand(
    number: int,
    part: Part,
    parts: int,
    words: _PartWords,
    drafted: Sequence[_Dated],
    article: Article,
    content: Content,
    places: PlaceFinder,
    likeness: Resemblance,
) -> DraftBrand:
    text = "\n".join(article.text[span.start : span.end] for span in part.spans)
    place = part.agency.code if part.agency else None
    unplaced = part.agency is None or (parts == 1 and part.agency.level in (None, "station"))
    if place is None and unplaced:
        place = places.named_place(article)
    agency = part.agency
    if agency is None and place is not None and parts == 1:
        agency = places.police_of(place, article)
    spoken_of = reversed(places.agencies(text, article.published))
    others = {a.code: a.name for a in spoken_of if a.code and a.code != place}
    names = list(_names(part, words))
    own = [found for found in drafted if part.holds(found.statement.quantity.start)]
    vocabulary = content.vocabulary
    evidence = Evidence(
        title=part.heading or article.title or "",
        name=" ".join(names[:2]),
        text="\n".join(words.plain[span.start : span.end] for span in part.spans),
        nouns=tuple(found.named.zh or "" for found in own),
    )
    return DraftBrand(
        id=f"draft-{article.sha256[:8]}-{number}",
        names=tuple(names[:6]),
        agency=agency,
        place=place,
        others=tuple(sorted(others.items()))[:_MOST_OTHERS],
        category=category_of(evidence, vocabulary.categories, likeness),
        tags={
            kind: tuple(tags_of(evidence, kind, terms)) for kind, terms in vocabulary.tags.items()
        },
        figures=tuple(_figures(own)),
    )


def _names(part: Part, words: _PartWords) -> dict[str, int]:
    """Names of a part's programme, likeliest first, each with its first offset."""
    named = {}
    if part.heading:
        named[re.split("[:：]", part.heading)[0]] = part.spans[0].start
    for name, at in [*words.listed, *words.namer.names(part.holds)]:
        if part.holds(at):
            named.setdefault(name, at)
    return named


def _figures(own: Iterable[_Dated]) -> Iterable[DraftFigure]:
    times: Counter[str] = Counter()
    for statement, named, excerpt, period in own:
        base = named.indicator or "new-indicator"
        stem = f"{base}-change" if statement.quantity.change else base
        times[stem] += 1
        yield DraftFigure(
            id=stem if times[stem] == 1 else f"{stem}-{times[stem]}",
            quantity=statement.quantity,
            named=named,
            period=period,
            excerpt=excerpt,
            doubtful=statement.doubtful,
        )
