"""The search index: what Pagefind is given, what is checked of its bundle, how `serve` keeps it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from example_book import copy_example, settings_of

from generator.book.book import Book
from generator.build import make_book
from generator.errors import BeatbookError
from generator.publish import html, search
from generator.site.pages import make_pages
from generator.site.render import distinct_han, make_renderers

ROOT = Path(__file__).resolve().parent.parent
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
OWN = {"index", "fragment", "filter", "pagefind.js", "pagefind-entry.json"} | {
    "texts.zh-cn.json",
    "texts.en.json",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(settings_of(copy_example(tmp_path_factory.mktemp("example"))))


@pytest.fixture
def site(book: Book, tmp_path: Path) -> Path:
    """The record pages of the example."""
    html.write_files(html.make_files(book), tmp_path)
    return tmp_path


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, program: str) -> None:
    """Put a package of our own in the place of Pagefind's."""
    package = folder / "elsewhere" / "pagefind"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(program, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(package.parent), prepend=os.pathsep)


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def marked(root: object) -> tuple[list[str], list[str], str]:
    """The texts a page gives to the search, the filters it states, and the last of the texts."""
    parents = {child: parent for parent in root.iter() for child in parent}

    def within(element: object, attribute: str) -> bool:
        while element is not None:
            if element.get(attribute) is not None:
                return True
            element = parents.get(element)
        return False

    texts, filters, last = [], [], ""
    for element in root.iter():
        if (stated := element.get("data-pagefind-filter")) is not None:
            filters.append(stated)
        if not within(element, "data-pagefind-body") or within(element, "data-pagefind-ignore"):
            continue
        last = (element.text or "").strip() or last
        if not within(element, "hidden"):
            texts.append(element.text or "")
            texts += [child.tail or "" for child in element]
    return texts, filters, last


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_last_marked_text_of_a_brand_holds_each_character_of_the_others(book, language):
    renderer = make_renderers(book)[language]
    brands = [page for page in make_pages(book) if page.address.startswith("brands/")]
    assert len(brands) == len(book.brands)
    for page in brands:
        text = html.page_bytes(page, renderer).decode()
        root = html5lib.parse(text, namespaceHTMLElements=False)
        texts, filters, last = marked(root)
        characters = set(HAN.findall("".join(texts)))
        assert characters - set(last) == set()
        if language == "zh":
            assert re.fullmatch(r"\S( \S)+", last)
            assert page.data["brand"].summary.zh in texts
        assert {name.partition(":")[0] for name in filters} >= {
            "category",
            "province",
            "level",
            "status",
            "evidence",
        }


def test_only_brands_are_marked(book):
    for language, renderer in make_renderers(book).items():
        for page in make_pages(book):
            if not page.address.startswith("brands/"):
                made = html.page_bytes(page, renderer)
                assert b"data-pagefind" not in made, (language, page.address)


def test_distinct_han_leaves_out_all_but_characters():
    assert distinct_han(["夜间，夜市 24", "A市"]) == "夜 市 间"
    assert distinct_han([]) == ""


def test_the_search_page_offers_every_value_that_a_brand_has_and_no_other(book):
    (page,) = (page for page in make_pages(book) if page.address == "search")
    offered = {(key, value) for key, values in page.data["facets"].items() for value in values}
    stated = set()
    renderer = make_renderers(book)["zh"]
    for brand in (page for page in make_pages(book) if page.address.startswith("brands/")):
        root = html5lib.parse(html.page_bytes(brand, renderer), namespaceHTMLElements=False)
        stated |= {tuple(filter_.split(":")) for filter_ in marked(root)[1]}
    assert offered == stated


def test_the_bundle_holds_every_brand_in_each_language_and_no_other_interface(book, site):
    search.make_index(book, site)
    bundle = site / "pagefind"
    entry = json.loads((bundle / "pagefind-entry.json").read_text("utf-8"))
    counts = {code: part["page_count"] for code, part in entry["languages"].items()}
    assert counts == {"zh-cn": len(book.brands), "en": len(book.brands)}
    left = {path.name for path in bundle.iterdir()}
    assert {name for name in left if not name.startswith(("wasm.", "pagefind."))} == OWN - {
        "pagefind.js"
    }
    for code, language in (("zh-cn", "zh"), ("en", "en")):
        texts = json.loads((bundle / f"texts.{code}.json").read_text("utf-8"))
        assert {page["meta"][0] for page in texts.values()} == {
            getattr(line.row, f"name_{language}") for line in book.brands.values()
        }
        assert all("⁂" not in page["text"] and page["filters"]["level"] for page in texts.values())


