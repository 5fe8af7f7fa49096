"""Every time that a text names, resolved against its publication in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.evidence.dating import DATING
from generator.evidence.dating.expressions import (
    COMING,
    COMPARED,
    DATED,
    EVENT_TAIL,
    MEASURED,
    PAIR_END,
    PAIRED,
    RATES,
    SINCE_TAIL,
    has_head,
)
from generator.evidence.dating.holidays import days_of, named, since_holiday
from generator.evidence.dating.joined import ended, reaching, since_launch, year_until
from generator.evidence.dating.printed import NOTHING, Printed, printed
from generator.evidence.dating.resolve import DatesRead, counted, resolve, rolling
from generator.evidence.dating.spans import Point, TimeSpan, exists, is_after, moved, written
from generator.evidence.dating.times import Mention, MentionKind, until
from generator.evidence.lexicon import any_of

SENTENCE_END: Final = re.compile("[。!?\n]")
_CLAUSE_END = re.compile("[,。;!?:\n\\s…]")
_HEAD = re.compile("(?:(?<![来各])自从?|(?<!自)从)[ \u00a0]?$")
_FROM = re.compile("[从由][ \u00a0]?$")
_UNTIL = re.compile("截[至止]到?[ \u00a0]?$")
_SELF = re.compile("(?<![各来独亲私])自从?(?![己主然治助身我]|行(?!动)|动)")
_BEGUN = re.compile(f"(?:{any_of([*DATING['launches'], *DATING['lasting_occasions']])})$")
_RECORD = re.compile("[来的]?(?:同期)?(?:最[低高好少多]|新[低高])")
_DATELINE = re.compile("[讯电](?!信|话|网|诈|动|力|子|视)")
_PLAIN: Final[dict[str, MentionKind]] = {"others": "rate", "vagues": "vague", "events": "event"}
_BEGINS = frozenset("起至到以开来 \u00a0\u3000")  # first characters of the tails
_LASTS = re.compile("以来|至今(?![年天日晚晨])")
_LONGEST_EVENT = 30  # characters of an event before 以来
_ADJOINING = 12  # characters searched back for a head


def mentions_in(text: str, anchor: Point | None) -> list[Mention]:
    """Every time named in a normalised text, in order, none inside another."""
    return _MentionReader(text, anchor).read()


class _MentionReader:
    """One pass over a text; knows the dates read so far."""

    def __init__(self, text: str, anchor: Point | None) -> None:
        self.text = text
        self.anchor = anchor
        self.now = anchor if anchor is not None and len(anchor) > 1 else None
        self.today = self.now  # the day of 昨天 and 本周, which a dateline tells
        self.found: list[Mention] = []
        self.known = DatesRead(anchor)
        self._until: Mention | None = None
        self._sentence_ends = self._ends()
        self._next_end = next(self._sentence_ends)

    def read(self) -> list[Mention]:
        position = 0
        while position < len(self.text) and (found := DATED.search(self.text, position)):
            position = found.end()
            if position == found.start():
                position += 1
                continue
            if self._next_end < found.start():
                self._enter(found.start())
            mention = self._mention(found)
            if mention is not None:
                self._add(mention)
                position = max(position, mention.end)
        return self.found

    def _ends(self) -> Iterator[int]:
        for found in SENTENCE_END.finditer(self.text):
            yield found.start()
        yield len(self.text)

    def _enter(self, start: int) -> None:
        """Forget what only the sentences or paragraphs before knew."""
        while self._next_end < start:
            self.known.leave()
            if self.text[self._next_end] == "\n":
                line = self.text.rfind("\n", 0, self._next_end) + 1
                self.known.leave_paragraph(prose="。" in self.text[line : self._next_end])
            self._until = None
            self._next_end = next(self._sentence_ends)

    def _add(self, mention: Mention) -> None:
        last = self.found[-1] if self.found else None
        if last is not None and mention.kind == "until":
            mention = ended(self.text, last, mention) or mention
        elif last is not None and mention.kind in ("day", "span"):
            mention = reaching(self.text, last, mention) or mention
        elif mention.kind == "event" and last is not None and last.end == mention.start:
            mention = mention._replace(start=last.start)  # 2023年春运期间
        if mention.kind == "until":
            self._until = mention
        if last is not None and mention.start < last.end:
            self.found.pop()
        self.found.append(mention)
        if mention.first is not None and mention.last is not None and mention.kind != "basis":
            whole = mention.kind in ("day", "span")
            self.known.see(TimeSpan(mention.first, mention.last), whole)
            if whole and len(mention.first) == 3:
                self.known.day_unsure = mention.unsure or mention.kind == "span"

    def _mention(self, found: re.Match[str]) -> Mention | None:
        start, end = found.span()
        if kind := _PLAIN.get(found.lastgroup or ""):
            return Mention(start, end, kind)
        match found.lastgroup:
            case "dates":
                return self._date(found)
            case "rates":
                return Mention(start, end, "rate", RATES[found["rate"] or found["mean"]])
            case "sinces":
                return self._event(start, end)
            case "holidays":
                return self._holiday(found)
            case "nows":
                return self._until_now(start, end)
            case "rollings":
                return self._rolling(found)
            case "samedays":
                return self._same_day(start, end)
            case "wholes":
                year = self.known.last and self.known.last.first[:1]
                return self._placed(start, end, TimeSpan(year, year)) if year else None
        return self._placed(start, end, counted(found, self.today))

    def _holiday(self, found: re.Match[str]) -> Mention:
        span = days_of(named(found["hname"], found["hyear"]), self.anchor)
        mention = self._placed(*found.span(), span)
        return mention._replace(kind="event") if mention.kind == "span" and not span else mention

    def _same_day(self, start: int, end: int) -> Mention | None:
        """当日: the day named before it, be it in a paragraph above."""
        day = self.known.day or self.known.day_above
        if day is None:
            return None
        mention = self._placed(start, end, TimeSpan(day, day))
        return mention._replace(unsure=self.known.day is None or self.known.day_unsure)

    def _until_now(self, start: int, end: int) -> Mention:
        return Mention(start, end, "until", written(None, self.now), last=self.now)

    def _event(self, start: int, end: int) -> Mention | None:
        """以来 or 至今 with the event before it, which no date is known for."""
        text = self.text
        low = max(start - _LONGEST_EVENT, self.found[-1].end if self.found else 0)
        begins = low
        for mark in _CLAUSE_END.finditer(text, low, start):
            begins = mark.end()
        for mark in _SELF.finditer(text, begins, start):
            begins = mark.start()
        while begins < start and text[begins] in '“‘"的' and "”" not in text[begins:start]:
            begins += 1
        if holiday := since_holiday(text[begins:start], self.anchor):
            return Mention(begins, end, "since", written(*holiday), *holiday, ongoing=True)
        if text[start] in "至迄" and not _BEGUN.search(text, begins, start):
            last = self.found[-1] if self.found else None
            launched = last and since_launch(text, last, self.now, start, end)
            return launched or self._until_now(start, end)
        return Mention(begins, end, "event") if begins < start else None

    def _rolling(self, found: re.Match[str]) -> Mention | None:
        """近三年, 三年来, 过去一年; not 历时近三年."""
        start, end = found.span()
        near, back = found["near"], found["back"]
        count, unit = found["count"] or found["count2"], found["unit"] or found["unit2"]
        if near == "近" and not back and not self._dates(start, unit):
            return None
        if _RECORD.match(self.text, end):
            return Mention(start, end, "basis")
        if found["more"] or found["more2"]:
            return Mention(start, end, "event")
        span = rolling(count, unit, self.anchor)
        if span is None:
            return Mention(start, end, "event")
        return Mention(start, end, "span", written(*span), *span)

    def _dates(self, start: int, unit: str) -> bool:
        before = self.text[max(0, start - 2) : start]
        if before.endswith((*DATING["lasting"], *"附临靠接邻")):
            return False
        return unit == "年" or not before or _CLAUSE_END.match(before[-1]) is not None

    def _placed(self, start: int, end: int, span: TimeSpan | None) -> Mention:
        """A span as a mention: the basis of a comparison, the end of a time, or the time itself."""
        kind: MentionKind = (
            "day" if span and len(span.first) == 3 and span.first == span.last else "span"
        )
        level = False
        if has_head(self.text, start):
            before = max(0, start - _ADJOINING)
            if head := _UNTIL.search(self.text, before, start):
                last = span.last if span else None
                return Mention(head.start(), end, "until", written(None, last), last=last)
            if self._is_basis(start, end):
                kind = "basis"
            level = _FROM.search(self.text, before, start) is not None
        if span is None:
            return Mention(start, end, kind)
        return Mention(start, end, kind, written(*span), *span, level=level)

    def _is_basis(self, start: int, end: int) -> bool:
        """Whether a figure is compared with that of a time: 较2020年, 与2020年相比."""
        before = max(0, start - _ADJOINING)
        if COMPARED.search(self.text, before, start):
            return True
        if PAIRED.search(self.text, before, start):
            return PAIR_END.match(self.text, end) is not None
        return False

    def _date(self, found: re.Match[str]) -> Mention | None:
        first, second = printed(found)
        if first == NOTHING:
            return None
        start, end = found.span()
        if found["peer"]:
            return self._peer(start, end, first)
        span = resolve(first, second, self.known)
        if second is None and span and _DATELINE.match(self.text, end):
            self._enter_dateline(span)
            return None
        headed = has_head(self.text, start)
        if headed and self._is_basis(start, end):
            return self._placed(start, end, span)
        since = self._since(found, first, second, span)
        if since is not None:
            return since
        last = self._until.last if self._until else None
        if self.text[end : end + 1] == "已":
            last = last or self.now
        mention = year_until(self._placed(start, end, span), first, last)
        if mention.kind == "day" and self._is_coming(mention):
            mention = mention._replace(unsure=True)
        if headed and first.only_year and mention.kind == "span" and self._is_measure(start, end):
            return mention._replace(kind="basis")
        return mention

    def _enter_dateline(self, span: TimeSpan) -> None:
        """本报6月5日讯 dates no figure, but tells the day that 昨天 counts from."""
        self.known.see(span, whole=True)
        self.known.day = None
        if self.now is None or (len(span.first) == 3 and not is_after(span.first, self.now)):
            self.today = span.first

    def _is_measure(self, start: int, end: int) -> bool:
        """Whether a year only says what something is a multiple of: 是去年的两倍."""
        before = max(0, start - _ADJOINING)
        measured = MEASURED.search(self.text, before, start)
        return measured is not None and self.text[end : end + 1] in ("的", "全", "总")

    def _since(
        self, found: re.Match[str], first: Printed, second: Printed | None, span: TimeSpan | None
    ) -> Mention | None:
        """The period that begins at a date: 自…以来, 今年以来, 2月份起, 2023年10月启用以来."""
        text = self.text
        start, end = found.span()
        direct = None
        if text[end : end + 1] in _BEGINS:
            direct = SINCE_TAIL.match(text, end)
            if direct is None and first.only_year and second is None:
                direct = COMING.match(text, end)
        tail = direct
        if tail is None and _LASTS.search(text, end, end + _LONGEST_EVENT + 2):
            tail = EVENT_TAIL.match(text, end)
        head = None
        if has_head(text, start):
            head = _HEAD.search(text, max(0, start - _ADJOINING), start)
        if tail is None and (head is None or second is not None or text[head.start()] == "从"):
            return None
        start = head.start() if head else start
        end = tail.end() if tail else end
        if span is None:
            return Mention(start, end, "since")
        begin = span.first if first.third is None else span.first[:2]
        if direct and first.only_year and first.years is not None:
            begin = (*begin, 1, 1)
        elif direct and first.months_off is not None and len(begin) == 2:
            begin = (*begin, 1)
        last = self._until.last if self._until else None
        mention = Mention(start, end, "since", None, begin, self.now, ongoing=True)
        if last is not None and written(begin, last):
            return until(mention, last)
        return mention._replace(period=written(begin, self.now) if exists(begin) else None)

    def _is_coming(self, mention: Mention) -> bool:
        """Whether a day lies after the publication."""
        first, now = mention.first, self.now
        return first is not None and now is not None and is_after(first, now)

    def _peer(self, start: int, end: int, first: Printed) -> Mention:
        """去年同期: the span named before it, moved to the year of this one."""
        span, before = None, self.known.span
        year = resolve(first, None, self.known)
        if year is not None and before is not None and first.only_year:
            span = moved(before, year.first[0] - before.last[0])
        return self._placed(start, end, span)
