"""The command line: what it prints, how it exits and what it writes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result
from example_book import ROOT, copy_example

from generator import __version__
from generator.cli import main
from generator.commands.create import SCHEMAS
from generator.records.models import FIVE_IS, Brand

Run = Callable[..., Result]

JIA = "content/brands/jiangsu/jia-lamplight-policing.yml"
CLEAN = "4 brands; 2 sources; 8 figures: 8 verified against text, 0 as read; 0 errors, 0 warnings\n"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return copy_example(tmp_path)


@pytest.fixture
def run(example: Path) -> Run:
    """Runs a command on the example, with no settings from outside."""

    def invoke(*words: str, root: Path = example, **environment: str | None) -> Result:
        clean = {"BEATBOOK_SOURCES": None, "SOURCE_DATE_EPOCH": None, **environment}
        return CliRunner().invoke(main, [*words, "--root", str(root)], env=clean)

    return invoke


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


# check


def test_a_clean_book_exits_with_0_and_says_what_was_verified(run: Run) -> None:
    result = run("check", "--sources", "texts")
    assert (result.exit_code, result.output) == (0, CLEAN)


def test_the_folder_of_texts_may_come_from_the_environment(run: Run, example: Path) -> None:
    assert run("check", BEATBOOK_SOURCES=str(example / "texts")).output == CLEAN
    assert run("check", "--sources", "texts", BEATBOOK_SOURCES="nowhere").output == CLEAN
    assert run("check").output == CLEAN  # by the receipts that are kept with the sources


def test_an_error_exits_with_1_and_is_printed_where_an_editor_can_jump_to(
    run: Run, example: Path
) -> None:
    replace(example / JIA, "status: running", "statsu: running")
    result = run("check", "--sources", "texts")
    assert result.exit_code == 1
    assert result.output.splitlines()[:2] == [
        f"{JIA}:1:1: S02 error: the key `status` is missing: add it",
        f"{JIA}:12:1: S01 error: unknown key `statsu`; did you mean `status`?",
    ]
    assert result.output.splitlines()[2:] == [
        "3 brands, 1 unreadable; 2 sources; 4 figures: 4 verified against text, 0 as read;"
        " 2 errors, 0 warnings"
    ]


def test_warnings_alone_exit_with_0(run: Run, example: Path) -> None:
    replace(example / JIA, "name: {zh: 灯下警务, en: Lamplight policing}", "name: {zh: 灯下警务}")
    result = run("check", "--sources", "texts")
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            f"{JIA}:3:7: L01 warning: the English is missing: add `en:`",
            CLEAN.strip().replace("0 warnings", "1 warning"),
        ],
    )


def test_json_holds_the_counts_and_every_finding(run: Run, example: Path) -> None:
    replace(example / JIA, "    value: 24\n", "    value: 42\n")
    result = run("check", "--sources", "texts", "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert report["counts"] == {
        "brands": 4,
        "drafts": 0,
        "unreadable": 0,
        "sources": 2,
        "figures": 8,
        "verified": 7,
        "changed": 0,
        "unkept": 0,
        "as_read": 1,
        "errors": 1,
        "warnings": 0,
    }
    assert report["findings"][0] == {
        "file": JIA,
        "line": 34,
        "column": 14,
        "code": "E01",
        "message": "“安排24名民警” states 24 名, the record differs:"
        " write value 24 or quote other words",
        "severity": "error",
        "draft": False,
    }


def test_github_lines_are_escaped_and_name_a_line_only_where_there_is_one(
    run: Run, example: Path
) -> None:
    replace(example / JIA, "excerpt: 同比下降30%", "excerpt: 同比下降３０%")
    (example / "content" / "brands" / "jiangsu" / "a,b:100%.txt").write_text("")
    result = run("check", "--sources", "texts", "--format", "github")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "::error file=content/brands/jiangsu/a%2Cb%3A100%25.txt,title=F02::this file is not read:"
        " name it content/brands/<province>/<id>.yml or move it away",
        f"::error file={JIA},title=E08,line=53,col=14::“同比下降３０%25” stands there only with"
        " other widths, spaces or line breaks: copy it as printed",
        "4 brands; 2 sources; 8 figures: 7 verified against text, 1 as read; 2 errors, 0 warnings",
    ]


def test_a_finding_stays_on_one_line_whatever_the_record_holds(run: Run, example: Path) -> None:
    replace(example / JIA, "status: running", 'status: "run\\nning\\e[31m"')
    lines = run("check").output.splitlines()
    assert len(lines) == 2
    assert "found `run\\nning\\x1b[31m`" in lines[0]


# new


def test_an_id_too_long_for_an_address_is_refused(run: Run, example: Path) -> None:
    result = run("new", "brand", "a" * 251, "--place", "320826")
    assert result.exit_code == 1
    assert "it has 251 characters, at most 80 fit an address" in result.stderr


def test_a_new_brand_is_a_draft_that_stops_nobody(run: Run, example: Path) -> None:
    result = run("new", "brand", "ji-ferry-policing", "--place", "320826", SOURCE_DATE_EPOCH="0")
    path = example / "content" / "brands" / "jiangsu" / "ji-ferry-policing.yml"
    assert (result.exit_code, result.output) == (0, f"{path}\n")
    text = path.read_text(encoding="utf-8")
    record = yaml.safe_load(text)
    assert text.startswith("# yaml-language-server: $schema=../../schema/brand.json\n")
    assert (record["id"], record["place"]) == ("ji-ferry-policing", "320826")
    assert (str(record["added"]), record["review"]) == ("1970-01-01", {"status": "draft"})
    known = [key for key in [f.alias or n for n, f in Brand.model_fields.items()] if key in record]
    assert list(record) == known
    assert set(FIVE_IS) < set(known)
    check = run("check", "--sources", "texts")
    assert check.exit_code == 0
    expected = CLEAN.replace("4 brands;", "4 brands, 1 draft left out;")
    assert check.output.splitlines()[-1] == expected.strip().replace("0 warnings", "5 warnings")


def test_a_new_source_stops_nobody_until_a_record_cites_it(run: Run, example: Path) -> None:
    text = example / "texts" / "jia.txt"
    result = run("new", "source", "ji-daily", "--text", str(text), SOURCE_DATE_EPOCH="0")
    path = example / "content" / "sources" / "ji-daily.yml"
    assert (result.exit_code, result.output) == (0, f"{path}\n")
    record = yaml.safe_load(path.read_text(encoding="utf-8"))
    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    assert record["id"] == "ji-daily"
    assert record["text"] == {"file": "jia.txt", "sha256": digest}
    check = run("check", "--sources", "texts")
    assert check.exit_code == 0
    assert check.output.splitlines()[-1] == CLEAN.strip().replace("0 warnings", "2 warnings")
    umbrella = example / "content" / "brands" / "jiangsu" / "jia-umbrella-policing.yml"
    replace(umbrella, "sources: [jia-daily-2024-05-06]", "sources: [ji-daily]")
    cited = run("check", "--sources", "texts")
    assert cited.exit_code == 1
    said = (
        "there is no finished source `ji-daily`: create it with `beatbook new source` or fill it in"
    )
    assert f"{umbrella.relative_to(example)}:17:11: R01 error: {said}" in cited.output.splitlines()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "a.txt: is empty; save the article again"),
        (b"\xef\xbb\xbf \r\n", "a.txt: is empty; save the article again"),
        (b"%PDF-1.7\n", "a.txt: is binary, not text; save the article as text or HTML"),
        (b"\x89PNG\x00\x01", "a.txt: is binary, not text; save the article as text or HTML"),
    ],
)
def test_a_new_source_takes_no_text_that_nobody_can_have_read(
    run: Run, example: Path, raw: bytes, said: str
) -> None:
    (example / "a.txt").write_bytes(raw)
    result = run("new", "source", "ji-daily", "--text", str(example / "a.txt"))
    assert (result.exit_code, result.stderr) == (1, f"Error: {said}\n")
    assert not (example / "content" / "sources" / "ji-daily.yml").exists()


def test_a_new_source_takes_a_text_in_utf_16(run: Run, example: Path) -> None:
    (example / "a.txt").write_text("article", encoding="utf-16")
    assert run("new", "source", "ji-daily", "--text", str(example / "a.txt")).exit_code == 0


def test_a_new_source_without_a_text_says_so(run: Run, example: Path) -> None:
    assert run("new", "source", "ji-daily").exit_code == 0
    record = yaml.safe_load((example / "content" / "sources" / "ji-daily.yml").read_text("utf-8"))
    assert record["text"] is None


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("brand", "jia-umbrella-policing", "--place", "320826"), "brands/jiangsu"),
        (("source", "jia-daily-2024-05-06"), "sources"),
    ],
    ids=["brand", "source"],
)
def test_new_overwrites_nothing(run: Run, example: Path, words: tuple[str, ...], file: str) -> None:
    path = example / "content" / file / f"{words[1]}.yml"
    before = path.read_bytes()
    result = run("new", *words)
    expected = f"Error: {path} exists: choose another id, or edit that file\n"
    assert (result.exit_code, result.output) == (1, expected)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("identity", "place", "said"),
    [
        ("Ji-Ferry", "320826", "'Ji-Ferry' is no id: write it in lower-case letters, digits and"),
        ("../ferry", "320826", "'../ferry' is no id: write it in lower-case letters, digits and"),
        ("ji-ferry", "990000", "990000 is no division code: look it up in divisions.csv"),
        ("ji-ferry", "", "--place is empty: give the place's name or its code"),
        ("ji-ferry", "甲县", "no place is called 甲县: give its code from divisions.csv"),
        ("ji-ferry", "曲靖市涟水", "no place is called 曲靖市涟水: give its code from"),
    ],
)
def test_new_brand_says_what_is_wrong_with_its_words(
    run: Run, example: Path, identity: str, place: str, said: str
) -> None:
    before = sorted(example.rglob("*"))
    result = run("new", "brand", identity, "--place", place)
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {said}")
    assert sorted(example.rglob("*")) == before


@pytest.mark.parametrize(
    "place", ["320826", "涟水县", "涟水", "淮安涟水", "淮安市涟水县", "江苏省涟水县"]
)
def test_a_new_brand_takes_its_place_by_code_or_by_name(
    run: Run, example: Path, place: str
) -> None:
    assert run("new", "brand", "ji-ferry", "--place", place).exit_code == 0
    path = example / "content/brands/jiangsu/ji-ferry.yml"
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["place"] == "320826"


def test_a_name_that_several_places_bear_lists_them(run: Run, example: Path) -> None:
    table = example / "content/vocabulary/divisions.csv"
    header, *rows = table.read_text(encoding="utf-8").splitlines()
    twin = next(row for row in rows if row.startswith("530326")).replace("会泽县", "涟水县")
    same = [twin if row.startswith("530326") else row for row in rows]
    table.write_text("\n".join([header, *same, ""]), encoding="utf-8")
    result = run("new", "brand", "ji-ferry", "--place", "涟水县")
    known = "江苏省淮安市涟水县 320826, 云南省曲靖市涟水县 530326"
    assert result.output == (
        f"Error: 2 places are called 涟水县: give the code or the longer name ({known})\n"
    )


def test_new_brand_asks_for_sound_vocabularies_first(run: Run, example: Path) -> None:
    (example / "content" / "vocabulary" / "problems.yml").unlink()
    result = run("new", "brand", "ji-ferry-policing", "--place", "320826")
    said = "Error: the vocabularies hold errors: mend what `beatbook check` shows\n"
    assert (result.exit_code, result.output) == (1, said)


# schema


def test_schema_writes_one_file_a_kind_and_names_them(run: Run, example: Path) -> None:
    result = run("schema")
    folder = example / "content" / "schema"
    assert result.exit_code == 0
    assert result.output.splitlines() == [str(folder / f"{name}.json") for name in SCHEMAS]
    for path in folder.iterdir():
        assert path.read_bytes() == (ROOT / "content" / "schema" / path.name).read_bytes()


# Help


def commands(group: click.Command, *names: str) -> list[tuple[str, ...]]:
    if not isinstance(group, click.Group):
        return [names]
    inner = [commands(command, *names, name) for name, command in group.commands.items()]
    return [names, *(found for some in inner for found in some)]


@pytest.mark.parametrize("names", commands(main), ids=lambda names: " ".join(names) or "beatbook")
def test_every_help_says_what_it_does_and_shows_it_done(names: tuple[str, ...]) -> None:
    help_text = CliRunner().invoke(main, [*names, "-h"]).output
    assert "\\b" not in help_text
    groups = {("new",): "brand       Start a brand", ("round",): "result  Print who is selected"}
    if below := groups.get(names):
        assert below in help_text
        return
    examples = help_text.partition("\n  Examples:\n")[2].splitlines()
    assert examples != []
    for above, line in zip(["", *examples], examples, strict=False):
        indent = "        " if above.endswith("\\") else "    (?:beatbook|mkdocs) "
        assert re.match(rf"{indent}\S", line)
    assert any(line.split()[1 : 1 + len(names)] == [*names] for line in examples)


def test_the_version_is_the_package_s() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert result.output == f"beatbook {__version__}\n"


# What is missing or cannot be read


def in_a_process(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """As from a shell, in the folder itself; any traceback would be on stderr."""
    unset = ("BEATBOOK_SOURCES", "SOURCE_DATE_EPOCH")
    environment = {k: v for k, v in os.environ.items() if k not in unset}
    command = [sys.executable, "-W", "error", "-m", "generator.cli", *words]
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def test_a_folder_that_holds_no_book_is_said_plainly(tmp_path: Path) -> None:
    result = in_a_process(tmp_path, "check")
    said = f"there is no content/ in {tmp_path}: run this where it lies, or give --root"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"Error: {said}\n")


def test_files_that_cannot_be_read_are_findings_and_no_traceback(example: Path) -> None:
    content = example / "content"
    (content / "brands" / "jiangsu" / "a.yml").mkdir()
    (content / "brands" / "jiangsu" / "b.yml").write_bytes(b"schema: 1\nname: \xb0\xd7\n")
    (content / "brands" / "jiangsu" / "c.yml").write_bytes(b"\xef\xbb\xbfschema: 1\n")
    (content / "brands" / "jiangsu" / "d.yml").symlink_to("nowhere.yml")
    (content / "sources" / "e.yml").write_bytes("题: 甲\n".encode("gb18030"))
    result = in_a_process(example, "check")
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.splitlines() == [
        "content/brands/jiangsu/a.yml:0:0: F01 error: cannot be read (it is a folder and no file):"
        " move it away or put it right",
        "content/brands/jiangsu/b.yml:2:1: F01 error: not UTF-8: save the file as UTF-8",
        "content/brands/jiangsu/c.yml:1:1: F01 error: begins with a byte order mark:"
        " save without it",
        "content/brands/jiangsu/d.yml:0:0: F01 error: cannot be read (No such file or directory):"
        " check that it exists and may be read",
        "content/sources/e.yml:1:1: F01 error: not UTF-8: save the file as UTF-8",
        "4 brands, 4 unreadable; 2 sources; 8 figures: 8 verified against text, 0 as read;"
        " 5 errors, 0 warnings",
    ]


def test_a_root_that_does_not_exist_is_said_plainly(run: Run, example: Path) -> None:
    result = run("check", root=example / "nowhere")
    assert result.exit_code == 2
    assert result.output.endswith(f"Directory '{example / 'nowhere'}' does not exist.\n")


def test_a_missing_vocabulary_is_the_only_thing_reported(run: Run, example: Path) -> None:
    (example / "content" / "vocabulary" / "indicators.yml").unlink()
    result = run("check")
    assert result.exit_code == 1
    assert result.output.splitlines()[:-1] == [
        "content/vocabulary/indicators.yml:0:0: F03 error: no such file: create it, or restore it"
    ]


def test_a_book_without_brands_is_an_empty_book(run: Run, example: Path) -> None:
    content = example / "content"
    for path in [*content.glob("brands/*/*.yml"), *content.glob("[hr]o*/*")]:
        path.unlink()  # the lists that name them too: honours and rounds
    for path in content.glob("pages/*/*.md"):
        path.write_text("# Home\n", encoding="utf-8")
    (content / "candidates.yml").write_text("[]\n")
    (content / "corrections.yml").write_text("[]\n")
    (content / "vocabulary" / "baselines.yml").write_text("[]\n")
    result = run("check")
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == (
        "0 brands; 2 sources; 0 figures: 0 verified against text, 0 as read; 0 errors, 10 warnings"
    )


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (("check", "--sources", "nowhere"), {}, "of source texts: correct --sources"),
        (("check",), {"BEATBOOK_SOURCES": "nowhere"}, "of source texts: correct --sources"),
        (("check",), {"SOURCE_DATE_EPOCH": "today"}, "from 1970 to 9998, or unset it"),
    ],
)
def test_settings_that_cannot_be_used_are_one_sentence(
    run: Run, words: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    result = run(*words, **environment)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert result.output.endswith(f"{said}\n")
    assert len(result.output.splitlines()) == 1


def test_a_folder_without_templates_is_one_sentence(run: Run, example: Path) -> None:
    (example / "templates").unlink()
    check, new = run("check"), run("new", "source", "ji-daily")
    assert (check.exit_code, check.output) == (
        1,
        "Error: templates/translations/zh.yml is missing: restore it\n",
    )
    skeleton = example / "templates" / "skeletons" / "source.yml"
    assert (new.exit_code, new.output) == (
        1,
        f"Error: {skeleton}: No such file or directory: check that it is there and may be"
        " changed\n",
    )
