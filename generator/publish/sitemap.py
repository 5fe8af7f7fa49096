"""The sitemap: an index and, for each language, its pages with the same pages in the others.

It has no dates, because a record has none that search engines could use; MkDocs' own sitemap
knows only the hand-written pages and gives today as the date of each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from generator.book.book import Book
from generator.publish import Files
from generator.site.cards import FOLDER
from generator.site.moved import moved_pages
from generator.site.render import make_renderers

LIMIT: Final = 45_000
"""Addresses of one file, of the 50,000 that the protocol allows: some of its readers count more."""


def make_sitemaps(book: Book, files: Iterable[str]) -> Files:
    """The sitemap's files by name; nothing where the site has no address.

    `files` are the paths of all that was made; cards and pages that lead on stand in no sitemap.
    """
    root = book.settings.site_url.rstrip("/")
    if not root:
        return
    first, renderer = next(iter(make_renderers(book).items()))
    moved = {page.file for page in moved_pages(book)}
    own = (file.removeprefix(f"{first}/") for file in files if file.startswith(f"{first}/"))
    pages = (file for file in own if file.endswith(".html") and not file.startswith(f"{FOLDER}/"))
    records = sorted(file.removesuffix(".html") for file in pages if file not in moved)
    names = []
    for language in book.words:
        addresses = [*_hand_written(book, language), *records]
        for number, start in enumerate(range(0, len(addresses), LIMIT), start=1):
            names.append(f"sitemap-{language}-{number}.xml")
            part = addresses[start : start + LIMIT]
            data = {"root": root, "own_language": language, "addresses": part}
            yield names[-1], renderer.render("pages/sitemap.xml", data)
    yield "sitemap.xml", renderer.render("pages/sitemap-index.xml", {"root": root, "names": names})


def _hand_written(book: Book, language: str) -> list[str]:
    folder = book.settings.content / "pages" / language
    found = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.md"))
    return sorted(path.as_posix() for path in found)
