"""The static API below `api/v1/`: lists in parts of bounded size, and a file for each record.

Every file is a JSON object that begins with `schema_version` and `as_of`. Its addresses stand in
`generator/site/api.py`, its shape in `generator/publish/api_schema.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from generator.book.book import Book, EditionBook, RoundBook
from generator.book.tables import DataTable, book_tables, edition_tables, round_tables
from generator.publish import Files
from generator.publish.api_schema import NOT_IN_RECORD, make_schema
from generator.publish.json_text import readable
from generator.publish.spreadsheet import rows_of
from generator.records.models import Record
from generator.site.api import ENDPOINTS, LISTED, PART, ROOT, VERSION
from generator.site.page import numbered, page_count, parts_of

Json = Mapping[str, Any]

_MOVED: Final = {
    **{kind: kind for kind in ("brands", "sources", "honours", "editions", "rounds")},
    "indicators": "metrics",
}
"""The folders of pages of which former ids lead on, each with its folder here."""


def make_api(book: Book) -> Files:
    """Every file of the API by its path below the site's folder."""
    tables = {table.name: table for table in book_tables(book)}
    files = [
        _brands(book, tables["brands"]),
        _metrics(book, tables["metrics"]),
        make_list("indicators", book.as_of, _indicators(book)),
        _sources(book, tables["sources"]),
        _honours(book),
        _editions(book),
        _rounds(book),
        make_list("corrections", book.as_of, _corrections(book)),
        [("schema.json", readable(make_schema(book)))],
        [("index.json", to_json(book.as_of, _index(book)))],
    ]
    known = set()
    for path, data in (file for own in files for file in own):
        known.add(path)
        yield f"{ROOT}/{path}", data
    for path, target in _moved(book):
        if target in known:
            yield f"{ROOT}/{path}", to_json(book.as_of, {"moved_to": target})


def to_json(as_of: str, content: Json) -> bytes:
    """A file of the API; `as_of` is the day that its data speak for."""
    return readable({"schema_version": VERSION, "as_of": as_of, **content})


def make_list(name: str, as_of: str, rows: Iterable[Json]) -> Files:
    """A list in parts, the first at `<name>.json`; each row on a line of its own."""
    rows = list(rows)
    count = page_count(len(rows), PART)
    for number, own in enumerate(parts_of(rows, PART), start=1):
        head = {
            "schema_version": VERSION,
            "as_of": as_of,
            "total": len(rows),
            "part": number,
            "parts": count,
            "next": f"{numbered(name, number + 1)}.json" if number < count else None,
        }
        lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in own)
        begun = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
        listed = f"[\n  {lines}\n ]" if own else "[]"
        yield f"{numbered(name, number)}.json", f'{begun},\n "rows": {listed}\n}}\n'.encode()


def dicts_of(table: DataTable) -> Iterator[dict[str, Any]]:
    """The rows of a table by their columns; what holds several values is an array."""
    for row in rows_of(table):
        yield {
            name: str(value or "").split() if name in LISTED and not table.folder else value
            for name, value in zip(table.columns, row, strict=True)
        }


def _brands(book: Book, table: DataTable) -> Files:
    rows = [*dicts_of(table)]
    listed = [{**row, "address": f"brands/{row['id']}.json"} for row in rows]
    yield from make_list("brands", book.as_of, listed)
    derived = {row["id"]: {name: row[name] for name in NOT_IN_RECORD} for row in rows}
    for identity, entry in book.brands.items():
        page, record = f"brands/{identity}.html", json.loads(entry.packed)
        content = {"page": page, "brand": record, "derived": derived[identity]}
        yield f"brands/{identity}.json", to_json(book.as_of, content)
        yield f"brands/{identity}.yml", (book.settings.root / entry.file).read_bytes()


def _metrics(book: Book, table: DataTable) -> Files:
    """The figures by their indicators, and a list of the indicators that have some."""
    rows = table.frame.groupby("indicator").indices
    used = [identity for identity in book.content.vocabulary.indicators if identity in rows]
    listed = [
        {"indicator": i, "figures": len(rows[i]), "address": f"metrics/{i}.json"} for i in used
    ]
    yield from make_list("metrics", book.as_of, listed)
    for identity in used:
        own = table._replace(frame=table.frame.iloc[rows[identity]])
        yield from make_list(f"metrics/{identity}", book.as_of, dicts_of(own))


def _indicators(book: Book) -> Iterator[Json]:
    for identity, indicator in book.content.vocabulary.indicators.items():
        yield {"id": identity, **_record(indicator)}


def _sources(book: Book, table: DataTable) -> Files:
    listed = [{**row, "address": f"sources/{row['id']}.json"} for row in dicts_of(table)]
    yield from make_list("sources", book.as_of, listed)
    citing: dict[str, list[str]] = {identity: [] for identity in book.content.sources}
    for brand in sorted(book.brands):
        for identity in book.brands[brand].row.sources.split():
            citing[identity].append(brand)
    for identity, source in book.content.sources.items():
        page = f"sources/{identity}.html"
        content = {"page": page, "source": _record(source), "brands": citing[identity]}
        yield f"sources/{identity}.json", to_json(book.as_of, content)


