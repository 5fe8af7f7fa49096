"""League tables: the figures of one indicator beside each other, where they can be compared.

Rank sets follow `generator.rank.ranksets` where the error of every figure can be bounded; elsewhere
a table gives the order of the reported figures and says that it is not tested.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from typing import Final, Literal

from generator.evidence.bases import consistent_base, decimals, smallest_base
from generator.evidence.numerals import exact
from generator.rank import ranksets
from generator.rank.printed import Bounds, bounds
from generator.rank.results import Apart, League, LeagueRow, Reason
from generator.rank.seeds import digest, seed_of
from generator.rank.values import change_error
from generator.records.content import Content
from generator.records.models import Indicator, Thresholds
from generator.tables.comparable import Comparand, candidates, groups, one_a_brand
from generator.tables.frames import BookBrand, MetricRow

_MOST_TESTED: Final = 200
"""Figures up to which all pairs of a table are tested; the work grows with their square."""

_LARGEST_COUNT: Final = 10**9
"""Counts up to which exact tails are added term by term."""

Better = Literal["up", "down", "size"]
Method = Literal["counts", "errors", "order", "list"]
RankRange = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Leagues:
    """Tables of two and more brands, and the figures that no table takes, by indicator."""

    tables: list[League]
    apart: list[Apart]


def make_leagues(entries: Iterable[BookBrand], content: Content, limits: Thresholds) -> Leagues:
    """Every figure of some brands, either in a table or apart with the reason."""
    entries = list(entries)
    rows = {(row.brand, row.id): row for entry in entries for row in entry.metrics}
    found, undated = candidates(entries, content)
    apart = [_apart(c.metric, "no_period") for c in undated]
    tables = []
    for group in groups(found):
        kept = one_a_brand(group)
        brands = {c.metric.brand for c in kept}
        left = [_apart(c.metric, "twice") for c in group if c.metric.brand not in brands]
        sound = [c for c in kept if is_consistent(c.metric)]
        odd = [c for c in kept if not is_consistent(c.metric)]
        apart += [*left, *(_apart(c.metric, "inconsistent_figure") for c in odd)]
        if len(sound) < 2:
            apart += [_apart(c.metric, "alone") for c in sound]
        else:
            tables.append(_Alike(sound, rows, content.vocabulary.indicators).league(limits))
    return Leagues(tables, sorted(apart, key=lambda a: (a.indicator, a.brand, a.metric)))


def _apart(row: MetricRow, reason: Reason) -> Apart:
    return Apart(indicator=row.indicator, brand=row.brand, metric=row.id, reason=reason)


def is_consistent(row: MetricRow) -> bool:
    """Whether some whole count can follow from a printed whole base by the printed change."""
    base = None if row.base is None else Fraction(row.base)
    if row.basis is None or row.unit != "%" or base is None or base.denominator != 1:
        return True
    if row.qualifier is not None or row.value_max is not None:
        return True
    change = Fraction(row.value)
    return consistent_base(change, decimals(abs(change)), int(base))


class _Alike:
    """Figures that are the same, each with what its print leaves open, by brand."""

    def __init__(
        self,
        group: Sequence[Comparand],
        rows: Mapping[tuple[str, str], MetricRow],
        indicators: Mapping[str, Indicator],
    ) -> None:
        self.key = group[0].key
        self.indicator = indicators[self.key.indicator]
        self.metrics = [c.metric for c in group]
        self.bounds = [bounds(metric, self.indicator) for metric in self.metrics]
        self.assumed_year = any(c.assumed_year for c in group)
        self.exposed = self._exposed(rows, indicators)
        self.better = self._better()

    def league(self, limits: Thresholds) -> League:
        """The table as it is kept, in order where it has enough brands and values."""
        reason = self._refusal(limits)
        method: Method = "list"
        places: Iterable[RankRange | None] = repeat(None)
        if reason is None:
            method, places = self._ranks()
        return League(
            **{name: part for name, part in self.key._asdict().items() if name != "family"},
            method=method,
            better=self.better,
            reason=reason,
            assumed_year=self.assumed_year,
            rows=list(map(_row, self.metrics, self.bounds, places)),
        )

    def _refusal(self, limits: Thresholds) -> Reason | None:
        if len(self.bounds) < limits.brands:
            return "few_brands"
        return "few_values" if len(set(self.bounds)) < limits.values else None

    def _exposed(
        self,
        rows: Mapping[tuple[str, str], MetricRow],
        indicators: Mapping[str, Indicator],
    ) -> list[Bounds]:
        """What the counts of a table arose from; empty unless all are whole and exactly known."""
        key, metrics = self.key, self.metrics
        counted = (
            self.indicator.kind != "input"
            and key.unit != "%"
            and key.basis is None
            and key.denominator is None
            and all(map(_is_count, self.bounds))
        )
        if not counted or key.exposed_to is None or len(metrics) > _MOST_TESTED:
            return []
        over = indicators[key.exposed_to]
        exposed = [bounds(rows[m.brand, m.exposure], over) for m in metrics if m.exposure]
        return exposed if all(span.exact and span.low for span in exposed) else []

    def _better(self) -> Better:
        """Counts of inputs and activities measure size, whatever the indicator calls good."""
        rate = self.key.denominator is not None or self.key.unit == "%" or self.exposed
        if self.indicator.good == "none" or (self.indicator.kind != "outcome" and not rate):
            return "size"
        return self.indicator.good

    def _ranks(self) -> tuple[Method, list[RankRange]]:
        """The best method that every figure allows, with lowest rank, rank and highest rank."""
        if self.exposed:
            return "counts", self._by_counts()
        if self.key.basis and self.key.unit == "%" and len(self.metrics) <= _MOST_TESTED:
            errors = [error for error in map(_error, self.metrics) if error is not None]
            if len(errors) == len(self.metrics):
                return "errors", self._by_errors(errors)
        return "order", self._by_order()

    def _by_counts(self) -> list[RankRange]:
        """Exact Poisson tests of counts with known exposure; for costs from the other end.

        The best rank then becomes the worst; ties still take the least.
        """
        counts = [int(span.low or 0) for span in self.bounds]
        places = _places(ranksets.counts(counts, [float(span.low or 0) for span in self.exposed]))
        if self.better != "down":
            return places
        above, times = len(counts) + 1, Counter(rank for _, rank, _ in places)
        return [(above - c, above + 1 - b - times[b], above - a) for a, b, c in places]

    def _by_errors(self, errors: Sequence[float]) -> list[RankRange]:
        """Changes as log ratios, with the standard error of the smallest base that fits."""
        sign = -1 if self.better == "down" else 1
        ratios = [math.log1p(float(Fraction(m.value)) / 100) for m in self.metrics]
        estimates = [sign * ratio for ratio in ratios]
        seed = seed_of(digest([[m.brand for m in self.metrics], estimates, errors]))
        return _places(ranksets.normal(estimates, errors, seed=seed))

    def _by_order(self) -> list[RankRange]:
        """One figure leads another only where its whole interval does."""
        lows = [-math.inf if s.low is None else exact(s.low) for s in self.bounds]
        highs = [math.inf if s.high is None else exact(s.high) for s in self.bounds]
        if self.better == "down":
            lows, highs = [-high for high in highs], [-low for low in lows]
        from_low, from_high = sorted(lows), sorted(highs)
        ranks = [1 + len(lows) - bisect_right(from_low, high) for high in highs]
        worst = [len(lows) - bisect_left(from_high, low) for low in lows]
        return list(zip(ranks, ranks, worst, strict=True))


def _row(metric: MetricRow, span: Bounds, places: RankRange | None) -> LeagueRow:
    lower, rank, upper = places or (None, None, None)
    return LeagueRow(
        brand=metric.brand,
        metric=metric.id,
        low=None if span.low is None else float(span.low),
        high=None if span.high is None else float(span.high),
        lower=lower,
        rank=rank,
        upper=upper,
    )


def _is_count(span: Bounds) -> bool:
    low = span.low
    return low is not None and span.exact and low.denominator == 1 and low <= _LARGEST_COUNT


def _places(found: ranksets.RankSets) -> list[RankRange]:
    return list(zip(*(ranks.tolist() for ranks in found), strict=True))


def _error(row: MetricRow) -> float | None:
    """The standard error of a change's log ratio, at most; None where it cannot be bounded.

    Counts vary like Poisson counts; a larger base than the smallest that fits only lessens it.
    """
    change = Fraction(row.value)
    if row.unit != "%" or row.qualifier is not None or row.value_max is not None or change <= -100:
        return None
    base = row.base if row.base is not None else row.derived_base
    if base is not None and Fraction(base) > 0:
        before = Fraction(base)
        after = before * (1 + change / 100)
        return change_error(float(before), float(after))
    smallest = smallest_base(change, decimals(abs(change)))
    return None if smallest is None or smallest[1] == 0 else change_error(*smallest)
