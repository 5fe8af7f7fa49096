"""Workbooks to be filled in: a heading and an explanation above each column, choices to pick from.

A row whose first cell begins with `#` is a remark, which nobody reads but people.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from generator.sheets.cells import Value
from generator.sheets.delimited import guarded

REMARK: Final = "#"
"""What begins a remark."""

OPTIONS: Final = {
    # Files on disk would carry this machine's umask and time zone into the workbook.
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
"""How workbooks are written: the same bytes everywhere, and text stays text."""
_BLANK: Final = 500
"""Rows below the headings in which a cell offers its choices."""
_NARROWEST, _WIDEST = 12, 46


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column: `choices` names a list of the form, `bounds` are the least and largest number.

    `width` is in characters; without one it follows from the heading.
    """

    heading: str
    explanation: str = ""
    choices: str = ""
    bounds: tuple[float, float] | None = None
    width: int = 0
    locked: bool = False


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One sheet, its columns and the rows that are filled already; None for an empty cell.

    Where any column is `locked` the sheet is protected, without a password: those columns hold
    what is shown, the others what is to be filled in. `blank` rows below offer their choices too.
    """

    name: str
    columns: Sequence[FormColumn]
    rows: Sequence[Sequence[Value | None]] = ()
    blank: int = _BLANK


def to_workbook(
    forms: Sequence[SheetForm],
    lists: Mapping[str, Sequence[str]],
    title: str,
    as_of: str,
    lists_name: str = "lists",
) -> bytes:
    """An XLSX file that says it was made on the day `as_of` (ISO 8601).

    The choices stand on a hidden sheet of their own, which validation refers to: there is no limit
    to their number. A choice is offered, and anything else accepted with a warning.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as workbook:
        created = datetime.fromisoformat(as_of)
        workbook.set_properties({"title": title, "author": "Beatbook", "created": created})
        sheets = [workbook.add_worksheet(form.name) for form in forms]
        ranges = _fill_lists(workbook.add_worksheet(lists_name), lists) if lists else {}
        for sheet, form in zip(sheets, forms, strict=True):
            _fill(workbook, sheet, form, ranges)
    return content.getvalue()


def to_csv(form: SheetForm) -> bytes:
    """The form as CSV for spreadsheets: UTF-8 with a byte order mark, explanations as a remark."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow([column.heading.replace("\n", " / ") for column in form.columns])
    writer.writerow([said.replace("\n", " / ") for said in _explanations(form)])
    writer.writerows([_shown(value) for value in row] for row in form.rows)
    return lines.getvalue().encode("utf-8-sig")


def _shown(value: Value | None) -> str:
    return guarded(value) if isinstance(value, str) else "" if value is None else str(value)


def _explanations(form: SheetForm) -> list[str]:
    """One a column; the first begins as a remark does."""
    said = [column.explanation for column in form.columns]
    return [f"{REMARK} {said[0]}".rstrip(), *said[1:]]


def _fill_lists(sheet: Any, lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Write the choices, one list a column; the range of each by name."""
    sheet.hide()
    ranges = {}
    for at, (name, choices) in enumerate(lists.items()):
        sheet.write_string(0, at, name)
        sheet.write_column(1, at, choices)
        sheet.set_column(at, at, _NARROWEST)
        column = xl_col_to_name(at)
        ranges[name] = f"={sheet.get_name()}!${column}$2:${column}${max(len(choices), 1) + 1}"
    return ranges


def _fill(workbook: Any, sheet: Any, form: SheetForm, ranges: Mapping[str, str]) -> None:
    wrapped = {"text_wrap": True, "valign": "top"}
    heading = workbook.add_format({**wrapped, "bold": True, "bottom": 2, "bg_color": "#EEF2F6"})
    remark = workbook.add_format({**wrapped, "font_color": "#555555", "font_size": 9})
    # Text, so that a code keeps its digits and a month does not become a day.
    shown = workbook.add_format({**wrapped, "num_format": "@"})
    number = workbook.add_format({**wrapped, "locked": False})
    filled = workbook.add_format({**wrapped, "num_format": "@", "locked": False})
    locked = any(column.locked for column in form.columns)
    for at, (column, said) in enumerate(zip(form.columns, _explanations(form), strict=True)):
        sheet.write_string(0, at, column.heading, heading)
        sheet.write_string(1, at, said, remark)
        own = shown if column.locked else number if column.bounds else filled
        sheet.set_column(at, at, column.width or _width(column), own)
        _offer(sheet, form, at, ranges)
    for down, row in enumerate(form.rows, start=2):
        for at, value in enumerate(row):
            if value is not None:
                sheet.write(down, at, value if isinstance(value, str | int) else str(value))
    # A row of its own height is not made to fit by the program that opens it.
    sheet.set_row(0, 34)
    sheet.set_row(1, 78)
    sheet.freeze_panes(2, 1)
    if locked:
        sheet.protect("", {"format_columns": True, "format_rows": True})


def _offer(sheet: Any, form: SheetForm, at: int, ranges: Mapping[str, str]) -> None:
    column, last = form.columns[at], 1 + len(form.rows) + form.blank
    told: dict[str, Any] = {}
    if column.choices:
        told = {"validate": "list", "source": ranges[column.choices], "error_type": "warning"}
    elif column.bounds:
        low, high = column.bounds
        told = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
    if told:
        sheet.data_validation(2, at, last, at, told)


def width_of(text: str) -> int:
    """The width of a text in characters, of which Chinese ones take two."""
    return sum(2 if sign >= "\u2e80" else 1 for sign in text)


def _width(column: FormColumn) -> int:
    """That of its heading, and some air."""
    widest = max(map(width_of, column.heading.splitlines()))
    return min(max(widest + 3, _NARROWEST), _WIDEST)
