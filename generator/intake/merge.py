"""Records as they would be with what tables say of them, and where each cell went."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, Final

from generator.check.references import province_folder
from generator.errors import BeatbookError, RecordPath
from generator.evidence.units import fold
from generator.intake.gather import Gathered, Said, ToldRecord
from generator.intake.kinds import MODELS, NEW, NEW_ENTRY
from generator.intake.planned import Planned
from generator.intake.scores import SCORES, plan_scores
from generator.records import load, reader
from generator.records.content import Content
from generator.records.models import Id, number_text
from generator.records.shape import Spellings, refusal, suggest
from generator.records.writing import edited, same, with_value, written
from generator.settings import Settings
from generator.words.messages import Message

_SCHEMAS: Final = {
    "brands": "../../schema/brand.json",
    "sources": "../schema/source.json",
    "honours": "../schema/honour.json",
    "rounds": "../schema/round.json",
}
_UNPLACED: Final = "unplaced"
"""The folder of brands whose place is not known, which the check refuses."""


class Merger:
    """Puts what tables say into the records that are there, or into new ones."""

    def __init__(self, settings: Settings, content: Content, gathered: Gathered) -> None:
        self._settings, self._content, self._gathered = settings, content, gathered
        names = load.record_files(settings, "brands")
        self._brands = {PurePosixPath(name).stem: name for name in names}
        coming = [i for (folder, i), told in gathered.records.items() if told.own.values]
        self._spellings = Spellings([*self._brands, *coming])

    def plan(self) -> Iterator[Planned]:
        """The file of each record, in the order of the tables; faults go to those gathered."""
        for told in self._gathered.records.values():
            if told.folder == SCORES:
                yield from plan_scores(told, self._content, self._settings, self._gathered)
                continue
            name = self._name(told)
            planned = self._new(told) if name is None else self._changed(told, name)
            if planned is not None:
                yield planned

    def _name(self, told: ToldRecord) -> str | None:
        if told.folder == "brands":
            return self._brands.get(told.id)
        return self._content.files.get((told.folder, told.id))

    def _new(self, told: ToldRecord) -> Planned | None:
        """A record that is not there yet; nothing where no table says what it is."""
        if told.folder == "brands" and not told.own.values:
            hint = suggest(told.id, self._spellings.near(told.id))
            unknown = Message("no brand `{id}` is on record{hint}", id=told.id, hint=hint)
            self._gathered.fault(told.own.address, "X03", unknown)
            return None
        self._require(told.own)
        record = {**NEW[told.folder](self._settings.today()), "id": told.id}
        planned = Planned(self._new_name(told), "", None, told.own.address)
        for path, statement in told.own.values.items():
            record = with_value(record, path, statement.value)
        self._place(planned, told.own, ())
        planned.cells[("id",)] = told.own.address
        planned.filled.add(("id",))
        for (entry, key), said in told.entries.items():
            at = len(record[entry])
            record[entry] = [*record[entry], self._new_entry(entry, key, said)]
            self._place(planned, said, (entry, at))
        planned.after = written(MODELS[told.folder], record, _SCHEMAS[told.folder])
        return planned

    def _new_name(self, told: ToldRecord) -> str:
        # What is no id, which the check says, could lead anywhere on the disk as a path.
        stem = sha256(told.id.encode()).hexdigest() if refusal(Id, told.id) else told.id
        below = f"{stem}.yml"
        if told.folder == "brands":
            place = told.own.values.get(("place",))
            vocabulary = self._content.vocabulary
            folder = province_folder(vocabulary, str(place.value)) if place else None
            below = f"{folder or _UNPLACED}/{below}"
        return f"content/{told.folder}/{below}"

    def _new_entry(self, entry: str, key: Any, said: Said) -> dict[str, Any]:
        self._require(said)
        own: dict[str, Any] = {said.kind.entry_key: key, **NEW_ENTRY[entry]}
        for path, statement in said.values.items():
            if statement.value is not None:
                own = with_value(own, path, statement.value)
        return own

    def _require(self, said: Said) -> None:
        """Report the cells that a new record or entry cannot do without."""
        for column in said.kind.columns.values():
            if column.needed and column.path in said.empty and column.path not in said.values:
                self._gathered.lacks(said.empty[column.path], column)

    def _changed(self, told: ToldRecord, name: str) -> Planned | None:
        """A record with what is said of it; nothing where its file must be mended by hand."""
        text, findings = load.read_text(self._settings.root / name, name)
        value, faults = reader.read(text or "")
        if text is None or findings or faults or not isinstance(value, dict):
            unread = Message(
                "{name} cannot be read: mend what `beatbook check` shows there first", name=name
            )
            self._gathered.fault(told.own.address, "X04", unread)
            return None
        planned = Planned(name, text, text, told.own.address)
        changes = dict(self._changes(value, told, planned))
        try:
            planned.after = edited(text, changes, MODELS[told.folder], name)
        except BeatbookError as error:
            self._gathered.fault(told.own.address, "X04", error.message)
            return None
        return planned

    def _changes(
        self, value: dict[str, Any], told: ToldRecord, planned: Planned
    ) -> Iterator[tuple[RecordPath, Any]]:
        """What differs from the record, by path."""
        self._place(planned, told.own, ())
        planned.cells.setdefault(("id",), told.own.address)
        fields = MODELS[told.folder].model_fields
        defaults = {name: own.default for name, own in fields.items() if not own.is_required()}
        for path, statement in told.own.values.items():
            old = value if path[0] in value else defaults
            if not same(_at(old, path), statement.value):
                yield path, statement.value
        added = 0
        for (entry, key), said in told.entries.items():
            entries = value.get(entry) or []
            name = said.kind.entry_key
            at = next((n for n, own in enumerate(entries) if own.get(name) == key), None)
            if at is None:
                at, added = len(entries) + added, added + 1
                yield (entry, at), self._new_entry(entry, key, said)
            else:
                for path, statement in said.values.items():
                    old = _at(entries[at], path)
                    if not same(old, statement.value) and not _named_base(
                        path, old, statement.value, entries
                    ):
                        yield (entry, at, *path), statement.value
            self._place(planned, said, (entry, at))

    def _place(self, planned: Planned, said: Said, above: RecordPath) -> None:
        """Remember which cell each value came from, and for want of one the cell that names it."""
        planned.cells.setdefault(above, said.address)
        for path, address in said.empty.items():
            planned.cells.setdefault((*above, *path), address)
        for path, statement in said.values.items():
            planned.cells[(*above, *path)] = statement.address
            planned.filled.add((*above, *path))


def _at(value: Any, path: RecordPath) -> Any:
    """What stands at a path of keys; None where nothing does."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _named_base(path: RecordPath, old: Any, new: Any, entries: list[Any]) -> bool:
    """Whether a record names by its id the figure whose number a table gives as the base."""
    if path != ("base",) or not isinstance(old, str) or isinstance(new, str | None):
        return False
    named = next((own for own in entries if own.get("id") == old), None)
    if named is None or isinstance(named.get("value"), str):
        return False
    return number_text(fold(named["value"], named.get("unit"))[0]) == number_text(new)
