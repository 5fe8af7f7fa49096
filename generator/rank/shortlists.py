"""Shortlists: the brands that no other beats on every facet, without weights and without a score.

A brand beats another if it is at least as good on every facet and better on one; the shortlist is
the Pareto front (Pareto 1906; computed by the definition). Brands alike on all facets stand
together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from generator.rank.results import Beaten, Shortlist

FACETS: Final = ("level", "told", "authors", "years")
"""Evidence level; how much is told of what one needs to copy it; documents from outside of the
agency; years in which it is seen, at most `MOST_YEARS`."""

MOST_YEARS: Final = 3

Facets = Sequence[int]
"""One whole number a facet, in the order of `FACETS`; more is better."""


def make_shortlist(subject: str, found: Mapping[str, Facets], names: Sequence[str]) -> Shortlist:
    """The front of some brands; `names` are the facets that count, at least one.

    Each brand that is beaten is told the one that beats it by most facets, ties by id.
    """
    used = [FACETS.index(name) for name in names]
    seen = {brand: tuple(facets[n] for n in used) for brand, facets in sorted(found.items())}
    front, beaten = [], []
    distinct = set(seen.values())
    undominated = {one for one in distinct if not any(_beats(o, one) for o in distinct)}
    for brand, own in seen.items():
        if own in undominated:
            front.append(brand)
            continue
        winner = min(
            (other for other in seen if _beats(seen[other], own)),
            key=lambda other: (-_ahead(seen[other], own), -sum(seen[other]), other),
        )
        better = [n for n, a, b in zip(names, seen[winner], own, strict=True) if a > b]
        beaten.append(Beaten(brand=brand, by=winner, on=better))
    return Shortlist(
        subject=subject,
        facets={brand: list(facets) for brand, facets in sorted(found.items())},
        equal=[name for name, n in zip(names, used, strict=True) if len({f[n] for f in found.values()}) < 2],
        front=front,
        beaten=beaten,
    )


def _beats(one: Facets, other: Facets) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


def _ahead(one: Facets, other: Facets) -> int:
    return sum(a > b for a, b in zip(one, other, strict=True))
