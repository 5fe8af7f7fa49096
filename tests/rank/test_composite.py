"""The results composite: who is left out and why, when nothing is published, what ranks follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from edition_book import BIG, COMPOSITE, Figure, big_figures, content, entry

from generator.rank.composite import rank_results
from generator.rank.field import Field
from generator.rank.results import Composite, Likely
from generator.rank.values import kendall_tau_b
from generator.rank.weights import WeightSet
from generator.records.models import Edition, Thresholds
from generator.tables.frames import BookBrand, MetricRow, packed_rows

FRAUDS = Figure("frauds", 20, "起", "frauds", period="2024", comparator="邻县")
FIGHTS = Figure("fights", 20, "起", "fights", period="2024", comparator="邻县")
SATISFIED = Figure("satisfaction", 90, "%", "satisfied", period="2024", comparator="邻县")
CHANGE = Figure("thefts", -20, "%", "change", basis="yoy", period="2024")

BIG_LINES = [
    entry(
        f"b{n:02}",
        [replace(figure, exposure=None) for figure in big_figures(n)],
        source="own" if n % 3 == 1 else "press",
    )
    for n in range(BIG)
]
"""The big book without exposures, so that its counts are like those of the tests."""


def edition(**more: Any) -> Edition:
    limits = {"samples": 2000, **more.pop("thresholds", {})}
    return Edition.model_validate(
        {
            "schema": 1,
            "id": "2024-all",
            "year": 2024,
            "scope": "all",
            "status": "draft",
            "title": {"zh": "年报"},
            **{**COMPOSITE, **more},
        }
    ).model_copy(update={"thresholds": Thresholds(**limits)})


def composite(lines: Sequence[BookBrand], **more: Any) -> Composite:
    return rank_results(edition(**more), lines, content())


def field(lines: Sequence[BookBrand], **more: Any) -> Field:
    return Field(edition(**more), lines, content())


def reasons(found: Composite) -> dict[str, list[str]]:
    return {refused.brand: refused.reasons for refused in found.refused}


# Refused brands


def test_a_brand_without_figures_has_that_reason_alone() -> None:
    assert reasons(composite([*BIG_LINES, entry("none")])) == {"none": ["no_figures"]}


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([CHANGE, FRAUDS, SATISFIED], []),
        ([CHANGE, FRAUDS, replace(FRAUDS, id="x")], ["fewer_than_2_indicators"]),
        ([CHANGE], ["fewer_than_2_indicators"]),
        ([FIGHTS, SATISFIED], ["coverage_below_limit"]),
        ([FIGHTS], ["fewer_than_2_indicators", "coverage_below_limit"]),
        (
            [replace(CHANGE, period=None), replace(FRAUDS, comparator=None)],
            ["no_outcome", "fewer_than_2_indicators", "coverage_below_limit"],
        ),
        (
            [replace(CHANGE, base=9), FRAUDS, SATISFIED],
            ["coverage_below_limit", "inconsistent_figure"],
        ),
        (
            [Figure("officers-on-duty", 3, "名")],
            ["no_outcome", "fewer_than_2_indicators", "coverage_below_limit"],
        ),
    ],
    ids=["none", "twice", "one", "light", "one and light", "gate", "inconsistent", "inputs only"],
)
def test_every_reason_that_applies_is_told_in_order(
    figures: list[Figure], expected: list[str]
) -> None:
    found = reasons(composite([*BIG_LINES, entry("x", figures)]))
    assert found == ({"x": expected} if expected else {})


@pytest.mark.parametrize(
    ("figure", "passes"),
    [
        (CHANGE, True),
        (replace(FRAUDS, comparator=None), False),
        (replace(FRAUDS, period=None), False),
        (FRAUDS, True),
        (Figure("disputes-resolved", 30, "%", basis="yoy", period="2024"), False),
    ],
    ids=["a change", "no comparison", "no period", "another area", "an activity"],
)
def test_the_gate_asks_for_an_outcome_with_period_and_comparison(
    figure: Figure, passes: bool
) -> None:
    found = field([*BIG_LINES, entry("x", [figure])]).reasons("x")
    assert ("no_outcome" not in found) == passes


def test_half_of_the_weight_is_enough_for_coverage() -> None:
    both = [FRAUDS, FIGHTS]
    lines = [*BIG_LINES, entry("x", both)]
    assert field(lines, importance=[]).coverage("x") == 0.5
    assert field(lines, importance=[]).reasons("x") == []
    limit = {"thresholds": {"coverage": 0.51}}
    assert field(lines, importance=[], **limit).reasons("x") == ["coverage_below_limit"]


def test_refused_brands_leave_no_trace_in_the_ranks() -> None:
    others = [
        entry("a-none"),
        entry("m-one", [replace(CHANGE, value=-77)]),
        entry("z-odd", [replace(CHANGE, base=9), FRAUDS, SATISFIED]),
    ]
    alone, among = composite(BIG_LINES), composite([*others, *BIG_LINES])
    assert [refused.brand for refused in among.refused] == ["a-none", "m-one", "z-odd"]
    assert among.model_dump(exclude={"refused"}) == alone.model_dump(exclude={"refused"})


def test_figures_of_refused_brands_do_not_decide_what_is_compared() -> None:
    """Neither which column is constant nor which group of figures is the largest."""
    flat = [
        replace(
            own,
            packed_metrics=packed_rows([_flat(m) if m.id == "fights" else m for m in own.metrics]),
        )
        for own in BIG_LINES
    ]
    others = [entry("x", [replace(FIGHTS, value=3)])]
    others += [entry(f"y{n:02}", [replace(FRAUDS, value=3 + n, period="2023")]) for n in range(20)]
    alone, among = composite(flat), composite([*flat, *others])
    assert (alone.dropped, len(among.refused)) == (["fights"], 21)
    assert among.model_dump(exclude={"refused"}) == alone.model_dump(exclude={"refused"})


def _flat(metric: MetricRow) -> MetricRow:
    return metric._replace(value="90", qualifier=None)


# Composites that are not published


def test_without_indicators_nothing_is_published() -> None:
    found = composite(BIG_LINES, indicators=[], importance=[])
    assert (found.shown, [s.code for s in found.shortfalls]) == ("no", ["no_indicators"])
    assert found.indicators == found.dropped == []
    assert set(map(tuple, reasons(found).values())) == {("no_indicators",)}


def test_without_brands_nothing_is_published() -> None:
    found = composite([])
    assert [s.code for s in found.shortfalls] == ["not_reported"]
    assert found.dropped == ["fights", "frauds", "satisfaction", "thefts"]


def test_too_few_brands_are_named_with_their_number() -> None:
    found = composite(BIG_LINES[:4])
    assert [s.model_dump() for s in found.shortfalls] == [
        {"code": "few_brands", "found": 4, "needed": 5}
    ]
    assert (found.shown, found.brands, found.tiers, found.scenarios) == ("no", [], [], [])
    fewer = {"brands": 2, "tiers_width": 1}
    assert composite(BIG_LINES[:4], thresholds=fewer).shortfalls == []


def pair(name: str, n: int, *kinds: str) -> BookBrand:
    figures = {"frauds": FRAUDS, "fights": FIGHTS, "satisfied": SATISFIED, "change": CHANGE}
    start = {"frauds": 60, "fights": 60, "satisfied": 95, "change": -5}
    return entry(name, [replace(figures[k], value=start[k] - 3 * n) for k in kinds])


def test_brands_in_groups_without_a_shared_indicator_are_not_compared() -> None:
    apart = [pair(f"a{n}", n, "frauds", "fights") for n in range(3)]
    apart += [pair(f"b{n}", n, "change", "satisfied") for n in range(3)]
    found = composite(apart, importance=[])
    assert [s.code for s in found.shortfalls] == ["not_connected"]
    bridge = [*apart, pair("c", 5, "frauds", "change")]
    assert composite(bridge, importance=[], thresholds={"tiers_width": 1}).shortfalls == []


def test_intervals_that_are_too_wide_on_average_are_not_published() -> None:
    kinds = ["frauds", "fights", "satisfied", "change", "frauds"]
    lines = [pair(f"a{n}", n, *kinds[n % 4 : n % 4 + 2]) for n in range(6)]
    found = composite(lines, importance=[])
    assert [s.code for s in found.shortfalls] == ["too_wide"]
    assert found.shortfalls[0].found == found.width
    assert found.width is not None
    assert found.width > found.shortfalls[0].needed == 0.75
    assert (found.brands, found.tiers, found.scenarios, found.fragile) == ([], [], [], [])
    tiers = composite(lines, importance=[], thresholds={"tiers_width": 1})
    assert (tiers.shown, tiers.width) == ("tiers", found.width)


def test_all_brands_alike_have_no_indicator_that_tells_them_apart() -> None:
    found = composite([entry(name, [CHANGE, FRAUDS, SATISFIED]) for name in "abcdef"])
    assert found.dropped == ["fights", "frauds", "satisfaction", "thefts"]
    assert [s.code for s in found.shortfalls] == ["equal_values"]
    assert set(map(tuple, reasons(found).values())) == {("equal_values",)}


def test_one_brand_that_reports_is_told_from_many_that_report_the_same() -> None:
    found = composite([entry("a", [CHANGE, FRAUDS]), *(entry(name) for name in "bcdefg")])
    assert [s.code for s in found.shortfalls] == ["not_reported"]


# A published composite


@pytest.fixture(scope="module")
def published() -> Composite:
    return composite(BIG_LINES)


def test_the_fictitious_composite_is_published_with_ranks(published: Composite) -> None:
    assert (published.shown, published.shortfalls, published.refused) == ("ranks", [], [])
    assert published.indicators == ["fights", "frauds", "satisfaction", "thefts"]
    assert len(published.brands) == BIG
    assert sorted(b for tier in published.tiers for b in tier.brands) == sorted(
        row.brand for row in published.brands
    )
    widths = [row.place.high - row.place.low + 1 for row in published.brands]
    assert published.width == pytest.approx(sum(widths) / BIG**2)
    for row in published.brands:
        assert row.brand in published.tiers[row.tier - 1].brands
        assert row.surely.low <= row.place.low <= row.expected <= row.surely.high
        assert row.place.low <= row.place.high <= row.surely.high
        assert 0.5 <= row.coverage <= 1
    assert [row.expected for row in published.brands] == sorted(
        r.expected for r in published.brands
    )
    assert published.brands[0].brand in ("b12", "b13")  # they were made better and better
    assert published.brands[-1].brand in ("b00", "b01")


def test_coverage_is_the_mean_weight_of_what_is_known(published: Composite) -> None:
    """Rank order centroids of four: 25/48, 13/48, 7/48, 3/48."""
    rows = {row.brand: row for row in published.brands}
    assert rows["b00"].coverage == pytest.approx(1)
    assert rows["b01"].coverage == pytest.approx(1 - 7 / 48)  # no satisfaction
    assert rows["b02"].coverage == pytest.approx(1 - 3 / 48)  # no fights


def test_the_order_of_files_does_not_matter(published: Composite) -> None:
    assert composite(BIG_LINES[::-1]).model_dump_json() == published.model_dump_json()


def test_the_scenarios_are_those_of_the_method_in_order(published: Composite) -> None:
    names = ["none", "fixed", "doubt", "unknown_zero", "unknown_low", "discount", "min_max"]
    assert [s.name for s in published.scenarios] == [*names, "geometric"]
    main = {row.brand: row.expected for row in published.brands}
    for scenario in published.scenarios:
        assert set(scenario.places) == set(main)
        assert scenario.tau is not None
        assert 0.6 < scenario.tau <= 1
        assert 1 <= scenario.tiers <= BIG
    assert published.fragile == []


def test_a_likeness_below_the_threshold_is_called_fragile(published: Composite) -> None:
    strict = composite(BIG_LINES, thresholds={"fragile": 0.9})
    told = {s.name: s.tau for s in strict.scenarios}
    assert strict.fragile == [name for name, tau in told.items() if tau is not None and tau < 0.9]
    assert strict.fragile


def test_the_likeness_is_that_of_expected_ranks() -> None:
    """Under exact figures and fixed weights a second run gives the same ranks: τ = 1."""
    lines = [pair(f"a{n}", n, "frauds", "fights", "satisfied") for n in range(6)]
    one = [{"indicator": "frauds", "worst": 400, "best": 4}, COMPOSITE["indicators"][3]]
    found = composite(lines, indicators=one, importance=[["frauds"], ["fights"]])
    assert {s.tau for s in found.scenarios} == {1.0}
    ranks = [row.expected for row in found.brands]
    assert kendall_tau_b(ranks, ranks) == 1.0
    assert [(row.place, row.surely) for row in found.brands] == [
        (Likely(low=n, high=n),) * 2 for n in range(1, 7)
    ]


def test_an_order_of_importance_narrows_the_intervals(published: Composite) -> None:
    free = composite(BIG_LINES, importance=[])
    assert published.width is not None
    assert free.width is not None
    assert published.width < free.width


def test_indicators_that_are_not_ranked_come_last() -> None:
    found = field(BIG_LINES, importance=[["satisfaction"]])
    assert found.weights is not None
    mean = found.weights.mean()
    assert mean is not None
    assert dict(zip(found.names, mean, strict=True)) == pytest.approx(
        {"satisfaction": 25 / 48, "fights": 23 / 144, "frauds": 23 / 144, "thefts": 23 / 144}
    )


# Cells


def test_a_constant_column_is_dropped_and_said_so() -> None:
    flat = [
        replace(
            own,
            packed_metrics=packed_rows(
                [
                    m._replace(value="90", qualifier=None) if m.id == "fights" else m
                    for m in own.metrics
                ]
            ),
        )
        for own in BIG_LINES
    ]
    found = composite(flat)
    assert (found.dropped, found.indicators) == (["fights"], ["frauds", "satisfaction", "thefts"])
    empty = composite(
        [
            replace(own, packed_metrics=packed_rows([m for m in own.metrics if m.id != "fights"]))
            for own in BIG_LINES
        ]
    )
    assert (empty.dropped, empty.indicators) == (found.dropped, found.indicators)


@pytest.mark.parametrize(
    ("figure", "low", "high"),
    [
        (replace(FRAUDS, value=4), 1, 1),
        (replace(FRAUDS, value=400), 0, 0),
        (replace(FRAUDS, value=40), 0.5, 0.5),  # halfway between 4 and 400 in logarithms
        (replace(FRAUDS, value=0), 1, 1),
        (replace(FRAUDS, value=99999), 0, 0),
        (replace(FRAUDS, value=40, qualifier="at_most"), 0.5, 1),
        (replace(FRAUDS, value=40, qualifier="at_least"), 0, 0.5),
        (replace(FRAUDS, value=4, value_max=40), 0.5, 1),
        (replace(CHANGE, value=-100), 1, 1),
        (replace(CHANGE, value=-10, qualifier="at_least"), 0.356, 1),
        (replace(CHANGE, value=-10, qualifier="at_most"), 0.166, 0.262),
        (replace(CHANGE, value=900), 0, 0),
        (replace(SATISFIED, value=80), 0.4875, 0.5125),
        (replace(SATISFIED, value="1/2", unit="ratio"), 0, 0),
    ],
)
def test_a_figure_becomes_a_value_between_its_anchors(
    figure: Figure, low: float, high: float
) -> None:
    """The change of −10 %: ln(1.2/0.9)/ln(1.2/0.4) = 0.262; at least so much reaches to 1."""
    found = field([*BIG_LINES, entry("x", [figure])]).cells["x", figure.indicator]
    if (figure.value, figure.qualifier) == (-10, "at_least"):
        low = 0.262
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.001)


def test_a_change_counts_only_in_per_cent() -> None:
    """Twelve fewer are not twelve per cent fewer, however many brands say so."""
    fewer = [
        entry(f"f{n:02}", [replace(CHANGE, value=-1 - n, unit="起"), FRAUDS]) for n in range(20)
    ]
    found = field([*BIG_LINES, *fewer])
    assert {brand for brand, name in found.cells if name == "thefts"} == {
        own.row.id for own in BIG_LINES
    }


def test_the_group_with_most_brands_counts_not_with_most_figures() -> None:
    """Three brands with nine figures of one key say nothing that can be compared."""
    many = [
        entry(f"m{n}", [replace(FRAUDS, id=f"f{k}", period="2023", value=5 + k) for k in range(9)])
        for n in range(3)
    ]
    found = field([*BIG_LINES, *many])
    assert {brand for brand, name in found.cells if name == "frauds"} == {
        own.row.id for own in BIG_LINES
    }


def test_activity_counts_without_a_denominator_never_enter() -> None:
    settled = {"indicator": "disputes-resolved", "worst": 1, "best": 100}
    raw = Figure("disputes-resolved", 10, "起", "d", period="2024")

    def cells(figure: Figure) -> set[str]:
        lines = [entry(f"x{n}", [replace(figure, value=10 + n), CHANGE]) for n in range(5)]
        found = field(lines, indicators=[settled], importance=[])
        return {brand for brand, _ in found.cells}

    assert cells(raw) == set()
    assert cells(replace(raw, denominator="每名民警")) == {f"x{n}" for n in range(5)}


def test_the_discount_doubts_what_the_agency_says_of_itself() -> None:
    """The same figures: from the press the discount run is the main run, otherwise lower."""

    def run(*own: str) -> Composite:
        lines = [
            replace(
                big,
                packed_metrics=packed_rows(
                    [m._replace(source="own" if m.brand in own else "press") for m in big.metrics]
                ),
            )
            for big in BIG_LINES
        ]
        return composite(lines)

    press, doubted = run(), run("b13")
    discount = {s.name: s for s in press.scenarios}["discount"]
    assert discount.tau == 1.0
    assert {row.brand: row.place for row in press.brands} == discount.places
    assert [r.model_dump() for r in doubted.brands] == [r.model_dump() for r in press.brands]
    lower = {s.name: s for s in doubted.scenarios}["discount"].places
    assert lower["b13"].high > discount.places["b13"].high
    assert all(lower[b].low <= discount.places[b].low for b in lower if b != "b13")


def test_an_interval_over_the_whole_scale_is_no_unknown_figure() -> None:
    """In the run with all that is unknown at the worst, a known figure stays where it is."""
    wide = entry("wide", [replace(FRAUDS, value=4, value_max=400), CHANGE, SATISFIED, FIGHTS])
    found = field([*BIG_LINES, wide])
    low, high, unknown = found.values(["wide"])
    column = found.names.index("frauds")
    assert (low[0, column], high[0, column], bool(unknown[0, column])) == (0, 1, False)
    zero = {s.name: s for s in composite([*BIG_LINES, wide]).scenarios}["unknown_zero"]
    assert zero.places["wide"].low < zero.places["wide"].high


def test_more_than_a_thousand_brands_are_ranked() -> None:
    first = entry("a", [CHANGE, FRAUDS, SATISFIED])
    rng = np.random.default_rng(5)
    values = rng.integers(1, 99, (1100, 3))
    lines = [
        replace(
            first,
            row=first.row._replace(id=f"b{n:04}"),
            packed_metrics=packed_rows(
                [
                    m._replace(brand=f"b{n:04}", value=str(-v if m.basis else v))
                    for m, v in zip(first.metrics, own.tolist(), strict=True)
                ]
            ),
        )
        for n, own in enumerate(values)
    ]
    found = composite(lines, thresholds={"samples": 1000, "tiers_width": 1})
    assert (found.shown, len(found.brands)) == ("ranks", 1100)
    assert found.brands[0].surely == Likely(low=1, high=1100)
    assert "geometric" not in [s.name for s in found.scenarios]


def test_the_weights_of_the_field_are_those_of_the_edition() -> None:
    assert field([]).weights is None
    weights = field(BIG_LINES).weights
    assert isinstance(weights, WeightSet)
    assert weights.groups == ((3,), (1,), (2,), (0,))
