"""What parts an article has, and which place each part is about."""

from __future__ import annotations

import pytest
from example_book import ROOT

from generator.draft.drafting import Draft
from generator.draft.places import PlaceFinder
from generator.draft.run import Drafter
from generator.settings import Settings

PATROL = (
    "在夜市设立岗亭,组织民警在商户门前巡逻,帮助摊主化解矛盾纠纷30余起,群众出门更安心,夜里也更热闹。"
)
OTHER = PATROL.replace("30", "50")
OPENING = (
    "入夏以来,各地公安机关围绕夜间经济推出一批做法,把警力摆在街面上,让居民夜里出门更加放心踏实。"
)


@pytest.fixture(scope="module")
def drafter() -> Drafter:
    return Drafter(Settings(root=ROOT))


@pytest.fixture(scope="module")
def places(drafter: Drafter) -> PlaceFinder:
    return drafter.places


def two_organs(opening: str) -> str:
    """An article with a paragraph on each of two organs."""
    return f"夜市里的灯和守夜的人\n\n{opening}\n\n高台县公安局{PATROL}\n\n临泽县公安局{OTHER}\n"


def draft(text: str, drafter: Drafter) -> Draft:
    return drafter.draft(text.encode(), "a.txt").draft


def test_organs_with_paragraphs_of_their_own_have_a_draft_each(drafter: Drafter) -> None:
    found = draft(two_organs(OPENING), drafter).brands

    assert [(brand.place, len(brand.figures)) for brand in found] == [("620724", 1), ("620723", 1)]


def test_the_organ_above_keeps_what_belongs_to_none_of_the_others(drafter: Drafter) -> None:
    opening = f"甘肃省公安机关出动警力900人次。{OPENING}"
    found = draft(two_organs(opening), drafter).brands

    assert [brand.place for brand in found] == ["620000", "620724", "620723"]
    assert [brand.figures[0].quantity.value for brand in found] == [900, 30, 50]


def test_the_organ_of_the_title_keeps_its_examples(drafter: Drafter) -> None:
    text = (
        f"张掖公安点亮河西走廊的夜市\n\n{OPENING}\n\n高台县公安局{PATROL}\n\n临泽县公安局{OTHER}\n"
    )

    (brand,) = draft(text, drafter).brands

    assert len(brand.figures) == 2


def test_an_article_without_an_organ_takes_the_only_county_it_names_again_and_again(
    drafter: Drafter,
) -> None:
    text = f"骑手多了一个身份\n\n德安县志愿警察协会{PATROL}\n\n德安县的骑手巡逻至今。\n"

    (brand,) = draft(text, drafter).brands

    assert brand.agency is not None
    assert (brand.agency.name, brand.agency.level) == ("德安县公安机关", "county")
    assert brand.place == "360426"


def test_a_county_named_in_passing_is_no_place(drafter: Drafter) -> None:
    text = f"骑手多了一个身份\n\n志愿警察协会{PATROL}\n\n有人来自德安县。\n"

    (brand,) = draft(text, drafter).brands

    assert brand.place is None


def test_a_caption_is_no_title(drafter: Drafter) -> None:
    text = f"高台县公安局{PATROL}\n\n民警在景区里巡逻(大理州公安局供图)\n\n高台县公安局{PATROL}\n"

    found = draft(text, drafter)

    assert found.article.title is None
    assert found.brands[0].place == "620724"


@pytest.mark.parametrize(
    ("beside", "code"), [("大理州公安局供图。", "532900"), ("大理市公安局供图。", "532901")]
)
def test_a_short_name_of_two_units_is_the_one_printed_in_full(
    places: PlaceFinder, beside: str, code: str
) -> None:
    found = places.agencies(f"大理公安整治市场。{beside}", "2025")

    assert {agency.code for agency in found} == {code}


def test_a_station_without_its_county_serves_the_only_county_named(places: PlaceFinder) -> None:
    (agency,) = places.agencies("宝盖派出所在石狮市推行融合治理。", "2021")

    assert agency.code == "350581"
    assert agency.note == "county-level division from the context"


