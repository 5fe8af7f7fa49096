"""Rank sets of counts and of estimates, and the exact tails behind them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.evidence.binomial import binomial_tail
from generator.rank import ranksets


def exact(least: int, trials: int, success: int, failure: int) -> Fraction:
    p = Fraction(success, success + failure)
    return sum(
        (math.comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(least, trials + 1)),
        Fraction(0),
    )


@settings(max_examples=150)
@given(st.integers(0, 120), st.data(), st.integers(1, 9), st.integers(1, 9))
def test_tails_agree_with_exact_fractions(
    trials: int, data: st.DataObject, success: int, failure: int
) -> None:
    least = data.draw(st.integers(0, trials))
    expected = float(exact(least, trials, success, failure))
    found = binomial_tail(least, trials, success, failure)
    assert found == pytest.approx(expected, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        (500_000, 0.5003989421806658),
        (500_001, 0.4996010578193341),
        (501_000, 0.02280414993269104),
        (503_000, 9.925748819615104e-10),
        (510_000, 2.7721816438496123e-89),
    ],
)
def test_tails_of_a_million_trials_keep_twelve_digits(least: int, expected: float) -> None:
    # Expected by whole-number arithmetic, which takes ten seconds each.
    assert binomial_tail(least, 10**6, 1, 1) == pytest.approx(expected, rel=1e-12, abs=0)


def test_tails_at_the_ends_are_certain_or_impossible() -> None:
    assert binomial_tail(0, 0, 1, 1) == binomial_tail(0, 9, 1, 1) == 1
    assert binomial_tail(10, 9, 1, 1) == 0
    assert binomial_tail(3, 3, 1, 3) == pytest.approx(1 / 64, rel=1e-13)
    assert binomial_tail(10**6, 10**6, 1, 1) == 0


@pytest.mark.parametrize("simultaneous", [True, False])
def test_counts_that_differ_beyond_doubt_get_one_rank_each(simultaneous: bool) -> None:
    found = ranksets.counts([10, 1000, 100], simultaneous=simultaneous)
    assert [list(part) for part in found] == [[3, 1, 2]] * 3


def test_exposure_turns_counts_into_rates() -> None:
    found = ranksets.counts([1000, 1000], [1.0, 2.0])
    assert [list(part) for part in found] == [[1, 2]] * 3
    tied = ranksets.counts([100, 200], [1.0, 2.0])
    assert [list(part) for part in tied] == [[1, 1], [1, 1], [2, 2]]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=7))
def test_marginal_sets_hold_the_rank_and_simultaneous_sets_hold_them(counts: list[int]) -> None:
    together = ranksets.counts(counts)
    alone = ranksets.counts(counts, simultaneous=False)
    for sets in (together, alone):
        assert (sets.lower >= 1).all()
        assert (sets.lower <= sets.rank).all()
        assert (sets.rank <= sets.upper).all()
        assert (sets.upper <= len(counts)).all()
    assert (together.lower <= alone.lower).all()
    assert (together.upper >= alone.upper).all()


def test_no_counts_at_all_show_nothing() -> None:
    found = ranksets.counts([0, 0, 0])
    assert [list(part) for part in found] == [[1, 1, 1], [1, 1, 1], [3, 3, 3]]


def test_estimates_without_error_are_told_apart_by_any_difference() -> None:
    found = ranksets.normal([1.0, 1.1, 1.0], [0, 0, 0], seed=1)
    assert [list(part) for part in found] == [[2, 1, 2], [2, 1, 2], [3, 1, 3]]
    mixed = ranksets.normal([1.0, 5.0], [0, 1.0], seed=1, simultaneous=False)
    assert [list(part) for part in mixed] == [[2, 1]] * 3


def test_two_estimates_are_told_apart_at_the_normal_quantile() -> None:
    for simultaneous in (True, False):
        for difference, apart in ((1.9, False), (2.02, True)):
            found = ranksets.normal([0, difference], [0.6, 0.8], seed=1, simultaneous=simultaneous)
            assert (found.lower[0] == 2) == apart


def test_one_row_has_the_only_rank() -> None:
    for found in (ranksets.counts([3]), ranksets.normal([0.1], [0.2], seed=1)):
        assert [list(part) for part in found] == [[1], [1], [1]]


@pytest.mark.parametrize(
    ("counts", "settings", "words"),
    [
        ([1.5, 2], {}, "integers from 0 on"),
        ([-1, 2], {}, "integers from 0 on"),
        ([], {}, "integers from 0 on"),
        ([1, 2], {"exposure": [1, 0]}, "positive and finite"),
        ([1, 2], {"exposure": [1]}, "one for each of 2 counts"),
    ],
)
def test_counts_that_cannot_be_tested_are_refused(
    counts: list[float], settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        ranksets.counts(counts, **settings)


@pytest.mark.parametrize(
    ("estimates", "errors", "seed"),
    [([1, 2], [1], 1), ([1, np.nan], [1, 1], 1), ([1, 2], [1, -1], 1), ([1, 2], [1, 1], -1)],
)
def test_estimates_that_cannot_be_tested_are_refused(
    estimates: list[float], errors: list[float], seed: int
) -> None:
    with pytest.raises(ValueError, match=r"Estimates|seed -1"):
        ranksets.normal(estimates, errors, seed=seed)
