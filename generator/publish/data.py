"""Data files of the site: tables as CSV, records as JSON and YAML, the rankings of editions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from generator.book.book import Book
from generator.book.edition_tables import edition_tables
from generator.publish.spreadsheet import to_csv
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK

EDITIONS = "data/editions"
"""Where the tables of each edition stand, in a folder of its id."""

VERSION = 1
"""Of the addresses and keys below `api/`; a change that breaks readers takes a new one."""


def make_data(book: Book) -> Iterator[tuple[str, bytes]]:
    """Every data file: its path below the site's folder and its bytes."""
    frames = book.frames()
    for name, columns in CODEBOOK.items():
        yield f"data/{name}.csv", to_csv(getattr(frames, name), columns)
    root = f"api/v{VERSION}"
    for identity, line in book.lines.items():
        record = json.loads(line.packed)
        yield f"{root}/brands/{identity}.json", _json(book, {"brand": record})
        yield f"{root}/brands/{identity}.yml", (book.settings.root / line.file).read_bytes()
    yield f"{root}/brands.json", _json(book, {"brands": sorted(book.lines)})
    yield f"{root}/editions.json", _json(book, {"editions": sorted(book.editions)})
    for identity, own in book.editions.items():
        if own.rankings is not None:
            for name, frame in edition_tables(own).items():
                yield f"{EDITIONS}/{identity}/{name}.csv", to_csv(frame, EDITION_CODEBOOK[name])
            content = {"edition": identity, "rankings": own.rankings.model_dump(mode="json")}
            yield f"{EDITIONS}/{identity}/rankings.json", _json(own.book, content)


def to_json(frame: pd.DataFrame) -> bytes:
    """The rows of a table as a list of objects; null where nothing is known."""
    text = frame.to_json(orient="records", force_ascii=False, indent=1, double_precision=15)
    return f"{text}\n".encode()


def _json(book: Book, content: Mapping[str, object]) -> bytes:
    head = {"schema_version": VERSION, "data_as_of": book.as_of}
    return (json.dumps({**head, **content}, ensure_ascii=False, indent=1) + "\n").encode()