def test_settings_of_others_and_what_was_there_before_play_no_part(book, site, monkeypatch):
    monkeypatch.setenv("PAGEFIND_OUTPUT_PATH", "elsewhere")
    monkeypatch.setenv("PAGEFIND_FORCE_LANGUAGE", "fr")
    (site / "pagefind").mkdir()
    (site / "pagefind" / "__main__.py").write_text("raise SystemExit(1)", encoding="utf-8")
    search.make_index(book, site)
    assert not (site / "elsewhere").exists()
    assert not (site / "pagefind" / "__main__.py").exists()


def test_a_book_without_brands_has_no_index(book, site):
    search.make_index(type(book)(**{**_fields(book), "brands": {}}), site)
    assert not (site / "pagefind").exists()


def _fields(book: Book) -> dict[str, object]:
    return {name: getattr(book, name) for name in book.__dataclass_fields__}


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; print('first'); sys.exit('no room')", "not made: no room; install"),
        ("raise SystemExit(3)", "not made: Pagefind ended with 3; install"),
        ("", "not whole: Pagefind indexed nothing of"),
    ],
)
def test_a_fault_of_pagefind_is_said_in_one_sentence(
    book, site, tmp_path, monkeypatch, program, said
):
    pretend(monkeypatch, tmp_path, program)
    with pytest.raises(BeatbookError) as caught:
        search.make_index(book, site)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_brand_that_is_not_marked_is_noticed(book, site):
    path = next((site / "en" / "brands").glob("*.html"))
    path.write_text(path.read_text("utf-8").replace("data-pagefind-body", ""), "utf-8")
    with pytest.raises(BeatbookError, match="not whole"):
        search.make_index(book, site)


def test_a_build_whose_index_fails_leaves_the_last_good_site_whole(tmp_path, monkeypatch):
    project = tmp_path / "project"
    project.mkdir()
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "mkdocs.yml", project)

    def build() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mkdocs", "build"]
        return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)

    def files() -> dict[Path, bytes]:
        site = project / "site"
        return {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()}

    assert build().returncode == 0
    before = files()
    assert Path("pagefind/pagefind.js") in before
    pretend(monkeypatch, tmp_path, "raise SystemExit('no room')")
    done = build()
    assert done.returncode != 0
    assert "the search index was not made: no room" in done.stderr
    assert "Traceback" not in done.stderr
    assert files() == before


def test_serving_makes_the_index_once_and_keeps_it_through_rebuilds(book, site):
    said: list[str] = []
    index = search.ServedIndex(site, said.append)
    index.shelter()
    index.restore(book)
    bundle = site / "pagefind"
    assert until(bundle.is_dir)
    made = (bundle / "pagefind-entry.json").read_bytes()
    index.shelter()
    assert not bundle.exists()
    # A rebuild with faults in the records restores nothing; the next one without them does.
    index.shelter()
    index.restore(book)
    assert (bundle / "pagefind-entry.json").read_bytes() == made
    assert [path.name for path in site.iterdir() if path.name.startswith(".")] == []
    assert said == []


def test_an_index_that_is_not_finished_at_a_rebuild_is_started_again(
    book, site, tmp_path, monkeypatch
):
    said: list[str] = []
    index = search.ServedIndex(site, said.append)
    with monkeypatch.context() as patch:
        pretend(patch, tmp_path, "import time; time.sleep(60)")
        index.restore(book)
    index.shelter()
    assert not (site / "pagefind").exists()
    index.restore(book)
    assert until((site / "pagefind").is_dir)
    index.stop()
    assert said == []


def test_serving_says_what_failed_and_goes_on(book, site, tmp_path, monkeypatch):
    said: list[str] = []
    pretend(monkeypatch, tmp_path, "raise SystemExit('no room')")
    index = search.ServedIndex(site, said.append)
    index.restore(book)
    assert until(lambda: bool(said))
    assert "no room" in said[0]
    index.stop()
