"""Shortlists are Pareto fronts, with the reason for each brand that is not on one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.rank.shortlists import FACETS, Facets, leaders, make_shortlist

facets = st.tuples(*4 * [st.integers(0, 3)])
brands = st.dictionaries(st.sampled_from("abcdefgh"), facets, min_size=1)
counted = st.lists(st.sampled_from(FACETS), min_size=1, unique=True)


def beats(one: Facets, other: Facets, names: list[str]) -> bool:
    places = [FACETS.index(name) for name in names]
    pairs = [(one[n], other[n]) for n in places]
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


@given(brands, counted)
def test_a_brand_is_on_the_front_exactly_if_no_other_beats_it(
    found: dict[str, Facets], names: list[str]
) -> None:
    made = make_shortlist("problems/theft", found, names)
    expected = [
        b for b in sorted(found) if not any(beats(o, found[b], names) for o in found.values())
    ]
    assert made.front == expected
    assert sorted([*made.front, *(b.brand for b in made.beaten)]) == sorted(found)


@given(brands, counted)
def test_each_beaten_brand_is_told_which_brand_of_the_front_beats_it_and_on_what(
    found: dict[str, Facets], names: list[str]
) -> None:
    made = make_shortlist("problems/theft", found, names)
    for row in made.beaten:
        assert row.by in made.front
        assert beats(found[row.by], found[row.brand], names)
        ahead = [
            n for n in names if found[row.by][FACETS.index(n)] > found[row.brand][FACETS.index(n)]
        ]
        assert row.on == ahead != []


@given(brands, counted)
def test_whoever_beats_a_brand_by_some_facets_is_among_the_leaders(
    found: dict[str, Facets], names: list[str]
) -> None:
    ordered = [name for name in FACETS if name in names]
    made = make_shortlist("problems/theft", found, ordered)
    assert {row.by for row in made.beaten} <= leaders(found)


def test_facets_on_which_all_are_equal_are_named() -> None:
    made = make_shortlist("practices/patrol", {"a": (1, 5, 0, 1), "b": (1, 3, 0, 1)}, FACETS)
    assert made.equal == ["level", "authors", "years"]
    assert made.front == ["a"]


def test_brands_alike_on_every_facet_stand_together() -> None:
    made = make_shortlist("category/night", {"b": (1, 2, 1, 1), "a": (1, 2, 1, 1)}, FACETS)
    assert made.front == ["a", "b"]
    assert made.equal == list(FACETS)
