"""What the grammar reads in a phrase, and what holds for any text."""

from __future__ import annotations

import json
import os
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.evidence import lexicon
from generator.evidence.normalise import normalise
from generator.evidence.quantities import Quantity, parse, read
from generator.evidence.units import fold, is_known

PHRASES = yaml.load(
    Path(__file__).with_name("phrases.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
NUMERALS = "0123456789零〇一二两三四五六七八九十百千万亿廿卅半"
WORDS = [
    *"一二两三四五六七八九十百千万亿零半几数余多来成个名起人次年月日时点第每近约超上过大天和至",
    *" ,。“”-~%５％．A",
    *["同比", "环比", "比去年", "下降", "增长", "减少", "降至", "翻番", "分别", "的降幅"],
    *["百分之", "分之", "倍", "以上", "左右", "110", "2024", "3.5", "1,234", "万元", "小时"],
    *["公里", "一线", "警情"],
]
FULL_WIDTH = {ord(half): ord(half) + 0xFEE0 for half in "0123456789%.:(),;!?~A"}
LEXICONS = sorted(Path(lexicon.__file__).parents[1].rglob("lexicon.yml"))
phrases = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)
sentences = st.sampled_from(["会议强调要落实。", "民警走进社区,开展宣传。", "群众表示满意!"])
numbers = st.integers(0, 10**12)
decimals = st.decimals("0.01", "999999.99", places=2)


def stated(text: str, quantity: Quantity) -> dict[str, Any]:
    """A quantity in the form of `phrases.yml`, with every field."""
    fields = quantity._asdict()
    start, end = fields.pop("start"), fields.pop("end")
    num_start, num_end = fields.pop("num_start"), fields.pop("num_end")
    return fields | {"words": text[start:end], "numeral": text[num_start:num_end]}


def expected(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of `phrases.yml` with exact values and the fields it leaves out."""
    blank: dict[str, Any] = dict.fromkeys(
        ["value_max", "unit", "qualifier", "basis", "base_year", "direction"]
    )
    full = blank | {"change": False, "ordinal": False} | entry
    full["value"] = Fraction(full["value"])
    return full


@pytest.mark.parametrize("case", PHRASES, ids=lambda case: case["phrase"])
def test_phrase(case: dict[str, Any]) -> None:
    """Every field of every quantity is read, and every other numeral has its reason."""
    text = case["phrase"]
    quantities, masked = read(text)
    left_out = {text[mask.start : mask.end]: mask.reason for mask in masked}
    assert [expected(entry) for entry in case.get("quantities", [])] == [
        stated(text, quantity) for quantity in quantities
    ]
    assert case.get("left_out", {}) == left_out


def test_phrases_are_listed_once() -> None:
    """No phrase is listed twice."""
    counts = Counter(case["phrase"] for case in PHRASES)
    assert [phrase for phrase, count in counts.items() if count > 1] == []


def reference_cases() -> list[dict[str, Any]]:
    """The rows of the reference cases; an empty row where their folder is not named."""
    folder = os.environ.get("BEATBOOK_CASES")
    if not folder:
        return [{"id": "none"}]
    lines = Path(folder, "quantities", "open.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line, parse_float=Fraction) for line in lines]


@pytest.mark.parametrize("case", reference_cases(), ids=lambda case: case["id"])
def test_reference_case(case: dict[str, Any]) -> None:
    """A reference case is read as it says: each quantity, and the first movement."""
    if "phrase" not in case:
        pytest.fail("BEATBOOK_CASES is not set: name the folder that holds quantities/open.jsonl")
    read = parse(case["phrase"])
    wanted = [
        (
            Fraction(entry["value"]),
            Fraction(entry["value_max"]) if "value_max" in entry else None,
            entry["unit"],
            entry["qualifier"],
        )
        for entry in case["quantities"]
    ]
    assert wanted == [(q.value, q.value_max, q.unit, q.qualifier) for q in read]
    moved = next((quantity for quantity in read if quantity.direction), None)
    movement = ("none", None) if moved is None else (moved.basis or "none", moved.direction)
    assert (case["basis"], case["direction"]) == movement


def test_sentence_ends_a_comparison() -> None:
    """A comparison reaches no further than its sentence."""
    read = parse("刑事警情同比下降12%。化解率提升3%")
    assert [(q.basis, q.direction) for q in read] == [("yoy", "down"), (None, "up")]


def test_the_month_before_is_no_year_before() -> None:
    """较上月同比 compares with the month that it names; 同比 alone with the year before."""
    read = parse("发案率较上月同比下降11%。环比上月下降3%,同比下降5%")
    assert [q.basis for q in read] == ["mom", "mom", "yoy"]


@pytest.mark.parametrize(
    ("value", "unit", "folded"),
    [
        (Fraction("1.2"), "亿元", (120_000_000, "元")),
        (3, "万人次", (30_000, "人次")),
        (5, "千米", (5, "公里")),
        (5, "百分点", (5, "个百分点")),
        (10, "大", (10, "个")),
        (3, "万", (3, "万")),
        (3, "koban", (3, "koban")),
        (3, None, (3, None)),
        (Fraction(1, 2), "ratio", (50, "%")),
        (3, "个百分点", (3, "个百分点")),
        (3, "名", (3, "名")),
    ],
)
def test_fold(value: Fraction, unit: str | None, folded: tuple[Fraction, str | None]) -> None:
    """A record's unit is folded like the text's, its magnitude into the value."""
    assert folded == fold(value, unit)


def test_the_units_of_an_indicator_are_one() -> None:
    """They are compared under the first; a share or a change in per cent stays what it is."""
    assert fold(3, "件", ["起", "件"]) == fold(3, "起", ["起", "件"]) == (3, "起")
    assert fold("1.2", "亿元", ["万元", "%"]) == (120_000_000, "元")
    assert fold("1/2", "ratio", ["%", "人次"]) == fold(50, "%", ["人次", "%"]) == (50, "%")
    assert fold(3, "个百分点", ["起", "件"]) == (3, "个百分点")
    assert fold(3, "人", ["起", "件"]) == (3, "人")


def test_a_unit_is_known_by_its_measure_word() -> None:
    assert all(map(is_known, ["起", "万元", "百分点", "%", "ratio", "元/次"]))
    assert not any(map(is_known, ["万", "koban", "起起", "元/", "人/koban", " 起"]))


def doubled(node: yaml.Node | None) -> list[str]:
    """Keys and list entries that stand twice in the same place."""
    found = []
    if isinstance(node, yaml.MappingNode):
        words = [key.value for key, _ in node.value]
        found += [word for _, value in node.value for word in doubled(value)]
    elif isinstance(node, yaml.SequenceNode):
        words = [item.value for item in node.value]
    else:
        words = []
    return found + [word for word, count in Counter(words).items() if count > 1]


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.parent.name)
def test_no_word_stands_twice_in_its_list(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert doubled(yaml.compose(text, Loader=yaml.CSafeLoader)) == []


def test_every_unit_that_a_rule_names_is_a_measure_word() -> None:
    words = lexicon.WORDS
    known = {*words["units"]}
    rules = ["units_after_bare_magnitude", "halved_units", "units_before_soft"]
    named = {*words["folded"], *words["folded"].values(), *words["running_count"]["units"]}
    assert named.union(*(words[rule] for rule in rules)) - known == set()


def check_offsets(text: str) -> None:
    plain = normalise(text)
    spans = []
    for quantity in parse(text):
        assert 0 <= quantity.start <= quantity.num_start < quantity.num_end <= quantity.end
        assert quantity.end <= len(text)
        assert quantity.value_max is None or quantity.value < quantity.value_max
        for value in (quantity.value, quantity.value_max):
            assert isinstance(value, int | None) or value.denominator > 1
        spans.append((quantity.start, quantity.end))
    spans += [(mask.start, mask.end) for mask in read(text)[1]]
    spans.sort()
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    assert not [i for i, char in enumerate(plain) if char in NUMERALS and i not in covered]


@given(phrases)
def test_every_numeral_has_one_place(text: str) -> None:
    """Offsets are ordered, nothing overlaps, and no numeral is dropped without a reason."""
    check_offsets(text)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """No text makes the grammar fail."""
    check_offsets(text)


@given(st.text())
def test_normalise_keeps_places(text: str) -> None:
    """Normalising keeps the length and changes nothing the second time."""
    plain = normalise(text)
    assert len(plain) == len(text)
    assert normalise(plain) == plain


@given(st.text(alphabet="们們！!Ａa％1，起"), st.text(alphabet="们們！!Ａa％1，起"))
def test_what_is_normalised_together_is_what_each_part_is(first: str, second: str) -> None:
    """So that a figure is read in its excerpt as in its sentence."""
    assert normalise(first + second) == normalise(first) + normalise(second)


def test_normalise_table() -> None:
    """Digits, letters and the listed marks become half-width; ℃, ㎡ and ½ stay."""
    assert normalise("０９ＡＺａｚ％．：（），；！？～〜℃㎡½、。") == "09AZaz%.:(),;!?~~℃㎡½、。"


@given(phrases)
def test_full_width_reads_the_same(text: str) -> None:
    """Full-width digits, letters and marks read like half-width ones."""
    half = normalise(text)
    full = half.translate(
        str.maketrans("0123456789%.:(),;!?~A", "０１２３４５６７８９％．：（），；！？～Ａ")
    )
    assert parse(half) == parse(full)


@given(sentences, phrases, sentences)
def test_sentences_around_shift_offsets_only(before: str, text: str, after: str) -> None:
    """Whole sentences before and after a phrase change nothing but its place."""
    shifted = [
        quantity._replace(
            start=quantity.start + len(before),
            end=quantity.end + len(before),
            num_start=quantity.num_start + len(before),
            num_end=quantity.num_end + len(before),
        )
        for quantity in parse(text)
    ]
    assert shifted == parse(before + text + "。" + after)


@given(numbers | decimals, st.sampled_from(["", "百", "千", "万", "亿", "万亿"]))
def test_digits_are_exact(number: int | Fraction, magnitude: str) -> None:
    """Digits and magnitude come back as they were written."""
    scale = {"": 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}[magnitude]
    [quantity] = parse(f"共{number}{magnitude}元")
    assert Fraction(number) * scale == quantity.value
    assert (quantity.unit, quantity.qualifier, quantity.value_max) == ("元", None, None)


def to_chinese(number: int) -> str:
    """A whole number from 1 to 99,999,999 in Chinese numerals."""
    high, low = divmod(number, 10**4)
    if not high:
        return _section(low)
    gap = "零" if 0 < low < 1000 else ""
    return f"{_section(high)}万{gap}{_section(low)}"


def _section(number: int) -> str:
    words, zero = "", False
    for place, magnitude in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if zero and words else "") + "零一二三四五六七八九"[digit] + magnitude
        zero = not digit
    return words


@given(st.integers(1, 10**8 - 1))
def test_chinese_numerals_are_exact(number: int) -> None:
    """A number written in Chinese comes back; 一十 at its start may be 十."""
    for words in {to_chinese(number), to_chinese(number).removeprefix("一")}:
        if words.startswith(("十", *"一二三四五六七八九")):
            [quantity] = parse(f"共{words}名民警")
            assert (number, "名") == (quantity.value, quantity.unit), words
