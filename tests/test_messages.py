"""What the program says: in English as written, in other languages by their catalogues."""

from __future__ import annotations

import ast
import inspect
import json
import pickle
import re
import string
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.errors import BeatbookError, Finding, Problem
from generator.site.render import TemplateError
from generator.words.messages import (
    ENGLISH,
    Message,
    language_of,
    languages,
    listed,
    said,
    translations,
)

GENERATOR = Path(__file__).resolve().parent.parent / "generator"
OTHERS = [language for language in languages() if language != ENGLISH]


FAULT = re.compile(r'fault\(\s*[\w.]+,\s*"(.+?)"')
"""How a template of the PDF says what is wrong: with the section and the English sentence."""

SAYING = ("Message", "BeatbookError", "says")
"""The calls that make a message of a template and what fills it in."""


def name_of(call: ast.Call) -> str:
    """What a call calls: a function, or the method of a value."""
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def templates() -> Iterator[tuple[str, str]]:
    """Every sentence that the code and the PDF's templates say, with the place where it stands."""
    for path in sorted(GENERATOR.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node) in SAYING:
                place, first = f"{path.name}:{node.lineno}", node.args[0]
                if ast.unparse(first) == "refused['said']":
                    continue  # it comes from the templates of the PDF, below
                if isinstance(first, ast.Constant):
                    yield str(first.value), place
                elif name_of(node) not in (
                    "BeatbookError",
                    "TableError",
                ):  # which takes a finished message too
                    assert path.name == "errors.py", f"{place}: the template is no plain text"
    for path in sorted((GENERATOR.parent / "templates/report").glob("*.typ")):
        for found in FAULT.finditer(path.read_text(encoding="utf-8")):
            yield found[1], path.name


PLACES = {"BeatbookError": 0, "TableError": 1, "Problem": 2, "Finding": 4, "CellFinding": 4}
"""What takes a finished message, by the name of the call, and which argument that is."""


def is_plain(value: ast.expr, function: ast.AST) -> bool:
    """Whether a value is text put together on the spot, or a name that such text was given."""
    if isinstance(value, ast.IfExp):
        return is_plain(value.body, function) or is_plain(value.orelse, function)
    if isinstance(value, ast.Call):
        return getattr(value.func, "id", "") == "str" or getattr(value.func, "attr", "") == "join"
    if isinstance(value, ast.Name):
        given = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            and value.id in {getattr(target, "id", "") for target in node.targets}
        ]
        return any(is_plain(other, function) for other in given if other is not value)
    return isinstance(value, ast.JoinedStr | ast.Constant | ast.BinOp)


def told(path: Path) -> Iterator[tuple[ast.expr, ast.FunctionDef]]:
    """Every finished message that a file hands on, with the function that this stands in."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                place = PLACES.get(name_of(node)) if isinstance(node, ast.Call) else None
                if place is None or len(node.args) <= place:
                    continue
                if not (name_of(node) in SAYING and isinstance(node.args[place], ast.Constant)):
                    yield node.args[place], function


def test_whatever_is_said_to_people_is_a_message() -> None:
    plain = {
        f"{path.name}:{value.lineno}: {ast.unparse(value)}"
        for path in GENERATOR.rglob("*.py")
        for value, function in told(path)
        if is_plain(value, function)
    }
    assert set(plain) == set()


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_of_the_code_has_its_translation(language: str) -> None:
    known = translations(language)
    assert [(place, text) for text, place in templates() if text not in known] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_fields_of_its_original(language: str) -> None:
    known = translations(language)
    assert {text: own for text, own in known.items() if fields(text) != fields(own)} == {}


def test_a_message_is_its_english_and_can_be_said_in_chinese() -> None:
    message = Message("cannot be read ({reason}): check that it exists and may be read", reason="x")
    assert message == "cannot be read (x): check that it exists and may be read"
    assert said(message, "zh") == "读不出来（x）：请查看文件是否存在、有无读取权限"
    assert said("plain text", "zh") == "plain text"


def test_an_error_and_a_problem_make_their_message_of_a_template() -> None:
    error = BeatbookError("{file} is missing: restore it", file="a", details="{as printed}")
    assert (str(error), error.said("zh").splitlines()[1]) == (
        "a is missing: restore it\n{as printed}",
        "{as printed}",
    )
    problem = Problem("R01", ("entries", 0)).says("{file} is missing: restore it", file="a")
    assert (problem.message, problem.inside("x").path) == (
        "a is missing: restore it",
        ("x", "entries", 0),
    )


def test_a_message_inside_another_is_said_in_the_same_language() -> None:
    inner = Message("cannot be read ({reason}): check that it exists and may be read", reason="x")
    assert Message("a.yml: {why}", why=inner).said("zh").startswith("a.yml: 读不出来")


def test_a_list_has_the_marks_of_its_language() -> None:
    parts = listed([Message("nothing"), "b", Message("nothing")])
    assert (str(parts), said(parts, "zh")) == ("nothing, b, nothing", "空、b、空")
    assert listed(["alone"]) == "alone"


def test_a_broken_template_is_told_in_the_language_that_is_asked_for() -> None:
    wording = Message("{fault}: mend the template", fault="x")
    error = TemplateError(Finding("templates/a.html", 3, 1, "T01", wording))
    assert str(error) == "templates/a.html:3:1: T01 x: mend the template"
    assert error.said("zh") == "templates/a.html:3:1: T01 x：请修改模板"


def test_a_message_crosses_to_another_process_with_what_fills_it() -> None:
    message = Message("cannot be read ({reason}): check that it exists and may be read", reason="{")
    assert pickle.loads(pickle.dumps(message)).said("zh") == message.said("zh")  # noqa: S301


def test_no_value_breaks_the_line_of_its_message() -> None:
    assert Message("found {x}", x="a\nb\u2028c\x85") == "found a\\nb\\u2028c\\x85"
    assert Message("found {x}", x="a\u202eb 👩\u200d🚒") == "found a\\u202eb 👩\u200d🚒"


def helps(command: click.Command) -> Iterator[str]:
    """Every sentence of a command's help and of those below it, but for the commands shown."""
    yield inspect.cleandoc(command.help or "")
    yield from (option.help or "" for option in command.params if isinstance(option, click.Option))
    for line in re.sub(r"\\\n\s*", "", command.epilog or "").splitlines():
        parts = re.split(r"(?<=\S) {2,}", line.strip("\b "))
        yield from parts[1:] if parts[0].startswith(("beatbook", "mkdocs")) else parts
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from helps(below)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_the_help_has_its_translation(language: str) -> None:
    known = translations(language)
    assert {text for text in helps(main) if text and text not in known} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_stands_in_order_and_holds_nothing_that_is_not_said(language: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in GENERATOR.rglob("*.py"))
    spoken = {text for text, _ in templates()} | set(helps(main))
    idle = {text for text in translations(language) if json.dumps(text)[1:-1] not in code}
    assert idle - spoken - CLICKS == set()
    assert list(translations(language)) == sorted(translations(language))


