"""The JSON Schema (draft 2020-12) of the API, made of the models of records and the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from generator.book.book import Book
from generator.book.tables import KEYS
from generator.records.i18n import Words
from generator.records.models import Brand, Correction, Edition, Honour, Indicator, Source
from generator.records.rounds import Round
from generator.site.api import LISTED, ROOT, VERSION
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK, ROUND_CODEBOOK, Column

Schema = dict[str, Any]

NOT_IN_RECORD: Final = (
    *("province", "prefecture", "evidence_level", "missing_for_next", "told"),
    *("design", "figures", "verified", "latest"),
)
"""The columns of the table of brands that are worked out from a record."""

_DAY: Final[Schema] = {"type": "string", "format": "date"}
_TEXT: Final[Schema] = {"type": "string"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "string": {"type": "string"},
    "date": {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
    "fraction": {
        "type": "string",
        "pattern": r"^-?([0-9]+(\.[0-9]+)?|[1-9][0-9]*/[1-9][0-9]*)$",
    },
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
}


def make_schema(book: Book) -> Schema:
    """One schema for all files; that of each kind stands in `$defs` under its endpoint's name."""
    words = book.words["en"] if "en" in book.words else next(iter(book.words.values()))
    site, records = book.settings.site_url.rstrip("/"), _records()
    files = _files(records, words)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **({"$id": f"{site}/{ROOT}/schema.json"} if site else {}),
        "title": f"Beatbook API, version {VERSION}",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in files],
        "$defs": {**files, **records},
    }


def _records() -> Schema:
    """The models of records under their names, which begin with a capital."""
    models = (Brand, Source, Indicator, Honour, Edition, Round, Correction)
    _, made = models_json_schema([(model, "validation") for model in models])
    defined: Schema = made["$defs"]
    return defined


def _files(records: Schema, words: Words) -> Schema:
    """The files under the names of their endpoints."""
    rows = {name: _row(name, columns, words) for name, columns in CODEBOOK.items()}
    of_rounds = [_row(name, columns, words) for name, columns in ROUND_CODEBOOK.items()]
    of_editions = [_row(name, columns, words) for name, columns in EDITION_CODEBOOK.items()]
    derived = {name: rows["brands"]["properties"][name] for name in NOT_IN_RECORD}
    return {
        "index": _file(
            licence=_TEXT,
            languages=_array(_TEXT),
            documentation=_array(_TEXT),
            counts={"type": "object", "additionalProperties": _COUNT},
            endpoints=_array(_object(name=_TEXT, address=_TEXT, list={"type": "boolean"})),
        ),
        "brands": _list(_extended(rows["brands"], address=_TEXT)),
        "brand": _file(page=_TEXT, brand=_record("Brand"), derived=_object(**derived)),
        "metrics": _list(_object(indicator=_TEXT, figures=_COUNT, address=_TEXT)),
        "figures": _list(rows["metrics"]),
        "indicators": _list(_extended(records["Indicator"], id=_TEXT)),
        "sources": _list(_extended(rows["sources"], address=_TEXT)),
        "source": _file(page=_TEXT, source=_record("Source"), brands=_array(_TEXT)),
        "honours": _list(_extended(records["Honour"], entries=_COUNT, address=_TEXT)),
        "honour": _file(page=_TEXT, honour=_record("Honour")),
        "editions": _list(_listed_edition()),
        "edition": _file(
            page=_TEXT,
            edition=_record("Edition"),
            before={"type": ["string", "null"]},
            brands=_COUNT,
            figures=_COUNT,
            tables=_array(_object(table=_TEXT, rows=_COUNT, address=_TEXT)),
        ),
        "table": _list({"anyOf": of_editions}),
        "rounds": _list(_listed_round()),
        "round": _file(
            page=_TEXT,
            round=_record("Round"),
            follows={"enum": ["order", "tiers", "none", None]},
            selected=_array(_TEXT),
            tied=_array(_TEXT),
            tables=_array(_object(table=_TEXT, rows=_COUNT, address=_TEXT)),
        ),
        "round_table": _list({"anyOf": of_rounds}),
        "corrections": _list(_extended(records["Correction"], editions=_array(_TEXT))),
        "moved": _file(moved_to=_TEXT),
    }


def _listed_edition() -> Schema:
    return _object(
        id=_TEXT,
        title=_record("Text"),
        first=_COUNT,
        last=_COUNT,
        scope=_TEXT,
        category={"type": ["string", "null"]},
        status={"enum": ["draft", "published"]},
        as_of=_DAY,
        brands=_COUNT,
        figures=_COUNT,
        address=_TEXT,
    )


def _listed_round() -> Schema:
    return _object(
        id=_TEXT,
        title=_record("Text"),
        first=_COUNT,
        last=_COUNT,
        scope=_TEXT,
        category={"type": ["string", "null"]},
        status={"enum": ["draft", "published"]},
        decided={"anyOf": [_DAY, {"type": "null"}]},
        as_of=_DAY,
        nominated=_COUNT,
        selected=_COUNT,
        address=_TEXT,
    )


def _row(table: str, columns: Mapping[str, Column], words: Words) -> Schema:
    """A row of a table, with the meaning of each column in English."""
    keys = KEYS[table].primary if table in KEYS else ()
    properties = {}
    for name, column in columns.items():
        form: Schema = {**_FORMS[column.type]}
        if table in CODEBOOK and name in LISTED:
            form = _array(_TEXT)
        elif name not in keys:
            form["type"] = [form["type"], "null"]
        properties[name] = {**form, "description": column.meaning(words)}
    return _object(**properties)


def _file(**properties: Schema) -> Schema:
    """A file: what all of them begin with, then its own keys."""
    return _object(schema_version={"const": VERSION}, as_of=_DAY, **properties)


def _list(row: Schema) -> Schema:
    """One part of a list."""
    following = {"type": ["string", "null"], "description": "the address of the next part"}
    places = {"total": _COUNT, "part": _COUNT, "parts": _COUNT, "next": following}
    return _file(**places, rows=_array(row))


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


def _record(model: str) -> Schema:
    return {"$ref": f"#/$defs/{model}"}


def _extended(schema: Schema, **more: Schema) -> Schema:
    """A schema of an object with further keys, or with other values under the same."""
    required = dict.fromkeys([*schema["required"], *more])
    return {
        **schema,
        "properties": {**schema["properties"], **more},
        "required": [*required],
    }
