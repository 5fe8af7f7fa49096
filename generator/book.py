"""The Book: the frozen bundle that every output receives."""

from __future__ import annotations

from dataclasses import dataclass

from generator.content import Content
from generator.errors import Finding
from generator.i18n import Words
from generator.settings import Settings
from generator.tables import Frames, Line


@dataclass(frozen=True, slots=True)
class Book:
    """Checked records, their tables and the words to show them in.

    `lines` maps brand ids to compact lines, `as_of` is an ISO 8601 day, `findings` are warnings
    only, `drafts` counts the records that are not built.
    """

    settings: Settings
    content: Content
    lines: dict[str, Line]
    frames: Frames
    words: dict[str, Words]
    findings: tuple[Finding, ...]
    as_of: str
    drafts: int
