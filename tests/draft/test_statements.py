"""Which quantities of an article are proposed, and why the others are not."""

from __future__ import annotations

import pytest
from example_book import ROOT

from generator.draft.drafting import Draft
from generator.draft.run import Drafter
from generator.errors import BeatbookError
from generator.settings import Settings

OPENING = "高台县公安局把警力摆在街面上,让居民夜里出门更加放心踏实,也让商户安心经营。"


@pytest.fixture(scope="module")
def drafter() -> Drafter:
    return Drafter(Settings(root=ROOT))


def draft(sentences: str, drafter: Drafter) -> Draft:
    text = f"夜市里的灯和守夜的人\n\n{OPENING}{sentences}\n"
    return drafter.draft(text.encode(), "a.txt").draft


def proposed(found: Draft) -> list[tuple[object, str | None]]:
    return [(f.quantity.value, f.named.zh) for brand in found.brands for f in brand.figures]


def reasons(found: Draft) -> dict[str | None, str]:
    return {entry.text: entry.reason for entry in found.left_out}


def test_equal_numbers_of_one_sentence_count_different_things(drafter: Drafter) -> None:
    found = draft("每个网格配备2名民警、2名辅警、2名网格员。", drafter)

    assert proposed(found) == [(2, "民警"), (2, "辅警"), (2, "网格员")]


def test_a_figure_told_again_in_another_sentence_is_left_out(drafter: Drafter) -> None:
    found = draft("全县请来村警90名到各村。村民说,村警90名来了以后很安心。", drafter)

    assert [value for value, _ in proposed(found)] == [90]
    assert reasons(found)["90名"] == "repeat"


def test_what_is_said_twice_in_the_same_words_is_told_apart_by_what_follows(
    drafter: Drafter,
) -> None:
    same = "高台县公安局在全县70个村请来村警"
    found = draft(f"{same},又设了值班点。后来情况怎样?{same},都是当地人。", drafter)

    assert [value for value, _ in proposed(found)] == [70]


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("全县公安机关深入贯彻二十届三中全会精神。", "二十届"),
        ("该做法刊于《派出所工作》2022年5期。", "5期"),
        ("四月的乡间,万亩花田正好看。", "万亩"),
    ],
)
def test_numbers_of_sessions_and_issues_are_set_phrases(
    sentence: str, printed: str, drafter: Drafter
) -> None:
    found = draft(sentence, drafter)

    assert proposed(found) == []
    assert reasons(found)[printed] == "set_phrase"


def test_more_quantities_than_an_article_can_have_are_refused(drafter: Drafter) -> None:
    with pytest.raises(BeatbookError, match="10,001 quantities are more than an article can have"):
        draft("3起" * 10_001, drafter)


def test_plots_are_not_taken_for_money(drafter: Drafter) -> None:
    assert proposed(draft("辖区共划分为6块责任田。", drafter)) == [(6, "责任田")]


def test_cases_that_were_solved_are_not_cases_that_occurred(drafter: Drafter) -> None:
    found = draft("专班共破获侵财案件41件。辖区侵财案件35件,都登记在册。", drafter)

    told = [f.named.indicator for brand in found.brands for f in brand.figures]
    assert told == ["cases-solved", "property-cases"]


def test_the_noun_of_a_figure_ends_before_the_next_noun_or_verb(drafter: Drafter) -> None:
    found = draft("全年开通7条公交专线和自驾摆渡线,组建6支突击队驻守重点区域。", drafter)

    assert proposed(found) == [(7, "公交专线"), (6, "突击队")]


@pytest.mark.parametrize(
    "sentence",
    [
        "在“零盗窃、零火警”小区创建活动中,民警逐户走访。",
        "全县力争实现零发案。",
    ],
)
def test_noughts_of_slogans_and_aims_are_no_figures(sentence: str, drafter: Drafter) -> None:
    found = draft(sentence, drafter)

    assert proposed(found) == []
    assert "slogan" in {entry.reason for entry in found.left_out}


def test_a_nought_that_another_figure_counts_is_said_with_it(drafter: Drafter) -> None:
    found = draft("辖区连续15天零发案。全年有86个社区实现零发案。", drafter)

    assert [value for value, _ in proposed(found)] == [15, 86]
    assert reasons(found)["零"] == "said_with_figure"


def test_a_sentence_that_sums_up_work_is_no_story_of_one_case(drafter: Drafter) -> None:
    found = draft(
        "假期里投入警力230人,接待游客咨询1.2万人次,救助迷路游客37人,化解纠纷45起。", drafter
    )

    assert [value for value, _ in proposed(found)] == [230, 12000, 37, 45]


def test_the_quantities_of_one_case_stay_out(drafter: Drafter) -> None:
    found = draft("接到报警后,一名老人走失,民警出动6人、2辆车,历时3小时找到。", drafter)

    assert proposed(found) == []


