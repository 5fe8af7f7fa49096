"""The search in a real Chromium: typed, clicked and read as a reader does.

`queries.yml` was begun before there was an index and is not fitted to what it finds.
"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.base import AXE_SCRIPT

from generator.publish.html import write_files
from generator.publish.search import index_files
from generator.site.searched import Searched

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
QUERIES = yaml.safe_load((Path(__file__).parent / "queries.yml").read_text(encoding="utf-8"))
LANGUAGES = ("zh", "en")
DESK, PHONE, SMALL = 1280, 390, 320
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
DONE = "#found:not([hidden]):not([aria-busy='true'])"
FIRST_SEARCH = 200_000
"""Bytes that a reader's first search may load, everything included, however large the book."""


@pytest.fixture(scope="module")
def plain(browser: Any) -> Iterator[Any]:
    """One page as a reader has it; whatever it complains of fails the test that made it so."""
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def page(plain: Any) -> Iterator[Any]:
    plain.complaints.clear()
    yield plain
    assert plain.complaints == []


@pytest.fixture(scope="module")
def brands() -> list[dict[str, Any]]:
    """The brand records as plain YAML, drafts left out."""
    files = sorted((ROOT / "content/brands").glob("*/*.yml"))
    records = [yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) for path in files]
    return [record for record in records if record["review"]["status"] != "draft"]


def ask(page: Any, words: str) -> None:
    """Type a query as a reader does and wait for its results."""
    page.fill("#q", "")
    page.locator("#q").press_sequentially(words)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{DONE} #count:not(:empty)")


