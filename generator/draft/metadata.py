"""A page's title, publisher, dates and address, from its labels and the layout of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from generator.draft import WORDS
from generator.draft.furniture import Passage, end_of_article, is_navigation
from generator.draft.publication import (
    DATELINE,
    MEDIUM,
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
from generator.words.characters import FORMATTING

DateBasis = Literal["stated", "inferred"]


class Hints(NamedTuple):
    """What the head of an HTML page says; empty text where it does not."""

    title: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""


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


_TITLE_LINE = re.compile("[^\r\n\x0b\x0c\u2028\u2029]{6,120}")
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
_NO_TITLE = re.compile(
    rf"[(▲△▼]?(?:{any_of([*WORDS['labels'], *WORDS['credits'], '字数', '文章字数'])})\s?:"
    r"|[▲△▼]|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[、.](?![0-9])|第?\s?[A-Z]?[0-9]{1,3}版|[0-9]{0,3}[上下]一[版篇期]|(?:《[^《》]*》\s*){2}|欢迎"
)
_SITE_BEHIND = re.compile(rf"\s?[_|]\s?{MEDIUM}$")
_ORIGINAL_TITLE = re.compile(r"原(?:标题|题)\s?[:：]\s?")
_MEDIUM = re.compile("[报网社台刊局厅部院号]$|在线|新闻|发布|公安|频道|客户端|中心")
_LINK = re.compile(
    rf"(?:{any_of(WORDS['link_labels'])})\s{{0,4}}:?\s{{0,4}}(https?://[^\s<>\"'\]]{{4,500}})"
)
_WIDE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_INVISIBLE = re.compile(f"[\x00-\x1f\x7f-\x9f{FORMATTING}]")

_TITLE_LEAST = 10
_SHORT_TITLE = 6
_TITLE_MOST = 60
_LINES_READ = 40
_HEADER_LENGTH = 120
_LABELS = 20
_HINT = 300
_PAGE_HEAD = 200_000
_SECTION = range(2, 7)
"""Characters that the name of a medium's section may have."""


def clean(text: str) -> str:
    """One line without invisible characters, white space and bars around it taken off."""
    return re.sub(r"\s+", " ", _INVISIBLE.sub(" ", text)).strip(" |")


def read_metadata(text: str, plain: str, hints: Hints, body: int | None) -> Metadata:
    """What `plain` (the text in half-width forms) tells of the article; raises nothing.

    `body` is where the main text of a page begins.
    """
    after = end_of_article(plain, body)
    stop = after.start if after else len(plain)
    source = _SOURCE_LABEL.search(plain, 0, stop)
    printed, dated_at = page_date(plain, stop, source.start() if source else None)
    labels = [at for at in (source and source.start(), dated_at) if at is not None]
    dateline = next(datelines(plain, stop), None)
    anchor = source.start() if source else dateline.start if dateline else dated_at
    title_at = _title(plain, anchor, hints.title)
    title = _printed(text, title_at) if title_at else clean(hints.title[:_HINT])
    stated = printed or iso(*parts(YMD.search(hints.published)))
    original = _original(text, plain)
    published, basis, reprint_date = _published(stated, original, hints.url, plain[:stop])
    header = (line_at(plain, at) for at in labels)
    return Metadata(
        title=title or None,
        publisher=_publisher(plain, stop) or clean(hints.publisher) or None,
        published=published,
        date_basis=basis,
        url=original or hints.url or None,
        reprint_date=reprint_date,
        title_at=title_at,
        header=tuple(line for line in header if line.end - line.start <= _HEADER_LENGTH),
    )


def _published(
    stated: str | None, original: str, url: str, plain: str
) -> tuple[str | None, DateBasis | None, str | None]:
    """The date, what it rests on, and the page's own date where it is a reprint.

    The address of an original tells of an earlier day than the reprint states; without a stated
    date an address or the days of the text tell it.
    """
    addressed = address_date(original or url)
    if stated is None:
        inferred = addressed or inferred_year(plain)
        return inferred, "inferred" if inferred else None, None
    if original and addressed and addressed < stated[: len(addressed)]:
        return addressed, "inferred", stated
    return stated, "stated", None


def _original(text: str, plain: str) -> str:
    """The address that a page gives as its original's; empty without one."""
    link = _LINK.search(plain)
    if link is None:
        return ""
    return _WIDE.split(text[link.start(1) : link.end(1)])[0].rstrip(".,;)")


def _printed(text: str, at: Passage) -> str:
    """A title in one line, without what parts two lines of it."""
    printed = (clean(line) for line in re.split("[\r\n]", text[at.start : at.end]))
    title = _ORIGINAL_TITLE.sub("", " ".join(line for line in printed if line))
    return _SITE_BEHIND.sub("", title)


