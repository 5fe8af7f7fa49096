"""The weights of a composite in a real Chromium: moved, reset and read as a reader does.

The book is `tests/complete_book.py`, built as `make example` builds it. What the page says is
compared with what `generator.rank` computes for the same weights.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from complete_book import EDITION, TABLE, make_complete
from edition_book import build
from example_book import copy_example

from generator.rank.dominance import outer_bounds
from generator.rank.values import geometric
from generator.rank.weights import WeightSet
from generator.site.weighing import Weighing, weighing_of

pytestmark = pytest.mark.browser

LANGUAGES = ("zh", "en")
DESK, PHONE, SMALL = 1280, 390, 320
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
PAGE = f"editions/{EDITION}.html"
NAMES = {f"{row.en} policing": f"{row.id}-policing" for row in TABLE}
MEANS = ("arithmetic", "geometric")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_complete(copy_example(tmp_path_factory.mktemp("complete") / "book"))


@pytest.fixture(scope="module")
def weighing(root: Path) -> Weighing:
    found = weighing_of(build(root).editions[EDITION])
    assert found is not None
    return found


@pytest.fixture(scope="module")
def built(root: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=root,
        env={
            **os.environ,
            "BEATBOOK_PARTS": "pages reports data",
            "BEATBOOK_SOURCES": str(root / "texts"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return root / "site"


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """Where that site is served, without a slash at its end."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(built))) as running:
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The edition in English; whatever it complains of fails the test."""
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/en/{PAGE}")
    yield page
    context.close()
    assert complaints == []


SET = """([mean, weights]) => {
  const form = document.getElementById("weights");
  const moved = (field) => {
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {bubbles: true}));
  };
  for (const slider of form.querySelectorAll("[type=range]")) {
    slider.value = weights[slider.name.slice(2)] ?? 0;
    moved(slider);
  }
  form.elements.mean.value = mean;
  moved(form.querySelector(`[value=${mean}]`));
}"""
READ = """rows => rows.map(row => {
  const said = selector => row.querySelector(selector).innerText;
  return [said("th a"), {
    now: said(".now b"), possible: said(".now small"), before: said(".before"),
    move: said(".move"), within: said(".within")}];
})"""


def weigh(page: Any, mean: str = "arithmetic", **weights: int) -> None:
    """Move the sliders, and those that are not named to 0."""
    page.evaluate(SET, [mean, weights])


def shown(page: Any) -> dict[str, dict[str, str]]:
    """What the table says of each brand, from its top to its end."""
    found = page.eval_on_selector_all("#weights tbody tr", READ)
    return {NAMES[name]: said for name, said in found}


def test_the_default_weights_give_the_published_order(page, built):
    path = built / f"data/editions/{EDITION}/rankings.json"
    published = json.loads(path.read_text(encoding="utf-8"))["rankings"]["composite"]
    expected = [
        row["brand"] for row in sorted(published["brands"], key=lambda row: row["expected"])
    ]
    found = shown(page)
    assert list(found) == expected
    assert [row["now"] for row in found.values()] == [str(n + 1) for n in range(len(TABLE))]
    assert {row["move"] for row in found.values()} == {"= unchanged"}
    assert {row["within"] for row in found.values()} == {"(inside)"}
    status = page.inner_text("#weights [role=status]")
    assert status.startswith("These are the default weights. No brand moves")


def test_the_shares_of_the_weights_are_the_mean_of_those_the_order_allows(page, weighing):
    shares = page.locator("#weights output").all_inner_texts()
    assert shares == [f"{round(100 * weight)}%" for weight in weighing.weights.values()]
    assert shares == ["52%", "21%", "21%", "6%"]


@pytest.mark.parametrize("indicator", ["thefts", "fights"])
def test_all_weight_on_one_indicator_orders_by_its_values(page, indicator):
    weigh(page, **{indicator: 100})
    values = {f"{row.id}-policing": getattr(row, indicator) for row in TABLE}
    known = [brand for brand in shown(page) if values[brand] is not None]
    assert known == sorted(known, key=lambda brand: values[brand])


def test_a_brand_without_that_figure_stands_in_the_middle_and_could_stand_anywhere(page):
    weigh(page, satisfaction=100)
    row = shown(page)["umbrella-policing"]
    assert (row["now"], row["possible"]) == ("8", "possible: 1–9")


def scores(weighing: Weighing, weights: np.ndarray, mean: str) -> tuple[Any, Any, Any]:
    """Expected scores of brands, and the values they could have, as generator.rank computes them.

    Expected geometric means come from a great many draws of what is unknown.
    """
    low = np.array([brand.low for brand in weighing.brands])
    high = np.array([brand.high for brand in weighing.brands])
    if mean == "arithmetic":
        return (low + high) / 2 @ weights, low, high
    drawn = np.random.default_rng(7).random((200_000, *low.shape))
    return geometric(low + drawn * (high - low), weights).mean(axis=0), low, high


@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize(
    "given", [(10, 20, 30, 40), (1, 0, 1, 0), (0, 90, 5, 0), (25, 25, 25, 25), (100, 3, 0, 60)]
)
def test_places_are_those_that_the_program_gives_fixed_weights(page, weighing, mean, given):
    weigh(page, mean, **dict(zip(weighing.weights, given, strict=True)))
    weights = np.array(given) / sum(given)
    middle, low, high = scores(weighing, weights, mean)
    assert np.diff(np.sort(middle)).min() > 1e-3  # so that draws decide the order
    found = shown(page)
    brands = [brand.row.brand for brand in weighing.brands]
    assert [int(found[brand]["now"]) for brand in brands] == [
        1 + int((middle > own).sum()) for own in middle
    ]
    if mean == "arithmetic":
        bounds = outer_bounds(low, high, WeightSet.fixed(weights)).tolist()
    else:
        least, most = geometric(low, weights), geometric(high, weights)
        bounds = [
            [1 + int((least > m).sum()), len(brands) - int((most < n).sum())]
            for n, m in zip(least, most, strict=True)
        ]
    assert [found[brand]["possible"] for brand in brands] == [
        f"possible: {best}–{worst}" if best < worst else "" for best, worst in bounds
    ]


def test_it_says_how_far_places_move_and_who_leaves_the_published_interval(page, weighing):
    weigh(page, fights=100)
    found = shown(page)
    moves = {b: int(row["before"]) - int(row["now"]) for b, row in found.items()}
    assert found["teahouse-policing"]["move"] == f"↑ up {moves['teahouse-policing']}"
    assert found["orchard-policing"]["move"] == f"↓ down {-moves['orchard-policing']}"
    published = {brand.row.brand: brand.row.place for brand in weighing.brands}
    outside = {b for b, row in found.items() if row["within"] == "outside"}
    assert outside == {
        b
        for b, row in found.items()
        if not published[b].low <= int(row["now"]) <= published[b].high
    }
    far = sum(abs(move) > 2 for move in moves.values())
    page.wait_for_function(
        "said => document.querySelector('#weights [role=status]').textContent === said",
        arg=f"{far} brands move by more than 2 places."
        f" {len(outside)} stand outside their likely places.",
        timeout=5000,
    )


def test_a_slider_moves_by_keyboard_and_says_its_share(page):
    slider = page.locator("#w-satisfaction")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "52%"  # 100 beside 52, 21 and 21
    assert page.url.endswith("?w_satisfaction=100")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_address_holds_what_was_set_and_so_does_the_other_language(page, address):
    weigh(page, "geometric", thefts=80, frauds=5)
    query = "?w_thefts=80&w_frauds=5&w_fights=0&w_satisfaction=0&mean=geometric"
    assert page.url == f"{address}/en/{PAGE}{query}"
    order = list(shown(page))
    page.goto(f"{address}/en/{PAGE}{query}")
    assert list(shown(page)) == order
    page.click("a.switch")
    assert page.url == f"{address}/zh/{PAGE}{query}"
    page.wait_for_function("document.querySelector('#w-thefts').value === '80'")


@pytest.mark.parametrize("query", ["?w_thefts=x", "?w_thefts=&mean=other", "?w_nothing=3"])
def test_an_address_that_says_nothing_leaves_the_default(page, address, query):
    before = shown(page)
    page.goto(f"{address}/en/{PAGE}{query}")
    assert shown(page) == before


def test_one_button_leads_back_to_the_default(page, address):
    before = shown(page)
    weigh(page, "geometric", fights=100)
    assert shown(page) != before
    page.click("#weights [type=reset]")
    page.wait_for_url(f"{address}/en/{PAGE}")
    assert shown(page) == before
    assert page.is_checked("#weights [value=arithmetic]")


def test_without_any_weight_nothing_is_ranked(page):
    weigh(page)
    assert {row["now"] for row in shown(page).values()} == {"–"}
    page.get_by_text("Give at least one indicator a weight").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_the_table_stands_and_nothing_else_is_shown(browser, address, language):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{language}/{PAGE}")
    shown = (
        page.locator("#weights").is_visible(),
        page.locator("section:has(#composite) > div > table").first.is_visible(),
    )
    context.close()
    assert shown == (False, True)


def test_only_the_page_of_a_composite_may_run_its_script_and_no_other(built):
    holding = [
        path.relative_to(built).as_posix()
        for path in built.rglob("*.html")
        if "weights.js" in path.read_text(encoding="utf-8")
    ]
    assert sorted(holding) == [f"en/{PAGE}", f"zh/{PAGE}"]
    text = (built / f"en/{PAGE}").read_text(encoding="utf-8")
    assert "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'" in text


@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(browser, address, language, width, scheme):
    context = browser.new_context(
        bypass_csp=True, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    page.goto(f"{address}/{language}/{PAGE}?w_thefts=0&w_fights=90")
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    found = page.evaluate(
        f"axe.run('section:has(#composite)', {options}).then(found => found.violations)"
    )
    context.close()
    assert [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [PHONE, SMALL])
def test_nothing_has_to_be_scrolled_sideways_on_a_phone(page, address, language, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{address}/{language}/{PAGE}?w_thefts=0&w_fights=90")
    assert page.evaluate("document.scrollingElement.scrollWidth") == width
