"""The documentation ranking: what is counted, how equal records share, what to add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from edition_book import Figure, content, entry
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.rank import smaa
from generator.rank.documentation import ITEMS, rank_documentation
from generator.rank.results import Documentation, Documented
from generator.rank.seeds import seed_of
from generator.rank.weights import WeightSet
from generator.records.models import Edition, Thresholds
from generator.tables.frames import BookBrand

THEFTS = Figure("thefts", 42, "起", "thefts", period="2024")
CHANGE = Figure("thefts", -30, "%", "change", basis="yoy", period="2024")
OFFICERS = Figure("officers-on-duty", 24, "名", "officers")


def edition(documentation: Sequence[Sequence[str]] = (), **thresholds: Any) -> Edition:
    return Edition.model_validate(
        {
            "schema": 1,
            "id": "2024-all",
            "year": 2024,
            "scope": "all",
            "status": "draft",
            "title": {"zh": "年报"},
            "documentation": [list(group) for group in documentation],
        }
    ).model_copy(update={"thresholds": Thresholds(**{"samples": 2000, **thresholds})})


def ranked(
    lines: Sequence[BookBrand], order: Sequence[Sequence[str]] = (), **limits: Any
) -> Documentation:
    return rank_documentation(edition(order, **limits), lines, content())


def by_brand(ranking: Documentation) -> dict[str, Documented]:
    return {row.brand: row for row in ranking.brands}


FIELD = [
    entry(
        "a",
        [OFFICERS, replace(THEFTS, comparator="邻县"), replace(CHANGE, base=60)],
        started="2024",
    ),
    entry("b", [replace(CHANGE, design="comparison", period=None)], source="own"),
    entry("c", practices=["mediation"]),
    entry("d", [OFFICERS], started="2023"),
    entry("e", [THEFTS, replace(THEFTS, id="x", indicator="frauds", period=None)]),
]


def test_the_items_of_three_records_worked_out_by_hand() -> None:
    """Agency, place, start, practice; output, outcome; base, period, comparator; source, design.

    a: states agency, place and start, no practice. It has an input (output 1) and outcomes. One of
       its figures is relative, the fall by 30 %, and it states its base: 1/1. Two of its three
       figures have a period: 2/3. One of its two outcomes has a comparator: 1/2. All three come
       from the press: 3/3. Its best design is before–after, level 2: 2/5.
    b: states agency and place only; an outcome; its one relative figure has no base: 0/1; no
       period: 0/1; no comparator: 0/1; the agency's own release: 0/1; a comparison, level 3: 3/5.
    c: has no figures; a practice. Its one source is of the press, which without figures counts: 1.
    """
    rows = by_brand(ranked(FIELD))
    assert tuple(ranked(FIELD).items) == tuple(ITEMS)
    assert rows["a"].items == [1, 1, 1, 0, 1, 1, 1, 2 / 3, 1 / 2, 1, 2 / 5]
    assert rows["b"].items == [1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 3 / 5]
    assert rows["c"].items == [1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0]
    assert [(rows[i].figures, rows[i].sources, rows[i].design) for i in "abc"] == [
        (3, 1, "before_after"),
        (1, 1, "comparison"),
        (0, 1, None),
    ]


def test_an_intervention_is_a_practice_and_a_reprint_is_printed_outside() -> None:
    told = entry("t", intervention={"zh": "试写的做法。"})
    assert by_brand(ranked([*FIELD, told]))["t"].items[3] == 1
    own = entry("o", source="own")
    assert by_brand(ranked([*FIELD, own]))["o"].items[9] == 0


def test_what_a_record_does_not_state_is_nought_and_nobody_is_left_out() -> None:
    ranking = ranked(FIELD)
    assert sorted(row.brand for row in ranking.brands) == [*"abcde"]
    assert [row.expected for row in ranking.brands] == sorted(
        row.expected for row in ranking.brands
    )
    assert sorted(b for tier in ranking.tiers for b in tier.brands) == [*"abcde"]
    assert [tier.ahead is None for tier in ranking.tiers][-1:] == [True]
    for number, tier in enumerate(ranking.tiers, start=1):
        if tier.ahead is not None:
            assert tier.ahead >= 0.8
            assert tier.borderline == (tier.ahead <= 0.82)
        assert {by_brand(ranking)[b].tier for b in tier.brands} == {number}


def test_collapsing_equal_records_changes_nothing() -> None:
    """The engine without multiplicities, each record a row of its own."""
    copies = [replace(own, row=own.row._replace(id=own.row.id + n)) for own in FIELD for n in "123"]
    lines = [own for own in copies if own.row.id not in ("a2", "a3", "b3")]
    ranking = ranked(lines)
    rows = by_brand(ranking)
    ids = sorted(rows)
    values = np.array([rows[i].items for i in ids])
    found = smaa.analyse(
        values,
        values,
        WeightSet.none(len(ITEMS)),
        samples=2000,
        seed=seed_of(ranking.seed),
        alternatives=ids,
        criteria=list(ITEMS),
    )
    assert [rows[i].expected for i in ids] == found.expected_rank.tolist()
    assert [(rows[i].place.low, rows[i].place.high) for i in ids] == [
        tuple(ends) for ends in found.interval.tolist()
    ]
    assert [rows[i].tier for i in ids] == found.tiers.tolist()
    assert [tier.ahead for tier in ranking.tiers] == [*found.leads, None]


def test_equal_records_share_tier_and_place() -> None:
    ranking = ranked(
        [*FIELD, entry("z", practices=["mediation"]), entry("y", practices=["mediation"])]
    )
    rows = by_brand(ranking)
    for name in "yz":
        assert rows[name].model_dump(exclude={"brand"}) == rows["c"].model_dump(exclude={"brand"})


def test_all_records_alike_are_one_tier_in_the_first_place() -> None:
    ranking = ranked([entry(name) for name in "abcdef"])
    assert [tier.brands for tier in ranking.tiers] == [[*"abcdef"]]
    assert {(row.place.low, row.place.high, row.expected) for row in ranking.brands} == {
        (1, 1, 1.0)
    }
    assert {scenario.tau for scenario in ranking.scenarios} == {None}


def test_one_record_can_be_ranked() -> None:
    ranking = ranked([entry("a")])
    assert [(row.place.low, row.place.high) for row in ranking.brands] == [(1, 1)]
    assert ranking.brands[0].addition is None


def test_the_order_of_files_does_not_matter() -> None:
    assert ranked(FIELD[::-1]).model_dump_json() == ranked(FIELD).model_dump_json()


def test_an_order_of_importance_narrows_the_intervals() -> None:
    order = [["design"], ["outside"], ["comparator"], ["base"], ["outcome"], ["period"]]
    free, ordered = ranked(FIELD), ranked(FIELD, order)

    def width(ranking: Documentation) -> int:
        return sum(row.place.high - row.place.low for row in ranking.brands)

    assert width(ordered) < width(free)
    assert ordered.importance == order
    assert [s.name for s in free.scenarios] == ["equal", "doubt"]
    assert [s.name for s in ordered.scenarios] == ["none", "equal", "doubt"]
    none = ordered.scenarios[0]
    assert none.tau is not None
    assert set(none.places) == {*"abcde"}


def test_equal_weights_leave_one_place_each() -> None:
    equal = ranked(FIELD).scenarios[0]
    totals = {row.brand: sum(row.items) for row in ranked(FIELD).brands}
    assert {brand: (place.low, place.high) for brand, place in equal.places.items()} == {
        brand: (1 + sum(other > total for other in totals.values()),) * 2
        for brand, total in totals.items()
    }


# Additions


def expected_with(ranking: Documentation, brand: str, item: int, new: float, samples: int) -> float:
    """The mean rank of a brand with one item changed, by the engine; the others as they are."""
    rows = by_brand(ranking)
    ids = sorted(rows)
    values = np.array([rows[i].items for i in ids])
    values[ids.index(brand), item] = new
    found = smaa.analyse(
        values,
        values,
        WeightSet.none(len(ITEMS)),
        samples=samples,
        seed=7,
        alternatives=ids,
        criteria=list(ITEMS),
    )
    return float(found.expected_rank[ids.index(brand)])


NEXT = {0.0: 0.4, 0.2: 0.4, 0.4: 0.6, 0.6: 0.8, 0.8: 1.0}
OPEN = {
    "a": {"practice", "period", "comparator", "design"},
    "b": {"start", "practice", "output", "base", "period", "comparator", "outside", "design"},
    "c": {"start", "output", "outcome"},  # no figures whose base, period … could be stated
    "d": {"practice", "outcome", "period"},
    "e": {"start", "practice", "output", "period", "comparator", "design"},
}
"""What each record lacks and has something to state it of."""


def test_the_addition_is_the_best_that_applies() -> None:
    ranking = ranked(FIELD, samples=10_000)
    rows = by_brand(ranking)
    for brand, items in OPEN.items():
        gained = {
            item: expected_with(
                ranking,
                brand,
                number,
                NEXT[rows[brand].items[number]] if item == "design" else 1.0,
                10_000,
            )
            for number, item in enumerate(ITEMS)
            if item in items
        }
        addition = rows[brand].addition
        if addition is None:
            assert min(gained.values()) > rows[brand].expected - 0.1
        else:
            assert addition.item in items
            assert gained[addition.item] <= min(gained.values()) + 0.05
            assert gained[addition.item] < rows[brand].expected


def test_the_place_with_an_addition_is_that_of_the_changed_record() -> None:
    rows = by_brand(ranked(FIELD, samples=10_000))
    full = entry("d", [replace(OFFICERS, as_of="2024")], started="2023", practices=["mediation"])
    assert rows["d"].addition is not None
    change = {
        "practice": entry("d", [OFFICERS], started="2023", practices=["mediation"]),
        "period": entry("d", [replace(OFFICERS, as_of="2024")], started="2023"),
    }.get(rows["d"].addition.item, full)
    after = by_brand(ranked([*FIELD[:3], change, FIELD[4]], samples=10_000))["d"]
    assert abs(after.place.low - rows["d"].addition.place.low) <= 1
    assert abs(after.place.high - rows["d"].addition.place.high) <= 1


def test_a_record_that_lacks_nothing_has_no_addition() -> None:
    full = entry(
        "full",
        [
            replace(OFFICERS, as_of="2024"),
            replace(CHANGE, base=60, comparator="邻县", design="randomised"),
        ],
        started="2024",
        practices=["mediation"],
    )
    rows = by_brand(ranked([*FIELD, full]))
    assert rows["full"].items == [1.0] * 11
    assert (rows["full"].addition, rows["full"].place.high) == (None, 1)


def test_an_addition_that_gains_no_place_is_none() -> None:
    """The second of two records, far behind in all the rest, stays the second."""
    first = entry(
        "first", [OFFICERS, replace(CHANGE, base=60)], started="2024", practices=["mediation"]
    )
    ranking = ranked([first, entry("last", source="own")])
    rows = by_brand(ranking)
    assert rows["first"].addition is None
    assert rows["last"].place.low == rows["last"].place.high == 2
    added = rows["last"].addition
    assert added is None or added.place.low == 1


shares = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@given(st.lists(st.lists(shares, min_size=11, max_size=11), min_size=2, max_size=6), st.data())
@settings(max_examples=40)
def test_adding_what_a_record_lacks_never_worsens_its_rank(
    profiles: list[list[float]], data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(profiles) - 1))
    item = data.draw(st.integers(0, 10))
    values = np.array(profiles)
    more = values.copy()
    more[row, item] = 1.0
    before, after = (
        smaa.analyse(v, v, WeightSet.none(11), samples=500, seed=3).expected_rank[row]
        for v in (values, more)
    )
    assert after <= before


@pytest.mark.parametrize(
    "order", [(), [["design"], ["outcome", "output"]]], ids=["free", "ordered"]
)
def test_no_addition_promises_a_worse_place(order: Sequence[Sequence[str]]) -> None:
    for row in ranked(FIELD, order, samples=10_000).brands:
        if row.addition is not None:
            assert row.addition.place.low <= row.place.low
            assert row.addition.place.high <= row.place.high


def test_what_one_of_two_equal_profiles_cannot_state_is_not_advised_to_it() -> None:
    """Both have 0 for the base: one has a change without it, the other nothing to state it of."""
    level = entry(
        "level", [replace(THEFTS, design="before_after")], started="2024", practices=["mediation"]
    )
    change = entry("change", [CHANGE], started="2024", practices=["mediation"])
    order = [["base"], ["output"]]
    rows = by_brand(ranked([*FIELD, level, change], order))
    assert rows["level"].items == rows["change"].items
    assert rows["change"].addition is not None
    assert rows["change"].addition.item == "base"
    assert rows["level"].addition is None or rows["level"].addition.item != "base"


def test_a_thousand_different_records_are_ranked_with_additions() -> None:
    lines = []
    for n in range(1000):
        figures = [
            replace(
                THEFTS,
                id=f"m{k}",
                period="2024" if k <= n % 7 else None,
                comparator="邻县" if k <= n % 5 else None,
            )
            for k in range(1 + n % 11)
        ]
        lines.append(entry(f"b{n:04}", figures, started="2024" if n % 2 else None))
    ranking = ranked(lines, samples=1000)
    assert len({tuple(row.items) for row in ranking.brands}) > 300
    assert all(row.addition is not None for row in ranking.brands if row.place.low > 500)
