"""Which period a text states for a figure, and what holds for any text."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from generator.evidence.dating.holidays import HOLIDAYS
from generator.evidence.dating.periods import FigurePeriod, Periods, stated_period
from generator.evidence.normalise import normalise
from generator.evidence.quantities import parse
from generator.records import models

ROOT = Path(__file__).resolve().parents[2]
ANCHOR = "2024-06-18"
PHRASES = yaml.load(
    Path(__file__).with_name("periods.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
WORDS = [
    *[
        "今年",
        "去年",
        "以来",
        "年",
        "月",
        "日",
        "至",
        "到",
        "-",
        "起",
        "来",
        "同期",
        "同比",
        "较",
        "比",
    ],
    *[
        "2023",
        "2月",
        "30日",
        "13月",
        "上半年",
        "一季度",
        "前",
        "近",
        "三",
        "10",
        "５",
        "个月",
        "每",
        "天",
    ],
    *[
        "日均",
        "每月",
        "截至",
        "目前",
        "自",
        "从",
        "的",
        "上周",
        "五",
        "当年",
        "当天",
        "(",
        ")",
        "/天",
        "共",
    ],
    *[
        ",",
        "；",
        "。",
        "\n",
        " ",
        "抓获",
        "30起",
        "12%",
        "第七面",
        "行动开展",
        "底",
        "初",
        "期间",
        "春节",
    ],
    *["二〇二三年", "2023-10-05", "与", "相比", "由", "降至", "至今"],
]
phrases = st.lists(st.sampled_from(WORDS), max_size=14).map("".join)
anchors = st.sampled_from([None, "2024", "2024-02", "2024-02-29", "0001-01-01", "9999-12-31"])
FULL_WIDTH = {ord(half): ord(half) + 0xFEE0 for half in "0123456789%():;!?"}
period_of_a_record = TypeAdapter(models.PeriodText)


def stated(text: str, figure: str, anchor: str | None) -> dict[str, Any]:
    """What is read for a figure, in the members of `periods.yml`."""
    start = text.index(figure)
    period = Periods(text, anchor).of(start, start + len(figure))
    if period is None:
        return {}
    members = {"period": period.period, "words": period.text, "carried": period.carried}
    return {name: value for name, value in members.items() if value}


@pytest.mark.parametrize("case", PHRASES, ids=lambda case: f"{case['text']}-{case['figure']}")
def test_phrase(case: dict[str, Any]) -> None:
    """The period of a figure, the words for it, and whether an earlier sentence has them."""
    anchor = case.get("anchor", ANCHOR)
    expected = {name: case[name] for name in ("period", "words", "carried") if name in case}
    if "period" in expected:
        expected["period"] = str(expected["period"])
    assert expected == stated(case["text"], case["figure"], anchor and str(anchor))


def test_phrases_are_listed_once() -> None:
    """No case is listed twice."""
    counts = Counter((case["text"], case["figure"], case.get("anchor", ANCHOR)) for case in PHRASES)
    assert [case for case, count in counts.items() if count > 1] == []


def test_figures_are_quantities() -> None:
    """The figures of the cases are quantities that the grammar reads."""
    for case in PHRASES:
        text, figure = case["text"], case["figure"]
        words = [text[quantity.start : quantity.end] for quantity in parse(text)]
        assert any(word.endswith(figure) for word in words), (text, words)


def test_reference_cases(cases_folder: Path) -> None:
    """The reference phrases state one period between them: the rate 日均."""
    lines = (cases_folder / "quantities" / "open.jsonl").read_text(encoding="utf-8").splitlines()
    found = {}
    for case in map(json.loads, lines):
        text = case["phrase"]
        periods = Periods(text, ANCHOR)
        for quantity in parse(text):
            period = periods.of(quantity.start, quantity.end)
            wanted = case.get("period"), case.get("period_text"), case.get("period_carried", False)
            if "period" in case:
                assert period is not None
                assert wanted == (period.period, period.text, period.carried)
            elif period is not None:
                found[text] = period.period
    wanted_rates = {"日均投入50万警力": "P1D"}
    assert wanted_rates == found


def recorded() -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Every metric of the records: file of its text, publication, brand and metric."""
    sources = {}
    for path in (ROOT / "content" / "sources").glob("*.yml"):
        source = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        sources[source["id"]] = source
    metrics = []
    for path in sorted((ROOT / "content" / "brands").rglob("*.yml")):
        brand = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for metric in brand.get("metrics", []):
            source = sources[metric["source"]]
            if isinstance(source["text"], dict):
                metrics.append((source["text"]["file"], str(source["published"]), brand, metric))
    return metrics


