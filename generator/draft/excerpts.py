"""The shortest phrase that states a figure and passes the check of excerpts by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from generator.evidence.match import LONGEST, Place, check_excerpt, check_length, clause
from generator.evidence.quantities import Quantity
from generator.records.models import Change, Metric
from generator.words.characters import unseen

_MANY: Final = 50
"""A numeral that stands in more places than this is not told apart by a phrase."""

_TAIL: Final = 12
"""Characters after a figure that may belong to what it counts."""

_MARKS: Final = re.compile(r"[，,；;：:、。！？!?\n（）()\s]")


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
        if check_excerpt(metric_of(quantity, phrase)):
            return False
        return self._is_of_one_clause(quantity, start, phrase)

    def _is_of_one_clause(self, quantity: Quantity, start: int, phrase: str) -> bool:
        """Whether the phrase stands in no other clause; only where its numeral stands can it."""
        text, lead = self._text, quantity.num_start - start
        others = self._places(quantity)
        places = [at - lead for at in others if text.startswith(phrase, max(0, at - lead))]
        return len({clause(text, Place(at, at + len(phrase))) for at in places}) == 1


def _phrases(quantity: Quantity, name: str | None, text: str) -> Iterator[tuple[int, int]]:
    """Spans around a figure, the most telling first: with its name, with its clause, bare."""
    start, end = quantity.start, quantity.end
    marks = [m.end() for m in _MARKS.finditer(text, max(0, start - LONGEST), start)]
    clause = marks[-1] if marks else max(0, start - LONGEST)
    after = _MARKS.search(text, end, end + LONGEST)
    clause_end = min(after.start() if after else len(text), end + _TAIL)
    if name and text.startswith(name, end):
        yield start, end + len(name)
    starts = [start]
    if name and (place := text.rfind(name, clause, start)) >= 0:
        starts.insert(0, place)
    elif name and (place := text.find(name, end, clause_end + len(name))) >= 0:
        yield start, place + len(name)
    starts += marks[::-1]
    if quantity.change or (name and name not in text[clause : clause_end + len(name)]):
        starts.insert(0, clause)
    for begin in starts:
        yield begin, end
    for begin in starts:
        yield begin, clause_end


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
