"""What brands report of an edition's indicators on the value scale, and who can be ranked by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from generator.rank.league import is_consistent
from generator.rank.printed import Bounds, bounds
from generator.rank.results import Nothing
from generator.rank.seeds import digest
from generator.rank.values import Scale, value
from generator.rank.weights import Booleans, Floats, WeightSet
from generator.records.content import Content
from generator.records.models import Edition, EditionIndicator, Indicator
from generator.tables.comparable import Comparand, candidates, groups, one_a_brand
from generator.tables.frames import BookBrand, MetricRow

_TOLERANCE: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Reported:
    """What one brand reports of one indicator, on the value scale from 0 (worst) to 1 (best)."""

    low: float
    high: float
    metric: MetricRow


def scale_of(entry: EditionIndicator, unit: str) -> Scale:
    """Changes are compared as log ratios, counts by their logarithms, shares as they are."""
    if entry.basis is not None:
        return "change"
    return "linear" if unit == "%" else "log"


class Field:
    """Brands and what they report of the edition's indicators, on the value scale."""

    def __init__(self, edition: Edition, entries: Sequence[BookBrand], content: Content) -> None:
        self.edition, self.limits = edition, edition.thresholds
        self.indicators = content.vocabulary.indicators
        self.sources = content.sources
        self.entries = {entry.row.id: entry for entry in entries}
        self.brands = list(self.entries)
        found, _ = candidates(entries, content)
        asked = sorted(edition.indicators, key=lambda one: one.indicator)
        cells = {one.indicator: self._column(one, found) for one in asked}
        self._compared = any(len(column) > 1 for column in cells.values())
        self.names = [name for name, column in cells.items() if _varies(column)]
        self.dropped = [name for name in cells if name not in self.names]
        self.cells: dict[tuple[str, str], Reported] = {
            (brand, name): cell for name in self.names for brand, cell in cells[name].items()
        }
        self.weights = WeightSet.importance(edition.importance, self.names) if self.names else None
        mean = self.weights.mean() if self.weights else None
        self._mean = {} if mean is None else dict(zip(self.names, mean.tolist(), strict=True))

    def _column(self, entry: EditionIndicator, found: Sequence[Comparand]) -> dict[str, Reported]:
        """One figure a brand: those of the largest group that can be compared.

        Figures of changes are taken in per cent, in which their anchors are.
        """
        indicator = self.indicators[entry.indicator]
        wanted = [
            c
            for c in found
            if (c.metric.indicator, c.metric.basis) == (entry.indicator, entry.basis)
            and _is_rate(c, indicator)
            and is_consistent(c.metric)
        ]
        kept = [
            (group[0].key.unit, one_a_brand(group))
            for group in groups(wanted)
            if entry.basis is None or group[0].key.unit == "%"
        ]
        unit, group = max(kept, key=lambda found: len(found[1]), default=("", []))
        return {
            c.metric.brand: _cell(c.metric, bounds(c.metric, indicator), entry, unit) for c in group
        }

    def checksum(self, brands: Sequence[str]) -> str:
        """Of all that the ranks of some brands follow from; no other brand leaves a trace."""
        settings = self.edition.model_dump(
            mode="json", include={"indicators", "importance", "thresholds"}
        )
        ranked = set(brands)
        told = [
            [brand, name, cell.low, cell.high]
            for (brand, name), cell in sorted(self.cells.items(), key=lambda item: item[0])
            if brand in ranked
        ]
        return digest([settings, self.edition.last, list(brands), told])

    @property
    def nothing(self) -> Nothing | Literal[""]:
        """Why no indicator tells these brands apart; empty where one does."""
        if self.names:
            return ""
        if not self.edition.indicators:
            return "no_indicators"
        return "equal_values" if self._compared else "not_reported"

    def coverage(self, brand: str) -> float:
        """The mean weight of the indicators of which something is known."""
        return sum((w for name, w in self._mean.items() if (brand, name) in self.cells), 0.0)

    def reasons(self, brand: str) -> list[str]:
        """Why a brand is left out, in the order of the rules; empty where it is not."""
        rows = self.entries[brand].metrics
        if not rows:
            return ["no_figures"]
        known = sum((brand, name) in self.cells for name in self.names)
        least = self.limits.coverage - _TOLERANCE
        rules = {
            "no_outcome": not any(self._passes(row) for row in rows),
            self.nothing: bool(self.nothing),
            "fewer_than_2_indicators": bool(self.names) and known < 2,
            "coverage_below_limit": bool(self.names) and self.coverage(brand) < least,
            "inconsistent_figure": not all(map(is_consistent, rows)),
        }
        return [reason for reason, applies in rules.items() if applies]

    def _passes(self, row: MetricRow) -> bool:
        """An outcome with its period and something it is compared with, its own past included."""
        compared = row.comparator_zh is not None or row.basis is not None
        outcome = self.indicators[row.indicator].kind == "outcome"
        return outcome and row.period is not None and compared

    def connected(self, brands: Sequence[str]) -> bool:
        """Whether a chain of shared indicators links any two of some brands."""
        sets = [{name for name in self.names if (brand, name) in self.cells} for brand in brands]
        joined: list[set[str]] = []
        for own in sets:
            apart = [names for names in joined if not names & own]
            joined = [*apart, own.union(*(names for names in joined if names & own))]
        return len(joined) == 1

    def values(self, brands: Sequence[str]) -> tuple[Floats, Floats, Booleans]:
        """Lower and upper values (brands, indicators); 0 and 1 where it says nothing is known."""
        low, high = np.zeros((2, len(brands), len(self.names)))
        high[:] = 1
        unknown = np.ones(low.shape, dtype=np.bool_)
        for i, brand in enumerate(brands):
            for j, name in enumerate(self.names):
                cell = self.cells.get((brand, name))
                if cell is not None:
                    low[i, j], high[i, j], unknown[i, j] = cell.low, cell.high, False
        return low, high, unknown


def _varies(column: Mapping[str, Reported]) -> bool:
    """Whether an indicator tells any brands apart."""
    return len({(cell.low, cell.high) for cell in column.values()}) > 1


def _is_rate(candidate: Comparand, indicator: Indicator) -> bool:
    """Inputs and activities count only as a rate: a raw number measures size."""
    key = candidate.key
    return indicator.kind == "outcome" or key.denominator is not None or key.unit == "%"


def _cell(row: MetricRow, span: Bounds, entry: EditionIndicator, unit: str) -> Reported:
    """A figure on the value scale; an open end reaches to the anchor on its side."""
    worst, best = float(entry.worst), float(entry.best)
    ends = [
        min(worst, best) if span.low is None else float(span.low),
        max(worst, best) if span.high is None else float(span.high),
    ]
    low, high = sorted(float(value(end, worst, best, scale_of(entry, unit))) for end in ends)
    return Reported(low, high, row)
