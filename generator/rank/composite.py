"""The results composite: brands by the results they report, by SMAA-2, or a refusal with reasons.

Sources: Lahdelma & Salminen (2001) for the method, OECD/JRC (2008) for value functions and
sensitivity. Refused brands are removed before sampling and leave no trace in the ranks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import numpy as np

from generator.evidence.claims import outside_sources
from generator.rank import smaa
from generator.rank.dominance import MOST, outer_bounds
from generator.rank.field import Field
from generator.rank.results import Compared, Composite, Likely, Refused, Scenario, Shortfall
from generator.rank.seeds import seed_of
from generator.rank.standings import Standings
from generator.rank.values import geometric
from generator.rank.weights import Booleans, Floats, WeightSet
from generator.records.content import Content
from generator.records.models import Edition
from generator.tables.frames import BookBrand

_DISCOUNT: Final = 0.7
"""The share of figures in own releases that the discount run takes at their word: an assumption."""

_SCENARIO_SAMPLES: Final = 10_000


def rank_results(edition: Edition, entries: Sequence[BookBrand], content: Content) -> Composite:
    """The composite of an edition, published as far as its refusal rules allow."""
    field, eligible, refused = _eligible(edition, entries, content)
    shortfalls = _shortfalls(field, eligible)
    seed = field.checksum(eligible)
    run = (
        _Analysis(field, eligible, field.weights, seed)
        if field.weights and not shortfalls
        else None
    )
    if run is not None and run.width > edition.thresholds.tiers_width:
        found, needed = run.width, edition.thresholds.tiers_width
        shortfalls.append(Shortfall(code="too_wide", found=found, needed=needed))
    published = run if run is not None and not shortfalls else None
    scenarios = published.scenarios() if published else []
    limit = edition.thresholds.fragile
    return Composite(
        indicators=field.names,
        importance=[list(group) for group in edition.importance],
        dropped=field.dropped,
        seed=seed,
        samples=run.main.result.samples if run else edition.thresholds.samples,
        shown=published.shown if published else "no",
        shortfalls=shortfalls,
        width=run.width if run else None,
        brands=published.rows() if published else [],
        tiers=published.main.tiers() if published else [],
        scenarios=scenarios,
        fragile=[
            s.name for s in scenarios if s.name != "doubt" and s.tau is not None and s.tau < limit
        ],
        refused=[Refused(brand=b, reasons=reasons) for b, reasons in sorted(refused.items())],
    )


def _eligible(
    edition: Edition, entries: Sequence[BookBrand], content: Content
) -> tuple[Field, list[str], dict[str, list[str]]]:
    """The field, the brands that can be ranked and the reasons of the others.

    The rest is looked at again without those refused, so that none of their figures decides what
    is compared; once too few are left, the last field stands.
    """
    entries = sorted(entries, key=lambda entry: entry.row.id)
    refused: dict[str, list[str]] = {}
    while True:
        field = Field(edition, entries, content)
        found = {brand: reasons for brand in field.brands if (reasons := field.reasons(brand))}
        refused |= found
        entries = [entry for entry in entries if entry.row.id not in found]
        if not found or len(entries) < field.limits.brands:
            return field, [entry.row.id for entry in entries], refused


def _shortfalls(field: Field, eligible: Sequence[str]) -> list[Shortfall]:
    if field.nothing:
        return [Shortfall(code=field.nothing)]
    if len(eligible) < field.limits.brands:
        return [Shortfall(code="few_brands", found=len(eligible), needed=field.limits.brands)]
    return [] if field.connected(eligible) else [Shortfall(code="not_connected")]


class _Analysis:
    """The analysis of the eligible brands, and the same figures under other assumptions."""

    def __init__(
        self, field: Field, brands: Sequence[str], weights: WeightSet, checksum: str
    ) -> None:
        self.field, self.brands, self.weights = field, list(brands), weights
        self.limits, self.seed = field.limits, seed_of(checksum)
        self.low, self.high, self.unknown = field.values(brands)
        self.main = self._analyse(self.low, self.high, weights, self.limits.samples)
        widths = [place.high - place.low + 1 for place in self.main.places.values()]
        self.width = sum(widths) / len(brands) ** 2

    @property
    def shown(self) -> Literal["tiers", "ranks"]:
        """Places only where the intervals are narrow enough on average."""
        return "ranks" if self.width <= self.limits.ranks_width else "tiers"

    def _analyse(
        self,
        low: Floats,
        high: Floats,
        weights: WeightSet,
        samples: int,
        keep: Floats | None = None,
    ) -> Standings:
        result = smaa.analyse(
            low,
            high,
            weights,
            samples=samples,
            seed=self.seed,
            alternatives=self.brands,
            criteria=self.field.names,
            keep=keep,
            tier=self.limits.tier,
        )
        return self._standings(result)

    def _standings(self, result: smaa.Acceptability) -> Standings:
        return Standings(result, [[brand] for brand in self.brands])

    def rows(self) -> list[Compared]:
        """One row a brand, by expected rank and id."""
        first = self.main.result.first.tolist()
        found = [
            Compared(
                brand=brand,
                tier=self.main.numbers[brand],
                place=self.main.places[brand],
                expected=self.main.expected[brand],
                first=first[row],
                coverage=self.field.coverage(brand),
                design=self.field.entries[brand].row.design,
                surely=Likely(low=best, high=worst),
            )
            for row, (brand, (best, worst)) in enumerate(
                zip(self.brands, self._outer_bounds(), strict=True)
            )
        ]
        return sorted(found, key=lambda row: (row.expected, row.brand))

    def _outer_bounds(self) -> list[list[int]]:
        """Ranks that no weights and values exceed; every rank where the pairs are too many."""
        if len(self.brands) > MOST:
            return [[1, len(self.brands)]] * len(self.brands)
        bounds: list[list[int]] = outer_bounds(self.low, self.high, self.weights).tolist()
        return bounds

    def scenarios(self) -> list[Scenario]:
        """The compulsory other assumptions, each with its likeness to the main run."""
        return [run.scenario(name, self.main) for name, run in self._others()]

    def _others(self) -> Iterator[tuple[str, Standings]]:
        """One run after the other, since each holds the ranks of all its samples."""
        low, high, weights, unknown = self.low, self.high, self.weights, self.unknown
        mean = weights.mean()
        fixed = mean if mean is not None else np.full(len(self.field.names), 1 / low.shape[1])
        quarter = np.array([_lower_quartile(column) for column in np.where(unknown, np.nan, low).T])
        samples = min(self.limits.samples, _SCENARIO_SAMPLES)
        yield "none", self._analyse(low, high, WeightSet.none(len(fixed)), samples)
        yield "fixed", self._analyse(low, high, WeightSet.fixed(fixed), samples)
        yield "doubt", self._analyse(low, high, WeightSet.doubt(fixed), samples)
        for name, most in (("unknown_zero", 0), ("unknown_low", quarter)):
            yield name, self._analyse(low, np.where(unknown, most, high), weights, samples)
        yield "discount", self._analyse(low, high, weights, samples, self._trust())
        yield "min_max", self._analyse(*_rescaled(low, high, unknown), weights, samples)
        if len(self.brands) <= MOST:  # it holds all values of all samples
            yield "geometric", self._geometric(samples)

    def _trust(self) -> Floats:
        """The probability that a figure is taken at its word: 1 if printed outside the agency."""
        keep = np.ones_like(self.low)
        for i, brand in enumerate(self.brands):
            for j, name in enumerate(self.field.names):
                cell = self.field.cells.get((brand, name))
                own = cell and not outside_sources([self.field.sources[cell.metric.source]])
                keep[i, j] = _DISCOUNT if own else 1
        return keep

    def _geometric(self, samples: int) -> Standings:
        """Geometric means in place of sums, so that a weakness is not made up for elsewhere."""
        drawn = smaa.sample(
            self.low,
            self.high,
            self.weights,
            samples=samples,
            seed=self.seed,
            alternatives=self.brands,
            criteria=self.field.names,
        )
        scores = np.concatenate([geometric(values, weights) for weights, values in drawn])
        ones = np.ones((len(scores), 1))
        result = smaa.summarise(
            ones, scores[:, :, None], alternatives=self.brands, tier=self.limits.tier
        )
        return self._standings(result)


def _lower_quartile(column: Floats) -> float:
    known = column[~np.isnan(column)]
    return float(np.quantile(known, 0.25)) if known.size else 1.0


def _rescaled(low: Floats, high: Floats, unknown: Booleans) -> tuple[Floats, Floats]:
    """Values from this edition's worst to its best, in place of the fixed anchors."""
    least = np.where(unknown, np.inf, low).min(axis=0)
    most = np.where(unknown, -np.inf, high).max(axis=0)
    width = np.where(most > least, most - least, 1)
    new_low, new_high = (np.clip((ends - least) / width, 0, 1) for ends in (low, high))
    return np.where(unknown, 0, new_low), np.where(unknown, 1, new_high)
