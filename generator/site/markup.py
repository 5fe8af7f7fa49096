"""What hand-written pages and pictures must not hold: whatever a browser would run or fetch.

The policy of the pages forbids it too, but a picture has none, and a host may send another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from generator.errors import Finding, first_told
from generator.records.load import read_text
from generator.site.written import body
from generator.system import files
from generator.words.messages import Message

_ELEMENTS: Final = re.compile(
    "script|style|i?frame|frameset|object|embed|applet|base|meta|link|form|portal"
    "|foreignobject|animate|set"
)
_ADDRESSES: Final = re.compile(
    "(?:xlink:)?href|src|srcset|(?:form)?action|poster|data|background|ping|manifest"
)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_RUN: Final = ("javascript", "vbscript", "livescript", "data", "blob", "file", "filesystem")
_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp)[;,]", re.IGNORECASE)
_ENDINGS: Final = re.compile(r"\.(?:[xs]?m?html?|xht|xml|xslt?|m?js|css|wasm|swf)")


class _Markup(HTMLParser):
    """Collects what is refused; what one parser takes for a comment, another may not."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Message] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _ELEMENTS.fullmatch(tag):
            self.found.append(Message("<{tag}> is refused in a page: delete it", tag=tag))
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc"):
                said = Message("the attribute `{name}` is refused in a page: delete it", name=name)
                self.found.append(said)
            elif _ADDRESSES.fullmatch(name) and _is_run(value or ""):
                said = Message("the address in `{name}` would be run: delete it", name=name)
                self.found.append(said)

    def handle_comment(self, data: str) -> None:
        self.found += markup_faults(data)

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    handle_pi = unknown_decl = handle_comment


def _is_run(address: str) -> bool:
    """Whether an address is no place to go to; browsers pass over blanks in its scheme."""
    plain = re.sub(r"[\x00-\x20]", "", address)
    scheme = _SCHEME.match(plain)
    return bool(scheme and scheme[1].lower() in _RUN and not _PICTURE.match(plain))


def markup_faults(html: str) -> list[Message]:
    """What of HTML or SVG would be run or fetched."""
    parser = _Markup()
    parser.feed(html)
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
            text, _ = read_text(path, name, files.PAGE if ending == ".md" else files.MEGABYTE)
            said = markup_faults(convert(body(text or "")) if ending == ".md" else text or "")
        yield from first_told(Finding(name, 0, 0, "T02", message) for message in said)
