"""Articles as saved: encodings, refusals, metadata, furniture, pages; what holds for any bytes."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.draft.article import Article, read_article
from generator.draft.furniture import Passage, without
from generator.draft.pages import is_page
from generator.draft.persons import named_title
from generator.errors import BeatbookError
from generator.system import files

METADATA: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("metadata.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
FIELDS = ("title", "publisher", "published", "date_basis", "url", "reprint_date")
BODY = "巡逻队每晚在夜市值守,民警就近调解纠纷,群众反映良好。" * 4
TITLE = "某县公安局推行夜间警务见成效"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="{{charset}}"><title>{TITLE}_某某网</title>
<meta property="og:url" content="https://example.org/2024/03/05/a.html">
<script>document.write("<p>不该出现</p>" + 1 < 2);</script><style>p {{{{ color: red }}}}</style>
</head><body><nav><ul><li><a href="/">首页</a></li><li><a href="/n">新闻</a></li></ul></nav>
<h1>{TITLE}</h1><div>2024-03-05 08:00 来源:某某日报</div>
<div><p>  巡逻队每晚在夜市值守,<b>民警</b>就近
调解纠纷,群众反映良好。</p><p>{BODY}</p></div>
<div><h3>相关阅读</h3><ul><li><a href="/b">别处的一件事情,与此无关。</a></li></ul></div>
<footer>版权所有 某某网</footer></body></html>"""
WORDS = [
    *(
        "<p>",
        "</p>",
        "<div",
        ">",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "&amp;",
        "&#x0;",
        "<a href='",
    ),
    *(
        "来源:",
        "某某日报",
        "发布时间:",
        "2024-01-02",
        "。",
        "\n",
        "\r\n",
        "相关阅读",
        "□ 本报记者 ",
        "|",
    ),
    *("\u202e", "\u200b", "\x0b", "\u2028", "民警", "警务", "“", "”", "1、", "\x00", "<html>"),
]
markup = st.lists(st.sampled_from(WORDS), max_size=25).map("".join)


def article(text: str, name: str = "a.txt") -> Article:
    return read_article(text.encode(), name)


def reasons(found: Article) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for span in found.furniture:
        result.setdefault(span.reason, []).append(found.text[span.start : span.end].strip())
    return result


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_usual_encoding(encoding: str) -> None:
    text = f"{TITLE}\r\n\r\n{BODY}\n警務模式"
    raw = text.encode(encoding)

    found = read_article(raw, "a.txt")

    assert found.text == text
    assert found.sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030")])
def test_a_page(charset: str, encoding: str) -> None:
    found = read_article(PAGE.format(charset=charset).encode(encoding), "a.html")

    assert "不该出现" not in found.text
    assert "color" not in found.text
    assert "民警就近调解纠纷" in found.text
    assert (found.title, found.publisher) == (TITLE, "某某日报")
    assert (found.published, found.date_basis) == ("2024-03-05", "stated")
    assert found.url == "https://example.org/2024/03/05/a.html"
    left = without(found.text, found.furniture)
    assert BODY in left
    assert all(word not in left for word in ("首页", "别处", "版权", "来源"))


def test_a_big5_page_says_so() -> None:
    page = "<html><meta charset=big5><p>警察局推行夜間警務,民眾反應良好。</p></html>"

    assert "夜間警務" in read_article(page.encode("big5"), "a.htm").text


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"%PDF-1.7\n...", "is damaged"),
        (b"PK\x03\x04\x00\x00", "is damaged"),
        (b"\xff\xd8\xff\x00" * 20, "is binary"),
        (b"\x81\xff\xff a", "is neither"),
        (b"\xff\xfea", "mark says UTF-16"),
        (BODY.encode()[:40] + b"\xe6" + BODY.encode()[42:] * 3, "damaged"),
        (b"<html><script>1</script></html>", "no text"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;\n\n<html>", "web archive"),
        (b"a" * (files.ARTICLE + 1), "more than an article"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_a_sentence(raw: bytes, words: str) -> None:
    with pytest.raises(BeatbookError, match=words) as error:
        read_article(raw, "a.txt")

    assert str(error.value).startswith("a.txt: ")


@pytest.mark.parametrize("case", METADATA, ids=lambda case: case["text"][:30])
def test_metadata(case: dict[str, Any]) -> None:
    found = article(case["text"].replace("{body}", BODY))

    assert {name: getattr(found, name) for name in FIELDS} == {
        name: case.get(name) for name in FIELDS
    }


@pytest.mark.parametrize(
    ("last", "read"),
    [
        ("群众反映良好。", "whole"),
        ("群众说:“路亮了,心安了。”", "whole"),
        ("群众反映良好。(记者 某某 文/图)", "whole"),
        ("群众反映良好。\n\n责任编辑:甲乙", "whole"),
        ("群众反映良好。\n\n戊县公安局\n2024年7月8日", "whole"),
        ("群众反映良好。\n\n相关阅读\n邻县夜市亮灯,队员", "whole"),
        ("截至目前,岗亭已累计服务", "part"),
        ("截至目前,岗亭已累计服务、", "part"),
        ("群众反映良好……", "part"),
        ("群众反映良好...", "part"),
        ("群众反映良好。阅读全文>>", "part"),
        ("群众反映良好。\n查看更多", "part"),
        ("截至目前,岗亭已累计服\n\n责任编辑:甲乙", "part"),
    ],
)
def test_a_text_that_stops_inside_a_sentence_is_a_part(last: str, read: str) -> None:
    assert article(f"{TITLE}\n\n来源:某报\n\n{BODY}\n{last}").read == read


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "平安守护:某县公安局推行桥头警务",
        "老城区有了新岗亭 小巷里的夜色更安宁",
        "高效处置!某市公安打造快速警力",
    ],
)
def test_a_title_that_names_no_person_is_taken(title: str) -> None:
    assert named_title(article(f"{title}\n\n来源:某报\n\n{BODY}")) == title


