"""The description of the CSV files as a Data Package (version 2, https://datapackage.org)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from generator.book.book import Book
from generator.book.tables import DataTable, all_tables
from generator.publish import Files
from generator.publish.citation import LICENCE, TITLE, version_of
from generator.publish.json_text import readable
from generator.publish.spreadsheet import codebook_of, to_csv
from generator.records.i18n import Words, in_all
from generator.tables.codebook import (
    CODEBOOK,
    EDITION_CODEBOOK,
    ROUND_CODEBOOK,
    Codebook,
    Column,
)

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_DESCRIPTION: Final = (
    "Local policing programmes in China with their reported figures, each with the words it came"
    " from. An empty cell means not reported, never zero. Excerpts and titles belong to their"
    " publishers and are not covered by the licence."
)
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


def make_datapackage(book: Book) -> Files:
    """The description of every table, and the codebook of all as CSV and JSON."""
    tables = {**CODEBOOK, **EDITION_CODEBOOK, **(ROUND_CODEBOOK if book.rounds else {})}
    yield "codebook.csv", to_csv(codebook_of(tables, book.words))
    yield "codebook.json", readable(_codebook(tables, book.words))
    yield "datapackage.json", describe(book, all_tables(book))


def describe(book: Book, tables: Iterable[DataTable]) -> bytes:
    """`datapackage.json` of some tables as canonical CSV beside it."""
    described = {
        "$schema": _PROFILE,
        "name": "beatbook",
        "title": TITLE,
        "description": _DESCRIPTION + "\n\n" + in_all(book.words, "csv_quoting", "\n\n"),
        "version": version_of(book),
        "created": f"{book.as_of}T00:00:00Z",
        "homepage": book.settings.site_url,
        "licenses": [LICENCE],
        "contributors": [{"title": "Beatbook", "roles": ["creator"]}, *_publisher(book)],
        "sources": [{"title": source.title.zh} for source in book.content.sources.values()],
        "resources": [_resource(table, book.words) for table in tables],
    }
    return readable(_stated(described))


def _publisher(book: Book) -> list[dict[str, object]]:
    """Who publishes the data, where that is set."""
    masthead = book.settings.masthead
    if masthead is None or masthead.publisher is None:
        return []
    return [{"title": str(masthead.publisher), "roles": ["publisher"]}]


def _codebook(tables: Codebook, words: Mapping[str, Words]) -> dict[str, object]:
    """The type and, by language, the meaning of each column, by table."""
    return {
        table: {
            name: {
                "type": column.type,
                **{language: column.meaning(own) for language, own in words.items()},
            }
            for name, column in columns.items()
        }
        for table, columns in tables.items()
    }


def _stated(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value}


def _resource(table: DataTable, words: Mapping[str, Words]) -> dict[str, object]:
    data = to_csv(table)
    return {
        "name": f"{table.folder.rpartition('/')[2]}-{table.name}".removeprefix("-"),
        "type": "table",
        "path": f"{table.path}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": {"lineTerminator": "\n"},
        "schema": _schema(table, words),
    }


def _schema(table: DataTable, words: Mapping[str, Words]) -> dict[str, object]:
    primary, foreign = table.keys
    columns = table.columns.items()
    fields = [_field(name, column, name in primary, words) for name, column in columns]
    references = [_foreign_key(table.name, column, other) for column, other in foreign]
    return {
        "fields": fields,
        **_stated({"primaryKey": list(primary), "foreignKeys": references}),
        "missingValues": [""],
    }


def _field(
    name: str, column: Column, required: bool, words: Mapping[str, Words]
) -> dict[str, object]:
    """A column; its title is its meaning in the first language, its description in the others."""
    title, *others = dict.fromkeys(map(column.meaning, words.values()))
    told = {"title": title, "description": "\n\n".join(others)}
    field = {"name": name, **_TYPES[column.type], **told}
    if required:
        given = _TYPES[column.type].get("constraints")
        limits = given if isinstance(given, dict) else {}
        field["constraints"] = {**limits, "required": True}
    return field


def _foreign_key(table: str, column: str, other: str) -> dict[str, object]:
    reference: dict[str, object] = {"fields": ["id"]}
    if other != table:  # the standard forbids naming a table in itself
        reference = {"resource": other, **reference}
    return {"fields": [column], "reference": reference}
