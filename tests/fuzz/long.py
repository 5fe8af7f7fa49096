"""Fuzz for as long as is said, with seeds of its own: `python tests/fuzz/long.py 600`.

Prints each failure with its seed when it is found and the counts at the end; ends with 1 after a
failure. A seed is given as the second argument, and each round takes the next.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hypothesis import HealthCheck, given, seed, settings
from mutants import Input
from targets import Target, drawn, make_targets


def fuzz(targets: dict[str, Target], seconds: float, first: int) -> int:
    """Go round all targets until the time is over; how many runs failed."""
    end, failures, number = time.monotonic() + seconds, 0, first
    while time.monotonic() < end:
        for name, target in targets.items():
            failures += not _passes(name, target, number)
        number += 1
    return failures


def _passes(name: str, target: Target, number: int) -> bool:
    @seed(number)
    @settings(
        max_examples=target.examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn(target))
    def spoil(own: Input) -> None:
        target.codes["examples"] += 1
        target.check(own.value)

    try:
        spoil()
    except Exception:
        print(f"FAILED: {name}, seed {number}\n{traceback.format_exc()}", flush=True)
        return False
    return True


def main() -> None:
    """Fuzz, and print what came of it."""
    seconds = float(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(10**9)
    os.environ["BEATBOOK_LANG"] = "en"
    print(f"seeds from {first} on, for {seconds:.0f} s", flush=True)
    with tempfile.TemporaryDirectory(prefix="beatbook-fuzz-") as folder:
        targets = make_targets(Path(folder))
        failures = fuzz(targets, seconds, first)
    for name, target in targets.items():
        told = ", ".join(f"{code} {n:,}" for code, n in sorted(target.codes.items()))
        print(f"{name:10} {told}")
    examples = sum(target.codes["examples"] for target in targets.values())
    print(f"{examples:,} examples, {failures} failed")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
