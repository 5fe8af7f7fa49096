"""Two times that a text names apart and means as one: 今年以来,截至10月底."""

from __future__ import annotations

import re

from generator.evidence.dating import DATING
from generator.evidence.dating.printed import Printed
from generator.evidence.dating.spans import Point, written
from generator.evidence.dating.times import Mention, until
from generator.evidence.lexicon import any_of

LAUNCHES = re.compile(any_of([*DATING["launches"], *DATING["launched"]]))
"""What an operation or an office begins with."""

_JOIN = re.compile("[,、 ]{0,2}")
_REACHING = re.compile("[^,。;!?\\n0-9]{1,14}[至到]")
_HOUR = re.compile("(?:[0-9]{1,2}|[零一二三四五六七八九十]{1,3})(?:[时点]许?|:[0-9]{2})[至到]")
_STOP = re.compile("[。!?\\n]")


def ended(text: str, since: Mention, end: Mention) -> Mention | None:
    """One period of 今年以来,截至10月底 and of 今年截至10月底."""
    if since.first is None or end.last is None:
        return None
    if not _JOIN.fullmatch(text, since.end, end.start):
        return None
    if since.kind == "span" and since.first == since.last == end.last[:1]:
        since = since._replace(kind="since", first=(*since.first, 1, 1))
    if since.kind != "since":
        return None
    joined = until(since, end.last)
    return joined._replace(end=end.end) if joined.period else None


def reaching(text: str, begin: Mention, end: Mention) -> Mention | None:
    """One period of 从去年6月推行至今年5月 and of 昨晚8时至今晨2时."""
    if begin.first is None or end.last is None:
        return None
    head = text[max(0, begin.start - 1) : begin.start + 1]
    headed = "从" in head or "自" in head
    if not (_REACHING if headed else _HOUR).fullmatch(text, begin.end, end.start):
        return None
    period = written(begin.first, end.last)
    joined = end._replace(start=begin.start, kind="span", period=period, first=begin.first)
    return joined if period else None


def year_until(mention: Mention, first: Printed, last: Point | None) -> Mention:
    """今年 up to the day that ends it, such as that of 截至10月底; other times as they are."""
    if mention.kind != "span" or not first.only_year or first.years != 0 or last is None:
        return mention
    if mention.first is None or len(last) == 1 or last[:1] != mention.first:
        return mention
    begin = (*mention.first, 1, 1)
    return mention._replace(first=begin, last=last, period=written(begin, last))


def since_launch(
    text: str, begun: Mention, now: Point | None, start: int, end: int
) -> Mention | None:
    """至今 at text[start:end] after what began in its sentence: 2018年初成立专班,至今抓获5人."""
    if begun.first is None or begun.kind not in ("day", "span"):
        return None
    if _STOP.search(text, begun.end, start) or not LAUNCHES.search(text, begun.end, start):
        return None
    period = written(begun.first, now)
    return begun._replace(end=end, kind="since", period=period, last=now, ongoing=True, unsure=True)
