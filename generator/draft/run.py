"""Drafts of some articles: read, compared with the records, written where nothing stands yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.check.references import province_folder
from generator.draft.article import read_article
from generator.draft.drafting import Draft, DraftBrand, make_draft
from generator.draft.known import ComparedFigure, compare, find_known
from generator.draft.places import PlaceFinder
from generator.draft.records import brand_path, brand_text, source_path, source_text
from generator.errors import BeatbookError
from generator.records.content import Content
from generator.records.load import load_content
from generator.records.models import Brand
from generator.settings import Settings
from generator.system.files import create_files


@dataclass(frozen=True, slots=True)
class Match:
    """A drafted brand that is on record already, and how its figures agree with the record."""

    brand: DraftBrand
    known: Brand
    figures: tuple[ComparedFigure, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """One article's draft: its files by path below `content/`, and the brands already known."""

    draft: Draft
    files: tuple[tuple[str, str], ...]
    matches: tuple[Match, ...]


class Drafter:
    """Drafts articles against the vocabularies and records of one project."""

    def __init__(self, settings: Settings) -> None:
        content, _ = load_content(settings)
        if content is None:
            raise BeatbookError("the vocabularies hold errors: mend what `beatbook check` shows")
        self.settings = settings
        self.content: Content = content
        self.places = PlaceFinder(content.vocabulary.divisions)

    def draft(self, raw: bytes, name: str, published: str | None = None) -> Drafted:
        """The draft of one article; raises BeatbookError where it cannot be read.

        `published` is its date where the article itself states none.
        """
        article = read_article(raw, name)
        if published is not None and article.date_basis != "stated":
            article = replace(article, published=published, date_basis="stated")
        draft = make_draft(article, self.content, self.places)
        matches = tuple(self._matches(draft))
        known = [match.brand for match in matches]
        today = self.settings.today()
        files = []
        if draft.source not in self.content.sources:
            files.append((source_path(draft), source_text(draft, today)))
        files += [
            (brand_path(brand, self.content), brand_text(brand, draft, self.content, today))
            for brand in draft.brands
            if brand not in known
        ]
        return Drafted(draft, tuple(files), matches)

    def _matches(self, draft: Draft) -> Iterator[Match]:
        for brand in draft.brands:
            code = brand.place
            folder = province_folder(self.content.vocabulary, code) if code else None
            if folder is not None:
                known = find_known(brand, draft, self.settings.content / "brands" / folder)
                if known is not None:
                    found = compare(brand, known, draft, self.content)
                    yield Match(brand, known, tuple(found))


def write_drafts(files: Sequence[tuple[str, str]], content: Path) -> list[Path]:
    """Write files below `content/`, all of them or none; nothing is ever overwritten.

    Raises BeatbookError for the first that exists.
    """
    paths = [content / name for name, _ in files]
    texts = [text.encode() for _, text in files]
    try:
        create_files(list(zip(paths, texts, strict=True)))
    except FileExistsError as error:
        raise BeatbookError(
            "{path} exists: this article was drafted before; edit that file or rename it",
            path=error.filename,
        ) from None
    return paths
