"""Numbers at one place of a text, with 余 or 多, % and measure word, and ranges of two of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from generator.evidence.lexicon import WORDS, Qualifier, any_unless, inverted
from generator.evidence.numerals import (
    CHINESE,
    DIGITS,
    LONGEST,
    Number,
    arabic,
    chinese,
    chinese_bounds,
    exact,
    is_bare,
    product,
)
from generator.evidence.units import unit_at

Form = Literal["plain", "word", "bare", "zero", "fold"]

MAGNITUDE = "(?:[十万亿]|百(?!分)|千(?![米克瓦]))"
SOFT: Final[dict[str, Qualifier]] = inverted(WORDS["soft"])
"""余, 多 and their like, none of which adds to the value."""

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,7}+(?![0-9])|[0-9]++)(?:\.[0-9]++)?"
_SOFT_WORD = any_unless({**WORDS["soft"]["over"], **WORDS["soft"]["about"]})
_RUN = f"{{1,{LONGEST + 1}}}+"
_NUMBER = re.compile(
    "(?P<minus>零下 ?|负)?(?:"
    rf"(?P<arabic>{_ARABIC})(?: ?(?P<magnitude>{MAGNITUDE}{{1,3}})"
    rf"(?P<rest>(?:{_ARABIC}{MAGNITUDE}{{1,2}}){{0,3}}+(?:[0-9]{{1,4}}+(?![0-9.]))?))?"
    rf"|(?P<chinese>[{CHINESE}]{_RUN})"
    rf"(?:点(?P<decimals>[{''.join(DIGITS)}]{_RUN})(?P<scale>{MAGNITUDE}{{0,3}}+))?)"
    rf"(?:(?<=[0-9十百千万亿廿]) ?(?P<soft>{_SOFT_WORD})(?P<soft_scale>{MAGNITUDE}{{0,3}}))?"
    "(?: ?(?P<sign>[%‰]))?"
)
_PART = re.compile(rf"(?P<digits>{_ARABIC})(?P<magnitude>{MAGNITUDE}{{0,2}})")
_TRAILING = re.compile("[百千万亿]+$")
_MAGNIFIED = re.compile("[十百千万亿]")
_TO = re.compile(rf" ?(?:[至到~]|[-—–－]{{1,2}}) ?(?=[0-9{CHINESE}])")


@dataclass(slots=True)
class Amount:
    """The core of a quantity: value or bounds, folded unit, what it hedges itself, its offsets.

    A plain form counts something by itself; a word such as 三 only with a unit, a bare magnitude
    such as 百 only with an approximator or certain units. `scale` is the magnitude that ends the
    numeral and may serve the number before 至 as well.
    """

    value: Number
    upper: Number | None
    unit: str | None
    qualifier: Qualifier | None
    start: int
    num_end: int
    end: int
    form: Form = "plain"
    scale: int = 1


def number_at(text: str, start: int) -> Amount | None:
    """A number and its measure word; None where none starts at the offset."""
    amount = numeral_at(text, start)
    if amount is None or amount.unit == "%":
        return amount
    return with_unit(text, amount)


def numeral_at(text: str, start: int) -> Amount | None:
    """A number with its sign, its 余 or 多 and its %, but without a measure word."""
    found = _NUMBER.match(text, start)
    if found is None or found.end() - start > 2 * LONGEST:
        return None
    amount = _in_words(found) if found["arabic"] is None else _in_digits(found)
    if amount is None:
        return None
    if found["soft"]:
        _soften(text, amount, found)
    if found["minus"]:
        value, upper = amount.value, amount.upper
        amount.value = -value if upper is None else -upper
        amount.upper = None if upper is None else -value
    if found["sign"]:
        amount.unit, amount.form = "%", "plain"
        if found["sign"] == "‰":
            amount.value = exact(Fraction(amount.value) / 10)
    return amount


def _in_digits(found: re.Match[str]) -> Amount | None:
    digits, magnitude, rest = found["arabic"], found["magnitude"], found["rest"]
    if len(digits) > LONGEST:
        return None
    value, scale = arabic(digits), 1
    if magnitude:
        scale = product(magnitude)
        value *= scale
    if rest:
        value += _rest(rest, scale)
        scale = 1
    start, end = found.span()
    return Amount(exact(value), None, None, None, start, end, end, "plain", scale)


def _rest(rest: str, scale: int) -> Number:
    """What follows the first magnitude: 2000万 in 1亿2000万, 5 in 3万5 (a short tail)."""
    if len(rest) == 1:
        return int(rest) * (scale // 10)
    value: Number = 0
    for part in _PART.finditer(rest):
        value += arabic(part["digits"]) * product(part["magnitude"])
    return value


def _in_words(found: re.Match[str]) -> Amount | None:
    run, decimals = found["chinese"], found["decimals"]
    start, end = found.span()
    if decimals:
        value = _with_decimals(run, decimals, found["scale"])
        return None if value is None else Amount(value, None, None, None, start, end, end)
    bare = is_bare(run)
    trailing = None if bare else _TRAILING.search(run)
    scale = product(trailing[0]) if trailing else 1
    form: Form = "plain" if len(run) > 1 and _MAGNIFIED.search(run) else "word"
    if bounds := chinese_bounds(run):
        return Amount(*bounds, None, "about", start, end, end, form, scale)
    whole = chinese(run)
    if not whole:  # 零 alone counts only before certain nouns
        return None
    return Amount(whole, None, None, None, start, end, end, "bare" if bare else form, scale)


def _with_decimals(run: str, decimals: str, magnitude: str) -> Number | None:
    whole = chinese(run)
    if whole is None or len(decimals) > LONGEST:
        return None
    figures = "".join(str(DIGITS[char]) for char in decimals)
    return exact(arabic(f"{whole}.{figures}") * product(magnitude))


def _soften(text: str, amount: Amount, found: re.Match[str]) -> None:
    """Read 余, 多, 几 or 来; 来 only before a unit."""
    scale, qualifier = found["soft_scale"], SOFT[found["soft"]]
    before = found.start("soft")
    if text[before - 1] == " ":
        before -= 1
    if qualifier == "about" and not scale and unit_at(text, found.end()) is None:
        amount.num_end = amount.end = before
        return
    amount.qualifier = qualifier
    if scale:
        amount.scale = product(scale)
        amount.value = exact(amount.value * amount.scale)
        amount.upper = None if amount.upper is None else amount.upper * amount.scale
    elif not found["sign"]:
        amount.num_end = before


def with_unit(text: str, amount: Amount) -> Amount:
    """The amount with the measure word after it and with a 半 or 多 after that."""
    unit = unit_at(text, amount.end)
    if unit is None:
        return amount
    amount.unit, amount.end = unit.name, unit.end
    if unit.more == "半":
        amount.value = exact(amount.value + Fraction(1, 2))
    elif unit.more and amount.qualifier is None:
        amount.qualifier = SOFT[unit.more]
    return amount


def follower(text: str, end: int) -> int | None:
    """Where the number after 至, 到, ~ or a dash starts; None where no such mark follows."""
    found = _TO.match(text, end)
    return None if found is None else found.end()


def joined(first: Amount, second: Amount) -> Amount | None:
    """The range that two amounts on both sides of 至, 到 or a dash state; None where they do not.

    A magnitude, % or 零下 printed once serves both: 30至50万元, 零下5至10摄氏度.
    """
    if first.upper is not None or second.upper is not None or first.form == "bare":
        return None
    low, high, unit = first.value, second.value, second.unit
    if first.unit is None:
        if unit is None and "word" in (first.form, second.form):
            return None
        if first.scale == 1 and low * second.scale < high:
            low *= second.scale
    elif unit is None and first.unit == "%":
        unit = "%"
    elif first.unit != unit:
        return None
    if low < 0 < high and -low < high:
        low, high = -high, low
    if not low < high:
        return None
    qualifier = second.qualifier or first.qualifier
    return Amount(exact(low), high, unit, qualifier, first.start, second.num_end, second.end)
