"""What a claim leaves out, what a change started from, and the level that a design reaches."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.evidence.claims import (
    GAPS,
    LEVELS,
    Level,
    best_design,
    derived_base,
    gaps,
    outside_sources,
)
from generator.records.models import Brand, Change, Design, Indicator, Metric, Source, Text

SOME = Text(zh="某处", en="somewhere")


def metric(**fields: Any) -> Metric:
    plain: dict[str, Any] = {
        "id": "a",
        "indicator": "thefts",
        "value": 399,
        "unit": "起",
        "source": "paper",
        "excerpt": "399起",
    }
    return Metric.model_validate({**plain, **fields})


def indicator(kind: str) -> Indicator:
    return Indicator.model_validate(
        {
            "name": {"zh": "盗窃警情"},
            "family": "theft",
            "terms": ["盗窃警情"],
            "units": ["起"],
            "kind": kind,
            "good": "down",
            "definition": {"zh": "盗窃警情数。"},
        }
    )


LEVEL = metric(period="2019-01/2019-10")
CHANGE = metric(
    id="b", value=-36.77, unit="%", change=Change(basis="yoy"), period="2019-01/2019-10"
)


# Gaps


@pytest.mark.parametrize(
    ("kind", "fields", "missing"),
    [
        ("input", {}, ["date"]),
        ("input", {"as_of": "2019"}, []),
        ("activity", {}, ["period"]),
        ("activity", {"period": "P1D"}, []),
        ("activity", {"as_of": "2019"}, []),
        ("activity", {"unit": "%", "period": "2019"}, ["base"]),
        ("activity", {"unit": "ratio", "period": "2019"}, ["base"]),
        ("activity", {"unit": "%", "period": "2019", "base": 120}, []),
        ("activity", {"unit": "%", "period": "2019", "base": "b"}, []),
        ("activity", {"change": Change(basis="mom"), "period": "2019"}, ["base"]),
        ("outcome", {}, ["period", "comparator", "denominator"]),
        ("outcome", {"period": "2019", "comparator": SOME}, ["denominator"]),
        ("outcome", {"period": "2019", "denominator": SOME}, ["comparator"]),
        ("outcome", {"unit": "%"}, ["base", "period", "comparator", "denominator"]),
    ],
)
def test_a_claim_names_its_missing_parts_in_order(
    kind: str, fields: dict[str, Any], missing: list[str]
) -> None:
    assert gaps(metric(**fields), indicator(kind), []) == missing
    assert [part for part in GAPS if part in missing] == missing


def test_a_base_that_can_be_worked_out_is_no_gap() -> None:
    assert gaps(CHANGE, indicator("activity"), [LEVEL, CHANGE]) == []
    assert gaps(CHANGE, indicator("activity"), [CHANGE]) == ["base"]


# Derived bases


def test_399_after_a_fall_of_36_77_percent_came_from_631() -> None:
    assert derived_base(CHANGE, [LEVEL, CHANGE]) == 631


@given(st.integers(1, 10**6), st.integers(-9999, 30000).map(lambda n: Fraction(n, 100)))
def test_a_base_changed_by_its_percentage_gives_the_level(level: int, percent: Fraction) -> None:
    change = CHANGE.model_copy(update={"value": percent})
    base = derived_base(change, [LEVEL.model_copy(update={"value": level})])
    assert base is not None
    assert abs(base * (1 + percent / 100) - level) <= (1 + percent / 100) / 2


@pytest.mark.parametrize(
    "other",
    [
        {"indicator": "robberies"},
        {"period": "2019-01/2019-09"},
        {"period": None},
        {"source": "other-paper"},
        {"scope": SOME},
        {"qualifier": "over"},
        {"value_max": 410},
        {"unit": "%"},
        {"unit": "ratio"},
        {"change": Change(basis="yoy")},
    ],
)
def test_no_base_is_worked_out_from_a_level_of_something_else(other: dict[str, Any]) -> None:
    assert derived_base(CHANGE, [LEVEL.model_copy(update=other)]) is None


@pytest.mark.parametrize(
    "other",
    [
        {"change": None},
        {"unit": "个百分点"},
        {"value": -100},
        {"value": -120},
        {"value": -40, "value_max": -30},
    ],
)
def test_no_base_is_worked_out_for_what_is_no_plain_percentage(other: dict[str, Any]) -> None:
    assert derived_base(CHANGE.model_copy(update=other), [LEVEL]) is None


# Sources


def source(identity: str, kind: str, reprint_of: str | None = None) -> Source:
    fields = {"schema": 1, "id": identity, "title": {"zh": "题"}, "publisher": None}
    fields |= {"published": None, "kind": kind, "accessed": "2024-06-01", "read": "whole"}
    return Source.model_validate({**fields, "reprint_of": reprint_of})


def test_a_reprint_counts_as_its_original_and_an_own_release_not_at_all() -> None:
    press, own = source("a", "press"), source("b", "own_release")
    reprint, teaser = source("c", "reprint", "a"), source("d", "teaser")
    counts = [
        outside_sources(sources)
        for sources in (
            [],
            [own, teaser],
            [press],
            [press, reprint, own],
            [press, source("e", "register")],
        )
    ]
    assert counts == [0, 0, 1, 1, 2]


# Designs


def test_every_design_has_its_level_in_both_variants() -> None:
    assert list(LEVELS) == list(get_args(Design))
    assert {
        "claim": Level(0, 0),
        "cross_section": Level(1, 1),
        "cross_section_adjusted": Level(1, 2),
        "before_after": Level(2, 1),
        "before_after_adjusted": Level(2, 2),
        "comparison_unshown": Level(2, 2),
        "comparison": Level(3, 3),
        "multi_site": Level(4, 3),
        "quasi_random": Level(4, 4),
        "randomised": Level(5, 5),
    } == LEVELS


@given(st.lists(st.sampled_from(get_args(Design)), min_size=1))
def test_the_strongest_design_is_of_the_highest_level(designs: list[Design]) -> None:
    figures = [metric(design=design) for design in designs]
    best = best_design(Brand.model_construct(metrics=figures))
    assert best in designs
    assert LEVELS[best].maryland_1997 == max(LEVELS[d].maryland_1997 for d in designs)


def test_a_brand_reaches_its_strongest_design_or_none() -> None:
    figures = [metric(), metric(design="claim"), metric(design="before_after")]
    brands = [Brand.model_construct(metrics=figures[:count]) for count in range(4)]
    assert [best_design(brand) for brand in brands] == [None, None, "claim", "before_after"]
