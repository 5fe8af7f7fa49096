"""Which quantities of an article are figures of a programme, and why the others are not.

Nothing is dropped in silence: every numeral ends as proposed, doubtful or left out with a reason.
What concerns a single person or case is left out by offset and reason alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, NamedTuple

from generator.draft import FILTER
from generator.draft.article import Article
from generator.draft.furniture import Passage
from generator.evidence.lexicon import any_of, any_unless
from generator.evidence.masks import Masked
from generator.evidence.normalise import normalise
from generator.evidence.quantities import Quantity, read

PRIVATE: Final = frozenset(["individual", "case_narrative", "one_off"])
"""Reasons that may concern a person: nothing of the text is repeated."""

_MOST: Final = 20
"""Equal figures kept before with which another is compared."""

_NESTED: Final = 8
"""Spans of page furniture before an offset that may reach over it."""

_REACH: Final = 400
"""Characters of a sentence on either side of a figure that are looked at."""

_LONG_CLAUSE: Final = 100
"""Characters of a clause on either side of a figure that are looked at."""

_LARGE_SUM: Final = 10_000
"""元 from which a sum is seldom that of a single case."""

_TALLY: Final = 3
_MANY: Final = 10
"""Counts of a sentence that sums up work, and how large most of them are."""

_HEADING: Final = 40
"""Characters that a heading has at most."""

_SENTENCE: Final = re.compile(r"[。！？!?\n]")
_CLAUSE: Final = re.compile(r"[，,；;：:。！？!?\n]")
_CLOCK: Final = re.compile(
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:时(?!间)|点)[0-9许分左半]?"
)
_SOMEBODY: Final = re.compile(r"[一-龥]某(?:某)?(?![些个种项])")
_CHINESE_NUMERAL: Final = re.compile("[一二两三四五六七八九十]+")


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(any_of(FILTER[key]))


_INDIVIDUALS, _AGGREGATE = _pattern("individuals"), _pattern("aggregate")
_CERTAIN, _POINTS = _pattern("certain_story"), _pattern("points")
_STORY, _DEPLOYMENT, _EACH = _pattern("story"), _pattern("deployment"), _pattern("per_each")
_SERVICE, _AFTER = _pattern("service"), _pattern("after_a_duration")
_LENGTH, _QUALITATIVE = _pattern("single_length"), _pattern("qualitative")
_SEIZED, _AWARD = _pattern("seized"), _pattern("award")
_DISTANCE, _SUM = _pattern("distance_of_a_programme"), _pattern("sum_of_a_programme")
_UNCOUNTED = _pattern("countable_without_unit")
_AIM = re.compile(f"(?:{any_of(FILTER['aims'])})[^,，;；]{{0,10}}$")
_SLOGAN = re.compile(f'[^,，;；。!?]{{0,24}}?[”"」]?(?:{any_of(FILTER["after_a_slogan"])})')
_LANDSCAPE = _pattern("landscape")
_PLAN = re.compile(any_of(FILTER["plans"]))
_PLANNED = re.compile(f"(?:{any_of(FILTER['plans_of_clause'])})[^,，;；]{{0,12}}$")
_ELSEWHERE = re.compile(any_unless(FILTER["elsewhere"]))
_WITHOUT_CASES = re.compile('(?:保持|实现|做到|达到)?[“"「]?[零无未]')
_SESSION, _PLOT = _pattern("after_a_session"), _pattern("after_a_plot")


class LeftOut(NamedTuple):
    """A numeral that is no figure of a programme; `text` is None where it may concern a person."""

    start: int
    end: int
    text: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A quantity that an editor should see; `doubtful` says why it may not be a figure."""

    quantity: Quantity
    doubtful: str | None


class Sifted(NamedTuple):
    """What is proposed and what is left out, both in reading order."""

    statements: list[Statement]
    left_out: list[LeftOut]


