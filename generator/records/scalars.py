"""What a scalar without quotes means, or why it is refused.

YAML 1.1 silently turns some words into something else (`no`, `1_000`, `010`, `21:00`).
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yaml.resolver import Resolver

from generator.words.messages import Message

TAG = "tag:yaml.org,2002:"
"""What YAML's own tags begin with."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = 50
"""More digits than any figure has; Python refuses to read thousands of them."""

_RESOLVERS = Resolver.yaml_implicit_resolvers
"""PyYAML's own table: by its first character what a plain scalar may be besides text."""


def meaning(text: str) -> Any:
    """The value of a plain scalar, exact where it is a number; a Message if it is refused."""
    return text if text[:1] not in _RESOLVERS else _meaning(text)


@lru_cache(maxsize=4096)
def _meaning(text: str) -> Any:
    """What a plain scalar that may be more than text means: most of these recur in every record."""
    for tag, pattern in _RESOLVERS[text[:1]]:
        if pattern.match(text):
            return _typed(text, tag.removeprefix(TAG))
    return text


def _typed(text: str, kind: str) -> Any:
    if kind == "null":
        return None
    if kind in ("int", "float") and len(text) > _DIGITS:
        return Message("a number of more than {most} characters: correct it", most=_DIGITS)
    if kind == "int" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "float" and _DECIMAL.fullmatch(text):
        return Decimal(text)
    if kind == "timestamp" and _DAY.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return Message("{day} is not a day of the calendar: correct it", day=text)
    return _surprise(text, kind)


_SURPRISES = {
    "bool": Message("true or false"),
    "int": Message("another number (octal, sexagesimal or with separators)"),
    "float": Message("a binary floating-point number"),
    "timestamp": Message("a moment in time"),
    "value": Message("a default value"),
}


def _surprise(text: str, kind: str) -> Message:
    plain = re.sub(r"^\+?0*(?=[0-9])", "", text.replace("_", "").replace(",", ""))
    way = Message('write "{text}"', text=text)
    if _INTEGER.fullmatch(plain) or _DECIMAL.fullmatch(plain):
        way = Message('write {number} as a number or "{text}" as text', number=plain, text=text)
    elif kind == "float":
        way = Message("write the digits out, such as 36.77")
    said = _SURPRISES.get(kind, kind)
    return Message("YAML reads {text} as {meaning}: {way}", text=text, meaning=said, way=way)
