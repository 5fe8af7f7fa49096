"""A page's title, publisher, dates and address, from its labels and the layout of its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal, NamedTuple

from generator.draft import WORDS
from generator.draft.furniture import Passage, end_of_article, is_navigation
from generator.draft.publication import (
    DATELINE,
    YMD,
    address_date,
    datelines,
    inferred_year,
    iso,
    line_at,
    page_date,
    parts,
)
from generator.evidence.lexicon import any_of

DateBasis = Literal["stated", "inferred"]


class Hints(NamedTuple):
    """What the head of an HTML page says; empty text where it does not."""

    title: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""


NO_HINTS: Final = Hints()
"""Those of plain text."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found, and where: `title_at` is the title's span, `header` the lines about it."""

    title: str | None
    publisher: str | None
    published: str | None
    date_basis: DateBasis | None
    url: str | None
    reprint_date: str | None
    title_at: Passage | None
    header: tuple[Passage, ...]


_BREAKS = "\r\n\x0b\x0c\u2028\u2029"
_SOURCE = re.compile(
    rf"(?<!资料)(?<!数据)(?<!图片)(?<!素材)(?:{any_of(WORDS['source_labels'])})\s{{0,4}}"
    rf"(?P<mark>[:|])\s{{0,4}}(?P<name>[^\s|:,。;()\[\]【】<>]{{2,40}})(?P<next>:?)"
)
_SOURCE_LABEL = re.compile(
    rf"(?<!资料)(?<!数据)(?<!图片)(?:{any_of(WORDS['source_labels'])})\s{{0,4}}[:|]"
)
_LABEL_END = re.compile(rf"(?:{any_of(WORDS['labels'])})$")
_BUTTON_END = re.compile(f"(?:{any_of(WORDS['buttons'])})+$")
_CAPTION = re.compile(r"^(?:图为|资料图)|(?:供图|摄|资料图片?)[)】]?$|^[^\u3400-\u9fff]*$")
_BYLINE = re.compile("记者|通讯员|特约|摄影|实习生")
_MEDIUM = re.compile("[报网社台刊局厅部院号]$|在线|新闻|发布|公安|频道|客户端|中心")
_LINK = re.compile(
    rf"(?:{any_of(WORDS['link_labels'])})\s{{0,4}}:?\s{{0,4}}(https?://[^\s<>\"'\]]{{4,500}})"
)
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

_TITLE_LEAST = 10
_SHORT_TITLE = 6
_TITLE_MOST = 60
_LINES_ABOVE = 40
_HEADER_LENGTH = 120
_LABELS = 20
_HINT = 300


def clean(text: str) -> str:
    """One line without invisible characters, white space and bars around it taken off."""
    return re.sub(r"\s+", " ", _INVISIBLE.sub(" ", text)).strip(" |")


def read_metadata(
    text: str, plain: str, hints: Hints = NO_HINTS, body: int | None = None
) -> Metadata:
    """What `plain` (the text in half-width forms) tells of the article; raises nothing.

    `body` is where the main text of a page begins.
    """
    after = end_of_article(plain, body)
    stop = after.start if after else len(plain)
    source = _SOURCE_LABEL.search(plain, 0, stop)
    published, where = page_date(plain, stop)
    dateline = next(datelines(plain, stop), None)
    anchor = source.start() if source else dateline.start if dateline else where
    title_at = _title(plain, anchor, hints.title)
    title = _printed(text, title_at) if title_at else clean(hints.title[:_HINT])
    header = [line_at(plain, at) for at in (source and source.start(), where) if at is not None]
    basis: DateBasis | None = "stated" if published else None
    published = published or iso(*parts(YMD.search(hints.published)))
    basis = basis or ("stated" if published else None)
    link = _LINK.search(plain)
    original = _trimmed(text[link.start(1) : link.end(1)]) if link else None
    url = original or hints.url or None
    reprint = None
    if url:
        dated = address_date(url)
        if published and original and dated and dated < published[: len(dated)]:
            published, basis, reprint = dated, "inferred", published
        elif published is None and dated:
            published, basis = dated, "inferred"
    if published is None and (year := inferred_year(plain[:stop])):
        published, basis = year, "inferred"
    publisher = _publisher(plain, stop) or clean(hints.publisher) or None
    short_header = tuple(span for span in header if span.end - span.start <= _HEADER_LENGTH)
    return Metadata(
        title or None, publisher, published, basis, url, reprint, title_at, short_header
    )


def _printed(text: str, at: Passage) -> str:
    """A title in one line, without what parts two lines of it."""
    printed = (clean(line) for line in re.split("[\r\n]", text[at.start : at.end]))
    return " ".join(line for line in printed if line)


