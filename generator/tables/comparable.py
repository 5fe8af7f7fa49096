"""What "comparable" means: how far two figures are alike, for pages, charts and ranks."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Final, Literal, NamedTuple

from generator.evidence.units import unit_of
from generator.records.content import Content
from generator.tables.frames import BookBrand, MetricRow

Grade = Literal["same", "like", "family"]


class Key(NamedTuple):
    """The conditions of a figure.

    Indicator, unit, comparison of a change, part covered, denominator, length of the period and
    year of its end (None where it is not known), level of the agency, what a count is exposed to,
    and the family of the indicator.
    """

    indicator: str
    unit: str
    basis: str | None
    base_year: int | None
    scope: str | None
    denominator: str | None
    span: str | None
    year: str | None
    level: str
    exposed_to: str | None
    family: str


CONDITIONS: Final = tuple(name for name in Key._fields if name not in ("indicator", "family"))
"""In what figures of one indicator may differ."""

_told = attrgetter(*CONDITIONS)


def conditions_of(entry: BookBrand, content: Content) -> dict[str, str]:
    """By the id of a brand's figure, what holds of it for each of `CONDITIONS`: `cases|||2019|…`.

    Two figures of one indicator with the same conditions, the year among them, are the `same`.
    """
    return {
        one.metric.id: "|".join([str(told or "") for told in _told(one.key)])
        for one in _comparands(entry, entry.read_metrics(), content)
    }


def grade(one: Key, other: Key) -> Grade | None:
    """How far figures are alike; None for those that are not.

    `same`: every condition is known and equal, so that they may be drawn to one scale and ranked.
    `like`: the same is measured in the same way, elsewhere or at another time, so that they may be
    shown together with their conditions. `family`: a sibling indicator of the same unit and
    comparison. Figures per head and whole counts measure different things.
    """
    if one == other and one.year is not None:
        return "same"
    if _measure(one) == _measure(other):
        return "like"
    return "family" if _sibling(one) == _sibling(other) else None


def _measure(key: Key) -> tuple[str | None, ...]:
    return key.indicator, key.unit, key.basis, key.denominator


def _sibling(key: Key) -> tuple[str | None, ...]:
    return key.family, key.unit, key.basis, key.denominator


class Comparand(NamedTuple):
    """A figure that may be like others.

    `assumed_year`: a state without a date took the year in which its source was published.
    """

    metric: MetricRow
    key: Key
    assumed_year: bool


def candidates(
    entries: Iterable[BookBrand], content: Content, indicator: str | None = None
) -> tuple[list[Comparand], list[Comparand]]:
    """The figures of some brands by brand and id, and those of unknown time, the same as none.

    Those of an `indicator` alone, if one is given.
    """
    found: list[Comparand] = []
    undated: list[Comparand] = []
    for entry in sorted(entries, key=lambda entry: entry.row.id):
        rows = entry.read_metrics() if indicator else entry.metrics
        for candidate in _comparands(entry, rows, content, indicator):
            (undated if candidate.key.year is None else found).append(candidate)
    return found, undated


def _comparands(
    entry: BookBrand, rows: Iterable[MetricRow], content: Content, indicator: str | None = None
) -> Iterator[Comparand]:
    own = {row.id: row for row in rows}
    for row in sorted(own.values(), key=lambda row: row.id):
        if indicator in (None, row.indicator):
            yield _comparand(row, entry.row.level, own, content)


def _comparand(
    row: MetricRow, level: str, own: Mapping[str, MetricRow], content: Content
) -> Comparand:
    indicator = content.vocabulary.indicators[row.indicator]
    dated = ends_in(row)
    year = dated or content.sources[row.source].published
    if indicator.kind != "input" and not _is_dated(row):
        year = None
    key = Key(
        indicator=row.indicator,
        unit=unit_of(row.unit, indicator.units) or "",
        basis=row.basis,
        base_year=row.base_year,
        scope=row.scope_zh,
        denominator=row.denominator_zh,
        span=span(row.period) if row.period else None,
        year=year[:4] if year else None,
        level=level,
        exposed_to=own[row.exposure].indicator if row.exposure else None,
        family=indicator.family,
    )
    return Comparand(row, key, year is not None and dated is None)


def _is_dated(row: MetricRow) -> bool:
    """Whether a flow says over what time it ran; an open end leaves its length unknown."""
    return row.as_of is not None if row.period is None else ".." not in row.period


def ends_in(row: MetricRow) -> str | None:
    """The stated end of a figure's period, or its date; None for a rate and for an open end."""
    if row.period is None or row.period.startswith("P"):
        return row.as_of
    end = row.period.rpartition("/")[2]
    return None if end == ".." else end


def groups(found: Iterable[Comparand]) -> list[list[Comparand]]:
    """Figures that are the `same`, by their keys in order."""
    made: list[list[Comparand]] = []
    for candidate in sorted(found, key=_order):
        if made and grade(made[-1][0].key, candidate.key) == "same":
            made[-1].append(candidate)
        else:
            made.append([candidate])
    return made


def _order(candidate: Comparand) -> list[tuple[str, bool]]:
    """The key as text, in which a condition that is not stated differs from one called None."""
    return [(str(condition), condition is None) for condition in candidate.key]


def one_a_brand(group: Sequence[Comparand]) -> list[Comparand]:
    """A brand with two figures of one key would be compared with itself: neither is taken."""
    times = Counter(c.metric.brand for c in group)
    return [c for c in group if times[c.metric.brand] == 1]


@lru_cache(maxsize=4096)
def span(period: str) -> str:
    """What makes two periods alike: the rate (`P1D`), or how many days they cover (`304 days`).

    An open end covers an unknown time, which is like no other.
    """
    if period.startswith("P"):
        return period
    start, _, end = period.partition("/")
    if ".." in (start, end):
        return period
    first, last = days_of(period)
    return f"{last.toordinal() - first.toordinal() + 1} days"


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day of a period in ISO 8601 that has both."""
    start, _, end = period.partition("/")
    return date.fromisoformat(f"{start}-01-01"[:10]), last_day(end or start)


def last_day(text: str) -> date:
    """The last day of a day, month or year in ISO 8601."""
    if len(text) == len("2019-11-14"):
        return date.fromisoformat(text)
    year, month = int(text[:4]), int(text[5:] or 12)
    return date(year, month, monthrange(year, month)[1])
