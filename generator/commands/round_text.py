"""What a selection round gives as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from generator.book.book import RoundBook
from generator.commands.rank_text import columns, fold
from generator.rank.rounds import STAGES, Judged
from generator.records.i18n import Words
from generator.words.messages import ENGLISH, Message, said

_NAME = 28
"""Columns of a brand's name."""


def round_text(own: RoundBook, language: str = ENGLISH) -> str:
    """Stages, agreement, the scored brands and who is selected."""
    words = own.words.get(language) or next(iter(own.words.values()))
    lines = (said(line, language) for line in _lines(own, words))
    return "\n".join(folded for line in lines for folded in fold(line))


def _lines(own: RoundBook, words: Words) -> Iterator[str]:
    result = own.result
    yield Message(
        "{round}{stored}: method {method}, NumPy {numpy}, checksum {checksum}",
        round=own.round.id,
        stored=Message(" (stored)") if own.stored else "",
        method=result.method,
        numpy=result.numpy,
        checksum=result.checksum[:12],
    )
    yield ""
    for stage in STAGES:
        yield f"    {_padded(words[f'round_stage_{stage}'], 14)}{result.count(stage):>5}"
    yield ""
    yield from _kept_out(own, words)
    for lack in result.lacks:
        brands = words["list_comma"].join(_name(own, brand, words) for brand in lack.brands)
        told = words.say(f"round_lacks_{lack.code}", n=lack.found, needed=lack.needed)
        yield f"  {told}{words['colon'] + brands if brands else ''}"
    if result.follows:
        overall = result.agreement[0].alpha
        alike = overall is None
        shown = f"{overall:.3f}" if overall is not None else ""
        key = "round_alike" if alike else f"round_follows_{result.follows}"
        yield words.say(key, alpha=shown)
    for row in result.judged:
        yield _judged(own, row, words)
    yield from _chosen(own, words)


def _kept_out(own: RoundBook, words: Words) -> Iterator[str]:
    """The nominated brands that do not go to the jurors, each with why."""
    rule = {"level": own.round.eligible.level, "window": own.round.window}
    kept = [n for n in own.result.nominees if n.reached in ("nominated", "eligible")]
    for nominee in kept:
        why = words["semicolon"].join(words.say(f"round_why_{w}", **rule) for w in nominee.why)
        yield f"  {_name(own, nominee.brand, words)}{words['colon']}{why}"
    if kept:
        yield ""


def _judged(own: RoundBook, row: Judged, words: Words) -> str:
    places = ""
    if row.place and row.likely:
        places = f"{row.place:>3} {f'({row.likely.low}–{row.likely.high})':>8}"
    elif row.tier:
        places = words.say("tier_n", number=row.tier)
    name = _padded(_name(own, row.brand, words), _NAME)
    return f"    {places}  {name} {row.adjusted:.2f} ({words['round_mean']} {row.mean:.2f})"


def _chosen(own: RoundBook, words: Words) -> Iterator[str]:
    result = own.result
    for key, brands in (("selected", result.selected), ("tied", result.tied)):
        if brands:
            names = words["list_comma"].join(_name(own, brand, words) for brand in brands)
            told = words.say(f"round_{key}_n", n=len(brands), seats=result.seats)
            yield f"{told}{words['colon']}{names}"
    if result.merging:
        yield words["round_by_points"]


def _name(own: RoundBook, brand: str, words: Words) -> str:
    named = own.named.get(brand)
    return words.choose(named.name_zh, named.name_en)[1] if named else brand


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - columns(text))
