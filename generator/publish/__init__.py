"""Outputs of a finished Book, one module a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from generator.errors import Finding

Files = Iterator[tuple[str, bytes]]
"""Files as they are made, each its path below some folder and its bytes."""

Step = Callable[[str], None]
"""Told what is being done."""


class MadeBeside(NamedTuple):
    """What is known of what was made beside a site; a process that takes it in loads its module.

    The SHA-256 of every table as CSV by its path below the site's data, the day of the data, and
    what was found in the records.
    """

    tables: Mapping[str, bytes]
    as_of: str
    findings: tuple[Finding, ...]
