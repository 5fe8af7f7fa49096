"""What is shown of a family of indicators, on its page and in reports alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from generator.book.book import Book
from generator.book.figures import Figure, figures_of
from generator.rank import results
from generator.rank.changes import SurePlaces, standings
from generator.rank.results import Assumed, ChangeRow, Likely
from generator.records.models import Family
from generator.tables.charts import DotPlot, Mark, PlacePlot, dot_plots, place_plots
from generator.tables.comparable import span
from generator.tables.frames import BrandRow, MetricRow

NEAR_ALL = 95
"""Per cent from which a share leaves little to tell apart."""


class ShownChange(NamedTuple):
    """One change of a family with the figure that states it."""

    row: ChangeRow
    figure: Figure


class Activity(NamedTuple):
    """A figure that stands in no order, and what that is a day where it can be told."""

    figure: Figure
    rate: Fraction | None


class ShownPlaces(NamedTuple):
    """Who could stand where by one indicator: best change first, a place for each base.

    `told` is what the bases tell, as the sentence has it, with the brands of the certain places.
    """

    indicator: str
    bases: list[int]
    rows: list[tuple[BrandRow, Figure, list[Likely]]]
    plots: list[PlacePlot]
    told: list[tuple[SurePlaces, list[tuple[int, BrandRow]]]]


class FamilyView(NamedTuple):
    """A family's changes, their pictures, and the places that the brands could take.

    `with_tide` changes have a national or provincial one beside them; of these, `tested` have a
    known base and `differing` differ from it by more than chance could.
    """

    id: str
    family: Family
    changes: list[ShownChange]
    plots: list[DotPlot]
    places: list[ShownPlaces]
    favourable: int
    judged: int
    with_tide: int
    tested: int
    differing: int


def family_views(families: Iterable[results.FamilyChanges], book: Book) -> list[FamilyView]:
    """What is shown of each family that has changes."""
    families = [*families]
    told = {(row.brand, row.metric) for family in families for row in family.rows}
    rows = (row for row in book.figures() if (row.brand, row.id) in told)
    figures = {(f.metric.brand, f.metric.id): f for f in figures_of(book, rows)}
    return [_view(family, figures, book) for family in families]


def _view(
    own: results.FamilyChanges, figures: Mapping[tuple[str, str], Figure], book: Book
) -> FamilyView:
    changes = [ShownChange(row, figures[row.brand, row.metric]) for row in own.rows]
    tested = [row.differs for row in own.rows if row.differs is not None]
    return FamilyView(
        id=own.family,
        family=book.content.vocabulary.families[own.family],
        changes=changes,
        plots=plots_of(changes),
        places=_places(own.assumed, changes),
        favourable=own.favourable,
        judged=own.judged,
        with_tide=sum(row.tide is not None for row in own.rows),
        tested=len(tested),
        differing=sum(tested),
    )


def plots_of(changes: Sequence[ShownChange]) -> list[DotPlot]:
    """The pictures of some changes."""
    return dot_plots(
        [Mark(r.indicator, r.percent, r.low, r.high, r.year is not None) for r, _ in changes]
    )


def _places(assumed: Iterable[Assumed], changes: Sequence[ShownChange]) -> list[ShownPlaces]:
    by_indicator: dict[str, list[Assumed]] = {}
    for one in assumed:
        by_indicator.setdefault(one.indicator, []).append(one)
    return [_places_of(indicator, own, changes) for indicator, own in by_indicator.items()]


def _places_of(indicator: str, own: list[Assumed], changes: Sequence[ShownChange]) -> ShownPlaces:
    figures = {c.row.brand: c.figure for c in changes if c.row.indicator == indicator}
    up = next(iter(figures.values())).indicator.good == "up"
    ranked = sorted(
        own[0].places, key=lambda b: (Fraction(figures[b].metric.value) * (-1 if up else 1), b)
    )
    rows = [(figures[b].brand, figures[b], [one.places[b] for one in own]) for b in ranked]
    spans = [[(place.low, place.high) for place in places] for _, _, places in rows]
    told = [
        (one, [(place, figures[brand].brand) for place, brand in one.sure])
        for one in standings(own)
    ]
    return ShownPlaces(indicator, [one.base for one in own], rows, place_plots(spans), told)


def is_share(row: MetricRow) -> bool:
    """Whether a figure is a share of a whole, not a change."""
    return row.basis is None and row.unit in ("%", "ratio")


def percent_of(row: MetricRow) -> Fraction:
    """A share in per cent."""
    return Fraction(row.value) * (100 if row.unit == "ratio" else 1)


def per_day(figure: Figure) -> Fraction | None:
    """How much of an activity a day of its period saw; None where that is not known.

    Staff and minutes do not accrue, a range has no one rate, and a single day is its own.
    """
    row = figure.metric
    counted = figure.indicator.kind == "activity" and row.basis is None and not is_share(row)
    if not counted or row.value_max is not None:
        return None
    days = span(row.period) if row.period else ""
    number = int(days.removesuffix(" days")) if days.endswith(" days") else 0
    return Fraction(row.value) / number if number > 1 else None
