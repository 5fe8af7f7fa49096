"""The ledger between two editions accounts for every brand."""

from __future__ import annotations

from collections import Counter

from edition_book import entry
from hypothesis import given
from hypothesis import strategies as st

from generator.book.ledger import make_ledger
from generator.tables.frames import BrandRow

LACKS = ["problem", "figure", "outcome_change", "base", "comparison", "confirmation", ""]
ROW = entry("a").row


def row(brand: str, level: int) -> BrandRow:
    return ROW._replace(id=brand, evidence_level=level, missing_for_next=LACKS[level])


levels = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 6))


@given(levels, levels)
def test_the_ledger_reproduces_one_edition_from_the_other(
    before: dict[str, int], now: dict[str, int]
) -> None:
    ledger = make_ledger(*([row(b, level) for b, level in rows.items()] for rows in (before, now)))
    assert [move.brand.id for move in ledger] == sorted({*before, *now})
    assert {m.brand.id: m.before for m in ledger if m.before is not None} == before
    assert {m.brand.id: m.now for m in ledger if m.now is not None} == now
    kinds = Counter(move.kind for move in ledger)
    assert len(now) == len(before) + kinds["came"] - kinds["left"]
    lifted = sum(m.now - m.before for m in ledger if m.now is not None and m.before is not None)
    risen = sum(m.now - m.before for m in ledger if m.kind == "rose")
    fallen = sum(m.before - m.now for m in ledger if m.kind == "fell")
    assert lifted == risen - fallen


def test_a_rise_names_what_is_no_longer_lacking_and_a_fall_what_is() -> None:
    rose, fell = make_ledger([row("a", 1), row("b", 3)], [row("a", 3), row("b", 2)])
    assert (rose.kind, rose.why) == ("rose", ["figure"])
    assert (fell.kind, fell.why) == ("fell", ["outcome_change"])
