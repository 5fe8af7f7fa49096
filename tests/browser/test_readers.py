"""Four readers find what they came for, each within a few clicks from the home page."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

READY = "#explorer:not([hidden])"


class Reader:
    """Somebody at the home page who clicks; typing words counts for nothing, Enter for a click."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.clicks = page, 0
        page.goto(address)

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.locator(selector).first.click()

    def search(self, words: str) -> None:
        self.clicks += 1
        self.page.fill(".find [name=q]", words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("#results li")


@pytest.fixture
def page(browser: Any) -> Any:
    context = browser.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True)
    yield context.new_page()
    context.close()


def test_an_officer_with_a_melon_season_coming_learns_what_it_takes(page, server):
    reader = Reader(page, f"{server}/zh/index.html")
    reader.search("瓜田")
    reader.click("#results h2 a")
    reader.click("a[href*='practices/']")
    page.wait_for_url("**/practices/*.html")
    assert page.locator("#copy").is_visible()
    assert reader.clicks <= 3


def test_a_journalist_gets_a_figure_with_its_words_its_source_and_how_to_cite_it(page, server):
    reader = Reader(page, f"{server}/en/index.html")
    reader.search("Juye County patrol")
    reader.click("#results h2 a")
    reader.click("tr[id] summary")
    proof = page.locator(".proof").first
    assert proof.locator("q").inner_text()
    assert "Peony Evening News" in proof.inner_text()
    assert "Beatbook (" in proof.inner_text()
    assert reader.clicks <= 3


def test_a_researcher_takes_away_every_change_of_fraud_figures(page, server):
    reader = Reader(page, f"{server}/en/index.html")
    reader.click(".mast a[href$='explorer.html']")
    page.wait_for_selector(READY)
    reader.click(".facet:has([name=family]) summary")
    reader.click("[name=family][value=fraud]")
    reader.click(".facet:has([name=claim]) summary")
    reader.click("[name=claim][value=change]")
    with page.expect_download() as waiting:
        reader.click("#take")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == int(page.inner_text("#count").split()[0])
    assert all(row["Compared with"] and row["Address"] for row in rows)
    assert reader.clicks <= 6


def test_a_resident_finds_the_own_county_by_words_and_by_the_map(page, server):
    reader = Reader(page, f"{server}/zh/index.html")
    reader.search("巨野")
    assert "巨野县" in page.inner_text("#results li:first-child")
    assert reader.clicks == 1
    reader = Reader(page, f"{server}/zh/index.html")
    reader.click(".tiles a[href*='370000']")
    page.wait_for_url("**/places/370000.html")
    assert "巨野县" in page.inner_text("main")
    assert reader.clicks == 1
