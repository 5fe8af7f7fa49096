"""Shortlists in a real Chromium: what counts is chosen in the page, and the front is the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from generator.book.book import Book
from generator.build import make_book
from generator.publish.html import page_bytes
from generator.rank.results import Shortlist
from generator.rank.shortlists import FACETS, facets_of, last_years, make_shortlist, seen_in
from generator.settings import Settings
from generator.site import shortlists
from generator.site.pages import make_pages
from generator.site.render import make_renderers

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
ALL = [names for n in range(1, len(FACETS) + 1) for names in combinations(FACETS, n)]
SUBJECTS = {
    "problems/disputes": "problems/disputes",
    "problems/theft": "problems/theft",
    "problems/fraud": "problems/fraud",
    "problems/tourist-safety": "problems/tourist-safety",
    "practices/legal-education": "practices/legal-education",
    "category/farm": "categories/farm",
    "category/tourism.scenic": "categories/tourism.scenic",
}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


class Seen(NamedTuple):
    """What a page shows: the front, who beats whom, and how many it says there are."""

    front: set[str]
    beaten: set[tuple[str, str, str]]
    said: str


@pytest.fixture(scope="module")
def book() -> Book:
    return make_book(Settings(root=ROOT))


@pytest.fixture(scope="module")
def expected(book: Book) -> Callable[[str, Sequence[str]], Shortlist]:
    """What Python makes of a subject's brands of the last years."""
    sources = book.content.sources
    rows = seen_in(last_years(book.rows(), sources), book.rows(), sources)

    def make(subject: str, names: Sequence[str]) -> Shortlist:
        found = {
            row.id: facets_of(row, sources)
            for row in rows
            if subject in row.tags.split()
            or f"category/{row.category}" == subject
            or f"category/{row.category.partition('.')[0]}" == subject
        }
        return make_shortlist(subject, found, names)

    return make


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """One page as a reader has it; whatever it complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


READ = """() => {
  const [front, beaten] = document.querySelectorAll("[data-shortlist] tbody");
  const rows = (body) => body.hidden ? [] : [...body.querySelectorAll("tr[data-brand]")];
  const id = (cell) => cell.querySelector("a").href.replace(/.*\\/|\\.html$/g, "");
  const told = (row) => row.lastElementChild.querySelector("small:last-child").textContent;
  return {
    front: rows(front).map((row) => id(row.cells[0])),
    beaten: rows(beaten).map((row) => [id(row.cells[0]), id(row.lastElementChild), told(row)]),
    empty: rows(front).every((row) => row.lastElementChild.childNodes.length === 0),
    order: [front, beaten].map((body) => rows(body).map((row) => Number(row.dataset.order))),
    said: document.querySelector("[data-shortlist] [role=status]").textContent,
  };
}"""


def seen(page: Any) -> Seen:
    found = page.evaluate(READ)
    assert found["empty"]
    assert found["order"] == [sorted(order) for order in found["order"]]
    return Seen(set(found["front"]), {tuple(row) for row in found["beaten"]}, found["said"])


def wanted(made: Shortlist, book: Book) -> Seen:
    """The same of a shortlist, in English."""
    words = book.words["en"]
    beaten = {
        (
            one.brand,
            one.by,
            words.say("shortlist_on", facets=", ".join(words[f"facet_{name}"] for name in one.on)),
        )
        for one in made.beaten
    }
    said = words.say("shortlist_count", n=len(made.front), total=len(made.facets))
    return Seen(set(made.front), beaten, said)


def choose(page: Any, names: Sequence[str]) -> None:
    """Let these facets count and no others, never leaving none."""
    for turned in (True, False):
        for facet in FACETS:
            if (facet in names) == turned:
                page.locator(f".choices [value={facet}]").set_checked(turned)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_choice_of_facets_gives_the_front_and_the_reasons_of_the_program(
    page: Any, server: str, book: Book, expected: Any, subject: str
) -> None:
    page.goto(f"{server}/en/{SUBJECTS[subject]}.html")
    assert seen(page) == wanted(expected(subject, FACETS), book)
    for names in ALL:
        choose(page, names)
        assert seen(page) == wanted(expected(subject, names), book), names
    choose(page, FACETS)
    assert seen(page) == wanted(expected(subject, FACETS), book)


@pytest.mark.parametrize("rows", [1, 12])
def test_a_page_without_a_line_for_every_brand_counts_them_all_the_same(
    page: Any, server: str, book: Book, expected: Any, monkeypatch: Any, rows: int
) -> None:
    monkeypatch.setattr(shortlists, "ROWS", rows)
    subject = "problems/disputes"
    made = next(one for one in make_pages(book) if one.address == subject)
    body = page_bytes(made, make_renderers(book)["en"])
    address = f"{server}/en/{subject}.html"
    page.route(address, lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(address)
    for names in [*ALL, FACETS]:
        choose(page, names)
        found, full = seen(page), wanted(expected(subject, names), book)
        assert found.said.startswith(full.said)
        assert found.front <= full.front
        assert found.beaten <= full.beaten
        hidden = len(full.front) - len(found.front)
        said = book.words["en"].say("shortlist_hidden", n=hidden) if hidden else ""
        assert found.said.removeprefix(full.said).strip() == said
    assert 0 < len(found.front) + len(found.beaten) < len(full.front) + len(full.beaten)


def test_the_choice_stands_in_the_address_and_goes_along_to_the_other_language(
    page: Any, server: str, book: Book, expected: Any
) -> None:
    subject = "problems/disputes"
    page.goto(f"{server}/en/{subject}.html")
    choose(page, ["level", "told"])
    assert page.url == f"{server}/en/{subject}.html?facets=level,told"
    front = seen(page).front
    page.reload()
    assert seen(page).front == front == set(expected(subject, ["level", "told"]).front)
    page.locator("a.switch").click()
    assert page.url == f"{server}/zh/{subject}.html?facets=level,told"
    assert page.evaluate(READ)["front"] and set(page.evaluate(READ)["front"]) == front
    choose(page, FACETS)
    assert page.url == f"{server}/zh/{subject}.html"


@pytest.mark.parametrize("asked", ["", "nonsense", "Level", ","])
def test_an_address_that_names_no_facet_lets_all_count(
    page: Any, server: str, book: Book, expected: Any, asked: str
) -> None:
    page.goto(f"{server}/en/problems/disputes.html?facets={asked}")
    assert seen(page) == wanted(expected("problems/disputes", FACETS), book)
    assert page.locator(".choices :checked").count() == len(FACETS)


def test_one_facet_always_counts(page: Any, server: str) -> None:
    page.goto(f"{server}/en/problems/disputes.html?facets=told")
    told, level = (page.locator(f".choices [value={name}]") for name in ("told", "level"))
    assert told.is_disabled()
    level.check()
    assert not told.is_disabled()


def test_without_the_script_the_default_stands_and_nothing_is_offered(
    browser: Any, server: str, book: Book, expected: Any
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/en/problems/disputes.html?facets=told")
    assert not page.locator(".choices").is_visible()
    front = page.locator("[data-shortlist] tbody").first.locator("tr[data-brand]")
    shown = {row.get_attribute("data-brand") for row in front.all()}
    context.close()
    assert shown == set(expected("problems/disputes", FACETS).front)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_facets_are_chosen_by_keyboard_and_the_outcome_is_told(
    page: Any, server: str, language: str
) -> None:
    page.goto(f"{server}/{language}/problems/disputes.html")
    before = seen(page).said
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "level":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.value") == "level"
    status = page.locator("[data-shortlist] [role=status]")
    assert status.get_attribute("aria-live") == "polite"
    assert status.inner_text() != before


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_axe_finds_nothing_after_a_choice_and_nothing_has_to_be_scrolled_sideways(
    browser: Any, server: str, language: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        bypass_csp=True, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    page.goto(f"{server}/{language}/problems/disputes.html?facets=level,years")
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"], "preload": False})
    found = page.evaluate(f"axe.run({options}).then(found => found.violations)")
    reach = page.evaluate("document.scrollingElement.scrollWidth")
    context.close()
    assert [violation["id"] for violation in found] == []
    assert reach <= width
