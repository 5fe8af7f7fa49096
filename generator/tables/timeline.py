"""When brands began and were last seen, as far as their sources say; nothing is guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from generator.tables.frames import BrandRow

YEARS: Final = 20
"""Years that have a column of their own; all before them share one."""


class Span(NamedTuple):
    """The years of a timeline: `first` to `last` each have a column, with one before them."""

    first: int
    last: int

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return self.last - self.first + 2

    def column(self, date: str) -> int:
        """The column of an ISO 8601 date, from 0; 0 is for all before the first year."""
        return max(0, int(date[:4]) - self.first + 1)


class Lifeline(NamedTuple):
    """A brand on the timeline, in per cent of its width: its start and its last dated source.

    `early` is whether it began before the years shown; `latest` is None without a later source.
    """

    start: float
    latest: float | None
    early: bool


class Starts(NamedTuple):
    """How many brands of a category began in each column, of how many that it has."""

    key: str
    counts: tuple[int, ...]
    of: int


def dated(rows: Iterable[BrandRow]) -> list[BrandRow]:
    """The brands whose start is reported, oldest first; ties by place and id."""
    started = (row for row in rows if row.started)
    return sorted(started, key=lambda row: (row.started or "", row.place, row.id))


def span_of(rows: Iterable[BrandRow], as_of: str) -> Span:
    """The twenty years up to that of the data or of the last start, fewer where that is enough."""
    years = [int(row.started[:4]) for row in rows if row.started]
    last = max(int(as_of[:4]), max(years, default=0))
    return Span(max(last - YEARS + 1, min(years, default=last)), last)


def starts(rows: Iterable[BrandRow], span: Span, categories: Iterable[str]) -> list[Starts]:
    """All brands, then each category of the first level, with or without a start that is told."""
    found: Counter[tuple[str, int]] = Counter()
    of: Counter[str] = Counter()
    for row in rows:
        for key in ("", row.category.partition(".")[0]):
            of[key] += 1
            if row.started:
                found[key, span.column(row.started)] += 1
    return [
        Starts(key, tuple(found[key, column] for column in range(span.columns)), of[key])
        for key in ("", *categories)
    ]


def line_of(row: BrandRow, span: Span) -> Lifeline:
    """The line of a brand whose start is reported."""
    started = row.started or ""
    start = _across(started, span)
    latest = _across(row.latest, span) if row.latest else None
    seen = latest if latest is not None and latest > start else None
    return Lifeline(start, seen, int(started[:4]) < span.first)


def _across(date: str, span: Span) -> float:
    """Where a date lies, in per cent; one that names only a year or month in the middle of it."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    within = (month - 1 + (day - 0.5) / 31 if day else month - 0.5) / 12 if month else 0.5
    share = (year + within - span.first + 1) / span.columns
    edge = 0.5 / span.columns
    return round(100 * min(max(share, edge), 1 - edge / 2), 2)


def by_end(rows: Iterable[BrandRow]) -> list[BrandRow]:
    """The brands that have ended as their sources say, last seen last; ties by id."""
    ended = (row for row in rows if row.status == "ended")
    return sorted(ended, key=lambda row: (row.latest or "", row.id))


UNSEEN: Final = 5
"""Years without a source after which a brand is said to be unseen for long."""


def last_seen(rows: Iterable[BrandRow], as_of: str) -> dict[int | None, int]:
    """How many brands had their last source so many calendar years ago; None has no dated one.

    All from `UNSEEN` years on are counted together.
    """
    now = int(as_of[:4])
    ages = Counter(min(now - int(r.latest[:4]), UNSEEN) if r.latest else None for r in rows)
    return {age: ages[age] for age in (*range(UNSEEN + 1), None)}
