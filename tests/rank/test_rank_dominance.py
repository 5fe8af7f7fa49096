"""Who is ahead under every admissible weight and value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_inputs import Given, analyses

from generator.rank.dominance import outer_bounds, surely_ahead
from generator.rank.smaa import WeightSet


def ahead(first: list[float], second: list[float], weights: WeightSet) -> bool:
    cells = np.array([first, second])
    return bool(surely_ahead(cells, cells, weights)[0, 1])


def test_free_weights_ask_for_a_lead_everywhere() -> None:
    assert ahead([0.6, 0.2], [0.5, 0.1], WeightSet.none(2))
    assert not ahead([0.9, 0.1], [0.5, 0.1], WeightSet.none(2))


def test_an_order_lets_a_lead_in_front_make_up_for_a_loss_behind() -> None:
    first, second = [0.9, 0.2, 0.5], [0.5, 0.5, 0.5]
    assert ahead(first, second, WeightSet.order([[0], [1], [2]]))
    assert not ahead(first, second, WeightSet.order([[0, 1], [2]]))
    assert not ahead(first, second, WeightSet.order([[1], [0], [2]]))
    # (0.4 − 0.3) / 2 at the vertex (½, ½, 0), but −0.1 / 3 with a loss in the last.
    assert not ahead([0.9, 0.2, 0.3], second, WeightSet.order([[0], [1], [2]]))
    # The later group enters by its loss alone: (0.4 − 0.3) / 2 > 0 > (0.4 − 0.5) / 2.
    assert ahead([0.9, 0.2, 0.9], second, WeightSet.order([[0], [1, 2]]))
    assert not ahead([0.9, 0.0, 0.9], second, WeightSet.order([[0], [1, 2]]))


def test_bounds_put_the_rest_on_the_smallest_leads() -> None:
    first, second = [0.9, 0.2], [0.5, 0.5]
    assert ahead(first, second, WeightSet.bounds([0.5, 0], [1, 0.5]))
    assert not ahead(first, second, WeightSet.bounds([0.4, 0], [1, 0.7]))
    assert ahead(first, second, WeightSet.bounds([0, 0], [1, 0.5]))


def test_with_order_and_bounds_either_suffices() -> None:
    first, second = [0.9, 0.1, 0.5], [0.5, 0.4, 0.5]
    order = [[0], [1], [2]]
    assert ahead(first, second, WeightSet.order(order, [0] * 3, [1] * 3))
    behind = [0.9, 0.0, 0.5]
    assert not ahead(behind, second, WeightSet.order([[0, 1], [2]]))
    assert ahead(behind, second, WeightSet.order([[0, 1], [2]], [0.55, 0, 0], [1, 1, 1]))


def test_fixed_weights_decide_and_doubt_frees_them_where_they_are_positive() -> None:
    first, second = [0.9, 0.2, 0.0], [0.5, 0.5, 1.0]
    assert ahead(first, second, WeightSet.fixed([0.6, 0.4, 0]))
    assert not ahead(first, second, WeightSet.doubt([0.6, 0.4, 0]))
    assert ahead([0.9, 0.6, 0.0], second, WeightSet.doubt([0.6, 0.4, 0]))


def test_an_unknown_value_counts_at_its_worst() -> None:
    low, high = np.array([[0.6], [0.0], [0.4]]), np.array([[0.6], [1.0], [0.5]])
    expected = [[False, False, True], [False] * 3, [False] * 3]
    assert surely_ahead(low, high, WeightSet.none(1)).tolist() == expected
    assert outer_bounds(low, high, WeightSet.none(1)).tolist() == [[1, 2], [1, 3], [2, 3]]


@settings(max_examples=60)
@given(analyses(), st.integers(0, 99))
def test_no_admissible_weights_and_values_contradict_it(case: Given, seed: int) -> None:
    sure = surely_ahead(*case)
    rng = np.random.default_rng(seed)
    weights = case.weights.sample(rng, 50)
    values = case.low + (case.high - case.low) * rng.random((50, *case.low.shape))
    totals = (values * weights[:, None, :]).sum(axis=2)
    for i, k in np.argwhere(sure):
        assert (totals[:, i] > totals[:, k]).all()
    assert not (sure & sure.T).any()


def test_more_alternatives_than_pairs_fit_are_refused() -> None:
    cells = np.zeros((1001, 1))
    for function in (surely_ahead, outer_bounds):
        with pytest.raises(ValueError, match="1001 alternatives are too many"):
            function(cells, cells, WeightSet.none(1))
    assert surely_ahead(cells[:1000], cells[:1000], WeightSet.none(1)).shape == (1000, 1000)
