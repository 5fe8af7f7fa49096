"""A newspaper article as saved, plain text or a page: its text, its metadata, its furniture.

A page's text is what a reader sees, a line for each block. libxml2 reads it in one pass without a
tree: scripts are skipped and nothing is fetched, however broken or deep the page is.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree  # type: ignore[import-untyped,unused-ignore]

from generator.draft import WORDS
from generator.draft.furniture import PageLine, Passage, furniture, joined, outside
from generator.draft.metadata import Hints, read_metadata
from generator.errors import BeatbookError
from generator.evidence.normalise import normalise
from generator.system import files
from generator.words.messages import Message

__all__ = ["LIMIT", "Article", "Passage", "invisible", "read_article"]

LIMIT: Final = files.ARTICLE
"""The most bytes that an article may have."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article as read: all offsets are code points of `text`.

    `published` is the anchor of relative dates: where the page is a reprint, the date in the
    original's address, with the page's own date in `reprint_date`.
    """

    name: str
    sha256: str
    text: str
    html: bool
    title: str | None
    publisher: str | None
    published: str | None
    date_basis: Literal["stated", "inferred"] | None
    url: str | None
    reprint_date: str | None
    furniture: tuple[Passage, ...]


_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|div|table|p|br)\b[^<]{0,2000}?>", re.I
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_.:-]{2,20})", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SIMPLIFIED = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}
_ENCODINGS = frozenset(["utf-8", "utf8", "gb18030", "big5hkscs", "utf-16", "utf-16le", "utf-16be"])


def read_article(raw: bytes, name: str) -> Article:
    """Read an article from the bytes of a file.

    Raises BeatbookError where they are empty, too many, binary or in no known encoding.
    """
    if len(raw) > LIMIT:
        said = Message(
            "{name}: {size} bytes are more than an article can have ({most}); "
            "save the article's own page",
            name=name,
            size=f"{len(raw):,}",
            most=f"{LIMIT:,}",
        )
        raise BeatbookError(said)
    text = _decoded(raw, name)
    is_page = _is_page(text, name)
    page: list[PageLine] = []
    hints = Hints()
    if is_page:
        text, page, hints = _page_text(text)
    if not text.strip():
        raise BeatbookError(Message("{name}: holds no text; save the article again", name=name))
    plain = normalise(text)
    around, body = outside(page, plain) if page else ([], None)
    found = read_metadata(text, plain, hints, body)
    spans = furniture(plain, found.title_at, found.header, body)
    if around:
        spans = joined([*spans, *around], [found.title_at] if found.title_at else [])
    return Article(
        name=name,
        sha256=hashlib.sha256(raw).hexdigest(),
        text=text,
        html=is_page,
        title=found.title,
        publisher=found.publisher,
        published=found.published,
        date_basis=found.date_basis,
        url=found.url,
        reprint_date=found.reprint_date,
        furniture=tuple(spans),
    )


def invisible(article: Article) -> list[Passage]:
    """Runs of characters that nobody sees, with `bidi` where they turn the reading direction.

    They stay in the text, so that offsets hold, and out of the title and the publisher.
    """
    return [
        Passage(*found.span(), "bidi" if _BIDI.intersection(found[0]) else "invisible")
        for found in _INVISIBLE.finditer(article.text)
    ]


def _decoded(raw: bytes, name: str) -> str:
    """The text of a file, without a byte order mark."""
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise BeatbookError(Message("{name}: is empty; save the article again", name=name))
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _checked(_strict(raw, encoding, name), name)
    if raw.startswith(b"%PDF-") or b"\x00" in raw:
        raise _binary(name)
    declared = _DECLARED.search(raw, 0, 8192) if b"<" in raw[:8192] else None
    encoding = declared[1].decode("ascii").lower() if declared else ""
    encoding = _SIMPLIFIED.get(encoding, encoding)
    tried = [encoding] if encoding in _ENCODINGS else []
    for candidate in dict.fromkeys([*tried, "utf-8", "gb18030"]):
        try:
            text = raw.decode(candidate)
        except UnicodeDecodeError:
            if candidate == "utf-8":
                _refuse_damaged(raw, name)
            continue
        return _checked(text, name)
    said = Message("{name}: is neither UTF-8 nor GB18030; save it again as UTF-8", name=name)
    raise BeatbookError(said)


def _strict(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        said = Message(
            "{name}: its mark says {encoding}, but byte {byte} does not fit;"
            " save it again as UTF-8",
            name=name,
            encoding=encoding.removesuffix("-sig").upper(),
            byte=error.start,
        )
        raise BeatbookError(said) from None


def _refuse_damaged(raw: bytes, name: str) -> None:
    """UTF-8 with a byte lost would pass as rare characters of GB18030."""
    lenient = raw.decode("utf-8", errors="replace")
    bad = lenient.count("\ufffd")
    wide = sum(lenient.count(mark) for mark in "的。,，公人是在")
    if 0 < bad * 50 < len(lenient) and wide > bad:
        place = lenient.index("\ufffd")
        said = Message(
            "{name}: is UTF-8 damaged at character {place}; save the article again",
            name=name,
            place=place,
        )
        raise BeatbookError(said)


def _checked(text: str, name: str) -> str:
    """The text, unless its control characters or lone surrogates show that it is none."""
    controls = len(_CONTROLS.findall(text))
    if "\x00" in text or controls * 100 > len(text):
        raise _binary(name)
    return text


def _binary(name: str) -> BeatbookError:
    said = Message("{name}: is binary, not text; save the article as text or HTML", name=name)
    return BeatbookError(said)


def _is_page(text: str, name: str) -> bool:
    start = text[:5000]
    if re.match(r"(?:[\w-]+:[^\n]*\r?\n){1,20}", start) and "multipart/related" in start:
        said = Message("{name}: is a web archive (MHTML); save the page as HTML", name=name)
        raise BeatbookError(said)
    named = name.lower().endswith((".html", ".htm", ".shtml", ".xhtml"))
    return (named and "<" in text) or _MARKUP.search(start) is not None


# Pages

_SKIPPED = frozenset(
    ["script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "head", "math"]
)
_INLINE = frozenset(WORDS["inline_tags"])
_PAGE_TAGS = frozenset(WORDS["page_tags"])
_TITLE_METAS = ("articletitle", "og:title", "twitter:title")
_DATE_METAS = (
    "pubdate",
    "article:published_time",
    "publishdate",
    "og:release_date",
    "firstpublishedtime",
)
_PUBLISHER_METAS = ("contentsource", "source", "mediaid")
_WIDE = "\u2e80-\u9fff\uff00-\uffef"
_BREAK_IN_HAN = re.compile(f"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")
_SPACE = re.compile("[ \t\r\n\f]+")
_SAVED_FROM = re.compile(r"saved from url=\([0-9]+\)(https?://\S{4,500})")


class _PageReader:
    """Collects the visible lines of a page from the events of a parser."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, int, bool]] = []
        self.metas: dict[str, str] = {}
        self.title: list[str] = []
        self.saved_from = ""
        self._parts: list[str] = []
        self._linked = 0
        self._skipped: list[str] = []
        self._in_title = False
        self._links = self._page = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A start tag."""
        if tag == "meta":
            key = (attributes.get("name") or attributes.get("property") or "").lower()
            self.metas.setdefault(key, attributes.get("content") or "")
        elif tag == "link" and attributes.get("rel") == "canonical":
            self.metas.setdefault("canonical", attributes.get("href") or "")
        self._in_title = tag == "title" and not self.title
        if tag in _SKIPPED:
            self._skipped.append(tag)
        self._links += tag == "a"
        self._page += tag in _PAGE_TAGS
        if tag not in _INLINE:
            self._end_line()

    def end(self, tag: str) -> None:
        """An end tag, also where the page leaves it out."""
        self._in_title = False
        if tag not in _INLINE:
            self._end_line()
        if self._skipped and self._skipped[-1] == tag:
            self._skipped.pop()
        self._links = max(0, self._links - (tag == "a"))
        self._page = max(0, self._page - (tag in _PAGE_TAGS))

    def data(self, text: str) -> None:
        """Text between tags."""
        if self._in_title:
            self.title.append(text)
        elif not self._skipped:
            self._parts.append(text)
            if self._links:
                self._linked += len(text.strip())

    def comment(self, text: str) -> None:
        """A comment; browsers say in one where a saved page came from."""
        found = _SAVED_FROM.search(text[:2000])
        if found:
            self.saved_from = found[1]

    def close(self) -> None:
        """The end of the page."""
        self._end_line()

    def _end_line(self) -> None:
        if self._parts:
            line = _BREAK_IN_HAN.sub("", "".join(self._parts))
            line = _SPACE.sub(" ", line).strip(" ")
            if line.strip():
                self.lines.append((line, self._linked, self._page > 0))
            self._parts.clear()
        self._linked = 0


def _page_text(markup: str) -> tuple[str, list[PageLine], Hints]:
    """A page's visible text, its lines and what its head says."""
    reader = _PageReader()
    parser = etree.HTMLParser(
        target=reader, huge_tree=True, recover=True, no_network=True, encoding="utf-8"
    )
    try:
        # A form feed or an escape is no character of XML, at which libxml2 may stop reading.
        parser.feed(_CONTROLS.sub(" ", markup).encode("utf-8", errors="replace"))
        parser.close()
    except etree.LxmlError:
        reader.close()
    page: list[PageLine] = []
    at = 0
    for line, linked, in_page in reader.lines:
        page.append(PageLine(at, at + len(line), linked, in_page))
        at += len(line) + 1
    text = "\n".join(line for line, _, _ in reader.lines)
    return text, page, _hints(reader)


def _hints(reader: _PageReader) -> Hints:
    metas = reader.metas
    url = metas.get("canonical") or metas.get("og:url") or reader.saved_from
    return Hints(
        normalise(_first(metas, _TITLE_METAS) or "".join(reader.title)).strip(),
        _first(metas, _DATE_METAS),
        _first(metas, _PUBLISHER_METAS),
        url if re.match(r"https?://\S+$", url) else "",
    )


def _first(metas: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((metas[key] for key in keys if metas.get(key)), "")
