"""Pages of families, and the same tables and pictures in a report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest
from edition_book import Figure, add_brand, bare, set_edition
from example_book import copy_example, settings_of

from generator.book.book import Book
from generator.build import make_book
from generator.evidence.chance import least_base
from generator.publish import html
from generator.site.page import PAGE_SIZE
from generator.site.pages import make_pages
from generator.site.render import make_renderers

FALLS = (-59, -42, -38, -35, -32, -17)
LANGUAGES = ("zh", "en")


def pages(book: Book, addresses: Iterable[str]) -> dict[str, str]:
    """Some pages of a book, by language and address."""
    wanted = set(addresses)
    renderers = make_renderers(book)
    return {
        f"{language}/{page.address}": html.page_bytes(page, renderer).decode()
        for page in make_pages(book)
        if page.address in wanted
        for language, renderer in renderers.items()
    }


def visible(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text.partition("<main")[2]).split())


def build(root: Path, figures: Iterable[Iterable[Figure]]) -> Book:
    """A book of brands with these figures; one a brand."""
    for number, own in enumerate(figures):
        add_brand(root, f"b{number:03d}", figures=list(own))
    return make_book(settings_of(root, sources=None))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return bare(copy_example(tmp_path))


def fall(value: int | Fraction, **more: object) -> Figure:
    return Figure("thefts", value, "%", "fall", basis="yoy", period="2024", **more)


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of a book with six falls, one of known base, beside a national one."""
    root = bare(copy_example(tmp_path_factory.mktemp("six")))
    rows = [[fall(value, base=631 if value == -38 else None)] for value in FALLS]
    build(root, rows)
    set_edition(root, "2024-all")
    source = next((root / "content/sources").glob("*.yml")).stem
    (root / "content/vocabulary/baselines.yml").write_text(
        f'- {{indicator: thefts, place: "000000", period: 2024, change: -10, source: {source}}}\n'
    )
    book = make_book(settings_of(root, sources=None))
    return pages(book, ["families", "families/theft", "editions/2024-all-changes", "indicators"])


def test_the_example_shows_its_change_its_shares_and_what_else_there_is(tmp_path: Path) -> None:
    book = make_book(settings_of(copy_example(tmp_path)))
    shown = pages(book, ["families", "families/theft", "families/disputes", "indicators/thefts"])
    theft = visible(shown["en/families/theft"])
    assert "The one change is favourable." in theft
    assert "Jan–Apr 2024" in theft
    assert "Jia Daily, 6 May 2024" in theft
    assert 'href="../families/theft.html"' in shown["en/indicators/thefts"]
    assert "over 80" in visible(shown["en/families/disputes"])
    for identity in book.content.vocabulary.families:
        assert f'href="families/{identity}.html"' in shown["zh/families"]


def test_a_row_tells_its_conditions_its_least_base_and_its_interval(six: dict[str, str]) -> None:
    text = visible(six["en/families/theft"])
    assert "6 of 6 changes are favourable. This is what selection looks like" in text
    assert "Beside 6 of the 6 changes" in text
    assert "Of the 1 with a known base, 1 differs from it by more than chance could." in text
    assert "49 φ=2: 98 631" in text  # n* of −38 %, twice as much, and its base
    assert re.search("−4[0-9.]+% to −[0-9.]+%", text)
    assert text.count("all the same") == 5  # not the first


def test_the_picture_has_a_dot_a_change_and_the_table_as_its_alternative(
    six: dict[str, str],
) -> None:
    page = six["zh/families/theft"]
    drawing = page[page.index('<svg class="dots"') : page.index("</svg>")]
    assert drawing.count("<circle") == len(FALLS)
    assert drawing.count('height="2"') == 1  # the one interval
    assert "<title" in drawing
    assert "<desc" in drawing
    for value in FALLS:
        assert f"{-value}% · n* {least_base(Fraction(value))}<" in drawing


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "at 500 place 1 (Policing b000) is certain; at 1000, 5000 places 1 (Policing b000)"),
        ("zh", "；基数500时，第1位（"),
    ],
)
def test_the_sentence_of_places_is_what_the_rank_sets_say(
    six: dict[str, str], language: str, said: str
) -> None:
    text = re.sub(r"<[^>]+>", "", six[f"{language}/families/theft"])
    assert said in text, text[text.find("If every") :][:500]


def test_a_report_shows_the_same_table_and_picture_as_the_page(six: dict[str, str]) -> None:
    for language in LANGUAGES:
        page = six[f"{language}/families/theft"]
        report = six[f"{language}/editions/2024-all-changes"]
        drawing = page[page.index("<rect", page.index('<svg class="dots"')) : page.index("</svg>")]
        assert drawing in report
        table = page[page.index('<table class="stack">') :]
        assert table[: table.index("</table>")] in report
        assert re.search("[0-9]", drawing)


def test_a_long_family_is_paged_and_each_page_draws_its_own(root: Path) -> None:
    book = build(root, [[fall(Fraction(-100 - n, 10))] for n in range(PAGE_SIZE + 5)])
    shown = pages(book, ["families/theft", "families/theft-2", "families/theft-3"])
    dots = [shown[f"en/families/theft{end}"].count("<circle") for end in ("", "-2")]
    assert dots == [PAGE_SIZE, 5]
    assert "en/families/theft-3" not in shown
    assert f"{PAGE_SIZE + 5} of {PAGE_SIZE + 5} changes" in visible(shown["en/families/theft-2"])


def test_shares_show_their_interval_and_that_little_is_to_be_told_apart(root: Path) -> None:
    shares = [99, 98, 100, 60]
    rows = [
        [
            Figure(
                "satisfaction", share, "%", "share", as_of="2024", base=200 if share == 99 else None
            )
        ]
        for share in shares
    ]
    book = build(root, rows)
    text = visible(pages(book, ["families/trial-up"])["en/families/trial-up"])
    assert "3 of 4 shares are 95% or more" in text
    assert "200 stated 96.4% to 99.7%" in text


def test_an_activity_tells_what_it_is_a_day_where_its_period_is_known(root: Path) -> None:
    days = Figure("disputes-resolved", 61, "起", "a", period="2024-03-01/2024-04-30")
    bare_one = Figure("disputes-resolved", 61, "起", "b", as_of="2024")
    book = build(root, [[days], [bare_one]])
    page = pages(book, ["families/disputes"])["en/families/disputes"]
    assert re.findall('data-label="A day">([^<]*)<', page) == ["1", ""]
