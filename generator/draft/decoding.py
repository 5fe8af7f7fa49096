"""The text of a saved file, in whichever of the usual encodings it is.

What is not UTF-8 is read in each encoding that it may be in; where none is declared, the one whose
text is made of common characters is meant. On snippets of six characters this fails once in a
thousand times; general detectors need longer texts.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import Final

from generator.errors import BeatbookError
from generator.evidence.normalise import simplified_forms
from generator.records.saved import binary, check_saved
from generator.words.encodings import PLAUSIBLE, common_characters, share_of

CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Characters that no text holds."""

_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_.:-]{2,20})", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FAMILIES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cp950": "big5hkscs",
}
_WIDE = ("utf-16-le", "utf-16-be")
_LOOKED_AT = 4000
"""Characters by which an encoding is told."""


def decoded(raw: bytes, name: str) -> str:
    """The text of a file, without a byte order mark.

    Raises BeatbookError where it is empty, binary or in no known encoding.
    """
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            check_saved(raw, name)
            return _checked(_strict(raw, encoding, name), name)
    if b"\x00" in raw and (wide := _likeliest(raw, _WIDE)):
        return _checked(wide, name)
    check_saved(raw, name)
    try:
        return _checked(raw.decode("utf-8"), name)
    except UnicodeDecodeError:
        _refuse_damaged(raw, name)
    text = _likeliest(raw, _legacy(raw))
    if text is None:
        raise BeatbookError(
            "{name}: is neither UTF-8 nor GB18030 nor Big5; save it again as UTF-8", name=name
        )
    return _checked(text, name)


def _legacy(raw: bytes) -> tuple[str, ...]:
    """The encodings that a text may be in which is not UTF-8, a declared one first."""
    declared = _DECLARED.search(raw, 0, 8192) if b"<" in raw[:8192] else None
    family = _FAMILIES.get(declared[1].decode("ascii").lower(), "") if declared else ""
    return tuple(dict.fromkeys([*([family] if family else []), "gb18030", "big5hkscs"]))


def _likeliest(raw: bytes, encodings: tuple[str, ...]) -> str | None:
    """The text in the encoding that makes it plausible, the first of those that are as good."""
    best: tuple[float, str] | None = None
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = share_of(text[:_LOOKED_AT], _common())
        if best is None or share > best[0]:
            best = (share, text)
    return best[1] if best and best[0] >= PLAUSIBLE else None


@cache
def _common() -> frozenset[str]:
    """Common characters, and their traditional forms."""
    level = common_characters()
    traditional = {chr(code) for code, simple in simplified_forms().items() if simple in level}
    return level | traditional


def _strict(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise BeatbookError(
            "{name}: its mark says {encoding}, but byte {byte} does not fit;"
            " save it again as UTF-8",
            name=name,
            encoding=encoding.removesuffix("-sig").upper(),
            byte=error.start,
        ) from None


def _refuse_damaged(raw: bytes, name: str) -> None:
    """UTF-8 with a byte lost would pass as rare characters of GB18030."""
    lenient = raw.decode("utf-8", errors="replace")
    bad = lenient.count("\ufffd")
    wide = sum(lenient.count(mark) for mark in "的。,，公人是在")
    if 0 < bad * 50 < len(lenient) and wide > bad:
        place = lenient.index("\ufffd")
        raise BeatbookError(
            "{name}: is UTF-8 damaged at character {place}; save the article again",
            name=name,
            place=place,
        )


def _checked(text: str, name: str) -> str:
    """The text, unless its control characters or lone surrogates show that it is none."""
    controls = len(CONTROLS.findall(text))
    if "\x00" in text or controls * 100 > len(text):
        raise binary(name)
    return text
