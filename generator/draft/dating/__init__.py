"""When the figures of an article were counted: the times that a text names, and the period of each.

`periods` is what others call; below it `mentions` finds times, `resolve` completes them, and
`expressions`, `printed` and `spans` say what they look like and what they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

DATING: Final[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("lexicon.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
"""`lexicon.yml` as it stands."""
