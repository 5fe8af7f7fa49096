"""Pages of the last build, which are taken over where they would show the same again.

What a page shows is its data, so these are what it is known by, together with all that pages share:
program, templates, words, vocabularies, settings. `.cache/pages` tells which file of the site shows
what; it may be deleted at any time, and a file that was changed since is made anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from pydantic import BaseModel

from generator.book.book import Book
from generator.records.models import Brand, Text
from generator.system import files
from generator.system.files import FileState, state_of
from generator.system.program import program_digest

_FILE: Final = Path(".cache", "pages")


StoredPage = msgspec.Raw
"""A page of a build as it is stored: of a hundred thousand, objects would take much room."""


class _MadePage(NamedTuple):
    """What a page shows, and what the disk says of its file."""

    shows: bytes
    state: FileState


class _Account(NamedTuple):
    site: str
    pages: dict[str, StoredPage]


_STORED: Final = msgspec.msgpack.Decoder(_Account)
_MADE: Final = msgspec.msgpack.Decoder(_MadePage)


@dataclass
class LastPages:
    """What the last build left in a site's folder; `made` is what files of this one show."""

    site: Path
    shared: bytes
    before: Mapping[str, StoredPage] = field(default_factory=dict)
    made: dict[str, bytes] = field(default_factory=dict)
    _digests: dict[int, tuple[BaseModel, bytes]] = field(default_factory=dict)

    def shows(self, data: Mapping[str, Any]) -> bytes:
        """What tells the pages of some data from all others; empty for data that cannot tell."""
        encoder = msgspec.msgpack.Encoder(enc_hook=self._plain)
        try:
            told = encoder.encode(data)
        except (TypeError, NotImplementedError, OverflowError):
            return b""
        return blake2b(self.shared + told, digest_size=16).digest()

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Brand | Text):  # made for a page alone: to keep it would keep all
            return value.model_dump_json()
        if isinstance(value, BaseModel):
            known = self._digests.get(id(value))
            if known is None:
                told = value.model_dump_json().encode()
                known = self._digests[id(value)] = value, blake2b(told, digest_size=16).digest()
            return known[1]
        if isinstance(value, Fraction):
            return str(value)
        raise NotImplementedError(type(value))

    def find(self, name: str, shows: bytes) -> Path | None:
        """The file of the site that shows this, if it is as the last build left it."""
        if not shows:
            return None
        self.made[name] = shows
        made = self._page_before(name)
        if made is None or made.shows != shows:
            return None
        path = self.site / name
        state = state_of(path)
        # This build may have given it a second name, which changes its entry alone.
        same = state is not None and state[:-1] == made.state[:-1]
        return path if same else None

    def _page_before(self, name: str) -> _MadePage | None:
        stored = self.before.get(name)
        try:
            return None if stored is None else _MADE.decode(stored)
        except msgspec.MsgspecError:  # another version's
            return None


def last_pages(book: Book, site: Path) -> LastPages:
    """The pages of the last build to a site's folder; none where it is not known well."""
    found = LastPages(site, _shared_by_pages(book))
    if book.settings.downloads is not None:
        return found  # a page looks there for its picture
    with suppress(OSError, ValueError, msgspec.MsgspecError):
        stored = _STORED.decode(files.read_sealed(book.settings.root / _FILE, files.STORE))
        if stored.site == str(site.resolve()):
            found.before = stored.pages
    return found


def made_page(shows: bytes, file: Path) -> StoredPage | None:
    """A page that shows this and was written to a file; None where that is gone."""
    state = state_of(file)
    return state and StoredPage(msgspec.msgpack.encode(_MadePage(shows, state)))


def keep_pages(root: Path, site: Path, made: Iterable[tuple[str, StoredPage]]) -> None:
    """Keep what a build has made, where that can be written."""
    body = msgspec.msgpack.encode(_Account(str(site.resolve()), dict(made)))
    with suppress(OSError):
        files.replace_sealed(root / _FILE, body)


def _shared_by_pages(book: Book) -> bytes:
    """A digest of all that a page shows besides its data."""
    settings, digest = book.settings, sha256(program_digest().encode())
    for folder in (settings.templates, settings.content / "vocabulary"):
        for top, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                digest.update(os.fsencode(os.path.join(top, name)))  # noqa: PTH118 # many files
                digest.update(Path(top, name).read_bytes())
    told = settings.model_dump_json(exclude={"root", "sources", "downloads"})
    digest.update(f"{told} {book.as_of}".encode())
    return digest.digest()
