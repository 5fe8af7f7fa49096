"""The fields of a form, made from the JSON Schema of a record, and what is typed into them.

What is typed is a tree of texts in the shape of the record. A list is a mapping by place, in which
gaps are parts that were taken out, and places behind the last of the record are new parts.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from generator.errors import RecordPath
from generator.records.models import FIVE_IS, TAGS, Brand, exact, number_text
from generator.records.writing import REMOVED, same

Control = Literal["group", "list", "ticks", "choice", "day", "whole", "number", "long", "text"]

Typed = Any
"""A text, a mapping of what is typed by key, or one by place."""

_DECIMAL: Final = r"-?[0-9]+(?:\.[0-9]+)?"
_FRACTION: Final = r"-?[0-9]+/[1-9][0-9]*"
_LONGEST: Final = 100
"""Characters of a number; Python refuses to read thousands of digits."""
_LONG: Final = frozenset(["summary", *FIVE_IS])
"""The texts of several sentences."""
_FIXED: Final = frozenset(["schema", "id"])
"""What a form does not ask: the file's name and the version say it."""
_MOST: Final = 1000
"""Parts of a list that a form can hold."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One value of a record and how it is asked; `name` holds the keys down to it, but no places.

    `required` is what the record must have, if only as null where it is `nullable`; `pattern` is a
    regular expression of the whole text; `parts` are the fields of a group, or the one of each part
    of a list.
    """

    name: str
    control: Control
    required: bool
    nullable: bool = False
    pattern: str = ""
    longest: int | None = None
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    parts: tuple[FormField, ...] = ()

    @property
    def key(self) -> str:
        """The key of the value in the record."""
        return self.name.rpartition(".")[2]

    def part(self, key: str) -> FormField:
        """The field of a key in a group."""
        return next(part for part in self.parts if part.key == key)


@cache
def brand_fields() -> FormField:
    """The fields of a brand as one group without a name."""
    schema = TypeAdapter(Brand).json_schema(by_alias=True)
    found = _field("", schema, schema["$defs"], required=True)
    parts = tuple(part for part in found.parts if part.name not in _FIXED)
    return FormField("", "group", required=True, parts=parts)


def _field(
    name: str, schema: Mapping[str, Any], known: Mapping[str, Any], required: bool
) -> FormField:
    """The field for what a schema describes; `known` are the schemas that it refers to."""
    every = [_resolved(kind, known) for kind in schema.get("anyOf", [schema])]
    kinds = [kind for kind in every if kind.get("type") != "null"]
    return replace(_of_kinds(name, kinds, known, required), nullable=len(kinds) < len(every))


def _of_kinds(
    name: str, kinds: list[Mapping[str, Any]], known: Mapping[str, Any], required: bool
) -> FormField:
    kind, types = kinds[0], [kind.get("type") for kind in kinds]
    if "properties" in kind:
        needed = kind.get("required", [])
        parts = [
            _field(f"{name}.{key}".lstrip("."), own, known, key in needed)
            for key, own in kind["properties"].items()
        ]
        return FormField(name, "group", required, parts=tuple(parts))
    if kind.get("type") == "array":
        part = _field(name, kind["items"], known, required=True)
        if part.control == "whole" and part.low is not None and part.high is not None:
            choices = tuple(map(str, range(part.low, part.high + 1)))
            return FormField(name, "ticks", required, choices=choices, parts=(part,))
        return FormField(name, "ticks" if name in TAGS else "list", required, parts=(part,))
    if "enum" in kind:
        return FormField(name, "choice", required, choices=tuple(kind["enum"]))
    if kind.get("format") == "date":
        return FormField(name, "day", required)
    if types == ["integer"]:
        return FormField(name, "whole", required, low=kind.get("minimum"), high=kind.get("maximum"))
    patterns = [_DECIMAL] if "number" in types else []
    patterns += [own["pattern"].removeprefix("^").removesuffix("$") for own in _patterned(kinds)]
    above, _, key = name.rpartition(".")
    control: Control = "long" if above in _LONG and key else "text"
    return FormField(
        name,
        "number" if "number" in types else control,
        required,
        pattern="|".join(f"(?:{pattern})" for pattern in patterns),
        longest=kind.get("maxLength"),
    )


