"""The whole release: site, reports, data in every format, checksums, and what it was made from.

All of it is made beside its place and then takes that place at once (`folder.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from generator.book.book import Book
from generator.errors import BeatbookError, Finding
from generator.publish import MadeBeside, Step
from generator.publish.folder import DOWNLOADS, MADE, find_place, take_place, work_beside
from generator.publish.html import write_files
from generator.publish.places import MARK
from generator.publish.sums import release_sums
from generator.settings import Settings
from generator.system import processes
from generator.system.files import fault, reported_fault
from generator.system.workers import apart
from generator.words.messages import Message


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
            made = _make_beside(load, settings, editions, work, step)
            _make_site(settings, made.tables, work, step)
            count = sum(path.is_file() for path in (work / MADE).rglob("*"))
            with processes.undisturbed():
                take_place(work, place)
            return Published(count, made.as_of, made.findings)
    except OSError as error:
        raise BeatbookError("{fault}; nothing was published", fault=fault(error)) from error


def _make_beside(
    load: Callable[[], Book], settings: Settings, editions: Sequence[str], work: Path, step: Step
) -> MadeBeside:
    """Write what goes beside the site, in processes that then give all memory back.

    MkDocs reads the records again, and the typesetter takes as much as a large book.
    """

    def of_book(folder: Path) -> MadeBeside:
        from generator.publish.beside import make_downloads

        return make_downloads(load(), editions, folder, step)

    def of_reports(folder: Path) -> None:
        from generator.publish.beside import make_reports

        make_reports(settings.templates, folder, step)

    (made,) = apart(of_book, [work])
    (_,) = apart(of_reports, [work])
    return made


def _make_site(settings: Settings, tables: Mapping[str, bytes], work: Path, step: Step) -> None:
    release = work / MADE
    step(Message("site"))
    _build_site(settings, work / DOWNLOADS, release / "site")
    for path, digest in tables.items():
        made = release / "site" / "data" / path
        if not made.is_file() or sha256(made.read_bytes()).digest() != digest:
            raise BeatbookError(Message("records were changed while this ran: publish again"))
    step(Message("checksums"))
    write_files(release_sums(release), release)


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
