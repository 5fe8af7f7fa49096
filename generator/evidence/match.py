"""Whether an excerpt states a metric, alone and in the sentence it was taken from.

Values are compared exactly and units folded on both sides; a change is compared signed. Basis and
direction are compared only where the words state them: their silence contradicts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from generator.evidence.quantities import Quantity, fold, normalise, parse
from generator.models import Metric, number_text

_SENTENCE_END = re.compile(r"[。！？!?\n]")
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


class Fault(NamedTuple):
    """A rule's code and the message that goes with it."""

    code: str
    message: str


class Place(NamedTuple):
    """Where an excerpt stands in a text: half-open offsets in code points."""

    start: int
    end: int


def amount(
    value: int | Fraction, value_max: int | Fraction | None, unit: str | None
) -> tuple[Fraction, Fraction | None, str | None]:
    """Value, upper bound and unit as they compare: folded, and ratios as percentages."""
    low, folded = fold(value, unit)
    high = None if value_max is None else Fraction(fold(value_max, unit)[0])
    if folded == "ratio":
        return Fraction(low) * 100, None if high is None else high * 100, "%"
    return Fraction(low), high, folded


def _amount_of(item: Metric | Quantity) -> tuple[Fraction, Fraction | None, str | None]:
    return amount(item.value, item.value_max, item.unit)


def _says(quantity: Quantity) -> str:
    parts = [number_text(quantity.value)]
    if quantity.value_max is not None:
        parts[0] += f" to {number_text(quantity.value_max)}"
    parts.append(quantity.unit or "without a unit")
    if quantity.qualifier:
        parts.append(f"({quantity.qualifier})")
    return " ".join(parts)


def check_excerpt(metric: Metric) -> list[Fault]:
    """What keeps the excerpt from stating the metric; nothing where it does."""
    read = parse(metric.excerpt)
    wanted = _amount_of(metric)
    equal = [q for q in read if _amount_of(q) == wanted and q.qualifier == metric.qualifier]
    if len(equal) > 1:
        said = f"“{metric.excerpt}” states {_says(equal[0])} twice: shorten the excerpt to one"
        return [Fault("E02", said)]
    if not equal:
        return [_mismatch(metric, read)]
    return _comparison(metric, equal[0], f"“{metric.excerpt}”")


def _mismatch(metric: Metric, read: list[Quantity]) -> Fault:
    if not read:
        said = "no quantity: quote the phrase that states the figure"
        return Fault("E01", f"“{metric.excerpt}” states {said}")
    wanted = _amount_of(metric)
    nearest = max(read, key=lambda quantity: _likeness(metric, quantity))
    got = _amount_of(nearest)
    wrong = []
    if got[0] != wanted[0]:
        signed = got[0] < 0 and got[0] == -wanted[0]
        value = number_text(nearest.value)
        wrong.append(f"value {value}" + (" (a fall is negative)" if signed else ""))
    if got[1] != wanted[1]:
        top = nearest.value_max
        wrong.append("no value_max" if top is None else f"value_max {number_text(top)}")
    if got[2] != wanted[2]:
        wrong.append(f"unit {nearest.unit}" if nearest.unit else "no unit (write null)")
    if nearest.qualifier != metric.qualifier:
        known = nearest.qualifier and QUALIFIERS[nearest.qualifier]
        wrong.append(f"qualifier {known}" if known else "no qualifier")
    states = "; ".join(_says(quantity) for quantity in read)
    return Fault(
        "E01",
        f"“{metric.excerpt}” states {states}, the record differs: write {', '.join(wrong)}"
        " or quote other words",
    )


def _likeness(metric: Metric, quantity: Quantity) -> int:
    wanted, got = _amount_of(metric), _amount_of(quantity)
    same = sum(a == b for a, b in zip(wanted, got, strict=True))
    return same + 3 * (abs(wanted[0]) == abs(got[0])) + (quantity.qualifier == metric.qualifier)


