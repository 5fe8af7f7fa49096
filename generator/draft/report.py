"""What a draft says on a terminal: where it went, its figures, and what it left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.draft.drafting import DraftFigure
from generator.draft.run import Drafted, Match
from generator.models import number_text


def draft_text(drafted: Drafted) -> str:
    """One article, in lines."""
    return "\n".join(_lines(drafted))


def _lines(drafted: Drafted) -> Iterator[str]:
    draft = drafted.draft
    article = draft.article
    about = [article.title, article.publisher, article.published]
    yield f"{article.name}: {' · '.join(part for part in about if part) or 'no title found'}"
    known = {match.brand.id: match for match in drafted.matches}
    for brand in draft.brands:
        agency = brand.agency.name if brand.agency else "no agency found"
        name = brand.names[0] if brand.names else "no name found"
        yield f"  {name} ({agency}): {len(brand.figures)} figures"
        if brand.id in known:
            yield from _match(known[brand.id])
        else:
            for figure in brand.figures:
                yield f"    {_figure(figure)}"
    counts = Counter(entry.reason for entry in draft.left_out)
    told = ", ".join(f"{number} {reason}" for reason, number in sorted(counts.items()))
    yield f"  left out: {told or 'nothing'}"


def _match(match: Match) -> Iterator[str]:
    yield f"    on record as {match.known.id}; add what is new there:"
    for figure, verdict, metric in match.figures:
        beside = f" ({metric})" if metric else ""
        yield f"    {verdict}{beside}: {_figure(figure)}"


def _figure(figure: DraftFigure) -> str:
    quantity = figure.quantity
    value = number_text(quantity.value)
    if quantity.value_max is not None:
        value += f"–{number_text(quantity.value_max)}"
    parts = [quantity.qualifier, value, quantity.unit]
    period = figure.period.period if figure.period else None
    counted = figure.named.indicator or f"new: {figure.named.zh}"
    doubt = f" · doubtful: {figure.doubtful}" if figure.doubtful else ""
    shown = " ".join(part for part in parts if part)
    return f"{shown} · {counted} · {period or 'no period'} · “{figure.excerpt}”{doubt}"
