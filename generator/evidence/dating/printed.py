"""Dates and ranges of dates as a text prints them, before a missing year is filled in."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache
from typing import Final, NamedTuple

from generator.evidence.dating import DATING
from generator.evidence.dating.spans import Point, TimeSpan, month_from, months
from generator.evidence.lexicon import any_of, any_unless
from generator.evidence.numerals import DIGITS, chinese

S: Final = "[ \u00a0\u3000]?"
N: Final = "(?:(?<![0-9.])[0-9]{1,2}(?![0-9])|[一二三四五六七八九十廿]{1,3}+)"
TO: Final = f"{S}起?(?:[至到~]|[-—–－]{{1,2}}){S}"

_YEARS: Final[dict[str, int]] = DATING["years"]
_MONTHS: Final[dict[str, int]] = DATING["months"]
_PARTS: Final[dict[str, list[int]]] = DATING["parts"]
_DIGITS_YEAR = "(?<![0-9.])(?:19|20)[0-9]{2}(?![0-9])"
_NO_YEAR = "".join(
    f"(?<!{word}年)" for word in ("以上", "晚上", "线上", "网上", "此前", "之前", "目前")
)
_YEAR = (
    f"(?:{_DIGITS_YEAR}{S}年度?(?!级)|[一二][零〇一二三四五六七八九]{{3}}年度?"
    f"|{_DIGITS_YEAR}(?={TO}(?:19|20)[0-9]{{2}}{S}年|{S}[上下]半年)"
    f"|(?<![0-9])[0-9]{{2}}年(?={N}月)|{any_of(DATING['same_year'])}"
    f"|(?:{any_unless({year: ['龄', '纪'] for year in _YEARS})}){_NO_YEAR})"
)
_QUARTER = f"第?(?:[一二三四1-4]{TO}第?)?[一二三四1-4]{S}个?季度"
_LEADING = f"(?<![提此之目以日月天当先])[前头首]{S}{N}{S}个?(?:月份?|季度)"
_MONTH = (
    f"{N}(?={S}月(?![龄亮饼经子光]))|{N}(?={TO}{N}{S}月)|元(?=月)"
    f"|{any_of([*_MONTHS, *DATING['same_month']])}"
)
_DAY = f"{N}(?={S}[日号])|{N}(?={TO}(?:{N}{S}月{S})?{N}{S}[日号])"
_LASTING = "".join(f"(?<!{word})" for word in DATING["lasting"])
_NO_DURATION = "(?!内|以内|之内|以上|以下|游|左右|报|常|均|[前后间余])"
_LONE_DAY = (
    f"{_LASTING}(?<![0-9近约共满达逾超点.])"
    f"(?:[0-9]{{1,2}}(?={S}日{_NO_DURATION})|[0-9]{{1,2}}(?=日?{TO}[0-9]{{1,2}}日{_NO_DURATION}))"
)


def _date(p: str) -> str:
    """A pattern for one date; its groups begin with `p`.

    It may match nothing, because a group name may stand only once in a pattern.
    """
    day = f"{S}(?P<{p}day>{_DAY})(?:{S}[日号])?"
    month = (
        f"(?P<{p}month>{_MONTH})(?:{S}月份?)?(?:{day}|的?(?P<{p}third>[上中下]旬|[初底末](?!步)))?"
    )
    edge = f"(?({p}year)年?|(?<![0-9零〇一二三四五六七八九每历])年)(?P<{p}edge>[初底末])"
    part = f"(?P<{p}part>{any_of(_PARTS)}|{_QUARTER}|{_LEADING})"
    return (
        f"(?P<{p}year>{_YEAR})?(?:(?({p}year){S}的?{S})(?:{month}|{part}|{edge}|(?({p}year)全年|(?!))))?"
        "(?<=[年度日号月份季旬初底末半0-9一二三四五六七八九十廿])"
    )


DATE: Final = (
    f"(?:(?P<lone>{_LONE_DAY})(?:{S}日)?|{_date('a')})"
    f"(?:{TO}(?:(?P<last>{N})(?:{S}[日号]){_NO_DURATION}|(?:[次翌来]年)?{_date('b')}))?"
    f"(?:(?<=[日号])(?:{any_of(DATING['day_parts'])}))?"
)
"""A date or a range of two, or nothing; `printed` takes its groups apart."""

_THIRDS: Final = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_EDGES: Final = {"初": 1, "底": 12, "末": 12}
_YEAR_DIGITS = re.compile("[0-9]+|[零〇一二三四五六七八九]{4}")
_NUMBER = re.compile("[0-9]+|[一二三四五六七八九十廿]+")


class Printed(NamedTuple):
    """One date as printed.

    `year` is absolute; `years` and `months_off` count from the publication; `same` stands for a
    year, or with `months_off` a month, named before. `part` holds the first and last month of a
    half or quarter.
    """

    year: int | None = None
    years: int | None = None
    same: bool = False
    month: int | None = None
    months_off: int | None = None
    day: int | None = None
    third: str | None = None
    part: tuple[int, int] | None = None

    @property
    def yearless(self) -> bool:
        """Whether the year has to be found elsewhere."""
        return self.year is None and self.years is None and not self.same

    @property
    def only_year(self) -> bool:
        """Whether nothing but a year is printed."""
        return self.month is None and self.part is None and self.months_off is None

    def span(self, year: int) -> TimeSpan:
        """The span in a given year; its days may be ones that the calendar lacks."""
        if self.part is not None:
            return months(year, *self.part)
        if self.month is None:
            return TimeSpan((year,), (year,))
        return self.span_in((year, self.month))

    def span_from(self, when: Point) -> TimeSpan:
        """The span of 本月, 上月 and their like in a text of the month `when`."""
        return self.span_in(month_from(when, self.months_off or 0))

    def span_in(self, month: Point) -> TimeSpan:
        """The span in a given month."""
        if self.day is not None:
            return TimeSpan((*month, self.day), (*month, self.day))
        if self.third not in _THIRDS or not 1 <= month[1] <= 12 or not 1 <= month[0] <= 9999:
            return TimeSpan(month, month)
        first, last = _THIRDS[self.third]
        return TimeSpan((*month, first), (*month, min(last, monthrange(*month)[1])))


_MEMBERS = ("year", "month", "day", "third", "part", "edge")
_FIRST = tuple(f"a{member}" for member in _MEMBERS)
_SECOND = tuple(f"b{member}" for member in _MEMBERS)
NOTHING: Final = Printed()


def printed(found: re.Match[str]) -> tuple[Printed, Printed | None]:
    """The date of a match of `DATE`, and the second one of a range."""
    lone, last, *members = found.group("lone", "last", *_FIRST, *_SECOND)
    count = len(_MEMBERS)
    first = Printed(day=_number(lone)) if lone else _printed(*members[:count])
    if last:
        return first, Printed(day=_number(last))
    second = _printed(*members[count:])
    return first, None if second == NOTHING else second


@lru_cache(maxsize=1024)
def _printed(
    year: str | None,
    month: str | None,
    day: str | None,
    third: str | None,
    part: str | None,
    edge: str | None,
) -> Printed:
    if year is None and month is None and part is None and edge is None:
        return NOTHING
    off = None if month is None else _MONTHS.get(month)
    same_month = month in DATING["same_month"]
    number = None if edge is None else _EDGES[edge]
    if month and off is None and not same_month:
        number = _number(month)
    return Printed(
        year=_absolute(year),
        years=None if year is None else _YEARS.get(year),
        same=same_month or year in DATING["same_year"],
        month=number,
        months_off=0 if same_month else off,
        day=None if day is None else _number(day),
        third=third,
        part=None if part is None else _part(part),
    )


def _absolute(year: str | None) -> int | None:
    digits = None if year is None else _YEAR_DIGITS.match(year)
    if digits is None:
        return None
    value = int("".join(str(DIGITS.get(char, char)) for char in digits[0]))
    return value if value > 99 else 2000 + value


def _part(words: str) -> tuple[int, int]:
    """First and last month: 前三季度 → (1, 9), 前5个月 → (1, 5)."""
    if months_named := _PARTS.get(words):
        return months_named[0], months_named[1]
    numbers = [_number(number) for number in _NUMBER.findall(words)]
    if "季" not in words:
        return 1, numbers[0]
    if words[0] in "前头首":
        return 1, 3 * numbers[0]
    return 3 * numbers[0] - 2, 3 * numbers[-1]


def _number(digits: str) -> int:
    """A month or day; 0, which no calendar has, where the numeral is none."""
    if digits.isascii():
        return int(digits)
    return 1 if digits == "元" else chinese(digits) or 0
