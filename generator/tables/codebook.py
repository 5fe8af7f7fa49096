"""The columns of the data files: their types, and where their meaning is found."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple, get_args

import yaml

from generator.records.i18n import Words
from generator.records.models import Item


class Column(NamedTuple):
    """The type of a column, and the names of its table and itself.

    Types are string, integer, number, boolean, `date` (as precise as stated: 2024, 2024-05) and
    `fraction` (an exact number as text, such as 36.77 or 1/3). `item` is what the column is of,
    where the table has one for each item of the documentation ranking.
    """

    type: str
    table: str
    name: str
    item: str = ""

    def word(self, known: Container[str]) -> str:
        """The key of its meaning: one for this table alone where it is known, else by its name."""
        own = f"column_{self.table}_{self.name}"
        return own if own in known else f"column_{self.name}"

    def meaning(self, words: Words) -> str:
        """What the column holds, in a language."""
        return words.say(self.word(words.words), item=self.item)


Codebook = Mapping[str, Mapping[str, Column]]


def _read() -> dict[str, Codebook]:
    text = Path(__file__).with_name("codebook.yml").read_text(encoding="utf-8")
    books: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(text)
    return {
        book: {table: dict(_columns(table, types)) for table, types in tables.items()}
        for book, tables in books.items()
    }


def _columns(table: str, types: Mapping[str, str]) -> Iterator[tuple[str, Column]]:
    for name, kind in types.items():
        if name == "item":
            for item in get_args(Item):
                yield f"item_{item}", Column(kind, table, name, item)
        else:
            yield name, Column(kind, table, name)


_BOOKS: Final = _read()
CODEBOOK: Final = _BOOKS["book"]
"""Tables and their columns in the order of the data files."""

EDITION_CODEBOOK: Final = _BOOKS["edition"]
"""Tables of one edition and their columns in the order of the data files."""

ROUND_CODEBOOK: Final = _BOOKS["round"]
"""Tables of one selection round and their columns in the order of the data files."""
