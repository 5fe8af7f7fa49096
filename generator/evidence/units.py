"""Measure words: which one follows a number, and under which name it is compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from generator.evidence.lexicon import WORDS, any_unless
from generator.evidence.numerals import MAGNITUDES, Number, product

FOLDED: Final[dict[str, str]] = WORDS["folded"]
"""Units that are compared under another name: 周岁 → 岁."""

_SPACES = frozenset(" \u00a0\u3000")
_MAGNIFIED = re.compile(f"(?P<magnitude>[{''.join(MAGNITUDES)}]+)(?P<unit>.+)", re.DOTALL)
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
    if text[position : position + 1] in _SPACES:
        position += 1
    first = text[position : position + 1]
    if first == "个" and (split := _SPLIT.match(text, position)):
        name = "个" + split["unit"]
        return UnitAt(FOLDED.get(name, name), split.end(), split["more"])
    found = _word_at(text, position)
    if found is None:
        return None
    name, end = found[0], found.end()
    after = text[end : end + 1]
    if after == "/" and (per := _word_at(text, end + 1)):
        return UnitAt(f"{name}/{per[0]}", per.end())
    name = FOLDED.get(name, name)
    if after in _MORE_FIRST and (more := _MORE.match(text, end)):
        allowed = _HALVED if more["half"] else _SOFTENED
        if name in allowed:
            return UnitAt(name, more.end(), more[0])
    return UnitAt(name, end)


def _word_at(text: str, position: int) -> re.Match[str] | None:
    pattern = _UNITS.get(text[position : position + 1])
    return None if pattern is None else pattern.match(text, position)


def fold(value: Number, unit: str | None) -> tuple[Number, str | None]:
    """A value and its unit as they are compared: 1.2 亿元 → 120,000,000 元.

    A unit that the lexicon does not know stays as it is, and so does its value.
    """
    if unit is None or unit in FOLDED or unit in WORDS["units"]:
        return value, FOLDED.get(unit or "", unit)
    found = _MAGNIFIED.fullmatch(unit)
    if found is None or (found["unit"] not in WORDS["units"] and found["unit"] not in FOLDED):
        return value, unit
    scaled = value * product(found["magnitude"])
    return scaled, FOLDED.get(found["unit"], found["unit"])
