"""Files that hold many small records, with a further one; all else in them stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from generator.errors import BeatbookError
from generator.records import reader
from generator.records.writing import written


def with_entry(text: str, kind: Any, record: Mapping[str, Any], name: str, key: str = "") -> str:
    """The text of a list of records of a kind with one more, or of a mapping with one at a key.

    A list takes it at its end, a mapping where its key belongs if the keys stand in order, else at
    its end. Comments, order and layout stay. Raises BeatbookError, which calls the file `name`,
    where the text is not laid out an entry a line, and AssertionError for a record that would not
    be read as it is.
    """
    before: Any = reader.read(text)[0] or ({} if key else [])
    first, *rest = written(kind, record).splitlines()
    lines = [f"{key}:", f"  {first}"] if key else [f"- {first}"]
    entry = "\n".join([*lines, *(f"  {line}" for line in rest)]) + "\n"
    found = yaml.compose(text, Loader=yaml.CSafeLoader)
    at, end = _place(text, found, key)
    made = f"{text[:at]}{entry}{text[end:]}"
    now, faults = reader.read(made)
    own = reader.read(entry)[0]
    if faults or now != ({**before, **own} if key else [*before, *own]):
        raise BeatbookError(
            "{name} is laid out in a way that takes no further entry: write it by hand", name=name
        )
    return made


def _place(text: str, found: yaml.Node | None, key: str) -> tuple[int, int]:
    """Where an entry is to stand, and where what it takes the place of ends."""
    last = len(text)
    if found is None or not isinstance(found, yaml.CollectionNode):
        return last, last
    if not found.value:
        return found.start_mark.index, _line_end(text, found.end_mark.index)
    if not isinstance(found, yaml.MappingNode):
        return last, last
    keys = [own.value for own, _ in found.value]
    later = [own for own, _ in found.value if own.value > key] if keys == sorted(keys) else []
    if not later:
        return last, last
    at = later[0].start_mark.index
    if later[0].value != keys[0]:
        at = _above_comments(text, at)
    return at, at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 or text[at:end].strip() else end + 1


def _above_comments(text: str, at: int) -> int:
    """The start of the comments that stand right above a line."""
    while text[:at].rstrip("\n").rpartition("\n")[2].startswith("#"):
        at = text.rfind("\n", 0, at - 1) + 1
    return at
