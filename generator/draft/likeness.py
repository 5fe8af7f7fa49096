"""What a text is like: by the pairs of characters that it shares with texts of known categories.

Pairs stand for words, which Chinese does not divide. A pair found in few texts says more than a
common one, and each text counts alike however long it is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import log, sqrt
from typing import Final, NamedTuple

from generator.evidence.normalise import normalise
from generator.records import reader
from generator.records.load import is_draft, read_text, record_files
from generator.records.models import FIVE_IS
from generator.settings import Settings

_IDEOGRAPHS: Final = re.compile("[\u4e00-\u9fff]{2,}")
_FIGURES: Final = re.compile(r"^metrics:.*\n(?:(?:[ #-].*)?\r?\n)*", re.MULTILINE)


class Example(NamedTuple):
    """A text and the category that it is known to belong to."""

    category: str
    text: str


class Resemblance:
    """How like the examples of each category a text is."""

    def __init__(self, examples: Iterable[Example]) -> None:
        counted = [(category, _pairs(text)) for category, text in examples]
        texts = Counter(pair for _, pairs in counted for pair in pairs)
        self._rarest = log(max(len(counted), 1))
        self._rarity = {pair: self._rarest - log(times) for pair, times in texts.items()}
        sums: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for category, pairs in counted:
            total = sums[category]
            for pair, weight in self._weights(pairs).items():
                total[pair] += weight
        self._means = {category: _unit(total) for category, total in sums.items()}

    def to_categories(self, text: str) -> dict[str, float]:
        """Between 0, nothing in common, and 1 for every category that has examples."""
        weights = self._weights(_pairs(text))
        return {
            category: sum(weight * mean.get(pair, 0.0) for pair, weight in weights.items())
            for category, mean in self._means.items()
        }

    def _weights(self, pairs: Counter[str]) -> dict[str, float]:
        return _unit(
            {
                pair: (1 + log(times)) * self._rarity.get(pair, self._rarest)
                for pair, times in pairs.items()
            }
        )


def recorded_examples(settings: Settings) -> list[Example]:
    """What the book's brands say of themselves in Chinese, but for their figures.

    A draft teaches nothing, for its category is a guess, nor does a record that cannot be read.
    """
    examples = []
    for name in record_files(settings, "brands"):
        text, _ = read_text(settings.root / name, name)
        record = reader.read(_FIGURES.sub("", text))[0] if text is not None else None
        if isinstance(record, dict) and not is_draft(record):
            category = record.get("category")
            said = [_chinese(record.get(key)) for key in ("name", "summary", *FIVE_IS)]
            if isinstance(category, str):
                examples.append(Example(category, "\n".join(filter(None, said))))
    return examples


def _chinese(text: object) -> str:
    """The Chinese of a bilingual text, empty where there is none."""
    said = text.get("zh") if isinstance(text, dict) else None
    return said if isinstance(said, str) else ""


def _pairs(text: str) -> Counter[str]:
    """How often two ideographs stand side by side."""
    runs = _IDEOGRAPHS.findall(normalise(text))
    return Counter(first + second for run in runs for first, second in pairwise(run))


def _unit(weights: dict[str, float]) -> dict[str, float]:
    """The weights in proportion, of length 1."""
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {pair: weight / length for pair, weight in weights.items()} if length else {}
