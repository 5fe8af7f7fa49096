"""New files for people to fill in: skeletons of records and the JSON Schemas of all kinds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

from pydantic import TypeAdapter

from generator.check.references import province_folder
from generator.errors import BeatbookError
from generator.records.divisions import Divisions, code_of
from generator.records.load import LISTS, MAPPINGS, load_content
from generator.records.models import (
    ID,
    ID_LONGEST,
    Brand,
    Edition,
    Honour,
    Scope,
    Source,
    Window,
    Year,
)
from generator.records.rounds import Round
from generator.records.saved import check_saved
from generator.records.shape import refusal, suggest
from generator.records.writing import inline, scalar
from generator.settings import Settings
from generator.system import files
from generator.system.changes import create_files
from generator.system.files import replace_file
from generator.words.messages import Message

SCHEMAS: dict[str, Any] = {
    "brand": Brand,
    "source": Source,
    "honour": Honour,
    "edition": Edition,
    "round": Round,
    **LISTS,
    **MAPPINGS,
}
"""Every kind of YAML file by the name of its schema."""


def write_schemas(settings: Settings) -> Iterator[Path]:
    """Write one JSON Schema a kind into `content/schema/`; yields their paths."""
    folder = settings.content / "schema"
    for name, kind in SCHEMAS.items():
        path = folder / f"{name}.json"
        replace_file(path, schema_text(kind).encode())
        yield path


def schema_text(kind: Any) -> str:
    """The JSON Schema of one kind of file, in the keys that its YAML uses."""
    schema = TypeAdapter(kind).json_schema(by_alias=True)
    _close(schema)
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _close(schema: Any) -> None:
    """Mappings by id take no other keys either; pydantic leaves that open."""
    if isinstance(schema, dict):
        if "patternProperties" in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            _close(part)


def new_brand(settings: Settings, identity: str, place: str) -> Path:
    """Write the skeleton of a brand; raises BeatbookError where that is not possible."""
    content, _ = load_content(settings)
    if content is None:
        raise BeatbookError("the vocabularies hold errors: mend what `beatbook check` shows")
    place = place_code(content.vocabulary.divisions, place)
    folder = province_folder(content.vocabulary, place)
    if folder is None:
        raise BeatbookError("{place} is no division code: look it up in divisions.csv", place=place)
    path = settings.content / "brands" / folder / f"{check_id(identity)}.yml"
    return _write(settings, path, "brand", id=scalar(identity), place=place)


def place_code(divisions: Divisions, place: str) -> str:
    """The code of a place that is given by its code or by its name; raises BeatbookError."""
    if not place.strip():
        raise BeatbookError(
            "--place is empty: give the place's name or its code from divisions.csv"
        )
    if place[0] not in "0123456789":
        return code_of(divisions, place)
    if not divisions.line(place):
        raise BeatbookError("{place} is no division code: look it up in divisions.csv", place=place)
    return place


def new_source(settings: Settings, identity: str, text: Path | None) -> Path:
    """Write the skeleton of a source, with the SHA-256 of its text where that is given.

    Raises BeatbookError where the text is none that anybody can have read.
    """
    said = "null"
    if text is not None:
        raw = files.read_bytes(text, files.ARTICLE)
        check_saved(raw, text.name)
        digest = hashlib.sha256(raw).hexdigest()
        said = inline({"file": text.name, "sha256": digest})
    path = settings.content / "sources" / f"{check_id(identity)}.yml"
    return _write(settings, path, "source", id=scalar(identity), text=said)


def new_honour(settings: Settings, identity: str) -> Path:
    """Write the skeleton of a list of honours; raises BeatbookError."""
    path = settings.content / "honours" / f"{check_id(identity)}.yml"
    return _write(settings, path, "honour", id=scalar(identity))


def new_edition(
    settings: Settings, identity: str, years: str, scope: str, category: str | None
) -> Path:
    """Write the skeleton of an edition of `2024` or `2022/2024`; raises BeatbookError.

    `scope` is `all` or a province by its name or code.
    """
    return _write_windowed(settings, "edition", identity, years, scope, category)


def new_round(
    settings: Settings, identity: str, years: str, scope: str, category: str | None
) -> Path:
    """Write the skeleton of a selection round, as `new_edition` does one of an edition."""
    return _write_windowed(settings, "round", identity, years, scope, category)


def _write_windowed(
    settings: Settings, kind: str, identity: str, years: str, scope: str, category: str | None
) -> Path:
    """Write the skeleton of what is of some years and places."""
    content, _ = load_content(settings)
    if content is None:
        raise BeatbookError("the vocabularies hold errors: mend what `beatbook check` shows")
    if not re.fullmatch("[0-9]{4}(/[0-9]{4})?", years):
        raise BeatbookError("--years {text}: write 2026, or a window: 2024/2026", text=years)
    key = "years" if "/" in years else "year"
    if why := refusal(Window, years) if key == "years" else refusal(Year, int(years)):
        raise BeatbookError("--years {text}: {why}", text=years, why=why)
    if scope != "all" and not scope[:1].isdecimal():
        scope = code_of(content.vocabulary.divisions, scope)
    if why := refusal(Scope, scope):
        raise BeatbookError("--scope {text}: {why}", text=scope, why=why)
    levels = content.vocabulary.levels()
    if category is not None and category not in levels:
        hint = suggest(category, levels) or Message(": name one of categories.yml")
        raise BeatbookError("there is no category `{id}`{hint}", id=category, hint=hint)
    return _write(
        settings,
        settings.content / f"{kind}s" / f"{check_id(identity)}.yml",
        kind,
        id=scalar(identity),
        name=identity,
        window=f"{key}: {years}",
        scope=scope if scope == "all" else f'"{scope}"',
        category=category or "null",
    )


def check_id(identity: str) -> str:
    """An id as it is, if it is one; raises BeatbookError with what one is like."""
    if not re.fullmatch(ID, identity):
        raise BeatbookError(
            "{identity} is no id: write it in lower-case letters, digits and hyphens,"
            " such as linxia-night-policing",
            identity=repr(identity),
        )
    if len(identity) > ID_LONGEST:
        found = len(identity)
        raise BeatbookError(
            "{identity} is no id: it has {found} characters, at most {most} fit an address",
            identity=f"`{identity[:37]}…`",
            found=found,
            most=ID_LONGEST,
        )
    return identity


def _write(settings: Settings, path: Path, kind: str, **fields: str) -> Path:
    skeleton = settings.templates / "skeletons" / f"{kind}.yml"
    template = Template(skeleton.read_text(encoding="utf-8"))
    text = template.substitute(fields, today=settings.today())
    try:
        create_files([(path, text.encode())])
    except FileExistsError:
        raise BeatbookError(
            "{path} exists: choose another id, or edit that file", path=path
        ) from None
    return path
