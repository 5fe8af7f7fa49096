"""Tables in: understood as people write them, told by cell what is wrong, written whole or not."""

from __future__ import annotations

import csv
import datetime
import io
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from example_book import copy_example, settings_of

from generator.book.book import Book
from generator.build import examine, make_book
from generator.cli import main
from generator.errors import ContentError
from generator.intake.kinds import KINDS
from generator.intake.run import Import, prepare, write
from generator.intake.template import template_csv, template_workbook
from generator.publish.spreadsheet import make_csv, make_sheets
from generator.publish.workbook import make_workbook
from generator.records import reader
from generator.settings import Settings
from generator.words.messages import said


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(settings_of(copy_example(tmp_path_factory.mktemp("book"))))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_example(tmp_path / "project")


LAMPLIGHT = "content/brands/jiangsu/jia-lamplight-policing.yml"
UMBRELLA = "content/brands/jiangsu/jia-umbrella-policing.yml"
Table = list[list[Any]]


def settings(root: Path) -> Settings:
    """Those of a day on which somebody works on the book."""
    return settings_of(root, epoch=1718841600)


def taken(root: Path, *paths: Path) -> Import:
    """What an import of these files comes to, written."""
    prepared = prepare(settings(root), paths)
    write(prepared, settings(root))
    return prepared


