"""Half-width forms, one character for one character, so that offsets hold in the text as given."""

from __future__ import annotations

import re

_FULL = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_FULL += "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ％．：（），；！？～〜"
_HALF = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%.:(),;!?~~"
_TABLE = str.maketrans(_FULL, _HALF)
_ANY_FULL = re.compile("[％-～〜]")


def normalise(text: str) -> str:
    """The text in half-width digits, letters and marks, of the same length.

    Unicode's compatibility forms are not used: they change the length of ℃, ㎡ and ½.
    """
    return text.translate(_TABLE) if _ANY_FULL.search(text) else text
