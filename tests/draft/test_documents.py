"""Files that are no text: DOCX, PDF, tables, other encodings; how their text is kept for checks."""

from __future__ import annotations

import json
import re
import resource
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
import yaml
from click.testing import CliRunner, Result
from example_book import copy_example
from finished import finish
from opencc import OpenCC

from generator.build import examine
from generator.check.glyphs import font_files
from generator.cli import main
from generator.draft import pdf, pdf_lines
from generator.draft.article import Article, read_article
from generator.draft.furniture import without
from generator.draft.pdf import read_pdf
from generator.errors import BeatbookError
from generator.settings import Settings
from generator.system import files

TITLE = "戊县公安局推行桥头警务见成效"
FIRST = (
    "戊县公安局在集镇桥头设立岗亭6个，组织民警32名轮流值守，取名“桥头警务”。今年1月至6月，盗窃警情18起，"
    "同比下降25%，化解矛盾纠纷120余起，夜间巡逻2.7万余人次，覆盖全县12个乡镇、165条巡控路。"
)
_PLACES = [f"{side}桥" for side in "东西南北石木上下新老长小"]
LATER = [
    f"入夏以来，{place}的岗亭延长值守到凌晨，队员沿河巡查，劝导车辆有序停放，帮助老人和孩子过桥，"
    f"商户夜里收摊也有人照看。截至目前，累计服务群众{number}人次，送还失物{number // 7}件。"
    for number, place in enumerate(_PLACES, 311)
]
TEXT = "\n".join([TITLE, "来源：戊报 2024-07-08", FIRST, *LATER])

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOMB = 2 * files.ARTICLE


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, **others: bytes) -> bytes:
    """A DOCX file as Word packs it, with further members."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        document = f'<?xml version="1.0"?><w:document {WORD}><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        for name, data in others.items():
            archive.writestr(f"word/{name}.xml", data)
    return held.getvalue()


def archive(*names: str) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in names:
            packed.writestr(name, "<a/>")
    return held.getvalue()


def typeset(tmp_path: Path, body: str, rules: str = "", paper: str = '"a5"') -> bytes:
    """A PDF with a head and a number on each page."""
    source = tmp_path / "release.typ"
    source.write_text(
        f"#set page(paper: {paper}, header: [戊县公安局新闻通稿],"
        " footer: context align(center)[— #counter(page).display() —])\n"
        '#set text(font: "Noto Sans SC", size: 10.5pt, lang: "zh")\n'
        f"{rules}\n{body}\n",
        "utf-8",
    )
    folders = [path.parent for path in font_files()]  # no font of the system, which may have none
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )
    return typst.compile(source, font_paths=fonts)


INDENTED = "#set par(justify: true, first-line-indent: (amount: 2em, all: true))"
SPACED = "#set par(justify: false, spacing: 1.5em)"
RELEASE = "\n\n".join(
    [f"#align(center)[#text(16pt)[{TITLE}]]", "来源：戊报 2024-07-08", FIRST, *LATER]
)


def drawn(content: bytes, filters: bytes = b"", more: bytes = b"") -> bytes:
    """A PDF of one page with a content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters, content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    end = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + b"trailer<</Size 6/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (more, end)


def refusal(raw: bytes, name: str) -> str:
    with pytest.raises(BeatbookError) as error:
        read_article(raw, name)
    said = str(error.value)
    assert said.startswith(f"{name}: ")
    assert error.value.said("zh") != said
    return said


def body_of(found: Article) -> str:
    """An article's text without what is not of it, a line each."""
    left = without(found.text, found.furniture)
    return "\n".join(line for line in left.splitlines() if line.strip())


# DOCX


def test_paragraphs_of_a_docx_are_lines_and_rows_of_its_tables_lines_of_cells() -> None:
    cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("盗窃警情", "18起"))
    body = paragraph(TITLE) + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + paragraph(FIRST)
    found = read_article(docx(body), "release.docx")
    assert found.text == f"{TITLE}\n盗窃警情\t18起\n{FIRST}"
    assert found.title == TITLE


def test_what_a_reader_of_a_docx_sees_is_read_and_nothing_else() -> None:
    body = (
        "<w:p><w:r><w:t>民警</w:t></w:r><w:ins><w:r><w:t>32</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>31</w:delText></w:r></w:del><w:r><w:t>名</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('岗亭6个')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>桥</w:t><w:br/><w:t>头</w:t><w:tab/><w:t>警</w:t></w:r>"
        "<w:r><w:instrText>PAGE 7</w:instrText></w:r></w:p>"
    )
    assert read_article(docx(body), "a.docx").text == "民警32名\n岗亭6个\n桥\n头\t警"


