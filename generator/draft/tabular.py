"""Tables among the files that are given for articles: their rows would be read as sentences."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import Final

from generator.draft.refusals import table

_NAMES: Final = (".csv", ".tsv", ".xlsx", ".xls", ".et")
_SEPARATORS: Final = "\t,，;；|"
_SENTENCE: Final = re.compile("[。！？!?]")

_FEWEST_ROWS = 3
_SHARE = 0.8
_LONGEST_CELL = 40
"""Characters of the longest cell that is usual in a table: a clause may be longer."""
_LINES_READ = 2000


def refuse_named(name: str) -> None:
    """Raise BeatbookError where the name of a file says that it is a table."""
    if name.lower().endswith(_NAMES):
        raise table(name)


def refuse_rows(text: str, name: str) -> None:
    """Raise BeatbookError where nearly all lines are rows of as many short cells."""
    lines = [line for line in islice(text.splitlines(), _LINES_READ) if line.strip()]
    if len(lines) < _FEWEST_ROWS or sum(1 for line in lines if _SENTENCE.search(line)) * 5 > len(
        lines
    ):
        return
    for separator in _SEPARATORS:
        counts = Counter(line.strip(" ").count(separator) for line in lines)
        cells, rows = counts.most_common(1)[0]
        longest = max(len(cell) for line in lines for cell in line.split(separator))
        if cells and rows >= max(_FEWEST_ROWS, _SHARE * len(lines)) and longest <= _LONGEST_CELL:
            raise table(name)
