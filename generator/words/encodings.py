"""How likely a text is one that somebody wrote, by which the encoding of a file is told."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from typing import Final

_MARKS: Final = frozenset(
    "，。、；：？！“”‘’（）《》〈〉「」『』【】—…·～　％○０１２３４５６７８９"
)

PLAUSIBLE: Final = 0.5
"""The share of common characters below which a text is none: others give a third."""


@cache
def common_characters() -> frozenset[str]:
    """The 3755 common characters of GB 2312, its first level."""
    return frozenset(
        bytes([row, cell]).decode("gb2312", errors="ignore")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
    )


def share_of(text: str, common: Container[str]) -> float:
    """The share of common characters and marks among the wide ones of a text; 1 without any."""
    wide = [character for character in text if character > "\x7f"]
    known = sum(1 for character in wide if character in _MARKS or character in common)
    return known / len(wide) if wide else 1.0
