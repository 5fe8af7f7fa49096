"""What each column of the data files means, in both languages."""

from __future__ import annotations

from typing import Final, NamedTuple, get_args

from generator.records.models import Item


class Column(NamedTuple):
    """The type of a column and its meaning.

    Types are string, integer, number, boolean, `date` (as precise as stated: 2024, 2024-05) and
    `fraction` (an exact number as text, such as 36.77 or 1/3).
    """

    type: str
    zh: str
    en: str


CODEBOOK: Final[dict[str, dict[str, Column]]] = {
    "brands": {
        "id": Column("string", "品牌的永久编号", "Permanent id of the brand"),
        "name_zh": Column("string", "品牌名", "Name in Chinese"),
        "name_en": Column("string", "英文名", "Name in English"),
        "agency_zh": Column("string", "单位", "Agency in Chinese"),
        "agency_en": Column("string", "单位英文名", "Agency in English"),
        "level": Column("string", "单位级别", "Level of the agency"),
        "place": Column(
            "string", "来源当时的区划代码（GB/T 2260）", "Division code at the time (GB/T 2260)"
        ),
        "province": Column("string", "省级单位代码", "Code of the provincial unit"),
        "prefecture": Column("string", "地级单位代码，可空", "Code of the prefecture, if any"),
        "category": Column("string", "类型，一级.二级", "Category, first.second"),
        "tags": Column(
            "string", "标签，词表/编号，以空格分隔", "Tags, vocabulary/id, separated by spaces"
        ),
        "season": Column("string", "月份，以空格分隔", "Months, separated by spaces"),
        "status": Column("string", "据最后一个来源的现状", "Status as of the last source"),
        "started": Column("date", "开始日期，按报道的精度", "Start, as precise as reported"),
        "design": Column("string", "成效数字中最强的评估设计", "Strongest design of its outcomes"),
        "figures": Column("integer", "数字个数", "Number of figures"),
        "verified": Column("integer", "已对照原文的数字个数", "Figures verified against the text"),
        "sources": Column("string", "来源编号，以空格分隔", "Ids of sources, separated by spaces"),
        "latest": Column("date", "最后一个来源的日期", "Date of the last source"),
        "added": Column("date", "录入日期", "Day it was entered"),
        "review": Column("string", "复核状态", "State of review"),
    },
    "metrics": {
        "brand": Column("string", "品牌编号", "Id of the brand"),
        "id": Column("string", "数据编号，品牌内唯一", "Id of the figure, unique in the brand"),
        "indicator": Column("string", "指标编号", "Id of the indicator"),
        "family": Column("string", "指标所属的族的编号", "Id of the indicator's family"),
        "value": Column(
            "fraction",
            "精确值；变化带正负号；分数写作1/3",
            "Exact value, changes signed; or 1/3",
        ),
        "value_max": Column("fraction", "范围的上限", "Upper end of a range"),
        "unit": Column("string", "原文的单位", "Unit as printed"),
        "qualifier": Column("string", "限定词", "Qualifier"),
        "basis": Column("string", "变化的比较方式", "What a change is compared with"),
        "base_year": Column("integer", "写明的基年", "Base year where named"),
        "base": Column("fraction", "写明的基数", "Stated base of a change or share"),
        "derived_base": Column("integer", "推算的基数", "Base that can be worked out"),
        "period": Column("string", "时段（ISO 8601）", "Period (ISO 8601)"),
        "as_of": Column("date", "状态的时点", "Date of a state"),
        "period_text": Column("string", "原文的时段", "Period in the words of the text"),
        "scope_zh": Column("string", "数字所指的部分", "Part of the programme it covers, Chinese"),
        "scope_en": Column("string", "同上，英文", "The same in English"),
        "comparator_zh": Column("string", "对照的地区或群体", "Comparison area or group, Chinese"),
        "comparator_en": Column("string", "同上，英文", "The same in English"),
        "denominator_zh": Column("string", "每什么", "Per what, Chinese"),
        "denominator_en": Column("string", "同上，英文", "The same in English"),
        "exposure": Column("string", "计数所对的数据编号", "Id of the figure a count arose from"),
        "design": Column("string", "评估设计", "Evaluation design"),
        "gaps": Column("string", "未报告的部分", "Parts of the claim that are not reported"),
        "source": Column("string", "来源编号", "Id of the source"),
        "excerpt": Column(
            "string",
            "印出来的数字，连同名词和动词",
            "The figure as printed, with its noun and verb",
        ),
        "verified": Column(
            "date", "对照原文的日期，空为未对照", "Day it was verified against the text"
        ),
    },
    "sources": {
        "id": Column("string", "来源编号", "Id of the source"),
        "title_zh": Column("string", "标题", "Title"),
        "title_en": Column("string", "标题的英译", "Title translated"),
        "publisher_zh": Column("string", "发布者", "Publisher in Chinese"),
        "publisher_en": Column("string", "发布者英文名", "Publisher in English"),
        "published": Column("date", "发布日期", "Date of publication"),
        "kind": Column("string", "性质", "Kind of document"),
        "read": Column("string", "读了多少", "How much of it was read"),
        "reprint_of": Column("string", "原文的来源编号", "Id of the original of a reprint"),
        "sha256": Column("string", "所读文本的校验值", "Checksum of the text that was read"),
    },
    "honours": {
        "honour": Column("string", "名单编号", "Id of the list"),
        "year": Column("integer", "年份", "Year"),
        "position": Column("integer", "公布时的位置，不是名次", "Place on the list, not a rank"),
        "name_zh": Column("string", "入选名称", "Name as listed"),
        "name_en": Column("string", "英译", "Name translated"),
        "brand": Column("string", "品牌编号", "Id of the brand"),
    },
}
"""Tables and their columns in the order of the data files."""