def _comparison(metric: Metric, quantity: Quantity, where: str) -> list[Fault]:
    """Contradictions between the record's comparison and the one the words state."""
    change = metric.change
    if quantity.change and change is None:
        movement = "rise" if quantity.direction == "up" else "fall"
        basis = quantity.basis or "stated"
        return [Fault("E04", f"{where} states a {movement}: add `change: {{basis: {basis}}}`")]
    if change is not None and not quantity.change:
        return [Fault("E04", f"{where} states a level, not a change: delete `change`")]
    if change is None or quantity.basis is None or quantity.basis == change.basis:
        return []
    said = f"{where} compares {quantity.basis}, the record {change.basis}"
    return [Fault("E04", f"{said}: write `basis: {quantity.basis}`")]


def occurrences(excerpt: str, text: str) -> list[Place]:
    """Every place of an excerpt in a text."""
    starts = (found.start() for found in re.finditer(re.escape(excerpt), text))
    return [Place(start, start + len(excerpt)) for start in starts]


def sentence(text: str, place: Place) -> Place:
    """The sentence around a place, without its closing mark."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, place.start)]
    after = _SENTENCE_END.search(text, place.end)
    return Place(ends[-1] if ends else 0, after.start() if after else len(text))


def article_end(text: str) -> int:
    """Where the article ends and teasers of others begin."""
    for found in _TEASERS.finditer(text):
        if found.start() >= _ARTICLE * len(text):
            return found.start()
    return len(text)


def has_term(terms: list[str], words: str) -> bool:
    """Whether one of an indicator's terms stands in the words."""
    plain = normalise(words)
    return any(normalise(term) in plain for term in terms)


def check_in_text(metric: Metric, terms: list[str], text: str) -> tuple[Place | None, list[Fault]]:
    """Where the excerpt stands in its source's text, or what keeps it from being verified.

    An excerpt that is printed twice in the same sentence (a body printed twice) has its place at
    its first occurrence.
    """
    places = occurrences(metric.excerpt, text)
    if not places:
        return None, [_not_found(metric.excerpt, text)]
    sentences = {text[slice(*sentence(text, place))] for place in places}
    if len(sentences) > 1:
        said = f"“{metric.excerpt}” stands in {len(sentences)} sentences: quote more of one"
        return None, [Fault("E09", said)]
    place = places[0]
    if place.start >= article_end(text):
        said = f"“{metric.excerpt}” stands in a teaser below the article: leave the figure out"
        return None, [Fault("E11", said)]
    faults = list(_in_context(metric, terms, text, place))
    return (None if faults else place), faults


def _not_found(excerpt: str, text: str) -> Fault:
    loose = re.sub(r"\s+", "", normalise(excerpt))
    if loose in re.sub(r"\s+", "", normalise(text)):
        said = "stands there only with other widths, spaces or line breaks: copy it as printed"
        return Fault("E08", f"“{excerpt}” {said}")
    return Fault("E07", f"“{excerpt}” does not stand in the text: copy the phrase from it")


def _in_context(metric: Metric, terms: list[str], text: str, place: Place) -> Iterator[Fault]:
    around = sentence(text, place)
    words = text[slice(*around)]
    if not has_term(terms, words):
        known = "、".join(terms)
        yield Fault(
            "E05",
            f"neither “{metric.excerpt}” nor its sentence holds a term of"
            f" `{metric.indicator}` ({known}): choose another indicator or add the term",
        )
    alone = next((q for q in parse(metric.excerpt) if _amount_of(q) == _amount_of(metric)), None)
    if alone is None:
        return
    offset = place.start - around.start
    start, end = offset + alone.num_start, offset + alone.num_end
    whole = next((q for q in parse(words) if q.num_start < end and start < q.num_end), None)
    if (
        whole is None
        or _amount_of(whole) != _amount_of(metric)
        or whole.qualifier != metric.qualifier
    ):
        states = _says(whole) if whole else "no quantity"
        said = f"in its sentence “{metric.excerpt}” states {states}: quote enough to show it"
        yield Fault("E10", said)
    else:
        for fault in _comparison(metric, whole, "the sentence"):
            yield Fault("E10", fault.message)
