"""What a cell means in its column; what cannot be read stays as it is, for the check to name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from generator.errors import BeatbookError
from generator.intake.kinds import TableColumn
from generator.records.content import Vocabulary
from generator.records.divisions import code_of
from generator.records.i18n import Words
from generator.sheets.cells import SheetCell, number_in
from generator.words.messages import Message

CLEARED: Final = "null"
"""What a cell says to have nothing there; an empty cell leaves what is there."""

_BETWEEN: Final = re.compile(r"[\s,;、，；]+")
_DAY: Final = re.compile(
    r"([0-9]{4})(?:[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?|年)?(?: 00:00(?::00)?)?"
)
_FRACTION: Final = re.compile(r"(-?[1-9][0-9]*)/([1-9][0-9]*)")
_HAN: Final = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_BREAK: Final = re.compile(rf"(?<={_HAN})\s*\n\s*(?={_HAN})")
_CODE: Final = re.compile(r"[1-9][0-9]{5}\b")


class Known(NamedTuple):
    """What cells may name: the vocabularies, and the words of the pages in each language."""

    vocabulary: Vocabulary
    words: Mapping[str, Words]

    def terms(self, of: str) -> dict[str, tuple[str, ...]]:
        """The ids of a vocabulary with their names."""
        if of == "categories":
            own: Mapping[str, Any] = self.vocabulary.second_levels()
        elif of == "indicators":
            own = self.vocabulary.indicators
        else:
            own = self.vocabulary.tags[of]
        return {i: tuple(filter(None, (e.name.zh, e.name.en))) for i, e in own.items()}

    def choices(self, column: TableColumn) -> dict[str, tuple[str, ...]]:
        """The words of a column with what they are called in each language."""
        if column.form != "word":
            return self.terms(column.of) if column.of and column.form != "text" else {}
        if not column.spoken:
            return {word: tuple(names.values()) for word, names in column.words.items()}
        spoken = [words.words for words in self.words.values()]
        return {
            word: tuple(own.get(f"{column.spoken}_{word}", "") for own in spoken)
            for word in column.words
        }


def value_of(cell: SheetCell, column: TableColumn, known: Known) -> Any:
    """What a cell says in its column: None where it says that there is nothing.

    Raises BeatbookError where that cannot be told.
    """
    text = _BREAK.sub("", cell.text.strip())
    text = " ".join(text.split("\n")) if "\n" in text else text
    if text.casefold() == CLEARED:
        return [] if column.form in ("ids", "months", "tags") else None
    if column.form in ("text", "address"):
        return text
    # Full-width letters and digits are a matter of the keyboard wherever no wording counts.
    plain = unicodedata.normalize("NFKC", text).strip()
    if column.form in ("id", "word"):
        return _chosen(plain, known.choices(column))
    if column.form == "ids":
        choices = known.choices(column)
        return [_chosen(part, choices) for part in _BETWEEN.split(plain) if part]
    if column.form == "tags":
        return [part for part in _BETWEEN.split(plain) if part]
    if column.form == "place":
        return _place(plain, known)
    if column.form == "months":
        parts = [number_in(part.removesuffix("月")) for part in _BETWEEN.split(plain) if part]
        return plain if None in parts else parts
    if column.form in ("day", "period"):
        return _period(plain)
    return _number(plain.removesuffix("年") if column.form == "whole" else plain)


def _number(text: str) -> int | Fraction | str:
    """A number, of which a percentage is one in per cent; other text as it is."""
    if found := _FRACTION.fullmatch(text):
        return Fraction(int(found[1]), int(found[2]))
    number = number_in(text.removesuffix("%").strip())
    return text if number is None else number


def _period(text: str) -> str:
    """Days as ISO 8601 writes them: `2024-05-06` for 2024/5/6 and 2024年5月6日."""
    ends = text.replace("至", "/") if "/" not in text else text
    whole = _DAY.fullmatch(text)
    if whole:
        return _iso(whole)
    parts = [_DAY.fullmatch(end.strip()) for end in ends.split("/")]
    known = [part for part in parts if part is not None]
    return "/".join(map(_iso, known)) if len(known) == len(parts) == 2 else text


def _iso(found: re.Match[str]) -> str:
    return "-".join(part.zfill(2) for part in found.groups() if part)


def _place(text: str, known: Known) -> str:
    """The code of a place, from its code or its name."""
    if code := _CODE.match(text):
        return code[0]
    if text[:1].isdigit():
        return text
    return code_of(known.vocabulary.divisions, text)


def _chosen(text: str, choices: Mapping[str, Sequence[str]]) -> str:
    """The id that is meant: by itself, with its name behind it as in the lists, or by its name."""
    first = text.partition(" ")[0]
    if text in choices or not choices:
        return text if not choices or text in choices else first
    if first in choices:
        return first
    named = [i for i, names in choices.items() if text.casefold() in map(str.casefold, names)]
    if len(named) > 1:
        raise BeatbookError(
            Message(
                "`{text}` is the name of several: write one of {ids}",
                text=text,
                ids=", ".join(named),
            )
        )
    return named[0] if named else text
