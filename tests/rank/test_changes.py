"""Changes of a family stand together, and are ordered only as far as their bases allow."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from edition_book import Figure, content, entry

from generator.rank.changes import ASSUMED, make_families
from generator.rank.results import Assumed, FamilyChanges

CHANGE = Figure("thefts", -30, "%", basis="yoy", period="2024")


def family(*figures: Figure) -> FamilyChanges:
    lines = [entry(f"b{n}", [figure]) for n, figure in enumerate(figures)]
    (made,) = make_families(lines, content())
    return made


def test_period_level_and_scope_are_columns_not_gates() -> None:
    others = [
        replace(CHANGE, period=None),
        replace(CHANGE, scope="夜市"),
        replace(CHANGE, value=-40),
    ]
    rows = family(CHANGE, *others).rows
    assert len(rows) == 4
    assert {row.likeness for row in rows[1:]} <= {"same", "like"}
    assert sorted(row.year or "" for row in rows) == ["", "2024", "2024", "2024"]


def test_changes_with_every_condition_in_common_are_the_same() -> None:
    rows = family(CHANGE, replace(CHANGE, value=-40)).rows
    assert [(row.percent, row.likeness) for row in rows] == [(-40.0, None), (-30.0, "same")]


def test_levels_other_bases_and_figures_without_a_family_stay_out() -> None:
    mom = replace(CHANGE, basis="mom")
    level = Figure("thefts", 40, "起", period="2024")
    assert make_families([entry("a", [mom]), entry("b", [level])], content()) == []


def test_favourable_changes_are_counted_among_those_that_have_a_good_way() -> None:
    made = family(CHANGE, replace(CHANGE, value=12))
    assert (made.favourable, made.judged) == (1, 2)


def test_a_change_tells_its_least_base_and_with_a_base_its_interval() -> None:
    bare, known = family(replace(CHANGE, value=-37), replace(CHANGE, base=631)).rows
    assert (bare.least_base, bare.low, bare.high) == (53, None, None)
    assert known.low is not None and known.high is not None
    assert known.low < -30 < known.high


def places(made: FamilyChanges, base: int) -> dict[str, tuple[int, int]]:
    (found,) = (a for a in made.assumed if a.base == base)
    return {brand: (place.low, place.high) for brand, place in found.places.items()}


def test_larger_assumed_bases_tell_more_brands_apart() -> None:
    made = family(*(replace(CHANGE, value=value) for value in (-59, -42, -38, -35, -32, -17)))
    assert [a.base for a in made.assumed] == list(ASSUMED)
    width = [sum(high - low for low, high in places(made, base).values()) for base in ASSUMED]
    assert width == sorted(width, reverse=True)
    assert places(made, 500)["b0"] == (1, 1)
    assert (places(made, 1000)["b0"], places(made, 1000)["b5"]) == ((1, 1), (6, 6))


@pytest.mark.parametrize(
    "odd",
    [{"qualifier": "about"}, {"value_max": -20}, {"denominator": "每万人"}, {"value": -100}],
)
def test_a_change_that_is_not_exact_or_not_of_the_whole_takes_no_place(
    odd: dict[str, object],
) -> None:
    three = [replace(CHANGE, value=value) for value in (-30, -40, -50)]
    made = family(*three, replace(CHANGE, **odd))
    assert len(made.rows) == 4
    assert {len(a.places) for a in made.assumed} == {3}


def test_fewer_than_three_changes_take_no_places() -> None:
    assert family(CHANGE, replace(CHANGE, value=-40)).assumed == []


def test_an_assumed_base_is_the_variance_of_both_counts() -> None:
    # Two changes are apart where their log ratios differ by more than both errors allow.
    made = family(*(replace(CHANGE, value=value) for value in (-10, -10, -50)))
    (found,) = (a for a in made.assumed if a.base == 100)
    assert isinstance(found, Assumed)
    error = math.hypot(math.sqrt(1 / 100 + 1 / 90), math.sqrt(1 / 100 + 1 / 50))
    assert abs(math.log(0.5 / 0.9)) / error > 2.4
    assert found.places["b2"].high == 1