def table(root: Path, name: str, rows: Table, encoding: str = "utf-8") -> Path:
    """A CSV file of these rows."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["" if cell is None else cell for cell in row] for row in rows])
    path = root / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def faults(root: Path, *paths: Path) -> list[str]:
    """What is said of tables that cannot be taken in, an error a line."""
    before = files_of(root)
    with pytest.raises(ContentError) as caught:
        prepare(settings(root), paths)
    assert files_of(root) == before
    return [str(own) for own in caught.value.findings if own.severity == "error"]


def files_of(root: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted((root / "content").rglob("*")) if p.is_file()}


# What publish gives comes in again


@pytest.mark.parametrize("make", [make_workbook, make_csv, make_sheets])
def test_what_is_published_comes_in_again_without_a_difference(
    make: Any, book: Book, tmp_path: Path
) -> None:
    paths = []
    for name, data in make(book):
        if Path(name).parent.name in ("", "spreadsheet"):
            paths.append(tmp_path / Path(name).name)
            paths[-1].write_bytes(data)
    prepared = prepare(book.settings, paths)
    assert prepared.planned == ()
    read = " ".join(map(str, prepared.notes))
    assert all(name in read for name in ("brands", "metrics", "sources"))


def test_a_change_in_what_is_published_is_that_change_alone(root: Path, book: Book) -> None:
    data = dict(make_workbook(book))["beatbook.xlsx"]
    sheets = openpyxl.load_workbook(io.BytesIO(data))
    row = next(r for r in sheets["metrics"].iter_rows() if r[0].value == "yi-orchard-policing")
    heading = [cell.value for cell in sheets["metrics"][1]]
    row[heading.index("scope_en")].value = "Orchards of the town"
    row[heading.index("scope_zh")].value = "全镇果园"
    sheets.save(root / "changed.xlsx")
    prepared = taken(root, root / "changed.xlsx")
    assert [line for line in prepared.diff() if line[:1] in "+-"][2:] == [
        "+    scope: {zh: 全镇果园, en: Orchards of the town}"
    ]


def test_a_base_that_is_another_figure_stays_so(root: Path) -> None:
    path = root / LAMPLIGHT
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    change: {basis: yoy}\n", "    change: {basis: yoy}\n    base: thefts\n")
    )
    given = table(
        root, "f.csv", [["brand", "id", "base"], ["jia-lamplight-policing", "thefts-change", 42]]
    )
    assert prepare(settings_of(root), [given]).planned == ()


# Forms


def uncommented(data: bytes) -> bytes:
    sheets = openpyxl.load_workbook(io.BytesIO(data))
    first = sheets.worksheets[0]
    first["A3"] = str(first["A3"].value).removeprefix("# ")
    out = io.BytesIO()
    sheets.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_example_of_a_form_comes_in_without_a_fault(
    name: str, book: Book, tmp_path: Path
) -> None:
    form, plain = template_workbook(KINDS[name], book), template_csv(KINDS[name], book)
    (tmp_path / "kept.xlsx").write_bytes(form)
    (tmp_path / "mine.xlsx").write_bytes(uncommented(form))
    (tmp_path / "kept.csv").write_bytes(plain)
    (tmp_path / "mine.csv").write_bytes(plain.replace(b"\r\n# ", b"\r\n").replace(b"\n\n", b"\n"))
    for file in ("kept.xlsx", "mine.xlsx", "kept.csv"):
        assert prepare(book.settings, [tmp_path / file]).planned == ()


@pytest.mark.parametrize("name", ["nominations", "scores"])
def test_the_form_of_a_first_round_has_an_example_too(name: str, tmp_path: Path) -> None:
    root = copy_example(tmp_path / "project")
    shutil.rmtree(root / "content/rounds")
    form = template_csv(KINDS[name], make_book(settings_of(root))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(form)))
    assert rows[1][next(iter(rows[1]))] == "# best-2026"
    assert all(rows[1].values())


def test_a_form_offers_what_the_vocabularies_hold(book: Book) -> None:
    sheets = openpyxl.load_workbook(io.BytesIO(template_workbook(KINDS["metrics"], book)))
    columns = {
        column[0].value: [c.value for c in column[1:] if c.value]
        for column in sheets["lists"].columns
    }
    assert "thefts 盗窃警情" in columns["indicators"]
    assert set(columns["units"]) == {
        u for i in book.content.vocabulary.indicators.values() for u in i.units
    }
    places = openpyxl.load_workbook(io.BytesIO(template_workbook(KINDS["brands"], book)))["lists"]
    codes = [
        cell.value for column in places.columns if column[0].value == "places" for cell in column
    ]
    assert "320826 江苏省淮安市涟水县" in codes


def test_a_form_is_written_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert CliRunner().invoke(main, ["template", "figures"]).output == "figures.xlsx\n"
    again = CliRunner().invoke(main, ["template", "figures"])
    assert (again.exit_code, "figures.xlsx exists" in again.output) == (1, True)


# An editor's workbook


def nominations(path: Path, change: Callable[[Any], None] = lambda _: None) -> Path:
    """A title above headings of two rows, merged; days as numbers; a second sheet, a hidden row."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "推荐"
    first.append(["2024年度警务品牌推荐表"])
    first.append(
        [
            "序号",
            "编号",
            "名称",
            None,
            "单位",
            None,
            "级别",
            "所在地",
            "类别",
            "做法",
            "开始时间",
            "概述",
            None,
            "来源",
            "复核",
        ]
    )
    first.append(
        [
            None,
            None,
            "品牌名",
            "英文名",
            "单位名称",
            "单位英文名",
            None,
            None,
            None,
            None,
            None,
            "简介",
            "英文概述",
        ]
    )
    for area in (
        "A1:O1",
        "B2:B3",
        "C2:D2",
        "E2:F2",
        "G2:G3",
        "H2:H3",
        "I2:I3",
        "J2:J3",
        "K2:K3",
        "L2:M2",
        "N2:N3",
        "O2:O3",
    ):
        first.merge_cells(area)
    first.append(
        [
            1,
            "jia-kiosk-policing",
            "岗亭警务",
            "Kiosk policing",
            "甲县公安局",
            "Jia County Public Security Bureau",
            "县级",
            "涟水县",
            "夜间",
            "service-posts、night-patrol",
            datetime.date(2024, 3, 1),
            "甲县公安局在街口设岗亭。",
            "The bureau keeps kiosks at crossings.",
            "jia-daily-2024-05-06",
            "未复核",
        ]
    )
    first["K4"].number_format = 'yyyy"年"m"月"'
    second = book.create_sheet("数据")
    second.append(["品牌编号", "指标", "数值", "单位", "限定", "来源", "摘录"])
    second.append(
        [
            "jia-kiosk-policing",
            "officers-on-duty",
            "２４",
            "名",
            None,
            "jia-daily-2024-05-06",
            "安排24名民警",
        ]
    )
    second.append(
        [
            "jia-kiosk-policing",
            "disputes-resolved",
            200,
            "起",
            "近",
            "jia-daily-2024-05-06",
            "化解矛盾纠纷近200起",
        ]
    )
    second.row_dimensions[3].hidden = True
    change(book)
    book.save(path)
    return path


