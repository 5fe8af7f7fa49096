"""YAML as it is accepted: equal to PyYAML where it is, a fault in its place where it is not."""

from __future__ import annotations

import datetime
import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import MOST_TOLD, Finding, Problem
from generator.records.reader import describe, positions, read
from generator.words.characters import named


class KeysAsWritten:
    """PyYAML's safe construction, but a key is the word as written."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


class WithLibyaml(KeysAsWritten, yaml.CSafeLoader):
    """What our reader stands on."""


class InPython(KeysAsWritten, yaml.SafeLoader):
    """`yaml.safe_load`, which refuses a few texts that libyaml takes, such as a tab at an end."""


def same(found: Any, expected: Any) -> bool:
    """Equality of values and their types; a decimal equals the float that PyYAML reads."""
    if isinstance(expected, dict):
        return list(found) == list(expected) and all(same(found[k], expected[k]) for k in expected)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(expected, float):
        return isinstance(found, Decimal) and float(found) == expected
    return type(found) is type(expected) and found == expected


# What is accepted

words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=12)
scalars = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.decimals(-1000, 1000, places=3).map(float),
    st.dates(),
    words,
    st.sampled_from(["no", "on", "1_000", "010", "21:00", "2019-11-14", "=", "<<", "~", "* a"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
documents = st.dictionaries(words, values, min_size=1, max_size=5)


class Plain(yaml.SafeDumper):
    """Writes the same list or text twice where it occurs twice, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@given(documents, st.sampled_from([True, False, None]), st.booleans())
@settings(max_examples=200)
def test_what_pyyaml_writes_is_read_as_it_was(document: Any, flow: Any, width: bool) -> None:
    text = yaml.dump(
        document,
        Dumper=Plain,
        allow_unicode=width,
        default_flow_style=flow,
        sort_keys=False,
        width=20 if width else 200,
    )
    found, faults = read(text)
    assert faults == []
    assert same(found, document)


marks = ["b: ", "- ", "\n", "\n  ", "{", "}", "[", "]", ", ", ": ", "? ", '"', "'", "#", " #", "\t"]
machinery = ["|", ">", "|-\n ", "&x ", "*x", "!", "!!str ", "<<: ", "---", "...", "%YAML 1.1", "@"]
numbers = ["1", "-1", "+1", "1.5", ".5", "1e3", "0x1f", "010", "1_0", "21:00", "2019-11-14"]
others = ["a", "no", "~", "null", "=", "`", "\r", "甲", "“", "\u3000", "\ufeff", "\x85", "\u2028"]
pieces = st.one_of(*map(st.sampled_from, (marks, machinery, numbers, others)))
yaml_like = st.lists(pieces, max_size=20).map("".join)
anything = st.text(max_size=80) | yaml_like


@given(anything)
@settings(max_examples=800)
def test_no_text_raises_and_what_is_accepted_equals_pyyaml(text: str) -> None:
    found, faults = read(text)
    if not faults:
        assert same(found, WithLibyaml(text).get_single_data())
        with suppress(yaml.YAMLError):
            assert same(found, InPython(text).get_single_data())
    for fault in faults:
        assert fault.code in ("Y01", "Y02", "Y03", "Y04")
        assert 1 <= fault.line <= len(text.splitlines()) + 1
        assert 1 <= fault.column <= len(text) + 1


@pytest.mark.parametrize("end", ["t", "t\nu", 'b: "t', "b: [t", "b: {t: ,"])
def test_what_is_missing_at_the_end_is_told_of_a_line_that_there_is(end: str) -> None:
    text = f"a: 1\n{end}"
    [fault] = read(text)[1]
    assert (fault.code, fault.line) == ("Y01", text.count("\n") + 1)


def test_decimals_are_exact_and_keys_are_words() -> None:
    text = "on: 36.77\nyes: 0.1\n2019: -0.30\n~: 2019-11-14\n"
    expected = {
        "on": Decimal("36.77"),
        "yes": Decimal("0.1"),
        "2019": Decimal("-0.30"),
        "~": datetime.date(2019, 11, 14),
    }
    assert read(text) == (expected, [])


