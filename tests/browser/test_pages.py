"""The pages in a real Chromium: readable by everybody, on paper and on a phone, from one host."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
DESK, PHONE, SMALL = 1280, 390, 320
ZOOMED = DESK // 2  # what 200 % leave of a desk's width
Look = tuple[int, str]
LANGUAGES = ("zh", "en")
OPEN = "document.querySelectorAll('details').forEach(d => d.open = true)"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def _by_figures() -> list[str]:
    """The ids of all brands, those with the fewest figures first."""
    files = (ROOT / "content/brands").glob("*/*.yml")
    records = [yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) for path in files]
    built = [record for record in records if record["review"]["status"] != "draft"]
    return [b["id"] for b in sorted(built, key=lambda b: (len(b.get("metrics", [])), b["id"]))]


BRANDS = _by_figures()
FULL, BARE = BRANDS[-1], BRANDS[0]
KINDS = {
    "home": "index",
    "brand with many figures": f"brands/{FULL}",
    "brand without figures": f"brands/{BARE}",
    "brands": "brands",
    "category": "categories/patrol",
    "province": "places/620000",
    "source": "sources/gansu-legal-daily-2024-12-30",
    "indicator": "indicators/criminal-incidents",
    "indicators": "indicators",
    "places": "places",
    "sources": "sources",
    "categories": "categories",
    "rules": "rules",
    "method": "method",
    "about": "about",
    "contribute": "contribute",
    "prefecture": "places/622900",
    "tags": "practices",
    "tag": "practices/night-patrol",
    "tag with a shortlist": "problems/disputes",
    "years": "years",
    "evidence matrix": "evidence",
    "evidence level": "evidence/level-3",
    "timeline": "timeline",
    "seasons": "seasons",
    "month": "seasons/7",
    "year": "years/2024",
    "honours": "honours",
    "glossary": "glossary",
    "changes": "changes",
    "candidates": "candidates",
    "corrections": "corrections",
    "data": "data",
    "explorer": "explorer",
    "comparison": "compare",
    "editions": "editions",
    "edition": "editions/2024",
    "edition of a province": "editions/gansu-2024",
    "profiles of an edition": "editions/2024-profiles",
    "card of a brand": f"cards/brands/{FULL}",
    "card of a family": "cards/families/crime",
    "card of an edition": "cards/editions/2024",
    "not found": "404",
}
PATHS = {
    **{
        f"{kind}, {language}": f"/{language}/{address}.html"
        for kind, address in KINDS.items()
        for language in LANGUAGES
    },
    "choice of language": "/",
    "404": "/404.html",
}


def every_page(test: Any) -> Any:
    return pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())(test)


@pytest.fixture(scope="module")
def plain(browser: Any) -> Iterator[Any]:
    """One page as a reader has it, used again and again."""
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def page(plain: Any) -> Any:
    """The same, as it is before anything was done to it."""
    plain.set_viewport_size({"width": DESK, "height": 900})
    plain.emulate_media(media="screen", color_scheme="light")
    return plain


@pytest.fixture(scope="module")
def probed(browser: Any) -> Iterator[tuple[Any, Any]]:
    """Two pages, of two processes, in which axe may run; the policy of the site forbids it."""
    contexts = [browser.new_context(bypass_csp=True) for _ in range(2)]
    for context in contexts:
        context.add_init_script(AXE_SCRIPT)
    yield contexts[0].new_page(), contexts[1].new_page()
    for context in contexts:
        context.close()


def faults(pages: tuple[Any, Any], address: str, opened: bool, *looks: Look) -> dict[Look, Any]:
    """What axe finds in two looks at once, with the first place of each fault."""
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"], "preload": False})
    for page, (width, scheme) in zip(pages, looks, strict=True):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        page.evaluate(OPEN if opened else "")
        page.evaluate(f"() => {{ window.running = axe.run({options}) }}")
    found = [page.evaluate("running.then(found => found.violations)") for page in pages]
    return {
        look: [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in violations]
        for look, violations in zip(looks, found, strict=True)
    }


@every_page
def test_axe_finds_nothing(probed, server, path):
    """Each width in both languages and both schemes; in English with all open that opens."""
    opened = path.startswith("/en/")
    looks = ((DESK, "dark"), (PHONE, "light")) if opened else ((DESK, "light"), (PHONE, "dark"))
    assert faults(probed, server + path, opened, *looks) == {look: [] for look in looks}


@dataclass
class Visit:
    """What happened while a page was looked at in several widths, its figures open."""

    status: int = 0
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    too_wide: list[tuple[int, int]] = field(default_factory=list)

    def fail(self, address: str, reason: str) -> None:
        """Note a request that failed, but not an icon still on its way when the page was left."""
        if reason != "net::ERR_ABORTED":
            self.said.append(f"{address}: {reason}")


@pytest.fixture(scope="module")
def visits(browser: Any, server: str) -> dict[str, Visit]:
    """Every page, looked at once as a reader has it."""
    context = browser.new_context()
    page = context.new_page()
    visit = Visit()
    page.on("console", lambda message: visit.said.append(message.text))
    page.on("pageerror", lambda error: visit.said.append(str(error)))
    page.on("requestfailed", lambda request: visit.fail(request.url, request.failure))
    page.on("request", lambda request: visit.asked.append(request.url))
    found = {}
    for name, path in PATHS.items():
        found[name] = visit = Visit()
        visit.status = page.goto(server + path).status
        page.evaluate(OPEN)
        for width in (DESK, ZOOMED, PHONE, SMALL):
            page.set_viewport_size({"width": width, "height": 700})
            reach = page.evaluate("document.scrollingElement.scrollWidth")
            visit.too_wide += [(width, reach)] if reach > width else []
    context.close()
    return found


def test_no_page_complains(visits):
    fine = {name: (200, []) for name in PATHS}
    assert {name: (visit.status, visit.said) for name, visit in visits.items()} == fine


def test_no_page_asks_another_host(visits, server):
    elsewhere = {
        address
        for visit in visits.values()
        for address in visit.asked
        if not address.startswith(f"{server}/")
    }
    assert elsewhere == set()


def test_nothing_has_to_be_scrolled_sideways_on_a_phone_or_enlarged(visits):
    assert {name: visit.too_wide for name, visit in visits.items() if visit.too_wide} == {}


def test_a_page_is_two_requests_and_an_icon(browser, server):
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(server)))
    page.goto(server + PATHS["brand with many figures, en"])
    context.close()
    expected = [PATHS["brand with many figures, en"], "/assets/style.css"]
    assert [path for path in asked if path != "/assets/icon.svg"] == expected


def test_a_wrong_address_anywhere_gets_the_page_that_says_so_with_its_style(page, server):
    answer = page.goto(f"{server}/zh/brands/no-such-brand.html")
    assert answer.status == 404
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    page.get_by_text("English").click()
    assert page.url == f"{server}/en/index.html"


def focused(page: Any, expression: str) -> Any:
    return page.evaluate(f"(e => {expression})(document.activeElement)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_opens_to_its_excerpt_by_keyboard(page, server, language):
    page.goto(f"{server}/{language}/brands/{FULL}.html")
    excerpt = page.locator("details q").first
    assert not excerpt.is_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page, "e.localName") == "summary":
            break
    assert focused(page, "getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert excerpt.is_visible()
    assert excerpt.get_attribute("lang") == "zh-CN"
    page.keyboard.press("Enter")
    assert not excerpt.is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_key_leads_past_the_navigation(page, server, language):
    page.goto(f"{server}/{language}/brands/{FULL}.html")
    page.keyboard.press("Tab")
    assert focused(page, "e.className") == "skip"
    assert focused(page, "e.getBoundingClientRect().height > 10")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert focused(page, "e.closest('main') !== null")


def test_the_language_switch_leads_to_the_same_page_and_back(page, server):
    page.goto(f"{server}/zh/brands/{FULL}.html")
    page.locator("a.switch").click()
    assert page.url == f"{server}/en/brands/{FULL}.html"
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("a.switch").click()
    assert page.url == f"{server}/zh/brands/{FULL}.html"


def test_a_figure_s_address_leads_to_its_row(page, server):
    page.goto(f"{server}/en/brands/{FULL}.html")
    last = page.locator("tr[id]").last.get_attribute("id")
    page.goto(f"{server}/en/brands/{FULL}.html#{last}")
    top = page.evaluate("document.querySelector(':target').getBoundingClientRect().top")
    assert -1 < top < 900


SHOWN = """
() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(
  [...document.querySelectorAll('.proof q')].map(
    q => q.checkVisibility() && q.getBoundingClientRect().height > 0)))))
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_excerpt_is_printed(page, server, language):
    page.goto(f"{server}/{language}/brands/{FULL}.html")
    assert set(page.evaluate(SHOWN)) == {False}
    page.emulate_media(media="print")
    assert set(page.evaluate(SHOWN)) == {True}
    assert not page.locator(".mast nav").is_visible()


def test_paper_stays_white_in_dark_mode(page, server):
    page.goto(f"{server}/en/brands/{FULL}.html")
    colour = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(media="screen", color_scheme="dark")
    assert page.evaluate(colour) == "rgb(20, 24, 27)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
