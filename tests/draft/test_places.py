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


def read(finder: PlaceFinder, text: str) -> list[tuple[str, str | None, str | None]]:
    return [(o.name, o.level, o.code) for o in finder.agencies(text, "2024")]


@pytest.mark.parametrize(
    ("text", "name", "level", "code"),
    [
        ("江西省上饶市三清山旅游区分局", "江西省上饶市三清山旅游区分局", "county", "361100"),
        ("三清山旅游区分局在上饶市巡逻", "三清山旅游区分局", "county", "361100"),
        ("高新区公安分局在上饶市巡逻", "高新区公安分局", "county", "361100"),
        ("上饶高新分局巡逻", "上饶高新分局", "county", "361100"),
        ("上饶市空港新区分局巡逻", "上饶市空港新区分局", "county", "361100"),
        ("昆山市公安局高新区分局", "昆山市公安局高新区分局", "county", "320583"),
        ("上饶市公安局机场分局", "上饶市公安局机场分局", "county", "361100"),
        ("高新区公安分局巡逻", "高新区公安分局", "county", None),
        ("上海市公安局浦东分局", "上海市公安局浦东分局", "county", "310115"),
        ("中山市古镇公安分局", "中山市古镇公安分局", "county", "442000"),
    ],
)
def test_a_branch_of_a_zone_belongs_to_what_the_text_states_above_it(
    finder: PlaceFinder, text: str, name: str, level: str, code: str | None
) -> None:
    assert read(finder, text) == [(name, level, code)]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("沐川县森林派出所", "沐川县森林派出所", "511129"),
        ("银川铁路公安处同心火车站派出所", "银川铁路公安处同心火车站派出所", "640324"),
        ("上饶铁路公安处婺源站派出所", "上饶铁路公安处婺源站派出所", "361130"),
        ("上饶铁路公安处上饶站派出所服务弋阳县旅客", "上饶铁路公安处上饶站派出所", "361100"),
        ("昌北机场派出所服务弋阳县公安局", "昌北机场派出所", "361100"),
        ("昌北机场派出所巡逻", "昌北机场派出所", None),
        ("喀什边境管理支队红旗边境派出所", "喀什边境管理支队红旗边境派出所", "653100"),
        ("沈阳市公安局和平分局马路派出所", "沈阳市公安局和平分局马路派出所", "210102"),
    ],
)
def test_a_station_of_a_network_is_in_the_division_named_for_it_or_above(
    finder: PlaceFinder, text: str, name: str, code: str | None
) -> None:
    assert read(finder, text)[0] == (name, "station", code)


@pytest.mark.parametrize(
    "text",
    [
        "武警江西总队直属支队派出摩托车",
        "武警上饶支队和上饶市消防救援支队",
        "上饶市公安消防支队",
        "福建海警局",
        "上饶市自然资源局信州分局",
        "信州区人民法院上饶分局",
        "上饶市某边防团",
        "信州区西市街道办事处",
        "走入派出所,当地派出所里有人",
        "可以办理一切派出所的业务",
    ],
)
def test_what_is_no_police_organ(finder: PlaceFinder, text: str) -> None:
    assert read(finder, text) == []


def test_police_beside_armed_police_are_read(finder: PlaceFinder) -> None:
    assert read(finder, "上饶公安武警联合巡逻") == [("上饶公安", "prefecture", "361100")]


def test_officers_of_one_kind_stand_for_their_branch(finder: PlaceFinder) -> None:
    assert read(finder, "贵阳特警巡逻") == [("贵阳特警", "prefecture", "520100")]
    assert read(finder, "长春市公安交管部门") == [("长春市公安交管部门", "prefecture", "220100")]
    assert read(finder, "商场里的特警巡逻") == []


def test_a_county_of_no_table_has_its_name_and_no_place(finder: PlaceFinder) -> None:
    text = "安宁县公安局城北派出所设调解室。城北派出所调解纠纷。榆中县公安局巡逻。"

    assert read(finder, text) == [
        ("安宁县公安局城北派出所", "station", None),
        ("城北派出所", "station", None),
        ("榆中县公安局", "county", "620123"),
    ]
    assert read(finder, "他来自宁县公安局") == [("宁县公安局", "county", "621026")]


