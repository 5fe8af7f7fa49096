"""Ranks of totals, and what is counted from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from generator.rank.sampling import Indices, Integers
from generator.rank.weights import Floats

Ranks = NDArray[np.unsignedinteger]

SORTED: Final = 1 << 17
"""Sort keys held at a time, so that they fit into the cache."""

LEVELS: Final = (0.05, 0.95)
"""The ends of the rank interval."""


def rank_type(last: int) -> type[np.unsignedinteger]:
    """The smallest type that holds ranks up to `last`."""
    return np.uint8 if last < 1 << 8 else np.uint16 if last < 1 << 16 else np.uint32


def last_rank(multiplicity: Integers | None, m: int) -> int:
    """The last rank that can occur."""
    return m if multiplicity is None else int(multiplicity.sum())


def put_ranks(ticks: NDArray[np.signedinteger], multiplicity: Integers | None, out: Ranks) -> None:
    """Put ranks, 1 the best and ties "min", of `ticks` (m, S) into `out` (m, S), all samples.

    Rank = 1 + the number, or the multiplicities, of all strictly larger in the same sample.
    """
    m, samples = ticks.shape
    for begin in range(0, samples, max(1, SORTED // m)):
        part = slice(begin, begin + max(1, SORTED // m))
        places, ranks = sorted_ranks(ticks[:, part], multiplicity)
        room = np.empty(ranks.shape, dtype=out.dtype)
        np.put_along_axis(room, places, ranks.astype(out.dtype), axis=1)
        out[:, part] = room.T


def sorted_ranks(
    ticks: NDArray[np.signedinteger], multiplicity: Integers | None
) -> tuple[Integers, Integers]:
    """For each sample the places from best to worst and their ranks, both (S, m)."""
    m, samples = ticks.shape
    bits = (m - 1).bit_length()
    keys = np.empty((samples, m), dtype=np.int64)
    np.subtract(int(ticks.max()), ticks.T, out=keys, dtype=np.int64)
    keys <<= bits
    keys |= np.arange(m)
    keys.sort(axis=1)
    places = keys & ((1 << bits) - 1)
    keys >>= bits
    if multiplicity is None:
        ahead = np.broadcast_to(np.arange(m), keys.shape)
    else:
        counts = multiplicity[places]
        ahead = np.cumsum(counts, axis=1) - counts
    tied = keys[:, 1:] == keys[:, :-1]
    if tied.any():
        ahead = ahead.copy()
        ahead[:, 1:][tied] = 0
        ahead = np.maximum.accumulate(ahead, axis=1)
    return places, ahead + 1


class RankCounts(NamedTuple):
    """Counts over K samples: sums of ranks (m,), how often each (m, M), rank intervals (m, 2)."""

    sums: Integers
    counts: Integers | None
    interval: Integers


def count_ranks(ranks: Ranks, last: int, whole: int) -> RankCounts:
    """Count `ranks` (m, K) that run up to `last`; `counts` (m, last) only up to `whole` ranks."""
    m, samples = ranks.shape
    counts = np.zeros((m, last), dtype=np.int64) if last <= whole else None
    sums = np.empty(m, dtype=np.int64)
    interval = np.empty((m, len(LEVELS)), dtype=np.int64)
    for i in range(m):
        found = np.bincount(ranks[i], minlength=last + 1)[1:]
        sums[i] = (found * np.arange(1, last + 1)).sum()
        interval[i] = 1 + quantile_places(found, samples)
        if counts is not None:
            counts[i] = found
    return RankCounts(sums, counts, interval)


def quantile_places(found: NDArray[np.signedinteger], samples: int) -> Indices:
    """For each of `LEVELS` the first place at which the counts so far reach that share."""
    needed = [math.ceil(level * samples - 1e-9) for level in LEVELS]
    return np.searchsorted(np.cumsum(found), needed)


def count_ahead(ranks: Ranks, untied: bool) -> Integers:
    """How often each row of `ranks` (m, K) is strictly ahead of each other, (m, m).

    `untied` says that no sample has a tie, so that one direction of a pair gives the other.
    """
    m, samples = ranks.shape
    ahead = np.zeros((m, m), dtype=np.int64)
    room = np.empty(samples, dtype=np.bool_)
    for i in range(m):
        for j in range(i + 1, m):
            ahead[i, j] = np.count_nonzero(np.less(ranks[i], ranks[j], out=room))
            if not untied:
                ahead[j, i] = np.count_nonzero(np.less(ranks[j], ranks[i], out=room))
    if untied:
        ahead += np.tril(samples - ahead.T, -1)
    return ahead


def central_weights(ranks: Ranks, weights: Floats) -> tuple[Integers, Floats]:
    """How often each row is first (m,), and the mean weights (m, n) where it is; NaN if never."""
    first = np.zeros(len(ranks), dtype=np.int64)
    means = np.full((len(ranks), weights.shape[1]), np.nan)
    for i, row in enumerate(ranks):
        won = np.flatnonzero(row == 1)
        first[i] = won.size
        if won.size:
            means[i] = weights[won].sum(axis=0) / won.size
    return first, means


class Tiers(NamedTuple):
    """Tier numbers (m,) from 1, the leaders from the first tier on, and how often each is ahead.

    `leads[t]` counts the samples in which leader t is ahead of leader t + 1.
    """

    numbers: Integers
    leaders: tuple[int, ...]
    leads: tuple[int, ...]


def find_tiers(order: Indices, ahead_of: Callable[[int, int], int], needed: float) -> Tiers:
    """Walk down `order`; a tier starts at the first that its leader is ahead of often enough.

    `ahead_of(i, j)` counts the samples with i strictly ahead of j.
    """
    numbers = np.ones(len(order), dtype=np.int64)
    leaders: list[int] = [int(order[0])]
    leads: list[int] = []
    for place in order[1:].tolist():
        count = ahead_of(leaders[-1], place)
        if count >= needed:
            leaders.append(place)
            leads.append(count)
        numbers[place] = len(leaders)
    return Tiers(numbers, tuple(leaders), tuple(leads))
