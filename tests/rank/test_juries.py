"""Scores of unequal jurors and their agreement, against published and independent calculations."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.rank.agreement import krippendorff_alpha
from generator.rank.juries import fit, parts_of, places_of
from generator.rank.rounds import ORDER, Resampled, flip, rank_points
from generator.rank.seeds import stream

_ = None
RELIABILITY = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
"""Four observers and twelve units: Krippendorff (2011), *Computing Krippendorff's
Alpha-Reliability*, University of Pennsylvania, section C; interval alpha .849."""

THREE = [
    [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
    [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
    [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
]
"""Three coders and fifteen units: the computational example of the article *Krippendorff's alpha*
in Wikipedia; interval alpha .811."""


def table(rows: Any) -> Any:
    return np.array([[np.nan if v is None else v for v in row] for row in rows], np.float64)


def alpha_of(rows: Any) -> float | None:
    return krippendorff_alpha(table(rows), samples=50, stream=stream(1)).value


@pytest.fixture(scope="module")
def jury(cases_folder: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads((cases_folder / "judging/jury.json").read_text())
    return case


# Agreement


@pytest.mark.parametrize(("rows", "published"), [(RELIABILITY, 0.849), (THREE, 0.811)])
def test_alpha_is_that_of_published_examples(rows: Any, published: float) -> None:
    assert alpha_of(rows) == pytest.approx(published, abs=0.0005)


def test_alpha_is_that_of_the_reference_case(jury: dict[str, Any]) -> None:
    expected = jury["expected"]["alpha_interval"]
    assert alpha_of(jury["scores"]) == pytest.approx(expected, abs=0.0006)
    assert alpha_of(jury["scores"]) == pytest.approx(float(by_definition(jury["scores"])))


def by_definition(rows: Any) -> Fraction:
    """Alpha in fractions, from every pair of values: no sums of squares, no arrays."""
    units = [[Fraction(v) for v in column if v is not None] for column in zip(*rows, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    within = sum(
        Fraction(2, len(unit) - 1) * sum((a - b) ** 2 for a, b in combinations(unit, 2))
        for unit in units
    )
    between = 2 * sum((a - b) ** 2 for a, b in combinations(values, 2))
    return 1 - Fraction(within, len(values)) / Fraction(between, len(values) * (len(values) - 1))


SCORES = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=4, max_size=4),
    min_size=2,
    max_size=5,
)


@given(SCORES)
def test_alpha_is_that_of_its_definition(rows: Any) -> None:
    paired = [[v for v in column if v is not None] for column in zip(*rows, strict=True)]
    values = [v for unit in paired if len(unit) > 1 for v in unit]
    found = alpha_of(rows)
    if len(set(values)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(float(by_definition(rows)), abs=1e-9)


def test_the_interval_of_alpha_holds_it_and_is_the_same_every_time() -> None:
    once, again = (
        krippendorff_alpha(table(RELIABILITY), samples=2000, stream=stream(7)) for _ in range(2)
    )
    assert once == again
    assert once.low is not None and once.value is not None and once.high is not None
    assert once.low < once.value < once.high <= 1
    assert (once.units, once.values) == (11, 40)


def test_perfect_agreement_is_one_and_no_pairs_are_none() -> None:
    assert alpha_of([[1, 2, 3], [1, 2, 3]]) == 1
    assert alpha_of([[1, None, 3], [None, 2, None]]) is None
    assert alpha_of([[2, 2], [2, 2]]) is None


# Severity


def test_the_model_gives_the_scores_and_places_of_the_reference_case(jury: dict[str, Any]) -> None:
    scores, expected = table(jury["scores"]), jury["expected"]
    found = fit(scores)
    # To a tenth, as the case prints them: 81.479, 70.25 and 54.25 among them.
    assert found.adjusted[0] == pytest.approx(expected["adjusted"], abs=0.0501)
    assert found.severity[0].sum() == pytest.approx(0, abs=1e-8)
    drawn = Resampled(scores, jury["brands"], 3, seed=2024)
    assert [[p.low, p.high] for p in drawn.likely] == expected["places_90"]
    assert 0.99 < drawn.linked < 1  # now and then all draws are of the juror who has a gap


@given(SCORES)
def test_the_model_is_the_least_squares_of_its_equations(rows: Any) -> None:
    """Against NumPy's general solver on one equation a score and one for the sum of effects."""
    scores = table(rows)
    jurors, brands = scores.shape
    found, parts = fit(scores), parts_of(scores)
    whole = len(parts) == 1 and len(parts[0][0]) == jurors
    assert bool(found.whole[0]) == whole
    if not whole:
        assert np.isnan(found.adjusted).all()
        return
    places = np.argwhere(~np.isnan(scores))
    matrix = np.zeros((len(places) + 1, jurors + brands))
    matrix[np.arange(len(places)), places[:, 0]] = 1
    matrix[np.arange(len(places)), jurors + places[:, 1]] = 1
    matrix[-1, :jurors] = 1
    right = np.append(scores[~np.isnan(scores)], 0)
    solved = np.linalg.lstsq(matrix, right, rcond=None)[0]
    assert found.severity[0] == pytest.approx(solved[:jurors], abs=1e-8)
    assert found.adjusted[0] == pytest.approx(solved[jurors:], abs=1e-8)


