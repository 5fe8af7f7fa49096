"""The report's PDF: what it says, how it is built, and what it refuses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from generator.check import glyphs
from generator.errors import BeatbookError
from generator.publish import fonts
from generator.publish.pdf import Cover, Section, make_pdf

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
EPOCH = 1_956_000_000
COVERS = {
    "zh": Cover(
        "2031 年度榜单",
        "地方警务品牌的记录、数字与证据",
        ("收录截至 2031-11-21", "版本 2031.0.1"),
        "zh",
        "zh-CN",
        "试刊 · 草稿",
        "目录",
        "Beatbook 2031 年度榜单",
        "https://beatbook.example",
    ),
    "en": Cover(
        "Annual Report 2031",
        "Records, figures and evidence of local policing programmes",
        ("Records as of 21 November 2031", "Version 2031.0.1"),
        "en",
        "en",
        "Trial issue · draft",
        "Contents",
        "Beatbook Annual Report 2031",
        "https://beatbook.example",
    ),
}


def sample(language: str) -> list[Section]:
    """The sample's sections; a comment with id, title and note begins each."""
    text = (ROOT / f"tests/data/report-sample.{language}.html").read_text(encoding="utf-8")
    parts = re.split(r"<!-- (.+?) \| (.+?) \| (.*?) ?-->", text)[1:]
    return [Section(*parts[n : n + 4]) for n in range(0, len(parts), 4)]


def made(html: str, cover: Cover = COVERS["en"]) -> bytes:
    return make_pdf(cover, [Section("one", "One", "", html)], TEMPLATES, epoch=EPOCH)


def pages(data: bytes) -> list[str]:
    """The text of each page, without white space."""
    texts = [page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages]
    return ["".join(text.split()) for text in texts]


