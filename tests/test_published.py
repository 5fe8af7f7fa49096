"""What a published edition holds stays on record, and its changes are told as corrections."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from edition_book import Figure, add_brand, bare, big_figures, build, set_edition
from example_book import copy_example, settings_of

from generator.book.editions import store
from generator.build import examine
from generator.errors import Finding

BRAND = "brands/jiangsu/b1"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six brands in a published edition of 2024; the last has a figure of another year too."""
    root = bare(copy_example(tmp_path_factory.mktemp("published")))
    for n in range(5):
        add_brand(root, f"b{n}", figures=big_figures(n), problems=["theft"])
    before = Figure("thefts", 60, "起", "before", period="2023", year=2023)
    now = Figure("thefts", 42, "起", "now", period="2024", year=2024)
    add_brand(root, "old", years=(2023, 2024), figures=[before, now])
    set_edition(root)
    store(build(root), "2024-all")
    edit(root, "editions/2024-all", lambda record: record.update(status="published"))
    return root


@pytest.fixture
def root(published: Path, tmp_path: Path) -> Path:
    """A copy of it that may be changed."""
    return Path(shutil.copytree(published, tmp_path / "book", symlinks=True))


def edit(root: Path, name: str, change: Callable[[dict[str, Any]], None]) -> None:
    path = root / "content" / f"{name}.yml"
    record = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")


def metric(record: dict[str, Any], name: str) -> dict[str, Any]:
    return next(own for own in record["metrics"] if own["id"] == name)


def correct(root: Path, *entries: dict[str, Any]) -> None:
    told = [
        {"id": f"c{n}", "on": "2025-03-01", "reason": {"zh": "录错了。", "en": "Wrong."}, **entry}
        for n, entry in enumerate(entries)
    ]
    path = root / "content" / "corrections.yml"
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def found(root: Path) -> list[Finding]:
    """What is said of the published edition; no other rule may have come to nothing."""
    return [f for f in examine(settings_of(root)).findings if f.code in ("C02", "C03", "C04")]


def said(root: Path) -> list[str]:
    return [f.message for f in found(root)]


def test_nothing_is_said_of_a_published_edition_whose_records_are_as_they_were(root: Path) -> None:
    assert [str(f) for f in examine(settings_of(root)).findings] == []


