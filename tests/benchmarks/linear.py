"""Whether reading quantities and periods takes linear time: doubled awkward patterns, as ratios.

Prints, for each pattern, the time for 40,000 characters over that for 20,000 (about 2 is linear)
and over a plain scan of the same text by Python's own `re`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from generator.evidence.dating.periods import Periods
from generator.evidence.quantities import parse

PATTERNS = [
    *("一", "1,", "增长", "7", "“1", '"', "a1", "1万", "十一", "一名", "1至", "1.", "一分之"),
    *("同比下降3%,", "1,111", "第1", "/", "1人/", "半", "几十", "减少发", "1+", "与去年", "翻了"),
]
TIMES = [
    *(
        "1",
        "今年",
        "自",
        "1月至",
        "2023年",
        "每",
        "近三年",
        "以来",
        "年初",
        "一",
        "2023年1",
        "上",
        "截至",
    ),
    *("日均", "去年同期", "今年以来30起,", "自2023年建成", "民警巡逻", "每天30起", "由去年的30起"),
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


def dated(text: str) -> None:
    """Ask for the period of a figure at every fiftieth character."""
    periods = Periods(text, "2024-06-30")
    for start in range(0, len(text), 50):
        periods.of(start, start + 1)


def main() -> None:
    """Print one line a pattern."""
    works: list[tuple[str, Callable[[str], object], list[str]]] = [
        ("quantities", parse, PATTERNS),
        ("periods", dated, TIMES),
    ]
    for name, work, patterns in works:
        for unit in patterns:
            half, whole = (unit * (size // len(unit)) + "下降3%" for size in (20_000, 40_000))
            taken = seconds(work, whole)
            doubled, peer = taken / seconds(work, half), taken / seconds(SCAN.findall, whole)
            told = f"{name} {unit!r:12} doubled {doubled:5.2f}  against a scan {peer:8.1f}"
            print(told)  # noqa: T201


if __name__ == "__main__":
    main()