KIOSK = """\
# yaml-language-server: $schema=../../schema/brand.json
schema: 1
id: jia-kiosk-policing
name: {zh: 岗亭警务, en: Kiosk policing}
name_basis: source
agency: {zh: 甲县公安局, en: Jia County Public Security Bureau, level: county}
place: "320826"
category: street.night
problems: []
practices: [service-posts, night-patrol]
partners: []
started: 2024-03
status: unknown
season: []
hours: []
summary: {zh: 甲县公安局在街口设岗亭。, en: The bureau keeps kiosks at crossings.}
intelligence: null
intervention: null
implementation: null
involvement: null
impact: null
evaluated_by: null
sources: [jia-daily-2024-05-06]
metrics:
  - id: officers-on-duty
    indicator: officers-on-duty
    value: 24
    unit: 名
    source: jia-daily-2024-05-06
    excerpt: 安排24名民警
  - id: disputes-resolved
    indicator: disputes-resolved
    value: 200
    unit: 起
    qualifier: nearly
    source: jia-daily-2024-05-06
    excerpt: 化解矛盾纠纷近200起
added: 2024-06-20
review: {status: unreviewed}
"""


def test_an_editors_workbook_becomes_a_record_and_a_second_import_changes_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1718841600")
    monkeypatch.setenv("BEATBOOK_SOURCES", str(root / "texts"))
    path = nominations(root / "nominations.xlsx")
    run = ["import", "--root", str(root), str(path)]
    dry = CliRunner().invoke(main, [*run, "--dry-run"])
    file = root / "content/brands/jiangsu/jia-kiosk-policing.yml"
    assert ("+category: street.night" in dry.output, file.exists()) == (True, False)
    done = CliRunner().invoke(main, run)
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [
            "nominations.xlsx!数据: hidden rows that were read too: 1",
            "new: content/brands/jiangsu/jia-kiosk-policing.yml",
            "new: 1; changed: 0",
        ],
    )
    assert file.read_text(encoding="utf-8") == KIOSK
    again = CliRunner().invoke(main, run)
    assert again.output.splitlines()[-1] == "nothing changed: the records say all of it already"
    counts = examine(settings_of(root)).counts()
    assert (counts["errors"], counts["brands"], counts["verified"], counts["as_read"]) == (
        0,
        5,
        8,
        2,
    )


LONG = "盗窃警情42起，比上年同期少了许多，群众满意了很多很多"


def spoilt(book: Any) -> None:
    first, second = book["推荐"], book["数据"]
    first.append(
        [
            2,
            "Yi Orchard",
            "果林警务",
            None,
            "乙县公安局",
            None,
            "县",
            "乙县",
            "rural.orchards",
            "mediaton",
            2023,
            "电话13812345678。",
            None,
            "yi-police-2024-03-02",
        ]
    )
    second["C3"] = "近200起"
    second.append(
        ["jia-kiosk-polcing", "thefts", 42, "起", None, "jia-daily-2024-05-06", "盗窃警情42起"]
    )
    second.append(
        [
            "jia-umbrella-policing",
            "thefts",
            41,
            "件",
            None,
            "jia-daily-2024-05-06",
            LONG,
        ]
    )
    second.append([None, "=1+1", 1, "起", None, "x", "y"])


def test_everything_that_is_wrong_is_told_by_cell_in_one_pass(root: Path) -> None:
    path = nominations(root / "n.xlsx", spoilt)
    assert faults(root, path) == [
        "n.xlsx!推荐!B5: S03 `id`: expected an id: lower-case letters, digits and hyphens; found"
        " `Yi Orchard`",
        "n.xlsx!推荐!G5: S03 `agency.level`: expected ministry or province or prefecture or county"
        " or station, found `县`",
        "n.xlsx!推荐!H5: X03 no place is called 乙县: give its code from divisions.csv",
        "n.xlsx!推荐!I5: R01 `rural.orchards` is not in content/vocabulary/categories.yml; did you"
        " mean `rural.orchard`?",
        "n.xlsx!推荐!J5: R01 `mediaton` is not in content/vocabulary/practices.yml; did you mean"
        " `mediation`?",
        "n.xlsx!推荐!L5: P03 “13812345678” looks like a telephone number: leave it out",
        "n.xlsx!数据!C3: S03 `metrics[1].value`: expected a number: whole (165), decimal (36.77) or"
        ' a fraction ("1/3"); found `近200起`',
        "n.xlsx!数据!A4: X03 no brand `jia-kiosk-polcing` is on record; did you mean"
        " `jia-kiosk-policing`?",
        "n.xlsx!数据!A5: D05 `thefts` is an outcome: add `design:`, such as claim or before_after",
        f"n.xlsx!数据!G5: E01 “{LONG}” states 42 起, the record differs: write value 42, unit 起 or"
        " quote other words",
        f"n.xlsx!数据!G5: E07 “{LONG}” does not stand in the text: copy the phrase from it",
        "n.xlsx!数据!G5: W01 27 characters, at most 24: keep the figure with its noun and verb",
        "n.xlsx!数据!A6: X03 `品牌编号` (brand) is empty: fill it in",
        "n.xlsx!数据!B6: X03 the formula has no value: open the file in a spreadsheet program and"
        " save it, or write the value itself",
    ]


