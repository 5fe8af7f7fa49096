"""What a reader needs to weigh the composite of an edition anew, in the page and without a server.

`templates/theme/assets/weights.js` does the sums, in the manner of `generator.rank`.
"""

from __future__ import annotations

from typing import NamedTuple

from generator.book.book import EditionBook
from generator.rank.field import Field
from generator.rank.results import Compared


class Weighed(NamedTuple):
    """A ranked brand and, by indicator, the ends of its values in [0, 1]; 0 and 1 if unknown."""

    row: Compared
    low: list[float]
    high: list[float]


class Weighing(NamedTuple):
    """The mean weights of a composite by indicator, summing to 1, and its brands, best first.

    The indicators are in the order of the edition's file, and so are the values of each brand.
    """

    weights: dict[str, float]
    brands: list[Weighed]


def weighing_of(own: EditionBook) -> Weighing | None:
    """None without places: where tiers are all that the figures carry, no weights give more.

    None too for a stored edition whose ranks followed from other values than are computed today.
    """
    ranking = own.rankings.composite if own.rankings else None
    if ranking is None or ranking.shown != "ranks":
        return None
    brands = sorted(row.brand for row in ranking.brands)
    entries = [own.book.brands[brand] for brand in brands]
    field = Field(own.edition, entries, own.book.content)
    mean = field.weights.mean() if field.weights else None
    if mean is None or field.checksum(brands) != ranking.seed:
        return None
    low, high, _ = field.values(brands)
    order = [
        field.names.index(entry.indicator)
        for entry in own.edition.indicators
        if entry.indicator in field.names
    ]
    place = {brand: n for n, brand in enumerate(brands)}
    return Weighing(
        {field.names[column]: float(mean[column]) for column in order},
        [
            Weighed(row, low[n, order].tolist(), high[n, order].tolist())
            for row in ranking.brands
            for n in (place[row.brand],)
        ],
    )
