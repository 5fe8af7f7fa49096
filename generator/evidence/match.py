"""Whether an excerpt states a metric, alone and in the sentence it was taken from.

Values are compared exactly and units folded on both sides; a change is compared signed. Basis and
direction are compared only where the words state them: their silence contradicts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from generator.errors import Problem
from generator.evidence.normalise import normalise
from generator.evidence.numerals import Number
from generator.evidence.quantities import Quantity, parse
from generator.evidence.subject import Subjects
from generator.evidence.terms import Terms, check_subject
from generator.evidence.units import scale_of
from generator.records.models import Metric, number_text
from generator.words.messages import SEMICOLON, Message, listed

LONGEST = 24
"""Characters an excerpt may have: a figure with its noun and verb."""

_MARKS = re.compile(
    r"[,，.．;；:：。!！?？…\n\r]"
    r"(?<![0-9][,，](?=[0-9]{3}(?![0-9])))(?<![0-9][.．](?=[0-9]))"
)
"""Marks between clauses; those inside a number (1,200 and 8.8) are none."""

_SENTENCE_END = re.compile(r"[。！？!?]|\n(?![0-9])|(?<![0-9])\n")
"""A line that ends inside a number ends no sentence."""
_CLAUSE_END = re.compile(r"[，,；;：:。！？!?\n]")
_LONG_CLAUSE = 200
"""Characters of a clause on either side of a place that are looked at."""
_TEASERS = re.compile(
    r"^\W*(?:相关阅读|相关推荐|相关新闻|新闻推荐|推荐阅读|延伸阅读|热门文章|最新文章|上一篇|下一篇)",
    re.MULTILINE,
)
_ARTICLE = 0.15
"""A teaser heading counts only once this share of the page is past."""

QUALIFIERS = {
    "about": "about (约)",
    "over": "over (超, 余)",
    "nearly": "nearly (近)",
    "at_least": "at_least (不少于, 以上)",
    "at_most": "at_most (不超过, 以内)",
}


_PATH = ("excerpt",)
"""Where a problem stands in its metric."""
_TOO_MUCH = Problem("W01", _PATH)


class Place(NamedTuple):
    """Where an excerpt stands in a text: half-open offsets in code points."""

    start: int
    end: int


def amount_of(item: Metric | Quantity) -> tuple[Number, Number | None, str | None]:
    """Value, upper bound and unit as they compare."""
    unit, factor = scale_of(item.unit)
    value, top = item.value, item.value_max
    if factor == 1:  # exact numbers multiply slowly
        return value, top, unit
    return value * factor, None if top is None else top * factor, unit


def _says(quantity: Quantity) -> Message:
    value, qualifier = number_text(quantity.value), quantity.qualifier
    if quantity.value_max is not None:
        value = Message("{low} to {high}", low=value, high=number_text(quantity.value_max))
    return Message(
        "{value} {unit}{qualifier}",
        value=value,
        unit=quantity.unit or Message("without a unit"),
        qualifier=Message(" ({qualifier})", qualifier=qualifier) if qualifier else "",
    )


def check_length(excerpt: str) -> list[Problem]:
    """What makes an excerpt more than a figure with its noun and verb.

    Only its length and the marks in it can be told by a program, not what a clause is.
    """
    if len(excerpt) > LONGEST:
        size = len(excerpt)
        return [
            _TOO_MUCH.says(
                "{size} characters, at most {most}: keep the figure with its noun and verb",
                size=size,
                most=LONGEST,
            )
        ]
    if mark := _MARKS.search(normalise(excerpt)):
        return [
            _TOO_MUCH.says(
                "“{mark}” stands between clauses: keep the figure with its noun and verb",
                mark=excerpt[mark.start()],
            )
        ]
    return []


def check_excerpt(metric: Metric) -> list[Problem]:
    """What keeps the excerpt from stating the metric; nothing where it does."""
    return list(_stating(metric))


@lru_cache(maxsize=2048)
def _read(excerpt: str) -> Sequence[Quantity]:
    """The quantities of an excerpt, which the checks of a figure ask for one after another.

    Each check goes through a share of brands before the next one does.
    """
    return tuple(parse(excerpt))


def _stating(metric: Metric) -> Iterator[Problem]:
    read = _read(metric.excerpt)
    equal = [quantity for quantity in read if _agree(quantity, metric)]
    if len(equal) > 1:
        yield Problem("E02", _PATH).says(
            "“{excerpt}” states {states} twice: shorten the excerpt to one",
            excerpt=metric.excerpt,
            states=_says(equal[0]),
        )
    elif equal:
        yield from _comparison(metric, equal[0], "E04")
    elif read:
        nearest = max(read, key=lambda quantity: _likeness(metric, quantity))
        yield Problem("E01", _PATH).says(
            "“{excerpt}” states {states}, the record differs: write {wanted} or quote other words",
            excerpt=metric.excerpt,
            states=listed(map(_says, read), SEMICOLON),
            wanted=listed(_differing(metric, nearest)),
        )
    else:
        yield Problem("E01", _PATH).says(
            "“{excerpt}” states no quantity: quote the phrase that states the figure",
            excerpt=metric.excerpt,
        )


def _agree(quantity: Quantity, metric: Metric) -> bool:
    return quantity.qualifier == metric.qualifier and _amounts_to(quantity, metric)


def _amounts_to(quantity: Quantity, metric: Metric) -> bool:
    """Whether both compare as equal, which of the same unit the numbers tell by themselves."""
    if quantity.unit == metric.unit:
        return quantity.value == metric.value and quantity.value_max == metric.value_max
    return amount_of(quantity) == amount_of(metric)


def _differing(metric: Metric, read: Quantity) -> Iterator[Message]:
    """What the record would have to say instead, key by key."""
    wanted, got = amount_of(metric), amount_of(read)
    if got[0] != wanted[0]:
        value, fall = number_text(read.value), got[0] < 0 and got[0] == -wanted[0]
        negative = Message("value {value} (a fall is negative)", value=value)
        yield negative if fall else Message("value {value}", value=value)
    if got[1] != wanted[1]:
        top, none = read.value_max, Message("no value_max")
        yield none if top is None else Message("value_max {value}", value=number_text(top))
    if got[2] != wanted[2]:
        none = Message("no unit (write null)")
        yield Message("unit {unit}", unit=read.unit) if read.unit else none
    if read.qualifier != metric.qualifier:
        known, none = read.qualifier and QUALIFIERS[read.qualifier], Message("no qualifier")
        yield Message("qualifier {known}", known=known) if known else none


def _likeness(metric: Metric, quantity: Quantity) -> int:
    wanted, got = amount_of(metric), amount_of(quantity)
    same = sum(a == b for a, b in zip(wanted, got, strict=True))
    return same + 3 * (abs(wanted[0]) == abs(got[0])) + (quantity.qualifier == metric.qualifier)


def _comparison(metric: Metric, quantity: Quantity, code: str) -> Iterator[Problem]:
    """Contradictions between the record's comparison and the one that words state.

    The words are the excerpt (E04) or its sentence (E10).
    """
    change = metric.change
    if change is None and not quantity.change:
        return
    broken = Problem(code, _PATH)
    alone = Message("“{excerpt}”", excerpt=metric.excerpt)
    where = alone if code == "E04" else Message("the sentence")
    if change is None:
        basis = quantity.basis or "stated"
        if quantity.change and quantity.direction == "up":
            yield broken.says(
                "{where} states a rise: add `change: {{basis: {basis}}}`", where=where, basis=basis
            )
        elif quantity.change:
            yield broken.says(
                "{where} states a fall: add `change: {{basis: {basis}}}`", where=where, basis=basis
            )
    elif not quantity.change:
        yield broken.says("{where} states a level, not a change: delete `change`", where=where)
    elif quantity.basis is not None and quantity.basis != change.basis:
        yield broken.says(
            "{where} compares {stated}, the record {own}: write `basis: {stated}`",
            where=where,
            stated=quantity.basis,
            own=change.basis,
        )


def occurrences(excerpt: str, text: str) -> list[Place]:
    """Every place of an excerpt in a text."""
    starts = (found.start() for found in re.finditer(re.escape(excerpt), text))
    return [Place(start, start + len(excerpt)) for start in starts]


def sentence(text: str, place: Place) -> Place:
    """The sentence around a place, without its closing mark."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, place.start)]
    after = _SENTENCE_END.search(text, place.end)
    return Place(ends[-1] if ends else 0, after.start() if after else len(text))


