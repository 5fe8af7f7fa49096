"""Days of the records themselves: none lies after the day that the book speaks for.

What was reported happened before it was; what was read, entered or reviewed happened before today,
which the records do not know. So the book may state its day, or the build its own
(`SOURCE_DATE_EPOCH`); where neither does, a day counts as a slip that lies more than a year after
all that sources or, for a source, brands give.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Problem, RecordPath
from generator.records.content import Content
from generator.records.models import Brand
from generator.records.rounds import Round

_LATE = 10
"""Years after everything else that a receipt's day is taken for a slip, or for a wrong clock."""

DayAt = tuple[RecordPath, str]
"""Where a day stands in its record, and the day (or month or year) in ISO 8601; empty for none."""


def brand_limit(content: Content) -> str:
    """The last day that brands and corrections may have; empty for none."""
    return content.stated_day or _years_after(content.newest, 1)


def source_limit(content: Content, latest: str) -> str:
    """The last day that sources may have; `latest` is the latest day of the brands."""
    return content.stated_day or _years_after(latest, 1)


def receipt_limit(content: Content, latest: str) -> str:
    """The last day that receipts may have: an old book may be checked years after it was made."""
    return content.stated_day or _years_after(max(latest, content.newest), _LATE)


def of_brand(brand: Brand) -> list[DayAt]:
    """The days on which somebody worked on a brand's record."""
    notes = [(("changes", index, "on"), note.on) for index, note in enumerate(brand.changes)]
    return [(("added",), brand.added), (("review", "on"), brand.review.on or ""), *notes]


def of_round(own: Round) -> list[DayAt]:
    """The days of a selection round."""
    named = [(("nominated", n, "on"), entry.on or "") for n, entry in enumerate(own.nominated)]
    notes = [(("notes", n, "on"), note.on) for n, note in enumerate(own.notes)]
    last = [((key,), getattr(own, key) or "") for key in ("scored", "decided")]
    return [*named, *last, *notes]


def after(date: str, limit: str) -> bool:
    """Whether a date lies after another for certain, each as precise as stated."""
    length = min(len(date), len(limit))
    return date[:length] > limit[:length]


def check_days(limit: str, *days: DayAt) -> Iterator[Problem]:
    """No day lies after the limit, where there is one."""
    for path, day in days:
        if limit and after(day, limit):
            yield Problem("D06", path).says(
                "{day} lies after {limit}: correct it, or state the day of the data"
                " (`as_of` under `extra` in mkdocs.yml)",
                day=day,
                limit=limit,
            )


def _years_after(day: str, years: int) -> str:
    """The same day of a later year, as precise as it is given; empty for none."""
    return f"{int(day[:4]) + years}{day[4:]}" if day else ""
