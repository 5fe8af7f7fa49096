"""A third language, which is one file: `tests/data/fr.yml`, put beside the other two."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from example_book import ROOT, copy_example, copy_part, copy_templates, settings_of
from test_site import HAN, SITE_URL, Page, dead_links, make_pages, own, unmarked_chinese

from generator.build import examine
from generator.records.i18n import Words, read_words
from generator.tables import formats

FRENCH = ROOT / "tests" / "data" / "fr.yml"
CODES = {"zh": "zh-CN", "en": "en", "fr": "fr"}


def words_of(folder: Path, **others: str) -> dict[str, Words]:
    """The real languages, French, and others given by their files' text."""
    shutil.copytree(ROOT / "templates" / "translations", folder, dirs_exist_ok=True)
    shutil.copy(FRENCH, folder)
    for language, text in others.items():
        (folder / f"{language}.yml").write_text(text, encoding="utf-8")
    return read_words(folder, folder)[0]


def check_three(pages: dict[str, Page]) -> None:
    """Every page is there in three languages, says so, and leads to the other two."""
    for language, code in CODES.items():
        names = {page.name.partition("/")[2] for page in own(pages, language)}
        assert names == {page.name.partition("/")[2] for page in own(pages, "zh")}
        assert {page.all("html")[0].get("lang") for page in own(pages, language)} == {code}
        for page in (page for page in own(pages, language) if not page.card):
            rest = page.name.partition("/")[2]
            there = {CODES[other]: f"{SITE_URL}{other}/{rest}" for other in CODES}
            assert page.alternates() == {**there, "x-default": SITE_URL}
            switch = {a.get("hreflang") for a in page.root.iter("a") if a.get("class") == "switch"}
            assert switch == set(CODES.values()) - {code}
    assert {a.get("hreflang") for a in pages["index.html"].root.iter("a")} == set(CODES.values())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The pages of the miniature book, which lacks some English, with French as a language."""
    root = copy_example(tmp_path_factory.mktemp("book"))
    shutil.copy(FRENCH, copy_templates(root) / "translations")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BEATBOOK_PARTS", "pages charts reports cards feeds data explorer")
        return make_pages(root)


def test_one_file_makes_the_pages_of_a_language(small: dict[str, Page]) -> None:
    check_three(small)


def test_what_french_lacks_is_in_english_and_marked(small: dict[str, Page]) -> None:
    page = small["fr/brands/jia-lamplight-policing.html"]
    name = page.all("h1")[0]
    assert [(e.get("lang"), e.text) for e in name[0]] == [("en", "Lamplight policing")]
    assert ("janv.–avr. 2024", "fr") in page.phrases()
    home = small["fr/index.html"]
    assert home.all("header", lang="en")
    assert ("Cette page n'est pas encore traduite.", "fr") in home.phrases()
    rules = small["fr/rules.html"]
    told = ["".join(row.itertext()).strip() for row in rules.all("tr")]
    assert any("Un fichier se lit comme de l'UTF-8" in row for row in told)
    assert any("Every id is used once" in row for row in told)


def test_no_chinese_is_left_unmarked_on_pages_in_french(small: dict[str, Page]) -> None:
    english = {page.name.partition("/")[2]: page for page in own(small, "en")}
    for page in own(small, "fr"):
        head = {page.text_of("title"), page.description()}  # where nothing can be marked
        found = [f for f in unmarked_chinese([page]) if f[1] not in head]
        assert [fault for fault in found if "schema.org" not in fault[1]] == []
        assert han(page) == han(english[page.name.partition("/")[2]])


def han(page: Page) -> int:
    return sum(len(HAN.findall(text)) for text, _ in page.phrases())


def test_a_part_of_the_real_book_speaks_french_as_it_speaks_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEATBOOK_PARTS", "pages charts reports cards feeds data explorer")
    project = copy_part(tmp_path)
    shutil.copy(FRENCH, project / "templates/translations")
    written = project / "content/pages"
    (written / "fr").mkdir()
    shutil.copy(written / "en/about.md", written / "fr")  # a page that it has
    pages = make_pages(project)
    check_three(pages)
    untranslated = "Cette page n'est pas encore traduite."
    for name, lacking in (("about", False), ("method", True)):
        said = pages[f"fr/{name}.html"].phrases()
        assert ((untranslated, "fr") in said) == lacking
    assert dead_links(pages, project / "site") == []
    assert unmarked_chinese(own(pages, "fr")) == []
    indicators = pages["fr/indicators.html"]
    assert han(indicators) == len("中文")  # the switch
    assert ("Criminal cases", "en") in indicators.phrases()


# Its file


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1234, "1234"), (-12300, "−12\u202f300"), (Fraction(1234567, 100), "12\u202f345,67")],
)
def test_numbers_are_written_as_the_file_says(
    tmp_path: Path, value: int | Fraction, shown: str
) -> None:
    assert formats.number(value, words_of(tmp_path)["fr"]) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2019-05-04", "4 mai 2019"),
        ("2019-01/2019-10", "janv.–oct. 2019"),
        ("2019-01-01/2019-11-14", "1 janv.–14 nov. 2019"),
        ("2019-06/2019-11-14", "juin–14 nov. 2019"),
        ("2018-11/2019-10", "nov. 2018–oct. 2019"),
        ("2023-09/..", "depuis sept. 2023"),
        ("P1D", "daily"),
    ],
)
def test_dates_are_written_as_the_file_says(tmp_path: Path, value: str, shown: str) -> None:
    assert formats.period(value, words_of(tmp_path)["fr"]) == shown


def test_what_is_missing_comes_from_the_fallback_in_its_order(tmp_path: Path) -> None:
    words = words_of(tmp_path, ja="language_name: 日本語\n", de="fallback: fr en\n")
    assert [words[language].chain for language in ("zh", "en", "fr", "ja", "de")] == [
        ("zh",),
        ("en", "zh"),
        ("fr", "en", "zh"),
        ("ja", "zh"),
        ("de", "fr", "en", "zh"),
    ]
    assert [words["de"][key] for key in ("brand", "agency")] == ["Initiative", "Agency"]
    assert (words["de"].code, words["de"]["language_name"]) == ("de", "de")
    assert [words["ja"][key] for key in ("language_name", "brand")] == ["日本語", "品牌"]
    assert words["fr"].choose("警务", "Policing") == ("en", "Policing")
    assert words["fr"].choose("警务", None) == ("zh", "警务")
    assert words["ja"].choose("警务", "Policing") == ("zh", "警务")


def test_missing_words_and_unknown_languages_are_reported(tmp_path: Path) -> None:
    root = copy_example(tmp_path)
    french = copy_templates(root) / "translations" / "fr.yml"
    text = FRENCH.read_text(encoding="utf-8")
    french.write_text(text.replace("fallback: en", "fallback: eo en"), encoding="utf-8")
    found = [f for f in examine(settings_of(root)).findings if f.file.endswith("fr.yml")]
    said = {(f.code, f.severity, str(f.message)) for f in found}
    assert ("L02", "warning", "the word `rule_F02_reason` is missing: add it") in said
    assert ("L02", "warning", "the word `column_brands_id` is missing: add it") in said
    assert {s for s in said if s[0] != "L02"} == {
        ("S03", "error", "`fallback` names `eo`: it may name en, fr, zh")
    }
