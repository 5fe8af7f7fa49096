"""Receipts: what was found in a text once is known wherever the book is built."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from example_book import copy_example, settings_of

from generator.build import examine
from generator.commands.receipts import keep_receipts
from generator.errors import BeatbookError

LAMPLIGHT = "content/brands/jiangsu/jia-lamplight-policing.yml"
JIA = "content/sources/jia-daily-2024-05-06.yml"
YI = "content/sources/yi-police-2024-03-02.yml"
DAY = 1718841600  # 2024-06-20


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_example(tmp_path)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def verified(root: Path) -> dict[str, str | None]:
    """The day of each figure of the first brand, as a site built without any text shows it."""
    found = examine(settings_of(root, sources=None))
    lines = {line.row.id: line for line in found.brands}
    return {row.id: row.verified for row in lines["jia-lamplight-policing"].metrics}


def keep(root: Path, epoch: int = DAY) -> list[str]:
    settings = settings_of(root, epoch=epoch)
    changed = keep_receipts(settings, examine(settings))
    return [path.relative_to(root).as_posix() for path in changed]


def without_receipt(root: Path, name: str) -> str:
    """Takes the receipt out of a source's record and gives what is left."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("receipt:")], encoding="utf-8")
    return path.read_text(encoding="utf-8")


def test_figures_stay_verified_where_no_text_is_at_hand(root: Path) -> None:
    assert set(verified(root).values()) == {"2024-06-20"}


def test_a_receipt_is_written_once_and_then_stays_as_it_is(root: Path) -> None:
    kept = (root / JIA).read_bytes()
    without_receipt(root, JIA)
    assert set(verified(root).values()) == {None}
    assert keep(root) == [JIA]
    assert (root / JIA).read_bytes() == kept
    assert keep(root, epoch=DAY + 10_000_000) == []
    assert (root / JIA).read_bytes() == kept


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    value: 24\n    unit: 名\n", "    value: 25\n    unit: 名\n"),
        ("    excerpt: 安排24名民警\n", "    excerpt: 24名民警\n"),
        ("    indicator: officers-on-duty\n", "    indicator: disputes\n"),
    ],
)
def test_a_changed_figure_voids_its_own_receipt_only(root: Path, old: str, new: str) -> None:
    replace(root / LAMPLIGHT, old, new)
    days = verified(root)
    assert days.pop("officers") is None
    assert set(days.values()) == {"2024-06-20"}
    assert examine(settings_of(root, sources=None)).counts()["verified"] == 7


def test_a_sound_figure_that_was_changed_since_is_named_and_stops_nothing(root: Path) -> None:
    replace(root / LAMPLIGHT, "    excerpt: 安排24名民警\n", "    excerpt: 24名民警\n")
    found = examine(settings_of(root, sources=None))
    assert [(f.code, f.line, f.severity, f.draft) for f in found.findings] == [
        ("E14", 27, "warning", True)
    ]
    assert (found.counts()["changed"], found.counts()["verified"]) == (1, 7)


def test_what_no_text_was_asked_for_does_not_void_a_receipt(root: Path) -> None:
    replace(root / LAMPLIGHT, "    period_text: 每晚\n", "")
    assert set(verified(root).values()) == {"2024-06-20"}


def test_a_figure_found_again_after_a_change_is_kept_with_the_new_day(root: Path) -> None:
    replace(root / LAMPLIGHT, "    excerpt: 盗窃警情42起\n", "    excerpt: 警情42起\n")
    assert keep(root, epoch=DAY + 86_400) == [JIA]
    assert set(verified(root).values()) == {"2024-06-21"}
    assert keep(root, epoch=DAY + 2 * 86_400) == []


def test_a_receipt_leaves_every_other_line_of_its_record_alone(root: Path) -> None:
    before = without_receipt(root, JIA)
    path = root / JIA
    path.write_text(f"# by hand\n{before}# at the end\n", encoding="utf-8")
    assert keep(root) == [JIA]
    assert path.read_text(encoding="utf-8").startswith(f"# by hand\n{before}# at the end\nreceipt:")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("at: 211", "at: 210") + "# below\n", encoding="utf-8")
    assert keep(root) == [JIA]
    assert path.read_text(encoding="utf-8").replace("# below\n", "") == text
    assert "# below\n" in path.read_text(encoding="utf-8")


def test_a_receipt_may_stand_anywhere_in_its_record(root: Path) -> None:
    text = (root / JIA).read_text(encoding="utf-8")
    start = text.index("receipt:")
    head, rest = text[:start].split("kind:", 1)
    moved = f"{head}{text[start:]}kind:{rest}".replace("at: 211", "at: 210")
    (root / JIA).write_text(moved, encoding="utf-8")
    assert keep(root) == [JIA]
    assert (root / JIA).read_text(encoding="utf-8") == text


def test_a_figure_that_the_text_does_not_bear_out_gets_no_receipt(root: Path) -> None:
    without_receipt(root, JIA)
    replace(root / LAMPLIGHT, "    value: 24\n    unit: 名\n", "    value: 25\n    unit: 名\n")
    keep(root)
    assert {name for name, day in verified(root).items() if day is None} == {"officers"}


def test_no_figure_after_a_hundred_wrong_ones_gets_a_receipt_that_its_excerpt_does_not_state(
    root: Path,
) -> None:
    path = root / LAMPLIGHT
    record = yaml.safe_load(path.read_text(encoding="utf-8"))
    first = record["metrics"][0]
    wrong = [{**first, "id": f"wrong-{n}", "value": first["value"] + 1} for n in range(130)]
    record["metrics"] += wrong
    path.write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    found = {own.metric for own in examine(settings_of(root)).found}
    assert first["id"] in found
    assert not any(name.startswith("wrong") for name in found)


def test_a_record_that_no_receipt_can_be_added_to_is_named_and_left_alone(root: Path) -> None:
    record = yaml.safe_load(without_receipt(root, JIA))
    written = json.dumps(record, ensure_ascii=False, default=str)
    (root / JIA).write_text(written, encoding="utf-8")
    with pytest.raises(BeatbookError, match=rf"^{JIA}: its receipt cannot be added"):
        keep(root)
    assert (root / JIA).read_text(encoding="utf-8") == written


def test_without_texts_nothing_can_be_kept(root: Path) -> None:
    settings = settings_of(root, sources=None)
    with pytest.raises(BeatbookError, match="give their folder with --sources"):
        keep_receipts(settings, examine(settings))