class Sieve:
    """Reads one article sentence by sentence and tells figures of a programme from the rest."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = normalise(article.text)
        self.quantities, self._numerals = read(article.text)
        self._furniture = sorted(article.furniture, key=lambda span: span.start)

    @cached_property
    def _starts(self) -> list[int]:
        return [quantity.start for quantity in self.quantities]

    @cached_property
    def _ends(self) -> list[int]:
        return [found.start() for found in _SENTENCE.finditer(self.text)]

    @cached_property
    def _marks(self) -> list[int]:
        return [found.start() for found in _CLAUSE.finditer(self.text)]

    def sift(self, part_of: Callable[[int], int] = lambda _: 0) -> Sifted:
        """Every numeral of the article, proposed or left out.

        `part_of` numbers the part that an offset is in: a figure repeats those of its part alone.
        """
        self._part_of = part_of
        self._kept: dict[tuple[object, ...], list[Quantity]] = {}
        left = [self._masked(mask) for mask in self._numerals]
        for quantity in self.quantities:
            reason = self._reason(quantity) or self._repeat(quantity, left)
            if reason is not None:
                left.append(self._left(quantity.start, quantity.end, reason))
            else:
                self._kept.setdefault(self._said(quantity), []).append(quantity)
        left += self._without_numbers()
        kept = sorted((q for same in self._kept.values() for q in same), key=lambda q: q.start)
        return Sifted([Statement(q, self._doubt(q)) for q in kept], sorted(left))

    def _repeat(self, quantity: Quantity, left: list[LeftOut]) -> str | None:
        """Why a figure that was kept before is not kept again; a heading gives way to the body.

        Within one sentence the same number counts another thing: 2名教师、2名保安.
        """
        kept = self._kept.get(self._said(quantity), [])
        near, sentence = self._near(quantity), self.sentence_start(quantity.start)
        earlier = [q for q in kept[-_MOST:] if q.start < sentence]
        same = next((q for q in earlier if _alike(near, self._near(q))), None)
        if same is None:
            return None
        if not self._is_heading(same):
            return "repeat"
        kept.remove(same)
        left.append(self._left(same.start, same.end, "heading_repeat"))
        return None

    def _said(self, quantity: Quantity) -> tuple[object, ...]:
        part = self._part_of(quantity.start)
        return part, quantity.value, quantity.value_max, quantity.unit, quantity.change

    def _left(self, start: int, end: int, reason: str) -> LeftOut:
        shown = None if reason in PRIVATE else self.article.text[start:end]
        return LeftOut(start, end, shown, reason)

    def _masked(self, mask: Masked) -> LeftOut:
        span = self._span(mask.start)
        reason = span.reason if span else mask.reason
        if reason == "no_unit" and self._is_story(mask.start):
            reason = "case_narrative"
        return self._left(mask.start, mask.end, reason)

    def _without_numbers(self) -> Iterator[LeftOut]:
        for found in _QUALITATIVE.finditer(self.text):
            if self._span(found.start()) is None:
                yield self._left(*found.span(), "qualitative")

    def _span(self, offset: int) -> Passage | None:
        place = bisect_right(self._furniture, offset, key=lambda span: span.start)
        before = self._furniture[max(0, place - _NESTED) : place]
        return next((span for span in before if offset < span.end), None)

    def _reason(self, quantity: Quantity) -> str | None:
        """The first reason to leave a quantity out."""
        span = self._span(quantity.start)
        if span is not None:
            return span.reason
        found = (rule(self, quantity) for rule in _RULES)
        return next((reason for reason in found if reason is not None), None)

    def _doubt(self, quantity: Quantity) -> str | None:
        clause = self.clause(quantity)
        if "每" in clause[: quantity.start - self.clause_start(quantity)]:
            return "per_each"
        if _ELSEWHERE.search(clause):
            return "elsewhere"
        if quantity.unit in FILTER["sums"] and not _SUM.search(clause):
            return "sum"
        return (
            "area" if quantity.unit and quantity.unit.endswith(("亩", "平方公里", "公顷")) else None
        )

    def _near(self, quantity: Quantity) -> str:
        return self.before(quantity, 8) + "|" + self.after(quantity, 4)

    def _is_heading(self, quantity: Quantity) -> bool:
        """A short line without a full stop."""
        begin = max(0, quantity.start - _REACH)
        start = max(begin, self.text.rfind("\n", begin, quantity.start) + 1)
        end = self.text.find("\n", quantity.end, quantity.end + _REACH)
        line = self.text[start : quantity.end + _REACH if end < 0 else end]
        return len(line.strip()) < _HEADING and "。" not in line

    def sentence(self, quantity: Quantity) -> str:
        """The sentence that a quantity stands in; of a very long one the part around it."""
        return self.text[self.sentence_start(quantity.start) : self._end(quantity, self._ends)]

    def sentence_start(self, offset: int) -> int:
        """Where the sentence around an offset begins."""
        return _start(self._ends, offset)

    def clause_start(self, quantity: Quantity) -> int:
        """Where the clause around a quantity begins; of a very long one, near the quantity."""
        return max(_start(self._marks, quantity.start), quantity.start - _LONG_CLAUSE)

    def clause(self, quantity: Quantity) -> str:
        """The clause that a quantity stands in; of a very long one, the part around it."""
        end = min(self._end(quantity, self._marks), quantity.end + _LONG_CLAUSE)
        return self.text[self.clause_start(quantity) : end]

    def _end(self, quantity: Quantity, marks: list[int]) -> int:
        place = bisect_left(marks, quantity.end)
        end = marks[place] if place < len(marks) else len(self.text)
        return min(end, quantity.end + _REACH)

    def before(self, quantity: Quantity, length: int) -> str:
        """What stands before a quantity in its sentence."""
        start = max(self.sentence_start(quantity.start), quantity.start - length)
        return self.text[start : quantity.start]

    def after(self, quantity: Quantity, length: int) -> str:
        """What stands after a quantity."""
        return self.text[quantity.end : quantity.end + length]

    def _is_story(self, offset: int) -> bool:
        place = bisect_left(self._ends, offset)
        end = self._ends[place] if place < len(self._ends) else len(self.text)
        sentence = self.text[self.sentence_start(offset) : min(end, offset + _REACH)]
        return _STORY.search(sentence) is not None or _SOMEBODY.search(sentence) is not None

    def counted(self, start: int, end: int) -> list[Quantity]:
        """The quantities between two offsets that count people or things, or days without cases."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        here = self.quantities[first:last]
        return [q for q in here if _counts_events(q) or q.unit in FILTER["durations"]]

    def is_tally(self, quantity: Quantity) -> bool:
        """Whether its sentence sums up work: several counts, most of them above a single case's."""
        start = self.sentence_start(quantity.start)
        here = self.counted(start, self._end(quantity, self._ends))
        counts = [q for q in here if _counts_events(q)]
        many = [q for q in counts if _size(q) >= _MANY]
        return len(counts) >= _TALLY and len(many) * 2 > len(counts)

    def is_aggregate(self, quantity: Quantity) -> bool:
        """Whether a word before it says that many are counted together."""
        start = self.sentence_start(quantity.start)
        return _AGGREGATE.search(self.text, start, quantity.start) is not None


