"""Whether an excerpt states a figure, alone and in the sentence it was taken from."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Problem
from generator.evidence import match
from generator.evidence.terms import Terms
from generator.records.models import Change, Indicator, Metric, number_text

TERMS = ["盗窃警情", "矛盾纠纷", "民警"]


def metric(excerpt: str, value: Any, unit: str | None, **more: Any) -> Metric:
    fields = {"id": "a", "indicator": "thefts", "source": "paper", "excerpt": excerpt, **more}
    return Metric.model_validate({**fields, "value": value, "unit": unit})


def down(excerpt: str, value: Any, unit: str = "%", basis: str = "yoy") -> Metric:
    return metric(excerpt, value, unit, change=Change(basis=basis))


def codes(faults: list[Problem]) -> list[str]:
    return [fault.code for fault in faults]


def in_text(figure: Metric, text: str, terms: list[str] = TERMS) -> tuple[Any, list[str]]:
    place, faults = match.check_in_text(figure, Terms({"thefts": indicator(terms)}), text)
    return place, codes(faults)


def indicator(terms: list[str], *units: str) -> Indicator:
    words = {"zh": "数", "en": "count"}
    fields = {
        "name": words,
        "family": "counts",
        "terms": terms,
        "units": list(units or ("起", "名")),
    }
    more = {"kind": "outcome", "good": "none", "definition": words}
    return Indicator.model_validate({**fields, **more})


# The excerpt alone


@pytest.mark.parametrize(
    "figure",
    [
        metric("165条巡控路", 165, "条"),
        metric("一百六十五条巡控路", 165, "条"),
        metric("1.2万名群众", 12000, "名"),
        metric("1.2万名群众", 1.2, "万名"),
        metric("3至5名辅警", 3, "名", value_max=5),
        metric("近200起", 200, "起", qualifier="nearly"),
        metric("200余起", 200, "起", qualifier="over"),
        metric("不少于200起", 200, "起", qualifier="at_least"),
        metric("三分之一的民警", "1/3", "ratio"),
        metric("占20%", 20, "%"),
        metric("占20%", "1/5", "ratio"),
        down("同比下降36.77%", -36.77),
        down("下降36.77%", -36.77),
        down("环比下降5起", -5, "起", "mom"),
        down("上升12%", 12),
        metric("降至12起", 12, "起"),
    ],
    ids=lambda figure: f"{figure.excerpt} {number_text(figure.value)} {figure.unit}",
)
def test_an_excerpt_states_its_figure(figure: Metric) -> None:
    assert match.check_excerpt(figure) == []


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        (metric("165条巡控路", 156, "条"), "E01"),
        (metric("165条巡控路", 165, "个"), "E01"),
        (metric("165条巡控路", 165, None), "E01"),
        (metric("165条巡控路", -165, "条"), "E01"),
        (metric("巡控路", 165, "条"), "E01"),
        (metric("3至5名辅警", 3, "名"), "E01"),
        (metric("3至5名辅警", 5, "名"), "E01"),
        (metric("近200起", 200, "起"), "E01"),
        (metric("近200起", 200, "起", qualifier="about"), "E01"),
        (metric("三分之一的民警", Fraction(333, 1000), "ratio"), "E01"),
        (metric("占20%", 0.2, "%"), "E01"),
        (metric("占20%", 20, "ratio"), "E01"),
        (down("同比下降36.77%", 36.77), "E01"),
        (down("同比上升36.77%", -36.77), "E01"),
        (down("同比下降36.77%", -36.77, basis="mom"), "E04"),
        (metric("同比下降36.77%", -36.77, "%"), "E04"),
        (down("降至12起", 12, "起"), "E04"),
        (metric("有3名民警和3名辅警", 3, "名"), "E02"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.excerpt} {value.value}",
)
def test_an_excerpt_that_states_something_else_is_refused(figure: Metric, code: str) -> None:
    assert codes(match.check_excerpt(figure)) == [code]


@given(st.integers(1, 10**8), st.integers(1, 10**8))
def test_only_the_printed_number_is_the_number(printed: int, recorded: int) -> None:
    found = match.check_excerpt(metric(f"抓获{printed}名嫌疑人", recorded, "名"))
    assert codes(found) == ([] if printed == recorded else ["E01"])


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_a_percentage_and_a_ratio_are_the_same_amount(hundredths: int, other: int) -> None:
    text = f"占{number_text(Fraction(hundredths, 100))}%"
    found = match.check_excerpt(metric(text, Fraction(other, 10_000), "ratio"))
    assert codes(found) == ([] if hundredths == other else ["E01"])


def test_the_message_says_what_to_write() -> None:
    faults = match.check_excerpt(metric("近3至5名辅警", 4, "个", value_max=6))
    assert [fault.message for fault in faults] == [
        "“近3至5名辅警” states 3 to 5 名 (nearly), the record differs:"
        " write value 3, value_max 5, unit 名, qualifier nearly (近) or quote other words"
    ]


@pytest.mark.parametrize(
    "figure",
    [
        metric("24名民警和42名辅警", 24, "个"),
        metric("42名民警和24名辅警", 24, "个"),
        metric("24名民警和近24名辅警", 24, "个", qualifier="nearly"),
    ],
    ids=["the first", "the second", "by qualifier"],
)
def test_of_several_figures_the_message_names_the_nearest(figure: Metric) -> None:
    (fault,) = match.check_excerpt(figure)
    assert "the record differs: write unit 名 or quote other words" in fault.message


def test_a_sign_is_explained_only_where_it_is_missing() -> None:
    missing, wrong = (
        match.check_excerpt(figure)[0].message
        for figure in (down("同比下降30%", 30), metric("30名民警", -30, "名"))
    )
    assert "write value -30 (a fall is negative) or" in missing
    assert "write value 30 or" in wrong


# The excerpt in its text

ARTICLE = "今年以来，盗窃警情不少于42起，同比下降30%。"


def test_a_figure_is_found_where_it_stands() -> None:
    text = f"晚上有24名民警。\n{ARTICLE}"
    start = text.index("盗窃")
    figure = metric("盗窃警情不少于42起", 42, "起", qualifier="at_least")
    assert in_text(figure, text) == ((start, start + len(figure.excerpt)), [])
    assert in_text(down("同比下降30%", -30), text)[1] == []


@pytest.mark.parametrize(
    ("figure", "text", "code"),
    [
        (metric("42起", 42, "起"), ARTICLE, "E10"),
        (metric("42起", 42, "起"), "盗窃警情约42起。", "E10"),
        (metric("42起", 42, "起"), "盗窃警情42起以上。", "E10"),
        (metric("42起", 42, "起"), "盗窃警情30至42起。", "E10"),
        (metric("42起", 42, "起"), "盗窃警情下降42起。", "E10"),
        (down("下降30%", -30, basis="mom"), ARTICLE, "E10"),
        (metric("42起", 42, "起"), "共142起盗窃警情。", "E10"),
        (metric("3名民警", 3, "名"), "每3名民警一组。", "E10"),
    ],
    ids=["at least", "about", "or more", "range", "change", "basis", "digits", "per"],
)
def test_an_excerpt_may_not_cut_off_what_changes_its_meaning(
    figure: Metric, text: str, code: str
) -> None:
    assert match.check_excerpt(figure) == []
    assert in_text(figure, text) == (None, [code])


def test_the_silence_of_a_sentence_about_the_basis_contradicts_nothing() -> None:
    assert in_text(down("下降30%", -30, basis="stated"), "盗窃警情下降30%。")[1] == []


def test_a_phrase_must_stand_in_the_text_character_by_character() -> None:
    figure = metric("24名民警", 24, "名")
    assert in_text(figure, "有24名民警。")[1] == []
    for other in ("有24 名民警。", "有２４名民警。", "有24名\n民警。"):
        assert in_text(figure, other) == (None, ["E08"])
    assert in_text(figure, "有24名辅警。") == (None, ["E07"])


def test_a_body_that_is_printed_twice_counts_once() -> None:
    figure = metric("24名民警", 24, "名")
    twice = "街上有24名民警。\n街上有24名民警。"
    assert in_text(figure, twice) == ((3, 8), [])
    assert in_text(figure, "街上有24名民警。\n桥上有24名民警。") == (None, ["E09"])


def test_of_the_same_words_on_two_subjects_those_of_the_indicator_are_meant() -> None:
    text = "诈骗警情8起，同比下降30%。盗窃警情5起，同比下降30%。"
    place, found = in_text(down("同比下降30%", -30), text)
    assert found == []
    assert place.start == text.rindex("同比")


def test_a_term_is_the_noun_of_the_figure_or_of_the_clause_before() -> None:
    figure = metric("42起", 42, "起")
    assert in_text(figure, "盗窃警情，共42起。")[1] == []
    assert in_text(figure, "盗窃警情很多。共42起。") == (None, ["E05"])
    assert in_text(figure, "ＡＴＭ 42起。", ["ATM"])[1] == []


LIVESTOCK = indicator(["牲畜", "羊群"], "头", "起")
THEFTS = indicator(["盗窃案件"], "起")
REPORTS = indicator(["警情"], "起")
THEFT_REPORTS = indicator(["盗窃警情"], "起")
KNOWN = Terms(
    {
        "livestock-escorted": LIVESTOCK,
        "theft-cases": THEFTS,
        "incidents": REPORTS,
        "theft-incidents": THEFT_REPORTS,
    }
)
STOLEN = "全县盗窃牲畜案件12起，同比下降40%。"


def faults(identity: str, figure: Metric, text: str | None = None) -> list[str]:
    """What is said of a figure under an indicator, with its text at hand or without."""
    figure = figure.model_copy(update={"indicator": identity})
    found = match.check_noun(figure, KNOWN)
    if text is not None:
        found = match.check_in_text(figure, KNOWN, text)[1]
    return [f"{fault.code} {fault.message}" for fault in found]


LEVEL, CHANGE = metric("盗窃牲畜案件12起", 12, "起"), down("同比下降40%", -40)


@pytest.mark.parametrize("figure", [LEVEL, CHANGE], ids=["level", "change"])
def test_a_modifier_is_not_what_a_figure_counts(figure: Metric) -> None:
    assert faults("theft-cases", figure, STOLEN) == []
    assert faults("livestock-escorted", figure, STOLEN) == [
        f"E05 “{figure.excerpt}” counts 盗窃牲畜案件, no term of `livestock-escorted` (牲畜、羊群):"
        ' choose `theft-cases`, or add the term "盗窃牲畜案件" to livestock-escorted in'
        " content/vocabulary/indicators.yml"
    ]


def test_a_right_indicator_that_lacks_the_term_is_told_which_to_add() -> None:
    text = "全县入室行窃案件12起，同比下降40%。"
    assert faults("theft-cases", CHANGE, text) == [
        "E05 “同比下降40%” counts 入室行窃案件, no term of `theft-cases` (盗窃案件): add the term"
        ' "入室行窃案件" to theft-cases in content/vocabulary/indicators.yml, or choose another'
        " indicator"
    ]
    assert faults("livestock-escorted", CHANGE, text) == [
        "E05 “同比下降40%” counts 入室行窃案件, no term of `livestock-escorted` (牲畜、羊群):"
        ' choose `theft-cases` and add the term "入室行窃案件" to it in'
        " content/vocabulary/indicators.yml"
    ]


def test_an_indicator_that_says_more_is_preferred() -> None:
    figure = metric("盗窃警情12起", 12, "起")
    assert faults("incidents", figure, "盗窃警情12起。") == [
        "E05 “盗窃警情12起” counts 盗窃警情, for which there is `theft-incidents`: choose it"
    ]
    assert faults("incidents", metric("警情12起", 12, "起"), "全县警情12起。") == []


def test_without_the_text_only_a_noun_that_is_anothers_is_a_fault() -> None:
    assert faults("livestock-escorted", LEVEL)[0].startswith("E05 ")
    assert faults("theft-cases", LEVEL) == []
    assert faults("livestock-escorted", CHANGE) == []
    assert faults("livestock-escorted", metric("贴纸12起", 12, "起")) == []
    listed = down("盗窃案件、诈骗案件同比下降40%", -40)
    assert faults("livestock-escorted", listed) == []


# The length of an excerpt


@pytest.mark.parametrize(
    "excerpt",
    [
        "165条巡控路",
        "警情较去年同期下降59.7%",
        "出动警力1,200人次",
        "出动警力1，200人次",
        "“两抢一盗”案件发案同比下降17%",
        "有效警情、刑事立案、治安发案同比分别下降8%",
        "义务巡逻队1960支(8939人)",
        "岗" * match.LONGEST,
    ],
)
def test_a_figure_with_its_noun_and_verb_may_be_quoted(excerpt: str) -> None:
    assert match.check_length(excerpt) == []


@pytest.mark.parametrize(
    "excerpt",
    [
        "岗" * (match.LONGEST + 1),
        *(f"民警3名{mark}辅警5名" for mark in "，,。.；;：:？?！!…\n"),
        "降8%,12起",
    ],
)
def test_what_is_longer_or_goes_on_in_another_clause_may_not(excerpt: str) -> None:
    assert codes(match.check_length(excerpt)) == ["W01"]


FILLER = "街上灯火通明，人来人往。" * 10


@pytest.mark.parametrize("heading", ["相关阅读", "【相关推荐】", "  上一篇：", "热门文章"])
def test_teasers_below_an_article_are_no_part_of_it(heading: str) -> None:
    figure = metric("24名民警", 24, "名")
    teaser = f"{heading}\n街上有24名民警"
    assert in_text(figure, f"{FILLER}\n{teaser}") == (None, ["E11"])
    assert in_text(figure, f"街上有24名民警。{FILLER}\n相关阅读\n乙县果园")[1] == []


def test_a_heading_at_the_top_of_a_page_ends_nothing() -> None:
    text = f"相关阅读\n{FILLER}街上有24名民警。"
    assert match.article_end(text) == len(text)
    assert in_text(metric("24名民警", 24, "名"), text)[1] == []


def test_words_of_a_heading_inside_a_sentence_end_nothing() -> None:
    text = f"{FILLER}\n他翻到相关阅读那一页。街上有24名民警。"
    assert match.article_end(text) == len(text)


@given(st.text("甲乙。！？!?\n；", max_size=30), st.integers(0, 30), st.integers(0, 5))
def test_a_sentence_holds_its_place_and_no_end_outside_it(text: str, start: int, size: int) -> None:
    place = match.Place(min(start, len(text)), min(start + size, len(text)))
    around = match.sentence(text, place)
    assert around.start <= place.start <= place.end <= around.end
    before, after = text[around.start : place.start], text[place.end : around.end]
    assert not set(before + after) & set("。！？!?\n")
    assert around.start == 0 or text[around.start - 1] in "。！？!?\n"
    assert around.end == len(text) or text[around.end] in "。！？!?\n"