# Texts that break readers


def codes(text: str) -> list[str]:
    return [fault.code for fault in read(text)[1]]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 甲\nb: 乙\x00\n", (2, 5)),
        ("a: \x07\n", (1, 4)),
        ("甲: 乙\n甲乙: \ud800\n", (2, 5)),
        ("甲: \uffff\n", (1, 4)),
        ("甲:\n  - \ufeff乙\n", (2, 5)),
    ],
    ids=["NUL", "bell", "lone surrogate", "no character", "byte order mark"],
)
def test_characters_that_are_refused_are_named_where_they_stand(
    text: str, place: tuple[int, int]
) -> None:
    value, faults = read(text)
    bad = next(c for c in text if c in "\x00\x07\ud800\uffff\ufeff")
    message = f"the character {named(bad)} is not allowed in YAML: delete it"
    assert (value, faults) == (None, [Finding("", *place, "Y01", message)])


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 50_000,
        "- " * 100_000,
        "? " * 100_000,
        "[" * 2_000 + "]" * 2_000,
        "".join(" " * depth + "a:\n" for depth in range(1_500)),
        "&a " + "[" * 100_000,
        "a: " + "[" * 30 + "]" * 30,
    ],
    ids=["lists", "maps", "dashes", "questions", "closed", "indents", "anchored", "thirty"],
)
def test_deep_nesting_is_one_fault_and_no_crash(text: str) -> None:
    assert codes(text) == ["Y01"]


def test_twenty_levels_are_read() -> None:
    value, faults = read("[" * 20 + "]" * 20)
    depth = 0
    while value:
        value, depth = value[0], depth + 1
    assert (depth, faults) == (19, [])
    assert codes("[" * 20 + "a" + "]" * 20) == []


@pytest.mark.parametrize("inside", ["", "a", '"a"', "{a: 1}"])
def test_what_stands_in_a_twenty_first_level_is_refused(inside: str) -> None:
    assert codes("[" * 21 + inside + "]" * 21) == ["Y01"]


@pytest.mark.parametrize(("keys", "said"), [(49_999, []), (50_000, ["Y01"])])
def test_more_than_a_hundred_thousand_keys_and_values_are_refused(
    keys: int, said: list[str]
) -> None:
    """The mapping is one of them, and so is what each key leads to."""
    assert codes("{" + ",\n".join(f"k{n}" for n in range(keys)) + "}") == said


def test_aliases_that_multiply_are_refused_before_they_are_followed() -> None:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    value, faults = read("\n".join(lines))
    assert value is None
    assert {fault.code for fault in faults} == {"Y03"}
    assert len(faults) == MOST_TOLD + 1  # of 291


def test_a_list_that_holds_itself_is_refused() -> None:
    assert codes("&a [*a]") == ["Y03", "Y03"]


def test_a_merge_key_is_refused_and_changes_nothing() -> None:
    value, faults = read("a: {b: 1}\nc:\n  <<: {b: 2}\n  d: 3\n")
    assert value == {"a": {"b": 1}, "c": {"d": 3}}
    assert faults == [Finding("", 3, 3, "Y03", "the merge key << is refused: write the keys out")]


def test_a_line_of_200_kilobytes_is_read() -> None:
    long = "甲" * 200_000
    assert read(f"a: {long}\n") == ({"a": long}, [])
    assert read(f'a: "{long}"\n') == ({"a": long}, [])
    assert read(f"a: [{'1,' * 20_000}]") == ({"a": [1] * 20_000}, [])


def test_numbers_too_long_for_a_figure_are_refused() -> None:
    """Python refuses to convert more than 4,300 digits, and no figure has fifty."""
    assert codes("a: " + "9" * 5_000) == ["Y04"]
    assert codes("a: 0." + "9" * 5_000) == ["Y04"]
    assert read("a: " + "9" * 50) == ({"a": 10**50 - 1}, [])


