"""Quantities of a Chinese text: every figure with its unit, hedge, movement and place.

A change is signed (同比下降36.77% is -36.77), a level is not (降至12起 is 12, direction down).
Offsets are half-open and count code points of the text as given.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from generator.evidence.amounts import Amount, amount_at, follower, joined
from generator.evidence.changes import Basis, Changes, Comparison, Movement, reached, shared
from generator.evidence.lexicon import WORDS, Direction, Qualifier, any_of, any_unless, inverted
from generator.evidence.masks import Masked, MaskReason, mask_at, masks_in
from generator.evidence.normalise import normalise
from generator.evidence.numerals import CHINESE, Number

_START = re.compile(
    f"[0-9{CHINESE}半]|[数几](?=[以十百千万亿])|翻(?=[了上]{{0,2}}.?番)|负(?=[0-9{CHINESE}])"
)
_NUMERALS = frozenset(f"0123456789{CHINESE}半")
_RUN = re.compile(f"[0-9]+|[{CHINESE}]+|半")
_NEGATIVE = re.compile(f"(?<![0-9A-Za-z%‰℃度点成半{CHINESE}])[-−－]$")
"""A minus; after a number or its unit it would be the dash of a range."""
_NO_LEVEL = frozenset(["%", "个百分点"])
"""Units of which less than nothing is a fall, since no share is."""
_NEGATIVE_UNITS = frozenset([*_NO_LEVEL, "摄氏度", "度"])
_FROM = re.compile("[从由自][^,。;!?\n]{0,4}$")
_AFTER_BARE = frozenset(WORDS["units_after_bare_magnitude"])
_COUNTED: Final = frozenset(WORDS["running_count"]["units"])
_COUNTING_VERB = re.compile(f"(?:{any_of(WORDS['running_count']['verbs'])})[^,。;:!?\\s]{{0,6}}$")
_COUNTED_NOUN = re.compile(any_of(WORDS["running_count"]["nouns"]))
_BEFORE: Final[dict[str, Qualifier]] = inverted(WORDS["before"])
_BEFORE_MAGNITUDE: Final[dict[str, Qualifier]] = inverted(WORDS["before_magnitude"])
_NOT_BEFORE = frozenset(WORDS["not_before"])
_LONGEST = max(map(len, _BEFORE))
_BEFORE_ENDS = frozenset(word[-1] for word in (*_BEFORE, *_BEFORE_MAGNITUDE))
_AFTER: Final[dict[str, Qualifier]] = inverted(WORDS["after"])
_AFTER_WORD = re.compile(
    any_unless({word: ends for words in WORDS["after"].values() for word, ends in words.items()})
)
_CLAUSE = 12  # characters searched back for a verb that counts on
_RISE = Movement("up", True)
_FALL = Movement("down", True)
_WITH_NOTHING = Comparison()


class Quantity(NamedTuple):
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
    return read(text)[0]


def read(text: str) -> tuple[list[Quantity], list[Masked]]:
    """The quantities, and every numeral that states none with its reason, in reading order."""
    reader = _Reader(normalise(text))
    found = _START.search(reader.text)
    if found is not None:
        reader.read(found.start())
    return reader.quantities, reader.masked


class _Reader:
    """One pass over a text, from numeral to numeral."""

    __slots__ = ("_changes", "_end", "_last", "_masks", "_next", "masked", "quantities", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.quantities: list[Quantity] = []
        self.masked: list[Masked] = []

    def read(self, first: int) -> None:
        """Read every numeral; the first one starts at `first`."""
        self._masks = masks_in(self.text)
        self._next = 0
        self._changes = Changes(self.text)
        self._last: tuple[int, str | None, Movement] | None = None
        self._end = 0
        self._end = self._read_at(first)
        while found := _START.search(self.text, self._end):
            self._end = self._read_at(found.start())

    def _read_at(self, start: int) -> int:
        """Read the numeral at an offset; the offset to read on from."""
        text = self.text
        amount = amount_at(text, start)
        if amount is None and text[start] not in _NUMERALS:
            return start + 1
        mask = self._mask_over(start)
        if mask is not None and not (amount and _yields(mask, amount)):
            return self._leave_out(*mask)
        if amount is not None and start > self._end and text[start - 1] in "第每":
            return self._led(amount)
        mask = mask_at(text, start)
        if mask is not None and (amount is None or amount.end <= mask.end):
            return self._leave_out(*mask)
        if amount is None:
            return self._no_unit(start)
        whole = self._whole(amount)
        return self._keep(whole) if isinstance(whole, Amount) else self._leave_out(*whole)

    def _mask_over(self, start: int) -> Masked | None:
        masks = self._masks
        while self._next < len(masks) and masks[self._next].end <= start:
            self._next += 1
        if self._next < len(masks) and self._end <= masks[self._next].start <= start:
            return masks[self._next]
        return None

    def _leave_out(self, start: int, end: int, reason: MaskReason) -> int:
        self.masked.append(Masked(start, end, reason))
        return end

    def _no_unit(self, start: int) -> int:
        run = _RUN.match(self.text, start)
        return self._leave_out(start, run.end() if run else start + 1, "no_unit")

    def _whole(self, first: Amount) -> Amount | Masked:
        """An amount, together with the upper bound after it if there is one."""
        start = follower(self.text, first.end)
        if start is None:
            return first
        second = amount_at(self.text, start)
        mask = self._mask_over(start) or mask_at(self.text, start)
        if mask is not None and (second is None or second.end <= mask.end):
            shared_label = first.unit is None and mask.start == start
            return Masked(first.start, mask.end, mask.reason) if shared_label else first
        if second is None or (second.unit and self._two_levels(first)):
            return first
        return joined(first, second) or first

    def _two_levels(self, first: Amount) -> bool:
        """Whether 至 or 到 after an amount leads to a new level, not to an upper bound."""
        text = self.text
        if first.unit is None or text[first.end] not in "至到":
            return False
        start, _ = _hedged_before(text, first.start, magnitude=False)
        movement = self._changes.before(start)
        if movement is not None and movement.change:
            return True
        return _FROM.search(text[max(0, start - 5) : start]) is not None

    def _led(self, first: Amount) -> int:
        """Read what follows 每 or 第: a running count after certain verbs, otherwise no figure."""
        whole = self._whole(first)
        start, end = first.start - 1, whole.end
        if self.text[start] == "每":
            return self._leave_out(start, end, "denominator")
        if not isinstance(whole, Amount) or whole.upper is not None or not self._runs(whole):
            return self._leave_out(start, end, "ordinal")
        self._add(whole, start, end, None, None, ordinal=True)
        return end

    def _runs(self, ordinal: Amount) -> bool:
        """Whether an ordinal counts on: 收到的第七面, 第七面锦旗."""
        if ordinal.unit not in _COUNTED:
            return False
        before_it = self.text[max(0, ordinal.start - 1 - _CLAUSE) : ordinal.start - 1]
        noun = _COUNTED_NOUN.match(self.text, ordinal.end)
        return noun is not None or _COUNTING_VERB.search(before_it) is not None

    def _keep(self, amount: Amount) -> int:
        """Take an amount as a quantity if it counts something."""
        text = self.text
        weak = amount.form == "bare" or text[amount.start] == "半"
        start, early = _hedged_before(text, amount.start, magnitude=weak)
        if start < self._end:  # the word belongs to the quantity before
            start, early = amount.start, None
        end, late = _hedged_after(text, amount.end)
        if not _counts(amount, early or amount.qualifier or late):
            return self._no_unit(amount.start)
        if _is_negative(text, amount):
            amount.value, amount.start = -amount.value, amount.start - 1
            start = min(start, amount.start)
        movement = self._movement(amount, start, end)
        if movement == _RISE and amount.value < 0:
            movement = _FALL
        self._add(amount, start, end, early or amount.qualifier or late, movement)
        self._last = None if movement is None else (end, amount.unit, movement)
        return end

    def _movement(self, amount: Amount, start: int, end: int) -> Movement | None:
        if amount.form == "fold":
            return Movement("up", False)
        if amount.value < 0 and amount.unit in _NO_LEVEL:
            return _FALL
        movement = self._changes.before(start) or self._changes.after(end)
        if movement is not None or self._last is None:
            return movement
        last_end, unit, last = self._last
        if unit in (None, amount.unit) and shared(self.text, last_end, start):
            return last
        if last.change and reached(self.text, last_end, start):
            return Movement(last.direction, False)
        return None

    def _add(
        self,
        amount: Amount,
        start: int,
        end: int,
        qualifier: Qualifier | None,
        movement: Movement | None,
        ordinal: bool = False,
    ) -> None:
        value, upper = amount.value, amount.upper
        if movement == _FALL:
            value, upper = _below_zero(value, upper)
        compared = _WITH_NOTHING if movement is None else self._changes.comparison(start)
        quantity = Quantity(
            value,
            upper,
            amount.unit,
            qualifier,
            compared.basis,
            compared.base_year,
            None if movement is None else movement.direction,
            movement is not None and movement.change,
            start,
            end,
            amount.start,
            amount.num_end,
            ordinal,
        )
        self.quantities.append(quantity)


def _hedged_before(text: str, start: int, *, magnitude: bool) -> tuple[int, Qualifier | None]:
    """Where a quantity starts whose core starts at `start`, and what the word there says.

    `magnitude` allows the words that hedge only 半 and a bare magnitude: 上百, 过半.
    """
    end = start - 1 if text[start - 1 : start] == " " else start
    if text[end - 1 : end] not in _BEFORE_ENDS:
        return start, None
    for length in range(min(_LONGEST, end), 0, -1):
        word = text[end - length : end]
        qualifier = _BEFORE.get(word)
        if qualifier is None and magnitude:
            qualifier = _BEFORE_MAGNITUDE.get(word)
        if qualifier and text[max(0, end - length - 1) : end] not in _NOT_BEFORE:
            return end - length, qualifier
    return start, None


def _hedged_after(text: str, end: int) -> tuple[int, Qualifier | None]:
    """Where a quantity ends whose core ends at `end`, and what the word there says."""
    found = _AFTER_WORD.match(text, end)
    return (end, None) if found is None else (found.end(), _AFTER[found[0]])


def _below_zero(value: Number, upper: Number | None) -> tuple[Number, Number | None]:
    if upper is None:
        return min(value, -value), None
    return -upper, -value


def _yields(mask: Masked, amount: Amount) -> bool:
    """Whether a set phrase or quoted name gives way to the amount in it."""
    if mask.reason == "quoted_name":
        return amount.form == "zero"
    return mask.start == amount.start and amount.end > mask.end


def _counts(amount: Amount, qualifier: Qualifier | None) -> bool:
    """Whether an amount says how many of something there are."""
    if amount.form == "word":
        return amount.unit is not None or amount.qualifier == "over"
    if amount.form == "bare":
        return qualifier is not None or amount.unit in _AFTER_BARE
    return True


def _is_negative(text: str, amount: Amount) -> bool:
    if amount.unit not in _NEGATIVE_UNITS:
        return False
    sign = text[max(0, amount.start - 2) : amount.start]
    return _NEGATIVE.search(sign) is not None
