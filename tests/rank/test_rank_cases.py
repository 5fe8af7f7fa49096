"""The ranking engine against published examples and closed forms."""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generator.evidence.bases import smallest_base
from generator.evidence.binomial import binomial_tail
from generator.rank import ranksets
from generator.rank.dominance import outer_bounds
from generator.rank.smaa import WeightSet, analyse, summarise
from generator.rank.values import change_error, geometric, min_max, value

K = 100_000


@pytest.fixture(scope="session")
def cases(cases_folder: Path) -> Path:
    """The folder of ranking cases."""
    return cases_folder / "ranking"


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(rows: list[dict[str, str]], columns: list[str]) -> np.ndarray:
    """Columns of a table as an array, NaN for gaps."""
    return np.array(
        [[float("nan") if r[c] == "NA" else float(r[c]) for c in columns] for r in rows]
    )


def ranks_min(scores: np.ndarray) -> list[int]:
    """Ranks of larger numbers first, ties "min"."""
    return [1 + int((scores > score).sum()) for score in scores]


# O1: summaries of given samples


def thrombo(cases: Path) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    expected = json.loads((cases / "O1_thrombo/expected.json").read_text(encoding="utf-8"))
    drawn = table(cases / "O1_thrombo/meas_samples.csv.gz")
    columns = [f"{a}|{c}" for a in expected["alternatives"] for c in expected["criteria"]]
    values = numbers(drawn, columns).reshape(len(drawn), expected["m"], expected["n"])
    return (
        expected,
        numbers(table(cases / "O1_thrombo/weight_samples.csv.gz"), expected["criteria"]),
        values,
    )


def test_summaries_of_given_samples_agree_with_the_published_example(cases: Path) -> None:
    expected, weights, values = thrombo(cases)
    found = summarise(weights, values)
    for ours, theirs in (
        (found.rank_acceptability, "ra"),
        (found.pairwise, "pwi"),
        (found.expected_rank, "expected_rank"),
        (found.central_weights, "cw"),
        (found.confidence, "cf"),
    ):
        np.testing.assert_allclose(ours, expected[theirs], rtol=0, atol=1e-12, err_msg=theirs)


def test_summaries_of_given_samples_at_fixed_weights_agree(cases: Path) -> None:
    expected, weights, values = thrombo(cases)
    variant = expected["fixed_weights_variant"]
    found = summarise(np.tile(variant["w"], (len(weights), 1)), values)
    np.testing.assert_allclose(found.rank_acceptability, variant["ra"], rtol=0, atol=1e-12)


# O2: fixed anchors and a geometric mean


def test_the_human_development_index_and_its_ranks_come_out(cases: Path) -> None:
    rows = table(cases / "O2_hdi/hdi2021.csv")
    life, expected, mean, income, published, rank = numbers(
        rows,
        [
            *("life_expectancy", "expected_schooling", "mean_schooling", "gni_pc"),
            *("hdi_published", "rank_published"),
        ],
    ).T
    education = (value(expected, 0, 18) + value(mean, 0, 15)) / 2
    index = np.cbrt(value(life, 20, 85) * education * value(income, 100, 75_000, "log"))
    assert np.abs(index - published).max() <= 0.0005
    rounded = np.round(index, 3)
    assert rounded.tolist() == published.tolist()
    assert ranks_min(rounded) == rank.tolist()


# O3: rank sets


@pytest.mark.parametrize(("name", "simultaneous"), [("simul_Holm", True), ("marg_Holm", False)])
def test_rank_sets_of_counts_agree(cases: Path, name: str, simultaneous: bool) -> None:
    given = json.loads((cases / "O3_csranks/multinom.json").read_text(encoding="utf-8"))
    found = ranksets.counts(given["counts"], simultaneous=simultaneous)
    assert found.lower.tolist() == given[name]["L"]
    assert found.rank.tolist() == given[name]["rank"]
    assert found.upper.tolist() == given[name]["U"]


@pytest.mark.parametrize(
    ("name", "simultaneous"), [("simul_stepdown", True), ("marg_stepdown", False)]
)
def test_rank_sets_of_estimates_agree_but_for_two_countries(
    cases: Path, name: str, simultaneous: bool
) -> None:
    text = (cases / "O3_csranks/pisa2018_math_expected.json").read_text(encoding="utf-8")
    expected = json.loads(text)[name]
    rows = table(cases / "O3_csranks/pisa2018_math.csv")
    score, error = numbers(rows, ["math_score", "math_se"]).T
    found = ranksets.normal(score, error, simultaneous=simultaneous, seed=1)
    assert found.rank.tolist() == expected["rank"]
    off = np.stack([found.lower - expected["L"], found.upper - expected["U"]])
    assert np.abs(off).max() <= 1
    assert off.any(axis=0).sum() <= 2


