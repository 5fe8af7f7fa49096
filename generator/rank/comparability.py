"""Which figures may stand in one table: those whose every stated condition is the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from generator.evidence.claims import span
from generator.evidence.units import fold
from generator.rank.results import Reason
from generator.records.content import Content
from generator.records.models import Indicator
from generator.tables.frames import Line, MetricRow


class Key(NamedTuple):
    """What figures must share to be compared.

    Indicator, unit, comparison of a change, part covered, denominator, length of the period and
    year of its end, level of the agency, and what a count is exposed to.
    """

    indicator: str
    unit: str
    basis: str | None
    base_year: int | None
    scope: str | None
    denominator: str | None
    span: str | None
    year: str
    level: str
    exposed_to: str | None


class Candidate(NamedTuple):
    """A figure with its key, or the reason why it has none.

    `assumed_year`: a state without a date took the year in which its source was published.
    """

    metric: MetricRow
    key: Key | None
    assumed_year: bool
    reason: Reason | None


def candidates(lines: Iterable[Line], content: Content) -> Iterator[Candidate]:
    """Every figure of some brands, by brand and id."""
    for line in sorted(lines, key=lambda line: line.brand.id):
        own = {row.id: row for row in line.metrics}
        for row in sorted(line.metrics, key=lambda row: row.id):
            yield _candidate(row, line.brand.level, own, content)


def _candidate(
    row: MetricRow, level: str, own: Mapping[str, MetricRow], content: Content
) -> Candidate:
    indicator = content.vocabulary.indicators[row.indicator]
    dated = _end(row)
    year = dated or content.sources[row.source].published
    if year is None or (indicator.kind != "input" and not _is_dated(row)):
        return Candidate(row, None, False, "no_period")
    key = Key(
        indicator=row.indicator,
        unit=folded(row.value, row.unit, indicator)[1],
        basis=row.basis,
        base_year=row.base_year,
        scope=row.scope_zh,
        denominator=row.denominator_zh,
        span=span(row.period) if row.period else None,
        year=year[:4],
        level=level,
        exposed_to=own[row.exposure].indicator if row.exposure else None,
    )
    return Candidate(row, key, dated is None, None)


def _is_dated(row: MetricRow) -> bool:
    """Whether a flow says over what time it ran; an open end leaves its length unknown."""
    return row.as_of is not None if row.period is None else ".." not in row.period


def _end(row: MetricRow) -> str | None:
    """The stated end of a figure's period, or its date; None for a rate and for an open end."""
    if row.period is None or row.period.startswith("P"):
        return row.as_of
    end = row.period.rpartition("/")[2]
    return None if end == ".." else end


def folded(value: str, unit: str | None, indicator: Indicator) -> tuple[Fraction, str]:
    """A value and its unit as they are compared: synonyms as one, shares in per cent."""
    amount, own = fold(Fraction(value), unit)
    if own == "ratio":
        return Fraction(amount) * 100, "%"
    alike = [fold(1, known)[1] for known in indicator.units if known not in ("%", "ratio")]
    return Fraction(amount), (alike[0] if own in alike else own) or ""


def groups(found: Iterable[Candidate]) -> dict[Key, list[Candidate]]:
    """Figures by their key, keys in order; those without one are left out."""
    by_key: dict[Key, list[Candidate]] = {}
    for candidate in found:
        if candidate.key is not None:
            by_key.setdefault(candidate.key, []).append(candidate)
    return dict(sorted(by_key.items(), key=lambda item: tuple(map(str, item[0]))))
