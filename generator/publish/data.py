"""Data files of the site: tables as CSV, records as JSON and YAML, the rankings of editions."""

from __future__ import annotations

import json
from collections.abc import Mapping

from generator.book.book import Book, EditionBook
from generator.book.tables import book_tables
from generator.publish import Files
from generator.publish.spreadsheet import make_csv

VERSION = 1
"""Of the addresses and keys below `api/`; a change that breaks readers takes a new one."""


def make_data(book: Book) -> Files:
    """Every data file: its path below the site's folder and its bytes."""
    for path, data in make_csv(book):
        yield f"data/{path}", data
    root = f"api/v{VERSION}"
    for identity, entry in book.brands.items():
        record = json.loads(entry.packed)
        yield f"{root}/brands/{identity}.json", _json(book, {"brand": record})
        yield f"{root}/brands/{identity}.yml", (book.settings.root / entry.file).read_bytes()
    yield f"{root}/brands.json", _json(book, {"brands": sorted(book.brands)})
    yield f"{root}/editions.json", _json(book, {"editions": sorted(book.editions)})
    for identity, own in book.editions.items():
        yield f"{root}/editions/{identity}.json", _json(own.book, _edition(own))
        if own.rankings is not None:
            content = {"edition": identity, "rankings": own.rankings.model_dump(mode="json")}
            yield f"data/editions/{identity}/rankings.json", _json(own.book, content)


def _edition(own: EditionBook) -> dict[str, object]:
    """An edition whole: what it is, who moved on the ladder, what is ranked and forecast.

    `before` is the id of the edition that it is compared with, `rankings` null below the number
    of brands that it needs.
    """
    moves = [move._replace(why=list(move.why))._asdict() for move in own.ledger]
    return {
        "edition": own.edition.model_dump(mode="json", by_alias=True),
        "before": own.before and own.before.edition.id,
        "levels": {row.id: row.evidence_level for row in own.book.rows()},
        "ledger": [{**move, "brand": move["brand"].id} for move in moves],
        "rankings": own.rankings and own.rankings.model_dump(mode="json"),
        "outlook": own.outlook.model_dump(mode="json"),
    }


def make_json(book: Book) -> Files:
    """The tables of the book as lists of objects; null where nothing is known."""
    for table in book_tables(book):
        text = table.frame.to_json(
            orient="records", force_ascii=False, indent=1, double_precision=15
        )
        yield f"json/{table.path}.json", f"{text}\n".encode()


def _json(book: Book, content: Mapping[str, object]) -> bytes:
    head = {"schema_version": VERSION, "data_as_of": book.as_of}
    return (json.dumps({**head, **content}, ensure_ascii=False, indent=1) + "\n").encode()
