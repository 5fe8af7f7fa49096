"""A page's text as a reader sees it, a line for each block, and what its head says.

libxml2 reads it in one pass without a tree: scripts are skipped and nothing is fetched, however
broken or deep the page is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree  # type: ignore[import-untyped,unused-ignore]

from generator.draft import WORDS
from generator.draft.decoding import CONTROLS
from generator.draft.furniture import PageLine, Passage
from generator.draft.metadata import Hints
from generator.errors import BeatbookError
from generator.evidence.normalise import normalise

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
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|div|table|p|br)\b[^<]{0,2000}?>", re.I
)
_WIDE = "\u2e80-\u9fff\uff00-\uffef"
_BREAK_IN_HAN = re.compile(f"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")
_SPACE = re.compile("[ \t\r\n\f]+")
_SAVED_FROM = re.compile(r"saved from url=\([0-9]+\)(https?://\S{4,500})")


class PageText(NamedTuple):
    """The text of an article with the lines and the head of its page; none of plain text.

    `matter` is what was printed around the pages of a document, `cut` whether it lacks pages.
    """

    text: str
    lines: tuple[PageLine, ...] = ()
    hints: Hints = Hints()
    matter: tuple[Passage, ...] = ()
    cut: bool = False


def is_page(text: str, name: str) -> bool:
    """Whether a text is a page, by its name or its markup.

    Raises BeatbookError where it is a web archive, whose page is encoded in it.
    """
    start = text[:5000]
    if re.match(r"(?:[\w-]+:[^\n]*\r?\n){1,20}", start) and "multipart/related" in start:
        raise BeatbookError("{name}: is a web archive (MHTML); save the page as HTML", name=name)
    named = name.lower().endswith((".html", ".htm", ".shtml", ".xhtml"))
    return (named and "<" in text) or _MARKUP.search(start) is not None


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


def read_page(markup: str) -> PageText:
    """A page's visible text, its lines and what its head says."""
    reader = _PageReader()
    parser = etree.HTMLParser(
        target=reader, huge_tree=True, recover=True, no_network=True, encoding="utf-8"
    )
    try:
        # A form feed or an escape is no character of XML, at which libxml2 may stop reading.
        parser.feed(CONTROLS.sub(" ", markup).encode("utf-8", errors="replace"))
        parser.close()
    except etree.LxmlError:
        reader.close()
    lines: list[PageLine] = []
    at = 0
    for line, linked, in_page in reader.lines:
        lines.append(PageLine(at, at + len(line), linked, in_page))
        at += len(line) + 1
    text = "\n".join(line for line, _, _ in reader.lines)
    return PageText(text, tuple(lines), _hints(reader))


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
