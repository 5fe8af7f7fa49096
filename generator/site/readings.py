"""How Chinese names are read: their syllables in pinyin, without tones, ü as v.

A character may have several readings. A place is read as its English name spells it (长治 Changzhi,
六安 Lu'an), all else by the phrases that pypinyin knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from pypinyin import Style, lazy_pinyin, pinyin

from generator.records.divisions import Division, names_of

_BY_HAND = {
    "六合": ("lu", "he"),
    "宕昌": ("tan", "chang"),
    "阿勒泰": ("a", "le", "tai"),
    "克孜勒苏": ("ke", "zi", "le", "su"),
}
"""Places whose English name does not help and that pypinyin misreads."""

_ALWAYS = {"都": "du"}
"""Characters that every place has in one reading, whatever they are elsewhere."""


class Readings:
    """Reads names; a place that is not read as its characters are elsewhere is so in all names."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._places: dict[str, tuple[str, ...]] = dict(_BY_HAND)
        for division in divisions:
            if all(len(_options(character)) == 1 for character in division.name):
                continue  # as its characters are read everywhere
            syllables = _as_spelt(division)
            for name in names_of(division):
                own = syllables[: len(name)]
                if division.name.startswith(name) and own != tuple(lazy_pinyin(name)):
                    self._places.setdefault(name, own)
        longest_first = sorted(self._places, key=lambda name: (-len(name), name))
        self._known = re.compile(f"({'|'.join(longest_first)})")

    def of(self, name: str) -> tuple[str, ...]:
        """The syllable of each character of a name, which holds nothing but characters."""
        parts = [part for part in self._known.split(name) if part]
        return tuple(s for part in parts for s in self._places.get(part) or lazy_pinyin(part))


def _as_spelt(division: Division) -> tuple[str, ...]:
    """The syllables of a division's name, as many of its first ones as English spells out."""
    usual = [
        _ALWAYS.get(c, s) for c, s in zip(division.name, lazy_pinyin(division.name), strict=True)
    ]
    word = unicodedata.normalize("NFKD", division.name_en.partition(" ")[0].replace("ü", "v"))
    spelt = "".join(c for c in word.lower() if c.isascii() and c.isalpha())
    first = _spelling(spelt, [_options(c) for c in division.name]) or ()
    return (*first, *usual[len(first) :])


@cache
def _options(character: str) -> list[str]:
    """Every reading of a character."""
    return pinyin(character, style=Style.NORMAL, heteronym=True)[0]


def _spelling(spelt: str, options: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """The syllables, one of each character's options, that make a word; None where none do."""
    if not spelt:
        return ()
    for option in options[0] if options else ():
        if spelt.startswith(option):
            rest = _spelling(spelt.removeprefix(option), options[1:])
            if rest is not None:
                return (option, *rest)
    return None
