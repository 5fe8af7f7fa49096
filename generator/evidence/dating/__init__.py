"""When the figures of an article were counted: the times that a text names, and the period of each.

`periods` is what others call. Below it `carrying` says which time a later sentence goes on with and
`operations` when something began that a text names; `mentions` finds times, `resolve` completes
them, `joined` makes one of two and `holidays` knows days off; `expressions`, `printed`, `spans` and
`times` say what they look like and what they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

DATING: Final[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("lexicon.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
"""`lexicon.yml` as it stands."""
