"""The parts of a site, each of which can be left out, and what makes their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from generator.book.book import Book
from generator.errors import BeatbookError
from generator.publish import Files
from generator.publish.explorer import make_explorer
from generator.publish.feed import make_feeds
from generator.publish.html import Made, makers_of, page_makers
from generator.publish.reuse import LastPages
from generator.site.pages import CARDS, CHARTS, REPORTS
from generator.words.messages import Message

Maker = Callable[[], Made]


class SitePart(NamedTuple):
    """What makes the files of a part, and the form of their paths below the site's folder.

    Pages have none: where a site is served, they are made one by one. A part that looks at the
    `whole` book at a time may take as much memory again.
    """

    makers: Callable[[Book, LastPages | None], Sequence[Maker]]
    form: str = ""
    whole: bool = False


def _one(make: Callable[[Book], Files], form: str) -> SitePart:
    return SitePart(lambda book, _: [partial(make, book)], form, whole=True)


def _make_index(book: Book) -> Files:
    # pypinyin and its dictionaries take a while to load; no page needs them.
    from generator.publish.search import make_index

    return make_index(book)


def _make_data(book: Book) -> Files:
    # As above, of pandas.
    from generator.publish.data import make_data

    return make_data(book)


PARTS: Final[Mapping[str, SitePart]] = {
    "search": _one(_make_index, "search/.*"),
    "data": _one(_make_data, "(data|api)/.*"),
    "explorer": _one(make_explorer, "[^/]*/explorer/.*"),
    "feeds": _one(make_feeds, r"[^/]*/feed\.xml"),
    "reports": SitePart(lambda book, _: makers_of(REPORTS, book), whole=True),
    "charts": SitePart(lambda book, _: makers_of(CHARTS, book), whole=True),
    "cards": SitePart(lambda book, _: makers_of(CARDS, book)),
    "pages": SitePart(page_makers),
}
"""The parts by name.

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
