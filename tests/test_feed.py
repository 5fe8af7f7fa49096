"""The feeds: valid by the rules of RFC 4287, the same from the same records, never flooded."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from reuse_book import SITE_URL, Reused

from generator.book.book import Book
from generator.publish.feed import LONGEST, MOST_A_DAY, make_feeds
from generator.records.models import Note

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
LANGUAGES = {"zh": "zh-CN", "en": "en"}
ONCE = ("id", "title", "updated")
AT_MOST_ONCE = (
    "generator",
    "icon",
    "logo",
    "rights",
    "subtitle",
    "published",
    "summary",
    "content",
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
KNOWN = {
    "feed": {*ONCE, "author", "category", "contributor", "entry", "generator", "icon", "link"}
    | {"logo", "rights", "subtitle"},
    "entry": {*ONCE, "author", "category", "content", "contributor", "link", "published", "rights"}
    | {"source", "summary"},
}


def read(data: bytes) -> Element:
    return ElementTree.fromstring(data)  # noqa: S314 # ours


def entries(feed: Element) -> list[Element]:
    return feed.findall(f"{ATOM}entry")


def text(element: Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def faults(feed: Element, absolute: bool) -> Iterator[str]:
    """What RFC 4287 does not allow, with the section that says so."""
    if feed.tag != f"{ATOM}feed":
        yield "4.1.1: the document is a feed"
    if not feed.get(f"{XML}lang"):
        yield "2: what readers see is in a stated language"
    yield from _container(feed, "feed", absolute)
    for entry in entries(feed):
        yield from _container(entry, "entry", absolute)
        if not feed.findall(f"{ATOM}author") and not entry.findall(f"{ATOM}author"):
            yield "4.1.1: an entry has an author, or the feed has"
        if entry.find(f"{ATOM}content") is None and not _links(entry, "alternate"):
            yield "4.1.2: an entry without content has an alternate link"
    ids = [text(element, "id") for element in (feed, *entries(feed))]
    if len(ids) != len(set(ids)):
        yield "4.2.6: ids are unique"
    if absolute and len(_links(feed, "self")) != 1:
        yield "4.2.7.2: a feed has one link to itself"
    if any(text(entry, "updated") > text(feed, "updated") for entry in entries(feed)):
        yield "4.2.15: the feed is as new as its newest entry"


def _container(element: Element, kind: str, absolute: bool) -> Iterator[str]:
    names = [child.tag.removeprefix(ATOM) for child in element]
    yield from (f"4.1: {kind} has no {name}" for name in names if name not in KNOWN[kind])
    yield from (f"4.1: {kind} has one {name}" for name in ONCE if names.count(name) != 1)
    yield from (f"4.1: {kind} has one {name}" for name in AT_MOST_ONCE if names.count(name) > 1)
    if not urlsplit(text(element, "id")).scheme:
        yield "4.2.6: an id is an absolute IRI"
    if not MOMENT.fullmatch(text(element, "updated")):
        yield "3.3: a date is an RFC 3339 date-time"
    if not all(text(person, "name") for person in element.findall(f"{ATOM}author")):
        yield "3.2.1: a person has a name"
    if not all(category.get("term") for category in element.findall(f"{ATOM}category")):
        yield "4.2.2.1: a category has a term"
    yield from _linked(element, absolute)
    for name in ("title", "subtitle", "summary", "rights"):
        found = element.findall(f"{ATOM}{name}")
        if not all((own.text or "").strip() and not len(own) for own in found):
            yield f"3.1.1.1: {name} is text without elements"


def _linked(element: Element, absolute: bool) -> Iterator[str]:
    for link in element.findall(f"{ATOM}link"):
        if not link.get("href") or (absolute and not urlsplit(link.get("href", "")).netloc):
            yield "4.2.7.1: a link has an address"
        if not re.fullmatch(r"[^/\s]+/[^/\s]+", link.get("type", "")):
            yield "4.2.7.3: a link states a media type"
    kinds = [(link.get("type"), link.get("hreflang")) for link in _links(element, "alternate")]
    if len(kinds) != len(set(kinds)):
        yield "4.1: alternate links differ in type or language"


def _links(element: Element, relation: str) -> list[Element]:
    found = element.findall(f"{ATOM}link")
    return [link for link in found if link.get("rel", "alternate") == relation]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_feed_is_valid_with_and_without_an_address_of_the_site(
    reused: Reused, language: str
) -> None:
    name = f"{language}/feed.xml"
    feed = read(reused.files[name])
    assert list(faults(feed, absolute=True)) == []
    assert feed.get(f"{XML}lang") == LANGUAGES[language]
    settings = reused.book.settings.model_copy(update={"site_url": ""})
    bare = read(dict(make_feeds(replace(reused.book, settings=settings)))[name])
    assert list(faults(bare, absolute=False)) == []
    assert [text(e, "id") for e in bare.iter(f"{ATOM}entry")] == [
        text(e, "id") for e in feed.iter(f"{ATOM}entry")
    ]


@pytest.mark.parametrize(
    ("old", "new", "section"),
    [
        (" xml:lang=", " title=", "2"),
        ("<updated>2024-06-20T00:00:00Z</updated>", "<updated>2024-06-20</updated>", "3.3"),
        ("<name>Beatbook</name>", "<name></name>", "3.2.1"),
        ("<id>urn:uuid:", "<id>", "4.2.6"),
        ('rel="self"', 'rel="related"', "4.2.7.2"),
        ('<category term="correction"', "<category", "4.2.2.1"),
        ("summary>", "abstract>", "4.1"),
        ('href="https://beatbook.example/below/en/brands', 'href="brands', "4.2.7.1"),
    ],
)
def test_a_spoilt_feed_is_not_valid(reused: Reused, old: str, new: str, section: str) -> None:
    whole = reused.text("en/feed.xml")
    assert old in whole
    spoilt = whole.replace(old, new)
    assert section in {fault.partition(":")[0] for fault in faults(read(spoilt.encode()), True)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_a_feed_leads_to_a_page_and_its_part(reused: Reused, language: str) -> None:
    feed = read(reused.files[f"{language}/feed.xml"])
    links = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
    assert len(links) > 8
    for link in links:
        page, _, part = urljoin(SITE_URL, link).removeprefix(SITE_URL).partition("#")
        assert page in reused.files
        assert not part or f'id="{part}"' in reused.text(page)
    pages = [text for path, text in reused.files.items() if path.startswith(f"{language}/")]
    assert sum(b'type="application/atom+xml" title=' in page for page in pages) > 20


def test_a_feed_tells_what_the_records_tell_the_newest_first(reused: Reused) -> None:
    feed = read(reused.files["en/feed.xml"])
    told = [(text(e, "updated")[:10], text(e, "title")) for e in entries(feed)]
    assert told == [
        ("2024-06-20", "Corrected: Lamplight policing, Theft reports"),
        ("2024-06-20", "Changed: Lamplight policing (Lianshui County, Jiangsu)"),
        ("2024-06-10", "Corrected: Lamplight policing, Theft reports"),
        ("2024-06-08", "Entered: Classroom under the trees (Qujing, Yunnan)"),
        ("2024-06-08", "Entered: Orchard policing (Huize County, Yunnan)"),
        ("2024-06-02", "Corrected: People under the lamps: evenings in Jia County"),
        ("2024-06-01", "Entered: Lamplight policing (Lianshui County, Jiangsu)"),
        ("2024-06-01", "Entered: Umbrella policing (Lianshui County, Jiangsu)"),
    ]
    assert text(entries(feed)[0], "summary") == (
        "was 24 reports, now 42 reports. Two digits had changed places on entry."
    )
    chinese = read(reused.files["zh/feed.xml"])
    assert text(entries(chinese)[0], "summary") == "原为24起，现为42起。录入时颠倒了两位数字。"
    assert {text(e, "id") for e in entries(feed)} & {
        text(e, "id") for e in entries(chinese)
    } == set()


def many(book: Book, days: list[str]) -> Book:
    """The book with a brand more for each day, entered on it."""
    first = next(iter(book.brands.values()))
    more = {
        f"more-{n}": replace(first, row=first.row._replace(id=f"more-{n}", added=day), changes=())
        for n, day in enumerate(days)
    }
    return replace(book, brands={**book.brands, **more})


def test_a_day_with_many_brands_is_one_entry_that_leads_to_its_month(reused: Reused) -> None:
    days = ["2024-07-02"] * (MOST_A_DAY + 1) + ["2024-07-01"] * MOST_A_DAY
    feed = read(dict(make_feeds(many(reused.book, days)))["en/feed.xml"])
    first, *rest = entries(feed)
    assert text(first, "title") == f"{MOST_A_DAY + 1} brands entered"
    assert text(first, "summary") == f"Jiangsu {MOST_A_DAY + 1}"
    assert _links(first, "alternate")[0].get("href") == f"{SITE_URL}en/changes/2024-07.html"
    assert [text(e, "updated")[:10] for e in rest[: MOST_A_DAY + 1]] == [
        *["2024-07-01"] * MOST_A_DAY,
        "2024-06-20",
    ]
    assert list(faults(feed, absolute=True)) == []


def test_a_feed_ends_at_its_longest(reused: Reused) -> None:
    days = [f"2024-{month:02}-{day:02}" for month in (7, 8, 9, 10, 11) for day in range(1, 29)]
    feed = read(dict(make_feeds(many(reused.book, days)))["en/feed.xml"])
    assert len(entries(feed)) == LONGEST < len(days)
    updated = [datetime.fromisoformat(text(e, "updated")) for e in entries(feed)]
    assert updated == sorted(updated, reverse=True)


def test_two_notes_of_one_day_are_two_entries(reused: Reused) -> None:
    entry = reused.book.brands["jia-umbrella-policing"]
    notes = tuple(Note(on="2024-06-15", zh=f"第{n}次。", en=None) for n in (1, 2))
    brands = {**reused.book.brands, entry.row.id: replace(entry, changes=notes)}
    feed = read(dict(make_feeds(replace(reused.book, brands=brands)))["en/feed.xml"])
    told = [e for e in entries(feed) if text(e, "updated").startswith("2024-06-15")]
    assert [text(e, "summary") for e in told] == ["第1次。", "第2次。"]
    assert {e.find(f"{ATOM}summary").get(f"{XML}lang") for e in told} == {"zh-CN"}  # type: ignore[union-attr]
    assert list(faults(feed, absolute=True)) == []


def test_ids_are_uuids_that_outlast_another_address(reused: Reused, tmp_path: Path) -> None:
    settings = reused.book.settings.model_copy(update={"site_url": "https://other.example/"})
    moved = dict(make_feeds(replace(reused.book, settings=settings)))
    for language in LANGUAGES:
        name = f"{language}/feed.xml"
        before, after = (
            [text(e, "id") for e in (feed, *entries(feed))]
            for feed in (read(reused.files[name]), read(moved[name]))
        )
        assert before == after
        assert all(uuid.UUID(identity).version == 5 for identity in before)
