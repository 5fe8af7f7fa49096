"""Selection rounds: the record of one, and the table of scores beside it.

Jurors are codes; no field takes a name. A round that gives no criteria takes those of
`criteria.yml`, which follow Tilley.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple

import yaml
from pydantic import Field, StringConstraints, TypeAdapter

from generator.records.lines import lines_of
from generator.records.models import JUROR, PROVINCE, Date, Day, Id, Note, Record, Text, Windowed
from generator.words.messages import Message

HIGHEST: Final = 4
"""The best score; the scale runs in whole steps from 0, and each step has its anchor."""

JURORS: Final = 5
"""Jurors that a round needs before it gives an order."""

_LINES: Final = 200_000
"""The most lines of a table of scores: those of twenty jurors for two thousand brands."""

SCORES: Final = 3
"""Scores that each brand of a shortlist needs before there is an order."""

JurorCode = Annotated[str, StringConstraints(pattern=rf"^{JUROR}$")]
ProvinceCode = Annotated[str, StringConstraints(pattern=rf"^{PROVINCE}$")]


class Criterion(Record):
    """One thing that jurors score; `anchors` say what each step of the scale means, 0 first."""

    id: Id
    name: Text
    anchors: Annotated[list[Text], Field(min_length=HIGHEST + 1, max_length=HIGHEST + 1)]
    weight: Annotated[int, Field(ge=1, le=100)] = 1


class Juror(Record):
    """A juror, known by a code alone; `recused` are the provinces that it must not judge."""

    recused: list[ProvinceCode] = Field(default=[])


class Nomination(Record):
    """A brand that was proposed, and when where that is known."""

    brand: Id
    on: Date | None = None


class SetAside(Record):
    """An eligible brand that did not come on the shortlist, and why."""

    brand: Id
    reason: Text


class Eligibility(Record):
    """What a nominated brand must have, beside a dated source in the window and the scope."""

    level: Annotated[int, Field(ge=0, le=6)] = 1


class Merge(Record):
    """An organiser's rule that readers' votes count: their share of the rank points."""

    votes: Annotated[float, Field(gt=0, lt=1)]


class Round(Windowed):
    """One selection by jurors, from the nominations to the list.

    A `shortlist` of null takes all that are eligible and not `set_aside`; one below names them.
    `selected` is how many are chosen; `votes` are readers' votes by brand, a list of their own
    unless `merge` is given.
    """

    status: Literal["draft", "published"]
    title: Text
    organiser: Text | None = None
    nominated: Annotated[list[Nomination], Field(min_length=1)]
    eligible: Eligibility = Eligibility()
    shortlist: list[Id] | None = None
    set_aside: list[SetAside] = Field(default=[])
    jurors: dict[JurorCode, Juror]
    criteria: list[Criterion] = Field(default=[])
    selected: Annotated[int, Field(ge=1, le=10_000)]
    votes: dict[Id, Annotated[int, Field(ge=0, le=10**12)]] = Field(default={})
    merge: Merge | None = None
    scored: Day | None = None
    decided: Day | None = None
    notes: list[Note] = Field(default=[])

    @property
    def to_jurors(self) -> list[str]:
        """The brands that may go to the jurors, eligible or not."""
        if self.shortlist is not None:
            return self.shortlist
        aside = {entry.brand for entry in self.set_aside}
        return [entry.brand for entry in self.nominated if entry.brand not in aside]

    @property
    def judged_by(self) -> Mapping[str, Criterion]:
        """The criteria by id, those of `criteria.yml` where the round gives none."""
        return {own.id: own for own in self.criteria or default_criteria()}


@cache
def default_criteria() -> tuple[Criterion, ...]:
    """Problem, analysis, response, assessment and transfer.

    Analysis and assessment count twice. Source: the criteria of the Tilley Awards, Home Office.
    """
    text = Path(__file__).with_name("criteria.yml").read_text(encoding="utf-8")
    return tuple(TypeAdapter(list[Criterion]).validate_python(yaml.safe_load(text)))


class JurorScore(NamedTuple):
    """One line of the table of scores as it stands there; `line` counts from 1."""

    round: str
    juror: str
    brand: str
    criterion: str
    score: str
    line: int = 0

    @property
    def value(self) -> int | None:
        """The score; None for what is no step of the scale."""
        steps = [str(step) for step in range(HIGHEST + 1)]
        return steps.index(self.score) if self.score in steps else None


COLUMNS: Final = JurorScore._fields[:-1]
"""The columns of the table of scores in their order."""


class Misread(NamedTuple):
    """A line of a table of scores that cannot be read: how many cells it has, 0 for no row."""

    line: int
    cells: int = 0

    def said(self) -> Message:
        """What is wrong with it, and what to do."""
        if self.cells:
            return Message(
                "{n} cells, expected {m}: correct the line", n=self.cells, m=len(COLUMNS)
            )
        if self.line == 1:
            return Message("the heading is another: write {heading}", heading=",".join(COLUMNS))
        return Message(
            "no row of a table, or more of them than a round has, and nothing below is read:"
            " correct the line"
        )


def read_scores(text: str) -> tuple[list[JurorScore], list[Misread]]:
    """The scores of a table and the lines that are none; a wrong heading is line 1.

    Nothing is read below a line that is no row of a table, and below as many as no round has.
    """
    scores: list[JurorScore] = []
    misread: list[Misread] = []
    lines = csv.reader(lines_of(text))
    try:
        if tuple(next(lines, ())) != COLUMNS:
            return [], [Misread(1)]
        for cells in lines:
            if len(scores) + len(misread) == _LINES:
                return scores, [*misread, Misread(lines.line_num)]
            if len(cells) == len(COLUMNS):
                scores.append(JurorScore._make([*cells, lines.line_num]))
            elif cells:
                misread.append(Misread(lines.line_num, len(cells)))
    except csv.Error:
        misread.append(Misread(lines.line_num))
    return scores, misread


def write_scores(scores: Iterable[JurorScore], criteria: Iterable[str]) -> str:
    """The table of some scores: jurors by number, then brands by id, criteria in their order."""
    order = {identity: place for place, identity in enumerate(criteria)}
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for own in sorted(scores, key=lambda s: (int(s.juror[1:]), s.brand, order[s.criterion])):
        writer.writerow(own[:-1])
    return out.getvalue()
