"""Numerals that count nothing: dates, clock times, hotlines, labels, set phrases, quoted names.

Every mask has a reason code, so that no numeral is dropped without saying why. A mask yields to a
longer quantity around it: 十分 to 十分钟, 110 to 110余次.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from generator.evidence.lexicon import WORDS, any_of
from generator.evidence.numerals import CHINESE
from generator.evidence.units import unit_at
from generator.words.characters import FORMATTING

MaskReason = Literal[
    "page_matter",
    "broken_number",
    "date",
    "clock",
    "hotline",
    "label",
    "ordinal",
    "list_marker",
    "set_phrase",
    "quoted_name",
    "denominator",
    "no_unit",
]

CALLED: Final = re.compile("[0-9]{5,}")
"""A telephone or licence number, which nothing that is kept of an article repeats."""


class Masked(NamedTuple):
    """A numeral left out: half-open offsets in code points and why."""

    start: int
    end: int
    reason: MaskReason


_TO = "(?:[至到~]|[-—–－]{1,2})"
_N = "(?:[0-9]{1,2}|[一二三四五六七八九十廿]{1,3})"
_COUNT = "(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
_NUMERAL = f"(?:[0-9]{{1,5}}|[{CHINESE}]{{1,6}})"
_HAN = rf"[^\W\dA-Za-z_{CHINESE}]"
_YEAR = "(?:(?:19|20)[0-9]{2}|[一二][零〇一二三四五六七八九]{3})"
_MONTH_DAY = rf"(?:{_N}月?{_TO})?{_N}月份?(?:(?:{_N}日?{_TO})?{_N}[日号])?"
_SPAN = "(?:年|个月|周|个星期|个?季度)"
_NOT_COUNTED = "(?<!连续)(?<!累计)(?<!历时)(?<!为期)(?<![近约共满达逾超])"
_NOT_LASTING = (
    "(?<![提此之目以日年月天当先]前)(?<!连续近)(?<!长达近)(?<!历时近)(?<!用时近)(?<!经过近)"
)
_LINE_START = r"(?<![^\n\r。!?;|])"
_THIN_SPACE = "[\u00a0\u2007\u2009\u202f]"
_BROKEN = f"[.,]?[{FORMATTING}]+[.,]?[0-9]+|{_THIN_SPACE}[0-9]{{3}}(?![0-9])"
_WRAPPED = r"(?<=[^\n]{12})[0-9]+[.,]?\r?\n[0-9]+[万亿]?"
"""A number that a line of prose breaks off; short lines are headings and rows."""
_LIST_START = r"(?<![^\n\r。!?;|( \t\u3000])"

_FORMS: Final[list[tuple[MaskReason, str]]] = [
    ("broken_number", f"[0-9]+(?:{_BROKEN})+[万亿]?|{_WRAPPED}"),
    ("page_matter", "0[0-9]{2,3}-[0-9]{7,8}|[48]00-[0-9]{3,4}-[0-9]{3,4}"),
    ("page_matter", "[0-9]{6,}+号(?:-[0-9]+)?|[0-9]{7,}+"),
    ("date", "(?:19|20)[0-9]{2}(?P<mark>[-/.])[0-9]{1,2}(?:(?P=mark)[0-9]{1,2})?(?![0-9])"),
    ("clock", "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])"),
    ("label", r"[0-9]++:[0-9]+|[0-9]++(?:\.[0-9]++){2,}+|[0-9]++(?:[+×*][0-9A-Za-z]++)++"),
    ("label", "[0-9]{1,2}[·・][0-9]{1,2}(?![0-9])"),
    ("date", f"(?:{_YEAR}年?{_TO})?{_YEAR}年[度代底初末]?(?:{_MONTH_DAY})?|[0-9]{{2}}年{_N}月"),
    ("date", f"{_MONTH_DAY}|(?:[0-9]0|{_COUNT})年代|{_NUMERAL}世纪(?:{_N}年代)?"),
    ("date", "[一二三四1-4]季度"),
    ("date", f"(?<=[前近头首]){_NOT_LASTING}{_COUNT}{_SPAN}"),
    ("ordinal", f"(?<=前)(?<![提此之目以日年月天当先]前){_COUNT}[名位强]"),
    ("date", f"(?<=过去|最近|未来|今后){_COUNT}(?:{_SPAN}|天)|{_COUNT}(?:{_SPAN}|天)[多余]?以?来"),
    ("date", f"{_NOT_COUNTED}(?:{_N}日?{_TO})?{_N}日(?!内|以内|之内|以上|以下|游|左右)"),
    ("clock", f"{_N}(?:{_TO}{_N})?时(?![间代期效速隔])(?:{_N}分(?!钟))?(?:{_N}秒)?许?"),
    ("clock", f"{_N}点(?:{_N}分(?!钟)|[半钟许整]|(?=[至到前后~-]))"),
    ("clock", f"(?:(?<=[早晚午晨夜间至到])|(?<=[早晚]上)){_N}点"),
    ("label", f"{_NUMERAL}(?:{any_of(WORDS['label_tails'])}|支队(?!伍)|版(?!权))"),
    ("label", f"(?<={'|'.join(WORDS['group_heads'])}){_NUMERAL}组(?!织)"),
    ("label", r"[0-9][05]后|[0-9]{1,2}\.0(?![0-9%])|0[0-9]+(?![.0-9])"),
    ("hotline", rf"(?:{any_of(WORDS['hotlines'])})(?![0-9]|[.,][0-9])"),
    ("list_marker", rf"{_LIST_START}[0-9]{{1,2}}(?:[.、)](?![0-9])|[◇◆●○■□★☆▲])"),
    ("list_marker", rf"{_LINE_START}[0-9]{{1,2}}(?={_HAN}{{2,12}}:)"),
    (
        "date",
        f"(?:19[5-9][0-9]|20(?:0[1-9]|[1-4][0-9]))(?![0-9]|[.,][0-9]|{any_of(WORDS['people'])})",
    ),
    ("set_phrase", "[一二两三四五六七八九][升降增减][一二两三四五六七八九][升降增减]"),
    (
        "set_phrase",
        rf"一(?P<again>(?!处){_HAN})(?P=again)|[一二两三四五六七八九]个一(?![等级线流])",
    ),
]
"""What begins with its numeral, tried in this order."""

# A name at the end of each form: most are then passed over by their first character.
_AT = re.compile("|".join(f"(?:{form})(?P<form{n}>)" for n, (_, form) in enumerate(_FORMS)))
_REASONS = {f"form{n}": reason for n, (reason, _) in enumerate(_FORMS)}
_DIGIT = "[一二两三四五六七八九十]"
_SLOGAN = re.compile(f"({_DIGIT})(?![至到]){_HAN}({_DIGIT})(?![级线流等些定样般直]){_HAN}")
_MARKS = '“”‘’「」『』《》"\n'
_QUOTED = re.compile(
    f"“[^{_MARKS},。;!?:%]{{1,10}}”|‘[^{_MARKS},。;!?:%]{{1,10}}’"
    f"|「[^{_MARKS},。;!?:%]{{1,10}}」|『[^{_MARKS},。;!?:%]{{1,10}}』"
    f'|《[^《》\n]{{1,40}}》|"[^"\n]*+"'
)
_STRAIGHT = re.compile(f'"[^{_MARKS},。;!?:%]{{1,10}}"')
_QUOTES = re.compile('[“‘「『《"]')
_LETTER = re.compile("[A-Za-z]")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.+\-/:@%?=&#~]*")
_ADDRESS = re.compile(r"://|@|^www\.|\.(?:com|cn|net|org|gov)\b")
_WITH_UNIT = re.compile(
    rf"[0-9.\-~]+(?:{any_of(unit for unit in WORDS['units'] if unit.isascii())})(?![A-Za-z])"
)
_UNLESS = "|".join(
    f"{phrase}(?![^,。;!?\n]{{0,8}}(?:{any_of(words)}))"
    for phrase, words in WORDS["set_phrases_unless"].items()
)
_PERIODS = frozenset(WORDS["periods"])
_SET_PHRASE = re.compile(f"{any_of([*WORDS['set_phrases'], *_PERIODS])}|{_UNLESS}")


def masks_in(text: str) -> list[Masked]:
    """Set phrases, periods, quoted names and codes of a text, in order, none inside another."""
    masks = [
        Masked(*found.span(), "date" if found[0] in _PERIODS else "set_phrase")
        for found in _SET_PHRASE.finditer(text)
    ]
    quoted = _quoted(text) if _QUOTES.search(text) else []
    codes = _codes(text) if _LETTER.search(text) else []
    if not quoted and not codes:
        return masks
    outer: list[Masked] = []
    for mask in sorted([*masks, *quoted, *codes], key=lambda mask: (mask.start, -mask.end)):
        if not outer or mask.start >= outer[-1].end:
            outer.append(mask)
    return outer


def _quoted(text: str) -> list[Masked]:
    return [
        Masked(*found.span(), "quoted_name")
        for found in _QUOTED.finditer(text)
        if text[found.start()] != '"' or _STRAIGHT.fullmatch(found[0])
    ]


def _codes(text: str) -> list[Masked]:
    """Runs of letters and digits: addresses, 5A, C919; not 50km."""
    masks = []
    for found in _CODE.finditer(text):
        code = found[0]
        if _LETTER.search(code) and not _WITH_UNIT.fullmatch(code):
            reason: MaskReason = "page_matter" if _ADDRESS.search(code) else "label"
            masks.append(Masked(*found.span(), reason))
    return masks


def mask_at(text: str, start: int) -> Masked | None:
    """The mask whose numeral starts at an offset."""
    found = _AT.match(text, start)
    if found is not None:
        return Masked(start, found.end(), _REASONS[found.lastgroup or ""])
    return _slogan(text, start)


def _slogan(text: str, start: int) -> Masked | None:
    """Two numerals that count nothing together: 一村一警, 三降一升; not 四川三名."""
    found = _SLOGAN.match(text, start)
    if found is None or unit_at(text, start + 3):
        return None
    if unit_at(text, start + 1) and (found[1], found[2]) != ("一", "一"):
        return None
    return Masked(start, found.end(), "set_phrase")
