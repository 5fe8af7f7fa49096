"""Workbooks as files, also such as no spreadsheet program would write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import xlsxwriter


def workbook(fill: Callable[[Any], None]) -> bytes:
    """A workbook of one sheet, named Sheet1, filled by another library than the one that reads."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    fill(sheet)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rows(*given: list[Any]) -> bytes:
    """A workbook of these rows."""

    def fill(sheet: Any) -> None:
        for row in given:
            sheet.append(row)

    return workbook(fill)


def changed(raw: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part changed; a part that it does not have is added."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = old.namelist()
        for name in [*names, *([] if part in names else [part])]:
            own = old.read(name) if name in names else b""
            new.writestr(name, change(own) if name == part else own)
    return data.getvalue()


def shared(text: str) -> bytes:
    """A workbook of one cell, whose text stands in a part of its own as most programs write it."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.add_worksheet("Sheet1").write_string(0, 0, text)
    return data.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_rows(more: bytes) -> bytes:
    """A workbook with further rows, written as XML."""
    return changed(
        rows(["a"]), SHEET, lambda xml: xml.replace(b"</sheetData>", more + b"</sheetData>")
    )
