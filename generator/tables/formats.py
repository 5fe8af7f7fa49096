"""Numbers, dates, periods and units as each language writes them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from generator.records.i18n import Words
from generator.records.models import Indicator, number_text
from generator.tables.frames import MetricRow

MINUS = "\N{MINUS SIGN}"
_MYRIADS: Final[tuple[tuple[int, str], ...]] = ((100_000_000, "亿"), (10_000, "万"))


def number(value: int | Fraction, language: str) -> str:
    """A number to be read: true minus; thousands grouped, or 万 and 亿 in Chinese where exact.

    A fraction that has no short decimal form stays a fraction.
    """
    sign = MINUS if value < 0 else ""
    size = value if value >= 0 else -value
    if language == "zh":
        for myriad, name in _MYRIADS:
            if size >= myriad and (size * 100) % myriad == 0:
                return f"{sign}{number_text(_plain(Fraction(size) / myriad))}{name}"
        return sign + number_text(_plain(size))
    text = number_text(_plain(size))
    whole, point, decimals = text.partition(".")
    grouped = f"{int(whole):,}" if whole.isdigit() and len(whole) > 4 else whole
    return f"{sign}{grouped}{point}{decimals}"


def _plain(value: int | Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def date(value: str | None, words: Words) -> str:
    """An ISO date, month or year in words: `14 Nov 2019`, `2019年11月14日`."""
    if not value:
        return ""
    parts = value.split("-")
    if words.language == "zh":
        marks = ("年", "月", "日")
        return "".join(f"{part if n == 0 else int(part)}{marks[n]}" for n, part in enumerate(parts))
    names = words["months_short"].split()
    if len(parts) == 1:
        return parts[0]
    month = names[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def period(value: str, words: Words) -> str:
    """An ISO 8601 interval or rate in words: `Jan–Oct 2019`, `2019年1–10月`, `daily`."""
    if value.startswith("P"):
        return words[f"rate_{value}"]
    if "/" not in value:
        return date(value, words)
    start, end = value.split("/")
    if start == "..":
        return words.say("until_date", date=date(end, words))
    if end == "..":
        return words.say("since_date", date=date(start, words))
    if start[:4] == end[:4] and len(start) == len(end) == 7:
        year, first, last = start[:4], int(start[5:]), int(end[5:])
        if words.language == "zh":
            return f"{year}年{first}–{last}月"
        names = words["months_short"].split()
        return f"{names[first - 1]}–{names[last - 1]} {year}"
    shown_start, shown_end = date(start, words), date(end, words)
    if start[:4] == end[:4] and words.language == "zh":
        shown_end = shown_end.partition("年")[2] or shown_end
    elif start[:4] == end[:4] and len(start) == len(end) == 10:
        shown_start = shown_start.removesuffix(f" {start[:4]}")
    return f"{shown_start}–{shown_end}"


def metric_period(row: MetricRow, words: Words) -> str:
    """The period of a flow or the date of a state; empty where neither is known."""
    if row.period is not None:
        return period(row.period, words)
    return words.say("as_of_date", date=date(row.as_of, words)) if row.as_of else ""


def unit(row: MetricRow, indicator: Indicator, words: Words) -> str:
    """The unit after a figure: as printed in Chinese, the indicator's noun in English."""
    printed = row.unit or ""
    if printed == "ratio":
        return ""
    if words.language == "zh" or printed == "%":
        return printed
    if printed == "个百分点":
        return words["percentage_points"]
    if indicator.unit_en is None:
        return ""
    single = row.value_max is None and row.value in ("1", "-1")
    return indicator.unit_en[0 if single else 1]
