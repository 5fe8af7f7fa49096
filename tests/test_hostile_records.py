"""Hostile texts in every field of every record: plain text in every output, read back there."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import html5lib
import openpyxl
import pypdf
import pytest
from example_book import copy_example, settings_of
from hostile_book import (
    AROUND,
    HOSTILE,
    LISTED,
    RECORDS,
    Filled,
    hostile_masthead,
    make_hostile,
    text_fields,
)
from reuse_book import files_of

from generator.book.book import Book
from generator.build import examine, make_book
from generator.editing.requests import Forms
from generator.intake.kinds import KINDS
from generator.intake.request import request_workbook
from generator.intake.template import template_csv, template_workbook
from generator.publish.annual import make_annual, make_report
from generator.publish.formats import EDITION_FORMATS, FORMATS, ROUND_FORMATS
from generator.site.render import make_renderers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request, Route

SITE = "https://beatbook.example/"
CANARY = "canary"


@dataclass(frozen=True)
class Published:
    """What was written into the records, and every file that was made of them, by its path."""

    filled: Filled
    book: Book
    files: dict[str, bytes]

    def named(self, *endings: str) -> dict[str, bytes]:
        return {path: data for path, data in self.files.items() if path.endswith(endings)}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The site and the downloads of the hostile book, in memory."""
    root = tmp_path_factory.mktemp("hostile") / "book"
    filled = make_hostile(root)
    masthead = hostile_masthead(filled)
    book = make_book(settings_of(root, sources=None, site_url=SITE, masthead=masthead))
    return Published(filled, book, {**files_of(book), **_downloads(book)})


def _downloads(book: Book) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for make in FORMATS:
        found |= dict(make(book))
    for own in book.editions.values():
        for make_own in EDITION_FORMATS:
            found |= dict(make_own(own))
        for language, renderer in make_renderers(own.book).items():
            report = make_report(own, renderer, book.brands)
            found[f"{language}.pdf"] = make_annual(report, book.settings.templates)
    for selection in book.rounds.values():
        for make_round in ROUND_FORMATS:
            found |= dict(make_round(selection))
    for kind in KINDS.values():
        found[f"{kind.name}.xlsx"] = template_workbook(kind, book)
        found[f"{kind.name}.csv"] = template_csv(kind, book)
    for entry in book.brands.values():
        found[f"ask-{entry.row.id}.xlsx"] = request_workbook(book, entry, entry.metrics)
    return found


def test_every_text_of_every_record_is_filled(published: Published) -> None:
    known = {field for kind in RECORDS.values() for field in text_fields(kind)}
    assert published.filled.fields == known
    assert set(LISTED) < known
    texts = [*published.filled.texts, *published.filled.excerpts]
    assert len(set(texts)) == len(texts) > 300
    assert len(published.filled.excerpts) > len(AROUND)


HOSTILE_UNITS = (
    "<i>名",
    "名/<i>",
    "{{名}}",
    "名&",
    '"名"',
    "'名'",
    "=名",
    "万亿亿亿名",
    "名/次/次",
    HOSTILE,
)


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_a_unit_is_of_the_list_of_measure_words_or_refused(unit: str, tmp_path: Path) -> None:
    root = copy_example(tmp_path / "book")
    brand = root / "content" / "brands" / "jiangsu" / "jia-lamplight-policing.yml"
    indicators = root / "content" / "vocabulary" / "indicators.yml"
    written = json.dumps(unit, ensure_ascii=False)
    for path, old, new in (
        (brand, "unit: 名", f"unit: {written}"),
        (indicators, "units: [名,", f"units: [{written}, 名,"),
    ):
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    found = examine(settings_of(root)).findings
    assert [own.code for own in found if own.file.endswith("indicators.yml")] == ["E15"]
    assert "E01" in {own.code for own in found if own.file.endswith(brand.name)}