def clause(text: str, place: Place) -> str:
    """The clause around a place; of a very long one the part around it."""
    start, end = max(0, place.start - _LONG_CLAUSE), place.end + _LONG_CLAUSE
    before = _CLAUSE_END.split(text[start : place.start])[-1]
    return before + text[slice(*place)] + _CLAUSE_END.split(text[place.end : end])[0]


def article_end(text: str) -> int:
    """Where the article ends and teasers of others begin."""
    starts = (found.start() for found in _TEASERS.finditer(text))
    return next((start for start in starts if start >= _ARTICLE * len(text)), len(text))


def check_noun(metric: Metric, terms: Terms) -> list[Problem]:
    """Whether the excerpt by itself counts what another indicator stands for.

    Nothing where it names no noun, and nothing for a list, which its sentence may tell apart. Half
    of all excerpts have the letters of no other indicator's term, so that there is nothing to ask.
    """
    among = terms.among(frozenset(normalise(metric.excerpt)))
    if all(identity == metric.indicator for identity, _ in among):
        return []
    quantities = _read(metric.excerpt)
    stated = _stated(metric, quantities)
    if stated is None:
        return []
    subjects = Subjects(metric.excerpt, quantities, cut=True)
    near = {term for _, term in among}
    problems = list(check_subject(metric, terms, subjects, stated, near, certain=False))
    return [] if problems and subjects.is_list(stated) else problems


