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

    assert (brand.agency, brand.place) == (None, "360426")


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
