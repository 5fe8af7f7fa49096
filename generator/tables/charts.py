"""What charts show, as plain numbers; templates draw them as static SVG beside their tables."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

from generator.evidence.ladder import RUNGS
from generator.evidence.units import scale_of
from generator.records.content import Content
from generator.tables.comparable import candidates, groups, one_a_brand
from generator.tables.frames import BookBrand, BrandRow, MetricRow


class Tile(NamedTuple):
    """One province-level unit of the tile map: grid place, names, brands, step of tint.

    The English name has hyphens where it may be broken.
    """

    code: str
    column: int
    row: int
    name_zh: str
    name_en: str
    brands: int
    step: int


class Bar(NamedTuple):
    """A figure that may stand beside others, and its share of the largest of them (0 to 1)."""

    metric: MetricRow
    share: float


def side_by_side(entries: Iterable[BookBrand], content: Content, indicator: str) -> list[list[Bar]]:
    """Figures of different brands by an indicator that are the same, largest groups first.

    A range has no one length. Nothing is said about the errors of any.
    """
    found, _ = candidates(entries, content, indicator)
    drawn = []
    for group in groups(found):
        rows = [c.metric for c in one_a_brand(group) if c.metric.value_max is None]
        if len(rows) > 1:
            drawn.append(_bars(rows))
    return sorted(drawn, key=len, reverse=True)


BARS: Final = 100
"""Figures of one indicator that are drawn at most."""


class BarGroup(NamedTuple):
    """The largest of `of` figures that may stand beside each other."""

    bars: list[Bar]
    of: int


def largest(groups: Iterable[list[Bar]], most: int = BARS) -> list[BarGroup]:
    """The first bars of groups, as many as may be drawn of all of them together."""
    drawn = []
    for group in groups:
        drawn.append(BarGroup(group[:most], len(group)))
        most -= len(drawn[-1].bars)
        if not most:
            break
    return drawn


def _bars(rows: Sequence[MetricRow]) -> list[Bar]:
    sizes = [_size(row) for row in rows]
    most = max(sizes) or 1
    bars = [Bar(row, float(size / most)) for row, size in zip(rows, sizes, strict=True)]
    return sorted(bars, key=lambda bar: (-bar.share, bar.metric.brand))


def _size(row: MetricRow) -> int | Fraction:
    """How long a figure is drawn; a whole number, as most are, is no fraction."""
    value = int(row.value) if row.value.isdecimal() else abs(Fraction(row.value))
    return value * scale_of(row.unit).factor


def on_rungs(rows: Iterable[BrandRow]) -> list[int]:
    """How many brands stand on each rung of the evidence ladder, from L0 to L6."""
    counts = Counter(row.evidence_level for row in rows)
    return [counts[level] for level in range(len(RUNGS))]


STEPS: Final = (1, 3, 10, 30, 100)
"""From how many brands each of the five tints begins."""

_TILES: Final = Path(__file__).with_name("tiles.csv").read_text(encoding="utf-8")
"""Where the 34 units stand, a schematic, and their names as they fit on a tile."""


def step_of(number: int) -> int:
    """Which of the five tints a number has; 0, none, where nothing was counted."""
    return sum(number >= least for least in STEPS)


def tile_map(brands: Mapping[str, int]) -> list[Tile]:
    """All 34 units with the number of brands of each; those without any have step 0."""
    tiles = []
    for entry in csv.DictReader(_TILES.splitlines()):
        number = brands.get(entry["code"], 0)
        place = int(entry["column"]), int(entry["row"])
        names = entry["name_zh"], entry["name_en"]
        tiles.append(Tile(entry["code"], *place, *names, number, step_of(number)))
    return tiles


def lines_of(name: str) -> list[str]:
    """A name on a tile, broken between words and, with its hyphen, after syllables."""
    return re.findall(r"[^ -]+-?", name)


WIDTH: Final = 360
"""Units across a drawing of rows: a phone shows it at its size, text of 12 units included."""

_INSET, _HEAD, _AXIS = 8, 26, 18
_ROW: Final = 28
_LONGEST: Final = 800
"""Units down of one drawing, which has to fit on a page of the PDF."""

_FARTHEST: Final = 300
"""Per cent beyond which a rise is drawn at the edge, lest one squeeze all falls together."""


class Mark(NamedTuple):
    """A change to be drawn, in per cent, with its interval where that is known.

    Marks that follow each other in one `group` share a heading; `dated` is whether its time is
    known.
    """

    group: str
    percent: float
    low: float | None
    high: float | None
    dated: bool


class Dot(NamedTuple):
    """A mark's place in a drawing, in its units; `mark` is its number among all marks.

    `y` is the middle of its row; the interval runs from `low` to `high`. `beyond`: it lies
    farther out than the drawing reaches.
    """

    mark: int
    x: float
    y: float
    low: float | None
    high: float | None
    beyond: bool


class DotPlot(NamedTuple):
    """A row a change; `ticks` are places across with their per cent, `heads` down with a group."""

    height: float
    ticks: list[tuple[float, int]]
    heads: list[tuple[float, str]]
    dots: list[Dot]


def dot_plots(marks: Sequence[Mark]) -> list[DotPlot]:
    """The marks in their order, on as many drawings of one scale as they need."""
    most = _scale_end(marks)
    ticks = [(_across(percent, most), percent) for percent in _ticks(most)]
    plots: list[DotPlot] = []
    for number, mark in enumerate(marks):
        last = plots[-1] if plots else None
        headed = last is not None and last.heads[-1][1] == mark.group
        if last is None or last.height + (0 if headed else _HEAD) + _ROW > _LONGEST:
            last, headed = DotPlot(_AXIS + 4, ticks, [], []), False
            plots.append(last)
        y = last.height - 4
        if not headed:
            y += _HEAD
            last.heads.append((y - 6, mark.group))
        low, high = (None if e is None else _across(e, most) for e in (mark.low, mark.high))
        x, beyond = _across(mark.percent, most), mark.percent > most
        last.dots.append(Dot(number, x, y + _ROW - 7, low, high, beyond))
        plots[-1] = last._replace(height=y + _ROW + 4)
    return plots


def _scale_end(marks: Iterable[Mark]) -> int:
    """The right end of the scale: beyond all marks and intervals, in steps of 25 per cent."""
    ends = [end for mark in marks for end in (mark.percent, mark.high) if end is not None]
    return max(25, math.ceil(min(max(ends, default=0), _FARTHEST) / 25) * 25)


def _across(percent: float, most: int) -> float:
    share = (min(max(percent, -100), most) + 100) / (most + 100)
    return round(_INSET + share * (WIDTH - 2 * _INSET), 2)


def _ticks(most: int) -> list[int]:
    step = 50 if most <= 150 else 100
    return [*range(-100, most + 1, step)]


class PlaceSpan(NamedTuple):
    """The places that one could take, as a bar; `sure` where it is a single one."""

    x: float
    width: float
    sure: bool


class Strip(NamedTuple):
    """One row: its number, its place down, and a bar in each panel."""

    row: int
    y: float
    spans: list[PlaceSpan]


class PlacePlot(NamedTuple):
    """A panel beside another for each assumption, a row for each that takes a place."""

    height: float
    panels: list[tuple[float, float]]
    strips: list[Strip]


def place_plots(rows: Sequence[Sequence[tuple[int, int]]]) -> list[PlacePlot]:
    """Places (best, worst; of as many as there are rows) by row and assumption, some at a time."""
    panels = _panels(len(rows[0]) if rows else 0)
    most = (_LONGEST - _AXIS - 4) // _ROW
    return [
        PlacePlot(
            height=_AXIS + 4 + _ROW * len(rows[start : start + most]),
            panels=panels,
            strips=[
                Strip(row, _AXIS + _ROW * (row - start + 1) - 7, _spans(places, panels, len(rows)))
                for row, places in enumerate(rows[start : start + most], start=start)
            ],
        )
        for start in range(0, len(rows), most)
    ]


def _panels(number: int) -> list[tuple[float, float]]:
    """Where each panel begins and how wide it is."""
    gap = 10
    width = (WIDTH - 2 * _INSET - gap * (number - 1)) / max(1, number)
    return [(round(_INSET + n * (width + gap), 2), round(width, 2)) for n in range(number)]


def _spans(
    places: Sequence[tuple[int, int]], panels: Sequence[tuple[float, float]], of: int
) -> list[PlaceSpan]:
    return [
        PlaceSpan(
            round(left + (low - 1) * width / of, 2),
            round((high - low + 1) * width / of, 2),
            low == high,
        )
        for (low, high), (left, width) in zip(places, panels, strict=True)
    ]


class RankDot(NamedTuple):
    """One row: its number, its place down, a dot at `x`, and what lies between two places.

    `likely` is a bar, `wide` a thin line, each as its left end and its width.
    """

    row: int
    x: float
    y: float
    likely: tuple[float, float]
    wide: tuple[float, float]


class RankPlot(NamedTuple):
    """Places across, a row for each that takes one; `ticks` are places with where they stand.

    `cut` is where the places end that count, None where all of them do.
    """

    height: float
    ticks: list[tuple[float, int]]
    cut: float | None
    dots: list[RankDot]


class Ranked(NamedTuple):
    """A place to be drawn, and the first and last of two ranges of places around it."""

    place: int
    likely: tuple[int, int]
    wide: tuple[int, int]


def rank_plots(rows: Sequence[Ranked], counting: int) -> list[RankPlot]:
    """Places of as many as there are rows, of which so many count, some rows at a time."""
    of = max(1, len(rows))
    step = max(1, math.ceil(of / 12))
    places = [1, *(place for place in range(step, of + 1, step) if place > 1)]
    ticks = [(_at_place(place, of), place) for place in places]
    cut = _at_place(counting + 0.5, of) if counting < of else None
    most = (_LONGEST - _AXIS - 4) // _ROW
    return [
        RankPlot(
            height=_AXIS + 4 + _ROW * len(rows[start : start + most]),
            ticks=ticks,
            cut=cut,
            dots=[
                RankDot(
                    n,
                    _at_place(row.place, of),
                    _AXIS + _ROW * (n - start + 1) - 7,
                    _between(row.likely, of),
                    _between(row.wide, of),
                )
                for n, row in enumerate(rows[start : start + most], start=start)
            ],
        )
        for start in range(0, len(rows), most)
    ]


def _at_place(place: float, of: int) -> float:
    return round(_INSET + (place - 0.5) / of * (WIDTH - 2 * _INSET), 2)


def _between(places: tuple[int, int], of: int) -> tuple[float, float]:
    left, right = (_at_place(place, of) for place in places)
    return left, round(right - left, 2)


def shortened(name: str, place: str = "", beside: str = "") -> str:
    """A label in one line of a drawing, which it shares with a text at the line's right end.

    Where there is no room for both, the place goes first, then the end of the name.
    """
    room = WIDTH - 2 * _INSET - (length_of(beside) + 12 if beside else 0)
    full = f"{name} · {place}" if place else name
    text = full if length_of(full) <= room else name
    if length_of(text) <= room:
        return text
    while text and length_of(text) + 12 > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def length_of(text: str) -> float:
    """About how many units a text of 12 units takes: Han characters are square.

    So are quotation marks and dots between them, whose width Unicode leaves open.
    """
    return sum(12 if unicodedata.east_asian_width(c) in "WFA" else 6.3 for c in text)
