"""The documentation ranking: how completely each brand's claims are documented.

It ranks records, not policing. What a record does not state counts as 0, which is an observation
about the record; nothing is unknown, and the intervals come from the weights alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from generator.evidence.claims import LEVELS, outside_sources
from generator.rank import smaa
from generator.rank.ranks import TICKS, Integers, interval_of
from generator.rank.results import Addition, Documentation, Documented, Likely, Scenario
from generator.rank.seeds import digest, seed_of, stream
from generator.rank.standings import Standings
from generator.rank.weights import Floats, WeightSet
from generator.records.content import Content
from generator.records.models import Brand, Edition, Indicator, Source, Thresholds
from generator.tables.frames import BookBrand, MetricRow


class Subject(NamedTuple):
    """All that the items look at: a brand's record, rows, indicators and sources."""

    brand: Brand
    entry: BookBrand
    rows: Sequence[MetricRow]
    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]

    def kinds(self) -> set[str]:
        """The kinds of the indicators that the brand has figures of."""
        return {self.indicators[row.indicator].kind for row in self.rows}


def _share(rows: Iterable[MetricRow], states: Callable[[MetricRow], bool]) -> Fraction | None:
    """The part of some figures that state something; None where there is none to state it of."""
    found = [states(row) for row in rows]
    return Fraction(sum(found), len(found)) if found else None


def _base(subject: Subject) -> Fraction | None:
    relative = [r for r in subject.rows if r.basis or r.unit in ("%", "ratio")]
    return _share(relative, lambda row: row.base is not None)


def _period(subject: Subject) -> Fraction | None:
    return _share(subject.rows, lambda row: bool(row.period or row.as_of))


def _comparator(subject: Subject) -> Fraction | None:
    outcomes = [row for row in subject.rows if subject.indicators[row.indicator].kind == "outcome"]
    return _share(outcomes, lambda row: row.comparator_zh is not None)


def _outside(subject: Subject) -> Fraction | None:
    if not subject.rows:
        sources = [subject.sources[identity] for identity in subject.entry.row.sources.split()]
        return Fraction(outside_sources(sources) > 0)
    return _share(subject.rows, lambda row: outside_sources([subject.sources[row.source]]) > 0)


def _design(subject: Subject) -> Fraction | None:
    design = subject.entry.row.design
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


def rank_documentation(
    edition: Edition, entries: Sequence[BookBrand], content: Content
) -> Documentation:
    """All brands of an edition, by expected rank and id; equal records share every place."""
    entries = sorted(entries, key=lambda entry: entry.row.id)
    found = {entry.row.id: _profile(entry, content) for entry in entries}
    profiles = {brand: [value or 0.0 for value in values] for brand, values in found.items()}
    limits = edition.thresholds
    checksum = digest([edition.documentation, limits.samples, limits.tier, profiles])
    run = _Profiles(profiles, limits, seed_of(checksum))
    weights = WeightSet.importance(edition.documentation, list(ITEMS))
    main = run.under(weights)
    additions = run.additions(weights, found, main.places)
    rows = [
        Documented(
            brand=entry.row.id,
            tier=main.numbers[entry.row.id],
            place=main.places[entry.row.id],
            expected=main.expected[entry.row.id],
            items=profiles[entry.row.id],
            figures=entry.row.figures,
            sources=len(entry.row.sources.split()),
            design=entry.row.design,
            addition=additions.get(entry.row.id),
        )
        for entry in entries
    ]
    return Documentation(
        items=list(ITEMS),
        importance=[list(group) for group in edition.documentation],
        seed=checksum,
        samples=main.result.samples,
        brands=sorted(rows, key=lambda row: (row.expected, row.brand)),
        tiers=main.tiers(),
        scenarios=_scenarios(run, main, free=not edition.documentation),
    )


def _profile(entry: BookBrand, content: Content) -> list[float | None]:
    indicators, sources = content.vocabulary.indicators, content.sources
    subject = Subject(entry.record(), entry, entry.read_metrics(), indicators, sources)
    values = [value(subject) for value in ITEMS.values()]
    return [None if value is None else float(value) for value in values]


def _scenarios(run: _Profiles, main: Standings, *, free: bool) -> list[Scenario]:
    """The same records under other weights: free ones, equal ones, equal ones in doubt."""
    equal = np.full(len(ITEMS), 1 / len(ITEMS))
    others = {"equal": WeightSet.fixed(equal), "doubt": WeightSet.doubt(equal)}
    if not free:
        others = {"none": WeightSet.none(len(ITEMS)), **others}
    return [run.under(weights).scenario(name, main) for name, weights in others.items()]


