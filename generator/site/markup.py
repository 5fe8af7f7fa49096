"""What hand-written pages and pictures must not hold: whatever a browser would run or fetch.

The policy of the pages forbids it too, but a picture has none, and a host may send another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from generator.errors import Finding, first_told
from generator.records.load import read_page, read_text
from generator.site.written import Elements, body
from generator.system import files
from generator.words.messages import Message

_ELEMENTS: Final = re.compile(
    "script|style|i?frame|frameset|object|embed|applet|base|meta|link|form|portal"
    "|foreignobject|animate|set"
)
_LINKS: Final = ("a", "area")
_FETCHED: Final = re.compile(
    "href|src|(?:image)?srcset|(?:form)?action|poster|data|background|ping|manifest|icon"
    "|archive|codebase|classid|lowsrc|dynsrc|base"
)
_SETS: Final = ("srcset", "imagesrcset", "ping", "archive")
"""Attributes that hold several addresses."""
_PAINTS: Final = re.compile("fill|stroke|filter|mask|clip-path|marker(?:-start|-mid|-end)?|cursor")
_OWN_PAINT: Final = re.compile(r"url\(\s*(['\"]?)#[^'\"()\\]*\1\s*\)", re.IGNORECASE)
_PAINT: Final = re.compile(r"url|src|image|cross-fade|//|\\", re.IGNORECASE)
_MACHINERY: Final = re.compile(r"xml-stylesheet|<!\s*entity|doctype[^>]*\[", re.IGNORECASE)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST: Final = re.compile(r"[/\\]{2}")
_RUN: Final = ("javascript", "vbscript", "livescript", "data", "blob", "file", "filesystem")
_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp)[;,]", re.IGNORECASE)
_ENDINGS: Final = re.compile(r"\.(?:[xs]?m?html?|xht|xml|xslt?|m?js|css|wasm|swf)")


class _Markup(Elements):
    """Collects what is refused; what one parser takes for a comment, another may not."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Message] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = tag.rpartition(":")[2]
        if _ELEMENTS.fullmatch(tag):
            self.found.append(Message("<{tag}> is refused in a page: delete it", tag=tag))
        self.found += [
            said for name, value in attrs if (said := _fault(tag, name, value or "")) is not None
        ]

    def handle_comment(self, data: str) -> None:
        self.found += markup_faults(data)

    def handle_pi(self, data: str) -> None:
        if _MACHINERY.search(data):
            self.found.append(Message("what a file declares for itself is refused: delete it"))
        self.handle_comment(data)

    unknown_decl = handle_pi

    def handle_decl(self, decl: str) -> None:
        self.handle_pi(decl)

    @property
    def is_open(self) -> bool:
        """Whether a tag has no end, so that what follows in the page would be part of it."""
        return "<" in self.rawdata


def _fault(tag: str, name: str, value: str) -> Message | None:
    """What is wrong with an attribute, if anything."""
    own = name.rpartition(":")[2]  # a file of XML may call the namespace of links as it likes
    if name.startswith("on") or name in ("style", "srcdoc"):
        return Message("the attribute `{name}` is refused in a page: delete it", name=name)
    if _PAINTS.fullmatch(name):
        is_foreign = bool(_PAINT.search(_OWN_PAINT.sub("", value)))
    elif _FETCHED.fullmatch(own):
        addresses = re.split(r"[\s,]+", value) if own in _SETS else [value]
        if any(map(_is_run, addresses)):
            return Message("the address in `{name}` would be run: delete it", name=name)
        is_link = own == "href" and tag in _LINKS
        is_foreign = not is_link and any(map(_is_elsewhere, addresses))
    else:
        return None
    said = Message(
        "what `{name}` names would be fetched from elsewhere: put the file among the pages",
        name=name,
    )
    return said if is_foreign else None


def _plain(address: str) -> str:
    """An address without what browsers pass over in it."""
    return re.sub(r"[\x00-\x20]", "", address)


def _is_run(address: str) -> bool:
    """Whether an address is no place to go to."""
    plain = _plain(address)
    scheme = _SCHEME.match(plain)
    return bool(scheme and scheme[1].lower() in _RUN and not _PICTURE.match(plain))


def _is_elsewhere(address: str) -> bool:
    """Whether an address names a host, of which a page of the site needs none."""
    plain = _plain(address)
    return bool(_HOST.match(plain) or (_SCHEME.match(plain) and not _PICTURE.match(plain)))


def markup_faults(html: str) -> list[Message]:
    """What of HTML or SVG would be run or fetched."""
    parser = _Markup()
    parser.feed(html)
    if parser.is_open:
        return [*parser.found, Message("a tag or a comment has no end: write it")]
    parser.close()
    return parser.found


def check_markup(folder: Path, root: Path, convert: Callable[[str], str]) -> Iterator[Finding]:
    """What is refused in the files of hand-written pages; `convert` makes HTML of Markdown."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, ending = path.relative_to(root).as_posix(), path.suffix.lower()
        said: Iterable[Message] = ()
        if _ENDINGS.fullmatch(ending):
            said = [Message("a file of this kind is refused among the pages: move it away")]
        elif ending in (".md", ".svg"):
            read = read_page if ending == ".md" else partial(read_text, most=files.MEGABYTE)
            text, _ = read(path, name)
            said = markup_faults(convert(body(text or "")) if ending == ".md" else text or "")
        yield from first_told(Finding(name, 0, 0, "T02", message) for message in said)
