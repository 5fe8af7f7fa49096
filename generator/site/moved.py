"""Pages at the addresses that records had, each of which leads on to the one a record has now."""

from __future__ import annotations

from collections.abc import Iterator

from generator.book.book import Book
from generator.records.models import Text
from generator.site.page import Page


def moved_pages(book: Book) -> Iterator[Page]:
    """A page for each former id of a record that has a page of its own."""
    for folder, former in book.renamed().items():
        if folder == "honours":
            continue  # all on one page, which keeps the former ids as anchors
        for old, now in former.items():
            data = {"target": f"{folder}/{now}", "name": _name(book, folder, now)}
            yield Page(f"{folder}/{old}", "pages/moved.html", data)


def _name(book: Book, folder: str, identity: str) -> Text:
    """What a record is called."""
    content, vocabulary = book.content, book.content.vocabulary
    if folder == "brands":
        row = book.brands[identity].row
        return Text(zh=row.name_zh, en=row.name_en)
    if folder in ("sources", "editions", "rounds"):
        title: Text = getattr(content, folder)[identity].title
        return title
    if folder == "categories":
        return vocabulary.second_levels()[identity].name
    if folder == "indicators":
        return vocabulary.indicators[identity].name
    return vocabulary.tags[folder][identity].name
