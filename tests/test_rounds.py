"""Selection rounds from nominations to a published list: stages, results, sheets, pages, data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import openpyxl
import pytest
from click.testing import CliRunner, Result
from edition_book import build
from example_book import copy_example, settings_of
from round_book import (
    CRITERIA,
    QUALITY,
    ROUND,
    filled,
    make_rounds_book,
    mend,
    publish_round,
    scores,
)

from generator.book.book import Book, RoundBook
from generator.book.rounds import follow_up
from generator.book.tables import round_tables
from generator.build import examine, make_book
from generator.cli import main
from generator.publish import html
from generator.publish.api import make_api
from generator.publish.data import make_data
from generator.publish.workbook import make_round_workbook
from generator.rank.rounds import RoundResult, judge
from generator.records.rounds import HIGHEST, JurorScore, Round, default_criteria
from generator.site.render import make_renderers
from generator.site.report import sections_of
from generator.site.rounds import round_pages
from generator.tables.codebook import ROUND_CODEBOOK

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book with its round as a draft, not to be changed."""
    return make_rounds_book(copy_example(tmp_path_factory.mktemp("rounds")))


@pytest.fixture(scope="module")
def own(root: Path) -> RoundBook:
    return build(root).rounds[ROUND]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, published; not to be changed but by who puts it back."""
    folder = make_rounds_book(copy_example(tmp_path_factory.mktemp("published")), noise=0.7)
    publish_round(folder)
    return folder


@pytest.fixture
def changed(own: RoundBook, root: Path) -> Callable[..., RoundResult]:
    """The result of the round with other scores, or with other keys in its record."""
    book = build(root)
    rows = {brand: book.brands[brand].row for brand in own.named}

    def make(found: list[JurorScore] | None = None, **more: Any) -> RoundResult:
        record = Round.model_validate({**own.round.model_dump(by_alias=True), **more})
        return judge(record, own.scores if found is None else found, rows, book.content.sources)

    return make


@pytest.fixture
def run(root: Path) -> Run:
    def invoke(*words: str, at: Path = root) -> Result:
        return CliRunner().invoke(main, [*words, "--root", str(at)])

    return invoke


# Stages


def test_every_nominated_brand_is_told_with_its_stage_and_reason(own: RoundBook) -> None:
    told = {n.brand: (n.reached, n.why) for n in own.result.nominees}
    assert told == {
        **dict.fromkeys(("lamplight", "ferry", "bridgehead"), ("selected", [])),
        **dict.fromkeys(
            ("orchard", "market-day", "teahouse", "quayside", "umbrella"), ("scored", ["below"])
        ),
        "evening-class": ("eligible", ["set_aside"]),
        "old-gate": ("nominated", ["window"]),
        "well": ("nominated", ["level"]),
        "bell": ("nominated", ["draft"]),
    }
    assert [own.result.count(stage) for stage in ("nominated", "eligible", "scored")] == [12, 9, 8]


def test_without_a_shortlist_all_who_are_eligible_are_on_it(changed: Any) -> None:
    result = changed(shortlist=None, set_aside=[])
    reached = {n.brand: n.reached for n in result.nominees}
    assert reached["evening-class"] == "shortlisted"
    assert [(lack.code, lack.brands) for lack in result.lacks] == [
        ("few_scores", ["evening-class"])
    ]


def test_without_a_shortlist_those_set_aside_are_not_on_it(changed: Any, own: RoundBook) -> None:
    result = changed(shortlist=None)
    assert result.nominees == own.result.nominees
    assert result.selected == own.result.selected


def test_a_round_of_a_province_refuses_other_places(changed: Any) -> None:
    result = changed(scope="530000", shortlist=["bridgehead", "teahouse"])
    why = {n.brand: n.why for n in result.nominees}
    assert (why["lamplight"], why["well"]) == (["scope"], ["scope", "level"])
    assert why["bridgehead"] != ["scope"]


# What follows from the scores


def test_the_brands_stand_in_the_order_that_the_jurors_saw(own: RoundBook) -> None:
    result = own.result
    assert (result.follows, result.selected, result.tied) == (
        "order",
        ["lamplight", "ferry", "bridgehead"],
        [],
    )
    assert [row.brand for row in result.judged] == list(QUALITY)
    for row in result.judged:
        assert row.adjusted == pytest.approx(QUALITY[row.brand], abs=0.2)
        assert row.likely and row.left_out and row.place
        assert row.likely.low <= row.place <= row.likely.high
    effects = {juror.juror: juror.severity for juror in result.jurors}
    assert sorted(effects, key=lambda j: effects[j] or 0) == ["J3", "J5", "J6", "J1", "J4", "J2"]


def test_jurors_who_agree_less_give_tiers_and_then_nothing(changed: Any) -> None:
    tiers = changed(scores(1.0))
    assert tiers.follows == "tiers"
    assert sorted(b for tier in tiers.tiers for b in tier.brands) == sorted(QUALITY)
    assert {row.place for row in tiers.judged} == {None}
    none = changed(scores(1.6))
    assert (none.follows, none.selected, none.tied, none.tiers) == ("none", [], [], [])
    assert [row.brand for row in none.judged] == sorted(QUALITY)
    assert {(row.place, row.likely, row.tier) for row in none.judged} == {(None, None, None)}
    assert {n.why[0] for n in none.nominees if n.reached == "scored"} == {"no_order"}


def test_equal_scores_at_the_cut_are_tied_and_nobody_is_chosen_of_them(changed: Any) -> None:
    """Bridgehead and orchard get the same scores by the same jurors."""
    alike = [
        score._replace(brand="orchard") if score.brand == "market-day" else score
        for score in scores(0.0)
        if score.brand != "orchard"
    ]
    twins = [s._replace(brand="market-day") for s in alike if s.brand == "orchard"]
    result = changed([*alike, *twins], selected=4)
    assert result.selected == ["lamplight", "ferry", "bridgehead"]
    assert (result.tied, result.seats) == (["market-day", "orchard"], 1)
    assert {n.why[0] for n in result.nominees if n.brand in result.tied} == {"tied"}
    assert changed([*alike, *twins], selected=5).tied == []


def test_a_round_says_what_it_lacks_and_gives_no_order(changed: Any) -> None:
    assert [lack.code for lack in changed([]).lacks] == ["no_scores"]
    four = [s for s in scores(0.3) if s.juror not in ("J5", "J6")]
    few = changed(four)
    assert [(lack.code, lack.found, lack.needed) for lack in few.lacks] == [("few_jurors", 4, 5)]
    assert (few.follows, few.judged, few.selected) == (None, [], [])
    thin = [s for s in scores(0.3) if s.brand != "ferry" or s.juror in ("J1", "J3")]
    (lack,) = changed(thin).lacks
    assert (lack.code, lack.found, lack.brands) == ("few_scores", 2, ["ferry"])


def test_scores_in_parts_that_no_juror_links_give_no_order(changed: Any) -> None:
    here = ["lamplight", "ferry", "bridgehead"]
    parted = [s for s in scores(0.3) if (s.brand in here) == (s.juror in ("J1", "J3", "J4"))] + [
        JurorScore(ROUND, juror, brand, criterion, "2")
        for juror in ("J2", "J6", "J7")
        for brand in ("teahouse",)
        for criterion in CRITERIA
        if juror != "J2"
    ]
    jurors = {f"J{n}": {} for n in range(1, 8)}
    parted += [
        JurorScore(ROUND, "J7", brand, criterion, "2")
        for brand in QUALITY
        if brand not in here
        for criterion in CRITERIA
    ]
    result = changed(list({s[:4]: s for s in parted}.values()), jurors=jurors)
    assert [(lack.code, lack.found) for lack in result.lacks] == [("apart", 2)]
    assert result.lacks[0].brands == sorted(here)


def test_a_score_on_some_criteria_only_is_not_counted(changed: Any) -> None:
    part = [s for s in scores(0.3) if (s.juror, s.criterion) != ("J1", "transfer")]
    assert {j.juror: j.scores for j in changed(part).jurors}["J1"] == 0


def test_votes_are_a_list_of_their_own_until_a_rule_merges_them(changed: Any) -> None:
    apart = changed()
    assert (apart.votes[0].brand, apart.merging) == ("teahouse", None)
    merged = changed(merge={"votes": 0.9})
    assert (merged.merging.to, merged.selected[0]) == ("teahouse", "teahouse")
    assert merged.merging.flips == pytest.approx(5 / 6)
    assert changed(scores(1.6), merge={"votes": 0.9}).merging is None  # there is no order to merge


def test_the_result_does_not_depend_on_the_order_of_what_it_is_made_from(
    changed: Any, own: RoundBook
) -> None:
    turned = changed(own.scores[::-1])
    assert turned == own.result
    assert changed(status="published", title={"zh": "别的"}) == own.result


def test_the_default_criteria_weigh_analysis_and_assessment_twice() -> None:
    weights = {criterion.id: criterion.weight for criterion in default_criteria()}
    assert weights == {"problem": 1, "analysis": 2, "response": 1, "assessment": 2, "transfer": 1}
    for criterion in default_criteria():
        assert len(criterion.anchors) == HIGHEST + 1
        assert all(anchor.en for anchor in criterion.anchors)


# Published


def test_a_published_round_keeps_what_it_was_published_with(published: Path) -> None:
    before = build(published).rounds[ROUND]
    brand = published / "content/brands/jiangsu/lamplight.yml"
    text = brand.read_text(encoding="utf-8")
    try:
        brand.write_text(text.replace("灯下警务", "另名警务"), encoding="utf-8")
        after = build(published).rounds[ROUND]
        assert after.stored
        assert (after.result, after.named) == (before.result, before.named)
    finally:
        brand.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"selected": 4}, "it differs from what was published"),
        ({"votes": {"ferry": 1}}, "it differs from what was published"),
        ({"title": {"zh": "更正的题目"}}, ""),
    ],
)
def test_a_change_after_publication_is_told_every_time(
    published: Path, change: dict[str, Any], said: str
) -> None:
    path = published / "content/rounds" / f"{ROUND}.yml"
    text = path.read_text(encoding="utf-8")
    try:
        mend(published, change)
        found = [str(f) for f in examine(settings_of(published)).findings if f.code == "V02"]
        assert [said in finding for finding in found] == [True] * bool(said)
    finally:
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("damage", ["", "{}", "[]"])
def test_a_store_that_is_gone_or_damaged_is_told(published: Path, damage: str) -> None:
    path = published / "content/rounds" / f"{ROUND}.json"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(damage or text.replace('"place": 1', '"place": 2', 1), encoding="utf-8")
        (found,) = (f for f in examine(settings_of(published)).findings if f.code == "V02")
        assert "cannot be used" in found.message
        path.unlink()
        (found,) = (f for f in examine(settings_of(published)).findings if f.code == "V02")
        assert "is missing, which `status: published` needs" in found.message
    finally:
        path.write_text(text, encoding="utf-8")


def test_what_became_of_the_chosen_is_told_a_year_later(published: Path) -> None:
    early = make_book(settings_of(published, as_of="2026-01-24"))
    assert follow_up(early.rounds[ROUND], early) == []
    later = make_book(settings_of(published, as_of="2026-01-25"))
    told = follow_up(later.rounds[ROUND], later)
    assert [(one.named.id, one.before, one.now) for one in told] == [
        ("lamplight", 1, 1),
        ("ferry", 1, 1),
        ("bridgehead", 1, 1),
    ]
    assert "后来怎样" in pages(later)["zh/rounds/best-2024"]


# Sheets


@pytest.fixture(scope="module")
def sheets(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet for each juror, not to be changed."""
    folder = tmp_path_factory.mktemp("sheets")
    words = ["round", "sheet", ROUND, "--out", str(folder), "--root", str(root)]
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, len(result.output.splitlines())) == (0, 6)
    return folder


