"""The documents say what the program does."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.commands import create
from generator.records.rules import RULES

ROOT = Path(__file__).parents[1]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_names_the_two_commands_and_its_picture_exists() -> None:
    readme = read("README.md")
    assert "make serve" in readme
    assert "make test" in readme
    picture = re.search(r"!\[[^\]]+\]\(([^)]+)\)", readme)
    assert picture is not None
    assert (ROOT / picture[1]).is_file()


def numberless(text: str) -> str:
    """Without the numbers, which grow with the book."""
    return re.sub(r"[0-9]+", "0", text)


def test_readme_example_prints_what_it_shows(tmp_path: Path) -> None:
    block = re.search(r"\$ \.venv/bin/beatbook check\n(.+?)\n```", read("README.md"), re.DOTALL)
    assert block is not None
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    record = tmp_path / "content/brands/gansu/linxia-night-policing.yml"
    text = record.read_text(encoding="utf-8")
    assert "value: 165" in text
    record.write_text(text.replace("value: 165", "value: 156"), encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        [sys.executable, "-m", "generator.cli", "check", "--root", str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (numberless(run.stdout.strip()), run.returncode) == (numberless(block[1]), 1)


def test_readme_shows_the_ranks_that_are_printed() -> None:
    block = re.search(
        r"\$ \.venv/bin/beatbook rank 2022-2024\n(.+?)\n```", read("README.md"), re.DOTALL
    )
    assert block is not None
    output = CliRunner().invoke(main, ["rank", "2022-2024", "--root", str(ROOT)]).output
    printed = numberless(output).splitlines()
    shown = [line.rstrip("…") for line in numberless(block[1]).splitlines() if line.rstrip("…")]
    assert [line for line in shown if not any(p.startswith(line) for p in printed)] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_path_that_a_document_names_exists(name: str) -> None:
    named = re.findall(r"`((?:content|generator|templates|tests)/[^`*<]*)`", read(name))
    assert named
    assert [path for path in named if not (ROOT / path.split(",")[0]).exists()] == []


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    documents = read("README.md") + read("CONTRIBUTING.md")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", documents, re.MULTILINE))
    assert named - targets == set()


def test_every_command_is_shown_with_a_worked_example() -> None:
    commands = [["check"], ["schema"], ["new", "brand"], ["new", "source"]]
    commands += [["rank"], ["publish"], ["draft"], ["import"], ["template"]]
    commands += [["round", "sheet"], ["round", "read"], ["round", "result"]]
    commands += [["rank"], ["publish"], ["draft"], ["import"], ["template"], ["desk"]]
    commands += [["desk"], ["ask"]]
    for command in commands:
        shown = CliRunner().invoke(main, [*command, "--help"]).output
        assert f"beatbook {' '.join(command)}" in shown


def test_every_rule_that_the_code_names_is_in_the_table() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "generator").rglob("*.py")]
    named = {code for text in sources for code in re.findall(r'"([FYSRCDEJNPWLTVX]\d\d)"', text)}
    assert named == set(RULES)


@pytest.mark.parametrize("name", sorted(create.SCHEMAS))
def test_schema_files_are_up_to_date(name: str) -> None:
    assert read(f"content/schema/{name}.json") == create.schema_text(create.SCHEMAS[name])


def test_the_map_of_the_program_names_every_room_and_the_root_holds_five_modules() -> None:
    root = ROOT / "generator"
    modules = {path.name for path in root.glob("*.py")} - {"__init__.py"}
    assert modules == {"build.py", "cli.py", "plugin.py", "settings.py", "errors.py"}
    drawn = read("CONTRIBUTING.md").split("## The rooms of the program")[1].split("## ")[0]
    rooms = {path.parent.name for path in root.glob("*/__init__.py")}
    assert {f"{room}/" for room in rooms} == set(re.findall(r"^  ([a-z]+/) ", drawn, re.MULTILINE))
    assert [name for name in modules if name not in drawn] == []
