"""From figures to values in [0, 1], and the small sums around them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from generator.rank.weights import Floats

Scale = Literal["linear", "log", "change"]


def value(x: ArrayLike, worst: float, best: float, scale: Scale = "linear") -> Floats:
    """The values in [0, 1] of figures of any shape: 0 at `worst` and beyond, 1 at `best`.

    A cost has `best` < `worst`. "log" takes logarithms, as for counts and money; "change" takes
    percent changes p, anchors too, as log ratios ln(1 + p/100). NaN stays NaN. Raises ValueError
    for equal anchors and for anchors that have no logarithm.
    """
    transform = _TRANSFORMS.get(scale)
    if transform is None:
        raise ValueError(f"The scale {scale!r} is unknown; take one of {', '.join(_TRANSFORMS)}.")
    if not (math.isfinite(worst) and math.isfinite(best)) or worst == best:
        raise ValueError(f"The anchors {worst} and {best} must be finite and differ.")
    least = {"linear": -math.inf, "log": 0, "change": -100}[scale]
    if min(worst, best) <= least:
        raise ValueError(f"The anchors {worst} and {best} must be above {least} on this scale.")
    # Clipped first, so that a figure below the lower anchor needs no logarithm.
    clipped = np.clip(np.asarray(x, np.float64), min(worst, best), max(worst, best))
    begin, end = transform(worst), transform(best)
    if scale == "linear":
        return np.clip((clipped - begin) / (end - begin), 0, 1)
    # The last bits of NumPy's own logarithm depend on the machine.
    logs = np.array([transform(figure) for figure in clipped.ravel().tolist()], dtype=np.float64)
    return np.clip((logs.reshape(clipped.shape) - begin) / (end - begin), 0, 1)


_TRANSFORMS: dict[str, Callable[[float], float]] = {
    "linear": float,
    "log": math.log,
    "change": lambda percent: math.log1p(percent / 100),
}


def min_max(x: ArrayLike) -> Floats:
    """Each column scaled from its least to its largest number present, 0 to 1; NaN stays NaN.

    `x` is (m,) or (m, n). Raises ValueError for a column without two different numbers.
    """
    given = np.asarray(x, np.float64)
    low = np.fmin.reduce(given, axis=0)
    span = np.fmax.reduce(given, axis=0) - low
    if not (span > 0).all():
        raise ValueError("A column without two different numbers cannot be scaled; leave it out.")
    return np.asarray((given - low) / span, np.float64)


def geometric(values: ArrayLike, weights: ArrayLike) -> Floats:
    """The weighted geometric means Π u^w with u = 0.01 + 0.99 v over the last axis.

    `values` in [0, 1] (…, n) with weights (n,), or values (S, m, n) with weights (S, n), a vector
    for each sample; the result lacks the last axis of `values`. The shift keeps a single 0 from
    deciding.
    """
    given, exponents = np.asarray(values, np.float64), np.asarray(weights, np.float64)
    if exponents.ndim > 1:
        exponents = exponents[:, None, :]
    logs = np.log(0.01 + 0.99 * given) * exponents
    return np.asarray(np.exp(logs.sum(axis=-1)), np.float64)


def change_error(n0: float, n1: float) -> float:
    """The standard error √(1/n₀ + 1/n₁) of ln(n₁/n₀) for Poisson counts; infinite for a 0."""
    if n0 < 0 or n1 < 0:
        raise ValueError(f"The counts {n0} and {n1} must not be negative.")
    return math.sqrt(1 / n0 + 1 / n1) if n0 and n1 else math.inf


def kendall_tau_b(a: ArrayLike, b: ArrayLike) -> float:
    """Kendall's τ_b = (C − D)/√((P − T_a)(P − T_b)) of two lists of m numbers, P = m(m − 1)/2.

    C and D count the pairs in the same and in opposite order, T the ties of each. NaN where one
    list is constant. Kendall (1945), *Biometrika* 33(3), 239–251. Memory O(m).
    """
    first, second = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if first.ndim != 1 or first.shape != second.shape:
        raise ValueError(f"Lists of the shapes {first.shape} and {second.shape} cannot be paired.")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("A list holds NaN or an infinite number, which has no place in an order.")
    m = first.size
    # Equal pairs are counted once: of thousands of records with few profiles, few differ.
    pairs, times = np.unique(np.stack([first, second]), axis=1, return_counts=True)
    agreed = 0.0
    for i, own in enumerate(times):
        order = np.sign(pairs[:, i + 1 :] - pairs[:, i, None]).prod(axis=0)
        agreed += own * (order @ times[i + 1 :])
    free = [m * (m - 1) // 2 - _tied_pairs(numbers) for numbers in (first, second)]
    return float(agreed) / math.sqrt(free[0] * free[1]) if all(free) else math.nan


def _tied_pairs(numbers: Floats) -> int:
    return sum(math.comb(k, 2) for k in np.unique(numbers, return_counts=True)[1].tolist())
