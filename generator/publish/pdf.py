"""The annual report as a PDF: the fragments of its web page, set by Typst.

A fragment is parsed, checked element by element and handed to templates/report/report.typ as
JSON; no text of ours becomes Typst source.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import typst

from generator.errors import BeatbookError
from generator.publish.elements import SAID, Checker
from generator.publish.fonts import Fonts, make_fonts
from generator.publish.fragment import Reader
from generator.words.messages import Message

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
"""What every report conforms to: accessible, and fit to be kept."""

_PLACE = re.compile(r"[\w-]+\.typ:\d+:\d+")
"""A place in a template, as Typst's diagnostics print it."""


class Section(NamedTuple):
    """A section of the report: its title, a small line under it, and its fragment of HTML."""

    id: str
    title: str
    note: str
    html: str


class Cover(NamedTuple):
    """What the report says of itself.

    `language` is our own name of it, `code` that of BCP 47; `status` stands on the cover and in
    the running head; `contents` heads the table of contents; `site` may be empty, and then the
    links to the site's pages are plain text.
    """

    title: str
    subtitle: str
    lines: tuple[str, ...]
    language: str
    code: str
    status: str
    contents: str
    running: str
    site: str


def make_pdf(cover: Cover, sections: Sequence[Section], templates: Path, *, epoch: int) -> bytes:
    """The report as a tagged PDF, dated by `epoch` (Unix seconds); equal input, equal bytes.

    Raises BeatbookError if a fragment is not well-formed, repeats an id, or uses an element, a
    class or a character that the PDF does not know, and if the font or Typst fails or warns.
    """
    roots = [_parse(section) for section in sections]
    fonts = make_fonts({*_texts(cover), *_texts(sections), *(c for r in roots for c in _shown(r))})
    ids = _ids(sections, roots)
    base = f"{cover.site.rstrip('/')}/{cover.language}/editions/x.html" if cover.site else ""
    readers = [Reader(base, ids, fonts.widths, Checker(section.id)) for section in sections]
    bodies = [reader.flow(root) for reader, root in zip(readers, roots, strict=True)]
    parts = [
        {"id": section.id, "title": section.title, "note": section.note, "children": body}
        for section, body in zip(sections, bodies, strict=True)
    ]
    return _compile({"cover": cover._asdict(), "sections": parts}, fonts, templates, epoch)


def _compile(report: Mapping[str, Any], fonts: Fonts, templates: Path, epoch: int) -> bytes:
    source = (templates / "report" / "report.typ").resolve()
    with TemporaryDirectory(prefix="beatbook-") as folder:
        fonts.write(Path(folder))
        try:
            data, warnings = typst.compile_with_warnings(
                source,
                root=source.parent,
                format="pdf",
                font_paths=typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
                ),
                sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
                pdf_standards=STANDARDS,
                timestamp=epoch,
            )
        except typst.TypstError as error:
            place = _PLACE.search(error.diagnostic)
            said = Message(
                "the PDF was not made{where}: {fault}",
                where=Message(" at {place}", place=place[0]) if place else "",
                fault="; ".join([error.message, *error.hints]),
            )
            raise BeatbookError(said) from error
    if warnings:
        faults = "; ".join(warning.message for warning in warnings)
        said = Message("the PDF was not made: Typst warns: {faults}", faults=faults)
        raise BeatbookError(said)
    return data


def _parse(section: Section) -> Element:
    try:
        return ElementTree.fromstring(f"<div>{section.html}</div>")  # noqa: S314
    except ElementTree.ParseError as error:
        said = Message(
            "section `{section}` of the PDF is not well-formed: {fault}; close every element and"
            " write & as &amp;",
            section=section.id,
            fault=str(error),
        )
        raise BeatbookError(said) from error


def _texts(value: object) -> Iterator[str]:
    """The characters of everything a cover or a list of sections says beside the fragments."""
    if isinstance(value, str):
        yield from value
    elif isinstance(value, Section):
        yield from value.title + value.note
    elif isinstance(value, Sequence):
        for part in value:
            yield from _texts(part)


def _shown(root: Element) -> Iterator[str]:
    return (character for text in root.itertext() for character in text)


def _ids(sections: Sequence[Section], roots: Sequence[Element]) -> frozenset[str]:
    """Every id that a link may lead to; raises BeatbookError if one stands twice."""
    elements = (element for root in roots for element in root.iter())
    named = (e.get("id", "") for e in elements if e.tag not in SAID)
    counts = Counter([*(section.id for section in sections), *filter(None, named)])
    if twice := sorted(name for name, count in counts.items() if count > 1):
        said = Message("the PDF has the id `{id}` more than once: give each its own", id=twice[0])
        raise BeatbookError(said)
    return frozenset(counts)