def test_a_former_code_is_not_taken_for_an_undated_article(places: PlaceFinder) -> None:
    (agency,) = places.agencies("织金县公安局", None)

    assert agency.code == "520524"


def test_traditional_characters_name_the_same_place(places: PlaceFinder) -> None:
    (agency,) = places.agencies("濟南市公安局發佈會", "2023")

    assert (agency.name, agency.code) == ("濟南市公安局", "370100")


def test_a_city_and_its_branch_in_one_paragraph_make_a_draft_of_the_city(drafter: Drafter) -> None:
    both = f"张掖市公安局甘州分局和张掖市公安局{PATROL}"
    text = f"夜市里的灯和守夜的人\n\n{OPENING}\n\n{both}\n\n兰州市公安局{OTHER}\n"

    found = draft(text, drafter).brands

    assert [(brand.place, len(brand.figures)) for brand in found] == [("620700", 1), ("620100", 1)]


def test_figures_that_belong_to_no_organ_have_a_last_draft(drafter: Drafter) -> None:
    opening = f"各地出动警力900人次。{OPENING}"
    found = draft(two_organs(opening), drafter).brands

    assert [[f.quantity.value for f in brand.figures] for brand in found] == [[30], [50], [900]]
    assert found[-1].agency is None


def test_a_caption_in_a_list_that_shows_another_organ_has_a_draft_of_its_own(
    drafter: Drafter,
) -> None:
    entry = "{}警务:守护平安{}\n\n{}公安局{}\n"
    listed = [
        ("一、", entry.format("夜间", "", "高台县", PATROL)),
        ("二、", entry.format("果园", "", "临泽县", OTHER)),
        ("三、", entry.format("生态", "", "民乐县", OTHER)),
    ]
    caption = "山丹县公安局民警走进大棚宣传安全知识。(资料图片)"
    text = "十大警务品牌\n\n" + f"\n{caption}\n\n".join(f"{n}{e}" for n, e in listed)

    found = draft(text, drafter).brands

    assert [brand.place for brand in found] == ["620724", "620723", "620722", "620725"]
    assert found[-1].figures == ()


UNITS = ["高台县公安局", "临泽县公安局", "民乐县公安局"]
STATIONS = ["城东派出所", "河西派出所", "南华派出所"]
HEAD = "夜市里的灯和守夜的人\n来源:平川日报 发布时间:2024-08-20\n"
ABOVE = "入夏以来,张掖市公安机关把警力摆在街面上,出动警力900人次,居民夜里出门更加踏实。\n"


def told(text: str, drafter: Drafter) -> list[tuple[str | None, list[int]]]:
    """Each draft's agency and its figures."""
    return [
        (
            brand.agency.name if brand.agency else None,
            [int(f.quantity.value) for f in brand.figures],
        )
        for brand in draft(text, drafter).brands
    ]


def entry_list(form: str, names: list[str]) -> str:
    """Entries of a form with 1, 一 and the unit's name; 30 becomes 10, 20, 30."""
    numbered = zip("123", "一二三", names, strict=True)
    entries = [form.format(n=n, c=c, unit=unit).replace("30", f"{n}0") for n, c, unit in numbered]
    return "\n".join(entries) + "\n"


@pytest.mark.parametrize(
    "form",
    [
        "{n}.{unit}" + PATROL,
        "{c}、{unit}" + PATROL,
        "{c}、夜市里的小马扎\n{unit}" + PATROL,
        "★{unit}:守夜有灯\n" + PATROL,
        "【{unit}】\n" + PATROL,
        "{unit}\n特色亮点\n{unit}" + PATROL,
        "案例{c}:{unit}“小马扎”\n" + PATROL,
        "{unit}" + PATROL + "\n民警说,夜市比从前热闹,摊主之间的争执也少了。",
    ],
)
def test_units_under_headings_numbers_or_in_paragraphs_have_a_draft_each(
    drafter: Drafter, form: str
) -> None:
    found = told(HEAD + ABOVE + entry_list(form, UNITS), drafter)

    assert found[0] == ("张掖市公安机关", [900])
    assert found[1:] == list(zip(UNITS, [[10], [20], [30]], strict=True))


