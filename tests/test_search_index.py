"""The search index: what it holds of each brand, and that it holds nothing else."""

from __future__ import annotations

import json
import re
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, NamedTuple

import html5lib
import pytest
from example_book import copy_part, settings_of

from generator.book.book import Book
from generator.build import make_book
from generator.publish import html
from generator.publish.search import index_files, make_index
from generator.publish.staging import Staging
from generator.site.pages import make_pages
from generator.site.readings import Readings
from generator.site.render import make_renderers
from generator.site.searched import (
    INDICATOR,
    NAME,
    PLACE,
    Searched,
    is_chinese,
    searched_brands,
    words_of,
)

LANGUAGES = ("zh", "en")


class Index(NamedTuple):
    """An index as a reader's browser has it: the head and all files below its folder."""

    head: dict[str, Any]
    files: dict[str, Any]

    def holding(self, term: str) -> dict[int, int]:
        """The numbers of the brands that hold a term, each with its field."""
        return {number: grade // 2 for number, grade in self.graded(term).items()}

    def graded(self, term: str) -> dict[int, int]:
        """The same with twice the field, and one more where the term is not there often."""
        firsts = self.head["blocks"]
        (number,) = [n for n, first in enumerate(firsts) if utf16(first) <= utf16(term)][-1:] or [0]
        lists = self.files[f"blocks/{number}"].get(term, "").split("|")
        return {n: grade for grade, posting in enumerate(lists) for n in numbers(posting)}

    def shown(self) -> list[dict[str, str]]:
        """What results show of each brand."""
        parts = sorted((p for p in self.files if p.startswith("brands/")), key=lambda p: len(p))
        return list(chain.from_iterable(self.files[part] for part in parts))


def utf16(term: str) -> bytes:
    return term.encode("utf-16-be")


def numbers(posting: str) -> list[int]:
    return list(accumulate(map(int, posting.split())))


def index_of(made: dict[str, bytes], language: str) -> Index:
    head = json.loads(made[f"search/{language}.json"])
    folder = f"search/{head['folder']}/"
    below = {path.removeprefix(folder): data for path, data in made.items() if folder in path}
    return Index(head, {path.removesuffix(".json"): json.loads(d) for path, d in below.items()})


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(settings_of(copy_part(tmp_path_factory.mktemp("part"))))


@pytest.fixture(scope="module")
def made(book: Book) -> dict[str, bytes]:
    return dict(make_index(book))


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def index(made: dict[str, bytes], language: str) -> Index:
    return index_of(made, language)


@pytest.fixture(scope="module")
def searched(book: Book, language: str) -> list[Searched]:
    return list(
        searched_brands(book, book.words[language], Readings(book.content.vocabulary.divisions))
    )


def test_what_is_searched_of_a_brand_stands_on_its_page_or_names_it_in_the_other_language(
    book, language, searched
):
    renderer = make_renderers(book)[language]
    pages = {page.address: page for page in make_pages(book) if page.address.startswith("brands/")}
    assert len(searched) == len(pages) == len(book.brands)
    for brand in searched:
        page = pages[brand.shown["address"].removesuffix(".html")]
        root = html5lib.parse(html.page_bytes(page, renderer), namespaceHTMLElements=False)
        text = "".join(root.itertext())
        place = book.brands[page.address.removeprefix("brands/")].row.place
        line = book.content.vocabulary.divisions.line(place)
        named = {brand.shown["original"], *(n for d in line for n in (d.name, d.name_en))}
        assert {t for t in chain(*brand.texts) if t not in text} <= named


def test_the_terms_of_every_text_find_its_brand_in_its_first_field(index, searched):
    for number, brand in enumerate(searched):
        first: dict[str, int] = {}
        for field, texts in enumerate(brand.texts):
            for word in chain.from_iterable(map(words_of, texts)):
                lengths = (1, 2, 3) if is_chinese(word) else (len(word),)
                for length in lengths:
                    for at in range(len(word) - length + 1):
                        first.setdefault(word[at : at + length], field)
        assert {term: index.holding(term).get(number) for term in first} == first


def test_a_term_that_stands_three_times_is_there_often(index, searched):
    for number, brand in enumerate(searched):
        words = [word for text in chain(*brand.texts) for word in words_of(text)]
        for word in {word for word in words if not is_chinese(word)}:
            assert index.graded(word)[number] % 2 == (words.count(word) < 3)


def test_a_term_finds_no_brand_whose_texts_lack_it(index, searched):
    """Every posting of the index, looked up in the texts themselves."""
    words = [[w for text in chain(*b.texts) for w in words_of(text)] for b in searched]
    blocks = [block for path, block in index.files.items() if path.startswith("blocks/")]
    for term in chain.from_iterable(blocks):
        if term[0] not in "^~!":
            lack = [
                n
                for n in index.holding(term)
                if not any(term in word if is_chinese(term) else term == word for word in words[n])
            ]
            assert lack == [], term


def test_names_places_and_indicators_are_found_whole_and_by_their_sound(index, searched):
    found = [brand.shown["address"] for brand in searched]
    linxia = found.index("brands/linxia-night-policing.html")
    assert index.holding("^夜间警务")[linxia] == NAME
    for term in ("~ye jian jing", "~jing wu", "!yjjw", "!lxyjjw", "~lin xia ye"):
        assert index.holding(term)[linxia] == NAME, term
    assert index.holding("~lin xia")[linxia] in (NAME, PLACE)
    assert index.holding("~gan su")[linxia] in (NAME, PLACE)
    for name, field in searched[linxia].names:
        assert index.holding("^" + " ".join(words_of(name)))[linxia] <= field
    assert INDICATOR in {field for _, field in searched[linxia].names}


def test_two_letters_are_nobodys_initials(index):
    terms = chain.from_iterable(b for path, b in index.files.items() if path.startswith("blocks/"))
    initials = [term for term in terms if term.startswith("!")]
    assert initials and min(map(len, initials)) == len("!abc")


def test_terms_are_in_order_and_the_head_has_the_first_of_each_block(index):
    blocks = [index.files[f"blocks/{n}"] for n in range(len(index.head["blocks"]))]
    assert [next(iter(block)) for block in blocks] == index.head["blocks"]
    terms = list(chain.from_iterable(blocks))
    assert terms == sorted(set(terms), key=utf16)
    assert len(blocks) > 3


def test_traditional_characters_lead_to_those_that_the_texts_have(index, language, searched):
    pairs = re.findall("(.)(.)", index.head["simplified"])
    assert len(pairs) * 2 == len(index.head["simplified"])
    assert all(index.holding(simple) for _, simple in pairs)
    assert not any(index.holding(traditional) for traditional, _ in pairs)
    assert ("間", "间") in pairs
    assert ("務", "务") in pairs


def test_results_and_facets_are_those_of_the_brands(index, searched):
    assert index.head["brands"] == len(searched)
    assert index.shown() == [brand.shown for brand in searched]
    facets = {path.partition("/")[2]: f for path, f in index.files.items() if "facets/" in path}
    assert facets.keys() == searched[0].facets.keys()
    for name, values in facets.items():
        for number, brand in enumerate(searched):
            held = {value for value, posting in values.items() if number in numbers(posting)}
            assert held == set(brand.facets[name])


def test_the_search_page_offers_every_value_that_a_brand_has_and_no_other(book, index):
    (page,) = (page for page in make_pages(book) if page.address == "search")
    for name, values in page.data["facets"].items():
        assert set(values) == set(index.files[f"facets/{name}"]), name


def test_the_same_brands_give_the_same_bytes_and_others_another_folder(book, made, searched):
    assert dict(make_index(book)) == made
    whole, fewer = (dict(index_files("xx", brands)) for brands in (searched, searched[1:]))
    assert json.loads(whole["search/xx.json"])["folder"] not in str(fewer.keys())


def test_a_book_without_brands_has_an_index_that_finds_nothing():
    index = index_of(dict(index_files("xx", [])), "xx")
    assert index.head["brands"] == 0
    assert index.holding("夜") == {}


def test_every_file_is_a_small_one(made):
    """Of a block, by its last term; the part has no term so common that it needs more."""
    blocks = [len(data) for path, data in made.items() if "/blocks/" in path]
    assert max(blocks) < 60_000
    assert max(len(data) for path, data in made.items() if "/brands/" in path) < 60_000


def test_a_build_without_the_search_has_no_index(book, tmp_path):
    for search in (True, False):
        staging = Staging(tmp_path / str(search))
        staging.fill(book, ["pages", "search"] if search else ["pages"])
        assert Path(staging.folder, "search").is_dir() == search
        staging.discard()
