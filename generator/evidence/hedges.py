"""Approximators beside a number: 近 before it, 以上 after it."""

from __future__ import annotations

import re
from typing import Final

from generator.evidence.lexicon import WORDS, Qualifier, any_unless, inverted

_BEFORE: Final[dict[str, Qualifier]] = inverted(WORDS["before"])
_BEFORE_MAGNITUDE: Final[dict[str, Qualifier]] = inverted(WORDS["before_magnitude"])
_NOT_BEFORE = frozenset(WORDS["not_before"])
_LONGEST = max(map(len, _BEFORE))
_AFTER: Final[dict[str, Qualifier]] = inverted(WORDS["after"])
_AFTER_WORD = re.compile(
    any_unless({word: ends for words in WORDS["after"].values() for word, ends in words.items()})
)


def before(text: str, start: int, *, magnitude: bool) -> tuple[int, Qualifier | None]:
    """Where a quantity starts whose core starts at `start`, and what the word there says.

    `magnitude` allows the words that hedge only 半 and a bare magnitude: 上百, 过半.
    """
    end = start - 1 if text[start - 1 : start] == " " else start
    for length in range(min(_LONGEST, end), 0, -1):
        word = text[end - length : end]
        qualifier = _BEFORE.get(word)
        if qualifier is None and magnitude:
            qualifier = _BEFORE_MAGNITUDE.get(word)
        if qualifier and text[max(0, end - length - 1) : end] not in _NOT_BEFORE:
            return end - length, qualifier
    return start, None


def after(text: str, end: int) -> tuple[int, Qualifier | None]:
    """Where a quantity ends whose core ends at `end`, and what the word there says."""
    found = _AFTER_WORD.match(text, end)
    return (end, None) if found is None else (found.end(), _AFTER[found[0]])
