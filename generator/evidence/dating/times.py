"""A time as a text names it, and what it becomes with another end."""

from __future__ import annotations

from typing import Literal, NamedTuple

from generator.evidence.dating.spans import Point, written

MentionKind = Literal["day", "span", "since", "until", "rate", "event", "vague", "basis"]


class Mention(NamedTuple):
    """A time named at text[start:end]; `period` is None where it cannot be resolved.

    `first` and `last` are its ends as far as known, `ongoing` is true where the publication is
    its end, `level` where 从 or 由 make it the time of what a figure fell or rose from. `unsure`
    marks a time that the words leave to the reader, or that another sentence states.
    """

    start: int
    end: int
    kind: MentionKind
    period: str | None = None
    first: Point | None = None
    last: Point | None = None
    ongoing: bool = False
    level: bool = False
    unsure: bool = False


def until(mention: Mention, last: Point) -> Mention:
    """The same start with another end."""
    return mention._replace(last=last, ongoing=False, period=written(mention.first, last))