def test_tabs_are_named() -> None:
    for text in ("a:\n\tb: 1\n", "a:\n    \tb: 1\n"):
        assert read(text)[1][0].message.endswith("indent with spaces, not tabs")


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "null\n", "~"])
def test_an_empty_document_is_a_fault_and_never_a_record(text: str) -> None:
    said = "the file is empty: write a record or delete the file"
    assert read(text) == (None, [Finding("", 1, 1, "Y01", said)])


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("no", 'write "no"'),
        ("1_000", 'write 1000 as a number or "1_000" as text'),
        ("007", 'write 7 as a number or "007" as text'),
        ("+24", 'write 24 as a number or "+24" as text'),
        ("21:00", 'write "21:00"'),
        ("0x1f", 'write "0x1f"'),
        ("1.5e+3", "write the digits out, such as 36.77"),
        (".5", "write the digits out, such as 36.77"),
        ("2019-11-14 08:00:00", 'write "2019-11-14 08:00:00"'),
    ],
)
def test_what_yaml_would_turn_into_something_else_is_refused_with_the_way_out(
    text: str, way: str
) -> None:
    _, faults = read(f"a: {text}\n")
    assert [(f.code, f.message.rpartition(": ")[2]) for f in faults] == [("Y04", way)]


# Places


def paths_of(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every scalar in a value."""
    if isinstance(value, dict):
        return [p for key, item in value.items() for p in paths_of(item, (*path, key))]
    if isinstance(value, list):
        return [p for index, item in enumerate(value) for p in paths_of(item, (*path, index))]
    return [path]


@given(
    st.recursive(
        st.text("甲乙ab'\": ", max_size=6),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
        max_leaves=12,
    )
)
@settings(max_examples=200)
def test_every_value_is_found_where_it_stands(value: Any) -> None:
    """Written as JSON with indentation, the text at each place begins with the value."""
    text = json.dumps({"root": value}, ensure_ascii=False, indent=2)
    lines = text.split("\n")
    paths = paths_of({"root": value})
    for path, (line, column) in zip(
        paths, positions(text, [Problem("", path) for path in paths]), strict=True
    ):
        wanted: Any = {"root": value}
        for step in path:
            wanted = wanted[step]
        assert lines[line - 1][column - 1 :].startswith(json.dumps(wanted, ensure_ascii=False))


RECORD = """\
# a comment
name: {zh: 甲, en: A}
metrics:
  - id: one
    value: 1
  - {id: two, value: 2}
"""


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        (("name", "en"), False, (2, 19)),
        (("name", "en"), True, (2, 15)),
        (("metrics", 0, "value"), False, (5, 12)),
        (("metrics", 1), False, (6, 5)),
        (("metrics", 1, "value"), True, (6, 15)),
        (("metrics", 1, "unit"), False, (6, 5)),
        (("metrics", 7, "unit"), False, (4, 3)),
        (("name", 0), False, (2, 7)),
        ((), False, (2, 1)),
    ],
)
def test_a_path_leads_to_its_value_or_key_or_to_what_comes_nearest(
    path: tuple[str | int, ...], key: bool, place: tuple[int, int]
) -> None:
    assert positions(RECORD, [Problem("", path, key=key)]) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: {zh: 甲\u200b乙}", (1, 13)),
        ("\U0001f693: 1\nname:\n  zh: >-\n    甲\n    \u200b乙\n", (5, 5)),
        ('name: {zh: "甲\\u200b乙"}', (1, 12)),
        ("other: \u200b\nname: {zh: \u200b}", (2, 12)),
    ],
    ids=["plain", "folded, below an emoji", "escaped: the value", "not an earlier one"],
)
def test_a_character_is_found_inside_its_value(text: str, place: tuple[int, int]) -> None:
    problem = Problem("S07", ("name", "zh"), character="\u200b")
    assert positions(text, [problem]) == [place]


def test_a_path_is_described_as_an_editor_writes_it() -> None:
    assert describe(("metrics", 3, "scope", "zh")) == "metrics[3].scope.zh"
