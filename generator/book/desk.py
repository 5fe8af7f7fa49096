"""What an editor mends first: what records lack, counted by kind, what gains most at the top.

Everything but the lines comes from what the book holds in memory; a record is opened only where
one of its texts has no English, and read from the disk only where its lines are asked for.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain
from typing import Any, Final, NamedTuple

from generator.book.book import Book
from generator.errors import BeatbookError, Problem, RecordPath
from generator.records import reader
from generator.records.load import read_text
from generator.records.models import Source
from generator.records.shape import Spellings, suggest
from generator.settings import Settings
from generator.system import files
from generator.tables.frames import BookBrand, BrandRow, MetricRow
from generator.words.messages import Message

ON_RECORD: Final = frozenset(
    [
        "problem",
        "problem_text",
        "practice",
        "practice_text",
        "period",
        "change_period",
        "base",
    ]
)
"""What a level may lack of something that is on record, which its source or its agency can tell."""

_NO_ENGLISH: Final = b'"en":null'
"""How a packed record writes a text without English; within a text the quotes are escaped."""


class DeskTask(NamedTuple):
    """One thing to mend: where it stands, what is missing there and what mending it gains.

    Where a record lacks the key at the end of `path`, that goes behind what stands `beside`.
    `brand`, `figure` and `source` are ids, empty where it is about none. `lacks` are codes of the
    ladder, or the one of `evidence.claims.GAPS`. `lifts` is the evidence level that its brand
    reaches by it, 0 for none, and `least_base` the base from which a change lies beyond
    chance, where that decides. `figures` are those that rest on it.
    """

    kind: str
    file: str
    path: RecordPath
    beside: RecordPath = ()
    brand: str = ""
    figure: str = ""
    source: str = ""
    lacks: tuple[str, ...] = ()
    lifts: int = 0
    least_base: int | None = None
    figures: int = 1


class DeskPlace(NamedTuple):
    """A task with the line that it stands in, from 1; 0 where its file is gone."""

    task: DeskTask
    line: int


@dataclass(frozen=True, slots=True)
class Desk:
    """How many tasks there are of each kind, and the first of them, both by `DESK_KINDS`.

    `brands` and `sources` are how many were looked at.
    """

    brands: int
    sources: int
    counts: Mapping[str, int]
    tasks: Mapping[str, Sequence[DeskPlace]]


def make_desk(book: Book, most: int | None, kinds: Iterable[str] = (), place: str = "") -> Desk:
    """The tasks of some kinds, all by default, `most` of each placed (all of them without one).

    A `place` is a code: of the brands there and the sources that those cite.
    """
    wanted = {*kinds} or {*DESK_KINDS}
    found: dict[str, list[DeskTask]] = {kind: [] for kind in DESK_KINDS if kind in wanted}
    entries = [entry for entry in book.brands.values() if _lies_in(entry.row, place)]
    cited: set[str] = set()
    resting: Counter[str] = Counter()
    for entry in entries:
        rows = entry.read_metrics()
        cited.update(entry.row.sources.split())
        resting.update(row.source for row in rows)
        for kind, own in found.items():
            if kind in _OF_BRANDS:
                own += _OF_BRANDS[kind](book, entry, rows)
    sources = [
        source for source in book.content.sources.values() if not place or source.id in cited
    ]
    for source in sources:
        file = book.content.files["sources", source.id]
        for kind, own in found.items():
            if kind in _OF_SOURCES:
                own += _OF_SOURCES[kind](file, source, resting[source.id])
    first = {kind: nsmallest(most or len(own), own, key=_gain) for kind, own in found.items()}
    return Desk(
        brands=len(entries),
        sources=len(sources),
        counts={kind: len(own) for kind, own in found.items()},
        tasks={kind: placed(book.settings, own) for kind, own in first.items()},
    )


def find_brand(book: Book, identity: str) -> BookBrand:
    """A brand by its id, or one that it had; raises BeatbookError."""
    entry = book.brands.get(book.renamed()["brands"].get(identity, identity))
    if entry is None:
        hint = suggest(identity, Spellings(book.brands).near(identity))
        raise BeatbookError(Message("no brand `{id}` is on record{hint}", id=identity, hint=hint))
    return entry


def to_ask(book: Book, entry: BookBrand) -> list[MetricRow]:
    """The figures of a brand of which its agency could tell more, what gains most first.

    Those without base or period, then outcomes that nothing stands beside. Raises BeatbookError
    where there is none.
    """
    rows = {row.id: row for row in entry.metrics}
    found = [_OF_BRANDS[kind](book, entry, entry.metrics) for kind in ("base", "period")]
    tasks = sorted(chain.from_iterable(found), key=_gain)
    alone = (row.id for row in entry.metrics if "comparator" in row.gaps.split())
    first = dict.fromkeys([*(task.figure for task in tasks), *alone])
    if not first:
        said = Message(
            "{brand}: no figure on record lacks what its agency could tell", brand=entry.row.id
        )
        raise BeatbookError(said)
    return [rows[figure] for figure in first]


def placed(settings: Settings, tasks: Sequence[DeskTask]) -> list[DeskPlace]:
    """Tasks with their lines; each file is read once."""
    by_file: dict[str, list[DeskTask]] = {}
    for task in tasks:
        by_file.setdefault(task.file, []).append(task)
    lines: dict[DeskTask, int] = {}
    for file, own in by_file.items():
        text, _ = read_text(settings.root / file, file, files.VOCABULARY)
        lines |= dict(zip(own, _lines(text, own) if text else [0] * len(own), strict=True))
    return [DeskPlace(task, lines[task]) for task in tasks]


def _lines(text: str, tasks: Sequence[DeskTask]) -> Iterator[int]:
    """Where each task stands in a record; where its key is not there, where it would be added."""
    problems = [Problem("", path) for task in tasks for path in (task.path, task.beside)]
    places = reader.positions(text, [Problem("", ()), *problems])
    start, found, beside = places[0], places[1::2], places[2::2]
    return ((b if a == start else a)[0] for a, b in zip(found, beside, strict=True))


def _gain(task: DeskTask) -> tuple[int, int, int, int]:
    """What gains most is least: a level, the higher first, then what takes least; then figures.

    It takes less to fill fewer gaps, and to find a base that may be small. Equals stay in the
    order of the records.
    """
    if not task.lifts:
        return 0, 0, 0, -task.figures
    base = task.least_base or (sys.maxsize if "base" in task.lacks else 0)
    return -task.lifts, len(task.lacks), base, -task.figures


def _lies_in(row: BrandRow, place: str) -> bool:
    return not place or place in (row.place, row.prefecture, row.province)


def _levels(book: Book, entry: BookBrand, rows: Sequence[MetricRow]) -> Iterator[DeskTask]:
    """A brand whose next level lacks nothing but what is missing of something on record."""
    lacks = tuple(entry.row.missing_for_next.split())
    if lacks and ON_RECORD.issuperset(lacks):
        number, figure = _nearest(book, rows, lacks[0])
        path, beside = _KEYS.get(lacks[0], (("metrics", number), ()))
        yield DeskTask(
            "level",
            entry.file,
            path,
            beside,
            brand=entry.row.id,
            figure=figure.id if figure else "",
            lacks=lacks,
            lifts=entry.row.evidence_level + 1,
            least_base=figure.least_base if figure and lacks[0] == "base" else None,
            figures=entry.row.figures,
        )


_KEYS: Final[Mapping[str, tuple[RecordPath, RecordPath]]] = {
    "problem": (("problems",), ("category",)),
    "problem_text": (("intelligence",), ("summary",)),
    "practice": (("practices",), ("category",)),
    "practice_text": (("intervention",), ("summary",)),
}
"""Where a record fills each of the first level's lacks, and what it stands beside."""


