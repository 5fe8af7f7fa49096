"""The tables as an SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Final

from generator.book.book import Book
from generator.book.tables import DataTable, book_tables
from generator.errors import BeatbookError
from generator.publish import Files
from generator.publish.spreadsheet import rows_of, with_codebook
from generator.records.i18n import Words

_TYPES: Final[Mapping[str, str]] = {
    "string": "TEXT",
    "date": "TEXT",
    "fraction": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
}


def make_database(book: Book) -> Files:
    """The tables of the book as a database; raises as `to_database` does."""
    yield "beatbook.sqlite", to_database(book_tables(book), book.words)


def to_database(tables: Iterable[DataTable], words: Mapping[str, Words]) -> bytes:
    """A database file of the tables and a table `codebook`; booleans are 0 and 1.

    The same tables give the same bytes with the same version of SQLite. Raises BeatbookError
    where rows share a primary key or name a row that does not exist.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA page_size = 4096")
        for table in with_codebook(tables, words):
            database.execute(_create(table))
            places = ", ".join("?" * len(table.columns))
            insert = f"INSERT INTO {_quoted(table.name)} VALUES ({places})"  # noqa: S608 # quoted
            try:
                database.executemany(insert, rows_of(table))
            except sqlite3.IntegrityError as error:
                raise BeatbookError(
                    "the table {table}: {fault}: correct the records",
                    table=table.name,
                    fault=str(error),
                ) from None
        _check(database)
        database.commit()
        database.execute("VACUUM")
        return database.serialize()


def _create(table: DataTable) -> str:
    primary, foreign = table.keys
    parts = [_column(name, kind.type, name in primary) for name, kind in table.columns.items()]
    if primary:
        parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, primary))})")
    for column, other in foreign:
        parts.append(f'FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(other)} ("id")')
    lines = ",\n  ".join(parts)
    return f"CREATE TABLE {_quoted(table.name)} (\n  {lines}\n)"


def _column(name: str, kind: str, required: bool) -> str:
    quoted = _quoted(name)
    check = f" CHECK ({quoted} IN (0, 1))" if kind == "boolean" else ""
    return f"{quoted} {_TYPES[kind]}{' NOT NULL' if required else ''}{check}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _check(database: sqlite3.Connection) -> None:
    found = database.execute("PRAGMA foreign_key_check").fetchone()
    if found is not None:
        table, row, parent, _ = found
        raise BeatbookError(
            "row {row} of the table {table} names a row of {parent} that does not exist:"
            " correct the records",
            row=row,
            table=table,
            parent=parent,
        )
