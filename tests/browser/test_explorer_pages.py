"""The explorer, the list of brands and the comparison as readers use them, in a real Chromium."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
DESK, PHONE = 1280, 390
LANGUAGES = ("zh", "en")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
READY = "#explorer:not([hidden])"
COMPARED = "#compared:not([hidden])"


def read(pattern: str) -> list[dict[str, Any]]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(pattern)))
    return [yaml.load(text, yaml.CSafeLoader) for text in texts]


@pytest.fixture(scope="module")
def brands() -> dict[str, dict[str, Any]]:
    """The brand records as plain YAML, drafts left out, by id."""
    records = read("content/brands/*/*.yml")
    return {r["id"]: r for r in records if r["review"]["status"] != "draft"}


@pytest.fixture(scope="module")
def indicators() -> dict[str, dict[str, Any]]:
    return read("content/vocabulary/indicators.yml")[0]


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    made = browser.new_context(viewport={"width": DESK, "height": 900}, accept_downloads=True)
    yield made
    made.close()


@pytest.fixture
def page(context: Any) -> Iterator[Any]:
    """A tab of its own, in which nothing is picked; what its console says must be nothing."""
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    yield tab
    tab.close()
    assert said == []


def go(page: Any, address: str, ready: str = READY) -> Any:
    page.goto(address)
    page.wait_for_selector(ready)
    return page


def column(page: Any, label: str) -> list[str]:
    """The texts of one column of the rows on show."""
    heads = [text.strip() for text in page.locator("#rows thead th").all_inner_texts()]
    number = next(n for n, text in enumerate(heads) if text.split(" ↕")[0].strip(" ↑↓") == label)
    cells = page.locator(f"#rows tbody tr > :nth-child({number + 1})").all_inner_texts()
    return [re.sub(r"\s*[+−]?\s*$", "", cell) for cell in cells]


def matching(page: Any) -> int:
    """How many rows the page says that it found."""
    numbers = re.findall(r"\d+", page.inner_text("#count").replace(",", ""))
    return min(map(int, numbers), default=0)


def figures_of(brands: dict[str, dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(brand, metric) for brand in brands.values() for metric in brand.get("metrics") or []]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_facet_keeps_the_figures_that_have_it(page, server, brands, indicators, language):
    all_figures = figures_of(brands)
    tests = {
        "province=620000": lambda b, m: b["place"].startswith("62"),
        "category=night.patrol": lambda b, m: b["category"] == "night.patrol",
        "field=night": lambda b, m: b["category"].startswith("night."),
        "problems=disputes": lambda b, m: "disputes" in b.get("problems", []),
        "indicator=criminal-incidents": lambda b, m: m["indicator"] == "criminal-incidents",
        "family=fraud": lambda b, m: indicators[m["indicator"]]["family"] == "fraud",
        "kind=outcome": lambda b, m: indicators[m["indicator"]]["kind"] == "outcome",
        "claim=change": lambda b, m: bool(m.get("change")),
        "level=county": lambda b, m: b["agency"]["level"] == "county",
        "claim=level&kind=input": lambda b, m: (
            not m.get("change") and indicators[m["indicator"]]["kind"] == "input"
        ),
        "kind=input&kind=activity": lambda b, m: (
            indicators[m["indicator"]]["kind"] in ("input", "activity")
        ),
    }
    for query, holds in tests.items():
        go(page, f"{server}/{language}/explorer.html?{query}")
        expected = sum(holds(brand, metric) for brand, metric in all_figures)
        assert (query, matching(page)) == (query, expected)
        assert 0 < expected < len(all_figures)


def test_the_count_beside_a_choice_is_what_choosing_it_shows(page, server):
    go(page, f"{server}/en/explorer.html?province=320000&kind=outcome")
    for facet in ("province", "claim", "year", "indicator", "gaps"):
        fold = page.locator(f".facet:has(input[name={facet}])")
        fold.evaluate("fold => (fold.open = true)")
        label = fold.locator("label:visible:not(:has(:checked))").first.element_handle()
        said = int(label.query_selector("small").inner_text().replace(",", ""))
        before = matching(page)
        label.query_selector("input").click()
        others = 0 if facet != "province" else before
        assert matching(page) == said + others
        label.query_selector("input").click()
        assert matching(page) == before


def test_chinese_is_sorted_by_pinyin_numbers_by_size_and_blanks_last(page, server):
    go(page, f"{server}/zh/explorer.html?sort=place&columns=place,brand&province=330000")
    first = [name[3:4] for name in column(page, "地区")]  # after 浙江省
    coded = [c.encode("gb2312") for c in first if c and c.encode("gb2312") < b"\xd8"]
    assert len(coded) > 20
    assert coded == sorted(coded)  # the first level of that standard is ordered by pinyin

    go(page, f"{server}/zh/explorer.html?indicator=criminal-incidents&claim=change&sort=value")
    up = [
        Fraction(text.replace("−", "-").strip("%+约超过近至少多")) for text in column(page, "数值")
    ]
    assert len(up) > 20
    assert up == sorted(up)
    for way in ("", "-"):
        go(
            page,
            f"{server}/zh/explorer.html?indicator=criminal-incidents&sort={way}year&columns=brand,year",
        )
        known = [bool(text) for text in column(page, "年份")]
        assert known == sorted(known, reverse=True)
        assert set(known) == {True, False}


def test_numbers_of_different_things_are_said_to_have_no_order(page, server):
    go(page, f"{server}/en/explorer.html?sort=-value")
    assert page.locator("#mixed").is_visible()
    go(page, f"{server}/en/explorer.html?sort=-value&indicator=criminal-incidents")
    assert not page.locator("#mixed").is_visible()


def test_the_address_holds_everything_and_the_other_language_is_asked_the_same(page, server):
    go(page, f"{server}/en/explorer.html")
    page.locator("summary", has_text="Kind").click()
    page.locator("label", has_text="Outcome").click()
    page.locator("#rows thead button", has_text="Brand").click()
    page.locator("summary", has_text="Columns").click()
    page.locator("#columns label", has_text="As printed").click()
    page.fill("[name=q] >> nth=-1", "fraud")
    page.wait_for_url("**q=fraud**")
    state = page.url.partition("?")[2]
    assert "kind=outcome" in state and "sort=brand" in state and "excerpt" in state
    shown, found = page.inner_text("#rows tbody"), matching(page)
    go(page, page.url)
    assert (page.inner_text("#rows tbody"), matching(page)) == (shown, found)
    page.click("a.switch")
    page.wait_for_selector(READY)
    assert page.url.partition("?")[2] == state
    page.go_back()
    page.wait_for_selector(READY)
    page.click("#clear")
    assert "kind" not in page.url


def test_what_is_taken_away_is_what_is_shown_with_the_way_back(page, server, brands):
    address = "explorer.html?indicator=criminal-incidents&claim=change&province=350000&sort=value"
    go(page, f"{server}/en/{address}")
    with page.expect_download() as waiting:
        page.click("#take")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Brand"] for row in rows] == column(page, "Brand")
    assert [row["Value"] for row in rows] == column(page, "Value")
    for row in rows:
        brand, _, metric = row["Address"].rpartition("/")[2].partition(".html#")
        stated = {m["id"]: m["value"] for m in brands[brand]["metrics"]}[metric]
        assert float(row["Value (number, shares in %)"]) == float(stated)
        assert row["As printed"] and row["Source"]
        page.goto(row["Address"])
        assert page.locator(f"tr[id='{metric}']").count() == 1


def test_a_text_that_a_spreadsheet_would_run_is_taken_away_as_text(page, server):
    def poisoned(route: Any) -> None:
        data = route.fetch().json()
        brand = next(c for c in data["columns"] if c["name"] == "brand")
        brand["words"] = [[key, f'=HYPERLINK("x";"{text}")'] for key, text in brand["words"]]
        route.fulfill(json=data)

    page.route("**/explorer/brands.json", poisoned)
    go(page, f"{server}/en/brands.html")
    with page.expect_download() as waiting:
        page.click("#take")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(text))][1:]
    assert len(cells) > 100
    assert all(cell.startswith("'=") for cell in cells)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_brands_is_narrowed_with_true_counts(page, server, brands, language):
    go(page, f"{server}/{language}/brands.html")
    assert matching(page) == len(brands)
    fold = page.locator(".facet:has(input[name=practices])")
    fold.evaluate("fold => (fold.open = true)")
    labels = fold.locator("label:visible")
    values = labels.evaluate_all(
        "all => all.map(l => [l.firstChild.value, l.lastChild.textContent])"
    )
    carriers = Counter(tag for brand in brands.values() for tag in brand.get("practices", []))
    assert {key: int(n) for key, n in values if key} == carriers
    page.fill("[name=q] >> nth=-1", {"zh": "兰州", "en": "lanzhou"}[language])
    page.wait_for_url("**q=**")
    assert 0 < matching(page) < len(brands)
    assert not page.locator(".pager").is_visible()


def test_a_list_leads_to_the_same_brands_narrowed(page, server):
    for path in ("places/620000", "practices/night-patrol", "categories/night.patrol"):
        page.goto(f"{server}/en/{path}.html")
        said = int(page.locator("caption", has_text="Narrow").inner_text().split()[0])
        page.click("caption a")
        page.wait_for_selector(READY)
        assert matching(page) == said


def test_everything_can_be_done_by_keyboard_and_the_focus_stays(page, server):
    go(page, f"{server}/en/explorer.html")
    focused = "document.activeElement"
    page.locator("summary", has_text="Kind").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.name") == "kind"
    before = matching(page)
    page.keyboard.press("Space")
    assert 0 < matching(page) < before
    assert page.evaluate(f"{focused}.name") == "kind"
    page.locator("#rows thead button").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.closest('th').ariaSort") == "ascending"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.closest('th').ariaSort") == "descending"
    page.locator("#chosen button").focus()
    page.keyboard.press("Enter")
    assert matching(page) == before
    page.locator("#more").focus()
    page.keyboard.press("Enter")
    assert (
        page.evaluate(
            f"[...document.querySelectorAll('#rows tbody tr')].indexOf({focused}.closest('tr'))"
        )
        == 100
    )


def test_picks_from_several_lists_are_compared_and_can_be_left_out(page, server):
    page.goto(f"{server}/en/categories/night.patrol.html")
    page.locator(".pick").first.click()
    assert not page.locator("#picking a").is_visible()
    page.goto(f"{server}/en/places/620000.html")
    page.locator(".pick").nth(2).click()
    page.locator(".pick").nth(4).click()
    page.click("#picking a")
    page.wait_for_selector(COMPARED)
    ids = page.url.partition("?brands=")[2].split(",")
    assert len(ids) == 3
    assert page.locator("#brands li").count() == 3
    page.click("#brands li:first-child a:last-child")
    page.wait_for_url(f"**?brands={','.join(ids[1:])}")
    page.wait_for_selector(COMPARED)
    assert page.locator(".sides >> nth=0 >> thead th").count() == 2


def conditions(brand: dict[str, Any], metric: dict[str, Any]) -> tuple[Any, ...]:
    """What must be alike, read from the records by a rule of its own: change, part, time, level."""
    change = metric.get("change") or {}
    scope = (metric.get("scope") or {}).get("zh")
    of = (metric.get("denominator") or {}).get("zh")
    time = metric.get("period") or metric.get("as_of")
    return change.get("basis"), change.get("base_year"), scope, of, time, brand["agency"]["level"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_share_a_row_only_where_they_can_be_compared(page, server, brands, language):
    told = Counter(
        (m["indicator"], b["id"], conditions(b, m))
        for b, m in figures_of(brands)
        if m.get("change")
    )
    years = Counter((i, key) for i, _, key in told if re.fullmatch(r"20\d\d", str(key[4])))
    (indicator, key), times = years.most_common(1)[0]
    assert times > 1
    alike = [b for i, b, own in told if (i, own) == (indicator, key) and told[i, b, own] == 1][:2]
    other = next(
        b
        for i, b, own in told
        if i == indicator and str(own[4] or 9) < str(key[4]) and b not in alike
    )
    assert len(alike) == 2
    go(page, f"{server}/{language}/compare.html?brands={','.join([*alike, other])}", COMPARED)
    row = page.locator("[data-part=alike] tr", has=page.locator(f"a[href*='{indicator}.html']"))
    assert row.locator("td").evaluate_all("cells => cells.map(c => c.children.length > 0)") == [
        True,
        True,
        False,
    ]
    apart = page.locator("[data-part=apart] tr", has=page.locator(f"a[href*='{indicator}.html']"))
    year = {"zh": "年份", "en": "year"}[language]
    assert year in apart.locator("th small").inner_text()
    assert apart.locator("td").nth(2).inner_text()


def test_a_comparison_shows_what_the_pages_show_and_names_what_is_missing(page, server, brands):
    one, other = "juye-county-patrol", "linxia-night-policing"
    go(page, f"{server}/en/compare.html?brands={one},{other}", COMPARED)
    figures = page.locator("[data-part]:not([data-part=fields]) .sides td > div").count()
    assert figures == sum(len(brands[brand]["metrics"]) for brand in (one, other))
    assert page.locator("[data-part=fields] .gap").count() > 0
    page.locator(".sides summary").first.click()
    proof = page.locator(".sides .proof a").first
    proof.click()
    page.wait_for_url("**/sources/*.html")


@pytest.mark.parametrize(
    ("asked", "seen"),
    [("", "#choose"), ("?brands=juye-county-patrol", "#choose"), ("?brands=nobody,none", "#failed"),
     ("?brands=../data,%3Cscript%3E", "#choose")],
)  # fmt: skip
def test_a_comparison_of_nothing_says_how_to_choose(context, server, asked, seen):
    page = context.new_page()
    page.goto(f"{server}/en/compare.html{asked}")
    page.wait_for_selector(f"{seen}:visible")
    assert not page.locator("#compared").is_visible()
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_the_tables_stand_and_the_pages_say_what_is_not_there(
    browser, server, language
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/{language}/explorer.html")
    assert page.locator("#rows tbody tr").count() == 50
    assert "JavaScript" in page.inner_text("#first")
    assert not page.locator("#explorer").is_visible()
    page.goto(f"{server}/{language}/brands.html")
    assert page.locator("#rows tbody tr").count() == 100
    assert page.locator(".pager").is_visible()
    page.goto(f"{server}/{language}/compare.html")
    assert "JavaScript" in page.inner_text("#scripts")
    assert page.locator("#choose a:visible").count() > 4
    context.close()


def test_a_table_that_cannot_be_loaded_leaves_the_first_rows(context, server):
    page = context.new_page()
    page.route("**/explorer/*.json", lambda route: route.abort())
    page.goto(f"{server}/en/explorer.html")
    page.wait_for_selector("#failed:visible")
    assert page.locator("#rows tbody tr").count() == 50
    page.close()


@pytest.fixture(scope="module")
def probed(browser: Any) -> Iterator[Any]:
    """A page in which axe may run; the policy of the site forbids it."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", [(DESK, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(probed, server, language, look):
    width, scheme = look
    probed.emulate_media(color_scheme=scheme)
    probed.set_viewport_size({"width": width, "height": 900})
    states = {
        "explorer.html?province=350000&kind=outcome&sort=value": READY,
        "brands.html?practices=night-patrol": READY,
        "compare.html?brands=juye-county-patrol,linxia-night-policing": COMPARED,
    }
    for state, ready in states.items():
        go(probed, f"{server}/{language}/{state}", ready)
        for button in probed.locator(".pick:enabled").all()[:2]:
            button.click()
        probed.evaluate("document.querySelector('.facet')?.setAttribute('open', '')")
        probed.evaluate(AXE_SCRIPT)
        options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
        violations = probed.evaluate(f"axe.run({options}).then(found => found.violations)")
        assert [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in violations] == []
        assert probed.evaluate("document.scrollingElement.scrollWidth") <= width
