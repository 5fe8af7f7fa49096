"""Dates with a missing year, month or start, resolved against what is known."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from fractions import Fraction
from typing import Final

from generator.evidence.dating import DATING
from generator.evidence.dating.printed import Printed
from generator.evidence.dating.spans import (
    Point,
    TimeSpan,
    day_from,
    exists,
    is_after,
    month_from,
    months,
    week_from,
)
from generator.evidence.numerals import chinese

_COMING = 60  # days ahead of the publication that a day without a year is still taken to lie in
_SHORT = 4  # days of a span whose first evening 当晚 may still mean
_LEAP = 8  # years from one 29 February to the next, at most
_MONTHS_BACK = 4  # months from one 31st to the next, with one to spare
_IN_MONTHS: Final = {"年": 12, "个月": 1, "个季度": 3}
_IN_DAYS: Final = {"周": 7, "个星期": 7, "天": 1}


class DatesRead:
    """The publication and the dates read so far.

    `span` is the last one of the sentence, `day` and `last` those of the paragraph, `day_above`
    the last day of the paragraphs above; `day_unsure` tells of either day that its year is guessed.
    """

    def __init__(self, anchor: Point | None) -> None:
        self.anchor = anchor
        self.span: TimeSpan | None = None
        self.last: TimeSpan | None = None
        self.day: Point | None = None
        self.day_above: Point | None = None
        self.day_unsure = False
        self._dated: TimeSpan | None = None

    @property
    def context(self) -> TimeSpan | None:
        """The last date of the sentence that may lend its year to the next one."""
        return self._dated

    def see(self, span: TimeSpan, whole: bool) -> None:
        """Remember a span; `whole` where it is a date and no open period."""
        self.span = self.last = span
        if whole:
            self._dated = span
            if len(span.first) == 3:
                short = is_after(day_from(span.first, _SHORT) or span.last, span.last)
                self.day = span.first if short else None
                self.day_above = None

    def leave(self) -> None:
        """Go on to the next sentence."""
        self.span = self._dated = None

    def leave_paragraph(self, *, prose: bool) -> None:
        """Go on to the next paragraph; a line without a full stop names no day for 当日."""
        if prose:
            self.day_above = self.day or self.day_above
        self.last = self.day = None


def resolve(first: Printed, second: Printed | None, known: DatesRead) -> TimeSpan | None:
    """The span of a date or range of two; None where nothing tells its year.

    Without a year it is that of the date before it in the sentence or, failing that, the latest
    such span not after the publication. The days of a span may be ones that the calendar lacks.
    """
    year = _year(first, known)
    if year is not None:
        return _joined(first, second, year, known)
    if first.months_off is not None:
        return _in_named_month(first, second, known)
    if not first.yearless:
        return None
    if first.month is None and first.part is None:
        return _in_some_month(first, second, known)
    if second is not None and (year := _year(second, known)) is not None:
        return _valid(_joined(first, second, year, known)) or _valid(
            _joined(first, second, year - 1, known)
        )
    return _in_some_year(first, second, known)


def _year(date: Printed, known: DatesRead) -> int | None:
    if date.year is not None:
        return date.year
    anchor = known.anchor
    if date.years is not None:
        return None if anchor is None else anchor[0] + date.years
    if date.same and date.months_off is None:
        if known.last is not None:
            return known.last.first[0]
        return None if anchor is None else anchor[0]
    return None


def _joined(first: Printed, second: Printed | None, year: int, known: DatesRead) -> TimeSpan:
    """The span that begins in a given year."""
    begin = first.span(year)
    if second is None:
        return begin
    if second.day is not None and second.month is None and second.months_off is None:
        end = second.span_in(begin.first[:2]) if len(begin.first) > 1 else begin
    else:
        fixed = _year(second, known)
        end = second.span(year if fixed is None else fixed)
        if fixed is None and is_after(begin.first, end.last):
            end = second.span(year + 1)
    return TimeSpan(begin.first, end.last)


def _valid(span: TimeSpan | None) -> TimeSpan | None:
    if span is None or not (exists(span.first) and exists(span.last)):
        return None
    return None if is_after(span.first, span.last) else span


def _in_named_month(first: Printed, second: Printed | None, known: DatesRead) -> TimeSpan | None:
    """本月, 上月5日 and 当月."""
    base = known.anchor
    if first.same and known.last is not None:
        base = known.last.first
    if base is None or len(base) < 2:
        return None
    begin = first.span_from(base)
    if second is None:
        return begin
    if second.months_off is not None:
        return TimeSpan(begin.first, second.span_from(base).last)
    return TimeSpan(begin.first, second.span_in(begin.first[:2]).last)


def _in_some_month(first: Printed, second: Printed | None, known: DatesRead) -> TimeSpan | None:
    """A day with no month: that of the date before it, or the latest one."""
    context = known.context
    if context is not None and len(context.last) > 1:
        return _in_month(first, second, context.last[:2])
    anchor = known.anchor
    if anchor is None or len(anchor) < 3:
        return None
    for offset in range(_MONTHS_BACK):
        span = _valid(_in_month(first, second, month_from(anchor, -offset)))
        if span is not None and not is_after(span.last, anchor):
            return span
    return _in_month(first, second, anchor[:2])


def _in_month(first: Printed, second: Printed | None, month: Point) -> TimeSpan:
    begin = first.span_in(month)
    return TimeSpan(begin.first, (second or first).span_in(month).last)


def _in_some_year(first: Printed, second: Printed | None, known: DatesRead) -> TimeSpan | None:
    anchor, context = known.anchor, known.context
    if context is not None:
        for year in (context.first[0], context.first[0] + 1):
            span = _valid(_joined(first, second, year, known))
            early = span is None or is_after(context.first, span.first)
            if span and not early and not (anchor and is_after(span.last, anchor)):
                return span
    if anchor is None:
        return None
    if coming := _coming(first, second, anchor, known):
        return coming
    for year in range(anchor[0], anchor[0] - _LEAP - 1, -1):
        span = _valid(_joined(first, second, year, known))
        if span is not None and not is_after(span.last, anchor):
            return span
    return None


def _coming(
    first: Printed, second: Printed | None, anchor: Point, known: DatesRead
) -> TimeSpan | None:
    """A day of the weeks after the publication: news of the year before would name its year."""
    if first.day is None or len(anchor) < 3:
        return None
    for year in (anchor[0], anchor[0] + 1):
        span = _valid(_joined(first, second, year, known))
        latest = day_from(anchor, _COMING)
        if span and latest and is_after(span.last, anchor) and not is_after(span.first, latest):
            return span
    return None


def rolling(count: str, unit: str, anchor: Point | None) -> TimeSpan | None:
    """近三年 and its like, up to the publication; None where the count or the date is vague."""
    number = Fraction(1, 2) if count == "半" else _counted(count)
    unit = re.sub(r"\s", "", unit)
    if number is None or anchor is None:
        return None
    back = number * (_IN_DAYS.get(unit) or _IN_MONTHS[unit])
    if back.denominator != 1:
        return None
    if unit in _IN_DAYS:
        first = day_from(anchor, -int(back)) if len(anchor) == 3 else None
        return TimeSpan(first, anchor) if first else None
    if len(anchor) == 1:
        return (
            TimeSpan((anchor[0] - int(number),), anchor) if unit == "年" and number >= 1 else None
        )
    first_month = month_from(anchor, -int(back))
    if len(anchor) == 2:
        return TimeSpan(first_month, anchor)
    last_day = min(anchor[2], monthrange(*first_month)[1]) if exists(first_month) else anchor[2]
    return TimeSpan((*first_month, last_day), anchor)


def _counted(count: str) -> int | None:
    if count in "几数多":
        return None
    return int(count) if count.isascii() else chinese(count)


def counted(found: re.Match[str], now: Point | None) -> TimeSpan | None:
    """The span of 上周五, 昨日, 上季度 or 2023-10-05, counted from the publication."""
    if found.lastgroup == "plains":
        day = tuple(int(part) for part in re.split("[-/.]", found[0]))
        return TimeSpan(day, day)
    if now is None:
        return None
    if found.lastgroup == "quarters":
        quarter = now[0] * 4 + (now[1] - 1) // 3 + DATING["quarters"][found[0]]
        return months(quarter // 4, quarter % 4 * 3 + 1, quarter % 4 * 3 + 3)
    if len(now) < 3:
        return None
    if found.lastgroup == "days":
        named = day_from(now, DATING["days"][found["dayword"]])
        return TimeSpan(named, named) if named else None
    offset = DATING["weeks"][found["week"]]
    if offset == 0 and datetime.date(*now).weekday() == 0 and found["weekday"] is None:
        offset = -1  # on a Monday the week that is told of is the one just over
    week = week_from(now, offset)
    if week is None or found["weekday"] is not None:
        return week and _weekday(week, found["weekday"])
    return week._replace(last=min(week.last, now)) if offset == 0 else week


def _weekday(week: TimeSpan, day: str | None) -> TimeSpan:
    if day is None:
        return week
    first = day_from(week.first, 5 if day == "末" else "一二三四五六日".index(day))
    last = week.last if day == "末" else first
    return TimeSpan(first, last) if first and last else week
