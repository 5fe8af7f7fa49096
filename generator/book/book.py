"""The Book: the frozen bundle that every output receives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.errors import Finding
from generator.rank.results import Documented, Likely, Rankings
from generator.records.content import Content
from generator.records.i18n import Words
from generator.records.models import Edition
from generator.settings import Settings
from generator.tables.frames import BrandRow, Frames, Line, MetricRow, make_frames


@dataclass(frozen=True, slots=True)
class Book:
    """Checked records, their tables and rankings, and the words to show them in.

    `lines` maps brand ids to compact lines in the order of their files, `editions` edition ids to
    their own books, newest first; `as_of` is an ISO 8601 day, `findings` are warnings only,
    `drafts` counts the records that are not built.
    """

    settings: Settings
    content: Content
    lines: dict[str, Line]
    words: dict[str, Words]
    findings: tuple[Finding, ...]
    as_of: str
    drafts: int
    editions: dict[str, EditionBook] = field(default_factory=dict)

    def frames(self) -> Frames:
        """The tables as pandas frames, made for whoever writes them out."""
        return make_frames(self.lines.values(), self.content)

    def rows(self) -> list[BrandRow]:
        """The row of every brand."""
        return [line.brand for line in self.lines.values()]

    def figures(self) -> list[MetricRow]:
        """The row of every figure."""
        return [row for line in self.lines.values() for row in line.metrics]


@dataclass(frozen=True, slots=True)
class EditionBook:
    """One edition: the book of its records and what is ranked in it.

    `rankings` is None where the edition has too few brands, `moves` where nothing comes before it;
    `stored` says that both are those it was published with.
    """

    edition: Edition
    book: Book
    rankings: Rankings | None
    moves: Moves | None = None
    stored: bool = False

    def documented(self) -> Sequence[Documented]:
        """The rows of its documentation ranking; none where nothing is ranked."""
        return self.rankings.documentation.brands if self.rankings else ()


class Moved(NamedTuple):
    """A brand whose places in two editions do not overlap."""

    brand: str
    before: Likely
    now: Likely


class Moves(NamedTuple):
    """What changed since another edition: moves, and ids of brands that came or went."""

    since: EditionBook
    moved: list[Moved]
    newcomers: list[str]
    gone: list[str]
