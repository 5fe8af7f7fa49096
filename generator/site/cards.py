"""Cards: a brand, a family's changes or an edition as a small page and a picture, for other sites.

A card says nothing that its page does not say, and everywhere names its source. The page is
`cards/<address>.html`; the picture, `cards/<address>.svg`, is as large as link previews are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from generator.book.book import Book, EditionBook
from generator.book.figures import METRIC_KINDS, Figure, figures_of
from generator.settings import Settings
from generator.site.families import FamilyView, ShownChange, plots_of
from generator.site.lettering import TextColumn, length
from generator.site.page import Data, Page
from generator.site.report import findings_of, lacks_of, version
from generator.tables.charts import WIDTH, DotPlot, on_rungs

FOLDER: Final = "cards"
SITE: Final = f"{FOLDER}/site"
"""The picture of the whole site, for its pages that have none of their own."""

SIZE: Final = (1200, 630)
"""Units across and down of a picture: what link previews are made for."""

MOST_FIGURES: Final = 3
_MOST_CHANGES: Final = 8
_CHART: Final = (620, 440)
"""The room for a chart in a picture, across and down."""

_DRAWN: Final = "track|zero|faint|shade|open|hollow"
"""The classes of a picture."""


def brand_cards(book: Book) -> Iterator[Page]:
    """The card of each brand."""
    for identity in book.brands:
        yield from _card(book, "brand", f"brands/{identity}", partial(_brand, book, identity))


def _brand(book: Book, identity: str) -> Data:
    entry = book.brands[identity]
    figures = chief(figures_of(book, entry.read_metrics()))
    summary = None if figures else entry.record().summary
    return {"row": entry.row, "figures": figures, "most": MOST_FIGURES, "summary": summary}


def site_card(book: Book) -> Iterator[Page]:
    """The picture of the site."""
    rows = book.rows()
    data = {"ladder": on_rungs(rows), "brands": len(rows), "figures": book.figure_count()}
    yield _picture(book, "site", "index", lambda: data)


def family_card(book: Book, view: FamilyView) -> Iterator[Page]:
    """The card of a family that has changes."""
    address, rows = f"families/{view.id}", spread(view.changes, _MOST_CHANGES)
    shown = {"view": view, "rows": rows}
    yield _page("family", address, lambda: shown, plotted=plots_of(rows))
    fitting, plot = _fitting(view.changes)
    scale = min(_CHART[0] / WIDTH, _CHART[1] / plot.height)
    drawn = {"view": view, "rows": fitting}
    yield _picture(book, "family", address, lambda: drawn, drawing=plot, scale=scale)


def edition_card(own: EditionBook) -> Iterator[Page]:
    """The card of an edition; what it says is counted in the edition's own book."""
    rows = own.book.rows()
    data = {
        "edition": own.edition,
        "ranked": own.rankings is not None,
        "brands": len(rows),
        "figures": own.book.figure_count(),
        "ladder": on_rungs(rows),
        "findings": findings_of(own, lacks_of(rows)),
        "version": lambda words: version(own, words),
    }
    yield from _card(own.book, "edition", f"editions/{own.edition.id}", lambda: data)


def _card(book: Book, kind: str, address: str, data: Callable[[], Data]) -> Iterator[Page]:
    yield _page(kind, address, data)
    yield _picture(book, kind, address, data)


def _page(kind: str, address: str, data: Callable[[], Data], **more: Any) -> Page:
    def shown() -> Data:
        return {"card": _told(kind, address, data), **more}

    return Page(f"{FOLDER}/{address}", "pages/card.html", shown)


def _picture(book: Book, kind: str, address: str, data: Callable[[], Data], **more: Any) -> Page:
    """`typeface` is what the text is set in instead of the fonts that readers have."""

    def shown() -> Data:
        return {
            "card": _told(kind, address, data),
            "size": SIZE,
            "column": TextColumn,
            "length": length,
            "typeface": "",
            **_look(book.settings.templates),
            **more,
        }

    place = SITE if kind == "site" else f"{FOLDER}/{address}"
    return Page(place, "pages/card.svg", shown, ending="svg")


def _told(kind: str, address: str, data: Callable[[], Data]) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, address=address, **data())


def shared_picture(settings: Settings, language: str, address: str) -> str:
    """The picture that a link to a page is shown with, below its language's folder.

    That of its own card or of the site; empty where a release has not made them.
    """
    if settings.downloads is None:
        return ""
    names = (f"{FOLDER}/{address}.png", f"{SITE}.png")
    return next((n for n in names if (settings.downloads / language / n).is_file()), "")


def chief(figures: Sequence[Figure]) -> list[Figure]:
    """Figures, those first that a card shows first, which no value decides.

    Outcome changes, other outcomes, activities, inputs; among these as they are recorded.
    """

    def order(figure: Figure) -> tuple[int, bool]:
        return METRIC_KINDS.index(figure.indicator.kind), figure.metric.basis is None

    return sorted(figures, key=order)


def spread(changes: Sequence[ShownChange], most: int) -> list[ShownChange]:
    """At most so many changes, from the first to the last in even steps, lest any be picked."""
    last = len(changes) - 1
    if last < most:
        return list(changes)
    return [changes[round(step * last / (most - 1))] for step in range(most)]


def _fitting(changes: Sequence[ShownChange]) -> tuple[list[ShownChange], DotPlot]:
    """The changes that one drawing holds in letters of a readable size, and the drawing."""
    for most in range(_MOST_CHANGES, 2, -1):
        rows = spread(changes, most)
        plot = plots_of(rows)[0]
        if plot.height <= _CHART[1] * WIDTH / _CHART[0]:
            break
    return rows, plot


@cache
def _look(templates: Path) -> dict[str, Any]:
    """Colours of light paper, fonts and rules of drawings, as the site's style sheet has them.

    A picture stands alone, so it holds the rules that it needs, with colours instead of names.
    """
    sheet = (templates / "theme/assets/style.css").read_text(encoding="utf-8")
    light = sheet.partition("@media")[0]
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+);", light))
    found = re.findall(rf"^\.(?:{_DRAWN}) {{.*}}$", sheet.partition("/* Drawings")[2], re.MULTILINE)
    rules = re.sub(r"var\(--([a-z0-9-]+)\)", lambda name: colours[name[1]], "\n".join(found))
    latin, han = re.findall("--font: (.*);", light)
    look = {"rules": rules, "ink": colours["ink"], "paper": colours["paper"]}
    return {**look, "latin": latin, "han": han}
