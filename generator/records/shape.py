"""The shape of one record: pydantic's errors in the words of an editor."""

from __future__ import annotations

import datetime
import difflib
import re
import types
import typing
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from generator.errors import MOST_TOLD, Problem, RecordPath
from generator.records.models import CODE, ID, JUROR, PROVINCE, UNSEEN, digits_hint, unseen_message
from generator.records.reader import REFUSED, describe
from generator.words.messages import Message
from generator.words.slips import advice, is_else_ascii, sign_in

_PATTERNS = {
    rf"^{ID}$": Message("an id: lower-case letters, digits and hyphens"),
    rf"^{ID}\.{ID}$": Message("a category as `first.second`, such as night.patrol"),
    rf"^{ID}(?:\.{ID})?$": Message("a category as `first` or `first.second`: night, night.patrol"),
    rf"^{CODE}$": Message('a division code of six digits in quotes, such as "622900"'),
    rf"^{JUROR}$": Message("the code of a juror, J1 to J99, never a name"),
    rf"^{PROVINCE}$": Message('the code of a province in quotes, such as "620000"'),
    r"^[0-9a-f]{64}$": Message("a SHA-256 of 64 hexadecimal digits"),
    r"^[0-9a-f]{16}$": Message(
        "a digest of 16 hexadecimal digits, as `beatbook check --keep` writes it"
    ),
    r"^https?://[^\s]+$": Message("an address that starts with http:// or https://"),
}


def validate(kind: Any, value: object, *, large: bool = False) -> tuple[Any, list[Problem]]:
    """The record (or the list or mapping of records) that a value states, or what keeps it back.

    `kind` is a model, `dict[Id, Model]` or `list[Model]`; the result is of that kind or None. With
    `large` its entries are looked at one by one first, which takes longer and little memory.
    """
    errors = list(islice(_among_many(kind, value), MOST_TOLD + 1)) if large else []
    record = None
    if len(errors) <= MOST_TOLD:
        record, errors = _validated(kind, value)
    return record, [_problem(kind, error) for error in errors if error["input"] is not REFUSED]


def _validated(kind: Any, value: object) -> tuple[Any, list[Any]]:
    try:
        return _adapter(kind).validate_python(value), []
    except ValidationError as error:
        return None, error.errors(include_url=False)[: MOST_TOLD + 1]


def _among_many(kind: Any, value: object, path: RecordPath = ()) -> Iterator[Any]:
    """The errors of entries of long lists and mappings, one entry after another.

    Pydantic makes all errors of a value at once, which takes gigabytes where there are a million.
    """
    bare = _bare(kind)
    fields, inner = _fields(bare), typing.get_args(bare)[-1:]
    if isinstance(value, list) and inner:
        parts: Iterable[tuple[str | int, object, Any]]
        parts = ((place, own, inner[0]) for place, own in enumerate(value))
    elif isinstance(value, dict) and inner:
        parts = ((key, own, inner[0]) for key, own in value.items())
    elif isinstance(value, dict):
        parts = ((key, value[key], kind) for key, kind in fields.items() if key in value)
    else:
        return
    many = isinstance(value, list | dict) and len(value) > _MANY and not fields
    for step, own, kind_of in parts:
        within = (*path, step)
        yield from _among_many(kind_of, own, within)
        for error in _errors(kind_of, own) if many else ():
            yield {**error, "loc": (*within, *error["loc"])}


def _errors(kind: Any, value: object) -> list[Any]:
    try:
        _adapter(kind).validate_python(value)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


_MANY = 2_000
"""Entries of a list or mapping from which on each is looked at by itself first."""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def refusal(kind: Any, value: object) -> Message | None:
    """Why a value is none of a kind, in the words of an editor; None where it is one."""
    _, errors = _validated(kind, value)
    return _said(errors[0]) if errors else None


def suggest(word: str, known: Collection[str]) -> str:
    """A clause that names the closest known word or a sign that no id holds, or nothing."""
    if sign := sign_in(word):
        return Message("; {advice}", advice=advice(sign))
    few = known if len(known) <= _FEW else ()  # among many the search takes seconds
    close = difflib.get_close_matches(word, few, n=1, cutoff=0.6)
    return Message("; did you mean `{close}`?", close=close[0]) if close else ""


_FEW = 400
"""Words among which one is looked for that is spelt like another."""


