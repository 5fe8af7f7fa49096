"""The tables that a script on the site reads, one file a table and language, or a province too."""

from __future__ import annotations

import json

from generator.book.book import Book
from generator.publish import Files
from generator.site.explorer import EXPLORED, Speaker, coded, parts_of_table


def make_explorer(book: Book) -> Files:
    """Every file by its path below the site's folder: `en/explorer/figures.json`."""
    for language, words in book.words.items():
        speaker = Speaker(book, words)
        for table in EXPLORED:
            for part, rows in parts_of_table(book, table, words).items():
                name = f"{table.name}-{part}" if part else table.name
                data = coded(table, rows, speaker)
                text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
                yield f"{language}/explorer/{name}.json", text.encode()
