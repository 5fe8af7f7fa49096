"""Editions: which records belong to one, its rankings, and the store that keeps them for good.

A brand belongs to the edition of a year in which one of its sources was published, with what those
sources say and nothing else. The report of an edition sees only the edition's own book, which for
a published edition is the one that was stored with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

import numpy as np

from generator.book.book import Book, EditionBook
from generator.book.kept import kept
from generator.book.outlook import make_outlook
from generator.book.stores import read_store, unsealed, write_store
from generator.errors import BeatbookError
from generator.rank.changes import make_families
from generator.rank.composite import rank_results
from generator.rank.documentation import rank_documentation
from generator.rank.league import make_leagues
from generator.rank.results import METHOD_VERSION, Outlook, Rankings, Result
from generator.rank.seeds import digest_with_many
from generator.rank.shortlists import make_shortlists
from generator.records.content import Content
from generator.records.models import (
    Brand,
    Category,
    Edition,
    Family,
    Honour,
    Indicator,
    Source,
    Term,
)
from generator.settings import Settings
from generator.tables.frames import BookBrand, confirmed, pack
from generator.words.messages import Message

_MENDED: Final = {"formerly", "title", "status", "method_changes"}
"""What may still be mended in a published edition, and makes no other ranks in a draft."""


class StoredBrand(Result):
    """One brand of a stored edition: its file and its record."""

    file: str
    record: Brand


class StoredRecords(Result):
    """The records of a stored edition and the day they speak for."""

    edition: Edition
    as_of: str
    brands: list[StoredBrand]
    sources: dict[str, Source]
    honours: dict[str, Honour]


class Stored(Result):
    """All that a published edition was made from and what was ranked.

    `before` is the edition that it was compared with, which may be a draft and change later.
    """

    records: StoredRecords
    before: StoredRecords | None
    families: dict[str, Family]
    indicators: dict[str, Indicator]
    categories: dict[str, Category]
    tags: dict[str, dict[str, Term]]
    rankings: Rankings | None
    outlook: Outlook


def make_editions(book: Book) -> Mapping[str, EditionBook]:
    """The editions of a book, newest first, the widest scope first within a year."""
    made: dict[str, EditionBook] = {}
    oldest_first = sorted(book.content.editions.values(), key=lambda e: (e.last, -e.first, e.id))
    for edition in oldest_first:
        made[edition.id] = _make(edition, _before(edition, made.values()), book)
    order = sorted(made.values(), key=lambda own: _order(own.edition))
    return {own.edition.id: own for own in order}


def _order(edition: Edition) -> tuple[object, ...]:
    narrow = edition.scope != "all", edition.category is not None
    return -edition.last, edition.first, narrow, edition.id


def _before(edition: Edition, older: Iterable[EditionBook]) -> EditionBook | None:
    """The latest edition of the same scope, category and length of window that ended earlier."""

    def asks(one: Edition) -> tuple[object, ...]:
        return one.scope, one.category, one.last - one.first

    alike = [own for own in older if asks(own.edition) == asks(edition)]
    earlier = [own for own in alike if own.edition.last < edition.last]
    return max(earlier, key=lambda own: (own.edition.last, own.edition.id), default=None)


def _make(edition: Edition, before: EditionBook | None, book: Book) -> EditionBook:
    if edition.status != "published":
        own = partial(edition_book, edition, book)
        look = partial(make_outlook, book=book)
        return EditionBook(edition, before, False, own, partial(_rankings, edition), look)
    stored = published_with(edition, book.settings)
    return EditionBook(
        edition,
        _make_before(stored, book),
        True,
        partial(_restored, stored, stored.records, book),
        lambda _: stored.rankings,
        lambda _: stored.outlook,
    )


def _make_before(stored: Stored, book: Book) -> EditionBook | None:
    """The edition that a published one was compared with, as it was then."""
    if stored.before is None:
        return None
    edition = stored.before.edition
    restored = partial(_restored, stored, stored.before, book)
    look = partial(make_outlook, book=book)
    return EditionBook(edition, None, True, restored, partial(_rankings, edition), look)


def edition_book(edition: Edition, book: Book) -> Book:
    """The part of a book that an edition is about."""
    entries = [entry for entry in _entries(edition, book) if entry is not None]
    entries.sort(key=lambda entry: entry.row.id)
    used = {identity for entry in entries for identity in entry.row.sources.split()}
    sources = {i: source for i, source in book.content.sources.items() if i in used}
    brands = {entry.row.id for entry in entries}
    honours = {
        identity: honour
        for identity, honour in book.content.honours.items()
        if edition.first <= honour.year <= edition.last
        and any(e.brand in brands for e in honour.entries)
    }
    return _book(book, entries, sources, honours, book.content)


def _book(
    book: Book,
    entries: Sequence[BookBrand],
    sources: dict[str, Source],
    honours: dict[str, Honour],
    content: Content,
) -> Book:
    told = {
        "brands": {entry.row.id for entry in entries},
        "sources": sources,
        "honours": honours,
        "indicators": {metric.indicator for entry in entries for metric in entry.metrics},
    }
    corrections = [c for c in book.content.corrections if c.identity in told[c.kind]]
    content = replace(content, sources=sources, honours=honours, corrections=corrections)
    by_id = {entry.row.id: entry for entry in confirmed(entries)}
    return replace(book, content=content, brands=by_id)


def _entries(edition: Edition, book: Book) -> Iterable[BookBrand | None]:
    for entry in book.brands.values():
        category = entry.row.category
        levels = (None, category, category.partition(".")[0])
        if edition.scope in ("all", entry.row.province) and edition.category in levels:
            yield within(entry, edition, book.content)


def within(entry: BookBrand, edition: Edition, content: Content) -> BookBrand | None:
    """What the sources of an edition's years say of a brand; None where there are none."""
    sources = entry.row.sources.split()
    years = {s: (content.sources[s].published or "")[:4] for s in sources}
    own = [s for s in sources if str(edition.first) <= years[s] <= str(edition.last)]
    if not own or own == sources:
        return entry if own else None
    brand = entry.record()
    metrics = [metric for metric in brand.metrics if metric.source in own]
    brand = brand.model_copy(update={"sources": own, "metrics": metrics})
    return pack(brand, entry.file, content)


