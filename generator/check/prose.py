"""What is written in our own words: numbers with a source, words not copied, nothing missing."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any, Final, Literal, NamedTuple, get_args, get_origin

from generator.check.glyphs import lacking
from generator.errors import Problem, RecordPath
from generator.evidence.numerals import CHINESE, Number, arabic, is_bare
from generator.evidence.quantities import Quantity, parse
from generator.evidence.units import scale_of
from generator.records.models import FIVE_IS, Brand, Record, Text
from generator.words.characters import ascii_digits
from generator.words.messages import Message

SHARED = 20
"""How many characters in a row, spaces apart, make a copy of a source."""

_NO_TEXT = {
    *("id", "schema", "url", "file", "sha256", "place", "source", "sources", "indicator"),
    *("receipt", "period", "as_of", "started", "added", "on", "published", "accessed"),
}
"""The keys of ids, addresses, dates and digests, which are no words (and look like telephones)."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATES = re.compile(
    rf"\b(?:[0-9]{{1,2}} )?(?:{_MONTHS})(?: [0-9]{{4}})?\b|\b[0-9]{{1,2}}:[0-9]{{2}}\b"
    r"|\b(?:[Ii]n|[Ss]ince|[Ff]rom|[Uu]ntil|to|by|of|during|before|after|between|and|year)"
    r" (?P<year>(?:19|20)[0-9]{2})\b"
    r"|\b1(?:10|19|20|22)(?= (?:hotline|line|number|calls?|incidents?)\b)"
)
"""Dates, clock times and hotlines: numbers that count nothing; a year alone is only taken for
one where the record's own dates hold it."""

_WAITING = re.compile("未录入|没有录入|尚未录入|not entered(?: here)?")

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")

_DIGITS = re.compile(
    r"[0-9](?<![\w.,][0-9])[0-9,]*(?:\.[0-9]+)?(?:[ -](?:thousand|million))?(?!\w)"
)
_DIGIT = re.compile("[0-9]")
_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORDS: Final[dict[str, Fraction]] = {
    # "one" is mostly a pronoun, and "zero" is a word for none.
    **{word: Fraction(n) for n, word in enumerate(_COUNTED.split(" ")) if n > 1},
    **{word: Fraction(10 * n) for n, word in enumerate(_TENS.split("|"), 2)},
    "hundred": Fraction(100),
    "thousand": Fraction(1000),
    "dozen": Fraction(12),
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
}
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_WORD = re.compile(
    rf"(?<![\w-])(?:(?P<tens>{_TENS})[- ](?P<ones>{_ONES})|{'|'.join(_WORDS)})(?![\w-])",
    re.IGNORECASE,
)
_LETTERS = re.compile("[a-z]+")
_SCALES = {"thousand": 1_000, "million": 1_000_000}


class Wording(NamedTuple):
    """The texts of a record that readers see, with their paths; paths of what lacks English."""

    texts: list[tuple[RecordPath, str]]
    untranslated: list[RecordPath]


def wording_of(record: Record) -> Wording:
    """Every text of a record that readers see."""
    found = Wording([], [])
    _collect(record, (), found)
    return found


def _collect(item: object, path: RecordPath, found: Wording) -> None:
    if isinstance(item, str):
        found.texts.append((path, item))
    elif isinstance(item, Record):
        own = vars(item)
        for name, key in _worded(item.__class__):
            if own[name] is not None:
                _collect(own[name], (*path, key), found)
            elif name == "en":
                found.untranslated.append(path)
    elif isinstance(item, list):
        for place, part in enumerate(item):
            _collect(part, (*path, place), found)
    elif isinstance(item, dict):
        for step, part in item.items():
            _collect(part, (*path, step), found)


@cache
def _worded(kind: type[Record]) -> list[tuple[str, str]]:
    """The fields of a record that may hold words, each with its key."""
    return [
        (name, field.alias or name)
        for name, field in kind.model_fields.items()
        if name not in _NO_TEXT and _may_hold_words(field.annotation)
    ]


def _may_hold_words(annotation: Any) -> bool:
    """Whether a type has texts or records in it; one of a few known words is no text."""
    if get_origin(annotation) is Literal:
        return False
    if parts := get_args(annotation):
        return any(map(_may_hold_words, parts))
    return isinstance(annotation, type) and issubclass(annotation, str | Record)


