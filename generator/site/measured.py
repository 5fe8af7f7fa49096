"""What was measured: each indicator and each family of them with all of its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from generator.tables.frames import MetricRow, by_place


def indicator_pages(book: Book) -> Iterator[Page]:
    """The indicators, and each with its definition, its trap and every figure that refers to it."""
    yield Page("indicators", "pages/indicators.html", by_family(book))
    by_indicator = metrics_by(book, "indicator")
    drawn = cache(partial(side_by_side, book.brands.values(), book.content))

    def shown(identity: str, number: int, part: Sequence[MetricRow]) -> Data:
        indicator = book.content.vocabulary.indicators[identity]
        alike = drawn().get(identity, []) if number == 1 else []
        return {
            "id": identity,
            "indicator": indicator,
            "family": book.content.vocabulary.families[indicator.family],
            "figures": figures_of(book, part),
            "charts": _charts(book, alike),
            "alike": sum(map(len, alike)),
            "scripts": ["picks"],
            **paging(f"indicators/{identity}", number, len(by_indicator.get(identity, []))),
        }

    for identity in book.content.vocabulary.indicators:
        for number, part in enumerate(parts_of(by_indicator.get(identity, [])), start=1):
            address = numbered(f"indicators/{identity}", number)
            yield Page(address, "pages/indicator.html", partial(shown, identity, number, part))


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


def metrics_by(book: Book, column: str) -> dict[str, list[MetricRow]]:
    """Metrics by the value of a column, in the Chinese order of their brands."""
    found: dict[str, list[MetricRow]] = {}
    for brand in by_place(book.rows()):
        for row in book.brands[brand.id].metrics:
            found.setdefault(getattr(row, column), []).append(row)
    return found


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
    figures = metrics_by(book, "family")
    live = set(book.brands)
    for identity, family, own in members["families"]:
        shown = {"family": family, "members": own, "counts": members["counts"], "live": live}
        yield from _family_parts(book, identity, views, figures.get(identity, []), shown)


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
    book: Book, identity: str, views: _Views, metrics: Sequence[MetricRow], shared: Data
) -> Iterator[Page]:
    """A family on as many pages as it needs: its changes, then shares, then what is left."""

    @cache
    def rows() -> tuple[list[ShownChange | Figure], Data]:
        view = views().get(identity)
        changes = view.changes if view else []
        told = {(change.row.brand, change.row.metric) for change in changes}
        rest = [f for f in figures_of(book, metrics) if (f.metric.brand, f.metric.id) not in told]
        shares = [f for f in rest if is_share(f.metric)]
        counts = sorted(
            (f for f in rest if not is_share(f.metric)), key=lambda f: f.metric.indicator
        )
        near_all = sum(percent_of(f.metric) >= NEAR_ALL for f in shares)
        told_of_all = {"view": view, "near_all": near_all, "all_shares": len(shares)}
        return [*changes, *shares, *counts], {**shared, **told_of_all}

    def shown(number: int) -> Data:
        found, told = rows()
        part = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        address = f"families/{identity}"
        return {**told, **_family_data(part), **paging(address, number, len(metrics))}

    for number in range(1, page_count(len(metrics)) + 1):
        address = numbered(f"families/{identity}", number)
        yield Page(address, "pages/family.html", partial(shown, number))


def _family_data(rows: Sequence[ShownChange | Figure]) -> Data:
    """The rows of a family on one of its pages."""
    changes = [row for row in rows if isinstance(row, ShownChange)]
    figures = [row for row in rows if isinstance(row, Figure)]
    return {
        "changes": changes,
        "plots": plots_of(changes),
        "shares": [f for f in figures if is_share(f.metric)],
        "activities": [Activity(f, per_day(f)) for f in figures if not is_share(f.metric)],
        "scripts": ["picks"],
    }
