"""From a newspaper article to draft records: reading, page matter, places, names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml


def _words(name: str) -> dict[str, Any]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return words


WORDS: Final = _words("lexicon.yml")
"""`lexicon.yml` as it stands: words of page matter, places and names."""

FILTER: Final = _words("filter.yml")
"""`filter.yml` as it stands: words by which figures are told from stories."""
