"""The shape of one record: pydantic's errors in the words of an editor."""

from __future__ import annotations

import datetime
import difflib
import re
import types
import typing
from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from generator.errors import Problem
from generator.messages import Message
from generator.models import ID
from generator.reader import REFUSED, describe

_PATTERNS = {
    rf"^{ID}$": "an id: lower-case letters, digits and hyphens",
    rf"^{ID}\.{ID}$": "a category as `first.second`, such as night.patrol",
    r"^[1-9]\d{5}$": 'a division code of six digits in quotes, such as "622900"',
    r"^[0-9a-f]{64}$": "a SHA-256 of 64 hexadecimal digits",
    r"^[0-9a-f]{16}$": "a digest of 16 hexadecimal digits, as `beatbook check --keep` writes it",
    r"^https?://[^\s]+$": "an address that starts with http:// or https://",
}


def validate(kind: Any, value: object) -> tuple[Any, list[Problem]]:
    """The record (or the list or mapping of records) that a value states, or what keeps it back.

    `kind` is a model, `dict[Id, Model]` or `list[Model]`; the result is of that kind or None.
    """
    try:
        return _adapter(kind).validate_python(value), []
    except ValidationError as error:
        problems = [
            _problem(kind, details)
            for details in error.errors(include_url=False)
            if details["input"] is not REFUSED
        ]
        return None, problems


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def suggest(word: str, known: Collection[str]) -> str:
    """A clause that names the closest known word, or nothing."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return Message("; did you mean `{word}`?", word=close[0]) if close else ""


def _problem(kind: Any, details: Any) -> Problem:
    path, error = tuple(details["loc"]), details["type"]
    path = tuple(step for step in path if step != "[key]")
    if error == "extra_forbidden":
        return _unknown_key(kind, path)
    if error == "missing":
        where = f" in `{describe(path[:-1])}`" if path[:-1] else ""
        message = f"the key `{path[-1]}` is missing{where}: add it{_or_null(kind, path)}"
        return Problem("S02", path[:-1], message)
    where = f"`{describe(path)}`" if path else "the file"
    said = _WORDING.get(error, _as_said)(details)
    known = _keys(_type_at(kind, path)) if error == "model_type" else []
    if path and known:
        said = f"expected the keys {', '.join(known)}; found {_found(details['input'])}"
    return Problem("S03", path, f"{where}: {said}")


def _unknown_key(kind: Any, path: tuple[str | int, ...]) -> Problem:
    known = _keys(_type_at(kind, path[:-1]))
    where = f" in `{describe(path[:-1])}`" if path[:-1] else ""
    hint = suggest(str(path[-1]), known) or f"; known here: {', '.join(known)}"
    return Problem("S01", path, f"unknown key `{path[-1]}`{where}{hint}", key=True)


def _or_null(kind: Any, path: tuple[str | int, ...]) -> str:
    owner = _type_at(kind, path[:-1])
    fields = {f.alias or n: f for n, f in owner.model_fields.items()} if owner else {}
    field = fields.get(str(path[-1]))
    nullable = field is not None and type(None) in typing.get_args(field.annotation)
    return " (`null` where it is not reported)" if nullable else ""


def _keys(model: type[BaseModel] | None) -> list[str]:
    return [f.alias or name for name, f in model.model_fields.items()] if model else []


def _type_at(kind: Any, path: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The model that the value at a path belongs to, if it belongs to one."""
    current: Any = kind
    for step in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            fields = {f.alias or name: f.annotation for name, f in current.model_fields.items()}
            current = fields.get(str(step))
        else:
            current = typing.get_args(current)[-1] if typing.get_args(current) else None
        current = _bare(current)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """The annotation without `Annotated` and without its `None`."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        rest = [part for part in typing.get_args(annotation) if part is not type(None)]
        return _bare(rest[0]) if len(rest) == 1 else annotation
    return annotation


def _found(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, dict):
        return "keys"
    text = str(value)
    if isinstance(value, list):
        if not all(isinstance(item, int | str) for item in value):
            return "a list"
        text = f"[{', '.join(map(str, value))}]"
    return f"`{text[:37]}…`" if len(text) > 38 else f"`{text}`"


def _text_expected(details: Any) -> str:
    value = details["input"]
    if isinstance(value, datetime.date):
        return f'YAML reads {value} as a date: write "{value}" in quotes'
    if value is None or isinstance(value, dict | list):
        return f"expected text, found {_found(value)}"
    return f'YAML reads {value} as a number: write "{value}" in quotes'


def _one_of(details: Any) -> str:
    known = re.findall(r"'([^']+)'|(\d+)", details["ctx"]["expected"])
    words = [quoted or number for quoted, number in known]
    hint = suggest(str(details["input"]), words)
    return f"expected {' or '.join(words)}, found {_found(details['input'])}{hint}"


def _pattern(details: Any) -> str:
    form = _PATTERNS.get(details["ctx"]["pattern"], f"text like {details['ctx']['pattern']}")
    return f"expected {form}; found {_found(details['input'])}"


def _as_said(details: Any) -> str:
    message = details["msg"].removeprefix("Value error, ")
    return f"{message[0].lower()}{message[1:]}; found {_found(details['input'])}"


def _expected(what: str) -> Callable[[Any], str]:
    return lambda details: f"expected {what}, found {_found(details['input'])}"


def _limit(comparison: str, name: str) -> Callable[[Any], str]:
    def wording(details: Any) -> str:
        context = details["ctx"]
        limit = context[name]
        if "actual_length" not in context:
            return f"expected {comparison} {limit}, found {_found(details['input'])}"
        noun = "entry" if limit == 1 else "entries"
        return f"expected {comparison} {limit} {noun}, found {context['actual_length']}"

    return wording


_WORDING: dict[str, Callable[[Any], str]] = {
    "string_type": _text_expected,
    "literal_error": _one_of,
    "string_pattern_mismatch": _pattern,
    "model_type": _expected("keys and values"),
    "dict_type": _expected("keys and values"),
    "list_type": _expected("a list"),
    "int_type": _expected("a whole number"),
    "string_too_short": _expected("text that is not empty"),
    "too_short": _limit("at least", "min_length"),
    "too_long": _limit("at most", "max_length"),
    "greater_than_equal": _limit("at least", "ge"),
    "less_than_equal": _limit("at most", "le"),
}
