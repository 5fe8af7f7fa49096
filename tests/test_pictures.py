"""Pictures of the book: every brand counted once in its place, every label in its room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import ROOT
from example_book import copy_example, settings_of
from hypothesis import given
from hypothesis import strategies as st

from generator.book.book import Book
from generator.build import make_book
from generator.records.divisions import read_divisions
from generator.records.models import Category, Term, Text
from generator.tables.calendar import begins, by_month, by_season
from generator.tables.charts import length_of, lines_of, tile_map
from generator.tables.copying import DutyHours, duty_hours, spread, takes
from generator.tables.frames import BrandRow
from generator.tables.grids import HEAD, laid_out, sums, tallies, wrapped
from generator.tables.neighbours import in_brief, land_neighbours, near
from generator.tables.timeline import Span, dated, last_seen, line_of, span_of, starts

ROW = BrandRow(
    **{
        **dict.fromkeys(BrandRow._fields, ""),
        "id": "a",
        "category": "patrol.kiosk",
        "evidence_level": 0,
        "told": 0,
        "figures": 0,
        "started": None,
        "latest": None,
    }
)


def term(name: str) -> Term:
    return Term(name=Text(zh=name, en=name), definition=Text(zh=name))


CATEGORIES = {
    first: Category(
        name=Text(zh=first),
        definition=Text(zh=first),
        children={second: term(second) for second in children},
    )
    for first, children in {"patrol": ("kiosk", "area"), "farm": ("tea",)}.items()
}
SECOND = ("patrol.kiosk", "patrol.area", "farm.tea")
ROWS = st.lists(
    st.builds(
        lambda category, level: ROW._replace(category=category, evidence_level=level),
        st.sampled_from(SECOND),
        st.integers(0, 6),
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(settings_of(copy_example(tmp_path_factory.mktemp("book"))))


@given(ROWS)
def test_a_grid_counts_every_brand_once_and_keeps_its_gaps(rows: list[BrandRow]) -> None:
    found = tallies(rows, CATEGORIES, lambda row: [row.evidence_level], 7)
    assert [t.key for t in found] == ["", "patrol", *SECOND[:2], "farm", SECOND[2]]
    assert sum(found[0].counts) == len(rows)
    for tally in found:
        if tally.key in SECOND:
            own = [row.evidence_level for row in rows if row.category == tally.key]
            assert tally.counts == tuple(own.count(level) for level in range(7))


@given(ROWS)
def test_a_heading_of_the_table_is_the_sum_of_what_stands_below_it(rows: list[BrandRow]) -> None:
    table = sums(tallies(rows, CATEGORIES, lambda row: [row.evidence_level], 7))
    counts = {tally.key: tally.counts for tally in table}
    both = zip(counts["patrol.kiosk"], counts["patrol.area"], strict=True)
    assert counts["patrol"] == tuple(map(sum, both))
    assert counts["farm"] == counts["farm.tea"]


def test_a_grid_of_what_is_there_leaves_empty_categories_out() -> None:
    rows = [ROW._replace(season="3 4", category="farm.tea")]
    found = tallies(rows, CATEGORIES, lambda row: [2, 3], 12, whole=False)
    assert [tally.key for tally in found] == ["", "farm", "farm.tea"]


@given(
    st.lists(st.sampled_from(["Area-wide", "policing", "of", "城乡社区警务", "and"]), max_size=8)
)
def test_rows_of_a_drawing_stand_one_below_the_other_and_hold_their_labels(
    words: list[str],
) -> None:
    label = " ".join(words)
    found = tallies([ROW], CATEGORIES, lambda row: [0], 7)
    grid = laid_out(found, lambda key: label, 45)
    y = HEAD
    for row in grid.rows:
        assert row.y == y
        y += row.height
        assert row.height >= 16 * len(row.label)
        assert "".join(" ".join(row.label).split()) == "".join(label.split())
    assert grid.height == y
    assert grid.columns[0] == 45
    assert grid.columns[-1] + grid.wide == pytest.approx(100, abs=0.05)


def test_a_label_is_broken_between_words_where_it_has_no_room() -> None:
    assert wrapped("Street kiosks", 45) == ("Street kiosks",)
    long = wrapped("Headquarters officers on patrol", 45)
    assert long == ("Headquarters", "officers on patrol")
    assert wrapped("双语与民族社区警务", 45) == ("双语与民族社区警务",)
    assert max(map(length_of, wrapped("社" * 30, 30))) <= 2.7 * 30


# The calendar


@pytest.mark.parametrize(
    ("months", "first"), [([6, 7, 8], 6), ([1, 2, 12], 12), ([1, 2, 11, 12], 11), ([5], 5)]
)
def test_a_season_begins_where_it_does_also_over_new_year(months: list[int], first: int) -> None:
    assert begins(months) == first


def test_brands_stand_in_each_of_their_months_and_those_without_in_none() -> None:
    rows = [
        ROW._replace(id="a", season="6 7"),
        ROW._replace(id="b"),
        ROW._replace(id="c", season="1 12"),
    ]
    months = by_month(rows)
    assert [*months] == [*range(1, 13)]
    assert {m: [r.id for r in own] for m, own in months.items() if own} == {
        1: ["c"],
        6: ["a"],
        7: ["a"],
        12: ["c"],
    }
    assert [row.id for row in by_season(rows)] == ["a", "c"]


# The timeline


DATES = st.dates().map(str).flatmap(lambda day: st.sampled_from([day[:4], day[:7], day]))


@given(st.lists(st.none() | DATES, max_size=20))
def test_only_a_start_that_is_reported_is_placed(dates: list[str | None]) -> None:
    rows = [ROW._replace(id=str(n), started=date) for n, date in enumerate(dates)]
    span = span_of(rows, "2026-11-29")
    (everything, patrol, farm) = starts(rows, span, CATEGORIES)
    inside = dated(rows)
    assert everything.of == patrol.of == len(rows)
    assert farm.of == 0
    assert len(inside) == len([date for date in dates if date])
    assert sum(everything.counts) == len(inside)
    for row in inside:
        line = line_of(row, span)
        assert 0 < line.start < 100
        assert line.early == (row.started < str(span.first))


def test_a_timeline_has_a_column_for_each_of_twenty_years_and_one_for_all_before() -> None:
    span = span_of([ROW._replace(started="1964-05"), ROW._replace(started="2024")], "2026-11-29")
    assert span == Span(2007, 2026)
    assert [span.column(date) for date in ("1964-05", "2006", "2007", "2026-01-01")] == [
        0,
        0,
        1,
        20,
    ]
    assert span.columns == 21
    assert span_of([ROW._replace(started="2020")], "2026-11-29") == Span(2020, 2026)


def test_a_line_ends_with_the_last_source_and_has_none_without_a_later_one() -> None:
    span = Span(2007, 2026)
    known = ROW._replace(started="2014-03", latest="2020-06-01")
    line = line_of(known, span)
    assert line.latest is not None
    assert line.start < line.latest < 100
    assert line_of(known._replace(latest=None), span).latest is None
    assert line_of(known._replace(latest="2014"), span).latest is not None
    assert line_of(known._replace(latest="2013"), span).latest is None


def test_brands_are_counted_by_how_long_ago_they_were_seen() -> None:
    rows = [ROW._replace(latest=day) for day in ("2026-01-01", "2025", "2021-12-31", "1999", None)]
    assert last_seen(rows, "2026-11-29") == {0: 1, 1: 1, 2: 0, 3: 0, 4: 0, 5: 2, None: 1}


# The map


DIVISIONS, _ = read_divisions(ROOT / "content/vocabulary/divisions.csv")


def test_every_tile_bears_the_name_of_its_unit_in_both_languages() -> None:
    tiles = tile_map({})
    assert {tile.code for tile in tiles} == {c for c in DIVISIONS.codes if c.endswith("0000")}
    assert len({(tile.column, tile.row) for tile in tiles}) == len(tiles) == 34
    for tile in tiles:
        unit = DIVISIONS.at(tile.code)
        assert unit is not None
        assert unit.name.startswith(tile.name_zh)
        assert tile.name_en.replace("-", "") == unit.name_en


def test_a_name_on_a_tile_is_broken_where_it_may_be() -> None:
    assert lines_of("Inner Mon-golia") == ["Inner", "Mon-", "golia"]
    assert lines_of("黑龙江") == ["黑龙江"]
    # 42 units of a tile, in text of 13: seven letters of a wide font are squeezed, more are not.
    assert max(len(line) for tile in tile_map({}) for line in lines_of(tile.name_en)) <= 6


def test_neighbours_are_mutual_and_known_and_none_is_its_own() -> None:
    found = land_neighbours()
    for code, others in found.items():
        assert DIVISIONS.at(code) is not None
        assert code not in others
        assert len(set(others)) == len(others)
        assert all(code in found[other] for other in others)


def test_who_lies_beside_whom_on_land() -> None:
    found = land_neighbours()
    assert set(found) == {t.code for t in tile_map({})} - {"460000", "710000"}  # two islands
    assert len(found["610000"]) == len(found["150000"]) == 8
    assert found["620000"] == ["150000", "510000", "610000", "630000", "640000", "650000"]
    assert found["310000"] == ["320000", "330000"]
    assert found["810000"] == found["820000"] == ["440000"]


def test_near_a_prefecture_lie_the_others_of_its_province() -> None:
    prefectures = ["620100", "620400", "622900", "630100"]
    assert near("620400", prefectures) == ["620100", "622900"]
    assert near("640000", prefectures) == ["150000", "610000", "620000"]
    assert near("460000", prefectures) == []


def test_a_neighbour_names_the_three_brands_furthest_up_the_ladder() -> None:
    rows = [
        ROW._replace(id=name, evidence_level=level, told=told)
        for name, level, told in (("a", 1, 7), ("b", 3, 2), ("c", 3, 5), ("d", 0, 7), ("e", 1, 6))
    ]
    (brief,) = in_brief({"620000": rows}).values()
    assert brief.number == 5
    assert [row.id for row in brief.brands] == ["c", "b", "a"]


# What it takes to copy a practice


def test_what_it_takes_is_told_from_the_fields(book: Book) -> None:
    rows = [row for row in book.rows() if "practices/night-patrol" in row.tags.split()]
    hours = duty_hours(book.brands.values())
    assert hours == {"jia-lamplight-policing": [DutyHours("daily", "19:30", "00:30")]}
    found = takes(rows, book.brands, hours, book.content)
    assert found.of == len(rows) == 1
    assert found.told["hours"] == found.told["started"] == 1
    assert found.told["season"] == 0
    assert found.hours == [(DutyHours("daily", "19:30", "00:30"), 1)]
    assert [row.id for row in found.models] == ["jia-lamplight-policing"]


def test_figures_of_what_goes_in_stay_single_and_are_never_shares_or_changes(book: Book) -> None:
    vocabulary = book.content.vocabulary
    staff = {"staff": vocabulary.families["staff"].model_copy(update={"tells": "staff"})}
    telling = replace(vocabulary, families=vocabulary.families | staff)
    found = takes(book.rows(), book.brands, {}, replace(book.content, vocabulary=telling))
    (stated,), more = found.inputs["staff"]
    figures = [m for m in book.figures() if m.family == "staff"]
    counts = [m for m in figures if m.basis is None and m.unit != "ratio"]
    assert len(counts) < len(figures)  # there is a share, which is left out
    assert set(stated.figures) <= set(counts)
    assert stated.brands == len(stated.figures) == len({m.brand for m in counts})
    assert (found.inputs["equipment"], more) == (([], 0), 0)
    assert found.told["staff"] == len({m.brand for m in figures})


@given(st.integers(0, 50), st.integers(2, 6))
def test_figures_that_are_shown_hold_the_first_and_the_last(number: int, most: int) -> None:
    every = list(range(number))
    shown = spread(every, most)  # type: ignore[arg-type, var-annotated]
    assert len(shown) == min(number, most) == len(set(shown))
    assert shown == sorted(shown)
    if number:
        assert (shown[0], shown[-1]) == (0, number - 1)
