"""The workflow that publishes: valid by its schema, and in step with what it calls."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOW = ROOT / ".github/workflows/publish.yml"


def validate(path: Path) -> int:
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", path]
    return subprocess.run([sys.executable, *command], capture_output=True, check=False).returncode


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))


def test_the_workflow_is_valid() -> None:
    assert validate(WORKFLOW) == 0


def test_a_slip_in_the_workflow_is_found(tmp_path: Path) -> None:
    slip = tmp_path / "publish.yml"
    slip.write_text(WORKFLOW.read_text(encoding="utf-8").replace("runs-on:", "run-on:"))
    assert validate(slip) != 0


def test_every_make_target_that_it_calls_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    called = set(re.findall(r"\bmake ([a-z-]+)", WORKFLOW.read_text(encoding="utf-8")))
    assert called == {"setup", "test", "publish"}
    assert called <= targets


def test_nothing_is_published_before_the_tests_have_passed(workflow: dict[Any, Any]) -> None:
    jobs = workflow["jobs"]
    assert jobs["release"]["needs"] == "test"
    assert {jobs[name]["needs"] for name in ("pages", "edition")} == {"release"}


def test_only_the_jobs_that_publish_may_write(workflow: dict[Any, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    writing = {name for name, job in workflow["jobs"].items() if "permissions" in job}
    assert writing == {"pages", "edition"}


def test_a_tag_of_an_edition_makes_a_release(workflow: dict[Any, Any]) -> None:
    # YAML 1.1 reads the key `on` as true.
    assert workflow[True]["push"]["tags"] == ["edition-*"]
    assert "refs/tags/edition-" in workflow["jobs"]["edition"]["if"]
