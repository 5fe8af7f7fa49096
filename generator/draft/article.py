"""A newspaper article as saved, text, page or document: its text, its metadata, its furniture."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import Final, Literal

from generator.draft.completeness import stops_short
from generator.draft.decoding import decoded
from generator.draft.documents import read_document
from generator.draft.furniture import Passage, furniture, outside
from generator.draft.metadata import DateBasis, read_metadata
from generator.draft.pages import PageText, is_page, read_page
from generator.draft.tabular import refuse_named, refuse_rows
from generator.errors import BeatbookError
from generator.evidence.normalise import normalise
from generator.system import files
from generator.words.messages import Message

_CHINESE: Final = re.compile("[一-龥]{2}")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as read: all offsets are code points of `text`.

    `sha256` is that of the file's bytes, `text_sha256` that of `text` in UTF-8, and `is_text`
    whether the file is that text. `published` is the anchor of relative dates: where the page is a
    reprint, the date in the original's address, with the page's own date in `reprint_date`.
    """

    name: str
    sha256: str
    text: str
    text_sha256: str
    is_text: bool
    title: str | None
    publisher: str | None
    published: str | None
    date_basis: DateBasis | None
    url: str | None
    reprint_date: str | None
    read: Literal["whole", "part"]
    furniture: tuple[Passage, ...]

    @property
    def digests(self) -> frozenset[str]:
        """By which of its bytes a record may know this article: the file's, or its text's."""
        return frozenset([self.sha256, self.text_sha256])


def read_article(raw: bytes, name: str) -> Article:
    """Read an article from the bytes of a file.

    Raises BeatbookError where they are empty, too many, a table, binary or in no known encoding.
    """
    if len(raw) > files.ARTICLE:
        raise BeatbookError(
            "{name}: {size} bytes are more than an article can have ({most}); "
            "save the article's own page",
            name=name,
            size=f"{len(raw):,}",
            most=f"{files.ARTICLE:,}",
        )
    page = _page(raw, name)
    if not page.text.strip():
        raise BeatbookError(Message("{name}: holds no text; save the article again", name=name))
    if not _CHINESE.search(page.text):
        raise BeatbookError(
            "{name}: holds no words of Chinese; drafts are made of Chinese articles", name=name
        )
    plain = normalise(page.text)
    around, body = outside(page.lines, plain) if page.lines else (list(page.matter), None)
    found = read_metadata(page.text, plain, page.hints, body)
    spans = furniture(plain, found.title_at, found.header, around, body)
    kept = page.text.encode()
    return Article(
        name=name,
        sha256=hashlib.sha256(raw).hexdigest(),
        text=page.text,
        text_sha256=hashlib.sha256(kept).hexdigest(),
        is_text=raw.removeprefix(codecs.BOM_UTF8) == kept,
        title=found.title,
        publisher=found.publisher,
        published=found.published,
        date_basis=found.date_basis,
        url=found.url,
        reprint_date=found.reprint_date,
        read="part" if page.cut or stops_short(plain, spans) else "whole",
        furniture=spans,
    )


def _page(raw: bytes, name: str) -> PageText:
    """The text of a file, as its kind is read."""
    document = read_document(raw, name)
    if document is not None:
        return document
    refuse_named(name)
    text = decoded(raw, name)
    if is_page(text, name):
        return read_page(text)
    refuse_rows(text, name)
    return PageText(text)
