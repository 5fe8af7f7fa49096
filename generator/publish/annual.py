"""The report of one edition as a PDF in one language, from the sections of its page."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator.book.book import Book, EditionBook
from generator.publish.html import place_of
from generator.publish.pdf import Cover, Section, report_of, typeset
from generator.settings import Settings
from generator.site.masthead import imprint_of, issue_of, publisher_of
from generator.site.render import Renderer
from generator.site.report import (
    paged_entries,
    report_data,
    section_entries,
    sections_of,
    version,
)
from generator.system import files


def pdf_name(edition: str, language: str) -> str:
    """The name of a report's file."""
    return f"beatbook-{edition}-{language}.pdf"


def make_report(own: EditionBook, renderer: Renderer, live: Container[str]) -> dict[str, Any]:
    """What the PDF of an edition is made of, and `epoch`, which dates it, as plain values.

    `renderer` is of the edition's own book, `live` are the brands that have a page on the site.
    Raises BeatbookError.
    """
    data = {
        **place_of(f"editions/{own.edition.id}"),
        **report_data(own, live),
        "at": lambda name: f"#{name}",
        "profile_at": lambda brand: f"#profile-{brand}",
        "weighing": None,  # nothing moves on paper
    }
    for name, entries in paged_entries(own).items():
        data.update(section_entries(own, name, entries))
    sections = [_section(name, renderer, data) for name in sections_of(own)]
    return {"epoch": epoch_of(own.book), **report_of(_cover(own, renderer), sections)}


def make_annual(report: Mapping[str, Any], templates: Path, room: Path | None = None) -> bytes:
    """The PDF of an edition, as `typeset` makes it of its report."""
    return typeset("report", report, templates, epoch=report["epoch"], room=room)


def epoch_of(book: Book) -> int:
    """The Unix seconds that date a file made of a book: those that are set, else of its day."""
    day = datetime.fromisoformat(book.as_of).replace(tzinfo=UTC)
    return book.settings.epoch if book.settings.epoch is not None else int(day.timestamp())


def _section(name: str, renderer: Renderer, data: dict[str, Any]) -> Section:
    identity = name[3:]
    word = identity.replace("-", "_")
    html = renderer.render("report/section.html", {**data, "name": name}).decode()
    words = renderer.words
    return Section(identity, words[f"report_{word}"], words[f"report_{word}_note"], html)


def _cover(own: EditionBook, renderer: Renderer) -> Cover:
    words, edition, settings = renderer.words, own.edition, own.book.settings
    _, title = words.choose(edition.title.zh, edition.title.en)
    counts = [
        words.say("brands_n", n=len(own.book.brands)),
        words.say("figures_n", n=own.book.figure_count()),
        words.say("sources_n", n=len(own.book.content.sources)),
    ]
    draft = edition.status == "draft"
    return Cover(
        title=title,
        subtitle=words["tagline"],
        lines=(" · ".join(counts), version(own, words), words["licence_text"]),
        language=words.language,
        code=words.code,
        status=words["edition_draft"] if draft else "",
        contents=words["contents"],
        running=f"Beatbook · {title}",
        site=settings.site_url.rstrip("/"),
        publisher=publisher_of(settings, words) if settings.masthead else "",
        issue=issue_of(settings, words),
        imprint=tuple((word, "\n".join(lines)) for word, lines in imprint_of(settings, words)),
        imprint_title=words["masthead"],
        logo=_logo(settings),
    )


def _logo(settings: Settings) -> tuple[str, tuple[int, ...]] | None:
    """The publisher's logo as the template takes it; raises OSError where it is gone."""
    if settings.masthead is None or not settings.masthead.logo:
        return None
    path = settings.content / "pages" / settings.masthead.logo
    return path.suffix[1:], tuple(files.read_bytes(path, files.MEGABYTE))