# O4: the trap of re-weighting over gaps


def test_min_max_and_means_over_what_is_present_agree_and_mislead(cases: Path) -> None:
    folder = cases / "O4_coinr_small"
    names = ["a", "b", "c", "d"]
    raw = numbers(table(folder / "raw.csv"), names)
    scaled = min_max(raw * [1, -1, 1, 1])
    expected = numbers(table(folder / "normalised.csv"), names)
    np.testing.assert_allclose(scaled, expected, rtol=0, atol=1e-9)
    out = present_mean(scaled[:, :2], np.array([2, 1]))
    act = present_mean(scaled[:, 2:], np.array([1, 1]))
    index = present_mean(np.stack([out, act], axis=1), np.array([3, 1]))
    theirs = numbers(table(folder / "aggregated.csv"), ["out", "act", "idx"])
    np.testing.assert_allclose(np.stack([out, act, index], axis=1), theirs, rtol=0, atol=1e-9)
    assert ranks_min(index)[4] == 3  # with one figure of four


def present_mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    present = ~np.isnan(values)
    total = (present * weights).sum(axis=1)
    sums = np.where(present, values, 0) @ weights
    return np.where(total > 0, sums / np.maximum(total, 1), np.nan)


# O5: closed forms


def analytic(cases: Path) -> dict[str, dict[str, Any]]:
    text = (cases / "O5_analytic/cases.json").read_text(encoding="utf-8")
    return {case["id"]: case for case in json.loads(text)["cases"]}


def weight_set(given: dict[str, Any], n: int) -> WeightSet:
    made: dict[str, Callable[[], WeightSet]] = {
        "none": lambda: WeightSet.none(n),
        "order": lambda: WeightSet.order(given["groups"]),
        "bounds": lambda: WeightSet.bounds(given["lower"], given["upper"]),
        "fixed": lambda: WeightSet.fixed(given["w"]),
    }
    return made[given["info"]]()


def ends(cell: Any) -> tuple[float, float, float]:
    """Least value, largest value and the probability that it is kept."""
    if cell is None:
        return 0, 1, 1
    if isinstance(cell, list):
        return cell[0], cell[1], 1
    if isinstance(cell, dict):
        return cell["value"], cell["value"], cell["q"]
    return cell, cell, 1


def assert_shares(found: np.ndarray | None, expected: Any) -> None:
    assert found is not None
    p = np.array(expected, dtype=float)
    assert (np.abs(found - p) <= 4 * np.sqrt(p * (1 - p) / K) + 1e-9).all(), (found, p)


SAMPLED = [
    *("a1_two_extremes", "a2_order", "a3_compromise", "a4_bounds", "a5_ties"),
    *("a6_missing_1crit", "a7_missing_2crit", "a8_interval", "a9_three_corners"),
    "a14_discount_oneside",
]


@pytest.mark.parametrize("name", SAMPLED)
def test_shares_agree_with_closed_forms(cases: Path, name: str) -> None:
    case = analytic(cases)[name]
    cells = [[ends(cell) for cell in row] for row in case.get("X") or case["cells"]]
    low, high, keep = np.array(cells, dtype=float).transpose(2, 0, 1)
    weights = weight_set(case["weights"], low.shape[1])
    found = analyse(low, high, weights, samples=K, seed=5, keep=keep)
    for ours, theirs in (
        (found.rank_acceptability, ("ra", "ra_ties_min")),
        (found.pairwise, ("pwi", "pwi_strict")),
        (found.printed_share, ("pwi_half",)),
    ):
        for key in theirs:
            if key in case:
                assert_shares(ours if key != "pwi_half" else found.printed_share, case[key])
    for ours, theirs in zip(found.central_weights, case.get("cw", []), strict=False):
        np.testing.assert_allclose(ours, np.nan if theirs is None else theirs, rtol=0, atol=0.01)
    if "expected_rank" in case:
        assert np.abs(found.expected_rank - case["expected_rank"]).max() <= 4 * 1 / math.sqrt(K)
    if "extreme_ranks" in case:
        best, worst = outer_bounds(low, high, weights).T
        extremes = np.array(case["extreme_ranks"])
        assert (best <= extremes[:, 0]).all()
        assert (worst >= extremes[:, 1]).all()
    if "X" in case:
        assert np.isnan(found.confidence).all()