def test_a_changed_figure_is_told_until_there_is_a_correction(root: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        metric(record, "thefts")["value"] = 166

    edit(root, BRAND, change)
    for _ in range(2):
        [finding] = found(root)
        assert (finding.code, finding.severity) == ("C03", "warning")
        assert finding.file == f"content/{BRAND}.yml"
        line = (root / finding.file).read_text(encoding="utf-8").splitlines()[finding.line - 1]
        assert line[finding.column - 1 :] == "166,"
        assert finding.message == (
            "the edition `2024-all` was published with `metrics.thefts.value: 182`, now it is"
            " `166`; it stands at place 5 of 6 by `thefts` there, with the records of today at"
            " place 3 of 6; places by a single indicator that would move: 2: enter it with"
            " `beatbook new correction`, or undo the change"
        )
    told = {"record": "brands/b1", "field": "metrics.thefts.value", "new": 166}
    correct(root, {**told, "old": 180})
    assert len(found(root)) == 1
    correct(root, {**told, "old": 182})
    assert found(root) == []


@pytest.mark.parametrize(
    ("value", "now", "moved"),
    [(20, "at place 1 of 6", 5), (60, "at place 2 of 6", 4), (None, "at none", 6)],
)
def test_a_changed_figure_is_told_with_the_places_that_it_would_move(
    root: Path, value: int | None, now: str, moved: int
) -> None:
    def change(record: dict[str, Any]) -> None:
        if value is None:
            record["metrics"].remove(metric(record, "thefts"))
        else:
            metric(record, "thefts")["value"] = value

    edit(root, BRAND, change)
    [message] = said(root)
    assert f"at place 5 of 6 by `thefts` there, with the records of today {now}; " in message
    assert f"places by a single indicator that would move: {moved}:" in message


def change_of(*keys: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Set what stands at some keys; a figure is named by its id."""

    def change(record: Any) -> None:
        for key in keys[:-1]:
            record = metric({"metrics": record}, key) if isinstance(record, list) else record[key]
        record[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        (
            BRAND,
            change_of("name", "zh", value="新名警务"),
            "name.zh: b1警务`, now it is `新名警务`; no rank there depends on it:",
        ),
        (BRAND, change_of("agency", "level", value="station"), "agency.level: county"),
        (BRAND, change_of("problems", value=[]), "problems: theft"),
        (
            BRAND,
            change_of("status", value="ended"),
            "status: running`, now it is `ended`; rankings there read it; no place by",
        ),
        (BRAND, change_of("metrics", "thefts-change", "comparator", value=None), None),
        (BRAND, change_of("metrics", "fights", "qualifier", value=None), "qualifier: about"),
        (BRAND, change_of("metrics", "thefts", "scope", value={"zh": "城区"}), "scope.zh: null"),
        ("sources/b1-2024", change_of("title", "zh", value="另一篇文章"), "title.zh: 试写的文章"),
        ("sources/b1-2024", change_of("kind", value="register"), "kind: press"),
    ],
)
def test_what_an_edition_shows_counts_as_changed(
    root: Path, file: str, change: Callable[[dict[str, Any]], None], told: str | None
) -> None:
    edit(root, file, change)
    messages = said(root)
    if told is None:  # it had none before
        assert messages == []
    else:
        assert len(messages) == 1
        assert told in messages[0]


def test_what_is_only_added_is_no_change(root: Path) -> None:
    def add(record: dict[str, Any]) -> None:
        record["started"] = "2020"
        record["practices"] = ["mediation"]
        record["problems"] = ["disputes", "theft"]
        record["impact"] = {"zh": "试写的成效。", "en": "Results for trials."}
        record["review"] = {"status": "reviewed", "on": "2025-03-01"}
        record["changes"] = [{"on": "2025-03-01", "zh": "补记一项。", "en": "One item added."}]
        record["sources"].append("old-2024")
        added = {**metric(record, "thefts"), "id": "more", "period": "2023"}
        record["metrics"].insert(0, added)

    edit(root, BRAND, add)
    assert [f for f in found(root) if f.code != "E12"] == []


def test_a_figure_that_was_taken_out_is_a_change_and_one_of_other_years_is_not(
    root: Path,
) -> None:
    edit(root, "brands/jiangsu/old", lambda record: record["metrics"].clear())
    [message] = said(root)
    assert "`metrics.now.value: 42`, now it is `null`" in message
    told = {"record": "brands/old", "field": "metrics.now.value", "old": 42, "new": None}
    correct(root, told)
    assert said(root) == []


@pytest.mark.parametrize("kind", ["brand", "source"])
def test_a_record_that_is_gone_is_an_error_of_each_edition_that_holds_it(
    root: Path, kind: str
) -> None:
    (root / "content" / BRAND).with_suffix(".yml").unlink()
    if kind == "source":
        (root / "content" / "sources" / "b1-2024.yml").unlink()
    errors = found(root)
    assert {(f.code, f.severity, f.file) for f in errors} == {
        ("C04", "error", "content/editions/2024-all.yml")
    }
    assert f"the {kind} `b1" in errors[-1].message
    assert len(errors) == (2 if kind == "source" else 1)


def test_a_brand_that_is_a_draft_again_is_an_error(root: Path) -> None:
    edit(root, BRAND, lambda record: record.update(review={"status": "draft"}))
    [error] = found(root)
    assert (error.code, error.severity) == ("C04", "error")
    assert "is a draft and has no page" in error.message


def test_records_and_words_under_other_ids_are_as_they_were(root: Path) -> None:
    content = root / "content"
    for folder, old, new in [("brands/jiangsu", "b1", "b9"), ("sources", "b1-2024", "b9-2024")]:
        edit(
            root,
            f"{folder}/{old}",
            lambda record, old=old, new=new: record.update(id=new, formerly=[old]),
        )
        (content / folder / f"{old}.yml").rename(content / folder / f"{new}.yml")

    def cite(record: dict[str, Any]) -> None:
        record["sources"] = ["b9-2024"]
        for own in record["metrics"]:
            own["source"] = "b9-2024"

    edit(root, "brands/jiangsu/b9", cite)
    assert [str(f) for f in examine(settings_of(root)).findings] == []


def test_records_that_became_one_need_one_correction(root: Path) -> None:
    (root / "content" / "brands" / "jiangsu" / "b1.yml").unlink()
    edit(root, "brands/jiangsu/b2", lambda record: record.update(formerly=["b1"]))
    edit(root, "brands/jiangsu/b2", lambda record: record["sources"].append("b1-2024"))
    [message] = said(root)
    assert "with `b1` as a record of its own" in message
    told = {"record": "brands/b2", "field": "formerly", "old": None, "new": ["b1"]}
    correct(root, told)
    assert said(root) == []


@pytest.mark.parametrize(
    "change",
    [
        change_of("metrics", "thefts", "indicator", value="theft"),
        change_of("metrics", "thefts", "source", value="b2-2024"),
        change_of("metrics", "thefts", "source", value="nobody"),
        change_of("sources", value=["nobody"]),
        change_of("category", value="nobody"),
        change_of("problems", value=["nobody"]),
        change_of("place", value="999999"),
    ],
)
def test_a_reference_into_nothing_is_told_and_ranks_are_left_until_it_is_mended(
    root: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    edit(root, BRAND, change)
    findings = examine(settings_of(root)).findings
    assert {f.severity for f in findings if f.file == f"content/{BRAND}.yml"} >= {"error"}
    told = [f.message for f in findings if f.code == "C03"]
    assert all("what it does to ranks there is told once all errors" in own for own in told)


def test_a_source_that_cannot_be_read_is_told_beside_a_changed_figure(root: Path) -> None:
    edit(root, BRAND, change_of("metrics", "thefts", "value", value=166))
    (root / "content/sources/b2-2024.yml").write_text("{", encoding="utf-8")
    told = {(f.code, f.file) for f in examine(settings_of(root)).findings}
    assert ("Y01", "content/sources/b2-2024.yml") in told
    assert ("C03", f"content/{BRAND}.yml") in told


def test_a_book_without_published_editions_reads_no_store(root: Path) -> None:
    edit(root, "editions/2024-all", lambda record: record.update(status="draft"))
    (root / "content" / "editions" / "2024-all.json").write_text("{")
    edit(root, BRAND, change_of("name", "zh", value="新名警务"))
    assert said(root) == []
