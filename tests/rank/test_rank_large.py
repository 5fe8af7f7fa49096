"""The analysis of many alternatives: fewer samples, and nothing of size m²."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from rank_inputs import Given

from generator.rank.smaa import WeightSet, analyse


def many(m: int, n: int = 4, missing: float = 0.4) -> Given:
    rng = np.random.default_rng(5)
    low = rng.integers(0, 5, (m, n)) / 4
    high = low.copy()
    unknown = rng.random((m, n)) < missing
    low[unknown], high[unknown] = 0, 1
    return Given(low, high, WeightSet.none(n))


def test_above_a_thousand_alternatives_fewer_samples_are_drawn() -> None:
    assert analyse(*many(1000, 1), samples=10_001, seed=0).samples == 10_001
    assert analyse(*many(1001, 1), samples=10_001, seed=0).samples == 10_000


def test_one_alternative_more_than_a_thousand_changes_no_other_result() -> None:
    case, names = many(1000), [f"b{n:04}" for n in range(1001)]
    last = np.zeros((1, 4))
    more = Given(np.vstack([case.low, last]), np.vstack([case.high, last]), case.weights)
    few = analyse(*case, samples=200, seed=3, alternatives=names[:-1])
    large = analyse(*more, samples=200, seed=3, alternatives=names)
    behind = large.ranks[:-1] < large.ranks[-1]
    assert (large.ranks[:-1][behind] == few.ranks[behind]).all()
    assert behind.mean() > 0.9


def test_ranks_beyond_a_byte_are_counted_in_full() -> None:
    """Multiplicities push the last of 50 rows far down."""
    case = many(50, missing=0)
    times = 1 + 100 * (np.arange(50) % 3)
    found = analyse(*case, samples=200, seed=3, multiplicity=times)
    of = np.repeat(np.arange(50), times)
    separate = analyse(case.low[of], case.high[of], case.weights, samples=200, seed=3)
    assert found.expected_rank[of].tolist() == separate.expected_rank.tolist()
    assert found.interval[of].tolist() == separate.interval.tolist()
    assert found.interval.max() > 255


def peak(m: int) -> int:
    case = many(m)
    tracemalloc.start()
    try:
        found = analyse(*case, samples=64, seed=0)
        assert found.tiers.size == len(found.interval) == len(found.first) == m
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("m", [3000])
def test_memory_grows_with_the_alternatives_and_not_with_their_pairs(m: int) -> None:
    small, double = peak(m), peak(2 * m)
    assert double < 2.5 * small
    # A matrix of pairs of single bytes would not fit.
    assert double < (2 * m) ** 2
