"""Text of a page that is not the article: navigation, credits, teasers, notices, repeats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from generator.draft import WORDS
from generator.evidence.lexicon import any_of


@dataclass(frozen=True, slots=True)
class Passage:
    """Half-open offsets in code points of a text, and why they are told apart."""

    start: int
    end: int
    reason: str


class PageLine(NamedTuple):
    """A line of a page's text: offsets, its characters inside links, whether in a page element."""

    start: int
    end: int
    linked: int
    page: bool


_BREAKS = r"\r\n\x0b\x0c\u2028\u2029"
_LINE = re.compile(f"[^{_BREAKS}]+")
_LEAD = r"[ \t\xa0\u3000•·|\[【(<>《◆■]{0,8}"
_HAN = "[\u3400-\u9fff]"
_ENDS: Final = {
    reason: re.compile(f"(?:^|(?<=[{_BREAKS}])){_LEAD}(?:{any_of(words)})")
    for reason, words in WORDS["ends"].items()
}
_CREDIT = re.compile(
    rf"[\s□◎●(【\[|/]{{0,8}}(?:{any_of(WORDS['credits'])})\s{{0,4}}[:|/]"
    rf"|[\s□◎●(【]{{0,8}}(?:本报|本网|{_HAN}{{2,8}}[报网社台])?\s?(?:记者|通讯员|特约记者|作者)"
    rf"|\s{{0,8}}□\s?{_HAN}{{1,4}}\s{{0,4}}$"
)
_SENTENCE = re.compile("[。!?;…”]")
_NAMES = rf"(?:\s{{1,3}}{_HAN}{{1,4}}(?=[\s□|)])){{1,12}}"
_INLINE_CREDIT = re.compile(
    rf"(?:□\s?)?(?:本报|本网)(?:记者|通讯员|特约记者){_NAMES}"
    rf"|\((?:本报|本网|{_HAN}{{2,8}})?(?:记者|通讯员)[^()。{_BREAKS}]{{1,40}}\)"
)
_IMAGE = re.compile(r"\([0-9]{6,}\)\s?-\s?[0-9]{8,}|[0-9a-zA-Z_-]{6,}\.(?:jpe?g|png|gif)")
_NAVIGATION = re.compile(f"(?:^|>)(?:{any_of(WORDS['navigation'])})")
_RULE = re.compile(r"[|>·•=_*+#~\s-]*")
_PUNCTUATION = re.compile("[,。;!?:“”、,]")

# A teaser or notice before this share of the page is part of the article's own opening.
_OPENING = 0.15
_LONG_LINE = 80
_REPEATED = 40
_CREDIT_LENGTH = 60
_WORTHY = 25
_GAP = 6
_HEADER_LINES = 300
_LONGEST_ODD = 400


def end_of_article(text: str, body: int | None) -> Passage | None:
    """From the first line that opens related reading or a notice to the end of the text.

    `body` is where the main text begins, if known.
    """
    opening = int(len(text) * _OPENING) if body is None else body
    starts = []
    for reason, pattern in _ENDS.items():
        # A button to share a page stands above its first sentence as well.
        found = (f for f in pattern.finditer(text, opening) if "。" in text[: f.start()])
        if end := next(found, None):
            starts.append((end.start(), reason))
    if not starts:
        return None
    start, reason = min(starts)
    return Passage(start, len(text), reason)


def furniture(
    text: str,
    title: Passage | None,
    header: Iterable[Passage],
    around: Iterable[Passage],
    body: int | None,
) -> tuple[Passage, ...]:
    """All furniture of a text in half-width forms, in order, none overlapping another.

    `title` is where the title stands, `header` the lines with the source and the date, `around`
    what lies around the main text of a page and `body` where that begins.
    """
    spans = [*header, *_before_body(text, title)]
    after = end_of_article(text, body)
    if after:
        spans.append(after)
    spans += (Passage(*found.span(), "credit") for found in _INLINE_CREDIT.finditer(text))
    spans += _odd_lines(text, after.start if after else len(text))
    # A credit among the page matter stays a credit: of two alike the first is told.
    return tuple(_joined([*spans, *around], title))