def go(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(DONE)


def found(page: Any) -> list[str]:
    """The ids of the brands shown, in their order."""
    links = page.eval_on_selector_all("#results h2 a", "links => links.map(link => link.href)")
    return [link.rpartition("/")[2].removesuffix(".html") for link in links]


def found_to_the_end(page: Any) -> list[str]:
    """The ids of all brands found, after every click on “more”."""
    while page.locator("#more").is_visible():
        before = len(found(page))
        page.click("#more")
        page.wait_for_selector(f"#results li:nth-child({before + 1})")
    return found(page)


def shown(page: Any, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def counts(page: Any, facet: str) -> dict[str, int]:
    """The numbers beside the values of a facet that are shown."""
    script = """boxes => boxes.filter(box => !box.closest("label").hidden).map(box =>
        [box.value, Number(box.closest("label").querySelector("small").textContent)])"""
    return dict(page.eval_on_selector_all(f"#facets input[name={facet}]", script))


def open_facet(page: Any, facet: str) -> None:
    page.locator(f".facet:has([name={facet}]) > summary").click()
    page.wait_for_selector(f".facet[open] [name={facet}]")
    page.wait_for_selector(DONE)


def cases(key: str) -> Any:
    """The queries with one kind of answer."""
    own = [case for case in QUERIES if key in case]
    return pytest.mark.parametrize("case", own, ids=lambda c: f"{c['language']}: {c['query']}")


def ask_case(page: Any, server: str, case: dict[str, Any]) -> None:
    address = f"{server}/{case['language']}/search.html"
    if page.url.partition("?")[0] != address:
        go(page, address)
    ask(page, case["query"])


@cases("find")
def test_a_query_finds_its_brands_among_the_first_ten(page, server, case):
    ask_case(page, server, case)
    first = found(page)[:10]
    assert [brand for brand in case["find"] if brand not in first] == []


@cases("lacking")
def test_a_word_that_no_page_holds_is_named_and_nothing_is_shown_for_it(page, server, case):
    ask_case(page, server, case)
    said = {
        "zh": "没有找到：没有一页含有" + "、".join(f"“{word}”" for word in case["lacking"]),
        "en": "Nothing found: no page holds " + ", ".join(f"“{word}”" for word in case["lacking"]),
    }
    assert (found(page), shown(page, "#count")) == ([], [said[case["language"]]])
    assert page.locator("#ideas").is_visible()


TERMS = (  # noqa: SIM905
    "枫桥经验 义警 联防联控 网格员 扫黑除恶 城中村 一标三实 派出所 反诈 夜间警务 纠纷 矛盾纠纷化解 "
    "朝阳群众 公安局 老旧小区 电动自行车 见义勇为 雪亮工程 警格 情指行 一村一警 三所联动 护学岗 "
    "警民联调"
).split()
PARTS = ("经验", "扫黑", "小区", "联调", "自行车", "民警", "枫桥", "一警")
PATTERNS = (
    "今年以来，当地依靠{}做好平安建设工作。",
    "群众说起{}都表示满意，公安机关将继续推进。",
    "{}在各县市推广，居民、安全和城市的面貌都有改变。",
)


@pytest.fixture(scope="module")
def sentences(site: Path, tmp_path_factory: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """A site whose brands are single sentences around each term; its address, its sentences."""
    folder = tmp_path_factory.mktemp("sentences")
    shutil.copytree(site / "assets", folder / "assets")
    (folder / "zh").mkdir()
    shutil.copy(site / "zh" / "search.html", folder / "zh")
    texts = {
        f"t{number}-{place}": pattern.format(term)
        for number, term in enumerate(TERMS)
        for place, pattern in enumerate(PATTERNS)
    }
    brands = [
        Searched(
            texts=([name], [], [], [text], []),
            names=[(name, 0)],
            spoken=[],
            facets={},
            shown={
                **dict.fromkeys(("original", "agency", "place", "evidence", "text"), ""),
                "address": f"brands/{name}.html",
                "title": name,
                "summary": text,
            },
        )
        for name, text in texts.items()
    ]
    write_files(index_files("zh", brands), folder)
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, args=[0.05], daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/zh/search.html", texts
        running.shutdown()


def test_a_word_inside_others_finds_all_pages_that_hold_it_and_them_first(page, sentences):
    """The words of the index and of the browser differ; no word may be lost between them."""
    address, texts = sentences
    go(page, address)
    wrong = {}
    for term in [*TERMS, *PARTS]:
        ask(page, term)
        holding = {name for name, text in texts.items() if term in text}
        first = found(page)[: len(holding)]
        if len(first) < min(len(holding), 10) or not set(first) <= holding:
            wrong[term] = (sorted(holding), first)
    assert wrong == {}


@pytest.fixture(scope="module")
def texts(site: Path) -> dict[str, str]:
    """All that the index has of each brand in Chinese, by the brand's id."""
    head = json.loads((site / "search/zh.json").read_text(encoding="utf-8"))
    shown: list[dict[str, str]] = []
    for path in (site / "search" / head["folder"] / "brands").iterdir():
        shown += json.loads(path.read_text(encoding="utf-8"))
    assert len(shown) == head["brands"]
    return {
        brand["address"].partition("/")[2].removesuffix(".html"): "\n".join(brand.values())
        for brand in shown
    }


@pytest.mark.parametrize(
    "word", ["深圳", "澳门", "攀枝花", "鄂尔多斯", "北京", "夜市", "无人机", "派出所"]
)
def test_the_pages_shown_are_those_that_hold_the_word(page, server, texts, word):
    holding = {brand for brand, text in texts.items() if word in text}
    go(page, f"{server}/zh/search.html")
    ask(page, word)
    total = shown(page, "#count")
    assert set(found_to_the_end(page)) == holding
    said = f"找到{len(holding)}个品牌" if holding else "没有找到"
    assert total[0].startswith(said)


@pytest.mark.parametrize(
    ("language", "query", "name", "place"),
    [
        ("zh", "夜间警务", "夜间警务", ""),
        ("zh", "西湖", "", "西湖区"),
        ("zh", "临夏", "", "临夏"),
        ("zh", "linxia", "", "临夏"),
        ("en", "Night policing", "Night policing", ""),
    ],
)
def test_whole_names_and_places_come_first(page, server, language, query, name, place):
    go(page, f"{server}/{language}/search.html?q={query}")
    page.wait_for_selector("#results li")
    first = page.locator("#results li").first
    assert name in ("", first.locator("a").inner_text())
    assert place in first.locator(".place").inner_text()


@pytest.mark.parametrize(
    ("language", "query", "indicator"),
    [
        ("zh", "巡逻路线", "patrol-routes"),
        ("zh", "刑事警情", "criminal-incidents"),
        ("en", "criminal incident reports", "criminal-incidents"),
    ],
)
def test_brands_with_figures_of_an_indicator_come_before_others(
    page, server, brands, language, query, indicator
):
    go(page, f"{server}/{language}/search.html?q={query}")
    counted = {
        brand["id"]
        for brand in brands
        if indicator in {metric["indicator"] for metric in brand["metrics"]}
    }
    first = found_to_the_end(page)[: len(counted)]
    assert counted and set(first) == counted


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_found_by_its_sound_is_shown_in_chinese(page, server, language):
    go(page, f"{server}/{language}/search.html?q=tingyuanjingwu")
    page.wait_for_selector("#results li")
    heading = page.locator("#results h2").first
    assert "庭院警务" in heading.inner_text()
    if language == "en":
        assert heading.locator("[lang='zh-CN']").inner_text() == "庭院警务"


def test_words_that_stand_apart_come_after_those_that_stand_together(page, server, texts):
    go(page, f"{server}/zh/search.html?q=夜间巡逻")
    order = found_to_the_end(page)
    together = {brand for brand, text in texts.items() if "夜间巡逻" in text}
    assert set(order[: len(together)]) == together
    assert all("夜间" in texts[brand] and "巡逻" in texts[brand] for brand in order)
    assert len(order) > len(together) > 0


def test_the_numbers_beside_the_facets_count_what_is_shown(page, server):
    go(page, f"{server}/en/search.html")
    ask(page, "zzzz")
    ask(page, "police stations")
    total = int(page.inner_text("#count").split()[0])
    open_facet(page, "status")
    assert sum(counts(page, "status").values()) == total
    page.check("[name=status][value=running]")
    running = counts(page, "status")["running"]
    page.wait_for_selector(f"{DONE} #count:has-text('{running} brand')")


def test_words_that_stand_nowhere_find_nothing_and_get_ideas(page, server):
    go(page, f"{server}/zh/search.html")
    ask(page, "鲸鱼灯塔")
    assert (found(page), shown(page, "#count")) == (
        [],
        ["没有找到：没有一页含有“鲸鱼”"],
    )
    ideas = page.locator("#ideas a:visible")
    assert {a.get_attribute("href").partition("?")[0] for a in ideas.all()} == {
        f"{server}/en/search.html",
        "brands.html",
        "categories.html",
        "places.html",
    }
    ask(page, "夜市")
    assert not page.locator("#ideas").is_visible()


def test_a_result_shows_name_agency_place_evidence_and_the_words_marked(page, server):
    go(page, f"{server}/zh/search.html?q=庭院警务")
    page.wait_for_selector("#results li")
    result = page.locator("#results li").first
    assert result.locator("a").inner_text() == "庭院警务"
    assert result.locator(".note").inner_text().split(" · ") == [
        "临洮县公安局漫洼派出所",
        "甘肃省临洮县",
        "L1 有说明",
    ]
    assert set(result.locator("mark").all_inner_texts()) == {"庭院警务"}
    result.locator("a").click()
    assert page.url == f"{server}/zh/brands/manwa-courtyard-policing.html"


def test_english_words_are_marked_in_the_form_they_stand_in(page, server):
    go(page, f"{server}/en/search.html?q=drones")
    page.wait_for_selector("#results li")
    marked = {text.lower() for text in page.locator("#results mark").all_inner_texts()}
    assert marked & {"drone", "drones"}
    assert all(text.startswith("drone") for text in marked)


def test_a_word_that_the_summary_lacks_is_shown_in_its_sentence(page, server):
    go(page, f"{server}/zh/search.html?q=抗震")
    page.wait_for_selector("#results li")
    first = page.locator("#results li").first
    assert first.locator(".summary mark").first.inner_text() == "抗震"
    assert "涉及8个县市的城区" in first.locator(".summary").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_facet_counts_the_records(page, server, site, brands, language):
    with (site / "data/brands.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    go(page, f"{server}/{language}/search.html")
    for facet, values in {
        "province": [f"{brand['place'][:2]}0000" for brand in brands],
        "status": [brand["status"] for brand in brands],
        "level": [brand["agency"]["level"] for brand in brands],
        "evidence": [row["evidence_level"] for row in rows],
        "problem": [problem for brand in brands for problem in brand.get("problems", [])],
        "category": [
            term
            for brand in brands
            for term in (brand["category"], brand["category"].partition(".")[0])
        ],
    }.items():
        open_facet(page, facet)
        assert counts(page, facet) == {value: values.count(value) for value in set(values)}
        assert "" not in shown(page, f".facet:has([name={facet}]) label span:visible")


def test_facets_narrow_by_any_value_of_one_and_by_each_of_several(page, server, brands):
    go(page, f"{server}/en/search.html")
    open_facet(page, "status")
    before = counts(page, "status")
    page.check("[name=status][value=running]")
    page.wait_for_selector(f"{DONE} #results li")
    running = [brand for brand in brands if brand["status"] == "running"]
    assert shown(page, "#count") == [f"{len(running)} brands found"]
    assert counts(page, "status") == before  # another value would add, not narrow
    page.check("[name=status][value=unknown]")
    either = [brand for brand in brands if brand["status"] in ("running", "unknown")]
    page.wait_for_selector(f"{DONE} #count:has-text('{len(either)}')")
    page.uncheck("[name=status][value=unknown]")
    open_facet(page, "level")
    page.check("[name=level][value=province]")
    both = [brand for brand in running if brand["agency"]["level"] == "province"]
    page.wait_for_selector(f"{DONE} #count:has-text('{len(both)} brand')")
    assert set(found_to_the_end(page)) == {brand["id"] for brand in both}
    page.click("#clear")
    page.wait_for_selector(f"{DONE} #count:empty", state="attached")
    assert page.url == f"{server}/en/search.html"


def test_the_address_holds_the_question_and_brings_its_answer_back(page, server):
    go(page, f"{server}/zh/search.html")
    ask(page, "警务")
    everything = found(page)
    open_facet(page, "province")
    page.check("[name=province][value='620000']")
    page.wait_for_selector(f"{DONE} #results li")
    narrowed = found(page)
    assert page.url.endswith("?q=%E8%AD%A6%E5%8A%A1&province=620000")
    page.reload()
    page.wait_for_selector(f"{DONE} #results li")
    assert (found(page), page.input_value("#q")) == (narrowed, "警务")
    assert page.is_checked("[name=province][value='620000']")
    page.go_back()
    page.wait_for_selector(f"{DONE} #results li")
    page.wait_for_function("() => !document.querySelector('#facets :checked')")
    page.wait_for_selector(DONE)
    assert found(page) == everything
    page.go_forward()
    page.wait_for_selector("[name=province]:checked", state="attached")
    page.wait_for_selector(DONE)
    assert found(page) == narrowed
    page.click(".switch")
    page.wait_for_selector(DONE)
    assert page.url.startswith(f"{server}/en/search.html?q=")
    assert page.is_checked("[name=province][value='620000']")


def test_what_is_typed_is_searched_without_a_key_and_more_is_shown_on_request(page, server):
    go(page, f"{server}/en/search.html")
    page.locator("#q").press_sequentially("police")
    page.wait_for_selector(f"{DONE} #count:not(:empty)")
    assert len(found(page)) == 10
    page.click("#more")
    page.wait_for_selector("#results li:nth-child(11)")
    total = int(page.inner_text("#count").split()[0])
    assert len(set(found(page))) == len(found(page)) == min(total, 20)
    focused = (
        "document.activeElement.closest('li') === document.querySelectorAll('#results li')[10]"
    )
    assert page.evaluate(f"() => {focused}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["index", "about", "brands/juye-county-patrol", "brands"])
def test_the_masthead_of_every_page_leads_to_the_search(page, server, language, name):
    page.goto(f"{server}/{language}/{name}.html")
    page.get_by_role("search").get_by_role("searchbox").fill({"zh": "巨野", "en": "Juye"}[language])
    page.get_by_role("search").get_by_role("button").click()
    page.wait_for_selector(f"{DONE} #results li")
    assert page.url.startswith(f"{server}/{language}/search.html?q=")
    assert found(page)[0] == "juye-county-patrol"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_the_search_says_so_and_leads_to_the_lists(browser, server, language):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/{language}/index.html")
    page.get_by_role("search").get_by_role("searchbox").fill("x")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server}/{language}/search.html?q=x")
    assert "JavaScript" in page.inner_text("main")
    links = page.locator("main a:visible").all()
    lists = {a.get_attribute("href") for a in links} - {"index.html"}
    assert lists == {"brands.html", "categories.html", "places.html"}
    context.close()


def test_without_its_index_the_search_says_so_and_leads_to_the_lists(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/search/*.json", lambda route: route.abort())
    page.goto(f"{server}/en/search.html?q=night")
    page.wait_for_selector("#failed:visible")
    assert not page.locator("#found").is_visible()
    assert page.locator("#lists a:visible").count() == 3
    context.close()


def test_the_search_page_may_run_scripts_of_this_host_and_pages_without_any_none(page, server):
    policies = {}
    for name in ("search", "method", "brands/juye-county-patrol", "categories"):
        page.goto(f"{server}/en/{name}.html")
        policy = page.get_attribute("meta[http-equiv]", "content")
        policies[name] = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    own = policies.pop("search")
    assert own["script-src"] == "'self'"
    assert own["connect-src"] == "'self'"
    for policy in policies.values():
        assert policy == {k: v for k, v in own.items() if k not in ("script-src", "connect-src")}
        assert policy["default-src"] == "'none'"


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("zh", "夜间警务"),
        ("zh", "公安局派出所民警夜间巡逻"),
        ("zh", "yejianjingwu"),
        ("en", "headquarters officers"),
        ("en", "pol"),
    ],
)
def test_a_first_search_loads_little_and_from_this_host(browser, server, language, query):
    context = browser.new_context()
    page = context.new_page()
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{server}/{language}/search.html?q={query}")
    page.wait_for_selector(f"{DONE} #results li")
    # As hosts send it: pages and scripts compressed, the files of the index as they lie.
    loaded = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
    context.close()
    assert [url for url in loaded if not url.startswith(f"{server}/")] == []
    assert sum(loaded.values()) <= FIRST_SEARCH, loaded


@pytest.fixture(scope="module")
def probed(browser: Any) -> Iterator[Any]:
    """A page in which axe may run; the policy of the site forbids it."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "look", [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(probed, server, language, look):
    width, scheme = look
    probed.emulate_media(color_scheme=scheme)
    words = {"zh": "公安局", "en": "police"}[language]
    for question in ("", f"?q={words}&category=community&level=county", "?q=zzzz"):
        probed.set_viewport_size({"width": width, "height": 900})
        go(probed, f"{server}/{language}/search.html{question}")
        probed.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        probed.wait_for_selector(DONE)
        probed.evaluate(AXE_SCRIPT)
        options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
        violations = probed.evaluate(f"axe.run({options}).then(found => found.violations)")
        assert [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in violations] == []
        for narrow in (width, SMALL):
            probed.set_viewport_size({"width": narrow, "height": 900})
            assert probed.evaluate("document.scrollingElement.scrollWidth") <= narrow
