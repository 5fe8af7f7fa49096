"""Published corrections: each names a field that there is, and they join up to what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from generator.check.renamed import Brands, check_brand_named, now_named
from generator.errors import Problem
from generator.records.content import Content, former_ids
from generator.records.models import (
    Brand,
    Correction,
    Honour,
    Indicator,
    Record,
    Source,
    stated,
)
from generator.records.shape import suggest, unknown_step
from generator.words.messages import Message

_MODELS: Final[Mapping[str, type[Record]]] = {
    "brands": Brand,
    "sources": Source,
    "indicators": Indicator,
    "honours": Honour,
}


def check_corrections(
    content: Content, brands: Brands, records: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[int, Problem]]:
    """What does not fit in the corrections, each problem with the place of its entry.

    `records` holds the brands that corrections name, as JSON, as far as they can be read.
    """
    ids: set[str] = set()
    by_field: dict[tuple[str, str], list[int]] = {}
    for index, own in enumerate(content.corrections):
        if own.id in ids:
            yield (
                index,
                Problem("R02", ("id",)).says(
                    "the id `{id}` stands twice: give this correction its own", id=own.id
                ),
            )
        ids.add(own.id)
        known = [*_unknown_record(own, content, brands), *_unknown_field(own)]
        yield from ((index, problem) for problem in known)
        record = None if known else _record(own, content, records)
        if record is not None:
            by_field.setdefault((own.record, own.field), []).append(index)
            yield from ((index, problem) for problem in _too_early(own, record))
    for (_, path), places in by_field.items():
        chain = [(index, content.corrections[index]) for index in places]
        chain.sort(key=lambda entry: (entry[1].on, entry[0]))
        record = _record(chain[0][1], content, records)
        yield from _values(chain, value_at(record, path.split(".")))


def _record(
    own: Correction, content: Content, brands: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The corrected record as JSON; None where it cannot be read now."""
    if own.kind == "brands":
        return brands.get(own.identity)
    vocabulary = content.vocabulary
    others: Mapping[str, Mapping[str, Record]] = {
        "sources": content.sources,
        "honours": content.honours,
        "indicators": vocabulary.indicators,
    }
    found = others[own.kind].get(own.identity)
    return None if found is None else found.model_dump(mode="json", by_alias=True)


def _unknown_record(own: Correction, content: Content, brands: Brands) -> Iterator[Problem]:
    if own.kind == "brands":
        yield from check_brand_named(own.identity, brands, ("record",))
        return
    indicators = content.vocabulary.indicators
    known = [stem for folder, stem in content.files if folder == own.kind]
    if own.kind == "indicators":
        known, former = [*indicators], former_ids(indicators)
    else:
        former = former_ids(getattr(content, own.kind))
    if own.identity not in known:
        yield Problem("R01", ("record",)).says(
            "there is no record `{record}`{hint}",
            record=own.record,
            hint=now_named(own.identity, former)
            or suggest(own.identity, known)
            or Message(": name one, or delete the correction"),
        )


def _unknown_field(own: Correction) -> Iterator[Problem]:
    found = unknown_step(_MODELS[own.kind], own.field.split("."))
    if found is not None:
        step, keys = found
        yield Problem("C01", ("field",)).says(
            "a record of `{kind}` has no `{step}` there{hint}",
            kind=own.kind,
            step=step,
            hint=suggest(step, keys)
            or (Message("; known here: {keys}", keys=", ".join(keys)) if keys else "")
            or Message(": leave it out"),
        )


def _too_early(own: Correction, record: Mapping[str, Any]) -> Iterator[Problem]:
    added = record.get("added", "")
    if own.on < added:
        yield Problem("D02", ("on",)).says(
            "corrected on {on}, before the record was added ({added}): correct one of them",
            on=own.on,
            added=added,
        )


def _values(chain: Sequence[tuple[int, Correction]], now: Any) -> Iterator[tuple[int, Problem]]:
    """What one field was, step by step, and what it is; `chain` in the order of the days."""
    for index, own in chain:
        if own.old == own.new:
            problem = Problem("C02", ("new",)).says(
                "`old` and `new` are the same: state what was wrong, or delete the correction"
            )
            yield index, problem
    for (_, before), (index, own) in pairwise(chain):
        if own.old != before.new:
            problem = Problem("C02", ("old",)).says(
                "`{old}`, but the correction `{id}` of {on} had made it `{new}`:"
                " correct one of them",
                old=_shown(own.old),
                id=before.id,
                on=before.on,
                new=_shown(before.new),
            )
            yield index, problem
    index, last = chain[-1]
    try:
        held = stated(now)
    except ValueError:
        problem = Problem("C01", ("field",)).says(
            "`{field}` holds several values: name one of {keys}",
            field=last.field,
            keys=", ".join(_keys(now)),
        )
        yield index, problem
        return
    if last.new != held:
        problem = Problem("C02", ("new",)).says(
            "`{new}`, but the record holds `{now}`: correct one of them, or enter the correction"
            " that came after it",
            new=_shown(last.new),
            now=_shown(held),
        )
        yield index, problem


def _shown(value: str | None) -> str:
    return "null" if value is None else value


def value_at(record: Any, steps: Iterable[str]) -> Any:
    """What a record, as JSON, holds at a path; None for nothing.

    An entry of a list is named by its `id`, its `position`, or its place counted from 1.
    """
    found = record
    for step in steps:
        if isinstance(found, list):
            found = _entry(found, step)
        else:
            found = found.get(step) if isinstance(found, dict) else None
    return found


def _entry(entries: Sequence[Any], name: str) -> Any:
    for key in ("id", "position"):
        for entry in entries:
            if isinstance(entry, dict) and str(entry.get(key)) == name:
                return entry
    place = int(name) if name.isdigit() else 0
    return entries[place - 1] if 0 < place <= len(entries) else None


def _keys(value: Any) -> list[str]:
    """How the parts of a value are named in a path."""
    if isinstance(value, dict):
        return [*value]
    named = [str(e.get("id", e.get("position", ""))) for e in value if isinstance(e, dict)]
    return [name or str(place) for place, name in enumerate(named, start=1)]
