"""The page of the data: what there is to download, how to read it, what every column means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from generator.book.book import Book
from generator.site.api import ROOT
from generator.site.page import Page
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK, ROUND_CODEBOOK

DESCRIPTIONS: Final = {
    "datapackage.json": "description",
    "codebook.csv": "codebook",
    "codebook.json": "same",
    "CITATION.cff": "citation",
}
"""What describes the tables, beside them in every build; each with the end of its word."""

_MEDIA: Final = {
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".sqlite": "application/vnd.sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class File(NamedTuple):
    """A file to download, its path below the site's folder, and its media type (RFC 6838)."""

    path: str
    media: str


def data_pages(book: Book) -> Iterator[Page]:
    """The page, with the formats of a release where one is being made."""
    formats = _formats(book)
    files = _files([*(f"{name}.csv" for name in CODEBOOK), *DESCRIPTIONS, *formats])
    data = {
        "codebook": CODEBOOK,
        "codebooks_of_parts": {**EDITION_CODEBOOK, **(ROUND_CODEBOOK if book.rounds else {})},
        "tables": _row_counts(book),
        "descriptions": DESCRIPTIONS,
        "formats": formats,
        "dataset": _dataset(book, files),
        "measured": _measured(book),
        "base": f"{book.settings.site_url.rstrip('/')}/data/" if book.settings.site_url else "",
    }
    yield Page("data", "pages/data.html", data)


def _row_counts(book: Book) -> dict[str, int]:
    """How many rows each table of a book has, without making it."""
    content = book.content
    return {
        "brands": len(book.brands),
        "metrics": sum(row.figures for row in book.rows()),
        "sources": len(content.sources),
        "honours": sum(len(honour.entries) for honour in content.honours.values()),
    }


def _formats(book: Book) -> list[str]:
    """The files of a release, by their paths below the folder of the data."""
    downloads = book.settings.downloads
    folder = downloads / "data" if downloads else None
    if folder is None:
        return []
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _files(paths: list[str]) -> list[File]:
    found = [File(f"data/{path}", media_type(path)) for path in paths]
    return [*found, File(f"{ROOT}/index.json", _MEDIA[".json"])]


def media_type(path: str) -> str:
    """The media type of a file by its ending; raises KeyError for one that nobody named."""
    return _MEDIA[PurePosixPath(path).suffix]


def _years(book: Book) -> tuple[str, str] | None:
    """The first and the last year in which a source was published."""
    found = sorted(s.published[:4] for s in book.content.sources.values() if s.published)
    return (found[0], found[-1]) if found else None


def _dataset(book: Book, files: Sequence[File]) -> dict[str, Any]:
    """The data as a Dataset of schema.org, save what is said in the language of the page."""
    site = book.settings.site_url.rstrip("/")
    root, years = f"{site}/" if site else "../", _years(book)
    told = {
        "@type": "Dataset",
        "name": "Beatbook",
        "url": f"{site}/" if site else "",
        "creator": {"@type": "Organization", "name": "Beatbook"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "dateModified": book.as_of,
        "temporalCoverage": "/".join(years) if years else "",
        "spatialCoverage": {"@type": "Place", "name": "China"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.path,
                "contentUrl": f"{root}{file.path}",
                "encodingFormat": file.media,
            }
            for file in files
        ],
    }
    return {key: value for key, value in told.items() if value}


def _measured(book: Book) -> dict[str, list[str]]:
    """What the figures are about: the names of the families, by language."""
    families = book.content.vocabulary.families.values()
    return {
        language: [words.choose(family.name.zh, family.name.en)[1] for family in families]
        for language, words in book.words.items()
    }
