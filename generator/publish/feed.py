"""What changed in the book as an Atom feed (RFC 4287), one for each language.

Days and ids come from the records, never from a clock or an address: the same records give the
same bytes, and an entry that a reader has seen stays seen where the site moves to another host.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from generator import __version__
from generator.book.book import Book
from generator.publish import Files
from generator.records.i18n import Words, code_of
from generator.site.changes import Event, events, provinces_of
from generator.site.corrections import Corrected
from generator.site.speaker import Speaker
from generator.tables import formats

LONGEST: Final = 100
"""Entries of a feed; what is older stands on the pages of the months."""

MOST_A_DAY: Final = 20
"""Brands that a day may add or change one by one; more of them are one entry."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_IDS: Final = uuid.UUID("6d0f7a52-5c1c-4b0e-9f5c-3a8d1b7e2c94")
"""The name space of all ids of feeds and entries."""


class FeedEntry(NamedTuple):
    """One entry of a feed: what its id is made of, its day, kind, title, address and text.

    `address` is below the language's folder, `language` that of the text.
    """

    key: str
    on: str
    kind: str
    title: str
    address: str
    language: str
    text: str


def make_feeds(book: Book) -> Files:
    """`feed.xml` in the folder of each language."""
    happened = events(book)
    for language, words in book.words.items():
        yield f"{language}/feed.xml", _feed(_items(happened, _Reporter(book, words)), book, words)


def _items(happened: Sequence[Event], reporter: _Reporter) -> list[FeedEntry]:
    items: list[FeedEntry] = []
    for (on, kind), group in groupby(happened, lambda event: (event.on, event.kind)):
        own = [*group]
        if kind in ("entry", "change") and len(own) > MOST_A_DAY:
            items.append(reporter.many(on, kind, own))
        else:
            items += map(reporter.one, own[: LONGEST - len(items)])
        if len(items) >= LONGEST:
            break
    return items[:LONGEST]


class _Reporter:
    """Events in the words of one language, without markup."""

    def __init__(self, book: Book, words: Words) -> None:
        self.book, self.words = book, words
        self._speaker = Speaker(book, words)

    def one(self, event: Event) -> FeedEntry:
        """An event by itself."""
        words = self.words
        title = words.say(f"feed_{event.kind}", name=self._name(event))
        language, text = self._text(event)
        return FeedEntry(event.id, event.on, event.kind, title, _address(event), language, text)

    def many(self, on: str, kind: str, own: Sequence[Event]) -> FeedEntry:
        """Events of one kind and day together, by province."""
        counts = [f"{self._speaker.place(code)} {number}" for code, number in provinces_of(own)]
        words = self.words
        title = words.say(f"happened_{kind}", n=len(own))
        text = words["list_comma"].join(counts)
        return FeedEntry("all", on, kind, title, f"changes/{on[:7]}.html", words.language, text)

    def _name(self, event: Event) -> str:
        if event.brand is not None:
            place = self._speaker.place(event.brand.place)
            name = self._speaker.own(event.brand.name_zh, event.brand.name_en)
            return f"{name}{self.words['report_open']}{place}{self.words['report_close']}"
        if event.edition is not None:
            return self._speaker.text(event.edition.edition.title)
        return self._corrected_name(event.corrected)

    def _corrected_name(self, corrected: Corrected | None) -> str:
        if corrected is None:
            raise AssertionError("an event is of a brand, an edition or a correction")
        names = [corrected.name, *([corrected.indicator.name] if corrected.indicator else [])]
        return self.words["comma"].join(map(self._speaker.text, names))

    def _text(self, event: Event) -> tuple[str, str]:
        """What is told of an event, and in which language."""
        words = self.words
        if event.edition is not None:
            own, day = event.edition.book, formats.date(event.on, words)
            brands, figures = len(own.brands), own.figure_count()
            return words.language, words.say("edition_lead", n=brands, figures=figures, date=day)
        if event.corrected is not None:
            return words.language, self._values(event.corrected)
        if event.note is not None:
            return words.choose(event.note.zh, event.note.en)
        summary = json.loads(self.book.brands[event.id].packed)["summary"]
        return words.choose(summary["zh"], summary["en"])

    def _values(self, corrected: Corrected) -> str:
        own, words = corrected.correction, self.words
        old, new = (self._value(value, corrected) for value in (own.old, own.new))
        was, now, gap = words["correction_was"], words["correction_now"], words["space"]
        told = f"{was}{gap}{old}{words['comma']}{now}{gap}{new}{words['period_mark']}"
        return told + self._speaker.text(own.reason)

    def _value(self, value: str | None, corrected: Corrected) -> str:
        if value is None:
            return self.words["none"]
        if not corrected.counted or corrected.metric is None or corrected.indicator is None:
            return value
        row = corrected.metric._replace(value=value, value_max=None)
        _, unit = formats.unit(row, corrected.indicator, self.words)
        gap = "" if unit in ("", "%") else self.words["space"]
        return f"{formats.number(Fraction(value), self.words)}{gap}{unit}"


def _address(event: Event) -> str:
    if event.brand is not None:
        return f"brands/{event.brand.id}.html"
    if event.corrected is None:
        return f"editions/{event.id}.html"
    anchor = event.corrected.anchor
    return f"{event.corrected.address}.html{'#' if anchor else ''}{anchor}"


def _feed(items: Sequence[FeedEntry], book: Book, words: Words) -> bytes:
    language, site = words.language, book.settings.site_url.rstrip("/")
    # Without an address of the site, addresses are relative to the feed's own.
    root = f"{site}/{language}/" if site else ""
    feed = Element("feed", {"xmlns": _ATOM, _LANGUAGE: words.code})
    _add(feed, "id", _urn(language))
    _add(feed, "title", f"Beatbook · {words['nav_changes']}")
    _add(feed, "subtitle", words["changes_lead"])
    _add(feed, "updated", _moment(max((item.on for item in items), default=book.as_of)))
    _add(SubElement(feed, "author"), "name", "Beatbook")
    if site:
        _link(feed, "self", f"{root}feed.xml", "application/atom+xml", words)
    _link(feed, "alternate", f"{root}changes.html", "text/html", words)
    _add(feed, "rights", words["licence_text"])
    _add(feed, "generator", "Beatbook", version=__version__)
    for item in items:
        feed.append(_entry(item, root, book, words))
    ElementTree.indent(feed, " ")
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(item: FeedEntry, root: str, book: Book, words: Words) -> Element:
    entry = Element("entry")
    _add(entry, "id", _urn(words.language, item.kind, item.on, item.key))
    _add(entry, "title", item.title)
    _add(entry, "updated", _moment(item.on))
    _link(entry, "alternate", f"{root}{item.address}", "text/html", words)
    SubElement(entry, "category", {"term": item.kind})
    summary = SubElement(entry, "summary")
    summary.text = item.text
    if item.language != words.language:
        summary.set(_LANGUAGE, code_of(item.language, book.words))
    return entry


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _link(parent: Element, relation: str, href: str, kind: str, words: Words) -> None:
    SubElement(
        parent, "link", {"rel": relation, "type": kind, "hreflang": words.code, "href": href}
    )


def _urn(*parts: str) -> str:
    return uuid.uuid5(_IDS, "/".join(parts)).urn


def _moment(day: str) -> str:
    """The beginning of a day (RFC 3339), of which records know no more."""
    return f"{day}T00:00:00Z"
