"""Strategies for inputs of the ranking engine, shared by several tests."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from generator.rank.smaa import Acceptability, WeightSet


class Given(NamedTuple):
    """Values and weights of one analysis."""

    low: np.ndarray
    high: np.ndarray
    weights: WeightSet


GRID = [0.0, 0.25, 0.5, 0.75, 1.0]


@st.composite
def weight_sets(draw: st.DrawFn, n: int) -> WeightSet:
    """Any weight set over n criteria."""
    kind = draw(st.sampled_from(["none", "order", "groups", "bounds", "fixed", "doubt"]))
    shares = np.array(draw(st.lists(st.integers(1, 9), min_size=n, max_size=n)), dtype=float)
    shares /= shares.sum()
    order = draw(st.permutations(range(n)))
    cut = draw(st.integers(1, n))
    made = {
        "none": lambda: WeightSet.none(n),
        "order": lambda: WeightSet.order([[i] for i in order]),
        "groups": lambda: WeightSet.order([g for g in (order[:cut], order[cut:]) if g]),
        "bounds": lambda: WeightSet.bounds(shares / 2, np.minimum(1, shares * 2)),
        "fixed": lambda: WeightSet.fixed(shares),
        "doubt": lambda: WeightSet.doubt(shares, 20),
    }
    return made[kind]()


@st.composite
def analyses(draw: st.DrawFn, *, ties: bool = True, exact: bool = False) -> Given:
    """Up to six alternatives on up to four criteria; without ties no two values are alike."""
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    if ties:
        cells = st.lists(st.sampled_from(GRID), min_size=m * n, max_size=m * n)
        low, other = (np.array(draw(cells)).reshape(m, n) for _ in range(2))
    else:
        low, other = np.random.default_rng(draw(st.integers(0, 99))).random((2, m, n))
    kinds = st.lists(st.integers(0, 0 if exact else 2), min_size=m * n, max_size=m * n)
    kind = np.array(draw(kinds)).reshape(m, n)
    lowest = np.select([kind == 0, kind == 1], [low, np.minimum(low, other)], 0.0)
    highest = np.select([kind == 0, kind == 1], [low, np.maximum(low, other)], 1.0)
    return Given(lowest, highest, draw(weight_sets(n)))


RESULTS = (
    *("expected_rank", "interval", "first", "tiers", "leaders", "leads", "samples", "tier"),
    *("rank_acceptability", "pairwise", "central_weights", "confidence"),
)


def results(found: Acceptability) -> dict[str, Any]:
    """Everything that an analysis says, by name."""
    return {name: getattr(found, name) for name in RESULTS}


def same(first: Acceptability | dict[str, Any], second: Acceptability | dict[str, Any]) -> bool:
    """Whether two results are equal to the last bit."""
    one, other = (f if isinstance(f, dict) else results(f) for f in (first, second))
    return all(
        a.tobytes() == other[name].tobytes() if isinstance(a, np.ndarray) else a == other[name]
        for name, a in one.items()
    )
