"""Tables in: read, understood, put into records, checked as a whole, and only then written."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from generator.errors import BeatbookError, CellFinding, ContentError, Finding
from generator.intake.gather import Gathered
from generator.intake.headings import Recognised, recognise
from generator.intake.merge import Merger
from generator.intake.planned import Planned
from generator.intake.trial import try_out
from generator.intake.values import Known
from generator.records.i18n import read_words
from generator.records.load import load_content
from generator.settings import Settings
from generator.sheets.cells import Sheet, TableError
from generator.sheets.reading import read_tables
from generator.system import files
from generator.system.changes import FileChange, change_files
from generator.words.messages import Message

_CELL: Final = re.compile(r"(.*)!([A-Z]+)([0-9]+)")


class Import(NamedTuple):
    """What an import would write, what an editor should know of it, and warnings of the check."""

    planned: tuple[Planned, ...]
    notes: tuple[Message, ...]
    findings: tuple[Finding, ...]

    def names(self) -> dict[str, bool]:
        """The files by name, and whether each is new."""
        return {own.name: own.before is None for own in self.planned}

    def diff(self) -> Iterator[str]:
        """The lines by which files would differ, as `diff -u` prints them."""
        for own in self.planned:
            old = (own.before or "").splitlines()
            before = own.name if own.before is not None else "/dev/null"
            lines = difflib.unified_diff(old, own.after.splitlines(), before, own.name, lineterm="")
            yield from lines


def prepare(settings: Settings, paths: Sequence[Path]) -> Import:
    """What the tables of some files come to, as records; nothing is written.

    Raises ContentError with everything that is wrong in them, by the address of its cell, and
    BeatbookError where the book itself cannot take anything in.
    """
    content, _ = load_content(settings)
    if content is None:
        raise BeatbookError("the vocabularies hold errors: mend what `beatbook check` shows")
    words, _ = read_words(settings.templates / "translations", settings.root)
    gathered = Gathered()
    notes: list[Message] = []
    known = Known(content.vocabulary, words)
    for table in _tables(paths, gathered):
        notes += _notes(table)
        gathered.add(table, known)
    gathered.check_privacy()
    planned = list(Merger(settings, content, gathered).plan())
    changed = tuple(own for own in planned if own.changed)
    faulty = {finding.file for finding in gathered.findings}
    tried = try_out(settings, changed) if changed else []
    findings = [*gathered.findings, *(own for own in tried if own.file not in faulty)]
    findings = sorted(set(findings), key=_in_order)
    if any(finding.severity == "error" for finding in findings):
        raise ContentError(findings)
    return Import(changed, tuple(notes), tuple(findings))


def write(prepared: Import, settings: Settings) -> None:
    """Write all files or none; raises OSError, FileExistsError for one that came meanwhile."""
    changes = [
        FileChange(settings.root / own.name, own.after.encode(), _encoded(own.before))
        for own in prepared.planned
    ]
    change_files(changes, settings.root)


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _tables(paths: Sequence[Path], gathered: Gathered) -> Iterator[Recognised]:
    """Every sheet whose headings are known; what cannot be read is among the findings."""
    for path in paths:
        for sheet in _sheets(path, gathered):
            table, findings = recognise(sheet)
            gathered.findings += findings
            if table is not None:
                yield table


def _sheets(path: Path, gathered: Gathered) -> list[Sheet]:
    try:
        sheets = read_tables(path)
    except TableError as error:
        gathered.findings.append(CellFinding(error.name, 0, 0, "X01", error.reason))
        return []
    except OSError as error:
        gathered.findings.append(CellFinding(str(path), 0, 0, "X01", files.why(error)))
        return []
    if not any(sheet.rows for sheet in sheets):
        said = Message("holds no filled cell: save the table and give that file")
        gathered.findings.append(CellFinding(path.name, 0, 0, "X01", said))
    return sheets


def _notes(table: Recognised) -> Iterator[Message]:
    """What of a sheet an editor might not expect."""
    place = table.sheet.place
    hidden = sum(row.hidden for row in table.rows)
    if hidden:
        yield Message("{place}: hidden rows that were read too: {n}", place=place, n=hidden)
    if table.sheet.hidden_columns & set(table.columns):
        yield Message("{place}: hidden columns were read too", place=place)
    if table.unread:
        yield Message(
            "{place}: not read, since they are worked out: {columns}",
            place=place,
            columns=", ".join(table.unread),
        )


def _in_order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """By file and sheet, then as cells stand."""
    found = _CELL.fullmatch(finding.file)
    if found is None:
        return finding.file, 0, 0, "", finding.code, finding.message
    return found[1], int(found[3]), len(found[2]), found[2], finding.code, finding.message