def _counts_events(quantity: Quantity) -> bool:
    """Whether a quantity counts people or things, neither time nor money nor a share."""
    unit = quantity.unit
    other = (*FILTER["durations"], *FILTER["sums"], *FILTER["weather_and_ages"])
    return unit is not None and not quantity.change and unit not in ("%", "ratio", *other)


def _size(quantity: Quantity) -> Fraction:
    return abs(Fraction(quantity.value))


def _start(marks: list[int], offset: int) -> int:
    place = bisect_left(marks, offset)
    return max(marks[place - 1] + 1 if place else 0, offset - _REACH)


def _alike(first: str, second: str) -> bool:
    """Whether two surroundings name the same thing: they share two characters in a row."""
    pairs = {first[n : n + 2] for n in range(len(first) - 1)}
    return any(second[n : n + 2] in pairs for n in range(len(second) - 1))


def _zero(sieve: Sieve, quantity: Quantity) -> str | None:
    """A nought of a slogan or an aim, or one that only says what another figure counts."""
    if quantity.value != 0 or quantity.change:
        return None
    if _AIM.search(sieve.before(quantity, 12)) or _SLOGAN.match(sieve.after(quantity, 30)):
        return "slogan"
    start = sieve.clause_start(quantity)
    return "said_with_figure" if sieve.counted(start, quantity.start) else None


def _unit(sieve: Sieve, quantity: Quantity) -> str | None:
    if quantity.unit is None:
        large = _size(quantity) >= 10_000
        counted = _UNCOUNTED.match(sieve.after(quantity, 4)) is not None
        zero = quantity.value == 0
        return None if zero or (large and counted) else "no_unit"
    seized = quantity.unit in FILTER["weights"] and _SEIZED.search(sieve.clause(quantity))
    return "unit_class" if quantity.unit in FILTER["weather_and_ages"] and not seized else None


def _numbered(sieve: Sieve, quantity: Quantity) -> str | None:
    """Sessions and issues that bear their number (二十届三中全会, 2022年5期), and 万亩花海."""
    bare = sieve.text[quantity.num_start : quantity.num_end] in ("百", "千", "万")
    if bare and quantity.unit == "亩":
        return "set_phrase"
    if quantity.unit == "届":
        return "set_phrase" if _SESSION.match(sieve.after(quantity, 4)) else None
    issue = quantity.unit == "期" and sieve.before(quantity, 1) == "年"
    return "set_phrase" if issue else None


def _award(sieve: Sieve, quantity: Quantity) -> str | None:
    few = quantity.unit in (*FILTER["people"], "个", "家", "件")
    return "award" if few and _AWARD.search(sieve.sentence(quantity)) else None


