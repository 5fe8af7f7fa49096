"""Seconds and peak megabytes of one analysis: `rank.py [M] [N] [SAMPLES] [MISSING]`.

By default 200 alternatives, 12 criteria, 100,000 samples and 80 % of the cells unknown, which the
design allows 5 s and 1 GB on one core, the shares of all pairs included up to 1,000 alternatives.
Measure with `OMP_NUM_THREADS=1`, although no call goes to BLAS.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from generator.rank.smaa import WeightSet, analyse

DEFAULTS = (200, 12, 100_000, 0.8)


def main(arguments: list[str]) -> None:
    """Print one line."""
    given = [*arguments, *map(str, DEFAULTS[len(arguments) :])]
    m, n, samples, missing = int(given[0]), int(given[1]), int(given[2]), float(given[3])
    rng = np.random.default_rng(1)
    low = rng.random((m, n))
    high = low.copy()
    unknown = rng.random((m, n)) < missing
    low[unknown], high[unknown] = 0, 1
    begun = time.perf_counter()
    done = analyse(low, high, WeightSet.none(n), samples=samples, seed=1)
    tiers, _ = len(done.leaders), done.interval
    if m <= 1000:
        _ = done.pairwise
    taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(  # noqa: T201
        f"{m} x {n}, K = {done.samples}, {missing:.0%} unknown: {taken:.2f} s, peak {peak:.0f} MB,"
        f" {tiers} tiers"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
