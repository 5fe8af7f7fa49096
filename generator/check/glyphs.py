"""Which characters the fonts of the PDF have, and which of them has which.

The fonts are those of one package. Noto Sans SC sets everything it has; the Japanese, Traditional
and Korean ones add rarer ideographs (𠮷).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from generator.errors import BeatbookError

_PACKAGE: Final = "justmytype_intl_cjk"
_FAMILIES: Final = ("sc", "jp", "tc", "kr")
_INVISIBLE: Final = frozenset("\n\t\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
"""What a text may hold without any glyph to show."""

_RARE: Final = re.compile(
    "[^\n -~\u00a0-\u00ff\u2010-\u2015\u2018-\u201a\u201c\u201d\u2026"
    "\u2460-\u2473\u3000-\u3015\u4e00-\u9fa5\uff01-\uff5e]"
)
"""What the first font may lack; nearly every text is made of characters that it has."""


def font_files() -> list[Path]:
    """The fonts in the order in which they are asked; raises BeatbookError where one is missing."""
    spec = find_spec(_PACKAGE)
    folders = [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]
    found = []
    for family in _FAMILIES:
        name = f"fonts/ofl/notosans{family}/NotoSans{family.upper()}[wght].ttf"
        path = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if path is None:
            package = _PACKAGE.replace("_", "-")
            raise BeatbookError(
                "the PDF's font is not installed: `pip install {name}`", name=package
            )
        found.append(path)
    return found


@cache
def known(font: Path) -> frozenset[int]:
    """The code points that a font has a glyph for."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # loads slowly

    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def font_of(character: str) -> Path | None:
    """The first font that has a character; None where none has."""
    return next((font for font in font_files() if ord(character) in known(font)), None)


def needs_glyph(character: str) -> bool:
    """Whether a character shows anything of its own."""
    return character not in _INVISIBLE


def lacking(text: str) -> list[str]:
    """The characters of a text that no font has, in order; none where the fonts are missing."""
    try:
        found = [c for c in _RARE.findall(text) if needs_glyph(c) and font_of(c) is None]
    except BeatbookError:
        return []
    return list(dict.fromkeys(found))
