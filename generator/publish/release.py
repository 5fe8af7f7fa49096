"""The whole release: site, reports, data in every format, checksums, and what it was made from.

All of it is made beside its place and then takes that place at once (`folder.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from generator.book.book import Book, EditionBook
from generator.book.editions import find_edition
from generator.errors import BeatbookError, Finding
from generator.publish.annual import epoch_of
from generator.publish.folder import MADE, find_place, take_place, work_beside
from generator.publish.formats import DOWNLOADS, FormatFiles, downloads, reports
from generator.publish.html import write_files
from generator.publish.places import MARK
from generator.publish.sbom import SBOM, make_sbom
from generator.publish.spreadsheet import make_csv
from generator.publish.sums import MANIFEST, make_manifest, release_sums
from generator.settings import Settings
from generator.system import processes
from generator.system.files import fault, reported_fault
from generator.system.workers import apart
from generator.words.messages import Message

Step = Callable[[str], None]
"""Told what is being done."""


class Published(NamedTuple):
    """What was published: the number of files, the day of its data, what was found in records."""

    files: int
    as_of: str
    findings: tuple[Finding, ...]


def publish(
    load: Callable[[], Book], settings: Settings, editions: Sequence[str], out: Path, step: Step
) -> Published:
    """Make the release of the book that `load` reads in the folder `out`.

    `editions` are the ids whose reports are made, all that are ranked where none is named. Raises
    BeatbookError and leaves what was there.
    """
    place = find_place(out, settings)
    try:
        with work_beside(place) as work:
            # Apart, since MkDocs reads the records again: once in memory is enough.
            (made,) = apart(lambda _: _make_downloads(load(), editions, work, step), [work])
            _write_all(reports(work, settings.templates), work, step)
            _make_site(settings, made.tables, work, step)
            count = sum(path.is_file() for path in (work / MADE).rglob("*"))
            with processes.undisturbed():
                take_place(work, place)
            return Published(count, made.as_of, made.findings)
    except OSError as error:
        raise BeatbookError("{fault}; nothing was published", fault=fault(error)) from error


TableDigests = Mapping[str, bytes]
"""The SHA-256 of every table as CSV, by its path below the site's data."""


class _MadeBeside(NamedTuple):
    tables: TableDigests
    as_of: str
    findings: tuple[Finding, ...]


def _make_downloads(book: Book, editions: Sequence[str], work: Path, step: Step) -> _MadeBeside:
    """Write what goes beside the site and can be made of the book alone."""
    chosen = _chosen(book, editions)
    _write_all(downloads(book, chosen), work, step)
    (tables,) = apart(_tables, [book])
    manifest = make_manifest(book, [own.edition.id for own in chosen])
    write_files([(MANIFEST, manifest), (SBOM, make_sbom(epoch_of(book)))], work / MADE)
    return _MadeBeside(tables, book.as_of, book.findings)


def _write_all(every: Iterable[FormatFiles], work: Path, step: Step) -> None:
    """Write some formats, each in a process whose memory is given back."""
    for _ in apart(partial(_write, work), _said(every, step)):
        pass


def _said(every: Iterable[FormatFiles], step: Step) -> Iterator[FormatFiles]:
    for said, alike in groupby(every, key=attrgetter("said")):
        step(said)
        yield from alike


def _write(work: Path, download: FormatFiles) -> None:
    write_files(download.files(), work)


def _tables(book: Book) -> TableDigests:
    return {path: sha256(data).digest() for path, data in make_csv(book)}


def _make_site(settings: Settings, tables: TableDigests, work: Path, step: Step) -> None:
    release = work / MADE
    step(Message("site"))
    _build_site(settings, work / DOWNLOADS, release / "site")
    for path, digest in tables.items():
        made = release / "site" / "data" / path
        if not made.is_file() or sha256(made.read_bytes()).digest() != digest:
            raise BeatbookError(Message("records were changed while this ran: publish again"))
    step(Message("checksums"))
    write_files(release_sums(release), release)


def _chosen(book: Book, editions: Sequence[str]) -> list[EditionBook]:
    for identity in editions:
        if find_edition(book, identity).rankings is None:
            raise BeatbookError(
                "the edition `{edition}` has too few brands for a report: leave it out",
                edition=identity,
            )
    ranked = [own for own in book.editions.values() if own.rankings is not None]
    return [own for own in ranked if not editions or own.edition.id in editions]


def _build_site(settings: Settings, downloads: Path, site: Path) -> None:
    """MkDocs as a program of its own, with the downloads beside the pages."""
    config = settings.root / "mkdocs.yml"
    command = ["-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", str(config)]
    environment = {**os.environ, "BEATBOOK_DOWNLOADS": str(downloads)}
    if settings.sources is not None:
        environment["BEATBOOK_SOURCES"] = str(settings.sources)
    program = [sys.executable, *command, "--site-dir", str(site)]
    done = processes.run(program, cwd=settings.root, env=environment)
    if done.returncode != 0:
        said = done.stderr.strip()
        cause = reported_fault(said) or Message("MkDocs ended with {n}", n=done.returncode)
        first = Message("the site could not be built, so nothing was published ({why})", why=cause)
        raise BeatbookError(first, details="" if reported_fault(said) else said)
    (site / MARK).unlink()  # nothing is built there again, and hidden files get lost on the way
