"""Work shared out among processes where the system can fork; the results are the same."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from generator.system.processes import ENDING, end_with_parent

Task = TypeVar("Task")
Done = TypeVar("Done")

_shared: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
"""What forked processes find in their memory, so that it is handed to none of them."""


def share_out(work: Callable[[Task], Done], parts: Sequence[Task]) -> Iterator[Done]:
    """What the work makes of each part, in their order; whoever is free takes the next.

    Parts and work are never copied, only what is made is. One process does all where there is
    only one part or one processor, where the system cannot fork, and where other threads run: a
    fork copies only the calling one, which another could leave waiting for a lock.
    """
    workers = min(os.cpu_count() or 1, len(parts))
    alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    if workers < 2 or not alone:
        yield from map(work, parts)
        return
    _shared.append((work, parts))
    gc.collect()
    gc.freeze()  # or each process would copy all memory just to look for what is garbage in it
    try:
        fork = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(workers, fork, _begin) as pool:
            yield from pool.map(_take, range(len(parts)))
    finally:
        gc.unfreeze()
        _shared.pop()


def _begin() -> None:
    """End with the parent, and at once and without a word where the parent is interrupted."""
    end_with_parent()
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)


def _take(number: int) -> Any:
    work, parts = _shared[-1]
    return work(parts[number])
