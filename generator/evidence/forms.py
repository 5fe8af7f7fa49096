"""The core of a quantity in any form, tried from the specific to the general.

Percentage in words, fraction, 成, half, fold, zero and vague counts come first, then numbers.
Approximators, comparison and masks are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from generator.evidence.amounts import MAGNITUDE, SOFT, Amount, number_at, numeral_at, with_unit
from generator.evidence.lexicon import WORDS, any_of
from generator.evidence.numerals import (
    CHINESE,
    LONGEST,
    arabic,
    chinese,
    chinese_bounds,
    exact,
    product,
)

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
    f"|(?<=成)(?P<idiom>[百千万])上[千万亿]|(?P<countless>数以(?P<count>{MAGNITUDE}{{1,2}})计)"
    f"|(?P<vague>(?:(?<!人)数|几)(?P<times>{MAGNITUDE}{{1,3}}))"
)
_PERCENT = {"百": Fraction(1), "千": Fraction(1, 10), "万": Fraction(1, 100)}
_MORE = re.compile("[余多](?![种样方元个])")
_HALVED = frozenset(WORDS["halved_units"])


def amount_at(text: str, start: int) -> Amount | None:
    """The core that starts at an offset; None where none does."""
    found = _FORM.match(text, start)
    if found is not None and (amount := _READERS[found.lastgroup or ""](text, found)):
        return amount
    return number_at(text, start)


def _percentage(text: str, found: re.Match[str]) -> Amount | None:
    amount = numeral_at(text, found.end())
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
    amount = with_unit(text, Amount(Fraction(1, 2), None, None, None, *_ends(found)))
    return amount if amount.unit in _HALVED else None


def _fold(text: str, found: re.Match[str]) -> Amount:
    multiple = 2 ** (chinese(found["doublings"] or "一") or 1)
    return _and_more(text, Amount(multiple, None, "倍", None, *_ends(found), "fold"))


def _zero(_: str, found: re.Match[str]) -> Amount:
    return Amount(0, None, None, None, *_ends(found), "zero")


def _idiom(text: str, found: re.Match[str]) -> Amount:
    count = product(found["idiom"])
    return with_unit(text, Amount(count, None, None, None, *_ends(found), "bare"))


def _countless(_: str, found: re.Match[str]) -> Amount:
    return Amount(product(found["count"]), None, None, "at_least", *_ends(found))


def _vague(text: str, found: re.Match[str]) -> Amount:
    times = product(found["times"])
    return with_unit(text, Amount(2 * times, 9 * times, None, "about", *_ends(found)))


def _ends(found: re.Match[str]) -> tuple[int, int, int]:
    """Start of the core, end of the numeral, end of the core."""
    return found.start(), found.end(), found.end()


def _and_more(text: str, amount: Amount) -> Amount:
    """The amount with a 多 or 余 after it: 三成多, 一半多."""
    if more := _MORE.match(text, amount.end):
        amount.qualifier, amount.end = SOFT[more[0]], more.end()
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