def _rankings(edition: Edition, own: Book) -> Rankings | None:
    """None below the number of brands that an edition needs."""
    if len(own.brands) < edition.thresholds.brands:
        return None
    settings = edition.model_dump(mode="json", exclude=_MENDED)
    records = ((i, json.loads(entry.packed)) for i, entry in sorted(own.brands.items()))
    vocabulary = own.content.vocabulary
    told = [
        {identity: entry.model_dump(mode="json") for identity, entry in sorted(entries.items())}
        for entries in (vocabulary.indicators, own.content.sources)
    ]
    order = [list(vocabulary.indicators), list(vocabulary.families)]
    tides = [baseline.model_dump(mode="json") for baseline in vocabulary.baselines]
    checksum = digest_with_many([METHOD_VERSION, settings], records, [told, order, tides])
    return kept(own.settings.root, edition.id, checksum, partial(_rank, edition, own, checksum))


def _rank(edition: Edition, own: Book, checksum: str) -> Rankings:
    entries, content = list(own.brands.values()), own.content
    leagues = make_leagues(entries, content, edition.thresholds)
    return Rankings(
        edition=edition.id,
        numpy=np.__version__,
        checksum=checksum,
        documentation=rank_documentation(edition, entries, content),
        families=make_families(entries, content),
        shortlists=[*make_shortlists(own.rows(), content.sources)],
        leagues=leagues.tables,
        apart=leagues.apart,
        composite=rank_results(edition, entries, content),
    )


def find_edition(book: Book, identity: str) -> EditionBook:
    """One edition by its id; raises BeatbookError with those there are."""
    if identity not in book.editions:
        known = ", ".join(book.editions) or Message("none")
        said = Message(
            "there is no edition `{id}`: the editions are {known}", id=identity, known=known
        )
        raise BeatbookError(said)
    return book.editions[identity]


def store_path(content: Path, identity: str) -> Path:
    """Where what an edition was published with is kept."""
    return content / "editions" / f"{identity}.json"


def store(book: Book, identity: str) -> Path:
    """Write what an edition is made from, with its ranks; raises BeatbookError.

    A published edition keeps what it was published with.
    """
    own = find_edition(book, identity)
    path = store_path(book.settings.content, identity)
    if own.edition.status == "published":
        said = Message("{edition} is published and keeps its stored ranks", edition=identity)
        raise BeatbookError(said)
    vocabulary = own.book.content.vocabulary
    stored = Stored(
        records=_records(own),
        before=_records(own.before) if own.before else None,
        families=vocabulary.families,
        indicators=vocabulary.indicators,
        categories=vocabulary.categories,
        tags=vocabulary.tags,
        rankings=own.rankings,
        outlook=own.outlook,
    )
    write_store(path, stored.model_dump(mode="json", by_alias=True))
    return path


def _records(own: EditionBook) -> StoredRecords:
    return StoredRecords(
        edition=own.edition,
        as_of=own.book.as_of,
        brands=[
            StoredBrand(file=entry.file, record=entry.record())
            for entry in own.book.brands.values()
        ],
        sources=own.book.content.sources,
        honours=own.book.content.honours,
    )


@lru_cache(maxsize=16)
def _read_store(text: str) -> Stored:
    return Stored.model_validate(unsealed(text))


def published_with(edition: Edition, settings: Settings) -> Stored:
    """What an edition was published with; its title and its notes may still be mended.

    Raises BeatbookError where that is gone or does not fit.
    """
    path = store_path(settings.content, edition.id)
    stored = read_store(path, _read_store, f"beatbook rank {edition.id} --store")
    published = stored.records.edition
    if edition.model_dump(exclude=_MENDED) != published.model_dump(exclude=_MENDED):
        said = Message("it differs from what was published: undo the change, or make a new edition")
        raise BeatbookError(said)
    return stored


def _restored(stored: Stored, records: StoredRecords, book: Book) -> Book:
    """The book of a published edition, or of the one before it, as it was stored."""
    vocabulary = replace(
        book.content.vocabulary,
        families=stored.families,
        indicators=stored.indicators,
        categories=stored.categories,
        tags=stored.tags,
    )
    content = replace(book.content, vocabulary=vocabulary, sources=records.sources)
    entries = [pack(b.record, b.file, content) for b in records.brands]
    own = _book(book, entries, records.sources, records.honours, content)
    return replace(own, as_of=records.as_of)
