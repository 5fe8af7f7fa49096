"""Numbers, dates, periods and units as each language writes them."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final

from generator.records.i18n import Words
from generator.records.models import Indicator, number_text
from generator.tables.frames import MetricRow

_KEPT: Final = 32_768
"""How many numbers and how many dates are kept as they were last written."""

MINUS = "\N{MINUS SIGN}"
_MYRIADS: Final = (100_000_000, 10_000)
"""What the words `number_myriads` name, the larger first."""


@lru_cache(_KEPT)
def number(value: int | Fraction, words: Words) -> str:
    """A number to be read: true minus; thousands grouped, or 万 and 亿 in Chinese where exact.

    A fraction that has no short decimal form stays a fraction.
    """
    sign = MINUS if value < 0 else ""
    size = value if value >= 0 else -value
    for myriad, name in zip(_MYRIADS, words["number_myriads"].split(), strict=False):
        if size >= myriad and (size * 100) % myriad == 0:
            return f"{sign}{_digits(Fraction(size) / myriad, words)}{name}"
    return sign + _digits(size, words)


def percent(value: float, words: Words) -> str:
    """Per cent with one decimal at most, signed: `−36.8%`, `+4%`."""
    rounded = Fraction(f"{value:.1f}")
    return f"{'+' if rounded > 0 else ''}{number(rounded, words)}%"


def fixed(value: float, places: int, words: Words) -> str:
    """A number with so many decimals, which stand under each other in a column."""
    shown = f"{value:.{places}f}"
    if float(shown) == 0:
        shown = shown.lstrip("-")
    return shown.replace("-", MINUS).replace(".", words["number_decimal"])


def roughly(value: Fraction, words: Words) -> str:
    """A number with two significant digits, or whole from 100 on."""
    size = float(value)
    return number(Fraction(f"{size:.0f}" if size >= 100 else f"{size:.2g}"), words)


def _digits(size: int | Fraction, words: Words) -> str:
    plain = int(size) if size.denominator == 1 else size
    whole, point, decimals = number_text(plain).partition(".")
    if whole.isdigit() and len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", words["number_group"])
    return f"{whole}{words['number_decimal']}{decimals}" if point else whole


@lru_cache(_KEPT)
def date(value: str | None, words: Words) -> str:
    """An ISO date, month or year in words: `14 Nov 2019`, `2019年11月14日`."""
    return _date(value, words) if value else ""


def _date(value: str, words: Words, form: str = "") -> str:
    """A date; with the form `_short` what is said of it beside another of its year."""
    parts = [int(part) for part in value.split("-")]
    precision = ("year", "month", "day")[len(parts) - 1]
    year, month, day = [*parts, 1, 1][:3]
    named = _months(words)[month - 1]
    return words.say(f"date_{precision}{form}", year=year, month=named, day=day)


def _months(words: Words) -> list[str]:
    return words["months_short"].split()


@lru_cache(_KEPT)
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
    if start[:4] != end[:4]:
        return f"{date(start, words)}–{date(end, words)}"
    if len(start) == len(end) == 7:
        first, last = (_months(words)[int(month[5:]) - 1] for month in (start, end))
        return words.say("period_months", year=start[:4], first=first, last=last)
    kind = "days" if len(start) == len(end) == 10 else "mixed"
    return words.say(
        f"period_{kind}",
        start=_date(start, words),
        end=_date(end, words),
        start_short=_date(start, words, "_short"),
        end_short=_date(end, words, "_short"),
    )


def metric_period(row: MetricRow, words: Words) -> str:
    """The period of a flow or the date of a state; empty where neither is known."""
    if row.period is not None:
        return period(row.period, words)
    return words.say("as_of_date", date=date(row.as_of, words)) if row.as_of else ""


def figure(row: MetricRow, indicator: Indicator, words: Words) -> tuple[str, str, tuple[str, str]]:
    """A figure as its row shows it: its qualifier or nothing, its digits, its `unit`."""
    digits = _value(row.value, row.unit, words)
    if row.value_max is not None:
        digits += f"–{_value(row.value_max, row.unit, words)}"
    if row.basis is not None and not row.value.startswith("-"):
        digits = f"+{digits}"
    hedge = words[f"qualifier_{row.qualifier}"] if row.qualifier else ""
    return hedge, digits, unit(row, indicator, words)


def figure_text(row: MetricRow, indicator: Indicator, words: Words) -> str:
    """The same in one line: `over 27,000 disputes`, `超27,000起`, `−36.77%`."""
    hedge, digits, (_, noun) = figure(row, indicator, words)
    between = words["space"] if noun not in ("", "%") else ""
    return f"{hedge}{digits}{between}{noun}"


@lru_cache(_KEPT)
def _value(value: str, unit: str | None, words: Words) -> str:
    if unit == "ratio":
        return str(Fraction(value)).replace("-", MINUS)
    return number(int(value) if value.isdecimal() else Fraction(value), words)


def unit(row: MetricRow, indicator: Indicator, words: Words) -> tuple[str, str]:
    """The language of the unit after a figure, and the unit: as printed, or the English noun."""
    printed = row.unit or ""
    if printed == "ratio":
        return words.language, ""
    if printed == "%":
        return words.language, printed
    if printed == "个百分点":
        return words.language, words["percentage_points"]
    if words.of_records() == "zh":
        return "zh", printed
    single = row.value_max is None and row.value in ("1", "-1")
    return "en", (indicator.unit_en or ("", ""))[0 if single else 1]
