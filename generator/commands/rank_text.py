"""What an edition says as text for a terminal: short, or with `whole` everything that is ranked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from generator.book.book import EditionBook
from generator.evidence.ladder import RUNGS
from generator.rank.results import (
    ChangeRow,
    Composite,
    Documentation,
    FamilyChanges,
    League,
    Likely,
    Rankings,
    Shortlist,
    Tier,
)
from generator.records.divisions import short_of
from generator.records.i18n import Words
from generator.records.models import Text
from generator.site.report import alike, certainty, lacks_of, moves_of
from generator.words.messages import ENGLISH, Message, said

WIDTH = 80
"""Columns of a line; a Chinese character takes two."""

_MOST = 10
"""Changes of a family and shortlists that the short text shows."""

_PIECE = re.compile(r"[\u2e80-\uffff][，。；：、）》”]*\s*|[^\s\u2e80-\uffff]+\s*")


def rank_text(own: EditionBook, language: str = ENGLISH, *, whole: bool = False) -> str:
    """Ladder, changes and shortlists, then documentation and composite in a few words.

    With `whole` every shortlist and change, and documentation, single indicators and composite in
    full.
    """
    words = own.book.words.get(language) or next(iter(own.book.words.values()))
    lines = (said(line, language) for line in _lines(own, words, whole=whole))
    return "\n".join(folded for line in lines for folded in fold(line))


def fold(line: str) -> list[str]:
    """A line in as many as it needs, those after the first set in further."""
    before = len(line) - len(line.lstrip())
    folded, start = [], " " * before
    for piece in _PIECE.findall(line.strip()):
        if columns(start + piece.rstrip()) > WIDTH and start.strip():
            folded.append(start.rstrip())
            start = " " * (min(before, 4) + 4)
        start += piece
    return [*folded, start.rstrip()]


def columns(text: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def _lines(own: EditionBook, words: Words, *, whole: bool) -> Iterator[str]:
    brands = len(own.book.brands)
    if own.rankings is None:
        yield Message(
            "{edition}: not ranked: {n} brands, {least} are needed",
            edition=own.edition.id,
            n=brands,
            least=own.edition.thresholds.brands,
        )
        return
    rankings = own.rankings
    yield Message(
        "{edition}{stored}: {n} brands, method {method}, NumPy {numpy}, checksum {checksum}",
        edition=own.edition.id,
        stored=Message(" (stored)") if own.stored else "",
        n=brands,
        method=rankings.method,
        numpy=rankings.numpy,
        checksum=rankings.checksum[:12],
    )
    yield ""
    yield from _ladder(own, words)
    yield ""
    yield from _changes(own, rankings.families, words, whole=whole)
    yield ""
    yield from _shortlists(own, rankings.shortlists, words, whole=whole)
    yield ""
    yield from _annex(rankings, words, whole=whole)


def _ladder(own: EditionBook, words: Words) -> Iterator[str]:
    yield Message("Evidence levels (of evidence, never of effectiveness)")
    levels = [row.evidence_level for row in own.book.rows()]
    counts = [levels.count(level) for level in range(len(RUNGS))]
    each = max(1, -(-max(counts) // 40))
    for level in reversed(range(len(RUNGS))):
        name = _padded(f"L{level} {words[f'rung_{RUNGS[level]}']}", 18)
        yield f"    {name}{counts[level]:>5}  {'=' * -(-counts[level] // each)}".rstrip()
    if own.before:
        moves = moves_of(own.ledger)
        yield Message(
            "  since {edition}: {rose} rose, {fell} fell, {stayed} stayed, {came} came,"
            " {left} left",
            edition=own.before.edition.id,
            **{kind: len(found) for kind, found in moves.items()},
        )
        for move in (*moves["rose"], *moves["fell"]):
            why = _lacking(move.why, words)
            name = _name(own, move.brand.id, words)
            yield f"    L{move.before} → L{move.now}  {name}{words['colon']}{why}"
    yield Message("What the next level lacks")
    for lack in lacks_of(own.book.rows()):
        if lack.codes:
            yield f"    L{lack.level}{len(lack.brands):>6}  {_lacking(lack.codes, words)}"


def _lacking(codes: Iterable[str], words: Words) -> str:
    return words["semicolon"].join(words[f"lacks_{code}"] for code in codes)


def _name(own: EditionBook, brand: str, words: Words) -> str:
    """The name of a brand, with its place where another brand of the edition is called so."""
    row = own.book.brands[brand].row
    name = words.choose(row.name_zh, row.name_en)[1]
    if sum(other.name_zh == row.name_zh for other in own.book.rows()) == 1:
        return name
    place = own.book.content.vocabulary.divisions.line(row.place)[-1]
    return f"{name} · {words.choose(short_of(place), place.name_en or None)[1]}"


def _text(text: Text, words: Words) -> str:
    return words.choose(text.zh, text.en)[1]


def _changes(
    own: EditionBook, families: Sequence[FamilyChanges], words: Words, *, whole: bool
) -> Iterator[str]:
    known = certainty(families)
    yield Message(
        "Changes since a year earlier: {n}; {good} of {judged} went the good way; base known for"
        " {tested}, beyond chance {beyond}",
        n=known.number,
        good=known.favourable,
        judged=known.judged,
        tested=known.tested,
        beyond=known.beyond,
    )
    names = own.book.content.vocabulary.families
    for family in families:
        yield f"  {_text(names[family.family].name, words)}"
        shown = family.rows if whole else family.rows[:_MOST]
        for row in shown:
            yield _change(own, row, words)
        if len(family.rows) > len(shown):
            yield Message("    and {n} more; --all prints them", n=len(family.rows) - len(shown))


def _change(own: EditionBook, row: ChangeRow, words: Words) -> str:
    if row.low is not None and row.high is not None:
        sure: str = Message("95 %: {low} to {high}", low=f"{row.low:+.1f}", high=f"{row.high:+.1f}")
    elif row.least_base is not None:
        sure = Message("beyond chance from {n}", n=f"{row.least_base:,}")
    else:
        sure = Message("no count of cases")
    return Message(
        "    {percent} %  {year}  {brand} ({sure})",
        percent=f"{row.percent:>+7.1f}",
        year=row.year or "    ",
        brand=_name(own, row.brand, words),
        sure=sure,
    )


def _shortlists(
    own: EditionBook, shortlists: Sequence[Shortlist], words: Words, *, whole: bool
) -> Iterator[str]:
    yield Message("Shortlists: brands that no other beats on every count")
    largest = sorted(shortlists, key=lambda one: (-len(one.facets), one.subject))
    shown = shortlists if whole else largest[:_MOST]
    for one in shown:
        front = one.front if whole else one.front[:3]
        names = words["semicolon"].join(_name(own, brand, words) for brand in front)
        rest = len(one.front) - len(front)
        yield Message(
            "{n} → {left}  {subject}: {names}{more}",
            n=f"{len(one.facets):>6}",
            left=len(one.front),
            subject=_subject(own, one.subject, words),
            names=names,
            more=Message(" and {n} more", n=rest) if rest else "",
        )
    if len(shortlists) > len(shown):
        yield Message("    and {n} more; --all prints them", n=len(shortlists) - len(shown))


def _subject(own: EditionBook, subject: str, words: Words) -> str:
    """The name of a tag or category, given as `kind/id`."""
    kind, _, identity = subject.partition("/")
    vocabulary = own.book.content.vocabulary
    if kind != "category":
        return _text(vocabulary.tags[kind][identity].name, words)
    seconds = vocabulary.second_levels()
    return _text((seconds.get(identity) or vocabulary.categories[identity]).name, words)


def _annex(rankings: Rankings, words: Words, *, whole: bool) -> Iterator[str]:
    if not whole:
        yield Message(
            "Documentation: {n} brands in {tiers} tiers (ranks records, not policing);"
            " --all prints them",
            n=len(rankings.documentation.brands),
            tiers=len(rankings.documentation.tiers),
        )
        yield from _composite(rankings.composite, words, whole=False)
        return
    yield Message("Ranks count from 1, ties take the smallest; places are 90 % intervals.")
    yield ""
    yield from _documentation(rankings.documentation)
    yield ""
    for league in rankings.leagues:
        yield from _league(league)
        yield ""
    yield Message("{n} figures stand alone.", n=len(rankings.apart))
    yield ""
    yield from _composite(rankings.composite, words, whole=True)


def _documentation(ranking: Documentation) -> Iterator[str]:
    draws = f"{ranking.samples:,}"
    yield Message("Documentation ({n} draws; ranks records, not policing)", n=draws)
    places = {row.brand: row.place for row in ranking.brands}
    for number, tier in enumerate(ranking.tiers, start=1):
        yield _tier(number, tier)
        for place, brands in alike(tier, places):
            yield f"    {_place(place):>7}  {', '.join(brands)}"


def _tier(number: int, tier: Tier) -> str:
    if tier.ahead is None:
        return Message("  tier {n}", n=number)
    return Message(
        "  tier {n}  (ahead of the next in {ahead} of 100{close})",
        n=number,
        ahead=f"{100 * tier.ahead:.0f}",
        close=Message(", borderline") if tier.borderline else "",
    )


def _place(place: Likely) -> str:
    return f"{place.low}" if place.low == place.high else f"{place.low}–{place.high}"


def _league(league: League) -> Iterator[str]:
    parts: Sequence[object] = (league.basis, league.scope, league.denominator, league.span)
    conditions = ", ".join(str(part) for part in (*parts, league.year, league.level) if part)
    methods = {
        "order": Message("order as reported, not tested"),
        "list": Message("not ordered: {reason}", reason=league.reason),
    }
    yield Message(
        "{indicator} in {unit} ({conditions}): {method}",
        indicator=league.indicator,
        unit=league.unit,
        conditions=conditions,
        method=methods.get(league.method, Message("95 % rank sets")),
    )
    for row in sorted(league.rows, key=lambda row: (row.rank or 0, row.brand)):
        place = "" if row.rank is None else f"{row.lower}–{row.upper}"
        yield f"    {place:>7}  {row.brand}  {_value(row.low)} – {_value(row.high)}"


def _value(end: float | None) -> str:
    return "…" if end is None else f"{end:.12g}"


def _composite(composite: Composite, words: Words, *, whole: bool) -> Iterator[str]:
    if composite.shown == "no":
        yield Message("Reported results: not published")
        for short in composite.shortfalls:
            yield f"    {words.say(f'shortfall_{short.code}', **short.fields())}"
    else:
        yield Message(
            "Reported results ({n} draws; mean width {width})",
            n=f"{composite.samples:,}",
            width=f"{composite.width:.0%}",
        )
        rows = {row.brand: row for row in composite.brands}
        for number, tier in enumerate(composite.tiers, start=1):
            yield _tier(number, tier)
            for brand in tier.brands:
                row = rows[brand]
                place = _place(row.place) if composite.shown == "ranks" else ""
                yield Message(
                    "    {place}  {brand}  figures found {coverage}",
                    place=f"{place:>7}",
                    brand=brand,
                    coverage=f"{row.coverage:.0%}",
                )
        if composite.fragile:
            yield Message("  fragile under: {names}", names=", ".join(composite.fragile))
    for refused in composite.refused if whole else ():
        reasons = words["comma"].join(words[f"refused_{reason}"] for reason in refused.reasons)
        yield Message("    not ranked  {brand}  {reasons}", brand=refused.brand, reasons=reasons)
