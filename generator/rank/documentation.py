"""The documentation ranking: how completely each brand's claims are documented.

It ranks records, not policing. What a record does not state counts as 0, which is an observation
about the record; nothing is unknown, and the intervals come from the weights alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from generator.evidence.claims import LEVELS, outside_sources
from generator.rank import smaa
from generator.rank.results import Addition, Documentation, Documented, Likely, Scenario
from generator.rank.sampling import TICKS, Integers
from generator.rank.seeds import digest, seed_of
from generator.rank.tiers import likely, tiers_of
from generator.rank.values import kendall_tau_b
from generator.rank.weights import Floats, WeightSet
from generator.records.content import Content
from generator.records.models import Brand, Edition, Indicator, Source
from generator.tables.frames import Line, MetricRow


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


def _outside(subject: Subject) -> Fraction | None:
    if not subject.line.metrics:
        sources = [subject.sources[identity] for identity in subject.line.brand.sources.split()]
        return Fraction(outside_sources(sources) > 0)
    return _share(
        subject.line.metrics, lambda row: outside_sources([subject.sources[row.source]]) > 0
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
    "outside": _outside,
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
    numbers = {brand: n for n, tier in enumerate(tiers, start=1) for brand in tier.brands}
    rows = [
        Documented(
            brand=line.brand.id,
            tier=numbers[line.brand.id],
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
        samples=main.result.samples,
        brands=sorted(rows, key=lambda row: (row.expected, row.brand)),
        tiers=tiers,
        scenarios=run.scenarios(main, edition.documentation),
    )


def _profile(line: Line, content: Content) -> list[float | None]:
    subject = Subject(line.record(), line, content.vocabulary.indicators, content.sources)
    values = [value(subject) for value in ITEMS.values()]
    return [None if value is None else float(value) for value in values]


def _weights(importance: Sequence[Sequence[str]]) -> WeightSet:
    """Free weights, unless the edition ranks items: the unranked ones come last, as one group."""
    items = list(ITEMS)
    if not importance:
        return WeightSet.none(len(items))
    named = [[items.index(item) for item in group] for group in importance]
    rest = [n for n in range(len(items)) if not any(n in group for group in named)]
    return WeightSet.order([*named, rest] if rest else named)


_ADDITION_DRAWS: Final = 5_000
"""Draws for each possible addition; a record with it and as it is are ranked in the same ones."""

_ADDITION_RANKS: Final = 10_000_000
"""Ranks worked out for all additions together: a large field takes fewer draws, at least 500."""

_NOTICEABLE: Final = 0.05
"""Places by which the expected rank must improve to be worth a word."""


class _Change(NamedTuple):
    """A row of the distinct profiles, one of its items and by how much its value rises."""

    row: int
    item: int
    gain: float


def _no_worse(place: Likely, now: Likely) -> Likely:
    return Likely(low=min(place.low, now.low), high=min(place.high, now.high))


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

        None where no item that it could add improves on the rank that it has. No addition can cost
        a place, so neither may the noise of its fewer draws.
        """
        changes = list(self._changes())
        asis = [_Change(row, 0, 0.0) for row in range(len(self.members))]
        draws = max(500, min(_ADDITION_DRAWS, _ADDITION_RANKS // (len(changes) + len(asis))))
        drawn = weights.sample(
            np.random.Generator(np.random.PCG64(self.seed)), min(draws, self.samples)
        )
        sums = np.zeros(len(asis) + len(changes), dtype=np.int64)
        for ranks in self._ranks_if([*asis, *changes], drawn):
            sums += ranks
        now, then = np.split(sums / len(drawn), [len(asis)])
        options: dict[int, list[tuple[float, int, _Change]]] = {}
        for change, rank in zip(changes, then.tolist(), strict=True):
            if rank < now[change.row] - _NOTICEABLE:
                options.setdefault(change.row, []).append((rank, change.item, change))
        best: dict[str, _Change | None] = {}
        for row, brands in enumerate(self.members):
            for brand in brands:
                open_to = [o for o in options.get(row, []) if found[brand][o[1]] is not None]
                best[brand] = min(open_to)[2] if open_to else None
        places = self._places_if(sorted({c for c in best.values() if c is not None}), drawn)
        return {
            brand: None
            if c is None
            else Addition(item=self.items[c.item], place=_no_worse(places[c], main.places[brand]))
            for brand, c in best.items()
        }

    def _changes(self) -> Iterator[_Change]:
        for row, values in enumerate(self.values):
            for item, value in enumerate(values.tolist()):
                gain = self._completed(item, value) - value
                if gain > 0:
                    yield _Change(row, item, gain)

    def _completed(self, item: int, value: float) -> float:
        """The value of an item once added: all of it, or for the design the next better one."""
        if self.items[item] != "design":
            return 1.0
        return _NEXT_DESIGN[round(value * 5)] / 5

    def _places_if(self, changes: Sequence[_Change], drawn: Floats) -> dict[_Change, Likely]:
        """The 90 % rank intervals of changed records."""
        if not changes:
            return {}
        ranks = np.array([found.astype(np.int32) for found in self._ranks_if(changes, drawn)])
        ends = np.quantile(ranks, (0.05, 0.95), axis=0, method="inverted_cdf").astype(int)
        return {
            change: Likely(low=low, high=high)
            for change, (low, high) in zip(changes, ends.T.tolist(), strict=True)
        }

    def _ranks_if(self, changes: Sequence[_Change], drawn: Floats) -> Iterator[Integers]:
        """For each draw the ranks of changed records, each alone among all as they are.

        Its own record as it was never ranks above it, so it needs no leaving out.
        """
        rows = np.array([change.row for change in changes], dtype=int)
        items = np.array([change.item for change in changes], dtype=int)
        gains = np.array([change.gain for change in changes])
        for weight in drawn:
            scores = (self.values * weight).sum(axis=1)
            ticks = np.rint(scores * TICKS).astype(np.int64)
            new = np.rint((scores[rows] + gains * weight[items]) * TICKS).astype(np.int64)
            order = np.argsort(ticks, kind="stable")
            above = np.concatenate([np.cumsum(self.times[order][::-1])[::-1], [0]])
            yield 1 + above[np.searchsorted(ticks[order], new, side="right")]
