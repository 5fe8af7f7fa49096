"""The Book: the frozen bundle that every output receives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from generator.book.ledger import Move, make_ledger
from generator.errors import Finding
from generator.rank.results import Documented, Outlook, Rankings
from generator.rank.rounds import RoundResult
from generator.records.content import Content, former_ids
from generator.records.i18n import Words
from generator.records.models import Edition
from generator.records.rounds import JurorScore, Round
from generator.settings import Settings
from generator.tables.frames import BookBrand, BrandRow, MetricRow, by_place


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """Checked records, their tables and rankings, and the words to show them in.

    Each equals itself alone, so that what is worked out from one can be kept. `brands` are by id,
    in the order of their files, `editions` by id, each with its own book, newest first, `rounds`
    likewise; `as_of` is an ISO 8601 day, `findings` are warnings only, `drafts` counts the records
    that are not built.
    """

    settings: Settings
    content: Content
    brands: dict[str, BookBrand]
    words: dict[str, Words]
    findings: tuple[Finding, ...]
    as_of: str
    drafts: int
    editions: Mapping[str, EditionBook] = field(default_factory=dict)
    rounds: Mapping[str, RoundBook] = field(default_factory=dict)

    def renamed(self) -> dict[str, dict[str, str]]:
        """By folder, the ids that records no longer have, each with the id that it leads to."""
        return {"brands": former_ids(self.brands), **self.content.renamed()}

    def rows(self) -> list[BrandRow]:
        """The row of every brand."""
        return [entry.row for entry in self.brands.values()]

    def by_place(self) -> list[BookBrand]:
        """The brands in their Chinese order."""
        return [self.brands[row.id] for row in by_place(self.rows())]

    def figures(self) -> Iterator[MetricRow]:
        """The row of every figure, unpacked on the way."""
        return (row for entry in self.brands.values() for row in entry.read_metrics())

    def figure_count(self) -> int:
        """How many figures there are."""
        return sum(entry.row.figures for entry in self.brands.values())


@dataclass(frozen=True)
class EditionBook:
    """One edition: the book of its records and what is ranked in it, made when first asked for.

    `before` is the edition that it is compared with, None where there is none; `stored` says that
    records and ranks are those it was published with.
    """

    edition: Edition
    before: EditionBook | None
    stored: bool
    _make: Callable[[], Book] = field(repr=False, compare=False)
    _rank: Callable[[Book], Rankings | None] = field(repr=False, compare=False)
    _look: Callable[[EditionBook], Outlook] = field(repr=False, compare=False)

    @cached_property
    def book(self) -> Book:
        """The part of the book that the edition is about."""
        return self._make()

    @cached_property
    def rankings(self) -> Rankings | None:
        """None where the edition has too few brands."""
        return self._rank(self.book)

    @cached_property
    def ledger(self) -> list[Move]:
        """What became of every brand of this edition and of the one before; empty without one."""
        return make_ledger(self.before.book.rows(), self.book.rows()) if self.before else []

    @cached_property
    def outlook(self) -> Outlook:
        """What it forecasts, and how the forecasts of the published edition before it did."""
        return self._look(self)

    def documented(self) -> Sequence[Documented]:
        """The rows of its documentation ranking; none where nothing is ranked."""
        return self.rankings.documentation.brands if self.rankings else ()


FOLLOWED: Final = 12
"""Months after which a published round says what became of the chosen."""


class NamedBrand(NamedTuple):
    """A nominated brand as the pages of a round call it."""

    id: str
    name_zh: str
    name_en: str | None
    agency_zh: str
    agency_en: str | None
    place: str


@dataclass(frozen=True)
class RoundBook:
    """One round: its record and scores, the nominated brands, and the result when first asked for.

    `named` lacks those without a finished record; `stored` says that all is as it was published.
    """

    round: Round
    scores: list[JurorScore]
    named: Mapping[str, NamedBrand]
    words: Mapping[str, Words]
    as_of: str
    stored: bool
    _judge: Callable[[], RoundResult] = field(repr=False, compare=False)

    @cached_property
    def result(self) -> RoundResult:
        """Who got how far, and what the scores carry."""
        return self._judge()

    @property
    def followed_from(self) -> str:
        """The day from which what became of the chosen is told; empty before one was decided."""
        return _months_after(self.round.decided, FOLLOWED) if self.round.decided else ""


def _months_after(day: str, months: int) -> str:
    """The same day so many months later; the last of the month where there is none."""
    start = date.fromisoformat(day)
    years, month = divmod(start.month - 1 + months, 12)
    for last in range(start.day, 27, -1):
        try:
            return start.replace(start.year + years, month + 1, last).isoformat()
        except ValueError:
            continue
    return start.replace(start.year + years, month + 1).isoformat()