def test_one_wrong_cell_keeps_every_file_as_it_is(root: Path) -> None:
    good = nominations(root / "good.xlsx")
    bad = table(root, "bad.csv", [["编号", "状态"], ["jia-umbrella-policing", "gone"]])
    assert faults(root, good, bad) == [
        "bad.csv!B2: S03 `status`: expected running or ended or unknown, found `gone`"
    ]


# What a cell says, and what an empty one does


def test_a_gb18030_table_with_full_width_digits_changes_its_values_and_keeps_comments(
    root: Path,
) -> None:
    path = root / UMBRELLA
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("started: null", "started: null  # 待查"), encoding="utf-8")
    rows: Table = [["品牌登记表"], ["编号", "开始时间", "月份", "状态", "参与方"]]
    rows += [["ｊｉａ－umbrella-policing", "２０２３年９月", "９、１０", "进行中", None]]
    given = table(root, "表.csv", rows, "gb18030")
    taken(root, given)
    now = path.read_text(encoding="utf-8")
    assert "started: 2023-09  # 待查\nstatus: running\nseason: [9, 10]\n" in now
    assert "partners: [schools]\n" in now


def test_an_empty_cell_leaves_what_is_there_and_null_takes_it_away(root: Path) -> None:
    rows: Table = [
        ["编号", "英文名", "参与方", "做法"],
        ["jia-umbrella-policing", None, "null", None],
    ]
    taken(root, table(root, "b.csv", rows))
    record = reader.read((root / UMBRELLA).read_text(encoding="utf-8"))[0]
    assert record["name"]["en"] == "Umbrella policing"
    assert (record["partners"], record["practices"]) == ([], ["service-posts"])


def test_rows_on_one_record_may_repeat_but_not_contradict_each_other(root: Path) -> None:
    rows: Table = [["名单编号", "年份", "序位", "入选名称", "入选单位", "总数"]]
    rows += [
        ["jia-2024", 2024, 1, "灯下警务", None, 3],
        ["jia-2024", None, 3, "船上警务", "己县公安局", None],
    ]
    taken(root, table(root, "h.csv", rows))
    honour = (root / "content/honours/jia-2024.yml").read_text(encoding="utf-8")
    assert honour.endswith(
        "  - position: 3\n    name: {zh: 船上警务}\n    agency: {zh: 己县公安局}\n"
    )
    rows[2][1] = 2023
    assert faults(root, table(root, "h.csv", rows)) == [
        "h.csv!B3: X04 `年份` is `2023` here and `2024` in h.csv!B2: correct one of them"
    ]


def test_what_a_new_record_cannot_do_without_is_told_at_the_empty_cell(root: Path) -> None:
    rows: Table = [["来源编号", "标题", "种类", "阅读"], ["bing-2024", "题", None, "whole"]]
    assert faults(root, table(root, "s.csv", rows)) == [
        "s.csv!C2: X03 `种类` (kind) is empty: fill it in"
    ]


def test_a_finding_in_a_file_that_no_table_names_counts_only_if_it_is_new(root: Path) -> None:
    path = root / "content/brands/yunnan/yi-orchard-policing.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("value: 80", "value: 81"), encoding="utf-8"
    )
    rows: Table = [["编号", "状态"], ["jia-umbrella-policing", "running"]]
    assert len(taken(root, table(root, "b.csv", rows)).planned) == 1


