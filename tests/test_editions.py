"""Editions: what belongs to one, what a published one keeps, what moved, what its report says."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from click.testing import CliRunner, Result
from edition_book import (
    BIG,
    COMPOSITE,
    Figure,
    add_brand,
    bare,
    big_figures,
    build,
    make_big,
    set_edition,
)
from example_book import copy_example, settings_of

from generator.book.book import Book, EditionBook
from generator.book.editions import store, store_path
from generator.book.tables import edition_tables
from generator.build import examine
from generator.cli import main
from generator.commands.rank_text import WIDTH, columns, rank_text
from generator.commands.receipts import keep_receipts
from generator.errors import BeatbookError, ContentError
from generator.publish import html
from generator.rank.results import Rankings
from generator.site.pages import make_pages
from generator.site.render import make_renderers
from generator.site.report import PAGED, alike
from generator.system import files
from generator.tables.codebook import EDITION_CODEBOOK

THEFTS = Figure("thefts", 42, "起", "thefts", period="2024")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return bare(copy_example(tmp_path))


@pytest.fixture(scope="module")
def big_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The big book, not to be changed."""
    return make_big(copy_example(tmp_path_factory.mktemp("big")))


@pytest.fixture(scope="module")
def big(big_root: Path) -> EditionBook:
    return build(big_root).editions["2024-all"]


def rankings_of(own: EditionBook) -> Rankings:
    assert own.rankings is not None
    return own.rankings


def pages(book: Book) -> dict[str, str]:
    """The pages of all editions, by language and address."""
    renderers = make_renderers(book)
    return {
        f"{language}/{page.address}": html.page_bytes(page, renderer).decode()
        for page in make_pages(book)
        if page.address.startswith("editions")
        for language, renderer in renderers.items()
    }


# What belongs to an edition


def test_a_brand_belongs_to_the_years_of_its_sources(root: Path) -> None:
    add_brand(root, "old", year=2023)
    add_brand(root, "new", year=2024)
    add_brand(root, "both", years=(2023, 2024))
    for year in (2022, 2023, 2024):
        set_edition(root, f"{year}-all")
    members = {name: list(own.book.brands) for name, own in build(root).editions.items()}
    assert members == {"2024-all": ["both", "new"], "2023-all": ["both", "old"], "2022-all": []}


def test_a_brand_has_only_the_figures_of_the_year(root: Path) -> None:
    figures = [
        Figure("thefts", 60, "起", "before", period="2023", year=2023),
        Figure("residents", 4001, "人", "people", as_of="2023", year=2023),
        Figure("thefts", 42, "起", "now", period="2024", exposure="people", year=2024),
        Figure("thefts", -30, "%", "fall", basis="yoy", base="before", period="2024", year=2024),
    ]
    add_brand(root, "both", years=(2023, 2024), figures=figures)
    set_edition(root, "2023-all")
    set_edition(root, "2024-all")
    settings = settings_of(root)
    keep_receipts(settings, examine(settings))
    book = build(root)
    whole = {row.id: row for row in book.brands["both"].metrics}
    assert (whole["now"].exposure, whole["fall"].base) == ("people", "60")
    lines = {name: own.book.brands["both"] for name, own in book.editions.items()}
    assert {name: [row.id for row in line.metrics] for name, line in lines.items()} == {
        "2024-all": ["now", "fall"],
        "2023-all": ["before", "people"],
    }
    now = {row.id: row for row in lines["2024-all"].metrics}
    assert (now["now"].exposure, now["fall"].base) == (None, None)
    assert all(row.verified for line in lines.values() for row in line.metrics)
    assert [line.row.sources for line in lines.values()] == ["both-2024", "both-2023"]
    assert [(line.row.figures, line.row.verified) for line in lines.values()] == [(2, 2)] * 2
    assert [list(own.book.content.sources) for own in book.editions.values()] == [
        ["both-2024"],
        ["both-2023"],
    ]


