"""The pictures of cards as PNG, which is what services that show a preview of a link ask for.

Only a release has them: they take longer than all pages, and a link is shown only where the site
has an address.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from generator.book.book import Book
from generator.errors import BeatbookError
from generator.publish import Files
from generator.publish.fonts import FAMILY, make_fonts, write_fonts
from generator.publish.html import page_bytes
from generator.site.page import Page
from generator.site.pages import pictures
from generator.site.render import Renderer, make_renderers

_AT_ONCE: Final = 100
"""Pictures that are held in memory together."""

_PPI: Final = 64.0
"""Where 96 make a pixel of a unit: 800 by 420 pixels, letters of 13 and more, 40 kB each."""


def make_pictures(book: Book) -> Files:
    """The PNG beside each SVG of the site, by its path below the site's folder.

    None where the site has no address. Equal input, equal bytes; raises BeatbookError.
    """
    if not book.settings.site_url:
        return
    cards = [_for_paper(page) for page in pictures(book)]
    drawn = [(renderer, page) for renderer in make_renderers(book).values() for page in cards]
    characters = {character for one in drawn for character in _drawing(*one)}
    with TemporaryDirectory(prefix="beatbook-") as folder:
        write_fonts(make_fonts(characters), Path(folder))
        for start in range(0, len(drawn), _AT_ONCE):
            part = drawn[start : start + _AT_ONCE]
            made = _compile([_drawing(*one) for one in part], book.settings.templates, folder)
            for (renderer, page), data in zip(part, made, strict=True):
                yield f"{renderer.words.language}/{page.address}.png", data


def _for_paper(page: Page) -> Page:
    return page._replace(data=lambda: {**page.shown(), "typeface": FAMILY})


def _drawing(renderer: Renderer, page: Page) -> str:
    return page_bytes(page, renderer).decode()


def _compile(drawings: Sequence[str], templates: Path, fonts: str) -> Sequence[bytes]:
    try:
        made, warnings = typst.compile_with_warnings(
            templates / "pages" / "pictures.typ",
            root=templates,
            format="png",
            ppi=_PPI,
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
            ),
            sys_inputs={"drawings": json.dumps(drawings, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise BeatbookError("the pictures were not made: {fault}", fault=error.message) from error
    if warnings:
        faults = "; ".join(warning.message for warning in warnings)
        raise BeatbookError("the pictures were not made: {fault}", fault=faults)
    return [made] if isinstance(made, bytes) else made
