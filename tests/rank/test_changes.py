"""Changes of a family stand together, and are ordered only as far as their bases allow."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from edition_book import Figure, content, entry

from generator.rank.changes import ASSUMED, make_families, standings
from generator.rank.results import Assumed, FamilyChanges, Likely
from generator.records.content import Content
from generator.records.models import Baseline

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


def told(*rows: tuple[int, dict[str, tuple[int, int]]]) -> list[tuple[list[int], str, list[int]]]:
    assumed = [
        Assumed(
            indicator="thefts",
            base=base,
            places={b: Likely(low=low, high=high) for b, (low, high) in places.items()},
        )
        for base, places in rows
    ]
    return [(s.bases, s.told, [place for place, _ in s.sure]) for s in standings(assumed)]


def test_bases_that_tell_the_same_are_told_together() -> None:
    wide = dict.fromkeys("abc", (1, 3))
    first = {"a": (1, 1), "b": (2, 3), "c": (2, 3)}
    every = {"a": (1, 1), "b": (2, 2), "c": (3, 3)}
    some = {"a": (1, 2), "b": (1, 3), "c": (1, 3)}
    assert told((100, wide), (200, wide), (500, some), (1000, first), (5000, every)) == [
        ([100, 200], "none", []),
        ([500], "some", []),
        ([1000], "sure", [1]),
        ([5000], "all", [1, 2, 3]),
    ]


def test_a_brand_with_two_changes_takes_no_place_and_the_others_do() -> None:
    twice = entry("twice", [replace(CHANGE, id="one"), replace(CHANGE, id="two", scope="夜市")])
    others = [entry(f"b{n}", [replace(CHANGE, value=-20 * n)]) for n in (1, 2, 3)]
    (made,) = make_families([twice, *others], content())
    assert {tuple(sorted(a.places)) for a in made.assumed} == {("b1", "b2", "b3")}


def with_tides(*baselines: Baseline) -> Content:
    known = content()
    return replace(known, vocabulary=replace(known.vocabulary, baselines=list(baselines)))


def national(period: str, change: int, **other: str) -> Baseline:
    told = {"indicator": "thefts", "place": "000000", "source": "s", **other}
    return Baseline.model_validate({**told, "period": period, "change": change})


def tides(change: Figure, *baselines: Baseline) -> list[tuple[float | None, bool | None]]:
    (made,) = make_families([entry("a", [change])], with_tides(*baselines))
    return [(row.tide.percent if row.tide else None, row.differs) for row in made.rows]


@pytest.mark.parametrize(
    ("period", "found"),
    [("2024", -10), ("2024-03/2024-07", -10), ("2023", None), ("2023-06/2025-01", None)],
)
def test_a_change_stands_beside_one_of_its_year_that_shares_days_with_it(
    period: str, found: float | None
) -> None:
    assert tides(CHANGE, national(period, -10)) == [(found, None)]


def test_the_nearest_tide_is_taken_by_indicator_then_time_then_area() -> None:
    span = replace(CHANGE, period="2024-01/2024-07")
    place = entry("a", [CHANGE]).row.place
    year, same = national("2024", -1), national("2024-01/2024-07", -2)
    near = national("2024-01/2024-07", -3, place=f"{place[:2]}0000")
    away = national("2024-01/2024-07", -4, place="650000")
    assert tides(span, year) == [(-1, None)]
    assert tides(span, year, same) == [(-2, None)]
    assert tides(span, year, same, near, away) == [(-3, None)]


def test_a_change_of_unknown_time_or_per_head_has_no_tide() -> None:
    year = national("2024", -10)
    assert tides(replace(CHANGE, period=None), year) == [(None, None)]
    assert tides(replace(CHANGE, denominator="每万人"), year) == [(None, None)]


def test_only_a_known_base_tells_whether_a_change_differs_from_the_tide() -> None:
    known = replace(CHANGE, value=-37, base=631)
    assert tides(known, national("2024", -10)) == [(-10, True)]
    assert tides(known, national("2024", -35)) == [(-35, False)]
    assert tides(replace(CHANGE, value=-37), national("2024", -10)) == [(-10, None)]