def test_a_symmetric_discount_fed_in_as_samples_agrees(cases: Path) -> None:
    case = analytic(cases)["a13_discount_symmetric"]
    (cell,), (other,) = case["cells"]
    rng = np.random.default_rng(3)
    kept = rng.random(K) < cell["q"]
    drawn = np.where(kept, cell["value"], rng.random(K))
    values = np.stack([drawn, np.full(K, other)], axis=1)[:, :, None]
    assert_shares(summarise(np.ones((K, 1)), values).pairwise, case["pwi"])


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("a10_roc", WeightSet.order([[0], [1], [2], [3]])),
        ("a11_group_order", WeightSet.order([[0, 1], [2], [3, 4]])),
        ("a12_dirichlet", WeightSet.doubt([0.5, 0.3, 0.2], 20)),
    ],
)
def test_mean_weights_agree_exactly_and_when_sampled(
    cases: Path, name: str, weights: WeightSet
) -> None:
    case = analytic(cases)[name]
    np.testing.assert_allclose(weights.mean(), case["mean_weights"], rtol=0, atol=1e-9)
    drawn = weights.sample(np.random.default_rng(4), K)
    spread = drawn.std(axis=0)
    assert (np.abs(drawn.mean(axis=0) - case["mean_weights"]) <= 4 * spread / math.sqrt(K)).all()
    if "sd" in case:
        np.testing.assert_allclose(spread, case["sd"], rtol=4 / math.sqrt(K))


def test_the_test_of_two_rates_agrees(cases: Path) -> None:
    expected = analytic(cases)["a15_poisson_rates"]["p_value"]
    assert binomial_tail(20, 28, 150, 100) == pytest.approx(expected, abs=1e-9)


def test_smallest_bases_agree(cases: Path) -> None:
    for text, n0, n1 in analytic(cases)["a16_min_base"]["cases"]:
        decimals = len(text.partition(".")[2])
        assert smallest_base(Fraction(text), decimals) == (n0, n1), text


def test_the_error_at_the_smallest_base_agrees(cases: Path) -> None:
    case = analytic(cases)["a17_wald_log_ratio_at_min_base"]
    error = change_error(155, 98)
    assert error == pytest.approx(case["se"], abs=1e-9)
    z = 1.959964  # as the case rounds the normal quantile
    sides = [100 * math.expm1(math.log(98 / 155) + sign * z * error) for sign in (-1, 1)]
    assert sides == pytest.approx(case["interval_pct"], abs=1e-9)


def test_value_functions_agree(cases: Path) -> None:
    case = analytic(cases)["a18_scaling"]
    found = [*value([20, 60], 0, 50), value(12, 30, 10), value(66_933, 100, 75_000, "log")]
    assert found == pytest.approx([0.4, 1, 0.9, case["log_value"]], abs=1e-9)


# O6: a whole index


def nested(
    cases: Path, together: Callable[[np.ndarray], np.ndarray]
) -> tuple[list[str], np.ndarray, dict[str, np.ndarray]]:
    """Country codes, scaled indicators and every aggregate by name."""
    folder = cases / "O6_asem"
    meta = [row for row in table(folder / "meta.csv") if row["Type"] in ("Indicator", "Aggregate")]
    treated = table(folder / "Treated.csv")
    names = [row["iCode"] for row in meta if row["Type"] == "Indicator"]
    signs = [float(row["Direction"]) for row in meta if row["Type"] == "Indicator"]
    scaled = min_max(numbers(treated, names) * signs)
    found = dict(zip(names, scaled.T, strict=True))
    expected = numbers(table(folder / "Normalised.csv"), names)
    np.testing.assert_allclose(100 * scaled, expected, rtol=0, atol=1e-9)
    for level in ("2", "3", "4"):
        for group in (row["iCode"] for row in meta if row["Level"] == level):
            members = [found[row["iCode"]] for row in meta if row["Parent"] == group]
            found[group] = together(np.stack(members, axis=1))
    return [row["uCode"] for row in treated], scaled, found


def shifted_geometric(values: np.ndarray) -> np.ndarray:
    """The geometric mean, back on the scale of the values."""
    weights = np.full(values.shape[1], 1 / values.shape[1])
    return (geometric(values, weights) - 0.01) / 0.99


@pytest.mark.parametrize(
    ("file", "together", "printed"),
    [
        ("expected_results.csv", lambda values: values.mean(axis=1), lambda v: 100 * v),
        ("expected_results_geometric.csv", shifted_geometric, lambda v: 1 + 99 * v),
    ],
)
def test_every_level_of_an_index_of_51_countries_agrees(
    cases: Path, file: str, together: Any, printed: Any
) -> None:
    codes, _, found = nested(cases, together)
    rows = {row["uCode"]: row for row in table(cases / "O6_asem" / file)}
    ordered = [rows[code] for code in codes]
    for name in (name for name in ordered[0] if name not in ("uCode", "Rank")):
        theirs = numbers(ordered, [name])[:, 0]
        np.testing.assert_allclose(printed(found[name]), theirs, rtol=0, atol=1e-9, err_msg=name)
    assert ranks_min(found["Index"]) == [int(row["Rank"]) for row in ordered]
