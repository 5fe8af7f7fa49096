"""Which category and tags an article speaks for, by the words of the vocabularies."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator.draft.topics import Evidence, categories_of, tags_of
from generator.records.models import Category, Term, Text

ROOT = Path(__file__).parents[2]


def term(zh: str, *terms: str) -> Term:
    return Term(name=Text(zh=zh), terms=list(terms), definition=Text(zh="…"))


def evidence(text: str, title: str = "", name: str = "", nouns: tuple[str, ...] = ()) -> Evidence:
    return Evidence(title=title, name=name, text=text, nouns=nouns)


CATEGORIES = {
    "street": Category(
        name=Text(zh="街面警务"),
        terms=["街面"],
        definition=Text(zh="…"),
        children={
            "night": term("夜间", "夜巡", "夜市"),
            "school": term("校门口", "护学岗", "放学"),
        },
    ),
    "rural": Category(
        name=Text(zh="乡村警务"),
        definition=Text(zh="…"),
        children={"orchard": term("果园", "果农", "采摘"), "fraud": term("防骗", "反诈")},
    ),
}


def test_the_title_says_more_than_words_in_passing() -> None:
    text = "民警在夜市和街面巡逻,夜市收摊后回所。采摘时节也去果园。"

    assert categories_of(evidence(text, title="护学岗守在校门口"), CATEGORIES)[0] == "street.school"


def test_the_name_of_the_programme_says_more_than_words_in_passing() -> None:
    text = "民警到果园宣传反诈,提醒防骗。"

    assert categories_of(evidence(text, name="果园警务"), CATEGORIES)[0] == "rural.orchard"


def test_what_the_figures_count_speaks_for_a_category() -> None:
    text = "全年工作如下,涉及反诈和果园等,既讲反诈,也为果农办事。"
    nouns = ("走访果农", "果园巡查", "果园纠纷")

    assert categories_of(evidence(text, nouns=nouns), CATEGORIES)[:1] == ["rural.orchard"]


def test_a_word_in_passing_is_no_guess() -> None:
    assert categories_of(evidence("年终总结会上提到果园。"), CATEGORIES) == []


def test_two_categories_alike_are_no_guess() -> None:
    text = "这一年,民警在夜市值守,也到果园帮忙。"

    assert categories_of(evidence(text, title="从夜市到果园"), CATEGORIES) == []


def test_an_organ_s_name_is_no_topic() -> None:
    text = "果园派出所民警到校门口值守,放学时护学岗上人来人往,果园派出所负责。"

    assert categories_of(evidence(text), CATEGORIES)[0] == "street.school"


def test_a_longer_word_counts_instead_of_the_shorter_one_in_it() -> None:
    words = {"a": term("甲", "火车站", "火车"), "b": term("乙", "车站广场", "候车")}
    text = "民警在火车站值守。" * 3

    assert tags_of(evidence(text), "practices", words) == ["a"]


def test_a_category_that_an_editor_adds_works_by_its_terms() -> None:
    added = {
        **CATEGORIES,
        "desert": Category(
            name=Text(zh="沙漠警务"),
            definition=Text(zh="…"),
            children={"camel": term("骆驼巡逻", "骆驼队", "沙漠")},
        ),
    }
    text = "骆驼队在沙漠边缘巡逻,为游客指路。"

    assert categories_of(evidence(text, title="沙漠里的骆驼队"), added)[0] == "desert.camel"


def test_traditional_characters_are_read() -> None:
    text = "護學崗守在校門口,放學時人來人往。"

    assert categories_of(evidence(text, title="護學崗"), CATEGORIES)[0] == "street.school"


def test_a_partner_does_something_with_the_police() -> None:
    partners = {"courts": term("法院", "法庭"), "schools": term("学校", "教师")}
    text = "派出所联合法院共同调解,法庭派人参与。学校在街对面,学校门口有两条路。"

    assert tags_of(evidence(text), "partners", partners) == ["courts"]


def test_a_tag_named_once_in_a_long_article_is_not_proposed() -> None:
    practices = {"drone": term("无人机巡逻", "无人机"), "gates": term("智能门禁", "门禁")}
    text = "民警用无人机巡查果园。\n" * 3 + "小区换了锁。\n" * 20 + "有人问起门禁。"

    assert tags_of(evidence(text), "practices", practices) == ["drone"]


@pytest.mark.parametrize("file", ["categories", "problems", "practices", "partners"])
def test_every_term_of_the_vocabularies_is_said_once(file: str) -> None:
    path = ROOT / "content" / "vocabulary" / f"{file}.yml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    children = [child for entry in entries.values() for child in entry.get("children", {}).values()]

    for entry in [*entries.values(), *children]:
        assert len(entry.get("terms", [])) == len(set(entry.get("terms", [])))


def test_the_records_own_titles_and_summaries_lead_to_their_category() -> None:
    """A check of the words, not of articles: the records were read by whoever chose the words."""
    vocabulary = yaml.safe_load((ROOT / "content/vocabulary/categories.yml").read_text("utf-8"))
    categories = {first: Category.model_validate(entry) for first, entry in vocabulary.items()}
    brands = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "content" / "brands").rglob("*.yml"))
    ]
    right = wrong = 0
    for brand in brands:
        name, summary = brand["name"]["zh"], brand["summary"]["zh"]
        found = categories_of(evidence(f"{name}\n{summary}", name=name), categories)
        right += found[:1] == [brand["category"]]
        wrong += found[:1] not in ([], [brand["category"]])

    assert right >= 0.65 * len(brands)
    assert wrong <= 0.2 * len(brands)
