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
from generator.records.divisions import code_of
from generator.records.load import LISTS, MAPPINGS, load_content
from generator.records.models import ID, ID_LONGEST, Brand, Edition, Honour, Source
from generator.records.rounds import Round
from generator.records.saved import check_saved
from generator.records.writing import inline
from generator.settings import Settings
from generator.system import files
from generator.system.files import create_files, replace_file

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
    if not place.strip():
        raise BeatbookError(
            "--place is empty: give the place's name or its code from divisions.csv"
        )
    if place[0] not in "0123456789":
        place = code_of(content.vocabulary.divisions, place)
    folder = province_folder(content.vocabulary, place)
    if folder is None:
        raise BeatbookError("{place} is no division code: look it up in divisions.csv", place=place)
    path = settings.content / "brands" / folder / f"{_checked(identity)}.yml"
    return _write(settings, path, "brand", id=identity, place=place)


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
    path = settings.content / "sources" / f"{_checked(identity)}.yml"
    return _write(settings, path, "source", id=identity, text=said)


def _checked(identity: str) -> str:
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
