"""What hand-written Markdown says of itself: its headings with their ids, its links and pictures.

Places are read from the Markdown, because the HTML made from it no longer knows them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Final, NamedTuple

_HEAD: Final = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_UNREAD: Final = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
"""Fenced code, comments and code in a line: nothing in them is a link or a heading."""

_TARGET: Final = re.compile(
    r"\]\(\s*(?:<(?P<angle>[^>\n]*)>|(?P<inline>(?:[^\s()]|\([^\s()]*\))+))"
    r"|^ {0,3}\[[^\]\n]+\]:[ \t]*(?:<(?P<pointed>[^>\n]*)>|(?P<defined>\S+))"
    r"|<[a-zA-Z][^<>]*?\s(?:href|src|poster)\s*=\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>]+))",
    re.MULTILINE,
)
_IN_HTML: Final = ("double", "single", "bare")
_HEADING: Final = re.compile(
    r"^#{1,6}[ \t]*(?P<hashed>[^#\s].*)$|^(?P<lined>[^\s#>|\-*+].*)\n(?:=+|-+)[ \t]*$",
    re.MULTILINE,
)
_OWN_ID: Final = re.compile(r"[ \t]*\{:?[^{}]*?(?:#(?P<id>[^\s}]+))?[^{}]*\}[ \t]*$")
_MARKUP: Final = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|<[^>]+>|[*`]")


class Target(NamedTuple):
    """Where a link or a picture leads, as written, and the place of that; `raw`: in HTML."""

    line: int
    column: int
    address: str
    raw: bool


class Heading(NamedTuple):
    """A heading, the line it stands in, and its id."""

    line: int
    text: str
    id: str


def targets(text: str) -> Iterator[Target]:
    """Every link and picture: in a line, by reference (where that is defined), in HTML."""
    text = _read(text)
    breaks = [found.start() for found in re.finditer("\n", text)]
    for found in _TARGET.finditer(text):
        kind = str(found.lastgroup)
        line, column = _place(breaks, found.start(kind))
        raw = kind in _IN_HTML
        yield Target(line, column, unescape(found[kind]) if raw else found[kind], raw)


def headings(text: str) -> Iterator[Heading]:
    """The headings of a page in their order."""
    text = _read(text)
    breaks = [found.start() for found in re.finditer("\n", text)]
    for found in _HEADING.finditer(text):
        words = (found["hashed"] or found["lined"]).rstrip(" \t")
        if found["hashed"]:
            words = words.rstrip("#").rstrip(" \t")
        own = _OWN_ID.search(words)
        plain = _MARKUP.sub(r"\1", words[: own.start()] if own else words).strip()
        identity = own["id"] if own and own["id"] else slug(plain)
        yield Heading(_place(breaks, found.start())[0], plain, identity)


def slug(text: str, separator: str = "-") -> str:
    """The id of a heading: its Latin words, or a digest of a heading that has none.

    It follows from the heading alone and so stays when others come before it.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(rf"[{separator}\s]+", separator, re.sub(r"[^\w\s-]", "", plain))
    found = words.strip(f"{separator}_")
    if found:
        return found
    whole = unicodedata.normalize("NFKC", text).strip()
    return f"s{separator}{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


class Elements(HTMLParser):
    """Python's parser, for which `<![a]>` is a fault of ours; browsers take it for a comment."""

    def parse_html_declaration(self, i: int) -> int:
        """Where a declaration ends, or less than 0."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return self.parse_bogus_comment(i)


class _Ids(Elements):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = ("id", "name") if tag == "a" else ("id",)
        self.found.update(value for key, value in attrs if value and key in named)


def ids_of(html: str) -> set[str]:
    """The ids, and the names of anchors, in a page."""
    parser = _Ids()
    parser.feed(html)
    return parser.found


def body(text: str) -> str:
    """The Markdown without what stands before it between two lines of dashes."""
    return _HEAD.sub("", text, count=1)


def folded(name: str) -> str:
    """A name as disks compare it that ignore case and the way letters are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _read(text: str) -> str:
    """The text with all that is not read blanked, so that places stay."""
    return _UNREAD.sub(_blank, _HEAD.sub(_blank, text, count=1))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _place(breaks: list[int], at: int) -> tuple[int, int]:
    """Line and column of an offset in a text with these line breaks."""
    line = bisect_left(breaks, at)
    return line + 1, at - (breaks[line - 1] if line else -1)
