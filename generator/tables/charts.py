"""What charts show, as plain numbers; templates draw them as static SVG beside their tables."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

from generator.evidence.ladder import RUNGS
from generator.evidence.units import fold
from generator.records.content import Content
from generator.records.models import Indicator
from generator.tables.comparable import candidates, groups, one_a_brand
from generator.tables.frames import BookBrand, BrandRow, MetricRow


class Tile(NamedTuple):
    """One province-level unit of the tile map: grid place, abbreviations, brands, step of tint."""

    code: str
    column: int
    row: int
    short_zh: str
    short_en: str
    brands: int
    step: int


class Bar(NamedTuple):
    """A figure that may stand beside others, and its share of the largest of them (0 to 1)."""

    metric: MetricRow
    share: float


def side_by_side(entries: Iterable[BookBrand], content: Content) -> dict[str, list[list[Bar]]]:
    """By indicator, the figures of different brands that are the same, largest groups first.

    A range has no one length. Nothing is said about the errors of any.
    """
    found, _ = candidates(entries, content)
    drawn: dict[str, list[list[Bar]]] = {}
    for group in groups(found):
        rows = [c.metric for c in one_a_brand(group) if c.metric.value_max is None]
        if len(rows) > 1:
            identity = rows[0].indicator
            bars = _bars(rows, content.vocabulary.indicators[identity])
            drawn.setdefault(identity, []).append(bars)
    return {identity: sorted(own, key=len, reverse=True) for identity, own in drawn.items()}


def _bars(rows: Sequence[MetricRow], indicator: Indicator) -> list[Bar]:
    sizes = [abs(fold(row.value, row.unit, indicator.units)[0]) for row in rows]
    most = max(sizes) or Fraction(1)
    bars = [Bar(row, float(size / most)) for row, size in zip(rows, sizes, strict=True)]
    return sorted(bars, key=lambda bar: (-bar.share, bar.metric.brand))


def on_rungs(rows: Iterable[BrandRow]) -> list[int]:
    """How many brands stand on each rung of the evidence ladder, from L0 to L6."""
    counts = Counter(row.evidence_level for row in rows)
    return [counts[level] for level in range(len(RUNGS))]


STEPS: Final = (1, 3, 10, 30, 100)
"""From how many brands each of the five tints begins."""

_TILES: Final = Path(__file__).with_name("tiles.csv").read_text(encoding="utf-8")
"""Where the 34 units stand, a schematic, and abbreviations (ISO 3166-2:CN in English)."""


def tile_map(brands: Mapping[str, int]) -> list[Tile]:
    """All 34 units with the number of brands of each; those without any have step 0."""
    tiles = []
    for entry in csv.DictReader(_TILES.splitlines()):
        number = brands.get(entry["code"], 0)
        step = sum(number >= least for least in STEPS)
        place = int(entry["column"]), int(entry["row"])
        tiles.append(
            Tile(entry["code"], *place, entry["short_zh"], entry["short_en"], number, step)
        )
    return tiles
