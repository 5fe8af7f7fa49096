"""The whole story: everything is counted, nothing depends on the order or moment of a build."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from example_book import copy_example, copy_templates, settings_of

from generator.book.book import Book
from generator.build import examine, make_book
from generator.errors import BeatbookError, ContentError
from generator.publish import html
from generator.publish.served import Served
from generator.settings import read_settings
from generator.site.page import PAGE_SIZE, Page
from generator.site.pages import Around, brand_page, make_pages
from generator.site.render import Renderer, TemplateError, make_renderers
from generator.system.workers import SHARE
from generator.tables.dataframes import make_frames

JIANGSU = Path("content/brands/jiangsu")
UMBRELLA = JIANGSU / "jia-umbrella-policing.yml"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return copy_example(tmp_path)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(settings_of(copy_example(tmp_path_factory.mktemp("book"))))


@cache
def umbrella(example: Path) -> str:
    return (example / UMBRELLA).read_text(encoding="utf-8")


def add_brands(example: Path, count: int, old: str = "\n", new: str = "\n") -> None:
    """Copies of a brand without figures, each with its own id and name; one text is changed."""
    text = umbrella(example).replace(old, new)
    for number in range(count):
        identity = f"brand-{number:04}"
        own = text.replace("jia-umbrella-policing", identity)
        own = own.replace("伞下警务", f"警务{number}").replace("Umbrella", f"Umbrella {-number}")
        (example / JIANGSU / f"{identity}.yml").write_text(own, encoding="utf-8")


# What comes in goes out


def test_every_record_is_built_left_out_as_a_draft_or_reported(example: Path) -> None:
    text = umbrella(example)
    draft = text.replace("status: unreviewed", "status: draft")
    (example / JIANGSU / "one.yml").write_text(draft.replace("jia-umbrella-policing", "one"))
    (example / JIANGSU / "two.yml").write_text("schema: 1\n")
    (example / JIANGSU / "three.yml").write_text("{")
    counts = examine(settings_of(example)).counts()
    files = len(list((example / "content" / "brands").rglob("*.yml")))
    assert (counts["brands"], counts["drafts"], counts["unreadable"]) == (4, 1, 2)
    assert files == 7


def test_the_tables_hold_what_the_records_hold(book: Book) -> None:
    frames = make_frames(book.brands.values(), book.content)
    rows = {name: len(getattr(frames, name)) for name in ("brands", "metrics", "sources")}
    assert rows == {"brands": 4, "metrics": 8, "sources": 2}
    assert list(frames.brands["id"]) == [
        "jia-lamplight-policing",
        "jia-umbrella-policing",
        "ding-orchard-training",
        "yi-orchard-policing",
    ]
    assert list(frames.honours["brand"].dropna()) == ["jia-lamplight-policing"]
    assert frames.metrics["verified"].all()


def test_a_draft_has_no_page_and_stands_in_no_list(example: Path) -> None:
    text = umbrella(example).replace("status: unreviewed", "status: draft")
    (example / UMBRELLA).write_text(text, encoding="utf-8")
    book = make_book(settings_of(example))
    assert (len(book.brands), book.drafts) == (3, 1)
    files = dict(html.make_files(book))
    assert not any("umbrella" in name for name in files)
    naming = {name for name, data in files.items() if "伞下警务".encode() in data}
    assert naming == {"zh/rounds/near-you-2024.html"}  # which was published with it


def test_progress_is_told_on_the_way_and_at_the_end(example: Path) -> None:
    add_brands(example, 2 * SHARE)
    told: list[tuple[int, int]] = []
    examine(settings_of(example), lambda done, total: told.append((done, total)))
    assert told == [(SHARE, 54), (2 * SHARE, 54), (54, 54)]


# Findings


def test_brands_of_which_something_is_told_come_from_every_process(example: Path) -> None:
    add_brands(example, 3 * SHARE, "partners: [schools]", "partners: [pupils]")
    found = examine(settings_of(example))
    assert len(found.brands) == 4 + 3 * SHARE
    assert len({finding.file for finding in found.findings}) == 3 * SHARE


def test_nothing_is_built_while_there_is_an_error_and_all_are_told(example: Path) -> None:
    add_brands(example, 3, "partners: [schools]", "partners: [pupils]")
    with pytest.raises(ContentError) as raised:
        make_book(settings_of(example))
    assert str(raised.value) == "3 errors in the records; nothing was written"
    assert [finding.file for finding in raised.value.findings] == [
        f"content/brands/jiangsu/brand-{number:04}.yml" for number in range(3)
    ]


def test_findings_are_sorted_and_the_same_every_time(example: Path) -> None:
    add_brands(example, 20, "en: Umbrella policing", "english: x")
    (example / "content" / "sources" / "a.txt").write_text("")
    (example / "content" / "pages" / "en" / "index.md").write_text("[x](brand:x) [y](page:)\n")
    first, second = (examine(settings_of(example)).findings for _ in range(2))
    assert first == second
    assert list(first) == sorted(first)
    places = [(finding.file, finding.line, finding.column) for finding in first]
    assert places == sorted(places)
    assert len(first) == 23


def test_two_thousand_records_with_one_fault_each_give_two_thousand_findings(
    example: Path,
) -> None:
    add_brands(example, 2000, "partners: [schools]", "partners: [pupils]")
    found = examine(settings_of(example, sources=None))
    assert Counter(finding.code for finding in found.findings) == {"R01": 2000}
    assert len({finding.file for finding in found.findings}) == 2000
    assert found.counts()["brands"] == 2004


# The day


def test_the_data_are_as_of_the_latest_day_in_the_records(example: Path) -> None:
    assert make_book(settings_of(example)).as_of == "2024-06-20"
    text = umbrella(example)
    (example / UMBRELLA).write_text(text.replace("added: 2024-06-01", "added: 2024-07-02"))
    assert make_book(settings_of(example)).as_of == "2024-07-02"
    note = "changes: [{on: 2024-08-03, zh: 改了名称。, en: The name was changed.}]\nadded:"
    (example / UMBRELLA).write_text(text.replace("added:", note))
    assert make_book(settings_of(example)).as_of == "2024-08-03"


@pytest.mark.parametrize("epoch", ["0", "1700000000", "1800000000"])
def test_source_date_epoch_stamps_files_and_does_not_move_the_day_of_the_data(
    example: Path, epoch: str
) -> None:
    settings = read_settings(example, {"SOURCE_DATE_EPOCH": epoch})
    assert settings.epoch == int(epoch)
    assert make_book(settings).as_of == "2024-06-20"


@pytest.mark.parametrize(
    "epoch", ["-1", "1e9", "１７０００００００", "253402300800", "9" * 30, "99999999999999"]
)
def test_an_epoch_that_is_no_time_is_refused(example: Path, epoch: str) -> None:
    with pytest.raises(BeatbookError, match="set it to whole seconds from 1970 to 9998"):
        read_settings(example, {"SOURCE_DATE_EPOCH": epoch})


def test_a_stated_day_is_the_day_of_the_data(example: Path) -> None:
    settings = read_settings(example, {}, as_of="2024-12-31")
    assert make_book(settings).as_of == "2024-12-31"
    with pytest.raises(BeatbookError, match="write a day such as"):
        read_settings(example, {}, as_of="2024")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (UMBRELLA, "added: 2024-06-01", "added: 2024-06-21"),
        (UMBRELLA, "added:", "changes: [{on: 2024-06-21, zh: 改了。, en: Changed.}]\nadded:"),
        ("content/corrections.yml", "on: 2024-06-20", "on: 2024-06-21"),
        (
            "content/sources/jia-daily-2024-05-06.yml",
            "accessed: 2024-06-01",
            "accessed: 2024-06-21",
        ),
        ("content/sources/jia-daily-2024-05-06.yml", "  on: 2024-06-20", "  on: 2024-06-21"),
        ("content/honours/jia-2024.yml", "year: 2024", "year: 2025"),
    ],
)
def test_a_day_after_the_stated_one_is_a_finding(
    example: Path, file: Path | str, old: str, new: str
) -> None:
    write_instead(example / file, old, new)
    by_book = read_settings(example, {}, as_of="2024-06-20")
    by_build = read_settings(example, {"SOURCE_DATE_EPOCH": "1718841600"})
    for settings in (by_book, by_build):
        late = [f.file for f in examine(settings).findings if f.code == "D06"]
        assert late == [str(file)]
    assert "D06" not in {finding.code for finding in examine(read_settings(example, {})).findings}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (UMBRELLA, "added:", "changes: [{on: 2099-06-20, zh: 改了。, en: Changed.}]\nadded:"),
        (UMBRELLA, "review: {status: unreviewed}", "review: {status: reviewed, on: 2025-06-21}"),
        ("content/corrections.yml", "on: 2024-06-20", "on: 2099-06-20"),
        (
            "content/sources/jia-daily-2024-05-06.yml",
            "accessed: 2024-06-01",
            "accessed: 2099-06-01",
        ),
        ("content/honours/jia-2024.yml", "year: 2024", "year: 2099"),
    ],
)
def test_a_day_years_after_all_others_is_a_finding_where_no_day_is_stated(
    example: Path, file: Path | str, old: str, new: str
) -> None:
    write_instead(example / file, old, new)
    late = [f.file for f in examine(read_settings(example, {})).findings if f.code == "D06"]
    assert late == [str(file)]


def write_instead(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


# Pages


def bulk(book: Book) -> dict[str, bytes]:
    files = list(html.make_files(book))
    assert len(files) == len({name for name, _ in files})
    return dict(files)


def test_pages_do_not_depend_on_the_order_they_are_made_in(book: Book) -> None:
    files = bulk(book)
    renderers = make_renderers(book)
    for page in reversed(list(make_pages(book))):
        for language, renderer in renderers.items():
            assert html.page_bytes(page, renderer) == files[f"{language}/{page.file}"]


def test_a_brand_s_page_made_alone_equals_the_page_made_in_bulk(book: Book) -> None:
    files = bulk(book)
    page = brand_page(book, "jia-lamplight-policing", Around(book))
    for language, renderer in make_renderers(book).items():
        assert html.page_bytes(page, renderer) == files[f"{language}/{page.file}"]


def test_a_served_page_is_found_by_its_address_alone_and_equals_that_made_in_bulk(
    book: Book, tmp_path: Path
) -> None:
    files = bulk(book)
    served = Served(tmp_path, "en")
    for name in reversed(files):
        served.fill(book, ())
        served.make(name)
        assert (tmp_path / name).read_bytes() == files[name]
        assert "/" not in name or served.claims(name.replace("s", "S"))


PRINT_DIGESTS = """
import hashlib, sys
from pathlib import Path
from generator.build import make_book
from generator.publish import html
from generator.settings import Settings
root = Path(sys.argv[1])
for name, data in html.make_files(make_book(Settings(root=root, sources=root / "texts"))):
    print(hashlib.sha256(data).hexdigest(), name)
