"""Weight sets whose draws need more than a sort."""

from __future__ import annotations

import numpy as np
import pytest

from generator.rank.hit_and_run import hit_and_run
from generator.rank.smaa import WeightSet

K = 40_000
LOWER, UPPER = [0.05, 0.1, 0.0, 0.0], [0.5, 0.6, 0.3, 0.4]


def drawn(weights: WeightSet, seed: int = 1, samples: int = K) -> np.ndarray:
    return weights.sample(np.random.default_rng(seed), samples)


@pytest.mark.parametrize(
    "weights",
    [WeightSet.bounds(LOWER, UPPER), WeightSet.order([[0], [1, 2], [3]], LOWER, UPPER)],
    ids=["bounds", "order and bounds"],
)
def test_chains_and_rejection_draw_alike(weights: WeightSet) -> None:
    rejected = drawn(weights)
    walked = hit_and_run(np.random.default_rng(2), K, weights.lower, weights.upper, weights.groups)
    spread = rejected.std(axis=0)
    room = 5 * spread * np.sqrt(2 / K)
    assert (np.abs(rejected.mean(axis=0) - walked.mean(axis=0)) <= room).all()
    np.testing.assert_allclose(walked.std(axis=0), spread, rtol=0.02)
    shares = [(sample[:, 0] > sample[:, 1]).mean() for sample in (rejected, walked)]
    assert abs(shares[0] - shares[1]) <= 4 * np.sqrt(0.5 / K)


def test_narrow_bounds_are_drawn_by_chains_within_them() -> None:
    weights = drawn(WeightSet.bounds([0] * 8, [0.15] * 8), samples=10_000)
    assert weights.max() <= 0.15
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=0, atol=1e-9)
    np.testing.assert_allclose(weights.mean(axis=0), 0.125, atol=5 * weights.std() / 100)


@pytest.mark.parametrize("bounds", [([0.25] * 4, [1] * 4), ([0] * 4, [0.25] * 4)])
def test_bounds_that_leave_one_vector_give_it(bounds: tuple[list[float], list[float]]) -> None:
    assert np.allclose(drawn(WeightSet.bounds(*bounds), samples=3), 0.25)


def test_a_pinned_weight_stays_where_it_is() -> None:
    weights = drawn(WeightSet.bounds([0.3, 0, 0], [0.3, 1, 1]), samples=10_000)
    np.testing.assert_allclose(weights[:, 0], 0.3, rtol=0, atol=1e-12)
    assert abs(weights[:, 1].mean() - 0.35) < 5 * 0.7 / np.sqrt(12 * 10_000)


def test_members_of_a_group_have_no_order() -> None:
    weights = drawn(WeightSet.order([[2, 0], [1]]))
    assert abs((weights[:, 0] > weights[:, 2]).mean() - 0.5) <= 4 * 0.5 / np.sqrt(K)


def test_a_criterion_without_weight_keeps_none_in_doubt() -> None:
    assert (drawn(WeightSet.doubt([0.5, 0, 0.5]), samples=10)[:, 1] == 0).all()


def test_mean_weights_exist_except_within_bounds() -> None:
    assert WeightSet.bounds(LOWER, UPPER).mean() is None
    assert WeightSet.order([[0], [1, 2], [3]], LOWER, UPPER).mean() is None
    for weights, mean in (
        (WeightSet.none(4), [0.25] * 4),
        (WeightSet.fixed([0.7, 0.3]), [0.7, 0.3]),
        (WeightSet.doubt([0.7, 0.3], 5), [0.7, 0.3]),
        (WeightSet.order([[1], [0]]), [0.25, 0.75]),
    ):
        np.testing.assert_allclose(weights.mean(), mean, rtol=0, atol=1e-15)


def test_reordering_moves_every_part_of_a_set() -> None:
    weights = WeightSet.order([[0], [1, 2], [3]], LOWER, UPPER).reordered([3, 1, 0, 2])
    assert weights.groups == ((2,), (1, 3), (0,))
    assert weights.lower.tolist() == [0, 0.1, 0.1, 0]
    fixed = WeightSet.fixed([0.5, 0.3, 0.2]).reordered([2, 0, 1])
    assert fixed.lower.tolist() == fixed.upper.tolist() == [0.2, 0.5, 0.3]
    assert fixed.mean().tolist() == [0.2, 0.5, 0.3]
