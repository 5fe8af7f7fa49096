"""From a newspaper article to draft records: reading, page matter, places, names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

WORDS: Final[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("lexicon.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
"""`lexicon.yml` as it stands."""
