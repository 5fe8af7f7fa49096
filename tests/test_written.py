"""Hand-written Markdown: what is read from it agrees with the HTML that is made of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from generator.site.written import body, folded, headings, ids_of, slug, targets

PAGES = Path(__file__).resolve().parent.parent / "content" / "pages"
WORDS = st.text(st.sampled_from("aZ9 -_é夜间（）“”&.#*"), min_size=1, max_size=12)


def html_of(text: str) -> str:
    toc = {"toc": {"slugify": slug}}
    extensions = ["attr_list", "def_list", "tables", "toc", "fenced_code"]
    return str(Markdown(extensions=extensions, extension_configs=toc).convert(body(text)))


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.md")), ids=lambda p: "/".join(p.parts[-2:]))
def test_headings_and_links_are_those_of_the_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    html = html_of(text)
    assert [h.id for h in headings(text)] == re.findall('<h[1-6] id="([^"]+)"', html)
    assert [t.address for t in targets(text)] == re.findall('href="([^"]+)"', html)
    for target in targets(text):
        line = text.splitlines()[target.line - 1]
        assert line[target.column - 1 :].startswith(target.address)


@given(WORDS)
def test_an_id_is_never_empty_and_fits_into_an_address(text: str) -> None:
    assert re.fullmatch("[a-z0-9][a-z0-9_-]*", slug(text))


@pytest.mark.parametrize(
    ("heading", "identity"),
    [
        ("Evidence levels", "evidence-levels"),
        ("SMAA-2方法", "smaa-2"),
        ("夜间巡逻", "s-19450184"),
        ("夜間巡邏", "s-79cb2a6f"),
    ],
)
def test_the_id_of_a_heading_is_its_latin_words_or_a_digest(heading: str, identity: str) -> None:
    assert slug(heading) == identity
    assert ids_of(html_of(f"# {heading}\n")) == {slug(heading)}


def test_the_width_of_letters_makes_no_other_id() -> None:
    assert slug("夜间（一）") == slug("夜间(一)")


def test_nothing_in_code_or_comments_is_a_link_or_a_heading() -> None:
    text = "---\ntitle: '[a](b)'\n---\n```\n# no\n[a](b)\n```\n`[a](b)`\n<!-- [a](b)\n# no -->\n"
    assert (list(targets(text)), list(headings(text))) == ([], [])


def test_names_are_compared_as_disks_do_that_ignore_case() -> None:
    assert folded("Brands.HTML") == folded("brands.html")
    assert folded("caf\u00e9") == folded("cafe\u0301")
    assert folded("a") != folded("b")
