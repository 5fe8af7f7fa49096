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