def _honours(book: Book) -> Files:
    honours = book.content.honours
    listed = [
        {**_record(own, {"entries"}), "entries": len(own.entries), "address": f"honours/{i}.json"}
        for i, own in honours.items()
    ]
    yield from make_list("honours", book.as_of, listed)
    for identity, honour in honours.items():
        content = {"page": f"honours.html#{identity}", "honour": _record(honour)}
        yield f"honours/{identity}.json", to_json(book.as_of, content)


def _editions(book: Book) -> Files:
    listed = [_listed_edition(own) for own in book.editions.values()]
    yield from make_list("editions", book.as_of, listed)
    for identity, own in book.editions.items():
        as_of, tables = own.book.as_of, edition_tables(own) if own.rankings else {}
        addresses = {name: f"editions/{identity}/{name}" for name in tables}
        content = {
            "page": f"editions/{identity}.html",
            "edition": _record(own.edition),
            "before": own.before and own.before.edition.id,
            "brands": len(own.book.brands),
            "figures": own.book.figure_count(),
            "tables": [
                {"table": name, "rows": len(table.frame), "address": f"{addresses[name]}.json"}
                for name, table in tables.items()
            ],
        }
        yield f"editions/{identity}.json", to_json(as_of, content)
        for name, table in tables.items():
            yield from make_list(addresses[name], as_of, dicts_of(table))


def _listed_edition(own: EditionBook) -> Json:
    edition = own.edition
    return {
        "id": edition.id,
        "title": _record(edition.title),
        "first": edition.first,
        "last": edition.last,
        "scope": edition.scope,
        "category": edition.category,
        "status": edition.status,
        "as_of": own.book.as_of,
        "brands": len(own.book.brands),
        "figures": own.book.figure_count(),
        "address": f"editions/{edition.id}.json",
    }


def _rounds(book: Book) -> Files:
    yield from make_list("rounds", book.as_of, map(_listed_round, book.rounds.values()))
    for identity, own in book.rounds.items():
        tables = round_tables(own)
        addresses = {name: f"rounds/{identity}/{name}" for name in tables}
        content = {
            "page": f"rounds/{identity}.html",
            "round": _record(own.round),
            "follows": own.result.follows,
            "selected": own.result.selected,
            "tied": own.result.tied,
            "tables": [
                {"table": name, "rows": len(table.frame), "address": f"{addresses[name]}.json"}
                for name, table in tables.items()
            ],
        }
        yield f"rounds/{identity}.json", to_json(own.as_of, content)
        for name, table in tables.items():
            yield from make_list(addresses[name], own.as_of, dicts_of(table))


def _listed_round(own: RoundBook) -> Json:
    selection = own.round
    return {
        "id": selection.id,
        "title": _record(selection.title),
        "first": selection.first,
        "last": selection.last,
        "scope": selection.scope,
        "category": selection.category,
        "status": selection.status,
        "decided": selection.decided,
        "as_of": own.as_of,
        "nominated": len(selection.nominated),
        "selected": len(own.result.selected),
        "address": f"rounds/{selection.id}.json",
    }


def _corrections(book: Book) -> Iterator[Json]:
    """The corrections, each with the published editions that hold its record."""
    touched: dict[str, list[str]] = {own.id: [] for own in book.content.corrections}
    for identity, edition in book.editions.items():
        if edition.edition.status == "published":
            for own in edition.book.content.corrections:
                touched[own.id].append(identity)
    for own in sorted(book.content.corrections, key=lambda own: (own.on, own.id), reverse=True):
        yield {**_record(own), "editions": touched[own.id]}


def _record(record: Record, without: set[str] | None = None) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude=without)


def _index(book: Book) -> Json:
    rows = book.rows()
    return {
        "licence": "CC-BY-4.0",
        "languages": list(book.words),
        "documentation": [f"../../{language}/api.html" for language in book.words],
        "counts": {
            "brands": len(rows),
            "metrics": sum(row.figures for row in rows),
            "indicators": len(book.content.vocabulary.indicators),
            "sources": len(book.content.sources),
            "honours": len(book.content.honours),
            "editions": len(book.editions),
            "rounds": len(book.rounds),
            "corrections": len(book.content.corrections),
        },
        "endpoints": [
            {"name": endpoint.name, "address": endpoint.address, "list": endpoint.is_list}
            for endpoint in ENDPOINTS
        ],
    }


def _moved(book: Book) -> Iterator[tuple[str, str]]:
    """The addresses that records had, each with the one that it has now."""
    for kind, former in book.renamed().items():
        if kind in _MOVED:
            for old, now in former.items():
                yield f"{_MOVED[kind]}/{old}.json", f"{_MOVED[kind]}/{now}.json"
