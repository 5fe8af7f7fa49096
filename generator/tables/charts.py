"""What charts show, as plain numbers; templates draw them as static SVG beside their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from generator.evidence.units import fold
from generator.records.content import Content
from generator.records.models import Indicator
from generator.tables.comparable import candidates, groups, one_a_brand
from generator.tables.frames import Line, MetricRow


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


def side_by_side(lines: Iterable[Line], content: Content) -> dict[str, list[list[Bar]]]:
    """By indicator, the figures of different brands that are the same, largest groups first.

    A range has no one length. Nothing is said about the errors of any.
    """
    found, _ = candidates(lines, content)
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


STEPS: Final = (1, 3, 10, 30, 100)
"""From how many brands each of the five tints begins."""

_TILES: Final = """
230000 7 0 黑 HL
150000 4 1 蒙 NM
210000 6 1 辽 LN
220000 7 1 吉 JL
650000 0 2 新 XJ
620000 1 2 甘 GS
640000 2 2 宁 NX
140000 3 2 晋 SX
130000 4 2 冀 HE
110000 5 2 京 BJ
120000 6 2 津 TJ
540000 0 3 藏 XZ
630000 1 3 青 QH
610000 2 3 陕 SN
410000 3 3 豫 HA
370000 4 3 鲁 SD
320000 5 3 苏 JS
510000 1 4 川 SC
500000 2 4 渝 CQ
420000 3 4 鄂 HB
340000 4 4 皖 AH
330000 5 4 浙 ZJ
310000 6 4 沪 SH
530000 1 5 云 YN
520000 2 5 贵 GZ
430000 3 5 湘 HN
360000 4 5 赣 JX
350000 5 5 闽 FJ
710000 6 5 台 TW
450000 3 6 桂 GX
440000 4 6 粤 GD
810000 5 6 港 HK
460000 3 7 琼 HI
820000 4 7 澳 MO
"""
"""Code, column, row and abbreviations (ISO 3166-2:CN in English) of the 34 units, a schematic."""


def tile_map(brands: Mapping[str, int]) -> list[Tile]:
    """All 34 units with the number of brands of each; those without any have step 0."""
    tiles = []
    for line in _TILES.split("\n")[1:-1]:
        code, column, row, zh, en = line.split(" ")
        number = brands.get(code, 0)
        step = sum(number >= least for least in STEPS)
        tiles.append(Tile(code, int(column), int(row), zh, en, number, step))
    return tiles
