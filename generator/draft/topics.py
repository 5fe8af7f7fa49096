"""What an article is about: its category and tags.

Tags go by the words of the vocabularies; the category by these and, more, by what the records of
each category say: every record teaches the next draft.

A word says more in the title, in the programme's name and in the first paragraph than in passing,
and a long word more than a short one. Each further word of the same category says less, so that
many words in a vocabulary are no advantage.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

from generator.draft import WORDS
from generator.draft.likeness import Example, Resemblance
from generator.evidence.lexicon import any_of
from generator.evidence.normalise import normalise
from generator.records.models import Category, Term

_ORGANS = any_of(WORDS["organ_tails"])
_CLAUSE = re.compile("[^,。!?;\n]+")
_TOGETHER = re.compile(any_of(WORDS["together"]))
_TITLE: Final = 5.0
_NAME: Final = 4.0
_OPENING: Final = 2.0
_NOUN: Final = 1.0
_BODY: Final = 1.0
_MOST_NOUNS: Final = 3
_MOST_BODY: Final = 3
_LENGTHS: Final = (0.0, 0.5, 1.0, 1.25, 1.5)
_LONG: Final = 4
_FADING: Final = 0.7
_FIRST_LEVEL: Final = 0.5
_OWN_WORDS: Final = 3
# The next five are by trial on articles whose records were left out of what was learned.
_WORDS: Final = 0.09
_FEW_WORDS: Final = 5.0
_LEAST: Final = 0.1
_MARGIN: Final = 0.015
_SIBLING_MARGIN: Final = 0.005
_LEAST_TAG: Final = 2.5
_LEAST_PARTNER: Final = 1.0
_MOST_CATEGORIES: Final = 3
_MOST_TAGS: Final = 6
_OPENING_LENGTH: Final = 250
_OPENING_LEAST: Final = 25


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a topic: the title, the programme's name, the text, what figures count."""

    title: str
    name: str
    text: str
    nouns: tuple[str, ...]

    def opening(self) -> str:
        """The first paragraph that is long enough to be one."""
        lines = (line.strip() for line in self.text.splitlines())
        long = (line for line in lines if len(line) >= _OPENING_LEAST and line != self.title)
        return next(long, "")[:_OPENING_LENGTH]


class Choice(NamedTuple):
    """A category where one stands out, and the others that it may be, likeliest first."""

    category: str | None
    others: tuple[str, ...]


class _Places(NamedTuple):
    """The parts of an article, normalised."""

    title: str
    name: str
    opening: str
    text: str
    nouns: tuple[str, ...]


def known_topics(categories: Mapping[str, Category], recorded: Iterable[Example]) -> Resemblance:
    """What an article is compared with: the records, and for each category its own words.

    By these a category speaks for itself before any record has it.
    """
    own = [
        Example(
            f"{first}.{second}",
            "\n".join(
                [
                    *[term.name.zh, *term.terms] * _OWN_WORDS,
                    *[category.name.zh, *category.terms],
                    term.definition.zh,
                ]
            ),
        )
        for first, category in categories.items()
        for second, term in category.children.items()
    ]
    known = {example.category for example in own}
    return Resemblance([*own, *(example for example in recorded if example.category in known)])


def category_of(
    evidence: Evidence, categories: Mapping[str, Category], likeness: Resemblance
) -> Choice:
    """The category of the second level that stands out, by its words and by what is on record.

    Siblings may stand closer together than categories of different fields: to take one for the
    other is the lesser fault.
    """
    words = _by_words(_places(evidence), categories)
    length = sqrt(sum(weight * weight for weight in words.values())) + _FEW_WORDS
    alike = likeness.to_categories(
        "\n".join([*[evidence.title, evidence.name] * 2, evidence.text, *evidence.nouns])
    )
    scores = {
        identity: share + _WORDS * words.get(identity, 0.0) / length
        for identity, share in alike.items()
    }
    ranked = sorted(scores, key=lambda identity: (-scores[identity], identity))
    best = scores[ranked[0]] if ranked else 0.0
    likely = tuple(i for i in ranked[:_MOST_CATEGORIES] if scores[i] * 2 > best)
    if best >= _LEAST and all(
        best - scores[rival] >= (_SIBLING_MARGIN if _siblings(ranked[0], rival) else _MARGIN)
        for rival in ranked[1:]
    ):
        return Choice(likely[0], likely[1:])
    return Choice(None, likely)


def _siblings(one: str, other: str) -> bool:
    return one.partition(".")[0] == other.partition(".")[0]


def _by_words(places: _Places, categories: Mapping[str, Category]) -> dict[str, float]:
    """What the vocabulary's words say for each category that any word of its own speaks for."""
    weights: dict[str, float] = {}
    for first, category in categories.items():
        shared = _weight([category.name.zh, *category.terms], places) * _FIRST_LEVEL
        for second, term in category.children.items():
            own = _weight([term.name.zh, *term.terms], places)
            if own or len(category.children) == 1:
                weights[f"{first}.{second}"] = own + shared
    return weights


def tags_of(evidence: Evidence, kind: str, terms: Mapping[str, Term]) -> list[str]:
    """Tags of one kind that an article speaks for, likeliest first.

    A partner is one that does something together with the police, not one that is mentioned: to
    say so once is enough.
    """
    places, least = _places(evidence), _LEAST_TAG
    if kind == "partners":
        places = places._replace(
            opening=_together(places.opening), text=_together(places.text), nouns=()
        )
        least = _LEAST_PARTNER
    scores = {i: _weight([term.name.zh, *term.terms], places) for i, term in terms.items()}
    kept = [identity for identity, score in scores.items() if score >= least]
    return sorted(kept, key=lambda identity: (-scores[identity], identity))[:_MOST_TAGS]


def _together(text: str) -> str:
    """The clauses of a text in which people do something together."""
    return "\n".join(clause for clause in _CLAUSE.findall(text) if _TOGETHER.search(clause))


def _places(evidence: Evidence) -> _Places:
    return _Places(
        normalise(evidence.title),
        normalise(evidence.name),
        normalise(evidence.opening()),
        normalise(evidence.text),
        tuple(map(normalise, evidence.nouns)),
    )


def _weight(terms: Iterable[str], places: _Places) -> float:
    """The weight of a topic's words, the strongest first and each further one less.

    Of two words of which one holds the other, the longer counts where it stands.
    """
    words = re.compile(f"(?:{any_of(terms)})(?!{_ORGANS})")
    weights: defaultdict[str, float] = defaultdict(float)
    for worth, most, texts in (
        (_TITLE, 1, [places.title]),
        (_NAME, 1, [places.name]),
        (_OPENING, 1, [places.opening]),
        (_NOUN, _MOST_NOUNS, places.nouns),
        (_BODY, _MOST_BODY, [places.text]),
    ):
        times = Counter(word for text in texts for word in words.findall(text))
        for word, count in times.items():
            weights[word] += worth * min(count, most) * _LENGTHS[min(len(word), _LONG)]
    ranked = sorted(weights.values(), reverse=True)
    return sum(weight * _FADING**place for place, weight in enumerate(ranked))
