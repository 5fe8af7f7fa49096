"""The typeface of the PDF: Noto Sans SC cut down to the characters of one report.

Typst sets normal text inside an SVG too thin when a font is variable, and the whole font would
take twelve seconds to cut. So a report gets two static fonts with only its own characters; the
same characters give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]

from generator.errors import BeatbookError
from generator.files import about

FAMILY = "Beatbook Sans"
"""The name of our fonts; the font's licence asks for one that is not its own."""

WEIGHTS = {400: "Regular", 700: "Bold"}

_PACKAGE = "justmytype_intl_cjk"
_FILE = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0·‐–—−‘’“”…•、。〈〉《》「」（），：；？！％"
_INVISIBLE = frozenset("\n\t\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
"""What a text may hold without any glyph to show."""

_FEATURES = ["ccmp", "halt", "kern", "liga", "locl", "mark", "palt", "pwid"]
_TABLES = ["STAT", "gasp", "prep", "vhea", "vmtx"]
"""Tables that mean nothing to a static, unhinted, horizontal font."""


class Fonts(NamedTuple):
    """Static fonts by file name and the widths of their characters, in thousandths of an em."""

    files: dict[str, bytes]
    widths: dict[str, int]

    def write(self, folder: Path) -> None:
        """Write the files into a folder, for Typst to find."""
        for name, data in self.files.items():
            path = folder / name
            with about(path):
                path.write_bytes(data)


def make_fonts(characters: Iterable[str]) -> Fonts:
    """The fonts that show these characters.

    Raises BeatbookError if the font lacks some of them, which it names, or is not installed.
    """
    wanted = {character for character in characters if character not in _INVISIBLE}
    missing = sorted(character for character in wanted if ord(character) not in _known())
    if missing:
        names = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing)
        raise BeatbookError(f"the PDF's font lacks {names}: write them in another way")
    known = {character for character in _ALWAYS if ord(character) in _known()}
    return _make("".join(sorted(wanted | known)))


@cache
def _known() -> dict[int, str]:
    with TTFont(_path(), lazy=True) as font:
        found: dict[int, str] = font.getBestCmap()
    return found


def _path() -> Path:
    spec = find_spec(_PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or ():
        if (path := Path(folder) / _FILE).is_file():
            return path
    name = _PACKAGE.replace("_", "-")
    raise BeatbookError(f"the PDF's font is not installed: `pip install {name}`")


@lru_cache(maxsize=4)
def _make(characters: str) -> Fonts:
    """Cut the font down first: to make a static font of the whole one takes far longer."""
    options = Options(
        layout_features=_FEATURES,
        drop_tables=[*Options().drop_tables, *_TABLES],
        name_IDs=[0, 13, 14],
        notdef_outline=True,
    )
    small = BytesIO()
    with TTFont(_path(), lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.save(small)
    fonts = {weight: _static(copy(small), weight) for weight in WEIGHTS}
    bold = fonts[max(WEIGHTS)]
    names, advances = bold.getBestCmap(), bold["hmtx"].metrics
    files = {f"{weight}.ttf": _bytes(font) for weight, font in fonts.items()}
    return Fonts(files, {chr(code): advances[name][0] for code, name in names.items()})


def _static(variable: BytesIO, weight: int) -> Any:
    """One weight as a font of its own, under our name and without a date of today."""
    variable.seek(0)
    font = TTFont(variable, recalcTimestamp=False)
    font = instantiateVariableFont(font, {"wght": weight}, inplace=True)
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
