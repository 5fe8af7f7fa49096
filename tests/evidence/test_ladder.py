"""The evidence ladder: each level needs all below it, and says what the next one lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from edition_book import Figure, entry
from hypothesis import given
from hypothesis import strategies as st

from generator.evidence.ladder import RUNGS
from generator.tables.frames import BookBrand, confirmed

TOLD: dict[str, Any] = {
    "problems": ["theft"],
    "practices": ["night-patrol"],
    "intelligence": {"zh": "问题。"},
    "intervention": {"zh": "做法。"},
}
CHANGE = Figure("thefts", -30, "%", "change", basis="yoy", period="2024")
SURE = replace(CHANGE, base=500)
COMPARED = replace(SURE, design="comparison", comparator="邻县")
EVALUATED = {**TOLD, "evaluated_by": "press"}


@pytest.mark.parametrize(
    ("figures", "more", "level", "missing"),
    [
        ([], {}, 0, "problem problem_text practice practice_text"),
        ([], {**TOLD, "practices": []}, 0, "practice"),
        ([COMPARED], {**EVALUATED, "intelligence": None}, 0, "problem_text"),
        ([], TOLD, 1, "figure"),
        ([Figure("officers-on-duty", 5, "名")], TOLD, 1, "period"),
        ([replace(CHANGE, period=None)], TOLD, 1, "period"),
        ([Figure("officers-on-duty", 5, "名", as_of="2024")], TOLD, 2, "outcome_change"),
        (
            [Figure("officers-on-duty", 9, "%", basis="yoy", period="2024")],
            TOLD,
            2,
            "outcome_change",
        ),
        (
            [Figure("thefts", 5, "起", period="2024"), replace(CHANGE, period=None)],
            TOLD,
            2,
            "change_period",
        ),
        ([CHANGE], TOLD, 3, "base"),
        ([replace(CHANGE, base=20)], TOLD, 3, "larger_base"),
        ([Figure("loss", -30, "%", basis="yoy", period="2024", base=5000)], TOLD, 3, "base"),
        ([SURE], TOLD, 4, "comparison"),
        ([CHANGE, Figure("thefts", 350, "起", "level", period="2024")], TOLD, 4, "comparison"),
        ([COMPARED], TOLD, 5, "confirmation"),
        ([COMPARED], EVALUATED, 6, ""),
    ],
)
def test_a_brand_stands_on_the_highest_level_whose_every_condition_it_meets(
    figures: list[Figure], more: dict[str, Any], level: int, missing: str
) -> None:
    row = entry("a", figures, **more).row
    assert (row.evidence_level, row.missing_for_next) == (level, missing)


@given(st.lists(st.sampled_from([CHANGE, SURE, COMPARED]), max_size=3), st.booleans())
def test_a_further_figure_never_lowers_the_level(figures: list[Figure], is_told: bool) -> None:
    more = TOLD if is_told else {}
    named = [replace(figure, id=f"m{n}") for n, figure in enumerate(figures)]
    levels = [entry("a", named[:n], **more).row.evidence_level for n in range(len(named) + 1)]
    assert levels == sorted(levels)
    assert max(levels) < len(RUNGS)


def repeated(*adopters: BookBrand) -> BookBrand:
    own = entry("origin", [COMPARED], **TOLD)
    return confirmed([own, *adopters])[0]


def adopter(*figures: Figure) -> BookBrand:
    return entry("copy", list(figures), lineage={"adopted_from": ["origin"]}, **TOLD)


def test_a_brand_that_another_repeated_with_results_is_confirmed() -> None:
    row = repeated(adopter(CHANGE)).row
    assert (row.evidence_level, row.missing_for_next) == (6, "")


def test_a_repetition_without_results_confirms_nothing() -> None:
    assert repeated(adopter()).row.evidence_level == 5
    assert repeated().row.evidence_level == 5


def test_a_repetition_raises_no_brand_that_was_not_compared() -> None:
    own = entry("origin", [SURE], **TOLD)
    assert confirmed([own, adopter(CHANGE)])[0].row.evidence_level == 4
