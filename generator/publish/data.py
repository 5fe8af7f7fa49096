"""Data files of the site: the tables as CSV, every brand's record as JSON and YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.book import Book
from generator.codebook import CODEBOOK

VERSION = 1
"""Of the addresses and keys below `api/`; a change that breaks readers takes a new one."""


def make_data(book: Book) -> Iterator[tuple[str, bytes]]:
    """Every data file: its path below the site's folder and its bytes."""
    for name, columns in CODEBOOK.items():
        frame = getattr(book.frames, name)
        if list(frame.columns) != list(columns):
            raise AssertionError(f"the codebook of {name} and its table differ")
        yield f"data/{name}.csv", frame.to_csv(index=False, lineterminator="\n").encode()
    root = f"api/v{VERSION}"
    for identity, line in book.lines.items():
        record = json.loads(line.record)
        yield f"{root}/brands/{identity}.json", _json(book, {"brand": record})
        yield f"{root}/brands/{identity}.yml", (book.settings.root / line.file).read_bytes()
    yield f"{root}/brands.json", _json(book, {"brands": sorted(book.lines)})


def _json(book: Book, content: dict[str, object]) -> bytes:
    head = {"schema_version": VERSION, "data_as_of": book.as_of}
    return (json.dumps({**head, **content}, ensure_ascii=False, indent=1) + "\n").encode()