def test_a_docx_is_known_by_its_bytes_whatever_it_is_called() -> None:
    assert read_article(docx(paragraph(FIRST)), "stdin.txt").text == FIRST


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (archive("xl/workbook.xml"), "this is a table"),
        (archive("a.txt"), "is an archive"),
        (docx(paragraph(FIRST))[:-30], "is damaged"),
        (docx("<w:p>"), "is damaged"),
        (docx(""), "holds no text"),
        (docx(" " * BOMB), "unpacks to more"),
        (archive(*(f"{n}" for n in range(5000))), "unpacks to more"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"{\\rtf1\\ansi 1}", "is an RTF file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_of_word_processors_are_refused_with_what_to_do(raw: bytes, words: str) -> None:
    assert words in refusal(raw, "a.docx")


def test_a_member_with_a_password_is_refused() -> None:
    raw = bytearray(docx(paragraph(FIRST)))
    for sign, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = raw.index(b"word/document.xml")
        entry = raw.rfind(sign, 0, at) if flags == 6 else raw.rindex(b"word/document.xml") - 46
        raw[entry + flags] |= 1
    assert "password" in refusal(bytes(raw), "a.docx")


def test_entities_of_a_docx_are_not_unfolded() -> None:
    held = BytesIO()
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr(
            "word/document.xml",
            f'<!DOCTYPE x [<!ENTITY a0 "0123456789">{entities}]><w:document {WORD}><w:body>'
            "<w:p><w:r><w:t>岗亭&a8;个</w:t></w:r></w:p></w:body></w:document>",
        )
    try:
        assert len(read_article(held.getvalue(), "a.docx").text) < 100
    except BeatbookError as error:
        assert "is damaged" in str(error)


# PDF


@pytest.mark.parametrize("rules", [INDENTED, SPACED])
def test_paragraphs_of_a_pdf_go_on_over_lines_and_pages(tmp_path: Path, rules: str) -> None:
    found = read_article(typeset(tmp_path, RELEASE, rules), "release.pdf")
    lines = found.text.splitlines()
    assert lines[0] == TITLE
    assert lines[2 : 3 + len(LATER)] == [FIRST, *LATER]
    assert found.publisher == "戊报"
    assert found.published == "2024-07-08"
    assert found.read == "whole"


def test_heads_and_numbers_of_pages_are_furniture(tmp_path: Path) -> None:
    found = read_article(typeset(tmp_path, RELEASE, INDENTED), "release.pdf")
    assert found.text.count("戊县公安局新闻通稿") > 1
    body = body_of(found)
    assert "新闻通稿" not in body
    assert "—" not in body


def test_columns_of_a_pdf_are_read_one_after_the_other(tmp_path: Path) -> None:
    columns = f"#columns(2)[{INDENTED}\n" + "\n\n".join([FIRST, *LATER]) + "]"
    found = read_article(typeset(tmp_path, columns), "release.pdf")
    assert found.text.splitlines()[: 1 + len(LATER)] == [FIRST, *LATER]


def test_headings_and_items_begin_lines_of_their_own(tmp_path: Path) -> None:
    items = ["一、设岗亭", LATER[0], "二、建队伍", LATER[1]]
    found = read_article(typeset(tmp_path, "\n\n".join(items), SPACED), "release.pdf")
    assert found.text.splitlines()[1:5] == items


def test_radicals_that_a_font_names_are_read_as_their_characters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = ["⽇夜巡逻18起", 50, 50, 150, 60, 10]
    answer = json.dumps({"pages": [{"pictures": False, "lines": [line]}]})

    class Ran:
        stdout = answer

    monkeypatch.setattr(pdf.subprocess, "run", lambda *_, **__: Ran)
    assert read_pdf(b"%PDF-1.7", "a.pdf").text.strip() == "日夜巡逻18起"


def test_a_pdf_without_text_is_refused_as_scanned() -> None:
    assert "is scanned" in refusal(drawn(b"0 0 100 100 re f"), "scan.pdf")


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.append(BytesIO(typeset(tmp_path, FIRST)))
    writer.encrypt("secret", algorithm="RC4-128")
    held = BytesIO()
    writer.write(held)
    assert "password" in refusal(held.getvalue(), "a.pdf")


def packed(unit: bytes, times: int) -> bytes:
    """A unit repeated, packed once: blocks that refer to nothing before them can be repeated."""
    packer = zlib.compressobj(9)
    first = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * times + packer.flush()


@pytest.mark.parametrize(
    "unit", [b" " * 1_000_000, b"BT /F1 12 Tf 10 10 Td (Hello) Tj ET\n" * 30_000]
)
def test_a_pdf_that_unpacks_without_end_is_refused_without_much_memory(unit: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    raw = drawn(packed(unit, 1500), b"/Filter/FlateDecode")
    assert len(raw) < files.ARTICLE
    assert "more than an article" in refusal(raw, "a.pdf")
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert after <= max(before, pdf_lines.MEMORY // 1024)


def test_without_the_reader_of_pdf_who_drafts_one_is_told_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(BeatbookError, match=r"pypdfium2 is missing.*beatbook\[draft\]") as error:
        read_article(drawn(b""), "a.pdf")
    assert "pip install" in error.value.said("zh")
    assert read_article(docx(paragraph(FIRST)), "a.docx").text == FIRST


# Tables

ROWS = [
    ("单位", "警情", "同比"),
    ("甲县", "18起", "-25%"),
    ("乙县", "20起", "-8%"),
    ("丙县", "9起", "0"),
]


@pytest.mark.parametrize("separator", ["\t", ",", ";", "|", "，"])
def test_rows_of_as_many_cells_are_a_table(separator: str) -> None:
    text = "\n".join(separator.join(row) for row in ROWS)
    assert "this is a table, not an article" in refusal(text.encode(), "a.txt")


@pytest.mark.parametrize("name", ["a.csv", "a.TSV", "a.xlsx", "a.xls"])
def test_a_table_is_known_by_its_name(name: str) -> None:
    assert "beatbook new brand" in refusal("甲县公安局，18起\n".encode(), name)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"{TITLE}\n"
        + "\n".join("\t".join(row) for row in ROWS)
        + f"\n{FIRST}\n{LATER[0]}\n{LATER[1]}",
        "\n".join(["岗亭亮了，路人安心，", "队员来了，商户高兴，", "夜色深了，河水静静，", FIRST]),
        f"首页 | 要闻 | 政法\n\n{TITLE}\n\n来源 | 戊报\n\n{FIRST}\n{LATER[0]}",
    ],
)
def test_an_article_with_lists_or_a_table_in_it_is_read(text: str) -> None:
    assert read_article(text.encode(), "a.txt").text == text


# Encodings

SIMPLIFIED = ["戊县夜巡队32名", FIRST, f"{TITLE}\r\n\r\n{FIRST}", "民警值守，警情下降。"]
TRADITIONAL = [OpenCC("s2t").convert(text) for text in SIMPLIFIED]


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize(
    ("encoding", "label", "texts"),
    [
        ("utf-8", "utf-8", SIMPLIFIED + TRADITIONAL),
        ("utf-8", "gb2312", SIMPLIFIED),
        ("utf-16", "utf-16", SIMPLIFIED + TRADITIONAL),
        ("gb18030", "gb2312", SIMPLIFIED + TRADITIONAL),
        ("big5hkscs", "big5", TRADITIONAL),
        ("big5hkscs", "gbk", TRADITIONAL),
    ],
)
def test_a_text_is_read_in_its_encoding_declared_or_not(
    encoding: str, label: str, texts: list[str], declared: bool
) -> None:
    for text in texts:
        page = f'<html><meta charset="{label}"><p>{text}</p></html>' if declared else text
        found = read_article(page.encode(encoding), "a.txt").text
        assert "".join(found.split()) == "".join(text.split())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str) -> None:
    assert read_article(TEXT.encode(encoding), "a.txt").text == TEXT


