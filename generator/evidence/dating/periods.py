"""The period that a text states for each of its figures.

The nearest time named before a figure in its sentence counts; a comparison (较去年同期) never does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from generator.evidence.dating import DATING
from generator.evidence.dating.carrying import Carrying
from generator.evidence.dating.holidays import HOLIDAY
from generator.evidence.dating.mentions import SENTENCE_END, mentions_in
from generator.evidence.dating.operations import Operations
from generator.evidence.dating.spans import Point, is_after, point
from generator.evidence.dating.times import Mention, until
from generator.evidence.lexicon import any_of
from generator.evidence.normalise import normalise

_REACH = 400  # characters from a time to the figure it dates
_MOST = 12  # times searched back from a figure
_GOVERNED = 12  # characters from a year to the rate that it governs
_TOTAL = re.compile(
    f"{any_of(DATING['totals'])}|共(?!{any_of(DATING['total_not_before'])})|(?<=[,、])已(?!经?成)"
)
_PRESENT = re.compile(any_of(DATING["present"]))
_RECURRENCE = re.compile(any_of(DATING["recurrences"]))
_SET_UP = re.compile(f"(?:{any_of(DATING['set_up'])})了?[^,。;]{{0,2}}$|的$")
_REPORT = re.compile(f"(?:{any_of(DATING['reports'])})了?$")
_CEREMONY = re.compile(any_of(DATING["ceremonies"]))
_HOLIDAY = re.compile(f"(?:{any_of(DATING['holiday_words'])})(?:期间)?")
_NAMED = re.compile(HOLIDAY)
_DURING = re.compile(any_of(DATING["during"]))
_OUTCOME = re.compile(f"[,;][^,;]*?(?:{any_of(DATING['outcomes'])})")
_COMMA = re.compile("[,;:]")
_PERCENT = re.compile("[%‰]|百分|千分|成半?$")
_RATIO = re.compile("[%‰倍番]|分之|成半?$")
_FALL = re.compile("(?:[降减升增缩涨提变压][^,。;]{0,6}?[至到为]|→)")
_NUMERAL = re.compile("[0-9一二三四五六七八九十百两]")
_INEXACT = re.compile(any_of(DATING["inexact"]))
_THIS = re.compile('[\\s“‘"]*(?:这|至此)')
_PER: Final = {"天": "P1D", "日": "P1D", "晚": "P1D", "周": "P1W", "月": "P1M", "年": "P1Y"}
_PER_UNIT = re.compile("/([天日晚周月年])$")
_PER_AFTER = re.compile("/([天日晚周月年])")
_LASTED = re.compile(
    f"(?:{any_of(DATING['launches'])})(?:近|已)?[0-9一二三四五六七八九十]+[余多]?(?:年|个月)"
)
_OPEN = re.compile("[ \u00a0]?\\(")
_AFTER_RATE = re.compile("[,。;、!?)\n]|$")


def stated_period(words: str, published: str) -> str | None:
    """The period that some words state by themselves: 今年4月, with both ends; None without one.

    `published` is the ISO date of the text that they are from. Words that leave an end open or to
    the season state none.
    """
    if _INEXACT.search(normalise(words)):
        return None
    sentence = f"{words},共12起案件。"
    found = Periods(sentence, published).of(len(words) + 2, len(words) + 5)
    period = found.period if found and not found.carried else None
    return None if period is None or ".." in period or period.startswith("P") else period


class FigurePeriod(NamedTuple):
    """When a figure was counted.

    `period` is an ISO 8601 interval, day, month, year or rate as in the records, None where the
    words date nothing exactly. `text` is `text[start:end]`; the offsets are -1 and the text None
    where no words stand for it. `carried` marks a period of an earlier sentence, or one that an
    editor should check for another reason: a day after the publication, 至今 after a beginning.
    """

    period: str | None
    text: str | None
    start: int
    end: int
    carried: bool


class Periods:
    """The times named in one text, read once, in time linear in its length."""

    def __init__(self, text: str, anchor: str | None) -> None:
        """Read a text that was published on `anchor`, an ISO day, month or year.

        Raises `ValueError` where the anchor is no such date.
        """
        self._words = text
        self._text = normalise(text)
        found = mentions_in(self._text, point(anchor) if anchor is not None else None)
        self._mentions = found
        self._ends = [mention.end for mention in found]
        self._starts = [mention.start for mention in found]
        self._sentences = [0, *(mark.end() for mark in SENTENCE_END.finditer(self._text))]
        now = point(anchor) if anchor is not None else None
        self._operations = Operations(self._text, found, now)
        self._carrying = Carrying(self._text, found)

    def of(self, start: int, end: int) -> FigurePeriod | None:
        """The period of the quantity at `text[start:end]`; None where the text states none."""
        if attached := self._attached(start, end):
            return attached
        first = bisect_right(self._sentences, start) - 1
        low = max(self._sentences[first], start - _REACH)
        mention = self._chosen(low, start, end)
        if mention is not None:
            return self._stated(mention, first, start)
        if self._compared(low, start, end):
            return None
        percent = _PERCENT.search(self._text, start, end) is not None
        if _LASTED.search(self._text, low, start):
            return None
        earlier = self._carrying.earlier(self._sentences[first], start, percent=percent)
        if earlier is None:
            return None
        dated = self._resolved(earlier) or earlier
        if not percent and dated.period is None:
            return None
        return self._period(dated, carried=True)

    def _stated(self, mention: Mention, sentence: int, start: int) -> FigurePeriod | None:
        """The period of a time in the figure's own sentence."""
        if mention.kind == "event" and (dated := self._resolved(mention)):
            return self._period(dated, carried=True)
        if _PRESENT.search(self._text, mention.end, start):
            return None
        return self._period(self._dated(mention, sentence, start))

    def _resolved(self, event: Mention) -> Mention | None:
        """The time of an event that the text states elsewhere."""
        if event.kind != "event":
            return None
        return self._holiday(event) or self._operations.dated(event) or self._operation(event)

    def _holiday(self, event: Mention) -> Mention | None:
        """The holiday named before 节日期间."""
        if not _HOLIDAY.fullmatch(self._text, event.start, event.end):
            return None
        before = reversed(self._mentions[: bisect_right(self._ends, event.start)][-_MOST:])
        named = (m for m in before if _NAMED.search(self._text, m.start, m.end) and m.period)
        return next(named, None)

    def _period(self, mention: Mention, *, carried: bool = False) -> FigurePeriod:
        start, end = mention.start, mention.end
        carried = carried or mention.unsure
        return FigurePeriod(mention.period, self._words[start:end], start, end, carried)

    def _attached(self, start: int, end: int) -> FigurePeriod | None:
        """A time right after the figure: 300人次/天, 30名(1月至10月)."""
        text = self._text
        if per := _PER_UNIT.search(text, max(start, end - 2), end):
            return FigurePeriod(_PER[per[1]], self._words[end - 2 : end], end - 2, end, False)
        if per := _PER_AFTER.match(text, end):
            return FigurePeriod(_PER[per[1]], self._words[end : end + 2], end, end + 2, False)
        bracket = _OPEN.match(text, end)
        mention = self._starting(bracket.end() if bracket else end)
        if mention is None or mention.kind == "basis":
            return None
        if bracket and text[mention.end : mention.end + 1] == ")":
            return self._period(mention)
        if mention.kind == "rate" and not bracket and _AFTER_RATE.match(text, mention.end):
            return self._period(mention)
        return None

    def _starting(self, start: int) -> Mention | None:
        index = bisect_right(self._starts, start) - 1
        if index < 0 or self._starts[index] != start:
            return None
        return self._mentions[index]

    def _before(self, low: int, start: int) -> Iterator[Mention]:
        """The times between two offsets, nearest to the second one first."""
        index = bisect_right(self._ends, start) - 1
        for _ in range(_MOST):
            if index < 0 or self._starts[index] < low:
                return
            yield self._mentions[index]
            index -= 1

    def _compared(self, low: int, start: int, end: int) -> bool:
        """Whether a figure is what another one is compared with: 较去年同期的45起."""
        nearest = next(self._before(low, start), None)
        return (
            nearest is not None
            and nearest.kind == "basis"
            and self._text[nearest.end : start] in ("", "的")
            and not _RATIO.search(self._text, start, end)
        )

    def _chosen(self, low: int, start: int, end: int) -> Mention | None:
        """The nearest time before a figure that dates it."""
        if self._compared(low, start, end):
            return None
        lesser = None
        for mention in self._before(low, start):
            if mention.kind == "basis" or self._left(mention, start):
                continue
            if self._reported(mention, low, start):
                continue
            if mention.kind == "rate":
                if not self._ceased(mention, start, end):
                    return self._governing(mention, low) or mention
            elif mention.kind in ("day", "vague") and _TOTAL.search(self._text, mention.end, start):
                lesser = lesser or mention
            elif lesser is None or mention.kind in ("span", "since", "until", "event"):
                return mention
        return lesser

    def _left(self, mention: Mention, start: int) -> bool:
        """Whether a figure is the level reached after one of another time: 由去年的45起降至12起."""
        if not mention.level:
            return False
        fall = _FALL.search(self._text, mention.end, start)
        return fall is not None and bool(_NUMERAL.search(self._text, mention.end, fall.start()))

    def _reported(self, mention: Mention, low: int, start: int) -> bool:
        """Whether a time only says what was told at a ceremony that the figure belongs to."""
        if mention.kind not in ("span", "since"):
            return False
        told = _REPORT.search(self._text, max(low, mention.start - 4), mention.start)
        return told is not None and _CEREMONY.search(self._text, mention.end, start) is not None

    def _ceased(self, rate: Mention, start: int, end: int) -> bool:
        """Whether a total, a result or a percentage of another clause follows a rate."""
        text = self._text
        if self._recurs(rate, start):
            return True
        if _TOTAL.search(text, rate.end, start) or _OUTCOME.search(text, rate.end, start):
            return True
        percent = _PERCENT.search(text, start, end)
        return percent is not None and _COMMA.search(text, rate.end, start) is not None

    def _recurs(self, rate: Mention, start: int) -> bool:
        """Whether a rate dates another clause than the figure's: 每天都在上演,该所的7名民警."""
        last = max(self._text.rfind(mark, rate.end, start) for mark in ",;:")
        if last < 0:
            return False
        mean = self._text[rate.start : rate.end].endswith("均")
        return mean or bool(
            _RECURRENCE.search(self._text, rate.end, self._text.find(",", rate.end))
            or _SET_UP.search(self._text, last, start)
        )

    def _governing(self, rate: Mention, low: int) -> Mention | None:
        """The year or span of 2015年每月, which beats the rate."""
        span = next(self._before(low, rate.start), None)
        if span is None or span.kind != "span" or rate.start - span.end > _GOVERNED:
            return None
        return None if _COMMA.search(self._text, span.end, rate.start) else span

    def _dated(self, since: Mention, sentence: int, start: int) -> Mention:
        """今年以来 ended by the day of the event counted: 第七面锦旗 of a dated sentence."""
        if since.kind != "since" or not since.ongoing or since.first is None:
            return since
        before = opening = self._sentences[sentence]
        if self._text[start] != "第" and not _THIS.match(self._text, opening):
            return since
        if sentence and self._text[opening - 1] != "\n":
            before = self._sentences[sentence - 1]
        for mention in self._before(max(before, start - _REACH), start):
            day = mention.first if mention.kind == "day" else None
            if day and mention.period and self._falls(since, day):
                return until(since, day)
        return since

    @staticmethod
    def _falls(since: Mention, day: Point) -> bool:
        """Whether a day lies between the start and the publication."""
        if since.first is None or is_after(since.first, day):
            return False
        return since.last is None or not is_after(day, since.last)

    def _operation(self, event: Mention) -> Mention | None:
        """The span named before 行动期间, also in a paragraph above; None for other events."""
        if not _DURING.fullmatch(self._text, event.start, event.end):
            return None
        low = max(0, event.start - _REACH)
        spans = (m for m in self._before(low, event.start) if m.kind == "span")
        return next(spans, None)
