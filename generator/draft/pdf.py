"""The text of a PDF: printed lines joined to paragraphs, heads and numbers of pages set apart.

A paragraph goes on where a line is full and the next begins at the margin; a page that ends does
not end it. What is printed around the pages comes after the text, so that it cuts no sentence.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

from generator.draft import pdf_lines
from generator.draft.refusals import damaged, encrypted
from generator.errors import BeatbookError

_NEEDS: Final = "pypdfium2"
_WAIT: Final = 2 * pdf_lines.SECONDS

_PAGE_NUMBER = re.compile(
    r"[-—–·.\s]*(?:第?\s*[0-9]{1,4}\s*[页版]?|page\s*[0-9]{1,4})"
    r"(?:\s*(?:[/,，of]|共)+\s*[0-9]{1,4}\s*页?)?[-—–·.\s]*",
    re.I,
)
_DIGITS = re.compile("[0-9]+")
_ENDED = re.compile("[。！？!?…；;：:][”’」』）)]*$")
_ITEM = re.compile(
    "[（(]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.．)）]|第[一二三四五六七八九十]+[,，、是]"
)
_UNBROKEN = re.compile(r"[!-~]*")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d]")
_NO_TEXT = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08]")

# In ems: what a line may fall short of the margin and still be full, begin behind the margin and
# still begin there, and differ from the usual step between two lines.
_SHORT = 2.0
_INDENT = 0.9
_LEADING = 1.25
_ONE_SIZE = 0.15
_FEW = 3
_MOST_ODD = 0.1


class PdfText(NamedTuple):
    """The text of a PDF, where that of its pages' heads begins, and whether pages are pictures."""

    text: str
    matter: int
    part: bool


