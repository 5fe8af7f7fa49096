"""Kept rankings: used for the same inputs, made anew for all others, and never needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from edition_book import Figure, add_brand, bare, build, set_edition
from example_book import copy_example

from generator.cli import main

EDITIONS = ("2023-all", "2024-all")


def figure(value: int) -> Figure:
    return Figure("thefts", value, "起", period="2024", year=2024)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Six brands in two editions."""
    root = bare(copy_example(tmp_path))
    for n in range(6):
        add_brand(root, f"b{n}", years=(2023, 2024), figures=[figure(40 + n)])
    for edition in EDITIONS:
        set_edition(root, edition)
    return root


def ranked(root: Path, edition: str = "2024-all") -> str:
    """The rankings of an edition in a book made anew."""
    rankings = build(root).editions[edition].rankings
    assert rankings is not None
    return rankings.model_dump_json()


def kept(root: Path, edition: str = "2024-all") -> Path:
    return root / ".cache" / "rankings" / f"{edition}.json"


def test_rankings_are_the_same_whether_worked_out_or_kept(root: Path) -> None:
    worked_out = ranked(root)
    written = kept(root).read_bytes()
    assert ranked(root) == worked_out
    kept(root).unlink()
    assert ranked(root) == worked_out
    assert kept(root).read_bytes() == written


def test_what_is_kept_is_not_worked_out_again(root: Path) -> None:
    ranked(root)
    said = json.loads(kept(root).read_text())
    said["rankings"]["documentation"]["seed"] = "as it was kept"
    kept(root).write_text(json.dumps(said))
    assert "as it was kept" in ranked(root)


def made_by(number: int, another: str) -> Callable[[Path], object]:
    """Other rankings, as if another input, program or version of NumPy had made them."""

    def spoil(path: Path) -> None:
        said = json.loads(path.read_text())
        said["rankings"]["documentation"]["seed"] = "foreign"
        said["made_by"][number] = another
        path.write_text(json.dumps(said))

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-9]),
        lambda path: path.write_bytes(b"\xff\xfe"),
        lambda path: path.write_text("[]"),
        lambda path: path.write_text("{}"),
        lambda path: path.write_text("[" * 100_000),
        lambda path: path.write_text(path.read_text().replace('"families"', '"tribes"')),
        lambda path: path.write_bytes(kept(path.parents[2], "2023-all").read_bytes()),
        made_by(0, "another checksum"),
        made_by(1, "another program"),
        made_by(2, "0.0.1"),
    ],
    ids=[
        *("empty", "cut off", "no text", "a list", "no keys", "too deep", "another shape"),
        *("another edition's", "other inputs", "another program", "another NumPy"),
    ],
)
def test_a_damaged_or_foreign_file_is_made_anew(
    root: Path, spoil: Callable[[Path], object]
) -> None:
    worked_out, _ = ranked(root), ranked(root, "2023-all")
    written = kept(root).read_bytes()
    spoil(kept(root))
    assert kept(root).read_bytes() != written
    assert ranked(root) == worked_out
    assert kept(root).read_bytes() == written


def a_record(root: Path) -> None:
    add_brand(root, "b0", years=(2023, 2024), figures=[figure(44)])


def the_vocabulary(root: Path) -> None:
    path = root / "content/vocabulary/indicators.yml"
    text = path.read_text(encoding="utf-8")
    assert "Theft reports" in text
    path.write_text(text.replace("Theft reports", "Thievery"), encoding="utf-8")


def the_order_of_the_families(root: Path) -> None:
    path = root / "content/vocabulary/families.yml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    turned = dict(reversed(found.items()))
    path.write_text(yaml.safe_dump(turned, allow_unicode=True, sort_keys=False), encoding="utf-8")


def the_edition(root: Path) -> None:
    set_edition(root, "2024-all", documentation=[["base"]])


@pytest.mark.parametrize(
    "change", [a_record, the_vocabulary, the_order_of_the_families, the_edition]
)
def test_rankings_of_other_inputs_are_stale(root: Path, change: Callable[[Path], None]) -> None:
    old = ranked(root)
    change(root)
    new = ranked(root)
    assert new != old
    kept(root).unlink()
    assert ranked(root) == new


@pytest.mark.parametrize("at", [".cache", ".cache/rankings", ".cache/rankings/2024-all.json"])
def test_where_nothing_can_be_kept_nothing_fails(root: Path, at: str) -> None:
    worked_out = ranked(root)
    for path in sorted((root / ".cache").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (root / ".cache").rmdir()
    blocked = root / at
    blocked.parent.mkdir(parents=True, exist_ok=True)
    if at.endswith(".json"):
        blocked.mkdir()  # a folder where the file should be
    else:
        blocked.write_text("")  # a file where the folder should be
    assert ranked(root) == worked_out
    assert blocked.exists()


def names(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / ".cache").rglob("*.json"))


def test_one_edition_is_ranked_without_the_others(root: Path) -> None:
    own = build(root).editions["2024-all"]
    assert not (root / ".cache/rankings").exists()
    assert own.rankings is not None
    assert own.ledger and own.outlook.forecasts
    assert names(root) == ["2024-all"]


def test_the_command_ranks_the_edition_it_is_asked_for(root: Path) -> None:
    clean = {"BEATBOOK_SOURCES": None, "SOURCE_DATE_EPOCH": None}
    result = CliRunner().invoke(main, ["rank", "2023-all", "--root", str(root)], env=clean)
    assert result.exit_code == 0, result.output
    assert names(root) == ["2023-all"]
