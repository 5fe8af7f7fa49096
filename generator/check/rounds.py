"""Selection rounds: what their records say of brands, and every line of their tables of scores."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from generator.check.days import after
from generator.check.references import check_scope
from generator.check.renamed import Brands, check_brand_named
from generator.errors import Finding, Problem, RecordPath, first_told
from generator.records.content import Content
from generator.records.load import finding_at
from generator.records.models import Id
from generator.records.rounds import COLUMNS, HIGHEST, JurorScore, Round
from generator.records.shape import suggest
from generator.words.messages import Message

Unplaced = tuple[str, Problem]
"""The column of a table of scores, and what is wrong there."""


def check_round(own: Round, brands: Brands, content: Content) -> Iterator[Problem]:
    """The references of one round, and whether its lists and days fit together."""
    yield from check_scope(own, content)
    nominated = [entry.brand for entry in own.nominated]
    for index, brand in enumerate(nominated):
        # One that is no brand yet, or was renamed since the list was published, may stand.
        known = brand in brands.finished or (own.status == "published" and brand in brands.former)
        if not known:
            yield from check_brand_named(brand, brands, ("nominated", index, "brand"))
    yield from _each_once(nominated, [("nominated", n, "brand") for n in range(len(nominated))])
    yield from _each_once([own.id for own in own.criteria], _ids("criteria", len(own.criteria)))
    yield from _lists(own, {*nominated})
    divisions = content.vocabulary.divisions
    for code, juror in own.jurors.items():
        for index, province in enumerate(juror.recused):
            if divisions.at(province, None) is None:
                yield Problem("D01", ("jurors", code, "recused", index)).says(
                    "{code} is no province: correct the code", code=province
                )
    yield from _decided(own)


def _ids(key: str, number: int) -> list[RecordPath]:
    return [(key, n, "id") for n in range(number)]


def _each_once(ids: Sequence[str], paths: Sequence[RecordPath]) -> Iterator[Problem]:
    seen: set[str] = set()
    for identity, path in zip(ids, paths, strict=True):
        if identity in seen:
            yield Problem("J06", path).says("`{id}` stands here twice: delete one", id=identity)
        seen.add(identity)


def _lists(own: Round, nominated: Collection[str]) -> Iterator[Problem]:
    """The shortlist, those set aside and those voted for are nominated; none is on both lists."""
    listed = own.shortlist or []
    aside = [entry.brand for entry in own.set_aside]
    named: list[tuple[Id, RecordPath]] = [
        *((brand, ("shortlist", n)) for n, brand in enumerate(listed)),
        *((brand, ("set_aside", n, "brand")) for n, brand in enumerate(aside)),
        *((brand, ("votes", brand)) for brand in own.votes),
    ]
    for brand, path in named:
        if brand not in nominated:
            yield Problem("J06", path, key=path[0] == "votes").says(
                "`{id}` is not nominated{hint}",
                id=brand,
                hint=suggest(brand, nominated) or Message(": add it there or delete it here"),
            )
    yield from _each_once(listed, [("shortlist", n) for n in range(len(listed))])
    yield from _each_once(aside, [("set_aside", n, "brand") for n in range(len(aside))])
    shortlisted = {*listed}
    for index, brand in enumerate(aside):
        if brand in shortlisted:
            yield Problem("J06", ("set_aside", index, "brand")).says(
                "`{id}` is on the shortlist: delete it here or there", id=brand
            )


def _decided(own: Round) -> Iterator[Problem]:
    if own.status == "published" and own.decided is None:
        yield Problem("J06", ("status",)).says("a published round has a day: add `decided`")
    if own.scored and own.decided and after(own.scored, own.decided):
        yield Problem("J06", ("decided",)).says(
            "decided on {decided}, before the scores were in ({scored}): correct one of them",
            decided=own.decided,
            scored=own.scored,
        )
    if own.merge is not None and not own.votes:
        yield Problem("J06", ("merge",)).says("no votes to merge: add `votes`, or delete this key")


def check_scores(content: Content, provinces: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with the tables of scores; `provinces` are the codes of brands' provinces."""
    for stem, own in content.rounds.items():
        file = content.files["rounds", stem].removesuffix("yml") + "csv"
        found = _check_table(own, content.scores[stem], provinces)
        yield from first_told(finding_at(file, problem, *place) for place, problem in found)


