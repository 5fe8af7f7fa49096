"""Days in workbooks: numbers, which only their format shows to be days.

Source: ECMA-376, part 1, 18.8.30 (formats) and 18.17.4 (dates).
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Final, NamedTuple

from generator.sheets.cells import Value

_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|[Ee][+-]|General', re.I)
_BUILT_IN: Final = {
    **dict.fromkeys((14, 15, 30, 31), "ymd"),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), "ymd"),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), "ym"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "t"),
    22: "ymdt",
}
"""The formats that are known by their number, those of Chinese programs among them."""
_LAST: Final = Decimal(2_958_465)
"""The number of 9999-12-31."""
_MINUTES: Final = 24 * 60


def shape_of(number: int, code: str) -> str:
    """What a format shows of a moment: some of `y`, `m`, `d` and `t`; empty for a plain number."""
    if not code:
        return _BUILT_IN.get(number, "")
    bare = _QUOTED.sub("", code.partition(";")[0]).lower()
    has_time = "h" in bare or "s" in bare
    if not set(bare) & set("ymdhs"):
        return ""
    months = "m" in bare and not (has_time and "y" not in bare and "d" not in bare)
    found = ("y" if "y" in bare else "") + ("m" if months else "") + ("d" if "d" in bare else "")
    return found + ("t" if has_time else "")


class Calendar(NamedTuple):
    """How the numbers of one workbook are counted."""

    from_1904: bool = False

    def day(self, number: Decimal, shape: str) -> tuple[str, Value] | None:
        """The text and the value of a day or moment, as precise as its format shows it.

        `2024`, `2024-05`, `2024-05-06`, `2024-05-06 21:00`, `21:00`; None for no day at all.
        """
        if number < 0 or number > _LAST:
            return None
        minutes = round(number % 1 * _MINUTES)
        clock = f"{minutes // 60 % 24:02}:{minutes % 60:02}"
        if shape == "t" or (number < 1 and not self.from_1904):
            return clock, clock
        # Day 60 of the other count is a 29 February 1900 that never was.
        first = datetime.date(1904, 1, 1) if self.from_1904 else datetime.date(1899, 12, 30)
        own = first + datetime.timedelta(int(number) + (0 < number < 60 and not self.from_1904))
        if "t" in shape and minutes:
            return f"{own} {clock}", f"{own} {clock}"
        text = own.isoformat()
        if shape in ("y", "ym"):
            text = text[: 4 if shape == "y" else 7]
            return text, text
        return text, own