def test_a_juror_drawn_twice_counts_twice() -> None:
    scores = table([[1, 2, _], [3, _, 2], [0, 4, 4]])
    drawn = fit(scores, [[2, 1, 1]]).adjusted[0]
    doubled = fit(np.vstack([scores[:1], scores])).adjusted[0]
    assert drawn == pytest.approx(doubled)


def test_severity_is_taken_out_where_jurors_score_different_brands() -> None:
    """Brand c is scored by the severe jurors alone: its mean is the least, its score is not."""
    brands, jurors = [2.0, 1.0, 1.5], [0.5, 0.5, -0.5, -0.5]
    scores = np.array([[b + j for b in brands] for j in jurors])
    scores[:2, 2] = np.nan
    assert np.nanmean(scores, axis=0).tolist() == [2, 1, 1]
    assert fit(scores).adjusted[0] == pytest.approx(brands)
    assert places_of(fit(scores).adjusted[0].tolist()) == [1, 3, 2]


def test_a_table_in_parts_is_told_and_has_no_scores() -> None:
    scores = table([[1, 2, _, _], [2, 3, _, _], [_, _, 1, 4]])
    assert parts_of(scores) == [([0, 1], [0, 1]), ([2], [2, 3])]
    assert not fit(scores).whole[0]
    assert parts_of(table([[1, _]])) == [([0], [0]), ([], [1])]


def test_the_order_of_jurors_and_brands_changes_no_score() -> None:
    scores = table(RELIABILITY)[:, :9]
    turned = fit(scores[::-1, ::-1]).adjusted[0][::-1]
    assert fit(scores).adjusted[0] == pytest.approx(turned, abs=1e-9)


def test_many_draws_are_each_what_they_are_alone() -> None:
    scores = table(RELIABILITY)[:, :9]
    times = stream(3).multinomial(4, [0.25] * 4, size=3000)
    together = fit(scores, times)
    for n in (0, 1023, 1024, 2999):
        assert together.adjusted[n] == pytest.approx(
            fit(scores, times[n : n + 1]).adjusted[0], nan_ok=True
        )


# Votes


def test_rank_points_are_shared_by_equals() -> None:
    assert rank_points([9, 7, 7, 1]) == [4, 2.5, 2.5, 1]


def test_the_share_that_changes_the_winner_is_that_of_the_reference_case(
    jury: dict[str, Any],
) -> None:
    """By shares of the maximum 18 % suffice; by rank points it takes three quarters."""
    adjusted, votes = jury["expected"]["adjusted"], jury["votes"]
    expected = jury["merged"]["share_of_maximum_flips_winner_at"]
    by_share = flip([score / 100 for score in adjusted], [v / max(votes) for v in votes])
    assert by_share is not None
    assert (round(by_share[0], 2), jury["brands"][by_share[1]]) == (expected, "D")
    jurors, readers = rank_points(adjusted), rank_points(votes)
    assert flip(jurors, readers) == (0.75, 3)
    share = 0.30
    points = [(1 - share) * a + share * b for a, b in zip(jurors, readers, strict=True)]
    first = jury["merged"]["rank_points_at_0.30"]["first"]
    assert jury["brands"][points.index(max(points))] == first


def test_readers_who_agree_with_the_jury_change_nothing() -> None:
    assert flip([3, 2, 1], [3, 2, 1]) is None
    assert flip([3, 2, 1], [2, 3, 1]) == (0.5, 1)
    assert ORDER == 0.8
