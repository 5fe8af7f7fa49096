"""What an editor would mend in a draft, counted on records of our own."""

from __future__ import annotations

from typing import Any

import pytest
from accuracy import halves, main
from edits import count_edits

FIGURE = {
    **{"start": 10, "end": 13, "value": 12, "value_max": None, "unit": "起", "qualifier": None},
    **{"basis": "none", "direction": None, "period": None, "indicator": "disputes-resolved"},
    **{"indicator_zh": "化解纠纷", "brand": 0, "tier": "core"},
}


def annotation() -> dict[str, Any]:
    source = {"title": "夜里的灯", "publisher": "甲报", "published": "2024-05-06"}
    expected = {"names": ["夜间警务"], "categories": ["night.patrol"], "place": "620000"}
    return {
        "source": {**source, "date_basis": "stated"},
        "drafts": [{**expected, "agency": ["甲县公安局"], "level": "county"}],
        "metrics": [FIGURE],
    }


def result(**changes: Any) -> dict[str, Any]:
    brand = {
        **{"id": "a", "names": ["夜间警务"], "categories": ["night.patrol"], "place": "620000"},
        **{"agency": "甲县公安局", "level": "county", "summary": {"zh": "甲", "en": "a"}},
    }
    metric = {**FIGURE, "brand": "a", "indicator_id": "disputes-resolved"}
    return {
        "source": dict(annotation()["source"]),
        "brands": [{**brand, **changes}],
        "metrics": [metric],
    }


def test_a_draft_as_an_editor_would_have_it_needs_no_edit() -> None:
    assert count_edits(annotation(), result()).edits.total() == 0


@pytest.mark.parametrize(
    ("changes", "edit"),
    [
        ({"names": ["别的", "夜间警务"]}, "name"),
        ({"categories": []}, "category"),
        ({"place": None}, "place"),
        ({"agency": None}, "agency"),
        ({"level": "station"}, "level"),
        ({"summary": None}, "summary"),
    ],
)
def test_each_field_that_is_wrong_is_one_edit(changes: dict[str, Any], edit: str) -> None:
    assert +count_edits(annotation(), result(**changes)).edits == {edit: 1}


def test_an_agency_with_the_organs_above_it_is_as_good() -> None:
    assert count_edits(annotation(), result(agency="乙市甲县公安局")).edits.total() == 0


def test_figures_are_added_deleted_and_put_right() -> None:
    missing = result() | {"metrics": []}
    assert +count_edits(annotation(), missing).edits == {"figure added": 1}
    more = result()
    more["metrics"].append({**more["metrics"][0], "start": 40, "end": 43, "value": 3})
    assert +count_edits(annotation(), more).edits == {"figure deleted": 1}
    wrong = result()
    wrong["metrics"][0] |= {"unit": "人", "period": "2024"}
    assert +count_edits(annotation(), wrong).edits == {"figure's unit": 1, "figure's period": 1}


def test_a_figure_without_an_indicator_is_a_comment_and_no_edit() -> None:
    beside = result()
    unnamed = {"start": 40, "end": 43, "indicator": "部门", "indicator_id": None}
    beside["metrics"].append({**beside["metrics"][0], **unnamed})
    assert count_edits(annotation(), beside).edits.total() == 0


def test_a_record_too_many_and_one_too_few_are_edits() -> None:
    two = result()
    two["brands"].append({**two["brands"][0], "id": "b"})
    assert +count_edits(annotation(), two).edits == {"record deleted": 1}
    none = result() | {"brands": [], "metrics": []}
    done = count_edits(annotation(), none)
    assert done.edits["record added"] == 1
    assert done.right.total() == 0


def test_articles_without_expected_records_are_left_aside() -> None:
    assert halves([{"source": {"file": "other.txt"}}]) == {}


def test_the_report_names_what_is_not_at_hand(tmp_path, capsys) -> None:
    file = tmp_path / "result.json"
    file.write_text("[]", encoding="utf-8")
    assert main([str(tmp_path), str(file)]) == 1
    assert "not in the result" in capsys.readouterr().out