def _title(plain: str, anchor: int | None, hint: str) -> Passage | None:
    """Where the title stands: the line the page's head names, else that above the source line."""
    if hint and (at := _hinted(plain, hint[:_HINT])):
        return at
    if anchor is None:
        return _first_title(plain, _from_the_top(plain), _TITLE_LEAST)
    line = _first_title(plain, _above(plain, anchor), _TITLE_LEAST)
    line = line or _first_title(plain, _above(plain, anchor), _SHORT_TITLE)
    return _with_line_above(plain, line) if line and not hint else line


def _first_title(plain: str, lines: Iterable[Passage], least: int) -> Passage | None:
    """The first of some lines that may be a title of so many characters."""
    stripped = (_stripped(plain, line) for line in islice(lines, _LINES_READ))
    return next((at for at in stripped if _is_title(plain[at.start : at.end], least)), None)


def _above(plain: str, offset: int) -> Iterator[Passage]:
    """The lines above an offset, the nearest first."""
    start = line_at(plain, offset).start
    while start > 0:
        line = line_at(plain, start - 1)
        yield line
        start = line.start


def _from_the_top(plain: str) -> Iterator[Passage]:
    """The lines of a text in order."""
    at = 0
    while at < len(plain):
        line = line_at(plain, at)
        yield line
        at = line.end + 1


def _hinted(plain: str, hint: str) -> Passage | None:
    """The first of the longest lines that make up the beginning or half of the page's title."""
    named: list[tuple[bool, int, Passage]] = []
    for found in _TITLE_LINE.finditer(plain, 0, _PAGE_HEAD):
        line = _stripped(plain, Passage(*found.span(), "title"))
        words = plain[line.start : line.end]
        if words not in hint or is_navigation(words) or len(words) < _SHORT_TITLE:
            continue
        leads = hint.startswith(words)
        if leads or len(words) * 2 > len(hint):
            named.append((leads, len(words), line))
    best = max(named, key=lambda entry: entry[:2], default=None)
    return best[2] if best else None


def _with_line_above(plain: str, line: Passage) -> Passage:
    """A title in two lines that nothing but bars parts: both."""
    above = line_at(plain, max(line.start - 1, 0))
    if above.start == 0 or plain[above.start : above.end].strip() != "|":
        return line
    above = line_at(plain, above.start - 1)
    if _is_title(plain[above.start : above.end], _TITLE_LEAST):
        return Passage(above.start, line.end, "title")
    return line


def _stripped(plain: str, line: Passage) -> Passage:
    words = plain[line.start : line.end]
    start = line.start + len(words) - len(words.lstrip())
    return Passage(start, max(start, line.start + len(words.rstrip())), "title")


def _is_title(words: str, least: int) -> bool:
    words = words.strip()
    if not least <= len(words) <= _TITLE_MOST or "。" in words or is_navigation(words):
        return False
    if _NO_TITLE.match(_ORIGINAL_TITLE.sub("", words)):
        return False
    others = (_SOURCE_LABEL, YMD, _BYLINE, _CAPTION)
    return not any(pattern.search(words) for pattern in others)


def _publisher(plain: str, stop: int) -> str | None:
    """The publisher: a credit below the article, else the header's, else a dateline's.

    A credit stands before the page's own label, which may name only where a copy was collected.
    """
    labels = islice(_SOURCE.finditer(plain, 0, stop), _LABELS)
    named = [(found, name) for found in labels if (name := _name(plain, found))]
    for found, name in named:
        if found["mark"] == "|" and _alone(plain, found):
            return name
    if named:
        return named[0][1]
    lines = (DATELINE.match(plain, span.start, span.end) for span in datelines(plain, stop))
    return next((line[1] or line[8] for line in lines if line), None)


def _alone(plain: str, found: re.Match[str]) -> bool:
    line = line_at(plain, found.start())
    return not plain[line.start : found.start()].strip() and line.end - found.end() < 3


def _name(plain: str, found: re.Match[str]) -> str | None:
    """The publisher of a label, without the next label, a section's name or a person's."""
    name = found["name"]
    name = YMD.split(name)[0]
    if found["next"]:
        name = _LABEL_END.sub("", name)
    name = _without_section(_BUTTON_END.sub("", name), plain)
    is_person = len(name) <= 3 and name[:1] in WORDS["surnames"] and not _MEDIUM.search(name)
    return None if is_person or len(name) < 2 else _INVISIBLE.sub("", name)


def _without_section(name: str, plain: str) -> str:
    """A medium without the name of its section, which the page prints on a line of its own."""
    for size in _SECTION:
        section, medium = re.escape(name[-size:]), name[:-size]
        if _MEDIUM.search(medium) and re.search(rf"(?m)^[ |]{{0,4}}{section} {{0,4}}$", plain):
            return medium
    return name
