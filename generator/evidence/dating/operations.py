"""When what a text calls 行动, 中心 or 机制 began and ended, where the text says it elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from generator.evidence.dating import DATING
from generator.evidence.dating.joined import LAUNCHES
from generator.evidence.dating.spans import Point, exists, written
from generator.evidence.dating.times import Mention
from generator.evidence.lexicon import any_of

_REACH = 120  # characters from a date to what began on it
_MOST = 200  # times of a text that may begin something
_LAUNCH = any_of([*DATING["launches"], *DATING["launched"]])
_PLAN = re.compile(any_of(DATING["planned"]))
_STOP = re.compile("[。!?\n]")
_FOUNDED = re.compile(f"[^,。;:!?\n]*(?:{_LAUNCH})于$")
_QUOTED = re.compile('[“‘"「]([^”’"」]{1,20})[”’"」]')
_TAIL = re.compile(f"(?:(?:{_LAUNCH})(?:以来|至今)|以来|至今|期间)$")
_LASTS = re.compile("(?:以来|至今)$")
_LEAD = re.compile(f"^(?:自从?|从|在|{any_of(DATING['pointers'])})+")
_FILLERS = re.compile(any_of([*DATING["pointers"], "为期", "的", "专项", "集中", "统一"]))
_CLAUSE = re.compile("[,。;:!?\n]")
_NAME = 24  # characters before 期间 that name an operation
_THING: Final = 2
"""Characters at the end of a name that say what it is: 行动, 中心."""


class _Begun(NamedTuple):
    """A date with a word of beginning after it, and the words of its sentence from there on."""

    mention: Mention
    words: str


class Operations:
    """What began when, in one text; asked for events that a text names without their date."""

    def __init__(self, text: str, mentions: Sequence[Mention], now: Point | None) -> None:
        self._text = text
        self._now = now
        self._begun = list(self._read(mentions))[:_MOST]
        self._known: dict[int, Mention | None] = {}
        self._ends = [begun.mention.end for begun in self._begun]

    def _read(self, mentions: Sequence[Mention]) -> Iterator[_Begun]:
        for at, mention in enumerate(mentions):
            if mention.first is None or mention.kind not in ("day", "span", "since"):
                continue
            following = mentions[at + 1].start if at + 1 < len(mentions) else len(self._text)
            end = min(following, mention.end + _REACH)
            if stop := _STOP.search(self._text, mention.end, end):
                end = stop.start()
            begins = mention.start
            if founded := _FOUNDED.search(self._text, max(0, begins - _NAME), begins):
                begins = founded.start()
            words = self._text[begins:end]
            if LAUNCHES.search(words) and not _PLAN.search(words):
                yield _Begun(mention, words)

    def dated(self, event: Mention) -> Mention | None:
        """The time of an event, from the text before it; None where that states none.

        成立以来 lasts from the beginning to the publication, 行动期间 as long as the span named.
        """
        if event.start not in self._known:
            self._known[event.start] = self._dated(event)
        return self._known[event.start]

    def _dated(self, event: Mention) -> Mention | None:
        words = self._words(event)
        lasting = _LASTS.search(words) is not None
        name = _LEAD.sub("", _TAIL.sub("", words))
        name = name or _LASTS.sub("", _LEAD.sub("", words))  # 自推行以来 names no more
        for begun in reversed(self._begun[: bisect_right(self._ends, event.start)]):
            if not _is_named(name, begun.words):
                continue
            span = self._since(begun.mention) if lasting else _whole(begun.mention)
            if span is not None:
                return span._replace(unsure=True)
        return None

    def _words(self, event: Mention) -> str:
        """The event with the name before it: “利刃”专项 before 行动期间."""
        low = max(0, event.start - _NAME)
        for mark in _CLAUSE.finditer(self._text, low, event.start):
            low = mark.end()
        return self._text[low : event.end]

    def _since(self, begun: Mention) -> Mention | None:
        if begun.first is None or not exists(begun.first):
            return None
        period = written(begun.first, self._now)
        if period is None:
            return None
        since = begun._replace(kind="since", last=self._now, ongoing=True, period=period)
        return since if self._now is None or self._now >= begun.first else None


def _whole(begun: Mention) -> Mention | None:
    """The span of an operation that its text bounds."""
    bounded = begun.kind == "span" and begun.last is not None and begun.period is not None
    return begun if bounded and "/" in str(begun.period) else None


def _is_named(name: str, words: str) -> bool:
    """Whether a sentence speaks of what a name stands for, which it may print at more length."""
    quoted = _QUOTED.findall(name)
    if quoted:
        return all(_within(part, words) for part in quoted)
    core = _FILLERS.sub("", name)
    return len(core) >= _THING and core[-_THING:] in words and _within(core, words)


def _within(short: str, words: str) -> bool:
    """Whether the characters of a name stand in a text in this order: 夏季行动, 夏季打击行动."""
    rest = iter(words)
    return all(char in rest for char in short)
