"""YAML as Beatbook accepts it: what PyYAML reads, less everything that surprises an editor.

PyYAML decides what a text means; this module refuses tags, anchors, aliases, merge keys and
duplicate keys, and plain scalars that YAML 1.1 silently turns into something else (`no`, `1_000`,
`010`, `21:00`). Whatever is accepted equals `yaml.safe_load`, but for two things: decimals stay
exact, and a key is always the word as written (YAML 1.1 makes `on:` a truth value). Texts that are
written the plain way have a shorter way to the same value (`plain.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

import yaml
from yaml.nodes import ScalarNode, SequenceNode

from generator.errors import MOST_TOLD, Finding, Problem, RecordPath
from generator.records.plain import NOT_PLAIN, plain_value
from generator.records.scalars import TAG, meaning
from generator.words.characters import named
from generator.words.messages import Message
from generator.words.messages.libyaml import phrase
from generator.words.slips import advice, slip

try:
    from yaml import CSafeLoader
except ImportError as error:
    raise ImportError(
        "PyYAML was installed without libyaml; reinstall it from a wheel: pip install pyyaml"
    ) from error

REFUSED = object()
"""Stands where a value was refused, so that nothing else is said about it."""

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_MARK = "\ufeff"
_DEPTH = 20
_NESTED = Message(
    "nested more than {most} levels deep, as no record is: check the brackets and spaces",
    most=_DEPTH,
)
_VALUES = 100_000
"""More keys and values than any file of records has; the longest so far holds 9,000."""
_TOO_MANY = Message(
    "it holds more than {most} keys and values, as no record does: correct it", most=f"{_VALUES:,}"
)
_SUSPECT = 1_000


class _TooManyValues(Exception):
    """A text that holds more than there is memory for."""


_NO_TAG: Any = "".format
"""Takes anything and gives an empty text, which no function written in Python does as fast."""


class _QuickLoader(CSafeLoader):
    """PyYAML's loader without what it asks in Python of each node: where it stands, what it is.

    Nobody sets path resolvers, and what a plain scalar is, is asked of values alone.
    """

    descend_resolver = ascend_resolver = resolve = _NO_TAG


@lru_cache(maxsize=1)
def _root(text: str) -> yaml.Node | None:
    """The node tree of a text, kept until the next so that faults can be placed in it."""
    return yaml.compose(text, Loader=_QuickLoader)


class _Faults(list[Finding]):
    """The faults of one text, whose file they do not name."""

    def at(self, node: yaml.Node | yaml.Event, code: str, message: Message) -> None:
        if len(self) <= MOST_TOLD:
            self.append(Finding("", *_place(node.start_mark), code, message))


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def read(text: str) -> tuple[Any, list[Finding]]:
    """The value of one YAML document and every fault in it; with faults the value is partial.

    The findings name no file.
    """
    value = NOT_PLAIN if _may_hold_too_many(text) else plain_value(text)
    return read_as_yaml(text) if value is NOT_PLAIN else (value, [])


def read_as_yaml(text: str) -> tuple[Any, list[Finding]]:
    """The same by way of PyYAML, which `plain_value` must equal in whatever it reads."""
    if _MARK in text:  # invisible, and libyaml drops it at the beginning of any line
        return None, [_character_fault(text, _MARK)]
    faults = _Faults()
    try:
        if _refuse_machinery(text, faults):
            return None, faults
        node = _root(text)
    except _TooManyValues:
        return None, [Finding("", 1, 1, "Y01", _TOO_MANY)]
    except yaml.MarkedYAMLError as error:
        return None, [*faults, _syntax_fault(error, text)]
    except yaml.reader.ReaderError as error:
        return None, [_character_fault(text, chr(error.character))]
    except UnicodeEncodeError as error:
        return None, [_character_fault(text, text[error.start])]
    if any(fault.message.startswith("the alias") for fault in faults):
        return None, faults  # aliases can nest without end
    value = None if node is None else _value(node, faults, 0)
    if value is None and not faults:
        said = Message("the file is empty: write a record or delete the file")
        return None, [Finding("", 1, 1, "Y01", said)]
    return value, faults


def positions(text: str, problems: Iterable[Problem]) -> list[tuple[int, int]]:
    """Line and column of what each problem points at; else of what comes nearest.

    The text has been read without a fault before.
    """
    root = _root(text)
    known = cache(_children)  # a mapping of many keys is not searched for each problem
    return [
        (1, 1) if root is None else _position(text, root, problem, known) for problem in problems
    ]


_Children = Mapping[str, tuple[yaml.Node, yaml.Node]]


def _position(
    text: str, root: yaml.Node, problem: Problem, known: Callable[[yaml.Node], _Children]
) -> tuple[int, int]:
    node = within = root
    for depth, step in enumerate(problem.path, 1):
        found = known(node).get(str(step))
        if found is None:
            break
        name, node = found
        within = name if problem.key and depth == len(problem.path) else node
    if problem.character:
        at = text.find(problem.character, within.start_mark.index, within.end_mark.index)
        if at >= 0:  # else it is written as an escape
            return place_of(text, at)
    return _place(within.start_mark)


def path_at(text: str, line: int, column: int) -> RecordPath:
    """The path of the value or key at a place of a text that has been read without a fault."""
    node, mark = _root(text), (line, column)
    path: list[str | int] = []
    while isinstance(node, yaml.CollectionNode) and _place(node.start_mark) != mark:
        if isinstance(node, yaml.MappingNode):
            parts = [(key.value, key.start_mark, value) for key, value in node.value]
        else:
            parts = [(at, value.start_mark, value) for at, value in enumerate(node.value)]
        begun = [part for part in parts if _place(part[1]) <= mark]
        if not begun:
            break
        path.append(begun[-1][0])
        node = begun[-1][2]
    return tuple(path)


def _children(node: yaml.Node) -> _Children:
    """The key and the value of each entry of a mapping, and each of a list by its place, twice."""
    if isinstance(node, yaml.SequenceNode):
        return {str(at): (value, value) for at, value in enumerate(node.value)}
    if isinstance(node, yaml.MappingNode):
        parts = [(k, v) for k, v in reversed(node.value) if isinstance(k, yaml.ScalarNode)]
        return {key.value: (key, value) for key, value in parts}
    return {}


def _may_nest_deeply(text: str) -> bool:
    """Whether a text could nest so deeply that libyaml's recursion overflows the stack.

    Every flow level has a bracket, every block level stands to the right of the one above it.
    """
    brackets = text.count("[") + text.count("{")
    return brackets > _SUSPECT or max(map(len, text.split("\n"))) > _SUSPECT


def _may_hold_too_many(text: str) -> bool:
    """Whether a text could hold too many keys and values.

    But for the first, each stands beside a mark of its own, or two share one: `key: value`.
    """
    return len(text) >= _VALUES and 2 * sum(map(text.count, ",:-?[{")) >= _VALUES


def _refuse_machinery(text: str, faults: _Faults) -> bool:
    """Refuse anchors, aliases and explicit tags, which can be seen only in the events.

    The events are gone through only where there may be such, or too deep a nesting, or too many
    values. Whether the text is not to be composed: it nests too deeply, which is all that is said
    of it then, or there is enough to say. Raises _TooManyValues.
    """
    deep, depth, values = _may_nest_deeply(text), 0, 0
    if not deep and not _may_hold_too_many(text) and not any(mark in text for mark in "&*!"):
        return False
    for event in yaml.parse(text, Loader=CSafeLoader):
        if len(faults) > MOST_TOLD:
            return True
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        values += isinstance(event, yaml.NodeEvent)
        if values > _VALUES:
            raise _TooManyValues
        if deep and depth > _DEPTH:
            faults.clear()
            faults.at(event, "Y01", _NESTED)
            return True
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            said = Message("the alias *{anchor} is refused: write the value out", anchor=anchor)
            faults.at(event, "Y03", said)
        elif anchor:
            said = Message("the anchor &{anchor} is refused: delete it", anchor=anchor)
            faults.at(event, "Y03", said)
        if tag:
            name = tag.replace(TAG, "!!")
            said = Message("the tag {name} is refused: write the plain value", name=name)
            faults.at(event, "Y03", said)
    return False


def place_of(text: str, at: int) -> tuple[int, int]:
    """Line and column of an offset, counted from 1 as editors count them."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _character_fault(text: str, character: str) -> Finding:
    """The parser counts bytes here, so the place is looked up in the text."""
    place, name = place_of(text, max(0, text.find(character))), named(character)
    said = Message("the character {name} is not allowed in YAML: delete it", name=name)
    return Finding("", *place, "Y01", said)


