"""The shortest phrase that states a figure and passes the check of excerpts by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from generator.evidence.masks import CALLED
from generator.evidence.match import LONGEST, Place, check_excerpt, check_length, clause
from generator.evidence.quantities import Quantity
from generator.evidence.subject import VERB
from generator.records.models import Change, Metric
from generator.words.characters import unseen

_MANY: Final = 50
"""A numeral that stands in more places than this is not told apart by a phrase."""

_TAIL: Final = 12
"""Characters after a figure that may belong to what it counts."""

_MODIFIERS: Final = 6
"""Characters between a verb and its object."""

_QUOTE: Final = '[“”‘’「」『』"]'
_MARKS: Final = re.compile(r"[，,；;：:、。！？!?\n（）()\s]")
_JOINS: Final = ("、", "和", "与", "及")
_RESPECTIVELY: Final = "分别"
_CLAUSE_MARKS: Final = re.compile(r"[，,；;：:。！？!?\n]")


class Excerpts:
    """Finds excerpts in one text, whose quantities it knows."""

    def __init__(self, text: str, quantities: Iterable[Quantity]) -> None:
        self._text = text
        self._same: dict[str, list[int]] = {}
        for quantity in quantities:
            printed = text[quantity.num_start : quantity.num_end]
            self._same.setdefault(printed, []).append(quantity.num_start)

    def of(self, quantity: Quantity, name: str | None) -> tuple[int, int] | None:
        """Offsets of a phrase that may be quoted; None where none states the figure alone."""
        for start, end in _phrases(quantity, name, self._text):
            if end - start <= LONGEST and self._states(quantity, start, end):
                return start, end
        return None

    def can_tell(self, quantity: Quantity) -> bool:
        """Whether the numeral of a quantity is printed seldom enough for a phrase to tell it."""
        return len(self._places(quantity)) <= _MANY

    def _places(self, quantity: Quantity) -> list[int]:
        """Where the numeral of a quantity is printed."""
        return self._same[self._text[quantity.num_start : quantity.num_end]]

    def _states(self, quantity: Quantity, start: int, end: int) -> bool:
        phrase = self._text[start:end]
        if phrase != phrase.strip() or check_length(phrase) or any(unseen(phrase)):
            return False
        if _cuts(quantity, start, self._text) or _calls(quantity, start, end, self._text):
            return False
        if check_excerpt(metric_of(quantity, phrase)):
            return False
        return self._is_of_one_clause(quantity, start, phrase)

    def _is_of_one_clause(self, quantity: Quantity, start: int, phrase: str) -> bool:
        """Whether the phrase stands in no other clause; only where its numeral stands can it."""
        text, lead = self._text, quantity.num_start - start
        others = self._places(quantity)
        places = [at - lead for at in others if text.startswith(phrase, max(0, at - lead))]
        return len({clause(text, Place(at, at + len(phrase))) for at in places}) == 1


def _cuts(quantity: Quantity, start: int, text: str) -> bool:
    """Whether a phrase begins inside a number, or leaves out names that its 分别 deals out."""
    before, lead = text[max(0, start - 1) : start], text[start : quantity.num_start]
    return (before.isdecimal() and lead[:1].isdecimal()) or (
        before in _JOINS and _RESPECTIVELY in lead
    )


def _calls(quantity: Quantity, start: int, end: int, text: str) -> bool:
    """Whether a phrase holds a telephone or licence number beside its figure."""
    around = f"{text[start : quantity.num_start]} {text[quantity.num_end : end]}"
    return CALLED.search(around) is not None


def _phrases(quantity: Quantity, name: str | None, text: str) -> Iterator[tuple[int, int]]:
    """Spans around a figure, the most telling first: with its name and verb, its clause, bare."""
    start, end = quantity.start, quantity.end
    clause = _after_last(_CLAUSE_MARKS, text, start)
    after = _MARKS.search(text, end, end + LONGEST)
    clause_end = min(after.start() if after else len(text), end + _TAIL)
    named = _printed(name, text, clause, clause_end) if name else []
    before = [span for span in named if span[1] <= start]
    behind = [span for span in named if span[0] >= end]
    if behind:
        yield start, behind[0][1]
    begins = [start]
    if before:
        begins = [_verb_before(before[-1][0], clause, text), before[-1][0], start]
    elif quantity.change or (name and not named):
        begins.insert(0, clause)
    begins += [_after_last(_MARKS, text, start), clause]
    if (respectively := text.rfind(_RESPECTIVELY, clause, start)) >= 0:
        begins.append(respectively)
    for begin in begins:
        yield begin, end
    for begin in begins:
        yield begin, clause_end


def _after_last(mark: re.Pattern[str], text: str, at: int) -> int:
    """Where the words before an offset begin after the last mark, no further than an excerpt is."""
    begin = max(0, at - LONGEST)
    return max((found.end() for found in mark.finditer(text, begin, at)), default=begin)


def _printed(name: str, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where a name is printed, also with quotation marks inside."""
    pattern = re.compile(f"{_QUOTE}?" + f"{_QUOTE}?".join(map(re.escape, name)))
    return [found.span() for found in pattern.finditer(text, start, end)]


def _verb_before(at: int, clause: int, text: str) -> int:
    """Where the verb begins whose object a noun at an offset is, else the offset."""
    verbs = [found for found in VERB.finditer(text, clause, at) if at - found.end() <= _MODIFIERS]
    return verbs[-1].start() if verbs else at


def metric_of(quantity: Quantity, excerpt: str) -> Metric:
    """A figure as a metric, for the checks; its indicator and source are not known here."""
    basis = quantity.basis or "stated"
    return Metric.model_validate(
        {
            "id": "figure",
            "indicator": "unknown",
            "value": quantity.value,
            "value_max": quantity.value_max,
            "unit": quantity.unit,
            "qualifier": quantity.qualifier,
            "change": Change(basis=basis, base_year=quantity.base_year).model_dump()
            if quantity.change
            else None,
            "source": "unknown",
            "excerpt": excerpt,
        }
    )
