"""Every rule of `beatbook check` in one table: code, severity, title and reason.

The checks refer to rules by code; the page of rules is made from this table.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from generator.errors import Severity


class Rule(NamedTuple):
    """What a rule asks and why, in both languages."""

    severity: Severity
    title_zh: str
    title_en: str
    reason_zh: str
    reason_en: str


RULES: Final[dict[str, Rule]] = {
    "F01": Rule(
        "error",
        "文件读不出来",
        "A file can be read as UTF-8",
        "读不出的记录会悄悄消失。",
        "A record that cannot be read would vanish without a word.",
    ),
    "F02": Rule(
        "error",
        "记录文件夹里有不会被读取的文件",
        "Every file among the records is read",
        "放错位置或后缀不对的文件会被误以为已经收录。",
        "A file in the wrong place or with the wrong ending looks entered but is not.",
    ),
    "F03": Rule(
        "error",
        "缺少文件或文件夹",
        "Nothing that is needed is missing",
        "缺了词表就无法核对记录，缺了首页就进不了网站。",
        "Records cannot be checked without their vocabularies, nor a site entered without home.",
    ),
    "F04": Rule(
        "warning",
        "编辑软件留下的备份文件",
        "No copies lie about that an editor's programs left",
        "备份不会被读取，但容易被误当作记录。",
        "A copy is skipped, but may be taken for the record.",
    ),
    "V01": Rule(
        "error",
        "榜单的锚点或次序不能用",
        "The anchors and the order of an edition can be used",
        "锚点相同、为零或次序重复，会让综合排序算出没有意义的数。",
        "Equal anchors, zeros under a logarithm or a repeated indicator would rank nonsense.",
    ),
    "V02": Rule(
        "error",
        "已发布的报告与存档不符",
        "A published edition agrees with what was stored with it",
        "已发布的位次不能随后来的记录改变。",
        "Ranks that were published must not move with later records.",
    ),
    "Y01": Rule(
        "error",
        "不是合法的YAML",
        "The text is valid YAML",
        "语法错误会让整条记录读不出来。",
        "One slip of syntax hides a whole record.",
    ),
    "Y02": Rule(
        "error",
        "键重复",
        "No key stands twice",
        "YAML会悄悄丢掉其中一个。",
        "YAML would silently drop one of them.",
    ),
    "Y03": Rule(
        "error",
        "使用了YAML的标签、锚点或合并",
        "No tags, anchors, aliases or merge keys",
        "记录应当所见即所得，一处修改不应影响别处。",
        "A record should say what it says where it stands.",
    ),
    "Y04": Rule(
        "error",
        "YAML会把写法读成别的东西",
        "Nothing that YAML reads as something else",
        "no会变成假，1_000会变成1000，21:00会变成1260。",
        "“no” turns into false, 1_000 into 1000 and 21:00 into 1260.",
    ),
    "S01": Rule(
        "error",
        "未知的键",
        "Every key is known",
        "拼错的键等于没有填写。",
        "A misspelt key is a value that nobody sees.",
    ),
    "S02": Rule(
        "error",
        "缺少必填的键",
        "Every required key is there",
        "没有报告也要写明（null），以区别于遗漏。",
        "What is not reported is said (null), so that it differs from what was forgotten.",
    ),
    "S03": Rule(
        "error",
        "值的形式不对",
        "Every value has its form",
        "形式不对的值无法比较，也无法引用。",
        "A value of another form can be neither compared nor cited.",
    ),
    "S04": Rule(
        "error",
        "编号与文件名不一致",
        "The id is the file's name",
        "编号就是网址，文件名让人找得到它。",
        "The id is the address; the file name is how people find it.",
    ),
    "S05": Rule(
        "error",
        "品牌不在所属省份的文件夹里",
        "A brand lies in its province's folder",
        "同一省份的记录放在一起，便于查找和分工。",
        "Records of one province lie together, so that they are found and shared out.",
    ),
    "S06": Rule(
        "error",
        "名称以 = + - @ 开头",
        "No name begins with = + - @",
        "电子表格会把它当作公式执行。",
        "A spreadsheet would run it as a formula.",
    ),
    "S07": Rule(
        "error",
        "文字里有看不见的字符",
        "Every character can be seen",
        "看不见的字符会让名称空白、倒序或查找不到。",
        "What nobody sees makes a name empty, turns it round, or hides it from a search.",
    ),
    "S08": Rule(
        "warning",
        "PDF的字体里没有这个字",
        "The PDF's fonts have every character",
        "没有的字在PDF里显示为方框和编码；照原样写的名称可以保留。",
        "The PDF shows its code in a box instead; a name that is printed so may stay.",
    ),
    "R01": Rule(
        "error",
        "引用的编号不存在",
        "Every reference leads somewhere",
        "断开的引用会让数字失去出处。",
        "A broken reference cuts a figure from its source.",
    ),
    "R02": Rule(
        "error",
        "编号重复",
        "Every id is used once",
        "编号是永久地址，不能指向两处。",
        "An id is a permanent address and cannot lead to two places.",
    ),
    "R03": Rule(
        "warning",
        "来源没有被任何记录引用",
        "Every source is used",
        "没有用到的来源多半是漏录了品牌。",
        "An unused source mostly means that a brand was forgotten.",
    ),
    "R04": Rule(
        "error",
        "数字的来源不能这样引用",
        "A figure's source can carry it",
        "来源要列在品牌之下；预告和未读过的原文不能作数字的出处。",
        "It is listed with the brand, and is neither a teaser nor an original that nobody read.",
    ),
    "R05": Rule(
        "warning",
        "同一单位的同名品牌出现两次（不计大小写、全半角和空格）",
        "One brand, one record, whatever the case, width or spaces of its name",
        "重复的记录会被数两次。",
        "A brand entered twice would be counted twice.",
    ),
    "R06": Rule(
        "error",
        "候选的结果与记录不符",
        "The outcome of a candidate agrees with the records",
        "写着已收录，读者就应当找得到那条记录。",
        "Where a candidate is said to be entered, readers must find its record.",
    ),
    "D01": Rule(
        "error",
        "区划代码在当时无效",
        "A place code was valid at its date",
        "代码会变，同一代码可能先后指不同的地方。",
        "Codes change, and one code may have meant another place.",
    ),
    "D02": Rule(
        "error",
        "日期先后矛盾",
        "Dates are in order",
        "报道不可能写到它发表之后的事。",
        "A report cannot tell of what came after it.",
    ),
    "D03": Rule(
        "error",
        "数值不合常理",
        "A figure is plausible",
        "超过100%的占比、负的件数多半是录入错误。",
        "A share above 100 % or a negative count is mostly a slip of entry.",
    ),
    "D04": Rule(
        "warning",
        "单位级别与地区代码不合",
        "Level and place agree",
        "县级单位应使用县级代码，否则地区页会数错；铁路、边境、航运、油田和林区的单位自成系统，除外。",
        "A county agency takes a county code, or the pages by place miscount; units of railways, "
        "borders, waterways, oilfields and forests do not nest as divisions do and are excepted.",
    ),
    "D05": Rule(
        "error",
        "评估设计填写不当",
        "Outcomes state their design, others do not",
        "证据级别由设计推出，只有成效数字才有级别。",
        "The evidence level is derived from the design, and only an outcome has one.",
    ),
    "D06": Rule(
        "error",
        "日期在将来",
        "No day lies in the future",
        "一个写错的年份会让全站的“数据截至”都不对。",
        "One slip of a year would make every page give a wrong day for the data.",
    ),
    "E01": Rule(
        "error",
        "原句没有说出这个数字",
        "The excerpt states the figure",
        "每个数字都要能在原句里读到，单位、限定词和正负号也一样。",
        "Number, unit, qualifier and sign are those of the words they came from.",
    ),
    "E02": Rule(
        "error",
        "原句里有两个同样的数字",
        "The excerpt states the figure once",
        "读者要能分清是哪一个。",
        "A reader must be able to tell which one is meant.",
    ),
    "E03": Rule(
        "error",
        "单位不属于该指标",
        "The unit belongs to the indicator",
        "人次和人不能相比。",
        "Person-times and persons do not compare.",
    ),
    "E04": Rule(
        "error",
        "比较方式与原句矛盾",
        "The comparison is the excerpt's",
        "同比和环比、上升和下降不能混淆。",
        "Year on year is not month on month, and a rise is not a fall.",
    ),
    "E05": Rule(
        "error",
        "数字所数的不是该指标的事物",
        "A figure counts what its indicator stands for",
        "“盗窃牲畜案件”数的是案件，不是牲畜：要看离数字最近的名词，词组以末尾为准。"
        "原文不在手边时，只报能够断定属于别的指标的。",
        "盗窃牲畜案件 are cases, not animals: what counts is the noun nearest to the figure, and of"
        " a compound its end. Without the text only a noun of another indicator is reported.",
    ),
    "E06": Rule(
        "error",
        "来源文本与登记的校验值不符",
        "The text is the one that was read",
        "文本变了，核对就不作数。",
        "If the text has changed, what was verified against it no longer holds.",
    ),
    "E07": Rule(
        "error",
        "来源文本里没有这句原话",
        "The excerpt stands in the text",
        "引文必须逐字一致。",
        "A quotation is verbatim.",
    ),
    "E08": Rule(
        "error",
        "原句只是大致相同",
        "The excerpt stands in the text character by character",
        "全角半角、空格和换行不同也算改动。",
        "Another width, space or line break is a change too.",
    ),
    "E09": Rule(
        "error",
        "原句在文中不止一处",
        "The excerpt's place is certain",
        "在不同的分句里都说得通的引文，指不明出处。",
        "A phrase that agrees with the record in several clauses does not say which is meant.",
    ),
    "E10": Rule(
        "error",
        "联系上下文，这个数字另有含义",
        "The sentence says the same as the excerpt",
        "引文不能靠删去“不少于”“同比”来改变数字的意思。",
        "An excerpt must not change a figure by leaving its qualifier or comparison out.",
    ),
    "E11": Rule(
        "error",
        "数字出自正文之外的推荐阅读",
        "A figure comes from the article itself",
        "页尾的推荐阅读属于别的文章。",
        "Teasers below an article belong to other articles.",
    ),
    "E12": Rule(
        "warning",
        "来源文本不在手边",
        "The text is at hand where a folder of texts is given",
        "没有文本就只能标为“据录入”。",
        "Without the text, its figures count only as read.",
    ),
    "E13": Rule(
        "error",
        "核对凭据与来源文本不符",
        "A receipt agrees with the text",
        "凭据说已对照原文，原文就应当如此。",
        "Where a receipt says that a figure was verified, the text must bear it out.",
    ),
    "E14": Rule(
        "warning",
        "核对之后有改动",
        "A figure is as it was when it was verified",
        "改动过的数字只算据录入，直到再次对照原文。",
        "A figure that was changed counts as read until it is checked against the text again.",
    ),
    "E15": Rule(
        "error",
        "指标的单位不在量词表里",
        "The unit of an indicator is a known measure word",
        "不认识的单位，一写进记录就读不出数字。",
        "With a unit that is not known the first figure that uses it could not be read.",
    ),
    "N01": Rule(
        "error",
        "叙述里的数字不是该品牌的数据",
        "Every number in the prose is a figure of the record",
        "叙述里的数字也要有出处。",
        "Numbers in prose need a source too.",
    ),
    "P01": Rule(
        "error",
        "出现了人名",
        "No person is named",
        "本库只记品牌和单位。",
        "Beatbook records brands and organisations only.",
    ),
    "P02": Rule(
        "error",
        "出现了化名或某某",
        "No person appears under an alias",
        "化名也指向具体的人。",
        "An alias stands for a person too.",
    ),
    "P03": Rule(
        "error",
        "出现了电话、证件、车牌或个人账号",
        "No telephone, identity or plate number, no account",
        "这些号码属于个人。",
        "Such numbers belong to people.",
    ),
    "W01": Rule(
        "error",
        "原句超过24个字，或含逗号、句号等",
        "An excerpt has at most 24 characters and no mark between clauses",
        "原句是印出来的数字，连同它的名词和动词；这样的事实可以照录，句子不能。"
        "程序只查长度和标点，是不是多带了别的话要靠人看。",
        "An excerpt is a figure as printed, with its noun and verb: a fact, which may be recorded,"
        " and no sentence. The program sees length and marks; whether more is quoted than that,"
        " people must see.",
    ),
    "W03": Rule(
        "error",
        "叙述与来源连续20个字相同",
        "Prose is in our own words",
        "概述应当用自己的话写。",
        "A summary that repeats the article is a copy.",
    ),
    "L01": Rule(
        "warning",
        "缺少英文",
        "Every text has its English",
        "缺少英文时页面显示中文并注明。",
        "Where the English is missing the page shows the Chinese, marked.",
    ),
    "L02": Rule(
        "warning",
        "界面用词缺少译文",
        "Every word of the interface is translated",
        "缺少译文时界面显示中文。",
        "Where a translation is missing the page shows the Chinese word.",
    ),
    "T01": Rule(
        "error",
        "模板有误",
        "Every template can be rendered",
        "模板出错时不写任何页面，上一版网站保持原样。",
        "While a template is broken no page is written and the last good site stays.",
    ),
}


ASIDE: Final = frozenset(["F04", "S08", "E14"])
"""Rules whose findings are said to the editor and stop nothing, not even a strict build."""


def severity(code: str) -> Severity:
    """The severity of a rule; an unknown code is a mistake in the code and raises KeyError."""
    return RULES[code].severity
