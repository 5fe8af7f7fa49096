"""Pages that begin with a picture: the evidence matrix, the timeline and the season calendar.

Each picture is static SVG with a table of the same numbers, and leads to lists of the brands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from generator.book.book import Book
from generator.evidence.ladder import RUNGS
from generator.records.i18n import Words
from generator.site.page import PAGE_SIZE, Page, numbered, page_count, paging, parts_of
from generator.tables.calendar import by_month, by_season, months_of
from generator.tables.charts import on_rungs
from generator.tables.frames import BrandRow, in_order
from generator.tables.grids import Grid, Tally, laid_out, sums, tallies, wrapped
from generator.tables.timeline import (
    Line,
    Span,
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
        total = len(next(iter(lists.values())))
        for number in range(1, page_count(total) + 1):
            part = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
            shown = {
                "level": level,
                "rows": {language: own[part] for language, own in lists.items()},
                **paging(f"evidence/{level}", number, total),
            }
            yield Page(numbered(f"evidence/{level}", number), "pages/level.html", shown)


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
            at.setdefault(row.category, numbered(f"evidence/{level}", place // PAGE_SIZE + 1))
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
        for number in range(1, page_count(len(own)) + 1):
            part = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
            shown = {
                "month": month,
                "rows": {language: order[part] for language, order in orders.items()},
                **paging(f"seasons/{month}", number, len(own)),
            }
            yield Page(numbered(f"seasons/{month}", number), "pages/season-month.html", shown)


class Begun(NamedTuple):
    """The brands of one page that began in a year, each with its line on the timeline."""

    year: str
    brands: list[tuple[BrandRow, Line]]


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
    for number, part in enumerate(parts_of(begun), start=1):
        shown = {
            "span": span,
            "left": LEFT,
            "starts": found,
            "labels": {
                language: {own.key: wrapped(_label(book, words, own.key), LEFT) for own in found}
                for language, words in book.words.items()
            },
            "years": Counter((row.started or "")[:4] for row in begun),
            "at": at,
            "begun": _begun(part, span),
            "of": len(rows),
            "oldest": begun[0] if begun else None,
            "seen": last_seen(rows, book.as_of),
            "ended": ended[:PAGE_SIZE],
            "all_ended": len(ended),
            **paging("timeline", number, len(begun)),
        }
        yield Page(numbered("timeline", number), "pages/timeline.html", shown)


def _begun(rows: Sequence[BrandRow], span: Span) -> list[Begun]:
    groups: list[Begun] = []
    for row in rows:
        year = (row.started or "")[:4]
        if not groups or groups[-1].year != year:
            groups.append(Begun(year, []))
        groups[-1].brands.append((row, line_of(row, span)))
    return groups


def _grids(book: Book, found: Sequence[Tally], left: float) -> dict[str, Grid]:
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
