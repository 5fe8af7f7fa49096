"""What a figure counts: the head of the noun next to it, in sentences of our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.evidence.quantities import Quantity, parse
from generator.evidence.subject import Subjects
from generator.evidence.terms import Terms, check_subject, named
from generator.records.models import Indicator, Metric


def at(sentence: str, printed: str, cut: bool = False) -> tuple[Subjects, Quantity]:
    """The subjects of a sentence, and the quantity whose number stands in the printed words."""
    quantities = parse(sentence)
    start = sentence.index(printed)
    end = start + len(printed)
    (quantity,) = [q for q in quantities if start <= q.num_start < end]
    return Subjects(sentence, quantities, cut), quantity


MODIFIERS = [
    ("盗窃牲畜案件12起", "12起", "牲畜"),
    ("全县盗窃牲畜的案件共12起", "12起", "牲畜"),
    ("查破12起盗窃牲畜案件", "12起", "牲畜"),
    ("盗窃牲畜等案件12起", "12起", "牲畜"),
    ("牲畜、家禽被盗案件12起", "12起", "牲畜"),
    ("牲畜死亡同比下降40%", "40%", "牲畜"),
    ("来了5名民警家属", "5名", "民警"),
    ("民警家属5名", "5名", "民警"),
    ("确定一名派出所副所长", "一名", "派出所"),
    ("派出所27个警务室", "27个", "派出所"),
    ("非盗窃案件12起", "12起", "盗窃案件"),
]
HEADS = [
    ("盗窃牲畜案件12起", "12起", "盗窃案件"),
    ("盗窃牲畜案件发案数同比下降40%", "40%", "盗窃案件"),
    ("查破12起盗窃牲畜案件", "12起", "盗窃案件"),
    ("共接报“两抢一盗”案件12起", "12起", "两抢一盗案件"),
    ("刑事发案率同比下降59%", "59%", "刑事发案"),
    ("三支10人的步巡队", "10人", "步巡队"),
    ("三支10人的步巡队", "三支", "步巡队"),
    ("安排一名辅警驻村", "一名", "辅警"),
    ("群众98.2%的满意度", "98.2%", "满意度"),
    ("义务巡逻队40支(800人)", "800人", "义务巡逻队"),
    ("盗窃警情在专项行动期间同比下降40%", "40%", "盗窃警情"),
    ("盗窃警情由60起降至42起", "42起", "盗窃警情"),
    ("盗窃案件破获12起", "12起", "盗窃案件"),
    ("9个村和1个社区", "9个", "个村"),
]
OBJECTS = [
    ("民警抓获嫌疑人12名", "12名", "嫌疑人"),
    ("共破获侵财案件12起", "12起", "破获"),
    ("共化解12起汽车消费矛盾纠纷", "12起", "化解矛盾纠纷"),
    ("破获12起盗窃案件", "12起", "破获"),
]
AGENTS = [
    ("民警抓获嫌疑人12名", "12名", "民警"),
    ("民警抓获12名嫌疑人", "12名", "民警"),
    ("27个派出所组建巡逻队", "27个", "巡逻队"),
    ("24名民警化解矛盾纠纷30起", "24名", "矛盾纠纷"),
]
CARRIED = [
    ("刑事警情399起，同比下降36.77%", "36.77%", "刑事警情"),
    ("盗窃牲畜案件12起，同比下降40%", "40%", "盗窃案件"),
    ("刑事警情399起，同比下降36.77%，环比下降5%", "5%", "刑事警情"),
    ("抓获12名嫌疑人，同比上升5%", "5%", "嫌疑人"),
    ("像这样的处置点，甲县公安局在城区设立了5处", "5处", "处置点"),
    ("共排查矛盾纠纷210起，成功调解198起", "198起", "调解矛盾纠纷"),
]
NOT_CARRIED = [
    ("盗窃牲畜案件12起，同比下降40%", "40%", "牲畜"),
    ("盗窃警情12起，群众投诉同比下降40%", "40%", "盗窃警情"),
    ("盗窃警情很多。共42起", "42起", "盗窃警情"),
    ("共排查矛盾纠纷210起，成功调解198起", "198起", "排查矛盾纠纷"),
    ("诈骗警情8起，盗窃警情12起，同比下降40%", "40%", "诈骗警情"),
]
LISTS = [
    ("刑事、治安警情同比分别下降22%、19%", "22%", "刑事警情"),
    ("刑事、治安警情同比分别下降22%、19%", "19%", "治安警情"),
    ("有效警情、刑事立案、治安发案分别下降8%、32%和25%", "32%", "刑事立案"),
    ("刑事、治安警情同比下降32%", "32%", "刑事、治安警情"),
]
NOT_OF_THE_LIST = [
    ("刑事、治安警情同比分别下降22%、19%", "22%", "治安警情"),
    ("刑事、治安警情同比分别下降22%、19%", "19%", "刑事警情"),
    ("有效警情、刑事立案、治安发案分别下降8%、32%和25%", "25%", "有效警情"),
    ("刑事、治安警情同比下降32%", "32%", "刑事警情"),
]


ITEMS = [
    ("盘查可疑人员120人次，可疑车辆40台次", "40台次", "盘查车辆"),
    ("抓获嫌疑人8名，逃犯3名", "3名", "抓获逃犯"),
    ("检查旅馆45家、网吧12家", "12家", "检查网吧"),
    ("出动20辆警车、60名民警", "60名", "出动民警"),
    ("集镇及周边刑事和治安警情分别下降23%和17%", "23%", "刑事警情"),
    ("近20名由职工、村民组成的观察员", "20名", "观察员"),
    ("2到3名具有办案经验和耐心的民警", "2到3名", "民警"),
    ("侦破非法采砂案等3起督办案件", "3起", "侦破案件"),
    ("盗窃案由去年的28起降至12起", "28起", "盗窃案"),
    ("建成1个提高型小区", "1个", "小区"),
    ("破命案积案8起", "8起", "破案"),
]
NO_ITEMS = [
    ("盘查可疑人员120人次，盗窃警情同比下降40%", "40%", "盘查"),
    ("6名网格员和全县民警", "6名", "民警"),
    ("1名民辅警", "1名", "辅警"),
    ("1名社区民警+1名网格员", "1名网格员", "民警"),
    ("12个社区实现零发案", "12个", "个社区"),
    ("设立调解室12个", "12个", "调解"),
    ("派出所有民警27名", "27名", "派出民警"),
    ("破案率上升6个百分点", "6个百分点", "破案"),
]


@pytest.mark.parametrize(
    ("sentence", "printed", "term"),
    [*HEADS, *ITEMS, *OBJECTS, *CARRIED, *LISTS],
    ids=lambda word: word,
)
def test_a_term_that_is_or_ends_the_noun_names_the_figure(
    sentence: str, printed: str, term: str
) -> None:
    subjects, quantity = at(sentence, printed)
    assert subjects.names(quantity, term)


@pytest.mark.parametrize(
    ("sentence", "printed", "term"),
    [*MODIFIERS, *AGENTS, *NO_ITEMS, *NOT_CARRIED, *NOT_OF_THE_LIST],
    ids=lambda word: word,
)
def test_a_term_of_another_noun_does_not(sentence: str, printed: str, term: str) -> None:
    subjects, quantity = at(sentence, printed)
    assert not subjects.names(quantity, term)


@pytest.mark.parametrize(
    ("sentence", "printed", "noun"),
    [
        ("全县共接报盗窃牲畜案件12起", "12起", "盗窃牲畜案件"),
        ("盗窃牲畜案件12起，同比下降40%", "40%", "盗窃牲畜案件"),
        ("配备24名民警巡查街面", "24名", "民警"),
        ("同比下降40%", "40%", None),
    ],
)
def test_the_noun_is_told_as_it_is_printed(sentence: str, printed: str, noun: str | None) -> None:
    subjects, quantity = at(sentence, printed)
    assert subjects.phrase(quantity) == noun


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("共破获盗窃案件12起", "12起"),
        ("先后带破外地盗窃案件12起", "12起"),
        ("打掉团伙3个，破获盗窃案件12起", "12起"),
        ("盗窃案件破获12起", "12起"),
        ("查处治安案件7起，盗窃案件12起", "12起"),
        ("破获盗窃案件同比上升20%", "20%"),
    ],
)
def test_what_the_police_deal_with_is_no_crime_that_happened(sentence: str, printed: str) -> None:
    subjects, quantity = at(sentence, printed)
    assert subjects.names(quantity, "盗窃案件")
    assert not subjects.names(quantity, "盗窃案件", happened=True)


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("接报盗窃案件12起", "12起"),
        ("在打击盗窃专项行动中，盗窃案件同比下降40%", "40%"),
        ("开展打击整治行动后盗窃案件同比下降40%", "40%"),
        ("破获案件30起，盗窃案件同比下降40%", "40%"),
    ],
)
def test_what_is_reported_or_falls_after_police_work_happened(sentence: str, printed: str) -> None:
    subjects, quantity = at(sentence, printed)
    assert subjects.names(quantity, "盗窃案件", happened=True)


@pytest.mark.parametrize(
    ("sentence", "printed", "noun"),
    [
        ("抓获在逃人员3名", "3名", "在逃人员"),
        ("检查从业单位95家次", "95家次", "从业单位"),
        ("由2名专职调解员、4名兼职调解员组成", "4名", "兼职调解员"),
        ("41名辅警以新的模式守护游客", "41名", "辅警"),
        ("14个部门开展工作", "14个", "部门"),
        ("推行1名民辅警+1名网格员", "1名网格员", "网格员"),
    ],
)
def test_a_noun_is_never_cut(sentence: str, printed: str, noun: str) -> None:
    subjects, quantity = at(sentence, printed)
    assert subjects.phrase(quantity) == noun


def test_words_taken_out_of_a_list_may_lack_its_numbers() -> None:
    words = "刑事、治安警情同比下降22%"
    subjects, quantity = at(words, "22%", cut=True)
    assert subjects.names(quantity, "刑事警情")
    assert subjects.is_list(quantity)


PIECES = [
    "盗窃",
    "牲畜",
    "案件",
    "12起",
    "3名",
    "下降40%",
    "，",
    "、",
    "。",
    "(",
    "分别",
    "在",
    "破获",
    "的",
    "中",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=200)
def test_every_figure_of_any_text_has_its_subjects_in_that_text(text: str) -> None:
    """Nothing is invented: without the characters of a term no figure is named by it."""
    quantities = parse(text)
    subjects = Subjects(text, quantities)
    for quantity in quantities:
        assert not subjects.names(quantity, "纠纷")
        noun = subjects.phrase(quantity)
        assert noun is None or set(noun) <= set(text)


def test_long_lists_and_texts_without_marks_are_read_in_time() -> None:
    """Each figure looks at the words around it only; else these would take minutes."""
    text = "盗窃牲畜案件达到了共计" * 2000 + "12起" + "、12%" * 5000
    quantities = parse(text)
    subjects = Subjects(text, quantities)
    assert not any(subjects.names(quantity, "牲畜") for quantity in quantities)


def indicator(kind: str, units: list[str], *terms: str) -> Indicator:
    words = {"zh": "甲", "en": "a"}
    return Indicator.model_validate(
        {
            **{"name": words, "family": "a", "terms": [*terms], "units": units, "kind": kind},
            **{"good": "none", "definition": words},
        }
    )


def test_what_takes_in_most_of_a_noun_comes_first() -> None:
    known = {
        "cases": indicator("outcome", ["起"], "案件发案率"),
        "theft": indicator("outcome", ["起"], "盗窃案件"),
    }
    subjects, quantity = at("全县盗窃案件发案率同比下降12%", "12%")
    assert list(named(subjects, quantity, Terms(known))) == ["theft", "cases"]


def test_the_change_of_a_count_is_no_change_of_a_share() -> None:
    known = {"share": indicator("outcome", ["%"], "纠纷警情", "纠纷警情占比")}
    subjects, quantity = at("纠纷警情同比下降12%", "12%")
    assert named(subjects, quantity, Terms(known)) == {}
    subjects, quantity = at("纠纷警情占比下降12%", "12%")
    assert list(named(subjects, quantity, Terms(known))) == ["share"]


@pytest.mark.parametrize(
    ("scope", "faults"),
    [
        ({"zh": "电信网络诈骗立案", "en": "Fraud"}, 0),
        ({"zh": "全县", "en": "County"}, 1),
        (None, 1),
    ],
)
def test_a_noun_whose_modifier_stands_elsewhere_is_completed_by_the_scope(
    scope: dict[str, str] | None, faults: int
) -> None:
    known = {
        "fraud": indicator("outcome", ["起"], "诈骗立案"),
        "cases": indicator("outcome", ["起"], "立案"),
    }
    subjects, quantity = at("全年立案同比下降12%", "12%")
    metric = Metric.model_validate(
        {
            **{"id": "a", "indicator": "fraud", "value": -12, "unit": "%", "scope": scope},
            **{"change": {"basis": "yoy"}, "source": "a", "excerpt": "全年立案同比下降12%"},
        }
    )
    near = ["诈骗立案", "立案"]
    found = list(check_subject(metric, Terms(known), subjects, quantity, near, certain=True))
    assert [problem.code for problem in found] == ["E05"] * faults
