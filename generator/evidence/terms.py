"""Which indicators of the vocabulary the noun of a figure names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from generator.errors import Problem
from generator.evidence.quantities import Quantity
from generator.evidence.subject import Subjects, letters_of
from generator.evidence.units import scale_of
from generator.records.models import Indicator, Metric
from generator.words.messages import Message

CHANGES = frozenset(["%", "个百分点", "倍"])
"""Units that the change of any indicator may have."""

_SHARES = frozenset(["%", "ratio"])
_RATES = ("率", "比", "度", "指数")
"""How the noun of a share ends: 纠纷警情 by itself is a count."""

_TAIL = 2
"""Characters at the end of a noun that make its head."""

_LIKELY = 4
"""Indicators that a message proposes."""


class Terms:
    """The terms of all indicators; those that some words may hold are found by their letters.

    Made once for a vocabulary, which hundreds of thousands of figures are then looked up in: each
    term is filed under that of its letters which the fewest have.
    """

    def __init__(self, indicators: Mapping[str, Indicator]) -> None:
        self.indicators = indicators
        self.longest_first = {
            identity: sorted(indicator.terms, key=len, reverse=True)
            for identity, indicator in indicators.items()
        }
        every = [(letters_of(t), i, t) for i, own in indicators.items() for t in own.terms]
        common = Counter(letter for letters, _, _ in every for letter in letters)
        self._filed: dict[str, list[tuple[frozenset[str], str, str]]] = {}
        for entry in every:
            rarest = min(entry[0], key=lambda letter: (common[letter], letter), default="")
            self._filed.setdefault(rarest, []).append(entry)
        self._filing = frozenset(self._filed)

    def among(self, letters: frozenset[str]) -> list[tuple[str, str]]:
        """The terms that are written with some letters alone, each with its indicator."""
        filed = self._filed
        return [
            (identity, term)
            for letter in letters & self._filing
            for needed, identity, term in filed[letter]
            if needed <= letters
        ]


def allows(indicator: Indicator, unit: str | None, change: bool) -> bool:
    """Whether a figure of the indicator may have a unit; a ratio is a percentage."""
    if unit in indicator.units:
        return True
    name = scale_of(unit).unit
    return (change and name in CHANGES) or any(scale_of(u).unit == name for u in indicator.units)


def named(subjects: Subjects, quantity: Quantity, terms: Terms) -> dict[str, str]:
    """The indicators that the nearest noun of a figure may mean, each with its longest term.

    Only those whose units allow the figure. What takes in most of the noun's modifiers comes first
    (刑事案件 before 案件发案率), then the longest term, then the first by id.
    """
    for region in subjects.regions(quantity):
        found: dict[str, tuple[int, int, str]] = {}
        for identity, term in terms.among(frozenset(region.words)):
            indicator = terms.indicators[identity]
            start = subjects.begins(region, term, indicator.kind == "outcome")
            if start is not None and _may_count(indicator, term, quantity):
                rank = (start, -len(term), term)
                found[identity] = min(rank, found.get(identity, rank))
        if found:
            ranked = sorted(found, key=lambda identity: (found[identity][:2], identity))
            return {identity: found[identity][2] for identity in ranked}
    return {}


def _may_count(indicator: Indicator, term: str, quantity: Quantity) -> bool:
    """Whether a figure may count a term of an indicator; a change of a share is one of its rate."""
    if not allows(indicator, quantity.unit, quantity.change):
        return False
    share = quantity.change and all(unit in _SHARES for unit in indicator.units)
    return not share or term.endswith(_RATES)


def check_subject(
    metric: Metric,
    terms: Terms,
    subjects: Subjects,
    quantity: Quantity,
    near: Collection[str],
    certain: bool,
) -> Iterator[Problem]:
    """The noun that a quantity counts is that of the metric's indicator.

    No term but those `near` it can name it. A noun that no term names is a fault only where the
    words are `certain` to hold it.
    """
    own = terms.indicators[metric.indicator]
    happened = own.kind == "outcome"
    longest_first = (t for t in terms.longest_first[metric.indicator] if t in near)
    mine = next((t for t in longest_first if subjects.names(quantity, t, happened)), "")
    if mine and not any(mine in other and mine != other for other in near):
        return  # no longer term could say more, as 盗窃警情 does than 警情
    if _is_elliptic(metric, own, subjects, quantity):
        return
    others = named(subjects, quantity, terms)
    closer = [identity for identity, term in others.items() if mine in term and mine != term]
    if closer:
        noun = subjects.phrase(quantity) or others[closer[0]]
        said = _of_another(metric, own, noun, closer, bool(mine))
        yield Problem("E05", ("excerpt",), said)
    elif certain and not mine:
        yield Problem("E05", ("excerpt",), _of_none(metric, terms.indicators, subjects, quantity))


def _is_elliptic(metric: Metric, own: Indicator, subjects: Subjects, quantity: Quantity) -> bool:
    """Whether the noun is the end of a term that the record's scope names in full.

    Texts speak of 电信网络诈骗 and then of 立案 alone; the scope tells readers what was meant.
    """
    noun = (subjects.phrase(quantity) or "").rstrip("数量率")
    scope = metric.scope.zh if metric.scope else ""
    return len(noun) > 1 and any(t in scope and t.endswith(noun) for t in own.terms)


def _of_another(
    metric: Metric, own: Indicator, noun: str, closer: list[str], general: bool
) -> Message:
    values = {"excerpt": metric.excerpt, "noun": noun, "likely": _listed(closer)}
    if general:
        return Message(
            "“{excerpt}” counts {noun}, for which there is {likely}: choose it", **values
        )
    return Message(
        "“{excerpt}” counts {noun}, no term of `{indicator}` ({terms}): choose {likely}, or add"
        ' the term "{noun}" to {indicator} in content/vocabulary/indicators.yml',
        **values,
        indicator=metric.indicator,
        terms="、".join(own.terms),
    )


def _of_none(
    metric: Metric, indicators: Mapping[str, Indicator], subjects: Subjects, quantity: Quantity
) -> Message:
    """The noun is no term of any indicator: whose it is likely to be, by its head."""
    terms = "、".join(indicators[metric.indicator].terms)
    values = {"excerpt": metric.excerpt, "indicator": metric.indicator, "terms": terms}
    noun = subjects.phrase(quantity)
    if noun is None:
        return Message(
            "no noun stands with “{excerpt}” that is a term of `{indicator}` ({terms}):"
            " choose another indicator or leave the figure out",
            **values,
        )
    likely = _alike(noun, quantity, indicators)
    if metric.indicator in likely or not likely:
        return Message(
            '“{excerpt}” counts {noun}, no term of `{indicator}` ({terms}): add the term "{noun}"'
            " to {indicator} in content/vocabulary/indicators.yml, or choose another indicator",
            noun=noun,
            **values,
        )
    return Message(
        "“{excerpt}” counts {noun}, no term of `{indicator}` ({terms}): choose {likely} and"
        ' add the term "{noun}" to it in content/vocabulary/indicators.yml',
        noun=noun,
        likely=_listed(likely),
        **values,
    )


def _listed(identities: list[str]) -> str:
    return " / ".join(f"`{identity}`" for identity in identities[:_LIKELY])


def _alike(noun: str, quantity: Quantity, indicators: Mapping[str, Indicator]) -> list[str]:
    """The indicators that may have the figure and have a term with the same head as a noun."""
    head = noun[-_TAIL:]
    return [
        identity
        for identity, indicator in indicators.items()
        if allows(indicator, quantity.unit, quantity.change)
        and any(term.endswith(head) for term in indicator.terms)
    ]