def check_in_text(metric: Metric, terms: Terms, text: str) -> tuple[Place | None, list[Problem]]:
    """Where the excerpt stands in its source's text, or what keeps it from being verified.

    Of several places those count whose words agree with the record, and where they are the same
    clause, printed again or of another subject, the first of them is its place. `terms` hold those
    of the metric's own indicator.
    """
    places, end = occurrences(metric.excerpt, text), article_end(text)
    if not places:
        return None, [_not_found(metric.excerpt, text)]
    if places[0].start >= end:
        return None, [
            Problem("E11", _PATH).says(
                "“{excerpt}” stands in a teaser below the article: leave the figure out",
                excerpt=metric.excerpt,
            )
        ]
    places = [place for place in places if place.start < end]
    found: dict[str, list[Problem]] = {}
    for place in places:
        words = text[slice(*sentence(text, place))]
        if words not in found:
            found[words] = list(_in_context(metric, terms, text, place))
    sound = [place for place in places if not found[text[slice(*sentence(text, place))]]]
    clauses = {clause(text, place) for place in sound or places}
    if len(clauses) > 1:
        n = len(clauses)
        return None, [
            Problem("E09", _PATH).says(
                "“{excerpt}” stands in {number} clauses: quote more of one",
                excerpt=metric.excerpt,
                number=n,
            )
        ]
    return (sound[0], []) if sound else (None, next(iter(found.values())))


def _not_found(excerpt: str, text: str) -> Problem:
    loose = re.sub(r"\s+", "", normalise(excerpt))
    if loose in re.sub(r"\s+", "", normalise(text)):
        return Problem("E08", _PATH).says(
            "“{excerpt}” stands there only with other widths, spaces or line breaks:"
            " copy it as printed",
            excerpt=excerpt,
        )
    return Problem("E07", _PATH).says(
        "“{excerpt}” does not stand in the text: copy the phrase from it", excerpt=excerpt
    )


def _stated(metric: Metric, quantities: Iterable[Quantity]) -> Quantity | None:
    """The quantity of the excerpt that is the metric's."""
    return next((quantity for quantity in quantities if _amounts_to(quantity, metric)), None)


def _in_context(metric: Metric, terms: Terms, text: str, place: Place) -> Iterator[Problem]:
    alone = _stated(metric, _read(metric.excerpt))
    if alone is None:
        return
    around = sentence(text, place)
    words = text[slice(*around)]
    quantities = parse(words)
    offset = place.start - around.start
    start, end = offset + alone.num_start, offset + alone.num_end
    whole = next((q for q in quantities if q.num_start < end and start < q.num_end), None)
    if whole is not None:
        subjects = Subjects(words, quantities)
        near = {term for _, term in terms.among(subjects.letters(whole))}
        yield from check_subject(metric, terms, subjects, whole, near, certain=True)
    if whole is not None and _agree(whole, metric):
        yield from _comparison(metric, whole, "E10")
    else:
        yield Problem("E10", _PATH).says(
            "in its sentence “{excerpt}” states {states}: quote enough to show it",
            excerpt=metric.excerpt,
            states=_says(whole) if whole else Message("no quantity"),
        )
