"""The core of a quantity at one place of a text: a number in any form, or a range of two of them.

Percentage in words, fraction, 成, half, fold, zero and vague counts come first, then numbers with
余 or 多, % and measure word. Approximators, comparison and masks are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from generator.evidence.lexicon import WORDS, Qualifier, any_of, any_unless, inverted
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

_MAGNITUDE = "(?:[十万亿]|百(?!分)|千(?![米克瓦]))"
_SOFT: Final[dict[str, Qualifier]] = inverted(WORDS["soft"])
"""余, 多 and their like, none of which adds to the value."""

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,7}+(?![0-9])|[0-9]++)(?:\.[0-9]++)?"
_SOFT_WORD = any_unless({**WORDS["soft"]["over"], **WORDS["soft"]["about"]})
_RUN = f"{{1,{LONGEST + 1}}}+"
_NUMBER = re.compile(
    "(?P<minus>零下 ?|负)?(?:"
    rf"(?P<arabic>{_ARABIC})(?: ?(?P<magnitude>{_MAGNITUDE}{{1,3}})"
    rf"(?P<rest>(?:{_ARABIC}{_MAGNITUDE}{{1,2}}){{0,3}}+(?:[0-9]{{1,4}}+(?![0-9.]))?))?"
    rf"|(?P<chinese>[{CHINESE}]{_RUN})"
    rf"(?:点(?P<decimals>[{''.join(DIGITS)}]{_RUN})(?P<scale>{_MAGNITUDE}{{0,3}}+))?)"
    rf"(?:(?<=[0-9十百千万亿廿]) ?(?P<soft>{_SOFT_WORD})(?P<soft_scale>{_MAGNITUDE}{{0,3}}))?"
    "(?: ?(?P<sign>[%‰]))?"
)
_PART = re.compile(rf"(?P<digits>{_ARABIC})(?P<magnitude>{_MAGNITUDE}{{0,2}})")
_TRAILING = re.compile("[百千万亿]+$")
_MAGNIFIED = re.compile("[十百千万亿]")
_TO = re.compile(rf" ?(?:[至到~]|[-—–－]{{1,2}}) ?(?=[0-9{CHINESE}])")
_INTEGER = rf"(?:[0-9]{{1,9}}|[{CHINESE}]{{1,{LONGEST}}})"
_FORM = re.compile(
    f"(?P<percentage>[百千万])分之(?=[0-9{CHINESE}])"
    "|(?P<whole>百分百)"
    f"|(?P<fraction>(?P<denominator>{_INTEGER})分之(?P<numerator>{_INTEGER}))"
    r"|(?P<slashed>(?P<part>[1-9][0-9]?)/(?P<of>[1-9][0-9]{0,2}))(?![0-9/.年月])"
    r"|(?P<tenths>(?P<digit>[0-9](?:\.[0-9])?|[一二两三四五六七八九十]{1,2})成"
    rf"(?!{any_of(WORDS['cheng_not_before'])})(?P<more>半|[一二三四五六七八九](?!成))?)"
    "|(?P<half>一半(?!个|小时|天)|半数|(?<=[过近超逾减])半(?![年天夜途路空小个月]))"
    "|(?P<half_of>半)(?=个?[小钟天年月里公亩星])"
    "|(?P<fold>翻[了上]?了?(?P<doublings>[一二两三四五六七八九]?)番)"
    f"|(?P<zero>零(?={any_of(WORDS['zero_before'])})|(?<=[为至])零(?=[,。;!?、\n]|$))"
    f"|(?<=成)(?P<idiom>[百千万])上[千万亿]|(?P<countless>数以(?P<count>{_MAGNITUDE}{{1,2}})计)"
    f"|(?P<vague>(?:(?<!人)数|几)(?P<times>{_MAGNITUDE}{{1,3}}))"
)
_PERCENT = {"百": Fraction(1), "千": Fraction(1, 10), "万": Fraction(1, 100)}
_AND_MORE = re.compile("[余多](?![种样方元个])")
_HALVED = frozenset(WORDS["halved_units"])


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


def amount_at(text: str, start: int) -> Amount | None:
    """The core that starts at an offset; None where none does."""
    found = _FORM.match(text, start)
    if found is not None and (amount := _READERS[found.lastgroup or ""](text, found)):
        return amount
    return _number_at(text, start)


def _number_at(text: str, start: int) -> Amount | None:
    """A number and its measure word; None where none starts at the offset."""
    amount = _numeral_at(text, start)
    if amount is None or amount.unit == "%":
        return amount
    return _with_unit(text, amount)


def _numeral_at(text: str, start: int) -> Amount | None:
    """A number with its sign, its 余 or 多 and its %, but without a measure word."""
    found = _NUMBER.match(text, start)
    if found is None or found.end() - start > 2 * LONGEST:
        return None
    digits, minus, soft, sign = found.group("arabic", "minus", "soft", "sign")
    amount = _in_words(found) if digits is None else _in_digits(found)
    if amount is None:
        return None
    if soft:
        _soften(text, amount, found)
    if minus:
        value, upper = amount.value, amount.upper
        amount.value = -value if upper is None else -upper
        amount.upper = None if upper is None else -value
    if sign:
        amount.unit, amount.form = "%", "plain"
        if sign == "‰":
            amount.value = exact(Fraction(amount.value) / 10)
    return amount


def _in_digits(found: re.Match[str]) -> Amount | None:
    digits, magnitude, rest = found.group("arabic", "magnitude", "rest")
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
    scale, qualifier = found["soft_scale"], _SOFT[found["soft"]]
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


def _with_unit(text: str, amount: Amount) -> Amount:
    """The amount with the measure word after it and with a 半 or 多 after that."""
    unit = unit_at(text, amount.end)
    if unit is None:
        return amount
    amount.unit, amount.end = unit.name, unit.end
    if unit.more == "半":
        amount.value = exact(amount.value + Fraction(1, 2))
    elif unit.more and amount.qualifier is None:
        amount.qualifier = _SOFT[unit.more]
    return amount


def _percentage(text: str, found: re.Match[str]) -> Amount | None:
    amount = _numeral_at(text, found.end())
    if amount is None:
        return None
    share = _PERCENT[found["percentage"]]
    amount.value = exact(amount.value * share)
    amount.upper = None if amount.upper is None else exact(amount.upper * share)
    amount.unit, amount.start, amount.form = "%", found.start(), "plain"
    return amount


def _whole(_: str, found: re.Match[str]) -> Amount:
    return Amount(100, None, "%", None, *_ends(found))


def _fraction(_: str, found: re.Match[str]) -> Amount | None:
    above, below = _integer(found["numerator"]), _integer(found["denominator"])
    if not above or not below:
        return None
    return Amount(exact(Fraction(above, below)), None, "ratio", None, *_ends(found))


def _integer(numeral: str) -> int:
    """The value of an integer in digits or words, 0 where it is none."""
    return int(numeral) if numeral[0] in "0123456789" else chinese(numeral) or 0


def _slashed(_: str, found: re.Match[str]) -> Amount | None:
    part, whole = int(found["part"]), int(found["of"])
    if part >= whole:
        return None
    return Amount(Fraction(part, whole), None, "ratio", None, *_ends(found))


def _tenths(text: str, found: re.Match[str]) -> Amount | None:
    digit, more = found["digit"], found["more"]
    hundredths = 0 if not more else 5 if more == "半" else chinese(more) or 0
    if bounds := None if digit[0] in "0123456789" else chinese_bounds(digit):
        return Amount(bounds[0] * 10, bounds[1] * 10, "%", "about", *_ends(found))
    tenths = arabic(digit) if digit[0] in "0123456789" else chinese(digit) or 0
    if not 0 < tenths <= 10:
        return None
    value = exact(tenths * 10 + hundredths)
    return _and_more(text, Amount(value, None, "%", None, *_ends(found), scale=10))


def _half(text: str, found: re.Match[str]) -> Amount:
    return _and_more(text, Amount(Fraction(1, 2), None, "ratio", None, *_ends(found)))


def _half_of(text: str, found: re.Match[str]) -> Amount | None:
    amount = _with_unit(text, Amount(Fraction(1, 2), None, None, None, *_ends(found)))
    return amount if amount.unit in _HALVED else None


def _fold(text: str, found: re.Match[str]) -> Amount:
    multiple = 2 ** (chinese(found["doublings"] or "一") or 1)
    return _and_more(text, Amount(multiple, None, "倍", None, *_ends(found), "fold"))


def _zero(_: str, found: re.Match[str]) -> Amount:
    return Amount(0, None, None, None, *_ends(found), "zero")


def _idiom(text: str, found: re.Match[str]) -> Amount:
    count = product(found["idiom"])
    return _with_unit(text, Amount(count, None, None, None, *_ends(found), "bare"))


def _countless(_: str, found: re.Match[str]) -> Amount:
    return Amount(product(found["count"]), None, None, "at_least", *_ends(found))


def _vague(text: str, found: re.Match[str]) -> Amount:
    times = product(found["times"])
    return _with_unit(text, Amount(2 * times, 9 * times, None, "about", *_ends(found)))


def _ends(found: re.Match[str]) -> tuple[int, int, int]:
    """Start of the core, end of the numeral, end of the core."""
    return found.start(), found.end(), found.end()


def _and_more(text: str, amount: Amount) -> Amount:
    """The amount with a 多 or 余 after it: 三成多, 一半多."""
    if more := _AND_MORE.match(text, amount.end):
        amount.qualifier, amount.end = _SOFT[more[0]], more.end()
    return amount


_READERS: Final[dict[str, Callable[[str, re.Match[str]], Amount | None]]] = {
    "percentage": _percentage,
    "whole": _whole,
    "fraction": _fraction,
    "slashed": _slashed,
    "tenths": _tenths,
    "half": _half,
    "half_of": _half_of,
    "fold": _fold,
    "zero": _zero,
    "idiom": _idiom,
    "countless": _countless,
    "vague": _vague,
}


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
