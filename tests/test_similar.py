"""Likeness: the heaviest are found whatever the number of brands."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.tables.frames import BrandRow
from generator.tables.similar import LEAST, WEIGHTS, Likeness, Similar

CATEGORIES = ("patrol.area", "patrol.kiosk", "campus.guard", "dispute.mediation")
TAGS = [f"{kind}/{name}" for kind in ("problems", "practices", "partners") for name in "abcd"]
EMPTY: dict[str, Any] = dict.fromkeys(BrandRow._fields)


def brand(number: int, category: str, tags: set[str] | list[str]) -> BrandRow:
    own = {"id": f"b{number:05}", "category": category, "tags": " ".join(sorted(tags))}
    return BrandRow(**{**EMPTY, **own})


def by_looking_at_all(rows: list[BrandRow], brand: BrandRow, most: int) -> list[Likeness]:
    """What is most alike, by the definition."""
    found = []
    for other in rows:
        shared = {*brand.tags.split()} & {*other.tags.split()}
        if other.category == brand.category:
            shared.add(f"category/{brand.category}")
        weight = sum(WEIGHTS[tag.partition("/")[0]] for tag in shared)
        weight += other.category.partition(".")[0] == brand.category.partition(".")[0]
        if weight >= LEAST and other.id != brand.id:
            found.append(Likeness(other.id, weight, tuple(sorted(shared))))
    return sorted(found, key=lambda one: (-one.weight, one.brand))[:most]


@given(
    drawn=st.lists(st.tuples(st.sampled_from(CATEGORIES), st.sets(st.sampled_from(TAGS)))),
    most=st.integers(0, 4),
    shuffled=st.randoms(use_true_random=False),
)
def test_the_most_alike_are_those_of_the_definition(
    drawn: list[tuple[str, set[str]]], most: int, shuffled: random.Random
) -> None:
    rows = [brand(number, *own) for number, own in enumerate(drawn)]
    shuffled.shuffle(rows)
    similar = Similar(rows)
    for row in rows:
        assert similar.to(row.id, most) == by_looking_at_all(rows, row, most)


def test_every_brand_of_thousands_has_others_like_it() -> None:
    rng = random.Random(1)  # noqa: S311
    rows = [brand(n, rng.choice(CATEGORIES), rng.sample(TAGS, 5)) for n in range(5000)]
    similar = Similar(rows)
    for row in rows[::500]:
        assert similar.to(row.id) == by_looking_at_all(rows, row, 3)
        assert len(similar.to(row.id)) == 3
