"""What the rows of tables say of records, each value with the cell that says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from generator.check.privacy import check_privacy
from generator.errors import BeatbookError, CellFinding, Finding, RecordPath
from generator.intake.headings import Recognised
from generator.intake.kinds import TableColumn, TableKind
from generator.intake.values import Known, value_of
from generator.records.models import TAGS
from generator.sheets.cells import SheetRow
from generator.words.messages import Message


class CellStatement(NamedTuple):
    """A value and the address of its cell."""

    value: Any
    address: str


@dataclass(slots=True)
class Said:
    """What is said of a record, or of an entry of one: values by path, and the cells left empty.

    `address` is the cell that names it.
    """

    kind: TableKind
    address: str
    values: dict[RecordPath, CellStatement] = field(default_factory=dict)
    empty: dict[RecordPath, str] = field(default_factory=dict)


@dataclass(slots=True)
class ToldRecord:
    """What is said of one record by itself and of its entries by their key."""

    folder: str
    id: str
    own: Said
    entries: dict[tuple[str, Any], Said] = field(default_factory=dict)


@dataclass(slots=True)
class Gathered:
    """Every record that is spoken of, by folder and id, and what is wrong with the cells."""

    records: dict[tuple[str, str], ToldRecord] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _faulty: set[str] = field(default_factory=set)

    def add(self, table: Recognised, known: Known) -> None:
        """Take in what a table says."""
        for row in table.rows:
            _Gatherer(self, table, row, known).take()

    def check_privacy(self) -> None:
        """Report whoever is named, also in records that cannot be checked for other faults."""
        for told in self.records.values():
            for said in (told.own, *told.entries.values()):
                prose = {own.path for own in said.kind.columns.values() if own.form == "text"}
                texts = [
                    (path, own.value)
                    for path, own in said.values.items()
                    if path in prose and isinstance(own.value, str)
                ]
                for problem in check_privacy(texts, "\n".join(text for _, text in texts)):
                    address = said.values[problem.path].address
                    self.findings.append(CellFinding(address, 0, 0, problem.code, problem.message))

    def lacks(self, address: str, column: TableColumn) -> None:
        """Report a cell that must not be empty, unless something is wrong with it already."""
        if address not in self._faulty:
            said = Message(
                "`{heading}` ({name}) is empty: fill it in", heading=column.zh, name=column.name
            )
            self.fault(address, "X03", said)

    def fault(self, address: str, code: str, said: Message) -> None:
        """Report a fault of a cell."""
        self._faulty.add(address)
        self.findings.append(CellFinding(address, 0, 0, code, said))


class _Gatherer:
    """One row."""

    def __init__(self, into: Gathered, table: Recognised, row: SheetRow, known: Known) -> None:
        self._into, self._table, self._row, self._known = into, table, row, known
        self._kind = table.kind
        self._numbers = {column.name: number for number, column in table.columns.items()}
        self._values = dict(self._read())

    def take(self) -> None:
        """Say of its record what the row says."""
        named = self._named(self._kind.key[0])
        key = self._entry_key() if self._kind.entry else None
        if named is None or (self._kind.entry and key is None):
            return
        told = self._told(named)
        if key is None:
            self._fill(told.own, [*self._table.columns.values()])
            return
        entries, own = told.entries, (self._kind.entry, key.value)
        self._fill(entries.setdefault(own, Said(self._kind, key.address)), self._columns(False))
        self._fill(told.own, self._columns(True))

    def _told(self, named: CellStatement) -> ToldRecord:
        folder, identity = self._kind.folder, str(named.value)
        known = self._into.records
        if (folder, identity) not in known:
            known[folder, identity] = ToldRecord(folder, identity, Said(self._kind, named.address))
        return known[folder, identity]

    def _columns(self, whole: bool) -> list[TableColumn]:
        """The columns of the entry, or those of the record that it is an entry of."""
        columns = self._table.columns.values()
        return [c for c in columns if c.whole == whole and c.name != self._kind.key[0]]

    def _read(self) -> Iterator[tuple[str, CellStatement]]:
        for number, column in self._table.columns.items():
            cell = self._row.cells.get(number)
            if cell is None:
                continue
            if cell.fault is not None:
                self._into.fault(cell.address, "X03", cell.fault)
                continue
            try:
                value = value_of(cell, column, self._known)
            except BeatbookError as error:
                self._into.fault(cell.address, "X03", error.message)
            else:
                yield column.name, CellStatement(value, cell.address)

    def _address(self, name: str) -> str:
        number = self._numbers.get(name, min(self._row.cells))
        return self._table.sheet.address(self._row.number, number)

    def _named(self, name: str) -> CellStatement | None:
        """The statement of a key column; None where the row lacks it, which is reported."""
        found = self._values.get(name)
        if found is not None and found.value not in (None, ""):
            return found
        self._into.lacks(self._address(name), self._kind.columns[name])
        return None

    def _entry_key(self) -> CellStatement | None:
        """What tells the entry from others: a figure without an id has that of its indicator."""
        names = self._kind.key[1:]
        if len(names) > 1:
            named = [own for own in map(self._named, names) if own is not None]
            key = tuple(str(own.value) for own in named)
            return CellStatement(key, named[0].address) if len(key) == len(names) else None
        name = self._kind.entry_key
        indicator = self._values.get("indicator")
        if name in self._values or indicator is None or not isinstance(indicator.value, str):
            return self._named(name)
        is_change = "basis" in self._values
        own = f"{indicator.value}-change" if is_change else indicator.value
        return CellStatement(own, self._address(name))

    def _fill(self, said: Said, columns: list[TableColumn]) -> None:
        for column in columns:
            statement = self._values.get(column.name)
            if statement is None:
                said.empty.setdefault(column.path, self._address(column.name))
            elif column.form == "tags":
                for kind, tags in _by_vocabulary(statement.value).items():
                    self._state(said, column, (kind,), CellStatement(tags, statement.address))
            else:
                self._state(said, column, column.path, statement)

    def _state(
        self, said: Said, column: TableColumn, path: RecordPath, statement: CellStatement
    ) -> None:
        before = said.values.setdefault(path, statement)
        if before.value != statement.value:
            told = Message(
                "`{heading}` is {value} here and {other} in {address}: correct one of them",
                heading=column.zh,
                value=shown(statement.value),
                other=shown(before.value),
                address=before.address,
            )
            self._into.fault(statement.address, "X04", told)


def _by_vocabulary(tags: list[str]) -> Mapping[str, list[str]]:
    """Tags as data files write them, `problems/theft`, by vocabulary."""
    split = [tag.partition("/") for tag in tags]
    return {kind: [tag for own, _, tag in split if own == kind] for kind in TAGS}


def shown(value: Any) -> str:
    """A value in a sentence."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"`{text[:37]}…`" if len(text) > 38 else f"`{text}`"
