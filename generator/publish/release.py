"""The whole release: site, reports, data in every format, checksums, and what it was made from.

All of it is made in a hidden folder beside its place and then takes that place at once; whatever
fails or is killed before leaves the last release whole.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pandas as pd
from filelock import Timeout

from generator import __version__
from generator.book import Book, EditionBook
from generator.codebook import CODEBOOK, EDITION_CODEBOOK
from generator.edition_tables import edition_tables
from generator.editions import find_edition
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
from generator.publish.html import write_files
from generator.publish.lock import lock_of
from generator.publish.search import FOLDER as SEARCH
from generator.publish.spreadsheet import Tables, make_spreadsheet_csv, to_csv, with_codebook
from generator.publish.sqlite import make_database
from generator.publish.sums import SUMS, make_manifest, make_sums, read_versions
from generator.publish.workbook import make_workbook
from generator.render import make_renderers

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
    _refuse(out, book)
    try:
        with _only_one(out), _beside(out) as work:
            release = work / "release"
            _make(book, chosen, work / "downloads", release, step)
            count = sum(path.is_file() for path in release.rglob("*"))
            _replace(out, release)
            return count
    except OSError as error:
        said = f"{error.strerror}: nothing was published; make room and try again"
        raise BeatbookError(f"{error.filename or out}: {said}") from error


def _make(
    book: Book, chosen: Sequence[EditionBook], downloads: Path, release: Path, step: Step
) -> None:
    write_files(_downloads(book, chosen, step), downloads)
    step("site")
    _build_site(book, downloads, release / "site")
    step("checksums")
    write_files(_release_files(book, downloads, chosen), release)
    (release / ASSETS / SUMS).write_bytes(make_sums(release / ASSETS, lambda _: False))
    (release / SUMS).write_bytes(make_sums(release, _is_index))


def _chosen(book: Book, editions: Sequence[str]) -> list[EditionBook]:
    for identity in editions:
        if find_edition(book, identity).rankings is None:
            said = "has too few brands for a report: leave it out"
            raise BeatbookError(f"the edition `{identity}` {said}")
    ranked = [own for own in book.editions.values() if own.rankings is not None]
    return [own for own in ranked if not editions or own.edition.id in editions]


def _refuse(out: Path, book: Book) -> None:
    """Refuse to replace anything but an earlier release, and the project itself."""
    if out.resolve() in (book.settings.root.resolve(), *book.settings.root.resolve().parents):
        raise BeatbookError(f"{out} holds the project: choose a folder of its own for the release")
    if out.exists() and not (out.is_dir() and ((out / SUMS).is_file() or not any(out.iterdir()))):
        raise BeatbookError(f"{out} is there and is no release: choose another folder or move it")


def _downloads(book: Book, chosen: Sequence[EditionBook], step: Step) -> Files:
    """Everything beside the pages that the site offers for download, by path below the site."""
    tables: Tables = {name: getattr(book.frames, name) for name in CODEBOOK}
    step("data")
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
            step(f"report {own.edition.id} ({language})")
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
    done = subprocess.run(  # noqa: S603
        [sys.executable, *command, "--site-dir", str(site)],
        cwd=settings.root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.strip() or f"MkDocs ended with {done.returncode}"
        raise BeatbookError(f"the site could not be built, so nothing was published:\n{said}")
    if any(
        (site / f"data/{name}.csv").read_bytes() != to_csv(getattr(book.frames, name), columns)
        for name, columns in CODEBOOK.items()
    ):
        raise BeatbookError("records were changed while this ran: publish again")


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
        "manifest.json",
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


def _is_index(path: str) -> bool:
    """The search index, whose bytes differ from run to run."""
    return path.startswith(f"site/{SEARCH}/")


@contextmanager
def _only_one(out: Path) -> Iterator[None]:
    """Only one publication into a folder at a time."""
    try:
        with lock_of(out).acquire(timeout=0):
            yield
    except Timeout:
        said = f"another run is publishing to {out}: wait until it has finished"
        raise BeatbookError(said) from None


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A hidden folder beside the release; what a killed run left is put right or cleared away."""
    out.parent.mkdir(parents=True, exist_ok=True)
    old = _old(out)
    if old.exists() and not out.exists():
        old.rename(out)
    for left in [old, *out.parent.glob(f".{out.name}.new-*")]:
        shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _old(out: Path) -> Path:
    return out.with_name(f".{out.name}.old")


def _replace(out: Path, release: Path) -> None:
    """Put a finished release in its place; the last one returns if that fails."""
    old = _old(out)
    if out.exists():
        out.rename(old)
    try:
        release.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
