"""Further entries of files that hold many: an indicator, a correction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from generator.book.published import published_value
from generator.build import Examined, examine
from generator.check.corrections import check_corrections, value_at
from generator.check.renamed import Brands
from generator.commands.create import check_id
from generator.errors import BeatbookError
from generator.records import reader
from generator.records.content import Content
from generator.records.entries import with_entry
from generator.records.load import LISTS, load_content
from generator.records.models import ID_LONGEST, Correction, Id, Indicator, RecordName, stated
from generator.records.shape import refusal, suggest, validate
from generator.settings import Settings
from generator.system import files
from generator.system.files import replace_file
from generator.words.messages import Message

_UNSOUND = Message("the vocabularies hold errors: mend what `beatbook check` shows")


def new_indicator(settings: Settings, identity: str, told: Mapping[str, Any]) -> Path:
    """Add an indicator to the vocabulary, where its id belongs; raises BeatbookError.

    `told` holds the values of the record as its YAML does; without `terms`, its name is one.
    """
    content, _ = load_content(settings)
    if content is None:
        raise BeatbookError(_UNSOUND)
    families = content.vocabulary.families
    if told["family"] not in families:
        raise BeatbookError(
            "there is no family `{id}`{hint}",
            id=told["family"],
            hint=suggest(told["family"], families)
            or Message("; known here: {keys}", keys=", ".join(families)),
        )
    if identity in content.vocabulary.indicators:
        raise BeatbookError("there is an indicator `{id}`: choose another id", id=identity)
    record = {**told, "terms": list(told["terms"]) or [told["name"]["zh"]]}
    path = settings.content / "vocabulary" / "indicators.yml"
    return _add(path, dict[Id, Indicator], Indicator, record, check_id(identity))


def new_correction(
    settings: Settings,
    record: str,
    field: str,
    reason: Sequence[str],
    old: str | None = None,
    identity: str | None = None,
) -> Path:
    """Add a correction of what a record was published with; raises BeatbookError.

    `reason` is in Chinese and English. Without `old`, as YAML, it is what the correction before it
    had made of the field, else what the last published edition shows.
    """
    if why := refusal(RecordName, record):
        raise BeatbookError("{record}: {why}", record=record, why=why)
    found = examine(settings)
    if found.content is None:
        raise BeatbookError(_UNSOUND)
    held = _held(found, found.content, record)
    value = value_at(held, field.split("."))
    names = [record.partition("/")[2], *held.get("formerly", ())]
    if old is None:
        was = _was(settings, found.content, record, names, field, value)
    else:
        was = reader.read(old)[0]
    entry = {
        "id": check_id(identity) if identity else _named(found.content, record, field),
        "on": settings.today(),
        "record": record,
        "field": field,
        "old": _exact(was),
        "new": None if isinstance(value, dict) else _exact(value),
        "reason": {"zh": reason[0], "en": reason[1]},
    }
    path = settings.content / "corrections.yml"
    made, problems = validate(Correction, entry)
    if made is not None:
        content = replace(found.content, corrections=[*found.content.corrections, made])
        last = len(content.corrections) - 1
        known = {record.partition("/")[2]: held} if held else {}
        told = check_corrections(content, _brands(found), known)
        problems = [problem for index, problem in told if index == last]
    if problems:
        raise BeatbookError(problems[0].message)
    return _add(path, LISTS["corrections"], Correction, entry)


def _brands(found: Examined) -> Brands:
    former = {old: entry.row.id for entry in found.brands for old in entry.formerly}
    return Brands({entry.row.id: True for entry in found.brands}, former)


def _held(found: Examined, content: Content, record: str) -> Mapping[str, Any]:
    """A record as JSON, empty where there is none."""
    kind, _, identity = record.partition("/")
    if kind == "brands":
        own = next((e for e in found.brands if e.row.id == identity), None)
        return json.loads(own.packed) if own else {}
    records = content.vocabulary.indicators if kind == "indicators" else getattr(content, kind)
    other = records.get(identity)
    return other.model_dump(mode="json", by_alias=True) if other else {}


def _was(
    settings: Settings, content: Content, record: str, names: Sequence[str], field: str, now: Any
) -> Any:
    """What a field held before it changed; raises BeatbookError where nothing tells."""
    chain = [c for c in content.corrections if (c.record, c.field) == (record, field)]
    if chain:
        last = max(chain, key=lambda own: own.on).new
        return reader.read(last)[0] if last and isinstance(now, int | float) else last
    for value in published_value(settings, content, record, names, field.split(".")):
        if isinstance(now, dict) or value != now:
            return None if isinstance(value, dict) else value
    raise BeatbookError(
        "no published edition shows `{field}` of `{record}` with another value: mend the record"
        " first, or give what it held with --old",
        field=field,
        record=record,
    )


def _named(content: Content, record: str, field: str) -> str:
    """An id that no correction has, from the record and the field."""
    taken = {own.id for own in content.corrections}
    steps = [step for step in field.split(".") if step not in ("metrics", "value")]
    own = "-".join([record.partition("/")[2], *steps]).replace("_", "-")[: ID_LONGEST - 4]
    names = [own, *(f"{own}-{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _exact(value: Any) -> Any:
    """A value of JSON or YAML as it is written: numbers exact, days as text."""
    if isinstance(value, list):
        return [_exact(part) for part in value]
    if isinstance(value, float | Decimal):
        return Fraction(repr(value) if isinstance(value, float) else value)
    if value is None or isinstance(value, str | bool | int):
        return value
    return stated(value)


def _add(path: Path, whole: Any, kind: Any, record: Mapping[str, Any], key: str = "") -> Path:
    """Write the file with a further entry, if all of it is sound then."""
    text = files.read_bytes(path, files.VOCABULARY).decode()
    made = with_entry(text, kind, record, path.name, key)
    _, problems = validate(whole, reader.read(made)[0])
    if problems:
        raise BeatbookError(problems[0].message)
    replace_file(path, made.encode())
    return path
