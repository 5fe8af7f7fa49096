"""What a check counted in a book where it found nothing, kept until any file is another.

In `.cache/checked`, which may be deleted at any time. It is told by what the disk says of files,
so that nothing need be read; a file that was changed just now may change again without a sign of
it, and then nothing is kept.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from generator.settings import Settings
from generator.system import files
from generator.system.files import SETTLED, FileState, states
from generator.system.program import program_digest

_FILE: Final = Path(".cache", "checked")

Seen = Mapping[str, FileState]
"""What the disk says of every file that a check reads, by its path."""


def seen(settings: Settings) -> Seen:
    """The files that a check of a book reads, as they are now."""
    folders = (settings.content, settings.templates / "translations", settings.sources)
    return {path: state for top in folders if top for path, state in states(top)}


def kept_counts(settings: Settings, now: Seen) -> dict[str, int] | None:
    """The counts of the last check, where it was of the same files and found nothing."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        kept = json.loads(files.read_sealed(settings.root / _FILE, files.RECORD).tobytes())
        if kept["of"] == _digest(settings, now):
            return {str(name): int(number) for name, number in kept["counts"].items()}
    return None


def keep_counts(settings: Settings, before: Seen, counts: Mapping[str, int]) -> None:
    """Keep them, with what the disk said before the check, where that is possible."""
    if time.time_ns() - max((state.changed for state in before.values()), default=0) > SETTLED:
        with suppress(OSError):
            body = json.dumps({"of": _digest(settings, before), "counts": counts})
            files.replace_sealed(settings.root / _FILE, body.encode())


def _digest(settings: Settings, told: Seen) -> str:
    of_files = [(os.fsencode(path), state) for path, state in sorted(told.items())]
    by = program_digest(), settings.model_dump_json(), of_files
    return sha256(msgspec.msgpack.encode(by)).hexdigest()
