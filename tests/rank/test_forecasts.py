"""Forecasts take their probabilities from the book and are graded by later records."""

from __future__ import annotations

import pytest

from generator.rank.forecasts import Past, grade, make_forecasts


def past(
    *seen: str, moves: dict[str, list[tuple[str, bool]]] | None = None, ended: bool = False
) -> Past:
    return Past(("L2", "night"), seen, moves or {}, ended)


BOOK = {
    "a": past("2022-03-01", "2022-11-01", "2023-06-01"),  # two of three were followed within a year
    "b": past("2022-05-01"),
    "c": past("2024-06-01"),  # its year is not over
}


def test_the_probability_is_the_smoothed_frequency_of_cases_alike() -> None:
    made = make_forecasts(BOOK, BOOK, "2024-12-31")
    assert {(f.hits, f.cases, f.probability) for f in made} == {(2, 4, 3 / 6)}
    assert [f.brand for f in made] == ["a", "b", "c"]
    assert {(f.since, f.until) for f in made} == {("2025-01-01", "2025-12-31")}


def test_a_kind_without_cases_is_told_by_a_toss() -> None:
    made = make_forecasts({"c": past("2024-06-01")}, "c", "2024-12-31")
    assert [f.probability for f in made] == [0.5]


def test_an_ended_brand_is_not_expected_again() -> None:
    assert make_forecasts({"a": past("2023-01-01", ended=True)}, "a", "2024-12-31") == []


def test_a_good_change_is_expected_to_be_followed_as_often_as_before() -> None:
    book = {
        "a": past("2022-01-01", moves={"crime": [("2021-12-31", True), ("2022-12-31", True)]}),
        "b": past("2022-01-01", moves={"crime": [("2021-12-31", True), ("2022-12-31", False)]}),
    }
    again = [f for f in make_forecasts(book, book, "2023-01-01") if f.kind == "again"]
    assert [(f.brand, f.family, f.hits, f.cases, f.probability) for f in again] == [
        ("a", "crime", 1, 2, 0.5)
    ]


def test_forecasts_are_settled_by_sources_of_their_time_and_by_its_end() -> None:
    made = make_forecasts(BOOK, BOOK, "2024-12-31")
    later = {**BOOK, "a": past("2025-03-01"), "b": past("2022-05-01")}
    midway = grade("2024", made, later, "2025-06-30")
    assert [(s.forecast.brand, s.came_true) for s in midway.settled] == [("a", True)]
    assert midway.open == 2
    done = grade("2024", made, later, "2025-12-31")
    assert [s.came_true for s in done.settled] == [True, False, False]
    assert done.open == 0
    assert done.brier == pytest.approx(0.25)
    assert done.plain == pytest.approx(2 / 3 * (1 / 3) ** 2 * 1 + 1 / 3 * (2 / 3) ** 2)
    assert [(b.number, b.probability, round(b.share, 3)) for b in done.bins] == [(3, 0.5, 0.333)]


def test_a_next_change_that_nobody_reports_stays_open() -> None:
    book = {"a": past("2022-01-01", moves={"crime": [("2021-12-31", True)]})}
    again = [f for f in make_forecasts(book, book, "2022-12-31") if f.kind == "again"]
    assert grade("2022", again, book, "2030-01-01").open == 1
    reported = {
        "a": past("2022-01-01", moves={"crime": [("2021-12-31", True), ("2023-06-30", False)]})
    }
    assert [s.came_true for s in grade("2022", again, reported, "2023-07-01").settled] == [False]


def test_without_settled_forecasts_there_is_no_score() -> None:
    score = grade("2024", [], {}, "2025-12-31")
    assert (score.brier, score.plain, score.bins) == (None, None, [])
