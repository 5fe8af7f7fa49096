"""What a print leaves open: every row of the policy, and the laws that hold for all of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from edition_book import Figure, content, row
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.evidence.bases import decimals
from generator.rank.printed import Bounds, bounds

QUALIFIERS = ["over", "nearly", "about", "at_least", "at_most"]


def printed(value: int | str | Fraction, unit: str = "起", **more: object) -> Bounds:
    shares = {"%": "satisfaction", "ratio": "satisfaction", "万元": "loss", "元": "loss"}
    figure = Figure(shares.get(unit, "thefts"), value, unit, words="试", **more)
    return bounds(row(figure), content().vocabulary.indicators[figure.indicator])


@pytest.mark.parametrize(
    ("value", "qualifier", "low", "high"),
    [
        (42, None, 42, 42),
        (999, None, 999, 999),
        (990, None, 990, 990),
        (1000, None, 500, 1500),
        (1001, None, 1001, 1001),
        (1200, None, 1150, 1250),
        (27000, None, 26500, 27500),
        (27001, None, 27001, 27001),
        (100000, None, 50000, 150000),
        (27000, "over", 27000, 28000),  # 2.7万余
        (600, "over", 600, 700),
        (45, "over", 45, 46),
        (600, "nearly", 550, 600),
        (1000, "nearly", 500, 1000),
        (45, "nearly", 44.5, 45),
        (600, "about", 570, 630),
        (27000, "about", 25650, 28350),
        (600, "at_least", 600, None),
        (600, "at_most", 0, 600),
        (0, None, 0, 0),
        (0, "over", 0, 1),
        (0, "about", 0, 0),
        (0, "at_least", 0, None),
        (0, "at_most", 0, 0),
        ("2.5", None, "2.5", "2.5"),
        ("2.5", "over", "2.5", "2.6"),
        ("1/3", None, "1/3", "1/3"),
        ("1/3", "about", "19/60", "7/20"),
    ],
)
def test_a_count_is_as_open_as_its_words(
    value: int | str, qualifier: str | None, low: object, high: object
) -> None:
    found = printed(value, qualifier=qualifier)
    assert found == tuple(None if end is None else Fraction(end) for end in (low, high))


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (95, "94.5", "95.5"),
        ("95.5", "95.45", "95.55"),
        ("36.77", "36.765", "36.775"),
        (0, "-0.5", "0.5"),
        (100, "99.5", "100.5"),
        (1200, "1199.5", "1200.5"),
    ],
)
def test_a_percentage_is_open_by_half_its_last_decimal(
    value: int | str, low: str, high: str
) -> None:
    assert printed(value, "%", basis="yoy") == (Fraction(low), Fraction(high))


def test_a_fall_is_open_like_a_rise_to_the_other_side() -> None:
    assert printed(-30, "%", basis="yoy") == (Fraction("-30.5"), Fraction("-29.5"))
    assert printed(-30, "%", basis="yoy", qualifier="over") == (-40, -30)
    assert printed(-30, "%", basis="yoy", qualifier="nearly") == (-30, -25)
    assert printed(-30, "%", basis="yoy", qualifier="at_least") == (None, -30)
    assert printed(-30, "%", basis="yoy", qualifier="at_most") == (-30, 0)
    assert printed(-1200, basis="yoy") == (-1250, -1150)


def test_a_range_is_taken_at_its_ends_in_the_unit_of_comparison() -> None:
    assert printed(3, value_max=5) == (3, 5)
    assert printed(2, "万元", value_max=3) == (20000, 30000)
    assert printed("1/4", "ratio", value_max="1/2") == (25, 50)


def test_a_fraction_in_words_is_exact_and_reads_as_per_cent() -> None:
    assert printed("1/2", "ratio") == (50, 50)
    assert printed("1/3", "ratio") == (Fraction(100, 3), Fraction(100, 3))
    assert printed("1/2", "ratio").exact


def test_a_magnitude_in_the_unit_counts_as_written_out() -> None:
    assert printed("2.7", "万元") == printed(27000, "元") == (26500, 27500)
    assert printed("2.7", "万元", qualifier="over") == (27000, 28000)


@pytest.mark.parametrize(
    ("value", "places"),
    [("0", 0), ("5", 0), ("0.5", 1), ("36.77", 2), ("1/3", 0), ("0.125", 3), ("1200", 0)],
)
def test_decimals_are_those_of_the_shortest_notation(value: str, places: int) -> None:
    assert decimals(Fraction(value)) == places


amounts = st.integers(1, 10**7) | st.integers(1, 10**6).map(lambda n: Fraction(n, 100))


@given(amounts, st.sampled_from([None, *QUALIFIERS]), st.sampled_from(["起", "%"]))
def test_the_value_lies_in_its_interval(value: Fraction, qualifier: str | None, unit: str) -> None:
    basis = "yoy" if unit == "%" else None
    low, high = printed(value, unit, qualifier=qualifier, basis=basis)
    assert low is None or low <= value
    assert high is None or value <= high


@given(st.integers(1000, 10**6), st.sampled_from([None, *QUALIFIERS]))
def test_ten_times_the_number_is_ten_times_as_open(value: int, qualifier: str | None) -> None:
    assume(qualifier or value % 10 == 0)  # an odd last digit is no rounding
    once, tenfold = (printed(n, qualifier=qualifier) for n in (value, 10 * value))
    assert tenfold == tuple(None if end is None else 10 * end for end in once)


@given(amounts, st.sampled_from([None, *QUALIFIERS]), st.sampled_from(["起", "%"]))
def test_a_fall_mirrors_the_rise(value: Fraction, qualifier: str | None, unit: str) -> None:
    rise = printed(value, unit, qualifier=qualifier, basis="yoy")
    fall = printed(-value, unit, qualifier=qualifier, basis="yoy")
    assert fall == tuple(None if end is None else -end for end in reversed(rise))
