"""Movement of a quantity: direction, change or new level, and what it is compared with."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final, Literal, NamedTuple

from generator.evidence.lexicon import WORDS, Direction, any_of, inverted
from generator.evidence.numerals import CHINESE

Basis = Literal["yoy", "mom"]

_VERBS: Final[dict[str, Direction]] = inverted(WORDS["verbs"])
_SHORT: Final[dict[str, Direction]] = inverted(WORDS["short_verbs"])
_NOUNS: Final[dict[str, Direction]] = inverted(WORDS["change_nouns"])
_COMPARED: Final[dict[str, Direction]] = inverted(WORDS["compared"])
_WORD = re.compile(any_of([*_VERBS, *_SHORT, *_NOUNS, *_COMPARED, *WORDS["not_verbs"]]))
_THEN = f"(?:(?:19|20)[0-9]{{2}}年|{any_of(WORDS['level_fillers'])})"
_NOUN_TAIL = re.compile(" ?(?:分别)?(?:高?达到?|为|是|在)?了? ?")
_VERB_TAIL = re.compile(
    f"(?P<noun>幅度|率|比例)|(?P<level>(?:[至到]|为)了?{_THEN}?(?:同期)?的? ?)|(?:高?达到?)?了? ?"
)
_OBJECT = re.compile(
    rf"[^\W\dA-Za-z_{CHINESE}的至到为由从比较共有每均达于了并等]{{1,6}}(?P<to>[至到])?"
)
_COMPARISON = re.compile("(?:较|比(?!例|重|武|赛)|环比)[^,。;!?\n]*$")
_AFTER = re.compile(f"的(?:同比|环比)?(?P<noun>{any_of(_NOUNS)})")
_AND = re.compile(" ?(?:[、和与及]|以及) ?")
_SENTENCE_END = re.compile("[。;!?\n]")
_REACHED = frozenset(["至", "到", ",至", ",到"])
_CLAUSE = 24  # characters searched back for 比
_SENTENCE = 200  # characters a comparison reaches
_LONGEST_OBJECT = 7  # characters between verb and number
_YEAR = re.compile("(?:19|20)[0-9]{2}(?=年)")


def _basis_pattern() -> re.Pattern[str]:
    words = WORDS["basis"]
    year = "(?:19|20)[0-9]{2}年"
    than, paired = any_of(words["comparators"]), any_of(words["paired_comparators"])
    forms = []
    for basis, year_form in (("yoy", f"|{year}"), ("mom", "")):
        period = f"(?:{any_of(words[basis]['periods'])}{year_form})"
        forms.append(
            f"(?P<{basis}>(?:{any_of(words[basis]['words'])})(?:{year})?|(?:{than}){period}"
            f"|(?:{paired}){period}[^,。;!?\n]{{0,8}}?[比较])"
        )
    return re.compile("|".join([any_of(words["not_words"]), *forms]))


_BASIS = _basis_pattern()


_BOTH = re.compile(
    f"(?:{any_of(WORDS['basis']['mom']['periods'])})的?(?:{any_of(WORDS['basis']['yoy']['words'])})"
    "[^,。;!?\\n]{0,8}$"
)


class Movement(NamedTuple):
    """Which way a quantity moved; `change` is true for an amount of change, not for a new level."""

    direction: Direction
    change: bool


class _Verb(NamedTuple):
    """A verb of change and where the number may follow it."""

    end: int
    movement: Movement
    takes_object: bool


class Comparison(NamedTuple):
    """What a movement is measured against; `base_year` where the text names one."""

    basis: Basis | None = None
    base_year: int | None = None


class Changes:
    """The verbs of change and the comparisons of one text, asked from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._verbs = [verb for found in _WORD.finditer(text) if (verb := _verb(text, found))]
        self._next = self._next_basis = 0

    def before(self, start: int) -> Movement | None:
        """The movement that a verb states for the quantity at `start`.

        The verb stands right before it, or with its object between: 缩短出警时间30%.
        """
        verbs = self._verbs
        while self._next < len(verbs) and verbs[self._next].end <= start:
            self._next += 1
        if not self._next:
            return None
        verb = verbs[self._next - 1]
        if verb.end == start:
            return verb.movement
        if not verb.takes_object or start - verb.end > _LONGEST_OBJECT:
            return None
        found = _OBJECT.fullmatch(self._text, verb.end, start)
        if found is None:
            return None
        return Movement(verb.movement.direction, not found["to"])

    def after(self, end: int) -> Movement | None:
        """The movement that a noun states for the quantity before it: 12%的降幅."""
        found = _AFTER.match(self._text, end)
        return None if found is None else Movement(_NOUNS[found["noun"]], True)

    def comparison(self, start: int) -> Comparison:
        """The nearest comparison before `start` in its sentence."""
        bases = self._bases
        while self._next_basis < len(bases) and bases[self._next_basis].end() <= start:
            self._next_basis += 1
        if not self._next_basis:
            return Comparison()
        nearest = bases[self._next_basis - 1]
        reach = start - nearest.end()
        if reach > _SENTENCE or _SENTENCE_END.search(self._text, nearest.end(), start):
            return Comparison()
        year = _YEAR.search(nearest[0])
        own = nearest["yoy"] and not says_both(self._text, nearest.end())
        return Comparison("yoy" if own else "mom", int(year[0]) if year else None)

    @cached_property
    def _bases(self) -> list[re.Match[str]]:
        return [found for found in _BASIS.finditer(self._text) if found.lastgroup]


def says_both(text: str, end: int) -> bool:
    """Whether the words before `end` compare with the month before and call it 同比: 较上月同比."""
    return _BOTH.search(text, max(0, end - _CLAUSE), end) is not None


def shared(text: str, end: int, start: int) -> bool:
    """Whether a quantity at `start` shares the verb of the one that ends at `end`: 30%和12%."""
    return _AND.fullmatch(text, end, start) is not None


def reached(text: str, end: int, start: int) -> bool:
    """Whether the quantity at `start` is the level reached by the change before it: 12%至88起."""
    return text[end:start] in _REACHED


def _verb(text: str, found: re.Match[str]) -> _Verb | None:
    word, end = found[0], found.end()
    if direction := _NOUNS.get(word):
        return _noun(text, end, direction)
    if direction := _COMPARED.get(word):
        clause = text[max(0, found.start() - _CLAUSE) : found.start()]
        if not _COMPARISON.search(clause):
            return None
    direction = direction or _VERBS.get(word) or _SHORT.get(word)
    if direction is None:
        return None
    tail = _VERB_TAIL.match(text, end)
    if tail is None:
        return _Verb(end, Movement(direction, True), False)
    if tail["noun"]:
        return _noun(text, tail.end(), direction)
    takes_object = word not in _SHORT and not tail["level"]
    return _Verb(tail.end(), Movement(direction, not tail["level"]), takes_object)


def _noun(text: str, end: int, direction: Direction) -> _Verb:
    tail = _NOUN_TAIL.match(text, end)
    return _Verb(tail.end() if tail else end, Movement(direction, True), False)
