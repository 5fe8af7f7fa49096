"""Record pages wait in a hidden folder until all of them are there, then move into the site.

MkDocs spares names that begin with a dot when it empties its folder, so a build that fails while
pages are made leaves the last good site whole.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from filelock import FileLock, Timeout

from generator.book.book import Book, EditionBook
from generator.errors import BeatbookError
from generator.publish import Files, html
from generator.publish.parts import PARTS, Maker
from generator.publish.reuse import LastPages, MadePage, keep_pages, last_pages
from generator.publish.sitemap import make_sitemaps
from generator.site.written import folded
from generator.system.files import fault, state_of
from generator.system.gc_pause import gc_paused
from generator.system.workers import share_out

_NAME = ".beatbook-pages"


class Staging:
    """The staged pages of one site folder; only one build at a time may hold it."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.folder = site / _NAME
        self._lock = _lock_of(site)
        self._root = Path()
        self._made: dict[str, MadePage] = {}

    def fill(self, book: Book, parts: Sequence[str] = (*PARTS,)) -> None:
        """Make every file of some parts of the site in the hidden folder; raises BeatbookError."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise BeatbookError(
                "another build is writing to {site}: wait until it has finished", site=self.site
            ) from None
        try:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            _rank_all(book)
            makers: list[Maker] = [partial(_taken_over, book)]
            last = last_pages(book, self.site)
            makers += [make for part in parts for make in PARTS[part].makers(book, last)]
            written = [*chain.from_iterable(share_out(partial(self._write, last), makers))]
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

    def _write(self, last: LastPages, make: Maker) -> list[tuple[str, MadePage | None]]:
        """Write what a maker makes; for pages that may be taken over again, what they are."""
        with gc_paused():
            names = html.write_files(make(), self.folder)
        return [(name, self._made_page(name, last.made.pop(name, b""))) for name in names]

    def _made_page(self, name: str, shows: bytes) -> MadePage | None:
        state = state_of(self.folder / name) if shows else None
        return state and MadePage(shows, state)

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
        """Move the staged pages into the site, folder by folder, and let others build."""
        for source in sorted(self.folder.glob("*")) + sorted(self.folder.glob("*/*")):
            target = self.site / source.relative_to(self.folder)
            if not target.exists():
                source.rename(target)
        keep_pages(self._root, self.site, self._made.items())
        self.discard()

    def discard(self) -> None:
        """Drop what is staged and let others build; what another build staged stays."""
        if self._lock.is_locked:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._lock.release()


def _lock_of(site: Path) -> FileLock:
    """The lock of a site's folder; its file lies outside, where it cannot be published."""
    key = hashlib.sha256(str(site.resolve()).encode()).hexdigest()[:16]
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


def _taken_over(book: Book) -> Files:
    """Finished files that the site takes over as they are."""
    folder = book.settings.downloads
    if folder is not None:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield path.relative_to(folder).as_posix(), path.read_bytes()