@pytest.mark.parametrize(
    "form",
    [
        "({c}){unit}:灯下有人\n{unit}" + PATROL,
        "高台县公安局{unit}调解室\n{unit}" + PATROL,
        "高台县公安局{unit}" + PATROL,
    ],
)
def test_stations_of_one_county_have_a_draft_each(drafter: Drafter, form: str) -> None:
    found = draft(HEAD + entry_list(form, STATIONS), drafter).brands

    assert [brand.agency.name[-5:] for brand in found if brand.agency] == STATIONS
    assert [len(brand.figures) for brand in found] == [1, 1, 1]


def test_a_figure_repeats_those_of_its_own_part_alone(drafter: Drafter) -> None:
    body = "{unit}设立14个岗亭,化解矛盾纠纷30起,街坊之间的争执比从前少了。该局设立14个岗亭。"
    found = told(HEAD + entry_list("{unit}\n" + body, UNITS), drafter)

    assert [figures for _, figures in found] == [[14, 10], [14, 20], [14, 30]]


def test_the_organ_above_takes_the_closing_words_of_a_list(drafter: Drafter) -> None:
    closing = "张掖市公安局有关负责人说,今年以来共化解纠纷1200余起。\n"
    found = told(HEAD + entry_list("{unit}\n" + PATROL, UNITS) + closing, drafter)

    assert found[0] == ("张掖市公安局", [1200])
    assert [figures for _, figures in found[1:]] == [[10], [20], [30]]


def test_an_organ_above_without_figures_has_no_draft(drafter: Drafter) -> None:
    opening = "入夏以来,张掖市公安机关把警力摆在街面上。\n"
    found = told(HEAD + opening + entry_list("{unit}\n" + PATROL, UNITS), drafter)

    assert [name for name, _ in found] == UNITS


@pytest.mark.parametrize(
    "body",
    [
        entry_list("{c}、强化保障\n高台县公安局" + PATROL, UNITS),
        entry_list("{n}.建强队伍。{unit}" + PATROL, STATIONS),
        entry_list("{c}是{unit}" + PATROL, STATIONS).replace("\n", ""),
        entry_list("在{unit}," + PATROL, STATIONS),
        f"高台县公安局{PATROL}\n临泽县公安局民警在夜市巡逻\n高台县公安局{OTHER}\n",
        entry_list("{n}.完善机制,把警力摆上街面\n" + PATROL, UNITS) + f"1.城东派出所{OTHER}",
    ],
)
def test_points_examples_and_captions_of_one_programme_make_one_draft(
    drafter: Drafter, body: str
) -> None:
    text = f"高台县公安局推行小马扎\n来源:平川日报 发布时间:2024-08-20\n高台县公安局巡逻。\n{body}"

    assert [brand.place for brand in draft(text, drafter).brands] == ["620724"]


def test_a_station_of_an_unknown_county_is_not_given_the_place_of_another(
    drafter: Drafter,
) -> None:
    names = ["安宁县公安局城北派出所", "榆中县公安局河口派出所"]
    text = HEAD + "".join(f"{name}调解室\n{name[-5:]}{PATROL}\n" for name in names)

    found = draft(text, drafter).brands

    assert [brand.place for brand in found] == [None, "620123"]
    assert [brand.agency.name for brand in found if brand.agency] == names


def test_captions_of_several_organs_are_no_headings(drafter: Drafter) -> None:
    captions = [f"{unit}民警在夜市巡逻\n{PATROL}" for unit in UNITS[:2]]
    text = f"张掖公安点亮夜市的灯\n来源:平川日报 发布时间:2024-08-20\n{ABOVE}" + "\n".join(captions)

    assert [brand.place for brand in draft(text, drafter).brands] == ["620700"]


def test_the_station_that_the_text_goes_on_with_is_the_agency(drafter: Drafter) -> None:
    text = (
        "高台县公安局把巡逻队建到村口\n\n高台县公安局城关派出所成立巡逻队。该所共出动巡逻队30次,"
        "帮助摊主化解矛盾纠纷20起。该所还在夜市设立岗亭。\n"
    )
    (brand,) = draft(text, drafter).brands

    assert brand.agency is not None
    assert brand.agency.name == "高台县公安局城关派出所"
