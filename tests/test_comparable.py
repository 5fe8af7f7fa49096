"""Only figures that share every stated condition stand in one table."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import replace

import pytest
from edition_book import Figure, content, entry
from hypothesis import given
from hypothesis import strategies as st

from generator.tables.charts import Bar, largest, side_by_side
from generator.tables.comparable import Comparand, Key, candidates, grade, groups, span
from generator.tables.frames import BookBrand, packed_rows

THEFTS = Figure("thefts", 42, "起", period="2024-01/2024-12")
CHANGE = replace(THEFTS, value=-30, unit="%", basis="yoy")
STATED = replace(CHANGE, basis="stated", base_year=2019)


def found(*lines: BookBrand) -> list[Comparand]:
    return candidates(lines, content())[0]


def undated(*lines: BookBrand) -> list[tuple[str, str]]:
    return [(c.metric.brand, c.metric.id) for c in candidates(lines, content())[1]]


def key_of(figure: Figure, *others: Figure, level: str = "county", source: str = "press") -> Key:
    return found(entry("a", [figure, *others], level=level, source=source))[0].key


@pytest.mark.parametrize(
    ("one", "changed", "expected"),
    [
        (THEFTS, {"value": 7}, "same"),
        (THEFTS, {"unit": "件"}, "same"),
        (THEFTS, {"qualifier": "about"}, "same"),
        (THEFTS, {"period": "2024"}, "same"),
        (THEFTS, {"period": "2024-01-01/2024-12-31"}, "same"),
        (THEFTS, {"comparator": "邻县"}, "same"),
        (THEFTS, {"design": "comparison"}, "same"),
        (THEFTS, {"base": 60}, "same"),
        (THEFTS, {"scope": "夜市"}, "like"),
        (THEFTS, {"exposure": "z"}, "like"),
        (THEFTS, {"period": "2024-01/2024-11"}, "like"),
        (THEFTS, {"period": "2024-01-01"}, "like"),
        (THEFTS, {"period": "P1D"}, "like"),
        (THEFTS, {"period": "2023-01/2023-12"}, "like"),
        (STATED, {"base_year": 2020}, "like"),
        (STATED, {"base_year": None}, "like"),
        (THEFTS, {"indicator": "frauds"}, None),
        (THEFTS, {"unit": "%", "basis": "yoy"}, None),
        (THEFTS, {"denominator": "每万人"}, None),
        (CHANGE, {"unit": "起"}, None),
        (CHANGE, {"basis": "mom"}, None),
        (CHANGE, {"basis": "stated"}, None),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, dict) else "",
)
def test_a_figure_is_the_same_or_like_another_or_neither(
    one: Figure, changed: dict[str, object], expected: str | None
) -> None:
    residents = Figure("residents", 4001, "人", "z", as_of="2024")
    first, second = (key_of(figure, residents) for figure in (one, replace(one, **changed)))
    assert grade(first, second) == grade(second, first) == expected


def test_another_level_of_the_agency_is_like() -> None:
    assert grade(key_of(CHANGE), key_of(CHANGE, level="station")) == "like"


def test_shares_in_per_cent_and_as_fractions_are_one() -> None:
    share = Figure("satisfaction", "1/2", "ratio", period="2024")
    assert key_of(share) == key_of(replace(share, value=50, unit="%"))


def test_a_state_without_a_date_takes_the_year_of_its_source() -> None:
    state = Figure("officers-on-duty", 24, "名")
    assert [(c.key.year, c.assumed_year) for c in found(entry("a", [state]))] == [("2024", True)]
    dated = replace(state, as_of="2022-05")
    assert [(c.key.year, c.assumed_year) for c in found(entry("a", [dated]))] == [("2022", False)]
    assert undated(entry("a", [state], source="undated")) == [("a", "m01")]


def test_a_rate_takes_the_year_of_its_date_or_else_of_its_source() -> None:
    rate = replace(THEFTS, period="P1D")
    for figure, year, assumed in [
        (rate, "2024", True),
        (replace(rate, as_of="2021"), "2021", False),
    ]:
        candidate = found(entry("a", [figure]))[0]
        assert (candidate.key.span, candidate.key.year) == ("P1D", year)
        assert candidate.assumed_year is assumed


@pytest.mark.parametrize("period", [None, "2023-10/..", "../2024-12-30"])
def test_a_flow_whose_time_is_not_known_is_like_no_other(period: str | None) -> None:
    own = entry("a", [replace(THEFTS, period=period)])
    assert (found(own), undated(own)) == ([], [("a", "m01")])


def test_a_state_may_hold_from_or_until_a_date() -> None:
    since = Figure("officers-on-duty", 24, "名", period="2023-10/..")
    until = replace(since, period="../2023-10")
    assert [(c.key.year, c.assumed_year) for c in found(entry("a", [since, until]))] == [
        ("2024", True),
        ("2023", False),
    ]


def test_the_order_of_brands_and_figures_does_not_matter() -> None:
    figures = [THEFTS, CHANGE, Figure("officers-on-duty", 5, "名"), replace(THEFTS, unit="件")]
    named = [replace(figure, id=f"m{n}") for n, figure in enumerate(figures)]
    lines = [entry(name, named) for name in "abcde"]
    expected = groups(found(*lines))
    turned = [lines[n] for n in (3, 0, 4, 2, 1)]
    other = [replace(own, packed_metrics=packed_rows(own.metrics[::-1])) for own in turned]
    assert groups(found(*other)) == expected


def test_every_figure_is_a_candidate_or_undated() -> None:
    lines = [entry(name, [THEFTS, replace(THEFTS, period=None)]) for name in "cab"]
    assert [(c.metric.brand, c.metric.id) for c in found(*lines)] == [(b, "m01") for b in "abc"]
    assert undated(*lines) == [(b, "m02") for b in "abc"]


def test_a_condition_that_is_not_stated_is_not_one_named_none() -> None:
    scopes = [None, "None", None, "None"]
    lines = [
        entry(name, [replace(THEFTS, scope=scope)])
        for name, scope in zip("abcd", scopes, strict=True)
    ]
    assert [[c.metric.brand for c in group] for group in groups(found(*lines))] == [
        ["b", "d"],
        ["a", "c"],
    ]


# Bars


def drawn(*lines: BookBrand) -> list[list[tuple[str, float]]]:
    bars = side_by_side(lines, content(), "loss")
    return [[(bar.metric.brand, bar.share) for bar in group] for group in bars]


LOSS = Figure("loss", 20000, "元", period="2024")


def test_what_is_the_same_is_drawn_to_one_scale_the_largest_first() -> None:
    half = entry("a", [replace(LOSS, value=1, unit="万元")])
    assert drawn(half, entry("b", [LOSS])) == [[("b", 1), ("a", 0.5)]]


@pytest.mark.parametrize(
    "other",
    [
        entry("b", [replace(LOSS, period="2023")]),
        entry("b", [LOSS], level="station"),
        entry("b", [replace(LOSS, value_max=30000)]),
        entry("b", [LOSS, replace(LOSS, id="again", value=5)]),
    ],
    ids=["another year", "another level", "a range", "reported twice"],
)
def test_no_other_figure_is_drawn_beside_it(other: BookBrand) -> None:
    assert drawn(entry("a", [LOSS]), other) == []


def test_what_is_drawn_of_all_groups_is_limited() -> None:
    groups = [
        [Bar(entry(name, [LOSS]).metrics[0], 1.0) for name in names] for names in ("abc", "de")
    ]
    assert [([bar.metric.brand for bar in own.bars], own.of) for own in largest(groups, 4)] == [
        (["a", "b", "c"], 3),
        (["d"], 2),
    ]
    assert [own.of for own in largest(groups, 3)] == [3]


def test_larger_groups_come_first() -> None:
    earlier = replace(LOSS, period="2023")
    pairs = [("a", LOSS), ("b", LOSS), *((name, earlier) for name in "cde")]
    groups = drawn(*(entry(name, [figure]) for name, figure in pairs))
    assert [[brand for brand, _ in group] for group in groups] == [["c", "d", "e"], ["a", "b"]]


# Periods


@pytest.mark.parametrize(
    ("period", "length"),
    [
        ("P1D", "P1D"),
        ("2019", "365 days"),
        ("2020", "366 days"),
        ("2020-02", "29 days"),
        ("2019-11-14", "1 days"),
        ("2019-01/2019-10", "304 days"),
        ("2019-01-01/2019-10-31", "304 days"),
        ("2018-12/2019", "396 days"),
        ("../2024-12-30", "../2024-12-30"),
        ("2023-09/..", "2023-09/.."),
    ],
)
def test_periods_are_alike_where_they_cover_as_many_days(period: str, length: str) -> None:
    assert span(period) == length


@given(st.dates(), st.integers(0, 1000))
def test_both_ends_of_a_period_belong_to_it(start: datetime.date, days: int) -> None:
    with suppress(OverflowError):
        end = start + datetime.timedelta(days)
        assert span(f"{start.isoformat()}/{end.isoformat()}") == f"{days + 1} days"
