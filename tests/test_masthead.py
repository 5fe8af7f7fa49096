"""Who publishes: read from mkdocs.yml, shown on pages, in reports and in the data."""

from __future__ import annotations

import json
import os
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import mkdocs.__main__
import pypdf
import pytest
from click.testing import CliRunner
from example_book import ROOT, copy_example, settings_of

from generator.book.book import Book
from generator.build import make_book
from generator.errors import BeatbookError
from generator.publish.annual import make_annual, make_report
from generator.publish.datapackage import describe
from generator.publish.html import page_bytes
from generator.publish.workbook import make_edition_workbook
from generator.settings import Settings, read_settings, read_site
from generator.site.pages import make_pages
from generator.site.render import make_renderers

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>\n'
MASTHEAD: dict[str, Any] = {
    "publisher": {"zh": "甲市法治报社", "en": "Jia Legal News"},
    "issue": {"zh": "2025年第1期", "en": "No. 1 of 2025"},
    "contact": {"zh": "甲市中山路1号"},
    "imprint": {"zh": "刊号：00-0000\n印数：100", "en": "Number 00-0000\n100 copies"},
    "logo": "content/pages/报头.svg",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature book with a masthead and a page about the site."""
    root = copy_example(tmp_path_factory.mktemp("masthead"))
    pages = root / "content" / "pages"
    (pages / "报头.svg").write_text(LOGO, encoding="utf-8")
    for language, title in (("zh", "关于"), ("en", "About")):
        (pages / language / "about.md").write_text(f"# {title}\n", encoding="utf-8")
    with (root / "content/editions/2024-all.yml").open("a", encoding="utf-8") as file:
        file.write("thresholds: {brands: 2, samples: 1000}\n")
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    told = f"extra:\n  masthead: {json.dumps(MASTHEAD, ensure_ascii=False)}\n"
    config.write_text(text.replace("extra:\n", told), encoding="utf-8")
    return root


def build(root: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for name in [name for name in os.environ if name.startswith("BEATBOOK_")]:
            patch.delenv(name)
        patch.setenv("BEATBOOK_SITE_URL", "https://a.example/b/")
        patch.setenv("BEATBOOK_SOURCES", str(root / "texts"))
        patch.setenv("BEATBOOK_PARTS", "pages reports")
        done = CliRunner().invoke(mkdocs.__main__.cli, ["build", "--strict"])
    assert done.exit_code == 0, done.output
    return root / "site"


@pytest.fixture(scope="module")
def site(root: Path) -> Path:
    return build(root)


def read(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def test_every_page_says_who_publishes_it_in_its_foot(site: Path) -> None:
    for language, publisher, issue in (
        ("zh", "甲市法治报社", "2025年第1期"),
        ("en", "Jia Legal News", "No. 1 of 2025"),
    ):
        for page in ("index", "brands/jia-lamplight-policing", "editions/2024-all"):
            up = "../" * page.count("/")
            foot = read(site, f"{language}/{page}.html").partition("<footer")[2]
            assert f'<img src="{up}../%E6%8A%A5%E5%A4%B4.svg" alt="">' in foot
            assert f"<b>{publisher}</b> · {issue} · " in foot
            assert f'href="{up}about.html#imprint"' in foot
    assert read(site, "报头.svg") == LOGO


def test_the_page_about_the_site_has_the_whole_imprint(site: Path) -> None:
    page = read(site, "en/about.html")
    imprint = page.partition('<h2 id="imprint">')[2].partition("</section>")[0]
    assert re.findall("<dt>(.+?)</dt>", imprint) == ["Publisher", "Issue", "Contact", "Particulars"]
    assert '<span lang="zh-CN">甲市中山路1号</span>' in imprint
    assert "Number 00-0000\n100 copies" in imprint
    assert 'id="imprint"' not in read(site, "en/index.html")


def test_an_edition_names_its_publisher_for_readers_and_machines(site: Path) -> None:
    page = read(site, "en/editions/2024-all.html")
    header = page.partition('<header class="title">')[2].partition("</header>")[0]
    assert "<b>Jia Legal News</b> · No. 1 of 2025" in header
    assert "/data/" not in header  # nothing was made to be downloaded
    assert '<meta name="citation_publisher" content="Jia Legal News">' in page
    [block] = re.findall('<script type="application/ld.json">(.+?)</script>', page)
    assert json.loads(block)["publisher"] == {
        "@type": "Organization",
        "name": "Jia Legal News",
        "logo": "https://a.example/b/%E6%8A%A5%E5%A4%B4.svg",
    }
    data = read(site, "zh/data.html")
    [block] = re.findall('<script type="application/ld.json">(.+?)</script>', data)
    assert json.loads(block)["publisher"]["name"] == "甲市法治报社"


def test_pages_of_the_last_build_are_made_anew_for_another_issue(site: Path, root: Path) -> None:
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("No. 1 of 2025", "No. 2 of 2025"), encoding="utf-8")
    build(root)
    config.write_text(text, encoding="utf-8")
    pages = [p for p in (site / "en").rglob("*.html") if "<footer" in p.read_text("utf-8")]
    assert len(pages) > 20
    for page in pages:
        assert "No. 2 of 2025" in page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def settings(root: Path) -> Settings:
    """As the command line reads them."""
    return read_settings(root, {}, str(root / "texts"), **read_site(root))


@pytest.fixture(scope="module")
def book(settings: Settings) -> Book:
    return make_book(settings)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_has_the_publisher_on_its_cover_and_the_imprint_behind_it(
    book: Book, language: str
) -> None:
    own = book.editions["2024-all"]
    renderer = make_renderers(own.book)[language]
    report = make_report(own, renderer, book.brands)
    data = make_annual(report, book.settings.templates)
    cover, imprint, *_ = pypdf.PdfReader(BytesIO(data)).pages
    publisher, issue = ("甲市法治报社", "2025年第1期"), ("Jia Legal News", "No. 1 of 2025")
    told = publisher if language == "zh" else issue
    for words in told:
        assert "".join(words.split()) in "".join(cover.extract_text().split())
    text = "".join(imprint.extract_text().split())
    assert "甲市中山路1号" in text
    assert ("印数：100" if language == "zh" else "100copies") in text


def test_the_data_name_the_publisher(book: Book) -> None:
    package = json.loads(describe(book, []))
    assert package["contributors"] == [
        {"title": "Beatbook", "roles": ["creator"]},
        {"title": "甲市法治报社 / Jia Legal News", "roles": ["publisher"]},
    ]
    [(_, data)] = make_edition_workbook(book.editions["2024-all"])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        app = archive.read("docProps/app.xml").decode()
        core = archive.read("docProps/core.xml").decode()
    assert "<Company>甲市法治报社 / Jia Legal News<" in app
    assert "2025年第1期 / No. 1 of 2025\n甲市中山路1号\n刊号" in core


def test_without_a_masthead_nothing_names_a_publisher(root: Path) -> None:
    plain = make_book(settings_of(root))
    page = next(page for page in make_pages(plain) if page.address == "editions/2024-all")
    told = page_bytes(page, make_renderers(plain)["en"]).decode()
    assert "masthead" not in told and 'class="publisher"' not in told
    assert '"publisher": {"@type": "Organization", "name": "Beatbook"}' in told
    assert len(json.loads(describe(plain, []))["contributors"]) == 1
    assert read_settings(ROOT, {}, **read_site(ROOT)).masthead is None


@pytest.mark.parametrize("told", [None, "", {}, {"publisher": {"zh": "", "en": None}}])
def test_a_masthead_of_nothing_is_none(tmp_path: Path, told: object) -> None:
    assert read_settings(tmp_path, {}, masthead=told).masthead is None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("甲报", "`extra.masthead` of mkdocs.yml: name its keys"),
        (
            {"isue": {}},
            "`extra.masthead.isue` of mkdocs.yml: there is no such key; known here: pub",
        ),
        ({"issue": "No. 1"}, "`extra.masthead.issue` of mkdocs.yml: write the text as {zh: …, en"),
        ({"issue": {"de": "Nr. 1"}}, "write the text as {zh: …, en: …}"),
        ({"issue": {"en": "No. 1"}}, "write the Chinese too"),
        ({"issue": {"zh": "第1期\n夏"}}, "write it on one line, without signs that nobody sees"),
        ({"imprint": {"zh": "刊\u202e号"}}, "write it on one line, without signs that nobody sees"),
        ({"logo": "content/pages/a.svg"}, "give the publisher too"),
        ({**MASTHEAD, "logo": "content/pages/../a.svg"}, "name an SVG or PNG below content/pages"),
        ({**MASTHEAD, "logo": "content/pages/a.gif"}, "name an SVG or PNG below content/pages"),
        ({**MASTHEAD, "logo": "content/pages/a.svg"}, "No such file"),
        ({**MASTHEAD, "logo": "content/pages/no.png"}, "the file is not the picture its name says"),
    ],
)
def test_a_masthead_that_cannot_be_shown_is_refused(
    tmp_path: Path, told: object, said: str
) -> None:
    (tmp_path / "content" / "pages").mkdir(parents=True)
    (tmp_path / "content" / "pages" / "no.png").write_text(LOGO)
    with pytest.raises(BeatbookError) as caught:
        read_settings(tmp_path, {}, masthead=told)
    assert said in str(caught.value)
    assert "extra.masthead" in str(caught.value)
