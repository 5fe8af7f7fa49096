"""Workbooks to be filled in, as another library reads them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from generator.sheets.forms import FormColumn, SheetForm, to_csv, to_workbook
from generator.sheets.reading import tables_in

COLUMNS = [
    FormColumn("编号\nId", "小写字母和连字符", locked=True),
    FormColumn("类别\nCategory", "从列表里选", choices="categories"),
    FormColumn("分\nScore", "0至4", bounds=(0, 4)),
]
FORM = SheetForm("品牌", COLUMNS, [["# x", "night.patrol 夜间巡逻", 3]], blank=20)
LISTS = {"categories": [f"a{n}" for n in range(400)]}


def written(form: SheetForm = FORM) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_workbook([form], LISTS, "x", "2024-06-20")))


def test_a_form_has_headings_explanations_and_rows() -> None:
    (sheet, lists) = tables_in(to_workbook([FORM], LISTS, "x", "2024-06-20"), "f.xlsx")
    texts = [[cell.text for cell in row.cells.values()] for row in sheet.rows]
    assert texts == [
        ["编号\nId", "类别\nCategory", "分\nScore"],
        ["# 小写字母和连字符", "从列表里选", "0至4"],
        ["# x", "night.patrol 夜间巡逻", "3"],
    ]
    assert (sheet.name, lists.hidden, len(lists.rows)) == ("品牌", True, 401)


def test_a_form_offers_the_whole_list_and_bounds_below_its_headings() -> None:
    sheet = written()["品牌"]
    by_type = {own.type: own for own in sheet.data_validations.dataValidation}
    assert (str(by_type["list"].sqref), by_type["list"].formula1) == ("B3:B23", "lists!$A$2:$A$401")
    decimal = by_type["decimal"]
    assert (str(decimal.sqref), decimal.formula1, decimal.formula2) == ("C3:C23", "0", "4")


def test_codes_and_dates_are_kept_as_text_and_locked_columns_protected() -> None:
    sheet = written()["品牌"]
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].number_format == "@"
    assert [sheet.column_dimensions[c].protection.locked for c in "ABC"] == [True, False, False]


def test_a_form_is_the_same_bytes_every_time() -> None:
    once, again = (to_workbook([FORM], LISTS, "x", "2024-06-20") for _ in range(2))
    assert once == again


def test_a_form_as_csv_runs_no_formula() -> None:
    form = SheetForm("x", [FormColumn("a"), FormColumn("b")], [["=1+1", None]])
    assert to_csv(form).decode("utf-8-sig").splitlines() == ["a,b", "#,", "'=1+1,"]
