"""What a command costs as a whole: wall time, processor time and memory of its process tree."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

EVERY = 0.1
"""Seconds between two looks at the memory."""


class Cost(NamedTuple):
    """Seconds on the wall and of all processors, and the most megabytes held at one time."""

    wall: float
    cpu: float
    memory: float


def cost_of(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command and wait for it; raises RuntimeError with its words where it fails."""
    begun = time.perf_counter()
    ended, peak = threading.Event(), [0.0]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:

        def watch() -> None:
            while not ended.wait(EVERY):
                peak[0] = max(peak[0], sum(map(_proportional, _tree(process.pid))))

        watcher = threading.Thread(target=watch)
        watcher.start()
        said = process.stdout.read() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {said}")
    return Cost(wall, used.ru_utime + used.ru_stime, max(peak[0], used.ru_maxrss / 1000))


def _tree(process: int) -> list[int]:
    """A process and its descendants."""
    found, waiting = [], [process]
    while waiting:
        found.append(waiting.pop())
        try:
            children = Path(f"/proc/{found[-1]}/task/{found[-1]}/children").read_text()
        except OSError:  # it has ended
            continue
        waiting += map(int, children.split())
    return found


def _proportional(process: int) -> float:
    """Megabytes of a process, what it shares counted by its part (PSS)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")), 0)
