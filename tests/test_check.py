"""Every rule on golden cases: changes to the example book in, exact findings out."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from example_book import copy_example, copy_templates, settings_of

from generator.build import examine
from generator.errors import Finding
from generator.records.rules import RULES

FOLDER = Path(__file__).resolve().parent / "check"
CASES = {
    f"{path.stem}: {case['name']}": case
    for path in sorted(FOLDER.glob("*.yml"))
    for case in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
}
NOT_HERE = {
    "T01": "a template shows its faults only when it is rendered; see test_build.py",
    "T02": "a page is looked at as it is made; see test_markup.py",
    "T03": "pages of thousands of marks are made by a program; see test_markdown.py",
    **dict.fromkeys(["X01", "X02", "X03", "X04"], "of tables that are given; see intake/"),
    "C03": "the example has no published edition; see test_published.py",
    "C04": "the same",
}


def change(root: Path, what: dict[str, Any]) -> None:
    """Apply one change of a case to a copy of the example book."""
    path = root / what["file"]
    if what["file"].startswith("templates/"):
        copy_templates(root)
    if "find" in what:
        text = path.read_text(encoding="utf-8")
        assert text.count(what["find"]) == 1, f"{what['find']!r} stands once in {what['file']}"
        path.write_text(text.replace(what["find"], what["replace"]), encoding="utf-8")
    elif "write" in what:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(what["write"], encoding=what.get("encoding", "utf-8"))
    elif what["delete"] == "folder":
        for file in sorted(path.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        path.rmdir()
    else:
        path.unlink()


def findings_of(root: Path, case: dict[str, Any]) -> list[Finding]:
    for what in case["changes"]:
        change(root, what)
    return list(examine(settings_of(root)).findings)


Checked = tuple[dict[str, Any], list[Finding]]


@pytest.fixture(scope="module", params=CASES)
def checked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """A case and what it gives, examined once for all that is asked of it."""
    case = CASES[request.param]
    return case, findings_of(copy_example(tmp_path_factory.mktemp("case")), case)


def test_a_change_gives_exactly_these_findings(checked: Checked) -> None:
    """A case whose `severity` is warning concerns a draft, which never stops anybody."""
    case, found = checked
    assert [str(finding) for finding in found] == case["findings"]
    for finding in found:
        assert finding.severity == case.get("severity", RULES[finding.code])


CODE = re.compile('`[^`]*`|“[^”]*”|"[^"]*"|U\\+[0-9A-F]{4,6} [A-Za-z -]+')
"""What stays as it is in every language: keys and values, quotations, names of characters."""
ENGLISH = re.compile("[A-Za-z]+ [A-Za-z]+")
"""Words in a row; lists of keys have a mark between each two."""


def test_nothing_is_left_english_in_what_a_case_says_in_chinese(checked: Checked) -> None:
    said = [finding.said("zh").partition(f" {finding.code} ")[2] for finding in checked[1]]
    assert [text for text in said if ENGLISH.search(CODE.sub("、", text))] == []


def test_the_unchanged_example_has_no_findings_and_is_verified_throughout(tmp_path: Path) -> None:
    found = examine(settings_of(copy_example(tmp_path)))
    assert list(found.findings) == []
    assert found.counts() == {
        "brands": 4,
        "drafts": 0,
        "unreadable": 0,
        "sources": 2,
        "figures": 8,
        "verified": 8,
        "changed": 0,
        "unkept": 0,
        "as_read": 0,
        "errors": 0,
        "warnings": 0,
    }


def test_every_rule_has_a_case() -> None:
    shown = {
        line.split(": ", 1)[1].split(" ", 1)[0] for c in CASES.values() for line in c["findings"]
    }
    assert shown | set(NOT_HERE) == set(RULES)
    assert shown & set(NOT_HERE) == set()


def test_every_message_says_what_to_do_next() -> None:
    """After the culprit comes a colon or a semicolon and the next step, on one line."""
    messages = {line.split(": ", 1)[1][4:] for c in CASES.values() for line in c["findings"]}
    assert [m for m in messages if not (": " in m or "; " in m) or "\n" in m] == []


def test_a_dead_link_is_told_in_chinese_alone(tmp_path: Path) -> None:
    kinds = [
        "brand",
        "category",
        "indicator",
        "source",
        "place",
        "edition",
        "page",
        "problem",
        "practice",
        "partner",
    ]
    links = "".join(f"[x]({kind}:9)\n" for kind in kinds)
    page = {"file": "content/pages/en/dead.md", "write": f"# Dead\n\n{links}"}
    found = findings_of(copy_example(tmp_path), {"changes": [page]})
    told = [finding.said("zh").partition(" R01 错误：没有")[2] for finding in found]
    assert [text.partition("`")[0] for text in told] == (
        ["品牌", "类别", "指标", "来源", "地方", "报告", "页面", "问题", "做法", "参与力量"]
    )


def test_a_file_whose_name_is_no_text_is_told_and_not_read(tmp_path: Path) -> None:
    root = copy_example(tmp_path)
    copies = {
        "brands/jiangsu/jia-lamplight-policing.yml": b"brands/jiangsu/li\xe9.yml",
        "sources/jia-daily-2024-05-06.yml": b"sources/x\xe9.yml",
        "vocabulary/problems.yml": b"vocabulary/p\xe9.yml",
    }
    content = root / "content"
    for known, strange in copies.items():
        (content / os.fsdecode(strange)).write_bytes((content / known).read_bytes())
    for _ in range(2):
        found = examine(settings_of(root)).findings
        assert {f.file: f.code for f in found} == {
            os.fsdecode(b"content/" + strange): "F02" for strange in copies.values()
        }
