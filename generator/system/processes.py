"""Other programs at work for this one: none of them outlives it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals by which people and systems end a program."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off what would end this process until what is begun here is whole.

    By handlers and not by a mask, which each thread has for itself: the system gives a signal to
    any that lets it through.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    try:
        with answering(lambda number, _: came.append(number)):
            yield
    finally:
        if came:
            signal.raise_signal(came[0])


@contextmanager
def answering(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle the signals that would end this process; `nohup` has one ignored, and means it."""
    before = {number: signal.getsignal(number) for number in ENDING}
    taken = {n: own for n, own in before.items() if own not in (None, signal.SIG_IGN)}
    for number in taken:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, own in taken.items():
            signal.signal(number, own)


def end_with_parent(parent: int) -> None:
    """In a child: be killed when the parent ends, however it ends (Linux; elsewhere nothing).

    The parent's id is asked for because it may have ended before this was said. Source: prctl(2).
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


def run(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; what interrupts this ends the program and all that it started."""
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
        preexec_fn=partial(end_with_parent, os.getpid()),
    ) as child:
        try:
            out, err = child.communicate()
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(command, child.returncode, out, err)
