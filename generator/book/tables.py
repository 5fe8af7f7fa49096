"""The tables that readers download: those of the book and, at full precision, of its editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from generator.book.book import Book, EditionBook
from generator.rank.results import Likely, Rankings
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK, Column

Row = dict[str, Any]


class ForeignKey(NamedTuple):
    """Every value of a column is one of the column `target` of a table."""

    column: str
    table: str
    target: str = "id"


class Keys(NamedTuple):
    """What tells the rows of a table apart, and which rows of others they name."""

    primary: tuple[str, ...] = ()
    foreign: tuple[ForeignKey, ...] = ()


class Table(NamedTuple):
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
    "metrics": Keys(
        ("brand", "id"), (ForeignKey("brand", "brands"), ForeignKey("source", "sources"))
    ),
    "sources": Keys(("id",), (ForeignKey("reprint_of", "sources"),)),
    "honours": Keys(("honour", "position"), (ForeignKey("brand", "brands"),)),
}
"""The keys of the tables of the book; those of editions have none."""


def all_tables(book: Book) -> Iterator[Table]:
    """The tables of a book, then those of its editions that are ranked."""
    yield from book_tables(book)
    for own in book.editions.values():
        if own.rankings is not None:
            yield from edition_tables(own).values()


def book_tables(book: Book) -> list[Table]:
    """The tables of `CODEBOOK`."""
    return [
        Table(name, getattr(book.frames, name), columns, KEYS[name])
        for name, columns in CODEBOOK.items()
    ]


def edition_tables(own: EditionBook) -> dict[str, Table]:
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
        name: Table(name, _frame(columns, rows.get(name, ())), columns, edition=own.edition.id)
        for name, columns in EDITION_CODEBOOK.items()
    }


def _frame(columns: Mapping[str, Column], rows: Iterable[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=pd.Index(list(columns)))
    kinds = {c: "Int64" for c, column in columns.items() if column.type == "integer"}
    kinds |= {c: "Float64" for c, column in columns.items() if column.type == "number"}
    return frame.astype(kinds)


def _place(place: Likely | None, before: str = "") -> Row:
    low, high = (place.low, place.high) if place else (None, None)
    return {f"{before}low": low, f"{before}high": high}


def _documentation(own: EditionBook, rankings: Rankings) -> Iterator[Row]:
    ranking = rankings.documentation
    for row in ranking.brands:
        brand = own.book.lines[row.brand].brand
        yield {
            "brand": row.brand,
            "name_zh": brand.name_zh,
            "name_en": brand.name_en,
            "tier": row.tier,
            **_place(row.place),
            "expected": row.expected,
            "figures": row.figures,
            "sources": row.sources,
            "design": row.design,
            **{f"item_{item}": value for item, value in zip(ranking.items, row.items, strict=True)},
            "addition": row.addition.item if row.addition else None,
            **_place(row.addition.place if row.addition else None, "addition_"),
        }


def _leagues(rankings: Rankings) -> Iterator[Row]:
    for number, league in enumerate(rankings.leagues, start=1):
        conditions = league.model_dump(exclude={"rows"})
        for row in sorted(league.rows, key=lambda r: (r.rank or 0, r.brand)):
            yield {"league": number, **conditions, **row.model_dump()}


def _composite(own: EditionBook, rankings: Rankings) -> Iterator[Row]:
    for row in rankings.composite.brands:
        brand = own.book.lines[row.brand].brand
        told = row.model_dump(exclude={"place", "surely"})
        names = {"name_zh": brand.name_zh, "name_en": brand.name_en}
        yield {**told, **names, **_place(row.place), **_place(row.surely, "surely_")}


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
