"""The static API: which addresses it has, and the page that explains them.

What stands at them is made in `generator/publish/api.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from generator.book.book import Book
from generator.site.page import Page
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK, ROUND_CODEBOOK

VERSION: Final = 1
"""Of the addresses and keys of the API; a change that breaks readers takes a new one."""

ROOT: Final = f"api/v{VERSION}"

PART: Final = 500
"""Rows of a list in one file; a longer list goes on in `<name>-2.json` and so on."""

BOUND: Final = 1_000_000
"""Bytes that no file of the API reaches: a list is parted, a record is one record."""

LISTED: Final = frozenset(["adopted_from", "gaps", "missing_for_next", "season", "sources", "tags"])
"""The columns of the tables of the book that hold several values: arrays in the API."""


class Endpoint(NamedTuple):
    """One kind of file: its name, its address below the root with what varies in braces.

    A list comes in parts, each with rows; `table` is the table of the codebook whose columns the
    rows have.
    """

    name: str
    address: str
    is_list: bool = False
    table: str = ""


ENDPOINTS: Final = (
    Endpoint("index", "index.json"),
    Endpoint("brands", "brands.json", True, "brands"),
    Endpoint("brand", "brands/{id}.json"),
    Endpoint("metrics", "metrics.json", True),
    Endpoint("figures", "metrics/{indicator}.json", True, "metrics"),
    Endpoint("indicators", "indicators.json", True),
    Endpoint("sources", "sources.json", True, "sources"),
    Endpoint("source", "sources/{id}.json"),
    Endpoint("honours", "honours.json", True),
    Endpoint("honour", "honours/{id}.json"),
    Endpoint("editions", "editions.json", True),
    Endpoint("edition", "editions/{id}.json"),
    Endpoint("table", "editions/{id}/{table}.json", True),
    Endpoint("rounds", "rounds.json", True),
    Endpoint("round", "rounds/{id}.json"),
    Endpoint("round_table", "rounds/{id}/{table}.json", True),
    Endpoint("corrections", "corrections.json", True),
    Endpoint("schema", "schema.json"),
)
"""Every kind of file of the API, in the order in which the page tells them."""


def api_pages(book: Book) -> Iterator[Page]:
    """The page that documents the API, each address with an example that is there."""
    data = {
        "root": ROOT,
        "version": VERSION,
        "part": PART,
        "bound": BOUND // 1_000_000,
        "endpoints": [(endpoint, _example(endpoint.name, book)) for endpoint in ENDPOINTS],
        "codebooks": {**CODEBOOK, **EDITION_CODEBOOK, **ROUND_CODEBOOK},
    }
    yield Page("api", "pages/api.html", data)


def _example(name: str, book: Book) -> str:
    """An address of a kind of file that the book has; empty where it has none."""
    ranked = next((i for i, own in book.editions.items() if own.rankings is not None), "")
    used = next((m.indicator for own in book.brands.values() for m in own.read_metrics()), "")
    found = {
        "brand": ("brands/{}.json", next(iter(book.brands), "")),
        "figures": ("metrics/{}.json", used),
        "source": ("sources/{}.json", next(iter(book.content.sources), "")),
        "honour": ("honours/{}.json", next(iter(book.content.honours), "")),
        "edition": ("editions/{}.json", next(iter(book.editions), "")),
        "table": ("editions/{}/ladder.json", ranked),
        "round": ("rounds/{}.json", next(iter(book.rounds), "")),
        "round_table": ("rounds/{}/places.json", next(iter(book.rounds), "")),
    }
    if name not in found:
        return next(endpoint.address for endpoint in ENDPOINTS if endpoint.name == name)
    form, identity = found[name]
    return form.format(identity) if identity else ""
