"""The description of the CSV files as a Data Package (version 2, https://datapackage.org)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from generator.records.i18n import Words, in_all
from generator.tables.codebook import Codebook, Column

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_DATE = "([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)"
_FRACTION = r"(-?([0-9]+(\.[0-9]+)?|[1-9][0-9]*/[1-9][0-9]*))"
_TYPES: Final[Mapping[str, Mapping[str, object]]] = {
    "string": {"type": "string"},
    # The standard's own dates are whole days, its numbers have no fractions.
    "date": {"type": "string", "constraints": {"pattern": _DATE}},
    "fraction": {"type": "string", "constraints": {"pattern": _FRACTION}},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean", "trueValues": ["True"], "falseValues": ["False"]},
}


class Resource(NamedTuple):
    """One table as canonical CSV; `path` is relative to `datapackage.json`."""

    name: str
    path: str
    data: bytes


class ForeignKey(NamedTuple):
    """Every value of a column is one of the column `target` of a table."""

    column: str
    table: str
    target: str


class Keys(NamedTuple):
    """What tells the rows of a table apart, and which rows of others they name."""

    primary: tuple[str, ...] = ()
    foreign: tuple[ForeignKey, ...] = ()


class Licence(NamedTuple):
    """A licence by its SPDX identifier."""

    name: str
    title: str
    path: str


class Origin(NamedTuple):
    """Where data of the package come from; `path` is an address and may be empty."""

    title: str
    path: str = ""


KEYS: Final[Mapping[str, Keys]] = {
    "brands": Keys(("id",)),
    "metrics": Keys(
        ("brand", "id"),
        (ForeignKey("brand", "brands", "id"), ForeignKey("source", "sources", "id")),
    ),
    "sources": Keys(("id",), (ForeignKey("reprint_of", "sources", "id"),)),
    "honours": Keys(("honour", "position"), (ForeignKey("brand", "brands", "id"),)),
}
"""The keys of the four tables of the book."""


def keys_of(name: str, keys: Mapping[str, Keys], tables: Collection[str]) -> Keys:
    """The keys of a table, none where none are given; all of them must lead to one of `tables`."""
    found = keys.get(name, Keys())
    for key in found.foreign:
        if key.table not in tables:
            raise AssertionError(f"{name}.{key.column} names the table {key.table}, which is not")
    return found


def make_datapackage(
    resources: Sequence[Resource],
    codebook: Codebook,
    keys: Mapping[str, Keys],
    words: Mapping[str, Words],
    *,
    name: str,
    title: str,
    description: str,
    version: str,
    as_of: str,
    licences: Sequence[Licence],
    homepage: str = "",
    origins: Sequence[Origin] = (),
) -> bytes:
    """`datapackage.json`; `as_of` is an ISO 8601 day, `description` is Markdown.

    The title of a column is its meaning in the first language, its description that in the others.
    Raises AssertionError where the codebook, the keys and the resources contradict each other.
    """
    described = {
        "$schema": _PROFILE,
        "name": name,
        "title": title,
        "description": description + "\n\n" + in_all(words, "csv_quoting", "\n\n"),
        "version": version,
        "created": f"{as_of}T00:00:00Z",
        "homepage": homepage,
        "licenses": [licence._asdict() for licence in licences],
        "contributors": [{"title": "Beatbook", "roles": ["creator"]}],
        "sources": [_stated(origin._asdict()) for origin in origins],
        "resources": [_resource(r, codebook, keys, words, resources) for r in resources],
    }
    return (json.dumps(_stated(described), ensure_ascii=False, indent=1) + "\n").encode()


def _stated(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value}


def _resource(
    resource: Resource,
    codebook: Codebook,
    keys: Mapping[str, Keys],
    words: Mapping[str, Words],
    resources: Sequence[Resource],
) -> dict[str, object]:
    columns = codebook[resource.name]
    if resource.data.partition(b"\n")[0].decode() != ",".join(columns):
        raise AssertionError(f"the codebook of {resource.name} and the head of its CSV differ")
    found = keys_of(resource.name, keys, [other.name for other in resources])
    return {
        "name": resource.name,
        "type": "table",
        "path": resource.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(resource.data),
        "hash": f"sha256:{hashlib.sha256(resource.data).hexdigest()}",
        "dialect": {"lineTerminator": "\n"},
        "schema": _schema(resource.name, columns, found, words),
    }


def _schema(
    table: str, columns: Mapping[str, Column], keys: Keys, words: Mapping[str, Words]
) -> dict[str, object]:
    fields = [_field(name, column, name in keys.primary, words) for name, column in columns.items()]
    foreign = [_foreign_key(table, key) for key in keys.foreign]
    primary = list(keys.primary)
    return {
        "fields": fields,
        **_stated({"primaryKey": primary, "foreignKeys": foreign}),
        "missingValues": [""],
    }


def _field(
    name: str, column: Column, required: bool, words: Mapping[str, Words]
) -> dict[str, object]:
    title, *others = dict.fromkeys(map(column.meaning, words.values()))
    told = {"title": title, "description": "\n\n".join(others)}
    field = {"name": name, **_TYPES[column.type], **told}
    if required:
        given = _TYPES[column.type].get("constraints")
        limits = given if isinstance(given, dict) else {}
        field["constraints"] = {**limits, "required": True}
    return field


def _foreign_key(table: str, key: ForeignKey) -> dict[str, object]:
    reference: dict[str, object] = {"fields": [key.target]}
    if key.table != table:  # the standard forbids naming a table in itself
        reference = {"resource": key.table, **reference}
    return {"fields": [key.column], "reference": reference}