def test_an_edition_of_a_province_has_its_brands_only(root: Path) -> None:
    add_brand(root, "here", place="530326")
    add_brand(root, "there", place="320826")
    set_edition(root, "yunnan-2024", year=2024, scope="530000")
    set_edition(root, "a-2024", year=2024)
    editions = build(root).editions
    assert list(editions) == ["a-2024", "yunnan-2024"]  # the whole country first
    assert list(editions["yunnan-2024"].book.brands) == ["here"]
    assert list(editions["a-2024"].book.brands) == ["here", "there"]


@pytest.mark.parametrize("number", [0, 1, 4])
def test_below_five_brands_there_are_pages_but_no_ranks(root: Path, number: int) -> None:
    add_brand(root, "of-another-year", year=2023)
    for n in range(number):
        add_brand(root, f"b{n}", figures=[THEFTS])
    set_edition(root)
    book = build(root)
    own = book.editions["2024-all"]
    assert (own.rankings, own.ledger, own.documented()) == (None, [], ())
    assert rank_text(own) == f"2024-all: not ranked: {number} brands, 5 are needed"
    assert {name: len(table.frame) for name, table in edition_tables(own).items()} == dict.fromkeys(
        EDITION_CODEBOOK, 0
    )
    for text in pages(book).values():
        assert "rankings.json" not in text
    add_brand(root, "one-more", figures=[THEFTS])
    assert (build(root).editions["2024-all"].rankings is None) == (number < 4)


def test_the_edition_file_says_how_many_brands_are_needed(root: Path) -> None:
    for n in range(3):
        add_brand(root, f"b{n}", figures=[THEFTS])
    set_edition(root, thresholds={"brands": 2})
    own = build(root).editions["2024-all"]
    assert len(rankings_of(own).documentation.brands) == 3


def test_every_kind_of_source_and_brand_can_be_shown(root: Path) -> None:
    """Reprints whose original nobody read, brands without figures, all records alike."""
    for n, kind in enumerate(["reprint", "press", "own_release", "register", "reprint", "press"]):
        add_brand(root, f"b{n}", kind=kind)
    set_edition(root, indicators=[{"indicator": "frauds", "worst": 9, "best": 1}])
    book = build(root)
    assert [s.code for s in rankings_of(book.editions["2024-all"]).composite.shortfalls] == [
        "not_reported"
    ]
    assert set(pages(book)) == {
        f"{language}/editions{page}"
        for language in ("zh", "en")
        for page in ("", "/2024-all", *(f"/2024-all-{name}" for name in PAGED))
    }


def test_indicators_whose_values_are_all_equal_are_not_said_to_be_missing(root: Path) -> None:
    figures = [
        Figure("thefts", -10, "%", "thefts-change", basis="yoy", base=200, period="2024"),
        Figure("frauds", 100, "起", "frauds", period="2024"),
        Figure("satisfaction", 80, "%", "satisfaction", period="2024"),
        Figure("fights", 50, "起", "fights", period="2024"),
    ]
    for n in range(7):
        add_brand(root, f"b{n}", figures=figures)
    set_edition(root, **COMPOSITE)
    book = build(root)
    own = book.editions["2024-all"]
    assert [s.code for s in rankings_of(own).composite.shortfalls] == ["equal_values"]
    assert "not published\n    The values do not differ" in rank_text(own)
    assert "不发布\n    数值没有差别" in rank_text(own, "zh")
    made = pages(book)
    for language, differ, missing in (
        ("zh", "数值没有差别", "没有设定"),
        ("en", "The values do not differ", "No indicators with anchors are set"),
    ):
        text = made[f"{language}/editions/2024-all"]
        assert differ in text and missing not in text


# Published editions


def publish(root: Path, identity: str = "2024-all") -> Path:
    path = store(build(root), identity)
    file = root / "content" / "editions" / f"{identity}.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"status": "draft"', '"status": "published"'), encoding="utf-8")
    return path


