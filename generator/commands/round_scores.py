"""Filled score sheets read into the table of a selection round, all of them or none.

Whatever is wrong is told by the address of its cell, in one pass. Of a sheet nothing is kept but
the scores; what seems to name a person is refused wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.book.book import Book, RoundBook
from generator.book.rounds import find_round
from generator.check.privacy import check_privacy
from generator.check.rounds import score_problems
from generator.commands.round_sheets import (
    KEYS,
    RECORD,
    criterion_heading,
    heading,
    known_texts,
    shortlisted,
)
from generator.errors import BeatbookError, CellFinding, ContentError, Problem
from generator.records import rules
from generator.records.rounds import JurorScore, write_scores
from generator.sheets.cells import Sheet, SheetCell, SheetRow, number_in
from generator.sheets.reading import read_tables
from generator.system.files import replace_file
from generator.words.messages import Message


class Taken(NamedTuple):
    """What was read: the table of scores, whether it changed, and how many scores of each juror."""

    path: Path
    changed: bool
    scores: Mapping[str, int]


class Scored(NamedTuple):
    """One score and the addresses of what states it, by the columns of the table of scores."""

    score: JurorScore
    places: Mapping[str, str]


def read_sheets(book: Book, identity: str, paths: Sequence[Path]) -> Taken:
    """Take the scores of some filled sheets into the table of a draft round.

    They stand for all that their jurors had scored before; the scores of others stay. Raises
    ContentError with what is wrong in the sheets, and BeatbookError for files that are none.
    """
    own = find_round(book, identity)
    if own.stored:
        said = Message("{round} is published and keeps its stored result", round=identity)
        raise BeatbookError(said)
    files = {path.resolve(): path for path in paths}.values()  # one that is given twice is one
    sheets = [sheet for path in files for sheet in _sheets_of(path, own)]
    reader = _ScoresReader(own, book)
    for sheet in sheets:
        reader.read(sheet)
    findings = [*reader.findings, *reader.across()]
    if findings:
        raise ContentError(findings)
    scores = [scored.score for scored in reader.scored]
    if not scores:
        raise BeatbookError("no scores in these sheets: fill them in first")
    read = {score.juror for score in scores}
    kept = [score for score in own.scores if score.juror not in read]
    path = book.settings.content / "rounds" / f"{identity}.csv"
    text = write_scores([*kept, *scores], own.round.judged_by).encode()
    changed = not path.exists() or path.read_bytes() != text
    if changed:
        replace_file(path, text)
    counts = {juror: sum(s.juror == juror for s in scores) for juror in sorted(read)}
    return Taken(path, changed, counts)


def _sheets_of(path: Path, own: RoundBook) -> list[Sheet]:
    """The sheets of a file, of which one at least holds scores."""
    sheets = read_tables(path)
    if not any(_heads(sheet, own) for sheet in sheets):
        raise BeatbookError(
            "{file}: no sheet has the columns of a score sheet: give a workbook that"
            " `beatbook round sheet` wrote",
            file=path.name,
        )
    return sheets


class _Heads(NamedTuple):
    """The row of headings, and the column of each key and criterion; `shown` are of the record."""

    row: int
    columns: Mapping[str, int]
    shown: frozenset[int]


def _heads(sheet: Sheet, own: RoundBook) -> _Heads | None:
    """The headings of a sheet of scores; None where it is none."""
    named = {_plain(heading(own.words, key)): key for key in (*KEYS, *RECORD)}
    for words in own.words.values():
        named |= {_plain(words[f"sheet_{key}"]): key for key in KEYS}
    for identity, criterion in own.round.judged_by.items():
        names = (criterion_heading(criterion), criterion.name.zh, criterion.name.en or "", identity)
        named |= {_plain(name): identity for name in names if name}
    for row in sheet.rows:
        found = {
            named[key]: at for at, cell in row.cells.items() if (key := _plain(cell.text)) in named
        }
        if {"id", "juror", *own.round.judged_by} <= found.keys():
            shown = frozenset(at for key, at in found.items() if key in RECORD)
            return _Heads(row.number, found, shown)
    return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


class _ScoresReader:
    """Reads sheets one after another; `findings` gathers what is wrong with their cells."""

    def __init__(self, own: RoundBook, book: Book) -> None:
        self._own, self._listed = own, shortlisted(own)
        self._provinces = {brand: book.brands[brand].row.province for brand in self._listed}
        self._known = {_plain(text) for text in known_texts(own)}
        self.findings: list[CellFinding] = []
        self.scored: list[Scored] = []

    def read(self, sheet: Sheet) -> None:
        """Take in what a sheet holds."""
        heads = _heads(sheet, self._own)
        self._find_persons(sheet)
        for row in sheet.rows:
            if heads is None:
                self._only_known(row.cells.values())
            elif row.number == heads.row:
                self._only_known(cell for at, cell in row.cells.items() if at not in heads.shown)
            elif row.number < heads.row or _is_remark(row):
                self._only_known(row.cells.values())
            else:
                self._take(sheet, row, heads)

    def _find_persons(self, sheet: Sheet) -> None:
        texts = {cell.address: cell.text for row in sheet.rows for cell in row.cells.values()}
        for address, text in texts.items():
            for problem in check_privacy([((), text)], text):
                self._say(address, problem)

    def _only_known(self, cells: Iterable[SheetCell]) -> None:
        for cell in cells:
            if _plain(cell.text) not in self._known:
                self._say(cell.address, _NOT_HERE)

    def _take(self, sheet: Sheet, row: SheetRow, heads: _Heads) -> None:
        columns = heads.columns
        used = {*heads.shown, *columns.values()}
        for at, cell in row.cells.items():
            if at not in used:
                self._say(cell.address, _NOT_HERE)
        identity = {key: row.cells.get(columns[key]) for key in KEYS if key in columns}
        given = {c: row.cells.get(columns[c]) for c in self._own.round.judged_by}
        if not any(given.values()):
            return
        where = {key: sheet.address(row.number, columns[key]) for key in identity}
        for criterion, scored in given.items():
            if scored is None:
                problem = Problem("J07", ()).says(
                    "no score: add one, or delete the other scores of this row"
                )
                self._say(sheet.address(row.number, columns[criterion]), problem)
            elif scored.fault is not None:
                self._say(scored.address, Problem("J08", (), scored.fault))
            else:
                self._add(identity, where, criterion, scored)

    def _add(
        self,
        identity: Mapping[str, SheetCell | None],
        where: Mapping[str, str],
        criterion: str,
        cell: SheetCell,
    ) -> None:
        texts = {key: own.text.strip() if own else "" for key, own in identity.items()}
        score = JurorScore(
            texts.get("round", self._own.round.id),
            texts["juror"],
            texts["id"],
            criterion,
            _score(cell),
        )
        places = {
            "round": where.get("round", where["id"]),
            "juror": where["juror"],
            "brand": where["id"],
            "criterion": cell.address,
            "score": cell.address,
        }
        self.scored.append(Scored(score, places))

    def across(self) -> Iterator[CellFinding]:
        """What is wrong with the scores by themselves, and scores that stand twice."""
        seen: dict[tuple[str, ...], str] = {}
        told: set[tuple[str, str]] = set()
        for score, places in self.scored:
            problems = [*score_problems(self._own.round, score, self._provinces)]
            if not any(column == "brand" for column, _ in problems):
                problems += self._unlisted(score)
            first = seen.get(score[:4])
            seen.setdefault(score[:4], places["score"])
            if first is not None:  # perhaps of the same address, in a file of the same name
                again = Problem("J04", ()).says(
                    "this score stands in {place} already: delete one", place=first
                )
                problems.append(("score", again))
            for column, problem in problems:
                place = places[column]
                # What is wrong with a row is said once, not for each of its scores.
                if (place, problem.message) not in told:
                    told.add((place, problem.message))
                    yield _finding(place, problem)

    def _unlisted(self, score: JurorScore) -> Iterator[tuple[str, Problem]]:
        if score.brand not in self._listed:
            problem = Problem("J05", ()).says(
                "`{id}` is not on the shortlist: delete its scores", id=score.brand
            )
            yield "brand", problem

    def _say(self, address: str, problem: Problem) -> None:
        self.findings.append(_finding(address, problem))


_NOT_HERE = Problem("J08", ()).says(
    "nothing belongs in this cell, which might name somebody: delete what it holds"
)


def _score(cell: SheetCell) -> str:
    """A score as the table of scores has it; what is no whole number stays as it is."""
    text = cell.text.strip()
    value = number_in(text) if isinstance(cell.value, str) else cell.value
    return str(value) if isinstance(value, int) else text


def _is_remark(row: SheetRow) -> bool:
    first = row.cells.get(min(row.cells))
    return first is not None and first.text.startswith("#")


def _finding(address: str, problem: Problem) -> CellFinding:
    severity = rules.severity(problem.code)
    return CellFinding(address, 0, 0, problem.code, problem.message, severity)
