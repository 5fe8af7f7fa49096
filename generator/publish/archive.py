"""The data package as one file: every table as CSV, what describes them, how to cite them."""

from __future__ import annotations

import io
import zipfile
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
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    yield "beatbook-data.zip", packed.getvalue()
