"""The data files of a release: each gives back every value of the tables, and nothing else."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import os
import re
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
import yaml
from example_book import ROOT, copy_example, settings_of
from hypothesis import given
from hypothesis import strategies as st

from generator import __version__
from generator.book.book import Book
from generator.book.tables import DataTable, Keys, book_tables, edition_tables
from generator.build import examine, make_book
from generator.errors import BeatbookError
from generator.publish import workbook
from generator.publish.citation import make_citation
from generator.publish.data import make_json
from generator.publish.datapackage import describe
from generator.publish.spreadsheet import (
    Cell,
    make_csv,
    rows_of,
    to_csv,
    to_spreadsheet_csv,
    with_codebook,
)
from generator.publish.sqlite import to_database
from generator.publish.sums import SUMS, make_manifest, make_sums
from generator.publish.workbook import make_edition_workbook, to_workbook
from generator.records.i18n import Words, read_words
from generator.settings import Settings
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK, Column
from generator.tables.dataframes import make_frames

AS_OF = "2026-11-21"
DANGEROUS = (
    '=HYPERLINK("http://x")',
    "+1",
    "-2",
    "@x",
    "\tfoo",
    "\nfoo",
    "＝1+1",
    "－2",
    "  =1+1",
    "　＠x",
    "'quoted'",
    "{=1}",
    "http://x",
    "mailto:a@b",
    " a ",
    "_x000D_",
    "a\x0bb",
    "<r>&",
    "622900",
    "0622",
    "1E5",
    "TRUE",
    "引号\"'，逗号,",
)
HARMFUL = 11
"""How many of these, from the first, a spreadsheet would run or cut."""
MEANINGS = {
    "id": ("string", "编号", "Id"),
    "text": ("string", "文字", "Text"),
    "exact": ("fraction", "精确值", "Exact value"),
    "day": ("date", "日期", "Date"),
    "rank": ("integer", "名次", "Rank"),
    "score": ("number", "得分", "Score"),
    "shown": ("boolean", "是否", "Whether"),
    "brand": ("string", "品牌", "Brand"),
}
COLUMNS = {name: Column(kind, "ranks", name) for name, (kind, _, _) in MEANINGS.items()}
EXACT = ("-36.77", "1/3", "-1/3", "0", "12345678901234567890", "0.1")
DAYS = ("2024", "2024-05", "2024-05-06")
SCORES = (0.1 + 0.2, 1e-07, -2.5, 100.0, 1 / 3)


def words_of() -> dict[str, Words]:
    """The real words, and those of the table of everything that may hurt."""
    words, _ = read_words(ROOT / "templates" / "translations", ROOT)
    for at, own in enumerate(words.values(), start=1):
        own.words.update({f"column_ranks_{name}": row[at] for name, row in MEANINGS.items()})
    return words


WORDS = words_of()


def meanings(column: Column) -> tuple[str, ...]:
    return tuple(map(column.meaning, WORDS.values()))


def ranks(brand: str, texts: Sequence[str] = DANGEROUS) -> DataTable:
    """A table as an edition has: floats, nullable integers and truths, and dangerous text."""
    count = len(texts)

    def some(values: tuple[Any, ...], at: int) -> Any:
        return values[at % len(values)]

    frame = pd.DataFrame(
        {
            "id": [f"row-{at}" for at in range(count)],
            "text": texts,
            "exact": [some((*EXACT, None), at) for at in range(count)],
            "day": [some((*DAYS, None), at) for at in range(count)],
            "rank": pd.array(
                [some((1, -2, 12345678901234567, None), at) for at in range(count)], dtype="Int64"
            ),
            "score": [some((*SCORES, math.nan), at) for at in range(count)],
            "shown": [some((True, False, None), at) for at in range(count)],
            "brand": [brand if at % 2 else None for at in range(count)],
        }
    )
    keys = Keys(("id",), (("brand", "brands"),))
    return DataTable("ranks", frame.astype({"shown": "boolean"}), COLUMNS, keys)


def tables_of(book: Book) -> dict[str, DataTable]:
    """The tables of a book, and one of everything that may hurt."""
    hurtful = ranks(make_frames(book.brands.values(), book.content).brands["id"].iloc[0])
    return {table.name: table for table in (*book_tables(book), hurtful)}


@pytest.fixture(scope="module", params=["example", "content"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Book:
    if request.param == "content":
        return replace(make_book(Settings(root=ROOT)), words=WORDS)
    settings = settings_of(copy_example(tmp_path_factory.mktemp("book")))
    settings = settings.model_copy(update={"site_url": "https://beatbook.example/"})
    return replace(make_book(settings), words=WORDS)


@pytest.fixture(scope="module")
def tables(book: Book) -> dict[str, DataTable]:
    return tables_of(book)


def package_of(book: Book) -> dict[str, bytes]:
    """A data package as the files of a folder."""
    tables = tables_of(book)
    files = {f"{name}.csv": to_csv(table) for name, table in tables.items()}
    return {**files, "datapackage.json": describe(book, tables.values())}


def files_of(book: Book) -> dict[str, bytes]:
    """Every file that is made of tables, and what else is made of a book."""
    tables = tables_of(book)
    sheets = {f"{name}.sheet.csv": to_spreadsheet_csv(table) for name, table in tables.items()}
    return {
        **package_of(book),
        **sheets,
        "beatbook.xlsx": to_workbook(tables.values(), WORDS, "Beatbook", AS_OF),
        "beatbook.sqlite": to_database(tables.values(), WORDS),
        "manifest.json": make_manifest(book, ["2024-all"]),
        **dict(make_citation(book)),
    }


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


# The same bytes


DIGESTS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import test_release_data as t
print(t.digests(Path(sys.argv[2])))
"""