def test_a_large_sum_without_a_known_verb_is_doubtful_and_a_small_one_left_out(
    drafter: Drafter,
) -> None:
    found = draft("为群众办妥96万元。为群众办妥300元。", drafter)

    figures = [f for brand in found.brands for f in brand.figures]
    assert [(f.quantity.value, f.doubtful) for f in figures] == [(960000, "sum")]
    assert reasons(found)["300元"] == "small_sum"


def test_what_nature_made_is_no_figure(drafter: Drafter) -> None:
    found = draft("景区有22个峡谷。", drafter)

    assert proposed(found) == []
    assert reasons(found)["22个"] == "geography"


@pytest.mark.parametrize(
    ("sentence", "excerpt"),
    [
        ("民警成立9支“红马甲”巡逻队。", "9支“红马甲”巡逻队"),
        ("民警共调解各类纠纷190余起。", "调解各类纠纷190余起"),
        ("全县刑事、治安警情分别同比下降12%、7%。", "全县刑事、治安警情分别同比下降12%"),
    ],
)
def test_an_excerpt_holds_its_noun_and_its_verb(
    sentence: str, excerpt: str, drafter: Drafter
) -> None:
    found = draft(sentence, drafter)

    assert excerpt in [f.excerpt for brand in found.brands for f in brand.figures]


@pytest.mark.parametrize(
    "printed",
    ["8\u20606起", "1\u00a0200起", "2\u202f300起", "21\u200b60起", "1\ufeff20起", "1,\u200b200起"],
)
def test_a_number_with_an_unseen_character_in_it_is_never_read_as_its_end(
    printed: str, drafter: Drafter
) -> None:
    found = draft(f"今年以来调解纠纷{printed}。", drafter)

    assert proposed(found) == []
    assert set(reasons(found).values()) == {"broken_number"}


def test_a_number_that_a_line_of_prose_breaks_is_never_read_as_its_end(drafter: Drafter) -> None:
    found = draft("今年以来全县民警累计巡逻2\n160人次,调解纠纷86起。", drafter)

    assert proposed(found) == [(86, "纠纷")]
    assert reasons(found)["2\n160"] == "broken_number"


@pytest.mark.parametrize(
    "sentence",
    [
        "下一步将再建3个骑警驿站。",
        "该局力争刑事案件下降10%。",
        "拟投入经费300万元。",
        "预计投入经费50万元。",
        "目标是群众满意度达到98%。",
        "计划新建岗亭20个。",
    ],
)
def test_what_is_still_to_come_is_no_figure(sentence: str, drafter: Drafter) -> None:
    found = draft(sentence, drafter)

    assert proposed(found) == []
    assert "plan" in reasons(found).values()


def test_a_figure_of_the_whole_country_is_doubtful_and_an_honour_is_not(drafter: Drafter) -> None:
    found = draft("全国公安机关查处酒驾39万起。该局获评全国先进,查处酒驾120起。", drafter)

    assert [figure.doubtful for figure in found.brands[0].figures] == ["elsewhere", None]


def test_an_excerpt_keeps_all_names_that_its_figures_are_dealt_out_to(drafter: Drafter) -> None:
    found = draft("交通事故起数、死亡人数、受伤人数同比分别下降12.2%、15.4%、10.9%。", drafter)

    assert [f.named.indicator for f in found.brands[0].figures] == [
        "traffic-accidents",
        "traffic-deaths",
        "traffic-injuries",
    ]
    assert found.brands[0].figures[0].excerpt == "分别下降12.2%"


def test_cases_of_two_kinds_that_were_solved_are_not_cases_that_occurred(drafter: Drafter) -> None:
    found = draft("今年以来盗窃、诈骗案件分别破获21起和34起。", drafter)

    assert [f.named.indicator for f in found.brands[0].figures] == ["cases-solved"] * 2


def test_a_telephone_number_before_a_figure_is_neither_its_noun_nor_quoted(
    drafter: Drafter,
) -> None:
    found = draft("“小丽热线”13900000000接听求助电话560个。", drafter)

    (figure,) = found.brands[0].figures
    assert (figure.named.zh, figure.excerpt) == ("接听求助电话", "接听求助电话560个")


def test_an_article_without_chinese_is_refused(drafter: Drafter) -> None:
    with pytest.raises(BeatbookError, match="no words of Chinese"):
        drafter.draft(b"The county police made 3,000 patrols last year.", "a.txt")


def test_what_the_family_of_a_victim_was_paid_is_not_repeated(drafter: Drafter) -> None:
    found = draft("经调解,被害人家属获赔12万元。", drafter)

    assert proposed(found) == []
    assert reasons(found) == {None: "case_narrative"}
