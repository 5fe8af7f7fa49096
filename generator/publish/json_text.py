"""JSON as files hold it: to be read by people, or as short as can be for our own scripts."""

from __future__ import annotations

import json
from typing import Any


def readable(content: Any) -> bytes:
    """Every value on a line of its own."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def packed(content: Any) -> bytes:
    """Without a space."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
