"""What was published and is kept: JSON beside its record, sealed with its own checksum."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.rank.seeds import digest
from generator.words.messages import Message


def sealed(body: Mapping[str, Any]) -> bytes:
    """The file of a store."""
    told = {"sha256": digest(body), **body}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def unsealed(text: str) -> dict[str, Any]:
    """What such a file holds; ValueError where it was changed since it was written."""
    body: dict[str, Any] = json.loads(text)
    if body.pop("sha256") != digest(body):
        raise ValueError(Message("it was changed since it was written"))
    return body
