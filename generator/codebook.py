"""What each column of the data files means, in both languages."""

from __future__ import annotations

from typing import Final, NamedTuple


class Column(NamedTuple):
    """The type of a column and its meaning."""

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
        "value": Column(
            "number",
            "精确值；变化带正负号；分数写作1/3",
            "Exact value, changes signed; or 1/3",
        ),
        "value_max": Column("number", "范围的上限", "Upper end of a range"),
        "unit": Column("string", "原文的单位", "Unit as printed"),
        "qualifier": Column("string", "限定词", "Qualifier"),
        "basis": Column("string", "变化的比较方式", "What a change is compared with"),
        "base_year": Column("integer", "写明的基年", "Base year where named"),
        "derived_base": Column("integer", "推算的基数", "Base that can be worked out"),
        "period": Column("string", "时段（ISO 8601）", "Period (ISO 8601)"),
        "as_of": Column("date", "状态的时点", "Date of a state"),
        "period_text": Column("string", "原文的时段", "Period in the words of the text"),
        "scope_zh": Column("string", "数字所指的部分", "Part of the programme it covers, Chinese"),
        "scope_en": Column("string", "同上，英文", "The same in English"),
        "denominator_zh": Column("string", "每什么", "Per what, Chinese"),
        "denominator_en": Column("string", "同上，英文", "The same in English"),
        "design": Column("string", "评估设计", "Evaluation design"),
        "gaps": Column("string", "未报告的部分", "Parts of the claim that are not reported"),
        "source": Column("string", "来源编号", "Id of the source"),
        "excerpt": Column("string", "说出数字的原话", "Words that state the figure, verbatim"),
        "verified": Column("boolean", "是否已对照原文", "Whether verified against the text"),
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
