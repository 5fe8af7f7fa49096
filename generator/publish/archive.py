"""The data package as one file: every table as CSV, what describes them, how to cite them."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import Final

from generator.book.book import Book
from generator.publish import Files
from generator.publish.citation import make_citation
from generator.publish.datapackage import make_datapackage
from generator.publish.spreadsheet import make_csv

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def make_archive(book: Book) -> Files:
    """A ZIP whose bytes depend on its files alone."""
    files = [*make_datapackage(book), *make_citation(book), *make_csv(book)]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in sorted(files):
            archive.writestr(_entry(name), data)
    yield "beatbook-data.zip", made.getvalue()


def packed(path: Path) -> bytes:
    """A ZIP of another program with the same files in it, and nothing of this machine."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as archive:
        for name in source.namelist():
            with source.open(name) as data, archive.open(_entry(name), "w") as copy:
                shutil.copyfileobj(data, copy)
    return made.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
