"""Work shared out among processes where the system can fork; the results are the same."""

from __future__ import annotations

import errno
import fcntl
import gc
import multiprocessing
import os
import signal
import threading
import traceback
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from generator.system.processes import ENDING, end_with_parent
from generator.words.messages import Message

Task = TypeVar("Task")
Done = TypeVar("Done")

SHARE: Final = 25
"""Files handed to a process at a time, where they are no more than some hundreds."""
_LARGEST: Final = 100
"""The most of them, however many there are."""
_SHARES: Final = 64
"""As many shares are handed out before they become larger."""

_PIPE: Final = 1 << 20
"""Bytes that a pipe may hold for whoever is no administrator of a Linux system."""

_RUNS: Final = 1024
"""As many numbers of four bytes as any pipe holds, so that nobody waits who writes them."""


def in_shares(files: Sequence[Task]) -> list[Sequence[Task]]:
    """Small files, or what else takes a moment each, in parts that are worth handing out.

    Of many files a part is larger: each step of the work, made for all of a part before the next,
    then finds more often in the processor's caches what it needs. Of few, all processes get some.
    """
    size = min(max(SHARE, len(files) // _SHARES), _LARGEST)
    return [files[start : start + size] for start in range(0, len(files), size)]


def share_out(work: Callable[[Task], Done], parts: Sequence[Task]) -> Iterator[Done]:
    """What the work makes of each part, in their order; whoever is free takes the next.

    This process works too: all that it holds is in its memory already, while each further one
    copies what it touches. Parts and work are never copied, only what is made is. One process does
    all where there is only one part or one processor, where the system cannot fork, and where
    other threads run: a fork copies only the calling one, which another could leave waiting for a
    lock.
    """
    others = min(os.cpu_count() or 1, len(parts)) - 1
    if others < 1 or not _can_fork():
        yield from map(work, parts)
        return
    size = -(-len(parts) // _RUNS)
    runs = [parts[start : start + size] for start in range(0, len(parts), size)]

    def made_of(run: Sequence[Task]) -> list[Done]:
        return [*map(work, run)]

    with _numbers(len(runs)) as numbers, _helpers(others, made_of, runs, numbers) as inbox:
        made: dict[int, list[Done]] = {}
        for number in range(len(runs)):
            while number not in made:
                own = _next(numbers)
                if own is not None:
                    made[own] = made_of(runs[own])
                made.update(_received(inbox, wait=own is None))
            yield from made.pop(number)


def apart(work: Callable[[Task], Done], parts: Iterable[Task]) -> Iterator[Done]:
    """What the work makes of each part, one after another, each in a process of its own.

    The system then has all memory back that a part took. In this process where `share_out` works
    in it alone for want of a fork.
    """
    for part in parts:
        if not _can_fork():
            yield work(part)
            continue
        with _numbers(1) as numbers, _helpers(1, work, [part], numbers) as inbox:
            ((_, made),) = _received(inbox, wait=True)
        yield made


def _can_fork() -> bool:
    return threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()


@contextmanager
def _numbers(count: int) -> Iterator[int]:
    """A pipe that holds the numbers of what is to be done, and no more comes after them."""
    numbers, end = os.pipe()
    try:
        os.write(end, array("i", range(count)).tobytes())
        os.close(end)
        yield numbers
    finally:
        os.close(numbers)


def _next(numbers: int) -> int | None:
    """The next of the numbers, None after the last; whichever process asks first has it."""
    told = array("i", os.read(numbers, array("i").itemsize))
    return told[0] if told else None


_HELPER: Final = Message("a process that took a share of the work")

_Outcome = tuple[int, Any] | Exception
"""What was made of a run by its number, or what was raised."""


@contextmanager
def _helpers(
    count: int, made_of: Callable[[Any], Any], parts: Sequence[Any], numbers: int
) -> Iterator[SimpleQueue[_Outcome]]:
    """Processes that work beside this one, and where what they make comes in."""
    fork = multiprocessing.get_context("fork")
    processes: list[ForkProcess] = []
    ends: list[Connection] = []
    threads: list[threading.Thread] = []
    inbox: SimpleQueue[_Outcome] = SimpleQueue()
    gc.collect()
    gc.freeze()  # or each process would copy all memory just to look for what is garbage in it
    try:
        for _ in range(count):
            end, own = fork.Pipe(duplex=False)
            _widen(own)
            process = fork.Process(target=_help, args=(os.getpid(), made_of, parts, numbers, own))
            process.start()
            own.close()
            ends.append(end)
            processes.append(process)
        for process, end in zip(processes, ends, strict=True):
            threads.append(threading.Thread(target=_receive, args=(process, end, inbox)))
            threads[-1].start()
        yield inbox
    finally:
        for process in processes:
            process.kill()
        for thread in threads:
            thread.join()
        gc.unfreeze()


def _widen(end: Connection) -> None:
    """Let a pipe hold what is made of a share, where the system lets it.

    Else whoever writes waits for the reader, who takes it in only between two steps of its own.
    """
    size = getattr(fcntl, "F_SETPIPE_SZ", None)
    if size is not None:
        with suppress(OSError):
            fcntl.fcntl(end, size, _PIPE)


def _help(
    parent: int,
    made_of: Callable[[Any], Any],
    parts: Sequence[Any],
    numbers: int,
    end: Connection,
) -> None:
    """Work until nothing is left: in a process of its own.

    It ends with the parent, and at once and without a word where the parent is interrupted.
    """
    end_with_parent(parent)
    for ending in ENDING:
        signal.signal(ending, signal.SIG_DFL)
    while (number := _next(numbers)) is not None:
        try:
            end.send((number, made_of(parts[number])))
        except Exception as error:  # the parent raises it again
            error.add_note(traceback.format_exc())
            end.send(error)


def _receive(process: ForkProcess, end: Connection, inbox: SimpleQueue[_Outcome]) -> None:
    """Take in what a process makes while this one works, so that it need not wait."""
    with end, suppress(EOFError):
        while True:
            inbox.put(end.recv())
    process.join()
    if process.exitcode:
        inbox.put(ChildProcessError(errno.ECHILD, os.strerror(errno.ECHILD), _HELPER))


def _received(inbox: SimpleQueue[_Outcome], *, wait: bool) -> Iterator[tuple[int, Any]]:
    """What came in, at least one where this is to wait for it; raises what was raised."""
    with suppress(Empty):
        while True:
            message = inbox.get(block=wait)
            if isinstance(message, Exception):
                raise message
            yield message
            wait = False