def prose(brand: Brand) -> Iterator[tuple[str, Text]]:
    """The summary and those of the 5Is that are reported."""
    for key in ("summary", *FIVE_IS):
        text = getattr(brand, key)
        if text is not None:
            yield key, text


def check_numbers(brand: Brand, unstated: Container[int]) -> Iterator[Problem]:
    """Every number in the prose and the names must be the value of a metric of the record.

    Digits of any form are read: ９９９, 𝟗𝟗𝟗 and ⑨. In the Chinese a rise must be none of the falls.
    `unstated` are the places of metrics whose excerpts do not state them, which E01 reports.
    """
    known = _known(brand, unstated)
    changes = {
        metric.value
        for index, metric in enumerate(brand.metrics)
        if metric.change is not None and index not in unstated
    }
    for key, text in prose(brand):
        zh, en = ascii_digits(text.zh), ascii_digits(text.en or "")
        quantities = parse(zh)
        for quantity in quantities:
            value = quantity.value
            if quantity.change and value not in changes and -value in changes:
                yield Problem("N01", (key, "zh")).says(
                    "“{words}” moves the other way than the figure of this brand: correct one of"
                    " them",
                    words=zh[max(0, quantity.start - 4) : quantity.end],
                )
        for language, numbers in (("zh", _chinese(zh, quantities)), ("en", _english(en, brand))):
            for shown, value in numbers:
                if abs(value) not in known:
                    yield Problem("N01", (key, language)).says(
                        "the number {number} is no metric of this brand: enter it as a metric with"
                        " its excerpt, or write the sentence without it",
                        number=shown,
                    )
    found = [(key, *entry) for key in ("name", "agency") for entry in _named(getattr(brand, key))]
    for key, language, shown, value in found:
        if value not in known:
            yield Problem("N01", (key, language)).says(
                "the name holds the figure {number}, which is no metric of this brand: enter it as"
                " a metric with its excerpt, or write the name without it",
                number=shown,
            )


_FIGURE_ZH = re.compile(r"(?<![0-9+.,-])[0-9][0-9,]*(?:\.[0-9]+)?[万亿]?(?!\+)")
_FIGURE_EN = re.compile(
    r"(?<![\w.,+-])(?<!No\. )(?!1(?:10|19|20|22)\b)(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)"
    r"(?: ?%| (?:[a-z]+ )?(?:[A-Za-z]+s|people|police|yuan|per cent)\b)"
)
_NO_COUNT = frozenset("小时分秒天日周月季年岁届级类项")
"""Measure words of a name that count no figure: 24小时警务站, 15分钟处置圈."""

_CASES = frozenset("名起件宗")
"""Measure words of officers and cases, which count a figure in Chinese numerals too: 九百起."""

_NUMERAL = re.compile(f"[0-9{CHINESE}]")

_STRUCTURE = 10
"""Below it a name tells its parts: 9大勤务, 3所联动."""


def _named(name: Text) -> list[tuple[str, str, Fraction]]:
    """The figures in a name, each with its language: digits from ten on with what they count.

    Names are full of numbers that are none: 一村一警, “1+6”, 草原110, 1号警务站, 24小时, 9大勤务.
    """
    zh, en = ascii_digits(name.zh), ascii_digits(name.en or "")
    found: list[tuple[str, str, Fraction]] = []
    for quantity in parse(zh) if _NUMERAL.search(zh) else ():
        unit = quantity.unit or ""
        figure = _FIGURE_ZH.match(zh, quantity.num_start) and unit[:1] not in _NO_COUNT
        if unit and (figure or _is_written_out(zh[quantity.num_start :], unit)):
            found.append(("zh", zh[quantity.start : quantity.end], Fraction(quantity.value)))
    for printed in _FIGURE_EN.finditer(en):
        value = Fraction(printed["number"].replace(",", "").rstrip("."))
        found.append(("en", printed.group(), value))
    return [entry for entry in found if entry[2] >= _STRUCTURE]


def _is_written_out(text: str, unit: str) -> bool:
    """Whether a text begins with officers or cases in numerals, other than a bare 百名 or 千起."""
    run = re.match(f"[{CHINESE}]+", text)
    return unit[0] in _CASES and run is not None and not is_bare(run.group())