"""


def test_every_run_gives_the_same_bytes(example: Path, book: Book) -> None:
    """In another process, with another order of sets."""
    digests = [f"{hashlib.sha256(data).hexdigest()} {name}" for name, data in html.make_files(book)]
    result = subprocess.run(
        [sys.executable, "-c", PRINT_DIGESTS, example],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stderr, result.stdout.splitlines()) == ("", digests)


def test_files_are_written_as_they_are_made(book: Book, tmp_path: Path) -> None:
    files = bulk(book)
    html.write_files(html.make_files(book), tmp_path)
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert written == files


@pytest.fixture(scope="module")
def long_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The example with 250 more brands."""
    example = copy_example(tmp_path_factory.mktemp("long"))
    add_brands(example, 250)
    return make_book(settings_of(example, sources=None))


@pytest.mark.parametrize(
    ("address", "total"),
    [("brands", 254), ("categories/street", 252), ("places/320000", 252), ("places/320800", 252)],
)
def test_a_long_list_is_paged_and_every_brand_stands_on_one_page(
    long_book: Book, address: str, total: int
) -> None:
    pages = {page.address: page for page in make_pages(long_book)}
    numbered = [address, f"{address}-2", f"{address}-3"]
    assert f"{address}-4" not in pages
    for language, renderer in make_renderers(long_book).items():
        shown = [brands_on(pages[name], renderer) for name in numbered]
        assert [len(brands) for brands in shown] == [PAGE_SIZE, PAGE_SIZE, total - 2 * PAGE_SIZE]
        listed = [identity for brands in shown for identity in brands]
        assert len(set(listed)) == total
        rows = [long_book.brands[identity].row for identity in listed]
        keys = [(row.place, row.id) if language == "zh" else (row.name_en, row.id) for row in rows]
        assert keys == sorted(keys, key=lambda key: (key[0].casefold(), key[1]))


