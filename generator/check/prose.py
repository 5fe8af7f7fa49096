"""What is written in our own words: numbers with a source, words not copied, nothing missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, Final

from generator.errors import Problem
from generator.evidence.quantities import fold, parse
from generator.models import FIVE_IS, Brand, Record, Text

Path = tuple[str | int, ...]

SHARED = 20
"""How many characters in a row, spaces apart, make a copy of a source."""

_NO_TEXT = {"id", "schema", "url", "file", "sha256", "place", "source", "sources", "indicator"}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATES = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{4}})?\b|\b\d{{1,2}}:\d{{2}}\b"
    r"|\b(?:[Ii]n|[Ss]ince|[Ff]rom|[Uu]ntil|to|by|of|during|before|after|between|and|year)"
    r" (?P<year>(?:19|20)\d{2})\b"
    r"|\b1(?:10|19|20|22)(?= (?:hotline|line|number|calls?|incidents?)\b)"
)
"""Dates, clock times and hotlines: numbers that count nothing; a year alone is only taken for
one where the record's own dates hold it."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")

_DIGITS = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?:[ -](?:thousand|million))?(?!\w)")
_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
)
_WORDS: Final[dict[str, Fraction]] = {
    # "one" is mostly a pronoun, and "zero" is a word for none.
    **{word: Fraction(n) for n, word in enumerate(_COUNTED.split(" ")) if n > 1},
    "thirty": Fraction(30),
    "forty": Fraction(40),
    "fifty": Fraction(50),
    "sixty": Fraction(60),
    "seventy": Fraction(70),
    "eighty": Fraction(80),
    "ninety": Fraction(90),
    "hundred": Fraction(100),
    "thousand": Fraction(1000),
    "dozen": Fraction(12),
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
}
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(_WORDS)})(?![\w-])", re.IGNORECASE)
_SCALES = {"thousand": 1_000, "million": 1_000_000}


def texts_of(record: Record) -> list[tuple[Path, str | None]]:
    """Every text of a record that readers see, with its path; None for a missing English."""
    found: list[tuple[Path, str | None]] = []
    _collect(record.model_dump(by_alias=True), (), found)
    return found


def _collect(value: Any, path: Path, found: list[tuple[Path, str | None]]) -> None:
    if isinstance(value, str):
        found.append((path, value))
    elif isinstance(value, dict):
        for key, item in value.items():
            if item is None and key == "en" and "zh" in value:
                found.append(((*path, key), None))
            elif key not in _NO_TEXT:
                _collect(item, (*path, key), found)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _collect(item, (*path, index), found)


def prose(brand: Brand) -> Iterator[tuple[str, Text]]:
    """The summary and those of the 5Is that are reported."""
    for key in ("summary", *FIVE_IS):
        text = getattr(brand, key)
        if text is not None:
            yield key, text


def check_numbers(brand: Brand) -> Iterator[Problem]:
    """Every number in the prose must be the value of a metric of the record."""
    known, years = _known(brand), _years(brand)
    for key, text in prose(brand):
        for language, numbers in (
            ("zh", _chinese(text.zh)),
            ("en", _english(text.en or "", years)),
        ):
            for shown, value in numbers:
                if abs(value) not in known:
                    yield Problem(
                        "N01",
                        (key, language),
                        f"the number {shown} is no metric of this brand: enter it as a metric with"
                        " its excerpt, or write the sentence without it",
                    )


def _known(brand: Brand) -> set[Fraction]:
    known: set[Fraction] = set()
    for metric in brand.metrics:
        for value in (metric.value, metric.value_max):
            if value is not None:
                known.add(abs(Fraction(value)))
                known.add(abs(Fraction(fold(value, metric.unit)[0])))
        if isinstance(metric.base, int | Fraction):
            known.add(abs(Fraction(metric.base)))
    return known


def _chinese(text: str) -> Iterator[tuple[str, Fraction]]:
    for quantity in parse(text):
        for value in (quantity.value, quantity.value_max):
            if value is not None:
                yield text[quantity.start : quantity.end], Fraction(value)


def _years(brand: Brand) -> set[str]:
    """The years that the dates of a record and of its sources name."""
    dates = [brand.started or "", *brand.sources]
    for metric in brand.metrics:
        dates += [metric.period or "", metric.as_of or "", metric.period_text or ""]
    return {year for date in dates for year in _YEAR.findall(date)}


def _english(text: str, years: set[str]) -> Iterator[tuple[str, Fraction]]:
    def blank(found: re.Match[str]) -> str:
        foreign = found["year"] is not None and found["year"] not in years
        return found.group() if foreign else " " * len(found.group())

    rest = _DATES.sub(blank, text)
    for found in _DIGITS.finditer(rest):
        digits, _, scale = found.group().replace("-", " ").partition(" ")
        value = Fraction(digits.replace(",", "").rstrip(".")) * _SCALES.get(scale, 1)
        yield found.group(), value
    for found in _WORD.finditer(rest):
        yield found.group(), _WORDS[found.group().lower()]


def check_copied(brand: Brand, texts: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """The prose must not share a run of characters with a source (id, text) at hand."""
    sources = [(identity, squeeze(text)) for identity, text in texts]
    for key, text in prose(brand):
        own = squeeze(text.zh)
        for identity, source in sources:
            run = _shared(own, source)
            if run:
                message = f"“{run}…” stands in {identity} too: say it in other words"
                yield Problem("W03", (key, "zh"), message)


def squeeze(text: str) -> str:
    """The text without any white space, as copies are compared."""
    return re.sub(r"\s+", "", text)


def _shared(own: str, source: str) -> str | None:
    runs = (own[start : start + SHARED] for start in range(len(own) - SHARED + 1))
    return next((run for run in runs if run in source), None)


def check_english(texts: Iterable[tuple[Path, str | None]]) -> Iterator[Problem]:
    """A text with Chinese but without English is shown in Chinese, marked."""
    for path, text in texts:
        if text is None:
            yield Problem("L01", path[:-1], "the English is missing: add `en:`")


def check_names(names: Iterable[tuple[Path, Text]]) -> Iterator[Problem]:
    """No name may begin as a spreadsheet formula does."""
    for path, name in names:
        for language, text in (("zh", name.zh), ("en", name.en or "")):
            if text[:1] in ("=", "+", "-", "@"):
                message = f"the name begins with `{text[0]}`: put it otherwise"
                yield Problem("S06", (*path, language), message)
