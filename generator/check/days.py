"""Days of the records themselves: none lies after the day that the book speaks for.

What was reported happened before it was; what was read, entered or reviewed happened before today,
which the records do not know. So the book may state its day, or the build its own
(`SOURCE_DATE_EPOCH`); where neither does, a day counts as a slip that lies more than a year after
all that sources or, for a source, brands give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.errors import Problem
from generator.records.content import Content
from generator.records.models import Brand, Correction, Honour, Source
from generator.words.messages import Message

_LATE = 10
"""Years after everything else that a receipt's day is taken for a slip, or for a wrong clock."""

Day = tuple[tuple[str | int, ...], str]
"""Where a day stands in its record, and the day (or month or year) in ISO 8601."""


def brand_limit(content: Content) -> str:
    """The last day that brands and corrections may have; empty for none."""
    return content.stated_day or _years_after(content.newest, 1)


def source_limit(content: Content, latest: str) -> str:
    """The last day that sources may have; `latest` is the latest day of the brands."""
    return content.stated_day or _years_after(latest, 1)


def receipt_limit(content: Content, latest: str) -> str:
    """The last day that receipts may have: an old book may be checked years after it was made."""
    return content.stated_day or _years_after(max(latest, content.newest), _LATE)


def of_brand(brand: Brand) -> Iterator[Day]:
    """The days on which somebody worked on a brand's record."""
    yield ("added",), brand.added
    yield ("review", "on"), brand.review.on or ""
    for index, note in enumerate(brand.changes):
        yield ("changes", index, "on"), note.on


def check_brand_days(brand: Brand, limit: str) -> Iterator[Problem]:
    """No day of a brand lies after the limit; those of its figures lie before their sources'."""
    yield from _check(of_brand(brand), limit)
    yield from _check([(("started",), brand.started or "")], limit)


def check_source_days(source: Source, limit: str, of_receipt: str) -> Iterator[Problem]:
    """No day of a source lies after the limit, nor that of its receipt after its own."""
    yield from _check(_of_source(source), limit)
    if source.receipt is not None:
        yield from _check([(("receipt", "on"), source.receipt.on)], of_receipt)


def check_honour_days(honour: Honour, limit: str) -> Iterator[Problem]:
    """The year of an award list is not after the limit."""
    yield from _check([(("year",), str(honour.year))], limit)


def check_correction_days(correction: Correction, limit: str) -> Iterator[Problem]:
    """The day of a correction is not after the limit."""
    yield from _check([(("on",), correction.on)], limit)


def _of_source(source: Source) -> Iterator[Day]:
    yield ("accessed",), source.accessed
    yield ("published",), source.published or ""


def after(date: str, limit: str) -> bool:
    """Whether a date lies after another for certain, each as precise as stated."""
    length = min(len(date), len(limit))
    return date[:length] > limit[:length]


def _check(days: Iterable[Day], limit: str) -> Iterator[Problem]:
    for path, day in days:
        if limit and after(day, limit):
            said = Message(
                "{day} lies after {limit}: correct it, or state the day of the data"
                " (`as_of` under `extra` in mkdocs.yml)",
                day=day,
                limit=limit,
            )
            yield Problem("D06", path, said)


def _years_after(day: str, years: int) -> str:
    """The same day of a later year, as precise as it is given; empty for none."""
    return f"{int(day[:4]) + years}{day[4:]}" if day else ""
