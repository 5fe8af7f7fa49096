"""What changed in the book, by month: brands entered, records changed, corrections, editions.

All of it comes from the records' own days, so the same records tell the same history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, Literal, NamedTuple

from generator.book.book import Book, EditionBook
from generator.records.models import Note
from generator.site.corrections import Corrected, corrections_of
from generator.site.page import Page, numbered, paging, parts_of
from generator.tables.frames import BrandRow

MONTHS: Final = 12
"""Months on one page of the overview."""

SHOWN: Final = 12
"""Entries of a kind that the overview shows of a month; its own page has all."""

KINDS: Final = ("edition", "correction", "change", "entry")
"""The kinds of event in the order in which a day tells them."""


class Event(NamedTuple):
    """One thing that happened to the book on a day: to an edition, in a correction or a brand.

    `id` tells it apart from all others; a brand's event without a note is its entry.
    """

    on: str
    kind: Literal["edition", "correction", "change", "entry"]
    id: str
    brand: BrandRow | None = None
    note: Note | None = None
    corrected: Corrected | None = None
    edition: EditionBook | None = None


def events(book: Book) -> list[Event]:
    """Everything that happened, the newest first."""
    found = [*_brand_events(book), *_other_events(book)]
    # Sorted twice, because days go down and what happened on one goes up.
    found.sort(key=lambda event: (KINDS.index(event.kind), event.id))
    return sorted(found, key=lambda event: event.on, reverse=True)


def _brand_events(book: Book) -> Iterator[Event]:
    for identity, entry in book.brands.items():
        yield Event(entry.row.added, "entry", identity, entry.row)
        for number, note in enumerate(entry.changes, start=1):
            yield Event(note.on, "change", f"{identity}/{number}", entry.row, note)


def _other_events(book: Book) -> Iterator[Event]:
    for corrected in corrections_of(book):
        own = corrected.correction
        yield Event(own.on, "correction", own.id, corrected=corrected)
    for identity, edition in book.editions.items():
        if edition.edition.status == "published":
            yield Event(edition.book.as_of, "edition", identity, edition=edition)


class MonthEvents(NamedTuple):
    """The events of one month by their kind, and how many brands each province gained."""

    month: str
    events: Sequence[Event]
    provinces: Sequence[tuple[str, int]]

    def of(self, kind: str) -> list[Event]:
        """The events of a kind."""
        return [event for event in self.events if event.kind == kind]


def months_of(happened: Sequence[Event]) -> list[MonthEvents]:
    """The events by month, the newest first."""
    return [_month(name, [*own]) for name, own in groupby(happened, lambda event: event.on[:7])]


def _month(name: str, own: Sequence[Event]) -> MonthEvents:
    return MonthEvents(name, own, provinces_of([event for event in own if event.kind == "entry"]))


def provinces_of(own: Sequence[Event]) -> list[tuple[str, int]]:
    """How many events of brands each province has, the most first."""
    rows = (event.brand for event in own)
    counts = Counter(row.province for row in rows if row is not None and row.province)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def change_pages(book: Book) -> Iterator[Page]:
    """An overview of the months, and each month with all that happened in it; the corrections."""
    months = months_of(events(book))
    for number, part in enumerate(parts_of(months, MONTHS), start=1):
        data = {"months": part, "most": SHOWN, **paging("changes", number, len(months), MONTHS)}
        yield Page(numbered("changes", number), "pages/changes.html", data)
    for month in months:
        yield from _month_pages(month)
    corrections = corrections_of(book)
    for number, rows in enumerate(parts_of(corrections), start=1):
        own = {"corrections": rows, **paging("corrections", number, len(corrections))}
        yield Page(numbered("corrections", number), "pages/corrections.html", own)


def _month_pages(month: MonthEvents) -> Iterator[Page]:
    address = f"changes/{month.month}"
    in_order = sorted(month.events, key=lambda event: KINDS.index(event.kind))
    for number, part in enumerate(parts_of(in_order), start=1):
        kinds = [(kind, [event for event in part if event.kind == kind]) for kind in KINDS]
        data = {
            "month": month,
            "kinds": [(kind, own) for kind, own in kinds if own],
            **paging(address, number, len(in_order)),
        }
        yield Page(numbered(address, number), "pages/month.html", data)
