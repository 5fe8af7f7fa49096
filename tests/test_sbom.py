"""What a release was made with: listed in full, the same every time, and free to publish."""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from typing import Any

import pytest
from example_book import ROOT

from generator.publish.sbom import make_sbom
from generator.system.installed import normal

sys.path.insert(0, str(ROOT / "tests" / "tools"))
import audit

EPOCH = 1795219200


@pytest.fixture(scope="module")
def bill() -> Any:
    return json.loads(make_sbom(EPOCH))


def locked(name: str) -> dict[str, str]:
    """The versions that a lock pins."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {normal(own): v for own, v in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)}


def test_the_bill_has_what_its_format_asks_for(bill: Any) -> None:
    """The required keys and patterns of the schema of CycloneDX 1.6, which is not at hand here."""
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    serial = "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    assert re.fullmatch(serial, bill["serialNumber"])
    assert bill["metadata"]["timestamp"] == "2026-11-21T00:00:00Z"
    every = [bill["metadata"]["component"], *bill["components"]]
    for own in every:
        assert own["type"] in ("application", "library")
        assert own["bom-ref"] == own["purl"] == f"pkg:pypi/{own['name']}@{own['version']}"
        assert [set(licence) <= {"expression", "license"} for licence in own["licenses"]] == [True]
    references = [own["bom-ref"] for own in every]
    assert len(set(references)) == len(references)
    assert [own["ref"] for own in bill["dependencies"]] == references
    assert {ref for own in bill["dependencies"] for ref in own["dependsOn"]} <= {*references}


def test_the_bill_lists_every_package_that_is_locked_and_needed(bill: Any) -> None:
    pinned = locked("requirements.lock")
    listed = {own["name"]: own["version"] for own in bill["components"]}
    assert set(listed) <= set(pinned)
    assert {"mkdocs", "pandas", "typst", "markupsafe"} <= set(listed)
    assert {name: metadata.version(name) for name in listed} == listed
    assert "pytest" not in listed


def test_the_same_packages_give_the_same_bill() -> None:
    assert make_sbom(EPOCH) == make_sbom(EPOCH) != make_sbom(0)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    blocks = re.split(r"^(?=[\w.-]+(?:\[.*\])?==)", (ROOT / name).read_text(), flags=re.MULTILINE)
    assert len(blocks) > 30
    assert [block for block in blocks[1:] if "--hash=sha256:" not in block] == []


def test_no_licence_of_what_is_installed_forbids_publishing() -> None:
    packages = audit.installed()
    assert len(packages) > 80
    assert [own for own in packages if audit.verdict(own.licence) != "yes"] == []


@pytest.mark.parametrize(
    ("licence", "found"),
    [
        ("MIT", "yes"),
        ("Apache-2.0 OR BUSL-1.1", "yes"),
        ("MIT AND CC-BY-NC-4.0", "no"),
        ("AGPL-3.0-only", "no"),
        ("Proprietary", "no"),
        ("GPL-3.0-only", "unknown"),
        ("MIT AND LicenseRef-x", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_licence_is_taken_only_where_it_is_known(licence: str, found: str) -> None:
    assert audit.verdict(licence) == found


def test_a_package_that_nobody_knows_of_is_not_called_sound() -> None:
    faulty = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
    unknown = {"name": "b", "skip_reason": "Dependency not found on PyPI"}
    answer = audit.answer_of([faulty, unknown])
    assert (answer.asked, answer.packages, len(answer.faults)) == (1, 2, 1)
