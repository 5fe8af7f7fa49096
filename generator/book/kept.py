"""Rankings kept with the checksum of all their inputs, so that only what changed is ranked again.

The files in `.cache/rankings/`, one an edition, may be deleted at any time; one that is damaged,
of other inputs or of another version of the program is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
from pydantic import ValidationError

from generator.rank.results import Rankings
from generator.system import files
from generator.system.program import program_digest

_FOLDER: Final = Path(".cache", "rankings")


def kept(root: Path, edition: str, checksum: str, rank: Callable[[], Rankings]) -> Rankings:
    """The rankings of an edition's inputs: as they were kept, else worked out and kept.

    Where nothing can be written, as on a full disk, they are worked out each time.
    """
    path = root / _FOLDER / f"{edition}.json"
    made_by = [checksum, program_digest(), np.__version__]
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError, ValidationError):
        found = json.loads(files.read_bytes(path, files.STORE))
        if found["made_by"] == made_by:
            return Rankings.model_validate(found["rankings"])
    rankings = rank()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        said = {"made_by": made_by, "rankings": rankings.model_dump(mode="json")}
        files.replace_file(path, json.dumps(said).encode())
    return rankings
