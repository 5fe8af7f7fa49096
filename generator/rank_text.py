"""The rankings of an edition as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.book import EditionBook
from generator.rank.results import Composite, Documentation, League, Likely, Tier


def rank_text(own: EditionBook) -> str:
    """Documentation, single indicators and composite, in English, with the reasons for refusals."""
    if own.rankings is None:
        least = own.edition.thresholds.brands
        return f"{own.edition.id}: not ranked: {len(own.book.lines)} brands, {least} are needed"
    rankings = own.rankings
    stored = " (stored)" if own.stored else ""
    head = [
        f"{own.edition.id}{stored}: {len(own.book.lines)} brands, method {rankings.method},"
        f" NumPy {rankings.numpy}, checksum {rankings.checksum[:12]}",
        "Ranks count from 1, ties take the smallest; places are 90 % intervals.",
    ]
    lines = [*head, "", *_documentation(rankings.documentation), ""]
    lines += [line for league in rankings.leagues for line in [*_league(league), ""]]
    lines.append(f"{len(rankings.apart)} figures stand alone.")
    return "\n".join([*lines, "", *_composite(rankings.composite)])


def _documentation(ranking: Documentation) -> Iterator[str]:
    yield f"Documentation ({ranking.samples:,} draws; ranks records, not policing)"
    rows = {row.brand: row for row in ranking.brands}
    for number, tier in enumerate(ranking.tiers, start=1):
        yield _tier(number, tier)
        for brand in tier.brands:
            row = rows[brand]
            known = f"figures {row.figures}, sources {row.sources}"
            yield f"    {_place(row.place):>7}  {brand}  {known}"


def _tier(number: int, tier: Tier) -> str:
    if tier.ahead is None:
        return f"  tier {number}"
    close = ", borderline" if tier.borderline else ""
    return f"  tier {number}  (ahead of the next in {100 * tier.ahead:.0f} of 100{close})"


def _place(place: Likely) -> str:
    return f"{place.low}" if place.low == place.high else f"{place.low}–{place.high}"


def _league(league: League) -> Iterator[str]:
    parts: Sequence[object] = (league.basis, league.scope, league.denominator, league.span)
    conditions = ", ".join(str(part) for part in (*parts, league.year, league.level) if part)
    said = {"order": "order as reported, not tested", "list": f"not ordered: {league.reason}"}
    method = said.get(league.method, "95 % rank sets")
    yield f"{league.indicator} in {league.unit} ({conditions}): {method}"
    for row in sorted(league.rows, key=lambda row: (row.rank or 0, row.brand)):
        place = "" if row.rank is None else f"{row.lower}–{row.upper}"
        yield f"    {place:>7}  {row.brand}  {_value(row.low)} to {_value(row.high)}"


def _value(end: float | None) -> str:
    return "…" if end is None else f"{end:.12g}"


def _composite(composite: Composite) -> Iterator[str]:
    if composite.shown == "no":
        codes = ", ".join(_shortfall(s.code, s.found, s.needed) for s in composite.shortfalls)
        yield f"Reported results: not published ({codes})"
    else:
        yield f"Reported results ({composite.samples:,} draws; mean width {composite.width:.0%})"
        rows = {row.brand: row for row in composite.brands}
        for number, tier in enumerate(composite.tiers, start=1):
            yield _tier(number, tier)
            for brand in tier.brands:
                row = rows[brand]
                place = _place(row.place) if composite.shown == "ranks" else ""
                yield f"    {place:>7}  {brand}  figures found {row.coverage:.0%}"
        if composite.fragile:
            yield f"  fragile under: {', '.join(composite.fragile)}"
    for refused in composite.refused:
        yield f"    not ranked  {refused.brand}  {', '.join(refused.reasons)}"


def _shortfall(code: str, found: float | None, needed: float | None) -> str:
    return code if needed is None else f"{code}: {found:g} against {needed:g}"