def test_bytes_that_make_no_plausible_text_are_refused() -> None:
    assert "is neither" in refusal("Ünïcödé: ÄÖÜ äöü ß éèê ñ".encode("latin-1") * 3, "a.txt")


# Kept for the check


def run(root: Path, *arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["draft", "--root", str(root), *arguments], input=stdin)


def source_of(project: Path) -> dict[str, Any]:
    (path,) = (project / "content/sources").glob("article-*.yml")
    read: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return read


def as_docx(_: Path) -> tuple[str, bytes]:
    return "release.docx", docx("".join(map(paragraph, TEXT.splitlines())))


def as_pdf(tmp_path: Path) -> tuple[str, bytes]:
    return "release.pdf", typeset(tmp_path, RELEASE, INDENTED)


def as_page(_: Path) -> tuple[str, bytes]:
    lines = "".join(f"<p>{line.replace('民警', '<b>民警</b>')}</p>" for line in TEXT.splitlines())
    return "page.html", f"<html><body>{lines}</body></html>".encode()


def as_gb18030(_: Path) -> tuple[str, bytes]:
    return "release.txt", TEXT.encode("gb18030")


@pytest.mark.parametrize("made", [as_docx, as_pdf, as_page, as_gb18030])
def test_the_check_reads_the_text_that_was_drafted_from(tmp_path: Path, made: Any) -> None:
    """The editor finishes the draft; its excerpts stand in the text beside the article."""
    project, folder = copy_example(tmp_path / "project"), tmp_path / "texts"
    folder.mkdir()
    name, raw = made(tmp_path)
    (folder / name).write_bytes(raw)
    done = run(project, str(folder / name))
    assert done.exit_code == 0, done.output
    assert f"{name}.txt" in done.output
    assert source_of(project)["text"]["file"] == f"{name}.txt"
    assert (folder / f"{name}.txt").read_text("utf-8") == read_article(raw, name).text

    finished = finish(project)
    found = examine(Settings(root=project, sources=folder))
    assert found.content is not None
    (source,) = (project / "content/sources").glob("article-*.yml")
    assert found.content.texts.get(found.content.sources[source.stem]) is not None
    told = [f.message for f in found.findings if finished.name in f.file and f.code[0] == "E"]
    assert told == []
    assert len([one for one in found.found if one.brand == finished.stem]) >= 3


