"""The record pages of a site that is served: each is made when somebody asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from threading import RLock
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from generator.book.book import Book
from generator.publish import Files
from generator.publish.faults import fault_page
from generator.publish.html import Made, page_files, root_files, write_files
from generator.publish.parts import PARTS
from generator.settings import Settings
from generator.site.page import Page
from generator.site.pages import KINDS
from generator.site.render import Renderer, TemplateError, make_renderers
from generator.site.written import folded
from generator.system.files import FileState, state_of

_PAGES = re.compile(r"[^/]*/(.*\.(?:html|svg))")
_AWAY = re.compile(r"^/|(?:^|/)\.\.(?:/|$)")
"""A path that leads out of the site's folder."""


class Served:
    """The site of one book at a time, in the folder that is served.

    What was asked for lies there as a file; the next book takes all of them away. `books` counts
    those that were shown.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self._language = folder, language
        self.lock = RLock()
        self._book: Book | None = None
        self._renderers: Mapping[str, Renderer] = {}
        self._listings: list[tuple[tuple[str, ...], Iterator[Page]]] = []
        self._pages: dict[str, Page] = {}
        self._made: set[str] = set()
        self.books = 0
        self._parts: set[str] = set()  # that are still to be made as a whole

    def fill(self, book: Book, parts: Sequence[str]) -> None:
        """Show some parts of another book from now on."""
        with self.lock:
            self.discard()
            self._parts, self.books = {*parts}, self.books + 1
            self._book, self._renderers = book, make_renderers(book)
            self._listings = [(kind.begins, kind.pages(book)) for kind in KINDS]
            self._pages = {}

    def release(self) -> None:
        """Make what a server needs that nobody asks for: the pages above those of languages."""
        self.make("404.html")

    def discard(self) -> None:
        """Take away what was made, and show nothing."""
        with self.lock:
            for name in self._made:
                (self.folder / name).unlink(missing_ok=True)
            self._book, self._made = None, set()

    def make(self, path: str) -> bool:
        """Make the file at a path below the site's folder, where a part has one; whether it has."""
        with self.lock:
            if self._book is not None and not (self.folder / path).exists():
                self._made.update(write_files(self._files(path, self._book), self.folder))
            return path in self._made

    def _files(self, path: str, book: Book) -> Made:
        """What stands at a path, with all that is made together with it."""
        page = self._page(path)
        if page is not None:
            yield from self._placed(page)
        elif path in ("_headers", "index.html", "404.html"):
            yield from root_files(book, next(iter(self._renderers.values())))
        elif not _PAGES.fullmatch(path):
            for name in (name for name in PARTS if name in self._parts):
                if re.fullmatch(PARTS[name].form, path):
                    self._parts.discard(name)
                    yield from chain.from_iterable(
                        make() for make in PARTS[name].makers(book, None)
                    )

    def _placed(self, page: Page) -> Files:
        """A page in every language; a fault of its template is what it shows then."""
        try:
            yield from [*page_files(page, self._renderers)]
        except TemplateError as error:
            said = fault_page([error.finding], self._language).encode()
            for language in self._renderers:
                yield f"{language}/{page.file}", said

    def _page(self, path: str) -> Page | None:
        """The page at a path, if there is one."""
        form = _PAGES.fullmatch(path)
        if form is None or path.partition("/")[0] not in self._renderers:
            return None
        known = self._pages.get(form[1])
        return known or next((p for p in self._listed(form[1]) if p.file == form[1]), None)

    def _listed(self, file: str) -> Iterator[Page]:
        """The pages that nobody asked for yet, of the kinds whose addresses begin like a file."""
        for begins, pages in self._listings:
            if file.startswith(begins):
                for page in pages:
                    self._pages[page.file] = page
                    yield page

    def claims(self, path: str) -> bool:
        """Whether a record page has this path below the site's folder, on some disk or other."""
        language, _, file = folded(path).partition("/")
        with self.lock:
            for _ in self._listed(file):
                pass
            return language in map(folded, self._renderers) and file in map(folded, self._pages)

    def read(self, path: str) -> str | None:
        """The text of a record page; None where there is none."""
        page = self._page(path)
        if page is None:
            return None
        return dict(page_files(page, self._renderers))[path].decode()


def states_of(settings: Settings) -> Mapping[Path, FileState]:
    """What the disk says of each file but the records: pages, templates, settings."""
    folders = (settings.content / "pages", settings.templates)
    found = (path for folder in folders for path in folder.rglob("*"))
    states = {path: state_of(path) for path in (*found, settings.root / "mkdocs.yml")}
    return {path: state for path, state in states.items() if state is not None}


def made_when_asked(
    app: WSGIApplication, below: str, make: Callable[[str], None], state: Callable[[], object]
) -> WSGIApplication:
    """The application, for which `make` is told each path `below` a mount point beforehand.

    A request is answered again where the `state` of the site changed meanwhile.
    """

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        name = path.removeprefix(below)
        name = f"{name}index.html" if name.endswith("/") or not name else name
        ours = path.startswith(below) and name.isprintable() and not _AWAY.search(name)
        while True:
            before, head = state(), list[Any]()
            if ours:
                make(name)
            answer: Iterable[bytes] = app(environ, lambda *given, head=head: head.extend(given))
            if state() == before:
                start_response(*head)
                return answer

    return answered