_BRAND = Column("string", "品牌编号", "Id of the brand")
_NAMES = {
    "name_zh": Column("string", "品牌名", "Name in Chinese"),
    "name_en": Column("string", "英文名", "Name in English"),
}
_TIER = Column("integer", "层，1为最前", "Tier, 1 comes first")
_LOW = Column("integer", "90%区间的最前位次", "First place of the 90 % interval")
_HIGH = Column("integer", "90%区间的最后位次", "Last place of the 90 % interval")
_EXPECTED = Column("number", "平均位次", "Mean rank; ties take the smallest")
_DESIGN = Column("string", "最强的评估设计", "Strongest evaluation design")

EDITION_CODEBOOK: Final[dict[str, dict[str, Column]]] = {
    "documentation": {
        "brand": _BRAND,
        **_NAMES,
        "tier": _TIER,
        "low": _LOW,
        "high": _HIGH,
        "expected": _EXPECTED,
        "figures": Column("integer", "数字个数", "Number of figures"),
        "sources": Column("integer", "来源个数", "Number of sources"),
        "design": _DESIGN,
        **{
            f"item_{item}": Column("number", f"项目取值：{item}", f"Value of the item {item}")
            for item in get_args(Item)
        },
        "addition": Column("string", "最有用的一项补充", "Single most useful addition"),
        "addition_low": Column("integer", "补上后的最前位次", "First place with the addition"),
        "addition_high": Column("integer", "补上后的最后位次", "Last place with the addition"),
    },
    "leagues": {
        "league": Column("integer", "表的序号", "Number of the table"),
        "indicator": Column("string", "指标编号", "Id of the indicator"),
        "unit": Column("string", "比较所用的单位", "Unit of comparison"),
        "basis": Column("string", "变化的比较方式", "What a change is compared with"),
        "base_year": Column("integer", "写明的基年", "Base year where named"),
        "scope": Column("string", "数字所指的部分", "Part of the programme it covers"),
        "denominator": Column("string", "每什么", "Per what"),
        "span": Column("string", "时段长度", "Length of the period"),
        "year": Column("string", "时段结束的年份", "Year in which the period ends"),
        "level": Column("string", "单位级别", "Level of the agency"),
        "exposed_to": Column("string", "计数所对的指标", "Indicator that counts arose from"),
        "method": Column("string", "排序方法", "Method: counts, errors, order or list"),
        "better": Column("string", "何者在前", "What leads: up, down or size"),
        "reason": Column("string", "不排顺序的理由", "Why there is no order"),
        "assumed_year": Column("boolean", "有年份取自来源", "A year was taken from its source"),
        "brand": _BRAND,
        "metric": Column("string", "数据编号", "Id of the figure"),
        "low": Column("number", "数值下限", "Lower bound of the figure"),
        "high": Column("number", "数值上限", "Upper bound of the figure"),
        "lower": Column("integer", "最前位次", "Best rank"),
        "rank": Column("integer", "位次", "Rank; ties take the smallest"),
        "upper": Column("integer", "最后位次", "Worst rank"),
    },
    "apart": {
        "indicator": Column("string", "指标编号", "Id of the indicator"),
        "brand": _BRAND,
        "metric": Column("string", "数据编号", "Id of the figure"),
        "reason": Column("string", "不进表的理由", "Why it stands in no table"),
    },
    "composite": {
        "brand": _BRAND,
        **_NAMES,
        "tier": _TIER,
        "low": _LOW,
        "high": _HIGH,
        "expected": _EXPECTED,
        "first": Column("number", "排第一的比例", "Share of combinations in which it is first"),
        "coverage": Column("number", "查到的比例", "Share of what counts that is known"),
        "design": _DESIGN,
        "surely_low": Column("integer", "必不优于的位次", "No weights or values put it above"),
        "surely_high": Column("integer", "必不劣于的位次", "No weights or values put it below"),
    },
    "refused": {
        "brand": _BRAND,
        "reasons": Column("string", "理由，以空格分隔", "Reasons, separated by spaces"),
    },
    "scenarios": {
        "product": Column("string", "哪一种排序", "Which ranking"),
        "scenario": Column("string", "假定", "Assumption"),
        "tau": Column("number", "与主结果的一致性", "Likeness to the main run (Kendall's tau-b)"),
        "brand": _BRAND,
        "low": _LOW,
        "high": _HIGH,
    },
}
"""Tables of one edition and their columns in the order of the data files."""