def digests(root: Path) -> str:
    """Checksums of every file, for a comparison between processes."""
    files = files_of(replace(make_book(settings_of(root)), words=WORDS))
    return json.dumps({n: hashlib.sha256(data).hexdigest() for n, data in files.items()})


def test_every_file_is_the_same_elsewhere(tmp_path: Path) -> None:
    root = copy_example(tmp_path)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", DIGESTS, ROOT / "tests", root],
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed},
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        for zone, seed, folder in (("Asia/Shanghai", "1", "/"), ("America/New_York", "2", root))
    ]
    said = [process.communicate()[0] for process in running]
    assert said[0] == said[1]
    assert json.loads(said[0]) == json.loads(digests(root))


# Data package


VALIDATE = """
import json, sys
from frictionless import validate
for folder in sys.argv[1:]:
    report = validate(folder + "/datapackage.json")
    print(json.dumps(sorted({(e.type, t.name) for t in report.tasks for e in t.errors}
        | {(e.type, "") for e in report.errors})))
"""


def test_the_data_package_is_valid_and_spoilt_files_are_not(
    book: Book, tables: dict[str, DataTable], tmp_path: Path
) -> None:
    files = package_of(book)
    few = tables["brands"]._replace(frame=tables["brands"].frame.iloc[1:])
    brands, metrics, odd = (files[f"{name}.csv"] for name in ("brands", "metrics", "ranks"))
    spoilt = {
        "good": {},
        "cut": {"metrics.csv": metrics[:-5]},
        "date": {"ranks.csv": odd.replace(b",2024-05,", b",May-24,")},
        "exact": {"ranks.csv": odd.replace(b",1/3,", b",3-Jan,")},
        "truth": {"ranks.csv": odd.replace(b",True,", b",yes,")},
        "key": {"brands.csv": brands + brands.splitlines(keepends=True)[1]},
        "lost": {"brands.csv": to_csv(few)},
    }
    folders = [write({**files, **changed}, tmp_path / name) for name, changed in spoilt.items()]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE, *folders],
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(zip(spoilt, map(json.loads, done.stdout.splitlines()), strict=True))
    assert found["good"] == []
    assert ["hash-count", "metrics"] in found["cut"]
    assert ["constraint-error", "ranks"] in found["date"]
    assert ["constraint-error", "ranks"] in found["exact"]
    assert ["type-error", "ranks"] in found["truth"]
    assert ["primary-key", "brands"] in found["key"]
    assert ["foreign-key", "ranks"] in found["lost"]


def test_the_data_package_states_what_it_holds(book: Book, tables: dict[str, DataTable]) -> None:
    files = package_of(book)
    package = json.loads(files["datapackage.json"])
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["created"] == f"{book.as_of}T00:00:00Z"
    assert "apostrophe" in package["description"] and "撇号" in package["description"]
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["schema"]["missingValues"] == [""]
        named = {f["name"]: (f["title"], f["description"]) for f in resource["schema"]["fields"]}
        columns = tables[resource["name"]].columns
        meant = {name: meanings(column) for name, column in columns.items()}
        assert named == meant and all(map(all, meant.values()))
    schemas = {resource["name"]: resource["schema"] for resource in package["resources"]}
    assert schemas["metrics"]["primaryKey"] == ["brand", "id"]
    itself = {"fields": ["reprint_of"], "reference": {"fields": ["id"]}}
    assert schemas["sources"]["foreignKeys"] == [itself]
    assert {"resource": "sources", "fields": ["id"]} in [
        key["reference"] for key in schemas["metrics"]["foreignKeys"]
    ]


