"""Nobody is named: patterns of personal names and numbers in the texts of a record.

Chinese names have no capital letters, so a name is looked for where one is usually printed: after
a title, before a form of address, before 某. A surname that is also a common word counts only when
a verb of saying follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from generator.errors import Problem, RecordPath
from generator.words.messages import Message

_TITLES = (
    "民警|辅警|协警|警官|所长|教导员|指导员|局长|大队长|中队长|支队长|队长|警长|政委|主任|书记"
    "|县长|市长|区长|厅长|记者|通讯员|调解员|网格员|志愿者|队员|同志"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅邹熊孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴"
    "莫孔汤庞樊殷施耿倪鲁岳聂焦柳邢骆俞祝齐梅庄辛欧阎冉翟童"
)
_WORDLIKE = "高方万常向于和时全从能同平安包管成都应通解水花明强温关车连白康文毕安易洪左"
_SAYS = "说|介绍|告诉|表示|坦言|回忆|笑着|感慨|称[，,：:“]"
_ENDS = r"[，。、；：,;:“”（）()\s]|$|等[人，。]|带领|率"
_ADDRESSED = "先生|女士|大爷|大妈|大娘|阿姨|老汉|奶奶|婆婆|师傅|警官|同学"
_ENGLISH_TITLES = "Officer|Director|Chief|Captain|Inspector|Sergeant|Mr|Mrs|Ms"
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


class _Pattern(NamedTuple):
    """What seems to point at a person; `sign` is part of every match and is found much faster.

    Each sign begins with one of some characters, which the others are passed over for.
    """

    code: str
    sign: re.Pattern[str]
    pattern: re.Pattern[str]
    message: Message


_LONG: Final = re.compile(r"\d(?:\d{6}|0[- ]?\d{3})")

_PATTERNS: Final = (
    _Pattern(
        "P01",
        re.compile(_TITLES),
        re.compile(
            rf"(?:{_TITLES})(?:[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?={_SAYS}|{_ENDS})"
            rf"|[{_SURNAMES}{_WORDLIKE}][\u4e00-\u9fff]{{1,2}}(?={_SAYS}))"
        ),
        Message("looks like a person's name: write the office or the unit instead"),
    ),
    _Pattern(
        "P01",
        re.compile(_ADDRESSED),
        re.compile(rf"(?<![责主专])[{_SURNAMES}{_WORDLIKE}](?:{_ADDRESSED})"),
        Message("names a person: leave the person out"),
    ),
    _Pattern(
        "P01",
        re.compile(_ENGLISH_TITLES),
        re.compile(
            rf"\b(?:{_ENGLISH_TITLES})\.?"
            r" [A-Z][a-z]+(?: [A-Z][a-z]+)?\b(?! (?:Station|Bureau|Branch|County|District|City))"
        ),
        Message("looks like a person's name: write the office or the unit instead"),
    ),
    _Pattern(
        "P02",
        re.compile("[某化]"),
        re.compile(rf"化名|[{_SURNAMES}{_WORDLIKE}]某(?!些|种|个|地|县|村)|某某"),
        Message("an alias stands for a person: leave the person out"),
    ),
    _Pattern(
        "P03",
        _LONG,
        re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4})(?!\d)"),
        Message("looks like a telephone number: leave it out"),
    ),
    _Pattern(
        "P03",
        _LONG,
        re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"),
        Message("looks like an identity-card number: leave it out"),
    ),
    _Pattern(
        "P03",
        re.compile(rf"[{_PLATES}][A-Z]"),
        re.compile(rf"[{_PLATES}][A-Z][·. ]?[A-HJ-NP-Z0-9]{{5,6}}(?![A-Z0-9])"),
        Message("looks like a plate number: leave it out"),
    ),
    _Pattern(
        "P03",
        re.compile("[@QqWw微](?:(?<=@)|[Qq信]|[Ee][Cc])"),
        re.compile(
            r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:QQ|微信|WeChat)(?:群|号)?[：: ]*[A-Za-z0-9_-]{5,}",
            re.IGNORECASE,
        ),
        Message("looks like a personal account: leave it out"),
    ),
)
_SIGNS: Final = {own.sign for own in _PATTERNS}
_WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ－"
_NARROW = str.maketrans(_WIDE, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
_ANY_WIDE = re.compile(f"[{_WIDE}]")


def check_privacy(texts: Sequence[tuple[RecordPath, str]], together: str) -> Iterator[Problem]:
    """A problem for each text (given with its path) that seems to point at a person.

    `together` are the texts as one, a line each, in which mostly there is nothing to find.
    """
    if _ANY_WIDE.search(together):
        texts = [(path, text.translate(_NARROW)) for path, text in texts]
        together = together.translate(_NARROW)
    signs = {sign for sign in _SIGNS if sign.search(together)}
    for code, sign, pattern, message in _PATTERNS:
        if sign in signs and pattern.search(together):
            for path, text in texts:
                found = pattern.search(text)
                if found:
                    yield Problem(code, path).says(
                        "“{found}” {why}", found=found.group(), why=message
                    )
