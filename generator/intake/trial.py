"""The check of the book as it would be, before anything is written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from generator.build import examine
from generator.errors import CellFinding, Finding, RecordPath
from generator.intake.planned import Planned
from generator.records import reader, rules
from generator.settings import Settings


def try_out(settings: Settings, planned: Sequence[Planned]) -> list[Finding]:
    """What the check says of the book with these files, of those and of what they break elsewhere.

    A finding that comes from a cell has its address. What a draft lacks is a warning; what a cell
    says must be right, in a draft as well.
    """
    by_name = {own.name: own for own in planned}
    with tempfile.TemporaryDirectory(prefix="beatbook-") as folder:
        root = Path(folder).resolve()
        _mirror(settings.root, root, by_name)
        found = examine(
            settings.model_copy(update={"root": root, "mirrored": settings.root})
        ).findings
    own = [finding for finding in found if finding.file in by_name]
    others = [f for f in found if f.file not in by_name and f.severity == "error"]
    if others:
        known = {(f.file, f.code, str(f.message)) for f in examine(settings).findings}
        others = [f for f in others if (f.file, f.code, str(f.message)) not in known]
    return [*(_in_cell(finding, by_name[finding.file]) for finding in own), *others]


def _mirror(source: Path, root: Path, planned: Mapping[str, Planned]) -> None:
    """A project like another, by links, with the files that are planned in their places."""
    folders = {parent for name in planned for parent in PurePosixPath(name).parents}
    with suppress(OSError):  # what is kept of the last check is linked too, and used
        (source / ".cache").mkdir(exist_ok=True)
    _link(source, root, PurePosixPath(), {*folders, PurePosixPath("content")}, planned)
    for name, own in planned.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(own.after.encode())


def _link(
    source: Path,
    root: Path,
    below: PurePosixPath,
    folders: set[PurePosixPath],
    planned: Mapping[str, Planned],
) -> None:
    """Link what lies in a folder; a folder that is written into is made anew."""
    with os.scandir(source / below) as entries:
        for entry in entries:
            own = below / entry.name
            if own in folders and entry.is_dir():
                (root / own).mkdir()
                _link(source, root, own, folders, planned)
            elif str(own) not in planned:
                (root / own).symlink_to(source / own)


def _in_cell(finding: Finding, planned: Planned) -> Finding:
    """The finding at its cell; of a draft, a fault of what a cell says is as grave as elsewhere."""
    if planned.name.endswith(".csv"):  # of which a line is a row
        path: RecordPath = (finding.line,)
    else:
        path = reader.path_at(planned.after, finding.line, finding.column)
    near = next(own for own in _upwards(path) if own in planned.cells)
    below = [own for own in planned.cells if own[: len(path)] == path]
    address = planned.cells[near]
    if near != path and below:
        address = planned.cells[min(below, key=len)]
    grave = finding.draft and any(own in planned.filled for own in (near, *below))
    severity = rules.severity(finding.code) if grave else finding.severity
    return CellFinding(address, 0, 0, finding.code, finding.message, severity, finding.draft)


def _upwards(path: RecordPath) -> Iterator[RecordPath]:
    """A path, and each of those above it."""
    for length in range(len(path), -1, -1):
        yield path[:length]
