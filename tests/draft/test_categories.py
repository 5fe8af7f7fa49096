"""Which category and tags an article speaks for, by the words of the vocabularies."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from generator.draft.likeness import Example, Resemblance, recorded_examples
from generator.draft.topics import Choice, Evidence, category_of, known_topics, tags_of
from generator.records.models import Category, Term, Text
from generator.settings import Settings

ROOT = Path(__file__).parents[2]


def term(zh: str, *terms: str) -> Term:
    return Term(name=Text(zh=zh), terms=list(terms), definition=Text(zh="…"))


def evidence(text: str, title: str = "", name: str = "", nouns: tuple[str, ...] = ()) -> Evidence:
    return Evidence(title=title, name=name, text=text, nouns=nouns)


def choice(
    said: Evidence, categories: dict[str, Category], recorded: Iterable[Example] = ()
) -> Choice:
    return category_of(said, categories, known_topics(categories, recorded))


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

    assert choice(evidence(text, title="护学岗守在校门口"), CATEGORIES).category == "street.school"


def test_the_name_of_the_programme_says_more_than_words_in_passing() -> None:
    text = "民警到果园宣传,也到村口讲反诈。"

    assert choice(evidence(text, name="果园警务"), CATEGORIES).category == "rural.orchard"


def test_what_the_figures_count_speaks_for_a_category() -> None:
    text = "全年工作如下,涉及反诈和果园等,既讲反诈,也为果农办事。"
    nouns = ("走访果农", "果园巡查", "果园纠纷")

    assert choice(evidence(text, nouns=nouns), CATEGORIES).category == "rural.orchard"


def test_a_word_in_passing_is_no_guess() -> None:
    text = (
        "年终总结会在礼堂召开,各科室依次汇报全年情况,与会者讨论来年预算、车辆维修和食堂改建,"
        "会后参观新落成的办公楼,有人顺口提到果园,随后合影散会。"
        "次日,各科室分头整理档案,登记借出的器材,更换老旧灯具,给院里的花木浇水,把旧桌椅搬进库房,"
        "又请电工检查线路,请木匠修好门窗。"
    )

    assert choice(evidence(text), CATEGORIES).category is None


def test_what_is_on_record_speaks_for_a_category_in_words_that_no_vocabulary_holds() -> None:
    recorded = [
        Example("rural.orchard", "青梅成熟时,民警在坡地上帮梅农装筐,劝开抢收的两家人。"),
        Example("street.night", "酒吧散场后,民警守在路口,送醉酒的人回家。"),
    ]
    article = evidence("青梅成熟,民警来到坡地,帮梅农装筐。")

    assert choice(article, CATEGORIES).category is None
    assert choice(article, CATEGORIES, recorded).category == "rural.orchard"


def test_a_record_of_a_category_that_is_no_longer_there_is_passed_over() -> None:
    recorded = [Example("rural.mill", "民警到水磨坊走访。")]

    found = choice(evidence("民警到水磨坊走访。"), CATEGORIES, recorded)

    assert "rural.mill" not in (found.category, *found.others)


def test_two_categories_alike_are_no_guess_but_both_are_named() -> None:
    text = "这一年,民警在夜市值守,也到果园帮忙。"

    found = choice(evidence(text, title="从夜市到果园"), CATEGORIES)

    assert found.category is None
    assert set(found.others) >= {"street.night", "rural.orchard"}


def test_an_organ_s_name_is_no_topic() -> None:
    text = "果园派出所民警到校门口值守,放学时护学岗上人来人往,果园派出所负责。"

    assert choice(evidence(text), CATEGORIES).category == "street.school"


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

    assert choice(evidence(text, title="沙漠里的骆驼队"), added).category == "desert.camel"


def test_traditional_characters_are_read() -> None:
    text = "護學崗守在校門口,放學時人來人往。"

    assert choice(evidence(text, title="護學崗"), CATEGORIES).category == "street.school"


def test_a_partner_does_something_with_the_police() -> None:
    partners = {"courts": term("人民法院", "法庭"), "schools": term("学校", "教师")}
    text = "年初以来走访果农。派出所联合人民法院调解。中学学校在街对面,学校门口有两条路。"

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


def test_a_draft_teaches_nothing_nor_do_figures(tmp_path: Path) -> None:
    brands = tmp_path / "content" / "brands" / "gansu"
    brands.mkdir(parents=True)
    record = (
        "category: rural.orchard\nname: {zh: 果园警务}\nsummary:\n  zh: 民警到果园调解。\n"
        "metrics:\n  - excerpt: 调解纠纷30起\n# one more\n- excerpt: 30人\n"
        "review: {status: %s}\n"
    )
    (brands / "drafted.yml").write_text(record % "draft", encoding="utf-8")
    (brands / "finished.yml").write_text(record % "unreviewed", encoding="utf-8")
    (brands / "broken.yml").write_text("category: [rural\n", encoding="utf-8")

    found = recorded_examples(Settings(root=tmp_path))

    assert found == [Example("rural.orchard", "果园警务\n民警到果园调解。")]


def test_the_more_of_the_book_has_been_read_the_more_categories_are_found() -> None:
    """Every fifth record as an article, with and without what the others say.

    It tells whether the records teach, not how well articles are read: a record is shorter and
    plainer than an article.
    """
    vocabulary = yaml.safe_load((ROOT / "content/vocabulary/categories.yml").read_text("utf-8"))
    categories = {first: Category.model_validate(entry) for first, entry in vocabulary.items()}
    recorded = recorded_examples(Settings(root=ROOT))
    held_out, others = recorded[::5], [one for n, one in enumerate(recorded) if n % 5]

    def right(known: Resemblance) -> list[bool]:
        return [
            category_of(evidence(text), categories, known).category == category
            for category, text in held_out
        ]

    taught, untaught = right(known_topics(categories, others)), right(known_topics(categories, []))

    assert sum(taught) > sum(untaught)
    assert sum(taught) >= 0.5 * len(held_out)
