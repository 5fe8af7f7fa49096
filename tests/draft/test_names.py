"""Which names an article may give a programme, and the parts of an article that lists several."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.draft.article import Article, read_article
from generator.draft.names import entries, name_candidates
from generator.errors import BeatbookError

BODY = "巡逻队每晚在夜市值守,就近调解纠纷,群众反映良好。"
NAMED = {
    "001_2728db206cce1c74.txt": "治安宣防岗亭",
    "002_9a6557a78442599f.txt": "一室两队改革",
    "003_d9c064c1cf07e6e8.txt": "立体化大巡防",
}
TEN = ["生态警务", "智慧警务", "空中警务", "旅游警务", "炕头警务"]
TEN += ["瓜田警务", "花椒警务", "果园警务", "庭院警务", "夜间警务"]
WORDS = [
    *(
        "警务",
        "“",
        "”",
        "推行",
        "夜间",
        "模式",
        "民警",
        "张",
        "调解室",
        "老王",
        "1、",
        "2、",
        "3、",
    ),
    *(
        "\n",
        "。",
        ":",
        "生态",
        "一、",
        "二、",
        "三、",
        "(资料图片)",
        "ctrl+",
        "岗亭",
        "来源:",
        "相关阅读",
    ),
]


def article(text: str) -> Article:
    return read_article(text.encode(), "a.txt")


def stands_at(name: str, start: int, text: str) -> bool:
    """Whether a name is printed at an offset, perhaps partly in quotation marks."""
    return re.sub("[“”]", "", text[start:]).startswith(name)


def names(text: str) -> list[str]:
    found = article(text)
    candidates = name_candidates(found)
    assert all(stands_at(name, start, found.text) for name, start in candidates)
    return [name for name, _ in candidates]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("龙港打造“百警夜巡”警务 全力护航夜经济", "百警夜巡"),
        ("陇南礼县:“田园警务”护航果农丰收", "田园警务"),
        ("张掖山丹:“大棚警务”护航红提甜蜜致富路", "大棚警务"),
        ("理塘县:“草原骑警队”伴随虫草山", "草原骑警队"),
        ("某县公安局推行夜间警务见成效", "夜间警务"),
    ],
)
def test_the_title_names_the_programme(title: str, name: str) -> None:
    assert name in names(f"{title}\n\n来源:某网 2024-01-02\n\n{BODY}\n")[:2]


def test_the_name_printed_often_comes_first() -> None:
    body = f"推行“月光警务”。{BODY}“月光警务”启用后,“月光警务”站"
    text = f"某县公安局守护夜色有新招\n\n来源:某网\n\n{body}"

    assert names(text)[0] == "月光警务"


@pytest.mark.parametrize(
    "text",
    [
        "“老王调解室”设在社区,",
        "民警赵铁柱推出“铁柱警务”,",
        "“孙大刚工作室”挂牌,",
        "群众叫他“小李哥”,",
        "“霖号窗口”办事快,民警李霖说,",
        "记者 钱多多 报道“钱多多行动”,",
    ],
)
def test_no_name_of_a_person(text: str) -> None:
    found = names(f"某县公安局守护夜色有新招\n\n来源:某网\n\n{text}{BODY}\n")

    assert not any(
        part in name for name in found for part in ("王", "铁柱", "孙", "小李", "霖", "钱")
    )


@pytest.mark.parametrize(
    "markers",
    [("1", "2", "3"), ("1◇", "2◇", "3◇"), ("一、", "二、", "三、"), ("(一)", "(二)", "(三)")],
)
def test_a_list_of_programmes(markers: tuple[str, ...]) -> None:
    kinds = ("瓜田警务", "花椒警务", "夜间警务")
    parts = [
        f"某县公安局民警在田间。(资料图片)\n\n{marker}{kind}:守护丰收\n\n{BODY}\n\n"
        for marker, kind in zip(markers, kinds, strict=True)
    ]
    text = (
        f"全省公安基层警务十大亮点品牌评出\n\n来源:某报\n\n{BODY}\n\n{''.join(parts)}责任编辑:甲\n"
    )
    found = article(text)

    spans = entries(found)

    assert [span.reason for span in spans] == [f"{kind}:守护丰收" for kind in kinds]
    assert all(found.text[span.start : span.end].endswith(BODY) for span in spans)
    assert names(text)[:3] == list(kinds)


@pytest.mark.parametrize(
    "text",
    [
        f"一、加强领导\n{BODY}\n二、落实责任\n{BODY}\n三、严格督查\n{BODY}\n",
        f"1月9日,民警巡逻。\n{BODY}\n2名队员参加。\n{BODY}\n3辆警车。\n",
        BODY,
    ],
)
def test_an_ordinary_article_has_no_entries(text: str) -> None:
    assert entries(article(text)) == []


@pytest.mark.parametrize("name", NAMED)
def test_the_articles_at_hand(sources_folder: Path, name: str) -> None:
    found = read_article((sources_folder / name).read_bytes(), name)

    assert NAMED[name] in [candidate for candidate, _ in name_candidates(found)[:3]]
    assert entries(found) == []


def test_the_ten_programmes_at_hand(sources_folder: Path) -> None:
    name = "004_2ee484cc33661950.txt"
    found = read_article((sources_folder / name).read_bytes(), name)

    assert [candidate for candidate, _ in name_candidates(found)[:10]] == TEN
    assert [span.reason.partition(":")[0] for span in entries(found)] == TEN


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_any_text(text: str) -> None:
    try:
        found = article(text)
    except BeatbookError:
        return
    spans = entries(found)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(stands_at(name, start, text) for name, start in name_candidates(found))
