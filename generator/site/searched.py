"""What the search looks into of each brand, by how much it says, and what it shows of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.book.book import Book
from generator.evidence.normalise import simplified_forms
from generator.records.divisions import Division, names_of
from generator.records.i18n import Words
from generator.records.models import FIVE_IS, Brand, Text
from generator.site.readings import Readings
from generator.site.speaker import Speaker
from generator.tables.frames import BookBrand, in_order

NAME, PLACE, INDICATOR, NEAR, REST = FIELDS = range(5)
"""What a word may stand in, the most telling first; `NEAR` are agency and summary."""

_HAN = (
    "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""The characters of Unicode's script Han, as a class of a regular expression has them."""

_RUN = re.compile(f"[{_HAN}]+")
_WORD = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")


@dataclass(frozen=True, slots=True)
class Searched:
    """One brand in one language.

    `texts` are what is looked into, field by field. `names` are what a reader may call the brand
    by, each with its field, `spoken` the same in syllables of its Chinese names. `facets` are its
    values by facet, `shown` is what a result shows.
    """

    texts: tuple[Sequence[str], ...]
    names: Sequence[tuple[str, int]]
    spoken: Sequence[tuple[tuple[str, ...], int]]
    facets: Mapping[str, Sequence[str]]
    shown: Mapping[str, str]


def words_of(text: str) -> list[str]:
    """The words of a text: each run of Chinese, simplified, and each other word in lower case."""
    plain = unicodedata.normalize("NFKC", text).translate(simplified_forms())
    return _WORD.findall(plain.lower())


def is_chinese(word: str) -> bool:
    """Whether a word is a run of Chinese."""
    return _RUN.match(word) is not None


def searched_brands(book: Book, words: Words, readings: Readings) -> Iterator[Searched]:
    """Every brand, in the order in which lists of the language have them."""
    teller = _Teller(book, words, readings)
    for row in in_order(book.rows(), words):
        yield teller.tell(book.brands[row.id])


class _Teller:
    """Collects the texts of brands in one language, as their pages have them."""

    def __init__(self, book: Book, words: Words, readings: Readings) -> None:
        self._speaker, self._sources = Speaker(book, words), book.content.sources
        self._vocabulary = book.content.vocabulary
        self._second_levels = self._vocabulary.second_levels()
        self._readings = readings

    def tell(self, entry: BookBrand) -> Searched:
        """What is searched of one brand."""
        brand, line = entry.record(), self._vocabulary.divisions.line(entry.row.place)
        indicators = dict.fromkeys(metric.indicator for metric in entry.read_metrics())
        names = [self._speaker.text(brand.name)]
        if names[0] != brand.name.zh:
            names.append(brand.name.zh)
        counted = [self._speaker.text(self._vocabulary.indicators[i].name) for i in indicators]
        near = [self._speaker.text(brand.agency), self._speaker.text(brand.summary)]
        rest = [self._speaker.text(text) for text in self._rest(brand) if text]
        everywhere = [name for d in line for name in (d.name, d.name_en) if name]
        called = {NAME: names, PLACE: [*everywhere, *map(_stem, line)], INDICATOR: counted}
        return Searched(
            texts=(names, everywhere, counted, near, rest),
            names=[(name, at) for at, own in called.items() for name in own],
            spoken=[*self._spoken(brand.name.zh, line)],
            facets=self._facets(brand, line, entry.row.evidence_level),
            shown={
                "address": f"brands/{brand.id}.html",
                "title": names[0],
                "original": names[-1] if len(names) > 1 else "",
                "agency": near[0],
                "place": self._speaker.place(entry.row.place),
                "summary": near[1],
                "evidence": str(entry.row.evidence_level),
                "text": "\n".join([*counted, *rest]),
            },
        )

    def _rest(self, brand: Brand) -> Iterator[Text | None]:
        vocabulary = self._vocabulary
        yield vocabulary.categories[brand.category.partition(".")[0]].name
        yield self._second_levels[brand.category].name
        for kind, terms in vocabulary.tags.items():
            yield from (terms[tag].name for tag in getattr(brand, kind))
        yield from (getattr(brand, section) for section in FIVE_IS)
        yield from (self._sources[source].title for source in brand.sources)

    def _spoken(self, name: str, line: Sequence[Division]) -> Iterator[tuple[tuple[str, ...], int]]:
        """The name, the places, and the name behind each of these, as a reader runs them on."""
        read = self._readings.of
        syllables = tuple(s for run in _RUN.findall(name) for s in read(run))
        spoken = [(syllables, NAME)]
        for division in line:
            stem = read(_stem(division))
            spoken += [(read(division.name), PLACE), (stem, PLACE), (stem + syllables, NAME)]
        for own, field in spoken:
            yield own, field
            if any("v" in syllable for syllable in own):  # ü, which many type as u
                yield tuple(syllable.replace("v", "u") for syllable in own), field

    def _facets(self, brand: Brand, line: Sequence[Division], level: int) -> dict[str, list[str]]:
        dates = [self._sources[source].published for source in brand.sources]
        return {
            "category": [brand.category.partition(".")[0], brand.category],
            "problem": brand.problems,
            "province": [division.code for division in line[:1]],
            "level": [brand.agency.level],
            "year": sorted({date[:4] for date in dates if date}),
            "status": [brand.status],
            "evidence": [str(level)],
        }


def _stem(division: Division) -> str:
    """What a place is called without the kind of its unit: 临夏 of 临夏回族自治州."""
    return min(names_of(division), key=len)
