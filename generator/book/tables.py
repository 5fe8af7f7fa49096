"""The tables that readers download: those of the book and, at full precision, of its editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from generator.book.book import Book, EditionBook
from generator.rank.results import Compared, Documented, Likely, Rankings, Score
from generator.rank.shortlists import FACETS
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK, Column
from generator.tables.dataframes import make_frames
from generator.tables.frames import BrandRow

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
    frames = make_frames(book.brands.values(), book.content)
    return [
        DataTable(name, getattr(frames, name), columns, KEYS[name])
        for name, columns in CODEBOOK.items()
    ]


def edition_tables(own: EditionBook) -> dict[str, DataTable]:
    """Tables by name in the order of the report; empty where nothing is ranked."""
    rows: dict[str, Iterable[Row]] = {}
    if own.rankings is not None:
        rows = {
            "ladder": _ladder(own),
            "changes": _changes(own.rankings),
            "assumed": _assumed(own.rankings),
            "shortlists": _shortlists(own.rankings),
            "forecasts": (forecast.model_dump() for forecast in own.outlook.forecasts),
            "settled": _settled(own.outlook.score),
            "score": _score(own.outlook.score),
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


def _ladder(own: EditionBook) -> Iterator[Row]:
    """The moves of the ledger; without an edition before, where each brand stands."""
    for move in own.ledger:
        moved = {"before": move.before, "move": move.kind, "why": " ".join(move.why)}
        yield {**_standing(move.brand, move.now), **moved}
    if own.before is None:
        yield from (_standing(row, row.evidence_level) for row in own.book.rows())


def _standing(row: BrandRow, level: int | None) -> Row:
    names = {"name_zh": row.name_zh, "name_en": row.name_en}
    missing = row.missing_for_next if level is not None else None
    return {"brand": row.id, **names, "now": level, "missing_for_next": missing}


def _changes(rankings: Rankings) -> Iterator[Row]:
    for family in rankings.families:
        for row in family.rows:
            tide = row.tide.percent if row.tide else None
            yield {"family": family.family, **row.model_dump(exclude={"tide"}), "tide": tide}


def _assumed(rankings: Rankings) -> Iterator[Row]:
    for family in rankings.families:
        for assumed in family.assumed:
            for brand, place in sorted(assumed.places.items()):
                told = {"family": family.family, "indicator": assumed.indicator}
                yield {**told, "base": assumed.base, "brand": brand, **_place(place)}


def _shortlists(rankings: Rankings) -> Iterator[Row]:
    """Every brand of every subject: those of the front first, then those that are beaten."""
    for shortlist in rankings.shortlists:
        beaten = {one.brand: one for one in shortlist.beaten}
        for brand in (*shortlist.front, *beaten):
            by = beaten.get(brand)
            yield {
                "subject": shortlist.subject,
                "brand": brand,
                "on_front": by is None,
                "beaten_by": by and by.by,
                "beaten_on": by and " ".join(by.on),
                **dict(zip(FACETS, shortlist.facets[brand], strict=True)),
            }


def _settled(score: Score | None) -> Iterator[Row]:
    for one in score.settled if score else ():
        yield {**one.forecast.model_dump(), "came_true": one.came_true}


def _score(score: Score | None) -> Iterator[Row]:
    if score is not None:
        yield {**score.model_dump(), "settled": len(score.settled)}


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
