"""Characters as records may hold them, and what becomes of rare ones in a publication."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdf
import pytest
from example_book import ROOT, copy_example
from hypothesis import example, given
from hypothesis import strategies as st

from generator.records.models import OneLine, Text
from generator.records.shape import validate
from generator.words.characters import alike, ascii_digits, escaped, is_blank, named, unseen

HIDDEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
hidden = st.characters(categories=HIDDEN)
shown = st.characters(
    exclude_categories=(*HIDDEN, "Mn", "Mc", "Me", "Zs"), exclude_characters="ᅟᅠㅤﾠ⠀"
)


@given(st.text(shown), hidden, st.text(shown))
@example("a", "\u00ad", "b")
@example("甲", "\u200d", "乙")
def test_what_nobody_sees_is_found_wherever_it_stands(before: str, bad: str, after: str) -> None:
    if bad == "\u200d" and {unicodedata.category(c) for c in (before[-1:], after[:1]) if c} == {
        "So"
    }:
        return
    text = f"{before}{bad}{after}"
    assert list(unseen(text)) == [(len(before), bad)]
    _, problems = validate(OneLine, text)
    several = bad in "\n\r\t"
    assert [p.code for p in problems] == ["S03" if several else "S07"]
    assert problems[0].message.isprintable()
    assert bad not in escaped(text)


@given(st.text(shown, min_size=1))
def test_what_everybody_sees_is_no_finding(text: str) -> None:
    assert list(unseen(text)) == []
    assert not is_blank(text)
    assert validate(OneLine, text) == (text, [])
    assert escaped(text) == text


@given(st.text(st.characters(categories=("Mn", "Mc", "Me", "Zs")), min_size=1))
def test_a_text_of_marks_and_spaces_shows_nothing(text: str) -> None:
    assert is_blank(text)
    _, problems = validate(Text, {"zh": text})
    assert problems != []


@pytest.mark.parametrize("emoji", ["👩‍🚒", "👮🏽‍♂️", "🏳️‍🌈", "❤️‍🔥", "👨‍👩‍👧‍👦"])
def test_a_joiner_inside_an_emoji_stays(emoji: str) -> None:
    assert list(unseen(f"甲{emoji}乙")) == []


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\x9b", "U+009B control character"),
        ("\ue000", "U+E000 private-use character"),
        ("\ufdd0", "U+FDD0 noncharacter"),
        ("\U0001ffff", "U+1FFFF noncharacter"),
        ("\u0378", "U+0378 unassigned"),
    ],
)
def test_a_code_point_has_a_name(character: str, name: str) -> None:
    assert named(character) == name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("灯下警务", "灯下 警务", True),
        ("灯下警务", "灯下\u200b警务\u3000", True),
        ("AB警务", "ａｂ警务", True),
        ("Café", "Cafe\u0301", True),
        ("１１０", "110", True),
        ("“灯下”警务", "灯下警务", True),
        ("「灯下」警务", "《灯下》警务", True),
        ("“1+6”警务（试点）", '"1+6"警务(试点)', True),
        ("灯下警务", "灯下警局", False),
        ("“", "”", False),
        ("资", "资", True),
        ("1+6", "16", False),
    ],
)
def test_names_that_differ_in_form_alone_are_alike(one: str, other: str, same: bool) -> None:
    assert (alike(one) == alike(other)) == same


@given(st.text())
def test_alike_is_alike_to_itself(text: str) -> None:
    assert alike(alike(text)) == alike(text)


@given(st.integers(0, 10**9), st.sampled_from("０٠०𝟎𝟘𝟬𝟶"))
def test_numbers_in_any_digits_are_read(number: int, zero: str) -> None:
    written = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert ascii_digits(f"共{written}起") == f"共{number}起"


def test_what_is_no_digit_stays() -> None:
    assert ascii_digits("九〇百 m² ½ H₂O") == "九〇百 m² ½ H₂O"
    assert ascii_digits("①⑩ Ⅸ ㊿") == "110 9 50"


def test_dates_codes_and_numbers_are_read_with_ascii_digits_only() -> None:
    r"""`\d` takes any script's digits, in Python and in pydantic; these are [0-9]."""
    records = "models shape reader divisions content load"
    strict = " ".join(f"records/{name}" for name in records.split())
    strict += " settings cli commands/create check/prose draft/records draft/publication"
    strict += " tables/formats"
    found = []
    for name in strict.split():
        path = ROOT / "generator" / f"{name}.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and re.search(r"\\d", node.value):
                found.append(f"{name}.py:{node.lineno}")
    assert found == []
    assert r"\d" not in (ROOT / "content/schema/brand.json").read_text(encoding="utf-8")


def test_rare_names_are_published_and_the_editor_is_told_what_the_pdf_lacks(
    tmp_path: Path,
) -> None:
    root = copy_example(tmp_path / "project")
    for old, new in (("灯下警务", "🚓警务"), ("伞下警务", "𠮷家夜巡")):
        for path in (root / "content/brands").rglob("*.yml"):
            text = path.read_text(encoding="utf-8")
            path.write_text(
                text.replace(f"name: {{zh: {old}", f"name: {{zh: {new}"), encoding="utf-8"
            )
    edition = root / "content/editions/2024-all.yml"
    text = edition.read_text(encoding="utf-8")
    edition.write_text(f"{text}thresholds: {{brands: 2}}\n", encoding="utf-8")
    out = tmp_path / "dist"
    command = [sys.executable, "-m", "generator.cli", "publish", "--root", root, "--out", out]
    done = subprocess.run(
        command,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BEATBOOK_PARTS": "pages charts reports cards feeds data explorer",
            "BEATBOOK_SOURCES": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    file = "content/brands/jiangsu/jia-lamplight-policing.yml"
    assert done.stderr.splitlines() == [
        f"{file}:3:12: S08 warning: the PDF's fonts lack 🚓 (U+1F693): it shows a box with the"
        " code; leave it where the name is printed so, else write it in another way"
    ]
    pages = pypdf.PdfReader(out / "assets/beatbook-2024-all-zh.pdf").pages
    printed = "".join("".join(page.extract_text().split()) for page in pages)
    assert "🚓警务" in printed
    assert "𠮷家夜巡" in printed
