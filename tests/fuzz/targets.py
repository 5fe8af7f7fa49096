"""What is fuzzed: for each target a book, what is spoilt of it, and what must hold then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import openpyxl
from books import SpoiltBook, example, with_rounds
from hypothesis import strategies as st
from mutants import Input, spoilt_files, spoilt_table, spoilt_workbook
from round_book import CRITERIA, ROUND

from generator.build import make_book
from generator.commands.round_sheets import write_sheets
from generator.publish.spreadsheet import make_csv
from generator.publish.workbook import make_workbook
from generator.records.rounds import read_scores

NAMES: Final = ("records", "rounds", "tables", "workbooks", "sheets")


class Target(NamedTuple):
    """`spoil` draws what `check` takes; `examples` are as many as a short run tries."""

    book: SpoiltBook
    spoil: Callable[[st.DrawFn], Any]
    check: Callable[[Any], None]
    examples: int

    @property
    def codes(self) -> Counter[str]:
        """How often each came of it."""
        return self.book.codes


@st.composite
def drawn(draw: st.DrawFn, target: Target) -> Input:
    """What a target is given."""
    return Input(target.spoil(draw), target.book.files)


def make_targets(folder: Path) -> dict[str, Target]:
    """All targets by their names, each with a book of its own in a folder."""
    records, tables, workbooks = (example(folder / name) for name in ("records", "tables", "books"))
    rounds, sheets = (with_rounds(folder / name) for name in ("rounds", "sheets"))
    made = make_book(tables.settings)
    csv = {name: dict(make_csv(made))[name] for name in ("brands.csv", "metrics.csv")}
    xlsx = dict(make_workbook(made))["beatbook.xlsx"]
    sheet = filled_sheet(sheets, folder / "filled")

    def spoil_table(draw: st.DrawFn) -> tuple[str, bytes]:
        name = draw(st.sampled_from(sorted(csv)))
        return name, spoilt_table(draw, csv[name])

    def whole(book: SpoiltBook, examples: int) -> Target:
        spoil = partial(spoilt_files, files=book.files, pool=book.pool)
        return Target(book, spoil, book.check, examples)

    found = (
        whole(records, 40),
        whole(rounds, 20),
        Target(tables, spoil_table, lambda own: tables.check_table(*own), 40),
        Target(
            workbooks,
            partial(spoilt_workbook, raw=xlsx),
            partial(workbooks.check_table, "book.xlsx"),
            40,
        ),
        Target(
            sheets,
            partial(spoilt_workbook, raw=sheet),
            partial(sheets.check_sheet, ROUND, "J1.xlsx"),
            40,
        ),
    )
    return dict(zip(NAMES, found, strict=True))


def filled_sheet(book: SpoiltBook, folder: Path) -> bytes:
    """The workbook of the first juror with its scores."""
    path = sorted(write_sheets(make_book(book.settings), ROUND, folder))[0]
    scores, _ = read_scores(book.files[f"content/rounds/{ROUND}.csv"].decode())
    values = {(s.juror, s.brand, s.criterion): s.score for s in scores}
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    heads = [str(cell.value).splitlines()[-1] for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=3):
        brand, juror = (row[heads.index(key)].value for key in ("Id", "Juror"))
        for criterion in CRITERIA:
            row[heads.index(criterion.capitalize())].value = values[juror, brand, criterion]
    workbook.save(path)
    return path.read_bytes()
