"""The request to an agency: one printed page, and a workbook that comes in again."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from click.testing import CliRunner
from example_book import copy_example, settings_of

from generator.book.book import Book
from generator.book.desk import to_ask
from generator.build import make_book
from generator.cli import main
from generator.intake.request import request_workbook
from generator.publish.request import MOST, request_pdf

LAMPLIGHT = "jia-lamplight-policing"
FILE = f"content/brands/jiangsu/{LAMPLIGHT}.yml"
CONTACT = "desk@beatbook.example"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_example(tmp_path_factory.mktemp("ask"))


@pytest.fixture(scope="module")
def book(root: Path) -> Book:
    return make_book(settings_of(root, site_url="https://beatbook.example/", contact=CONTACT))


@pytest.fixture(scope="module")
def page(book: Book) -> pypdf.PdfReader:
    entry = book.brands[LAMPLIGHT]
    return pypdf.PdfReader(io.BytesIO(request_pdf(book, entry, to_ask(book, entry))))


def run(root: Path, *words: str) -> Any:
    return CliRunner().invoke(main, [*words, "--root", str(root)])


def squeezed(page: pypdf.PdfReader) -> str:
    return re.sub(r"\s+", "", "".join(own.extract_text() for own in page.pages))


def test_figures_without_period_or_base_are_asked_for_before_outcomes_that_stand_alone(
    book: Book,
) -> None:
    asked = [row.id for row in to_ask(book, book.brands[LAMPLIGHT])]
    assert asked == ["disputes", "thefts", "thefts-change"]


def test_the_page_is_one_in_both_languages_with_what_is_on_record(page: pypdf.PdfReader) -> None:
    assert len(page.pages) == 1
    text = squeezed(page)
    for told in (
        "甲县公安局：",
        "To:JiaCountyPublicSecurityBureau",
        "“灯下警务”（https://beatbook.example/zh/brands/jia-lamplight-policing.html）",
        "盗窃警情：−30%同比",
        "−30%ontheyearbefore",
        "2024年1–4月",
        "甲报，2024年5月6日",
        "“同比下降30%”",
        "2024-01",
        CONTACT,
    ):
        assert told in text
    assert page.metadata is not None
    assert page.metadata.title == "数据核对表 / Request for figures"


def test_the_request_speaks_of_no_rank_and_no_level(page: pypdf.PdfReader) -> None:
    said = re.compile(
        r"rank|rating|score|level|award|best|排名|名次|评分|评级|评选|等级|升级", re.I
    )
    assert said.findall(squeezed(page)) == []


def test_a_page_holds_so_many_figures_and_says_where_the_others_are(book: Book) -> None:
    entry = book.brands[LAMPLIGHT]
    many = to_ask(book, entry) * 3
    text = pypdf.PdfReader(io.BytesIO(request_pdf(book, entry, many)))
    assert len(text.pages) == 1
    assert f"另有{len(many) - MOST}个数字，见随附的工作簿" in squeezed(text)


def test_the_workbook_is_locked_where_it_shows_what_is_on_record(book: Book) -> None:
    entry = book.brands[LAMPLIGHT]
    data = request_workbook(book, entry, to_ask(book, entry))
    assert data == request_workbook(book, entry, to_ask(book, entry))
    figures, brands = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    rows = [*figures.iter_rows(min_row=3, values_only=True)]
    assert [row[1:6] for row in rows] == [
        (LAMPLIGHT, "disputes", "化解矛盾纠纷近200起", None, None),
        (LAMPLIGHT, "thefts", "盗窃警情42起", "2024-01/2024-04", None),
        (LAMPLIGHT, "thefts-change", "同比下降30%", "2024-01/2024-04", None),
    ]
    assert "甲报，2024年5月6日" in str(rows[0][0])
    locked = [figures.column_dimensions[c].protection.locked for c in "ABCDEFG"]
    assert locked == [True, True, True, True, False, False, False]
    assert [*brands.iter_rows(min_row=3, values_only=True)] == [(LAMPLIGHT, "灯下警务", "2024-01")]


def test_what_comes_back_is_imported_and_an_empty_form_changes_nothing(tmp_path: Path) -> None:
    root, out = copy_example(tmp_path / "book"), tmp_path / "out"
    result = run(root, "ask", LAMPLIGHT, "--out", str(out))
    assert result.exit_code == 0, result.output
    path = out / f"ask-{LAMPLIGHT}.xlsx"
    assert result.output.splitlines() == [str(path.with_suffix(".pdf")), str(path)]
    before = (root / FILE).read_text(encoding="utf-8")
    assert run(root, "import", str(path)).exit_code == 0
    assert (root / FILE).read_text(encoding="utf-8") == before
    book = openpyxl.load_workbook(path)
    figures, brands = book.worksheets
    for cell, value in (("E3", "2024-01/2024-04"), ("H3", 210), ("I3", 190), ("J3", "乙县")):
        figures[cell] = value
    brands["C3"] = "2024-01-15"
    book.save(path)
    result = run(root, "import", str(path))
    assert result.exit_code == 0, result.output
    after = (root / FILE).read_text(encoding="utf-8")
    assert "started: 2024-01-15\n" in after
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        "started: 2024-01-15"
    ]
    assert after.count("    period: 2024-01/2024-04\n") == 3


def test_a_request_overwrites_nothing_and_says_what_is_wrong(root: Path, tmp_path: Path) -> None:
    (tmp_path / f"ask-{LAMPLIGHT}.xlsx").write_text("filled in")
    for brand, said in (
        (LAMPLIGHT, "exists"),
        ("jia-lamplight-polcing", f"did you mean `{LAMPLIGHT}`?"),
        ("jia-umbrella-policing", "no figure on record lacks"),
    ):
        result = run(root, "ask", brand, "--out", str(tmp_path))
        assert (result.exit_code, said in result.output) == (1, True), result.output
    assert [path.name for path in tmp_path.iterdir()] == [f"ask-{LAMPLIGHT}.xlsx"]
