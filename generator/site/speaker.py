"""What rows and records name, as plain text in one language, where nothing can be marked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from generator.book.book import Book
from generator.records.divisions import Division
from generator.records.i18n import Words
from generator.records.models import Text
from generator.tables import formats


class Word(NamedTuple):
    """One word of a cell: the key that addresses know it by, and what a reader sees."""

    key: str
    text: str


class Speaker:
    """The words of one language for what rows name by ids."""

    def __init__(self, book: Book, words: Words) -> None:
        self.book, self.words = book, words
        self.vocabulary = book.content.vocabulary
        self.categories = self.vocabulary.second_levels()
        self.place = cache(self._place)
        self.source = cache(self._source)

    def own(self, zh: str | None, en: str | None) -> str:
        """The text of two columns; empty where there is none."""
        return self.words.choose(zh, en)[1] if zh else ""

    def text(self, value: Text) -> str:
        """A text of a record."""
        return self.own(value.zh, value.en)

    def division(self, division: Division) -> str:
        """The name of a place without that of its province."""
        return self.own(division.name, division.name_en or None)

    def _place(self, code: str) -> str:
        names = [self.division(unit) for unit in self.vocabulary.divisions.line(code)]
        if len(names) < 2:
            return "".join(names)
        return self.words.say("place_in", province=names[0], place=names[-1])

    def _source(self, identity: str) -> str:
        source = self.book.content.sources[identity]
        publisher = self.text(source.publisher) if source.publisher else ""
        return self.words["comma"].join(
            part for part in (publisher, formats.date(source.published, self.words)) if part
        )

    def named(self, kind: str, values: Iterable[str]) -> list[Word]:
        """Values of a fixed list, each with its word of the interface."""
        return [Word(value, self.words[f"{kind}_{value}"]) for value in values]
