"""The core of a quantity at one place of a text: number, unit and what the number itself hedges.

The forms are tried from the specific to the general: percentage in words, fraction, 成, half,
fold, zero and vague counts, then numbers. Approximators, comparison and masks are not read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

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

_DIGIT = "零〇一二三四五六七八九"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?"
_MAGNITUDE = "(?:[十百万亿]|千(?![米克瓦]))"
_SOFT: dict[str, Qualifier] = inverted(WORDS["soft"])
_SOFT_WORD = any_unless({**WORDS["soft"]["over"], **WORDS["soft"]["about"]})
_NUMBER = re.compile(
    "(?P<minus>零下 ?|负)?(?:"
    rf"(?P<arabic>{_ARABIC})(?: ?(?P<magnitude>{_MAGNITUDE}{{1,3}})"
    rf"(?P<rest>(?:{_ARABIC}{_MAGNITUDE}{{1,2}})*+(?:[0-9]{{1,4}}+(?![0-9.]))?))?"
    rf"|(?P<chinese>[{CHINESE}]++)(?:点(?P<decimals>[{_DIGIT}]++)(?P<scale>{_MAGNITUDE}*+))?)"
    rf"(?:(?<=[0-9十百千万亿廿]) ?(?P<soft>{_SOFT_WORD})(?P<soft_scale>{_MAGNITUDE}{{0,3}}))?"
    "(?: ?(?P<sign>[%‰]))?"
)
_PART = re.compile(rf"{_ARABIC}{_MAGNITUDE}{{0,2}}")
_INTEGER = rf"(?:[0-9]{{1,9}}|[{CHINESE}]{{1,{LONGEST}}})"
_SPECIAL = re.compile(
    f"(?P<per>[百千万])分之(?=[0-9{CHINESE}])"
    "|(?P<all>百分百)"
    f"|(?P<denominator>{_INTEGER})分之(?P<numerator>{_INTEGER})"
    r"|(?P<part>[1-9][0-9]?)/(?P<of>[1-9][0-9]{0,2})(?![0-9/.年月])"
    r"|(?P<tenths>[0-9](?:\.[0-9])?|[一二两三四五六七八九十]{1,2})成"
    rf"(?!{any_of(WORDS['cheng_not_before'])})(?P<twentieth>半|[一二三四五六七八九](?!成))?"
    "|(?P<half>一半(?!个|小时|天)|半数|(?<=[过近超逾减])半(?![年天夜途路空小个月]))"
    "|(?P<half_of>半)(?=个?[小钟天年月里公亩星])"
    "|翻[了上]?了?(?P<fold>[一二两三四五六七八九]?)番"
    f"|(?P<zero>零)(?={any_of(WORDS['zero_before'])})"
    f"|(?<=成)(?P<idiom>[百千万])上[千万亿]|数以(?P<countless>{_MAGNITUDE}{{1,2}})计"
    f"|(?:(?<!人)数|几)(?P<times>{_MAGNITUDE}{{1,3}})"
)
_PERCENT = {"百": Fraction(1), "千": Fraction(1, 10), "万": Fraction(1, 100)}
_TO = re.compile(rf" ?(?:[至到~]|[-—–－]{{1,2}}) ?(?=[0-9{CHINESE}])")
_TRAILING = re.compile("[百千万亿]+$")
_MAGNIFIED = re.compile("[十百千万亿]")
_HALVED = frozenset(WORDS["halved_units"])


@dataclass(slots=True)
class Amount:
    """A core: value or bounds, folded unit, what the core hedges, and its offsets.

    A plain form counts something by itself; a word such as 三 only with a unit or an
    approximator, a bare magnitude such as 百 only with an approximator or certain units. `scale`
    is the magnitude that ends the numeral, 1 where none does.
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
    found = _SPECIAL.match(text, start)
    if found is not None and (amount := _special(text, found)):
        return amount
    found = _NUMBER.match(text, start)
    return None if found is None else _number(text, found)


def _special(text: str, found: re.Match[str]) -> Amount | None:
    kind = found.lastgroup
    start, end = found.span()
    match kind:
        case "per":
            return _percentage(text, found)
        case "all":
            return Amount(100, None, "%", None, start, end, end)
        case "numerator" | "of":
            return _fraction(found)
        case "tenths" | "twentieth":
            return _tenths(found)
        case "half":
            return Amount(Fraction(1, 2), None, "ratio", None, start, end, end)
        case "half_of":
            return _halved(text, found)
        case "fold":
            doublings = chinese(found["fold"] or "一") or 1
            return Amount(2**doublings, None, "倍", None, start, end, end, "fold")
        case "zero":
            return Amount(0, None, None, None, start, end, end, "zero")
        case "times":
            times = product(found["times"])
            return _with_unit(text, Amount(2 * times, 9 * times, None, "about", start, end, end))
        case "countless":
            count = product(found["countless"])
            return Amount(count, None, None, "at_least", start, end, end)
        case _:
            count = product(found["idiom"])
            return _with_unit(text, Amount(count, None, None, None, start, end, end, "bare"))


def _percentage(text: str, found: re.Match[str]) -> Amount | None:
    number = _NUMBER.match(text, found.end())
    amount = None if number is None else _numeral(text, number)
    if amount is None:
        return None
    share = _PERCENT[found["per"]]
    amount.value = exact(amount.value * share)
    if amount.upper is not None:
        amount.upper = exact(amount.upper * share)
    amount.unit, amount.start, amount.form = "%", found.start(), "plain"
    return amount