def _nearest(book: Book, rows: Sequence[MetricRow], lack: str) -> tuple[int, MetricRow | None]:
    """The figure whose gap is all that a level lacks, and its place; of bases the least needed."""
    found = [
        (row.least_base or sys.maxsize, number, row)
        for number, row in enumerate(rows)
        if _closes(book, row, lack)
    ]
    _, number, row = min(found, default=(0, 0, None))
    return number, row


def _closes(book: Book, row: MetricRow, lack: str) -> bool:
    """Whether a figure by itself can bring what a level lacks."""
    if lack not in ("base", "change_period"):
        return lack == "period"
    indicator = book.content.vocabulary.indicators[row.indicator]
    change = row.basis is not None and indicator.kind == "outcome"
    dated = row.period is not None or row.as_of is not None
    return change and (dated or lack == "change_period")


def _of_figures(kind: str, gaps: tuple[str, ...], lack: tuple[str, ...]) -> OfBrands:
    """Figures with one of some gaps, which may be what the level of their brand lacks."""

    def found(book: Book, entry: BookBrand, rows: Sequence[MetricRow]) -> Iterator[DeskTask]:
        missing = entry.row.missing_for_next
        for number, row in enumerate(rows):
            own = tuple(gap for gap in row.gaps.split() if gap in gaps)
            if own:
                lifts = missing in lack and _closes(book, row, missing)
                yield DeskTask(
                    kind,
                    entry.file,
                    ("metrics", number),
                    brand=entry.row.id,
                    figure=row.id,
                    lacks=own,
                    lifts=entry.row.evidence_level + 1 if lifts else 0,
                    least_base=row.least_base if lifts and missing == "base" else None,
                )

    return found


