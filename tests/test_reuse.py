"""What others take from the site: changes, corrections, old addresses, examples, citations."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import html5lib
import pytest
from reuse_book import RENAMED, SITE_URL, Reused, files_of

from generator.build import make_book
from generator.publish import sitemap
from generator.records.i18n import Words
from generator.site.changes import MONTHS, change_pages, events, months_of
from generator.site.render import make_renderers
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK, ROUND_CODEBOOK

LANGUAGES = ("zh", "en")


def page_of(reused: Reused, path: str) -> Any:
    return html5lib.parse(reused.files[path], namespaceHTMLElements=False)


def shown(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


# Changes and corrections


def test_every_event_stands_on_the_page_of_its_month_once(reused: Reused) -> None:
    happened = events(reused.book)
    assert len(happened) == 4 + 1 + 3
    page = page_of(reused, "en/changes/2024-06.html")
    rows = [row for row in page.iter("tr") if row.find("td") is not None]
    assert len(rows) == len(happened)
    (month,) = months_of(happened)
    assert [(kind, len(month.of(kind))) for kind in ("correction", "change", "entry")] == [
        ("correction", 3),
        ("change", 1),
        ("entry", 4),
    ]
    assert month.provinces == [("320000", 2), ("530000", 2)]


def test_a_month_with_many_brands_is_told_by_province_and_paged(reused: Reused) -> None:
    book = reused.book
    first = replace(next(iter(book.brands.values())), changes=())
    more = {
        f"more-{n}": replace(first, row=first.row._replace(id=f"more-{n}", added="2024-07-01"))
        for n in range(250)
    }
    more |= {
        f"old-{n}": replace(first, row=first.row._replace(id=f"old-{n}", added=f"{2000 + n}-01-01"))
        for n in range(MONTHS)
    }
    larger = replace(book, brands={**book.brands, **more})
    pages = {page.address: page for page in change_pages(larger)}
    assert [a for a in pages if a.startswith("changes/2024-07")] == [
        "changes/2024-07",
        "changes/2024-07-2",
        "changes/2024-07-3",
    ]
    overview = make_renderers(book)["en"].render(
        "pages/changes.html", {**pages["changes"].data, "address": "changes", "up": ""}
    )
    assert "changes-2" in pages
    assert b"250 brands entered" in overview and overview.count(b"brands/more-") == 0
    assert "Jiangsu <small>250</small>" in overview.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_stands_on_its_page_and_with_its_brand(reused: Reused, language: str) -> None:
    page = page_of(reused, f"{language}/corrections.html")
    row = {row.get("id"): row for row in page.iter("tr")}["jia-thefts-2024"]
    assert next(row.iter("a")).get("href") == "brands/jia-lamplight-policing.html#thefts"
    unit = {"zh": "起", "en": "reports"}[language]
    was, now = (shown(cell).replace(" ", "") for cell in row.findall("td")[1:3])
    assert (was, now) == (f"24{unit}", f"42{unit}")
    reason = {"zh": "录入时颠倒了两位数字。", "en": "Two digits had changed places on entry."}
    lamplight, umbrella = (
        shown(page_of(reused, f"{language}/brands/jia-{name}-policing.html"))
        for name in ("lamplight", "umbrella")
    )
    assert reason[language] in lamplight
    assert reason[language] not in umbrella


# Old addresses

LED = {
    "brands/yi-orchards": "brands/yi-orchard-policing",
    "sources/jia-daily": "sources/jia-daily-2024-05-06",
    "editions/report-2024": "editions/2024-all",
    "indicators/theft-cases": "indicators/thefts",
    "practices/posts": "practices/service-posts",
    "categories/street.gates": "categories/street.school",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_that_a_record_had_leads_on(reused: Reused, language: str) -> None:
    assert len(LED) == len(RENAMED) - 1  # honours share one page
    for old, now in LED.items():
        page = page_of(reused, f"{language}/{old}.html")
        own = f"{SITE_URL}{language}/{old}.html"
        target = f"{SITE_URL}{language}/{now}.html"
        metas = {m.get("http-equiv") or m.get("name"): m.get("content") for m in page.iter("meta")}
        seconds, _, address = metas["refresh"].partition("; url=")
        assert (seconds, urljoin(own, address)) == ("0", target)
        assert metas["robots"] == "noindex"
        (canonical,) = (e for e in page.iter("link") if e.get("rel") == "canonical")
        assert canonical.get("href") == target
        assert f"{language}/{now}.html" in reused.files
        sitemaps = [data for path, data in reused.files.items() if path.startswith("sitemap")]
        assert not any(f"/{old}.html".encode() in data for data in sitemaps)
    assert 'id="jia-awards"' in reused.text(f"{language}/honours.html")


# Sitemap


def test_a_sitemap_is_parted_and_lists_every_address_with_its_alternates(
    reused: Reused, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sitemap.LIMIT == 45_000
    monkeypatch.setattr(sitemap, "LIMIT", 450)
    addresses = [f"brands/b{n}" for n in range(901)]
    pages = [f"{language}/{address}.html" for language in LANGUAGES for address in addresses]
    others = ["zh/cards/brands/b1.html", "zh/cards/brands/b1.svg", "zh/feed.xml", "data/brands.csv"]
    files = dict(sitemap.make_sitemaps(reused.book, [*pages, *others]))
    names = [f"sitemap-{language}-{n}.xml" for language in LANGUAGES for n in (1, 2, 3)]
    assert sorted(files) == sorted([*names, "sitemap.xml"])
    assert all(f"<loc>{SITE_URL}{name}</loc>".encode() in files["sitemap.xml"] for name in names)
    listed = []
    for name in names:
        urls = list(ElementTree.fromstring(files[name]))  # noqa: S314 # ours
        assert 0 < len(urls) <= 450
        for url in urls:
            links = {e.get("hreflang"): e.get("href") for e in url if e.tag.endswith("}link")}
            assert list(links) == ["zh-CN", "en", "x-default"]
            assert url[0].text in links.values()
            listed.append(url[0].text)
    wanted = {f"{SITE_URL}{language}/{a}.html" for language in LANGUAGES for a in addresses}
    assert wanted < set(listed) and len(listed) == len(set(listed))


def test_a_full_file_of_the_sitemap_is_within_the_protocol(reused: Reused) -> None:
    renderer = make_renderers(reused.book)["zh"]
    data = {"root": SITE_URL.rstrip("/"), "own_language": "zh", "addresses": ["b/" + "x" * 80]}
    one = len(renderer.render("pages/sitemap.xml", data))
    assert one * sitemap.LIMIT < 50 * 1024 * 1024


# The page of the data


def code_of(page: Any, name: str) -> str:
    return "".join(next(e for e in page.iter("code") if e.get("id") == name).itertext())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_in_python_runs_as_it_is_shown(
    reused: Reused, language: str, tmp_path: Path
) -> None:
    code = code_of(page_of(reused, f"{language}/data.html"), "python")
    assert len(code.splitlines()) == 3 and f"{SITE_URL}data/" in code
    for name in CODEBOOK:
        (tmp_path / f"{name}.csv").write_bytes(reused.files[f"data/{name}.csv"])
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code.replace(f"{SITE_URL}data/", f"{tmp_path}/"), {})  # noqa: S102 # what we publish
    lines = said.getvalue().splitlines()
    assert lines[0].split() == ["name_zh", "indicator", "value", "unit", "excerpt"]
    assert len(lines) == 1 + reused.book.figure_count()
    assert any("盗窃警情42起" in line and " 42 " in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_in_r_names_files_and_columns_that_there_are(
    reused: Reused, language: str
) -> None:
    code = code_of(page_of(reused, f"{language}/data.html"), "r")
    assert len(code.splitlines()) == 3
    quoted = code.split('"')[1::2]
    columns = {*CODEBOOK["brands"], *CODEBOOK["metrics"]}
    paths = [word.removeprefix(SITE_URL) for word in quoted if word.endswith(".csv")]
    assert paths == ["data/brands.csv", "data/metrics.csv"]
    assert all(path in reused.files for path in paths)
    others = {word for word in quoted if not word.endswith(".csv")}
    assert others - {"character", "", "UTF-8"} <= columns


def test_the_codebook_tells_every_column_of_the_package_in_both_languages(reused: Reused) -> None:
    told = json.loads(reused.files["data/codebook.json"])
    tables = {**CODEBOOK, **EDITION_CODEBOOK, **ROUND_CODEBOOK}
    assert {name: [*columns] for name, columns in told.items()} == {
        name: [*columns] for name, columns in tables.items()
    }
    for columns in told.values():
        for column in columns.values():
            assert set(column) == {"type", "zh", "en"} and all(column.values())
    lines = reused.text("data/codebook.csv").splitlines()
    assert len(lines) == 1 + sum(map(len, tables.values()))
    package = json.loads(reused.files["data/datapackage.json"])
    for resource in package["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == [*told[Path(resource["path"]).stem]]


# What machines read about the pages


def linked(page: Any) -> dict[str, Any]:
    (block,) = (s for s in page.iter("script") if s.get("type") == "application/ld+json")
    data = json.loads(block.text)
    assert data["@context"] == "https://schema.org"
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_are_a_dataset_with_every_file(reused: Reused, language: str) -> None:
    data = linked(page_of(reused, f"{language}/data.html"))
    assert data["@type"] == "Dataset"
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["dateModified"] == "2024-06-20" and data["temporalCoverage"] == "2024/2024"
    assert all(data[key] for key in ("name", "description", "creator", "spatialCoverage", "url"))
    words: Words = reused.book.words[language]
    families = reused.book.content.vocabulary.families.values()
    assert data["variableMeasured"] == [words.choose(f.name.zh, f.name.en)[1] for f in families]
    for file in data["distribution"]:
        assert file["@type"] == "DataDownload" and "/" in file["encodingFormat"]
        assert file["contentUrl"].removeprefix(SITE_URL) in reused.files
    assert len(data["distribution"]) == len(CODEBOOK) + 4 + 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("brands/jia-lamplight-policing", "CreativeWork"),
        ("editions/2024-all", "Report"),
        ("indicators/thefts", "DefinedTerm"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_cited_says_how(reused: Reused, language: str, path: str, kind: str) -> None:
    page = page_of(reused, f"{language}/{path}.html")
    data = linked(page)
    assert data["@type"] == kind and data["name"]
    metas = {m.get("name"): m.get("content") for m in page.iter("meta")}
    assert metas["citation_author"] == "Beatbook"
    assert metas["citation_publication_date"] == "2024/06/20"
    assert data["name"] in metas["citation_title"]
    assert metas["citation_public_url"] == f"{SITE_URL}{language}/{path}.html"
    code = {"zh": "zh-CN", "en": "en"}[language]
    assert data["inLanguage"] == metas["citation_language"] == code
    cited = "" if kind == "Report" else shown(page)  # a report cites itself where it is ranked
    assert not cited or f"{SITE_URL}{language}/{path}.html" in cited


def test_the_same_records_give_the_same_bytes(reused: Reused) -> None:
    again = make_book(reused.book.settings)
    assert files_of(again) == reused.files
