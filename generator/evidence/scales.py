"""Evaluation designs and the Maryland SMS level each of them reaches.

`maryland_1997` follows Sherman et al. (1997), Preventing Crime: What Works, What Doesn't, What's
Promising; `growth_2016` follows What Works Centre for Local Economic Growth (2016). A level is
never printed without the name of its variant, because published mappings differ.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from generator.records.models import Design


class Level(NamedTuple):
    """The level of one design in both variants, 0 (claim only) to 5 (randomised)."""

    maryland_1997: int
    growth_2016: int


LEVELS: Final[dict[Design, Level]] = {
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
}


def strongest(designs: list[Design]) -> Design | None:
    """The design with the highest Maryland level; none where no result is claimed."""
    return max(designs, key=lambda design: LEVELS[design].maryland_1997, default=None)