def _check_table(
    own: Round, scores: Sequence[JurorScore], provinces: Mapping[str, str]
) -> Iterator[tuple[tuple[int, int], Problem]]:
    """The same of one table, each with its line and column."""
    seen: dict[tuple[str, ...], int] = {}
    for score in scores:
        for column, problem in score_problems(own, score, provinces):
            yield (score.line, _column(score, column)), problem
        first = seen.setdefault(score[:4], score.line)
        if first != score.line:
            yield (
                (score.line, 1),
                Problem("J04", ()).says(
                    "this score stands in line {line} already: delete one", line=first
                ),
            )
    for score, missing in _incomplete(own, scores):
        yield (
            (score.line, 1),
            Problem("J07", ()).says(
                "{juror} did not score `{brand}` on {criteria}: add that, or delete its scores",
                juror=score.juror,
                brand=score.brand,
                criteria=", ".join(f"`{criterion}`" for criterion in missing),
            ),
        )


def _column(score: JurorScore, name: str) -> int:
    """Where a cell begins in its line."""
    before = score[: COLUMNS.index(name)]
    return 1 + sum(len(str(cell)) + 1 for cell in before)


def score_problems(
    own: Round, score: JurorScore, provinces: Mapping[str, str]
) -> Iterator[Unplaced]:
    """What is wrong with one score by itself, each with its column."""
    if score.round != own.id:
        yield (
            "round",
            Problem("J05", ()).says(
                "`{id}` is another round: write `{own}`", id=score.round, own=own.id
            ),
        )
    yield from _by_whom(own, score, provinces)
    for column, identity, known in (
        ("brand", score.brand, own.to_jurors),
        ("criterion", score.criterion, own.judged_by),
    ):
        if identity not in known:
            problem = Problem("J05", ()).says(
                "`{id}` is no {what} of this round{hint}",
                id=identity,
                what=_WHAT[column],
                hint=suggest(identity, known) or Message(": delete the line"),
            )
            yield column, problem
    if score.value is None:
        problem = Problem("J03", ()).says(
            "`{score}` is no step of the scale: write a whole number from 0 to {most}",
            score=score.score,
            most=HIGHEST,
        )
        yield "score", problem


_WHAT: Final = {"brand": Message("brand"), "criterion": Message("criterion")}


def _by_whom(own: Round, score: JurorScore, provinces: Mapping[str, str]) -> Iterator[Unplaced]:
    juror = own.jurors.get(score.juror)
    province = provinces.get(score.brand, "")
    if juror is None:
        problem = Problem("J01", ()).says(
            "there is no juror `{code}` in this round: the jurors are {known}",
            code=score.juror,
            known=", ".join(own.jurors),
        )
        yield "juror", problem
    elif province in juror.recused:
        problem = Problem("J02", ()).says(
            "{juror} must not judge brands of {province}: delete the score",
            juror=score.juror,
            province=province,
        )
        yield "brand", problem


def _incomplete(own: Round, scores: Sequence[JurorScore]) -> Iterator[tuple[JurorScore, list[str]]]:
    """The first score of each juror for a brand that lacks other criteria, with these."""
    found: dict[tuple[str, str], list[JurorScore]] = {}
    for score in scores:
        found.setdefault((score.juror, score.brand), []).append(score)
    for scored in found.values():
        given = {score.criterion for score in scored}
        missing = [criterion for criterion in own.judged_by if criterion not in given]
        if missing and given <= set(own.judged_by):
            yield scored[0], missing
