"""The kinds of table that can be taken in, and what each of their columns is.

What a kind and its columns are called, and where their values go, stands in `columns.yml`; what a
new record of a kind begins with stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from generator.errors import RecordPath
from generator.records.models import FIVE_IS, TAGS, Brand, Honour, Source
from generator.records.rounds import Round

_FORMS: Final = (
    "text",
    "address",
    "word",
    "id",
    "ids",
    "place",
    "number",
    "whole",
    "day",
    "period",
    "months",
    "tags",
)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column; its fields are those that `columns.yml` explains. `headings` are all it has."""

    name: str
    zh: str
    en: str
    note: Mapping[str, str]
    path: RecordPath
    form: str = "text"
    of: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spoken: str = ""
    also: tuple[str, ...] = ()
    needed: bool = False
    whole: bool = False
    offered: bool = True
    example: str | int | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """Whatever may stand above it."""
        return (self.name, self.zh, self.en, *self.also)


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of table: a row is a record, or an entry of the list `entry` of one.

    `key` are the columns that say which: the record's id, and the entry's `entry_key`, which is of
    several columns where the entries are rows of a table of their own.
    """

    name: str
    title: Mapping[str, str]
    folder: str
    key: tuple[str, ...]
    columns: Mapping[str, TableColumn]
    derived: frozenset[str]
    also: tuple[str, ...] = ()
    entry: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called on the command line."""
        return (self.name, *self.also)

    @property
    def entry_key(self) -> str:
        """The key of an entry in its list; empty where a row is a record."""
        return self.key[-1] if self.entry else ""


def _read() -> dict[str, TableKind]:
    path = Path(__file__).with_name("columns.yml")
    told: dict[str, dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {name: _kind(name, own) for name, own in told.items()}


def _kind(name: str, told: Mapping[str, Any]) -> TableKind:
    columns = {column: _column(column, own) for column, own in told["columns"].items()}
    return TableKind(
        name=name,
        title=told["title"],
        folder=told["folder"],
        key=tuple(told["key"]),
        columns=columns,
        derived=frozenset(told["derived"]),
        also=tuple(told.get("also", ())),
        entry=told.get("entry", ""),
    )


def _column(name: str, told: Mapping[str, Any]) -> TableColumn:
    own = {**told, "path": tuple(told.get("path", (name,))), "also": tuple(told.get("also", ()))}
    if own.get("form", "text") not in _FORMS:
        raise AssertionError(f"columns.yml: {name} has the form {own['form']}")
    return TableColumn(name=name, **own)


KINDS: Final[Mapping[str, TableKind]] = _read()
"""Every kind by its name, which the files of a release have too."""

MODELS: Final[Mapping[str, Any]] = {
    "brands": Brand,
    "sources": Source,
    "honours": Honour,
    "rounds": Round,
}
"""What the records of a folder are."""


def _new_brand(today: str) -> dict[str, Any]:
    return {
        "schema": 1,
        "name": {"zh": None, "en": None},
        "name_basis": "source",
        "agency": {"zh": None, "en": None, "level": None},
        "place": None,
        "category": None,
        **{kind: [] for kind in TAGS},
        "started": None,
        "status": "unknown",
        "season": [],
        "hours": [],
        "summary": {"zh": None, "en": None},
        **dict.fromkeys(FIVE_IS),
        "evaluated_by": None,
        "sources": [],
        "metrics": [],
        "added": today,
        "review": {"status": "draft"},
    }


def _new_source(today: str) -> dict[str, Any]:
    return {
        "schema": 1,
        "title": {"zh": None, "en": None},
        "publisher": None,
        "published": None,
        "url": None,
        "kind": None,
        "reprint_of": None,
        "accessed": today,
        "read": None,
    }


def _new_honour(_: str) -> dict[str, Any]:
    return {
        "schema": 1,
        "title": {"zh": None, "en": None},
        "organiser": {"zh": None, "en": None},
        "year": None,
        "source": None,
        "order": "not_declared_ranking",
        "criteria": None,
        "entries_total": None,
        "entries": [],
    }


def _new_round(_: str) -> dict[str, Any]:
    return {
        "schema": 1,
        "year": None,
        "scope": "all",
        "status": "draft",
        "title": {"zh": None, "en": None},
        "organiser": None,
        "nominated": [],
        "jurors": {},
        "selected": None,
    }


NEW: Final[Mapping[str, Callable[[str], dict[str, Any]]]] = {
    "brands": _new_brand,
    "sources": _new_source,
    "honours": _new_honour,
    "rounds": _new_round,
}
"""By folder, what a new record says before its cells do, given the day of today."""

NEW_ENTRY: Final[Mapping[str, Mapping[str, Any]]] = {
    "metrics": {"unit": None},
    "entries": {},
    "nominated": {},
}
"""By list, what a new entry says before its cells do."""
