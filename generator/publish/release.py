"""The whole release: site, reports, data in every format, checksums, and what it was made from.

All of it is made beside its place and then takes that place at once (`folder.py`).
"""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from generator import __version__
from generator.book.book import Book, EditionBook
from generator.book.edition_tables import edition_tables
from generator.book.editions import find_edition
from generator.errors import BeatbookError
from generator.publish.annual import make_annual, pdf_name
from generator.publish.citation import make_citation
from generator.publish.data import EDITIONS, to_json
from generator.publish.datapackage import (
    KEYS,
    Keys,
    Licence,
    Origin,
    Resource,
    make_datapackage,
)
from generator.publish.folder import MADE, find_place, take_place, work_beside
from generator.publish.html import write_files
from generator.publish.search import FOLDER as SEARCH
from generator.publish.spreadsheet import Tables, make_spreadsheet_csv, to_csv, with_codebook
from generator.publish.sqlite import make_database
from generator.publish.sums import (
    MANIFEST,
    SEARCH_SUMS,
    SUMS,
    make_manifest,
    make_sums,
    read_versions,
)
from generator.publish.workbook import make_workbook
from generator.site.render import make_renderers
from generator.system import processes
from generator.system.files import fault, reported_fault
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK
from generator.words.messages import Message

Step = Callable[[str], None]
Files = Iterator[tuple[str, bytes]]

LICENCE: Final = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
)
ASSETS: Final = "assets"
"""The files that are also given apart from the site, with their own checksums."""

_DESCRIPTION: Final = (
    "Local policing programmes in China with their reported figures, each with the words it came"
    " from. An empty cell means not reported, never zero. Excerpts and titles belong to their"
    " publishers and are not covered by the licence."
)
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def publish(book: Book, editions: Sequence[str], out: Path, step: Step) -> int:
    """Make the release of a book in the folder `out`; returns the number of its files.

    `editions` are the ids whose reports are made, all that are ranked where none is named; `step`
    is told what is being done. Raises BeatbookError and leaves what was there.
    """
    chosen = _chosen(book, editions)
    place = find_place(out, book.settings)
    try:
        with work_beside(place) as work:
            release = work / MADE
            _make(book, chosen, work / "downloads", release, step)
            count = sum(path.is_file() for path in release.rglob("*"))
            with processes.undisturbed():
                take_place(work, place)
            return count
    except OSError as error:
        said = Message("{fault}; nothing was published", fault=fault(error))
        raise BeatbookError(said) from error


def _make(
    book: Book, chosen: Sequence[EditionBook], downloads: Path, release: Path, step: Step
) -> None:
    write_files(_downloads(book, chosen, step), downloads)
    step(Message("site"))
    _build_site(book, downloads, release / "site")
    step(Message("checksums"))
    write_files(_release_files(book, downloads, chosen), release)
    write_files(_sums(release), release)


def _chosen(book: Book, editions: Sequence[str]) -> list[EditionBook]:
    for identity in editions:
        if find_edition(book, identity).rankings is None:
            said = Message(
                "the edition `{edition}` has too few brands for a report: leave it out",
                edition=identity,
            )
            raise BeatbookError(said)
    ranked = [own for own in book.editions.values() if own.rankings is not None]
    return [own for own in ranked if not editions or own.edition.id in editions]


def _downloads(book: Book, chosen: Sequence[EditionBook], step: Step) -> Files:
    """Everything beside the pages that the site offers for download, by path below the site."""
    tables: Tables = {name: getattr(book.frames, name) for name in CODEBOOK}
    step(Message("data"))
    for name, columns in CODEBOOK.items():
        yield f"data/spreadsheet/{name}.csv", make_spreadsheet_csv(tables[name], columns)
        yield f"data/json/{name}.json", to_json(tables[name])
    title = f"Beatbook, {book.as_of}"
    yield "data/beatbook.xlsx", make_workbook(tables, CODEBOOK, title=title, as_of=book.as_of)
    yield "data/beatbook.sqlite", make_database(tables, CODEBOOK, KEYS)
    yield "data/codebook.csv", _codebook_csv(tables)
    yield "data/datapackage.json", _datapackage(book, tables)
    yield "data/CITATION.cff", _citation(book)
    for own in chosen:
        folder = f"{EDITIONS}/{own.edition.id}"
        title = f"Beatbook {own.edition.id}, {own.book.as_of}"
        yield (
            f"{folder}/beatbook-{own.edition.id}.xlsx",
            make_workbook(edition_tables(own), EDITION_CODEBOOK, title=title, as_of=own.book.as_of),
        )
        for language, renderer in make_renderers(own.book).items():
            step(Message("report {id} ({language})", id=own.edition.id, language=language))
            pdf = make_annual(own, renderer, book.lines)
            yield f"{folder}/{pdf_name(own.edition.id, language)}", pdf


