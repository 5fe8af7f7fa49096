"""What a quantity counts: the words for it in the text, and the indicator of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from generator.draft import FILTER
from generator.draft.statements import Sieve, Statement
from generator.evidence.lexicon import any_of
from generator.evidence.quantities import Quantity
from generator.evidence.subject import Subjects
from generator.evidence.terms import named
from generator.records.models import Indicator

_NOT_A_NAME: Final = re.compile(
    rf"{any_of([*FILTER['verbs'], *FILTER['fillers']])}|[，,；;：:、。！？!?（()）\s“”\"]"
)
_AFTER: Final = re.compile(r"(?:的|余|多)?([^，,；;：:、。！？!?（()）\s“”\"0-9]{1,12})")
_TIME: Final = re.compile(
    "(?:[0-9]{2,4}年)?(?:[0-9]{1,2}月(?:份)?)?(?:[0-9]{1,2}日)?[至到-]?(?:[0-9]{1,2}月)?"
)
_COUNTED_TAIL: Final = re.compile(r"[0-9.万亿余多]+\S{0,2}$")
_RATE: Final = re.compile(
    r"([^，,；;：:、。\s]{2,14}?(?:率|度|感|指数|比例|占比))"
    rf"(?:{any_of(FILTER['fillers'])}|{any_of(FILTER['verbs'])}|连续|保持|稳定|始终|高|以上)*$"
)
_TAIL_WORDS: Final = re.compile(rf"(?:{any_of(FILTER['before_a_list'])})+$")
_NUMBER: Final = re.compile(r"[0-9][0-9.]*[万亿]?(?:%|余|多|[^、和与及，,；;。0-9]{0,4})")
_AND: Final = re.compile("(?<=..)[和与及]")
_LONGEST: Final = 14


class Named(NamedTuple):
    """What is counted: in the text's words, and as an indicator where the vocabulary has one."""

    zh: str | None
    indicator: str | None


def name_of(
    statement: Statement, sieve: Sieve, subjects: Subjects, indicators: Mapping[str, Indicator]
) -> Named:
    """What a statement counts; None where no words or no indicator were found."""
    quantity = statement.quantity
    own = _listed(quantity, sieve) or _in_clause(quantity, sieve)
    phrase = own or _before_clause(quantity, sieve)
    found = named(subjects, quantity, indicators)
    if not found:
        return Named(phrase, None)
    identity, term = next(iter(found.items()))
    alike = phrase and phrase[-2:] == term[-2:] and term not in sieve.clause(quantity)
    return Named(phrase if alike or (phrase and term in phrase) else term, identity)


def _in_clause(quantity: Quantity, sieve: Sieve) -> str | None:
    """The noun right after the measure word, else the one before the number in its clause."""
    before = sieve.text[sieve.clause_start(quantity) : quantity.start]
    if quantity.unit == "%" and (rate := _RATE.search(before)):
        return rate[1]
    after = _AFTER.match(sieve.after(quantity, _LONGEST + 2))
    if after and quantity.unit != "%":
        noun = _trimmed(after[1])
        if len(noun) > 1:
            return noun
    return _noun_before(before)


def _before_clause(quantity: Quantity, sieve: Sieve) -> str | None:
    """The noun of the nearest clause before that has one."""
    clause = sieve.clause_start(quantity)
    earlier = sieve.text[sieve.sentence_start(quantity.start) : max(0, clause - 1)]
    for part in reversed([part for part in re.split("[，,；;]", earlier) if part]):
        named = _noun_before(_COUNTED_TAIL.sub("", part))
        if named:
            return named
    return None


def _listed(quantity: Quantity, sieve: Sieve) -> str | None:
    """The k-th of some names for the k-th of as many numbers after them."""
    start = sieve.clause_start(quantity)
    clause = sieve.clause(quantity)
    numbers = list(_NUMBER.finditer(clause))
    if len(numbers) < 2:
        return None
    head = _TAIL_WORDS.sub("", clause[: numbers[0].start()])
    names = [name for name in re.split("[、和与及]|以及", head) if name]
    place = next((n for n, m in enumerate(numbers) if m.end() > quantity.start - start), None)
    if place is None or len(names) != len(numbers):
        return None
    return names[place][-_LONGEST:]


def _noun_before(text: str) -> str | None:
    """The last words of a clause that are no verb, filler or time."""
    parts = [part for part in _NOT_A_NAME.split(_TIME.sub("", text)) if len(part.strip()) > 1]
    return parts[-1].strip()[-_LONGEST:] if parts else None


def _trimmed(noun: str) -> str:
    """A noun up to the verb or the second noun that follows it."""
    noun = _AND.split(noun)[0]
    found = _NOT_A_NAME.search(noun)
    return noun[: found.start()] if found and found.start() else "" if found else noun