def _known(brand: Brand, unstated: Container[int]) -> set[Number]:
    known: set[Number] = set()
    for index, metric in enumerate(brand.metrics):
        stated: tuple[Number | None, ...] = (metric.value, metric.value_max)
        for value in stated:
            if value is not None:
                known.add(_size(value))
                if (factor := scale_of(metric.unit).factor) > 1:
                    known.add(_size(value * factor))
        if metric.base is not None and not isinstance(metric.base, str):
            known.add(_size(metric.base))
        if index in unstated:  # the prose may well be right
            known.update(_size(quantity.value) for quantity in parse(metric.excerpt))
    return known


def _size(number: Number) -> Number:
    return max(number, -number)


def _chinese(text: str, quantities: Iterable[Quantity]) -> Iterator[tuple[str, Number]]:
    for quantity in quantities:
        for value in (quantity.value, quantity.value_max):
            if value is not None:
                yield text[quantity.start : quantity.end], value


def _is_own_year(year: str, brand: Brand) -> bool:
    """Whether the dates of a record or of its sources name a year."""
    dates = [brand.started or "", *brand.sources]
    for metric in brand.metrics:
        dates += [metric.period or "", metric.as_of or "", metric.period_text or ""]
    return any(year in date and year in _YEAR.findall(date) for date in dates)


def _english(text: str, brand: Brand) -> Iterator[tuple[str, Number]]:
    def blank(found: re.Match[str]) -> str:
        year, words = found["year"], found.group()
        return words if year is not None and not _is_own_year(year, brand) else " " * len(words)

    rest = _DATES.sub(blank, text) if _DIGIT.search(text) else text
    for found in _DIGITS.finditer(rest):
        digits, _, scale = found.group().replace("-", " ").partition(" ")
        value = arabic(digits.rstrip(".")) * _SCALES.get(scale, 1)
        yield found.group(), value
    if _WORDS.keys().isdisjoint(_LETTERS.findall(rest.casefold())):
        return
    for found in _WORD.finditer(rest):
        if found["tens"]:
            one = _COUNTED.split(" ").index(found["ones"].lower())
            yield found.group(), _WORDS[found["tens"].lower()] + one
        else:
            yield found.group(), _WORDS[found.group().lower()]


def check_copied(brand: Brand, texts: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """The prose must not share a run of characters with a source (id, text) at hand."""
    sources = [(identity, squeeze(text)) for identity, text in texts]
    if not sources:
        return
    for key, text in prose(brand):
        own = squeeze(text.zh)
        for identity, source in sources:
            run = _shared(own, source)
            if run:
                yield Problem("W03", (key, "zh")).says(
                    "“{run}…” stands in {source} too: say it in other words",
                    run=run,
                    source=identity,
                )


def squeeze(text: str) -> str:
    """The text without any white space, as copies are compared."""
    return re.sub(r"\s+", "", text)


def _shared(own: str, source: str) -> str | None:
    runs = (own[start : start + SHARED] for start in range(len(own) - SHARED + 1))
    return next((run for run in runs if run in source), None)


def check_english(untranslated: Iterable[RecordPath]) -> Iterator[Problem]:
    """A text with Chinese but without English is shown in Chinese, marked."""
    for path in untranslated:
        yield Problem("L01", path, Message("the English is missing: add `en:`"))


def check_waiting(texts: Iterable[tuple[RecordPath, str]], together: str) -> Iterator[Problem]:
    """Prose that speaks of figures which the record leaves out.

    `together` are the texts as one, which is searched first: mostly there is nothing to find.
    """
    if not _WAITING.search(together):
        return
    for path, text in texts:
        if found := _WAITING.search(text):
            yield Problem("N02", path).says(
                "“{words}”: enter the figure, or say what keeps it out", words=found[0]
            )


def check_glyphs(texts: Iterable[tuple[RecordPath, str]], together: str) -> Iterator[Problem]:
    """A character that no font of the PDF has is shown there as a box with its code."""
    if not lacking(together):
        return
    for path, text in texts:
        if missing := lacking(text):
            shown = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing)
            yield Problem("S08", path, character=missing[0]).says(
                "the PDF's fonts lack {characters}: it shows a box with the code; leave it where"
                " the name is printed so, else write it in another way",
                characters=shown,
            )


def check_names(names: Iterable[tuple[RecordPath, Text]]) -> Iterator[Problem]:
    """No name may begin as a spreadsheet formula does."""
    for path, name in names:
        for language, text in (("zh", name.zh), ("en", name.en or "")):
            if text[:1] in ("=", "+", "-", "@"):
                yield Problem("S06", (*path, language)).says(
                    "the name begins with `{mark}`: put it otherwise", mark=text[0]
                )
