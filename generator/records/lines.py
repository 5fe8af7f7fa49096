"""The lines of a table in plain text, as `csv.reader` takes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

_LONGEST: Final = 200_000
"""The most characters of a line; that of a million empty cells would take gigabytes."""


def lines_of(text: str) -> Iterator[str]:
    """The lines with their ends; raises `csv.Error` at one without end."""
    for line in io.StringIO(text, newline=""):
        if len(line) > _LONGEST:
            raise csv.Error(f"line longer than {_LONGEST} characters")
        yield line
