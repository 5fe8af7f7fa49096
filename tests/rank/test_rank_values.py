"""Value functions, bases of percent changes, and likeness of orders."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.evidence.bases import consistent_base, smallest_base
from generator.rank.values import change_error, geometric, kendall_tau_b, min_max, value


def test_values_run_from_the_worst_to_the_best_anchor_and_no_further() -> None:
    assert value([-1, 0, 5, 10, 11], 0, 10).tolist() == [0, 0, 0.5, 1, 1]
    assert value([-1, 0, 5, 10, 11], 10, 0).tolist() == [1, 1, 0.5, 0, 0]
    assert value([[1, 10], [100, 0]], 1, 100, "log").tolist() == [[0, 0.5], [1, 0]]
    assert math.isnan(value(math.nan, 0, 1))


def test_a_change_is_valued_by_its_log_ratio() -> None:
    assert value([0, -50, 50, -100], 0, -50, "change").tolist() == [0, 1, 0, 1]
    halfway = 100 * (math.sqrt(0.5) - 1)
    assert value(halfway, 0, -50, "change") == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(
    ("worst", "best", "scale"),
    [(1, 1, "linear"), (0, 1, "log"), (0, -100, "change"), (0, math.inf, "linear"), (0, 1, "cube")],
)
def test_anchors_without_a_scale_are_refused(worst: float, best: float, scale: str) -> None:
    with pytest.raises(ValueError, match=r"anchors|scale"):
        value(1, worst, best, scale)  # type: ignore[arg-type]


def test_min_max_scales_what_is_present_by_column() -> None:
    scaled = min_max([[1, 5], [3, math.nan], [2, 1]])
    np.testing.assert_array_equal(scaled, [[0, 1], [1, math.nan], [0.5, 0]])
    for constant in ([1, 1], [[1, 2], [1, 3]], [math.nan, math.nan], [1, math.nan]):
        with pytest.raises(ValueError, match="two different numbers"):
            min_max(constant)


def test_geometric_means_follow_the_formula_for_one_or_many_weight_vectors() -> None:
    values = np.random.default_rng(1).random((4, 3, 2))
    shifted = 0.01 + 0.99 * values
    expected = shifted[..., 0] ** 0.3 * shifted[..., 1] ** 0.7
    np.testing.assert_allclose(geometric(values, [0.3, 0.7]), expected, rtol=1e-13)
    each = np.tile([0.3, 0.7], (4, 1))
    np.testing.assert_allclose(geometric(values, each), expected, rtol=1e-13)
    assert geometric([0, 0], [0.5, 0.5]) == pytest.approx(0.01)


def by_search(percent: Fraction, decimals: int) -> tuple[int, int] | None:
    """The definition, tried base by base."""
    half = Fraction(1, 2 * 10**decimals)
    for n0 in range(1, 10 ** (decimals + 2) + 1):
        about = int(n0 * (1 + percent / 100))
        for n1 in range(max(0, about - 1), about + 3):
            if abs(100 * (Fraction(n1, n0) - 1) - percent) <= half:
                return n0, n1
    return None


@settings(max_examples=60)
@given(st.integers(-1100, 3000), st.integers(0, 1))
def test_the_smallest_base_is_the_first_that_fits(tenths: int, decimals: int) -> None:
    percent = Fraction(tenths, 10) if decimals else Fraction(tenths)
    found = smallest_base(percent, decimals)
    assert found == by_search(percent, decimals)
    if found is not None:
        assert consistent_base(percent, decimals, found[0])
        assert not any(consistent_base(percent, decimals, n0) for n0 in range(1, found[0]))


def test_a_fall_by_more_than_everything_has_no_base() -> None:
    assert smallest_base(Fraction(-101), 0) is None
    assert not consistent_base(Fraction(-101), 0, 1000)
    assert smallest_base(Fraction(-100), 0) == (1, 0)
    assert smallest_base(Fraction(0), 2) == (1, 1)


def test_a_printed_base_fits_or_not() -> None:
    fall = Fraction("-36.77")
    assert consistent_base(fall, 2, 155)
    assert not consistent_base(fall, 2, 154)
    assert not consistent_base(fall, 2, 156)
    assert not consistent_base(fall, 2, 0)
    with pytest.raises(ValueError, match="decimals"):
        smallest_base(fall, -1)


def test_the_error_of_a_change_has_no_bound_without_counts() -> None:
    assert change_error(155, 0) == math.inf
    with pytest.raises(ValueError, match="negative"):
        change_error(-1, 5)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12))
def test_tau_b_counts_pairs(pairs: list[tuple[int, int]]) -> None:
    a, b = zip(*pairs, strict=True)
    signs = [(np.sign(a[i] - a[j]), np.sign(b[i] - b[j])) for i in range(len(a)) for j in range(i)]
    agreed = sum(int(s * t) for s, t in signs)
    free_a, free_b = (sum(1 for sign in signs if sign[k]) for k in (0, 1))
    found = kendall_tau_b(a, b)
    if free_a and free_b:
        assert found == pytest.approx(agreed / math.sqrt(free_a * free_b), abs=1e-12)
    else:
        assert math.isnan(found)


def test_tau_b_is_one_for_the_same_order_and_minus_one_for_the_reverse() -> None:
    order = np.arange(30.0)
    assert kendall_tau_b(order, order**3) == 1
    assert kendall_tau_b(order, -order) == -1
    for wrong in ([1.0, 2.0], [*order[:-1], math.nan]):
        with pytest.raises(ValueError, match=r"paired|NaN"):
            kendall_tau_b(order, wrong)
