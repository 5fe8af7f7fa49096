"""What is typed into a form, and what it changes in a record."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from example_book import EXAMPLE, ROOT

from generator.editing.fields import (
    FormField,
    brand_fields,
    changes,
    is_empty,
    name_at,
    names_of,
    posted,
    shown,
    with_part,
    without_part,
)
from generator.editing.form import GROUPS, HINTED, SUGGESTED, WORDS
from generator.records import reader
from generator.records.i18n import read_words
from generator.records.models import Brand
from generator.records.writing import REMOVED, edited

BRANDS = sorted([*EXAMPLE.glob("content/brands/*/*.yml"), *ROOT.glob("content/brands/gansu/*.yml")])
LAMPLIGHT = EXAMPLE / "content/brands/jiangsu/jia-lamplight-policing.yml"


def record_of(path: Any) -> dict[str, Any]:
    value, faults = reader.read(path.read_text(encoding="utf-8"))
    assert not faults
    return dict(value)


def sent(field: FormField, typed: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """What a browser sends of what is typed."""
    if field.control == "group":
        for part in field.parts:
            yield from sent(part, typed[part.key], f"{name}.{part.key}".lstrip("."))
    elif field.control == "ticks":
        yield from ((name, value) for value in typed.values())
    elif field.control == "list":
        for at, own in typed.items():
            yield name, str(at)
            yield from sent(field.parts[0], own, f"{name}.{at}")
    else:
        yield name, typed


def form_of(typed: Any) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in sent(brand_fields(), typed):
        form.setdefault(name, []).append(value)
    return form


@pytest.fixture
def record() -> dict[str, Any]:
    return record_of(LAMPLIGHT)


@pytest.fixture
def typed(record: dict[str, Any]) -> Any:
    return shown(brand_fields(), record)


def test_a_form_that_is_sent_back_as_it_was_changes_nothing() -> None:
    assert len(BRANDS) > 20
    for path in BRANDS:
        record = record_of(path)
        typed = shown(brand_fields(), record)
        assert posted(brand_fields(), form_of(typed), record) == typed
        assert list(changes(brand_fields(), record, typed)) == []


def test_every_key_of_a_brand_is_asked_once_and_has_its_words() -> None:
    asked = [key for keys in GROUPS.values() for key in keys]
    assert sorted(asked) == sorted(part.key for part in brand_fields().parts)
    schema = {field.alias or name for name, field in Brand.model_fields.items()}
    assert schema - {*asked} == {"schema", "id"}
    fields = {field.name: field for field in all_fields(brand_fields())}
    assert {*HINTED, *SUGGESTED, *WORDS} <= fields.keys()
    for words in read_words(ROOT / "templates/translations", ROOT)[0].values():
        for field in fields.values():
            own = field.key if field.key in ("zh", "en") else field.name.replace(".", "_")
            assert words[f"field_{own}"]
            if field.choices:
                assert all(words[f"{WORDS[field.name]}{choice}"] for choice in field.choices)
        assert all(words[f"hint_{name.replace('.', '_')}"] for name in HINTED)


def all_fields(field: FormField) -> Iterator[FormField]:
    for part in field.parts:
        if part.name != field.name:
            yield part
        yield from all_fields(part)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (("started",), "2023", (("started",), "2023")),
        (("started",), "", (("started",), None)),
        (("name", "en"), "", (("name", "en"), None)),
        (("intelligence", "zh"), "新", (("intelligence",), {"zh": "新"})),
        (("metrics", 0, "value"), "25", (("metrics", 0, "value"), 25)),
        (("metrics", 0, "value"), "25.50", (("metrics", 0, "value"), Fraction("25.5"))),
        (("metrics", 0, "value"), "1/3", (("metrics", 0, "value"), Fraction(1, 3))),
        (("metrics", 0, "value"), "many", (("metrics", 0, "value"), "many")),
        (("metrics", 0, "base"), "thefts", (("metrics", 0, "base"), "thefts")),
        (("metrics", 2, "change", "basis"), "", (("metrics", 2, "change"), None)),
        (("metrics", 0, "unit"), "", (("metrics", 0, "unit"), None)),
    ],
)
def test_a_field_changes_its_value_alone(
    record: dict[str, Any], typed: Any, path: Any, text: str, expected: Any
) -> None:
    own = typed
    for step in path[:-1]:
        own = own[step]
    own[path[-1]] = text
    assert list(changes(brand_fields(), record, typed)) == [expected]


def test_parts_are_added_behind_and_taken_out_in_their_place(
    record: dict[str, Any], typed: Any
) -> None:
    fields = brand_fields()
    assert without_part(fields, typed, "metrics.1") == "metrics"
    name = with_part(fields, typed, "metrics", record)
    assert name == "metrics.4"
    typed["metrics"][4] |= {"id": "posts", "value": "3"}
    assert with_part(fields, typed, "sources", record) == "sources.1"  # nothing is typed there
    found = dict(changes(fields, record, typed))
    new = {"id": "posts", "value": 3, "indicator": None, "unit": None, "source": None}
    assert found == {("metrics", 4): {**new, "excerpt": None}, ("metrics", 1): REMOVED}
    text = edited(LAMPLIGHT.read_text(encoding="utf-8"), found, Brand, "a.yml")
    ids = [metric["id"] for metric in reader.read(text)[0]["metrics"]]
    assert ids == ["officers", "thefts-change", "disputes", "posts"]


def test_findings_are_shown_where_their_part_stands_in_the_form(
    record: dict[str, Any], typed: Any
) -> None:
    fields = brand_fields()
    without_part(fields, typed, "metrics.0")
    with_part(fields, typed, "metrics", record)
    typed["metrics"][4]["id"] = "posts"
    assert name_at(("metrics", 0, "value"), typed) == "metrics.1.value"
    assert name_at(("metrics", 3), typed) == "metrics.4"
    assert {"metrics.4.change.basis", "agency.level", "hours.0.from"} <= {*names_of(fields, typed)}


def test_tags_keep_their_order_and_months_are_in_theirs(record: dict[str, Any]) -> None:
    fields = brand_fields()
    form = form_of(shown(fields, record))
    form["problems"] = ["fraud", "theft", "quarrels"]
    form["season"] = ["7", "6"]
    typed = posted(fields, form, record)
    assert dict(changes(fields, record, typed)) == {("problems", 2): "fraud", ("season",): [6, 7]}
    form["problems"] = ["theft"]
    typed = posted(fields, form, record)
    assert dict(changes(fields, record, typed))["problems", 0] is REMOVED


@pytest.mark.parametrize("shape", ["text", ["a"], {"zh": {"b": 1}}, 5])
def test_a_value_of_another_shape_stays_until_something_is_typed(
    record: dict[str, Any], shape: Any
) -> None:
    broken = {**record, "summary": shape, "unknown": 1}
    typed = shown(brand_fields(), broken)
    assert is_empty(typed["summary"])
    assert list(changes(brand_fields(), broken, deepcopy(typed))) == []
    typed["summary"]["zh"] = "新"
    assert [path[0] for path, _ in changes(brand_fields(), broken, typed)] == ["summary"]


NO_LISTS = ["", "metrics.0", "name", "problems", "nothing", "lineage", "hours.9"]


@pytest.mark.parametrize("name", NO_LISTS)
def test_nothing_is_added_to_what_is_no_list(record: dict[str, Any], typed: Any, name: str) -> None:
    before = deepcopy(typed)
    assert with_part(brand_fields(), typed, name, record) == ""
    assert without_part(brand_fields(), typed, name if "9" in name else f"{name}.x") == ""
    assert typed == before
