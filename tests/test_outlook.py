"""Two published editions a year apart: the later grades the earlier, and both stay as they were."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from edition_book import Figure, add_brand, bare, build, set_edition
from example_book import copy_example
from jsonschema import Draft202012Validator

from generator.book.book import Book
from generator.book.editions import store
from generator.book.tables import edition_tables
from generator.publish.data import make_data
from generator.publish.spreadsheet import rows_of, to_csv
from generator.rank.results import Score

FOLLOWED = ("a", "b", "c")
"""Brands of 2022 with another source a year later."""
MISSED = ("d", "e")
"""Brands of 2021 without one."""


def change(year: int, percent: int) -> Figure:
    return Figure("thefts", percent, "%", f"fall-{year}", basis="yoy", period=str(year), year=year)


DESCRIBED: dict[str, Any] = {
    "problems": ["theft"],
    "practices": ["night-patrol"],
    "intelligence": {"zh": "夜里常有人丢东西。", "en": "Things were often lost at night."},
    "intervention": {"zh": "夜里有人巡看。", "en": "Somebody looks around at night."},
}


def add(root: Path, identity: str, **more: Any) -> None:
    """A brand of which problem and practice are told."""
    add_brand(root, identity, **{**DESCRIBED, **more})


def first_year(root: Path) -> None:
    """The records at the end of 2023."""
    for brand in FOLLOWED:
        add(root, brand, years=(2022, 2023))
    for brand in MISSED:
        add(root, brand, years=(2021, 2023))
    add(root, "f", years=(2022, 2023), figures=[change(2022, -20), change(2023, -30)])
    for year in (2023, 2024):
        set_edition(root, f"{year}-all")


def second_year(root: Path) -> None:
    """The records a year later: of the six brands c and e were not heard of again."""
    told = [change(2022, -20), change(2023, -30), change(2024, 5)]
    add(root, "a", years=(2022, 2023, 2024))
    add(
        root,
        "b",
        years=(2022, 2023, 2024),
        figures=[Figure("thefts", 42, "起", period="2024", year=2024)],
    )
    add(root, "d", years=(2021, 2023, 2024))
    add(root, "f", years=(2022, 2023, 2024), figures=told)
    for brand in ("g", "h"):
        add(root, brand, year=2024)


def publish(root: Path, identity: str) -> None:
    store(build(root), identity)
    file = root / "content" / "editions" / f"{identity}.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"status": "draft"', '"status": "published"'), encoding="utf-8")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with both editions published, each when its year was over."""
    root = bare(copy_example(tmp_path_factory.mktemp("pair")))
    first_year(root)
    publish(root, "2023-all")
    second_year(root)
    publish(root, "2024-all")
    return root


@pytest.fixture(scope="module")
def book(pair: Path) -> Book:
    return build(pair)


def score_of(book: Book) -> Score:
    score = book.editions["2024-all"].outlook.score
    assert score is not None
    return score


def test_each_edition_speaks_for_the_day_it_was_published_on(book: Book) -> None:
    days = {name: own.book.as_of for name, own in book.editions.items()}
    assert days == {"2023-all": "2024-02-01", "2024-all": "2025-02-01"}


def test_the_first_forecasts_by_the_frequencies_of_its_own_day(book: Book) -> None:
    first = book.editions["2023-all"].outlook
    assert first.score is None
    told = {(f.kind, f.brand): Fraction(f.hits + 1, f.cases + 2) for f in first.forecasts}
    assert told == {
        **{("seen", brand): Fraction(4, 7) for brand in (*FOLLOWED, *MISSED)},  # 3 of 5 cases
        ("seen", "f"): Fraction(2, 3),
        ("again", "f"): Fraction(2, 3),
    }
    assert {(f.since, f.until) for f in first.forecasts} == {("2024-02-02", "2025-02-01")}


def test_the_second_grades_the_first_beside_the_plain_rate(book: Book) -> None:
    score = score_of(book)
    came = {(s.forecast.kind, s.forecast.brand): s.came_true for s in score.settled}
    assert came == {
        **{("seen", brand): brand in "abdf" for brand in "abcdef"},
        ("again", "f"): False,  # a rise after two falls
    }
    assert (score.edition, score.open) == ("2023-all", 0)
    # Of 4/7: a, b and d came true, c and e did not; of 2/3: f was seen, its fall was not.
    squares = 3 * Fraction(3, 7) ** 2 + 2 * Fraction(4, 7) ** 2
    squares += Fraction(1, 3) ** 2 + Fraction(2, 3) ** 2
    assert score.brier == pytest.approx(float(squares / 7))
    rate = Fraction(4, 7)
    assert score.plain == pytest.approx(float(rate * (1 - rate)))
    bins = [(b.number, round(b.probability, 3), round(b.share, 3)) for b in score.bins]
    assert bins == [(5, 0.571, 0.6), (2, 0.667, 0.5)]


