"""The parts of a site that can be left out, and what makes the files of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from generator.book.book import Book
from generator.errors import BeatbookError
from generator.publish import Files
from generator.publish.data import make_data
from generator.publish.explorer import make_explorer
from generator.publish.feed import make_feeds
from generator.publish.html import card_makers, page_makers
from generator.publish.search import make_index
from generator.words.messages import Message

Maker = Callable[[], Files]

PARTS: Final[Mapping[str, Callable[[Book], Sequence[Maker]]]] = {
    "search": lambda book: [partial(make_index, book)],
    "data": lambda book: [partial(make_data, book)],
    "explorer": lambda book: [partial(make_explorer, book)],
    "feeds": lambda book: [partial(make_feeds, book)],
    "cards": card_makers,
    "pages": page_makers,
}
"""The parts by name: what makes the files of one, to be shared out among processes.

What takes longest by itself comes first and the pages, in small shares, at the end.
"""


def parts_named(names: str) -> tuple[str, ...]:
    """The parts of a list of names with spaces between them, all for none; BeatbookError."""
    asked = names.split()
    for name in asked:
        if name not in PARTS:
            raise BeatbookError(
                Message(
                    "there is no part `{name}` of the site: the parts are {known}",
                    name=name,
                    known=" ".join(PARTS),
                )
            )
    return tuple(part for part in PARTS if part in asked or not asked)
