"""A site is made beside its place, record pages first, and then takes that place at once.

Whatever fails or is killed before leaves the last good site whole; what a dead build left is
cleared away by the next. MkDocs spares names that begin with a dot when it empties its folder: the
record pages wait in a hidden one, and what lies hidden in the site stays there.

A mount point, or a folder whose neighbours may not be written, cannot change hands: there the new
site is made in the place of the old one, once all record pages are there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from generator.book.book import Book, EditionBook
from generator.errors import BeatbookError
from generator.publish import html
from generator.publish.folder import exchange, is_mount_point
from generator.publish.html import Made
from generator.publish.parts import PARTS, Maker
from generator.publish.places import MARK, find_place_of_site, mark_site
from generator.publish.reuse import LastPages, StoredPage, keep_pages, last_pages, made_page
from generator.publish.sitemap import make_sitemaps
from generator.site.written import folded
from generator.system import processes
from generator.system.files import fault
from generator.system.workers import apart, share_out

_NAME: Final = ".beatbook-pages"
_MANY: Final = 10_000
"""Brands of which memory has room for one whole part at a time."""
_LAST: Final = ".beatbook-last"
"""The site that was replaced, where two folders cannot be exchanged."""


class Staging:
    """One site that is being made; only one build at a time may hold it.

    `work` is where MkDocs is to make it, `folder` where its record pages wait.
    """

    def __init__(self, site: Path) -> None:
        self.site = site
        self._place = Path(os.path.realpath(site))
        beside = self._place.parent / f".{self._place.name}.beatbook-build"
        self.work = beside if _can_change_hands(self._place) else self._place
        self.folder = self.work / _NAME
        self._lock = _lock_of(site)
        self._root = Path()
        self._made: dict[str, StoredPage] = {}

    def fill(self, book: Book, parts: Sequence[str] = (*PARTS,)) -> None:
        """Make every file of some parts of the site in the hidden folder; raises BeatbookError."""
        find_place_of_site(self.site, book.settings)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise BeatbookError(
                "another build is writing to {site}: wait until it has finished", site=self.site
            ) from None
        try:
            self._settle()
            self.folder.mkdir(parents=True)
            mark_site(self.work)
            _rank_all(book)
            last = last_pages(book, self.site)
            write = partial(self._write, last)
            alone, shared = _makers(book, parts, last)
            written = [*chain.from_iterable(chain(apart(write, alone), share_out(write, shared)))]
            html.write_files(make_sitemaps(book, [name for name, _ in written]), self.folder)
            self._root = book.settings.root
            self._made = {name: made for name, made in written if made is not None}
        except OSError as error:
            self.discard()
            raise BeatbookError(
                "{fault}; the site was left as it was", fault=fault(error)
            ) from error
        except BaseException:
            self.discard()
            raise

    def _write(self, last: LastPages, make: Maker) -> list[tuple[str, StoredPage | None]]:
        """Write what a maker makes; for pages that may be taken over again, what they are."""
        names = html.write_files(make(), self.folder)
        shown = {name: last.made.pop(name, b"") for name in names}
        return [(n, made_page(own, self.folder / n) if own else None) for n, own in shown.items()]

    def claims(self, name: str) -> bool:
        """Whether a record page has this path below the site's folder, on some disk or other."""
        folders = [self.folder]
        for part in map(folded, name.split("/")):
            inside = chain.from_iterable(f.iterdir() for f in folders if f.is_dir())
            folders = [path for path in inside if folded(path.name) == part]
        return bool(folders)

    def read(self, path: str) -> str | None:
        """The text of a record page; None where there is none."""
        file = self.folder / path
        return file.read_text(encoding="utf-8") if file.is_file() else None

    def release(self) -> None:
        """Move the staged pages to the others, give the site its place and let others build."""
        for source in sorted(self.folder.glob("*")) + sorted(self.folder.glob("*/*")):
            target = self.work / source.relative_to(self.folder)
            if not target.exists():
                source.rename(target)
        with processes.undisturbed():
            self._take_place()
        keep_pages(self._root, self.site, self._made.items())
        self.discard()

    def discard(self) -> None:
        """Drop what was made and let others build; what another build makes stays."""
        if self._lock.is_locked:
            self._settle()
            self._lock.release()

    def _take_place(self) -> None:
        if self.work == self._place:
            return
        if not self._place.exists():
            self.work.rename(self._place)
            return
        shutil.copymode(self._place, self.work)
        if not exchange(self.work, self._place):
            self._place.rename(self.work / _LAST)
            self.work.rename(self._place)

    def _settle(self) -> None:
        """Put right what a build left, this one or a dead one: the site is in its place, alone."""
        last = self.work / _LAST
        if last.exists() and not self._place.exists():
            last.rename(self._place)
        for old in {self.work, self._place / _LAST, self._place / _NAME} - {self._place}:
            for own in old.glob(".*"):
                if own.name not in (_NAME, MARK) and not (self._place / own.name).exists():
                    own.rename(self._place / own.name)
            shutil.rmtree(old, ignore_errors=True)


def _can_change_hands(place: Path) -> bool:
    """Whether a folder can be made beside another and take its place."""
    if is_mount_point(place):
        return False
    return os.access(next(above for above in place.parents if above.exists()), os.W_OK)


def _lock_of(site: Path) -> FileLock:
    """The lock of a site's folder; its file lies outside, where it cannot be published."""
    key = hashlib.sha256(os.fsencode(site.resolve())).hexdigest()[:16]
    return FileLock(Path(tempfile.gettempdir()) / f"beatbook-{key}.lock")


def _rank_all(book: Book) -> None:
    """Rank the editions side by side, and know the ranks before several processes ask for them."""
    editions = list(book.editions.values())
    for _ in share_out(_rank, editions):
        pass
    for own in editions:
        _rank(own)


def _rank(own: EditionBook) -> None:
    _ = own.rankings


def _makers(book: Book, parts: Sequence[str], last: LastPages) -> tuple[list[Maker], list[Maker]]:
    """What makes the files of some parts: one by one, and what may be shared out."""
    alone: list[Maker] = []
    shared: list[Maker] = [partial(_taken_over, book)]
    for part in map(PARTS.__getitem__, parts):
        makers = alone if part.whole and len(book.brands) > _MANY else shared
        makers += part.makers(book, last)
    return alone, shared


def _taken_over(book: Book) -> Made:
    """Finished files that the site takes over as they are; they may take hundreds of megabytes."""
    folder = book.settings.downloads
    if folder is not None:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield path.relative_to(folder).as_posix(), path.resolve()