def tags(node: object) -> list[dict[str, object]]:
    """Every element of a structure tree, in reading order."""
    if isinstance(node, pypdf.generic.IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        return [tag for part in node for tag in tags(part)]
    if not isinstance(node, dict):
        return []
    return [*([node] if "/S" in node else []), *tags(node.get("/K"))]


def links(data: bytes) -> list[str]:
    """Where the links lead: addresses, or `inside`."""
    found = []
    for page in pypdf.PdfReader(BytesIO(data)).pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get_object().get("/A", {})
            found.append(str(action.get("/URI", "inside")))
    return found


@pytest.fixture(scope="module", params=["zh", "en"])
def report(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    language = request.param
    data = make_pdf(COVERS[language], sample(language), TEMPLATES, epoch=EPOCH)
    return language, data


def test_metadata(report: tuple[str, bytes]) -> None:
    language, data = report
    reader = pypdf.PdfReader(BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == COVERS[language].code
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == COVERS[language].title
    assert reader.metadata.author == "Beatbook"
    assert reader.metadata.creation_date is not None
    assert int(reader.metadata.creation_date.timestamp()) == EPOCH
    about = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about


def test_structure(report: tuple[str, bytes]) -> None:
    language, data = report
    root = pypdf.PdfReader(BytesIO(data)).trailer["/Root"]
    found = tags(root["/StructTreeRoot"])
    kinds = [str(tag["/S"]) for tag in found]
    html = "".join(section.html for section in sample(language))
    assert kinds.count("/H1") == len(sample(language)) + 1  # the contents too
    assert kinds.count("/Table") == html.count("<table")
    first = [tags(tag.get("/K"))[0]["/S"] for tag in found if tag["/S"] == "/Table"]
    assert first.count("/Caption") == html.count("<caption")
    assert kinds.count("/TH") >= html.count('scope="col"')
    assert kinds.count("/H2") == html.count("<h3")
    assert kinds.count("/H3") == html.count("<h4")
    assert "/L" in kinds
    assert "/Link" in kinds
    alternatives = [str(tag["/Alt"]) for tag in found if tag["/S"] == "/Figure"]
    assert len(alternatives) == 1
    assert re.search("川 6|Chuan 6", alternatives[0])


def test_a_drawing_is_set_with_what_it_says() -> None:
    shapes = (
        '<line class="track" x1="0" y1="20" x2="300" y2="20"/><circle cx="150" cy="20" r="6"/>'
        '<path class="hollow" d="M10 10h20v20h-20z"/><text x="200" y="15">Site 100 &amp; 2</text>'
    )
    said = "<title>Dots</title><desc>Places by figures:\n Zhaoyang 100</desc>"
    drawing = f'<svg viewBox="0 0 300 40">{said}{shapes}</svg>'
    hidden = f'<svg viewBox="0 0 300 40" aria-hidden="true">{shapes}</svg>'
    data = made(
        f"<figure>{drawing}<figcaption>Dots</figcaption></figure><table><tbody>"
        f'<tr><th>Zhaoyang</th><td class="plot">{hidden}</td></tr></tbody></table>'
    )
    root = pypdf.PdfReader(BytesIO(data)).trailer["/Root"]
    found = [tag["/Alt"] for tag in tags(root["/StructTreeRoot"]) if tag["/S"] == "/Figure"]
    assert found == ["Places by figures: Zhaoyang 100"]
    assert pages(data)[-1].count("Site100&2") == 2


def test_the_rules_of_drawings_are_such_as_an_svg_knows() -> None:
    """What Typst does not know it passes over in silence."""
    sheet = (TEMPLATES / "theme/assets/style.css").read_text(encoding="utf-8")
    rules = re.search(r"/\* Drawings.*?\*/(.*?)/\*", sheet, re.DOTALL)
    assert rules is not None
    selector = r"[.a-z0-9-]+( (\+ )?[.a-z0-9-]+)*"
    value = r"[a-z-]+: ([#\w .-]|var\(--[\w-]+\))+;"
    rule = rf"{selector}(, {selector})* \{{( {value})+ \}}"
    strange = [line for line in rules[1].strip().split("\n") if not re.fullmatch(rule, line)]
    assert strange == []


def test_outline(report: tuple[str, bytes]) -> None:
    language, data = report
    outline = pypdf.PdfReader(BytesIO(data)).outline
    entries = [entry.title for entry in outline if not isinstance(entry, list)]
    assert entries == [section.title for section in sample(language)]


def test_fonts(report: tuple[str, bytes]) -> None:
    _, data = report
    seen = set()
    for page in pypdf.PdfReader(BytesIO(data)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for descendant in font.get_object()["/DescendantFonts"]:
                descriptor = descendant.get_object()["/FontDescriptor"]
                assert "/FontFile2" in descriptor
                seen.add(str(descriptor["/FontName"]).partition("+")[2])
    assert seen == {"BeatbookSansRegular", "BeatbookSansBold"}


def test_nothing_is_lost(report: tuple[str, bytes]) -> None:
    language, data = report
    text = "".join(pages(data))
    for section in sample(language):
        assert "".join(section.title.split()) in text
        root = ElementTree.fromstring(f"<div>{section.html}</div>")  # noqa: S314
        hidden = {part for part in root.iter() if part.get("class") == "vh"}
        for cell in [*root.iter("th"), *root.iter("td"), *root.iter("dd"), *root.iter("caption")]:
            for part in cell.iter():
                shown = part.text if part not in hidden else ""
                for piece in (shown, part.tail if part is not cell else ""):
                    assert "".join((piece or "").split()) in text


def test_pages(report: tuple[str, bytes]) -> None:
    language, data = report
    texts = pages(data)
    cover = COVERS[language]
    status = "".join(cover.status.split())
    assert all(status in text for text in texts)
    assert "".join(cover.contents.split()) in texts[1]
    assert all(str(number) in text for number, text in enumerate(texts[1:], start=2))
    assert min(map(len, texts[2:-1])) > 150


WIDE = (
    "<table><caption>Seven columns</caption><thead><tr>"
    + "".join(f'<th scope="col">{name}</th>' for name in ("Programme", "Place", "Category"))
    + '<th scope="col">Evidence</th><th scope="col" class="num">Number of figures reported</th>'
    + '<th scope="col" class="num">Last source</th><th scope="col">Link</th></tr></thead><tbody>'
    + "".join(
        f'<tr><th scope="row">Morning-market post<small>{"Autonomous Prefecture " * 4}</small></th>'
        "<td>Wulan County, Xiling</td><td>Community mediation and consultation</td>"
        '<td><span class="evidence"><svg viewBox="0 0 44 10" aria-hidden="true">'
        '<rect width="7" height="8"/></svg>Before–after, with comparison</span></td>'
        f'<td class="num">{n * 1234:,}</td>'
        f'<td class="num keep">2031</td><td>https://example.org/a/long/path/{n:020d}.html</td></tr>'
        for n in range(30)
    )
    + "</tbody></table>"
)


def lines(data: bytes) -> list[list[tuple[float, float, str]]]:
    """Left edge, right edge and character along every line, ligatures once."""
    found: dict[tuple[int, int, int], dict[float, tuple[float, float, str]]] = {}
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                if character := text.get_text_range(index, 1).strip():
                    left, bottom, right, top = text.get_charbox(index, loose=True)
                    line = found.setdefault((number, round(bottom), round(top - bottom)), {})
                    line[left] = (left, right, character)
    return [sorted(line.values()) for line in found.values()]


QUOTED = (
    "<table><caption>Long periods</caption><thead><tr>"
    + "".join(f'<th scope="col">{name}</th>' for name in ("Indicator", "Period", "Reason"))
    + '</tr></thead><tbody><tr><th scope="row">Suspects caught in all the areas</th>'
    "<td>“平安甲江2024”专项行动从部署到开展以来的全部时间里各地陆续上报的数</td>"
    "<td>no other brand reports it alike, so it stands alone</td></tr></tbody></table>"
)


def test_chinese_after_a_quotation_mark_breaks_so_that_other_columns_have_room() -> None:
    reason = [line for line in lines(made(QUOTED)) if "alike" in "".join(c for *_, c in line)]
    assert len(reason) == 1
    assert "nootherbrand" in "".join(character for *_, character in reason[0])


@pytest.mark.parametrize("html", ["", WIDE])
def test_nothing_overflows(report: tuple[str, bytes], html: str) -> None:
    """No character stands in a margin, and none over another."""
    for line in lines(made(html) if html else report[1]):
        assert line[0][0] > 25 / 25.4 * 72 - 3
        assert max(right for _, right, _ in line) < 185 / 25.4 * 72 + 3
        for (_, right, before), (left, _, after) in pairwise(line):
            assert left > right - 1 or {before, after} & set("，。：；、《》（）“”")


def test_no_heading_ends_a_page(report: tuple[str, bytes]) -> None:
    reader = pypdf.PdfReader(BytesIO(report[1]))
    flat = [e for e in reader.outline if not isinstance(e, list)]
    flat += [e for part in reader.outline if isinstance(part, list) for e in part]
    places = [float(entry["/Top"]) for entry in flat if not isinstance(entry, list)]
    assert min(places) > (28 + 20) / 25.4 * 72


def test_links(report: tuple[str, bytes]) -> None:
    language, data = report
    found = links(data)
    assert f"https://beatbook.example/{language}/brands/b0.html" in found
    assert "https://beatbook.example/data/brands.csv" in found
    assert "mailto:desk@beatbook.example" in found
    assert "inside" in found


def test_an_index_gives_the_page_of_each_brand() -> None:
    index = '<p>Jia <a class="folio" href="#far">Night post</a></p>'
    filler = "<p>" + "Officers walk the streets. " * 900 + "</p>"
    sections = [
        Section("one", "One", "", filler),
        Section("two", "Two", "", '<h3 id="far">Night post</h3><p>A post at night.</p>'),
        Section("three", "Three", "", filler + index),
    ]
    found = pages(make_pdf(COVERS["en"], sections, TEMPLATES, epoch=EPOCH))
    at = next(n for n, text in enumerate(found, 1) if "Apostatnight" in text)
    assert at > 3
    assert any(f"JiaNightpost{at}" in text for text in found)


def test_many_sections_have_one_page_of_contents() -> None:
    sections = [
        Section(f"s{n}", f"Section {n}", "", "<h3>Part</h3><p>Text.</p>" * 20) for n in range(20)
    ]
    found = pages(make_pdf(COVERS["en"], sections, TEMPLATES, epoch=EPOCH))
    assert "Section0" in found[1]
    assert "Section19" in found[1]
    assert found[2].startswith("BeatbookAnnualReport2031Trialissue·draftSection0")


def test_without_a_site() -> None:
    cover = COVERS["en"]._replace(site="", status="", subtitle="", lines=())
    data = made('<p><a href="../x.html">here</a> <a href="https://a.example/">there</a></p>', cover)
    assert [link for link in links(data) if link != "inside"] == ["https://a.example/"]
    assert "herethere" in pages(data)[-1]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>one", "not well-formed"),
        ("<p>a &nbsp; b</p>", "not well-formed"),
        ("<video/>", "<video> cannot stand in <div>"),
        ('<p class="shout">a</p>', "the class `shout` of <p> is unknown"),
        ('<table><tbody><tr><td><b class="x">a</b></td></tr></tbody></table>', "class `x` of <b>"),
        ('<p><a href="javascript:x">a</a></p>', "javascript:x"),
        ('<p id="one">a</p>', "the id `one` more than once"),
        (
            "<table><tbody><tr><td>a</td></tr><tr><td/><td>b</td></tr></tbody></table>",
            "differ in length",
        ),
        ("<table><tr><td>a</td></tr></table>", "<tr> cannot stand in <table>"),
        ("<ul>words</ul>", "words cannot stand in <ul>"),
        ("<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>", "<dd> cannot stand in <dl>"),
        ("<dl><dt>a</dt><dt>b</dt><dd>c</dd></dl>", "<dt> cannot stand in <dl>"),
        ("<p><b><p>a</p></b></p>", "<p> cannot stand in <b>"),
        ('<svg viewBox="0 0 9 9"/>', "needs a <desc>"),
        ('<svg viewBox="0 0 9 9"><foreignObject/></svg>', "<foreignObject> cannot stand in <svg>"),
        ('<svg viewBox="0 0 9 9"><g><rect class="x"/></g></svg>', "the class `x` of <rect> has no"),
        ('<p><a href="#nowhere">a</a></p>', "nowhere"),
        ('<table><tbody><tr><td colspan="x">a</td></tr></tbody></table>', "`x` is no number"),
        ('<table><tbody><tr><td rowspan="2">a</td></tr></tbody></table>', "spans rows"),
        ("<table></table>", "is empty"),
        ("<p>a</p><li>b</li>", "<li> cannot stand in <div>"),
        ("<svg><rect/></svg>", "needs a viewBox"),
        ('<p lang="中">a</p>', "is no language"),
        ('<a href="http://[x">a</a>', "http://[x"),
        ("<h4>deep</h4>", "heading levels must be consecutive"),
    ],
)
def test_refusals(html: str, said: str) -> None:
    with pytest.raises(BeatbookError) as caught:
        made(html)
    assert said in str(caught.value)


@pytest.mark.parametrize("told", ['"no"', '"[1]"', 'json.encode((section: "x"))'])
def test_a_fault_of_a_template_of_ones_own_is_said_as_typst_has_it(
    tmp_path: Path, told: str
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    with (templates / "report/look.typ").open("a", encoding="utf-8") as look:
        look.write(f"\n#panic({told})\n")
    with pytest.raises(BeatbookError, match=r"the PDF was not made at look\.typ:\d+:\d+: panicked"):
        make_pdf(COVERS["en"], [Section("s", "S", "", "<p>a</p>")], templates, epoch=EPOCH)


def test_the_first_font_has_what_is_taken_for_common() -> None:
    first = glyphs.known(glyphs.font_files()[0])
    common = {code for code in range(0x10000) if not glyphs._RARE.match(chr(code))}
    assert len(common) > 21_000
    assert {chr(code) for code in common - first} == {"\n"}  # stands between the texts of a record


def test_rare_characters_are_borrowed_or_boxes_with_their_code() -> None:
    html = "<p>🚓警务 <strong>𠮷家夜巡</strong> 𪨊❤️ \ua66e</p>"
    data = made(html)
    assert "🚓警务𠮷家夜巡𪨊❤" in pages(data)[-1]  # copied from the PDF they are what was written
    assert made(html) == data
    made_of = fonts.make_fonts("🚓𠮷吉")
    for name, font in made_of.items():
        with TTFont(BytesIO(font)) as opened:
            names = [opened.getBestCmap()[ord(c)] for c in "🚓𠮷吉"]
            shapes = [opened["glyf"][name] for name in names]
            assert [opened["hmtx"][name][0] for name in names] == [1000, 1000, 1000]
        assert shapes[0].numberOfContours == 2 + len("1F693"), name  # the box and its digits
        assert shapes[1].numberOfContours > 0
        assert shapes[1] != shapes[2]  # 𠮷 is no 吉


def test_a_font_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "_PACKAGE", "no_such_fonts")
    with pytest.raises(BeatbookError, match="pip install no-such-fonts"):
        fonts.make_fonts("a")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_code_is_only_text(language: str) -> None:
    words = ["#panic()", "*a*", "_b_", "$c$", "\\d", "@ref", "&lt;label&gt;", "//e", "`f`", "---"]
    words += ["= g", "- h", "#sys.inputs", "~", "'i'"]
    text = "".join(pages(made(f"<p>{' '.join(words)}</p>", COVERS[language])))
    shown = " ".join(words).replace("&lt;", "<").replace("&gt;", ">")
    assert "".join(shown.split()) in text


def test_equal_bytes(report: tuple[str, bytes], tmp_path: Path) -> None:
    language, data = report
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import test_pdf as t;"
        "data = t.make_pdf(t.COVERS[sys.argv[2]], t.sample(sys.argv[2]), t.TEMPLATES,"
        " epoch=t.EPOCH); print(hashlib.sha256(data).hexdigest())"
    )
    again = make_pdf(COVERS[language], sample(language), TEMPLATES, epoch=EPOCH)
    assert again == data
    run = subprocess.run(
        [sys.executable, "-c", program, str(ROOT / "tests"), language],
        cwd=tmp_path,
        env={**os.environ, "TZ": "Asia/Shanghai", "SOURCE_DATE_EPOCH": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == sha256(data).hexdigest()