def test_records(sources_folder: Path) -> None:
    """The texts state the periods that the records hold."""
    differing = []
    for file, published, brand, metric in recorded():
        path = sources_folder / file
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        first = text.index(metric["excerpt"])
        last = first + len(metric["excerpt"])
        periods = Periods(text, published)
        period = metric.get("period")
        wanted = (None if period is None else str(period), metric.get("period_text"))
        read = [
            (found.period, found.text) if found else (None, None)
            for found in (
                periods.of(quantity.start, quantity.end)
                for quantity in parse(text)
                if first <= quantity.start and quantity.end <= last
            )
        ]
        if wanted not in read:
            differing.append((brand["id"], metric["id"], wanted, read))
    assert differing == []


def check(text: str, anchor: str | None, period: FigurePeriod | None) -> None:
    if period is None:
        return
    assert 0 <= period.start < period.end <= len(text)
    assert text[period.start : period.end] == period.text
    if period.period is not None:
        assert period_of_a_record.validate_python(period.period) == period.period


@given(phrases | st.text(), anchors)
def test_any_text_is_read(text: str, anchor: str | None) -> None:
    """No text makes the reader fail; offsets are right and periods valid."""
    periods = Periods(text, anchor)
    for quantity in parse(text):
        check(text, anchor, periods.of(quantity.start, quantity.end))
    for start in range(len(text)):
        check(text, anchor, periods.of(start, start + 1))


def all_of(text: str, anchor: str | None, end: int) -> list[FigurePeriod | None]:
    periods = Periods(text, anchor)
    return [periods.of(start, start + 1) for start in range(end)]


@given(phrases, phrases)
def test_later_sentences_change_nothing(text: str, later: str) -> None:
    """A period does not depend on what follows its sentence."""
    sentence = text + "。"
    assert all_of(sentence, ANCHOR, len(text)) == all_of(sentence + later, ANCHOR, len(text))


@given(phrases, phrases)
def test_earlier_paragraphs_shift_offsets_only(earlier: str, text: str) -> None:
    """A paragraph before changes nothing but the place of a period that the text itself states."""
    if any(word in text for word in ("当天", "期间", "行动开展")):
        return  # these refer to what stands above
    start = len(earlier) + 1
    read = Periods(f"{earlier}\n{text}", ANCHOR)
    for place, period in enumerate(all_of(text, ANCHOR, len(text))):
        if period is not None and not period.carried:
            moved = period._replace(start=period.start + start, end=period.end + start)
            assert moved == read.of(place + start, place + start + 1)


@given(phrases)
def test_full_width_reads_the_same(text: str) -> None:
    """Full-width digits and marks give the same periods at the same places."""
    half = normalise(text)
    full = half.translate(FULL_WIDTH)
    read = [
        p and p._replace(text=p.text and normalise(p.text)) for p in all_of(full, ANCHOR, len(full))
    ]
    assert all_of(half, ANCHOR, len(half)) == read


@given(st.integers(1990, 2049), st.integers(1, 12), st.integers(1, 12))
def test_months_come_back(year: int, first: int, last: int) -> None:
    """A range of months is written as printed, into the next year where it wraps."""
    text = f"{year}年{first}月至{last}月办理30件"
    period = Periods(text, ANCHOR).of(text.index("30件"), len(text))
    end = year if first <= last else year + 1
    expected = f"{year}-{first:02d}"
    if first != last:
        expected += f"/{end}-{last:02d}"
    assert period is not None
    assert (expected, text[: text.index("办")]) == (period.period, period.text)


def test_days_of_holidays_are_spans_near_their_year() -> None:
    """Every holiday has first and last day in order, short, and in or right before its year."""
    for year, holidays in HOLIDAYS.items():
        for name, span in holidays.items():
            first, last = date(*span.first), date(*span.last)
            days = (last - first).days + 1
            assert 1 <= days <= 10 or (name == "春运" and days == 40), (year, name)
            assert last.year == year and (first.year == year or name == "元旦"), (year, name)


@pytest.mark.parametrize("anchor", ["", "2024-13", "2024-02-30", "24-01", "2024-1-1", "今年"])
def test_bad_anchor(anchor: str) -> None:
    """A publication that is no date is refused."""
    with pytest.raises(ValueError, match="expected a date"):
        Periods("今年", anchor)


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("今年4月", "2024-04"),
        ("2023年下半年", "2023-07/2023-12"),
        ("近三年来", "2021-06-18/2024-06-18"),
        ("国庆期间", None),
        ("今年入夏以来", None),
        ("截至目前", None),
        ("2017年起", None),
        ("每天", None),
        ("入冬前后", None),
        ("", None),
    ],
)
def test_words_alone_state_a_period_with_both_ends_or_none(words: str, period: str | None) -> None:
    assert stated_period(words, ANCHOR) == period