def test_plain_text_needs_no_text_beside_it(tmp_path: Path) -> None:
    project = copy_example(tmp_path / "project")
    (tmp_path / "article.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    run(project, str(tmp_path / "article.txt"))
    assert source_of(project)["text"]["file"] == "article.txt"
    assert list(tmp_path.glob("*.txt")) == [tmp_path / "article.txt"]


def test_a_text_that_lies_there_is_kept_and_another_is_not_overwritten(tmp_path: Path) -> None:
    project = copy_example(tmp_path / "project")
    name, raw = as_docx(tmp_path)
    (tmp_path / name).write_bytes(raw)
    beside = tmp_path / f"{name}.txt"
    beside.write_text("mine", "utf-8")
    done = run(project, str(tmp_path / name))
    assert done.exit_code == 1
    assert beside.read_text("utf-8") == "mine"
    assert not list((project / "content/sources").glob("article-*"))
    beside.write_bytes(TEXT.encode())
    assert run(project, str(tmp_path / name)).exit_code == 0


def test_a_document_on_standard_input_is_read_and_leaves_no_text(tmp_path: Path) -> None:
    project = copy_example(tmp_path / "project")
    done = run(project, "-", "--format", "json", stdin=as_docx(tmp_path)[1])
    assert len(json.loads(done.stdout)[0]["metrics"]) > 4
    assert source_of(project)["text"]["file"] == "stdin.txt"


def test_an_article_saved_in_two_ways_is_said_to_be_one(tmp_path: Path) -> None:
    project = copy_example(tmp_path / "project")
    (tmp_path / "article.txt").write_text(TEXT, "utf-8")
    name, raw = as_page(tmp_path)
    (tmp_path / name).write_bytes(raw)
    first = run(project, str(tmp_path / "article.txt"))
    known = source_of(project)["id"]
    second = run(project, str(tmp_path / name))
    assert "same article" not in first.output
    assert f"seems to be the same article as {known}" in second.output
    sources = (project / "content/sources").glob("article-*.yml")
    assert sum("same article" in path.read_text("utf-8") for path in sources) == 1


def test_another_article_with_some_of_the_figures_is_another_source(tmp_path: Path) -> None:
    project = copy_example(tmp_path / "project")
    (tmp_path / "article.txt").write_text(TEXT, "utf-8")
    other = (
        re.sub("25%", "31%", TEXT)
        .replace("2024-07-08", "2024-08-09")
        .replace(TITLE, "桥头夜巡再添新举措")
    )
    (tmp_path / "other.txt").write_text(other, "utf-8")
    run(project, str(tmp_path / "article.txt"))
    assert "same article" not in run(project, str(tmp_path / "other.txt")).output
