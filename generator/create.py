"""New files for people to fill in: skeletons of records and the JSON Schemas of all kinds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Any

from pydantic import TypeAdapter

from generator import files
from generator.check.references import province_folder
from generator.errors import BeatbookError
from generator.load import LISTS, MAPPINGS, load_content
from generator.messages import Message
from generator.models import ID, ID_LONGEST, Brand, Edition, Honour, Source
from generator.settings import Settings

SCHEMAS: dict[str, Any] = {
    "brand": Brand,
    "source": Source,
    "honour": Honour,
    "edition": Edition,
    **LISTS,
    **MAPPINGS,
}
"""Every kind of YAML file by the name of its schema."""


def write_schemas(settings: Settings) -> Iterator[Path]:
    """Write one JSON Schema a kind into `content/schema/`; yields their paths."""
    folder = settings.content / "schema"
    folder.mkdir(exist_ok=True)
    for name, kind in SCHEMAS.items():
        path = folder / f"{name}.json"
        path.write_text(schema_text(kind), encoding="utf-8")
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
    folder = province_folder(content.vocabulary, place)
    if folder is None:
        raise BeatbookError(f"{place} is no division code: look it up in divisions.csv")
    path = settings.content / "brands" / folder / f"{_checked(identity)}.yml"
    return _write(settings, path, "brand", id=identity, place=place)


def new_source(settings: Settings, identity: str, text: Path | None) -> Path:
    """Write the skeleton of a source, with the SHA-256 of its text where that is given."""
    said = "null"
    if text is not None:
        digest = hashlib.sha256(files.read_bytes(text, files.ARTICLE)).hexdigest()
        said = f"{{file: {json.dumps(text.name, ensure_ascii=False)}, sha256: {digest}}}"
    path = settings.content / "sources" / f"{_checked(identity)}.yml"
    return _write(settings, path, "source", id=identity, text=said)


def _checked(identity: str) -> str:
    if not re.fullmatch(ID, identity):
        said = Message(
            "{identity} is no id: write it in lower-case letters, digits and hyphens,"
            " such as linxia-night-policing",
            identity=repr(identity),
        )
        raise BeatbookError(said)
    if len(identity) > ID_LONGEST:
        found = len(identity)
        said = Message(
            "{identity} is no id: it has {found} characters, at most {most} fit an address",
            identity=f"`{identity[:37]}…`",
            found=found,
            most=ID_LONGEST,
        )
        raise BeatbookError(said)
    return identity


def _write(settings: Settings, path: Path, kind: str, **fields: str) -> Path:
    skeleton = settings.templates / "skeletons" / f"{kind}.yml"
    epoch = settings.epoch
    now = datetime.now(UTC) if epoch is None else datetime.fromtimestamp(epoch, UTC)
    template = Template(skeleton.read_text(encoding="utf-8"))
    text = template.substitute(fields, today=now.date().isoformat())
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BeatbookError(f"{path} exists: choose another id, or edit that file") from None
    return path
