"""Links from hand-written pages to records: `[night policing](brand:linxia-night-policing)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from pathlib import Path

from generator import files
from generator.content import Content
from generator.errors import Finding
from generator.load import read_text
from generator.models import TAGS

_TAGS = {name.removesuffix("s"): name for name in TAGS}
_FOLDERS = {
    "brand": "brands/",
    "category": "categories/",
    "indicator": "indicators/",
    "source": "sources/",
    "place": "places/",
    "edition": "editions/",
    "page": "",
    **{kind: f"{name}/" for kind, name in _TAGS.items()},
}
_KINDS = "|".join(_FOLDERS)
_LINK = re.compile(rf"\]\(({_KINDS}):([^)#\s]*)(#[^)\s]*)?\)")
_HREF = re.compile(rf'href="({_KINDS}):([^"#]*)(#[^"]*)?"')
_PAGES = (
    "brands candidates categories changes corrections data editions glossary honours indicators"
    " partners places practices problems rules search seasons sources years"
)


def resolve(html: str, up: str) -> str:
    """The HTML with record links turned into addresses; `up` leads to the language's folder.

    In the HTML, because MkDocs takes `brand:…` in the Markdown for an address on another site and
    looks up addresses on this one among its own pages, which record pages are not.
    """

    def address(found: re.Match[str]) -> str:
        kind, identity, anchor = found.groups()
        return f'href="{up}{_FOLDERS[kind]}{identity}.html{anchor or ""}"'

    return _HREF.sub(address, html)


def check_links(
    folder: Path, root: Path, brands: Container[str], places: Container[str], content: Content
) -> Iterator[Finding]:
    """Record links that lead nowhere, in every Markdown file below a folder.

    `brands` are the known ids, `places` the codes that have a page.
    """
    vocabulary = content.vocabulary
    known: dict[str, Callable[[str], bool]] = {
        "brand": lambda i: i in brands,
        "category": lambda i: i in vocabulary.categories or i in vocabulary.second_levels(),
        "indicator": lambda i: i in vocabulary.indicators,
        "source": lambda i: i in content.sources,
        "place": lambda i: i in places,
        "edition": lambda i: i in content.editions,
        **{kind: vocabulary.tags[name].__contains__ for kind, name in _TAGS.items()},
    }
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(root).as_posix()
        home = folder / path.relative_to(folder).parts[0]
        known["page"] = {*_PAGES.split(), *(page.stem for page in home.glob("*.md"))}.__contains__
        text, faults = read_text(path, name, files.PAGE)
        yield from faults
        for number, line in enumerate((text or "").splitlines(), start=1):
            for found in _LINK.finditer(line):
                kind, identity, _ = found.groups()
                if not known[kind](identity):
                    said = f"there is no {kind} `{identity}`: correct the link or delete it"
                    yield Finding(name, number, found.start() + 3, "R01", said)
