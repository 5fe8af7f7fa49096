"""Python's cyclic garbage collector, paused where there is nothing for it to find."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