_ADDITION_DRAWS: Final = 5_000
"""Draws for each possible addition; a record with it and as it is are ranked in the same ones."""

_ADDITION_RANKS: Final = 10_000_000
"""Ranks worked out for all additions together: a large field takes fewer draws, at least 500."""

_NOTICEABLE: Final = 0.05
"""Places by which the expected rank must improve to be worth a word."""


class _Profiles:
    """Brands by their profile: equal profiles are one row of the engine with a multiplicity.

    The ranks are the same as without collapsing, and a field of thousands has few profiles.
    """

    def __init__(
        self, profiles: Mapping[str, Sequence[float]], limits: Thresholds, seed: int
    ) -> None:
        by_profile: dict[tuple[float, ...], list[str]] = {}
        for brand, profile in profiles.items():
            by_profile.setdefault(tuple(profile), []).append(brand)
        self.limits, self.seed = limits, seed
        self.members = list(by_profile.values())
        self.values = np.array(list(by_profile), dtype=float)
        self.times = np.array([len(brands) for brands in self.members])

    def under(self, weights: WeightSet) -> Standings:
        """The ranking under some weights."""
        result = smaa.analyse(
            self.values,
            self.values,
            weights,
            samples=self.limits.samples,
            seed=self.seed,
            alternatives=[brands[0] for brands in self.members],
            criteria=list(ITEMS),
            multiplicity=self.times,
            tier=self.limits.tier,
        )
        return Standings(result, self.members)

    def additions(
        self,
        weights: WeightSet,
        found: Mapping[str, Sequence[float | None]],
        places: Mapping[str, Likely],
    ) -> dict[str, Addition]:
        """For each brand the one item whose completion gives it the best expected rank.

        Left out where no item that it could add improves on the rank that it has. No addition can
        cost a place, so neither may the noise of its fewer draws.
        """
        rows, items, gains = self._changes()
        draws = max(500, min(_ADDITION_DRAWS, _ADDITION_RANKS // len(rows)))
        drawn = weights.sample(stream(self.seed), min(draws, self.limits.samples))
        ranks = self._ranks_if(rows, items, gains, drawn)
        means = ranks.mean(axis=0)
        best: dict[str, int] = {}
        # Best first: of the changes that a brand can make, the first one stays. The changes begin
        # with each row as it is, so that a row's number is also the place of its own mean.
        noticeable = np.flatnonzero(means < means[rows] - _NOTICEABLE)
        for change in noticeable[np.lexsort((items[noticeable], means[noticeable]))].tolist():
            for brand in self.members[rows[change]]:
                if found[brand][items[change]] is not None:
                    best.setdefault(brand, change)
        ends = {change: interval_of(ranks[:, change]).tolist() for change in set(best.values())}
        return {
            brand: Addition(
                item=list(ITEMS)[items[change]],
                place=Likely(
                    low=min(ends[change][0], places[brand].low),
                    high=min(ends[change][1], places[brand].high),
                ),
            )
            for brand, change in best.items()
        }

    def _changes(self) -> tuple[Integers, Integers, Floats]:
        """Each row as it is, then with each item completed: rows, items and by how much it rises.

        To complete an item is to state all of it or, for the design, to take the next better one.
        """
        full = np.ones_like(self.values)
        design = list(ITEMS).index("design")
        levels = np.rint(self.values[:, design] * 5).astype(np.int64)
        full[:, design] = np.array(_NEXT_DESIGN)[levels] / 5
        gains = full - self.values
        rows, items = np.nonzero(gains > 0)
        own = np.arange(len(self.values))
        return (
            np.concatenate([own, rows]),
            np.concatenate([np.zeros_like(own), items]),
            np.concatenate([np.zeros(len(own)), gains[rows, items]]),
        )

    def _ranks_if(
        self, rows: Integers, items: Integers, gains: Floats, drawn: Floats
    ) -> NDArray[np.int32]:
        """The ranks (K, changes) of changed rows, each alone among all as they are.

        Its own record as it was never ranks above it, so it needs no leaving out.
        """
        ranks = np.empty((len(drawn), len(rows)), dtype=np.int32)
        for weight, out in zip(drawn, ranks, strict=True):
            scores = (self.values * weight).sum(axis=1)
            ticks = np.rint(scores * TICKS)
            new = np.rint((scores[rows] + gains * weight[items]) * TICKS)
            order = np.argsort(ticks, kind="stable")
            above = np.concatenate([np.cumsum(self.times[order][::-1])[::-1], [0]])
            out[:] = 1 + above[np.searchsorted(ticks[order], new, side="right")]
        return ranks
