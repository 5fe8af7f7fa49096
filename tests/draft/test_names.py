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

AROUND = "民警每晚在街面值守,为群众指路,群众反映良好。"
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
    return re.sub('[“”"]', "", text[start:]).startswith(name)


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


def lead(text: str, title: str = "某县公安局守护一方有新招") -> list[str]:
    """Names of an article of one paragraph between others."""
    return names(f"{title}\n\n来源:某网 2024-01-02\n\n{text}\n\n{AROUND}\n")


@pytest.mark.parametrize("verb", ["推行", "打造", "创建", "探索", "建立", "成立", "启动", "推出"])
@pytest.mark.parametrize("kind", ["机制", "模式", "工作法", "品牌", "勤务", "行动", ""])
def test_what_is_run_in_quotation_marks_is_the_programme(verb: str, kind: str) -> None:
    found = lead(f"今年,该局{verb}“橙色灯塔”{kind},每晚值守。")

    assert found[0] in ("橙色灯塔", f"橙色灯塔{kind}")


def test_the_words_behind_a_quoted_name_are_no_name() -> None:
    found = lead("该所推行“红哨兵”义务巡逻机制。“红哨兵”义务巡逻机制运行以来,街面平稳。")

    assert found[0] == "红哨兵"
    assert "义务巡逻机制" not in found


@pytest.mark.parametrize(
    "text",
    [
        "该局在全县所有中小学设护学岗,每日投入警力。",
        "此前,工程方和该企业因工程款问题引发纠纷,民警到场后双方和好。",
        "民警分三班倒昼夜巡逻防控,群众安心。",
        "墙上密密麻麻记录着调解室的日常,房东因租赁房屋来过。",
        "据统计,此次行动中共检查旅馆多家,统一清查行动持续到天亮。",
    ],
)
def test_a_part_of_a_clause_is_no_name(text: str) -> None:
    assert lead(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "该局建立联席会议制度,完善矛盾纠纷多元化解机制。",
        "该局成立工作专班,组建应急突击队,搭建信息共享平台。",
        "该局构建立体化社会治安防控体系,健全快速反应机制。",
        "该局开展交通安全宣传活动,推动项目建设,深化户籍制度改革。",
    ],
)
def test_what_any_office_has_is_no_name(text: str) -> None:
    assert lead(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "该局守护“夜经济”,守好群众“钱袋子”,打通服务群众“最后一公里”。",
        "该局坚持“矛盾不上交”,连续多日实现“零发案”“零火警”。",
        "民警做到“见警察、见警灯”,当好百姓“贴心人”,绘就“平安画卷”。",
        "针对“小偷小摸”问题,民警提高群众“知晓率”。",
        "民警常对群众说“路上慢走”,群众称他“活地图”。",
        "该所获评“枫桥式公安派出所”,荣获“五一先锋”称号,开展“百万警进千万家”活动。",
        "受害人下载“好运多”软件,在“鑫源”公司交钱,又到“满堂香”酒店见面。",
        "该局推进“平安青石”建设,青石县群众满意。",
        "该局以“小窗口”撬动“大民生”,“小板凳”坐出“大和谐”。",
        "洪水来时,该局启动“战时机制”,组建“党员突击队”。",
    ],
)
def test_a_figure_of_speech_an_award_and_a_firm_are_no_names(text: str) -> None:
    assert lead(text) == []


def test_an_article_s_own_programme_comes_before_a_campaign_of_the_country() -> None:
    found = lead("夏季治安打击整治行动开展以来,该局结合“净网2024”行动,推行“槐树下”警务模式。")

    assert found[0] == "槐树下"


def test_a_campaign_is_named_where_an_article_is_about_nothing_else() -> None:
    text = "当前,该局正在开展夏季治安打击整治行动。行动以来,全县平稳。"

    assert lead(text) == ["夏季治安打击整治行动"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("该县不断创新“一村一警”警务机制,村村有人。", "一村一警"),
        ("“红袖标”巡逻队上街,“红袖标”们戴着帽子。", "红袖标"),
        ("该局成立“护学岗”勤务队。", "护学岗"),
        ("该局推行“网格+警格”,每格有人。", "网格+警格"),
        ("该所设立“槐荫驿站”,昼夜有灯。", "槐荫驿站"),
        ("该所“布谷鸟调解室”挂牌,“布谷鸟调解室”里常有人。", "布谷鸟调解室"),
        ("昨天,柳河塘警务站正式启用。柳河塘警务站昼夜有人。", "柳河塘警务站"),
        ("该所组建“鹰眼”无人机中队,“鹰眼”中队每日巡查。", "鹰眼无人机中队"),
        ("该所推行“1+3+N”夜间警务,夜市平稳。", "1+3+N夜间警务"),
        ("民警背着“槐荫警务包”进村,“槐荫警务包”里有证件表格。", "槐荫警务包"),
        ("该局实行驻村制以来,村里平稳,驻村制受到欢迎。", "驻村制"),
    ],
)
def test_usual_kinds_of_names(text: str, name: str) -> None:
    assert lead(text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("该市推行一村一辅警,村里安宁。一村一辅警进村入户。", "一村一辅警"),
        ("该局深化公调对接,公调对接化解纠纷。", "公调对接"),
    ],
)
def test_a_widespread_name_needs_no_quotation_marks(text: str, name: str) -> None:
    assert lead(text)[0] == name


def test_a_drive_is_called_by_its_full_name() -> None:
    text = "该局开展冬季道路平安守夜行动。“冬季行动”以来,警力上街,“冬季行动”收效。"

    assert lead(text)[0] == "冬季道路平安守夜行动"


def test_a_name_of_the_beginning_comes_before_one_of_the_end() -> None:
    text = f"该局推行“橙色灯塔”机制。{'夜里有人巡逻。' * 100}该局推行“蓝色灯塔”机制。"

    assert lead(text)[0].startswith("橙色灯塔")


def test_a_name_of_its_own_comes_before_a_general_word() -> None:
    assert lead("该局推进智慧警务,推行“老槐树”工作法,深化主动警务。")[0] == "老槐树工作法"


def test_a_short_name_takes_what_follows_it() -> None:
    found = lead("该局开展“飞鹰”专项行动。“飞鹰”专项行动中,警力上街。")

    assert found[0] == "飞鹰专项行动"


def test_a_name_in_the_title_comes_before_one_in_the_text() -> None:
    title = "某县公安局“护校先锋”守护上学路"

    assert lead("该局推行“橙色灯塔”机制。“护校先锋”在岗。", title)[0] == "护校先锋"


def test_straight_quotation_marks_are_read_in_pairs() -> None:
    assert lead('该局推行"橙色灯塔"模式,"橙色灯塔"每晚亮起,群众说"好"。')[0] == "橙色灯塔"


def test_an_article_without_a_programme_has_no_name() -> None:
    text = "1月2日,大雪,该局启动应急预案,出动警力,疏导交通。"

    assert lead(text) == []


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
