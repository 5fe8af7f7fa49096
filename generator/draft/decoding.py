"""The text of a saved file, in whichever of the usual encodings it is."""

from __future__ import annotations

import codecs
import re
from typing import Final

from generator.errors import BeatbookError
from generator.records.saved import binary, check_saved

CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Characters that no text holds."""

_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_.:-]{2,20})", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SIMPLIFIED = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}
_ENCODINGS = frozenset(["utf-8", "utf8", "gb18030", "big5hkscs", "utf-16", "utf-16le", "utf-16be"])


def decoded(raw: bytes, name: str) -> str:
    """The text of a file, without a byte order mark.

    Raises BeatbookError where it is empty, binary or in no known encoding.
    """
    check_saved(raw, name)
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _checked(_strict(raw, encoding, name), name)
    declared = _DECLARED.search(raw, 0, 8192) if b"<" in raw[:8192] else None
    encoding = declared[1].decode("ascii").lower() if declared else ""
    encoding = _SIMPLIFIED.get(encoding, encoding)
    tried = [encoding] if encoding in _ENCODINGS else []
    for candidate in dict.fromkeys([*tried, "utf-8", "gb18030"]):
        try:
            text = raw.decode(candidate)
        except UnicodeDecodeError:
            if candidate == "utf-8":
                _refuse_damaged(raw, name)
            continue
        return _checked(text, name)
    raise BeatbookError("{name}: is neither UTF-8 nor GB18030; save it again as UTF-8", name=name)


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
