"""The ledger between two editions: what became of every brand, and which predicate changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from generator.tables.frames import BrandRow

Kind = Literal["came", "rose", "stayed", "fell", "left"]


class Move(NamedTuple):
    """One brand between two editions.

    `before` and `now` are its evidence levels, None where an edition lacks it; `why` names what a
    brand that rose no longer lacks for the level above its old one, or what one that fell lacks
    for the level above its new one.
    """

    brand: BrandRow
    before: int | None
    now: int | None
    kind: Kind
    why: Sequence[str]


def make_ledger(before: Iterable[BrandRow], now: Iterable[BrandRow]) -> list[Move]:
    """Every brand of either edition once, by id; a brand that left is shown as it was."""
    then, today = ({row.id: row for row in rows} for rows in (before, now))
    return [_move(then.get(brand), today.get(brand)) for brand in sorted({*then, *today})]


def _move(then: BrandRow | None, now: BrandRow | None) -> Move:
    if now is None or then is None:
        row = now or then
        if row is None:
            raise ValueError("A brand of neither edition cannot move.")
        level = row.evidence_level
        return Move(row, None, level, "came", ()) if now else Move(row, level, None, "left", ())
    old, new = then.evidence_level, now.evidence_level
    kind: Kind = "rose" if new > old else "fell" if new < old else "stayed"
    why = {"rose": then, "fell": now}.get(kind)
    return Move(now, old, new, kind, why.missing_for_next.split() if why else ())