def _title(plain: str, anchor: int | None, hint: str) -> Passage | None:
    """Where the title stands: the line the page's head names, else that above the source line."""
    if hint and (at := _hinted(plain, hint[:_HINT])):
        return at
    if anchor is None:
        return _first_title(plain)
    line = _title_above(plain, anchor, _TITLE_LEAST) or _title_above(plain, anchor, _SHORT_TITLE)
    return _with_line_above(plain, line) if line and not hint else line


def _title_above(plain: str, anchor: int, least: int) -> Passage | None:
    """The nearest line above an offset that may be a title of so many characters."""
    above = line_at(plain, anchor).start
    for _ in range(_LINES_ABOVE):
        if above <= 0:
            return None
        line = _stripped(plain, line_at(plain, above - 1))
        if _is_title(plain[line.start : line.end], least):
            return line
        above = line_at(plain, above - 1).start
    return None


def _first_title(plain: str) -> Passage | None:
    at = 0
    for _ in range(_LINES_ABOVE):
        line = line_at(plain, at)
        if _is_title(plain[line.start : line.end]):
            return _stripped(plain, line)
        at = line.end + 1
        if at >= len(plain):
            break
    return None


def _hinted(plain: str, hint: str) -> Passage | None:
    """The first of the longest lines that make up the beginning or half of the page's title."""
    best: tuple[bool, int] = (False, 0)
    title: Passage | None = None
    for found in re.finditer(f"[^{_BREAKS}]{{6,120}}", plain[:200_000]):
        line = _stripped(plain, Passage(*found.span(), "title"))
        words = plain[line.start : line.end]
        if words not in hint or is_navigation(words) or len(words) < 6:
            continue
        leads = hint.startswith(words)
        if (leads or len(words) * 2 > len(hint)) and (leads, len(words)) > best:
            best, title = (leads, len(words)), line
    return title


def _with_line_above(plain: str, line: Passage) -> Passage:
    """A title in two lines that nothing but bars parts: both."""
    above = line_at(plain, max(line.start - 1, 0))
    if above.start == 0 or plain[above.start : above.end].strip() != "|":
        return line
    above = line_at(plain, above.start - 1)
    if _is_title(plain[above.start : above.end]):
        return Passage(above.start, line.end, "title")
    return line


def _stripped(plain: str, line: Passage) -> Passage:
    words = plain[line.start : line.end]
    start = line.start + len(words) - len(words.lstrip())
    return Passage(start, max(start, line.start + len(words.rstrip())), "title")


def _is_title(words: str, least: int = _TITLE_LEAST) -> bool:
    words = words.strip()
    if not least <= len(words) <= _TITLE_MOST or "。" in words or is_navigation(words):
        return False
    others = (_SOURCE_LABEL, YMD, _BYLINE, _CAPTION)
    return not any(pattern.search(words) for pattern in others)


def _publisher(plain: str, stop: int) -> str | None:
    """The publisher: a credit below the article, else the header's, else a dateline's.

    A credit stands before the page's own label, which may name only where a copy was collected.
    """
    labels = islice(_SOURCE.finditer(plain, 0, stop), _LABELS)
    named = [found for found in labels if _name(plain, found)]
    credit = [found for found in named if found["mark"] == "|" and _alone(plain, found)]
    for found in [*credit, *named]:
        return _name(plain, found)
    for span in datelines(plain, stop):
        found_line = DATELINE.match(plain, span.start, span.end)
        if found_line:
            return found_line[1]
    return None


def _alone(plain: str, found: re.Match[str]) -> bool:
    line = line_at(plain, found.start())
    return not plain[line.start : found.start()].strip() and line.end - found.end() < 3


def _name(plain: str, found: re.Match[str]) -> str | None:
    """The publisher of a label, without the next label, a section's name or a person's."""
    name = found["name"]
    if found["next"]:
        name = _LABEL_END.sub("", name)
    name = _BUTTON_END.sub("", name)
    for size in range(2, 7):
        section, medium = name[-size:], name[:-size]
        if _MEDIUM.search(medium) and re.search(
            rf"(?m)^[ |]{{0,4}}{re.escape(section)} {{0,4}}$", plain
        ):
            name = medium
            break
    if len(name) <= 3 and name[:1] in WORDS["surnames"] and not _MEDIUM.search(name):
        return None
    return _INVISIBLE.sub("", name) if len(name) >= 2 else None


def _trimmed(url: str) -> str:
    return re.split("[\u3000-\u9fff\uff00-\uffef]", url)[0].rstrip(".,;)")
