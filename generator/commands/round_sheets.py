"""Score sheets of a selection round: a workbook for each juror, with the records to be judged.

The brands stand in an order of their own in each sheet, so that none always comes first; those of
provinces that the juror must not judge are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from generator.book.book import Book, RoundBook
from generator.book.figures import figures_of
from generator.book.rounds import find_round
from generator.errors import BeatbookError
from generator.evidence.ladder import RUNGS
from generator.rank.rounds import STAGES
from generator.rank.seeds import digest
from generator.records.i18n import Words, in_all
from generator.records.models import FIVE_IS, Brand, Text
from generator.records.rounds import HIGHEST, Criterion
from generator.sheets.cells import Value
from generator.sheets.forms import FormColumn, SheetForm, to_workbook
from generator.system.changes import create_files
from generator.tables import formats
from generator.tables.frames import BookBrand

KEYS: Final = ("id", "juror", "round")
"""The columns by which a filled sheet is read, beside those of the criteria."""

RECORD: Final = ("brand", "level", "summary", "told", "figures", "sources")
"""The columns that show the record."""

_WIDTHS: Final = {"brand": 24, "level": 22, "summary": 44, "told": 60, "figures": 40, "sources": 34}
_EXPLAINED: Final = ("brand", "level", *KEYS)
_SCALE: Final = "scale"


def write_sheets(book: Book, identity: str, out: Path) -> Iterator[Path]:
    """Write a workbook for each juror of a draft round into a folder; yields their paths.

    Raises BeatbookError where one exists already, and where nothing is to be scored.
    """
    own = find_round(book, identity)
    if own.stored:
        raise BeatbookError("{round} is published: what was scored is there to see", round=identity)
    brands = shortlisted(own)
    if not brands:
        raise BeatbookError(
            "no brand of {round} is on the shortlist: nothing to score", round=identity
        )
    if not own.round.jurors:
        raise BeatbookError(
            "{round} has no jurors: add them to its record, such as `J1: {{}}`", round=identity
        )
    made = [
        (out / f"{identity}-{juror}.xlsx", _sheet(own, juror, brands, book))
        for juror in own.round.jurors
    ]
    try:
        create_files(made, out)
    except FileExistsError as error:
        raise BeatbookError(
            "{path} exists and may hold scores: choose another folder with --out",
            path=error.filename,
        ) from None
    yield from (path for path, _ in made)


def shortlisted(own: RoundBook) -> list[str]:
    """The brands that the jurors of a round score, by id."""
    least = STAGES.index("shortlisted")
    nominees = own.result.nominees
    return sorted(n.brand for n in nominees if STAGES.index(n.reached) >= least)


def heading(words: Mapping[str, Words], key: str) -> str:
    """What stands above a column, in every language."""
    return in_all(words, f"sheet_{key}", "\n")


def criterion_heading(criterion: Criterion) -> str:
    """The name of a criterion in both languages."""
    return _both(criterion.name)


def _sheet(own: RoundBook, juror: str, brands: Iterable[str], book: Book) -> bytes:
    recused = own.round.jurors[juror].recused
    shown = [b for b in brands if book.brands[b].row.province not in recused]
    # By a digest, so that a brand more or less leaves the order of the others as it is.
    shown.sort(key=lambda brand: digest([own.round.id, juror, brand]))
    rows = [_row(own, juror, book.brands[brand], book) for brand in shown]
    title = f"{own.round.id} {juror}"
    forms = [
        SheetForm(_name(own.words, "scores"), _columns(own), rows, blank=0),
        SheetForm(_name(own.words, "criteria"), _criteria_columns(own), _criteria(own), blank=0),
    ]
    return to_workbook(forms, {_SCALE: [str(n) for n in range(HIGHEST + 1)]}, title, own.as_of)


def _name(words: Mapping[str, Words], key: str) -> str:
    return in_all(words, f"sheet_{key}", " ")


def _columns(own: RoundBook) -> list[FormColumn]:
    def told(key: str) -> FormColumn:
        note = heading(own.words, f"{key}_note") if key in _EXPLAINED else ""
        return FormColumn(heading(own.words, key), note, width=_WIDTHS.get(key, 0), locked=True)

    note = "\n".join(words.say("sheet_score_note", most=HIGHEST) for words in own.words.values())
    scores = [
        FormColumn(criterion_heading(criterion), note, choices=_SCALE)
        for criterion in own.round.judged_by.values()
    ]
    first, second, *rest = map(told, (*RECORD, *KEYS))
    return [first, second, *scores, *rest]


def _row(own: RoundBook, juror: str, entry: BookBrand, book: Book) -> list[Value | None]:
    brand = entry.record()
    shown = [*_record(brand, entry, book), brand.id, juror, own.round.id]
    return [*shown[:2], *([None] * len(own.round.judged_by)), *shown[2:]]


def _record(brand: Brand, entry: BookBrand, book: Book) -> list[str]:
    """What the sheet shows of a brand, in the order of `RECORD`."""
    row, languages = entry.row, book.words.values()
    names = [f"{_both(brand.name)}\n{_both(brand.agency)}"]
    names += ["".join(unit.name for unit in book.content.vocabulary.divisions.line(row.place))]
    level = [
        f"L{row.evidence_level} {own[f'rung_{RUNGS[row.evidence_level]}']}" for own in languages
    ]
    sections = [_section(key, text, languages) for key in FIVE_IS if (text := getattr(brand, key))]
    sources = [book.content.sources[source] for source in brand.sources]
    cited = [
        f"{source.publisher.zh if source.publisher else ''} {source.published or ''}".strip()
        + f"\n{source.title.zh}"
        for source in sources
    ]
    return [
        "\n".join(names),
        "\n".join(level),
        _both(brand.summary),
        "\n\n".join(sections),
        "\n".join(_figures(entry, book)),
        "\n".join(cited),
    ]


def _both(text: Text) -> str:
    return "\n".join(filter(None, [text.zh, text.en]))


def _section(key: str, text: Text, languages: Iterable[Words]) -> str:
    title = " ".join(own[f"section_{key}"] for own in languages)
    return f"[{title}]\n{_both(text)}"


def _figures(entry: BookBrand, book: Book) -> Iterator[str]:
    words = next(iter(book.words.values()))
    for figure in figures_of(book, entry.metrics):
        shown = formats.figure_text(figure.metric, figure.indicator, words)
        period = formats.metric_period(figure.metric, words)
        name = words.choose(figure.indicator.name.zh, figure.indicator.name.en)[1]
        yield f"{name}{words['colon']}{shown}" + (f" ({period})" if period else "")


def _criteria_columns(own: RoundBook) -> list[FormColumn]:
    steps = [FormColumn(str(step), width=26, locked=True) for step in range(HIGHEST + 1)]
    named = FormColumn(heading(own.words, "criterion"), width=16, locked=True)
    return [named, FormColumn(heading(own.words, "weight"), locked=True), *steps]


def _criteria(own: RoundBook) -> list[Sequence[Value | None]]:
    return [
        [_both(criterion.name), criterion.weight, *map(_both, criterion.anchors)]
        for criterion in own.round.judged_by.values()
    ]


def known_texts(own: RoundBook) -> frozenset[str]:
    """Every text of the sheet of criteria, and of the headings and remarks of both sheets."""
    found = {_SCALE, *(str(n) for n in range(HIGHEST + 1))}
    for column in (*_columns(own), *_criteria_columns(own)):
        found |= {column.heading, column.explanation, f"# {column.explanation}".rstrip()}
    return frozenset(found | {str(value) for row in _criteria(own) for value in row})
