"""A single file of a stranger: refused with a finding in it, soon, and with little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from example_book import ROOT
from hostile_files import CASES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")

SECONDS = 2
MEGABYTES = 300
SHARED = 4
"""How much slower a machine may be on which others work too."""


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each file took, and the errors that were found."""
    done = subprocess.run(
        [
            sys.executable,
            ROOT / "tests/hostile_files.py",
            tmp_path_factory.mktemp("files") / "book",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return {own["name"]: own for own in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_refused_at_once_with_little_memory(
    costs: dict[str, dict[str, Any]], name: str
) -> None:
    own = costs[name]
    assert own["seconds"] < SECONDS * SHARED
    assert own["megabytes"] < MEGABYTES
    file = f"content/{CASES[name][0].rpartition('.')[0]}."
    assert any(line.startswith(file) for line in own["found"])
    assert max(len(line) for line in own["found"]) < 1_000
    assert len(own["found"]) <= 300
