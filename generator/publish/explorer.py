"""The tables that a script on the site reads, one file a table and language, or a province too."""

from __future__ import annotations

from generator.book.book import Book
from generator.publish import Files
from generator.publish.json_text import packed
from generator.site.explorer import EXPLORED, coded, parts_of_table
from generator.site.speaker import Speaker


def make_explorer(book: Book) -> Files:
    """Every file by its path below the site's folder: `en/explorer/figures.json`."""
    for language, words in book.words.items():
        speaker = Speaker(book, words)
        for table in EXPLORED:
            for part, rows in parts_of_table(book, table, words).items():
                name = f"{table.name}-{part}" if part else table.name
                yield f"{language}/explorer/{name}.json", packed(coded(table, rows, speaker))
