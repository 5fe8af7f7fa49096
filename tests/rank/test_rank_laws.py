"""Laws that the analysis obeys whatever it is given."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_inputs import Given, analyses, results, same, weight_sets

from generator.rank.dominance import outer_bounds, surely_ahead
from generator.rank.draws import prepare
from generator.rank.smaa import Acceptability, WeightSet, analyse, sample, summarise

K = 256
few = settings(max_examples=40)


def run(case: Given, **more: object) -> Acceptability:
    return analyse(*case, **{"samples": K, "seed": 7, **more})  # type: ignore[arg-type]


def untied(found: Acceptability) -> bool:
    return bool(np.allclose(found.rank_acceptability.sum(axis=0), 1, atol=1e-12))


@few
@given(analyses())
def test_expected_ranks_are_one_more_than_the_shares_of_all_who_are_ahead(case: Given) -> None:
    found = run(case)
    assert found.expected_rank.tolist() == (1 + found.pairwise.sum(axis=0)).tolist()


@few
@given(analyses(ties=False))
def test_central_weights_average_to_the_mean_weights_without_ties(case: Given) -> None:
    found = run(case)
    assert untied(found)
    mean = (found.first[:, None] * np.nan_to_num(found.central_weights)).sum(axis=0)
    drawn = np.concatenate([weights for weights, _ in sample(*case, samples=K, seed=7)])
    np.testing.assert_allclose(mean, drawn.mean(axis=0), rtol=0, atol=1e-12)


@few
@given(analyses())
def test_shares_of_ranks_sum_to_one_and_pairs_to_at_most_one(case: Given) -> None:
    found = run(case)
    assert (found.rank_acceptability.sum(axis=1) == 1).all()
    assert (found.pairwise + found.pairwise.T <= 1).all()
    assert (np.diag(found.pairwise) == 0).all()
    assert (found.printed_share + found.printed_share.T == 1).all()
    assert found.first.tolist() == found.rank_acceptability[:, 0].tolist()


@few
@given(analyses(ties=False))
def test_shares_at_each_rank_sum_to_one_without_ties(case: Given) -> None:
    assert untied(run(case))


@few
@given(analyses(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_no_byte(case: Given, random: object) -> None:
    m, n = case.low.shape
    rows, columns = list(range(m)), list(range(n))
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    brands, names = [f"brand {i}" for i in range(m)], [f"criterion {j}" for j in range(n)]
    whole = run(case, alternatives=brands, criteria=names)
    place = np.ix_(rows, columns)
    mixed = run(
        Given(case.low[place], case.high[place], case.weights.reordered(columns)),
        alternatives=[brands[i] for i in rows],
        criteria=[names[j] for j in columns],
    )
    expected = {
        **results(whole),
        "rank_acceptability": whole.rank_acceptability[rows],
        "pairwise": whole.pairwise[np.ix_(rows, rows)],
        "expected_rank": whole.expected_rank[rows],
        "interval": whole.interval[rows],
        "first": whole.first[rows],
        "central_weights": whole.central_weights[place],
        "confidence": whole.confidence[rows],
        "tiers": whole.tiers[rows],
        "leaders": tuple(rows.index(i) for i in whole.leaders),
    }
    assert same(mixed, expected)


@few
@given(analyses())
def test_one_more_brand_leaves_all_other_pairs_alone(case: Given) -> None:
    m, n = case.low.shape
    names = [f"b{i}" for i in range(m)]
    more = Given(
        np.vstack([np.full(n, 0.0), case.low]),
        np.vstack([np.full(n, 1.0), case.high]),
        case.weights,
    )
    before, after = run(case, alternatives=names), run(more, alternatives=["a0", *names])
    assert after.pairwise[1:, 1:].tobytes() == before.pairwise.tobytes()


@few
@given(analyses())
def test_a_brand_that_all_others_beat_changes_nothing_for_them(case: Given) -> None:
    m, n = case.low.shape
    above = Given(0.5 + case.low / 2, 0.5 + case.high / 2, case.weights)
    last = np.zeros((1, n))
    more = Given(np.vstack([above.low, last]), np.vstack([above.high, last]), case.weights)
    before, after = run(above), run(more)
    assert after.expected_rank[:m].tolist() == before.expected_rank.tolist()
    assert (after.rank_acceptability[:m, :m] == before.rank_acceptability).all()
    assert after.expected_rank[m] == m + 1


@few
@given(analyses(exact=False), st.data())
def test_raising_an_exact_value_never_worsens_the_expected_rank(
    case: Given, data: st.DataObject
) -> None:
    m, n = case.low.shape
    i, j = data.draw(st.integers(0, m - 1)), data.draw(st.integers(0, n - 1))
    low, high = case.low.copy(), case.high.copy()
    low[i, j] = high[i, j] = 0.5
    before = run(Given(low, high, case.weights)).expected_rank[i]
    low[i, j] = high[i, j] = data.draw(st.sampled_from([0.5, 0.6, 1.0]))
    assert run(Given(low, high, case.weights)).expected_rank[i] <= before


@few
@given(analyses(exact=True))
def test_equal_exact_rows_get_equal_results_and_neither_is_ahead(case: Given) -> None:
    twice = Given(np.vstack([case.low, case.low]), np.vstack([case.low, case.low]), case.weights)
    found = run(twice)
    m = len(case.low)
    for i in range(m):
        assert found.pairwise[i, i + m] == found.pairwise[i + m, i] == 0
    for name in ("expected_rank", "interval", "first", "rank_acceptability"):
        values = getattr(found, name)
        assert (values[:m] == values[m:]).all(), name


@few
@given(analyses(exact=True), st.data())
def test_fixed_weights_and_exact_values_give_the_plain_weighted_sum(
    case: Given, data: st.DataObject
) -> None:
    n = case.low.shape[1]
    parts = data.draw(st.lists(st.integers(1, 8), min_size=n, max_size=n))
    shares = np.array(parts) / sum(parts)
    found = run(Given(case.low, case.low, WeightSet.fixed(shares)))
    # In whole quarters, so that ties are exact.
    sums = (case.low * 4).astype(int) @ np.array(parts)
    plain = [1 + int((sums > own).sum()) for own in sums]
    assert found.expected_rank.tolist() == plain
    assert found.interval.tolist() == [[rank, rank] for rank in plain]


@few
@given(analyses(), st.data())
def test_losing_a_figure_never_makes_anyone_surely_ahead(case: Given, data: st.DataObject) -> None:
    m, n = case.low.shape
    i, j = data.draw(st.integers(0, m - 1)), data.draw(st.integers(0, n - 1))
    low, high = case.low.copy(), case.high.copy()
    low[i, j], high[i, j] = 0, 1
    lost = surely_ahead(low, high, case.weights)
    assert not (lost & ~surely_ahead(*case)).any()


@few
@given(analyses())
def test_whoever_is_surely_ahead_is_ahead_in_every_sample(case: Given) -> None:
    found = run(case)
    assert (found.pairwise[surely_ahead(*case)] == 1).all()
    best, worst = outer_bounds(*case).T
    assert (best <= found.interval[:, 0]).all()
    assert (worst >= found.interval[:, 1]).all()


def example(m: int = 12, n: int = 5) -> Given:
    rng = np.random.default_rng(11)
    low = rng.random((m, n))
    high = low.copy()
    unknown = rng.random((m, n)) < 0.5
    low[unknown], high[unknown] = 0, 1
    return Given(low, high, WeightSet.none(n))


def close(first: np.ndarray, second: np.ndarray, samples: int) -> bool:
    share = (first + second) / 2
    room = 6 * np.sqrt(2 * share * (1 - share) / samples) + 10 / samples
    return bool((np.abs(first - second) <= room).all())


def test_other_seeds_and_other_ids_differ_only_by_the_error_of_sampling() -> None:
    case, samples = example(), 20_000
    first = run(case, samples=samples)
    renamed = run(case, samples=samples, alternatives=[f"x{i}" for i in range(12)])
    for other in (run(case, samples=samples, seed=8), renamed):
        assert close(first.rank_acceptability, other.rank_acceptability, samples)
        assert close(first.pairwise, other.pairwise, samples)
        assert not same(first, other)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert same(run(example()), run(example()))


@few
@given(analyses(exact=True), st.data())
def test_collapsed_and_separate_rows_agree(case: Given, data: st.DataObject) -> None:
    m = len(case.low)
    distinct = np.unique(case.low, axis=0)
    d = len(distinct)
    times = np.array(data.draw(st.lists(st.integers(1, 4), min_size=d, max_size=d)))
    weights, of = case.weights, np.repeat(np.arange(d), times)
    collapsed = run(Given(distinct, distinct, weights), multiplicity=times)
    separate = run(Given(distinct[of], distinct[of], weights))
    for name in ("expected_rank", "interval", "first", "rank_acceptability"):
        assert (getattr(collapsed, name)[of] == getattr(separate, name)).all(), name
    np.testing.assert_array_equal(collapsed.central_weights[of], separate.central_weights)
    assert (collapsed.pairwise[np.ix_(of, of)] == separate.pairwise).all()
    expected = 1 + (times[:, None] * collapsed.pairwise).sum(axis=0)
    np.testing.assert_allclose(collapsed.expected_rank, expected, rtol=0, atol=1e-12)
    assert m >= d


@few
@given(analyses())
def test_given_samples_give_the_same_result_as_the_analysis_that_draws_them(case: Given) -> None:
    drawn = list(sample(*case, samples=1100, seed=7))
    assert len(drawn) == 2
    weights, values = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    assert same(summarise(weights, values), run(case, samples=1100))


def test_confidence_is_the_share_of_draws_that_come_first_at_the_central_weights() -> None:
    case = example(6, 3)
    found = run(case, samples=12_000)
    drawn = [values for _, values in sample(*case, samples=12_000, seed=7)]
    values = np.concatenate(drawn)[:10_000]
    printed = found.first * 12_000 >= 1000
    assert printed.any()
    assert (np.isnan(found.confidence) == ~printed).all()
    for i in np.flatnonzero(printed):
        scores = (values * found.central_weights[i]).sum(axis=2)
        expected = (scores.argmax(axis=1) == i).mean()
        assert abs(found.confidence[i] - expected) < 1e-12


def values_kept(low: list[float], high: list[float], keep: list[float], samples: int) -> np.ndarray:
    """Draws (samples, m) of alternatives on one criterion."""
    ends, kept = np.array([low, high])[:, :, None], np.array(keep)[:, None]
    weights = WeightSet.none(1)
    cells = prepare(*ends, weights, seed=1, alternatives=None, criteria=None, keep=kept)
    blocks = [np.stack([*rows]) for rows in cells.draw_values(samples)]
    return np.concatenate(blocks, axis=2)[:, 0].T


def test_a_kept_value_is_kept_and_a_discounted_one_falls_below() -> None:
    cells = np.array([[0.9], [0.5]])
    whole = analyse(cells, cells, WeightSet.none(1), samples=K, seed=1, keep=np.ones((2, 1)))
    assert same(whole, analyse(cells, cells, WeightSet.none(1), samples=K, seed=1))
    drawn = values_kept([0.9, 0.5], [0.9, 0.5], [0.6, 1], 20_000)
    assert (drawn[:, 1] == 0.5).all()
    assert abs((drawn[:, 0] == 0.9).mean() - 0.6) < 4 * np.sqrt(0.24 / 20_000)
    lower = drawn[drawn[:, 0] < 0.9, 0]
    assert abs(lower.mean() - 0.45) < 4 * 0.9 / np.sqrt(12 * len(lower))


def test_discounting_one_brand_leaves_the_draws_of_the_others_alone() -> None:
    case = example(4, 3)
    keep = np.ones((4, 3))
    keep[2] = 0.5
    before, after = run(case), run(case, keep=keep)
    others = np.ix_([0, 1, 3], [0, 1, 3])
    assert (before.pairwise[others] == after.pairwise[others]).all()


@few
@given(analyses())
def test_a_tier_begins_where_its_leader_falls_behind_the_last_leader(case: Given) -> None:
    found = run(case, tier=0.7)
    order = sorted(range(len(case.low)), key=lambda i: (found.expected_rank[i], str(i)))
    leader, tier = order[0], 1
    for i in order:
        if i != leader and found.pairwise[leader, i] >= 0.7:
            assert found.leads[tier - 1] == found.pairwise[leader, i]
            leader, tier = i, tier + 1
        assert found.tiers[i] == tier
        assert found.leaders[tier - 1] == leader
    assert len(found.leaders) == tier == len(found.leads) + 1


def of_wins(wins: int, samples: int) -> Acceptability:
    """Two rows of which the first is ahead in so many samples."""
    values = np.zeros((samples, 2, 1))
    values[:wins, 0], values[wins:, 1] = 1, 1
    return summarise(np.ones((samples, 1)), values)


def test_the_interval_ends_where_five_percent_are_reached_and_not_beyond() -> None:
    assert of_wins(1, 20).interval.tolist() == [[1, 2], [1, 1]]
    assert of_wins(1, 21).interval.tolist() == [[2, 2], [1, 1]]


def test_exactly_eighty_of_a_hundred_begin_a_tier() -> None:
    assert of_wins(8, 10).tiers.tolist() == [1, 2]
    assert of_wins(79, 100).tiers.tolist() == [1, 1]


def test_doubt_about_a_value_is_drawn_apart_from_the_value() -> None:
    drawn = values_kept([0], [1], [0.5], K * 100)
    share = 0.25 + 0.5 * (0.5 - 0.5 * np.log(2))
    assert abs((drawn > 0.5).mean() - share) < 4 * np.sqrt(share * (1 - share) / (K * 100))


def test_totals_closer_than_a_billionth_tie() -> None:
    cells = np.array([[0.5], [0.5 + 1e-11], [0.5 + 1e-8]])
    found = analyse(cells, cells, WeightSet.fixed([1]), samples=1, seed=0)
    assert found.expected_rank.tolist() == [2, 2, 1]


@few
@given(st.integers(1, 5).flatmap(weight_sets), st.integers(0, 99))
def test_every_sampled_weight_vector_is_admissible(weights: WeightSet, seed: int) -> None:
    drawn = weights.sample(np.random.default_rng(seed), 200)
    assert drawn.shape == (200, weights.n)
    assert (drawn >= 0).all()
    np.testing.assert_allclose(drawn.sum(axis=1), 1, rtol=0, atol=1e-9)
    for group, after in zip(weights.groups, weights.groups[1:], strict=False):
        assert (drawn[:, list(group)].min(axis=1) >= drawn[:, list(after)].max(axis=1)).all()
    assert (drawn >= weights.lower - 1e-12).all()
    assert (drawn <= weights.upper + 1e-12).all()
