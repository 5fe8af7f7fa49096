"""Records as YAML: written in one layout, changed in their place, and always read as meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from example_book import EXAMPLE, ROOT
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import BeatbookError, RecordPath
from generator.records import reader
from generator.records.models import Brand, Honour, Source
from generator.records.writing import REMOVED, edited, same, scalar, written

LAYOUT = """\
# yaml-language-server: $schema=../../schema/brand.json
schema: 1
id: linxia-night-policing
name: {zh: 夜间警务, en: null}
agency: {zh: 临夏州公安机关, en: "Linxia, all of it", level: prefecture}
place: "622900"
started: 2023-09
season: [6, 7]
hours: [{days: daily, from: "21:00", to: "23:00"}]
summary:
  zh: 短
  en: >-
    word word word word word word word word word word word word word word word word word word word
    word word word word word
sources: [a-2024]
metrics:
  - id: routes
    indicator: patrol-routes
    value: 165.5
    unit: "%"
    source: a-2024
    excerpt: "165.5: 条"
added: 2024-06-01
review: {status: draft}
"""


def test_a_record_has_the_order_of_its_model_and_one_line_where_that_fits() -> None:
    record = {
        "metrics": [
            {
                "excerpt": "165.5: 条",
                "id": "routes",
                "value": Fraction("165.5"),
                "source": "a-2024",
                "indicator": "patrol-routes",
                "unit": "%",
            }
        ],
        "review": {"status": "draft"},
        "summary": {"zh": "短", "en": " ".join(["word"] * 24)},
        "id": "linxia-night-policing",
        "schema": 1,
        "name": {"zh": "夜间警务", "en": None},
        "agency": {"zh": "临夏州公安机关", "en": "Linxia, all of it", "level": "prefecture"},
        "place": "622900",
        "sources": ["a-2024"],
        "started": "2023-09",
        "added": "2024-06-01",
        "season": [6, 7],
        "hours": [{"days": "daily", "from": "21:00", "to": "23:00"}],
    }
    assert written(Brand, record, "../../schema/brand.json") == LAYOUT


def test_remarks_stand_behind_and_below_what_they_are_on() -> None:
    text = written(
        Source,
        {"id": "a", "title": {"zh": "题", "en": None}},
        notes={("id",): "rename it", ("title", "en"): "later"},
        remarks={("title",): ["or another"]},
    )
    assert text == ("id: a  # rename it\ntitle:\n  zh: 题\n  en: null  # later\n# or another\n")


ANYTHING = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=40)


@given(ANYTHING)
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    assert reader.read(f"a: {scalar(text, flow=False)}") == ({"a": text}, [])
    assert reader.read(f"a: [{scalar(text)}, {{b: {scalar(text)}}}]")[0]["a"] == [text, {"b": text}]


KINDS = {"brands/*/*.yml": Brand, "sources/*.yml": Source, "honours/*.yml": Honour}
RECORDS = {
    path: kind
    for folder in (EXAMPLE / "content", ROOT / "content")
    for pattern, kind in KINDS.items()
    for path in sorted(folder.glob(pattern))[:12]
}


def leaves(value: Any, path: RecordPath = ()) -> Iterator[RecordPath]:
    """The paths of what holds no further keys."""
    if isinstance(value, dict):
        for key, own in value.items():
            yield from leaves(own, (*path, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for at, own in enumerate(value):
            yield from leaves(own, (*path, at))
    else:
        yield path


VALUES = (None, "新的文字", "a: b, c # d", 165, "x " * 80 + "end", ["a-b", "c"], Fraction(1, 3), "")


@given(st.data())
def test_a_change_changes_its_own_lines_alone(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(RECORDS)))
    text = path.read_text(encoding="utf-8")
    place = data.draw(st.sampled_from([*leaves(reader.read(text)[0]), ("summary", "en"), ("url",)]))
    new = edited(text, {place: data.draw(st.sampled_from(VALUES))}, RECORDS[path], path.name)
    lines = difflib.unified_diff(text.splitlines(), new.splitlines(), n=0, lineterm="")
    headings = [line for line in lines if line.startswith("@@")]
    assert len(headings) <= 1


COMMENTED = """\
# first
id: a-brand  # its id
name: {zh: 甲, en: null}  # both
started: null                     # 2023 where reported
season: []                        # months
summary:  # own words
  zh: 旧
  # between
  en: old  # translated
sources:
  - one  # the first
  - two
