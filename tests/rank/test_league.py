"""League tables: who stands beside whom, in which order, and what stands apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from edition_book import Figure, content, entry
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.evidence.bases import smallest_base
from generator.rank import ranksets
from generator.rank.league import Leagues, make_leagues
from generator.rank.results import League
from generator.records.models import Thresholds
from generator.tables.frames import BookBrand, packed_rows

THEFTS = Figure("thefts", 42, "起", "thefts", period="2024")
CHANGE = replace(THEFTS, value=-30, unit="%", basis="yoy")
SATISFIED = Figure("satisfaction", 90, "%", "satisfied", period="2024")
LIMITS = Thresholds(samples=1000)


def leagues(lines: Sequence[BookBrand], limits: Thresholds = LIMITS) -> Leagues:
    return make_leagues(lines, content(), limits)


def only(lines: Sequence[BookBrand], limits: Thresholds = LIMITS) -> League:
    found = leagues(lines, limits)
    assert (len(found.tables), found.apart) == (1, [])
    return found.tables[0]


def each(figure: Figure, *values: object, **more: object) -> list[BookBrand]:
    """One brand for each value, a, b, c …"""
    return [
        entry(name, [replace(figure, value=value, **more)])
        for name, value in zip("abcdefghijklmnop", values, strict=False)
    ]


def ranks(league: League) -> list[tuple[int | None, int | None, int | None]]:
    return [(row.lower, row.rank, row.upper) for row in league.rows]


# Refusals


@pytest.mark.parametrize(
    ("values", "limits", "reason"),
    [
        ([1, 2, 3, 4], Thresholds(), "few_brands"),
        ([1, 2, 3, 4, 5], Thresholds(), None),
        ([1, 1, 2, 2, 2], Thresholds(), "few_values"),
        ([1, 1, 2, 2, 3], Thresholds(), None),
        ([1, 1, 1, 1, 1], Thresholds(), "few_values"),
        ([1, 2], Thresholds(brands=2, values=2), None),
        ([1, 2, 3, 4, 5], Thresholds(brands=6), "few_brands"),
        ([1, 2, 3, 4, 5], Thresholds(values=6), "few_values"),
        ([1, 1], Thresholds(brands=2, values=1), None),
    ],
)
def test_too_few_brands_or_values_are_listed_without_an_order(
    values: list[int], limits: Thresholds, reason: str | None
) -> None:
    league = only(each(THEFTS, *values), limits)
    assert league.reason == reason
    assert (league.method == "list") == (reason is not None)
    assert [row.brand for row in league.rows] == sorted(row.brand for row in league.rows)
    if reason:
        assert set(ranks(league)) == {(None, None, None)}


def test_one_brand_alone_is_no_table() -> None:
    found = leagues(each(THEFTS, 42))
    assert found.tables == []
    assert [(a.brand, a.metric, a.reason) for a in found.apart] == [("a", "thefts", "alone")]
    assert leagues([]) == Leagues([], [])


# The order of reported figures


def test_ties_take_the_smallest_rank_and_costs_lead_from_below() -> None:
    league = only(each(THEFTS, 9, 4, 9, 2, 30))
    assert (league.method, league.better) == ("order", "down")
    assert ranks(league) == [(3, 3, 4), (2, 2, 2), (3, 3, 4), (1, 1, 1), (5, 5, 5)]
    goods = only(each(SATISFIED, 90, 40, 90, 20, 95))
    assert goods.better == "up"
    assert [rank for _, rank, _ in ranks(goods)] == [2, 4, 2, 5, 1]


def test_only_a_whole_interval_leads_another() -> None:
    """[9.5, 10.5], [10, 11], [0, 5], [20, …] and [6, 6], small ones first."""
    figures = [
        replace(THEFTS, value=10, qualifier="about"),
        replace(THEFTS, value=10, value_max=11),
        replace(THEFTS, value=5, qualifier="at_most"),
        replace(THEFTS, value=20, qualifier="at_least"),
        replace(THEFTS, value=6),
    ]
    league = only([entry(name, [f]) for name, f in zip("abcde", figures, strict=True)])
    assert ranks(league) == [(3, 3, 4), (3, 3, 4), (1, 1, 1), (5, 5, 5), (2, 2, 2)]
    assert [(row.low, row.high) for row in league.rows] == [
        (9.5, 10.5),
        (10, 11),
        (0, 5),
        (20, None),
        (6, 6),
    ]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 60), st.sampled_from([None, "about", "over", "at_least", "at_most"])
        ),
        min_size=5,
        max_size=12,
    ),
    st.booleans(),
)
@settings(max_examples=60)
def test_ranks_count_those_that_lead_for_certain(
    given_: list[tuple[int, str | None]], cost: bool
) -> None:
    name, unit = ("thefts", "起") if cost else ("satisfaction", "%")
    lines = [
        entry(f"b{n:02}", [Figure(name, value, unit, qualifier=soft, period="2024")])
        for n, (value, soft) in enumerate(given_)
    ]
    league = only(lines, Thresholds(values=1))
    ends = [
        (float("-inf") if r.low is None else r.low, float("inf") if r.high is None else r.high)
        for r in league.rows
    ]
    if cost:
        ends = [(-high, -low) for low, high in ends]
    for (low, high), (lower, rank, upper) in zip(ends, ranks(league), strict=True):
        assert lower == rank == 1 + sum(other > high for other, _ in ends)
        assert upper == len(ends) - sum(other < low for _, other in ends)


def test_inputs_and_raw_activity_are_ordered_by_size_and_rates_by_what_is_good() -> None:
    officers = Figure("officers-on-duty", 5, "名")
    disputes = Figure("disputes-resolved", 5, "起", period="2024")
    assert only(each(officers, 1, 2, 3, 4, 5)).better == "size"
    assert [rank for _, rank, _ in ranks(only(each(officers, 1, 2, 3, 4, 5)))] == [5, 4, 3, 2, 1]
    assert only(each(disputes, 1, 2, 3, 4, 5)).better == "size"
    assert (
        only(each(disputes, 1, 2, 3, 4, 5, denominator="每名民警")).better == "size"
    )  # good: none
    activity = content().vocabulary.indicators["disputes-resolved"]
    indicators = content().vocabulary.indicators
    useful = {**indicators, "disputes-resolved": activity.model_copy(update={"good": "up"})}
    known = replace(content(), vocabulary=replace(content().vocabulary, indicators=useful))
    for more, better in [({}, "size"), ({"denominator": "每名民警"}, "up")]:
        found = make_leagues(each(disputes, 1, 2, 3, 4, 5, **more), known, LIMITS)
        assert found.tables[0].better == better
    rounded, exact = (
        [
            entry(name, [replace(disputes, value=n, exposure="z"), residents(people)])
            for n, name in enumerate("abcde", start=1)
        ]
        for people in (40000, 40001)
    )
    assert [
        (t.method, t.better)
        for lines in (rounded, exact)
        for t in make_leagues(lines, known, LIMITS).tables
        if t.indicator == "disputes-resolved"
    ] == [("order", "size"), ("counts", "up")]


# Tested tables


def residents(number: int) -> Figure:
    return Figure("residents", number, "人", "z", as_of="2024-06")


def counted(*pairs: tuple[int, int]) -> League:
    lines = [
        entry(name, [replace(THEFTS, value=count, exposure="z"), residents(people)])
        for name, (count, people) in zip("abcdefgh", pairs, strict=False)
    ]
    return next(t for t in leagues(lines).tables if t.indicator == "thefts")


PAIRS = [(5, 9001), (60, 9001), (61, 9001), (400, 90001), (90, 4501)]


def test_counts_with_known_exposure_are_tested_and_costs_turned() -> None:
    league = counted(*PAIRS)
    sets = ranksets.counts([n for n, _ in PAIRS], [float(e) for _, e in PAIRS])
    assert (league.method, league.better) == ("counts", "down")
    assert [row.lower for row in league.rows] == [6 - upper for upper in sets.upper]
    assert [row.upper for row in league.rows] == [6 - lower for lower in sets.lower]
    rates = [n / e for n, e in PAIRS]
    assert [row.rank for row in league.rows] == [
        1 + sum(other < rate for other in rates) for rate in rates
    ]


def test_equal_rates_tie_at_the_smallest_rank_from_either_end() -> None:
    ranked = [
        row.rank for row in counted((5, 1001), (5, 1001), (10, 2002), (9, 1001), (1, 1001)).rows
    ]
    assert ranked == [2, 2, 2, 5, 1]


@pytest.mark.parametrize(
    "changed",
    [{"qualifier": "about"}, {"value": 1000}, {"value": "2.5"}, {"denominator": "每户"}],
    ids=["hedged", "rounded", "no whole number", "a rate already"],
)
def test_what_is_no_exact_count_is_not_tested(changed: dict[str, object]) -> None:
    denominator = {k: v for k, v in changed.items() if k == "denominator"}
    lines = [
        entry(name, [replace(THEFTS, value=n, exposure="z", **denominator), residents(4001)])
        for n, name in enumerate("bcdef", start=7)
    ]
    lines.append(entry("a", [replace(THEFTS, exposure="z", **changed), residents(4001)]))
    league = next(t for t in leagues(lines).tables if t.indicator == "thefts")
    assert (league.method, league.better) == ("order", "down")


def test_counts_of_any_size_are_ranked() -> None:
    league = counted(*[(10 ** (9 + 2 * n) + 1, 9001) for n in range(5)])
    assert league.method == "order"
    assert [row.rank for row in league.rows] == [1, 2, 3, 4, 5]


def test_changes_are_tested_with_the_smallest_base_that_fits() -> None:
    assert smallest_base(-30, 0) == (10, 7)
    league = only(each(CHANGE, -30, -30, -80, 5, 40))
    assert (league.method, league.better) == ("errors", "down")
    assert ranks(league) == [(1, 2, 5), (1, 2, 5), (1, 1, 5), (1, 4, 5), (1, 5, 5)]


def test_a_stated_base_narrows_the_rank_sets() -> None:
    league = only(each(CHANGE, -30, -35, -80, 5, 40, base=100000))
    assert ranks(league) == [(3, 3, 3), (2, 2, 2), (1, 1, 1), (4, 4, 4), (5, 5, 5)]


@pytest.mark.parametrize(
    "changed",
    [{"value": -100}, {"qualifier": "over"}, {"value": -30, "value_max": -20}],
    ids=["all gone", "hedged", "a range"],
)
def test_one_change_without_an_error_leaves_the_table_untested(changed: dict[str, object]) -> None:
    lines = [*each(CHANGE, -10, -20, -40, -60), entry("x", [replace(CHANGE, **changed)])]
    league = only(lines)
    assert league.method == "order"
    assert all(row.lower == row.rank for row in league.rows)


def test_no_change_at_all_and_huge_rises_are_tested_too() -> None:
    league = only(each(CHANGE, 0, "0.5", 900, 12345, "-99.99"))
    assert league.method == "errors"
    assert [row.rank for row in league.rows] == [2, 3, 4, 5, 1]


@given(
    st.lists(st.tuples(st.integers(0, 999), st.integers(1, 999)), min_size=5, max_size=8),
    st.booleans(),
)
@settings(max_examples=40)
def test_every_rank_lies_in_its_rank_set(given_: list[tuple[int, int]], change: bool) -> None:
    if change:
        lines = each(CHANGE, *[n - e if n < e else n for n, e in given_])
    else:
        lines = [
            entry(f"b{n}", [replace(THEFTS, value=count, exposure="z"), residents(people)])
            for n, (count, people) in enumerate(given_)
        ]
    for league in leagues(lines, Thresholds(values=1)).tables:
        assert all(1 <= low <= rank <= high <= len(given_) for low, rank, high in ranks(league))
        tied = Counter(rank for _, rank, _ in ranks(league))
        if league.method != "order":
            assert sorted(tied) == [
                1 + sum(times for rank, times in tied.items() if rank < own) for own in sorted(tied)
            ]


# Apart


def test_two_figures_of_one_key_stand_apart() -> None:
    twice = entry("x", [THEFTS, replace(THEFTS, id="other", value=50)])
    found = leagues([*each(THEFTS, 1, 2, 3, 4, 5), twice])
    assert [(a.brand, a.metric, a.reason) for a in found.apart] == [
        ("x", "other", "twice"),
        ("x", "thefts", "twice"),
    ]
    assert [row.brand for row in found.tables[0].rows] == [*"abcde"]


@pytest.mark.parametrize(
    ("value", "base", "fits"),
    [
        ("-36.77", 155, True),
        ("-36.77", 154, False),
        ("-36.77", 631, True),
        (-30, 10, True),
        (-30, 9, False),
        (-30, 0, False),
        (-30, "9.5", True),  # no count, so nothing is said of counts
    ],
)
def test_a_change_that_no_count_gives_stands_apart(value: object, base: object, fits: bool) -> None:
    odd = entry("x", [replace(CHANGE, value=value, base=base)])
    found = leagues([*each(CHANGE, -10, -20, -40, -50, -60), odd])
    assert [a.reason for a in found.apart] == ([] if fits else ["inconsistent_figure"])
    assert len(found.tables[0].rows) == 5 + fits


def test_what_is_apart_does_not_count_as_a_brand_of_the_table() -> None:
    odd = entry("x", [replace(CHANGE, base=9)])
    assert leagues([*each(CHANGE, -10, -20, -40, -60), odd]).tables[0].reason == "few_brands"
    alone = leagues([*each(CHANGE, -10), odd])
    assert (alone.tables, {a.reason for a in alone.apart}) == ([], {"alone", "inconsistent_figure"})


figures = st.builds(
    Figure,
    st.sampled_from(["thefts", "frauds", "officers-on-duty", "disputes-resolved"]),
    st.integers(-90, 300),
    st.sampled_from(["起", "%", "名"]),
    basis=st.sampled_from([None, None, "yoy", "mom"]),
    qualifier=st.sampled_from([None, None, "about", "at_least"]),
    period=st.sampled_from([None, "2024", "2024", "2023/..", "P1D"]),
    base=st.sampled_from([None, None, 7, 1000]),
    denominator=st.sampled_from([None, None, "每户"]),
    words=st.just("试"),
)


@given(st.lists(st.lists(figures, max_size=6), max_size=12))
@settings(max_examples=80)
def test_every_figure_stands_once_in_a_table_or_apart(books: list[list[Figure]]) -> None:
    lines = [entry(f"b{n:02}", own, source="press") for n, own in enumerate(books)]
    found = leagues(lines, Thresholds(brands=3, values=2))
    placed = [(row.brand, row.metric) for table in found.tables for row in table.rows]
    placed += [(entry.brand, entry.metric) for entry in found.apart]
    assert sorted(placed) == [(own.row.id, m.id) for own in lines for m in own.metrics]
    assert make_leagues(lines[::-1], content(), Thresholds(brands=3, values=2)) == found


def test_twenty_thousand_brands_in_one_table_are_not_compared_pair_by_pair() -> None:
    one = entry("a", [CHANGE, Figure("officers-on-duty", 3, "名", "officers")])
    lines = [
        replace(
            one,
            row=one.row._replace(id=f"b{n:05}"),
            packed_metrics=packed_rows(
                [m._replace(brand=f"b{n:05}", value=str((n % 90) + 1)) for m in one.metrics]
            ),
        )
        for n in range(20_000)
    ]
    found = leagues(lines)
    assert [(t.method, len(t.rows)) for t in found.tables] == [("order", 20_000)] * 2
