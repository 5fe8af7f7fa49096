"""The tables that readers download, those of editions and selection rounds at full precision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from generator.book.book import Book, EditionBook, RoundBook
from generator.rank.results import Compared, Documented, Likely, Rankings, Score
from generator.rank.shortlists import FACETS
from generator.tables.codebook import (
    CODEBOOK,
    EDITION_CODEBOOK,
    ROUND_CODEBOOK,
    Codebook,
    Column,
)
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
    """A table with the meaning of its columns.

    `folder` is that of its edition or round, such as `editions/2024`; empty for the whole book.
    """

    name: str
    frame: pd.DataFrame
    columns: Mapping[str, Column]
    keys: Keys = Keys()
    folder: str = ""

    @property
    def path(self) -> str:
        """Where its files stand below the folder of the data, without their ending."""
        return f"{self.folder}/{self.name}" if self.folder else self.name


KEYS: Final[Mapping[str, Keys]] = {
    "brands": Keys(("id",)),
    "metrics": Keys(("brand", "id"), (("brand", "brands"), ("source", "sources"))),
    "sources": Keys(("id",), (("reprint_of", "sources"),)),
    "honours": Keys(("honour", "position"), (("brand", "brands"),)),
}
"""The keys of the tables of the book; those of editions and rounds have none."""


def all_tables(book: Book) -> Iterator[DataTable]:
    """The tables of a book, then those of its editions that are ranked and of its rounds."""
    yield from book_tables(book)
    for own in book.editions.values():
        if own.rankings is not None:
            yield from edition_tables(own).values()
    for selection in book.rounds.values():
        yield from round_tables(selection).values()


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
    return _filled(EDITION_CODEBOOK, rows, f"editions/{own.edition.id}")


def _filled(
    codebook: Codebook, rows: Mapping[str, Iterable[Row]], folder: str
) -> dict[str, DataTable]:
    return {
        name: DataTable(name, _frame(columns, rows.get(name, ())), columns, folder=folder)
        for name, columns in codebook.items()
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


def round_tables(own: RoundBook) -> dict[str, DataTable]:
    """The tables of a selection round by name, in the order of its page."""
    rows: dict[str, Iterable[Row]] = {
        "nominees": _nominees(own),
        "places": _places(own),
        "agreement": (agreed.model_dump() for agreed in own.result.agreement),
        "jurors": _jurors(own),
        "criteria": _criteria(own),
        "scores": (score._asdict() | {"score": score.value} for score in own.scores),
        "votes": _votes(own),
    }
    return _filled(ROUND_CODEBOOK, rows, f"rounds/{own.round.id}")


def _called(own: RoundBook, brand: str) -> Row:
    """The id of a brand of a round, and its names where it has a record."""
    named = own.named.get(brand)
    names = {"name_zh": named.name_zh, "name_en": named.name_en} if named else {}
    return {"brand": brand, **names}


def _nominees(own: RoundBook) -> Iterator[Row]:
    reasons = {aside.brand: aside.reason for aside in own.round.set_aside}
    for nominee in own.result.nominees:
        reason = reasons.get(nominee.brand) if "set_aside" in nominee.why else None
        stated = {"reason_zh": reason and reason.zh, "reason_en": reason and reason.en}
        told = {**nominee.model_dump(), "why": " ".join(nominee.why)}
        yield {**told, **_called(own, nominee.brand), **stated}


def _places(own: RoundBook) -> Iterator[Row]:
    """The scored brands; what the agreement does not carry is empty."""
    result = own.result
    standing = {nominee.brand: [nominee.reached, *nominee.why][-1] for nominee in result.nominees}
    for row in result.judged:
        told = row.model_dump()
        if row.likely and row.left_out:
            told |= {**_place(row.likely), **_place(row.left_out, "left_")}
        yield {**told, **_called(own, row.brand), "standing": standing[row.brand]}


def _jurors(own: RoundBook) -> Iterator[Row]:
    for juror in own.result.jurors:
        recused = " ".join(own.round.jurors[juror.juror].recused)
        yield {**juror.model_dump(), "recused": recused}


def _criteria(own: RoundBook) -> Iterator[Row]:
    for identity, criterion in own.round.judged_by.items():
        names = {"name_zh": criterion.name.zh, "name_en": criterion.name.en}
        yield {"criterion": identity, **names, "weight": criterion.weight}


def _votes(own: RoundBook) -> Iterator[Row]:
    merged = own.result.merging
    rows = {row.brand: row for row in merged.rows} if merged else {}
    for vote in own.result.votes:
        row = rows.get(vote.brand)
        yield {**vote.model_dump(), "points": row and row.points, "merged": row and row.place}