def rows_of(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    heads = [str(cell.value).splitlines()[-1] for cell in sheet[1]]
    return [
        dict(zip(heads, row, strict=True))
        for row in sheet.iter_rows(min_row=3, values_only=True)
        if row[0]
    ]


def test_each_juror_gets_the_brands_that_it_may_judge_in_an_order_of_its_own(sheets: Path) -> None:
    orders = {
        path.stem[-2:]: [row["Id"] for row in rows_of(path)] for path in sheets.glob("*.xlsx")
    }
    assert set(orders) == {"J1", "J2", "J3", "J4", "J5", "J6"}
    assert sorted(orders["J1"]) == sorted(QUALITY)
    assert sorted(orders["J5"]) == ["bridgehead", "teahouse"]
    assert not {"bridgehead", "teahouse"} & set(orders["J2"])
    assert len({tuple(orders[j]) for j in ("J1", "J3", "J4", "J6")}) == 4


def test_a_sheet_shows_the_record_with_its_level_and_offers_the_scale(sheets: Path) -> None:
    path = sheets / f"{ROUND}-J1.xlsx"
    (row,) = (row for row in rows_of(path) if row["Id"] == "ferry")
    assert row["Brand"].splitlines()[:2] == ["渡口警务", "Ferry policing"]
    assert row["Evidence level"].startswith("L1")
    assert "夜里争吵多。" in row["What is told"]
    assert {row[c.capitalize()] for c in CRITERIA} == {None}
    book = openpyxl.load_workbook(path)
    (offered,) = {rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    values = [cell.value for (cell,) in book["lists"]["A2:A6"]]
    assert (offered, values) == ("lists!$A$2:$A$6", ["0", "1", "2", "3", "4"])
    assert len(list(book.worksheets[1].iter_rows(min_row=3, max_row=7))) == len(CRITERIA)


def test_sheets_are_never_overwritten(run: Run, sheets: Path) -> None:
    result = run("round", "sheet", ROUND, "--out", str(sheets))
    assert result.exit_code == 1
    assert "exists and may hold scores" in result.output


def test_sheets_for_nobody_are_an_error(run: Run, tmp_path: Path) -> None:
    made = make_rounds_book(copy_example(tmp_path / "book"), jurors={}, votes={})
    (made / "content/rounds" / f"{ROUND}.csv").unlink()
    result = run("round", "sheet", ROUND, "--out", str(tmp_path), at=made)
    assert (result.exit_code, list(tmp_path.glob("*.xlsx"))) == (1, [])
    assert f"{ROUND} has no jurors: add them to its record, such as `J1: {{}}`" in result.output


@pytest.fixture
def open_round(tmp_path: Path) -> Path:
    """The book before anybody scored."""
    made = make_rounds_book(copy_example(tmp_path / "book"))
    (made / "content/rounds" / f"{ROUND}.csv").unlink()
    return made


def test_filled_sheets_are_read_once_and_a_second_time_change_nothing(
    run: Run, open_round: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sheets"
    assert run("round", "sheet", ROUND, "--out", str(folder), at=open_round).exit_code == 0
    empty = run("round", "read", ROUND, *map(str, folder.glob("*.xlsx")), at=open_round)
    assert "no scores in these sheets" in empty.output
    found = scores(0.3)
    paths = [str(path) for path in filled(folder, found)]
    table = open_round / "content/rounds" / f"{ROUND}.csv"
    first = run("round", "read", ROUND, *paths[:2], at=open_round)
    assert first.output.splitlines() == [
        "J1: 40 scores",
        "J2: 30 scores",
        f"content/rounds/{ROUND}.csv: written",
    ]
    rest = run("round", "read", ROUND, *paths[2:], at=open_round)
    assert rest.exit_code == 0
    lines = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert sorted(map(tuple, lines[1:])) == sorted(score[:-1] for score in found)
    before = table.read_bytes()
    again = run("round", "read", ROUND, *paths, at=open_round)
    assert again.output.splitlines()[-1] == f"content/rounds/{ROUND}.csv: nothing changed"
    assert table.read_bytes() == before
    shown = run("round", "result", ROUND, at=open_round)
    assert "3 selected: Lamplight policing, Ferry policing, Bridgehead policing" in shown.output


def test_all_that_is_wrong_with_sheets_is_told_by_cell_and_nothing_written(
    run: Run, open_round: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sheets"
    run("round", "sheet", ROUND, "--out", str(folder), at=open_round)
    paths = filled(folder, scores(0.3))
    book = openpyxl.load_workbook(paths[0])
    sheet = book.worksheets[0]
    heads = [str(cell.value).splitlines()[-1] for cell in sheet[1]]
    column = {name: heads.index(name) + 1 for name in heads}
    sheet.cell(3, column["Problem"]).value = 5
    sheet.cell(4, column["Problem"]).value = "王小明"
    sheet.cell(5, column["Analysis"]).value = None
    sheet.cell(6, column["Juror"]).value = "J9"
    sheet.cell(7, column["Id"]).value = "well"
    sheet.cell(8, column["Response"]).value = 2.5
    sheet.cell(20, 1).value = "13812345678"
    sheet.cell(3, len(heads) + 2).value = "很好，所长王小明说"
    book.worksheets[1].cell(20, 2).value = "微信号 lamp_light88"
    book.save(paths[0])
    other = openpyxl.load_workbook(paths[4])  # J5 must not judge Jiangsu
    other.worksheets[0].cell(3, column["Id"]).value = "lamplight"
    other.save(paths[4])
    twice = folder / "again.xlsx"
    twice.write_bytes(paths[5].read_bytes())
    result = run("round", "read", ROUND, *map(str, [*paths, twice]), at=open_round)
    assert result.exit_code == 1
    assert not (open_round / "content/rounds" / f"{ROUND}.csv").exists()
    one, place = f"{ROUND}-J1.xlsx!评分 Scores", f"{ROUND}-J5.xlsx!评分 Scores"
    told = {line.partition(" error: ")[0] for line in result.output.splitlines()}
    assert {
        f"{one}!C3: J03",
        f"{one}!C4: J03",
        f"{one}!D5: J07",
        f"{one}!M6: J01",
        f"{one}!L7: J05",
        f"{one}!E8: J03",
        f"{one}!A20: P03",
        f"{one}!P3: P01",
        f"{one}!P3: J08",
        f"{ROUND}-J1.xlsx!评分标准 Criteria!B20: P03",
        f"{ROUND}-J1.xlsx!评分标准 Criteria!B20: J08",
        f"{place}!L3: J02",
        "again.xlsx!评分 Scores!C3: J04",
    } <= told


def test_one_sheet_given_twice_is_one_and_two_of_the_same_name_are_two(
    run: Run, open_round: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sheets"
    run("round", "sheet", ROUND, "--out", str(folder), at=open_round)
    first, *_ = filled(folder, scores(0.3))
    book = openpyxl.load_workbook(first)
    book.worksheets[0]["C3"].value = f" {book.worksheets[0]['C3'].value} "  # as people type
    book.save(first)
    other = tmp_path / first.name
    other.write_bytes(first.read_bytes())
    twice = run("round", "read", ROUND, str(first), str(other), at=open_round)
    assert (twice.exit_code, twice.output.count("J04")) == (1, 40)
    again = run("round", "read", ROUND, str(first), str(first), at=open_round)
    assert again.output.splitlines()[0] == "J1: 40 scores"


def test_a_file_that_is_no_sheet_of_scores_is_refused(
    run: Run, open_round: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    result = run("round", "read", ROUND, str(other), at=open_round)
    assert "no sheet has the columns of a score sheet" in result.output


def test_a_published_round_takes_no_scores_and_writes_no_sheets(run: Run, published: Path) -> None:
    for words in (["sheet", ROUND], ["read", ROUND, str(Path(__file__))]):
        result = run("round", *words, at=published)
        assert (result.exit_code, "is published" in result.output) == (1, True)
    again = run("round", "result", ROUND, "--store", at=published)
    assert "keeps its stored result" in again.output


def test_the_result_is_printed_as_text_json_and_csv(run: Run, own: RoundBook) -> None:
    told = run("round", "result", ROUND).output
    assert "an order from 0.800 on" in told
    assert "Well policing: evidence level below L1\n" in told
    printed = json.loads(run("round", "result", ROUND, "--format", "json").output)
    assert RoundResult.model_validate(printed) == own.result
    for table in ROUND_CODEBOOK:
        text = run("round", "result", ROUND, "--format", "csv", "--table", table).output
        rows = list(csv.DictReader(io.StringIO(text)))
        assert len(rows) == len(round_tables(own)[table].frame)
    none = run("round", "result", "best-2023")
    assert "there is no round `best-2023`: the rounds are best-2024" in none.output


# Pages and data


def pages(book: Book) -> dict[str, str]:
    renderers = make_renderers(book)
    return {
        f"{language}/{page.address}": html.page_bytes(page, renderer).decode()
        for page in round_pages(book)
        for language, renderer in renderers.items()
    }


CASES: dict[str, dict[str, Any]] = {
    "order": {"merge": {"votes": 0.3}},
    "tiers": {"noise": 1.0, "merge": {"votes": 0.3}},
    "none": {"noise": 1.6, "votes": {}},
    "open": {"shortlist": None, "set_aside": [], "organiser": None, "decided": None},
}


@pytest.fixture(scope="module", params=CASES)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Book]]:
    """A book for each thing that a round can say."""
    folder = make_rounds_book(
        copy_example(tmp_path_factory.mktemp(request.param)), **CASES[request.param]
    )
    yield request.param, build(folder)


def test_a_page_says_whatever_a_round_can_say(made: tuple[str, Book]) -> None:
    kind, book = made
    for name, page in pages(book).items():
        html5lib.HTMLParser(strict=True).parse(page)
        assert len(page) > 1000, name
    page = pages(book)["en/rounds/best-2024"]
    said = {
        "order": "Places by the adjusted scores",
        "tiers": "Tiers by the adjusted scores",
        "none": "The scored brands, in no order",
        "open": "No order follows.",
    }
    assert {key for key, words in said.items() if words in page} - {"open"} == {kind} - {"open"}
    assert ('<svg class="dots"' in page) == (kind == "order")


def test_a_report_has_a_section_on_the_rounds_of_its_window_only(made: tuple[str, Book]) -> None:
    _, book = made
    assert "05-rounds" in sections_of(book.editions["2024-all"])


def test_a_book_without_rounds_shows_no_trace_of_any(tmp_path: Path) -> None:
    root = make_rounds_book(copy_example(tmp_path))
    for path in (root / "content/rounds").iterdir():
        path.unlink()
    book = build(root)
    assert list(round_pages(book)) == []
    assert "05-rounds" not in sections_of(book.editions["2024-all"])


def test_every_table_of_a_round_is_data_and_a_workbook(own: RoundBook, root: Path) -> None:
    book = build(root)
    files = dict(make_data(book))
    folder = f"data/rounds/{ROUND}"
    assert {f"{folder}/{table}.csv" for table in ROUND_CODEBOOK} <= set(files)
    assert json.loads(files[f"{folder}/result.json"])["result"]["selected"] == own.result.selected
    ((path, data),) = make_round_workbook(own)
    assert path == f"rounds/{ROUND}/beatbook-{ROUND}.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == [*ROUND_CODEBOOK, "codebook"]


def test_the_api_lists_rounds_and_gives_each(root: Path, own: RoundBook) -> None:
    files = {path: data for path, data in make_api(build(root)) if "round" in path}
    (listed,) = json.loads(files["api/v1/rounds.json"])["rows"]
    assert (listed["id"], listed["nominated"], listed["selected"]) == (ROUND, 12, 3)
    one = json.loads(files[f"api/v1/{listed['address']}"])
    assert (one["follows"], one["selected"]) == ("order", own.result.selected)
    for table in one["tables"]:
        rows = json.loads(files[f"api/v1/{table['address']}"])
        assert rows["total"] == table["rows"]
