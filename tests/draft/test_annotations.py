"""The annotated articles: sound in themselves and true to the texts at hand; and the score."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError
from score import ANNOTATIONS, days, main, number, read_annotations, score, stem_of, wilson

from generator.records.models import AgencyLevel, Day, PeriodText, Qualifier

ROOT = ANNOTATIONS.parents[2]
ANNOTATED = read_annotations()
CATEGORIES = ROOT / "content" / "vocabulary" / "categories.yml"
STORED = [stem for stem, item in ANNOTATED.items() if item["source"]["stored"]]
SOURCE_KEYS = [
    *("file", "title", "publisher", "published", "date_basis", "address", "sha256", "characters"),
    *("read", "kind", "agency", "places", "brands", "stored"),
]
METRIC_KEYS = [
    *("start", "end", "phrase", "value", "value_max", "unit", "qualifier", "basis", "direction"),
    *("period", "period_also", "period_text", "indicator", "indicator_also", "indicator_zh"),
    *("brand", "tier", "repeats"),
]
OPTIONAL = {"phrase", "period_also", "indicator_also", "repeats"}
_UNITS = """
% ratio 个 人 人次 亩 份 件 元 克 公里 分钟 千克 口 只 台 台次 名 吨 天 头 家 小时 平方公里 年
位 倍 公顷 块 岁 平方米 间 宗 套 枚 艘 堂 组 片 圈 户次
件次 天次 种 家次 期 根 架 所 摄氏度 步 道 项 座 张 户 把 支 条 架次 次 场 场次 处 类 米 起 辆
辆次 面 宗
"""
UNITS = set(_UNITS.split())
SENTENCE = re.compile("[。！？!?;；]")

each = pytest.mark.parametrize("stem", ANNOTATED)


def metrics(stem: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ANNOTATED[stem]["metrics"]
    return found


@cache
def indicators() -> set[str]:
    """The ids of the vocabulary."""
    path = ROOT / "content" / "vocabulary" / "indicators.yml"
    return set(yaml.safe_load(path.read_text(encoding="utf-8")))


def all_metrics() -> Iterator[tuple[str, dict[str, Any]]]:
    for stem in ANNOTATED:
        for metric in metrics(stem):
            yield stem, metric


def spans(metric: dict[str, Any]) -> list[tuple[int, int]]:
    return [(metric["start"], metric["end"]), *map(tuple, metric.get("repeats", []))]


def perfect(stem: str) -> dict[str, Any]:
    """A result that agrees with the annotation throughout."""
    source = ANNOTATED[stem]["source"]
    return {
        "source": {"file": source["file"], "places": source["places"]},
        "brands": [],
        "metrics": [dict(metric) for metric in metrics(stem)],
        "left_out": [],
    }


# What can be said without the texts


def test_there_are_the_five_sources_and_at_least_fifteen_further_articles() -> None:
    assert len(STORED) == 5
    assert len(ANNOTATED) >= 20
    assert {item["source"]["file"] for item in ANNOTATED.values()} == {
        f"{stem}.txt" for stem in ANNOTATED
    }
    hashes = [item["source"]["sha256"] for item in ANNOTATED.values()]
    assert len(set(hashes)) == len(hashes)


@each
def test_the_source_is_well_formed(stem: str) -> None:
    source = ANNOTATED[stem]["source"]
    assert list(source) == SOURCE_KEYS
    assert re.fullmatch("[0-9a-f]{64}", source["sha256"])
    assert source["read"] in {"whole", "part"}
    assert source["date_basis"] in {"stated", "address", None}
    assert (source["published"] is None) == (source["date_basis"] is None)
    if source["published"]:
        TypeAdapter(Day).validate_python(source["published"])
    assert source["stored"] or source["address"].startswith(("http://", "https://"))


@each
def test_the_expected_records_are_well_formed(stem: str) -> None:
    known = set(yaml.safe_load((CATEGORIES).read_text(encoding="utf-8")))
    for draft in ANNOTATED[stem].get("drafts", ()):
        assert list(draft) == ["names", "categories", "place", "agency", "level"]
        assert {category.partition(".")[0] for category in draft["categories"]} <= known
        assert draft["place"] is None or re.fullmatch("[1-9][0-9]{5}", draft["place"])
        assert draft["level"] in {None, *get_args(AgencyLevel)}


def test_every_place_is_a_division() -> None:
    with (ROOT / "content" / "vocabulary" / "divisions.csv").open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    for stem, item in ANNOTATED.items():
        assert set(item["source"]["places"]) <= known, stem


@each
def test_the_metrics_are_in_order_and_do_not_overlap(stem: str) -> None:
    found = sorted(place for metric in metrics(stem) for place in spans(metric))
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert [metric["start"] for metric in metrics(stem)] == sorted(
        metric["start"] for metric in metrics(stem)
    )
    assert not found or found[-1][1] <= ANNOTATED[stem]["source"]["characters"]


@each
def test_every_field_has_an_allowed_value(stem: str) -> None:
    for metric in metrics(stem):
        keys = [key for key in METRIC_KEYS if key in metric or key not in OPTIONAL]
        assert list(metric) == keys, metric
        value, upper = number(metric["value"]), number(metric["value_max"])
        assert value is not None
        assert upper is None or upper > value
        assert metric["unit"] is None or metric["unit"] in UNITS, metric
        if metric["qualifier"] is not None:
            TypeAdapter(Qualifier).validate_python(metric["qualifier"])
        assert metric["basis"] in {"yoy", "mom", "none"}
        assert metric["direction"] in {"up", "down", None}
        assert metric["basis"] == "none" or metric["direction"], metric
        assert (value < 0) == (metric["direction"] == "down"), metric
        assert metric["indicator"] is None or metric["indicator"] in indicators()
        assert metric["indicator_zh"] or metric["tier"] == "either"
        drafts = ANNOTATED[stem].get("drafts")
        owners = ANNOTATED[stem]["source"]["brands"] if drafts is None else range(len(drafts))
        assert metric["brand"] is None or metric["brand"] in owners
        assert metric["tier"] in {"core", "either"}


@each
def test_every_period_is_valid(stem: str) -> None:
    for metric in metrics(stem):
        for period in (metric["period"], *metric.get("period_also", [])):
            if period is not None:
                TypeAdapter(PeriodText).validate_python(period)
    with pytest.raises(ValidationError):
        TypeAdapter(PeriodText).validate_python("2024-13")


@each
def test_no_more_is_quoted_than_short_phrases(stem: str) -> None:
    phrases = [metric["phrase"] for metric in metrics(stem) if "phrase" in metric]
    times = {metric["period_text"] for metric in metrics(stem) if metric["period_text"]}
    names = [metric["indicator_zh"] or "" for metric in metrics(stem)]
    assert all(len(text) <= 40 and not SENTENCE.search(text) for text in [*phrases, *times, *names])
    quoted = sum(map(len, phrases)) + sum(map(len, times))
    assert 10 * quoted < ANNOTATED[stem]["source"]["characters"]
    for metric in metrics(stem):
        if "phrase" in metric:
            assert len(metric["phrase"]) == metric["end"] - metric["start"]


# What the texts of the five sources say


@pytest.mark.parametrize("stem", STORED)
def test_every_phrase_stands_at_its_offsets(stem: str, sources_folder: Path) -> None:
    data = (sources_folder / ANNOTATED[stem]["source"]["file"]).read_bytes()
    text = data.decode("utf-8")
    assert hashlib.sha256(data).hexdigest() == ANNOTATED[stem]["source"]["sha256"]
    assert len(text) == ANNOTATED[stem]["source"]["characters"]
    for metric in metrics(stem):
        assert text[metric["start"] : metric["end"]] == metric["phrase"]
        parts = (metric["period_text"] or "").split("…")
        assert all(part in text for part in parts), metric["period_text"]


def test_the_records_of_the_five_sources_agree(sources_folder: Path) -> None:
    files = {}
    for path in (ROOT / "content" / "sources").glob("*.yml"):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        if record["text"]:
            files[record["id"]] = record["text"]["file"]
    seen = 0
    for path in (ROOT / "content" / "brands").rglob("*.yml"):
        for record in yaml.safe_load(path.read_text(encoding="utf-8"))["metrics"]:
            file = files.get(record["source"])
            if file is None or Path(file).stem not in STORED:
                continue
            text = (sources_folder / file).read_bytes().decode("utf-8")
            start = text.index(record["excerpt"])
            end = start + len(record["excerpt"])
            period = record.get("period")
            assert any(
                metric["tier"] == "core"
                and start <= metric["start"]
                and metric["end"] <= end
                and metric["indicator"] == record["indicator"]
                and number(metric["value"]) == number(record["value"])
                and number(metric["value_max"]) == number(record.get("value_max"))
                and metric["unit"] == record["unit"]
                and metric["qualifier"] == record.get("qualifier")
                and days(metric["period"]) == days(period and str(period))
                for metric in metrics(Path(file).stem)
            ), record
            seen += 1
    assert seen == sum(metric["tier"] == "core" for stem, metric in all_metrics() if stem in STORED)


# The score


@each
def test_the_annotation_itself_scores_full_marks(stem: str) -> None:
    done = score(ANNOTATED[stem], perfect(stem))
    assert done.found == done.core == sum(item["tier"] == "core" for item in metrics(stem))
    assert done.false == 0
    assert done.notes == []
    assert set(done.right.values()) <= {done.found}
    assert done.places == [len(ANNOTATED[stem]["source"]["places"])] * 2


@each
def test_an_empty_result_finds_nothing(stem: str) -> None:
    done = score(ANNOTATED[stem], {"source": {}, "metrics": []})
    assert (done.found, done.false, done.either) == (0, 0, 0)
    assert sum(note.startswith("missed") for note in done.notes) == done.core


def test_repeats_count_once_and_either_counts_neither_way() -> None:
    stem = next(stem for stem in STORED if stem.startswith("001"))
    result = perfect(stem)
    result["metrics"] += [
        {**metric, "start": start, "end": end}
        for metric in metrics(stem)
        for start, end in metric["repeats"]
    ]
    done = score(ANNOTATED[stem], result)
    assert (done.core, done.found, done.false, done.either) == (3, 3, 0, 2)
    again = [metric for metric in result["metrics"] if metric["start"] > 1400]
    done = score(ANNOTATED[stem], {"source": {}, "metrics": again})
    assert (done.found, done.false) == (3, 0)


def test_wrong_fields_misses_and_false_proposals_are_told_by_offset() -> None:
    stem = next(stem for stem in STORED if stem.startswith("002"))
    result = perfect(stem)
    missed = result["metrics"].pop()
    result["left_out"] = [{"start": missed["start"], "end": missed["end"], "reason": "mask"}]
    result["metrics"][0] |= {"unit": "个", "indicator": "helpers", "indicator_zh": "民警"}
    result["metrics"].append({"start": 1, "end": 3, "value": 1, "doubtful": True})
    done = score(ANNOTATED[stem], result)
    assert (done.core, done.found, done.false, done.doubtful) == (7, 6, 1, 1)
    assert (done.right["unit"], done.right["indicator"], done.right["value"]) == (5, 5, 6)
    start = result["metrics"][0]["start"]
    assert [note.split()[:2] for note in done.notes] == [
        ["wrong", f"{start}-{start + 3}"],
        ["wrong", f"{start}-{start + 3}"],
        ["missed", f"{missed['start']}-{missed['end']}"],
        ["false", "1-3"],
    ]
    assert "left out as: mask" in done.notes[2]


def test_folded_units_and_full_days_are_equal() -> None:
    stem = next(stem for stem in ANNOTATED if stem.startswith("shishi"))
    result = perfect(stem)
    money = next(metric for metric in result["metrics"] if metric["unit"] == "元")
    money |= {"value": 900, "unit": "万元", "period": "2021-01/2021-11-03"}
    done = score(ANNOTATED[stem], result)
    assert done.right["value"] == done.right["unit"] == done.right["days"] == done.found
    assert done.right["period"] == done.found - 1


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (None, None),
        ("P1D", "P1D"),
        ("2024", "2024-01-01/2024-12-31"),
        ("2024-02", "2024-02-01/2024-02-29"),
        ("../2024-12", "../2024-12-31"),
        ("2023-09-05/..", "2023-09-05/.."),
    ],
)
def test_a_period_is_spread_over_its_days(period: str | None, expected: str | None) -> None:
    assert days(period) == expected


def test_the_interval_is_wilsons() -> None:
    assert wilson(0, 0) == (0, 1)
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_an_article_is_known_by_hash_or_file_name() -> None:
    stem = STORED[0]
    digest = ANNOTATED[stem]["source"]["sha256"]
    assert stem_of({"text": {"sha256": digest}}, ANNOTATED) == stem
    assert stem_of(f"/somewhere/{stem}.txt", ANNOTATED) == stem
    assert stem_of({"file": "other.txt"}, ANNOTATED) is None


def test_the_command_prints_a_table(
    sources_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = tmp_path / "result.json"
    result.write_text(json.dumps([perfect(stem) for stem in STORED]), encoding="utf-8")
    assert main([str(sources_folder), str(result)]) == 0
    printed = capsys.readouterr().out
    assert "recall     1.000" in printed
    assert "precision  1.000" in printed
    assert all(stem in printed for stem in ANNOTATED)


def test_the_notes_state_the_numbers() -> None:
    notes = (ANNOTATIONS / "README.md").read_text(encoding="utf-8")
    found = [metric for _, metric in all_metrics()]
    core = sum(metric["tier"] == "core" for metric in found)
    assert f"{len(ANNOTATED)} articles" in notes
    assert f"{len(found)} figures" in notes
    assert f"{core} core" in notes
