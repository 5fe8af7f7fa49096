"""Signs of a Chinese input method that stand where YAML wants those of ASCII."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import yaml

from generator.words.messages import Message

_PLAIN: Final = {
    "：": ": ",
    "，": ", ",
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "“": '"',
    "”": '"',
    "‘": '"',
    "’": '"',
    "＃": "#",
    "－": "- ",
}
_QUOTES: Final = frozenset("“”‘’")
_TABLE = str.maketrans(_PLAIN)
_TRIED: Final = 40
"""Signs of a faulty line that are tried one after another."""


class Slip(NamedTuple):
    """A sign at a line and a column, counted from 1."""

    line: int
    column: int
    sign: str


def sign_in(text: object) -> str:
    """The first such sign of a value that should hold none; empty where there is none."""
    return next((c for c in text if c in _PLAIN), "") if isinstance(text, str) else ""


def is_else_ascii(text: object) -> bool:
    """Whether a value would be ASCII without such signs, as no name or sentence in Chinese is."""
    return isinstance(text, str) and text.translate(_TABLE).isascii()


def advice(sign: str) -> Message:
    """Which sign stands there and which to write."""
    return Message("full-width `{sign}`: write `{plain}`", sign=sign, plain=_PLAIN[sign])


def slip(text: str, error: yaml.MarkedYAMLError, loader: type) -> Slip | None:
    """The sign that keeps a text from being YAML, if a sign does.

    A sign is one where the parser comes further with ASCII in its place; a text may hold others.
    """
    lines = text.split("\n")
    before = _mark(error)
    for number in _suspects(error, len(lines)):
        for column, mended in _mended(lines[number]):
            rest = [*lines[:number], mended, *lines[number + 1 :]]
            after = _failure("\n".join(rest), loader)
            if after is None or after > before:
                return Slip(number + 1, column + 1, lines[number][column])
    return None


def _suspects(error: yaml.MarkedYAMLError, count: int) -> list[int]:
    """The lines that an error may come from: where its context begins, its own, the one before."""
    line, _ = _mark(error)
    context = error.context_mark.line if error.context_mark else line
    return sorted(number for number in {context, line - 1, line} if 0 <= number < count)


def _mended(line: str) -> Iterator[tuple[int, str]]:
    """The columns of the signs of a line outside its quotes, each with the line put right there.

    Of quotes all at once: one alone would quote the rest of the text.
    """
    found = [n for n, c in enumerate(line) if c in _PLAIN and not line.count('"', 0, n) % 2]
    for column in found[:_TRIED]:
        these = [n for n in found if line[n] in _QUOTES] if line[column] in _QUOTES else [column]
        yield column, _with_ascii(line, these)


def _with_ascii(line: str, columns: Iterable[int]) -> str:
    chosen = set(columns)
    return "".join(_PLAIN[c] if n in chosen else c for n, c in enumerate(line))


def _failure(text: str, loader: type) -> tuple[int, int] | None:
    try:
        for _ in yaml.parse(text, Loader=loader):
            pass
    except yaml.MarkedYAMLError as error:
        return _mark(error)
    return None


def _mark(error: yaml.MarkedYAMLError) -> tuple[int, int]:
    mark = error.problem_mark or error.context_mark
    return (mark.line, mark.column) if mark else (0, 0)