def _resolved(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return known[name] if name else schema


def _patterned(kinds: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [kind for kind in kinds if "pattern" in kind]


def shown(field: FormField, value: Any) -> Typed:
    """What a form shows of a value of the record; nothing of one that has another shape."""
    if field.control == "group":
        own = value if isinstance(value, dict) else {}
        return {part.key: shown(part, own.get(part.key)) for part in field.parts}
    if field.control in ("list", "ticks"):
        parts = value if isinstance(value, list) else []
        return {at: shown(field.parts[0], own) for at, own in enumerate(parts)}
    if isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool):
        return number_text(exact(value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if isinstance(value, str) else ""


def posted(field: FormField, form: Mapping[str, list[str]], old: Any, name: str = "") -> Typed:
    """What was typed into a form that was sent, by the names of its controls; `old` as it was."""
    if field.control == "group":
        record = old if isinstance(old, dict) else {}
        return {
            part.key: posted(part, form, record.get(part.key), f"{name}.{part.key}".lstrip("."))
            for part in field.parts
        }
    if field.control == "ticks":
        return _ticked(form.get(name, []), [*shown(field, old).values()])
    if field.control == "list":
        places = sorted({int(at) for at in form.get(name, []) if re.fullmatch("[0-9]{1,3}", at)})
        parts = old if isinstance(old, list) else []
        own = {at: parts[at] if at < len(parts) else None for at in places}
        return {at: posted(field.parts[0], form, was, f"{name}.{at}") for at, was in own.items()}
    return form.get(name, [""])[0].replace("\r\n", "\n").strip()


def _ticked(values: list[str], old: list[str]) -> dict[int, str]:
    """The values that are ticked, those of the record at their places there."""
    kept = {at: value for at, value in enumerate(old) if value in values}
    new = dict.fromkeys(value for value in values if value not in old)
    return {**kept, **dict(enumerate(new, len(old)))}


def is_empty(typed: Typed) -> bool:
    """Whether nothing is typed."""
    return all(map(is_empty, typed.values())) if isinstance(typed, dict) else not typed


def stated(field: FormField, typed: Typed) -> Any:
    """The value that is meant by what is typed; None for nothing."""
    if field.control in ("list", "ticks"):
        parts = [stated(field.parts[0], own) for own in typed.values() if not is_empty(own)]
        if field.control == "ticks" and field.choices:  # a text where numbers are meant comes last
            return sorted(parts, key=lambda own: (isinstance(own, str), own))
        return parts
    if is_empty(typed):
        return None
    if field.control == "group":
        values = {part.key: (part, typed[part.key]) for part in field.parts}
        said = {key: stated(part, own) for key, (part, own) in values.items()}
        kept = {key: part.required or not is_empty(own) for key, (part, own) in values.items()}
        return {key: value for key, value in said.items() if kept[key]}
    if field.control == "whole" and re.fullmatch("[0-9]{1,9}", typed):
        return int(typed)
    if (
        field.control == "number"
        and len(typed) <= _LONGEST
        and re.fullmatch(f"{_DECIMAL}|{_FRACTION}", typed)
    ):
        return exact(Fraction(typed))
    return typed


def changes(
    field: FormField, old: Any, typed: Typed, path: RecordPath = ()
) -> Iterator[tuple[RecordPath, Any]]:
    """The values of a record that what is typed changes, as `writing.edited` takes them."""
    if (
        field.control == "group"
        and isinstance(old, dict)
        and not (field.nullable and is_empty(typed))
    ):
        for part in field.parts:
            yield from changes(part, old.get(part.key), typed[part.key], (*path, part.key))
    elif field.control in ("list", "ticks"):
        yield from _changed_parts(field, old if isinstance(old, list) else [], typed, path)
    elif typed != shown(field, old) and not same(old, stated(field, typed)):
        yield path, stated(field, typed)


def _changed_parts(
    field: FormField, old: list[Any], typed: dict[int, Typed], path: RecordPath
) -> Iterator[tuple[RecordPath, Any]]:
    """What changes in a list: parts in their place, then new ones behind, then those taken out."""
    meant, part = stated(field, typed), field.parts[0]
    kept = [at for at, own in typed.items() if at < len(old) and not is_empty(own)]
    new = [stated(part, own) for at, own in typed.items() if at >= len(old) and not is_empty(own)]
    in_order = field.control == "ticks" and bool(field.choices)
    if in_order or not kept or not old:
        if not same(old, meant):
            yield path, meant
        return
    for at in kept:
        yield from changes(part, old[at], typed[at], (*path, at))
    yield from (((*path, at), value) for at, value in enumerate(new, len(old)))
    gone = [at for at in range(len(old)) if at not in kept]
    yield from (((*path, at), REMOVED) for at in reversed(gone))


def name_at(path: RecordPath, typed: Typed) -> str:
    """The name in the form of what stands at a path of the record that is meant by it."""
    names: list[str] = []
    for step in path:
        own = typed if isinstance(typed, dict) else {}
        if isinstance(step, int):
            places = [at for at, part in own.items() if not is_empty(part)]
            step = places[step] if step < len(places) else step
        names.append(str(step))
        typed = own.get(step)
    return ".".join(names)


def with_part(field: FormField, typed: Typed, name: str, old: Any) -> str:
    """Add an empty part to the list of a name; gives the part's name, or nothing for no list."""
    own, parts = _list_at(field, typed, name), _value_at(old, name)
    if own is None or len(own[1]) >= _MOST:
        return ""
    at = max([len(parts) if isinstance(parts, list) else 0, *(at + 1 for at in own[1])])
    own[1][at] = shown(own[0].parts[0], None)
    return f"{name}.{at}"


def without_part(field: FormField, typed: Typed, name: str) -> str:
    """Take a part out of its list; gives the list's name, or nothing where there is none."""
    above, _, at = name.rpartition(".")
    own = _list_at(field, typed, above)
    if own is None or not at.isdecimal() or int(at) not in own[1]:
        return ""
    del own[1][int(at)]
    return above


def _list_at(
    field: FormField, typed: Typed, name: str
) -> tuple[FormField, dict[int, Typed]] | None:
    """The list of a name, below groups alone."""
    for key in name.split("."):
        if field.control != "group" or key not in {part.key for part in field.parts}:
            return None
        field, typed = field.part(key), typed[key]
    return (field, typed) if field.control == "list" else None


def _value_at(value: Any, name: str) -> Any:
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def names_of(field: FormField, typed: Typed, name: str = "") -> Collection[str]:
    """The names of all that a form shows, groups and parts of lists too."""
    found = {name}
    if field.control == "group":
        for part in field.parts:
            found |= {*names_of(part, typed[part.key], f"{name}.{part.key}".lstrip("."))}
    elif field.control == "list":
        for at, own in typed.items():
            found |= {*names_of(field.parts[0], own, f"{name}.{at}")}
    return found