class _PdfLine(NamedTuple):
    """A printed line, its place in points from the lower left corner and the width of its em."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    em: float


_PdfPage = list[_PdfLine]


def read_pdf(raw: bytes, name: str) -> PdfText:
    """The text of a PDF.

    Raises BeatbookError where it has none, and for what is damaged, encrypted or too large.
    """
    pages = _printed(raw, name)
    lines = [[_PdfLine(*line) for line in page["lines"]] for page in pages]
    characters = "".join(line.text for page in lines for line in page)
    if not any(character.isalnum() for character in characters):
        raise BeatbookError(
            "{name}: is scanned, its pages are pictures without text; let a program recognise the"
            " text (OCR) and compare it with the picture, or save the article from its web page",
            name=name,
        )
    if len(_NO_TEXT.findall(characters)) > _MOST_ODD * len(characters):
        raise BeatbookError(
            "{name}: does not say which characters it prints; save the article as text or DOCX",
            name=name,
        )
    body, matter = _parted(lines)
    text = "\n".join(_paragraphs(body))
    part = any(page["pictures"] for page in pages)
    return PdfText("\n".join([text, *(line.text for line in matter)]), len(text) + 1, part)


def _printed(raw: bytes, name: str) -> list[dict[str, Any]]:
    """The pages with their lines, as a program apart reads them."""
    if importlib.util.find_spec(_NEEDS) is None:
        raise BeatbookError(
            "{needs} is missing: install it with `pip install 'beatbook[{extra}]'`",
            needs=_NEEDS,
            extra="draft",
        )
    command = [sys.executable, "-P", str(Path(pdf_lines.__file__))]
    try:
        ran = subprocess.run(  # noqa: S603
            command, input=raw, capture_output=True, check=True, timeout=_WAIT
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        answer: dict[str, Any] = {"refused": "large"}
    else:
        answer = json.loads(ran.stdout)
    refused = answer.get("refused")
    if refused == "encrypted":
        raise encrypted(name)
    if refused == "damaged":
        raise damaged(name)
    if refused:
        raise BeatbookError(
            "{name}: is more than an article can be, or damaged; save the article as text or DOCX",
            name=name,
        )
    pages: list[dict[str, Any]] = answer["pages"]
    for page in pages:
        for line in page["lines"]:
            line[0] = line[0].translate(_RADICALS)
    return pages


_RADICALS: Final = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0x2F00, 0x2FD6), 0x2E9F, 0x2EF3)
}
"""Characters for the radicals that some fonts name in their stead: 日 for ⽇."""


def _parted(pages: Sequence[_PdfPage]) -> tuple[list[_PdfPage], _PdfPage]:
    """The pages without their heads, feet and numbers, and these."""
    edges = [_edges(page) for page in pages]
    times = Counter(key for page in edges for key in {_key(line) for line in page})
    body: list[_PdfPage] = []
    matter: _PdfPage = []
    for page, around in zip(pages, edges, strict=True):
        own = {
            line for line in around if times[_key(line)] > 1 or _PAGE_NUMBER.fullmatch(line.text)
        }
        body.append([line for line in page if line not in own])
        matter += [line for line in page if line in own]
    return body, matter


def _key(line: _PdfLine) -> tuple[str, int]:
    """What a head has in common over pages: its words without numbers, and its height."""
    return _DIGITS.sub("#", line.text), round(line.bottom / line.em)


def _edges(page: _PdfPage) -> _PdfPage:
    """The lines above and below all others, set apart from them by size or distance."""
    found = []
    for down in (False, True):
        rows = sorted(page, key=lambda line: line.bottom, reverse=not down)
        edge: _PdfPage = []
        for line, other in pairwise(rows):
            edge.append(line)
            same_row = abs(line.bottom - other.bottom) < line.em / 2
            if not same_row and (
                abs(line.bottom - other.bottom) > _step(page, line) * _LEADING
                or not _alike(line, other)
            ):
                found += edge
                break
            if not same_row and len(edge) >= _FEW:
                break
    return found


def _step(page: _PdfPage, line: _PdfLine) -> float:
    """The usual distance of two lines of one size on a page, in points."""
    steps = [
        first.bottom - second.bottom
        for first, second in pairwise(page)
        if _alike(first, second) and _alike(first, line) and first.bottom > second.bottom
    ]
    return median(steps) if steps else 1.5 * line.em


def _alike(one: _PdfLine, other: _PdfLine) -> bool:
    return abs(one.em - other.em) <= _ONE_SIZE * max(one.em, other.em)


def _paragraphs(pages: Sequence[_PdfPage]) -> Iterator[str]:
    """The text, a paragraph each."""
    paragraph = ""
    last: _PdfLine | None = None
    last_page: _PdfPage = []
    for page in pages:
        step = _step(page, max(page, key=lambda line: len(line.text))) if page else 0
        for line in page:
            if last is not None and _goes_on(last, line, last_page, page, step, pages):
                paragraph = _joined(paragraph, line.text)
            else:
                if paragraph:
                    yield paragraph
                paragraph = line.text
            last, last_page = line, page
    if paragraph:
        yield paragraph


def _goes_on(
    last: _PdfLine,
    line: _PdfLine,
    last_page: _PdfPage,
    page: _PdfPage,
    step: float,
    pages: Sequence[_PdfPage],
) -> bool:
    """Whether a line goes on with the paragraph of the one before it."""
    if not _alike(last, line) or (_ENDED.search(last.text) and _ITEM.match(line.text)):
        return False
    fall = last.bottom - line.bottom
    # Upwards it goes to the next column, and from the last line of a page to the next page.
    if page is last_page and fall > 0 and not line.em / 2 < fall < step * _LEADING:
        return False
    left, _ = _margins(line, page, pages)
    _, right = _margins(last, last_page, pages)
    token = _UNBROKEN.match(line.text)
    room = _SHORT * line.em + (len(token[0]) * line.em * 0.6 if token else 0)
    return line.left < left + _INDENT * line.em and last.right > right - room


def _margins(line: _PdfLine, page: _PdfPage, pages: Sequence[_PdfPage]) -> tuple[float, float]:
    """The left and the right margin of a line: of its column, else of all pages."""
    own = _beside(line, page)
    if len(own) < _FEW:
        own = [other for each in pages for other in _beside(line, each)]
    # A mark that hangs into the margin does not move it.
    times = Counter(round(other.left / line.em) for other in own)
    usual = min([at for at, often in times.items() if often > 1] or times)
    lefts = [other.left for other in own if round(other.left / line.em) == usual]
    return median(lefts), max(other.right for other in own)


def _beside(line: _PdfLine, page: _PdfPage) -> _PdfPage:
    """The lines of its size whose place shares half of a line's, or that of their own."""
    return [
        other
        for other in page
        if _alike(line, other)
        and 2 * (min(line.right, other.right) - max(line.left, other.left))
        >= min(line.right - line.left, other.right - other.left)
    ]


def _joined(before: str, after: str) -> str:
    """Two lines of a paragraph as one, with a space between words of Latin letters."""
    if _WIDE.match(before[-1:]) or _WIDE.match(after[:1]) or before.endswith("-"):
        return before + after
    return f"{before} {after}"
