"""What an edition forecasts of its brands, and how an earlier edition's forecasts did."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from generator.book.book import Book, EditionBook
from generator.rank.changes import is_good
from generator.rank.forecasts import Past, grade, make_forecasts
from generator.rank.results import Outlook
from generator.records.content import Content
from generator.records.models import Indicator
from generator.tables.comparable import last_day
from generator.tables.frames import BookBrand, MetricRow


def make_outlook(own: EditionBook, book: Book) -> Outlook:
    """The outlook of an edition from the records of the whole `book`.

    Only a published edition has said beforehand what it forecast, so only that is graded.
    """
    past = {identity: _past(entry, book.content) for identity, entry in book.brands.items()}
    brands = [identity for identity in own.book.brands if identity in past]
    before = own.before if own.before and own.before.stored else None
    return Outlook(
        forecasts=make_forecasts(past, brands, book.as_of),
        score=grade(before.edition.id, before.outlook.forecasts, past, book.as_of)
        if before
        else None,
    )


def _past(entry: BookBrand, content: Content) -> Past:
    row = entry.row
    sources = (content.sources[identity].published for identity in row.sources.split())
    return Past(
        kind=(row.evidence_level, row.category.partition(".")[0]),
        seen=sorted(last_day(published).isoformat() for published in sources if published),
        moves=_moves(entry, content.vocabulary.indicators),
        ended=row.status == "ended",
    )


def _moves(
    entry: BookBrand, indicators: Mapping[str, Indicator]
) -> dict[str, list[tuple[str, bool]]]:
    """The dated changes of outcomes by family, in order of time."""
    moves: dict[str, list[tuple[str, bool]]] = {}
    for row in entry.metrics:
        indicator, end = indicators[row.indicator], _end(row)
        if row.basis is not None and indicator.kind == "outcome" and end is not None:
            good = is_good(float(Fraction(row.value)), indicator)
            if good is not None:
                moves.setdefault(row.family, []).append((end, good))
    return {family: sorted(found) for family, found in moves.items()}


def _end(row: MetricRow) -> str | None:
    period = row.as_of if row.period is None or row.period.startswith("P") else row.period
    end = (period or "..").rpartition("/")[2]
    return None if end == ".." else last_day(end).isoformat()
