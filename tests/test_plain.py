"""Records written the plain way mean what they mean as YAML, and whatever else is left to it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.records.plain import NOT_PLAIN, plain_value
from generator.records.reader import read, read_as_yaml
from tests.example_book import EXAMPLE

PLAIN = """# a comment
id: a-b
none: null
number: -12
share: 3.50
on: 2024-05-06
text: 甲：乙（a:b#c），it's “x”
quoted: "a: b # c"
single: ' a "b"'
empty: []
words: [a, "b, c", 2, ~]
name: {zh: 甲, en: "A, b"}
lists: {a: [], b: [x, y]}
hours: [{days: daily, from: "19:00"}, {}]

folded: >-
  one line, and: another
  # which is no comment
inner:
  first:
    - id: a
      note: >-
        some
        text
    - id: b
  second:
    - a
    - "b"
last: x
"""
RECORDS = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLE.rglob("brands/**/*.yml"))]
MARKS = [
    *["\n", " ", "  ", "    ", "- ", "-", ": ", ":", "#", " #", ">-", "> ", ">", "|", '"', "'"],
    *["[", "]", "{", "}", ", ", ",", "&a ", "*a", "!", "!!str ", "~", "?", "? ", "%", "@", "`"],
    *["\t", "\r", "\x85", "\u2028", "\xa0", "\u3000", "\ufeff", "\x07", "---", "\n---\n"],
    *["no", "010", "1_000", "21:00", "<<", "id: c\n", "a", "甲", "\\", "=", "\n...\n"],
    *["\n\n", "\n  ", "\n# c\n", "\n    # c"],
]


def alike(found: Any, expected: Any) -> bool:
    """Equal, of the same types, in the same order."""
    return repr(found) == repr(expected)


@st.composite
def edited(draw: st.DrawFn) -> str:
    """A text with a few characters or lines taken away, put in or moved."""
    text = draw(st.sampled_from([PLAIN, PLAIN, *RECORDS]))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.sampled_from([0, 0, 0, 1, 2, 4, 30]))
        text = text[:at] + draw(st.sampled_from(["", *MARKS])) + text[at + gone :]
    return text


@given(edited())
@settings(max_examples=1500)
def test_what_is_read_is_what_yaml_says_without_a_fault(text: str) -> None:
    found = plain_value(text)
    if found is not NOT_PLAIN:
        value, faults = read_as_yaml(text)
        assert not faults
        assert alike(found, value)


def test_every_plain_form_is_read_line_by_line() -> None:
    found = plain_value(PLAIN)
    assert alike(found, read_as_yaml(PLAIN)[0])
    assert found["share"] == Decimal("3.50")
    assert found["on"] == datetime.date(2024, 5, 6)
    assert found["folded"] == "one line, and: another # which is no comment"
    assert found["inner"]["first"] == [{"id": "a", "note": "some text"}, {"id": "b"}]


def test_a_text_of_too_many_values_is_refused_however_plain() -> None:
    value, faults = read("a:\n" + "  - x\n" * 100_000)
    assert value is None
    assert [fault.code for fault in faults] == ["Y01"]


def test_the_records_of_the_book_are_plain() -> None:
    paths = sorted(Path("content/brands").rglob("*.yml"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    assert sum(plain_value(text) is not NOT_PLAIN for text in texts) > 0.9 * len(texts) > 0


def test_nothing_of_one_reading_is_shared_with_the_next() -> None:
    first, second = plain_value(PLAIN), plain_value(PLAIN)
    for key in ("words", "name", "lists", "hours", "inner"):
        first[key].clear()
    assert alike(second, plain_value(PLAIN))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "- a\n",
        "a:\n",
        "a: x\na: y\n",
        "a: {b: 1, b: 2}\n",
        "a: {b: [{c: 1}]}\n",
        "a: x\n  y\n",
        "a:\n- b\n",
        "a: no\n",
        "a: &b c\n",
        "a: [no]\n",
        "a: x # why\n",
        "a: 'it''s'\n",
        'a: "\\n"\n',
        "a: >-\n  x\n   # text\n",
        "a: >-\n  x\n\n  y\n",
        "a: >-\nb: 1\n",
        "a:\n  - b\n  # c\n  - d\n",
        "a: >\n  x\n",
        "a: |-\n  x\n",
        "a: x\n---\nb: y\n",
        "a: x\r\n",
        "\ufeffa: x\n",
        "a: [x #]\n",
        "a: \u3000\n",
        f"a: {'x' * 1000}\n",
        "".join(f"{'  ' * depth}a:\n" for depth in range(12)) + f"{'  ' * 12}b: 1\n",
    ],
)
def test_what_is_not_plain_is_left_to_yaml(text: str) -> None:
    assert plain_value(text) is NOT_PLAIN
