"""Records written the plain way, read line by line in about half the time that YAML takes.

Read here are only forms that mean the same wherever they stand: keys that are words, scalars on one
line, folded text (`>-`), and brackets that hold scalars or mappings of scalars. At the first line
of another form the whole text is left to PyYAML, which also says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from generator.records.scalars import meaning
from generator.words.messages import Message

NOT_PLAIN: Any = object()
"""Stands for what is left to PyYAML."""

_DEEPEST = 8
"""Lists and mappings around a line: far fewer than may nest, and more than records have."""
_LONGEST = 1_000
"""Characters of a line: libyaml takes nothing for a key whose colon comes after 1,024."""

_KEY = r"[A-Za-z_][A-Za-z0-9_-]*"
_QUOTED = r""""[^"\\]*"|'[^']*'"""
_FIRST = r"""(?:-?[0-9]|[^-?:,\[\]{}#&*!|>'"%@` ])"""
"""How a scalar without quotes begins: YAML allows some more."""
_BARE = rf"{_FIRST}[^:#]*(?:(?::(?=[^ ])|(?<! )#)[^:#]*)*(?<! )"
_SCALAR = rf"(?:{_QUOTED}|{_FIRST}[^:?#,\[\]{{}}]*(?<! ))"
_SCALARS = rf"\[(?:{_SCALAR}(?:, {_SCALAR})*)?\]"
_PAIR = rf"{_KEY}: (?:{_SCALAR}|{_SCALARS})"
_MAPPING = rf"\{{(?:{_PAIR}(?:, {_PAIR})*)?\}}"

_entry_line = re.compile(rf"( *)(- )?({_KEY}):(?: (?:({_BARE})|(.+)))?").fullmatch
_item_line = re.compile(r"( *)- (.+)").fullmatch
_folded_line = re.compile(r"( +)([^ ].*)(?<! )").fullmatch
_is_quoted = re.compile(_QUOTED).fullmatch
_is_bare = re.compile(_BARE).fullmatch
_is_list = re.compile(_SCALARS).fullmatch
_is_mapping = re.compile(_MAPPING).fullmatch
_is_mappings = re.compile(rf"\[{_MAPPING}(?:, {_MAPPING})*\]").fullmatch
_find_scalars = re.compile(_SCALAR).findall
_find_pairs = re.compile(rf"({_KEY}): ({_SCALAR}|{_SCALARS})").findall
_find_mappings = re.compile(_MAPPING).findall


class _NotPlain(Exception):
    """A form that is left to PyYAML."""


class _PlainLine(NamedTuple):
    """One line: how far it is indented, whether a dash opens an item, its key and its value.

    Where somebody might change that, `copy(value)` gives one of its own each time the line comes.
    """

    indent: int
    item: bool
    key: str | None
    value: Any
    copy: Callable[[Any], Any] | None


_ENTRIES, _TEXT = object(), object()
"""Stand for what begins on the next line."""
_BELOW = {None: (_ENTRIES, None), ">-": (_TEXT, None)}


def plain_value(text: str) -> Any:
    """The mapping that a text states if all of it is written the plain way; else NOT_PLAIN.

    How much a text may hold is for the caller to limit.
    """
    try:
        return _PlainText(text.split("\n")).value()
    except _NotPlain:
        return NOT_PLAIN


class _PlainText:
    """What has been read of a text: the list or mapping that is open and those around it."""

    def __init__(self, lines: list[str]) -> None:
        self._lines, self._at = lines, 0
        self._open: Any = {}
        self._indent = 0
        self._around: list[tuple[Any, int]] = []
        self._awaited: str | None = None

    def value(self) -> dict[str, Any]:
        root: dict[str, Any] = self._open
        lines = self._lines
        while self._at < len(lines):
            line = _line(lines[self._at])
            self._at += 1
            if line is not None:
                self._take(line)
        if self._awaited is not None or not root:
            raise _NotPlain
        return root

    def _take(self, line: _PlainLine) -> None:
        indent, item, key, value, copy = line
        if self._awaited is not None:
            self._begin([] if item else {}, indent)
        while indent < self._indent:
            self._open, self._indent = self._around.pop()
        if indent != self._indent or item != isinstance(self._open, list):
            raise _NotPlain
        if copy is not None:
            value = copy(value)
        if key is None:
            self._open.append(value)
            return
        if item:
            mapping: dict[str, Any] = {}
            self._open.append(mapping)
            self._enter(mapping, indent + 2)
        if key in self._open:
            raise _NotPlain
        if value is _TEXT:
            value = self._folded()
        elif value is _ENTRIES:
            self._awaited = key  # until when its place is held
        self._open[key] = value

    def _begin(self, value: Any, indent: int) -> None:
        """The list or mapping that the key above awaits begins, further in than that key."""
        if indent <= self._indent:
            raise _NotPlain
        self._open[self._awaited] = value
        self._awaited = None
        self._enter(value, indent)

    def _enter(self, value: Any, indent: int) -> None:
        if len(self._around) >= _DEEPEST:
            raise _NotPlain
        self._around.append((self._open, self._indent))
        self._open, self._indent = value, indent

    def _folded(self) -> str:
        """The text on the next lines that stand as far in as the first of them."""
        found, indent = [], None
        for at in range(self._at, len(self._lines)):
            line = self._lines[at]
            parts = _folded_line(line) if line.isprintable() else None
            if parts is None or parts.end(1) != (indent or parts.end(1)):
                break
            indent = parts.end(1)
            found.append(parts[2])
        if indent is None or indent <= self._indent:
            raise _NotPlain
        self._at += len(found)
        return " ".join(found)


@lru_cache(maxsize=4096)
def _line(text: str) -> _PlainLine | None:
    """What a line states; None where it is empty or a comment. Most lines come again."""
    if len(text) > _LONGEST or not text.isprintable():
        raise _NotPlain
    if not text or text[0] == "#":  # further in it could belong to the text above
        return None
    if parts := _entry_line(text):
        indent, dash, key, bare, written = parts.groups()
        value = (_meant(bare), None) if bare else _BELOW.get(written) or _value(written)
    elif parts := _item_line(text):
        (indent, written), dash, key = parts.groups(), "-", None
        value = _value(written)
    else:
        raise _NotPlain
    return _PlainLine(len(indent), bool(dash), key, *value)


def _value(written: str) -> tuple[Any, Callable[[Any], Any] | None]:
    """The value written on the rest of a line, and what copies it if it can be changed."""
    if _is_bare(written) or _is_quoted(written):
        return _meant(written), None
    if _is_list(written):
        return _list(written), list
    if _is_mapping(written):
        return _mapping(written), _copied
    if _is_mappings(written):
        return [_mapping(part) for part in _find_mappings(written)], _all_copied
    raise _NotPlain


def _list(written: str) -> list[Any]:
    return [_meant(scalar) for scalar in _find_scalars(written)]


def _mapping(written: str) -> dict[str, Any]:
    pairs = _find_pairs(written)
    values = {key: _list(own) if own[0] == "[" else _meant(own) for key, own in pairs}
    if len(values) < len(pairs):
        raise _NotPlain
    return values


def _copied(mapping: dict[str, Any]) -> dict[str, Any]:
    return {key: [*own] if isinstance(own, list) else own for key, own in mapping.items()}


def _all_copied(mappings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*map(_copied, mappings)]


def _meant(scalar: str) -> Any:
    if scalar[0] in "\"'":
        return scalar[1:-1]
    value = meaning(scalar)
    if isinstance(value, Message):
        raise _NotPlain
    return value