CLICKS = {"Options", "Commands", "Show this message and exit.", "Show the version and exit."}
"""What click says by itself."""


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANGUAGE": "zh:en", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"BEATBOOK_LANG": "zh", "LC_ALL": "en_GB.UTF-8"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_language_is_that_of_the_terminal(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_help_is_chinese_on_a_chinese_terminal_and_where_it_is_asked_for() -> None:
    by_locale = CliRunner().invoke(main, ["check", "-h"], env={"BEATBOOK_LANG": "zh_CN.UTF-8"})
    by_option = CliRunner().invoke(main, ["check", "--lang", "zh", "-h"])
    assert by_locale.output == by_option.output
    assert by_locale.output.startswith("用法：main check [OPTIONS]\n\n  核对全部记录")
    assert "  --all                        逐条列出所有警告。\n" in by_locale.output


def test_a_wrong_call_is_explained_in_the_language_of_the_terminal() -> None:
    chinese, english = (
        CliRunner().invoke(main, ["new", "brand"], env={"BEATBOOK_LANG": language})
        for language in ("zh", "en")
    )
    assert (chinese.exit_code, english.exit_code) == (2, 2)
    assert chinese.output.splitlines()[-1] == "错误：缺少'ID'：请补上"
    assert english.output.splitlines()[-1] == "Error: Missing argument 'ID'."


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("nwe", "没有命令'nwe'；是不是`new`？"),
        ("new sorce", "没有命令'sorce'；是不是`source`？"),
        ("new source a --text nix.txt", "'--text'：没有文件'nix.txt'：请查看写得对不对"),
        ("new source a --text .", "'--text'：'.'是文件夹，不是文件"),
        ("check --root nix", "'--root'：没有文件夹'nix'：请查看写得对不对"),
        ("check --root a.txt", "'--root'：'a.txt'是文件，不是文件夹"),
        (
            "check --format yaml",
            "'--format'：'yaml'不在可选的值之中：请从'text', 'json', 'github'中选一个",
        ),
        ("publish --out a.txt", "'--out'：'a.txt'是文件，不是文件夹"),
        ("check extra", "多出了extra：请删去"),
        ("check a b", "多出了a b：请删去"),
        ("check --sources", "选项'--sources'后面缺少值：请补上"),
        ("check --keep=1", "选项'--keep'后面不能写值：请删去"),
        ("check --keeep", "没有选项--keeep；是不是`--keep`？"),
    ],
)
def test_every_wrong_call_is_explained_in_chinese_alone(
    call: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").touch()
    result = CliRunner().invoke(main, call.split(), env={"BEATBOOK_LANG": "zh"})
    *rest, fault = result.output.splitlines()
    assert (result.exit_code, fault) == (2, f"错误：{told}")
    assert not rest or rest[0].startswith("用法：")
    assert not rest or rest[1].startswith("用“main")
