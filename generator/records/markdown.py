"""What no hand-written page needs and Markdown takes minutes for, told by counting alone.

Python-Markdown looks for the end of each mark in the rest of its paragraph, for that of each `<` in
the rest of the page, and goes a level deeper with each list or quotation in another. The limits
are more than ten times what the pages of the book come to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from generator.words.messages import Message

MOST_LINES: Final = 5_000
MOST_TOGETHER: Final = 200
"""Lines without an empty one between them."""
MOST_LEVELS: Final = 10
MOST_SPACES: Final = 200
MOST_CELLS: Final = 10_000
"""Cells of all tables; a row that ends early is filled up."""
MOST_WORK: Final = 3_000_000
"""Marks times the characters among which the end of each is looked for."""

_TAB: Final = 4
_PREFIX: Final = re.compile(r"(?: |>|[*+:-](?= )|[0-9]+\.(?= ))*")
_MARKER: Final = re.compile(r"[>*+:-]|[0-9]+\.")
_SECTION: Final = re.compile(r"<!\[(?!CDATA\[)")
"""What ends the parser of Python, and so MkDocs, with an assertion."""
_HEAD: Final = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MARKS: Final = re.compile(r"[\[`*_&{\\|!#=~]")


class _Paragraph(NamedTuple):
    """Lines without an empty one between them, and the number of the first."""

    line: int
    lines: list[str]

    @property
    def work(self) -> int:
        text = "\n".join(self.lines)
        return len(_MARKS.findall(text)) * len(text)

    @property
    def cells(self) -> int:
        """How many cells a table of these lines has at most."""
        return max(line.count("|") for line in self.lines) * len(self.lines)


def head(text: str) -> str:
    """What a page says of itself before its text, in YAML, as MkDocs finds it; empty for none."""
    found = _HEAD.match(re.sub("\r\n?", "\n", text))
    return found[1] if found else ""


Excess = tuple[int, int, Message]
"""Line, column, and what is more there than a page may hold."""


def excesses(text: str) -> Iterator[Excess]:
    """Whatever a page holds too much of."""
    lines = re.split("\r\n|[\r\n]", text.expandtabs(_TAB))
    if len(lines) > MOST_LINES:
        said = Message("a page has at most {most} lines: divide it", most=f"{MOST_LINES:,}")
        yield MOST_LINES + 1, 1, said
        return
    parts = list(_parts(lines))
    for part in parts:
        yield from _in_part(part)
    if sum(part.work for part in parts) > MOST_WORK:
        said = Message("too many marks in long paragraphs: divide this one by empty lines")
        yield max(parts, key=lambda part: part.work).line, 1, said
    if sum(part.cells for part in parts) > MOST_CELLS:
        said = Message("tables of more than {most} cells: divide the page", most=f"{MOST_CELLS:,}")
        yield max(parts, key=lambda part: part.cells).line, 1, said
    yield from _tags(text)


def _parts(lines: list[str]) -> Iterator[_Paragraph]:
    own: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip(" "):
            own.append(line)
        elif own:
            yield _Paragraph(number - len(own), own)
            own = []


def _in_part(part: _Paragraph) -> Iterator[Excess]:
    if len(part.lines) > MOST_TOGETHER:
        said = Message(
            "more than {most} lines without an empty one: divide them", most=MOST_TOGETHER
        )
        yield part.line + MOST_TOGETHER, 1, said
    for number, line in enumerate(part.lines, start=part.line):
        if _levels(line) > MOST_LEVELS:
            said = Message(
                "more than {most} levels of lists and quotations: use fewer", most=MOST_LEVELS
            )
            yield number, 1, said
        at = line.find(" " * (MOST_SPACES + 1))
        if at >= 0:
            said = Message("more than {most} spaces in a row: delete them", most=MOST_SPACES)
            yield number, at + 1, said


def _levels(line: str) -> int:
    """How deep a line may stand in lists and quotations, by what it begins with."""
    found = _PREFIX.match(line)
    before = found[0] if found else ""
    return before.count(" ") // _TAB + len(_MARKER.findall(before))


def _tags(text: str) -> Iterator[Excess]:
    count = text.count("<")
    if count * len(text) > MOST_WORK:
        said = Message("too many `<` for a page as long as this: take some away, or divide it")
        yield *_place(text, text.index("<")), said
    if found := _SECTION.search(text):
        said = Message("`<![` begins nothing that a page may hold: write `&lt;![`")
        yield *_place(text, found.start()), said


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
