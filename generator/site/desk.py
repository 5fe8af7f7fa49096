"""The editor's desk as a page: of a site that is served, never of one that is built."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from generator.book.book import Book
from generator.book.desk import DeskTask, make_desk
from generator.records.i18n import Words
from generator.site.page import Page

SHOWN: Final = 25
"""Tasks of each kind on the page; the command lists all of them."""


def desk_pages(book: Book) -> Iterator[Page]:
    """The desk while the site is served; nothing otherwise."""
    if book.settings.serving:
        yield Page("desk", "pages/desk.html", partial(_desk, book))


def _desk(book: Book) -> dict[str, Any]:
    missing = {language: partial(missing_of, words=words) for language, words in book.words.items()}
    return {"desk": make_desk(book, SHOWN), "missing": missing}


def missing_of(task: DeskTask, words: Words) -> str:
    """What a task lacks; nothing where its kind says all of it."""
    if task.kind == "english":
        return ".".join(map(str, task.path))
    said = [
        words[f"lacks_{code}" if task.kind == "level" else f"gap_{code}"] for code in task.lacks
    ]
    if task.least_base is not None:
        said.append(words.say("desk_least_base", n=task.least_base))
    if task.kind in ("single", "author") and task.figures:
        said.append(words.say("desk_figures", n=task.figures))
    return words["semicolon"].join(said)
