"""Quantities of a Chinese text: every figure with its unit, hedge, movement and place.

A change is signed (同比下降36.77% is -36.77), a level is not (降至12起 is 12, direction down).
Offsets are half-open and count code points of the text as given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from generator.evidence.amounts import Amount, amount_at, follower, joined
from generator.evidence.changes import Basis, Changes, Comparison, Movement, reached, shared
from generator.evidence.hedges import after, before
from generator.evidence.lexicon import WORDS, Direction, Qualifier, any_of
from generator.evidence.masks import Masked, Reason, mask_at, masks_in
from generator.evidence.normalise import normalise
from generator.evidence.numerals import CHINESE, Number
from generator.evidence.units import fold

__all__ = ["Masked", "Quantity", "fold", "normalise", "numerals", "parse", "same_amount"]

_START = re.compile(
    f"[0-9{CHINESE}半]|[数几](?=[以十百千万亿])|翻(?=[了上]{{0,2}}.?番)|负(?=[0-9{CHINESE}])"
)
_RUN = re.compile(f"[0-9]+|[{CHINESE}]+|半")
_NEGATIVE = re.compile(r"(?:^|[\s(:为是达率])[-−]$")
_NEGATIVE_UNITS = frozenset(["%", "摄氏度", "度", "个百分点"])
_FROM = re.compile("[从由自][^,。;!?\n]{0,4}$")
_AFTER_BARE = frozenset(WORDS["units_after_bare_magnitude"])
_COUNTED: Final = frozenset(WORDS["running_count"]["units"])
_COUNTING_VERB = re.compile(
    f"(?:{any_of(WORDS['running_count']['verbs'])})[^,。;:!?\\s]{{0,6}}$"
)
_COUNTED_NOUN = re.compile(any_of(WORDS["running_count"]["nouns"]))
_CLAUSE = 12


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure as the text states it.

    `start` to `end` runs from approximator or 第 to unit or 以上; `num_start` to `num_end` is the
    numeral with its magnitude and %. `value_max` is the upper bound of a range, `change` tells a
    signed change from a level, `ordinal` marks a running count (第七面锦旗).
    """

    value: Number
    value_max: Number | None
    unit: str | None
    qualifier: Qualifier | None
    basis: Basis | None
    base_year: int | None
    direction: Direction | None
    change: bool
    start: int
    end: int
    num_start: int
    num_end: int
    ordinal: bool = False


def parse(text: str) -> list[Quantity]:
    """Every quantity of the text, in reading order."""
    return _read(text).quantities


def numerals(text: str) -> list[Masked]:
    """Every numeral of the text that states no quantity, in reading order, with the reason."""
    return _read(text).masked


def same_amount(
    value: Number, unit: str | None, other_value: Number, other_unit: str | None
) -> bool:
    """Whether two amounts are equal once units are folded and ratios are percentages."""
    return _comparable(value, unit) == _comparable(other_value, other_unit)


def _comparable(value: Number, unit: str | None) -> tuple[Number, str | None]:
    value, unit = fold(value, unit)
    return (value * 100, "%") if unit == "ratio" else (value, unit)


def _read(text: str) -> _Reader:
    plain = normalise(text)
    reader = _Reader(plain)
    found = _START.search(plain)
    if found is not None:
        reader.read(found.start())
    return reader


class _Reader:
    """One pass over a text, from numeral to numeral."""

    __slots__ = ("_changes", "_last", "_masks", "_next", "masked", "quantities", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.quantities: list[Quantity] = []
        self.masked: list[Masked] = []

    def read(self, first: int) -> None:
        """Read every numeral; the first one starts at `first`."""
        self._masks = masks_in(self.text)
        self._next = 0
        self._changes = Changes(self.text)
        position = self._read_at(first)
        while found := _START.search(self.text, position):
            position = self._read_at(found.start())

    def _read_at(self, start: int) -> int:
        """Read the numeral at an offset; the offset to read on from."""
        amount = amount_at(self.text, start)
        mask = self._mask_over(start)
        if mask is not None and not _yields(mask, amount):
            return self._leave_out(*mask)
        previous = self.text[start - 1 : start]
        if amount is None:
            return self._no_unit(start)
        amount = self._range(amount)
        if previous == "第":
            return self._ordinal(amount)
        if previous == "每":
            return self._leave_out(start - 1, amount.end, "denominator")
        mask = mask_at(self.text, start)
        if mask is not None and amount.end <= mask.end:
            return self._leave_out(*mask)
        return self._keep(amount)
