"""Which brands take part in the shortlists of the site, and what reports show of a shortlist."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_book import copy_example, settings_of

from generator.book.book import Book
from generator.build import make_book
from generator.rank.shortlists import FACETS, WINDOW, last_years, seen_in
from generator.settings import Settings
from generator.site.report import FRONTS, NEAR, report_data
from generator.site.shortlists import shown_shortlists

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def book() -> Book:
    return make_book(Settings(root=ROOT))


def years_of(book: Book, brand: str) -> set[int]:
    dates = (book.content.sources[i].published for i in book.brands[brand].row.sources.split())
    return {int(date[:4]) for date in dates if date}


def test_the_window_ends_with_the_last_year_in_which_a_source_was_published(book: Book) -> None:
    years = last_years(book.rows(), book.content.sources)
    assert len(years) == WINDOW
    assert years[-1] == max(max(years_of(book, brand), default=0) for brand in book.brands)


def test_no_dated_source_makes_no_window(book: Book) -> None:
    undated = [row for row in book.rows() if not years_of(book, row.id)]
    assert undated
    assert list(last_years(undated, book.content.sources)) == []
    assert seen_in(range(0), book.rows(), book.content.sources) == []


def test_exactly_the_brands_seen_in_the_window_take_part(book: Book) -> None:
    shown = shown_shortlists(book)["problems/theft"]
    window = set(range(shown.first, shown.last + 1))
    tagged = [row.id for row in book.rows() if "problems/theft" in row.tags.split()]
    seen = {brand for brand in tagged if years_of(book, brand) & window}
    assert {line.brand.id for line in shown.lines["zh"]} == seen
    assert shown.total == len(seen)


def test_lines_are_in_the_order_of_the_language(book: Book) -> None:
    lines = shown_shortlists(book)["problems/disputes"].lines
    places = [line.brand.place for line in lines["zh"]]
    names = [(line.brand.name_en or line.brand.name_zh).casefold() for line in lines["en"]]
    assert (places, names) == (sorted(places), sorted(names))


def test_a_book_with_few_brands_has_no_shortlist_for_want_of_three(tmp_path: Path) -> None:
    book = make_book(settings_of(copy_example(tmp_path)))
    assert all(shown.total >= 3 for shown in shown_shortlists(book).values())


def test_a_report_prints_the_problems_with_most_brands_and_names_the_others(book: Book) -> None:
    own = book.editions["2024"]
    data = report_data(own, book.brands)
    assert own.rankings is not None
    problems = [s for s in own.rankings.shortlists if s.subject.startswith("problems/")]
    printed = [front.made for front in data["shortlists"]]
    sizes = [len(made.facets) for made in printed]
    assert sizes == sorted(sizes, reverse=True)
    assert len(printed) == min(FRONTS, len(problems))
    subjects = [*(made.subject for made in printed), *data["more_shortlists"]]
    assert sorted(subjects) == sorted(made.subject for made in problems)


def test_a_report_names_at_most_five_beaten_brands_and_counts_the_rest(book: Book) -> None:
    fronts = report_data(book.editions["2024"], book.brands)["shortlists"]
    for front in fronts:
        named = [(brand, near.by, near.on) for near in front.near for brand in near.brands]
        beaten = [(one.brand, one.by, one.on) for one in front.made.beaten]
        assert len(named) == min(NEAR, len(beaten))
        assert len(named) + front.more == len(beaten)
        assert all(one in beaten for one in named)
        assert max((len(on) for *_, on in named), default=0) <= min(
            (len(on) for one, by, on in beaten if (one, by, on) not in named), default=len(FACETS)
        )
