"""Measure words: which one follows a number, and under which name and scale it is compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from generator.evidence.lexicon import WORDS, any_unless
from generator.evidence.numerals import MAGNITUDES, Number, product

_FOLDED: Final[dict[str, str]] = WORDS["folded"]
_SHARES: Final = ("%", "ratio")
"""What a share or a change is printed in: per cent, or parts such as 三分之一."""

_WORDS: Final = 2
"""Measure words of a unit, such as those of 次/天."""

_SPACES = frozenset(" \u00a0\u3000")
_MAGNIFIED = re.compile(f"(?P<magnitude>[{''.join(MAGNITUDES)}]{{1,3}})(?P<unit>.+)", re.DOTALL)
_SPLIT = re.compile("个(?P<more>[多余来半])(?P<unit>月|小时|钟头|星期|季度|百分点)")
_MORE = re.compile("(?P<half>半(?![天年夜途路]))|余(?!额)|多(?![次发名个家元种项样])")
_MORE_FIRST = frozenset("半多余")
_HALVED = frozenset(WORDS["halved_units"])
_SOFTENED = frozenset(WORDS["units_before_soft"])


class UnitAt(NamedTuple):
    """A folded measure word, the offset after it, and a 多, 余 or 半 in it or after it.

    三个多月 and 两年半 have such a word.
    """

    name: str
    end: int
    more: str | None = None


def _by_first_character(words: Iterable[str]) -> dict[str, re.Pattern[str]]:
    groups: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for word in words:
        groups[word[0]][word] = WORDS["units"][word]
    return {first: re.compile(any_unless(group)) for first, group in groups.items()}


_UNITS = _by_first_character(WORDS["units"])


def unit_at(text: str, position: int) -> UnitAt | None:
    """The measure word at an offset, after at most one space; None where there is none."""
    first = text[position : position + 1]
    if first in _SPACES:
        position += 1
        first = text[position : position + 1]
    if first == "个" and (split := _SPLIT.match(text, position)):
        name = "个" + split["unit"]
        return UnitAt(_FOLDED.get(name, name), split.end(), split["more"])
    word = _word_at(text, position)
    if word is None:
        return None
    end = position + len(word)
    after = text[end : end + 1]
    if after == "/" and (per := _word_at(text, end + 1)):
        return UnitAt(f"{word}/{per}", end + 1 + len(per))
    name = _FOLDED.get(word, word)
    if after in _MORE_FIRST and (more := _MORE.match(text, end)):
        allowed = _HALVED if more["half"] else _SOFTENED
        if name in allowed:
            return UnitAt(name, more.end(), more[0])
    return UnitAt(name, end)


def _word_at(text: str, position: int) -> str | None:
    pattern = _UNITS.get(text[position : position + 1])
    found = None if pattern is None else pattern.match(text, position)
    return None if found is None else found[0]


class Magnitude(NamedTuple):
    """The unit under which another is compared, and how many of it that one is: 亿元 → 元, 10⁸."""

    unit: str | None
    factor: int


@lru_cache(maxsize=4096)
def scale_of(unit: str | None) -> Magnitude:
    """How a unit is compared: synonyms as one, magnitudes written out, parts in per cent.

    A unit that the lexicon does not know stays as it is.
    """
    if unit == "ratio":
        return Magnitude("%", 100)
    found = _MAGNIFIED.fullmatch(unit or "") if unit not in WORDS["units"] else None
    if found is not None and found["unit"] in WORDS["units"]:
        return Magnitude(_FOLDED.get(found["unit"], found["unit"]), product(found["magnitude"]))
    return Magnitude(_FOLDED.get(unit or "", unit), 1)


def fold(
    value: Number | str, unit: str | None, synonyms: Iterable[str] = ()
) -> tuple[Fraction, str | None]:
    """A value and its unit as they are compared: 1.2 亿元 → 120,000,000 元, 1/2 ratio → 50 %."""
    return Fraction(value) * scale_of(unit).factor, unit_of(unit, synonyms)


def unit_of(unit: str | None, synonyms: Iterable[str] = ()) -> str | None:
    """The unit under which a value is compared.

    The units of an indicator are `synonyms`, compared under the first of them; a share is none.
    """
    name = scale_of(unit).unit
    alike = [scale_of(known).unit for known in synonyms if known not in _SHARES]
    return alike[0] if name in alike else name


def is_known(unit: str) -> bool:
    """Whether figures with a unit can be read from a text."""
    words = (scale_of(unit).unit or "").split("/")
    known = len(words) <= _WORDS and all(word in WORDS["units"] for word in words)
    return known or unit in _SHARES
