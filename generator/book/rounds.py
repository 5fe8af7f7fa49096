"""Selection rounds of a book: what each gives, what a published one keeps, what came after.

A round that is published is shown as it was stored with it; what became of the chosen is told from
the records of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Final, NamedTuple

from generator.book.book import Book, NamedBrand, RoundBook
from generator.book.stores import read_store, unsealed, write_store
from generator.errors import BeatbookError, Problem
from generator.rank.results import Result
from generator.rank.rounds import MENDED, Exit, RoundResult, judge, refusals
from generator.records.content import Content
from generator.records.models import Brand, Source
from generator.records.rounds import JurorScore, Round
from generator.settings import Settings
from generator.tables.frames import BookBrand, BrandRow
from generator.words.messages import Message


class StoredRound(Result):
    """All that a published round was made from, and its result.

    `brands` are the records of the nominated ones; `sources` are those that they cite.
    """

    round: Round
    as_of: str
    scores: list[list[str]]
    brands: dict[str, Brand]
    sources: dict[str, Source]
    result: RoundResult


class Followed(NamedTuple):
    """What became of a chosen brand.

    `before` and `now` are its evidence level then and today, `row` today's (None: no longer on
    record); `sources` and `figures` are those published since the round was decided.
    """

    named: NamedBrand
    before: int
    row: BrandRow | None
    sources: int
    figures: int

    @property
    def now(self) -> int | None:
        """Its evidence level today."""
        return self.row.evidence_level if self.row else None


def make_rounds(book: Book) -> Mapping[str, RoundBook]:
    """The rounds of a book by id, the latest window first."""
    made = {identity: _make(own, book) for identity, own in book.content.rounds.items()}
    order = sorted(made.values(), key=lambda own: (-own.round.last, own.round.first, own.round.id))
    return {own.round.id: own for own in order}


def _make(own: Round, book: Book) -> RoundBook:
    if own.status == "published":
        stored = _stored(own, book.content, book.settings)
        return RoundBook(
            round=own,
            scores=[JurorScore._make([*cells, 0]) for cells in stored.scores],
            named={identity: _of_record(brand) for identity, brand in stored.brands.items()},
            words=book.words,
            as_of=stored.as_of,
            stored=True,
            _judge=lambda: stored.result,
        )
    rows = {n.brand: book.brands[n.brand].row for n in own.nominated if n.brand in book.brands}
    scores = book.content.scores.get(own.id, [])
    return RoundBook(
        round=own,
        scores=scores,
        named={identity: _of_row(row) for identity, row in rows.items()},
        words=book.words,
        as_of=book.as_of,
        stored=False,
        _judge=partial(judge, own, scores, rows, book.content.sources),
    )


def _of_row(row: BrandRow) -> NamedBrand:
    return NamedBrand(row.id, row.name_zh, row.name_en, row.agency_zh, row.agency_en, row.place)


def _of_record(brand: Brand) -> NamedBrand:
    names = brand.name.zh, brand.name.en, brand.agency.zh, brand.agency.en
    return NamedBrand(brand.id, *names, brand.place)


def follow_up(own: RoundBook, book: Book) -> list[Followed]:
    """What became of the chosen of a published round; nothing before its time."""
    if not own.stored or not own.followed_from or book.as_of < own.followed_from:
        return []
    renamed = book.renamed()["brands"]
    levels = {nominee.brand: nominee.level for nominee in own.result.nominees}
    return [
        _followed(own, levels[brand] or 0, own.named[brand], renamed.get(brand, brand), book)
        for brand in own.result.selected
    ]


def _followed(own: RoundBook, before: int, named: NamedBrand, now: str, book: Book) -> Followed:
    entry, decided = book.brands.get(now), own.round.decided or ""
    if entry is None:
        return Followed(named, before, None, 0, 0)
    known = book.content.sources
    later = {s for s in entry.row.sources.split() if (known[s].published or "") > decided}
    figures = sum(metric.source in later for metric in entry.metrics)
    return Followed(named, before, entry.row, len(later), figures)


def find_round(book: Book, identity: str) -> RoundBook:
    """One round by its id; raises BeatbookError with those there are."""
    if identity not in book.rounds:
        known = ", ".join(book.rounds) or Message("none")
        said = Message("there is no round `{id}`: the rounds are {known}", id=identity, known=known)
        raise BeatbookError(said)
    return book.rounds[identity]


def store_round(book: Book, identity: str) -> Path:
    """Write what a round is made from, with its result; raises BeatbookError.

    A published round keeps what it was published with.
    """
    own = find_round(book, identity)
    if own.stored:
        said = Message("{round} is published and keeps its stored result", round=identity)
        raise BeatbookError(said)
    entries = [book.brands[brand] for brand in own.named]
    cited = sorted({source for entry in entries for source in entry.row.sources.split()})
    stored = StoredRound(
        round=own.round,
        as_of=own.as_of,
        scores=_told(own.scores),
        brands={entry.row.id: entry.record() for entry in entries},
        sources={source: book.content.sources[source] for source in cited},
        result=own.result,
    )
    path = _path(book.settings, identity)
    write_store(path, stored.model_dump(mode="json", by_alias=True))
    return path


def _told(scores: Iterable[JurorScore]) -> list[list[str]]:
    return sorted(
        [score.round, score.juror, score.brand, score.criterion, score.score] for score in scores
    )


def _path(settings: Settings, identity: str) -> Path:
    return settings.content / "rounds" / f"{identity}.json"


@lru_cache(maxsize=16)
def _read(text: str) -> StoredRound:
    return StoredRound.model_validate(unsealed(text))


def _stored(own: Round, content: Content, settings: Settings) -> StoredRound:
    """What a round was published with; its title and its notes may still be mended.

    Raises BeatbookError where that is gone or changed, or the record or its scores are.
    """
    command = f"beatbook round result {own.id} --store"
    stored = read_store(_path(settings, own.id), _read, command)
    if own.model_dump(exclude=MENDED) != stored.round.model_dump(exclude=MENDED):
        said = Message("it differs from what was published: undo the change, or make a new round")
        raise BeatbookError(said)
    if _told(content.scores.get(own.id, [])) != stored.scores:
        said = Message(
            "the scores in content/rounds/{file} differ from those published: restore them",
            file=f"{own.id}.csv",
        )
        raise BeatbookError(said)
    return stored


def check_round_stores(settings: Settings, content: Content) -> Iterator[tuple[str, Problem]]:
    """Published rounds whose stored records and results are missing or do not fit."""
    for stem, own in content.rounds.items():  # an id may differ from the name of its file
        if own.status == "published":
            try:
                _stored(own, content, settings)
            except BeatbookError as error:
                yield content.files["rounds", stem], Problem("V02", ("status",), error.args[0])


_WHY: Final[Mapping[Exit, Message]] = {
    "draft": Message("its record is a draft"),
    "level": Message("its evidence level is too low"),
    "undated": Message("it has no dated source"),
    "window": Message("none of its sources is of the window"),
    "scope": Message("it is outside the scope"),
}


def drafted_nominees(content: Content, brands: Sequence[BookBrand]) -> dict[str, BrandRow]:
    """The rows of the brands that draft rounds name."""
    named = {
        entry.brand
        for own in content.rounds.values()
        if own.status != "published"
        for entry in own.nominated
    }
    return {entry.row.id: entry.row for entry in brands if entry.row.id in named}


def check_shortlists(
    content: Content, rows: Mapping[str, BrandRow]
) -> Iterator[tuple[str, Problem]]:
    """Brands on the shortlist of a draft round that its rule of eligibility refuses."""
    for stem, own in content.rounds.items():
        nominated = {entry.brand for entry in own.nominated}
        for index, brand in enumerate(own.shortlist or ()):
            why = refusals(own, rows.get(brand), content.sources)
            if own.status != "published" and brand in nominated and why:
                problem = Problem("J06", ("shortlist", index)).says(
                    "`{id}` is not eligible ({why}): take it off the shortlist",
                    id=brand,
                    why=_WHY[why[0]],
                )
                yield content.files["rounds", stem], problem
