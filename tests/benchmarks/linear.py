"""Whether reading quantities takes linear time: doubled runs of awkward patterns, as ratios.

Prints, for each pattern, the time for 40,000 characters over that for 20,000 (about 2 is linear)
and over a plain scan of the same text by Python's own `re`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from generator.evidence.quantities import parse

PATTERNS = [
    *("一", "1,", "增长", "7", "“1", '"', "a1", "1万", "十一", "一名", "1至", "1.", "一分之"),
    *("同比下降3%,", "1,111", "第1", "/", "1人/", "半", "几十", "减少发", "1+", "与去年", "翻了"),
]
SCAN = re.compile("[0-9一二三四五六七八九十百千万亿]+")


def seconds(work: Callable[[str], object], text: str) -> float:
    """The shortest of three runs."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        work(text)
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    """Print one line a pattern."""
    for unit in PATTERNS:
        half, whole = (unit * (size // len(unit)) + "下降3%" for size in (20_000, 40_000))
        taken = seconds(parse, whole)
        doubled, peer = taken / seconds(parse, half), taken / seconds(SCAN.findall, whole)
        print(f"{unit!r:12} doubled {doubled:5.2f}  against a scan {peer:8.1f}")  # noqa: T201


if __name__ == "__main__":
    main()
