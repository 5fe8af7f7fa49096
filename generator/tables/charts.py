"""What charts show, as plain numbers; templates draw them as static SVG beside their tables."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

from generator.evidence.claims import span
from generator.evidence.quantities import fold
from generator.tables.frames import MetricRow


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


def comparable(rows: Iterable[MetricRow]) -> list[list[Bar]]:
    """Figures of one indicator in groups that may be drawn side by side, largest groups first.

    Alike are figures with the same unit, comparison, scope, denominator and length of period that
    state one value; what stands alone is left out. Nothing is said about the errors of any.
    """
    groups: dict[tuple[object, ...], list[MetricRow]] = {}
    for row in rows:
        if row.value_max is None and row.period is not None:
            _, unit = fold(Fraction(row.value), row.unit)
            key = (unit, row.basis, row.scope_zh, row.denominator_zh, span(row.period))
            groups.setdefault(key, []).append(row)
    alike = [_bars(group) for group in groups.values() if len(group) > 1]
    return sorted(alike, key=len, reverse=True)


def _bars(group: list[MetricRow]) -> list[Bar]:
    sizes = [abs(Fraction(fold(Fraction(row.value), row.unit)[0])) for row in group]
    most = max(sizes) or Fraction(1)
    bars = [Bar(row, float(size / most)) for row, size in zip(group, sizes, strict=True)]
    return sorted(bars, key=lambda bar: (-bar.share, bar.metric.brand, bar.metric.id))


STEPS: Final = (1, 3, 10, 30, 100)
"""From how many brands each of the five tints begins."""

_TILES: Final = Path(__file__).with_name("tiles.csv").read_text(encoding="utf-8")
"""Where the 34 units stand, a schematic, and abbreviations (ISO 3166-2:CN in English)."""


def tile_map(brands: Mapping[str, int]) -> list[Tile]:
    """All 34 units with the number of brands of each; those without any have step 0."""
    tiles = []
    for line in csv.DictReader(_TILES.splitlines()):
        number = brands.get(line["code"], 0)
        step = sum(number >= least for least in STEPS)
        place = int(line["column"]), int(line["row"])
        tiles.append(Tile(line["code"], *place, line["short_zh"], line["short_en"], number, step))
    return tiles