def test_a_record_that_must_be_mended_by_hand_is_told_with_all_else(root: Path) -> None:
    path = root / UMBRELLA
    listed = "practices:\n  # first\n  - service-posts\n  # more\n"
    text = path.read_text(encoding="utf-8").replace("practices: [service-posts]\n", listed)
    path.write_text(text, encoding="utf-8")
    (root / LAMPLIGHT).write_text("id: [", encoding="utf-8")
    rows: Table = [["编号", "做法"], ["jia-umbrella-policing", "night-patrol"]]
    rows += [["jia-lamplight-policing", "night-patrol"]]
    assert [line.partition(", ")[0] for line in faults(root, table(root, "b.csv", rows))] == [
        f"b.csv!A2: X04 {UMBRELLA}: `practices` cannot be changed without losing what stands beside"
        " it: change it by hand",
        f"b.csv!A3: X04 {LAMPLIGHT} cannot be read: mend what `beatbook check` shows there first",
    ]


# Headings


@pytest.mark.parametrize(
    ("rows", "said_of_it"),
    [
        ([["编号", "单位级"], ["a", "b"]], ["t.csv: X02 no row of headings is known"]),
        (
            [["编号", "品牌名", "单位级"], ["a", "b", "c"]],
            ["t.csv!C1: X02 no column of brands is called `单位级`; did you mean `单位级别`?"],
        ),
        (
            [["编号", "品牌名", "领导"], ["a", "b", "c"]],
            ["t.csv!C1: X02 no column of brands is called `领导`; begin it with #"],
        ),
        (
            [["编号", "品牌名", "品牌名称"], ["a", "b", "c"]],
            ["t.csv!C1: X02 the column `品牌名称` stands twice"],
        ),
        (
            [["标题", "发布者", "网址"], ["a", "b", "c"]],
            ["t.csv: X02 the column `来源编号` (id) is missing"],
        ),
    ],
)
def test_a_heading_that_is_not_understood_is_no_column_that_is_left_out(
    rows: Table, said_of_it: list[str], root: Path
) -> None:
    found = [own for own in faults(root, table(root, "t.csv", rows)) if " X02 " in own]
    assert [own.startswith(known) for own, known in zip(found, said_of_it, strict=True)] == [True]


@pytest.mark.parametrize(
    "headings",
    [
        ["id", "status", "started"],
        ["编号", "状态", "开始时间"],
        ["Id", "Status", "Started"],
        ["编号 / Id", "状态\nStatus", "*开始时间（年月）"],
        ["＃ 第1版", "编号", "状态", "开始"],
    ],
)
def test_headings_are_known_in_either_language_or_by_id(headings: list[str], root: Path) -> None:
    row: list[Any] = ["jia-umbrella-policing", "ended", "2023"]
    row = ["x", *row] if len(headings) > 3 else row
    taken(root, table(root, "t.csv", [headings, row, headings]))
    assert "started: 2023\nstatus: ended\n" in (root / UMBRELLA).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (",".join(f"标题{n}" for n in range(100_000)), "more than 1000 columns"),
        ("id,name_zh," + "(a" * 60_000, "no column of brands is called"),
        ("id,name_zh\n" + ",甲\n" * 40_000, "is empty: fill it in"),
    ],
    ids=["headings without end", "a heading without end", "rows without an id"],
)
def test_a_table_without_end_is_told_at_once(text: str, said: str, root: Path) -> None:
    path = root / "t.csv"
    path.write_text(text, encoding="utf-8")
    begun = time.process_time()
    told = faults(root, path)
    assert time.process_time() - begun < 8  # a quarter of that where nobody else works
    assert said in told[-1]
    assert max(map(len, told)) < 1_000


def test_remarks_and_columns_of_ones_own_are_not_read(root: Path) -> None:
    rows: Table = [["序号", "编号", "状态", "备注", "# 张三看过"]]
    rows += [["# 样例", "x", "y"], [1, "jia-umbrella-policing", "ended", "问过了", "是"]]
    assert [own.name for own in taken(root, table(root, "t.csv", rows)).planned] == [UMBRELLA]


def test_a_file_that_is_no_table_is_told_with_the_others(root: Path) -> None:
    (root / "a.xlsx").write_bytes(b"a,b\n")
    (root / "e.csv").write_bytes(b"\n")
    found = faults(root, root / "a.xlsx", root / "none.csv", root / "e.csv")
    assert sorted(Path(line.partition(" X01 ")[0]).name for line in found) == [
        "a.xlsx:",
        "e.csv:",
        "none.csv:",
    ]


def test_what_an_import_says_can_be_said_in_chinese(root: Path) -> None:
    with pytest.raises(ContentError) as caught:
        prepare(settings_of(root), [nominations(root / "n.xlsx", spoilt)])
    for finding in caught.value.findings:
        if finding.code.startswith("X"):
            assert said(finding.message, "zh") != str(finding.message)