def _unverified(_: Book, entry: BookBrand, rows: Sequence[MetricRow]) -> Iterator[DeskTask]:
    for number, row in enumerate(rows):
        if row.verified is None:
            path = ("metrics", number, "excerpt")
            yield DeskTask("unverified", entry.file, path, brand=entry.row.id, figure=row.id)


def _single(book: Book, entry: BookBrand, _: Sequence[MetricRow]) -> Iterator[DeskTask]:
    """A brand known from one document; a reprint counts as its original, a teaser not at all."""
    own = [book.content.sources[identity] for identity in entry.row.sources.split()]
    documents = {source.reprint_of or source.id for source in own if source.kind != "teaser"}
    if len(documents) < 2:
        brand, figures = entry.row.id, entry.row.figures
        yield DeskTask("single", entry.file, ("sources",), brand=brand, figures=figures)


def _english(_: Book, entry: BookBrand, rows: Sequence[MetricRow]) -> Iterator[DeskTask]:
    """Texts of a brand that readers of English see in Chinese."""
    if _NO_ENGLISH in entry.packed:
        for path in _without_english(json.loads(entry.packed), ()):
            figure = rows[int(path[1])].id if path[0] == "metrics" else ""
            brand = entry.row.id
            yield DeskTask("english", entry.file, path, brand=brand, figure=figure, figures=0)


def _without_english(value: Any, path: RecordPath) -> Iterator[RecordPath]:
    if isinstance(value, dict):
        if value.get("zh") is not None and value.get("en", "") is None:
            yield path
        for key, part in value.items():
            yield from _without_english(part, (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _without_english(part, (*path, number))


def _author(file: str, source: Source, figures: int) -> Iterator[DeskTask]:
    """A source that was read and whose byline is not on record."""
    if source.author_kind == "unknown" and source.read != "none":
        path, beside = ("author_kind",), ("kind",)
        yield DeskTask("author", file, path, beside, source=source.id, figures=figures)


def _english_of_source(file: str, source: Source, _: int) -> Iterator[DeskTask]:
    """Texts of a source that readers of English see in Chinese."""
    for key in ("title", "publisher"):
        text = getattr(source, key)
        if text is not None and text.en is None:
            yield DeskTask("english", file, (key,), source=source.id, figures=0)


OfBrands = Callable[[Book, BookBrand, Sequence[MetricRow]], Iterator[DeskTask]]
OfSources = Callable[[str, Source, int], Iterator[DeskTask]]

DESK_KINDS: Final = ("level", "base", "period", "unverified", "single", "author", "english")
"""The kinds of task, in the order of what mending one of them gains."""

_OF_BRANDS: Final[Mapping[str, OfBrands]] = {
    "level": _levels,
    "base": _of_figures("base", ("base",), ("base",)),
    "period": _of_figures("period", ("period", "date"), ("period", "change_period")),
    "unverified": _unverified,
    "single": _single,
    "english": _english,
}
"""What finds the tasks of each kind in a brand and its figures."""

_OF_SOURCES: Final[Mapping[str, OfSources]] = {
    "author": _author,
    "english": _english_of_source,
}
"""What finds the tasks of each kind in a source's file, given how many figures rest on it."""
