"""Records as YAML: new ones in one layout, old ones changed where they change and nowhere else.

A record stands in the order of its model, on one line what fits there. A change is made by the
place of the value in the text, so that comments, order and layout of all else stay as they are;
round trips through a YAML library were tried and rewrote nine records of ten. Whatever is written
is read again, and refused where it does not say exactly what was meant.
"""

from __future__ import annotations

import copy
import datetime
import json
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import yaml

from generator.errors import BeatbookError, RecordPath
from generator.records import reader
from generator.records.models import exact, number_text
from generator.records.shape import keys_at

_WIDTH: Final = 100
_DAYS: Final = frozenset(["started", "published", "accessed", "added", "on", "as_of", "period"])
"""The keys whose values are dates, which stand without quotes as people write them."""
_DAY: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_FRACTION: Final = re.compile(r"-?[0-9]+/[1-9][0-9]*")
_LISTED: Final = frozenset(["metrics", "entries"])
"""The lists whose parts stand with a key a line, however short they are."""
REMOVED: Final = object()
"""Stands for a part of a list that is taken out."""

_COMMENT: Final = re.compile(r"(?:^|\s)#", re.MULTILINE)
_TRAILING: Final = re.compile(r"[ \t]+#[^\n]*")

Notes = Mapping[RecordPath, str]
"""Remarks on values by their path: one stands behind its value, as a comment."""

Remarks = Mapping[RecordPath, Sequence[str]]
"""Lines of comment by the path of the value below which they stand."""


def written(
    kind: Any,
    record: Mapping[str, Any],
    schema: str = "",
    notes: Notes | None = None,
    remarks: Remarks | None = None,
) -> str:
    """The text of a new record of a kind (a model), its keys in the model's order.

    Values are texts, whole and exact numbers (`int`, `Fraction`), truth values, None, and lists
    and mappings of them; a day is text too. `schema` is where the JSON Schema lies, for editors.
    Raises AssertionError where the text would not be read as the record.
    """
    layout = _Layout(kind, notes or {}, remarks or {})
    head = [f"# yaml-language-server: $schema={schema}"] if schema else []
    text = "\n".join([*head, *layout.mapping(record, ())]) + "\n"
    value, faults = reader.read(text)
    if faults or _plain(value) != _plain(record):
        raise AssertionError(f"written otherwise than meant: {faults} in {text}")
    return text


def scalar(value: Any, key: str = "", *, flow: bool = True) -> str:
    """One value as YAML: in double quotes where it would be read as anything else."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | Fraction):
        text = number_text(value)
        return f'"{text}"' if "/" in text else text
    if key in _DAYS and _DAY.fullmatch(value):
        return str(value)
    return value if _reads_as_itself(value, flow) else json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=4096)
def _reads_as_itself(text: str, flow: bool) -> bool:
    if not text or "\n" in text or text != text.strip():
        return False
    written = f"[{text}]" if flow else f"- {text}"
    return reader.read(written) == ([text], [])


def _plain(value: Any) -> Any:
    """A value such that two that a record takes for the same are equal."""
    if isinstance(value, Mapping):
        return {key: _plain(own) for key, own in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(own) for own in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool):
        return number_text(exact(value))
    return value


class _Layout:
    """Values as lines of YAML, with remarks."""

    def __init__(self, kind: Any, notes: Notes, remarks: Remarks) -> None:
        self._kind, self._notes, self._remarks = kind, notes, remarks

    def mapping(self, value: Mapping[str, Any], path: RecordPath) -> list[str]:
        """A key a line, or more."""
        order = [*keys_at(self._kind, path)]
        ranks = {key: rank for rank, key in enumerate(order)}
        keys = sorted(value, key=lambda key: ranks.get(key, len(ranks)))
        return [line for key in keys for line in self.entry(key, value[key], (*path, key))]

    def entry(self, key: str, value: Any, path: RecordPath) -> list[str]:
        """A key with its value, and what is remarked on it."""
        note = f"  # {self._notes[path]}" if path in self._notes else ""
        below = [f"# {line}" for line in self._remarks.get(path, ())]
        short = f"{key}: {self._inline(value, key)}"
        if not self._needs_lines(value, path, short, key):
            return [f"{short}{note}", *below]
        if isinstance(value, str):
            return [f"{key}: >-{note}", *_folded(value), *below]
        if isinstance(value, Mapping):
            lines = self.mapping(value, path)
        else:
            lines = [line for at, own in enumerate(value) for line in self.item(own, (*path, at))]
        return [f"{key}:{note}", *(f"  {line}" for line in lines), *below]

    def item(self, value: Any, path: RecordPath) -> list[str]:
        """One part of a list."""
        short = self._inline(value)
        listed = isinstance(path[-2], str) and path[-2] in _LISTED
        if not isinstance(value, Mapping) or (not listed and len(short) < _WIDTH - 8):
            return [f"- {short}"]
        first, *rest = self.mapping(value, path)
        return [f"- {first}", *(f"  {line}" for line in rest)]

    def _needs_lines(self, value: Any, path: RecordPath, short: str, key: str) -> bool:
        if isinstance(value, str):
            return len(short) > _WIDTH and _folds(value)
        if not value or not isinstance(value, Mapping | list):
            return False
        if isinstance(value, list) and not any(isinstance(own, Mapping) for own in value):
            return False
        remarked = any(p[: len(path)] == path and p != path for p in (*self._notes, *self._remarks))
        return key in _LISTED or remarked or len(short) > _WIDTH

    def _inline(self, value: Any, key: str = "") -> str:
        return inline(value, key, flow=False)


def inline(value: Any, key: str = "", *, flow: bool = True) -> str:
    """A value on one line: lists and mappings between brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {inline(own, k)}" for k, own in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(own) for own in value) + "]"
    return scalar(value, key, flow=flow)


