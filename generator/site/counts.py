"""Numbers in hand-written pages that the records tell: `[65](count:problem/disputes)`.

What stands between the brackets is for whoever reads the Markdown; pages show the number as
counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, get_args

from generator.book.book import Book
from generator.rank.changes import is_good
from generator.records.content import Vocabulary
from generator.records.i18n import Words
from generator.records.models import AgencyLevel, AuthorKind
from generator.tables import formats
from generator.tables.frames import BrandRow, MetricRow

_KINDS: Final = ("input", "activity", "outcome")
_FIXED: Final = (
    *("brands", "brands/with-outcome", "brands/with-partners", "brands/without-figures"),
    *(f"brands/{level}" for level in get_args(AgencyLevel)),
    *("figures", "figures/undated", "figures/verified", *(f"figures/{kind}" for kind in _KINDS)),
    *("changes", "changes/favourable", "changes/judged", "changes/with-base", "candidates"),
    *("sources", *(f"sources/{kind}" for kind in get_args(AuthorKind))),
)
_LINK: Final = re.compile(r"<a href=\"count:([^\"]+)\">[^<]*</a>")


def names(vocabulary: Vocabulary) -> set[str]:
    """Everything that can be counted: of the whole book, and by tag, category and indicator."""
    tags = {
        f"{kind.removesuffix('s')}/{identity}"
        for kind, terms in vocabulary.tags.items()
        for identity in terms
    }
    categories = {f"category/{identity}" for identity in vocabulary.second_levels()}
    return {*_FIXED, *tags, *categories, *(f"indicator/{i}" for i in vocabulary.indicators)}


def count(book: Book) -> Counter[str]:
    """How many there are of each of the names; of those that are missing, none."""
    found: Counter[str] = Counter()
    for entry in book.brands.values():
        found.update(_of_brand(entry.row, entry.metrics, book))
    found["candidates"] = len(book.content.candidates)
    for source in book.content.sources.values():
        found.update(("sources", f"sources/{source.author_kind}"))
    return found


def _of_brand(row: BrandRow, metrics: Sequence[MetricRow], book: Book) -> Iterator[str]:
    yield from ("brands", f"brands/{row.level}", f"category/{row.category}")
    yield from (f"{kind.removesuffix('s')}/{tag}" for kind, tag in _tags(row))
    if any(kind == "partners" for kind, _ in _tags(row)):
        yield "brands/with-partners"
    if not metrics:
        yield "brands/without-figures"
    indicators = book.content.vocabulary.indicators
    if any(indicators[metric.indicator].kind == "outcome" for metric in metrics):
        yield "brands/with-outcome"
    for metric in metrics:
        yield from _of_figure(metric, book)


def _tags(row: BrandRow) -> list[tuple[str, str]]:
    pairs = (tag.partition("/") for tag in row.tags.split())
    return [(kind, identity) for kind, _, identity in pairs]


def _of_figure(metric: MetricRow, book: Book) -> Iterator[str]:
    indicator = book.content.vocabulary.indicators[metric.indicator]
    yield from ("figures", f"figures/{indicator.kind}", f"indicator/{metric.indicator}")
    if not (metric.period or metric.as_of):
        yield "figures/undated"
    if metric.verified:
        yield "figures/verified"
    if metric.basis is None or indicator.kind != "outcome":
        return
    yield "changes"
    if metric.base is not None or metric.derived_base is not None:
        yield "changes/with-base"
    good = is_good(float(Fraction(metric.value)), indicator)
    if good is not None:
        yield "changes/judged"
    if good:
        yield "changes/favourable"


def fill(html: str, counted: Counter[str], words: Words) -> str:
    """A page with its counts put in, as its language writes numbers."""
    return _LINK.sub(lambda found: formats.number(counted[found[1]], words), html)
