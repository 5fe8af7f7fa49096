"""One writer at a time to a folder, also among processes."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from filelock import FileLock


def lock_of(folder: Path) -> FileLock:
    """The lock of a folder; its file lies outside, where it cannot be published."""
    key = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return FileLock(Path(tempfile.gettempdir()) / f"beatbook-{key}.lock")