def brands_on(page: Page, renderer: Renderer) -> list[str]:
    """The brands that a page links to in its last table: their list, below pictures and choices."""
    text = html.page_bytes(page, renderer).decode()
    table = text.rpartition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'href="[^"]*brands/([^"/]+)\.html"', table)


# Templates


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("\n{{ nothing }}\n", "templates/pages/brand.html:2:1: T01 'nothing' is undefined:"),
        ("\n\n{% if %}\n", "templates/pages/brand.html:3:1: T01 Expected an expression, got"),
        ('{% include "no.html" %}', "templates/pages/brand.html:1:1: T01 no.html: mend the"),
        ("{{ t.nowhere }}", "templates/pages/brand.html:1:1: T01 no translation has the word"),
    ],
    ids=["a name", "syntax", "another template", "a word"],
)
def test_a_broken_template_is_a_finding_with_its_place(
    example: Path, broken: str, said: str
) -> None:
    (copy_templates(example) / "pages" / "brand.html").write_text(broken, encoding="utf-8")
    book = make_book(settings_of(example))
    with pytest.raises(TemplateError) as raised:
        bulk(book)
    assert str(raised.value.finding).startswith(said)
    assert str(raised.value.finding).endswith(": mend the template")


def test_an_id_that_is_the_address_of_a_second_page_is_named(tmp_path: Path) -> None:
    example = copy_example(tmp_path)
    add_brands(example, PAGE_SIZE)
    path = example / "content/vocabulary/categories.yml"
    text = path.read_text(encoding="utf-8")
    clash = (
        "street-2:\n  name: {zh: 另一类, en: Another}\n"
        "  definition: {zh: 试。, en: A trial.}\n  children: {}\n"
    )
    path.write_text(text + clash, encoding="utf-8")
    book = make_book(settings_of(example, sources=None))
    with pytest.raises(BeatbookError, match=r"^zh/categories/street-2\.html: two pages have this"):
        html.write_files(html.make_files(book), tmp_path / "site")
