"""The tables that readers download: those of the book and, at full precision, of its editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from generator.book.book import Book, EditionBook
from generator.rank.results import Compared, Documented, Likely, Rankings
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK, Column

Row = dict[str, Any]


class Keys(NamedTuple):
    """What tells the rows of a table apart, and which rows of others they name.

    `foreign` pairs a column with the table whose `id` each of its values is.
    """

    primary: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str], ...] = ()


class DataTable(NamedTuple):
    """A table with the meaning of its columns; `edition` is an id, empty for the whole book."""

    name: str
    frame: pd.DataFrame
    columns: Mapping[str, Column]
    keys: Keys = Keys()
    edition: str = ""

    @property
    def path(self) -> str:
        """Where its files stand below the folder of the data, without their ending."""
        return f"editions/{self.edition}/{self.name}" if self.edition else self.name


KEYS: Final[Mapping[str, Keys]] = {
    "brands": Keys(("id",)),
    "metrics": Keys(("brand", "id"), (("brand", "brands"), ("source", "sources"))),
    "sources": Keys(("id",), (("reprint_of", "sources"),)),
    "honours": Keys(("honour", "position"), (("brand", "brands"),)),
}
"""The keys of the tables of the book; those of editions have none."""


def all_tables(book: Book) -> Iterator[DataTable]:
    """The tables of a book, then those of its editions that are ranked."""
    yield from book_tables(book)
    for own in book.editions.values():
        if own.rankings is not None:
            yield from edition_tables(own).values()


def book_tables(book: Book) -> list[DataTable]:
    """The tables of `CODEBOOK`."""
    frames = book.frames()
    return [
        DataTable(name, getattr(frames, name), columns, KEYS[name])
        for name, columns in CODEBOOK.items()
    ]


def edition_tables(own: EditionBook) -> dict[str, DataTable]:
    """Tables by name, best expected rank first; empty where nothing is ranked."""
    rows: dict[str, Iterable[Row]] = {}
    if own.rankings is not None:
        rows = {
            "documentation": _documentation(own, own.rankings),
            "leagues": _leagues(own.rankings),
            "apart": (entry.model_dump() for entry in own.rankings.apart),
            "composite": _composite(own, own.rankings),
            "refused": _refused(own.rankings),
            "scenarios": _scenarios(own.rankings),
        }
    return {
        name: DataTable(name, _frame(columns, rows.get(name, ())), columns, edition=own.edition.id)
        for name, columns in EDITION_CODEBOOK.items()
    }


def _frame(columns: Mapping[str, Column], rows: Iterable[Row]) -> pd.DataFrame:
    """The rows in these columns, without what else they say."""
    frame = pd.DataFrame(list(rows), columns=pd.Index(list(columns)))
    kinds = {c: "Int64" for c, column in columns.items() if column.type == "integer"}
    kinds |= {c: "Float64" for c, column in columns.items() if column.type == "number"}
    return frame.astype(kinds)


def _place(place: Likely, before: str = "") -> Row:
    return {f"{before}low": place.low, f"{before}high": place.high}


def _ranked(own: EditionBook, row: Documented | Compared) -> Row:
    """What a row says, with the names of its brand."""
    brand = own.book.brands[row.brand].row
    names = {"name_zh": brand.name_zh, "name_en": brand.name_en}
    return {**row.model_dump(), **names, **_place(row.place)}


def _documentation(own: EditionBook, rankings: Rankings) -> Iterator[Row]:
    for row in rankings.documentation.brands:
        values = zip(rankings.documentation.items, row.items, strict=True)
        added: Row = {"addition": None}
        if row.addition is not None:
            added = {"addition": row.addition.item, **_place(row.addition.place, "addition_")}
        yield {**_ranked(own, row), **{f"item_{item}": value for item, value in values}, **added}


def _leagues(rankings: Rankings) -> Iterator[Row]:
    for number, league in enumerate(rankings.leagues, start=1):
        conditions = league.model_dump(exclude={"rows"})
        for row in sorted(league.rows, key=lambda r: (r.rank or 0, r.brand)):
            yield {"league": number, **conditions, **row.model_dump()}


def _composite(own: EditionBook, rankings: Rankings) -> Iterator[Row]:
    for row in rankings.composite.brands:
        yield {**_ranked(own, row), **_place(row.surely, "surely_")}


def _refused(rankings: Rankings) -> Iterator[Row]:
    for row in rankings.composite.refused:
        yield {"brand": row.brand, "reasons": " ".join(row.reasons)}


def _scenarios(rankings: Rankings) -> Iterator[Row]:
    products = {
        "documentation": rankings.documentation.scenarios,
        "composite": rankings.composite.scenarios,
    }
    for product, scenarios in products.items():
        for scenario in scenarios:
            for brand, place in sorted(scenario.places.items()):
                told = {"scenario": scenario.name, "tau": scenario.tau, "brand": brand}
                yield {"product": product, **told, **_place(place)}
