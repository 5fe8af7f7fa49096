"""Drafts of some articles: read, compared with the records, written where nothing stands yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generator.check.references import province_folder
from generator.draft.article import read_article
from generator.draft.drafting import Draft, DraftBrand, make_draft
from generator.draft.known import ComparedFigure, compare, find_alike, find_known
from generator.draft.likeness import recorded_examples
from generator.draft.places import PlaceFinder
from generator.draft.records import brand_path, brand_text, source_path, source_text
from generator.draft.topics import known_topics
from generator.errors import BeatbookError
from generator.records.content import Content
from generator.records.load import load_content
from generator.records.models import Brand
from generator.settings import Settings
from generator.system.changes import create_files
from generator.system.files import read_bytes


@dataclass(frozen=True, slots=True)
class Match:
    """A drafted brand that is on record already, and how its figures agree with the record."""

    brand: DraftBrand
    known: Brand
    figures: tuple[ComparedFigure, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """One article's draft: its files by path below `content/`, and the brands already known.

    `text` is the name of a file beside the article and what goes into it, where the article's own
    file is not the very text that was read. `alike` is a source that may be the same article.
    """

    draft: Draft
    files: tuple[tuple[str, str], ...]
    matches: tuple[Match, ...]
    text: tuple[str, str] | None
    alike: str | None


class Drafter:
    """Drafts articles against the vocabularies and records of one project."""

    def __init__(self, settings: Settings) -> None:
        content, _ = load_content(settings)
        if content is None:
            raise BeatbookError("the vocabularies hold errors: mend what `beatbook check` shows")
        self.settings = settings
        self.content: Content = content
        self.places = PlaceFinder(content.vocabulary.divisions)
        self.likeness = known_topics(content.vocabulary.categories, recorded_examples(settings))

    def draft(
        self, raw: bytes, name: str, published: str | None = None, *, beside: bool = True
    ) -> Drafted:
        """The draft of one article; raises BeatbookError where it cannot be read.

        `published` is its date where the article itself states none; `beside` whether its text can
        be written beside it, for `beatbook check` to find the excerpts in.
        """
        article = read_article(raw, name)
        if published is not None and article.date_basis != "stated":
            article = replace(article, published=published, date_basis="stated")
        draft = make_draft(article, self.content, self.places, self.likeness)
        matches = tuple(self._matches(draft))
        known = [match.brand for match in matches]
        today = self.settings.today()
        files, text, alike = [], None, None
        if draft.source not in self.content.sources:
            text = (f"{name}.txt", article.text) if beside and not article.is_text else None
            alike = find_alike(draft, self.content, self._folders(draft))
            said = source_text(draft, today, text[0] if text else name, alike)
            files.append((source_path(draft), said))
        files += [
            (brand_path(brand, self.content), brand_text(brand, draft, self.content, today))
            for brand in draft.brands
            if brand not in known
        ]
        return Drafted(draft, tuple(files), matches, text, alike)

    def _folders(self, draft: Draft) -> Iterator[Path]:
        """Where the records of a draft's brands are, or would be."""
        for brand in draft.brands:
            yield (self.settings.content / brand_path(brand, self.content)).parent

    def _matches(self, draft: Draft) -> Iterator[Match]:
        for brand in draft.brands:
            code = brand.place
            folder = province_folder(self.content.vocabulary, code) if code else None
            if folder is not None:
                known = find_known(brand, draft, self.settings.content / "brands" / folder)
                if known is not None:
                    found = compare(brand, known, draft, self.content)
                    yield Match(brand, known, tuple(found))


def write_drafts(drafted: Drafted, content: Path, folder: Path) -> list[Path]:
    """Write files below `content/` and the text into the article's folder, all of them or none.

    Nothing is ever overwritten: raises BeatbookError for the first that exists, but for the text
    where the file holds it already.
    """
    files = [(content / name, text.encode()) for name, text in drafted.files]
    if drafted.text is not None:
        path, data = folder / drafted.text[0], drafted.text[1].encode()
        if not (path.is_file() and read_bytes(path, len(data)) == data):
            files.append((path, data))
    paths = [path for path, _ in files]
    try:
        create_files(files, content.parent)
    except FileExistsError as error:
        raise BeatbookError(
            "{path} exists: this article was drafted before; edit that file or rename it",
            path=error.filename,
        ) from None
    return paths
