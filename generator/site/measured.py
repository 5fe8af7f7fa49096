"""What was measured: each indicator and each family of them with all of its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from generator.book.book import Book
from generator.book.figures import Figure, figures_of
from generator.rank.changes import make_families
from generator.records.models import Indicator
from generator.site.cards import family_card
from generator.site.families import (
    NEAR_ALL,
    Activity,
    FamilyView,
    ShownChange,
    family_views,
    is_share,
    per_day,
    percent_of,
    plots_of,
)
from generator.site.page import PAGE_SIZE, Data, Page, numbered, page_count, paging, parts_of
from generator.tables.charts import Bar, largest, side_by_side
from generator.tables.frames import MetricRow
from generator.tables.listed import ListedRows, rows_by


def indicator_pages(book: Book) -> Iterator[Page]:
    """The indicators, and each with its definition, its trap and every figure that refers to it."""
    yield Page("indicators", "pages/indicators.html", by_family(book))
    by_indicator = rows_by(book.by_place(), "indicator")

    def shown(identity: str, number: int, part: Iterable[MetricRow]) -> Data:
        indicator, rows = book.content.vocabulary.indicators[identity], by_indicator[identity]
        alike = side_by_side(rows.owners(), book.content, identity) if number == 1 else []
        return {
            "id": identity,
            "indicator": indicator,
            "family": book.content.vocabulary.families[indicator.family],
            "figures": figures_of(book, part),
            "charts": _charts(book, alike),
            "alike": sum(map(len, alike)),
            "scripts": ["picks"],
            **paging(f"indicators/{identity}", number, len(rows)),
        }

    for identity in book.content.vocabulary.indicators:
        rows = by_indicator.setdefault(identity, ListedRows(()))
        address, pages = f"indicators/{identity}", page_count(len(rows))
        for number, part in enumerate(parts_of(rows), start=1):
            data, along = partial(shown, identity, number, part), number / pages
            yield Page(numbered(address, number), "pages/indicator.html", data, along=along)


def _charts(
    book: Book, groups: Iterable[list[Bar]]
) -> list[tuple[list[tuple[Figure, float]], int]]:
    """The figures that are drawn side by side, each with its share of the largest.

    Each group comes with the number of figures that it holds the largest of.
    """
    charts = []
    for bars, number in largest(groups):
        figures = figures_of(book, (bar.metric for bar in bars))
        shares = (bar.share for bar in bars)
        charts.append((list(zip(figures, shares, strict=True)), number))
    return charts


def by_family(book: Book) -> dict[str, Any]:
    """The indicators of each family in their order, and how many figures each has."""
    vocabulary = book.content.vocabulary
    members: dict[str, dict[str, Indicator]] = {family: {} for family in vocabulary.families}
    for identity, indicator in vocabulary.indicators.items():
        members[indicator.family][identity] = indicator
    return {
        "families": [(i, vocabulary.families[i], own) for i, own in members.items()],
        "counts": Counter(figure.indicator for figure in book.figures()),
    }


_Views = Callable[[], Mapping[str, FamilyView]]


def family_pages(book: Book) -> Iterator[Page]:
    """Each family with all its figures side by side, and a list of the families."""
    views = _views(book)
    members = by_family(book)
    yield Page("families", "pages/families.html", lambda: {**members, "views": views()})
    figures = rows_by(book.by_place(), "family")
    live = set(book.brands)
    for identity, family, own in members["families"]:
        shown = {"family": family, "members": own, "counts": members["counts"], "live": live}
        rows = figures.get(identity, ListedRows(()))
        yield from _family_parts(book, identity, views, rows, shown)


def family_cards(book: Book) -> Iterator[Page]:
    """The card of each family that has changes."""
    for view in _views(book)().values():
        yield from family_card(book, view)


def _views(book: Book) -> _Views:
    @cache
    def views() -> Mapping[str, FamilyView]:
        families = make_families(book.brands.values(), book.content)
        return {view.id: view for view in family_views(families, book)}

    return views


def _family_parts(
    book: Book, identity: str, views: _Views, metrics: ListedRows, shared: Data
) -> Iterator[Page]:
    """A family on as many pages as it needs: its changes, then shares, then what is left."""

    @cache
    def rows() -> tuple[Sequence[ShownChange], ListedRows, Data]:
        view = views().get(identity)
        changes = view.changes if view else []
        told = {(change.row.brand, change.row.metric) for change in changes}
        shares, counts, near_all = _shares_and_counts(metrics, told)
        told_of_all = {"view": view, "near_all": near_all, "all_shares": len(shares)}
        return changes, metrics.picked([*shares, *counts]), {**shared, **told_of_all}

    def shown(number: int) -> Data:
        changes, rest, told = rows()
        begin, end = (number - 1) * PAGE_SIZE, number * PAGE_SIZE
        after = slice(max(0, begin - len(changes)), max(0, end - len(changes)))
        part = _family_data(changes[begin:end], figures_of(book, rest[after]))
        return {**told, **part, **paging(f"families/{identity}", number, len(metrics))}

    for number in range(1, page_count(len(metrics)) + 1):
        address = numbered(f"families/{identity}", number)
        yield Page(address, "pages/family.html", partial(shown, number))


def _shares_and_counts(
    rows: Iterable[MetricRow], told: Container[tuple[str, str]]
) -> tuple[list[int], list[int], int]:
    """The places of shares and of counts by indicator, less what was told, and of near all."""
    shares: list[int] = []
    counts: list[tuple[str, int]] = []
    near_all = 0
    for place, row in enumerate(rows):
        if (row.brand, row.id) in told:
            continue
        if is_share(row):
            shares.append(place)
            near_all += percent_of(row) >= NEAR_ALL
        else:
            counts.append((row.indicator, place))
    return shares, [place for _, place in sorted(counts)], near_all


def _family_data(changes: Sequence[ShownChange], figures: Sequence[Figure]) -> Data:
    """The rows of a family on one of its pages."""
    return {
        "changes": changes,
        "plots": plots_of(changes),
        "shares": [f for f in figures if is_share(f.metric)],
        "activities": [Activity(f, per_day(f)) for f in figures if not is_share(f.metric)],
        "scripts": ["picks"],
    }
