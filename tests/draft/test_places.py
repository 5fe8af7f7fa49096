"""Which division a police organ in a text serves."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.draft.article import read_article
from generator.draft.organs import Organ
from generator.draft.parts import parts_of
from generator.draft.places import PlaceFinder
from generator.records.divisions import Divisions, read_divisions

FOLDER = Path(__file__).parent
FILE = FOLDER.parents[1] / "content" / "vocabulary" / "divisions.csv"
STATED = {
    "000_d2171990704a918e.txt": ("522300", "prefecture", "黔西南公安机关"),
    "001_2728db206cce1c74.txt": ("360103", "county", "南昌市公安局西湖分局"),
    "002_9a6557a78442599f.txt": ("130205", "station", "唐山市公安局开平分局马路派出所"),
    "003_d9c064c1cf07e6e8.txt": ("371724", "county", "巨野县公安局"),
}
LISTED = ["623025", "620402", "620103", "620723", "621102"]
LISTED += ["620422", "621224", "620523", "621124", "622900"]
WORDS = [
    *("公安局", "公安", "县", "分局", "派出所", "大队", "南昌市", "西湖区", "西湖", "白银", "临夏"),
    *(
        "新区",
        "的",
        ",",
        "\n",
        "民警",
        "公安部",
        "铁路公安局",
        "马路",
        "边境管理大队",
        "江西省",
        "3名",
    ),
]


def cases(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)
    return found


@pytest.fixture(scope="module")
def china() -> Divisions:
    return read_divisions(FILE)[0]


@pytest.fixture(scope="module")
def finder(china: Divisions) -> PlaceFinder:
    return PlaceFinder(china)


@pytest.mark.parametrize("case", cases("agencies.yml"), ids=lambda case: case["text"])
def test_organ_with_its_surroundings(finder: PlaceFinder, case: dict[str, Any]) -> None:
    found = finder.agencies(f"{case['text']}\n{case['context']}", case["date"])

    assert found[0].code == case["code"]
    assert case["text"].startswith(found[0].name)


@pytest.mark.parametrize("case", cases("traps.yml"), ids=lambda case: case["text"])
def test_trap(finder: PlaceFinder, case: dict[str, Any]) -> None:
    found = finder.agencies(case["text"], case.get("date"))
    if case["name"] is None:
        assert found == []
        return

    (agency,) = found
    assert (agency.name, agency.level) == (case["name"], case["level"])
    assert agency.code == case.get("code")
    assert [code for code, _ in agency.candidates] == case.get("candidates", [])
    assert (case.get("note") or "") in (agency.note or "")


def test_a_station_named_once_in_full_lends_its_division(finder: PlaceFinder) -> None:
    text = "望谟县公安局王母中心派出所推行夜巡。据了解,王母中心派出所增设岗亭。"

    first, second = finder.agencies(text, "2024")

    assert (first.code, second.code) == ("522326", "522326")
    assert second.note is not None
    assert second.name == "王母中心派出所"


def test_a_list_shares_its_bureau(finder: PlaceFinder) -> None:
    found = finder.agencies("枣庄市公安局山亭分局桑村派出所、凫城派出所,兴仁市公安局", "2024")

    assert [agency.code for agency in found] == ["370406", "370406", "522302"]


@pytest.mark.parametrize("name", STATED)
def test_the_organ_an_article_is_about(
    finder: PlaceFinder, sources_folder: Path, name: str
) -> None:
    article = read_article((sources_folder / name).read_bytes(), name)

    agency = finder.agency(article)

    assert agency is not None
    assert (agency.code, agency.level, agency.name) == STATED[name]
    assert article.text[agency.start : agency.end] == agency.name


def test_an_article_about_ten_organs(finder: PlaceFinder, sources_folder: Path) -> None:
    name = "004_2ee484cc33661950.txt"
    article = read_article((sources_folder / name).read_bytes(), name)
    organs = [part.agency for part in parts_of(article, finder) if part.heading]

    assert finder.agency(article) is None
    assert [organ.code for organ in organs if organ] == LISTED
    assert all(organ is None or organ.name in article.text for organ in organs)


def test_what_a_teaser_names_is_not_what_the_article_is_about(finder: PlaceFinder) -> None:
    body = "高台县公安局开展巡逻,群众满意。" * 3
    teasers = "相关阅读\n" + "临泽县公安局设立岗亭。\n" * 9
    article = read_article(f"夜巡守护县城平安有新招\n\n{body}\n\n{teasers}".encode(), "a.txt")

    agency = finder.agency(article)

    assert agency is not None
    assert agency.code == "620724"


def sound(agency: Organ, text: str) -> bool:
    known = agency.code is None or not agency.candidates
    return known and text[agency.start : agency.end] == agency.name


@given(st.lists(st.sampled_from(WORDS), max_size=14).map("".join), st.sampled_from([None, "2015"]))
def test_any_text(finder: PlaceFinder, text: str, date: str | None) -> None:
    found = finder.agencies(text, date)

    assert all(sound(agency, text) for agency in found)
    assert [agency.start for agency in found] == sorted(agency.start for agency in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
