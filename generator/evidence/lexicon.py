"""The words of the grammar, read once from `lexicon.yml` and compiled, longest word first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import yaml

from generator.records.models import Qualifier as Qualifier

Direction = Literal["up", "down"]
Meaning = TypeVar("Meaning")

WORDS: Final[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("lexicon.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
"""`lexicon.yml` as it stands."""


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the literal words, with shared beginnings written once."""
    return _branches(sorted(set(words)))


def _branches(words: list[str]) -> str:
    options = []
    for first, group in groupby(filter(None, words), key=lambda word: word[0]):
        rest = [word[1:] for word in group]
        tail = _branches(rest)
        if len(rest) > 1:
            tail = f"(?:{tail})?" if "" in rest else f"(?:{tail})"
        options.append(re.escape(first) + tail)
    return "|".join(options)


def any_unless(words: Mapping[str, Iterable[str]]) -> str:
    """A pattern for any of the words where none of its continuations follows."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(
        re.escape(word) + (f"(?!{any_of(words[word])})" if words[word] else "")
        for word in longest_first
    )


def inverted(lists: Mapping[Meaning, Iterable[str]]) -> dict[str, Meaning]:
    """Word → meaning, from meaning → words."""
    return {word: meaning for meaning, words in lists.items() for word in words}