# Workbook


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(data: bytes) -> dict[str, list[dict[str, tuple[str, str]]]]:
    """Rows of every sheet: cells by column letters, each its type in the file and its text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    shared = parts.get("xl/sharedStrings.xml", b"<sst/>")
    strings = [
        "".join(text.text or "" for text in item.iter(f"{MAIN}t"))
        for item in ElementTree.fromstring(shared)  # noqa: S314 # ours
    ]
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314 # ours
    targets = {relation.get("Id"): relation.get("Target") for relation in relations}
    book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314 # ours
    return {
        str(sheet.get("name")): list(
            read_sheet(parts[f"xl/{targets[sheet.get(RELATION)]}"], strings)
        )
        for sheet in book.iter(f"{MAIN}sheet")
    }


def read_sheet(data: bytes, strings: list[str]) -> Iterator[dict[str, tuple[str, str]]]:
    assert b"<f>" not in data and b"<f " not in data and b"hyperlink" not in data
    for row in ElementTree.fromstring(data).iter(f"{MAIN}row"):  # noqa: S314 # ours
        cells = {}
        for cell in row:
            kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
            if kind == "s":
                value = unescaped(strings[int(str(value))])
            if kind == "inlineStr":
                kind, value = "s", unescaped("".join(t.text or "" for t in cell.iter(f"{MAIN}t")))
            if value is not None:
                cells[re.sub(r"\d", "", str(cell.get("r")))] = (kind, value)
        yield cells


def unescaped(text: str) -> str:
    return re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def in_cell(value: Cell, kind: str) -> tuple[str, object] | None:
    """What the cell of a value must hold: its type in the file and its value."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "b", int(value)
    long = len(re.sub(r"\D", "", str(value))) > 15
    if kind == "fraction":
        return ("s", value) if "/" in str(value) or long else ("n", float(str(value)))
    if isinstance(value, int) and long:
        return "s", str(value)
    return ("s", value) if isinstance(value, str) else ("n", value)


