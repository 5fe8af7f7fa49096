"""The rankings of an edition as tables for download: full precision, best expected rank first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from generator.book.book import EditionBook
from generator.rank.results import Likely, Rankings
from generator.tables.codebook import EDITION_CODEBOOK

Row = dict[str, Any]


def edition_tables(own: EditionBook) -> dict[str, pd.DataFrame]:
    """Tables by name, in the columns of `EDITION_CODEBOOK`; empty where nothing is ranked."""
    rows: dict[str, Iterable[Row]] = {name: [] for name in EDITION_CODEBOOK}
    if own.rankings is not None:
        rows = {
            "documentation": _documentation(own, own.rankings),
            "leagues": _leagues(own.rankings),
            "apart": (entry.model_dump() for entry in own.rankings.apart),
            "composite": _composite(own, own.rankings),
            "refused": _refused(own.rankings),
            "scenarios": _scenarios(own.rankings),
        }
    return {name: _frame(name, rows[name]) for name in EDITION_CODEBOOK}


def _frame(name: str, rows: Iterable[Row]) -> pd.DataFrame:
    columns = EDITION_CODEBOOK[name]
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
