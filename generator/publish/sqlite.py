"""The tables as an SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Final

from generator.errors import BeatbookError
from generator.publish.datapackage import Keys, keys_of
from generator.publish.spreadsheet import Tables, rows_of, with_codebook
from generator.records.i18n import Words
from generator.tables.codebook import Codebook, Column
from generator.words.messages import Message

_TYPES: Final[Mapping[str, str]] = {
    "string": "TEXT",
    "date": "TEXT",
    "fraction": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
}


def make_database(
    tables: Tables, codebook: Codebook, keys: Mapping[str, Keys], words: Mapping[str, Words]
) -> bytes:
    """A database file of the tables and a table `codebook`; booleans are 0 and 1.

    The same tables give the same bytes with the same version of SQLite. Raises BeatbookError
    where rows share a primary key or name a row that does not exist.
    """
    known = {"codebook": Keys(("table_name", "column_name")), **keys}
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA page_size = 4096")
        for name, (frame, columns) in with_codebook(tables, codebook, words).items():
            database.execute(_create(name, columns, keys_of(name, known, tables)))
            places = ", ".join("?" * len(columns))
            insert = f"INSERT INTO {_quoted(name)} VALUES ({places})"  # noqa: S608 # quoted
            try:
                database.executemany(insert, rows_of(frame, columns))
            except sqlite3.IntegrityError as error:
                said = Message(
                    "the table {table}: {fault}: correct the records", table=name, fault=str(error)
                )
                raise BeatbookError(said) from None
        _check(database)
        database.commit()
        database.execute("VACUUM")
        return database.serialize()


def _create(name: str, columns: Mapping[str, Column], keys: Keys) -> str:
    parts = [_column(column, kind.type, column in keys.primary) for column, kind in columns.items()]
    if keys.primary:
        parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, keys.primary))})")
    for column, table, target in keys.foreign:
        reference = f"{_quoted(table)} ({_quoted(target)})"
        parts.append(f"FOREIGN KEY ({_quoted(column)}) REFERENCES {reference}")
    lines = ",\n  ".join(parts)
    return f"CREATE TABLE {_quoted(name)} (\n  {lines}\n)"


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
        said = Message(
            "row {row} of the table {table} names a row of {parent} that does not exist:"
            " correct the records",
            row=row,
            table=table,
            parent=parent,
        )
        raise BeatbookError(said)