def outside(page: Sequence[PageLine], text: str) -> tuple[list[Passage], int]:
    """What of a page lies around its main text, the longest run of sentences, and where that is."""
    runs: list[tuple[int, int, int]] = [(0, -1, -1)]
    first = last = -1
    weight = gap = 0
    seen: set[str] = set()
    for number, line in enumerate(page):
        words = text[line.start : line.end]
        if words not in seen and _is_worthy(line, text):
            seen.add(words)
            if first < 0:
                first, weight = number, 0
            last, gap = number, 0
            weight += line.end - line.start
        elif _is_linked(line) or not _PUNCTUATION.search(text, line.start, line.end):
            gap += 1
        if first >= 0 and (gap > _GAP or _opens_end(text, line)):
            runs.append((weight, first, last))
            first = -1
    if first >= 0:
        runs.append((weight, first, last))
    _, first, last = max(runs, key=lambda run: (run[0], -run[1]))
    if first < 0:
        return [], 0
    around = [*page[:first], *page[last + 1 :]]
    linked = [line for line in page[first : last + 1] if _is_linked(line)]
    spans = [Passage(line.start, line.end, "navigation") for line in [*around, *linked]]
    return spans, page[first].start


def _joined(spans: Iterable[Passage], title: Passage | None) -> Iterator[Passage]:
    """The spans in order, cut where one overlaps an earlier one or the title."""
    end = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        start = max(span.start, end)
        if title and start < title.end and title.start < span.end:
            if start < title.start:
                yield Passage(start, title.start, span.reason)
            start = max(start, title.end)
        if start < span.end:
            yield Passage(start, span.end, span.reason)
        end = max(end, span.end)


def without(text: str, spans: Iterable[Passage]) -> str:
    """The text with the spans blanked, each character by a line break, so that offsets hold."""
    parts = []
    at = 0
    for span in spans:
        parts += [text[at : span.start], "\n" * (span.end - span.start)]
        at = span.end
    return "".join([*parts, text[at:]])


def _before_body(text: str, title: Passage | None) -> Iterator[Passage]:
    """Short lines before the title, or before the body where the title follows it."""
    for line in islice(_LINE.finditer(text), _HEADER_LINES):
        start, end = line.span()
        if title and start >= title.start:
            return
        if end - start >= _LONG_LINE or "。" in text[start:end]:
            return
        if title is None and end - start > 8 and not is_navigation(text[start:end]):
            return
        yield Passage(start, end, "navigation")


def _odd_lines(text: str, stop: int) -> Iterator[Passage]:
    """Credits, image names, navigation and repeated lines."""
    seen: set[str] = set()
    for found in _LINE.finditer(text, 0, stop):
        line = found[0]
        if reason := _oddity(line):
            yield Passage(*found.span(), reason)
        elif len(line) >= _REPEATED:
            if line.strip() in seen:
                yield Passage(*found.span(), "repeat")
            seen.add(line.strip())


def _oddity(line: str) -> str | None:
    """What a line by itself shows to be none of the article's."""
    if len(line) > _LONGEST_ODD or (len(line) < 3 and not _RULE.fullmatch(line)):
        return None
    if _is_credit(line):
        return "credit"
    if len(line) <= _LONG_LINE * 2 and _IMAGE.search(line):
        return "image"
    return "navigation" if is_navigation(line) else None


def _is_credit(line: str) -> bool:
    if len(line.strip()) > _CREDIT_LENGTH or _SENTENCE.search(line):
        return False
    return _CREDIT.match(line) is not None


def is_navigation(line: str) -> bool:
    """Whether a line shows where in a site one is, or greets."""
    short = line.strip()
    if len(short) > 60 or "。" in short:
        return False
    if _RULE.fullmatch(short):
        return bool(short)
    return short.count(">") > 1 or _NAVIGATION.search(short) is not None


def _opens_end(text: str, line: PageLine) -> bool:
    return any(pattern.match(text, line.start, line.end) for pattern in _ENDS.values())


def _is_linked(line: PageLine) -> bool:
    return line.linked * 2 > line.end - line.start


def _is_worthy(line: PageLine, text: str) -> bool:
    length = line.end - line.start
    if line.page or length < _WORTHY or _is_linked(line):
        return False
    return _PUNCTUATION.search(text, line.start, line.end) is not None
