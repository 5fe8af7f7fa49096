"""The search index: which brands hold which terms, in blocks of which a question loads a few.

`search/<language>.json` is the head; all else of the language stands in a folder whose name changes
with its files, so that no browser mixes two indexes:

- `blocks/<n>.json`: postings by term. Terms are in the order of their UTF-16 code units, as scripts
  compare; the head has the first term of each block. A posting has the numbers of brands in two
  lists a field (`FIELDS`), joined by `|`: those that hold the term `OFTEN`, then the others, each
  brand with the first field that holds it; a number is the difference to the one before.
- `brands/<n>.json`: what results show, `TOGETHER` brands in a file.
- `facets/<name>.json`: the brands of each value of a facet, as differences.

Terms are the characters of Chinese, two and three of them that stand together, and other words;
`^name` is a whole name, also in syllables (`^lin xia`), `~xia men` two or three syllables in one,
`!lxyj` initials. A brand that has every three neighbours of a Chinese word has the word, unless it
is longer and stands there in overlapping pieces.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import sub
from typing import Any, Final

from generator.book.book import Book
from generator.evidence.normalise import simplified_forms
from generator.publish import Files
from generator.publish.json_text import packed
from generator.site.readings import Readings
from generator.site.searched import FIELDS, Searched, is_chinese, searched_brands, words_of

FOLDER: Final = "search"
"""Where the index stands below the site's folder; templates/theme/assets/lookup.js knows it."""

TOGETHER: Final = 8
"""Brands whose results are in one file; lookup.js knows it."""

OFTEN: Final = 3
"""Times from which a brand speaks of a term more than in passing."""

_BLOCK = 15_000
"""Characters after which a block ends: some 8 kB compressed."""

_LEAST_INITIALS = 3
"""Two letters would be the initials of too much."""

Postings = dict[str, list[int]]


def make_index(book: Book) -> Files:
    """The index of every language; the same book gives the same bytes."""
    readings = Readings(book.content.vocabulary.divisions)
    for language, words in book.words.items():
        yield from index_files(language, searched_brands(book, words, readings))


def index_files(language: str, brands: Iterable[Searched]) -> Files:
    """The index of one language over its brands, in the order of lists."""
    index = _Index(brands)
    files = {path: packed(value) for path, value in index.files()}
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()[:12]
    yield f"{FOLDER}/{language}.json", packed({"folder": digest, **index.head()})
    for path, data in files.items():
        yield f"{FOLDER}/{digest}/{path}", data


class _Index:
    """The index of one language."""

    def __init__(self, brands: Iterable[Searched]) -> None:
        self._postings: list[Postings] = [defaultdict(list) for _ in FIELDS for _ in (True, False)]
        self._facets: dict[str, Postings] = defaultdict(lambda: defaultdict(list))
        self._shown: list[dict[str, str]] = []
        self._syllables: set[str] = set()
        for number, brand in enumerate(brands):
            self._add(number, brand)
        self._known = set().union(*self._postings)
        self._blocks = list(self._cut())

    def _add(self, number: int, brand: Searched) -> None:
        fields = [_terms(brand, field) for field in FIELDS]
        times = Counter(chain.from_iterable(fields))
        seen: set[str] = set()
        for field, found in enumerate(fields):
            new = set(found) - seen
            for term in new:
                self._postings[2 * field + (times[term] < OFTEN)][term].append(number)
            seen |= new
        for facet, values in brand.facets.items():
            for value in values:
                self._facets[facet][value].append(number)
        self._shown.append(dict(brand.shown))
        self._syllables.update(*(syllables for syllables, _ in brand.spoken))

    def _cut(self) -> Iterator[dict[str, str]]:
        block: dict[str, str] = {}
        size = 0
        for term in sorted(self._known, key=lambda term: term.encode("utf-16-be")):
            lists = (_differences(p[term]) if term in p else "" for p in self._postings)
            block[term] = "|".join(lists).rstrip("|")
            size += len(term) + len(block[term])
            if size > _BLOCK:
                yield block
                block, size = {}, 0
        yield block

    def head(self) -> dict[str, Any]:
        """What a search needs at once; `simplified` has traditional characters and their forms."""
        forms = simplified_forms().items()
        pairs = [
            chr(traditional) + simple for traditional, simple in forms if simple in self._known
        ]
        return {
            "brands": len(self._shown),
            "blocks": [next(iter(block), "") for block in self._blocks],
            "syllables": sorted(self._syllables),
            "simplified": "".join(pairs),
        }

    def files(self) -> Iterator[tuple[str, Any]]:
        """All else, by its path in the folder of the language."""
        for number, block in enumerate(self._blocks):
            yield f"blocks/{number}.json", block
        for start in range(0, len(self._shown), TOGETHER):
            yield f"brands/{start // TOGETHER}.json", self._shown[start : start + TOGETHER]
        for facet, values in self._facets.items():
            found = {value: _differences(numbers) for value, numbers in sorted(values.items())}
            yield f"facets/{facet}.json", found


def _terms(brand: Searched, field: int) -> list[str]:
    """All terms of one field of a brand, as often as they stand there."""
    terms = [term for text in brand.texts[field] for term in _terms_of_text(text)]
    terms.extend("^" + " ".join(words_of(name)) for name, own in brand.names if own == field)
    for syllables in (syllables for syllables, own in brand.spoken if own == field):
        terms.append("^" + " ".join(syllables))
        for length in (2, 3):
            terms.extend("~" + " ".join(gram) for gram in _grams(syllables, length))
        if len(syllables) >= _LEAST_INITIALS:
            terms.append("!" + "".join(syllable[0] for syllable in syllables))
    return terms


@lru_cache(maxsize=2000)  # names of places, tags and indicators come again and again
def _terms_of_text(text: str) -> tuple[str, ...]:
    terms: list[str] = []
    for word in words_of(text):
        if is_chinese(word):
            for length in (1, 2, 3):
                terms += _grams(word, length)
        else:
            terms.append(word)
    return tuple(terms)


def _grams(whole: Sequence[str], length: int) -> list[Any]:
    """All parts of a length."""
    return [whole[at : at + length] for at in range(len(whole) - length + 1)]


def _differences(numbers: Sequence[int]) -> str:
    return " ".join(map(str, map(sub, numbers, (0, *numbers))))
