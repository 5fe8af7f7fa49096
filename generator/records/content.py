"""What the records say, once read: the vocabularies and everything but the brands.

Brands are many and stream past one at a time; what they refer to is small and is held here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from generator.records.divisions import Divisions
from generator.records.models import (
    Baseline,
    Candidate,
    Category,
    Correction,
    Edition,
    Family,
    GlossaryEntry,
    Honour,
    Indicator,
    Source,
    Term,
)
from generator.records.rounds import JurorScore, Round
from generator.system import files


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words that records are made of; mappings keep the order of their files.

    `tags` holds the tag vocabularies by name, `baselines` what changes stand beside. Each equals
    itself alone, so that what is worked out from one can be kept.
    """

    families: dict[str, Family]
    indicators: dict[str, Indicator]
    categories: dict[str, Category]
    tags: dict[str, dict[str, Term]]
    glossary: dict[str, GlossaryEntry]
    baselines: list[Baseline]
    divisions: Divisions

    def renamed(self) -> dict[str, dict[str, str]]:
        """By folder, the ids that entries no longer have, each with the id that it leads to.

        Folders are those of pages; a category of the second level has its full id.
        """
        children = [
            (f"{first}.{old}", f"{first}.{second}")
            for first, category in self.categories.items()
            for second, term in category.children.items()
            for old in term.formerly
        ]
        entries: dict[str, Mapping[str, Renamed]] = {"indicators": self.indicators, **self.tags}
        return {
            **{folder: former_ids(own) for folder, own in entries.items()},
            "categories": dict(children),
        }

    def second_levels(self) -> dict[str, Term]:
        """Categories of the second level by their full id, `first.second`."""
        return {
            f"{first}.{second}": term
            for first, category in self.categories.items()
            for second, term in category.children.items()
        }

    def levels(self) -> dict[str, Term | Category]:
        """Categories of both levels by their full id, `first` and `first.second`."""
        return {**self.categories, **self.second_levels()}


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """All records but the brands; like its vocabulary, each equals itself alone.

    `files` names the file of each source, honour, edition and round by folder and id, also of those
    whose records are broken, so that a fault in one is not reported again wherever it is referred
    to; skeletons that nobody has filled in are left out. `scores` are those of each round.
    `stated_day` is the last day that records may have, where it is known, `newest` the latest on
    which a source was published or read; empty for none.
    """

    vocabulary: Vocabulary
    sources: dict[str, Source]
    honours: dict[str, Honour]
    editions: dict[str, Edition]
    candidates: list[Candidate]
    corrections: list[Correction]
    files: dict[tuple[str, str], str]
    texts: Texts
    stated_day: str = ""
    newest: str = ""
    rounds: dict[str, Round] = field(default_factory=dict)
    scores: dict[str, list[JurorScore]] = field(default_factory=dict)

    def renamed(self) -> dict[str, dict[str, str]]:
        """By folder, the ids that records no longer have, each with the id that it leads to.

        Of everything but the brands, which nobody holds while they stream past.
        """
        own: dict[str, Mapping[str, Renamed]] = {
            "sources": self.sources,
            "honours": self.honours,
            "editions": self.editions,
            "rounds": self.rounds,
        }
        return {
            **self.vocabulary.renamed(),
            **{folder: former_ids(records) for folder, records in own.items()},
        }


class Renamed(Protocol):
    """What may have had other ids."""

    @property
    def formerly(self) -> Sequence[str]:
        """The ids that lead to it."""


def former_ids(records: Mapping[str, Renamed]) -> dict[str, str]:
    """The ids that some records by id no longer have, each with the id that it leads to."""
    return {old: identity for identity, own in records.items() for old in own.formerly}


@dataclass(frozen=True, slots=True)
class Texts:
    """The source texts at hand, read when asked for; `folder` is None where there are none."""

    folder: Path | None
    _cached: Any = field(default_factory=lambda: lru_cache(maxsize=64)(_read_text))

    def get(self, source: Source) -> tuple[str, str] | None:
        """The text of a source, newlines kept, and its SHA-256; None where it is not at hand."""
        if self.folder is None or source.text is None:
            return None
        found = self._cached(self.folder / source.text.file)
        return None if isinstance(found, OSError) else (found[0], found[1])

    def refused(self, source: Source) -> str | None:
        """Why a text that lies in the folder is not read; None where it is read or is not there."""
        if self.folder is None or source.text is None:
            return None
        found = self._cached(self.folder / source.text.file)
        known = isinstance(found, OSError) and not isinstance(found, FileNotFoundError)
        return found.strerror if known else None


def _read_text(path: Path) -> tuple[str, str] | OSError:
    try:
        raw = files.read_bytes(path, files.ARTICLE)
    except OSError as error:
        return error
    return raw.decode("utf-8", errors="replace"), hashlib.sha256(raw).hexdigest()