metrics: []
# - id: sample
added: 2024-06-01
# last
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("name", "en"), "A: one", "en: null}", 'en: "A: one"}'),
        (("started",), "2023-09", "started: null ", "started: 2023-09 "),
        (("season",), [6, 7], "season: [] ", "season: [6, 7] "),
        (("summary", "en"), "new", "en: old  #", "en: new  #"),
        (("evaluated_by",), "b", "sources:\n", "evaluated_by: b\nsources:\n"),
        (("sources", 2), "three", "  - two\n", "  - two\n  - three\n"),
        (
            ("metrics", 0),
            {"id": "x", "value": 1},
            "metrics: []\n",
            "metrics:\n  - id: x\n    value: 1\n",
        ),
        (
            ("publisher", "zh"),
            "报",
            "added: 2024-06-01\n",
            "added: 2024-06-01\npublisher: {zh: 报}\n",
        ),
        (
            ("summary", "en"),
            "word " * 30 + "end",
            "  en: old  # translated\n",
            "  en: >-  # translated\n"
            + "    "
            + ("word " * 19).strip()
            + "\n    "
            + "word " * 11
            + "end\n",
        ),
    ],
)
def test_comments_stay_where_they_are(path: RecordPath, value: Any, old: str, new: str) -> None:
    assert edited(COMMENTED, {path: value}, Brand, "a.yml") == COMMENTED.replace(old, new)


def test_what_would_lose_a_comment_is_left_to_a_person() -> None:
    with pytest.raises(BeatbookError, match="`sources` cannot be changed without losing"):
        edited(COMMENTED, {("sources",): ["three"]}, Brand, "a.yml")
    with pytest.raises(BeatbookError, match="`summary` cannot be changed"):
        edited(COMMENTED, {("summary",): None}, Brand, "a.yml")
    with pytest.raises(BeatbookError, match="`name` cannot be changed"):
        edited("name:\n  # own\n  zh: 甲\n", {("name",): None}, Brand, "a.yml")


def test_several_changes_are_made_one_after_another() -> None:
    changes = {("metrics", 0): {"id": "x"}, ("metrics", 1): {"id": "y"}, ("name", "zh"): "乙"}
    new = reader.read(edited(COMMENTED, changes, Brand, "a.yml"))[0]
    assert (new["metrics"], new["name"]["zh"]) == ([{"id": "x"}, {"id": "y"}], "乙")


def test_values_are_the_same_however_they_are_written() -> None:
    old = reader.read("a: 1.50\nb: {c: x, d: 2024-05-06}\ne: [1, 2]\n")[0]
    new = {"a": Fraction("1.5"), "b": {"c": "x", "d": "2024-05-06"}, "e": [1, 2]}
    assert same(old, new)
    assert not same(old, {**new, "e": [1]})


LISTED = """\
tags: [a, b, c]  # some
sources:
  - one
  # of the second
  - two  # 2
hours:
  - {days: daily, from: "21:00"}
  - days: workdays  # inside
    from: "09:00"
  # behind
added: 2024-06-01
"""


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (("tags", 0), "[a, b, c]", "[b, c]"),
        (("tags", 1), "[a, b, c]", "[a, c]"),
        (("tags", 2), "[a, b, c]", "[a, b]"),
        (("sources", 0), "  - one\n", ""),
        (("sources", 1), "  - two  # 2\n", ""),
        (("hours", 0), '  - {days: daily, from: "21:00"}\n', ""),
        (("hours", 1), '  - days: workdays  # inside\n    from: "09:00"\n', ""),
    ],
)
def test_a_part_is_taken_out_of_a_list_alone(path: RecordPath, old: str, new: str) -> None:
    assert edited(LISTED, {path: REMOVED}, Brand, "a.yml") == LISTED.replace(old, new)


def test_what_is_left_of_a_list_without_parts_is_an_empty_list() -> None:
    assert (
        edited("tags: [a]  # one\n", {("tags", 0): REMOVED}, Brand, "a.yml") == "tags: []  # one\n"
    )
    text = "hours:\n  - days: daily\nadded: 2024-06-01\n"
    new = edited(text, {("hours", 0): REMOVED}, Brand, "a.yml")
    assert new == "hours: []\nadded: 2024-06-01\n"


def test_a_part_of_a_list_is_exchanged_in_its_place() -> None:
    new = edited(LISTED, {("sources", 1): "three", ("tags", 0): "no"}, Brand, "a.yml")
    assert new == LISTED.replace("- two  # 2", "- three  # 2").replace("[a,", '["no",')
