"""What the data are called, and how to cite them: `CITATION.cff`, version 1.2.0 of its format."""

from __future__ import annotations

from typing import Final

import yaml

from generator import __version__
from generator.book.book import Book
from generator.publish import Files
from generator.records.i18n import in_all

TITLE: Final = "Beatbook: local policing brands in China"

LICENCE: Final = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
"""The licence of the data, its `name` being the SPDX identifier."""


def make_citation(book: Book) -> Files:
    """`CITATION.cff`; empty addresses are left out."""
    keys = {
        "cff-version": "1.2.0",
        "message": in_all(book.words, "please_cite", " "),
        "type": "dataset",
        "title": TITLE,
        "authors": [{"name": "Beatbook"}],
        "version": version_of(book),
        "date-released": book.as_of,
        "url": book.settings.site_url,
        "repository-code": book.settings.repo_url,
        "license": LICENCE["name"],
    }
    stated = {key: value for key, value in keys.items() if value}
    text = yaml.safe_dump(stated, allow_unicode=True, sort_keys=False, width=1000)
    yield "CITATION.cff", text.encode()


def version_of(book: Book) -> str:
    """The version of the data: that of the program, and their day."""
    return f"{__version__}+{book.as_of.replace('-', '')}"
