"""Hand-written pages and pictures of strangers: what a browser would run in them is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from example_book import ROOT, copy_example
from markdown import Markdown

from generator.publish.headers import HEADERS
from generator.site.links import outward, resolve
from generator.site.markup import check_markup, markup_faults


def converted(text: str) -> str:
    return str(Markdown(extensions=["attr_list", "def_list", "tables"]).convert(text))


@pytest.mark.parametrize(
    "text",
    [
        "<script>canary()</script>",
        "<SCRIPT SRC=a.js></SCRIPT>",
        "<img src=x onerror=canary()>",
        "<svg/onload=canary()>",
        "<svg><animate attributeName=href values=javascript:canary() /></svg>",
        "[a](javascript:canary())",
        "[a](JaVaScRiPt:canary())",
        "[a](<java\tscript:canary()>)",
        "[a]( data:text/html,canary)",
        "[a][b]\n\n[b]: vbscript:canary",
        "[a](page.md){: onclick='canary()'}",
        "[a](page.md){: style='position:fixed'}",
        "<a title='>' href='javascript:canary()'>a</a>",
        "<a href='java&#x0a;script:canary()'>a</a>",
        "<a href='&#1;javascript:canary()'>a</a>",
        "<!--><img src=x onerror=canary()>-->",
        "<![CDATA[><img src=x onerror=canary()>]]>",
        "<?a ><img src=x onerror=canary()>?>",
        "<iframe srcdoc='a'></iframe>",
        "<meta http-equiv=refresh content='0;url=https://a.example'>",
        "<base href=https://a.example>",
        "<form action=https://a.example><button>a</button></form>",
        "<img src='data:image/svg+xml,canary'>",
        "<button formaction=javascript:canary()>a</button>",
        "<style>@import 'https://a.example'</style>",
        "<math><a xlink:href='javascript:canary()'>a</a></math>",
        "<?xml-stylesheet href='a.css'?>",
        "<!DOCTYPE svg [<!ENTITY a '&#60;script>'>]>",
        "<a:script xmlns:a='http://www.w3.org/2000/svg'/>",
        "<div><img src=a.png ",
        "![a](https://a.example/a.png)",
        "![a](//a.example/a.png)",
        "![a](\\\\\\\\a.example/a.png)",
        "![a][b]\n\n[b]: https://a.example/a.png",
        "![a](a.png){: srcset='//a.example/a.png 2x'}",
        "<img src='ht\ntps://a.example/a.png'>",
        "<img src=a.png srcset='a.png, https://a.example/b.png 2x'>",
        "<picture><source srcset=//a.example/a.png><img src=a.png></picture>",
        "<video src=https://a.example/a.mp4></video>",
        "<video src=a.mp4 poster=https://a.example/a.png></video>",
        "<video><track src=https://a.example/a.vtt></video>",
        "<audio><source src=https://a.example/a.mp3></audio>",
        "<input type=image src=https://a.example/a.png>",
        "<table background=https://a.example/a.png></table>",
        "<a ping=https://a.example href=a.md>a</a>",
        "<svg><image href=https://a.example/a.png /></svg>",
        "<svg><use xlink:href='//a.example/a.svg#a'/></svg>",
        "<svg xml:base='https://a.example/'><image href=a.png /></svg>",
        "<svg><rect fill='url(https://a.example/a.svg#a)'/></svg>",
        "<svg><rect mask='u\\\\72l(//a.example/a.svg#a)'/></svg>",
    ],
)
def test_what_a_browser_would_run_or_fetch_is_refused(text: str) -> None:
    assert markup_faults(converted(text)) != []


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n[a](https://a.example) <https://a.example> [b](brand:b) [c](more.md#d)",
        "![a](a.png) <img src='data:image/png;base64,aa' alt='a'>",
        "![a](../a/a.png?b#c) <img src=a.png srcset='a.png 1x, b.png 2x' alt='https://a.example'>",
        "<svg><rect fill='url(#a)' mask=\"url('#b')\" stroke='#000'/><use href='#c'/></svg>",
        "<map><area href=https://a.example></map> <video src=a.mp4 poster=a.png></video> a < b",
        "`<script>canary()</script>` and `{{ canary }}`\n\n    <script>canary()</script>",
        "{{ canary }} {% canary %} #eval(1) =1+1 <b>b</b> <!-- a remark -->",
        "<details><summary>a</summary>b</details>\n\n<mailto:a@a.example> [t](tel:110)",
    ],
)
def test_what_a_page_may_hold_is_let_through(text: str) -> None:
    assert markup_faults(converted(text)) == []


def test_files_that_a_browser_runs_are_refused_by_their_name(tmp_path: Path) -> None:
    folder = tmp_path / "pages/zh"
    folder.mkdir(parents=True)
    names = ["a.html", "b.JS", "c.xml", "d.css", "e.svg", "f.svg", "g.png", "h.md"]
    for name in names:
        (folder / name).write_text("甲", encoding="utf-8")
    (folder / "e.svg").write_text("<svg><script>canary()</script></svg>", encoding="utf-8")
    found = [f.file for f in check_markup(folder.parent, tmp_path, converted)]
    assert found == [f"pages/zh/{name}" for name in names[:5]]


def test_no_strict_build_publishes_a_page_that_holds_a_program(tmp_path: Path) -> None:
    root = copy_example(tmp_path / "book")
    page = root / "content/pages/en/index.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n<b onclick='canary()'>a</b>\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--config-file", root / "mkdocs.yml"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "BEATBOOK_PARTS": "pages"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    said = "content/pages/en/index.md:0:0: T02 the attribute `onclick` is refused in a page"
    assert said in done.stderr
    assert not any((root / "site").rglob("*.html"))


def test_links_to_other_sites_are_marked_and_open_nothing_to_them() -> None:
    html = '<a href="https://a.example/">a</a> <a href="brand:b">b</a> <a href="c.html">c</a>'
    assert resolve(html, "../") == (
        '<a href="https://a.example/" rel="external noopener">a</a>'
        ' <a href="../brands/b.html">b</a> <a href="c.html">c</a>'
    )
    assert [outward(a) for a in ("HTTPS://a.example", "mailto:a@a.example", "../a.html")] == [
        ' rel="external noopener"',
        "",
        "",
    ]


def test_a_host_is_asked_for_a_policy_that_allows_no_inline_code() -> None:
    policy = next(line for line in HEADERS.decode().splitlines() if "Security-Policy" in line)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "X-Content-Type-Options: nosniff" in HEADERS.decode()
