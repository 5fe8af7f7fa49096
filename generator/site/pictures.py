"""Pages that begin with a picture: the evidence matrix, the timeline and the season calendar.

Each picture is static SVG with a table of the same numbers, and leads to lists of the brands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from generator.book.book import Book
from generator.evidence.ladder import RUNGS
from generator.records.i18n import Words
from generator.site.page import PAGE_SIZE, Page, numbered, page_count, paging, parts_of
from generator.tables.calendar import by_month, by_season, months_of
from generator.tables.charts import on_rungs
from generator.tables.frames import BrandRow, in_order
from generator.tables.grids import Grid, GridCounts, laid_out, sums, tallies, wrapped
from generator.tables.timeline import (
    Lifeline,
    Span,
    Starts,
    by_end,
    dated,
    last_seen,
    line_of,
    span_of,
    starts,
)

MONTHS: Final = 12
LEFT: Final = 36
"""Per cent of the timeline that its labels take."""
TALL: Final = 64
HIGH: Final = 44
"""Pixels of the first row of the timeline, which counts all brands, and of each other at least."""


def evidence_pages(book: Book) -> Iterator[Page]:
    """The matrix of categories and evidence levels, and the brands of each level."""
    rows, categories = book.rows(), book.content.vocabulary.categories
    levels = _by_level(book, rows)
    found = tallies(rows, categories, lambda row: [row.evidence_level], len(RUNGS))
    data = {
        "grid": _grids(book, found, 45),
        "sums": sums(found),
        "at": {(c, n): page for n, (_, at) in enumerate(levels) for c, page in at.items()},
        "ladder": on_rungs(rows),
    }
    yield Page("evidence", "pages/evidence.html", data)
    for level, (lists, _) in enumerate(levels):
        yield from _lists(f"evidence/level-{level}", "level", lists, {"level": level})


def _by_level(
    book: Book, rows: Sequence[BrandRow]
) -> list[tuple[dict[str, list[BrandRow]], dict[str, str]]]:
    """The brands of each level by category, and the address where each category begins."""
    order = {c: n for n, c in enumerate(book.content.vocabulary.second_levels())}
    levels = []
    for level in range(len(RUNGS)):
        own = [row for row in rows if row.evidence_level == level]
        lists = {
            language: sorted(in_order(own, words), key=lambda row: order[row.category])
            for language, words in book.words.items()
        }
        at: dict[str, str] = {}
        for place, row in enumerate(next(iter(lists.values()))):
            at.setdefault(row.category, numbered(f"evidence/level-{level}", place // PAGE_SIZE + 1))
        levels.append((lists, at))
    return levels


def season_pages(book: Book) -> Iterator[Page]:
    """The calendar of categories and of brands, and the brands of each month."""
    rows = book.rows()

    def columns(row: BrandRow) -> list[int]:
        return [month - 1 for month in months_of(row)]

    found = tallies(rows, book.content.vocabulary.categories, columns, MONTHS, whole=False)
    seasonal = by_season(rows)
    months = by_month(rows)
    counts = {month: len(own) for month, own in months.items()}
    for number, part in enumerate(parts_of(seasonal), start=1):
        shown = {
            "grid": _grids(book, found, 33),
            "sums": sums(found),
            "counts": counts,
            "busiest": max(counts, key=lambda month: (counts[month], -month)),
            "calendar": [(row, months_of(row)) for row in part],
            "of": len(rows),
            **paging("seasons", number, len(seasonal)),
        }
        yield Page(numbered("seasons", number), "pages/seasons.html", shown)
    for month, own in months.items():
        orders = {language: in_order(own, words) for language, words in book.words.items()}
        yield from _lists(f"seasons/{month}", "season-month", orders, {"month": month})


class Band(NamedTuple):
    """A row of the timeline: what it counts, the lines of its label, where it ends below."""

    starts: Starts
    label: tuple[str, ...]
    bottom: int


class StartYear(NamedTuple):
    """The brands of one page that began in a year, each with its line on the timeline."""

    year: str
    brands: list[tuple[BrandRow, Lifeline]]


def timeline_pages(book: Book) -> Iterator[Page]:
    """When brands began, by category and one by one."""
    rows = book.rows()
    begun, span = dated(rows), span_of(rows, book.as_of)
    found = starts(rows, span, book.content.vocabulary.categories)
    ended = by_end(rows)
    at: dict[str, str] = {}
    for place, row in enumerate(begun):
        year = (row.started or "")[:4]
        at.setdefault(year, numbered("timeline", place // PAGE_SIZE + 1))
    whole = {
        "span": span,
        "left": LEFT,
        "scales": _scales(found),
        "bands": {language: _bands(book, words, found) for language, words in book.words.items()},
        "years": Counter((row.started or "")[:4] for row in begun),
        "at": at,
        "of": len(rows),
        "oldest": begun[0] if begun else None,
        "seen": last_seen(rows, book.as_of),
        "ended": ended[:PAGE_SIZE],
        "all_ended": len(ended),
    }
    for number, part in enumerate(parts_of(begun), start=1):
        own = {"begun": _begun(part, span), **paging("timeline", number, len(begun))}
        yield Page(numbered("timeline", number), "pages/timeline.html", {**whole, **own})


def _bands(book: Book, words: Words, found: Sequence[Starts]) -> list[Band]:
    """The rows one below the other, the first of them the highest."""
    bands: list[Band] = []
    bottom = TALL - HIGH + 24
    for own in found:
        label = wrapped(_label(book, words, own.key), LEFT)
        bottom += max(HIGH, 15 * (len(label) + 1) + 12)
        bands.append(Band(own, label, bottom))
    return bands


def _scales(found: Sequence[Starts]) -> tuple[int, int]:
    """The highest count of the first row, and of all others, which share one scale."""
    return max(found[0].counts), max((n for own in found[1:] for n in own.counts), default=0)


def _begun(rows: Sequence[BrandRow], span: Span) -> list[StartYear]:
    groups: list[StartYear] = []
    for row in rows:
        year = (row.started or "")[:4]
        if not groups or groups[-1].year != year:
            groups.append(StartYear(year, []))
        groups[-1].brands.append((row, line_of(row, span)))
    return groups


def _lists(
    address: str,
    template: str,
    orders: Mapping[str, Sequence[BrandRow]],
    data: Mapping[str, int],
) -> Iterator[Page]:
    """Brands, in the order of each language, on as many pages as they need."""
    total = len(next(iter(orders.values())))
    for number in range(1, page_count(total) + 1):
        part = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
        rows = {language: order[part] for language, order in orders.items()}
        shown = {**data, "rows": rows, "scripts": ["picks"], **paging(address, number, total)}
        yield Page(numbered(address, number), f"pages/{template}.html", shown)


def _grids(book: Book, found: Sequence[GridCounts], left: float) -> dict[str, Grid]:
    """The drawing in each language, its labels `left` per cent of it wide."""
    return {
        language: laid_out(found, partial(_label, book, words), left)
        for language, words in book.words.items()
    }


def _label(book: Book, words: Words, key: str) -> str:
    """What a row of a drawing is called: a category of either level or, without a key, all."""
    if not key:
        return words["all_categories"]
    vocabulary = book.content.vocabulary
    term = vocabulary.categories.get(key) or vocabulary.second_levels()[key]
    return words.choose(term.name.zh, term.name.en)[1]
