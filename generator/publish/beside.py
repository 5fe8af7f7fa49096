"""What a release holds beside its site: data in every format, reports, an account of it all.

Apart from `release.py`, since tables and the typesetter take a while to load and much room: only
the processes that make this need them, and those end before the site is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from generator.book.book import Book, EditionBook
from generator.book.editions import find_edition
from generator.errors import BeatbookError
from generator.publish import MadeBeside, Step
from generator.publish.annual import epoch_of
from generator.publish.folder import MADE
from generator.publish.formats import FormatFiles, downloads, reports
from generator.publish.html import write_files
from generator.publish.sbom import SBOM, make_sbom
from generator.publish.spreadsheet import make_csv
from generator.publish.sums import MANIFEST, make_manifest
from generator.system.workers import apart


def make_downloads(book: Book, editions: Sequence[str], work: Path, step: Step) -> MadeBeside:
    """Write into the folder `work` what can be made of the book alone; raises BeatbookError."""
    chosen = _chosen(book, editions)
    _write_all(downloads(book, chosen), work, step)
    (tables,) = apart(_tables, [book])
    manifest = make_manifest(book, [own.edition.id for own in chosen])
    write_files([(MANIFEST, manifest), (SBOM, make_sbom(epoch_of(book)))], work / MADE)
    return MadeBeside(tables, book.as_of, book.findings)


def make_reports(templates: Path, work: Path, step: Step) -> None:
    """Write the reports whose content lies in the folder `work`; raises BeatbookError."""
    _write_all(reports(work, templates), work, step)


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


def _tables(book: Book) -> Mapping[str, bytes]:
    return {path: sha256(data).digest() for path, data in make_csv(book)}


def _chosen(book: Book, editions: Sequence[str]) -> list[EditionBook]:
    for identity in editions:
        if find_edition(book, identity).rankings is None:
            raise BeatbookError(
                "the edition `{edition}` has too few brands for a report: leave it out",
                edition=identity,
            )
    ranked = [own for own in book.editions.values() if own.rankings is not None]
    return [own for own in ranked if not editions or own.edition.id in editions]
