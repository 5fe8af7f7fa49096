"""Editions: which records belong to one, its rankings, and the store that keeps them for good.

A brand belongs to the edition of a year in which one of its sources was published, with what those
sources say and nothing else. The report of an edition sees only the edition's own book, which for
a published edition is the one that was stored with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from generator.book.book import Book, EditionBook, Moved, Moves
from generator.errors import BeatbookError, Problem
from generator.rank.composite import rank_results
from generator.rank.documentation import rank_documentation
from generator.rank.league import make_leagues
from generator.rank.results import METHOD_VERSION, Rankings, Result
from generator.rank.seeds import digest
from generator.records.content import Content
from generator.records.models import Brand, Category, Edition, Honour, Indicator, Source, Term
from generator.settings import Settings
from generator.system import files
from generator.system.files import replace_file
from generator.tables.frames import Line, make_line
from generator.words.messages import Message


class StoredBrand(Result):
    """One brand of a stored edition: its file and its record."""

    file: str
    record: Brand


class Stored(Result):
    """All that a published edition was made from and what was ranked."""

    edition: Edition
    as_of: str
    brands: list[StoredBrand]
    sources: dict[str, Source]
    honours: dict[str, Honour]
    indicators: dict[str, Indicator]
    categories: dict[str, Category]
    tags: dict[str, dict[str, Term]]
    rankings: Rankings | None


def make_editions(book: Book) -> dict[str, EditionBook]:
    """The editions of a book, newest first, the widest scope first within a year."""
    editions = sorted(
        book.content.editions.values(), key=lambda e: (-e.year, e.scope != "all", e.id)
    )
    made = {edition.id: _make(edition, book) for edition in editions}
    return {identity: _with_moves(own, made) for identity, own in made.items()}


def _make(edition: Edition, book: Book) -> EditionBook:
    if edition.status == "published":
        return _restored(edition, book)
    own = edition_book(edition, book)
    return EditionBook(edition, own, _rankings(edition, own))


def edition_book(edition: Edition, book: Book) -> Book:
    """The part of a book that an edition is about."""
    lines = [line for line in _lines(edition, book) if line is not None]
    lines.sort(key=lambda line: line.brand.id)
    used = {identity for line in lines for identity in line.brand.sources.split()}
    sources = {i: source for i, source in book.content.sources.items() if i in used}
    brands = {line.brand.id for line in lines}
    honours = {
        identity: honour
        for identity, honour in book.content.honours.items()
        if honour.year == edition.year and any(e.brand in brands for e in honour.entries)
    }
    return _book(book, lines, sources, honours, book.content)


def _book(
    book: Book,
    lines: Sequence[Line],
    sources: dict[str, Source],
    honours: dict[str, Honour],
    content: Content,
) -> Book:
    brands = {line.brand.id for line in lines}
    corrections = [c for c in book.content.corrections if c.brand in brands]
    content = replace(content, sources=sources, honours=honours, corrections=corrections)
    by_id = {line.brand.id: line for line in lines}
    return replace(book, content=content, lines=by_id)


def _lines(edition: Edition, book: Book) -> Iterable[Line | None]:
    for line in book.lines.values():
        if edition.scope in ("all", line.brand.province):
            yield _of_year(line, str(edition.year), book.content)


def _of_year(line: Line, year: str, content: Content) -> Line | None:
    """What the sources of a year say of a brand; None where there are none."""
    sources = line.brand.sources.split()
    own = [s for s in sources if (content.sources[s].published or "").startswith(year)]
    if not own or own == sources:
        return line if own else None
    brand = line.record()
    metrics = [metric for metric in brand.metrics if metric.source in own]
    brand = brand.model_copy(update={"sources": own, "metrics": metrics})
    return make_line(brand, line.file, content)


def _rankings(edition: Edition, own: Book) -> Rankings | None:
    """None below the number of brands that an edition needs."""
    if len(own.lines) < edition.thresholds.brands:
        return None
    settings = edition.model_dump(mode="json", exclude={"title", "status", "method_changes"})
    records = {i: json.loads(line.packed) for i, line in sorted(own.lines.items())}
    vocabulary = {
        identity: indicator.model_dump(mode="json")
        for identity, indicator in sorted(own.content.vocabulary.indicators.items())
    }
    sources = {i: s.model_dump(mode="json") for i, s in sorted(own.content.sources.items())}
    checksum = digest([METHOD_VERSION, settings, records, vocabulary, sources])
    if checksum not in _ranked:
        _ranked[checksum] = _rank(edition, own, checksum)
    return _ranked[checksum]


_ranked: dict[str, Rankings] = {}
"""Rankings by the checksum of all their inputs, so that a preview ranks only what changed."""


def _rank(edition: Edition, own: Book, checksum: str) -> Rankings:
    lines, content = list(own.lines.values()), own.content
    leagues = make_leagues(lines, content, edition.thresholds)
    return Rankings(
        edition=edition.id,
        numpy=np.__version__,
        checksum=checksum,
        documentation=rank_documentation(edition, lines, content),
        leagues=leagues.tables,
        apart=leagues.apart,
        composite=rank_results(edition, lines, content),
    )


def _with_moves(own: EditionBook, made: dict[str, EditionBook]) -> EditionBook:
    """What changed since the edition before it of the same scope."""
    earlier = [
        other
        for other in made.values()
        if other.edition.scope == own.edition.scope and other.edition.year < own.edition.year
    ]
    if own.rankings is None or not earlier:
        return own
    before = max(earlier, key=lambda other: (other.edition.year, other.edition.id))
    return replace(own, moves=_moves(own, before))


def _moves(own: EditionBook, before: EditionBook) -> Moves:
    """A move is told only where the two intervals do not overlap."""
    then, now = ({d.brand: d for d in e.documented()} for e in (before, own))
    moved = [
        Moved(brand, then[brand].place, now[brand].place)
        for brand in sorted(set(then) & set(now))
        if then[brand].place.low > now[brand].place.high
        or now[brand].place.low > then[brand].place.high
    ]
    newcomers = sorted(set(own.book.lines) - set(before.book.lines))
    gone = sorted(set(before.book.lines) - set(own.book.lines))
    return Moves(before, moved, newcomers, gone)


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
        edition=own.edition,
        as_of=own.book.as_of,
        brands=[
            StoredBrand(file=line.file, record=line.record()) for line in own.book.lines.values()
        ],
        sources=own.book.content.sources,
        honours=own.book.content.honours,
        indicators=vocabulary.indicators,
        categories=vocabulary.categories,
        tags=vocabulary.tags,
        rankings=own.rankings,
    )
    body = stored.model_dump(mode="json", by_alias=True)
    sealed = {"sha256": digest(body), **body}
    text = json.dumps(sealed, ensure_ascii=False, indent=1) + "\n"
    replace_file(path, text.encode())
    return path


@lru_cache(maxsize=16)
def _read_store(text: str) -> Stored:
    sealed = json.loads(text)
    found = sealed.pop("sha256")
    if found != digest(sealed):
        raise ValueError(Message("it was changed since it was written"))
    return Stored.model_validate(sealed)


def read_store(path: Path) -> Stored:
    """What an edition was published with; raises BeatbookError where that is gone or changed."""
    try:
        return _read_store(files.read_bytes(path, files.STORE).decode())
    except FileNotFoundError:
        said = Message(
            "content/editions/{file} is missing, which `status: published` needs: restore it,"
            " or set `status: draft`, run `beatbook rank {id} --store` and publish again",
            file=path.name,
            id=path.stem,
        )
        raise BeatbookError(said) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        own = next((part for part in error.args if isinstance(part, Message)), None)
        said = Message(
            "content/editions/{file} cannot be used ({why}): restore it as it was written",
            file=path.name,
            why=own or str(error).splitlines()[0],
        )
        raise BeatbookError(said) from None


def check_stores(settings: Settings, content: Content) -> Iterator[tuple[str, Problem]]:
    """Published editions whose stored records and ranks are missing or do not fit."""
    for edition in content.editions.values():
        if edition.status == "published":
            try:
                _stored(edition, settings)
            except BeatbookError as error:
                file = content.files["editions", edition.id]
                yield file, Problem("V02", ("status",), error.args[0])


def _stored(edition: Edition, settings: Settings) -> Stored:
    """What an edition was published with; its title and its notes may still be mended."""
    stored = read_store(store_path(settings.content, edition.id))
    fixed = {"title", "status", "method_changes"}
    if edition.model_dump(exclude=fixed) != stored.edition.model_dump(exclude=fixed):
        said = Message("it differs from what was published: undo the change, or make a new edition")
        raise BeatbookError(said)
    return stored


def _restored(edition: Edition, book: Book) -> EditionBook:
    """A published edition as it was stored."""
    stored = _stored(edition, book.settings)
    vocabulary = replace(
        book.content.vocabulary,
        indicators=stored.indicators,
        categories=stored.categories,
        tags=stored.tags,
    )
    content = replace(book.content, vocabulary=vocabulary, sources=stored.sources)
    lines = [make_line(b.record, b.file, content) for b in stored.brands]
    own = _book(book, lines, stored.sources, stored.honours, content)
    return EditionBook(edition, replace(own, as_of=stored.as_of), stored.rankings, stored=True)
