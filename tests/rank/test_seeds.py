"""Digests of inputs, whole and piece by piece."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.rank.seeds import digest, digest_with_many

JSON = st.recursive(
    st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    before=st.lists(JSON, min_size=1, max_size=3),
    many=st.dictionaries(st.text(), JSON),
    after=st.lists(JSON, min_size=1, max_size=3),
)
def test_many_inputs_one_at_a_time_have_the_digest_of_all(
    before: list[Any], many: dict[str, Any], after: list[Any]
) -> None:
    ordered = sorted(many.items())
    assert digest_with_many(before, iter(ordered), after) == digest([*before, many, *after])
