"""The editor's desk: what is told to be mended first, in the terminal and on the served page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import pytest
from click.testing import CliRunner
from example_book import copy_example, settings_of
from reuse_book import Reused

from generator.book.book import Book
from generator.book.desk import DESK_KINDS, DeskPlace, make_desk
from generator.build import make_book
from generator.cli import main
from generator.commands.desk_text import desk_text
from generator.publish.html import page_files
from generator.publish.served import Served
from generator.site.desk import desk_pages
from generator.site.pages import make_pages
from generator.site.render import make_renderers

LAMPLIGHT = "content/brands/jiangsu/jia-lamplight-policing.yml"
TITLE = "People under the lamps: evenings in Jia County"


def edit(root: Path, file: str, *changes: tuple[str, str]) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature book with something of every kind to mend, served."""
    root = copy_example(tmp_path_factory.mktemp("desk"))
    levels = "indicator: thefts\n    value: 42\n    unit: 起\n    period: 2024-01/2024-04\n"
    edit(
        root,
        LAMPLIGHT,
        ("intervention:\n", "intelligence: {zh: 夜里人多。, en: null}\nintervention:\n"),
        (levels, levels.replace("    period: 2024-01/2024-04\n", "")),
    )
    edit(root, "content/sources/jia-daily-2024-05-06.yml", (f', en: "{TITLE}"', ""))
    path = root / "content/sources/yi-police-2024-03-02.yml"
    path.write_text(path.read_text(encoding="utf-8").partition("receipt:")[0], encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def book(root: Path) -> Book:
    return make_book(settings_of(root, sources=None, serving=True))


def told(tasks: Sequence[DeskPlace]) -> list[tuple[object, ...]]:
    return [(t.brand or t.source, t.figure, t.lifts, line) for t, line in tasks]


def line_of(root: Path, file: str, start: str) -> int:
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    (found,) = [n for n, line in enumerate(lines, 1) if line.strip().startswith(start)]
    return found


def test_every_kind_is_counted_and_each_task_stands_in_its_line(root: Path, book: Book) -> None:
    desk = make_desk(book, None)
    assert (desk.brands, desk.sources) == (4, 2)
    assert {kind: len(own) for kind, own in desk.tasks.items()} == desk.counts
    assert desk.counts == {
        "level": 4,
        "base": 2,
        "period": 3,
        "unverified": 4,
        "single": 4,
        "author": 2,
        "english": 2,
    }
    at = {kind: told(own) for kind, own in desk.tasks.items()}
    change = line_of(root, LAMPLIGHT, "- id: thefts-change")
    base = ("jia-lamplight-policing", "thefts-change", 4, change)
    assert at["level"][0] == at["base"][0] == base
    kind = line_of(root, "content/sources/jia-daily-2024-05-06.yml", "kind:")
    assert at["author"][0] == ("jia-daily-2024-05-06", "", 0, kind)
    text = line_of(root, LAMPLIGHT, "intelligence:")
    assert at["english"][0] == ("jia-lamplight-policing", "", 0, text)


def test_what_lifts_a_brand_goes_first_and_then_what_lacks_least(book: Book) -> None:
    (first, *rest) = make_desk(book, None).tasks["level"]
    assert (first.task.lifts, first.task.lacks, first.task.least_base) == (4, ("base",), 79)
    assert [len(task.lacks) for task, _ in rest] == [2, 2, 3]


def test_a_key_that_is_not_there_is_asked_for_where_it_goes(root: Path, book: Book) -> None:
    orchard = "content/brands/yunnan/yi-orchard-policing.yml"
    at = {task.brand: line for task, line in make_desk(book, None, ["level"]).tasks["level"]}
    assert "intelligence:" not in (root / orchard).read_text(encoding="utf-8")
    assert at["yi-orchard-policing"] == line_of(root, orchard, "zh: 丙镇派出所")


def test_lists_are_bounded_and_counts_are_not(book: Book) -> None:
    desk = make_desk(book, 1)
    assert desk.counts == make_desk(book, None).counts
    assert {len(own) for own in desk.tasks.values()} == {1}


def test_kinds_and_places_narrow_the_desk(book: Book) -> None:
    jiangsu = make_desk(book, None, ["author", "single"], "320000")
    assert (jiangsu.brands, jiangsu.sources, jiangsu.counts) == (2, 1, {"single": 2, "author": 1})
    assert make_desk(book, None, ["single"], "320826").counts == {"single": 2}
    assert make_desk(book, None, ["single"], "110000").counts == {"single": 0}


def test_a_second_document_is_no_reprint_and_no_teaser(tmp_path: Path) -> None:
    root = copy_example(tmp_path)
    source = root / "content/sources/jia-daily-2024-05-06.yml"
    text = source.read_text(encoding="utf-8").partition("text:")[0]
    text = text.replace("jia-daily-2024-05-06", "second").replace("2024-05-06", "2024-05-07")
    cited = "sources: [jia-daily-2024-05-06"
    edit(root, LAMPLIGHT, (f"{cited}]", f"{cited}, second]"))
    counts = []
    for kind, original in (
        ("kind: press\nreprint_of: null", "kind: press\nreprint_of: null"),
        ("kind: press\nreprint_of: null", "kind: reprint\nreprint_of: jia-daily-2024-05-06"),
        ("kind: press\nreprint_of: null", "kind: teaser\nreprint_of: null"),
    ):
        own = text.replace(kind, original)
        (root / "content/sources/second.yml").write_text(own, encoding="utf-8")
        counts.append(make_desk(make_book(settings_of(root)), 1, ["single"]).counts["single"])
    assert counts == [3, 4, 4]


def run(root: Path, *words: str) -> Any:
    return CliRunner().invoke(main, ["desk", "--root", str(root), *words])


def test_the_command_prints_counts_places_and_what_is_gained(root: Path, book: Book) -> None:
    result = run(root, "--kind", "base", "--kind", "level")
    change = line_of(root, LAMPLIGHT, "- id: thefts-change")
    assert result.exit_code == 0
    assert "4 brands, 2 sources: what to mend first" in result.output
    assert f"        {LAMPLIGHT}:{change}\n" in result.output
    shown = " ".join(result.output.split())
    assert "L3 → L4 Lamplight policing · Lianshui County, thefts-change: base;" in shown
    assert "from a base of 79" in shown
    chinese = desk_text(book, make_desk(book, 1, ["level"]), "zh")
    assert "L3 → L4  灯下警务 · 涟水县，thefts-change：变化的基数；基数达到79即超" in chinese
    assert "    另有3个；加--all全部列出" in chinese


def test_json_holds_every_task_that_is_shown(root: Path) -> None:
    told = json.loads(run(root, "--format", "json", "--all", "--place", "涟水县").output)
    assert list(told["counts"]) == list(DESK_KINDS)
    assert {k: len(own) for k, own in told["tasks"].items()} == told["counts"]
    (english, title) = told["tasks"]["english"]
    assert (english["file"], english["path"]) == (LAMPLIGHT, "intelligence")
    assert (title["source"], title["path"]) == ("jia-daily-2024-05-06", "title")


def test_a_place_that_is_none_is_one_sentence(root: Path) -> None:
    for place, said in (("999999", "no division code"), ("", "empty"), ("无县", "no place")):
        result = run(root, "--place", place)
        assert result.exit_code == 1
        assert said in result.output


@pytest.mark.parametrize(("language", "foreign"), [("zh", False), ("en", True)])
def test_the_served_page_links_to_each_record_and_names_its_line(
    book: Book, tmp_path: Path, language: str, foreign: bool
) -> None:
    served = Served(tmp_path, language)
    served.fill(book, ())
    text = served.read(f"{language}/desk.html") or ""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(text)
    links = [a.get("href") for a in page.iter("a") if a.get("href", "").startswith("brands/")]
    assert "brands/jia-lamplight-policing.html#thefts-change" in links
    for link in links:
        page_of, _, anchor = link.partition("#")
        shown = served.read(f"{language}/{page_of}") or ""
        assert not anchor or f'id="{anchor}"' in shown
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert {a.get("href")[1:] for a in page.iter("a") if a.get("href").startswith("#")} <= {*ids}
    assert f"<code>{LAMPLIGHT}:" in text
    assert ('<span lang="zh-CN">灯下有人' in text) == foreign
    assert '<a href="desk.html">' in (served.read(f"{language}/rules.html") or "")


def test_a_desk_where_nothing_is_missing_has_no_lists(book: Book) -> None:
    empty = replace(book, brands={}, content=replace(book.content, sources={}))
    (page,) = desk_pages(empty)
    text = dict(page_files(page, make_renderers(empty)))["en/desk.html"].decode()
    assert '<section class="part"' not in text
    assert "What 0 brands and 0 sources lack" in text


def test_a_site_that_is_not_served_has_no_desk(reused: Reused) -> None:
    assert [page for page in make_pages(reused.book) if page.address == "desk"] == []
    assert [name for name, data in reused.files.items() if b"desk.html" in data] == []
