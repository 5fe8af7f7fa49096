"""The words of a text that date its figures, as the text prints them.

`DATED` finds them; `generator.evidence.dating.mentions` says what they mean.
"""

from __future__ import annotations

import re
from typing import Any, Final

from generator.evidence.dating import DATING
from generator.evidence.dating.holidays import HOLIDAY
from generator.evidence.dating.printed import DATE, TO, N, S
from generator.evidence.lexicon import WORDS, any_of

RATES: Final[dict[str, str]] = {
    word: rate for rate, words in DATING["rates"].items() for word in words
} | DATING["mean_rates"]

_COUNT = "(?<![0-9.,])[0-9]{1,3}|[一二两三四五六七八九十半]{1,3}|[几数多]"
_UNIT = f"年|个{S}(?:月|星期|季度)|周|天"
_NUMBERED = "0-9零〇一二两三四五六七八九十几数半"
_SINCE_NOT = any_of(DATING["since_not"])
_RATE = (
    f"(?:(?P<rate>{any_of(word for word in RATES if word not in DATING['mean_rates'])})"
    f"(?:的?{S}{N}{S}月份?(?:{TO}(?:[次翌来]年)?{N}{S}月份?)?|的?{N}日"
    "|(?<=[周期])[一二三四五六日末](?![个次起名支辆场轮小天]))?"
    f"|(?<![{_NUMBERED}个今昨明每全往历近当假])(?:(?<!节)|(?<=春节))"
    f"(?:平均)?(?P<mean>{any_of(DATING['mean_rates'])}))"
)
_OTHER_RATE = f"(?:每隔?(?:{N}|两|几)?{S}(?:个?小时|分钟|个?季度|天|日|周|个星期|个?月|年))"
_ROLLING = (
    f"(?:(?P<near>近|最近的?|过去的?){S}(?P<count>{_COUNT}){S}(?P<unit>{_UNIT})(?P<more>[多余])?"
    f"(?P<back>期?间|以?来(?!{_SINCE_NOT}))?"
    f"|(?<![第前近])(?P<count2>{_COUNT}){S}(?P<unit2>{_UNIT})(?P<more2>[多余])?以?来(?!{_SINCE_NOT}))"
)
_WHOLE_YEAR = f"全年(?!{any_of(DATING['whole_year_not'])})"
_OCCASION = (
    f"(?:(?<![^,。;:!?\\n])期间(?=,)"
    f"|(?:{any_of(DATING['occasions'])})(?:小长假|长假|假期)?(?:期间|(?<=假期|长假)))"
)
_VAGUE = f"(?:{any_of(DATING['vague'])}|节[前后](?!后)|(?:未来|今后)(?:{_COUNT})(?:{_UNIT}))"
_NOW = f"(?:截[至止]到?{S}(?:{any_of(DATING['now'])})(?!年)|到目前为止|[迄至]今为止)"
_WEEK = f"(?P<week>{any_of(DATING['weeks'])})(?P<weekday>[一二三四五六日末](?![个次起名]))?"
_DAY = f"(?P<dayword>{any_of(DATING['days'])})(?!均有|头条)"
_SAME_DAY = f"{any_of(DATING['same_day'])}"
_QUARTER = f"{any_of(DATING['quarters'])}"
_SINCE = "以来|[至迄]今(?![年天日晚晨])"
_PLAIN = r"(?:(?<![0-9])(?:19|20)[0-9]{2}(?P<mark>[-/.])[0-9]{1,2}(?P=mark)[0-9]{1,2}(?![0-9]))"

_FORMS: Final = {
    "rates": _RATE,
    "others": _OTHER_RATE,
    "nows": _NOW,
    "rollings": _ROLLING,
    "vagues": _VAGUE,
    "holidays": HOLIDAY,
    "events": _OCCASION,
    "wholes": _WHOLE_YEAR,
    "weeks": _WEEK,
    "days": _DAY,
    "quarters": _QUARTER,
    "sinces": _SINCE,
    "plains": _PLAIN,
    "dates": f"(?:{DATE})(?P<peer>{S}的?同期)?",
    "samedays": _SAME_DAY,
}
_ANY = "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items())
DATED: Final = re.compile(f"(?!(?<=[0-9])[0-9])(?:{_ANY})")
"""Dates, rates, spans that count back and what else dates a figure; it may match nothing.

The last group of a match names its form.
"""

SINCE_TAIL: Final = re.compile(
    f"{S}(?:起?(?:至今(?![年天日晚晨])|到现在|到目前|以来)|起(?!{any_of(DATING['begin_not'])})|开始(?=[,、]))"
)
"""What makes the date before it the start of a period."""

COMING: Final = re.compile(f"来(?!{_SINCE_NOT})")
"""来 after a year: 今年来."""

EVENT_TAIL: Final = re.compile(
    "(?:(?![0-9一二三四五六七八九十][ 个]?[年月日]|今年|去年|每|自)[^,。;!?:\n]){1,30}?"
    "(?:以来|至今(?![年天日晚晨]))"
)
"""What begins at the date before it and lasts: 2023年10月岗亭启用以来."""

_BASIS: Final[dict[str, Any]] = WORDS["basis"]
_COMPARATORS = [*_BASIS["comparators"], *_BASIS["yoy"]["words"], *_BASIS["mom"]["words"]]
COMPARED: Final = re.compile(f"(?:{any_of(_COMPARATORS)})[于的]?{S}$")
"""What makes the date after it a basis of comparison."""

MEASURED: Final = re.compile(f"(?:{any_of(DATING['compared_to'])}|[是为占达])了?{S}$")
PAIRED: Final = re.compile(f"(?:{any_of(_BASIS['paired_comparators'])}){S}$")
PAIR_END: Final = re.compile(
    f"[^,。;!?:\n]{{0,8}}?(?:{any_of(DATING['paired'])}|比(?![例重赛武])|较)"
)
"""With `PAIRED` before a date, the two ends of a comparison: 与2020年相比."""

_ENDINGS = [*_COMPARATORS, *_BASIS["paired_comparators"], *DATING["compared_to"]]
_ENDS = frozenset(word[-1] for word in _ENDINGS) | frozenset(
    "自从由至止到于的了是为占达 \u00a0\u3000"
)


def has_head(text: str, start: int) -> bool:
    """Whether one of the patterns that end before a date may match before this one."""
    return start > 0 and text[start - 1] in _ENDS
