"""The programs and processes that work for this one: none outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from example_book import ROOT, copy_example

from generator.system.processes import undisturbed


def at_work(root: Path) -> set[int]:
    """The ids of all processes whose command names a project."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            named = str(root).encode() in (process / "cmdline").read_bytes()
            if named and "\nState:\tZ" not in (process / "status").read_text():
                found.add(int(process.name))
    return found


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM])
def test_the_processes_that_share_a_check_end_with_it(
    tmp_path: Path, signum: signal.Signals
) -> None:
    root = copy_example(tmp_path)
    umbrella = root / "content/brands/jiangsu/jia-umbrella-policing.yml"
    text = umbrella.read_text(encoding="utf-8")
    for number in range(2500):
        own = text.replace("jia-umbrella-policing", f"brand-{number}")
        umbrella.with_name(f"brand-{number}.yml").write_text(own, encoding="utf-8")
    many = min(os.cpu_count() or 1, 2)
    command = [sys.executable, "-m", "generator.cli", "check", "--root", str(root)]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    ) as running:
        while len(at_work(root)) < many:
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(signum)
        assert running.wait() == (128 + signum if signum == signal.SIGTERM else -signum)
    end = time.monotonic() + 20
    while (left := at_work(root)) and time.monotonic() < end:
        time.sleep(0.01)
    for process in left:
        os.kill(process, signal.SIGKILL)
    assert left == set()


def test_a_signal_waits_until_what_was_begun_is_whole() -> None:
    done: list[str] = []
    handler = signal.signal(signal.SIGTERM, lambda *_: done.append("signal"))
    try:
        with undisturbed():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("work")
    finally:
        signal.signal(signal.SIGTERM, handler)
    assert done == ["work", "signal"]