def letters(at: int) -> str:
    return ("" if at < 26 else letters(at // 26 - 1)) + chr(ord("A") + at % 26)


@pytest.mark.parametrize("in_memory", [100_000, 0])
def test_the_workbook_gives_back_every_value(
    tables: dict[str, DataTable], monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    monkeypatch.setattr(workbook, "_IN_MEMORY", in_memory)
    sheets = read_workbook(to_workbook(tables.values(), WORDS, "Beatbook", AS_OF))
    assert list(sheets) == [*tables, "codebook"]
    for table in with_codebook(tables.values(), WORDS):
        head, *rows = sheets[table.name]
        assert [text for _, text in head.values()] == list(table.columns)
        if table.name != "codebook":
            said, *rows = rows
            told = ["\n".join(dict.fromkeys(meanings(c))) for c in table.columns.values()]
            assert [text for _, text in said.values()] == [f"# {told[0]}", *told[1:]]
        for found, row in zip(rows, rows_of(table), strict=True):
            kinds = [column.type for column in table.columns.values()]
            meant = {
                letters(at): cell
                for at, cell in enumerate(map(in_cell, row, kinds))
                if cell is not None
            }
            read = {
                at: (kind, text if kind == "s" else float(text))
                for at, (kind, text) in found.items()
            }
            assert read == meant
    text = [row["B"] for row in sheets["ranks"][2:]]
    assert text == [("s", dangerous) for dangerous in DANGEROUS]
    assert ("s", tables["brands"].frame["place"].iloc[0]) in sheets["brands"][2].values()


def test_the_workbook_explains_its_columns_and_opens_well(tables: dict[str, DataTable]) -> None:
    data = to_workbook(tables.values(), WORDS, "Beatbook", AS_OF)
    rows = [[text for _, text in row.values()] for row in read_workbook(data)["codebook"]]
    assert rows[0] == ["table_name", "column_name", "type", "meaning_zh", "meaning_en"]
    assert rows[1:] == [
        [table.name, name, column.type, *meanings(column)]
        for table in tables.values()
        for name, column in table.columns.items()
    ]
    assert ["brands", "place", "string", "来源当时的区划代码（GB/T 2260）"] in [r[:4] for r in rows]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert f"{AS_OF}T00:00:00Z</dcterms:created>".encode() in archive.read("docProps/core.xml")
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="2"' in sheet and 'state="frozen"' in sheet and "<autoFilter" in sheet
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
    assert widths and all(12 <= width <= 61 for width in widths)


def test_the_workbook_of_an_edition_has_its_tables_with_filters_and_fitting_widths(
    book: Book,
) -> None:
    for own in book.editions.values():
        tables = edition_tables(own)
        [(path, data)] = make_edition_workbook(own)
        assert path == f"editions/{own.edition.id}/beatbook-{own.edition.id}.xlsx"
        sheets = read_workbook(data)
        assert list(sheets) == [*EDITION_CODEBOOK, "codebook"] == [*tables, "codebook"]
        assert all(len(name) <= 31 for name in sheets)  # Excel takes no longer ones
        for name, table in tables.items():
            head, _, *rows = sheets[name]
            assert [text for _, text in head.values()] == list(table.columns)
            assert len(rows) == len(table.frame)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(f"xl/worksheets/sheet{n + 1}.xml") for n in range(len(sheets))]
            active = re.search(rb'activeTab="(\d+)"', archive.read("xl/workbook.xml"))
        for name, part, (head, *rows) in zip(sheets, parts, sheets.values(), strict=True):
            first = 1 if name == "codebook" else 2
            last = f"{letters(len(head) - 1)}{len(rows) + 1}"
            assert f'<autoFilter ref="A{first}:{last}"/>'.encode() in part
            assert b'state="frozen"' in part
            assert len(re.findall(rb"<col [^>]*width=", part)) > 0
        assert active is not None
        assert list(sheets)[int(active[1])] in ("documentation", "composite")


@pytest.mark.parametrize("text", ["x" * 32768, "<r>x</r>"])
def test_text_that_does_not_fit_into_a_workbook_is_refused(text: str) -> None:
    frame = pd.DataFrame({"text": [text]})
    table = DataTable("odd", frame, {"text": Column("string", "ranks", "text")})
    with pytest.raises(BeatbookError, match=r"row 1, column text of odd: .* shorten"):
        to_workbook([table], WORDS, "x", AS_OF)


# CSV


def test_the_spreadsheet_csv_guards_text_alone(tables: dict[str, DataTable]) -> None:
    for table in tables.values():
        data = to_spreadsheet_csv(table)
        text = data.decode("utf-8")
        assert text.startswith("\ufeff") and text.count("\r\n") == len(table.frame) + 1
        head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        assert head == list(table.columns)
        kinds = [column.type for column in table.columns.values()]
        for found, row in zip(rows, rows_of(table), strict=True):
            assert found == [in_spreadsheet(*pair) for pair in zip(row, kinds, strict=True)]


def in_spreadsheet(value: Cell, kind: str) -> str:
    text = "" if value is None else str(value)
    if kind == "fraction":
        return re.sub("^(?=.*/)", "'", text)
    return in_canonical(value, kind)


def in_canonical(value: Cell, kind: str) -> str:
    text = "" if value is None else str(value)
    live = text.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    broken = text.startswith(("'", "\t", "\r", "\n"))
    return f"'{text}" if kind == "string" and (live or broken) else text


def test_the_guards_are_as_described() -> None:
    table = ranks("x", ("\rfoo", *DANGEROUS))
    rows = csv.DictReader(io.StringIO(to_spreadsheet_csv(table).decode("utf-8-sig"), newline=""))
    read = list(rows)
    live = HARMFUL + 1
    assert [row["text"][0] == "'" for row in read] == [True] * live + [False] * (len(read) - live)
    assert {row["exact"] for row in read} == {"", *EXACT} - {"1/3", "-1/3"} | {"'1/3", "'-1/3"}
    assert {row["score"] for row in read} == {"", *map(repr, SCORES)}
    assert {row["rank"] for row in read} == {"", "1", "-2", "12345678901234567"}


def test_the_canonical_csv_is_exact_but_for_guarded_text(
    book: Book, tables: dict[str, DataTable]
) -> None:
    ranked = (edition_tables(own).values() for own in book.editions.values())
    for table in (*tables.values(), *chain.from_iterable(ranked)):
        text = to_csv(table).decode()
        _, *rows = csv.reader(io.StringIO(text, newline=""))
        kinds = [column.type for column in table.columns.values()]
        for found, row in zip(rows, rows_of(table), strict=True):
            assert found == [in_canonical(*pair) for pair in zip(row, kinds, strict=True)]


@given(st.lists(st.text(st.sampled_from("=+-@＝﹣'\t\r\n\u3000\ufeff \"x，,;1/")), min_size=1))
def test_a_cell_without_its_first_apostrophe_is_the_text(texts: list[str]) -> None:
    """The law that readers are told, whatever stands in the text; no cell begins a formula."""
    columns = {"text": COLUMNS["text"], "id": COLUMNS["id"]}
    table = DataTable("odd", pd.DataFrame({"text": texts, "id": "x"}, dtype="str"), columns)
    for data in (to_csv(table), to_spreadsheet_csv(table)):
        stream = io.StringIO(data.decode("utf-8-sig"), newline="")
        cells = [row["text"] for row in csv.DictReader(stream)]
        assert [cell.removeprefix("'") for cell in cells] == texts
        first = [unicodedata.normalize("NFKC", cell.lstrip(" \u3000\ufeff"))[:1] for cell in cells]
        assert not set("".join(first)) & set("=+-@\t\r\n")


def test_no_record_puts_a_formula_into_a_csv(tmp_path: Path) -> None:
    root = copy_example(tmp_path)
    live = """'=HYPERLINK("http://x","y")'"""
    for file, before, after in (
        (
            "brands/jiangsu/jia-lamplight-policing.yml",
            "每晚\n",
            f"{live}\n    scope: {{zh: {live}}}\n",
        ),
        ("honours/jia-2024.yml", "{zh: 灯下警务, en: Lamplight policing}", f"{{zh: {live}}}"),
    ):
        path = root / "content" / file
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")
    found = examine(settings_of(root))
    assert found.content is not None
    frames = make_frames(found.brands, found.content)
    cells = [
        cell
        for name, columns in CODEBOOK.items()
        for row in csv.reader(
            io.StringIO(to_csv(DataTable(name, getattr(frames, name), columns)).decode())
        )
        for cell in row
    ]
    assert sum("HYPERLINK" in cell for cell in cells) >= 3
    assert [cell for cell in cells if cell.startswith("=")] == []


def test_the_example_has_numbers_that_begin_with_a_sign_and_they_stay_numbers(
    tables: dict[str, DataTable],
) -> None:
    metrics = pd.read_csv(io.BytesIO(to_csv(tables["metrics"])), dtype=str)
    values = pd.to_numeric(metrics["value"], errors="coerce")  # a fraction such as -1/3 is none
    assert (values < 0).any()


@pytest.mark.parametrize(
    ("kind", "value"),
    [("integer", 1.0), ("number", math.inf), ("number", "1"), ("string", 1), ("boolean", 1)],
)
def test_values_of_another_type_are_refused(kind: str, value: object) -> None:
    with pytest.raises(AssertionError, match=f"column x is of type {kind} and holds"):
        list(rows_of(DataTable("odd", pd.DataFrame({"x": [value]}), {"x": Column(kind, "", "x")})))


def test_json_and_csv_are_the_same_bytes_however_many_rows_are_taken_at_a_time(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = [*make_json(book), *make_csv(book)]
    for module in ("data", "spreadsheet"):
        monkeypatch.setattr(f"generator.publish.{module}.TOGETHER", 3)
    assert [*make_json(book), *make_csv(book)] == at_once


# Database


def test_the_database_gives_back_every_value(tables: dict[str, DataTable], tmp_path: Path) -> None:
    path = tmp_path / "beatbook.sqlite"
    path.write_bytes(to_database(tables.values(), WORDS))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in with_codebook(tables.values(), WORDS):
            read = database.execute(f'SELECT * FROM "{table.name}"')  # noqa: S608 # ours
            assert [column[0] for column in read.description] == list(table.columns)
            rows = read.fetchall()
            assert rows == list(rows_of(table))
            for row, meant in zip(rows, rows_of(table), strict=True):
                assert list(map(repr, row)) == [
                    repr(int(value) if isinstance(value, bool) else value) for value in meant
                ]
        kinds = {row[1]: row[2] for row in database.execute("PRAGMA table_info(metrics)")}
        assert (kinds["value"], kinds["base_year"], kinds["as_of"]) == ("TEXT", "INTEGER", "TEXT")
        primary = {r[1]: r[5] for r in database.execute("PRAGMA table_info(metrics)") if r[5]}
        assert primary == {"brand": 1, "id": 2}
        exact = [row[0] for row in database.execute("SELECT value FROM metrics")]
        assert [*map(Fraction, exact)] == [*map(Fraction, tables["metrics"].frame["value"])]


def test_rows_that_name_nothing_or_share_a_key_are_refused(
    tables: dict[str, DataTable],
) -> None:
    brands, *others = tables.values()
    lost = brands._replace(frame=brands.frame.iloc[1:])
    with pytest.raises(BeatbookError, match="names a row of brands that does not exist"):
        to_database([lost, *others], WORDS)
    twice = brands._replace(frame=pd.concat([brands.frame, brands.frame.iloc[:1]]))
    with pytest.raises(BeatbookError, match=r"the table brands: UNIQUE .* brands\.id"):
        to_database([twice, *others], WORDS)


# Citation


def test_the_citation_has_the_keys_of_its_format(book: Book) -> None:
    read = yaml.safe_load(dict(make_citation(book))["CITATION.cff"])
    assert read["cff-version"] == "1.2.0"
    assert read["authors"] == [{"name": "Beatbook"}]
    assert (read["title"], read["type"]) == ("Beatbook: local policing brands in China", "dataset")
    day = book.as_of.replace("-", "")
    assert (read["version"], read["date-released"]) == (f"{__version__}+{day}", book.as_of)
    assert read["message"] and "repository-code" not in read
    assert read.get("url", "") == book.settings.site_url


# Checksums and manifest


def check_sums(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", SUMS],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_sha256sum_accepts_the_sums_until_a_file_changes(tmp_path: Path) -> None:
    names = ("b.txt", "a/c.txt", "a b", "*c", " d", "品牌.csv", "-e", "#f", "a/SHA256SUMS")
    folder = write({name: name.encode() for name in names}, tmp_path)
    sums = make_sums(folder)
    (folder / SUMS).write_bytes(sums)
    assert make_sums(folder) == sums
    listed = [line.partition("  ")[2] for line in sums.decode().splitlines()]
    assert listed == sorted(names)
    assert check_sums(folder).returncode == 0, check_sums(folder).stderr
    (folder / "品牌.csv").write_bytes(b"x")
    assert check_sums(folder).returncode == 1


@pytest.mark.parametrize("name", ["a\nb", "a\\b", "a\rb", "-", os.fsdecode(b"\xff")])
def test_names_that_sums_cannot_hold_are_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(BeatbookError, match="rename it"):
        make_sums(tmp_path)


@pytest.mark.parametrize("target", ["file", "folder", "nothing"])
def test_links_are_refused(target: str, tmp_path: Path) -> None:
    write({"file": b"", "folder/x": b""}, tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / target)
    with pytest.raises(BeatbookError, match="link is a link"):
        make_sums(tmp_path)


def test_what_cannot_be_listed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        make_sums(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BeatbookError, match="pipe is no file"):
        make_sums(tmp_path)


def test_the_manifest_names_every_file_and_no_place(tmp_path: Path) -> None:
    root = copy_example(tmp_path)
    book = make_book(settings_of(root).model_copy(update={"epoch": 0}))
    data = make_manifest(book, ["2024-all"])
    read = json.loads(data)
    paths = [entry["path"] for entry in read["made_from"]]
    assert paths == [*sorted(paths)] and len(paths) == len(set(paths))
    for folder in ("content", "templates"):
        files = {f.relative_to(root).as_posix() for f in (root / folder).rglob("*") if f.is_file()}
        assert files <= set(paths) and files
    digests = {entry["path"]: entry["sha256"] for entry in read["made_from"]}
    changed = root / "content" / "corrections.yml"
    assert digests["content/corrections.yml"] == hashlib.sha256(changed.read_bytes()).hexdigest()
    assert str(tmp_path) not in data.decode() and os.uname().nodename not in data.decode()
    assert (read["as_of"], read["epoch"], read["editions"]) == (book.as_of, 0, ["2024-all"])
    versions = {"python": sys.version.split()[0], "pandas": pd.__version__}
    assert versions.items() <= read["versions"].items()
    changed.write_bytes(changed.read_bytes() + b"#\n")
    assert make_manifest(book, ["2024-all"]) != data
