"""The editor's desk as text for a terminal and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from generator.book.book import Book
from generator.book.desk import Desk, DeskPlace
from generator.commands.rank_text import columns, fold
from generator.records.divisions import short_of
from generator.records.i18n import Words
from generator.site.desk import missing_of
from generator.tables.frames import BrandRow
from generator.words.messages import Message, said

FIRST = 10
"""Tasks of each kind that are shown without `--all`."""
_BAR = 40
"""Columns of the longest bar."""


def desk_text(book: Book, desk: Desk, language: str) -> str:
    """How much there is to mend of each kind, then what comes first of each."""
    words = book.words.get(language) or next(iter(book.words.values()))
    lines = (said(line, language) for line in _lines(book, desk, words))
    return "\n".join(folded for line in lines for folded in fold(line))


def desk_json(book: Book, desk: Desk, language: str) -> str:
    """The counts, and every task that is shown with its parts."""
    words = book.words.get(language) or next(iter(book.words.values()))
    tasks = {kind: [_parts(one) for one in own] for kind, own in desk.tasks.items()}
    shown = {"order": words["desk_order"], "counts": desk.counts, "tasks": tasks}
    return json.dumps(shown, ensure_ascii=False, indent=1)


def _parts(placed: DeskPlace) -> Mapping[str, object]:
    task = placed.task
    path = ".".join(map(str, task.path))
    return {"file": task.file, "line": placed.line, **task._asdict(), "path": path}


def _lines(book: Book, desk: Desk, words: Words) -> Iterator[str]:
    yield Message(
        "{brands} brands, {sources} sources: what to mend first",
        brands=desk.brands,
        sources=desk.sources,
    )
    names = {kind: words[f"desk_{kind}"] for kind in desk.counts}
    wide = max(map(columns, names.values()), default=0)
    each = max(1, -(-max(desk.counts.values(), default=0) // _BAR))
    for kind, number in desk.counts.items():
        name = names[kind] + " " * (wide - columns(names[kind]))
        yield f"    {name}{number:>7}  {'=' * -(-number // each)}".rstrip()
    yield words["desk_order"]
    for kind, own in desk.tasks.items():
        if own:
            yield ""
            yield names[kind]
            for placed in own:
                yield from _told(book, placed, words)
            if rest := desk.counts[kind] - len(own):
                yield Message("    and {n} more; --all prints them", n=rest)


def _told(book: Book, placed: DeskPlace, words: Words) -> Iterator[str]:
    """What a task is about and what is missing, then where: a line that terminals jump to."""
    task = placed.task
    name = _name(book, book.brands[task.brand].row, words) if task.brand else task.source
    about = words["comma"].join(filter(None, (name, task.figure)))
    parts = about, missing_of(task, words)
    lifted = f"L{task.lifts - 1} → L{task.lifts}  " if task.lifts else ""
    yield f"    {lifted}{words['colon'].join(filter(None, parts))}"
    yield f"        {task.file}:{placed.line}"


def _name(book: Book, row: BrandRow, words: Words) -> str:
    """The name of a brand with that of its place."""
    place = book.content.vocabulary.divisions.line(row.place)[-1]
    name = words.choose(row.name_zh, row.name_en)[1]
    return f"{name} · {words.choose(short_of(place), place.name_en or None)[1]}"