def _fraction(found: re.Match[str]) -> Amount | None:
    if found["of"]:
        above, below = int(found["part"]), int(found["of"])
    else:
        above, below = _integer(found["numerator"]), _integer(found["denominator"])
    if not above or not below or (found["of"] and above >= below):
        return None
    return Amount(exact(Fraction(above, below)), None, "ratio", None, *_ends(found))


def _ends(found: re.Match[str]) -> tuple[int, int, int]:
    return found.start(), found.end(), found.end()


def _integer(numeral: str) -> int:
    """The value of an integer in digits or words, 0 where it is none."""
    return int(numeral) if numeral[0] in "0123456789" else chinese(numeral) or 0


def _tenths(found: re.Match[str]) -> Amount | None:
    tenths, more = found["tenths"], found["twentieth"]
    hundredths = 0 if not more else 5 if more == "半" else chinese(more) or 0
    if tenths[0] in "0123456789":
        return Amount(exact(arabic(tenths) * 10 + hundredths), None, "%", None, *_ends(found))
    if bounds := chinese_bounds(tenths):
        return Amount(bounds[0] * 10, bounds[1] * 10, "%", "about", *_ends(found))
    value = chinese(tenths)
    if value is None or value > 10:
        return None
    return Amount(value * 10 + hundredths, None, "%", None, *_ends(found))


def _halved(text: str, found: re.Match[str]) -> Amount | None:
    amount = _with_unit(text, Amount(Fraction(1, 2), None, None, None, *_ends(found)))
    return amount if amount.unit in _HALVED else None


def _number(text: str, found: re.Match[str]) -> Amount | None:
    amount = _numeral(text, found)
    if amount is None or amount.unit == "%":
        return amount
    return _with_unit(text, amount)


def _numeral(text: str, found: re.Match[str]) -> Amount | None:
    """A number with its sign, its 余 or 多 and its %, but without a measure word."""
    start, end = found.span()
    if end - start > 2 * LONGEST:
        return None
    arabic_form = found["arabic"] is not None
    amount = _arabic_amount(found) if arabic_form else _chinese_amount(found)
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


def _arabic_amount(found: re.Match[str]) -> Amount | None:
    digits, magnitude, rest = found["arabic"], found["magnitude"], found["rest"]
    if len(digits) > LONGEST:
        return None
    value = arabic(digits)
    scale = 1
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
        digits = part[0].rstrip("十百千万亿")
        value += arabic(digits) * product(part[0][len(digits) :])
    return value


def _chinese_amount(found: re.Match[str]) -> Amount | None:
    run, decimals = found["chinese"], found["decimals"]
    start, end = found.span()
    if decimals:
        whole = chinese(run)
        if whole is None or len(decimals) > LONGEST:
            return None
        figures = f"{whole}." + "".join(str(DIGITS[char]) for char in decimals)
        scale = product(found["scale"])
        return Amount(exact(arabic(figures) * scale), None, None, None, start, end, end)
    trailing = _TRAILING.search(run)
    scale = product(trailing[0]) if trailing and not is_bare(run) else 1
    form: Form = "plain" if len(run) > 1 and _MAGNIFIED.search(run) else "word"
    if bounds := chinese_bounds(run):
        return Amount(*bounds, None, "about", start, end, end, form, scale)
    value = chinese(run)
    if value is None or (value == 0 and not found["minus"]):
        return None
    if is_bare(run):
        form = "bare"
    return Amount(value, None, None, None, start, end, end, form, scale)


def _soften(text: str, amount: Amount, found: re.Match[str]) -> None:
    """Read 余, 多, 几 or 来: they never add to the value."""
    soft, scale = found["soft"], found["soft_scale"]
    qualifier = _SOFT[soft]
    before = found.start("soft")
    if text[before - 1] == " ":
        before -= 1
    if qualifier == "about" and not scale and unit_at(text, found.end()) is None:
        amount.num_end = amount.end = before
        return
    amount.qualifier = qualifier
    if scale:
        amount.scale = product(scale)
        amount.value *= amount.scale
        amount.upper = None if amount.upper is None else amount.upper * amount.scale
    elif not found["sign"]:
        amount.num_end = before


def _with_unit(text: str, amount: Amount) -> Amount:
    """The amount with the measure word after it, 半 and 多 after that included."""
    unit = unit_at(text, amount.end)
    if unit is None:
        return amount
    amount.unit, amount.end = unit.name, unit.end
    if unit.more == "半":
        amount.value = exact(amount.value + Fraction(1, 2))
    elif unit.more and amount.qualifier is None:
        amount.qualifier = _SOFT[unit.more]
    return amount


def follower(text: str, end: int) -> int | None:
    """Where the number after 至, 到, ~ or a dash starts; None where no such mark follows."""
    found = _TO.match(text, end)
    return None if found is None else found.end()


def joined(first: Amount, second: Amount) -> Amount | None:
    """The range that two amounts on both sides of 至, 到 or a dash state; None where they do not.

    A magnitude, % or 成 printed once serves both (30至50万元, 三到五成).
    """
    low, high = first.value, second.value
    if first.upper is not None or second.upper is not None or first.form == "bare":
        return None
    unit = second.unit
    if first.unit is None:
        if unit is None and "word" in (first.form, second.form):
            return None
        if first.scale == 1 and low * second.scale < high:
            low *= second.scale
    elif unit is None and first.unit == "%":
        unit = "%"
    elif first.unit != unit:
        return None
    if not low < high:
        return None
    qualifier = second.qualifier or first.qualifier
    return Amount(low, high, unit, qualifier, first.start, second.num_end, second.end)
