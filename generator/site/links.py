"""Links from hand-written pages: `[night policing](brand:linxia-night-policing)`, to each other.

What the records alone can tell is checked with them (`check_links`); addresses and the parts of
pages when the record pages are there (`check_addresses`, `check_anchors`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from generator.errors import Finding, first_told
from generator.records.content import Content
from generator.records.i18n import ORIGINAL, Words
from generator.records.load import read_page
from generator.records.models import TAGS
from generator.site import counts
from generator.site.written import Target, body, folded, headings, ids_of, targets
from generator.words.messages import Message

_TAGS = {name.removesuffix("s"): name for name in TAGS}
_FOLDERS = {
    "brand": "brands/",
    "category": "categories/",
    "indicator": "indicators/",
    "source": "sources/",
    "place": "places/",
    "edition": "editions/",
    "round": "rounds/",
    "page": "",
    **{kind: f"{name}/" for kind, name in _TAGS.items()},
}
_KINDS = "|".join(_FOLDERS)
_KIND_WORDS: Final = {
    "brand": Message("brand"),
    "category": Message("category"),
    "indicator": Message("indicator"),
    "source": Message("source"),
    "place": Message("place"),
    "edition": Message("edition"),
    "round": Message("round"),
    "page": Message("page"),
    "problem": Message("problem"),
    "practice": Message("practice"),
    "partner": Message("partner"),
    "count": Message("count"),
}
_OUTWARD = re.compile(r"""<a href=(["'])(https?://[^"']*)\1""")
_HREF = re.compile(rf"""href=(["'])({_KINDS}):([^"'#]*)(#[^"']*)?\1""")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_OUTSIDE: Final = ("http", "https", "mailto", "tel", "data")
_PAGES = (
    "api brands candidates categories changes compare corrections data editions evidence explorer"
    " families glossary honours indicators partners places practices problems rules search seasons"
    " sources timeline years"
)
_SHOWN: Final = 12
"""Parts of a page that a finding names at most."""


def resolve(html: str, up: str) -> str:
    """The HTML with record links turned into addresses; `up` leads to the language's folder.

    In the HTML, because MkDocs takes `brand:…` in the Markdown for an address on another site and
    looks up addresses on this one among its own pages, which record pages are not.
    """

    def address(found: re.Match[str]) -> str:
        _, kind, identity, anchor = found.groups()
        return f'href="{up}{_FOLDERS[kind]}{identity}.html{anchor or ""}"'

    html = _OUTWARD.sub(lambda found: found[0] + outward(found[2]), html)
    return _HREF.sub(address, html)


def outward(address: str) -> str:
    """The attribute that marks a link which leads to another site; empty for others."""
    web = address.lower().startswith(("http://", "https://"))
    return ' rel="external noopener"' if web else ""


def check_links(
    folder: Path,
    root: Path,
    brands: Container[str],
    places: Container[str],
    content: Content,
    words: Mapping[str, Words],
) -> Iterator[Finding]:
    """What is wrong with the Markdown files below a folder, as far as the records tell.

    Links to records and files that are not there, headings that share an id, addresses that are
    one on a disk that ignores case, a missing home page. `brands` are the known ids, `places` the
    codes that have a page. An id that a record had will do: its address leads on.
    """
    vocabulary = content.vocabulary
    renamed = content.renamed()
    ids: dict[str, Collection[str]] = {
        "category": vocabulary.levels(),
        "indicator": vocabulary.indicators,
        **{kind: vocabulary.tags[name] for kind, name in _TAGS.items()},
    }
    for kind in ("source", "edition", "round"):
        ids[kind] = {i for folder, i in content.files if folder == f"{kind}s"}
    known: dict[str, Callable[[str], bool]] = {
        "brand": brands.__contains__,
        "place": places.__contains__,
        "count": counts.names(vocabulary).__contains__,
        **{
            kind: {*own, *renamed[_FOLDERS[kind].rstrip("/")]}.__contains__
            for kind, own in ids.items()
        },
    }
    pages = _Pages(folder, words)
    yield from _check_files(pages, folder.relative_to(root).as_posix())
    for path, name, text, faults in _texts(folder, root):
        yield from faults
        place = path.relative_to(folder).as_posix()
        known["page"] = pages.named(place).__contains__
        yield from first_told(_dead_links(text, name, place, pages, known))
        yield from first_told(_check_headings(text, name))


def check_addresses(
    files: Iterable[tuple[str, str]], claimed: Callable[[str], bool]
) -> Iterator[Finding]:
    """Hand-written files at the address of a record page, which they would hide.

    `files` are names for findings, each with the file's path below the site's folder.
    """
    for name, address in files:
        if claimed(address):
            said = Message("has the address of a record page: rename it")
            yield Finding(name, 0, 0, "R02", said)


def check_anchors(
    folder: Path,
    root: Path,
    read: Callable[[str], str | None],
    convert: Callable[[str], str],
    templates: Path,
    words: Mapping[str, Words],
) -> Iterator[Finding]:
    """Links to a part of a page that the page does not have.

    `read` gives the record page at a path, if there is one; `convert` makes HTML of Markdown as
    the site will.
    """
    pages = _Pages(folder, words)
    framed = frozenset[str]().union(
        *(ids_of(path.read_text(encoding="utf-8")) for path in (templates / "theme").glob("*.html"))
    )

    @cache
    def parts(address: str) -> frozenset[str] | None:
        written = pages.source(address)
        if written is not None:
            text, _ = read_page(folder / written, written)
            return framed.union(ids_of(convert(body(text or ""))))
        page = read(address)
        return None if page is None else frozenset(ids_of(page))

    for path, name, text, _ in _texts(folder, root):
        place = path.relative_to(folder).as_posix()
        for target in targets(text):
            before, _, anchor = target.address.partition("#")
            address = _leads_to(before, place)
            found = parts(address) if anchor and address is not None else None
            if found is not None and unquote(anchor) not in found:
                said = _no_part(before, unquote(anchor), found - framed)
                yield Finding(name, target.line, target.column, "R01", said)


def _dead_links(
    text: str, name: str, place: str, pages: _Pages, known: Mapping[str, Callable[[str], bool]]
) -> Iterator[Finding]:
    for target in targets(text):
        said = _fault(target, place, pages, known)
        if said is not None:
            yield Finding(name, target.line, target.column, "R01", said)


class _Pages:
    """The hand-written files: what stands where, in a language that lacks a page another's."""

    def __init__(self, folder: Path, words: Mapping[str, Words]) -> None:
        self._chains = {language: own.chain for language, own in words.items()}
        found = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
        self.files = [path.as_posix() for path in found if not _is_hidden(path)]
        self._known = set(self.files)
        self._folded = {folded(file): file for file in self.files}

    def source(self, address: str) -> str | None:
        """The Markdown file that a page of the site is made of."""
        return self.file(PurePosixPath(address).with_suffix(".md").as_posix())

    def file(self, name: str) -> str | None:
        """The file that stands at a path, itself or for lack of a translation."""
        home, _, rest = name.partition("/")
        files = [name, *(f"{other}/{rest}" for other in self._homes(home))]
        return next((file for file in files if file in self._known), None)

    def _homes(self, home: str) -> tuple[str, ...]:
        """The folders of the languages in which a language looks for a page, its own first."""
        return self._chains.get(home, (home, ORIGINAL))

    def like(self, name: str) -> str | None:
        """The file whose path differs by case alone."""
        return self._folded.get(folded(name))

    def named(self, place: str) -> set[str]:
        """What a `page:` link in a file may name."""
        homes = self._homes(place.partition("/")[0])
        found = (file.partition("/") for file in self.files if file.endswith(".md"))
        return {*_PAGES.split(), *(rest.removesuffix(".md") for h, _, rest in found if h in homes)}


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _texts(folder: Path, root: Path) -> Iterator[tuple[Path, str, str, list[Finding]]]:
    """Every Markdown file with its name in findings, its text and what kept it from being read."""
    for path in sorted(folder.rglob("*.md")):
        if not _is_hidden(path.relative_to(folder)):
            name = path.relative_to(root).as_posix()
            text, faults = read_page(path, name)
            yield path, name, text or "", faults


def _check_files(pages: _Pages, folder: str) -> Iterator[Finding]:
    home = f"{ORIGINAL}/index.md"
    if home not in pages.files:
        said = Message("the home page is missing: restore it, every other page leads to it")
        yield Finding(f"{folder}/{home}", 0, 0, "F03", said)
    first: dict[str, str] = {}
    for file in pages.files:
        address = folded(file.removesuffix(".md") + ".html" if file.endswith(".md") else file)
        other = first.setdefault(address, file)
        if other != file:
            said = Message(
                "is the same file as `{other}` on disks that ignore case: rename one", other=other
            )
            yield Finding(f"{folder}/{file}", 0, 0, "R02", said)


def _check_headings(text: str, name: str) -> Iterator[Finding]:
    lines: dict[str, int] = {}
    for heading in headings(text):
        line = lines.setdefault(heading.id, heading.line)
        if line != heading.line:
            said = Message(
                "the heading “{text}” has the id `{id}` of the one in line {line}:"
                " give it an id of its own, {{#…}}",
                text=heading.text,
                id=heading.id,
                line=line,
            )
            yield Finding(name, heading.line, 1, "R02", said)


def _fault(
    target: Target, place: str, pages: _Pages, known: Mapping[str, Callable[[str], bool]]
) -> Message | None:
    """Why a link or picture of the file at `place` leads nowhere; None where it does not."""
    before, _, _ = target.address.partition("#")
    scheme = _SCHEME.fullmatch(before)
    if scheme:
        kind, identity = scheme.groups()
        if kind in known:
            if known[kind](unquote(identity)):
                return None
            return Message(
                "there is no {kind} `{id}`: correct the link or delete it",
                kind=_KIND_WORDS[kind],
                id=identity,
            )
        if kind.lower() in _OUTSIDE:
            return None
        return Message(
            "`{kind}:` is no kind of link: write one of {kinds}, or an address with https:",
            kind=kind,
            kinds=" ".join(f"{name}:" for name in (*_FOLDERS, "count")),
        )
    if before.startswith("//"):
        return None
    if before.startswith("/"):
        return Message(
            "`{address}` begins at the root of a server, which may hold more than this site:"
            " write the way from this page",
            address=before,
        )
    return _no_file(before, place, target.raw, pages)


def _no_file(before: str, place: str, raw: bool, pages: _Pages) -> Message | None:
    path = unquote(before.partition("?")[0])
    if not path:
        return None
    name = posixpath.normpath(posixpath.join(posixpath.dirname(place), path))
    markdown = f"{name.removesuffix('.html')}.md" if name.endswith(".html") else ""
    # HTML stands in the page as it is written; links of Markdown are turned into addresses.
    meant = markdown if raw and markdown else name
    if pages.file(meant) and not (raw and name.endswith(".md")):
        return None
    if markdown and pages.file(markdown):
        return Message(
            "`{path}` is made of a Markdown file: link to `{other}`",
            path=path,
            other=path.removesuffix(".html") + ".md",
        )
    if raw and pages.file(name):
        return Message(
            "`{path}` in HTML is left as it is: link to `{other}`",
            path=path,
            other=path.removesuffix(".md") + ".html",
        )
    like = pages.like(meant)
    if like:
        return Message(
            "there is no file `{path}`: write it as `{like}`, upper and lower case count",
            path=path,
            like=like.rpartition("/")[2],
        )
    return Message(
        "there is no file `{path}` among the hand-written pages: correct it, add the file, or"
        " link to a record as `brand:…`",
        path=path,
    )


def _leads_to(before: str, place: str) -> str | None:
    """The path below the site's folder of the page that a link leads to, if it is one of ours."""
    home, _, _ = place.partition("/")
    scheme = _SCHEME.fullmatch(before)
    if scheme:
        kind, identity = scheme.groups()
        return f"{home}/{_FOLDERS[kind]}{unquote(identity)}.html" if kind in _FOLDERS else None
    path = unquote(before.partition("?")[0])
    name = posixpath.normpath(posixpath.join(posixpath.dirname(place), path)) if path else place
    return name.removesuffix(".md") + ".html" if name.endswith(".md") else name


def _no_part(before: str, anchor: str, parts: Collection[str]) -> Message:
    where = before or "#"
    near = get_close_matches(anchor, sorted(parts), n=1)
    if near:
        return Message(
            "`{page}` has no part `{anchor}`; did you mean `{near}`?",
            page=where,
            anchor=anchor,
            near=near[0],
        )
    if not parts:
        return Message(
            "`{page}` has no parts that a link can name: leave out `#{anchor}`",
            page=where,
            anchor=anchor,
        )
    return Message(
        "`{page}` has no part `{anchor}`: name one of {parts}",
        page=where,
        anchor=anchor,
        parts=" ".join(sorted(parts)[:_SHOWN]) + (" …" if len(parts) > _SHOWN else ""),
    )