def rename(path: Path, identity: str) -> None:
    """Give a record another id, to which the old one leads."""
    record = json.loads(path.read_text(encoding="utf-8"))
    told = {**record, "id": identity, "formerly": [record["id"]]}
    path.with_stem(identity).write_text(json.dumps(told), encoding="utf-8")
    path.unlink()


def test_a_published_edition_stays_as_it_was(root: Path) -> None:
    make_big(root)
    before = build(root)
    own = before.editions["2024-all"]
    bytes_before = rankings_of(own).model_dump_json()
    publish(root)
    at_once = pages(build(root))
    add_brand(root, "b00", figures=[THEFTS], name={"zh": "新名警务", "en": "Renamed"})
    rename(root / "content" / "brands" / "jiangsu" / "b05.yml", "late-b05")
    add_brand(root, "late", figures=big_figures(3))
    path = root / "content" / "vocabulary" / "indicators.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("Theft reports", "Thievery"))
    after = build(root)
    kept = after.editions["2024-all"]
    assert after.brands["b00"].row.name_zh == "新名警务"
    assert "late" in after.brands
    assert (kept.stored, kept.book.as_of) == (True, before.as_of)
    assert rankings_of(kept).model_dump_json() == bytes_before
    assert kept.book.brands == own.book.brands
    assert "b05" in kept.book.brands
    assert kept.book.content.vocabulary.indicators["thefts"].name.en == "Theft reports"
    assert kept.book.content.sources == own.book.content.sources
    for name, table in edition_tables(own).items():
        assert table.frame.equals(edition_tables(kept)[name].frame)
    later = pages(after)
    for language in ("zh", "en"):
        assert "新名警务" not in later[f"{language}/editions/2024-all"]
        for page in ("2024-all", *(f"2024-all-{name}" for name in PAGED)):
            address = f"{language}/editions/{page}"
            assert text_of(later[address]) == text_of(at_once[address])


