"""The import of the divisions from the data of a package."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from import_divisions import Account, main, read_present

from generator.records.divisions import COLUMNS

HEADER = ",".join(COLUMNS)


def test_it_runs_from_the_checkout_by_its_path() -> None:
    path = "tests/tools/import_divisions.py"
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, path, "--help"], cwd=root, capture_output=True, text=True, check=False
    )
    assert ran.stdout.startswith(f"usage: python {path} ")


def event(
    year: int,
    kind: str,
    old: tuple[str, str] | None,
    new: tuple[str, str] | None,
    note: str | None = None,
    level: int = 3,
) -> dict[str, Any]:
    def side(unit: tuple[str, str] | None) -> dict[str, str | None]:
        code, name = unit or (None, None)
        return {"code": code and code + "000000", "name": name}

    return {
        "year": year,
        "type": kind,
        "level": level,
        "old": side(old),
        "new": side(new),
        "note": note,
    }


PROVINCES = {
    "甲省": {
        "code": "110000000000",
        "cities": {
            "乙市": {
                "code": "110100000000",
                "counties": {"丙区": "110102000000", "丁市": "110181000000"},
            },
            "": {"code": None, "counties": {"神农架林区": "119021000000"}},
        },
    },
}
EVENTS = [
    event(2012, "撤县设市", ("110122", "丁县"), ("110181", "丁市")),
    event(2013, "撤销", ("110103", "戊区"), ("110102", "丙区")),
    event(2014, "撤销", ("110104", "己区"), ("119021", "神农架林区"), "自动补全去向：按名追踪"),
    event(2009, "撤销", ("110105", "庚区"), ("110102", "丙区")),
    event(2015, "码位改派", ("110106", "辛区"), ("110102", "丙区")),
    event(2015, "划转", None, None),
    event(2015, "更名", ("110102", "丙区"), ("110102", "壬区")),
    event(2015, "更名", ("110107", "癸区"), ("110108", "子区")),
    event(2013, "新设", None, ("110000", "甲省"), level=1),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A made-up package: one province, two counties under a city, one directly under it."""
    folder = tmp_path / "data"
    folder.mkdir()
    files = {
        "divisions_v1.json": {"provinces": PROVINCES},
        "historical_changes_v1.json": {"events": EVENTS},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


IMPORTED = """\
110000,甲省,,province,,,,made-up 1,
110100,乙市,,prefecture_city,110000,,,made-up 1,
110102,丙区,,district,110100,,,made-up 1,
110103,戊区,,district,110100,,2013,made-up 1,110102
110104,己区,,district,110100,,2014,made-up 1,
110122,丁县,,county,110100,,2012,made-up 1,110181
110181,丁市,,county_city,110100,2012,,made-up 1,
119021,神农架林区,,forest_district,110000,,,made-up 1,
"""


def run(data: Path, out: Path) -> int:
    return main([str(data), str(out), "--origin", "made-up 1"])


def test_the_import_converts_and_accounts_for_everything(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is clear is taken over; the rest is counted by reason, and the sums are right."""
    out = tmp_path / "out.csv"
    assert run(data, out) == 0
    assert out.read_text(encoding="utf-8") == HEADER + "\n" + IMPORTED
    printed = capsys.readouterr().out
    assert printed == (
        "divisions_v1.json: 6 in = 5 used + 1 left out\n"
        "    1 groups without a code\n"
        "historical_changes_v1.json: 9 in = 3 used + 6 left out\n"
        "    1 before 2010\n"
        "    1 codes reassigned, not units changed\n"
        "    1 without a code\n"
        "    1 contradictory: the unit that ended is on today's list\n"
        "    1 provinces (added to the yearly lists in 2013, not founded)\n"
        "    1 contradictory: what came of it neither exists nor ended\n"
        "rows: 8 written = 8 imported + 0 overrides\n"
        "    0 imported rows gave way to an override of their code\n"
        "English names: 0 of 8 rows\n"
    )


def test_the_import_is_idempotent_and_keeps_what_people_wrote(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """English names stay, and an override speaks for its code in all periods."""
    out = tmp_path / "out.csv"
    run(data, out)
    text = out.read_text(encoding="utf-8")
    text = text.replace("甲省,,", "甲省,First,")
    text = text.replace(
        "110103,戊区,,district,110100,,2013,made-up 1,110102",
        "110103,戊区,Fifth District,district,110100,,2013-05-01,override,\n"
        "110103,己己区,,district,110100,2013-05-01,,override,",
    )
    out.write_text(text, encoding="utf-8")
    capsys.readouterr()
    for _ in range(2):
        assert run(data, out) == 0
        assert out.read_text(encoding="utf-8") == text
    printed = capsys.readouterr().out
    assert "rows: 9 written = 7 imported + 2 overrides\n    1 imported rows gave way" in printed
    assert "look at this override: 110103 己己区 is not on today's list" in printed


def test_an_english_name_does_not_pass_to_another_unit_of_the_code(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It belongs to code and Chinese name together; what is lost is said."""
    out = tmp_path / "out.csv"
    run(data, out)
    text = out.read_text(encoding="utf-8")
    out.write_text(text.replace("丙区,,", "旧区,Old District,"), encoding="utf-8")
    run(data, out)
    assert out.read_text(encoding="utf-8") == text
    assert "no longer in the data: 110102 旧区 Old District" in capsys.readouterr().out


def test_a_faulty_file_is_not_overwritten(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The faults are printed with their lines; they may hide work done by hand."""
    out = tmp_path / "out.csv"
    out.write_text(HEADER + "\n1,x,,,,,,override,\n", encoding="utf-8")
    before = out.read_bytes()
    assert run(data, out) == 1
    assert out.read_bytes() == before
    assert f"{out}:2: code: '1' is not a code of six digits" in capsys.readouterr().err


def test_a_code_below_the_county_stops_the_import() -> None:
    """Twelve digits of which the last six are not zero would be cut silently."""
    provinces = {"甲省": {"code": "110000001000", "cities": {}}}
    with pytest.raises(ValueError, match="110000001000"):
        read_present({"provinces": provinces})


def test_an_account_that_does_not_add_up_is_refused() -> None:
    """Counts in are counts out."""
    with pytest.raises(RuntimeError, match="3 in, 1 used, 1 left out"):
        list(Account(3, 1, Counter(lost=1)).lines("events"))
