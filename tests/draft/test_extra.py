"""Drafting as an extra: nothing else imports it or what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from example_book import ROOT

from generator.words.messages import translations

MISSING = "{needs} is missing: install it with `pip install 'beatbook[{extra}]'`"


def python(program: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def loaded(before: str, modules: str) -> str:
    """Which modules of drafting and its parser are there after some imports."""
    ran = python(
        f"import sys; {before}; import {modules};"
        "print(*(m for m in sys.modules if f'{m}.'.startswith(('generator.draft.', 'lxml.'))))"
    )
    assert ran.stderr == ""
    return ran.stdout.strip()


def test_check_and_site_load_neither_drafting_nor_its_parser() -> None:
    assert loaded("pass", "generator.build, generator.cli, generator.plugin") == ""


def test_a_release_needs_neither() -> None:
    # What subsets the fonts takes the parser where it is there, and does without.
    assert loaded("sys.modules['lxml'] = None", "generator.publish.beside") == "lxml"


def without(module: str, tmp_path: Path, language: str) -> subprocess.CompletedProcess[str]:
    """`beatbook draft` where a module is not installed."""
    article = tmp_path / "article.txt"
    article.write_text("民警巡逻165次。\n", encoding="utf-8")
    program = (
        f"import sys; sys.modules['{module}'] = None;"
        "from generator.cli import main; main(sys.argv[1:], 'beatbook')"
    )
    return python(program, "--lang", language, "draft", article, "--root", ROOT, "--dry-run")


def test_who_lacks_the_extra_is_told_how_to_install_it(tmp_path: Path) -> None:
    told = {code: without("lxml", tmp_path, code) for code in ("en", "zh")}
    values = {"needs": "lxml", "extra": "draft"}
    assert told["en"].stderr == f"Error: {MISSING.format(**values)}\n"
    assert told["zh"].stderr == f"错误：{translations('zh')[MISSING].format(**values)}\n"
    assert {code: (ran.returncode, ran.stdout) for code, ran in told.items()} == {
        "en": (1, ""),
        "zh": (1, ""),
    }


def test_a_module_of_our_own_that_is_missing_is_no_missing_extra(tmp_path: Path) -> None:
    ran = without("generator.draft.names", tmp_path, "en")
    assert "ModuleNotFoundError" in ran.stderr
    assert "pip install" not in ran.stderr