def text_of(page: str) -> list[str]:
    """What a page says, without the links, of which some lead nowhere any more."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return "".join(tree.find("body").find("main").itertext()).split()


def test_the_title_of_a_published_edition_may_be_mended_but_nothing_else(root: Path) -> None:
    make_big(root)
    publish(root)
    file = root / "content" / "editions" / "2024-all.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Report for 2024", "Annual report"), encoding="utf-8")
    assert build(root).editions["2024-all"].edition.title.en == "Annual report"
    file.write_text(text.replace('"worst": 20', '"worst": 30'), encoding="utf-8")
    assert finding(root).startswith("it differs from what was published")


def finding(root: Path) -> str:
    """The one error of a published edition, at its status."""
    errors = [f for f in examine(settings_of(root)).findings if f.severity == "error"]
    assert [(f.code, f.file) for f in errors] == [("V02", "content/editions/2024-all.yml")]
    lines = (root / errors[0].file).read_text(encoding="utf-8").splitlines()
    assert lines[errors[0].line - 1][errors[0].column - 1 :].startswith('"published"')
    with pytest.raises(ContentError):
        build(root)
    return errors[0].message


def change_rank(path: Path) -> None:
    sealed = json.loads(path.read_text(encoding="utf-8"))
    sealed["rankings"]["documentation"]["brands"][0]["expected"] += 1
    path.write_text(json.dumps(sealed), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "is missing"),
        (change_rank, "it was changed since it was written"),
        (lambda path: path.write_text("{"), "cannot be used"),
        (lambda path: path.write_text("[]"), "cannot be used"),
        (lambda path: path.write_text('"sha256"'), "cannot be used"),
        (lambda path: path.write_text("{}"), "cannot be used"),
        (lambda path: path.write_bytes(b"\xff"), "cannot be used"),
    ],
    ids=["missing", "changed", "cut off", "a list", "a text", "empty", "not UTF-8"],
)
def test_a_spoilt_store_is_a_finding(root: Path, spoil: Callable[[Path], None], said: str) -> None:
    for n in range(5):
        add_brand(root, f"b{n}", figures=[THEFTS])
    set_edition(root)
    spoil(publish(root))
    assert said in finding(root)


def test_a_published_edition_is_not_stored_again(root: Path) -> None:
    set_edition(root)
    path = publish(root)
    assert path == store_path(root / "content", "2024-all")
    stored = path.read_bytes()
    with pytest.raises(BeatbookError, match="is published and keeps its stored ranks"):
        store(build(root), "2024-all")
    assert path.read_bytes() == stored
    assert json.loads(stored)["rankings"] is None
    assert build(root).editions["2024-all"].stored


def test_what_is_too_large_to_be_read_again_is_not_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_edition(root, "2024-all")
    monkeypatch.setattr(files, "PUBLISHED", 1000)
    with pytest.raises(BeatbookError, match="too large to be kept"):
        store(build(root), "2024-all")
    assert not (root / "content/editions/2024-all.json").exists()


def test_exact_numbers_survive_the_store(root: Path) -> None:
    values = ["1/3", "12.5", 12345678901234567, "0.1"]
    figures = [
        Figure(
            "satisfaction", "1/3", "ratio", "third", period="2024", words="群众满意度为三分之一"
        ),
        Figure("satisfaction", "12.5", "%", "share", period="2024"),
        Figure("residents", values[2], "人", "many", as_of="2024"),
        Figure("satisfaction", "0.1", "%", "tenth", period="2023"),
    ]
    add_brand(root, "b", figures=figures)
    set_edition(root)
    publish(root)
    line = build(root).editions["2024-all"].book.brands["b"]
    assert [row.value for row in line.metrics] == [str(value) for value in values]


# The ladder


DESCRIBED = {
    "problems": ["theft"],
    "practices": ["mediation"],
    "intelligence": {"zh": "试写的问题。", "en": "A problem for trials."},
    "intervention": {"zh": "试写的做法。", "en": "A response for trials."},
}
"""What takes a brand from the first level of evidence to the second."""


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """One brand stays, one rises, one falls, one comes and one leaves; others are there once."""
    root = bare(copy_example(tmp_path_factory.mktemp("years")))
    both = (2023, 2024)
    fall = Figure("thefts", -30, "%", "fall", basis="yoy", period="2024", base=400, year=2024)
    add_brand(root, "stays", years=both)
    add_brand(root, "rises", years=both, figures=[fall], **DESCRIBED)
    early = Figure("thefts", 42, "起", "thefts", period="2023", year=2023)
    add_brand(root, "sinks", years=both, figures=[early], **DESCRIBED)
    add_brand(root, "leaves", year=2023)
    add_brand(root, "comes", year=2024, **DESCRIBED)
    for n in range(4):
        add_brand(root, f"same{n}", years=both)
    set_edition(root, "2023-all")
    set_edition(root, "2024-all")
    set_edition(root, "jiangsu-2024", year=2024, scope="320000")
    return build(root)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_says_who_rose_and_fell_and_why(two_years: Book, language: str) -> None:
    assert two_years.editions["jiangsu-2024"].ledger == []  # none before of its scope
    made = pages(two_years)
    ladder = section(made[f"{language}/editions/2024-all"], "ladder")
    moves, rose, fell, _ = ladder.iter("table")
    counts = [int(found.text or "") for found in moves.iter("td") if found.text]
    assert counts == [1, 1, 5, 1, 1]  # rose, fell, stayed, came, left
    figure = two_years.words[language]["lacks_figure"]
    assert list(rows_of(rose)) == [("rises", ["L1 → L4", figure])]
    assert list(rows_of(fell)) == [("sinks", ["L2 → L1", figure])]
    movers = "".join(section(made[f"{language}/editions/2024-all"], "movers").itertext())
    assert "comes" in movers
    assert "leaves" in movers


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_missing_accounts_for_every_brand_once(two_years: Book, language: str) -> None:
    page = pages(two_years)[f"{language}/editions/2024-all"]
    *_, lacks = section(page, "ladder").iter("table")
    numbers = [int(cell.text or "") for cell in lacks.iter("td")]
    links = [link.get("href", "").rpartition("/")[2] for link in lacks.iter("a")]
    brands = two_years.editions["2024-all"].book.brands
    assert sum(numbers) == len(brands)
    assert sorted(links) == sorted(f"{brand}.html" for brand in brands)
    caption = "".join(next(lacks.iter("caption")).itertext())
    assert caption.endswith(f"{' + '.join(map(str, numbers))} = {len(brands)}")


def test_the_first_page_counts_what_the_rows_hold(two_years: Book) -> None:
    found = section(pages(two_years)["en/editions/2024-all"], "findings")
    text = " ".join("".join(found.itertext()).split())
    assert "Of 8 brands reported in 2024, 3 say what problem they are against" in text
    assert "1 gives a dated figure. 1 gives a change in an outcome. 1 shows a change" in text
    assert "Furthest up the ladder: Policing rises (" in text
    assert "For 1 the count before is known; beyond chance are 1." in text
    assert "Since the edition of 2023, 1 brand came and 1 left. 1 rose and 1 fell a level." in text
    svg = "{http://www.w3.org/2000/svg}"
    rungs = next(found.iter("tbody")).iter("tr")
    marks = [len(rung.findall(f".//{svg}svg[@class='marks']/{svg}rect")) for rung in rungs]
    levels = [row.evidence_level for row in two_years.editions["2024-all"].book.rows()]
    assert marks == [levels.count(level) for level in reversed(range(7))]


def test_the_first_page_says_nothing_of_paperwork(big_root: Path) -> None:
    for language, word in (("zh", "记录排序"), ("en", "ocumentation")):
        page = pages(build(big_root))[f"{language}/editions/2024-all"]
        assert word not in "".join(section(page, "findings").itertext())


# Tables


def test_the_tables_have_the_columns_of_the_codebook(big: EditionBook) -> None:
    tables = {name: table.frame for name, table in edition_tables(big).items()}
    assert {name: list(table.columns) for name, table in tables.items()} == {
        name: list(columns) for name, columns in EDITION_CODEBOOK.items()
    }
    rankings = rankings_of(big)
    lengths = {
        "documentation": 17,
        "leagues": sum(len(league.rows) for league in rankings.leagues),
        "apart": len(rankings.apart),
        "composite": 14,
        "refused": 3,
        "scenarios": 2 * 17 + 8 * 14,
    }
    assert {name: len(tables[name]) for name in lengths} == lengths
    assert list(tables["documentation"]["brand"]) == [d.brand for d in big.documented()]
    full = {"brand", "name_zh", "tier", "low", "high", "expected"}
    for name in ("documentation", "composite"):
        assert not tables[name][[*full]].isna().any().any()
    assert list(tables["documentation"]["low"]) == [d.place.low for d in big.documented()]
    for name in ("lower", "rank", "upper", "league"):
        assert str(tables["leagues"][name].dtype) == "Int64"


def test_every_figure_of_the_edition_is_in_a_league_or_apart(big: EditionBook) -> None:
    tables = {name: table.frame for name, table in edition_tables(big).items()}
    placed = [*tables["leagues"][["brand", "metric"]].itertuples(index=False, name=None)]
    placed += tables["apart"][["brand", "metric"]].itertuples(index=False, name=None)
    assert sorted(placed) == sorted(
        (row.brand, row.id) for line in big.book.brands.values() for row in line.metrics
    )


# The command line


@pytest.fixture
def run(big_root: Path) -> Callable[..., Result]:
    def invoke(*words: str, root: Path = big_root) -> Result:
        clean = {"BEATBOOK_SOURCES": None, "SOURCE_DATE_EPOCH": None}
        return CliRunner().invoke(main, ["rank", *words, "--root", str(root)], env=clean)

    return invoke


def test_rank_prints_what_the_year_shows(
    run: Callable[..., Result], big: EditionBook, two_years: Book
) -> None:
    result = run("2024-all")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == rank_text(big) + "\n"
    assert result.stdout.startswith("2024-all: 17 brands, method 2.0, NumPy ")
    assert "    L0 named             17  =================\n" in result.stdout
    assert "Changes since a year earlier: 14; 14 of 14 went the good way" in result.stdout
    assert "Documentation: 17 brands in " in result.stdout
    years = rank_text(two_years.editions["2024-all"])
    assert "  since 2023-all: 1 rose, 1 fell, 5 stayed, 1 came, 1 left\n" in years
    lack = two_years.words["en"]["lacks_figure"]
    assert f"    L1 → L4  Policing rises: {lack}\n" in years
    assert "     -30.0 %  2024  Policing rises (95 %: " in years
    assert "与2023-all相比：升级1" in rank_text(two_years.editions["2024-all"], "zh")


def test_rank_prints_every_list_in_full(run: Callable[..., Result]) -> None:
    result = run("2024-all", "--all")
    for said in (
        "Documentation (1,000 draws; ranks records, not policing)\n",
        "thefts in % (yoy, 366 days, 2024, county): 95 % rank sets\n",
        "officers-on-duty in 名 (2024, county): order as reported, not tested\n",
        "40027 – 40027\n",
        "not ranked  x-one  no figure was published\n",
    ):
        assert said in result.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("whole", [False, True])
def test_rank_keeps_to_the_width_of_a_terminal(
    big: EditionBook, two_years: Book, language: str, whole: bool
) -> None:
    for own in (big, two_years.editions["2024-all"]):
        lines = rank_text(own, language, whole=whole).splitlines()
        assert [line for line in lines if columns(line) > WIDTH] == []


def test_rank_prints_json(run: Callable[..., Result], big: EditionBook) -> None:
    result = run("2024-all", "--format", "json")
    assert Rankings.model_validate_json(result.stdout) == big.rankings


@pytest.mark.parametrize("table", list(EDITION_CODEBOOK))
def test_rank_prints_each_table_as_csv(
    run: Callable[..., Result], big: EditionBook, table: str
) -> None:
    result = run("2024-all", "--format", "csv", "--table", table)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert next(csv.reader(io.StringIO(result.stdout))) == list(EDITION_CODEBOOK[table])
    assert len(rows) == len(edition_tables(big)[table].frame)
    if table == "documentation":
        told = {row["brand"]: (int(row["low"]), int(row["high"])) for row in rows}
        assert told == {d.brand: (d.place.low, d.place.high) for d in big.documented()}


def test_rank_stores_and_then_prints_what_was_stored(
    run: Callable[..., Result], root: Path
) -> None:
    make_big(root)
    result = run("2024-all", "--store", root=root)
    assert (result.exit_code, result.stdout) == (0, "content/editions/2024-all.json\n")
    assert examine(settings_of(root)).counts()["errors"] == 0
    before = run("2024-all", root=root).stdout
    publish(root)
    after = run("2024-all", root=root).stdout
    assert after == before.replace("2024-all: 17", "2024-all (stored): 17")
    again = run("2024-all", "--store", root=root)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "is published and keeps its stored ranks" in again.stderr


def test_rank_names_the_editions_there_are(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("2023-all")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: there is no edition `2023-all`: the editions are 2024-all\n"
    none = run("2024", root=bare(copy_example(tmp_path)))
    assert none.stderr == "Error: there is no edition `2024`: the editions are none\n"


def test_rank_of_an_edition_without_ranks_is_null(run: Callable[..., Result], root: Path) -> None:
    set_edition(root)
    assert run("2024-all", "--format", "json", root=root).stdout == "null\n"
    assert "not ranked: 0 brands, 5 are needed" in run("2024-all", root=root).stdout
    header = run("2024-all", "--format", "csv", root=root).stdout
    assert header == ",".join(EDITION_CODEBOOK["documentation"]) + "\n"


# The same everywhere


PRINT_RANKINGS = """
import sys
from pathlib import Path
from generator.build import make_book
from generator.settings import Settings
root = Path(sys.argv[1])
book = make_book(Settings(root=root, sources=root / "texts"))
sys.stdout.write(book.editions["2024-all"].rankings.model_dump_json())
"""


def test_the_rankings_are_the_same_in_any_process(
    root: Path, big_root: Path, big: EditionBook
) -> None:
    """With other hashes, another zone and language, and the files made in another order."""
    make_big(root)
    brands = sorted((root / "content" / "brands").rglob("*.yml"), reverse=True)
    for path in brands:
        text = path.read_text(encoding="utf-8")
        path.unlink()
        path.write_text(text, encoding="utf-8")
    expected = rankings_of(big).model_dump_json()
    for seed, zone, language in [("1", "Pacific/Kiritimati", "C"), ("77", "UTC", "tr_TR.UTF-8")]:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", PRINT_RANKINGS, root],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "LANG": language,
                "LC_ALL": language,
            },
            capture_output=True,
            check=False,
        )
        assert done.stderr == b""
        assert done.stdout.decode() == expected


# The report


@pytest.fixture(scope="module", params=["zh", "en"])
def report(request: pytest.FixtureRequest, big_root: Path) -> str:
    return pages(build(big_root))[f"{request.param}/editions/2024-all"]


def section(page: str, name: str) -> Element:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for found in tree.iter("section"):
        if found.get("aria-labelledby") == name:
            return found
    raise AssertionError(f"the report has no section {name}")


def rows_of(table: Element) -> Iterator[tuple[str, list[str]]]:
    """The brand and the cells of each row; brands by the address of their link."""
    for body in table.iter("tbody"):
        for row in body.iter("tr"):
            link = row.find("th//a")
            if link is not None:
                cells = ["".join(cell.itertext()).strip() for cell in row.iter("td")]
                yield link.get("href", "").rpartition("/")[2].removesuffix(".html"), cells


def place(text: str) -> tuple[int, int]:
    low, _, high = text.partition("–")
    return int(low), int(high or low)


def groups_of(table: Element) -> list[set[str]]:
    """The brands of each body of a table."""
    found = []
    for body in table.iter("tbody"):
        links = [row.find("th//a") for row in body.iter("tr")]
        names = {re.sub(r".*/(.*)\.html", r"\1", a.get("href", "")) for a in links if a is not None}
        found.append(names)
    return found


def test_the_report_prints_brands_of_equal_documentation_in_one_line(
    report: str, big: EditionBook
) -> None:
    table = next(section(report, "documentation").iter("table"))
    places = {row.brand: row.place for row in big.documented()}
    tiers = rankings_of(big).documentation.tiers
    bodies = [list(body.iter("tr"))[1:] for body in table.iter("tbody")]  # without its heading
    for tier, rows in zip(tiers, bodies, strict=True):
        lines = alike(tier, places)
        assert sorted(brand for _, brands in lines for brand in brands) == sorted(tier.brands)
        for (likely, brands), row in zip(lines, rows, strict=True):
            cells = ["".join(cell.itertext()).strip() for cell in row]
            assert place(cells[0]) == (likely.low, likely.high)
            assert int(cells[1]) == len(brands)
            assert all(brand in cells[2] for brand in brands)


def test_the_report_prints_the_ranks_of_every_league_with_an_order(
    report: str, big: EditionBook
) -> None:
    leagues = [league for league in rankings_of(big).leagues if league.method != "list"]
    tables = list(section(report, "leagues").iter("table"))
    for league, table in zip(leagues, tables, strict=True):
        told = {brand: place(cells[1]) for brand, cells in rows_of(table)}
        assert told == {row.brand: (row.lower, row.upper) for row in league.rows}


def test_the_report_prints_the_tiers_and_places_of_the_composite(
    report: str, big: EditionBook
) -> None:
    composite = rankings_of(big).composite
    assert composite.shown == "ranks"
    table, *_, refusals, _ = section(report, "composite").iter("table")
    assert groups_of(table) == [set(tier.brands) for tier in composite.tiers]
    told = dict(rows_of(table))
    assert set(told) == {row.brand for row in composite.brands}
    for row in composite.brands:
        assert place(told[row.brand][0]) == (row.place.low, row.place.high)
        assert f"{round(row.coverage * 100)}%" in told[row.brand]
    refused = {brand for brand, _ in rows_of(refusals)}
    assert refused == {row.brand for row in composite.refused}


def test_no_name_has_an_expected_rank_beside_it(report: str, big: EditionBook) -> None:
    text = text_of(report)
    for row in big.documented():
        if row.expected % 1:
            assert str(row.expected) not in text


@pytest.mark.parametrize(
    ("edition", "shown", "shortfalls", "tiers"),
    [
        ({"thresholds": {"ranks_width": 0.1}}, "tiers", [], 9),
        ({"thresholds": {"tiers_width": 0.1}}, "no", ["too_wide"], 0),
        ({"thresholds": {"brands": 15}}, "no", ["few_brands"], 0),
        ({"thresholds": {"fragile": 1, "tier": 1}}, "ranks", [], 3),
        ({"thresholds": {"values": 15}}, "ranks", [], 9),
        ({"indicators": [], "importance": []}, "no", ["no_indicators"], 0),
        ({"documentation": [["design", "base"], ["outcome"]]}, "ranks", [], 9),
    ],
    ids=["tiers only", "too wide", "few", "fragile", "unordered", "no indicators", "ordered"],
)
def test_the_report_can_say_everything_that_is_decided(
    root: Path, edition: dict[str, object], shown: str, shortfalls: list[str], tiers: int
) -> None:
    book = build(make_big(root, **edition))
    composite = rankings_of(book.editions["2024-all"]).composite
    assert (composite.shown, [s.code for s in composite.shortfalls]) == (shown, shortfalls)
    assert len(composite.tiers) == tiers
    assert rank_text(book.editions["2024-all"])
    made = pages(book)
    for text in made.values():
        html5lib.HTMLParser(strict=True).parse(text)
    if shown != "no":
        for language in ("zh", "en"):
            found = section(made[f"{language}/editions/2024-all"], "composite")
            first = [cells[0] for _, cells in rows_of(next(found.iter("table")))]
            assert len(first) == 14
            places = [re.fullmatch(r"\d+(–\d+)?", cell) is not None for cell in first]
            assert set(places) == {shown == "ranks"}


# Large editions


MOST_BYTES = 1_500_000
"""What no page of an edition exceeds."""


def sizes(root: Path, brands: int) -> list[int]:
    """The sizes of all pages of an edition of so many brands, largest first."""
    bare(root)
    for n in range(brands):
        more = DESCRIBED if n % 2 else {}
        add_brand(root, f"brand-{n:04}", figures=big_figures(n % BIG) if n % 3 else [], **more)
    set_edition(root)
    made = [page.encode() for page in pages(build(root)).values()]
    return sorted(map(len, made), reverse=True)


def test_a_larger_edition_has_more_pages_and_not_longer_ones(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    small, large = (
        sizes(copy_example(tmp_path_factory.mktemp("many")), brands) for brands in (160, 320)
    )
    assert len(large) > 1.5 * len(small)
    assert large[0] < 1.2 * small[0]
    assert large[0] < MOST_BYTES
