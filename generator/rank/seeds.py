"""Seeds that follow from the data: equal inputs give equal draws, whatever their order or place."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def digest(inputs: Any) -> str:
    """SHA-256 of the canonical JSON of inputs: keys sorted, floats at full precision."""
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False, allow_nan=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def seed_of(digested: str) -> int:
    """The leading 128 bits of a digest."""
    return int(digested[:32], 16)
