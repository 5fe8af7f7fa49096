"""The miniature book as a site in memory, its records renamed, for tests of what others reuse."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from example_book import copy_example, settings_of

from generator.book.book import Book
from generator.build import make_book
from generator.publish import html
from generator.publish.data import make_data
from generator.publish.feed import make_feeds

SITE_URL = "https://beatbook.example/below/"

RENAMED = {
    "brands/yunnan/yi-orchard-policing.yml": ("id: yi-orchard-policing\n", "yi-orchards"),
    "sources/jia-daily-2024-05-06.yml": ("id: jia-daily-2024-05-06\n", "jia-daily"),
    "honours/jia-2024.yml": ("id: jia-2024\n", "jia-awards"),
    "editions/2024-all.yml": ("id: 2024-all\n", "report-2024"),
    "vocabulary/indicators.yml": ("thefts:\n", "theft-cases"),
    "vocabulary/practices.yml": ("service-posts:\n", "posts"),
    "vocabulary/categories.yml": ("    school:\n", "gates"),
}
"""Lines of records, each with an id that the record had before."""


@dataclass(frozen=True)
class Reused:
    """A book and every file of its site, by path, that is made without MkDocs."""

    book: Book
    files: dict[str, bytes]

    def text(self, path: str) -> str:
        return self.files[path].decode()


def rename(root: Path) -> None:
    """Give the records of `RENAMED` their former ids."""
    for name, (line, old) in RENAMED.items():
        path = root / "content" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(f"\n{line}") + text.startswith(line) == 1
        inner = " " * (len(line) - len(line.lstrip()) + (0 if line.startswith("id:") else 2))
        new = f"{line}{inner}formerly: [{old}]\n"
        path.write_text(text.replace(line, new, 1), encoding="utf-8")


def make_reused(root: Path) -> Reused:
    """The site of the miniature book below a folder that does not exist yet."""
    root.mkdir()
    rename(copy_example(root))
    book = make_book(settings_of(root, site_url=SITE_URL))
    return Reused(book, files_of(book))


def files_of(book: Book) -> dict[str, bytes]:
    made = [*html.make_files(book), *make_feeds(book), *make_data(book)]
    assert len(dict(made)) == len(made)
    return dict(made)
