"""Every format that a release offers beside its pages, and where the files of each go."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from generator.book.book import Book, EditionBook, RoundBook
from generator.publish import Files
from generator.publish.annual import make_annual, make_report, pdf_name
from generator.publish.archive import make_archive
from generator.publish.citation import make_citation
from generator.publish.data import make_json
from generator.publish.folder import DOWNLOADS, MADE
from generator.publish.json_text import packed
from generator.publish.pictures import make_pictures
from generator.publish.spreadsheet import make_sheets
from generator.publish.sqlite import make_database
from generator.publish.sums import ASSETS
from generator.publish.workbook import (
    make_edition_workbook,
    make_round_workbook,
    make_workbook,
)
from generator.site.render import Renderer, make_renderers
from generator.words.messages import Message

Folders = Sequence[str]

DATA: Final = f"{DOWNLOADS}/data"
"""What the site takes over into its folder `data`."""

APART: Final = f"{MADE}/{ASSETS}"
"""What is given apart from the site, none of it in a folder of its own."""

FORMATS: Final[Mapping[Callable[[Book], Files], Folders]] = {
    make_sheets: (DATA,),
    make_json: (DATA,),
    make_workbook: (DATA, APART),
    make_database: (DATA, APART),
    make_citation: (APART,),
    make_archive: (APART,),
}
"""What makes the files of a format from the book, by their paths below `DATA`."""

REPORTS: Final = "reports"
"""What reports are made of, an edition in a language a file, until they are typeset."""

EDITION_FORMATS: Final[Mapping[Callable[[EditionBook], Files], Folders]] = {
    make_edition_workbook: (DATA,),
}
"""The same from an edition; its reports, one in each language, are typeset later."""


ROUND_FORMATS: Final[Mapping[Callable[[RoundBook], Files], Folders]] = {
    make_round_workbook: (DATA,),
}
"""The same from a selection round."""


class FormatFiles(NamedTuple):
    """Files to be made: what is said to be done, what makes them, and the folders they go to."""

    said: Message
    make: Callable[[], Files]
    places: Folders

    def files(self) -> Files:
        """The files by their paths; raises BeatbookError where a record does not fit in."""
        for path, data in self.make():
            for place in self.places:
                below = PurePosixPath(path).name if place == APART else path
                yield f"{place}/{below}", data


def downloads(book: Book, editions: Iterable[EditionBook]) -> Iterator[FormatFiles]:
    """Every format, of the book, some editions and all rounds, and pictures of links.

    Of reports it is what they are made of, for `reports`.
    """
    data = Message("data")
    for make, places in FORMATS.items():
        yield FormatFiles(data, partial(make, book), places)
    for own in editions:
        for make_own, places in EDITION_FORMATS.items():
            yield FormatFiles(data, partial(make_own, own), places)
        for renderer in make_renderers(own.book).values():
            yield FormatFiles(data, partial(_make_content, own, renderer, book), (REPORTS,))
    for selection in book.rounds.values():
        for make_round, places in ROUND_FORMATS.items():
            yield FormatFiles(data, partial(make_round, selection), places)
    yield FormatFiles(Message("pictures of links"), partial(make_pictures, book), (DOWNLOADS,))


def _make_content(own: EditionBook, renderer: Renderer, book: Book) -> Files:
    report = make_report(own, renderer, book.brands)
    yield f"{own.edition.id}/{renderer.words.language}.json", packed(report)


def reports(work: Path, templates: Path) -> Iterator[FormatFiles]:
    """Every report whose content lies in the folder `work`.

    No book is needed for them: the typesetter takes as much memory as a large one.
    """
    for path in sorted((work / REPORTS).rglob("*.json")):
        identity, language = path.parent.name, path.stem
        said = Message("report {id} ({language})", id=identity, language=language)
        yield FormatFiles(said, partial(_typeset, path, templates), (DATA, APART))


def _typeset(path: Path, templates: Path) -> Files:
    identity = path.parent.name
    name = f"editions/{identity}/{pdf_name(identity, path.stem)}"
    report = json.loads(path.read_bytes())
    # What lies beside the report goes with it, even where this process is killed.
    yield name, make_annual(report, templates, room=path.parent)
