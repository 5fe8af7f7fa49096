"""The largest of several normal differences that share one term."""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np

from generator.rank.weights import Booleans, Floats

REACH: Final = 6.0
"""Standard deviations within which a normal variable is integrated."""

NODES: Final = 201
"""Points of the integral; a step in the integrand costs at most a quarter of a percent."""


def chance_of_at_most(
    limit: float, own: float, others: Floats, below: Booleans, above: Booleans
) -> float:
    """P that no standardised difference of one normal variable from others is above `limit`.

    The one has the standard deviation `own`, the k others have `others` (k,), all independent with
    mean 0; `below` and `above` (k,) say whether the one's excess over the other, and the other's
    over the one, are counted. An integral over the one variable, by the trapezoid rule.
    """
    nodes = np.linspace(-REACH, REACH, NODES)
    density = np.exp(-(nodes**2) / 2)
    spread = np.hypot(own, others)
    # A variable without error is one with hardly any.
    scale = np.maximum(others, 1e-12 * spread)
    centre = own * nodes[:, None] / scale
    reach = limit * spread / scale
    highest = np.where(above, centre + reach, np.inf)
    lowest = np.where(below, centre - reach, -np.inf)
    inside = np.maximum(_normal_share(highest) - _normal_share(lowest), 0).prod(axis=1)
    return float((inside * density).sum() / density.sum())


def _normal_share(x: Floats) -> Floats:
    """P(Z ≤ x), to 3e-8."""
    return np.interp(x, *_table())


@cache
def _table() -> tuple[Floats, Floats]:
    places = np.linspace(-8, 8, 16_001)
    shares = [math.erfc(-place / math.sqrt(2)) / 2 for place in places.tolist()]
    return places, np.array(shares)
