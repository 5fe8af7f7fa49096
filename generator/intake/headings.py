"""Which table a sheet holds: told by its headings, wherever they begin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from generator.errors import CellFinding, Finding
from generator.intake.kinds import KINDS, TableColumn, TableKind
from generator.records.shape import suggest
from generator.sheets.cells import Sheet, SheetCell, SheetRow
from generator.sheets.forms import REMARK
from generator.words.messages import Message

_SEARCHED: Final = 20
"""Rows at the top among which the headings are."""
_WIDEST: Final = 1_000
"""Cells of a row of headings; the table of most columns has fewer than a hundred."""
_LONGEST: Final = 200
"""Characters of a heading; none of ours has fifty."""
_FEWEST: Final = 2
"""Headings by which a table is known."""
_ASIDE: Final = re.compile(r"[(（\[【].*?[)）\]】]|[\s_*:：·.、]+")
_PARTS: Final = re.compile(r"[/／|\n]")
_NO_COLUMNS: Final = frozenset(["序号", "备注", "说明", "no", "remarks", "note", "notes"])
"""Headings of an editor's own columns, which nobody else reads."""
_CODEBOOK: Final = frozenset(["tablename", "columnname"])
"""Headings of the sheet that explains the columns of a release."""


class Recognised(NamedTuple):
    """A sheet, the kind of its table, what its columns are by number, and its rows of values.

    `unread` are the headings of columns that are worked out from others.
    """

    sheet: Sheet
    kind: TableKind
    columns: Mapping[int, TableColumn]
    rows: tuple[SheetRow, ...]
    unread: tuple[str, ...]


def recognise(sheet: Sheet) -> tuple[Recognised | None, list[Finding]]:
    """What a sheet holds, or what is wrong with its headings.

    Nothing of either for a sheet that is hidden, and for one that explains others.
    """
    if any(len(row.cells) > _WIDEST for row in sheet.rows[:_SEARCHED]):
        said = Message("more than {most} columns: delete those that are not read", most=_WIDEST)
        return None, [CellFinding(sheet.place, 0, 0, "X02", said)]
    found = max(_candidates(sheet), key=lambda own: own.score, default=None)
    if found is None or found.score < _FEWEST:
        if sheet.hidden or not sheet.rows or _explains(sheet):
            return None, []
        said = Message(
            "no row of headings is known here: write those that `beatbook template` writes, in"
            " either language"
        )
        return None, [CellFinding(sheet.place, 0, 0, "X02", said)]
    if sheet.hidden:
        return None, []
    columns, unread, findings = _columns(found)
    missing = [name for name in found.kind.key if name not in {c.name for c in columns.values()}]
    for name in _needed(found.kind, missing):
        column = found.kind.columns[name]
        said = Message(
            "the column `{heading}` ({name}) is missing: add it", heading=column.zh, name=name
        )
        findings.append(CellFinding(sheet.place, 0, 0, "X02", said))
    rows = tuple(row for row in sheet.rows[found.below :] if not _is_remark(row, found.headings))
    return Recognised(sheet, found.kind, columns, rows, tuple(unread)), findings


def _needed(kind: TableKind, missing: list[str]) -> list[str]:
    """The columns without which no row says what it is of."""
    return [name for name in missing if kind.columns[name].needed]


class _Fitting(NamedTuple):
    kind: TableKind
    headings: Mapping[int, SheetCell]
    known: Mapping[int, str]
    below: int
    score: int


def _candidates(sheet: Sheet) -> Iterator[_Fitting]:
    """Each of the first rows as the headings of each kind, the likeliest of equals first."""
    for at, row in enumerate(islice(sheet.rows, _SEARCHED)):
        above = sheet.rows[at - 1].cells if at else {}
        for kind in KINDS.values():
            names = _names(kind)
            known = {
                number: name
                for number, cell in row.cells.items()
                if (name := _known(cell, above.get(number), names))
            }
            yield _Fitting(kind, row.cells, known, at + 1, len(set(known.values())))


def _names(kind: TableKind) -> dict[str, str]:
    """Every heading of a kind as it is compared, with the name of its column."""
    found = {_folded(name): name for name in kind.derived}
    for column in reversed([*kind.columns.values()]):
        found |= {_folded(heading): column.name for heading in column.also}
    for column in kind.columns.values():
        found |= {_folded(heading): column.name for heading in (column.zh, column.en)}
    return found | {_folded(name): name for name in kind.columns}


def _known(cell: SheetCell, above: SheetCell | None, names: Mapping[str, str]) -> str:
    """The column that a heading names, by itself, by one of its languages or below another."""
    if len(cell.text) > _LONGEST:
        return ""
    texts = [cell.text, *_PARTS.split(cell.text)]
    if above is not None and above.text != cell.text:
        texts.append(above.text + cell.text)
    return next((names[own] for own in map(_folded, texts) if own in names), "")


def _folded(text: str) -> str:
    """A heading without what two that mean the same differ in."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", text[:_LONGEST]).casefold())


def _columns(found: _Fitting) -> tuple[dict[int, TableColumn], list[str], list[Finding]]:
    """The columns by number, those that are not read, and headings that nobody knows."""
    columns: dict[int, TableColumn] = {}
    unread: list[str] = []
    findings: list[Finding] = []
    for number, cell in sorted(found.headings.items()):
        name = found.known.get(number, "")
        if name in found.kind.derived:
            unread.append(cell.text)
        elif name and name in {column.name for column in columns.values()}:
            said = Message("the column `{heading}` stands twice: delete one", heading=cell.text)
            findings.append(CellFinding(cell.address, 0, 0, "X02", said))
        elif name:
            columns[number] = found.kind.columns[name]
        elif _folded(cell.text) not in _NO_COLUMNS and not _is_aside(cell.text):
            findings.append(_unknown(cell, found.kind))
    return columns, unread, findings


def _unknown(cell: SheetCell, kind: TableKind) -> Finding:
    known = [heading for column in kind.columns.values() for heading in column.headings]
    text = cell.text[:_LONGEST]
    hint = suggest(text, known) or Message(
        "; begin it with {sign} if it is for people alone", sign=REMARK
    )
    said = Message(
        "no column of {kind} is called `{heading}`{hint}",
        kind=kind.name,
        heading=text,
        hint=hint,
    )
    return CellFinding(cell.address, 0, 0, "X02", said)


def _explains(sheet: Sheet) -> bool:
    first = sheet.rows[0].cells.values()
    return {_folded(cell.text) for cell in first} >= _CODEBOOK


def _is_aside(text: str) -> bool:
    """Whether a text begins as a remark does, in either width."""
    return unicodedata.normalize("NFKC", text[:1]) == REMARK


def _is_remark(row: SheetRow, headings: Mapping[int, SheetCell]) -> bool:
    """Whether a row is for people alone, or the headings once more."""
    if _is_aside(row.cells[min(row.cells)].text):
        return True
    return {n: c.text for n, c in row.cells.items()} == {n: c.text for n, c in headings.items()}
