"""League tables: the figures of one indicator beside each other, where they can be compared.

Rank sets follow `generator.rank.ranksets` where the error of every figure can be bounded; elsewhere
a table gives the order of the reported figures and says that it is not tested.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np

from generator.rank import ranksets
from generator.rank.printed import Bounds, bounds, decimals
from generator.rank.results import Apart, League, LeagueRow, Reason
from generator.rank.seeds import digest, seed_of
from generator.rank.values import change_error, consistent_base, smallest_base
from generator.records.content import Content
from generator.records.models import Indicator, Thresholds
from generator.tables.comparable import Candidate, Key, candidates, groups, one_a_brand
from generator.tables.frames import Line, MetricRow

_MOST_TESTED: Final = 200
"""Figures up to which all pairs of a table are tested; the work grows with their square."""

_LARGEST_COUNT: Final = 10**9
"""Counts up to which exact tails are added term by term."""

Better = Literal["up", "down", "size"]
Method = Literal["counts", "errors", "order", "list"]


@dataclass(frozen=True, slots=True)
class Leagues:
    """Tables of two and more brands, and the figures that no table takes, by indicator."""

    tables: list[League]
    apart: list[Apart]


def make_leagues(lines: Iterable[Line], content: Content, limits: Thresholds) -> Leagues:
    """Every figure of some brands, either in a table or apart with the reason."""
    lines = list(lines)
    rows = {(row.brand, row.id): row for line in lines for row in line.metrics}
    found, undated = candidates(lines, content)
    apart = [_apart(row, "no_period") for row in undated]
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
            tables.append(_table(sound, rows, content.vocabulary.indicators, limits))
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


def _table(
    group: Sequence[Candidate],
    rows: dict[tuple[str, str], MetricRow],
    indicators: dict[str, Indicator],
    limits: Thresholds,
) -> League:
    """A table of figures that are the same, by brand."""
    key = group[0].key
    indicator = indicators[key.indicator]
    spans = [bounds(c.metric, indicator) for c in group]
    reason = _refusal(spans, limits)
    exposed = _exposed(key, group, spans, rows, indicators)
    better = _better(key, indicator, bool(exposed))
    method, ranked = (
        _ranks(key, group, spans, exposed, better)
        if reason is None
        else ("list", [(None, None, None)] * len(group))
    )
    return League(
        **key._asdict(),
        method=method,
        better=better,
        reason=reason,
        assumed_year=any(c.assumed_year for c in group),
        rows=[
            _row(c.metric, span, ranks) for c, span, ranks in zip(group, spans, ranked, strict=True)
        ],
    )


def _row(metric: MetricRow, span: Bounds, places: tuple[int | None, ...]) -> LeagueRow:
    low, high = span
    lower, rank, upper = places
    return LeagueRow(
        brand=metric.brand,
        metric=metric.id,
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        lower=lower,
        rank=rank,
        upper=upper,
    )


def _better(key: Key, indicator: Indicator, exposed: bool) -> Better:
    """Counts of inputs and activities measure size, whatever the indicator calls good."""
    rate = key.denominator is not None or key.unit == "%" or exposed
    if indicator.good == "none" or (indicator.kind != "outcome" and not rate):
        return "size"
    return indicator.good


def _refusal(spans: Sequence[Bounds], limits: Thresholds) -> Reason | None:
    if len(spans) < limits.brands:
        return "few_brands"
    return "few_values" if len(set(spans)) < limits.values else None


Ranks = Sequence[tuple[int | None, int | None, int | None]]


def _exposed(
    key: Key,
    group: Sequence[Candidate],
    spans: Sequence[Bounds],
    rows: dict[tuple[str, str], MetricRow],
    indicators: dict[str, Indicator],
) -> list[Bounds]:
    """What the counts of a table arose from; empty unless all are whole and exactly known."""
    exposures = [rows[c.metric.brand, c.metric.exposure] for c in group if c.metric.exposure]
    counted = (
        indicators[key.indicator].kind != "input"
        and key.unit != "%"
        and key.basis is None
        and key.denominator is None
        and all(_is_count(span) for span in spans)
    )
    if not counted or len(exposures) < len(group) or len(group) > _MOST_TESTED:
        return []
    exposed = [bounds(row, indicators[row.indicator]) for row in exposures]
    return exposed if all(span.exact and span.low for span in exposed) else []


def _is_count(span: Bounds) -> bool:
    low = span.low
    return low is not None and span.exact and low.denominator == 1 and low <= _LARGEST_COUNT


def _ranks(
    key: Key,
    group: Sequence[Candidate],
    spans: Sequence[Bounds],
    exposed: Sequence[Bounds],
    better: Better,
) -> tuple[Method, Ranks]:
    """The best method that every figure allows, with lowest rank, rank and highest rank."""
    if exposed:
        return "counts", _by_counts(spans, exposed, better)
    if key.basis is not None and key.unit == "%" and len(group) <= _MOST_TESTED:
        errors = [_error(c.metric) for c in group]
        if None not in errors:
            return "errors", _by_errors(group, [e for e in errors if e is not None], better)
    return "order", _by_order(spans, better)


def _by_counts(spans: Sequence[Bounds], exposed: Sequence[Bounds], better: Better) -> Ranks:
    """Exact Poisson tests of counts with known exposure; for costs from the other end."""
    counts = np.array([int(span.low or 0) for span in spans])
    found = ranksets.counts(counts, np.array([float(span.low or 0) for span in exposed]))
    return _turned(found, better, len(spans))


def _by_errors(group: Sequence[Candidate], errors: Sequence[float], better: Better) -> Ranks:
    """Changes as log ratios, with the standard error of the smallest base that fits the print."""
    sign = -1 if better == "down" else 1
    estimates = [sign * math.log1p(float(Fraction(c.metric.value)) / 100) for c in group]
    seed = seed_of(digest([[c.metric.brand for c in group], estimates, errors]))
    found = ranksets.normal(np.array(estimates), np.array(errors), seed=seed)
    return [
        (int(low), int(rank), int(high))
        for low, rank, high in zip(found.lower, found.rank, found.upper, strict=True)
    ]


def _turned(found: ranksets.RankSets, better: Better, number: int) -> Ranks:
    """Rank sets from the small end: the best rank becomes the worst; ties still take the least."""
    triples = [tuple(map(int, t)) for t in zip(found.lower, found.rank, found.upper, strict=True)]
    if better != "down":
        return [(low, rank, high) for low, rank, high in triples]
    times = Counter(rank for _, rank, _ in triples)
    return [
        (number + 1 - high, number + 2 - rank - times[rank], number + 1 - low)
        for low, rank, high in triples
    ]


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


def _by_order(spans: Sequence[Bounds], better: Better) -> Ranks:
    """One figure leads another only where its whole interval does."""
    lows = [-math.inf if s.low is None else s.low for s in spans]
    highs = [math.inf if s.high is None else s.high for s in spans]
    if better == "down":
        lows, highs = [-high for high in highs], [-low for low in lows]
    from_low, from_high = sorted(lows), sorted(highs)
    ranks = [1 + len(spans) - bisect_right(from_low, high) for high in highs]
    worst = [len(spans) - bisect_left(from_high, low) for low in lows]
    return [(rank, rank, last) for rank, last in zip(ranks, worst, strict=True)]
