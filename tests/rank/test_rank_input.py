"""What the ranking engine says to input that it cannot take."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from generator.rank.smaa import WeightSet, analyse, sample, summarise

LOW, HIGH = np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([[0.1, 1.0], [0.3, 0.4]])
GOOD: dict[str, Any] = {
    "low": LOW,
    "high": HIGH,
    "weights": WeightSet.none(2),
    "samples": 10,
    "seed": 1,
}


def changed(array: np.ndarray, place: tuple[int, int], number: float) -> np.ndarray:
    copy = array.copy()
    copy[place] = number
    return copy


BAD = [
    ({"low": LOW[0]}, "needs a row for each alternative"),
    ({"low": np.empty((0, 2)), "high": np.empty((0, 2))}, "needs a row for each alternative"),
    ({"low": LOW[:, :1]}, "make them equal"),
    ({"low": changed(LOW, (0, 0), np.nan)}, "low holds NaN"),
    ({"high": changed(HIGH, (0, 0), np.nan)}, "high holds NaN"),
    ({"low": changed(LOW, (1, 0), 0.5)}, "low is above high in row 1, column 0"),
    ({"low": changed(LOW, (0, 0), -0.1)}, "Values lie in [0, 1]"),
    ({"high": changed(HIGH, (0, 0), 1.1)}, "Values lie in [0, 1]"),
    ({"weights": WeightSet.none(3)}, "The weights are for 3 criteria, the values for 2"),
    ({"samples": 0}, "0 samples are too few"),
    ({"seed": -1}, "The seed -1 is negative"),
    ({"alternatives": ["a", "a"]}, "must differ; repeated: a"),
    ({"criteria": ["b", "b"]}, "The ids of the criteria must differ"),
    ({"alternatives": ["a"]}, "1 ids are given for 2 alternatives"),
]


@pytest.mark.parametrize(("change", "words"), BAD)
@pytest.mark.parametrize("function", [analyse, sample])
def test_a_wrong_input_is_refused_with_a_reason(
    function: Any, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        function(**{**GOOD, **change})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"keep": [[1, 2], [1, 1]]}, "keep must hold probabilities"),
        ({"keep": [[1, 1]]}, "keep must hold probabilities"),
        ({"multiplicity": [1]}, "an integer from 1 on for each of 2 rows"),
        ({"multiplicity": [0, 1]}, "an integer from 1 on"),
        ({"multiplicity": [1.5, 1]}, "an integer from 1 on"),
        ({"tier": 0}, "must be above 0 and at most 1"),
    ],
)
def test_a_wrong_setting_of_an_analysis_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        analyse(**{**GOOD, **change})


@pytest.mark.parametrize(
    ("weights", "values", "words"),
    [
        (np.ones((5, 2)), np.ones((5, 3)), "do not fit"),
        (np.ones((4, 2)), np.ones((5, 3, 2)), "do not fit"),
        (np.ones((5, 1)), np.ones((5, 3, 2)), "do not fit"),
        (np.ones((0, 2)), np.ones((0, 3, 2)), "There are no samples"),
        (np.ones((5, 2)), np.full((5, 3, 2), np.nan), "A value is not finite"),
        (np.full((5, 2), np.inf), np.zeros((5, 3, 2)), "A weight is not finite"),
        (np.ones((5, 2)), np.full((5, 3, 2), 1e6), "beyond ± 1000"),
    ],
)
def test_samples_that_cannot_be_summarised_are_refused(
    weights: np.ndarray, values: np.ndarray, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        summarise(weights, values)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: WeightSet.none(0), "at least one"),
        (lambda: WeightSet.order([]), "exactly once"),
        (lambda: WeightSet.order([[0], [2]]), "exactly once"),
        (lambda: WeightSet.order([[0, 1], [1]]), "exactly once"),
        (lambda: WeightSet.order([[0], []]), "none may be empty"),
        (lambda: WeightSet.bounds([0.6, 0.6], [1, 1]), "the lower bounds sum to 1.2"),
        (lambda: WeightSet.bounds([0, 0], [0.4, 0.4]), "the upper bounds to 0.8"),
        (lambda: WeightSet.bounds([0.5, 0], [0.4, 1]), "both above its lower"),
        (lambda: WeightSet.bounds([-0.1, 0], [1, 1]), "negative"),
        (lambda: WeightSet.bounds([0], [1, 1]), "2 upper bounds do not fit 1"),
        (lambda: WeightSet.bounds([np.nan, 0], [1, 1]), "finite"),
        (lambda: WeightSet.bounds([], []), "at least one"),
        (lambda: WeightSet.order([[0], [1]], [0, 0.6], [0.5, 1]), "in the order given"),
        (lambda: WeightSet.fixed([0.5, 0.4]), "sum to 0.9; they must sum to 1"),
        (lambda: WeightSet.fixed([1.5, -0.5]), "negative"),
        (lambda: WeightSet.fixed([[1.0]]), "list of finite numbers"),
        (lambda: WeightSet.doubt([0.5, 0.6]), "must sum to 1"),
        (lambda: WeightSet.doubt([0.5, 0.5], 0), "concentration"),
        (lambda: WeightSet.doubt([0.5, 0.5], np.inf), "concentration"),
    ],
)
def test_weights_that_do_not_exist_are_refused(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        make()
