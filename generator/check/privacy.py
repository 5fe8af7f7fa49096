"""Nobody is named: patterns of personal names and numbers in the texts of a record.

Chinese names have no capital letters, so a name is looked for where one is usually printed: after
a title, before a form of address, before 某. A surname that is also a common word counts only when
a verb of saying follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

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
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

_PATTERNS: Final[list[tuple[str, re.Pattern[str], Message]]] = [
    (
        "P01",
        re.compile(
            rf"(?:{_TITLES})(?:[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?={_SAYS}|{_ENDS})"
            rf"|[{_SURNAMES}{_WORDLIKE}][\u4e00-\u9fff]{{1,2}}(?={_SAYS}))"
        ),
        Message("looks like a person's name: write the office or the unit instead"),
    ),
    (
        "P01",
        re.compile(
            rf"(?<![责主专])[{_SURNAMES}{_WORDLIKE}](?:先生|女士|大爷|大妈|大娘|阿姨|老汉|奶奶|婆婆|师傅|警官|同学)"
        ),
        Message("names a person: leave the person out"),
    ),
    (
        "P01",
        re.compile(
            r"\b(?:Officer|Director|Chief|Captain|Inspector|Sergeant|Mr|Mrs|Ms)\.?"
            r" [A-Z][a-z]+(?: [A-Z][a-z]+)?\b(?! (?:Station|Bureau|Branch|County|District|City))"
        ),
        Message("looks like a person's name: write the office or the unit instead"),
    ),
    (
        "P02",
        re.compile(rf"化名|[{_SURNAMES}{_WORDLIKE}]某(?!些|种|个|地|县|村)|某某"),
        Message("an alias stands for a person: leave the person out"),
    ),
    (
        "P03",
        re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4})(?!\d)"),
        Message("looks like a telephone number: leave it out"),
    ),
    (
        "P03",
        re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"),
        Message("looks like an identity-card number: leave it out"),
    ),
    (
        "P03",
        re.compile(rf"[{_PLATES}][A-Z][·. ]?[A-HJ-NP-Z0-9]{{5,6}}(?![A-Z0-9])"),
        Message("looks like a plate number: leave it out"),
    ),
    (
        "P03",
        re.compile(
            r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:QQ|微信|WeChat)(?:群|号)?[：: ]*[A-Za-z0-9_-]{5,}",
            re.IGNORECASE,
        ),
        Message("looks like a personal account: leave it out"),
    ),
]
_NARROW = str.maketrans(
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ－",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-",
)


def check_privacy(texts: Iterable[tuple[RecordPath, str]]) -> Iterator[Problem]:
    """A problem for each text (given with its path) that seems to point at a person."""
    narrow = [(path, text.translate(_NARROW)) for path, text in texts]
    together = "\n".join(text for _, text in narrow)
    for code, pattern, message in _PATTERNS:
        if pattern.search(together):  # mostly there is none: one search for all texts
            for path, text in narrow:
                found = pattern.search(text)
                if found:
                    yield Problem(code, path).says(
                        "“{found}” {why}", found=found.group(), why=message
                    )
