"""The typeface of the PDF: Noto Sans SC cut down to the characters of one report.

Typst sets normal text inside an SVG too thin when a font is variable, and the whole font would
take twelve seconds to cut. So a report gets two static fonts with only its own characters; the
same characters give the same bytes. Characters that Noto Sans SC lacks come from its sisters, and
what they lack too is a box with the code point in it, under its own character: copied from the PDF
or read aloud it is still what was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.pens.recordingPen import DecomposingRecordingPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable  # type: ignore[import-untyped]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]

from generator.check.glyphs import font_files, font_of, known, needs_glyph
from generator.system.files import about

FAMILY = "Beatbook Sans"
"""The name of our fonts; the font's licence asks for one that is not its own."""

WEIGHTS = {400: "Regular", 700: "Bold"}

_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0·‐–—−‘’“”…•、。〈〉《》「」（），：；？！％"
_FEATURES = ["ccmp", "halt", "kern", "liga", "locl", "mark", "palt", "pwid"]
_TABLES = ["STAT", "gasp", "prep", "vhea", "vmtx"]
"""Tables that mean nothing to a static, unhinted, horizontal font."""

_EM = 1000
_BOX = (60, -80, 940, 840)
_LINE = 36
"""A box for what no font has: its outline in thousandths of an em, and how thick that is."""


def make_fonts(characters: Iterable[str]) -> dict[str, bytes]:
    """The fonts that show these characters, by the names of their files.

    Raises BeatbookError if they are not installed.
    """
    wanted = {character for character in characters if needs_glyph(character)}
    first, *_ = font_files()
    always = {character for character in _ALWAYS if ord(character) in known(first)}
    return _make("".join(sorted(wanted | always)))


def write_fonts(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the fonts into a folder, for Typst to find."""
    for name, data in files.items():
        path = folder / name
        with about(path):
            path.write_bytes(data)


@lru_cache(maxsize=4)
def _make(characters: str) -> dict[str, bytes]:
    """Cut the fonts down first: to make a static font of a whole one takes far longer."""
    first, *others = font_files()
    homes = {character: font_of(character) for character in characters}
    small = _subset(first, [c for c, home in homes.items() if home == first])
    rest = {
        font: own for font in others if (own := [c for c, home in homes.items() if home == font])
    }
    borrowed = {font: _subset(font, own) for font, own in rest.items()}
    fonts = {}
    for weight in WEIGHTS:
        fonts[weight] = font = _static(copy(small), weight)
        for other, own in rest.items():
            _borrow(font, _instance(copy(borrowed[other]), weight), own)
        _add_boxes(font, [c for c, home in homes.items() if home is None])
    return {f"{weight}.ttf": _bytes(font) for weight, font in fonts.items()}


def _subset(path: Path, characters: Iterable[str]) -> BytesIO:
    options = Options(
        layout_features=_FEATURES,
        drop_tables=[*Options().drop_tables, *_TABLES],
        name_IDs=[0, 13, 14],
        notdef_outline=True,
    )
    small = BytesIO()
    with TTFont(path, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(characters))
        subsetter.subset(font)
        font.save(small)
    return small


def _borrow(font: Any, other: Any, characters: Iterable[str]) -> None:
    """Take over the glyphs of another font of the same design and em."""
    names, outlines, advances = other.getBestCmap(), other.getGlyphSet(), other["hmtx"].metrics
    for character in characters:
        pen = TTGlyphPen(None)
        drawn = DecomposingRecordingPen(outlines)
        outlines[names[ord(character)]].draw(drawn)
        drawn.replay(pen)
        _add(font, character, pen.glyph(), advances[names[ord(character)]][0])


def _add_boxes(font: Any, characters: Iterable[str]) -> None:
    """A box with its code point, in two lines, for each character."""
    for character in characters:
        pen = TTGlyphPen(None)
        left, low, right, high = _BOX
        _rectangle(pen, left, low, right, high)
        _rectangle(pen, right - _LINE, low + _LINE, left + _LINE, high - _LINE)
        digits = f"{ord(character):04X}"
        half = (len(digits) + 1) // 2
        for line, base in ((digits[:half], 430), (digits[half:], 50)):
            _write(font, pen, line, base)
        _add(font, character, pen.glyph(), _EM)


def _rectangle(pen: Any, left: int, low: int, right: int, high: int) -> None:
    """A rectangle; with its sides exchanged it is drawn the other way round, a hole."""
    pen.moveTo((left, low))
    for point in ((left, high), (right, high), (right, low)):
        pen.lineTo(point)
    pen.closePath()


def _write(font: Any, pen: Any, line: str, base: int) -> None:
    """A line of digits inside the box, half as large as text, in the middle of it."""
    outlines, names, advances = font.getGlyphSet(), font.getBestCmap(), font["hmtx"].metrics
    glyphs = [names[ord(digit)] for digit in line]
    scale = min(0.45, 780 / sum(advances[glyph][0] for glyph in glyphs))
    at = (_EM - scale * sum(advances[glyph][0] for glyph in glyphs)) / 2
    for glyph in glyphs:
        drawn = DecomposingRecordingPen(outlines)
        outlines[glyph].draw(drawn)
        drawn.replay(TransformPen(pen, (scale, 0, 0, scale, at, base)))
        at += scale * advances[glyph][0]


def _add(font: Any, character: str, glyph: Any, advance: int) -> None:
    """Put a glyph under a character that the font lacks."""
    name = f"u{ord(character):04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
    tables = [table for table in font["cmap"].tables if table.format == 12]
    if not tables:
        tables = [CmapSubtable.newSubtable(12)]
        tables[0].platformID, tables[0].platEncID, tables[0].language = 3, 10, 0
        tables[0].cmap = dict(font.getBestCmap())
        font["cmap"].tables.append(tables[0])
    for table in tables:
        table.cmap[ord(character)] = name


def _instance(variable: BytesIO, weight: int) -> Any:
    """One weight of a variable font."""
    variable.seek(0)
    font = TTFont(variable, recalcTimestamp=False)
    return instantiateVariableFont(font, {"wght": weight}, inplace=True)


def _static(variable: BytesIO, weight: int) -> Any:
    """One weight as a font of its own, under our name and without a date of today."""
    font = _instance(variable, weight)
    font["head"].modified = font["head"].created
    font["head"].macStyle = int(weight == 700)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 1 << 5 if weight == 700 else 1 << 6
    style = WEIGHTS[weight]
    full = f"{FAMILY} {style}"
    for number, name in {1: FAMILY, 2: style, 3: full, 4: full, 6: full.replace(" ", "")}.items():
        font["name"].setName(name, number, 3, 1, 0x409)
    return font


def _bytes(font: Any) -> bytes:
    data = BytesIO()
    font.save(data)
    return data.getvalue()
