"""Scores of jurors as a table states them, put into the table beside their round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from generator.intake.gather import Gathered, Said, ToldRecord
from generator.intake.planned import Planned
from generator.records import load
from generator.records.content import Content
from generator.records.rounds import (
    Criterion,
    JurorCode,
    JurorScore,
    Round,
    read_scores,
    write_scores,
)
from generator.records.shape import refusal, suggest
from generator.settings import Settings
from generator.words.messages import Message

SCORES: Final = "scores"
"""The folder by which the tables name what stands beside rounds."""


def plan_scores(
    told: ToldRecord, content: Content, settings: Settings, gathered: Gathered
) -> Iterator[Planned]:
    """The table of a round with these scores, which stand for those that it has of the same.

    Nothing where the round is not on record, which is among the findings then.
    """
    own = content.rounds.get(told.id)
    if own is None:
        hint = suggest(told.id, [*content.rounds])
        unknown = Message("no round `{id}` is on record{hint}", id=told.id, hint=hint)
        gathered.fault(told.own.address, "X03", unknown)
        return
    name = f"content/rounds/{told.id}.csv"
    path = settings.root / name
    before = load.read_text(path, name)[0] if path.exists() else None
    old = {score[1:4]: score.score for score in content.scores.get(told.id, ())}
    cells = {key: said for said, key in _stated(told, own, gathered)}
    new = old | {key: _score(said) for key, said in cells.items()}
    rows = [JurorScore(told.id, *key, score) for key, score in new.items()]
    after = before if new == old and before is not None else write_scores(rows, own.judged_by)
    planned = Planned(name, after, before, told.own.address, {(): told.own.address})
    for row in read_scores(after)[0]:
        if said := cells.get(row[1:4]):
            planned.cells[(row.line,)] = said.values[("score",)].address
    yield planned


def _stated(
    told: ToldRecord, own: Round, gathered: Gathered
) -> Iterator[tuple[Said, tuple[str, str, str]]]:
    """What has a score, by juror, brand and criterion."""
    for (_, (juror, brand, named)), said in told.entries.items():
        criterion = _criterion(named, own.judged_by)
        if why := refusal(JurorCode, juror):
            gathered.fault(said.values[("juror",)].address, "X03", why)
        elif criterion is None:
            hint = suggest(named, [*own.judged_by])
            unknown = Message("no criterion is called `{name}`{hint}", name=named, hint=hint)
            gathered.fault(said.values[("criterion",)].address, "X03", unknown)
        elif ("score",) not in said.values:
            address = said.empty.get(("score",), said.address)
            gathered.lacks(address, said.kind.columns["score"])
        else:
            yield said, (juror, brand, criterion)


def _criterion(named: str, known: Mapping[str, Criterion]) -> str | None:
    """The id of a criterion, from that or its name."""
    for identity, criterion in known.items():
        names = (identity, criterion.name.zh, criterion.name.en or "")
        if named.casefold() in map(str.casefold, names):
            return identity
    return None


def _score(said: Said) -> str:
    value: Any = said.values[("score",)].value
    return str(value)
