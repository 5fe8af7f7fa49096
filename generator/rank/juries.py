"""Scores of brands by jurors who are not equally severe: score = brand + juror.

Least squares on the table as far as it is filled in. The juror effects sum to 0, so that a brand's
adjusted score is the one that all jurors together would give it; a table in parts that no juror
links has no such scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from generator.rank.draws import blocks
from generator.rank.ranks import TICKS
from generator.rank.weights import Floats

Flags = NDArray[np.bool_]


class Fit(NamedTuple):
    """Adjusted scores of brands (K, m) and effects of jurors (K, j), of K tables.

    A juror above 0 gives more than others. `whole` (K,) says of which tables all brands are scored
    and linked; the rows of the others are NaN. Rounded to billionths, beyond which is noise.
    """

    adjusted: Floats
    severity: Floats
    whole: Flags


def fit(scores: ArrayLike, times: ArrayLike | None = None) -> Fit:
    """The model for scores (j, m), NaN where one is missing, each juror so many `times` (K, j).

    By default one table in which each juror counts once. Raises ValueError for shapes that do not
    fit.
    """
    given = np.asarray(scores, np.float64)
    counts = np.ones((1, len(given))) if times is None else np.asarray(times, np.float64)
    if given.ndim != 2 or counts.ndim != 2 or counts.shape[1] != len(given):
        raise ValueError(f"Scores {given.shape}, times {counts.shape}: they are (j, m) and (K, j).")
    parts = [_fit(given, counts[part]) for part in blocks(len(counts))]
    return Fit(*map(np.concatenate, zip(*parts, strict=True)))


def _fit(given: Floats, counts: Floats) -> Fit:
    known = ~np.isnan(given)
    whole, filled, seen = _whole(known, counts > 0), np.nan_to_num(given), known.astype(np.float64)
    severity = _severity(filled, seen, counts[whole])
    adjusted = _adjusted(filled, seen, counts[whole], severity)
    return Fit(_spread(adjusted, whole), _spread(severity, whole), whole)


def parts_of(scores: ArrayLike) -> list[tuple[list[int], list[int]]]:
    """The parts of a table (j, m) that no juror links: the jurors and the brands of each.

    Largest first; a brand without a score is a part of its own.
    """
    seen = ~np.isnan(np.asarray(scores, np.float64))
    left = set(range(seen.shape[1]))
    parts: list[tuple[list[int], list[int]]] = []
    while left:
        brands = {min(left)}
        jurors: set[int] = set()
        while True:
            judging = set(np.flatnonzero(seen[:, sorted(brands)].any(axis=1)).tolist())
            judged = set(np.flatnonzero(seen[sorted(judging)].any(axis=0)).tolist())
            if judging == jurors:
                break
            jurors, brands = judging, brands | judged
        left -= brands
        parts.append((sorted(jurors), sorted(brands)))
    return sorted(parts, key=lambda part: (-len(part[1]), part[1]))


def _whole(seen: Flags, active: Flags) -> Flags:
    """Of each choice of jurors (K, j), whether all brands are scored and linked by it."""
    scored = ((active.astype(np.int64) @ seen.astype(np.int64)) > 0).all(axis=1)
    shared = (seen.astype(np.int64) @ seen.T.astype(np.int64)) > 0
    reached = shared & active[:, :, None] & active[:, None, :]
    for _ in range(max(1, len(seen) - 1).bit_length()):
        reached = (reached.astype(np.int64) @ reached.astype(np.int64)) > 0
    linked = (reached | ~active[:, :, None] | ~active[:, None, :]).all(axis=(1, 2))
    return np.asarray(scored & linked, np.bool_)


def _severity(given: Floats, seen: Floats, counts: Floats) -> Floats:
    """The juror effects: the normal equations with the brands eliminated.

    The missing equation is that they sum to 0, each juror as many times as it counts; a juror that
    counts 0 times has an effect of 0.
    """
    total = counts @ seen
    mean = counts @ (seen * given) / total
    right = counts * ((seen * given).sum(axis=1) - mean @ seen.T)
    shared = (seen / total[:, None, :]) @ seen.T
    matrix = -counts[:, :, None] * shared * counts[:, None, :]
    matrix += counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(len(seen))
    matrix[:, diagonal, diagonal] += np.where(counts > 0, counts * seen.sum(axis=1), 1)
    return np.linalg.solve(matrix, right[:, :, None])[:, :, 0]


def _adjusted(given: Floats, seen: Floats, counts: Floats, severity: Floats) -> Floats:
    summed = counts @ (seen * given) - (counts * severity) @ seen
    return np.asarray(summed / (counts @ seen), np.float64)


def _spread(rows: Floats, whole: Flags) -> Floats:
    """Rows of the whole tables at their places among all, NaN for the others."""
    spread = np.full((len(whole), rows.shape[1]), np.nan)
    spread[whole] = np.rint(rows * TICKS) / TICKS + 0.0  # no negative zero
    return spread


def places_of(values: Sequence[float]) -> list[int]:
    """The places of some values, the largest first; equal ones share the first of theirs."""
    ticks = np.rint(np.asarray(values, np.float64) * TICKS)
    return [1 + int((ticks > own).sum()) for own in ticks]
