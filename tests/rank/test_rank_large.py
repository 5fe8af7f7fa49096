"""The analysis of many alternatives: the same results, without anything of size m²."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from rank_inputs import Given, analyses, same

from generator.rank.smaa import WeightSet, analyse

K = 200
LEFT_OUT = ("rank_acceptability", "pairwise", "central_weights", "confidence")


def many(m: int, n: int = 4, missing: float = 0.4) -> Given:
    rng = np.random.default_rng(5)
    low = rng.integers(0, 5, (m, n)) / 4
    high = low.copy()
    unknown = rng.random((m, n)) < missing
    low[unknown], high[unknown] = 0, 1
    return Given(low, high, WeightSet.none(n))


@settings(max_examples=40)
@given(analyses())
def test_few_alternatives_give_the_same_in_both_modes(case: Given) -> None:
    whole, large = (analyse(*case, samples=K, seed=3, large=mode) for mode in (False, True))
    # Up to 200 ranks a bin is one rank.
    assert same(whole, large, but=LEFT_OUT)
    assert all(getattr(large, name) is None for name in (*LEFT_OUT, "printed_share"))


def test_bins_round_the_interval_outward_and_change_nothing_else() -> None:
    case = many(500)
    whole, large = (analyse(*case, samples=K, seed=3, large=mode) for mode in (False, True))
    assert same(whole, large, but=(*LEFT_OUT, "interval"))
    exact, binned = whole.interval, large.interval
    out = np.stack([exact[:, 0] - binned[:, 0], binned[:, 1] - exact[:, 1]])
    assert out.min() >= 0
    assert out.max() <= 2
    assert large.interval.min() >= 1
    assert large.interval.max() <= 500


def test_multiplicities_count_in_large_mode_too() -> None:
    case = many(50, missing=0)
    times = 1 + np.arange(50) % 3
    whole, large = (
        analyse(*case, samples=K, seed=3, large=mode, multiplicity=times) for mode in (False, True)
    )
    assert large.expected_rank.tolist() == whole.expected_rank.tolist()
    assert large.interval.tolist() == whole.interval.tolist()


def test_large_mode_begins_above_a_thousand_alternatives_and_caps_the_samples() -> None:
    assert analyse(*many(1000, 1), samples=2, seed=0).pairwise is not None
    assert analyse(*many(1001, 1), samples=2, seed=0).pairwise is None
    assert analyse(*many(3), samples=10_001, seed=0, large=True).samples == 10_000


def peak(m: int) -> int:
    case = many(m)
    tracemalloc.start()
    try:
        analyse(*case, samples=64, seed=0)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("m", [3000])
def test_memory_grows_with_the_alternatives_and_not_with_their_pairs(m: int) -> None:
    small, double = peak(m), peak(2 * m)
    assert double < 2.5 * small
    # A matrix of pairs of single bytes would not fit.
    assert double < (2 * m) ** 2
