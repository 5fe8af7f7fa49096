"""One brand's file: opened, checked as it would be saved, saved where nobody else changed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator.build import Examined
from generator.editing.fields import Typed, brand_fields, changes
from generator.errors import BeatbookError, Finding
from generator.records import reader
from generator.records.load import is_draft
from generator.records.models import ID, ID_LONGEST, Brand
from generator.records.writing import edited
from generator.settings import Settings
from generator.system import files
from generator.system.changes import FileChange, change_files
from generator.words.messages import Message

Examine = Callable[[Mapping[str, Path]], Examined]
"""Checks the book with some files in place of others, as `build.examine` does."""


@dataclass(frozen=True, slots=True)
class OpenedBrand:
    """A brand's file as it was read; `name` is how findings call it, `value` what it holds."""

    path: Path
    name: str
    data: bytes
    value: Any

    @property
    def digest(self) -> str:
        """SHA-256 of what was read."""
        return sha256(self.data).hexdigest()

    @property
    def is_draft(self) -> bool:
        """Whether it is one as it was read."""
        return is_draft(self.value)


@dataclass(frozen=True, slots=True)
class JudgedRecord:
    """A record as it would be saved, and what the check says of it.

    `elsewhere` are the errors that other files would have for it and have not now; `fault` is why
    it cannot be written at all, and empty where it can.
    """

    text: str
    found: Examined
    findings: tuple[Finding, ...] = ()
    elsewhere: tuple[Finding, ...] = ()
    fault: Message | None = None

    @property
    def may_be_saved(self) -> bool:
        """Whether there is no error; what is wrong with a draft is none."""
        found = (*self.findings, *self.elsewhere)
        return self.fault is None and not any(f.severity == "error" for f in found)


def open_brand(settings: Settings, identity: str) -> OpenedBrand | None:
    """The file of a brand of the book, drafts too; None where there is none.

    Raises BeatbookError where it cannot be read as keys and values.
    """
    if len(identity) > ID_LONGEST or not re.fullmatch(ID, identity):
        return None
    path = next((settings.content / "brands").glob(f"*/{identity}.yml"), None)
    if path is None:
        return None
    name = path.relative_to(settings.root).as_posix()
    try:
        data = files.read_bytes(path, files.RECORD)
        value, faults = reader.read(data.decode())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BeatbookError(Message("{name}: {said}", name=name, said=files.why(error))) from None
    except UnicodeDecodeError:
        said = Message("not UTF-8: save the file as UTF-8")
        raise BeatbookError(Message("{name}: {said}", name=name, said=said)) from None
    if faults or not isinstance(value, dict):
        place = f"{name}:{faults[0].line if faults else 1}"
        fault = faults[0].message if faults else Message("a record is made of keys and values")
        raise BeatbookError(Message("{name}: {said}", name=place, said=fault))
    return OpenedBrand(path, name, data, value)


def judge(file: OpenedBrand, typed: Typed, examine: Examine) -> JudgedRecord:
    """Check a record with what is typed."""
    made, text = dict(changes(brand_fields(), file.value, typed)), file.data.decode()
    try:
        text = edited(text, made, Brand, file.name)
    except BeatbookError as error:  # a comment would be lost
        return JudgedRecord(text, examine({}), fault=error.message)
    with TemporaryDirectory(prefix="beatbook-") as folder:
        aside = Path(folder, file.path.parent.name, file.path.name)
        aside.parent.mkdir()
        aside.write_bytes(text.encode())
        found = examine({file.name: aside})
    own = tuple(f for f in found.findings if f.file == file.name)
    others = [f for f in found.findings if f.file != file.name and f.severity == "error"]
    before = {*examine({}).findings} if others else set()
    return JudgedRecord(text, found, own, tuple(f for f in others if f not in before))


def save(file: OpenedBrand, judged: JudgedRecord) -> None:
    """Write the record; raises OSError where the file holds something else by now."""
    if judged.text.encode() != file.data:
        change_files([FileChange(file.path, judged.text.encode(), file.data)])
