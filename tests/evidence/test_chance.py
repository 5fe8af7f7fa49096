"""What chance alone could have done to reported changes and shares."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.evidence.chance import (
    chance_of_split,
    change_interval,
    least_base,
    share_interval,
)


@pytest.mark.parametrize(
    ("percent", "expected"),
    [("-8", 1182), ("-10", 756), ("-16.8", 265), ("-23", 137), ("-34.7", 60), ("-59", 20)],
)
def test_the_least_base_is_that_of_the_definition(percent: str, expected: int) -> None:
    assert least_base(Fraction(percent)) == expected


def by_trying_all(percent: Fraction, most: int) -> int:
    """The least base by its definition, where it is well below `most`."""
    ratio = 1 + percent / 100
    within = [n for n in range(1, most) if chance_of_split(n, round(n * ratio)) > 0.05]
    return max(within, default=0) + 1


@settings(max_examples=80, deadline=None)
@given(st.integers(-1000, 4000).filter(lambda tenths: abs(tenths) >= 80))
def test_no_larger_base_leaves_the_change_within_chance(tenths: int) -> None:
    percent = Fraction(tenths, 10)
    found = least_base(percent)
    assert found is not None
    assert found == by_trying_all(percent, 2 * found + 100)


def test_no_change_has_no_least_base() -> None:
    assert least_base(Fraction(0)) is None


def test_a_fall_by_more_than_everything_is_refused() -> None:
    with pytest.raises(ValueError, match="more than everything"):
        least_base(Fraction(-101))


def test_a_tiny_change_is_answered_at_once() -> None:
    found = least_base(Fraction(-1, 100))
    assert found == pytest.approx(2 * 1.96**2 * 10**8, rel=0.01)


def test_the_interval_of_a_reported_fall_is_the_exact_one() -> None:
    low, high = change_interval(631, 399)
    assert (round(low), round(high)) == (-44, -28)


@given(st.integers(1, 500), st.integers(0, 500))
def test_an_interval_holds_the_change_it_is_of(before: int, after: int) -> None:
    low, high = change_interval(before, after)
    change = 100 * (after / before - 1)
    assert low - 1e-9 <= change <= high + 1e-9


@given(st.integers(1, 400), st.integers(1, 400))
def test_an_interval_excludes_none_exactly_where_the_test_does(before: int, after: int) -> None:
    low, high = change_interval(before, after)
    p = chance_of_split(before, after)
    if abs(p - 0.05) > 1e-9:
        assert (low > 0 or high < 0) == (p < 0.05)


def test_the_ends_of_an_interval_are_those_of_beta_quantiles() -> None:
    # 0 of 10: the upper end of the share is 1 − 0.025^(1/10).
    share = 1 - 0.025 ** (1 / 10)
    low, high = change_interval(10, 0)
    assert low == -100
    assert high == pytest.approx(100 * (share / (1 - share) - 1), rel=1e-9)


@pytest.mark.parametrize("before", [2 * 10**8, 10**12, 10**26])
def test_the_interval_of_large_counts_is_there_at_once(before: int) -> None:
    low, high = change_interval(before, 2 * before)
    assert (low, high) == pytest.approx((100, 100), abs=0.1)
    spread = 100 * 2 * 1.959964 * math.sqrt(1.5 / before)
    assert (high - low) / 2 == pytest.approx(spread, rel=1e-3, abs=1e-9)


def test_a_rise_from_nothing_has_no_upper_end() -> None:
    low, high = change_interval(0, 12)
    assert low > 0
    assert high == math.inf


@pytest.mark.parametrize(("before", "after"), [(0, 0), (-1, 4), (4, -1)])
def test_counts_that_tell_no_change_are_refused(before: int, after: int) -> None:
    with pytest.raises(ValueError, match="No change can be told"):
        change_interval(before, after)


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857–872, table I: 81 of 263.
    low, high = share_interval(81 / 263, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(("share", "of"), [(1.2, 10), (-0.1, 10), (0.5, 0)])
def test_what_is_no_share_is_refused(share: float, of: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        share_interval(share, of)
