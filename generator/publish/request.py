"""The request to an agency as one printed page: what is on record, and lines to write on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from generator.book.book import Book
from generator.book.figures import Figure, figures_of
from generator.publish.annual import epoch_of
from generator.publish.pdf import typeset
from generator.records.i18n import Words
from generator.tables import formats
from generator.tables.frames import BookBrand, MetricRow

MOST: Final = 5
"""Figures that fit on the page; the workbook has all of them."""

_LABELS: Final = ("here", "there", "period", "now", "before", "base", "start", "near", "published")


def request_pdf(book: Book, entry: BookBrand, figures: Sequence[MetricRow]) -> bytes:
    """One page in every language of the book; raises BeatbookError."""
    shown = figures_of(book, figures[:MOST])
    page = {
        "title": [_said(words, words["ask_title"]) for words in book.words.values()],
        "letters": [_letter(book, entry, len(figures), words) for words in book.words.values()],
        "labels": {
            name: [_said(words, words[f"ask_{name}"]) for words in book.words.values()]
            for name in _LABELS
        },
        "started": entry.row.started or "",
        "figures": [
            {
                "said": [as_recorded(own, words) for words in book.words.values()],
                "period": _period(own.metric, book),
            }
            for own in shown
        ],
        "languages": [words.code for words in book.words.values()],
    }
    return typeset("request", page, book.settings.templates, epoch=epoch_of(book))


def _said(words: Words, text: str) -> dict[str, str]:
    return {"code": words.code, "text": text}


def _letter(book: Book, entry: BookBrand, number: int, words: Words) -> dict[str, Any]:
    """What the agency is told, its own name and that of its brand filled in."""
    row, settings = entry.row, book.settings
    site = settings.site_url.rstrip("/")
    address = f"{site}/{words.language}/brands/{row.id}.html"
    paragraphs = [
        words.say(
            "ask_letter",
            name=words.choose(row.name_zh, row.name_en)[1],
            at=words.say("ask_at", address=address) if site else "",
        ),
        words["ask_how"],
    ]
    if number > MOST:
        paragraphs.append(words.say("ask_more", n=number - MOST))
    if settings.contact:
        paragraphs.append(words.say("ask_return", contact=settings.contact))
    agency = words.choose(row.agency_zh, row.agency_en)[1]
    return {"code": words.code, "to": words.say("ask_to", agency=agency), "said": paragraphs}


def _period(row: MetricRow, book: Book) -> str:
    """What is on record of when a figure was counted, as the first language writes it."""
    return formats.metric_period(row, next(iter(book.words.values())))


def as_recorded(figure: Figure, words: Words) -> dict[str, str]:
    """A figure in the words of a language, with its period, its source and its excerpt."""
    row, source = figure.metric, figure.source
    publisher = source.publisher
    parts = [
        formats.metric_period(row, words),
        words.choose(publisher.zh, publisher.en)[1] if publisher else "",
        formats.date(source.published, words),
    ]
    name = figure.indicator.name
    value = formats.figure_text(row, figure.indicator, words)
    compared = f" {words[f'basis_{row.basis}']}" if row.basis else ""
    return {
        "code": words.code,
        "name": f"{words.choose(name.zh, name.en)[1]}{words['colon']}{value}{compared}",
        "stated": words["comma"].join(filter(None, parts)),
        "excerpt": row.excerpt if words.of_records() == "zh" else "",
    }
