"""Which province-level units lie beside each other, and what stands out in each.

The pairs were entered by hand. A common border on land counts, a strait does not: Hainan and Taiwan
have no neighbour.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from generator.tables.frames import BrandRow

SHOWN: Final = 3
"""Brands that are named of each neighbour."""

_PAIRS: Final = Path(__file__).with_name("neighbours.csv").read_text(encoding="utf-8")


class Neighbour(NamedTuple):
    """A place near another: its number of brands, and those that say most of themselves."""

    code: str
    number: int
    brands: list[BrandRow]


@cache
def land_neighbours() -> dict[str, list[str]]:
    """By code of a province-level unit, those that it has a border with on land, in order."""
    found: dict[str, list[str]] = {}
    for pair in csv.DictReader(_PAIRS.splitlines()):
        found.setdefault(pair["code"], []).append(pair["other"])
        found.setdefault(pair["other"], []).append(pair["code"])
    return {code: sorted(others) for code, others in sorted(found.items())}


def near(code: str, prefectures: Iterable[str]) -> list[str]:
    """The places near one, in order of their codes.

    Of a province those that it borders, with or without brands; of a prefecture those of its
    province among the `prefectures` that have any.
    """
    if code.endswith("0000"):
        return land_neighbours().get(code, [])
    return sorted(other for other in prefectures if other[:2] == code[:2] and other != code)


def in_brief(places: Mapping[str, Sequence[BrandRow]]) -> dict[str, Neighbour]:
    """Each place by its code, with what a page nearby says of it."""
    return {
        code: Neighbour(code, len(rows), documented_first(rows)[:SHOWN])
        for code, rows in places.items()
    }


def documented_first(rows: Iterable[BrandRow]) -> list[BrandRow]:
    """By evidence level, then by what is told to copy a brand, then by figures; ties by id."""
    return sorted(rows, key=lambda r: (-r.evidence_level, -r.told, -r.figures, r.id))
