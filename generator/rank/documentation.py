"""The documentation ranking: how completely and independently each brand's claims are documented.

It ranks records, not policing. What a record does not state counts as 0, which is an observation
about the record; nothing is unknown, and the intervals come from the weights alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from generator.content import Content
from generator.evidence.claims import independent_sources
from generator.evidence.scales import LEVELS
from generator.models import Brand, Edition, Indicator, Source
from generator.rank import smaa
from generator.rank.results import Addition, Documentation, Documented, Likely, Scenario, Tier
from generator.rank.seeds import digest, seed_of
from generator.rank.tiers import likely, tiers_of
from generator.rank.values import kendall_tau_b
from generator.rank.weights import WeightSet
from generator.tables import Line, MetricRow


class Subject(NamedTuple):
    """All that the items look at: a brand's record, rows, indicators and sources."""

    brand: Brand
    line: Line
    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]

    def kinds(self) -> set[str]:
        """The kinds of the indicators that the brand has figures of."""
        return {self.indicators[row.indicator].kind for row in self.line.metrics}


def _share(rows: Iterable[MetricRow], states: Callable[[MetricRow], bool]) -> Fraction | None:
    """The part of some figures that state something; None where there is none to state it of."""
    found = [states(row) for row in rows]
    return Fraction(sum(found), len(found)) if found else None


def _base(subject: Subject) -> Fraction | None:
    relative = [r for r in subject.line.metrics if r.basis or r.unit in ("%", "ratio")]
    return _share(relative, lambda row: row.base is not None)


def _period(subject: Subject) -> Fraction | None:
    return _share(subject.line.metrics, lambda row: bool(row.period or row.as_of))


def _comparator(subject: Subject) -> Fraction | None:
    outcomes = [
        row for row in subject.line.metrics if subject.indicators[row.indicator].kind == "outcome"
    ]
    return _share(outcomes, lambda row: row.comparator_zh is not None)


def _independent(subject: Subject) -> Fraction | None:
    if not subject.line.metrics:
        sources = [subject.sources[identity] for identity in subject.line.brand.sources.split()]
        return Fraction(independent_sources(sources) > 0)
    return _share(
        subject.line.metrics, lambda row: independent_sources([subject.sources[row.source]]) > 0
    )


def _design(subject: Subject) -> Fraction | None:
    design = subject.line.brand.design
    return None if design is None else Fraction(LEVELS[design].maryland_1997, 5)


ITEMS: Final[dict[str, Callable[[Subject], Fraction | bool | None]]] = {
    "agency": lambda s: bool(s.brand.agency.zh),
    "place": lambda s: bool(s.brand.place),
    "start": lambda s: s.brand.started is not None,
    "practice": lambda s: s.brand.intervention is not None or bool(s.brand.practices),
    "output": lambda s: bool(s.kinds() & {"input", "activity"}),
    "outcome": lambda s: "outcome" in s.kinds(),
    "base": _base,
    "period": _period,
    "comparator": _comparator,
    "independent": _independent,
    "design": _design,
}
"""What is looked for, each with its value in [0, 1].

None where a record has nothing to state it of, such as a base without a change: it counts as 0 and
cannot be added by itself.
"""

_NEXT_DESIGN: Final = (2, 2, 3, 4, 5, 5)
"""The level that the next better design reaches: before–after, comparison, and so on."""


def rank_documentation(edition: Edition, lines: Sequence[Line], content: Content) -> Documentation:
    """All brands of an edition, by expected rank and id; equal records share every place."""
    lines = sorted(lines, key=lambda line: line.brand.id)
    found = {line.brand.id: _profile(line, content) for line in lines}
    profiles = {brand: [value or 0.0 for value in values] for brand, values in found.items()}
    limits = edition.thresholds
    checksum = digest([edition.documentation, limits.samples, limits.tier, profiles])
    run = _Run(list(ITEMS), profiles, limits.samples, seed_of(checksum), limits.tier)
    main = run.under(_weights(edition.documentation))
    additions = run.additions(_weights(edition.documentation), found, main)
    tiers = tiers_of(main.members, main.result)
    rows = [
        Documented(
            brand=line.brand.id,
            tier=_tier(line.brand.id, tiers),
            place=main.places[line.brand.id],
            expected=main.expected[line.brand.id],
            items=profiles[line.brand.id],
            figures=line.brand.figures,
            sources=len(line.brand.sources.split()),
            design=line.brand.design,
            addition=additions[line.brand.id],
        )
        for line in lines
    ]
    return Documentation(
        items=list(ITEMS),
        importance=[list(group) for group in edition.documentation],
        seed=checksum,
        samples=limits.samples,
        brands=sorted(rows, key=lambda row: (row.expected, row.brand)),
        tiers=tiers,
        scenarios=run.scenarios(main, edition.documentation),
    )


def _profile(line: Line, content: Content) -> list[float | None]:
    brand = Brand.model_validate_json(line.record)
    subject = Subject(brand, line, content.vocabulary.indicators, content.sources)
    values = [value(subject) for value in ITEMS.values()]
    return [None if value is None else float(value) for value in values]


def _tier(brand: str, tiers: Sequence[Tier]) -> int:
    return next(number for number, tier in enumerate(tiers, start=1) if brand in tier.brands)


def _weights(importance: Sequence[Sequence[str]]) -> WeightSet:
    """Free weights, unless the edition ranks items: the unranked ones come last, as one group."""
    items = list(ITEMS)
    if not importance:
        return WeightSet.none(len(items))
    named = [[items.index(item) for item in group] for group in importance]
    rest = [n for n in range(len(items)) if not any(n in group for group in named)]
    return WeightSet.order([*named, rest] if rest else named)


