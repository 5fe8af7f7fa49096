"""A few of the faults that `make faults` does a hundred times each."""

from __future__ import annotations

import os
import subprocess
import sys

from example_book import ROOT

COMMANDS = ("cached build", "draft", "import")


def test_whenever_a_command_is_killed_the_next_run_needs_no_repair() -> None:
    words = ["--runs", "3", "--kinds", "signals", "--commands", *COMMANDS]
    done = subprocess.run(
        [sys.executable, ROOT / "tests/faults.py", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    counts = "3 runs, 2 hit while writing, 1 at the swap, 0 failures"
    assert done.stdout.splitlines() == [f"signals, {name}: {counts}" for name in COMMANDS]
    assert done.returncode == 0
