"""Data files of the site: tables as CSV, the static API, the rankings of editions."""

from __future__ import annotations

from io import BytesIO
from itertools import chain

import pandas as pd

from generator.book.book import Book, EditionBook
from generator.book.tables import book_tables
from generator.publish import Files
from generator.publish.api import make_api, to_json
from generator.publish.citation import make_citation
from generator.publish.datapackage import make_datapackage
from generator.publish.spreadsheet import TOGETHER, make_csv


def make_data(book: Book) -> Files:
    """Every data file: its path below the site's folder and its bytes."""
    for path, data in chain(make_csv(book), make_datapackage(book), make_citation(book)):
        yield f"data/{path}", data
    yield from make_api(book)
    for identity, selection in book.rounds.items():
        result = selection.result.model_dump(mode="json")
        yield f"data/rounds/{identity}/result.json", to_json(selection.as_of, {"result": result})
    for identity, own in book.editions.items():
        if own.rankings is not None:
            yield f"data/editions/{identity}/rankings.json", to_json(own.book.as_of, _whole(own))


def _whole(own: EditionBook) -> dict[str, object]:
    """An edition whole: who moved on the ladder, what is ranked and forecast.

    `before` is the id of the edition that it is compared with.
    """
    moves = [move._replace(why=list(move.why))._asdict() for move in own.ledger]
    return {
        "edition": own.edition.id,
        "before": own.before and own.before.edition.id,
        "levels": {row.id: row.evidence_level for row in own.book.rows()},
        "ledger": [{**move, "brand": move["brand"].id} for move in moves],
        "rankings": own.rankings and own.rankings.model_dump(mode="json"),
        "outlook": own.outlook.model_dump(mode="json"),
    }


def make_json(book: Book) -> Files:
    """The tables of the book as lists of objects; null where nothing is known."""
    for table in book_tables(book):
        yield f"json/{table.path}.json", _objects(table.frame)


def _objects(frame: pd.DataFrame) -> bytes:
    """Made of some rows at a time: pandas has a text in memory several times over."""
    begun, end = "[\n", "\n]"
    objects = BytesIO()  # joined, all would be there twice
    objects.write(begun.encode())
    for start in range(0, len(frame), TOGETHER):
        rows = frame.iloc[start : start + TOGETHER]
        text = rows.to_json(orient="records", force_ascii=False, indent=1, double_precision=15)
        objects.write((",\n" if start else "").encode())
        objects.write(text.removeprefix(begun).removesuffix(end).encode())
    objects.write(f"{end}\n".encode())
    return objects.getvalue()