@pytest.mark.parametrize(
    "title",
    [
        "王小丽:守护一方的巾帼力量",
        "李雷的夜巡故事在桥头流传",
        "“老王调解室”化解邻里烦心事",
        "全国优秀人民警察张三丰",
        "好民警李大山二十年如一日",
        "记桥头巡逻队的守夜人赵大河",
    ],
)
def test_a_title_that_may_name_a_person_is_left_to_the_editor(title: str) -> None:
    found = article(f"{title}\n\n来源:某报\n\n{BODY}\n守夜人、民警赵大河说,灯亮了。")
    assert found.title is not None
    assert named_title(found) is None


def test_furniture() -> None:
    long = "群众对夜间巡逻表示满意,辖区秩序良好,警情逐月减少,商户安心经营。" * 2
    text = (
        f"欢迎访问!\n当前位置:首页 > 要闻\n\n{TITLE}\n\n来源:某网 时间:2023-03-04\n\n"
        f"□某某报记者甲乙丙\n\n"
        f"{BODY}\n(甲   配图)名(37674416)-20241230152449\n{long}\n{BODY}\n责任编辑:甲乙\n\n"
        "新闻推荐\n\n别处的一件事...\n"
    )

    assert reasons(article(text)) == {
        "navigation": ["欢迎访问!", "当前位置:首页 > 要闻"],
        "header": ["来源:某网 时间:2023-03-04"],
        "credit": ["□某某报记者甲乙丙", "责任编辑:甲乙"],
        "image": ["(甲   配图)名(37674416)-20241230152449"],
        "repeat": [BODY],
        "related": ["新闻推荐\n\n别处的一件事..."],
    }


def test_a_button_above_the_first_sentence_ends_no_article() -> None:
    found = article("夜市亮灯\n来源:平川日报\n分享到:\n弋阳县公安局上街巡逻。\n群众安心。\n")

    left = without(found.text, found.furniture)

    assert "弋阳县公安局上街巡逻。" in left


def test_invisible_characters_stay_in_the_text_alone() -> None:
    found = article(f"某县公安局推行\u200b夜间警务见\u202e成效\n\n来源:某\u200b网\n\n{BODY}")

    assert [found.text.count(mark) for mark in "\u202e\u200b"] == [1, 2]
    assert found.title is not None
    assert not {"\u202e", "\u200b"} & set(found.title + (found.publisher or ""))


def test_the_articles_at_hand(sources_folder: Path) -> None:
    """Titles, publishers and dates as in the records of the sources."""
    records = (Path(__file__).parents[2] / "content" / "sources").glob("*.yml")
    stored = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in records]
    by_file = {r["text"]["file"]: r for r in stored if r["text"] and r["kind"] != "teaser"}
    at_hand = sorted(path.name for path in sources_folder.glob("*.txt"))
    assert len(at_hand) == 5
    for name in at_hand:
        record = by_file[name]
        found = read_article((sources_folder / name).read_bytes(), name)
        dates = (found.reprint_date or found.published or "", "")
        assert found.title == record["title"]["zh"]
        assert found.sha256 == record["text"]["sha256"]
        assert str(record["published"]) in dates
        if record["kind"] != "reprint":  # there the publisher is the original's
            assert found.publisher == record["publisher"]["zh"]


def assert_sound(found: Article) -> None:
    spans = found.furniture
    assert all(0 <= span.start < span.end <= len(found.text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert len(without(found.text, spans)) == len(found.text)
    assert all(isinstance(span, Passage) for span in spans)


@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.html"]))
def test_any_bytes(raw: bytes, name: str) -> None:
    try:
        found = read_article(raw, name)
    except BeatbookError:
        return
    assert_sound(found)


@given(markup, st.sampled_from(["a.txt", "a.html"]))
def test_any_markup(text: str, name: str) -> None:
    try:
        found = read_article(text.encode(), name)
    except BeatbookError:
        return
    assert_sound(found)
    if not is_page(text, name):
        assert found.text == text


@pytest.mark.parametrize(
    "word",
    [
        *("<a ", '<a ="', "<!--", "<![CDATA[", "<?", "</", "<div>", "&", "<p>时间:2024-01-02</p>"),
        *(
            "2024-01-02 ",
            "来源:某某报 ",
            "(",
            "□ 本报记者 甲 ",
            "\n",
            "a\n",
            "原文链接:http://",
            "　",
        ),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_pages_of_one_thing_only_are_read_or_refused(word: str, name: str) -> None:
    """Each of them makes some reader of HTML hang."""
    raw = ("公安" + word * 40_000).encode()
    try:
        assert read_article(raw, name).name == name
    except BeatbookError:
        assert name == "a.html"


@pytest.mark.parametrize(
    "line",
    [
        "http://news.example.cn 2008年05月22日10:20 甲市都市报",
        "2008年05月22日 10:20 甲市都市报",
        "甲市都市报 2008-05-22",
    ],
)
def test_a_line_of_a_date_and_a_paper_tells_both(line: str) -> None:
    text = f"夜里的灯亮着_甲市新闻网\n{line}\n\n甲县公安局把警力摆上街面,让居民夜里放心出门。\n"
    found = read_article(text.encode(), "a.txt")
    assert (found.title, found.publisher) == ("夜里的灯亮着", "甲市都市报")
    assert found.published == "2008-05-22"
