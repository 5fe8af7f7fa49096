"""Outputs of a finished Book, one module a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

Files = Iterator[tuple[str, bytes]]
"""Files as they are made, each its path below some folder and its bytes."""

Step = Callable[[str], None]
"""Told what is being done."""
