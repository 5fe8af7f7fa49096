"""A newspaper article as saved, plain text or a page: its text, its metadata, its furniture."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from generator.draft.decoding import decoded
from generator.draft.furniture import Passage, furniture, outside
from generator.draft.metadata import DateBasis, read_metadata
from generator.draft.pages import PageText, is_page, read_page
from generator.errors import BeatbookError
from generator.evidence.normalise import normalise
from generator.system import files
from generator.words.messages import Message


@dataclass(frozen=True, slots=True)
class Article:
    """An article as read: all offsets are code points of `text`.

    `published` is the anchor of relative dates: where the page is a reprint, the date in the
    original's address, with the page's own date in `reprint_date`.
    """

    name: str
    sha256: str
    text: str
    title: str | None
    publisher: str | None
    published: str | None
    date_basis: DateBasis | None
    url: str | None
    reprint_date: str | None
    furniture: tuple[Passage, ...]


def read_article(raw: bytes, name: str) -> Article:
    """Read an article from the bytes of a file.

    Raises BeatbookError where they are empty, too many, binary or in no known encoding.
    """
    if len(raw) > files.ARTICLE:
        raise BeatbookError(
            "{name}: {size} bytes are more than an article can have ({most}); "
            "save the article's own page",
            name=name,
            size=f"{len(raw):,}",
            most=f"{files.ARTICLE:,}",
        )
    text = decoded(raw, name)
    page = read_page(text) if is_page(text, name) else PageText(text)
    if not page.text.strip():
        raise BeatbookError(Message("{name}: holds no text; save the article again", name=name))
    plain = normalise(page.text)
    around, body = outside(page.lines, plain) if page.lines else ([], None)
    found = read_metadata(page.text, plain, page.hints, body)
    return Article(
        name=name,
        sha256=hashlib.sha256(raw).hexdigest(),
        text=page.text,
        title=found.title,
        publisher=found.publisher,
        published=found.published,
        date_basis=found.date_basis,
        url=found.url,
        reprint_date=found.reprint_date,
        furniture=furniture(plain, found.title_at, found.header, around, body),
    )
