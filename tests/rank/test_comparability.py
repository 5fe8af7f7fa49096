"""Only figures that share every stated condition stand in one table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from edition_book import Figure, content, line

from generator.rank.comparability import Candidate, Key, candidates, folded, groups
from generator.tables.frames import Line

THEFTS = Figure("thefts", 42, "起", period="2024-01/2024-12")
CHANGE = replace(THEFTS, value=-30, unit="%", basis="yoy")


def found(*lines: Line) -> list[Candidate]:
    return list(candidates(lines, content()))


def key_of(figure: Figure, *others: Figure, level: str = "county", source: str = "press") -> Key:
    candidate = found(line("a", [figure, *others], level=level, source=source))[0]
    assert candidate.key is not None
    return candidate.key


@pytest.mark.parametrize(
    ("one", "changed"),
    [
        (THEFTS, {"indicator": "frauds"}),
        (THEFTS, {"unit": "%", "basis": "yoy"}),
        (CHANGE, {"unit": "起"}),
        (CHANGE, {"basis": "mom"}),
        (CHANGE, {"basis": "stated"}),
        (CHANGE, {"basis": "stated", "base_year": 2019}),
        (THEFTS, {"scope": "夜市"}),
        (THEFTS, {"denominator": "每万人"}),
        (THEFTS, {"period": "2024-01/2024-11"}),
        (THEFTS, {"period": "2024-01-01"}),
        (THEFTS, {"period": "P1D"}),
        (THEFTS, {"period": "2023-01/2023-12"}),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, dict) else "",
)
def test_every_stated_condition_separates(one: Figure, changed: dict[str, object]) -> None:
    assert key_of(one) != key_of(replace(one, **changed))


def test_the_base_year_the_level_and_the_exposure_separate() -> None:
    stated = replace(CHANGE, basis="stated", base_year=2019)
    assert key_of(stated) != key_of(replace(stated, base_year=2020))
    assert key_of(THEFTS) != key_of(THEFTS, level="station")
    residents = Figure("residents", 4001, "人", "z", as_of="2024")
    assert key_of(replace(THEFTS, exposure="z"), residents) != key_of(THEFTS, residents)


@pytest.mark.parametrize(
    "changed",
    [
        {"value": 7},
        {"unit": "件"},
        {"qualifier": "about"},
        {"period": "2024"},
        {"period": "2024-01-01/2024-12-31"},
        {"comparator": "邻县"},
        {"design": "comparison"},
        {"base": 60},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_nothing_else_does(changed: dict[str, object]) -> None:
    assert key_of(THEFTS) == key_of(replace(THEFTS, **changed))


def test_shares_in_per_cent_and_as_fractions_are_one() -> None:
    share = Figure("satisfaction", "1/2", "ratio", period="2024")
    assert key_of(share) == key_of(replace(share, value=50, unit="%"))
    indicators = content().vocabulary.indicators
    assert folded("1/2", "ratio", indicators["satisfaction"]) == (50, "%")
    assert folded("1.2", "亿元", indicators["loss"]) == (120_000_000, "元")
    assert folded("3", "件", indicators["thefts"]) == folded("3", "起", indicators["thefts"])
    assert folded("3", "个百分点", indicators["thefts"]) == (3, "个百分点")


def test_a_state_without_a_date_takes_the_year_of_its_source() -> None:
    state = Figure("officers-on-duty", 24, "名")
    assert [(c.key and c.key.year, c.assumed_year) for c in found(line("a", [state]))] == [
        ("2024", True)
    ]
    dated = replace(state, as_of="2022-05")
    assert [(c.key and c.key.year, c.assumed_year) for c in found(line("a", [dated]))] == [
        ("2022", False)
    ]
    undated = found(line("a", [state], source="undated"))
    assert [(c.key, c.reason) for c in undated] == [(None, "no_period")]


def test_a_rate_takes_the_year_of_its_date_or_else_of_its_source() -> None:
    rate = replace(THEFTS, period="P1D")
    for figure, year, assumed in [
        (rate, "2024", True),
        (replace(rate, as_of="2021"), "2021", False),
    ]:
        candidate = found(line("a", [figure]))[0]
        assert candidate.key is not None
        assert (candidate.key.span, candidate.key.year) == ("P1D", year)
        assert candidate.assumed_year is assumed


@pytest.mark.parametrize("period", [None, "2023-10/..", "../2024-12-30"])
def test_a_flow_whose_time_is_not_known_is_like_no_other(period: str | None) -> None:
    candidate = found(line("a", [replace(THEFTS, period=period)]))[0]
    assert (candidate.key, candidate.reason) == (None, "no_period")


def test_a_state_may_hold_from_or_until_a_date() -> None:
    since = Figure("officers-on-duty", 24, "名", period="2023-10/..")
    until = replace(since, period="../2023-10")
    assert [(c.key and c.key.year, c.assumed_year) for c in found(line("a", [since, until]))] == [
        ("2024", True),
        ("2023", False),
    ]


def test_the_order_of_brands_and_figures_does_not_matter() -> None:
    figures = [THEFTS, CHANGE, Figure("officers-on-duty", 5, "名"), replace(THEFTS, unit="件")]
    named = [replace(figure, id=f"m{n}") for n, figure in enumerate(figures)]
    lines = [line(name, named) for name in "abcde"]
    expected = groups(found(*lines))
    turned = [lines[n] for n in (3, 0, 4, 2, 1)]
    other = [replace(own, metrics=tuple(reversed(own.metrics))) for own in turned]
    assert list(groups(found(*other)).items()) == list(expected.items())


def test_every_figure_is_a_candidate_once() -> None:
    lines = [line(name, [THEFTS, replace(THEFTS, period=None)]) for name in "cab"]
    assert [(c.metric.brand, c.metric.id) for c in found(*lines)] == [
        (name, identity) for name in "abc" for identity in ("m01", "m02")
    ]