class Spellings:
    """Known words among which those that are spelt much like another are found without a search.

    A slip leaves the beginning or the end of a word as it was, so that the word meant stands near
    to it in the order of the alphabet, read forwards or backwards.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._forwards = sorted(words)
        self._backwards = sorted(word[::-1] for word in self._forwards)

    def near(self, word: str) -> list[str]:
        """The words that stand next to it in either order."""
        behind = (other[::-1] for other in _around(self._backwards, word[::-1]))
        return [*dict.fromkeys([*_around(self._forwards, word), *behind])]


_NEAR = 16
"""Words looked at on either side of one that is misspelt."""


def _around(ordered: Sequence[str], word: str) -> Sequence[str]:
    place = bisect_left(ordered, word)
    return ordered[max(0, place - _NEAR) : place + _NEAR]


def unknown_step(kind: Any, steps: Iterable[str]) -> tuple[str, Collection[str]] | None:
    """The first step of a path that no record of a kind has, and the keys known in its place.

    An entry of a list or a mapping is one step of any name. None where a record may have all.
    """
    current = _bare(kind)
    for step in steps:
        fields = _fields(current)
        if fields and step in fields:
            current = _bare(fields[step])
        elif not fields and typing.get_origin(current) in (list, dict):
            current = _bare(typing.get_args(current)[-1])
        else:
            return step, fields
    return None


def keys_at(kind: Any, path: RecordPath) -> Collection[str]:
    """The keys that a record of a kind has at a path, in their order; none where it is no record.

    Steps into lists are whole numbers.
    """
    return _fields_at(kind, path)


def _problem(kind: Any, details: Any) -> Problem:
    path, error = tuple(step for step in details["loc"] if step != "[key]"), details["type"]
    if error == "extra_forbidden":
        return _unknown_key(_fields_at(kind, path[:-1]), path)
    if error == "missing":
        return _missing_key(_fields_at(kind, path[:-1]), path)
    where = f"`{describe(path)}`" if path else Message("the file")
    if error == UNSEEN:
        character = details["ctx"]["character"]
        return Problem("S07", path, character=character).says(
            "{where}: {said}", where=where, said=unseen_message(character)
        )
    said = _said(details)
    known = _fields_at(kind, path) if error == "model_type" else {}
    if path and known:
        keys, found = ", ".join(known), _found(details["input"])
        said = Message("expected the keys {keys}; found {found}", keys=keys, found=found)
    wording, sign = Message("{where}: {said}", where=where, said=said), _slip(details)
    if sign and error != "literal_error":  # there the hint at a known word says it
        wording = Message("{said}; {advice}", said=wording, advice=advice(sign))
    return Problem("S03", path, wording, character=sign)


def _slip(details: Any) -> str:
    """The sign of a Chinese input method that a value is refused for; texts may hold them."""
    value = details["input"]
    return sign_in(value) if details["type"] in _UNSPOKEN or is_else_ascii(value) else ""


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


def _unknown_key(fields: dict[str, Any], path: RecordPath) -> Problem:
    key = str(path[-1])
    hint = suggest(key, fields) or Message("; known here: {keys}", keys=", ".join(fields))
    return Problem("S01", path, key=True, character=sign_in(key)).says(
        "unknown key `{key}`{where}{hint}", key=key, where=_in(path), hint=hint
    )


def _missing_key(fields: dict[str, Any], path: RecordPath) -> Problem:
    nullable = type(None) in typing.get_args(fields.get(str(path[-1])))
    return Problem("S02", path[:-1]).says(
        "the key `{key}` is missing{where}: add it{null}",
        key=path[-1],
        where=_in(path),
        null=Message(" (`null` where it is not reported)") if nullable else "",
    )


def _in(path: RecordPath) -> str:
    """Where a key stands, unless it is at the top of the record."""
    return Message(" in `{place}`", place=describe(path[:-1])) if path[:-1] else ""


def _fields_at(kind: Any, path: RecordPath) -> dict[str, Any]:
    """The keys of the model that the value at a path belongs to, with their types; else none."""
    current = kind
    for step in path:
        inner = typing.get_args(current)[-1:] or (None,)
        current = _bare(_fields(current).get(str(step), inner[0]))
    return _fields(current)


def _fields(kind: Any) -> dict[str, Any]:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}


def _bare(annotation: Any) -> Any:
    """The annotation without `Annotated` and without its `None`."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    rest = [part for part in typing.get_args(annotation) if part is not type(None)]
    return _bare(rest[0]) if _is_union(annotation) and len(rest) == 1 else annotation


