"""Python's cyclic garbage collector, paused where there is nothing for it to find."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_TRIM: Final = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
"""What has glibc give back what lies free between what is in use: malloc_trim(3)."""


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause it while many small records are read or rendered; they hold no cycles.

    It would go through all of them again and again: a quarter of the time of a check.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def gc_settled() -> None:
    """Have it leave alone for good what is in memory now, which stays."""
    gc.freeze()


def gc_released() -> None:
    """Give back the memory of all that nothing refers to any more, also of what was settled."""
    gc.unfreeze()
    gc.collect()
    if _TRIM is not None:
        _TRIM(0)