def _folds(text: str) -> bool:
    """Whether a text can be shared out on lines: single spaces are where it breaks."""
    return " " in text and text == " ".join(text.split()) and max(map(len, text.split())) < _WIDTH


def _folded(text: str) -> list[str]:
    lines = textwrap.wrap(text, _WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return [f"  {line}" for line in lines]


def edited(text: str, changes: Mapping[RecordPath, Any], kind: Any, name: str) -> str:
    """The text of a record with other values at some paths, in their order.

    A path may end one behind the last part of a list, or in a key that is not there yet: that is
    added, in the order of the model. A part of a list that becomes `REMOVED` goes with the comments
    inside it. Raises BeatbookError, which calls the file `name`, where the text cannot be changed
    without losing something else.
    """
    meant = reader.read(text)[0]
    for path, value in changes.items():
        meant = with_value(meant, path, value)
        edit = _Edit(text, kind)
        changed = edit.remove(path) if value is REMOVED else edit.set(path, value)
        found, faults = reader.read(changed) if changed is not None else (None, [])
        if changed is None or faults or _plain(found) != _plain(meant):
            raise BeatbookError(
                "{name}: `{field}` cannot be changed without losing what stands beside it:"
                " change it by hand",
                name=name,
                field=reader.describe(path),
            )
        text = changed
    return text


def with_value(value: Any, path: RecordPath, new: Any) -> Any:
    """A value with another one at a path; what is missing on the way is made."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        parts = list(value or [])
        if new is REMOVED and not rest:
            return [*parts[:step], *parts[step + 1 :]]
        own = with_value(parts[step] if step < len(parts) else None, rest, new)
        return [*parts[:step], own, *parts[step + 1 :]]
    known = dict(value) if isinstance(value, dict) else {}
    known[step] = with_value(copy.deepcopy(known.get(step)), rest, new)
    return known


class _Edit:
    """One text, and where its values stand."""

    def __init__(self, text: str, kind: Any) -> None:
        self._text, self._kind = text, kind
        self._layout = _Layout(kind, {}, {})

    def set(self, path: RecordPath, value: Any) -> str | None:
        """The text with a value at a path; None where that would lose a comment."""
        node = yaml.compose(self._text, Loader=yaml.CSafeLoader)
        assert node is not None  # noqa: S101  # it has been read as a record
        above: yaml.MappingNode | None = None
        key: yaml.Node | None = None
        for depth, step in enumerate(path):
            if isinstance(node, yaml.MappingNode) and isinstance(step, str):
                found = next(((k, v) for k, v in node.value if k.value == step), None)
                if found is None:
                    new = _nested(path[depth + 1 :], value)
                    return self._added(node, path[: depth + 1], new)
                above, (key, node) = node, found
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and node.value:
                if step >= len(node.value):
                    return self._appended(node, path[: depth + 1], value)
                node, above, key = node.value[step], None, None
            else:  # an empty list, or nothing, where more is to stand
                value = _nested(path[depth:], value)
                path = path[:depth]
                break
        if above is None or key is None:
            return self._exchanged(node, value)
        return self._replaced(above, key, node, path, value)

    def remove(self, path: RecordPath) -> str | None:
        """The text without a part of a list; None where that would lose a comment beside it."""
        node, at = self._node(path[:-1]), path[-1]
        if not isinstance(node, yaml.SequenceNode) or not isinstance(at, int):
            return None
        if len(node.value) == 1:
            return self.set(path[:-1], [])
        own = node.value[at]
        if not node.flow_style:
            start = self._text.rfind("\n", 0, own.start_mark.index) + 1
            end = self._text.find("\n", self._end(own))
            return self._text[:start] + ("" if end < 0 else self._text[end + 1 :])
        if at + 1 < len(node.value):
            start, end = own.start_mark.index, node.value[at + 1].start_mark.index
        else:
            start, end = self._end(node.value[at - 1]), self._end(own)
        return self._text[:start] + self._text[end:]

    def _node(self, path: RecordPath) -> yaml.Node | None:
        """The node at a path that is there."""
        node = yaml.compose(self._text, Loader=yaml.CSafeLoader)
        for step in path:
            if isinstance(node, yaml.MappingNode):
                node = next((v for k, v in node.value if k.value == step), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
        return node

    def _exchanged(self, node: yaml.Node, value: Any) -> str | None:
        """The text with another value in place of a part of a list that stands on one line."""
        if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
            return None
        end = self._end(node)
        return f"{self._text[: node.start_mark.index]}{inline(value)}{self._text[end:]}"

    def _replaced(
        self, above: yaml.MappingNode, key: yaml.Node, node: yaml.Node, path: RecordPath, value: Any
    ) -> str | None:
        start, end = key.start_mark.index, self._end(node)
        if self._holds_comment(key, node, end):
            return None
        name = str(path[-1])
        if above.flow_style:
            return f"{self._text[:start]}{name}: {inline(value, name)}{self._text[end:]}"
        lines = self._layout.entry(name, value, path)
        trailing = _TRAILING.match(self._text, end)
        if trailing and len(lines) > 1:
            lines[0], end = f"{lines[0]}{trailing[0]}", trailing.end()
        own = _indented(lines, key.start_mark.column)
        return f"{self._text[:start]}{own}{self._text[end:]}"

    def _added(self, node: yaml.MappingNode, path: RecordPath, value: Any) -> str:
        """The text with a further key, behind those that stand before it in the model."""
        name, order = str(path[-1]), [*keys_at(self._kind, path[:-1])]
        before = order[: order.index(name)] if name in order else order
        earlier = [v for k, v in node.value if k.value in before]
        if node.flow_style:
            new = f"{name}: {inline(value, name)}"
            if earlier:
                at = self._end(earlier[-1])
                return f"{self._text[:at]}, {new}{self._text[at:]}"
            at = node.start_mark.index + 1
            return f"{self._text[:at]}{new}{', ' if node.value else ''}{self._text[at:]}"
        lines = self._layout.entry(name, value, path)
        column = node.value[0][0].start_mark.column
        if not earlier:
            at = node.value[0][0].start_mark.index
            return f"{self._text[:at]}{_indented(lines, column)}\n{' ' * column}{self._text[at:]}"
        return self._inserted(self._end(earlier[-1]), lines, column)

    def _appended(self, node: yaml.SequenceNode, path: RecordPath, value: Any) -> str | None:
        if node.flow_style:
            at = self._end(node.value[-1])
            return f"{self._text[:at]}, {inline(value)}{self._text[at:]}"
        lines = self._layout.item(value, path)
        return self._inserted(self._end(node), lines, node.start_mark.column)

    def _inserted(self, end: int, lines: Sequence[str], column: int) -> str:
        """The text with lines below the one that holds an offset."""
        at = self._text.find("\n", end)
        head, tail = (self._text, "") if at < 0 else (self._text[:at], self._text[at + 1 :])
        return f"{head}\n{' ' * column}{_indented(lines, column)}\n{tail}"

    def _holds_comment(self, key: yaml.Node, node: yaml.Node, end: int) -> bool:
        """Whether a comment stands in a value or before it: also behind what begins a long text."""
        if isinstance(node, yaml.ScalarNode):
            start = node.start_mark.index
            end = self._text.find("\n", start) if node.style in ("|", ">") else start
        return _COMMENT.search(self._text, key.end_mark.index, end) is not None

    def _end(self, node: yaml.Node) -> int:
        """Where the last scalar of a node ends; a block's own end lies behind comments."""
        if _is_block(node) and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(node, yaml.MappingNode) else last)
        own = self._text[node.start_mark.index : node.end_mark.index]
        return int(node.start_mark.index) + len(own.rstrip())


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def _nested(path: RecordPath, value: Any) -> Any:
    """A value inside mappings and lists of one part each."""
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def _indented(lines: Iterable[str], column: int) -> str:
    """Lines of which all but the first begin at a column."""
    return f"\n{' ' * column}".join(lines)


def same(old: Any, new: Any) -> bool:
    """Whether two values say the same in a record, as 1.50 and "3/2" or a day and its text do."""
    if isinstance(new, int | Fraction) and isinstance(old, str) and _FRACTION.fullmatch(old):
        old = Fraction(old)
    return bool(_plain(old) == _plain(new))
