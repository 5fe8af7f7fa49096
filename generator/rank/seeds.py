"""Seeds that follow from the data: equal inputs give equal draws, whatever their order or place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np


def digest(inputs: Any) -> str:
    """SHA-256 of the canonical JSON of inputs: keys sorted, floats at full precision."""
    return hashlib.sha256(_canonical(inputs)).hexdigest()


def digest_with_many(
    before: Sequence[Any], many: Iterable[tuple[str, Any]], after: Sequence[Any]
) -> str:
    """The digest of `[*before, dict(many), *after]`, of which the many are held one at a time.

    Their keys come in order.
    """
    hashed = hashlib.sha256(_canonical([*before, {}])[:-2])
    for number, (key, value) in enumerate(many):
        hashed.update((b", " if number else b"") + _canonical({key: value})[1:-1])
    hashed.update(b"}, " + _canonical(after)[1:])
    return hashed.hexdigest()


def _canonical(inputs: Any) -> bytes:
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False, allow_nan=False, default=str)
    return text.encode()


def seed_of(digested: str) -> int:
    """The leading 128 bits of a digest."""
    return int(digested[:32], 16)


def stream(seed: int, key: Sequence[int] = ()) -> np.random.Generator:
    """The random numbers of a seed or, with a key, one of its own; ValueError below 0.

    PCG64 by name: NumPy may change which generator is its default.
    """
    if seed < 0:
        raise ValueError(f"The seed {seed} is negative; give an integer from 0 on.")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))
