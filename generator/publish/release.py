"""The whole release: site, reports, data in every format, checksums, and what it was made from.

All of it is made beside its place and then takes that place at once (`folder.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from generator.book.book import Book, EditionBook
from generator.book.editions import find_edition
from generator.errors import BeatbookError
from generator.publish.annual import epoch_of
from generator.publish.folder import MADE, find_place, take_place, work_beside
from generator.publish.formats import DOWNLOADS, Step, make_downloads
from generator.publish.html import write_files
from generator.publish.places import MARK
from generator.publish.sbom import SBOM, make_sbom
from generator.publish.spreadsheet import make_csv
from generator.publish.sums import MANIFEST, make_manifest, release_sums
from generator.system import processes
from generator.system.files import fault, reported_fault
from generator.words.messages import Message


def publish(book: Book, editions: Sequence[str], out: Path, step: Step) -> int:
    """Make the release of a book in the folder `out`; returns the number of its files.

    `editions` are the ids whose reports are made, all that are ranked where none is named; `step`
    is told what is being done. Raises BeatbookError and leaves what was there.
    """
    chosen = _chosen(book, editions)
    place = find_place(out, book.settings)
    try:
        with work_beside(place) as work:
            _make(book, chosen, work, step)
            count = sum(path.is_file() for path in (work / MADE).rglob("*"))
            with processes.undisturbed():
                take_place(work, place)
            return count
    except OSError as error:
        raise BeatbookError("{fault}; nothing was published", fault=fault(error)) from error


def _make(book: Book, chosen: Sequence[EditionBook], work: Path, step: Step) -> None:
    release = work / MADE
    write_files(make_downloads(book, chosen, step), work)
    step(Message("site"))
    _build_site(book, work / DOWNLOADS, release / "site")
    step(Message("checksums"))
    manifest = make_manifest(book, [own.edition.id for own in chosen])
    write_files([(MANIFEST, manifest), (SBOM, make_sbom(epoch_of(book)))], release)
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


def _build_site(book: Book, downloads: Path, site: Path) -> None:
    """MkDocs as a program of its own, with the downloads beside the pages."""
    settings = book.settings
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
    for path, data in make_csv(book):
        made = site / "data" / path
        if not made.is_file() or made.read_bytes() != data:
            raise BeatbookError(Message("records were changed while this ran: publish again"))