def test_the_ledger_between_them_adds_up(book: Book) -> None:
    first, second = book.editions["2023-all"], book.editions["2024-all"]
    moves = {move.brand.id: (move.kind, move.before, move.now) for move in second.ledger}
    assert {brand: kind for brand, (kind, _, _) in moves.items()} == {
        "a": "stayed",
        "b": "rose",
        "c": "left",
        "d": "stayed",
        "e": "left",
        "f": "stayed",
        "g": "came",
        "h": "came",
    }
    before = Counter(row.evidence_level for row in first.book.rows())
    now = Counter(row.evidence_level for row in second.book.rows())
    told = Counter(now for _, _, now in moves.values() if now is not None)
    assert Counter(then for _, then, _ in moves.values() if then is not None) == before
    assert told == now


def test_the_tables_hold_forecasts_what_became_of_them_and_the_score(book: Book) -> None:
    tables = {n: t.frame for n, t in edition_tables(book.editions["2024-all"]).items()}
    score = score_of(book)
    assert tables["score"].to_dict("records") == [
        {"edition": "2023-all", "settled": 7, "open": 0, "brier": score.brier, "plain": score.plain}
    ]
    settled = tables["settled"]
    assert list(settled["came_true"]) == [one.came_true for one in score.settled]
    assert len(tables["forecasts"]) == len(book.editions["2024-all"].outlook.forecasts) > 0


def outputs(book: Book) -> dict[str, bytes]:
    """Every data file of both editions."""
    files = {
        f"{name}/{table.name}.csv": to_csv(table)
        for name, own in book.editions.items()
        for table in edition_tables(own).values()
    }
    data = dict(make_data(book))
    api = {path: data[path] for path in data if "/editions/" in path}
    assert set(api) >= {f"api/v1/editions/{name}.json" for name in book.editions}
    return {**files, **api}


def test_both_stay_byte_for_byte_when_records_change_later(
    pair: Path, book: Book, tmp_path: Path
) -> None:
    before = outputs(book)
    root = shutil.copytree(pair, tmp_path / "later", symlinks=True)
    content = root / "content"
    add(root, "a", years=(2022, 2023, 2024, 2025), name={"zh": "新名警务", "en": "Renamed"})
    add(root, "late", years=(2023, 2024))
    for path in (content / "brands").rglob("c.yml"):  # no published record is ever deleted
        record = json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
        path.with_stem("c-now").write_text(json.dumps({**record, "id": "c-now", "formerly": ["c"]}))
    path = content / "vocabulary" / "indicators.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("Theft reports", "Thievery"))
    set_edition(root, "2022-all")
    later = build(root)
    assert later.brands["a"].row.name_zh == "新名警务"
    kept = {name: own for name, own in later.editions.items() if name != "2022-all"}
    assert outputs(replace(later, editions=kept)) == before


def test_an_edition_compared_with_a_draft_keeps_what_the_draft_was_then(tmp_path: Path) -> None:
    root = bare(copy_example(tmp_path))
    first_year(root)
    second_year(root)
    publish(root, "2024-all")
    published = build(root).editions["2024-all"]
    ledger = published.ledger
    assert Counter(move.kind for move in ledger)["left"] == 2
    for path in (root / "content" / "brands").rglob("e.yml"):
        path.unlink()
    for path in (root / "content").glob("sources/e-*.yml"):
        path.unlink()
    add(root, "x", year=2023)
    later = build(root).editions
    assert "e" not in later["2023-all"].book.brands
    assert later["2024-all"].ledger == ledger
    assert later["2024-all"].before is not None
    assert later["2024-all"].before.edition == later["2023-all"].edition


def test_a_draft_is_not_graded_by_what_follows_it(tmp_path: Path) -> None:
    root = bare(copy_example(tmp_path))
    first_year(root)
    second_year(root)
    assert build(root).editions["2024-all"].outlook.score is None


def test_an_edition_by_address_leads_to_the_rows_of_all_its_tables(book: Book) -> None:
    files, own = dict(make_data(book)), book.editions["2024-all"]
    schema = json.loads(files["api/v1/schema.json"])
    fits = Draft202012Validator({"$ref": "#/$defs/table", "$defs": schema["$defs"]})
    told = json.loads(files["api/v1/editions/2024-all.json"])
    tables = edition_tables(own)
    assert [(t["table"], t["rows"]) for t in told["tables"]] == [
        (name, len(table.frame)) for name, table in tables.items()
    ]
    for entry in told["tables"]:
        read = json.loads(files[f"api/v1/{entry['address']}"])
        table = tables[entry["table"]]
        rows = [dict(zip(table.columns, row, strict=True)) for row in rows_of(table)]
        assert read["rows"] == json.loads(json.dumps(rows))
        fits.validate(read)


def test_an_edition_by_address_holds_rankings_ledger_and_outlook(book: Book) -> None:
    files, own = dict(make_data(book)), book.editions["2024-all"]
    told = json.loads(files["api/v1/editions/2024-all.json"])
    assert told["edition"]["status"] == "published"
    read = json.loads(files["data/editions/2024-all/rankings.json"])
    for file in (told, read):
        assert (file["as_of"], file["before"]) == ("2025-02-01", "2023-all")
    assert read["rankings"] == (own.rankings and own.rankings.model_dump(mode="json"))
    assert read["outlook"] == own.outlook.model_dump(mode="json")
    assert [(m["brand"], m["kind"], m["before"], m["now"]) for m in read["ledger"]] == [
        (m.brand.id, m.kind, m.before, m.now) for m in own.ledger
    ]
    assert read["levels"] == {row.id: row.evidence_level for row in own.book.rows()}
