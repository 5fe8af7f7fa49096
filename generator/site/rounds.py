"""Selection rounds as pages show them: the list of them, and each with all that led to its list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from generator.book.book import Book, EditionBook, NamedBrand, RoundBook
from generator.book.rounds import Followed, follow_up
from generator.rank.results import Tier
from generator.rank.rounds import STAGES, Agreed, Exit, Judged, Nominee, RoundResult, Stage
from generator.records.models import Text
from generator.records.rounds import HIGHEST, Criterion, Round
from generator.site.page import Data, Page
from generator.tables.charts import Ranked, RankPlot, rank_plots
from generator.tables.codebook import ROUND_CODEBOOK
from generator.tables.frames import in_order


class RoundGroup(NamedTuple):
    """Brands of a result that stand under one heading: a tier, or a `standing`.

    `number` is that of the tier, from 1; 0 where the heading is a standing.
    """

    standing: Stage | Exit | None
    number: int
    tier: Tier | None
    rows: list[Judged]


class Exits(NamedTuple):
    """The brands that got as far as a stage and no further."""

    stage: Stage
    nominees: list[Nominee]


class RoundView(NamedTuple):
    """All that the page of a round and its section in a report show.

    `drawn` are the rows of the picture, `by_name` the scored brands by language, in the order of
    lists; `standings` are the last stage or reason of each brand, `reasons` those that were stated.
    """

    own: RoundBook
    round: Round
    result: RoundResult
    named: Mapping[str, NamedBrand]
    funnel: list[tuple[Stage, int]]
    exits: list[Exits]
    groups: list[RoundGroup]
    drawn: list[Judged]
    plots: list[RankPlot]
    by_name: Mapping[str, list[Judged]]
    standings: Mapping[str, Stage | Exit]
    reasons: Mapping[str, Text]
    overall: Agreed | None
    criteria: Mapping[str, Criterion]


_STANDINGS: Final[tuple[Stage | Exit, ...]] = ("selected", "tied", "below")


def round_view(own: RoundBook) -> RoundView:
    """What is shown of a round."""
    result = own.result
    standings = {n.brand: [n.reached, *n.why][-1] for n in result.nominees}
    ordered = result.judged if result.follows == "order" else []
    return RoundView(
        own=own,
        round=own.round,
        result=result,
        named=own.named,
        funnel=[(stage, result.count(stage)) for stage in STAGES],
        exits=_exits(result),
        groups=_groups(result, standings),
        drawn=ordered,
        plots=rank_plots(_ranked(ordered), own.round.selected),
        by_name={language: _by_name(own, language) for language in own.words},
        standings=standings,
        reasons={aside.brand: aside.reason for aside in own.round.set_aside},
        overall=result.agreement[0] if result.agreement else None,
        criteria=own.round.judged_by,
    )


def _exits(result: RoundResult) -> list[Exits]:
    """The farthest first."""
    groups = [Exits(s, [n for n in result.nominees if n.reached == s]) for s in reversed(STAGES)]
    return [group for group in groups if group.nominees]


def _groups(result: RoundResult, standings: Mapping[str, Stage | Exit]) -> list[RoundGroup]:
    if result.follows == "tiers":
        rows = {row.brand: row for row in result.judged}
        return [
            RoundGroup(None, number, tier, [rows[brand] for brand in tier.brands])
            for number, tier in enumerate(result.tiers, start=1)
        ]
    if result.follows != "order":
        return []
    groups = [
        RoundGroup(
            standing, 0, None, [row for row in result.judged if standings[row.brand] == standing]
        )
        for standing in _STANDINGS
    ]
    return [group for group in groups if group.rows]


def _ranked(rows: Iterable[Judged]) -> list[Ranked]:
    return [
        Ranked(row.place, (row.likely.low, row.likely.high), (row.left_out.low, row.left_out.high))
        for row in rows
        if row.place and row.likely and row.left_out
    ]


def _by_name(own: RoundBook, language: str) -> list[Judged]:
    rows = {row.brand: row for row in own.result.judged}
    ordered = in_order([own.named[brand] for brand in rows], own.words[language])
    return [rows[named.id] for named in ordered]


def round_pages(book: Book) -> Iterator[Page]:
    """The list of rounds and each of them; nothing in a book without any."""
    if book.rounds:
        yield Page("rounds", "pages/rounds.html", {"selections": book.rounds})
    for identity, own in book.rounds.items():
        yield Page(f"rounds/{identity}", "pages/round.html", partial(_round, own, book))


def _round(own: RoundBook, book: Book) -> Data:
    return {
        "view": round_view(own),
        "live": book.brands,
        "highest": HIGHEST,
        "followed": follow_up(own, book),
        "files": _files(own, book),
    }


def _files(own: RoundBook, book: Book) -> list[str]:
    """The files of a round by their paths below the site's folder, those of a release first."""
    folder, downloads = f"data/rounds/{own.round.id}", book.settings.downloads
    made = sorted(path.name for path in (downloads / folder).glob("*")) if downloads else []
    return [f"{folder}/{name}" for name in [*made, *(f"{t}.csv" for t in ROUND_CODEBOOK)]]


def rounds_of(own: EditionBook) -> list[RoundView]:
    """The rounds that look at what an edition looks at.

    A published edition keeps to those that were published before it.
    """
    edition = own.edition

    def asks(one: Any) -> Sequence[object]:
        return one.first, one.last, one.scope, one.category

    alike = [s for s in own.book.rounds.values() if asks(s.round) == asks(edition)]
    if own.stored:
        alike = [s for s in alike if s.stored and (s.round.decided or "") <= own.book.as_of]
    return [round_view(selection) for selection in alike]


__all__ = ["Followed", "RoundView", "round_pages", "round_view", "rounds_of"]
