"""Empty tables to be filled in: headings in both languages, choices, and one row as an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final

from generator.book.book import Book
from generator.errors import RecordPath
from generator.intake.kinds import TableColumn, TableKind
from generator.intake.scores import SCORES
from generator.intake.values import Known
from generator.records.models import number_text
from generator.sheets.cells import Value
from generator.sheets.forms import REMARK, FormColumn, SheetForm, to_csv, to_workbook

_PLACES: Final = "places"
_WIDTHS: Final = {"text": 30, "address": 30, "id": 26, "ids": 30, "place": 24}
"""Of columns by their form, in characters; others are as wide as their heading."""


def template_workbook(kind: TableKind, book: Book) -> bytes:
    """A workbook with the form of a kind, and the lists that its cells are chosen from."""
    known = Known(book.content.vocabulary, book.words)
    lists = {name: values for name, values in _lists(kind, known) if values}
    title = f"Beatbook: {kind.title['zh']} / {kind.title['en']}"
    return to_workbook([_form(kind, book, lists)], lists, title, book.as_of)


def template_csv(kind: TableKind, book: Book) -> bytes:
    """The same form as CSV for spreadsheets, without lists."""
    return to_csv(_form(kind, book, {}))


def _form(kind: TableKind, book: Book, lists: Mapping[str, Any]) -> SheetForm:
    offered = [column for column in kind.columns.values() if column.offered]
    columns = [_column(column, lists) for column in offered]
    example = _example(kind, book, offered)
    return SheetForm(kind.title["zh"], columns, [example] if example else [])


def _column(column: TableColumn, lists: Mapping[str, Any]) -> FormColumn:
    name = _list_name(column)
    # Several ids stand in one cell, which a list to choose one from would refuse.
    chosen = name if name in lists and column.form != "ids" else ""
    said = "\n".join(filter(None, (column.note["zh"], column.note["en"])))
    width = 0 if name in lists and column.form == "text" else _WIDTHS.get(column.form, 0)
    return FormColumn(f"{column.zh}\n{column.en}", said, chosen, width=width)


def _list_name(column: TableColumn) -> str:
    return _PLACES if column.form == "place" else column.of or column.name


def _lists(kind: TableKind, known: Known) -> Iterator[tuple[str, list[str]]]:
    """The choices of each column, an id with its Chinese name behind it."""
    vocabulary = known.vocabulary
    for column in kind.columns.values():
        if column.form == "place":
            units = (vocabulary.divisions.at(code) for code in vocabulary.divisions.codes)
            present = [unit for unit in units if unit is not None and not unit.valid_to]
            lines = ((u.code, vocabulary.divisions.line(u.code)) for u in present)
            yield _PLACES, [f"{code} {''.join(u.name for u in line)}" for code, line in lines]
        elif column.of == "units":
            yield "units", sorted({u for i in vocabulary.indicators.values() for u in i.units})
        elif column.offered and (choices := known.choices(column)):
            named = [(word, next(filter(None, names), "")) for word, names in choices.items()]
            yield _list_name(column), [f"{word} {name}".rstrip() for word, name in named]


def _example(kind: TableKind, book: Book, columns: list[TableColumn]) -> list[Value | None]:
    """One row as a remark, as it stands in the book where one does: to be made one's own."""
    record = _some_record(kind, book)
    cells = list(_cells_of(record, kind, columns)) if record else [c.example for c in columns]
    return [f"{REMARK} {cells[0]}", *cells[1:]] if any(cells) else []


def _cells_of(
    record: Any, kind: TableKind, columns: Iterable[TableColumn]
) -> Iterator[Value | None]:
    """What a record, or the first entry of its list, says in each column."""
    entry = getattr(record, kind.entry)[0] if kind.entry else record
    for column in columns:
        if kind.entry and column.name == kind.key[0]:
            yield record.id
        else:
            yield _cell(_at(record if column.whole else entry, column.path))


def _some_record(kind: TableKind, book: Book) -> Any:
    """The first record that has an entry, where rows are entries; None without any."""
    if kind.folder == SCORES:
        scored = ((i, scores) for i, scores in book.content.scores.items() if scores)
        return next((SimpleNamespace(id=i, scores=scores) for i, scores in scored), None)
    if kind.folder == "brands":
        records: Iterator[Any] = (brand.record() for brand in book.brands.values())
    else:
        records = iter(getattr(book.content, kind.folder).values())
    return next((own for own in records if not kind.entry or getattr(own, kind.entry)), None)


def _at(value: Any, path: RecordPath) -> Any:
    for step in path:
        value = getattr(value, str(step), None)
    return value


def _cell(value: Any) -> Value | None:
    if isinstance(value, list):
        return " ".join(map(str, value)) or None
    return number_text(value) if isinstance(value, Fraction) else value
