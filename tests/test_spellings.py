"""The id that a misspelt one may mean, among few or very many."""

from __future__ import annotations

import pytest

from generator.records.shape import Spellings, suggest

DAYS = [f"{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 29)]
PAPERS = [
    f"{place}-daily-{year}-{day}"
    for place in ("gansu", "hebei")
    for year in (2023, 2024)
    for day in DAYS
]
KNOWN = Spellings(PAPERS)


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("gansu-daily-2024-06-01x", "gansu-daily-2024-06-01"),
        ("ganzu-daily-2024-06-01", "gansu-daily-2024-06-01"),
        ("hebi-daily-2023-12-28", "hebei-daily-2023-12-28"),
        ("hebei-dialy-2023-12-28", "hebei-daily-2023-12-28"),
        ("gansu-daily-204-06-01", "gansu-daily-2024-06-01"),
    ],
)
def test_a_slip_anywhere_is_told_from_a_thousand_alike(misspelt: str, meant: str) -> None:
    assert suggest(misspelt, KNOWN.near(misspelt)) == f"; did you mean `{meant}`?"


def test_a_word_like_no_other_means_none() -> None:
    assert suggest("zzz", KNOWN.near("zzz")) == ""
    assert suggest("anything", Spellings([]).near("anything")) == ""


def test_few_words_are_all_looked_at() -> None:
    words = ["night", "patrol", "rail"]
    assert sorted(Spellings(words).near("market")) == words


def test_no_word_is_held_to_all_of_very_many() -> None:
    many = Spellings(f"brand-{number * 24_999:09d}" for number in range(40_000))
    assert len(many.near("brand-00000x000")) <= 64
