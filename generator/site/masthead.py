"""Who publishes the site, as pages, reports and data say it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from generator.records.i18n import Words
from generator.settings import Bilingual, Settings


def publisher_of(settings: Settings, words: Words) -> str:
    """The publisher's name in a language, or a further one; that of the program where none is."""
    masthead = settings.masthead
    return _said(masthead.publisher, words) if masthead and masthead.publisher else "Beatbook"


def organisation(settings: Settings, words: Words) -> dict[str, Any]:
    """The publisher as an Organization of schema.org."""
    told = {"@type": "Organization", "name": publisher_of(settings, words)}
    if settings.masthead and settings.masthead.logo and settings.site_url:
        told["logo"] = f"{settings.site_url.rstrip('/')}/{quote(settings.masthead.logo)}"
    return told


def imprint_of(settings: Settings, words: Words) -> Iterator[tuple[str, list[str]]]:
    """What is set of the masthead: the words for it, and its lines."""
    masthead = settings.masthead
    if masthead is None:
        return
    for key in ("publisher", "issue", "contact", "imprint"):
        if said := getattr(masthead, key):
            lines = [line.strip() for line in _said(said, words).splitlines()]
            yield words[f"masthead_{key}"], [line for line in lines if line]


def issue_of(settings: Settings, words: Words) -> str:
    """The issue in a language; empty where none is set."""
    masthead = settings.masthead
    return _said(masthead.issue, words) if masthead and masthead.issue else ""


def _said(text: Bilingual, words: Words) -> str:
    return words.choose(text.zh, text.en or None)[1]
