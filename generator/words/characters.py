"""Characters that no reader sees, and what Unicode calls them.

Categories and names are those of Python's own Unicode tables (`unicodedata.unidata_version`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_UNSEEN: Final = frozenset(["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"])
_FILLERS: Final = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters, marks and symbols by their category, but nothing to see, as Hangul fillers are."""

FORMATTING: Final = "\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
"""What joins, parts or turns text unseen, as the inside of a class of a regular expression."""

_NAMELESS: Final = {"Cc": "control character", "Co": "private-use character", "Cs": "surrogate"}
_JOINER: Final = "\u200d"
_LAYOUT: Final = "\n\r\t"
_FILLER: Final = re.compile(f"[{_FILLERS}]")
_ALIKE: Final = re.compile(r"[0-9a-z\u3400-\u9fff]*")
_MAYBE_NUMERAL: Final = re.compile(
    r"[^\x00-\x7f·\u2010-\u2027\u3001-\u3003\u3008-\u3011\u3400-\u9fff！-／：-＠]"
)


def unseen(text: str, *, lines: bool = False) -> Iterator[tuple[int, str]]:
    """Offset and character of everything that cannot be seen or turns the direction of reading.

    The joiner inside an emoji (👩‍🚒) is none of them, nor is a space of any width, nor with `lines`
    a line break or tab.
    """
    if _shows(text):  # nearly always
        return
    for at, character in enumerate(text):
        if lines and character in _LAYOUT:
            continue
        hidden = unicodedata.category(character) in _UNSEEN or character in _FILLERS
        if hidden and not (character == _JOINER and _joins(text, at)):
            yield at, character


def _shows(text: str) -> bool:
    """Whether a text is free of what cannot be seen, told at C's speed."""
    return text.isprintable() and (text.isascii() or _FILLER.search(text) is None)


def is_plain(text: str) -> bool:
    """Whether a text begins with a letter or digit and holds nothing unseen: it is not blank."""
    return text[:1].isalnum() and _shows(text)


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands between two symbols, as emoji are composed."""
    before = text[:at].rstrip("\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")[-1:]
    after = text[at + 1 : at + 2]
    return all(part and unicodedata.category(part) == "So" for part in (before, after))


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: spaces, unseen characters, marks that have no letter."""
    return all(unicodedata.category(c)[0] in "CMZ" or c in _FILLERS for c in text)


def named(character: str) -> str:
    """A code point with its name: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    category = unicodedata.category(character)
    code = ord(character)
    nothing = (
        "noncharacter" if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF else "unassigned"
    )
    name = unicodedata.name(character, _NAMELESS.get(category, nothing))
    return f"U+{code:04X} {name}"


def escaped(text: str) -> str:
    """The text with every unseen character written as its escape, so that no terminal obeys it."""
    found = {character for _, character in unseen(text)}
    return "".join(c.encode("unicode_escape").decode() if c in found else c for c in text)


def alike(text: str) -> str:
    """What two texts share that differ in form alone.

    That is in case, width, normal form, spaces, unseen characters, quotation marks or brackets. A
    text of nothing but such marks keeps them.
    """
    if _ALIKE.fullmatch(text):  # as most Chinese names are
        return text
    folded = unicodedata.normalize("NFKC", text).casefold()
    hidden = {character for _, character in unseen(folded)}
    seen = "".join(c for c in folded if c not in hidden and not c.isspace())
    kept = "".join(c for c in seen if not _is_mark(c)) or seen
    return unicodedata.normalize("NFKC", kept)


def _is_mark(character: str) -> bool:
    """Whether it is a quotation mark or a bracket, which one source prints and another does not."""
    return character in "\"'" or unicodedata.category(character) in ("Pi", "Pf", "Ps", "Pe")


def ascii_digits(text: str) -> str:
    """The text with numerals of any kind (９, ①, 𝟗, ٩, Ⅸ) in the digits 0 to 9, others as they are.

    Ideographs such as 九 and superscripts, which belong to units (m²), stay.
    """
    return text if text.isascii() else _MAYBE_NUMERAL.sub(lambda found: _digit(found[0]), text)


def _digit(character: str) -> str:
    if unicodedata.category(character) not in ("Nd", "Nl", "No") or character == "〇":
        return character
    value = unicodedata.numeric(character)
    small = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
    return character if small or value != int(value) else str(int(value))