HOSTILE_EXCERPTS = {
    "24名<!--": "W01",
    "![a](b)24名": "W01",
    "24名&lt;": "W01",
    "[a](javascript:b)24名": "W01",
    "https://canary/24名": "W01",
    "24名<svg/onload=canary(1)>": "W01",
    "<canary24名": "E01",
    "24名\t": "S03",
    "24\u202e名": "S07",
}


@pytest.mark.parametrize("excerpt", HOSTILE_EXCERPTS)
def test_an_excerpt_that_is_more_than_a_figure_is_refused(excerpt: str, tmp_path: Path) -> None:
    root = copy_example(tmp_path / "book")
    path = root / "content" / "brands" / "jiangsu" / "jia-lamplight-policing.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("安排24名民警", json.dumps(excerpt)), encoding="utf-8")
    found = examine(settings_of(root, sources=None)).findings
    assert HOSTILE_EXCERPTS[excerpt] in {own.code for own in found if own.severity == "error"}


def strings(value: Any) -> Iterator[str]:
    """Every text in parsed data, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, own in value.items():
            yield str(key)
            yield from strings(own)
    elif isinstance(value, list):
        for own in value:
            yield from strings(own)


def in_json(data: bytes) -> Iterator[str]:
    return strings(json.loads(data))


def in_csv(data: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        yield from row


def in_xml(data: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(data).iter():  # noqa: S314 # our own
        assert CANARY not in element.tag
        assert not any(name.startswith("on") for name in element.attrib)
        yield from (element.text or "", element.tail or "", *element.attrib.values())


def in_workbook(data: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    yield from (text for text in vars(book.properties).values() if isinstance(text, str))
    for sheet in book:
        yield sheet.title
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            assert cell.hyperlink is None or CANARY not in str(cell.hyperlink.target)
            yield str(cell.value)


def in_database(data: bytes) -> Iterator[str]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        tables = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        assert ("brands",) in tables
        for (name,) in tables:
            for row in database.execute(f'select * from "{name}"'):  # noqa: S608 # our own
                yield from (text for text in row if isinstance(text, str))


READERS = {
    ".json": in_json,
    ".csv": in_csv,
    ".xlsx": in_workbook,
    ".sqlite": in_database,
    ".xml": in_xml,
    ".svg": in_xml,
}


def whole(text: str, known: re.Pattern[str]) -> bool:
    """Whether all that is hostile in a text is a text of a record as it was written."""
    return CANARY not in known.sub("", text)


@pytest.mark.parametrize("ending", READERS)
def test_data_give_back_every_hostile_text_as_it_was(published: Published, ending: str) -> None:
    filled = published.filled
    known = re.compile("|".join(map(re.escape, [*filled.texts, *filled.excerpts])))
    found = [
        (path, text)
        for path, data in published.named(ending).items()
        for text in READERS[ending](data)
        if CANARY in text
    ]
    assert found
    if ending != ".svg":  # whose labels are cut to a line
        assert [(path, text) for path, text in found if not whole(text, known)] == []
    if ending in (".json", ".csv", ".xlsx", ".sqlite"):
        own = {text.removeprefix("'") if ending == ".csv" else text for _, text in found}
        assert {*filled.excerpts} - own == set()


LOOK = """async (pages) => {
  const frames = pages.map((html) => {
    const frame = document.createElement("iframe");
    frame.srcdoc = html;
    return frame;
  });
  await Promise.all(frames.map((frame) => new Promise((done) => {
    frame.onload = done;
    document.body.append(frame);
  })));
  const led = ["href", "src", "action", "xlink:href"];
  const wrong = (element) => [...element.attributes].filter(({ name, value }) =>
    name.startsWith("on") || name === "style"
    || led.includes(name) && /^\\s*(javascript|data:text)/i.test(value)
  ).map(({ name }) => name);
  const seen = frames.map(({ contentDocument: page, contentWindow: { ran } }) => ({
    ran,
    text: page.documentElement.textContent,
    data: [...page.scripts].map((script) => script.text),
    kinds: [...page.scripts].map((script) => script.type),
    wrong: [...page.querySelectorAll("*")].flatMap(wrong),
    elements: page.querySelectorAll("style, iframe, object, embed, base, textarea").length,
  }));
  frames.forEach((frame) => frame.remove());
  return seen;
}"""
LEFT_OUT = re.compile(
    r'<meta http-equiv="Content-Security-Policy"[^>]*>|<link [^>]*>|<script type="module"[^>]*>'
)
"""The policy, which would stop what is not escaped and so hide it, and what is loaded besides."""

AT_ONCE = 20
SQUEEZE = re.compile(r"\s+")


def test_no_hostile_text_runs_in_a_browser_even_without_the_policy(
    published: Published, browser: Browser
) -> None:
    asked: list[str] = []

    def answer(route: Route, request: Request) -> None:
        asked.append(request.url)
        route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>x</title>")

    tab = browser.new_page()
    tab.add_init_script("window.ran = 0; window.canary = () => { window.ran += 1 }")
    tab.route("**/*", answer)
    tab.goto(SITE)
    pages = {path: data.decode() for path, data in published.named(".html").items()}
    shown = ""
    for some in batched(pages):
        htmls = [LEFT_OUT.sub("", pages[path]) for path in some]
        for path, seen in zip(some, tab.evaluate(LOOK, htmls), strict=True):
            assert (path, seen["ran"], seen["wrong"], seen["elements"]) == (path, 0, [], 0)
            assert {*seen["kinds"]} <= {"application/ld+json"}, path
            for block in seen["data"]:
                json.loads(block)
            shown += SQUEEZE.sub("", seen["text"])
    assert asked == [SITE]  # pictures that are none would have been asked for
    assert tab.evaluate(LOOK, [f"<!doctype html><p>{HOSTILE}"])[0]["ran"], "the canary is dead"
    tab.close()
    assert [own for own in published.filled.excerpts if SQUEEZE.sub("", own) not in shown] == []
    texts = published.filled.texts
    unseen = [text for text in texts if SQUEEZE.sub("", text) not in shown]
    assert len(unseen) < len(texts) / 5, unseen  # such as the words that drafting looks for


def batched(paths: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Some paths at a time."""
    every = iter(paths)
    while some := tuple(islice(every, AT_ONCE)):
        yield some


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_holds_the_words_of_every_figure_as_they_are(
    published: Published, language: str
) -> None:
    book = published.book
    forms = Forms(lambda: book, lambda own: examine(book.settings, instead=own), RLock())
    app = forms.before(lambda *_: pytest.fail("this is a form"), "/")
    held: list[str] = []
    for identity in book.brands:
        path = f"/{language}/edit/brands/{identity}.html"
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "REMOTE_ADDR": "127.0.0.1"}
        page = b"".join(app({**asked, "HTTP_HOST": "127.0.0.1:8000"}, lambda *_: None)).decode()
        elements = [*html5lib.parse(page, namespaceHTMLElements=False).iter()]
        assert not [own for own in elements if any(name.startswith("on") for name in own.attrib)]
        assert not [own for own in elements if own.tag == "script" and own.text]
        held += (own.get("value", own.text) for own in elements if own.get("name"))
    assert {*published.filled.excerpts} - {*held} == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_prints_what_is_hostile_and_leads_nowhere_by_it(
    published: Published, language: str
) -> None:
    data = published.files[f"{language}.pdf"]
    reader = pypdf.PdfReader(io.BytesIO(data))
    printed = SQUEEZE.sub("", "".join(page.extract_text() for page in reader.pages))
    assert SQUEEZE.sub("", HOSTILE)[:30] in printed
    assert "{{canary}}{%canary%}" in printed
    for page in reader.pages:
        for note in page.get("/Annots", []):
            action = note.get_object().get("/A", {})
            assert action.get("/S") in (None, "/URI", "/GoTo")
            assert CANARY not in str(action.get("/URI", ""))
    assert not {"/JavaScript", "/AA", "/OpenAction"} & set(reader.root_object)
