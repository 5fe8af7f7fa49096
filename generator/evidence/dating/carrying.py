"""Which earlier time a sentence without its own goes on with."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from generator.evidence.dating import DATING
from generator.evidence.dating.mentions import SENTENCE_END
from generator.evidence.dating.times import Mention
from generator.evidence.lexicon import any_of

_REACH = 400  # characters from a time to a percentage of a later sentence
_LONG_REACH = 3000  # characters from a time that opens a paragraph to what goes on with it
_MOST = 24  # times searched back
_ITEMS = 12  # paragraphs that are gone back over
_HEADING = 40  # characters of a heading at most
_DASH = re.compile("\\s*——")
_COUNTED = re.compile(f"{any_of([*DATING['counted'], *DATING['outcomes']])}")
_PRESENT = re.compile(any_of([*DATING["present"], *DATING["same_day"], "每"]))
_CUMULATIVE = re.compile("累计")
_CAMPAIGN = re.compile(any_of(DATING["campaigns"]))
_OPENING = re.compile(
    '(?:[^。!?]{0,60}(?:[讯电]|获悉|了解到|据悉|统计|显示)\\s?(?:\\([^()]{0,60}\\))?[,:]?)?[\\s“"(—·]*$'
)
_CLAUSE_OPENING = re.compile("(?:^|[,。;:!?\\n\\s“”])在?$")
_LASTING: Final = ("span", "since", "event")


class Carrying:
    """The times of one text that its later sentences and paragraphs go on with."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self._text = text
        self._mentions = [m for m in mentions if m.kind not in ("basis", "rate")]
        self._ends = [mention.end for mention in self._mentions]
        self._lines = [0, *(mark.end() for mark in re.finditer("\n", text)), len(text) + 1]

    def earlier(self, sentence: int, start: int, *, percent: bool) -> Mention | None:
        """The time for a figure at `start` of a sentence that names none; None where none goes on.

        A percentage takes the last span of its paragraph; a count does where a verb says that
        it was counted over a time. What is there now, and what a unit has, takes none.
        """
        if item := self._listed(sentence):
            return item
        before = self._text[max(sentence, start - _REACH) : start]
        if _PRESENT.search(before) or not (percent or _COUNTED.search(before)):
            return None
        paragraph = self._line(sentence)
        nearest = self._nearest(sentence)
        if nearest is not None and nearest.start >= paragraph:
            return self._within(nearest, sentence, start, percent=percent)
        return None if _CUMULATIVE.search(before) else self._above(paragraph, start)

    def _line(self, offset: int) -> int:
        """Where the line around an offset begins."""
        return self._lines[bisect_right(self._lines, offset) - 1]

    def _nearest(self, end: int) -> Mention | None:
        index = bisect_right(self._ends, end) - 1
        return self._mentions[index] if index >= 0 else None

    def _within(
        self, nearest: Mention, sentence: int, start: int, *, percent: bool
    ) -> Mention | None:
        """The last time of the sentences before in the same paragraph."""
        if percent:
            return self._last_span(sentence, start)
        if nearest.kind in _LASTING:
            head = self._text[max(0, nearest.start - 2) : nearest.start]
            return nearest if _CLAUSE_OPENING.search(head) else None
        if nearest.kind != "day" or nearest.period is None:
            return None
        stop = SENTENCE_END.search(self._text, nearest.end, nearest.end + _REACH)
        told = self._text[nearest.start : stop.start() if stop else nearest.end + _REACH]
        return nearest if _CAMPAIGN.search(told) else None

    def _last_span(self, sentence: int, start: int) -> Mention | None:
        """The last span of the sentences before, within reach, also behind a day."""
        index = bisect_right(self._ends, sentence) - 1
        low = max(0, start - _REACH, self._line(sentence))
        for mention in self._mentions[max(0, index - _MOST + 1) : index + 1][::-1]:
            if mention.end < low:
                return None
            if mention.kind in (*_LASTING, "until"):
                return mention
        return None

    def _above(self, paragraph: int, start: int) -> Mention | None:
        """The time that opens a paragraph above, or stands in a heading, if no other came since."""
        mention = self._nearest(paragraph)
        if mention is None or mention.kind not in _LASTING or mention.period is None:
            return None
        text = self._text
        if start - mention.end > _LONG_REACH:
            return None
        line = self._line(mention.start)
        end = self._lines[bisect_right(self._lines, mention.start)] - 1
        between = [part for part in text[end:paragraph].split("\n") if part.strip()]
        if len(between) > (_ITEMS if mention.kind == "span" else 0):
            return None
        opens = _OPENING.match(text[line : mention.start]) and text[mention.end] in ",，"
        heads = len(text[line:end]) < _HEADING and "。" not in text[line:end]
        return mention if opens or heads else None

    def _listed(self, sentence: int) -> Mention | None:
        """The span that opens the paragraph above a list of "——" paragraphs, for all of these."""
        text = self._text
        paragraph = self._line(sentence)
        if not _DASH.match(text, paragraph):
            return None
        above = paragraph
        for _ in range(_ITEMS):
            above = text.rfind("\n", 0, max(0, above - 1)) + 1
            if above == 0 or not _DASH.match(text, above):
                break
        stop = text.find("\n", above)
        first = bisect_left(self._ends, above)
        spans = [m for m in self._mentions[first : first + _MOST] if m.kind in (*_LASTING, "until")]
        return next((m for m in spans[:1] if m.kind == "span" and m.end <= stop), None)
