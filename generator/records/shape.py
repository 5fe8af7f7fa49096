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
from generator.records.models import CODE, ID, UNSEEN, digits_hint, unseen_message
from generator.records.reader import REFUSED, describe
from generator.words.messages import Message
from generator.words.slips import advice, is_else_ascii, sign_in

_PATTERNS = {
    rf"^{ID}$": Message("an id: lower-case letters, digits and hyphens"),
    rf"^{ID}\.{ID}$": Message("a category as `first.second`, such as night.patrol"),
    rf"^{CODE}$": Message('a division code of six digits in quotes, such as "622900"'),
    r"^[0-9a-f]{64}$": Message("a SHA-256 of 64 hexadecimal digits"),
    r"^[0-9a-f]{16}$": Message(
        "a digest of 16 hexadecimal digits, as `beatbook check --keep` writes it"
    ),
    r"^https?://[^\s]+$": Message("an address that starts with http:// or https://"),
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


def refusal(kind: Any, value: object) -> Message | None:
    """Why a value is none of a kind, in the words of an editor; None where it is one."""
    try:
        _adapter(kind).validate_python(value)
    except ValidationError as error:
        return _said(error.errors(include_url=False)[0])
    return None


def suggest(word: str, known: Collection[str]) -> str:
    """A clause that names the closest known word or a sign that no id holds, or nothing."""
    if sign := sign_in(word):
        return Message("; {advice}", advice=advice(sign))
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return Message("; did you mean `{close}`?", close=close[0]) if close else ""


def _problem(kind: Any, details: Any) -> Problem:
    path, error = tuple(details["loc"]), details["type"]
    path = tuple(step for step in path if step != "[key]")
    if error == "extra_forbidden":
        return _unknown_key(kind, path)
    if error == "missing":
        return _missing_key(kind, path)
    where = f"`{describe(path)}`" if path else Message("the file")
    if error == UNSEEN:
        character = details["ctx"]["character"]
        wording = Message("{where}: {said}", where=where, said=unseen_message(character))
        return Problem("S07", path, wording, character=character)
    said = _said(details)
    known = _keys(_type_at(kind, path)) if error == "model_type" else []
    if path and known:
        keys, found = ", ".join(known), _found(details["input"])
        said = Message("expected the keys {keys}; found {found}", keys=keys, found=found)
    wording, sign = Message("{where}: {said}", where=where, said=said), _slip(details)
    if sign and error != "literal_error":  # there the hint at a known word says it
        wording = Message("{said}; {advice}", said=wording, advice=advice(sign))
    return Problem("S03", path, wording, character=sign)


def _slip(details: Any) -> str:
    """The sign of a Chinese input method that a value is refused for; texts may hold them."""
    structural = details["type"] in _UNSPOKEN
    value = details["input"]
    return sign_in(value) if structural or is_else_ascii(value) else ""


_UNSPOKEN = {
    "dict_type",
    "float_type",
    "int_type",
    "list_type",
    "literal_error",
    "model_type",
    "string_pattern_mismatch",
}
"""The errors of values that are no text to read."""


def _said(details: Any) -> Message:
    return _WORDING.get(details["type"], _as_said)(details)


def _unknown_key(kind: Any, path: tuple[str | int, ...]) -> Problem:
    known = _keys(_type_at(kind, path[:-1]))
    hint = suggest(str(path[-1]), known) or Message("; known here: {keys}", keys=", ".join(known))
    said = Message("unknown key `{key}`{where}{hint}", key=path[-1], where=_in(path), hint=hint)
    return Problem("S01", path, said, key=True, character=sign_in(path[-1]))


def _missing_key(kind: Any, path: tuple[str | int, ...]) -> Problem:
    null = _or_null(kind, path)
    said = Message(
        "the key `{key}` is missing{where}: add it{null}", key=path[-1], where=_in(path), null=null
    )
    return Problem("S02", path[:-1], said)


def _in(path: tuple[str | int, ...]) -> str:
    """Where a key stands, unless it is at the top of the record."""
    return Message(" in `{place}`", place=describe(path[:-1])) if path[:-1] else ""


def _or_null(kind: Any, path: tuple[str | int, ...]) -> str:
    owner = _type_at(kind, path[:-1])
    fields = {f.alias or n: f for n, f in owner.model_fields.items()} if owner else {}
    field = fields.get(str(path[-1]))
    nullable = field is not None and type(None) in typing.get_args(field.annotation)
    return Message(" (`null` where it is not reported)") if nullable else ""


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
        return Message("nothing")
    if isinstance(value, dict):
        return Message("keys")
    text = str(value)
    if isinstance(value, list):
        if not all(isinstance(item, int | str) for item in value):
            return Message("a list")
        text = f"[{', '.join(map(str, value))}]"
    return f"`{text[:37]}…`" if len(text) > 38 else f"`{text}`"


def _text_expected(details: Any) -> Message:
    value = details["input"]
    if isinstance(value, datetime.date):
        return Message('YAML reads {value} as a date: write "{value}" in quotes', value=value)
    if value is None or isinstance(value, dict | list):
        return Message("expected text, found {found}", found=_found(value))
    return Message('YAML reads {value} as a number: write "{value}" in quotes', value=value)


def _one_of(details: Any) -> Message:
    known = re.findall(r"'([^']+)'|([0-9]+)", details["ctx"]["expected"])
    words = [quoted or number for quoted, number in known]
    found, hint = _found(details["input"]), suggest(str(details["input"]), words)
    choice = words[0]
    for word in words[1:]:
        choice = Message("{choice} or {word}", choice=choice, word=word)
    return Message("expected {choice}, found {found}{hint}", choice=choice, found=found, hint=hint)


def _pattern(details: Any) -> Message:
    pattern = details["ctx"]["pattern"]
    found = _found(details["input"])
    hint = digits_hint(details["input"], re.compile(pattern).match)
    if hint is not None:
        return Message("{said}; found {found}", said=hint, found=found)
    form = _PATTERNS.get(pattern, Message("text like {pattern}", pattern=pattern))
    return Message("expected {form}; found {found}", form=form, found=found)


def _as_said(details: Any) -> Message:
    """What a validator of ours said, else pydantic's own words."""
    error = details.get("ctx", {}).get("error")
    said = error.args[0] if isinstance(error, ValueError) and error.args else details["msg"]
    if not isinstance(said, Message):
        said = f"{said[0].lower()}{said[1:]}"
    return Message("{said}; found {found}", said=said, found=_found(details["input"]))


def _number_expected(details: Any) -> Message:
    said = Message("input should be a valid number")
    return Message("{said}; found {found}", said=said, found=_found(details["input"]))


def _greater_expected(details: Any) -> Message:
    said = Message("input should be greater than {limit}", limit=f"{details['ctx']['gt']:g}")
    return Message("{said}; found {found}", said=said, found=_found(details["input"]))


def _whole_expected(details: Any) -> Message:
    found = _found(details["input"])
    hint = digits_hint(details["input"], re.compile(r"-?[0-9]+").fullmatch)
    if hint is not None:
        return Message("{said}; found {found}", said=hint, found=found)
    return Message("expected a whole number, found {found}", found=found)


def _expected(what: Message) -> Callable[[Any], Message]:
    return lambda details: Message(
        "expected {what}, found {found}", what=what, found=_found(details["input"])
    )


def _too_long_a_text(details: Any) -> Message:
    limit, found = details["ctx"]["max_length"], len(details["input"])
    return Message("expected at most {limit} characters, found {found}", limit=limit, found=found)


def _limit(comparison: Message, name: str) -> Callable[[Any], Message]:
    def wording(details: Any) -> Message:
        context = details["ctx"]
        limit = context[name]
        if "actual_length" not in context:
            found = _found(details["input"])
            return Message(
                "expected {comparison} {limit}, found {found}",
                comparison=comparison,
                limit=limit,
                found=found,
            )
        return Message(
            "expected {comparison} {limit} {noun}, found {found}",
            comparison=comparison,
            limit=limit,
            noun=Message("entry") if limit == 1 else Message("entries"),
            found=context["actual_length"],
        )

    return wording


_WORDING: dict[str, Callable[[Any], Message]] = {
    "string_type": _text_expected,
    "literal_error": _one_of,
    "string_pattern_mismatch": _pattern,
    "model_type": _expected(Message("keys and values")),
    "dict_type": _expected(Message("keys and values")),
    "list_type": _expected(Message("a list")),
    "int_type": _whole_expected,
    "float_type": _number_expected,
    "greater_than": _greater_expected,
    "string_too_long": _too_long_a_text,
    "string_too_short": _expected(Message("text that is not empty")),
    "too_short": _limit(Message("at least"), "min_length"),
    "too_long": _limit(Message("at most"), "max_length"),
    "greater_than_equal": _limit(Message("at least"), "ge"),
    "less_than_equal": _limit(Message("at most"), "le"),
}
