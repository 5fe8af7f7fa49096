"""Exact values of Chinese and Arabic numerals; no value passes through a float."""

from __future__ import annotations

import re
from fractions import Fraction

Number = int | Fraction

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
TENS = {"廿": 20, "卅": 30}
CHINESE = "".join([*DIGITS, *MAGNITUDES, *TENS])
LONGEST = 24
"""Characters or digits of the longest numeral that is read; longer runs are no figures."""

_MAGNITUDE = re.compile(f"[{''.join(MAGNITUDES)}]")
_BARE = re.compile("[百千万亿]|[百千]万|[百千万]亿|[百千]万亿")
_BY_DIGIT = re.compile("[一二三四五六七八九][零〇一二三四五六七八九]+")
_NEIGHBOURS = re.compile("一[二两]|[二两]三|三[四五]|四五|五六|六七|七八|八九")


def exact(number: Number) -> Number:
    """The number as an int where it is whole."""
    return number if isinstance(number, int) or number.denominator > 1 else number.numerator


def product(magnitudes: str) -> int:
    """千万 → 10,000,000."""
    value = 1
    for char in magnitudes:
        value *= MAGNITUDES[char]
    return value


def arabic(digits: str) -> Number:
    """19,283 → 19283; 36.77 → 3677/100."""
    digits = digits.replace(",", "")
    if digits.isdecimal():
        return int(digits)
    whole, _, decimals = digits.partition(".")
    return exact(Fraction(int(whole + decimals), 10 ** len(decimals)))


def is_bare(run: str) -> bool:
    """Whether a run is a magnitude without a digit, such as 百 or 千万."""
    return _BARE.fullmatch(run) is not None


def chinese(run: str) -> int | None:
    """The value of a whole Chinese numeral, None where the run is not one.

    Reads magnitudes (三千六百五十), a short tail (三万二 = 32000) and digit by digit (二〇一九).
    """
    if len(run) > LONGEST:
        return None
    if is_bare(run):
        return product(run)
    if _MAGNITUDE.search(run) or run[0] in TENS:
        return _with_magnitudes(run)
    if len(run) == 1:
        return DIGITS[run]
    if _BY_DIGIT.fullmatch(run) and (len(run) > 2 or run[1] in "零〇"):
        return int("".join(str(DIGITS[char]) for char in run))
    return None


def _with_magnitudes(run: str) -> int | None:
    if run[0] in "零〇" or run[-1] in "零〇":
        return None
    total = section = digit = 0
    place = large = 10**16
    for char in run:
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
            continue
        unit = MAGNITUDES.get(char, 10)
        if unit >= 10**4:
            chunk = section + digit
            if not chunk and not (total and unit > large):
                return None
            total = total + chunk * unit if unit < large else (total + chunk) * unit
            section, place, large = 0, 10**16, unit
        elif unit >= place or (not digit and unit > 10) or (digit and char in TENS):
            return None
        else:
            section += TENS.get(char) or (digit or 1) * unit
            place = unit
        digit = 0
    return total + section + digit * _tail(run)


def _tail(run: str) -> int:
    """What a last digit counts: 200 is 两百, but 240 is 两百四."""
    before = MAGNITUDES.get(run[-2:-1], 10)
    return before // 10 if before > 10 else 1


def chinese_bounds(run: str) -> tuple[int, int] | None:
    """Lower and upper bound of adjacent digits: 三五, 五六十, 十五六."""
    if len(run) > LONGEST:
        return None
    pair = _NEIGHBOURS.search(run)
    if pair is None or (len(run) > 2 and not _MAGNITUDE.search(run)):
        return None
    first = pair.start()
    lower = chinese(run[: first + 1] + run[first + 2 :])
    upper = chinese(run[:first] + run[first + 1 :])
    if lower is None or upper is None or lower >= upper:
        return None
    return lower, upper
