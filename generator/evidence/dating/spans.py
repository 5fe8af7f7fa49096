"""Calendar spans as precise as a text prints them, and their ISO 8601 notation."""

from __future__ import annotations

import datetime
from calendar import monthrange
from functools import lru_cache
from typing import NamedTuple

Point = tuple[int, ...]
"""A year, a month (year, month) or a day (year, month, day)."""

_LENGTHS = (4, 7, 10)


class TimeSpan(NamedTuple):
    """First and last year, month or day of a time, both included."""

    first: Point
    last: Point


def point(text: str) -> Point:
    """An ISO date, month or year as a point.

    Raises `ValueError` where it is not one.
    """
    if len(text) not in _LENGTHS:
        raise ValueError(f"expected a date such as 2019, 2019-11 or 2019-11-14, not {text!r}")
    made = tuple(int(part) for part in text.split("-"))
    if iso(made) != text or not exists(made):
        raise ValueError(f"expected a date such as 2019, 2019-11 or 2019-11-14, not {text!r}")
    return made


def iso(when: Point) -> str:
    """(2019, 11) → 2019-11."""
    return "-".join([f"{when[0]:04d}", *(f"{part:02d}" for part in when[1:])])


def exists(when: Point) -> bool:
    """Whether the calendar has this year, month or day."""
    if not 1 <= when[0] <= 9999:
        return False
    if len(when) == 1:
        return True
    if not 1 <= when[1] <= 12:
        return False
    return len(when) == 2 or 1 <= when[2] <= monthrange(when[0], when[1])[1]


def is_after(when: Point, other: Point) -> bool:
    """Whether one point lies after another, as far as both are precise."""
    return when > other[: len(when)] if len(when) < len(other) else when[: len(other)] > other


@lru_cache(maxsize=1024)
def written(first: Point | None, last: Point | None) -> str | None:
    """The ISO 8601 notation of a span, open where an end is None; None where it is no span."""
    ends = [end for end in (first, last) if end is not None]
    if not ends or not all(map(exists, ends)):
        return None
    if first is not None and last is not None:
        if is_after(first, last):
            return None
        if first == last:
            return iso(first)
    return "/".join(".." if end is None else iso(end) for end in (first, last))


def months(year: int, first: int, last: int) -> TimeSpan:
    """Whole months of one year."""
    return TimeSpan((year, first), (year, last))


def month_from(when: Point, offset: int) -> Point:
    """The month a number of months after (before, if negative) the month of a point."""
    count = when[0] * 12 + when[1] - 1 + offset
    return (count // 12, count % 12 + 1)


def day_from(when: Point, offset: int) -> Point | None:
    """The day a number of days after a day; None beyond the calendar."""
    try:
        day = datetime.date(*when) + datetime.timedelta(offset)
    except (ValueError, OverflowError):
        return None
    return (day.year, day.month, day.day)


def week_from(when: Point, offset: int) -> TimeSpan | None:
    """The week from Monday to Sunday that lies a number of weeks after that of a day."""
    first = day_from(when, 7 * offset - datetime.date(*when).weekday())
    last = first and day_from(first, 6)
    return TimeSpan(first, last) if first and last else None


def moved(span: TimeSpan, years: int) -> TimeSpan:
    """The same span some years later; a 29 February becomes the 28th."""
    return TimeSpan(_moved(span.first, years), _moved(span.last, years))


def _moved(when: Point, years: int) -> Point:
    later = (when[0] + years, *when[1:])
    return (*later[:2], 28) if later[1:] == (2, 29) and not exists(later) else later
