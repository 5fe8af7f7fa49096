"""What a draft says on a terminal: where it went, its figures, and what it left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.draft.drafting import DraftFigure
from generator.draft.run import Drafted, Match
from generator.records.models import number_text
from generator.words.messages import ENGLISH, Message, listed, said

_VERDICTS = {
    "new": Message("new"),
    "agrees": Message("agrees"),
    "differs": Message("differs"),
    "repeats": Message("repeats"),
}


def draft_text(drafted: Drafted, language: str = ENGLISH) -> str:
    """One article, in lines, in a language."""
    return "\n".join(said(line, language) for line in _lines(drafted))


def _lines(drafted: Drafted) -> Iterator[Message]:
    draft = drafted.draft
    article = draft.article
    about = [part for part in (article.title, article.publisher, article.published) if part]
    known = " · ".join(about) or Message("no title found")
    yield Message("{name}: {about}", name=article.name, about=known)
    if drafted.alike is not None:
        yield Message("  seems to be the same article as {source}", source=drafted.alike)
    if article.read == "part":
        yield Message("  stops inside a sentence: the text may be a part")
    if drafted.text is not None:
        yield Message("  its text, for `beatbook check --sources`: {file}", file=drafted.text[0])
    matches = {match.brand.id: match for match in drafted.matches}
    for brand in draft.brands:
        yield Message(
            "  {name} ({agency}): {n} figures",
            name=brand.names[0] if brand.names else Message("no name found"),
            agency=brand.agency.name if brand.agency else Message("no agency found"),
            n=len(brand.figures),
        )
        if brand.id in matches:
            yield from _match(matches[brand.id])
        else:
            for figure in brand.figures:
                yield Message("    {figure}", figure=_figure(figure))
    counts = Counter(entry.reason for entry in draft.left_out)
    told = [f"{number} {reason}" for reason, number in sorted(counts.items())]
    left_out = listed(told) if told else Message("nothing")
    yield Message("  left out: {left_out}", left_out=left_out)


def _match(match: Match) -> Iterator[Message]:
    yield Message("    on record as {id}; add what is new there:", id=match.known.id)
    for figure, verdict, metric in match.figures:
        yield Message(
            "    {verdict}{beside}: {figure}",
            verdict=_VERDICTS[verdict],
            beside=Message(" ({metric})", metric=metric) if metric else "",
            figure=_figure(figure),
        )


def _figure(figure: DraftFigure) -> Message:
    quantity, named = figure.quantity, figure.named
    value = number_text(quantity.value)
    if quantity.value_max is not None:
        value += f"–{number_text(quantity.value_max)}"
    period = figure.period.period if figure.period else None
    doubtful = figure.doubtful
    return Message(
        "{shown} · {counted} · {period} · “{excerpt}”{doubt}",
        shown=" ".join(part for part in (quantity.qualifier, value, quantity.unit) if part),
        counted=named.indicator or Message("new: {noun}", noun=named.zh),
        period=period or Message("no period"),
        excerpt=figure.excerpt,
        doubt=Message(" · doubtful: {reason}", reason=doubtful) if doubtful else "",
    )
