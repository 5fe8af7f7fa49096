"""Text in a drawing that has to break its own lines: how wide it is, and where it breaks.

No font is at hand when a drawing is made, and readers have different ones. So the widths are those
of a wide one (DejaVu Sans, which most systems without Chinese fonts of their own come with): in
any other a line ends a little sooner.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_OPENING: Final = "(\\[{（《〈「『【“‘"
_CLOSING: Final = ")\\]},.;:!?%…）》〉」』】”’，。、；：！？％"
_HAN: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_UNITS: Final = re.compile(
    rf"\s*[{_OPENING}]*(?:[^\s{_HAN}{_OPENING}{_CLOSING}][^\s{_HAN}{_OPENING}]*|[{_HAN}])?"
    rf"[{_CLOSING}]*|\s+"
)
"""What stays on one line: a Latin word or a Han character, with the marks that cling to it."""

_NARROW: Final = frozenset("ijltfrI.,:;'|!()[]/- ")
_BROAD: Final = frozenset("mwMW@%")
_LEADING: Final = 1.35


class TextLine(NamedTuple):
    """One line of text: where its baseline begins, its size in units, whether it is bold."""

    x: float
    y: float
    size: float
    bold: bool
    text: str


class TextColumn:
    """Text set line below line, from the top of a column to its end, all in units."""

    def __init__(self, x: float, top: float, width: float, end: float) -> None:
        self.x, self.y, self.width, self._end = x, top, width, end

    @property
    def room(self) -> float:
        """What is left of its height."""
        return self._end - self.y

    def skip(self, height: float) -> str:
        """Leave a space free; gives nothing to be shown."""
        self.y += height
        return ""

    def put(
        self, text: str, size: float, *, bold: bool = False, most: int = 1, beside: float = 0
    ) -> list[TextLine]:
        """Set a text on at most so many lines, and no more than there is room for.

        `beside` is how much of the width is another's.
        """
        fitting = min(most, int((self.room + 0.01) // (size * _LEADING)))
        lines = []
        for part in wrapped(text, (self.width - beside) / size, fitting, bold=bold):
            self.y = round(self.y + size * _LEADING, 2)
            lines.append(TextLine(self.x, round(self.y - 0.32 * size, 2), size, bold, part))
        return lines


def wrapped(text: str, room: float, most: int, *, bold: bool = False) -> list[str]:
    """A text on at most so many lines of a width in ems; what is cut off ends in an ellipsis."""
    lines, reached = [""], 0.0
    for unit in _units(" ".join(text.split()), room, bold):
        if lines[-1] and reached + length(unit.rstrip(), bold=bold) > room:
            lines.append("")
        shown = unit if lines[-1] else unit.lstrip()
        reached = (reached if lines[-1] else 0) + length(shown, bold=bold)
        lines[-1] += shown
    lines = [line.rstrip() for line in lines if line.strip()]
    if len(lines) <= most:
        return lines
    if most < 1:
        return []
    last = lines[most - 1]
    while last and length(f"{last}…", bold=bold) > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _units(text: str, room: float, bold: bool) -> Iterator[str]:
    """What stays together; a word that is longer than a line falls apart into its characters."""
    for unit in _UNITS.findall(text):
        if length(unit.strip(), bold=bold) > room:
            yield from unit
        elif unit:
            yield unit


@lru_cache(maxsize=65536)
def length(text: str, *, bold: bool = False) -> float:
    """About how wide a text is in a wide font, in ems: Han characters are square."""
    return sum(_advance(character, bold) for character in text)


def _advance(character: str, bold: bool) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1
    narrow, broad = character in _NARROW, character in _BROAD
    usual = 0.36 if narrow else 0.95 if broad else 0.7 if character.isupper() else 0.6
    return usual * 1.1 if bold else usual
