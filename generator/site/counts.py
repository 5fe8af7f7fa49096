"""Numbers in hand-written pages that the records tell: `[65](count:problem/disputes)`.

What stands between the brackets is for whoever reads the Markdown; pages show the number as
counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple, get_args

from generator.book.book import Book
from generator.rank.changes import is_good
from generator.records.content import Vocabulary
from generator.records.i18n import Words
from generator.records.models import AgencyLevel, AuthorKind, Indicator
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


class _Told(NamedTuple):
    """What decides under which names a figure counts; `change` is its value, if it is one."""

    indicator: str
    dated: bool
    verified: bool
    based: bool
    change: str | None


@lru_cache(maxsize=1)
def count(book: Book) -> Counter[str]:
    """How many there are of each of the names; of those that are missing, none."""
    indicators = book.content.vocabulary.indicators
    outcomes = {identity for identity, own in indicators.items() if own.kind == "outcome"}
    found: Counter[str] = Counter()
    figures: Counter[_Told] = Counter()
    for entry in book.brands.values():
        metrics = entry.read_metrics()
        found.update(_of_brand(entry.row))
        found["brands/with-outcome"] += any(metric.indicator in outcomes for metric in metrics)
        figures.update(map(_told, metrics))
    for told, number in figures.items():
        for name in _of_figure(told, indicators[told.indicator]):
            found[name] += number
    found["candidates"] = len(book.content.candidates)
    for source in book.content.sources.values():
        found.update(("sources", f"sources/{source.author_kind}"))
    return found


def _of_brand(row: BrandRow) -> Iterator[str]:
    yield from ("brands", f"brands/{row.level}", f"category/{row.category}")
    tags = [tag.partition("/") for tag in row.tags.split()]
    yield from (f"{kind.removesuffix('s')}/{identity}" for kind, _, identity in tags)
    if any(kind == "partners" for kind, _, _ in tags):
        yield "brands/with-partners"
    if not row.figures:
        yield "brands/without-figures"


def _told(metric: MetricRow) -> _Told:
    return _Told(
        metric.indicator,
        bool(metric.period or metric.as_of),
        bool(metric.verified),
        metric.base is not None or metric.derived_base is not None,
        None if metric.basis is None else metric.value,
    )


def _of_figure(told: _Told, indicator: Indicator) -> Iterator[str]:
    yield from ("figures", f"figures/{indicator.kind}", f"indicator/{told.indicator}")
    if not told.dated:
        yield "figures/undated"
    if told.verified:
        yield "figures/verified"
    if told.change is None or indicator.kind != "outcome":
        return
    yield "changes"
    if told.based:
        yield "changes/with-base"
    good = is_good(float(Fraction(told.change)), indicator)
    if good is not None:
        yield "changes/judged"
    if good:
        yield "changes/favourable"


def fill(html: str, counted: Counter[str], words: Words) -> str:
    """A page with its counts put in, as its language writes numbers."""
    return _LINK.sub(lambda found: formats.number(counted[found[1]], words), html)