# Selection rounds


def test_nominations_begin_a_round_and_further_ones_join_it(root: Path) -> None:
    rows: Table = [["评选编号", "评选名称", "年份", "选几个", "品牌编号", "推荐日期"]]
    rows += [["next-2024", "下一次评选", 2024, 1, "jia-lamplight-policing", "2024/6/1"]]
    rows += [["next-2024", None, None, None, "yi-orchard-policing", None]]
    path = root / "content/rounds/next-2024.yml"
    taken(root, table(root, "n.csv", rows))
    assert reader.read(path.read_text(encoding="utf-8"))[0]["nominated"] == [
        {"brand": "jia-lamplight-policing", "on": datetime.date(2024, 6, 1)},
        {"brand": "yi-orchard-policing"},
    ]
    rows[2][4] = "ding-orchard-training"
    taken(root, table(root, "n.csv", rows))
    assert path.read_text(encoding="utf-8").count("brand: ") == 3
    assert taken(root, table(root, "n.csv", rows)).planned == ()


def draft_round(root: Path) -> Path:
    """The round of the miniature book, before it was published; gives its table of scores."""
    folder = root / "content/rounds"
    (folder / "near-you-2024.json").unlink()
    record = folder / "near-you-2024.yml"
    text = record.read_text(encoding="utf-8").replace("status: published", "status: draft")
    record.write_text(text, encoding="utf-8")
    return folder / "near-you-2024.csv"


SCORE: Table = [["评选", "评委", "品牌", "评分项", "分数"]]


def test_scores_join_those_of_their_round_and_the_same_ones_change_nothing(root: Path) -> None:
    path = draft_round(root)
    before = path.read_text(encoding="utf-8")
    assert taken(root, path).planned == ()
    row: list[Any] = ["near-you-2024", "J1", "ding-orchard-training", "problem", "３"]
    prepared = taken(root, table(root, "s.csv", [*SCORE, row]))
    assert [line for line in prepared.diff() if line[:1] in "+-"][2:] == [
        "-near-you-2024,J1,ding-orchard-training,problem,1",
        "+near-you-2024,J1,ding-orchard-training,problem,3",
    ]
    assert path.read_text(encoding="utf-8") != before


def test_a_score_that_the_round_refuses_is_told_by_its_cell(root: Path) -> None:
    draft_round(root)
    rows: Table = [
        ["near-you-2024", "J1", "ding-orchard-training", "problem", 7],
        ["near-you-2024", "J9", "ding-orchard-training", "problem", 1],
        ["near-you-2024", "张三", "ding-orchard-training", "problem", 1],
        ["near-you-2024", "J1", "ding-orchard-training", "probem", 1],
        ["near-me-2024", "J1", "ding-orchard-training", "problem", 1],
    ]
    found = faults(root, table(root, "s.csv", [*SCORE, *rows]))
    assert [line.partition(": ")[0] for line in found] == [
        "s.csv!E2",
        "s.csv!E3",
        "s.csv!E3",
        "s.csv!B4",
        "s.csv!D5",
        "s.csv!A6",
    ]
    assert found[5] == (
        "s.csv!A6: X03 no round `near-me-2024` is on record; did you mean `near-you-2024`?"
    )


@pytest.mark.parametrize("identity", ["../../../outside", "..", ".hidden", "a/b", "Jia-Daily"])
@pytest.mark.parametrize(
    "headings",
    [
        ["id", "name_zh", "agency_zh", "level", "place"],
        ["id", "title_zh", "kind", "read"],
        ["honour", "position", "name_zh", "agency_zh"],
        ["round", "brand"],
    ],
)
def test_an_id_that_is_none_makes_no_file_anywhere(
    identity: str, headings: list[str], root: Path
) -> None:
    cells = {"level": "county", "place": "320826", "kind": "press", "read": "whole", "position": 1}
    row = [identity, *(cells.get(name, "甲县公安局") for name in headings[1:])]
    before = {*root.parent.rglob("*")}
    given = table(root.parent, "t.csv", [headings, row])
    (said_,) = (own for own in faults(root, given) if own.startswith("t.csv!A2: S03 `id`: "))
    assert said_.endswith(
        f"expected an id: lower-case letters, digits and hyphens; found `{identity}`"
    )
    left = {*root.parent.rglob("*")} - before - {given, root / ".cache"}
    assert not [path for path in left if root / ".cache" not in path.parents]