_ADDITION_DRAWS: Final = 5_000
"""Draws for each possible addition; the error of a mean rank is far below a place."""

_NOTICEABLE: Final = 0.05
"""Places by which the expected rank must improve; less is within the error of the draws."""


class _View(NamedTuple):
    """One run: its result over the distinct profiles, and what it says of each brand."""

    result: smaa.Acceptability
    members: list[list[str]]
    places: dict[str, Likely]
    expected: dict[str, float]


class _Run:
    """Brands by their profile: equal profiles are one row of the engine with a multiplicity.

    The ranks are the same as without collapsing, and a field of thousands has few profiles.
    """

    def __init__(
        self,
        items: list[str],
        profiles: Mapping[str, Sequence[float]],
        samples: int,
        seed: int,
        tier: float,
    ) -> None:
        by_profile: dict[tuple[float, ...], list[str]] = {}
        for brand, profile in profiles.items():
            by_profile.setdefault(tuple(profile), []).append(brand)
        self.items, self.samples, self.seed, self.tier = items, samples, seed, tier
        self.members = list(by_profile.values())
        self.values = np.array(list(by_profile), dtype=float)
        self.times = np.array([len(brands) for brands in self.members])

    def under(self, weights: WeightSet) -> _View:
        """The ranking under some weights."""
        result = smaa.analyse(
            self.values,
            self.values,
            weights,
            samples=self.samples,
            seed=self.seed,
            alternatives=[brands[0] for brands in self.members],
            criteria=self.items,
            multiplicity=self.times,
            tier=self.tier,
        )
        places, expected = {}, {}
        for row, brands in enumerate(self.members):
            place = likely(result, row)
            places.update(dict.fromkeys(brands, place))
            expected.update(dict.fromkeys(brands, float(result.expected_rank[row])))
        return _View(result, self.members, places, expected)

    def scenarios(self, main: _View, importance: Sequence[Sequence[str]]) -> list[Scenario]:
        """The same records under other weights: free ones, equal ones, equal ones in doubt."""
        equal = np.full(len(self.items), 1 / len(self.items))
        others = {"equal": WeightSet.fixed(equal), "doubt": WeightSet.doubt(equal, 20)}
        if importance:
            others = {"none": WeightSet.none(len(self.items)), **others}
        found = []
        for name, weights in others.items():
            view = self.under(weights)
            tau = kendall_tau_b(
                np.array(list(main.expected.values())), np.array(list(view.expected.values()))
            )
            known = None if np.isnan(tau) else float(tau)
            number = len(view.result.leaders)
            found.append(Scenario(name=name, tau=known, places=view.places, tiers=number))
        return found

    def additions(
        self, weights: WeightSet, found: Mapping[str, Sequence[float | None]], main: _View
    ) -> dict[str, Addition | None]:
        """For each brand the one item whose completion gives it the best expected rank.

        None where no item that it could add improves on the rank that it has.
        """
        changed = [
            (row, item, new)
            for row in range(len(self.members))
            for item in range(len(self.items))
            if (new := self._completed(row, item)) > self.values[row, item]
        ]
        ranks = self._ranks_if(changed, weights)
        options: dict[int, list[tuple[float, int, Likely]]] = {}
        for (row, item, _), column in zip(changed, ranks.T, strict=True):
            low, high = np.quantile(column, (0.05, 0.95), method="inverted_cdf")
            place = Likely(low=int(low), high=int(high))
            options.setdefault(row, []).append((float(column.mean()), item, place))
        return {
            brand: self._best(options.get(row, []), found[brand], main.expected[brand])
            for row, brands in enumerate(self.members)
            for brand in brands
        }

    def _best(
        self,
        options: Sequence[tuple[float, int, Likely]],
        found: Sequence[float | None],
        expected: float,
    ) -> Addition | None:
        """The best of the additions that a record has something to state of, if it helps."""
        open_to = [o for o in options if found[o[1]] is not None and o[0] < expected - _NOTICEABLE]
        if not open_to:
            return None
        _, item, place = min(open_to, key=lambda option: option[:2])
        return Addition(item=self.items[item], place=place)

    def _completed(self, row: int, item: int) -> float:
        """The value of an item once added: all of it, or for the design the next better one."""
        if self.items[item] != "design":
            return 1.0
        return _NEXT_DESIGN[round(self.values[row, item] * 5)] / 5

    def _ranks_if(
        self, changed: Sequence[tuple[int, int, float]], weights: WeightSet
    ) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        """Ranks (draws, changes): each changed record among all as they are.

        Its own record as it was never ranks above it, so it needs no leaving out.
        """
        draws = min(_ADDITION_DRAWS, self.samples)
        drawn = weights.sample(np.random.Generator(np.random.PCG64(self.seed)), draws)
        rows = np.array([row for row, _, _ in changed], dtype=int)
        items = np.array([item for _, item, _ in changed], dtype=int)
        gains = np.array([new - self.values[row, item] for row, item, new in changed])
        ranks = np.empty((draws, len(changed)), dtype=np.int64)
        for draw, weight in enumerate(drawn):
            scores = (self.values * weight).sum(axis=1)
            ticks = np.rint(scores * 1e9).astype(np.int64)
            new = np.rint((scores[rows] + gains * weight[items]) * 1e9).astype(np.int64)
            order = np.argsort(ticks, kind="stable")
            above = np.concatenate([np.cumsum(self.times[order][::-1])[::-1], [0]])
            ranks[draw] = 1 + above[np.searchsorted(ticks[order], new, side="right")]
        return ranks