def _codebook_csv(tables: Tables) -> bytes:
    return to_csv(*with_codebook(tables, CODEBOOK)["codebook"])


def _datapackage(book: Book, tables: Tables) -> bytes:
    resources = [
        Resource(name, f"{name}.csv", to_csv(tables[name], columns))
        for name, columns in CODEBOOK.items()
    ]
    codebook, keys = dict(CODEBOOK), dict(KEYS)
    for identity, own in book.editions.items():
        for name, frame in edition_tables(own).items() if own.rankings else ():
            resource = f"{identity}-{name}"
            path = f"editions/{identity}/{name}.csv"
            resources.append(Resource(resource, path, to_csv(frame, EDITION_CODEBOOK[name])))
            codebook[resource], keys[resource] = EDITION_CODEBOOK[name], Keys()
    return make_datapackage(
        resources,
        codebook,
        keys,
        name="beatbook",
        title="Beatbook: local policing brands in China",
        description=_DESCRIPTION,
        version=_version(book),
        as_of=book.as_of,
        licences=[LICENCE],
        homepage=book.settings.site_url,
        origins=[Origin(source.title.zh) for source in book.content.sources.values()],
    )


def _version(book: Book) -> str:
    return f"{__version__}+{book.as_of.replace('-', '')}"


def _citation(book: Book) -> bytes:
    return make_citation(
        title="Beatbook: local policing brands in China",
        version=_version(book),
        as_of=book.as_of,
        url=book.settings.site_url,
        repository=book.settings.repo_url,
        licence=LICENCE.name,
    )


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
    if any(
        (site / f"data/{name}.csv").read_bytes() != to_csv(getattr(book.frames, name), columns)
        for name, columns in CODEBOOK.items()
    ):
        raise BeatbookError(Message("records were changed while this ran: publish again"))


def _release_files(book: Book, downloads: Path, chosen: Sequence[EditionBook]) -> Files:
    """What stands beside the site: the files of a release, and what all was made from."""
    data = downloads / "data"
    yield f"{ASSETS}/beatbook.xlsx", (data / "beatbook.xlsx").read_bytes()
    yield f"{ASSETS}/beatbook.sqlite", (data / "beatbook.sqlite").read_bytes()
    yield f"{ASSETS}/CITATION.cff", (data / "CITATION.cff").read_bytes()
    yield f"{ASSETS}/beatbook-data.zip", _zip(_package_files(book, data))
    for own in chosen:
        for language in book.words:
            name = pdf_name(own.edition.id, language)
            yield f"{ASSETS}/{name}", (downloads / EDITIONS / own.edition.id / name).read_bytes()
    yield (
        MANIFEST,
        make_manifest(
            book.settings.root,
            as_of=book.as_of,
            epoch=book.settings.epoch,
            editions=[own.edition.id for own in chosen],
            versions=read_versions(),
        ),
    )


def _package_files(book: Book, data: Path) -> Files:
    """The data package with the files that it describes."""
    for name in ("datapackage.json", "codebook.csv", "CITATION.cff"):
        yield name, (data / name).read_bytes()
    for name, columns in CODEBOOK.items():
        yield f"{name}.csv", to_csv(getattr(book.frames, name), columns)
    for identity, own in book.editions.items():
        frames: dict[str, pd.DataFrame] = edition_tables(own) if own.rankings else {}
        for name, frame in frames.items():
            yield f"editions/{identity}/{name}.csv", to_csv(frame, EDITION_CODEBOOK[name])


def _zip(files: Files) -> bytes:
    """An archive whose bytes depend on its files alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def _sums(release: Path) -> Files:
    """The files of checksums; together they list every file of the release."""
    yield f"{ASSETS}/{SUMS}", make_sums(release / ASSETS, lambda _: False)
    if index := make_sums(release, lambda path: not _is_index(path)):
        yield SEARCH_SUMS, index
    yield SUMS, make_sums(release, _is_index)


def _is_index(path: str) -> bool:
    """The search index, whose bytes differ from run to run."""
    return path.startswith(f"site/{SEARCH}/")
