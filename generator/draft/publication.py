"""When an article was published: labels, datelines, addresses, and the year of its days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from generator.draft import WORDS
from generator.draft.furniture import Passage
from generator.evidence.lexicon import any_of

_YMD = r"((?:19|20)[0-9]{2})\s?[-/.年]\s?([0-9]{1,2})\s?[-/.月]\s?([0-9]{1,2})(?![0-9])"
_LABELLED_DATE = re.compile(rf"(?:{any_of(WORDS['date_labels'])})\s{{0,4}}[:|]?\s{{0,4}}{_YMD}")
_BRACKETED_DATE = re.compile(rf"[(\[【]\s{{0,4}}{_YMD}[^()\[\]【】\r\n]{{0,12}}[)\]】]")
YMD = re.compile(_YMD)
"""A date with its year."""
_ADDRESS_DATE = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})[-/]?(0[1-9]|1[0-2])(?:[-/]?(0[1-9]|[12][0-9]|3[01]))?(?![0-9])"
)
_YEAR_DAY = re.compile(r"((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
_BARE_DAY = re.compile(r"(?<![0-9年])([0-9]{1,2})月([0-9]{1,2})日")
MEDIUM = r"[^\s,。:;|0-9]{2,14}(?:[报网社台刊]|在线|客户端|新闻|发布)"
"""The name of a paper, a station or a site."""
_TIME = r"(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
DATELINE = re.compile(
    rf"\s{{0,8}}({MEDIUM})\s{{0,8}}{_YMD}"
    rf"|(?:https?://\S{{4,60}}\s{{1,4}})?{_YMD}日?\s{{0,4}}{_TIME}\s{{1,4}}({MEDIUM})\s*$",
    re.M,
)
"""A line of a medium and a date, in either order, as portals print it behind their address."""
_NEXT_LABEL = any_of([*WORDS["labels"], *WORDS["source_labels"], "版次", "栏目"])
_AFTER_DATE = re.compile(
    rf"日?\s{{0,8}}{_TIME}\s{{0,8}}"
    rf"(?:(?:{_NEXT_LABEL})\s{{0,4}}[:|].*)?"
)
_WEEKDAY = re.compile("日?\\s{0,8}(?:星期|礼拜|周)[一二三四五六日天]\\s{0,8}")
_CLOCK = re.compile(
    rf"[^\r\n]{{0,20}}?(?:{any_of(WORDS['clock_words'])})[^\r\n]{{0,12}}?{_YMD}"
    rf"|\s{{0,8}}{_YMD}{_WEEKDAY.pattern}[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?\s{{0,8}}$",
    re.M,
)
_LINE = 100
"""Characters of a line that is about the article and not of it."""

_REACH = 400
_NEAR = 2
_MOST_DATES = 1000


def iso(year: str, month: str, day: str) -> str | None:
    """An ISO date, shorter where a part is empty; None for no year or a day that never was."""
    try:
        date = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if date.year < 1949:
        return None
    return date.isoformat()[: 10 if day else 7 if month else 4]


def address_date(url: str) -> str | None:
    """The date that an address of a news page holds, as far as it goes."""
    for found in _ADDRESS_DATE.finditer(url.partition("://")[2]):
        if date := iso(found[1], found[2], found[3] or ""):
            return date
    return None


def parts(found: re.Match[str] | None) -> tuple[str, str, str]:
    """Year, month and day of a match of `YMD`; empty without one."""
    return (found[1], found[2], found[3]) if found else ("", "", "")


def page_date(plain: str, stop: int, source: int | None) -> tuple[str | None, int | None]:
    """The first labelled date, else one beside the source's label, a bracketed one, a dateline.

    With where it stands; `source` is where that label does. The clock of a page is none of them.
    """
    for found in _LABELLED_DATE.finditer(plain, 0, stop):
        if (date := iso(*parts(found))) and not _is_clock(plain, line_at(plain, found.start())):
            return date, found.start()
    spans = list(islice(datelines(plain, stop), _MOST_DATES))
    if source is not None:
        for span in (line_at(plain, source), *_beside(plain, spans, source)):
            if date := iso(*parts(YMD.search(plain, span.start, span.end))):
                return date, span.start
    for found in _BRACKETED_DATE.finditer(plain, 0, stop):
        if date := iso(*parts(found)):
            return date, found.start()
    for span in spans:
        if date := iso(*parts(YMD.search(plain, span.start, span.end))):
            return date, span.start
    return None, None


def _beside(plain: str, spans: Iterable[Passage], at: int) -> list[Passage]:
    """The lines at most two printed lines from an offset, the nearest first."""

    def between(span: Passage) -> int:
        lines = plain[min(span.end, at) : max(span.start, at)].split("\n")
        return sum(1 for line in lines[1:-1] if line.strip())

    return sorted((span for span in spans if between(span) < _NEAR), key=between)


def datelines(plain: str, stop: int) -> Iterator[Passage]:
    """Short lines without a sentence that begin with a date, or with a medium and a date.

    A line of a date and a weekday alone may be the day on which a page was opened: it counts where
    there is no other.
    """
    days: list[Passage] = []
    is_dated = False
    for found in islice(YMD.finditer(plain, 0, stop), _MOST_DATES):
        line = line_at(plain, found.start())
        words = plain[line.start : line.end]
        before = plain[line.start : found.start()].strip()
        if len(words) > _LINE or "。" in words or len(before) > 24 or "," in words:
            continue
        if _is_clock(plain, line):
            continue
        after = plain[found.end() : line.end]
        if not before and _WEEKDAY.fullmatch(after):
            days.append(line)
        elif not before or DATELINE.match(words) or _AFTER_DATE.fullmatch(after):
            is_dated = True
            yield line
    if not is_dated:
        yield from days


def _is_clock(plain: str, line: Passage) -> bool:
    """Whether a line is the clock in the head of a page, which shows when it was opened."""
    return _CLOCK.match(plain, line.start, line.end) is not None


def line_at(plain: str, at: int, reach: int = _REACH) -> Passage:
    """The line around an offset, no further than `reach` either way: a page may be one line."""
    first, last = max(0, at - reach), min(len(plain), at + reach)
    start = max(first, 1 + max(plain.rfind(mark, first, at) for mark in "\r\n"))
    ends = [end for end in (plain.find(mark, at, last) for mark in "\r\n") if end >= 0]
    return Passage(start, min(ends, default=last), "header")


def inferred_year(plain: str) -> str | None:
    """The year after the last year written out, where a day without a year precedes it.

    A newspaper writes the year of another year only: 2023年12月30日 beside 1月9日 is of 2024.
    """
    dated = [
        found for found in islice(_YEAR_DAY.finditer(plain), _MOST_DATES) if iso(*parts(found))
    ]
    bare = [
        (int(found[1]), int(found[2])) for found in islice(_BARE_DAY.finditer(plain), _MOST_DATES)
    ]
    if not dated or not bare:
        return None
    last = max((int(found[1]), int(found[2]), int(found[3])) for found in dated)
    return str(last[0] + (min(bare) < last[1:]))
