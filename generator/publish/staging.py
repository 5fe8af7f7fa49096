"""Record pages wait in a hidden folder until all of them are there, then move into the site.

MkDocs spares names that begin with a dot when it empties its folder, so a build that fails while
pages are made leaves the last good site whole.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from itertools import chain
from pathlib import Path

from filelock import FileLock, Timeout

from generator.book.book import Book
from generator.errors import BeatbookError
from generator.publish import Files, html
from generator.publish.data import make_data
from generator.publish.explorer import make_explorer
from generator.publish.feed import make_feeds
from generator.publish.search import make_index
from generator.site.written import folded
from generator.system.files import fault

_NAME = ".beatbook-pages"


class Staging:
    """The staged pages of one site folder; only one build at a time may hold it."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.folder = site / _NAME
        self._lock = _lock_of(site)

    def fill(self, book: Book, *, search: bool = True) -> None:
        """Render every record page into the hidden folder, and the search index if asked for.

        Raises BeatbookError.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise BeatbookError(
                "another build is writing to {site}: wait until it has finished", site=self.site
            ) from None
        try:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            html.rehearse(book)
            made = [html.make_files, make_feeds, make_data, make_explorer, _taken_over]
            if search:
                made.append(make_index)
            files = chain.from_iterable(make(book) for make in made)
            html.write_files(files, self.folder)
        except OSError as error:
            self.discard()
            raise BeatbookError(
                "{fault}; the site was left as it was", fault=fault(error)
            ) from error
        except BaseException:
            self.discard()
            raise

    def claims(self, name: str) -> bool:
        """Whether a record page has this path below the site's folder, on some disk or other."""
        folders = [self.folder]
        for part in map(folded, name.split("/")):
            inside = chain.from_iterable(f.iterdir() for f in folders if f.is_dir())
            folders = [path for path in inside if folded(path.name) == part]
        return bool(folders)

    def release(self) -> None:
        """Move the staged pages into the site, folder by folder, and let others build."""
        for source in sorted(self.folder.glob("*")) + sorted(self.folder.glob("*/*")):
            target = self.site / source.relative_to(self.folder)
            if not target.exists():
                source.rename(target)
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


def _taken_over(book: Book) -> Files:
    """Finished files that the site takes over as they are."""
    folder = book.settings.downloads
    if folder is not None:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield path.relative_to(folder).as_posix(), path.read_bytes()