def _syntax_fault(error: yaml.MarkedYAMLError, text: str) -> Finding:
    found = slip(text, error, CSafeLoader)
    if found is not None:
        wording = Message("not valid YAML: {advice}", advice=advice(found.sign))
        return Finding("", found.line, found.column, "Y01", wording)
    line, column = _place(error.problem_mark or error.context_mark)
    lines = _BREAK.split(text)
    if line > len(lines):  # it was missed at the end of a text whose last line has no end
        begun = _place(error.context_mark or error.problem_mark)
        line, column = min(begun, (len(lines), len(lines[-1])))
    said = phrase(error.problem or error.context or "")
    if error.context and error.problem:
        said = Message("{context} {problem}", context=phrase(error.context), problem=said)
    hint = Message("put text that holds `: `, `#`, quotes or brackets between double quotes")
    if "another document" in said:
        hint = Message("keep one record in a file and delete the line `---`")
    elif "tab character" in said or _character_at(text, line, column) == "\t":
        hint = Message("indent with spaces, not tabs")
    wording = Message("not valid YAML: {said}: {hint}", said=said, hint=hint)
    return Finding("", line, column, "Y01", wording)


def _character_at(text: str, line: int, column: int) -> str:
    lines = _BREAK.split(text)[line - 1 : line]
    return "".join(lines)[column - 1 : column]