def _animal(sieve: Sieve, quantity: Quantity) -> str | None:
    told = quantity.unit in FILTER["animals"] and not sieve.is_aggregate(quantity)
    return "case_narrative" if told else None


def _geography(sieve: Sieve, quantity: Quantity) -> str | None:
    return "geography" if _LANDSCAPE.match(sieve.after(quantity, 6)) else None


def _plan(sieve: Sieve, quantity: Quantity) -> str | None:
    """What is still to come: 下一步将再建3个驿站, 力争下降10%."""
    before = sieve.before(quantity, _REACH)
    clause = sieve.text[sieve.clause_start(quantity) : quantity.start]
    return "plan" if _PLAN.search(before) or _PLANNED.search(clause) else None


def _duration(sieve: Sieve, quantity: Quantity) -> str | None:
    if quantity.unit not in FILTER["durations"] or _WITHOUT_CASES.match(sieve.after(quantity, 8)):
        return None
    if _LENGTH.search(sieve.before(quantity, 6)):
        return "one_off"
    served = _SERVICE.search(sieve.clause(quantity)) is not None
    return None if served and not _AFTER.match(sieve.after(quantity, 2)) else "duration"


def _measure(sieve: Sieve, quantity: Quantity) -> str | None:
    clause = sieve.clause(quantity)
    if quantity.unit in FILTER["distances"]:
        return None if _DISTANCE.search(clause) else "distance"
    if quantity.unit in FILTER["sums"] and not _PLOT.match(sieve.after(quantity, 4)):
        large = _size(quantity) >= _LARGE_SUM
        return None if large or _SUM.search(clause) else "small_sum"
    return None


def _person(sieve: Sieve, quantity: Quantity) -> str | None:
    if quantity.unit not in FILTER["people"] or quantity.unit == "人次":
        return None
    counted = _INDIVIDUALS.match(sieve.after(quantity, 8).lstrip("的"))
    named = _INDIVIDUALS.search(sieve.before(quantity, 8))
    together = sieve.is_aggregate(quantity) or sieve.is_tally(quantity)
    if (counted or named) and not together and _size(quantity) < 20:
        return "individual"
    return None


def _counted_off(sieve: Sieve, quantity: Quantity) -> str | None:
    """Points of a speech (三个重点时段) and titles of lists (十大亮点品牌)."""
    if quantity.unit == "类" and quantity.value <= 12:
        return "set_phrase"
    if quantity.unit != "个" or quantity.value > 12:
        return None
    after = sieve.after(quantity, 6)
    points = _POINTS.match(after) or _POINTS.match(after, 2)
    return "set_phrase" if points else None


def _story(sieve: Sieve, quantity: Quantity) -> str | None:
    """A quantity within the account of a single case."""
    sentence = sieve.sentence(quantity)
    if _CERTAIN.search(sentence) or _SOMEBODY.search(sentence):
        return "case_narrative"
    if quantity.change or quantity.unit == "%" or sieve.is_tally(quantity):
        return None
    if _STORY.search(sentence) and not sieve.is_aggregate(quantity):
        return "case_narrative"
    clock = _CLOCK.search(sentence)
    small = _size(quantity) < 20 and quantity.unit != "%"
    if clock and small and not sieve.is_aggregate(quantity) and not _DEPLOYMENT.search(sentence):
        return "case_narrative"
    return None


def _small(sieve: Sieve, quantity: Quantity) -> str | None:
    """Small numerals in words are mostly idiom; those that deploy or sum up are not."""
    if quantity.unit == "%" or quantity.change or quantity.ordinal or quantity.unit == "ratio":
        return None
    printed = sieve.text[quantity.num_start : quantity.num_end]
    if _CHINESE_NUMERAL.fullmatch(printed) is None or quantity.value > 10:
        return None
    clause = sieve.clause(quantity)
    each = _EACH.search(sieve.before(quantity, 10)) is not None
    if each or (quantity.unit in FILTER["durations"]):
        return None
    deployed = _DEPLOYMENT.search(sieve.before(quantity, 14)) is not None
    summed = sieve.is_aggregate(quantity)
    if quantity.value <= 2:
        spread = re.search("[每各]", sieve.sentence(quantity)) is not None
        return None if deployed and (quantity.value == 2 or spread) else "small_numeral"
    return None if deployed or summed or _DEPLOYMENT.search(clause) else "small_numeral"


_RULES: Final = (
    *(_zero, _unit, _numbered, _award, _counted_off, _geography, _plan, _duration, _measure),
    *(_person, _animal, _story, _small),
)
"""Why a quantity is no figure of a programme; the first that applies is told."""
