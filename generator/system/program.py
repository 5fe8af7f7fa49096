"""What tells one version of the program from another."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

import generator

_READERS: Final = ("pyyaml", "pydantic", "pydantic-core")
"""The libraries that decide what a record means."""


@cache
def program_digest() -> str:
    """A digest of its code and its words, and of the libraries that read records."""
    digest, folder = sha256(), Path(generator.__file__).parent
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.yml")]):
        digest.update(path.read_bytes())
    digest.update(" ".join(map(version, _READERS)).encode())
    return digest.hexdigest()
