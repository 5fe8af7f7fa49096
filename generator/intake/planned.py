"""One file as an import would leave it, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.errors import RecordPath


@dataclass(slots=True)
class Planned:
    """A file's text; `before` is None for a new one, `address` the cell that names the record.

    `cells` are the addresses that its values came from, by path, in a table by line; of those
    `filled` are not empty.
    """

    name: str
    after: str
    before: str | None
    address: str
    cells: dict[RecordPath, str] = field(default_factory=dict)
    filled: set[RecordPath] = field(default_factory=set)

    @property
    def changed(self) -> bool:
        """Whether the file would hold something else."""
        return self.before != self.after
