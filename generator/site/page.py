"""One page of the site, and how a long list is spread over several of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from generator.book.book import Book

PAGE_SIZE = 100
"""Rows of a list on one page."""

Listed = TypeVar("Listed")


Data = Mapping[str, Any]


class Page(NamedTuple):
    """One page: its address without language and ending, its template and data.

    The data of pages of which there are many come as a function, so that only what is rendered
    is made. `book` is given where a page is about another than the whole book: that of an edition.
    `ending` is that of its file, where it is a picture. `along` is the part of a long list that
    ends with it: pages of other lists that are as far along show much the same brands.
    """

    address: str
    template: str
    data: Data | Callable[[], Data]
    book: Book | None = None
    ending: str = "html"
    along: float = 0.0

    @property
    def file(self) -> str:
        """Its path below the language's folder."""
        return f"{self.address}.{self.ending}"

    def shown(self) -> Data:
        """Its data, made if need be."""
        return self.data() if callable(self.data) else self.data


def page_count(rows: int, size: int = PAGE_SIZE) -> int:
    """How many pages a list of so many rows takes: an empty one takes one."""
    return max(1, -(-rows // size))


def parts_of(rows: Sequence[Listed], size: int = PAGE_SIZE) -> Iterator[Sequence[Listed]]:
    """The rows of each page."""
    for number in range(page_count(len(rows), size)):
        yield rows[number * size : (number + 1) * size]


def numbered(address: str, number: int) -> str:
    """Where a page of a list stands, the first at the list's own address."""
    return address if number == 1 else f"{address}-{number}"


def paging(address: str, number: int, total: int, size: int = PAGE_SIZE) -> dict[str, Any]:
    """What the links between the parts of a list need."""
    return {"first": address, "number": number, "pages": page_count(total, size), "total": total}