def _value(node: Any, faults: _Faults, depth: int) -> Any:
    """What a node means that stands inside `depth` lists and mappings."""
    kind = node.__class__
    if kind is ScalarNode:
        return _scalar(node, faults)
    if depth >= _DEPTH:
        faults.at(node, "Y01", _NESTED)
        return REFUSED
    if kind is SequenceNode:
        return [_value(item, faults, depth + 1) for item in node.value]
    result: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value
        if key.__class__ is not ScalarNode or name in result or (name == "<<" and not key.style):
            _refuse_key(key, faults)
        elif value.__class__ is ScalarNode:  # most: this saves a call
            result[name] = _scalar(value, faults)
        else:
            result[name] = _value(value, faults, depth + 1)
    return result


def _refuse_key(key: yaml.Node, faults: _Faults) -> None:
    if not isinstance(key, ScalarNode):
        faults.at(key, "Y04", Message("a key must be a word: write `key: value`"))
    elif key.value == "<<" and not key.style:
        faults.at(key, "Y03", Message("the merge key << is refused: write the keys out"))
    else:
        said = Message("the key `{key}` stands twice: delete one of them", key=key.value)
        faults.at(key, "Y02", said)


def _scalar(node: ScalarNode, faults: _Faults) -> Any:
    text = node.value
    if node.tag:  # which is refused where it stands
        return REFUSED
    if node.style:
        return text
    value = meaning(text)
    if isinstance(value, Message):
        faults.at(node, "Y04", value)
        return REFUSED
    return value


def describe(path: RecordPath) -> str:
    """A path as an editor writes it: `metrics[3].excerpt`."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out
