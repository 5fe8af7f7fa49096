"""The rankings of an edition as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.book.book import EditionBook
from generator.rank.results import Composite, Documentation, League, Likely, Tier
from generator.records.i18n import Words
from generator.words.messages import ENGLISH, Message, said


def rank_text(own: EditionBook, language: str = ENGLISH) -> str:
    """Documentation, single indicators and composite, with the reasons for refusals."""
    return "\n".join(said(line, language) for line in _lines(own, language))


def _lines(own: EditionBook, language: str) -> Iterator[str]:
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
    yield Message("Ranks count from 1, ties take the smallest; places are 90 % intervals.")
    yield ""
    yield from _documentation(rankings.documentation)
    yield ""
    for league in rankings.leagues:
        yield from _league(league)
        yield ""
    yield Message("{n} figures stand alone.", n=len(rankings.apart))
    yield ""
    words = own.book.words.get(language) or next(iter(own.book.words.values()))
    yield from _composite(rankings.composite, words)


def _documentation(ranking: Documentation) -> Iterator[str]:
    draws = f"{ranking.samples:,}"
    yield Message("Documentation ({n} draws; ranks records, not policing)", n=draws)
    rows = {row.brand: row for row in ranking.brands}
    for number, tier in enumerate(ranking.tiers, start=1):
        yield _tier(number, tier)
        for brand in tier.brands:
            row = rows[brand]
            yield Message(
                "    {place}  {brand}  figures {figures}, sources {sources}",
                place=f"{_place(row.place):>7}",
                brand=brand,
                figures=row.figures,
                sources=row.sources,
            )


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


def _composite(composite: Composite, words: Words) -> Iterator[str]:
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
    for refused in composite.refused:
        reasons = words["comma"].join(words[f"refused_{reason}"] for reason in refused.reasons)
        yield Message("    not ranked  {brand}  {reasons}", brand=refused.brand, reasons=reasons)
