"""The days of public holidays that an article names: 国庆假期, 今年春节, 2023年春运期间."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from generator.evidence.dating import DATING
from generator.evidence.dating.spans import Point, TimeSpan, day_from, is_after, point
from generator.evidence.lexicon import any_of

_ALIASES: Final[dict[str, list[str]]] = DATING["holidays"]
_NAMES: Final[dict[str, str]] = {word: name for name, words in _ALIASES.items() for word in words}
_YEARS: Final[dict[str, int]] = DATING["years"]
_NAME = any_of(_NAMES)
_DAYS_OFF = "(?:[0-9]|[三五七八九])天"

HOLIDAY: Final = (
    f"(?:(?<![一二三四五六七八九十第])(?P<hyear>(?<![0-9])(?:19|20)[0-9]{{2}}年|{any_of(_YEARS)})?的?"
    f"(?P<hname>(?:{_NAME})[、和与暨]?(?:{_NAME})?|双节(?={_DAYS_OFF}|假期|长假|期间))"
    f"(?:{_DAYS_OFF})?(?:(?:小?长假|假期|假日|黄金周)(?:期间)?|期间|(?(hyear)(?=[,、]|我|全)|(?!)))(?!前|后|将至))"
)
"""A holiday with a word for its days, or with its year; the groups are `hyear` and `hname`."""

_STALE = 150  # days after which a holiday without its year may as well be the next one


def _read() -> dict[int, dict[str, TimeSpan]]:
    text = Path(__file__).with_name("holidays.yml").read_text(encoding="utf-8")
    years = {}
    for year, entry in yaml.load(text, yaml.CSafeLoader).items():
        ends = {name: days.split("/") for name, days in entry["days"].items()}
        years[year] = {name: TimeSpan(point(a), point(b)) for name, (a, b) in ends.items()}
    return years


HOLIDAYS: Final = _read()
"""The days of each holiday by year and name, as in `holidays.yml`."""


class Holiday(NamedTuple):
    """A holiday as printed: its names, and its year where one stands with it."""

    names: tuple[str, ...]
    year: str | None


def named(words: str, year: str | None) -> Holiday:
    """The holiday of a match of `HOLIDAY`: 国庆中秋 has two names."""
    if words == "双节":
        return Holiday(("中秋", "国庆"), year)
    return Holiday(tuple(_NAMES[found[0]] for found in re.finditer(_NAME, words)), year)


def days_of(holiday: Holiday, anchor: Point | None) -> TimeSpan | None:
    """Its days, as far as they had passed at the publication; None where they are not known.

    Without a year it is the last one begun; one that ended long ago is left open.
    """
    if holiday.year is not None and holiday.year[0].isdigit():
        return _clipped(_of(holiday.names, int(holiday.year[:4])), anchor)
    if anchor is None:
        return None
    if holiday.year is not None:
        return _clipped(_of(holiday.names, anchor[0] + _YEARS[holiday.year]), anchor)
    if len(anchor) < 3:
        return None
    for year in (anchor[0] + 1, anchor[0], anchor[0] - 1):
        span = _of(holiday.names, year)
        if span is not None and not is_after(span.first, anchor):
            stale = day_from(span.last, _STALE)
            return None if stale is None or is_after(anchor, stale) else _clipped(span, anchor)
    return None


def since_holiday(words: str, anchor: Point | None) -> TimeSpan | None:
    """From the first day of a holiday to the publication: 春运至今; None for other words."""
    found = re.fullmatch(f"自?(?P<hyear>今年)?的?(?P<hname>{_NAME})(?:开始|启动)?", words)
    if found is None or anchor is None or len(anchor) < 3:
        return None
    span = days_of(named(found["hname"], found["hyear"]), anchor)
    return None if span is None else TimeSpan(span.first, anchor)


def _of(names: tuple[str, ...], year: int) -> TimeSpan | None:
    """The days of a holiday in a year; of two names only where both have the same days."""
    spans = {HOLIDAYS.get(year, {}).get(name) for name in names}
    return spans.pop() if len(spans) == 1 else None


def _clipped(span: TimeSpan | None, anchor: Point | None) -> TimeSpan | None:
    """What of a holiday had passed at the publication."""
    if span is None or anchor is None or len(anchor) < 3 or not is_after(span.last, anchor):
        return span
    return None if is_after(span.first, anchor) else TimeSpan(span.first, anchor)