def _is_union(annotation: Any) -> bool:
    return typing.get_origin(annotation) in (typing.Union, types.UnionType)


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


def _said(details: Any) -> Message:
    """What is wrong with a value, in the words of an editor."""
    error, value = details["type"], details["input"]
    if error in _WORDING:
        return _WORDING[error](value, details.get("ctx", {}))
    if error in _EXPECTED:
        return Message("expected {what}, found {found}", what=_EXPECTED[error], found=_found(value))
    said = details["msg"][0].lower() + details["msg"][1:]
    said = _PYDANTICS.get(said, said)
    if error == "value_error":  # raised by a validator of ours
        said = details["ctx"]["error"].args[0]
        if isinstance(value, dict):
            return typing.cast("Message", said)  # of what was found there is nothing to say
    return Message("{said}; found {found}", said=said, found=_found(value))


_EXPECTED = {
    "model_type": Message("keys and values"),
    "dict_type": Message("keys and values"),
    "list_type": Message("a list"),
    "string_too_short": Message("text that is not empty"),
}

_PYDANTICS = {
    str(said): said
    for said in (
        Message("input should be a valid number"),
        Message("input should be greater than 0"),
    )
}
"""What pydantic says in words that will do."""


def _text_expected(value: Any, _: Any) -> Message:
    if isinstance(value, datetime.date):
        return Message('YAML reads {value} as a date: write "{value}" in quotes', value=value)
    if value is None or isinstance(value, dict | list):
        return Message("expected text, found {found}", found=_found(value))
    return Message('YAML reads {value} as a number: write "{value}" in quotes', value=value)


def _one_of(value: Any, context: Any) -> Message:
    known = re.findall(r"'([^']+)'|([0-9]+)", context["expected"])
    words = [quoted or number for quoted, number in known]
    found, hint = _found(value), suggest(str(value), words)
    choice = words[0]
    for word in words[1:]:
        choice = Message("{choice} or {word}", choice=choice, word=word)
    return Message("expected {choice}, found {found}{hint}", choice=choice, found=found, hint=hint)


def _pattern(value: Any, context: Any) -> Message:
    pattern = context["pattern"]
    if hint := digits_hint(value, re.compile(pattern).match):
        return Message("{said}; found {found}", said=hint, found=_found(value))
    form = _PATTERNS.get(pattern, Message("text like {pattern}", pattern=pattern))
    return Message("expected {form}; found {found}", form=form, found=_found(value))


def _whole_expected(value: Any, _: Any) -> Message:
    if hint := digits_hint(value, re.compile(r"-?[0-9]+").fullmatch):
        return Message("{said}; found {found}", said=hint, found=_found(value))
    return Message("expected a whole number, found {found}", found=_found(value))


def _too_long_a_text(value: Any, context: Any) -> Message:
    limit, found = context["max_length"], len(value)
    return Message("expected at most {limit} characters, found {found}", limit=limit, found=found)


def _limit(comparison: Message, name: str) -> Callable[[Any, Any], Message]:
    def wording(value: Any, context: Any) -> Message:
        values = {"comparison": comparison, "limit": context[name]}
        if "actual_length" not in context:
            return Message(
                "expected {comparison} {limit}, found {found}", **values, found=_found(value)
            )
        return Message(
            "expected {comparison} {limit} {noun}, found {found}",
            **values,
            noun=Message("entry") if context[name] == 1 else Message("entries"),
            found=context["actual_length"],
        )

    return wording


_WORDING: dict[str, Callable[[Any, Any], Message]] = {
    "string_type": _text_expected,
    "literal_error": _one_of,
    "string_pattern_mismatch": _pattern,
    "int_type": _whole_expected,
    "string_too_long": _too_long_a_text,
    "too_short": _limit(Message("at least"), "min_length"),
    "too_long": _limit(Message("at most"), "max_length"),
    "greater_than_equal": _limit(Message("at least"), "ge"),
    "less_than_equal": _limit(Message("at most"), "le"),
}
"""What is said by the type of pydantic's error, from the value and the error's context."""
