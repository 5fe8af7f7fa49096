"""Record pages in bulk: `record → bytes` through the theme's base template, then to disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from generator.book.book import Book
from generator.publish import Files
from generator.publish.sitemap import make_sitemaps
from generator.records.i18n import Words, code_of
from generator.site import counts
from generator.site.page import Page
from generator.site.pages import home_data, make_pages
from generator.site.render import Renderer, context, make_renderers
from generator.system.files import about


def page_bytes(page: Page, renderer: Renderer) -> bytes:
    """One page in one language: the same bytes whether made alone or among all others."""
    own = context(page.book, renderer.words) if page.book else {}
    return renderer.render(page.template, {**own, **place_of(page.address), **page.data})


def place_of(address: str) -> dict[str, Any]:
    """Where a page stands: its address, and the way up to its language's folder."""
    return {"address": address, "up": "../" * address.count("/")}


def hand_written_data(book: Book, path: str, template: str) -> dict[str, Any]:
    """What a hand-written page at `zh/….html` needs besides MkDocs' own context.

    `untranslated` is the BCP 47 code of the language that it is in for lack of a translation.
    """
    language, _, rest = path.partition("/")
    words = book.words.get(language) or next(iter(book.words.values()))
    written = (book.settings.content / "pages" / path).with_suffix(".md").is_file()
    other = None if written else _standing_in(book, words, str(Path(rest).with_suffix(".md")))
    place = place_of(rest.removesuffix(".html"))
    home = {"home": home_data(book), "scripts": ["picks"]} if template == "home.html" else {}
    untranslated = code_of(other, book.words) if other else ""
    return {**context(book, words), **place, **home, "untranslated": untranslated}


def counted(book: Book, path: str, html: str) -> str:
    """A hand-written page at `zh/….html` with the counts of the records put in."""
    if "count:" not in html:
        return html
    words = book.words.get(path.partition("/")[0]) or next(iter(book.words.values()))
    return counts.fill(html, counts.count(book), words)


def _standing_in(book: Book, words: Words, path: str) -> str | None:
    """The language whose hand-written file a language shows, its own where it has one."""
    folder = book.settings.content / "pages"
    return next((other for other in words.chain if (folder / other / path).is_file()), None)


def untranslated_files(book: Book) -> Iterator[tuple[str, str]]:
    """Hand-written files that a language lacks: their path and that of what it shows instead."""
    folder = book.settings.content / "pages"
    for language, words in book.words.items():
        homes = [folder / other for other in words.chain]
        files = {p.relative_to(home).as_posix() for home in homes for p in _files(home)}
        for path in sorted(files):
            other = _standing_in(book, words, path)
            if other != language:
                yield f"{language}/{path}", f"{other}/{path}"


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def make_files(book: Book) -> Files:
    """Every file of the record pages: its path below the site's folder and its bytes."""
    renderers = make_renderers(book)
    addresses = []
    for page in make_pages(book):
        if page.listed:
            addresses.append(page.address)
        for language, renderer in renderers.items():
            yield f"{language}/{page.file}", page_bytes(page, renderer)
    first = next(iter(renderers.values()))
    below = urlsplit(book.settings.site_url).path.rstrip("/") + "/"
    for name, key, root in (("index", "choose", ""), ("404", "not_found", below)):
        yield f"{name}.html", first.render("pages/root.html", {"key": key, "root": root})
    if book.settings.site_url:
        yield from make_sitemaps(book, first, addresses)


def rehearse(book: Book) -> None:
    """Render the templates of hand-written pages once, before anything is deleted for them."""
    page = {"title": "", "content": "", "meta": {"description": ""}}
    for language, renderer in make_renderers(book).items():
        for template in ("main.html", "home.html"):
            data = hand_written_data(book, f"{language}/index.html", template)
            renderer.render(template, {**data, "page": page})


def write_files(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Write files, each a path and bytes, below a folder."""
    made: set[Path] = set()
    for name, data in files:
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        with about(path):
            path.write_bytes(data)
