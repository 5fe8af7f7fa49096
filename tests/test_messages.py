"""What the program says: in English as written, in other languages by their catalogues."""

from __future__ import annotations

import ast
import pickle
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.messages import ENGLISH, Message, languages, said, translations

GENERATOR = Path(__file__).resolve().parent.parent / "generator"
OTHERS = [language for language in languages() if language != ENGLISH]


def templates() -> Iterator[tuple[str, str]]:
    """Every template that the code gives a Message, with the place where it stands."""
    for path in sorted(GENERATOR.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Message":
                place = f"{path.name}:{node.lineno}"
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{place}: the template is no plain text"
                yield str(first.value), place


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


def test_a_message_inside_another_is_said_in_the_same_language() -> None:
    inner = Message("cannot be read ({reason}): check that it exists and may be read", reason="x")
    assert Message("a.yml: {why}", why=inner).said("zh").startswith("a.yml: 读不出来")


def test_a_message_crosses_to_another_process_with_what_fills_it() -> None:
    message = Message("cannot be read ({reason}): check that it exists and may be read", reason="{")
    assert pickle.loads(pickle.dumps(message)).said("zh") == message.said("zh")  # noqa: S301


def test_no_value_breaks_the_line_of_its_message() -> None:
    assert Message("found {x}", x="a\nb\u2028c\x85") == "found a\\nb\\u2028c\\x85"
    assert Message("found {x}", x="a\u202eb 👩\u200d🚒") == "found a\\u202eb 👩\u200d🚒"
