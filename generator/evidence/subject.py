"""What a figure counts: the noun that it belongs to, found without a parser.

Chinese compounds end in their head: 盗窃牲畜案件 are cases, of theft, and no animals. So a term
names a figure only where it is, or ends, the noun phrase nearest to it:

- the one after the measure word (24名民警), up to the next verb, where one follows;
- else the one before the number (盗窃警情42起, 110警情同比下降18%), with nothing between but words
  that fill (共, 同比, 分别), time and manner (在专项行动期间), or the verb of an object put first;
- of as many names as numbers the one in the same place (刑事、治安警情分别下降22%、19%);
- and where the clause names nothing, the one that the clause before it counts or speaks of
  (刑事警情399起，同比下降36.77%).

A term may be split by further modifiers: 盗窃案件 stands in 盗窃牲畜案件, with the head at its end.
A verb that is a term (破获, 走访) may be followed by its object.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from generator.evidence.lexicon import WORDS, any_of, any_unless
from generator.evidence.normalise import normalise
from generator.evidence.quantities import Quantity

_WORDS: Final = WORDS["counted"]
_QUOTES: Final = re.compile("[《》“”\"'‘’]")
_MARK: Final = re.compile(r"[,，;；:。!?…()\[\]【】|\n](?<![0-9][,，](?=[0-9]))")
_SENTENCE_MARKS: Final = frozenset("。!?\n")
_AND: Final = re.compile("[、和与及]|以及")
_ADVERBIAL: Final = (
    f"(?!同比|环比)(?:{any_of(_WORDS['adverbials_from'])})[^,，。;；、]{{1,20}}?"
    f"(?:{any_of(_WORDS['adverbials_to'])})"
)


def _movements(*kinds: str) -> list[str]:
    return [word for kind in kinds for group in WORDS[kind].values() for word in group]


def _fillers(fillers: list[str]) -> str:
    words = _movements("verbs", "short_verbs", "change_nouns", "compared") + fillers
    basis = WORDS["basis"]
    words += [*basis["comparators"], *basis["yoy"]["periods"], *basis["mom"]["periods"]]
    weak = "|(?<!行)为" if "为" in fillers else ""
    named = any_of(word for word in words if word != "为")
    return rf"(?>(?:[0-9]{{1,4}}(?:年度?|月份?|日|季度))+[至到-]?|{named}{weak}|[\s~+-])"


def _verbs() -> str:
    verbs, nouns = [*_WORDS["verbs"], *_WORDS["acts"]], any_of(_WORDS["verbs_not_before"])
    light, short = any_of(_WORDS["light_verbs"]), any_unless(_WORDS["short_verbs"])
    return f"{light}|(?:{any_of(verbs)})(?!{nouns})|{short}"


_FILL: Final = _fillers(_WORDS["fillers"])
_VERBS: Final = _verbs()
_VERB_KINDS: Final = ("light_verbs", "verbs", "acts", "short_verbs")
_VERB_LETTERS: Final = "".join(sorted({word[0] for kind in _VERB_KINDS for word in _WORDS[kind]}))
VERB: Final = re.compile(f"(?=[{_VERB_LETTERS}])(?:{_VERBS})")
"""A verb between an agent and what is counted; most letters begin none, which is told at once."""
_ACT: Final = re.compile(f"(?:{any_of(_WORDS['acts'])})(?!{any_of(_WORDS['verbs_not_before'])})")
_PAST_ACT: Final = re.compile(any_of(_WORDS["acts_past"]))
_HEAD: Final = re.compile(any_of(_WORDS["heads"]))
_HEAD_END: Final = re.compile(f"(?:{_HEAD.pattern})$")
_PLACE: Final = (
    f"(?:(?!在|{_HEAD.pattern})[一-龥]){{1,7}}?(?:{any_of(_WORDS['place_ends'])})[的在共]?"
)
_FILLED: Final = re.compile(f"(?:{_FILL})*+")
_BETWEEN: Final = re.compile(f"(?>{_ADVERBIAL}|{_FILL})*+")
_NO_NAME: Final = f"(?>{_ADVERBIAL}|{_FILL}|{any_of(_WORDS['scopes'])}|{_PLACE})"
_NOTHING: Final = re.compile(f"{_NO_NAME}*+")
_NUMBER_NOUN: Final = f"(?:{any_of(_WORDS['number_nouns'])})?+"
_TAIL: Final = re.compile(_NUMBER_NOUN)
_OCCURRING: Final = re.compile(f"(?:{any_of(_WORDS['occurring'])})?+{_NUMBER_NOUN}")
_BREAK: Final = re.compile(any_unless(_WORDS["prepositions"]))
_RUN: Final = re.compile(
    rf"(?:(?!{VERB.pattern}|{any_of(_WORDS['noun_ends'])}|(?<=..)(?:{_BREAK.pattern})"
    r"|(?<![潜现存实内])在)"
    r"[^,，;；:。!?、()+\s0-9和与及并])*"
)
_STRONG: Final = [word for word in _WORDS["fillers"] if len(word) > 1] + _WORDS["strong_fillers"]
_STEPS: Final = re.compile(
    f"{VERB.pattern}|{_fillers(_STRONG)}|{any_of(_WORDS['scopes'])}|[、和与及()]|以及"
)
_WEAK_START: Final = re.compile(f"(?:(?!{any_of(_WORDS['words_with_fillers'])})(?:{_FILL}))+")
_LED_BY_PLACE: Final = re.compile(
    "[一-龥]{2,3}(?:(?<![夜集城超早都门])市|[省县州盟]|(?<!红)旗)(?=[一-龥]{2})"
)
_WEAK_END: Final = re.compile(f"(?:{_FILL})+$")
_NOT_OF_TERM: Final = re.compile(f"(?:非.|{any_of(_WORDS['other_than_its_end'])})$")
_JOINED: Final = re.compile(r"(?:[、和与及+]|以及)\s*$")
"""The end of words that belong to the figure before: 2名民警和3名辅警."""
_RELATIVE: Final = re.compile(f"(?:{any_of(_WORDS['relatives'])})[^,，;；。]*的")
_ITEM: Final = re.compile(
    "[,，、;；和与及](?!其中)[^,，;；。:!?]{2,20}|[^,，;；。:!?]{2,12}[,，、;；和与及]"
)
"""What stands between two items of a list: a noun before the second, or behind the first."""
_PREPOSITION: Final = re.compile("(?<=.)(?<![潜现存实内])[在到向对为于从被把将并]")
_LEAD: Final = re.compile(r"[的余多许内\s]|左右|以上|以下|以内|(?:实现|保持|做到|达到)(?=[零无])")
_PLACES: Final = re.compile("[个家所]的?$")
_RESULT: Final = re.compile("了?(?:实现|连续|保持|做到|达到)(?!.{0,4}覆盖)")
_COMPARED: Final = [word for basis in ("yoy", "mom") for word in WORDS["basis"][basis]["words"]]
_NO_NOUN: Final = re.compile(
    f"$|[、和与及,，;；]|{_VERBS}(?!.*的)"
    f"|(?:{any_of([*_movements('verbs'), *_COMPARED])})(?!型)"
    f"|(?:{any_of(_movements('short_verbs'))})[至到为]|比[上下升降减增多少]"
)
_TIMES: Final = frozenset(["秒", "分钟", "小时"])
_LONGEST: Final = 100
"""Characters of a clause on either side of a figure that are looked at."""
_GAP: Final = 12
"""Characters that may split a term."""
_DEEPEST: Final = 8
"""Clauses that a subject is carried over."""


class Region(NamedTuple):
    """Words among which the subject of a figure stands, without quotation marks.

    `after` begins with the verb before the figure, if there is one, and the measure word: `lead`
    characters that are no part of the noun; `before` ends where the figure begins, `beside` as
    well but holds no object put first; `earlier` is a clause without a figure.
    """

    kind: Literal["after", "before", "beside", "earlier"]
    words: str
    lead: int = 0


class Subjects:
    """The subjects of the figures of one text.

    `cut` is for words taken out of their sentence: a list may lack numbers or names.
    """

    def __init__(self, text: str, quantities: Sequence[Quantity], cut: bool = False) -> None:
        self._text = normalise(text)
        self._all = quantities
        self._starts = [quantity.start for quantity in quantities]
        self._cut = cut
        self._found: dict[int, list[Region]] = {}
        self._words: dict[int, list[str]] = {}

    def names(self, quantity: Quantity, term: str, happened: bool = False) -> bool:
        """Whether a term of an indicator is, or ends, the noun that a figure counts.

        Mostly the nearest words tell, so that the others are not looked for, nor kept.
        """
        regions = self._found.get(quantity.start) or self._regions(quantity, 0)
        return any(self.begins(region, term, happened) is not None for region in regions)

    def letters(self, quantity: Quantity) -> frozenset[str]:
        """What the words are written with in which the subject may stand."""
        return frozenset().union(*(region.words for region in self.regions(quantity)))

    def begins(self, region: Region, term: str, happened: bool = False) -> int | None:
        """Where the subject that a region holds begins, if a term is or ends it.

        What `happened` is no object of police work: 破获盗窃案12起 counts no thefts.
        """
        words, parts = region.words, _parts(term)
        for start, head, end in _places(parts, words, self._cut):
            if _NOT_OF_TERM.search(words[: start + 1]):
                continue
            if parts.is_verb and not VERB.match(words, start):  # 调解 of 调解室
                continue
            if happened and (_acted_on(words[:start]) or _ACT.search(words, end)):
                continue
            if region.kind == "after":
                governs = end <= region.lead and parts.is_verb
                opens = _opens(words[region.lead : max(region.lead, head)])
                # 12个社区实现零发案 counts what came of it, not what is covered.
                covered = _PLACES.search(words[: region.lead]) and _RESULT.match(words, end)
                ends = not _goes_on(words[end:]) and not covered
                if governs or (opens and ends):
                    return start
            elif region.kind == "earlier":
                if not _goes_on(words[end:]):
                    return start
            elif _closes(parts, words[end:], region.kind == "before", self._cut):
                return start
        return None

    def is_list(self, quantity: Quantity) -> bool:
        """Whether several names stand before a figure."""
        return any(_AND.search(words) for words in self._words_before(quantity))

    def regions(self, quantity: Quantity) -> list[Region]:
        """Where the subject may stand, the nearest first."""
        if quantity.start not in self._found:
            self._found[quantity.start] = [*self._regions(quantity, 0)]
        return self._found[quantity.start]

    def phrase(self, quantity: Quantity) -> str | None:
        """The noun phrase that a figure counts; None where none is found."""
        for region in self.regions(quantity):
            words = region.words[region.lead :]
            relative = _RELATIVE.match(words)
            words = words[relative.end() :] if relative else words
            found = _run(words) if region.kind == "after" else _last_noun(words)
            if len(found) > 1:
                return found
        return None

    def _regions(self, quantity: Quantity, deep: int) -> Iterator[Region]:
        after = self._after(quantity)
        if after is not None:
            yield after
            if not _HEAD.search(_run(after.words[after.lead :])):
                before = self._words_before(quantity)
                yield from (Region("beside", w) for w in before if not _JOINED.search(w))
            return
        before = self._words_before(quantity)
        verb = self._verb_of_list(quantity)
        yield from (Region("before", verb + words) for words in before)
        if all(_names_nothing(words) for words in before):
            own = self._verb_before(quantity)
            yield from (_under(region, own) for region in self._carried(quantity, deep))

    def _clause_end(self, offset: int) -> int:
        after = _MARK.search(self._text, offset, offset + _LONGEST)
        return after.start() if after else min(len(self._text), offset + _LONGEST)

    def _clause_start(self, offset: int) -> int:
        start = max(0, offset - _LONGEST)
        for mark in _MARK.finditer(self._text, start, offset):
            start = mark.end()
        return start

    def _after(self, quantity: Quantity) -> Region | None:
        """The words after a figure, where a noun may begin there."""
        if quantity.change or quantity.unit == "个百分点" or quantity.end == len(self._text):
            return None
        begin, stop = quantity.end, self._clause_end(quantity.end)
        place = bisect_right(self._starts, quantity.start)
        if place < len(self._all) and self._all[place].start < stop:
            second = self._all[place]
            if self._text[begin : second.start].strip():
                stop = second.start
            else:  # 两支10人的步巡队
                begin = second.end
        following = plain(self._text[begin:stop])
        if not following:
            return None
        unit = plain(self._text[quantity.num_end : begin])
        first = (self._verb_before(quantity) or self._verb_of_list(quantity)) + unit
        words = first + following
        lead = len(first)
        while found := _LEAD.match(words, lead):
            lead = found.end()
        if quantity.unit == "%" and "的" not in words[len(first) : lead]:
            return None
        timed = quantity.unit in _TIMES and VERB.match(words, lead)  # 10分钟处置
        return None if _NO_NOUN.match(words, lead) and not timed else Region("after", words, lead)

    def _verb_before(self, quantity: Quantity) -> str:
        """The verb whose object a figure begins: 化解 in 共化解12起矛盾纠纷."""
        words = self._text[self._clause_start(quantity.start) : quantity.start]
        verbs = list(VERB.finditer(words))
        governs = verbs and (_FILLED.fullmatch(words, verbs[-1].end()) or words.endswith("等"))
        return verbs[-1][0] if governs else ""

    def _verb_of_list(self, quantity: Quantity, deep: int = 0) -> str:
        """The verb of a list whose later items lack it: 盘查 in 盘查人员12人次，车辆8台次."""
        place = bisect_left(self._starts, quantity.start)
        counts = quantity.direction is None and quantity.unit != "%"
        if not place or not counts or deep > _DEEPEST:
            return ""
        previous = self._all[place - 1]
        between = self._text[previous.end : quantity.start]
        item = _ITEM.fullmatch(between)
        if previous.direction or item is None or VERB.search(between):
            return ""
        first = self._clause_start(previous.start)
        if place > 1:
            first = max(first, self._all[place - 2].end)
        verbs = [found[0] for found in VERB.finditer(self._text, first, previous.start)]
        return verbs[-1] if verbs else self._verb_of_list(previous, deep + 1)

    def _words_before(self, quantity: Quantity) -> list[str]:
        if quantity.start not in self._words:
            self._words[quantity.start] = list(self._before(quantity))
        return self._words[quantity.start]

    def _before(self, quantity: Quantity) -> Iterator[str]:
        """The words before a figure in its clause; of a list, the name in the same place."""
        first = self._clause_start(quantity.start)
        low, high = self._list_of(quantity, first)
        start = self._starts[low]
        previous = next((q for q in reversed(self._all[:low]) if q.unit is not None), None)
        words = self._text[first:start]
        if previous is not None and previous.end > first:
            words = self._text[previous.end : start].lstrip("、和与及")
            if _NOTHING.fullmatch(words):  # 由60起降至42起
                yield from self._before(previous)
                return
        words = plain(words)
        alone = self._cut or low + 1 == high
        names = [] if alone else [name for name in _AND.split(words) if name]
        if len(names) < high - low:
            yield words
            return
        names = names[low - high :]  # 集镇及周边刑事和治安警情: the first is a place
        place = bisect_left(self._starts, quantity.start) - low
        if names[place] is names[-1]:
            yield names[place]
            return
        last = _last_noun(names[-1])
        behind = names[-1].rpartition(last)[2] if last else ""
        act = behind if _ACT.search(behind) else ""  # 盗窃、诈骗案件分别破获21起和34起
        yield names[place] + act
        # 刑事、治安警情: the head stands once
        yield from (names[place] + last[-size:] + act for size in range(2, 7) if size < len(last))

    def _list_of(self, quantity: Quantity, first: int) -> tuple[int, int]:
        """The range of figures that follow each other in a list: 22.2%、18.9%."""
        low = bisect_left(self._starts, quantity.start)
        high, last = low + 1, quantity.end + _LONGEST
        while low and self._all[low - 1].start >= first and self._joined(low):
            low -= 1
        while high < len(self._all) and self._starts[high] < last and self._joined(high):
            high += 1
        return low, high

    def _joined(self, place: int) -> bool:
        between = self._text[self._all[place - 1].end : self._all[place].start].strip()
        return _AND.fullmatch(between) is not None

    def _carried(self, quantity: Quantity, deep: int) -> Iterator[Region]:
        """What the clauses before speak of, back to the first that holds a figure."""
        end = self._clause_start(quantity.start)
        while deep < _DEEPEST and end and self._goes_back(end - 1):
            deep += 1
            start = self._clause_start(end - 1)
            held = self._all[bisect_left(self._starts, start) : bisect_left(self._starts, end - 1)]
            if held:
                yield from self._regions(held[-1], deep)
                return
            yield Region("earlier", plain(self._text[start : end - 1]))
            end = start

    def _goes_back(self, offset: int) -> bool:
        """Whether a mark stands here that ends a clause but no sentence."""
        mark = _MARK.match(self._text, offset)
        return mark is not None and mark[0] not in _SENTENCE_MARKS


def _under(region: Region, verb: str) -> Region:
    """A noun that is carried on to another verb: 排查纠纷210起，调解198起 counts 调解 of 纠纷."""
    if not verb:
        return region
    words, end = region.words, region.lead or len(region.words)
    verbs = [found.end() for found in VERB.finditer(words, 0, end)]
    cut = max((place for place in verbs if not _FILLED.fullmatch(words, place)), default=0)
    return Region(region.kind, verb + words[cut:], max(0, region.lead - cut) + len(verb))


class _Parts(NamedTuple):
    """A term as it is looked for: whole, by its letters, and split before its head.

    Each split is the first part, whether that is a verb, and the head.
    """

    whole: str
    letters: frozenset[str]
    is_verb: bool
    splits: tuple[tuple[str, bool, str], ...]


@lru_cache(maxsize=4096)
def _parts(term: str) -> _Parts:
    """The parts of a term; a vocabulary has some hundreds, which every figure is held against."""
    whole = plain(normalise(term))
    sizes = range(1 if _ACT.fullmatch(whole[:1]) else 2, len(whole))
    splits = tuple(
        (whole[:size], VERB.fullmatch(whole[:size]) is not None, whole[size:])
        for size in sizes
        if len(whole) > size + 1 or _HEAD.fullmatch(whole[size:])
    )
    return _Parts(whole, frozenset(whole), VERB.fullmatch(whole) is not None, splits)


def letters_of(term: str) -> frozenset[str]:
    """What a term is written with, all of which stands where it is split by modifiers too."""
    return _parts(term).letters


def _places(term: _Parts, words: str, cut: bool) -> Iterator[tuple[int, int, int]]:
    """Where a term, its head and its end stand: whole, or with modifiers before the head."""
    for start in _all(term.whole, words):
        yield start, start, start + len(term.whole)
    for first, is_verb, head in term.splits:
        size = len(first)
        for place in _all(head, words):
            start = words.rfind(first, max(0, place - _GAP - size), place)
            if start < 0:
                continue
            gap = words[start + size : place]
            if gap.startswith("等"):  # 酒驾等交通违法 are more than drink-driving
                continue
            if is_verb and not VERB.match(words, start):  # 派出 of 派出所
                continue
            if not VERB.search(gap) and (cut or not _AND.search(gap)):
                yield start, place, place + len(head)


def _all(part: str, words: str) -> Iterator[int]:
    place = words.find(part)
    while place >= 0:
        yield place
        place = words.find(part, place + 1)


def _opens(words: str) -> bool:
    """Whether nothing but modifiers stands between a measure word and a noun."""
    if words.endswith("的"):
        return True
    # 3名网格员和民警 counts the first alone.
    return not any(mark.search(words) for mark in (VERB, _PREPOSITION, _AND))


def _acted_on(words: str) -> bool:
    """Whether a verb of police work takes what follows these words as its object."""
    acts = list(_ACT.finditer(words))
    return bool(acts) and not _PAST_ACT.search(words, acts[-1].end())


def _goes_on(words: str) -> bool:
    """Whether the noun before these words is a modifier of one that ends them."""
    if _BREAK.match(words):
        return False
    return _HEAD_END.search(_run(words)) is not None


def _closes(term: _Parts, words: str, verb_last: bool, cut: bool) -> bool:
    """Whether nothing that a figure could count stands between a noun and the figure."""
    if not words:
        return True
    occurring = term.whole.endswith(("案件", "案")) and not _ACT.fullmatch(term.whole)
    if words.startswith("率") and not occurring:  # 破案率 counts no cases
        return False
    tail = (_OCCURRING if occurring else _TAIL).match(words)
    place = tail.end() if tail else 0
    between = _BETWEEN.match(words, place)
    place = between.end() if between else place
    if place == len(words):
        return True
    verb = VERB.match(words, place)
    if verb_last and verb and _FILLED.fullmatch(words, verb.end()):
        return True
    if term.is_verb:
        return not VERB.search(words)
    if not verb_last or VERB.search(words) or not _AND.match(words):
        return False
    return cut or not _HEAD_END.search(_last_noun(words))


def _names_nothing(words: str) -> bool:
    """Whether words before a figure hold no noun that it could count."""
    if _NOTHING.fullmatch(words):
        return True
    verbs = list(VERB.finditer(words))
    return bool(verbs) and _FILLED.fullmatch(words, verbs[-1].end()) is not None


def _run(words: str) -> str:
    """The words up to the next verb, mark or 和."""
    found = _RUN.match(words)
    return found[0] if found else ""


def _last_noun(words: str) -> str:
    """The last words that are no verb, filler or scope; 在逃人员 begins with no filler."""
    for part in reversed(_STEPS.split(words)):
        placed = _LED_BY_PLACE.match(part)
        begun = part[placed.end() :] if placed else _WEAK_START.sub("", part)
        noun = _WEAK_END.sub("", begun)
        if len(noun) > 1:
            return noun
    return ""


def plain(text: str) -> str:
    """The text without quotation marks, as subjects are looked for."""
    return _QUOTES.sub("", text)
