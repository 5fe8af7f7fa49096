"""Real files spoilt at random: no traceback, no hang, no output, and findings that point right.

A short run of what `make fuzz` does for long; the same inputs every time.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from mutants import Input
from targets import NAMES, Target, drawn, make_targets


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Target]:
    return make_targets(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_spoilt_is_taken_or_told(targets: dict[str, Target], name: str) -> None:
    target = targets[name]

    @settings(max_examples=target.examples, suppress_health_check=list(HealthCheck))
    @given(drawn(target))
    def spoil(own: Input) -> None:
        target.check(own.value)

    spoil()
    assert len(target.codes) > 1, target.codes