def test_a_bureau_without_its_city_is_of_the_only_city_named(finder: PlaceFinder) -> None:
    assert read(finder, "从市公安局获悉,淮南的夜市安宁") == [
        ("淮南市公安局", "prefecture", "340400")
    ]
    assert read(finder, "县公安局巡逻。弋阳县") == [("弋阳县公安局", "county", "361126")]
    assert read(finder, "从市公安局获悉,夜市安宁") == []
    assert read(finder, "从市公安局获悉,义乌市和金华的夜市安宁") == []


def test_a_whole_city_s_police_are_of_the_city_named_elsewhere(finder: PlaceFinder) -> None:
    whole = ("淮南市公安机关", "prefecture", "340400")

    assert read(finder, "全市公安机关上街,淮南的夜市安宁") == [whole]
    assert read(finder, "淮南全市公安机关上街") == [whole]
    assert read(finder, "全省各级公安机关上街,安徽的夜市安宁")[0][1:] == ("province", "340000")
    assert read(finder, "全市公安机关上街,夜市安宁") == []


def test_a_branch_of_a_bureau_without_its_city_tells_of_both(finder: PlaceFinder) -> None:
    assert read(finder, "市公安局田家庵分局上街巡逻") == [
        ("淮南市公安局田家庵分局", "county", "340403")
    ]


def test_a_branch_is_not_of_a_city_that_the_text_does_not_speak_of(finder: PlaceFinder) -> None:
    assert read(finder, "金华的夜里,江南分局上街巡逻") == [("江南分局", "county", None)]


def test_a_verb_before_a_station_is_no_part_of_its_name(finder: PlaceFinder) -> None:
    text = "多亏派出所来了。整合派出所力量。落实派出所责任。"

    assert read(finder, text) == []


def test_an_unstated_city_goes_before_a_district_of_its_name(finder: PlaceFinder) -> None:
    assert read(finder, "西安警方上街,全市安宁") == [("西安警方", "prefecture", "610100")]


TITLE = "{}\n来源:平川日报 发布时间:2024-08-20\n{}"


@pytest.mark.parametrize(
    ("title", "body", "name"),
    [
        ("弋阳公安守护开学", "上饶市弋阳县公安局巡逻。", "上饶市弋阳县公安局"),
        ("弋阳公安守护开学", "弋阳县公安局巡逻。弋阳公安机关巡逻。", "弋阳县公安局"),
        (
            "灯下的调解室有人守",
            "弋阳县公安局城东派出所设调解室。城东派出所调解。弋阳县公安局推广。",
            "弋阳县公安局城东派出所",
        ),
        (
            "城东派出所有了调解室",
            "弋阳县公安局指导,弋阳县公安局城东派出所设调解室。",
            "弋阳县公安局城东派出所",
        ),
        (
            "弋阳公安有了调解室",
            "弋阳县公安局推行调解。弋阳县公安局城东派出所有一间。",
            "弋阳县公安局",
        ),
        (
            "灯下的调解室有人守",
            "弋阳县公安局推行调解。弋阳县公安局设室。城东派出所有一间。",
            "弋阳县公安局",
        ),
        (
            "灯下的调解室有人守",
            "弋阳县公安局城东派出所设室。弋阳县公安局城西派出所设室。",
            "弋阳县公安局",
        ),
        (
            "老班长守着一间调解室",
            "信州公安分局城东派出所设室。(信州公安分局供图)城东派出所。(信州公安分局供图)",
            "信州公安分局城东派出所",
        ),
        ("上饶夜巡初见成效了", "信州区公安分局派出警车。上饶市公安局启动夜巡。", "上饶市公安局"),
        ("烟台的夜里有人守着", "烟台市交警支队第四大队民警说。", "烟台市交警支队"),
        ("灯下的调解室有人守", "公安部部署行动。弋阳县公安局上街。", "弋阳县公安局"),
        (
            "灯下的调解室有人守",
            "上饶市公安局指导。柳河派出所设室。柳河派出所调解。柳河派出所回访。",
            "柳河派出所",
        ),
        (
            "老班长守着一间调解室",
            "全市夜巡,全市设岗,全市安宁。上饶市公安局信州分局城东派出所巡逻。",
            "上饶市公安局",
        ),
    ],
)
def test_the_organ_that_runs_the_programme_by_its_fullest_name(
    finder: PlaceFinder, title: str, body: str, name: str
) -> None:
    agency = finder.agency(read_article(TITLE.format(title, body).encode(), "a.txt"))

    assert agency is not None
    assert agency.name == name
