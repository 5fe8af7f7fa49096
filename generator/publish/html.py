"""Record pages in bulk: `record → bytes` through the theme's base template, then to disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from generator.book.book import Book
from generator.errors import BeatbookError
from generator.publish import Files
from generator.publish.headers import HEADERS
from generator.publish.reuse import LastPages
from generator.records.i18n import Words, code_of
from generator.site import counts
from generator.site.page import Data, Page
from generator.site.pages import FEW, MANY, PageKind, home_data, make_pages
from generator.site.render import Renderer, context, make_renderers
from generator.system.files import about
from generator.words.messages import Message

Made = Iterator[tuple[str, bytes | Path]]
"""Files as they are made, or finished ones, such as those of the last build that show the same."""

SHARE = 50
"""Pages that a process renders at a time, in every language."""


def page_bytes(page: Page, renderer: Renderer) -> bytes:
    """One page in one language: the same bytes whether made alone or among all others."""
    return _rendered(page, page.shown(), renderer)


def page_files(page: Page, renderers: Mapping[str, Renderer]) -> Files:
    """A page in every language, its data made once."""
    data = page.shown()
    for language, renderer in renderers.items():
        yield f"{language}/{page.file}", _rendered(page, data, renderer)


def _rendered(page: Page, data: Data, renderer: Renderer) -> bytes:
    own = context(page.book, renderer.words) if page.book else {}
    return renderer.render(page.template, {**own, **place_of(page.address), **data})


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
    home: dict[str, Any] = {}
    if template == "home.html":
        home = {"home": SimpleNamespace(**home_data(book)), "scripts": ["picks"]}
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
    """Every record page and card: its path below the site's folder and its bytes."""
    renderers = make_renderers(book)
    yield from (file for page in make_pages(book) for file in page_files(page, renderers))
    yield from root_files(book, next(iter(renderers.values())))


def page_makers(book: Book, last: LastPages | None = None) -> list[Callable[[], Made]]:
    """What makes the pages of records, in parts that may be shared out among processes."""
    renderers = make_renderers(book)
    pages: list[Page] = []
    for kind in MANY:
        pages += kind.pages(book)
    for page in {page.template: page for page in reversed(pages)}.values():
        for _ in page_files(page, renderers):
            pass  # what pages of a template share is made now, once for all processes
    pages.sort(key=lambda page: page.along)  # so that what is kept of brands is shown again soon
    shares = (pages[start : start + SHARE] for start in range(0, len(pages), SHARE))
    return [
        *makers_of(FEW, book),
        *(partial(_files_of, share, renderers, last) for share in shares),
        partial(root_files, book, next(iter(renderers.values()))),
    ]


def makers_of(kinds: Sequence[PageKind], book: Book) -> list[Callable[[], Made]]:
    """What makes the pages of some kinds, each kind at a time."""
    renderers = make_renderers(book)
    return [partial(_files_of_kind, book, kind, renderers) for kind in kinds]


def _files_of_kind(book: Book, kind: PageKind, renderers: Mapping[str, Renderer]) -> Made:
    return _files_of(kind.pages(book), renderers, None)


def _files_of(
    pages: Iterable[Page], renderers: Mapping[str, Renderer], last: LastPages | None
) -> Made:
    """Some pages, those of the last build that show the same as the files that they are there."""
    for page in pages:
        data = page.shown()
        shows = last.shows({"template": page.template, **data}) if last else b""
        for language, renderer in renderers.items():
            name = f"{language}/{page.file}"
            kept = last.find(name, shows) if last else None
            yield name, kept or _rendered(page, data, renderer)


def root_files(book: Book, renderer: Renderer) -> Files:
    """What lies above the folders of the languages."""
    yield "_headers", HEADERS
    below = urlsplit(book.settings.site_url).path.rstrip("/") + "/"
    for name, key, root in (("index", "choose", ""), ("404", "not_found", below)):
        yield f"{name}.html", renderer.render("pages/root.html", {"key": key, "root": root})


def rehearse(book: Book) -> None:
    """Render the templates of hand-written pages once, before anything is deleted for them."""
    page = SimpleNamespace(title="", content="", meta={"description": ""})
    for language, renderer in make_renderers(book).items():
        for template in ("main.html", "home.html"):
            data = hand_written_data(book, f"{language}/index.html", template)
            renderer.render(template, {**data, "page": page})


def write_files(files: Iterable[tuple[str, bytes | Path]], folder: Path) -> list[str]:
    """Write files below a folder, each a path and bytes or the file that has them; their paths.

    Raises BeatbookError for a second file at an address: an id such as `posts-2` can be the
    address of the second page of `posts`.
    """
    names: list[str] = []
    made: set[Path] = set()
    for name, data in files:
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        try:
            with about(path):
                _write(path, data)
        except FileExistsError:
            said = Message(
                "{address}: two pages have this address: rename the record whose id it is",
                address=name,
            )
            raise BeatbookError(said) from None
        names.append(name)
    return names


def _write(path: Path, data: bytes | Path) -> None:
    if isinstance(data, Path):
        try:
            path.hardlink_to(data)
            return
        except FileExistsError:
            raise
        except OSError:  # the disk knows no second names
            data = data.read_bytes()
    with path.open("xb") as file:
        file.write(data)
