"""What can go wrong, and how it is said: `Finding` for records, `BeatbookError` for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from generator.words.characters import escaped
from generator.words.messages import Message, said

Severity = Literal["error", "warning"]

MOST_TOLD: Final = 100
"""The faults that are told of one file at a time; no editor mends more before looking again."""

RecordPath = tuple[str | int, ...]
"""Where something stands in a record: keys, and places in lists."""

_ERROR = Message("error: ")
_WARNING = Message("warning: ")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault in one place; `line` and `column` count from 1, 0 means the file as a whole.

    What is wrong with a `draft` is a warning to its editor and nobody else's concern; so is what
    an editor's own tools left about. `path` is where it stands in the record, where it is in one.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"
    draft: bool = False
    path: RecordPath = field(default=(), compare=False)

    def __str__(self) -> str:
        """The form that editors and terminals can jump to."""
        return f"{self.place}: {self.code} {self.message}"

    @property
    def place(self) -> str:
        """Where it stands, as editors and terminals jump to."""
        return f"{escaped(self.file)}:{self.line}:{self.column}"

    def said(self, language: str, *, severity: bool = True) -> str:
        """The same in a language, with its severity where no log adds that."""
        word = (_ERROR if self.severity == "error" else _WARNING).said(language) if severity else ""
        return f"{self.place}: {self.code} {word}{said(self.message, language)}"


_MORE = Message("more is wrong in this file than is told: mend what is told, and check again")


def first_told(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first findings of one file, and at the next that there are more; none is made after."""
    for number, finding in enumerate(findings):
        if number == MOST_TOLD:
            yield replace(finding, message=_MORE)
            return
        yield finding


class CellFinding(Finding):
    """One fault in a table that was given; `file` is the address of a cell, a sheet or a file."""

    __slots__ = ()

    @property
    def place(self) -> str:
        """The address alone: `nominations.xlsx!Sheet1!D7`."""
        return escaped(self.file)


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault at a path inside one record, before its line and column are known.

    `key` points at the key rather than at its value, `character` at where that first stands in it.
    """

    code: str
    path: RecordPath
    message: str = ""
    key: bool = False
    character: str = ""

    def says(self, template: str, /, **values: Any) -> Problem:
        """The same with its message, from a template and what fills it in."""
        return replace(self, message=Message(template, **values))

    def inside(self, *steps: str | int) -> Problem:
        """The same of a record that stands at a path inside another."""
        return replace(self, path=(*steps, *self.path))


class BeatbookError(Exception):
    """A fault that stops a command; the message says what was found and what to do.

    The message is given as such, or as its template with what fills it in; `details` are the
    lines of another program, as it printed them.
    """

    def __init__(self, message: str, /, *, details: str = "", **values: Any) -> None:
        own = message if isinstance(message, Message) else Message(message, **values)
        super().__init__(f"{own}\n{details}" if details else own)
        self.message, self.details = own, details

    def said(self, language: str) -> str:
        """The message in a language, with the details."""
        own = said(self.message, language)
        return f"{own}\n{self.details}" if self.details else own


class ContentError(BeatbookError):
    """The records hold errors; `findings` lists every one of them, warnings too."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        count = sum(finding.severity == "error" for finding in self.findings)
        one = Message("1 error in the records; nothing was written")
        many = Message("{n} errors in the records; nothing was written", n=count)
        super().__init__(one if count == 1 else many)

    def __reduce__(self) -> tuple[type[ContentError], tuple[tuple[Finding, ...]]]:
        """What another process needs to raise it again."""
        return ContentError, (self.findings,)
