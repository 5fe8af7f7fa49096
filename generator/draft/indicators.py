"""What a quantity counts: the words for it in the text, and the indicator of the vocabulary."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from generator.draft import FILTER
from generator.evidence.lexicon import any_of
from generator.evidence.masks import CALLED
from generator.evidence.quantities import Quantity
from generator.evidence.subject import Subjects
from generator.evidence.terms import Terms, named

_LONGEST: Final = 14
"""Characters of a noun phrase that are told; its head stands at the end."""

_NO_PART: Final = re.compile(f"^(?:{any_of(FILTER['before_a_noun'])})+")
_TIME: Final = re.compile(
    "^(?:[0-9]{2,4}年)?(?:[0-9]{1,2}月(?:份)?)?(?:[0-9]{1,2}日)?[至到-]?(?:[0-9]{1,2}月)?"
)


class Named(NamedTuple):
    """What is counted: in the text's words, and as an indicator where the vocabulary has one."""

    zh: str | None
    indicator: str | None


def name_of(quantity: Quantity, subjects: Subjects, terms: Terms) -> Named:
    """What a quantity counts; None where no words or no indicator were found."""
    phrase = _trimmed(subjects.phrase(quantity) or "")
    found = named(subjects, quantity, terms)
    if not found:
        return Named(phrase, None)
    identity, term = next(iter(found.items()))
    return Named(phrase if phrase and phrase[-1] == term[-1] else term, identity)


def _trimmed(phrase: str) -> str | None:
    """A phrase without what only leads to its noun: times, 各类, 全县."""
    noun = _NO_PART.sub("", _TIME.sub("", CALLED.split(phrase)[-1]))
    return noun[-_LONGEST:] if len(noun) > 1 else None
