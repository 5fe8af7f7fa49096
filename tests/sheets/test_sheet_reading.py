"""Tables that people give: read by cell, whichever program wrote them, or refused in a sentence."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
import time
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from workbook_files import SHEET, changed, rows, shared, with_rows, workbook

from generator.sheets.cells import MOST_ROWS, Sheet, SheetCell, TableError, letters_of, number_in
from generator.sheets.reading import read_tables, tables_in


def cells_of(sheet: Sheet) -> dict[str, SheetCell]:
    """Every cell by its place on the sheet."""
    return {
        f"{letters_of(column)}{row.number}": cell
        for row in sheet.rows
        for column, cell in row.cells.items()
    }


def pointing_at(place: bytes) -> bytes:
    """A workbook whose cell names a text that is not in its list of texts."""
    return changed(shared("x"), SHEET, lambda part: part.replace(b"<v>0<", b"<v>" + place + b"<"))


def texts_of(raw: bytes, name: str = "t.xlsx") -> dict[str, str]:
    return {place: cell.text for place, cell in cells_of(tables_in(raw, name)[0]).items()}


def test_a_cell_has_its_address_its_text_and_what_it_states(tmp_path: Path) -> None:
    path = tmp_path / "nominations.xlsx"
    path.write_bytes(rows(["品牌", "数"], ["夜间警务", 165], ["果园", 36.77]))
    (sheet,) = read_tables(path)
    cells = cells_of(sheet)
    assert cells["A2"] == SheetCell("nominations.xlsx!Sheet1!A2", "夜间警务", "夜间警务")
    assert (cells["B2"].text, cells["B2"].value) == ("165", 165)
    assert (cells["B3"].text, cells["B3"].value) == ("36.77", Fraction("36.77"))
    assert sheet.address(4, 28) == "nominations.xlsx!Sheet1!AB4"


def test_a_csv_cell_has_an_address_without_a_sheet() -> None:
    (sheet,) = tables_in("品牌,数\n夜间警务,165\n".encode(), "f.csv")
    assert cells_of(sheet)["B2"] == SheetCell("f.csv!B2", "165", 165)


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [
        (datetime.date(2024, 5, 6), "yyyy-mm-dd", "2024-05-06"),
        (datetime.date(2024, 5, 6), 'yyyy"年"m"月"d"日"', "2024-05-06"),
        (datetime.date(2024, 5, 1), "yyyy-mm", "2024-05"),
        (datetime.date(2024, 5, 1), '[$-804]yyyy"年"m"月";@', "2024-05"),
        (datetime.date(2024, 1, 1), "yyyy", "2024"),
        (datetime.datetime(2024, 5, 6, 21, 0), "yyyy-mm-dd hh:mm", "2024-05-06 21:00"),
        (datetime.time(21, 30), "h:mm", "21:30"),
        (0.3677, "0.00%", "36.77%"),
        (0.3677, '0.00"%"', "0.3677"),
        (45418, "General", "45418"),
        (1234.5, "#,##0.00", "1234.5"),
        (3, '0"年"', "3"),
        (1e20, "General", "100000000000000000000"),
        (True, "General", "TRUE"),
        ("320826", "@", "320826"),
        ("１６５", "General", "１６５"),
    ],
)
def test_a_number_is_a_day_only_where_its_format_says_so(value: Any, shape: str, text: str) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = value
        sheet["A1"].number_format = shape

    assert texts_of(workbook(fill)) == {"A1": text}


def test_days_are_those_of_either_calendar() -> None:
    def fill(sheet: Any) -> None:
        sheet.parent.epoch = CALENDAR_MAC_1904
        sheet.append([datetime.date(2024, 5, 6)])

    assert texts_of(workbook(fill)) == {"A1": "2024-05-06"}
    early = workbook(lambda sheet: sheet.append([datetime.date(1900, 1, 1)]))
    assert texts_of(early) == {"A1": "1900-01-01"}


def test_full_width_digits_and_separators_are_numbers_and_texts_stay_as_printed() -> None:
    (sheet,) = tables_in('１６５,"1,234",３６．７７,-5,12条'.encode("gb18030"), "f.csv")
    cells = cells_of(sheet)
    values = [165, 1234, Fraction("36.77"), -5, "12条"]
    assert [cell.value for cell in cells.values()] == values
    assert [cell.text for cell in cells.values()] == ["１６５", "1,234", "３６．７７", "-5", "12条"]


def test_a_merged_area_shows_its_first_cell_everywhere() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["2024年推荐表", None, None])
        sheet.append(["品牌", "数字", None])
        sheet.append([None, "值", "单位"])
        sheet.append(["夜间警务", 165, "条"])
        for area in ("A1:C1", "A2:A3", "B2:C2"):
            sheet.merge_cells(area)

    long = b'<mergeCell ref="A4:A1048576"/></mergeCells>'
    raw = changed(workbook(fill), SHEET, lambda xml: xml.replace(b"</mergeCells>", long))
    (sheet,) = tables_in(raw, "t.xlsx")
    shown = [[row.cells[c].text for c in sorted(row.cells)] for row in sheet.rows]
    assert shown == [
        ["2024年推荐表"] * 3,
        ["品牌", "数字", "数字"],
        ["品牌", "值", "单位"],
        ["夜间警务", "165", "条"],
    ]
    assert sheet.rows[2].cells[1].address == "t.xlsx!Sheet1!A2"


def test_what_is_hidden_is_read_and_known_to_be_hidden() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["a", "b"])
        sheet.append(["c", "d"])
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.parent.create_sheet("lists").sheet_state = "hidden"

    first, second = tables_in(workbook(fill), "t.xlsx")
    assert [row.hidden for row in first.rows] == [False, True]
    assert (first.hidden_columns, first.hidden, second.hidden) == ({2}, False, True)


def test_a_formula_gives_the_value_that_was_saved_with_it() -> None:
    sheet = (
        b'<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>NOW()</f></c>'
        b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        b'<c r="D2" t="str"><f>"a"</f><v>b_x000D_c</v></c></row>'
    )
    cells = cells_of(tables_in(with_rows(sheet), "t.xlsx")[0])
    assert (cells["A2"].value, cells["A2"].formula) == (2, True)
    assert str(cells["B2"].fault).startswith("the formula has no value")
    assert "#DIV/0!" in str(cells["C2"].fault)
    assert cells["D2"].text == "b\rc"


def test_a_number_without_bounds_is_a_fault_of_its_cell() -> None:
    cells = cells_of(
        tables_in(with_rows(b'<row r="2"><c r="A2"><v>1e300</v></c></row>'), "t.xlsx")[0]
    )
    assert "larger or smaller than any number here" in str(cells["A2"].fault)


def test_half_a_character_stays_the_text_that_it_is() -> None:
    assert texts_of(shared("a_xD83D_b")) == texts_of(rows(["a_xD83D_b"])) == {"A1": "a_xD83D_b"}


def test_text_of_several_fonts_is_one_text_without_its_glosses() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = CellRichText("化解", TextBlock(InlineFont(b=True), "矛盾"), "纠纷")

    raw = workbook(fill)
    assert texts_of(raw) == {"A1": "化解矛盾纠纷"}
    gloss = b'<si><t>\xe5\xa4\x9c</t><rPh sb="0" eb="1"><t>ye</t></rPh></si>'
    plain = changed(
        shared("x"),
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b"<si><t>x</t></si>", gloss),
    )
    assert texts_of(plain) == {"A1": "夜"}


def test_a_workbook_is_read_as_another_library_reads_it() -> None:
    values = ["夜间警务", "a & <b>", "  两边 ", 7, -2.5, 1e-3, 123456789012, False, None]
    table = [[values[(row * row + column) % 9] for column in range(30)] for row in range(40)]
    raw = rows(*table)
    theirs = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert theirs is not None
    for place, own in cells_of(tables_in(raw, "t.xlsx")[0]).items():
        value = theirs[place].value
        assert own.value == (Fraction(repr(value)) if isinstance(value, float) else value), place
    filled = sum(cell is not None for row in table for cell in row)
    assert len(cells_of(tables_in(raw, "t.xlsx")[0])) == filled


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "；", "，", "|"])
def test_encoding_and_mark_are_told_by_what_a_file_holds(encoding: str, mark: str) -> None:
    lines = [
        "推荐表，2024年",
        mark.join(("品牌", "摘录", "数")),
        mark.join(("夜间警务", "巡控路", "165")),
    ]
    (sheet,) = tables_in("\r\n".join(lines).encode(encoding), "f.csv")
    assert [cell.text for cell in sheet.rows[2].cells.values()] == ["夜间警务", "巡控路", "165"]


def test_an_apostrophe_that_guards_a_cell_is_no_part_of_its_text() -> None:
    assert texts_of(b"a,b\n'=1+1,''x'\n", "f.csv")["A2"] == "=1+1"
    assert texts_of(b"a,b\n'=1+1,''x'\n", "f.csv")["B2"] == "'x'"


def zipped(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return data.getvalue()


def bomb(part: str, start: bytes, fill: bytes) -> bytes:
    """A workbook of which one part unpacks to 70 MB."""
    return changed(shared("x"), part, lambda xml: xml.replace(start, start + fill * 70, 1))


MEGABYTE = b" " * (1 << 20)
EMPTY_ROWS = b"".join(b'<row r="%d"/>' % row for row in range(2, 1_048_577))
EMPTY_CELLS = b'<row r="2">' + b"<c/>" * 1_000_000 + b"</row>"
LONG = b"a" * 30_000_000
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("bomb.xlsx", lambda: bomb(SHEET, b"<sheetData>", MEGABYTE), "unpacks to more than"),
        ("words.xlsx", lambda: bomb("xl/sharedStrings.xml", b"<si><t>", MEGABYTE), "characters"),
        ("rows.xlsx", lambda: with_rows(EMPTY_ROWS), "more than 50,000 rows, filled or empty"),
        ("cells.xlsx", lambda: with_rows(EMPTY_CELLS), "more than 300,000 cells"),
        ("attribute.xlsx", lambda: with_rows(b'<row spans="%s"/>' % LONG), "is damaged"),
        ("comment.xlsx", lambda: with_rows(b"<!--%s-->" % LONG), "is damaged"),
        ("tag.xlsx", lambda: with_rows(b"<%s/>" % LONG), "is damaged"),
        ("elements.xlsx", lambda: with_rows(b"<a/>" * 12_000_000), "more than cells and their"),
        ("levels.xlsx", lambda: with_rows(b"<a>" * 5_000_000), "more than cells and their"),
        ("lines.csv", lambda: b"\n" * 1_048_576, "more than 50,000 rows"),
        ("cells.csv", lambda: (b"1" + b",1" * 999 + b"\n") * 1000, "more than 300,000 cells"),
        (
            "types.xlsx",
            lambda: changed(shared("x"), "xl/sharedStrings.xml", lambda _: LAUGHS),
            "damaged",
        ),
        (
            "macros.xlsm",
            lambda: changed(rows(["x"]), "xl/vbaProject.bin", lambda _: b"x"),
            "holds macros",
        ),
        (
            "links.xlsx",
            lambda: changed(rows(["x"]), "xl/externalLinks/externalLink1.xml", lambda _: b"<a/>"),
            "links to other files",
        ),
        ("members.xlsx", lambda: zipped(**{f"m{n}": b"" for n in range(5000)}), "unpacks to more"),
        ("table.csv", lambda: rows(["x"]), "does not hold what its name says"),
        ("table.xlsx", lambda: b"a,b\n1,2\n", "does not hold what its name says"),
        (
            "old.xls",
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            "old kind (.xls) or locked",
        ),
        ("nothing.xlsx", lambda: b"", "is empty: save the table"),
        ("paper.csv", lambda: b"%PDF-1.7", "is a PDF, not a table"),
        ("page.csv", lambda: b"<!doctype html><p>", "is a page of the web"),
        ("letter.xlsx", lambda: zipped(**{"word/document.xml": b"<a/>"}), "not a workbook"),
        ("cut.xlsx", lambda: rows(["x"])[:-40], "is damaged"),
        ("text.xlsx", lambda: pointing_at(b"9"), "is damaged"),
        ("last.xlsx", lambda: pointing_at(b"-1"), "is damaged"),
        (
            "noise.csv",
            lambda: bytes((n * n) % 251 for n in range(4000)),
            "is no text in UTF-8 or GB18030",
        ),
        ("quote.csv", lambda: b'a,b\n"' + b"x" * 200_000, "is a quotation mark open?"),
    ],
)
def test_a_hostile_file_is_refused_at_once(name: str, raw: Any, said: str, tmp_path: Path) -> None:
    data, begun = raw(), time.process_time()
    with pytest.raises(TableError) as caught:
        tables_in(data, name)
    assert time.process_time() - begun < 8  # a quarter of that where nobody else works
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{name}: ")
    assert caught.value.said("zh") != str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_refusing_takes_little_memory(tmp_path: Path) -> None:
    for name, raw in (
        ("bomb.xlsx", bomb("xl/sharedStrings.xml", b"<si><t>", MEGABYTE)),
        ("rows.xlsx", with_rows(EMPTY_ROWS)),
    ):
        (tmp_path / name).write_bytes(raw)
    program = (
        "import sys; from pathlib import Path;"
        "from generator.sheets.cells import TableError;"
        "from generator.sheets.reading import read_tables\n"
        "for name in sys.argv[1:]:\n"
        "    try: read_tables(Path(name))\n"
        "    except TableError: print(Path('/proc/self/status').read_text())"
    )
    files = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", program, *files], capture_output=True, text=True, check=True
    )
    peaks = [int(line.split()[1]) for line in done.stdout.splitlines() if "VmHWM" in line]
    assert len(peaks) == 2
    assert max(peaks) < 150_000, "kB"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(raw: bytes) -> None:
    for name in ("f.csv", "f.xlsx"):
        try:
            tables_in(raw, name)
        except TableError as error:
            assert str(error).startswith(f"{name}: ")


SMALL = rows(["品牌", "数"], ["夜间警务", 165])


@given(st.data())
def test_a_workbook_with_wrong_bytes_is_read_or_refused(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"]))
    at, byte = data.draw(st.integers(0, 600)), data.draw(st.binary(max_size=3))
    raw = changed(SMALL, part, lambda xml: xml[:at] + byte + xml[at + len(byte) :])
    try:
        tables_in(raw, "t.xlsx")
    except TableError as error:
        assert str(error).startswith("t.xlsx: ")


def test_a_row_may_be_the_last_that_is_read() -> None:
    assert len(tables_in(b"1\n" * MOST_ROWS, "f.csv")[0].rows) == MOST_ROWS


@pytest.mark.parametrize("text", ["", "1,23", "1.", "x1", "½", "1" * 60, "1e5"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_in(text) is None
