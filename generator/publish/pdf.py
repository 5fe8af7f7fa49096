"""The annual report as a PDF: the fragments of its web page, set by Typst.

A fragment is handed to templates/report/report.typ as XML, which knows what each element and class
looks like and refuses the rest, so that nothing on the web page can be missing from the report in
silence; no text of ours becomes Typst source.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import typst

from generator.errors import BeatbookError
from generator.publish.fonts import make_fonts, write_fonts
from generator.words.messages import Message

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
"""What every report conforms to: accessible, and fit to be kept."""

_PLACE = re.compile(r"[\w-]+\.typ:\d+:\d+")
"""A place in a template, as Typst's diagnostics print it."""

_REFUSED = "panicked with: "
"""What Typst puts before that which `fault` of templates/report/look.typ says."""


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
    links to the site's pages are plain text. `publisher` and `issue` stand on the cover, the lines
    of `imprint`, each with the word for it, on the page behind it; where they are empty, so is
    their place. `logo` is the publisher's: its format and its bytes.
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
    publisher: str = ""
    issue: str = ""
    imprint: tuple[tuple[str, str], ...] = ()
    imprint_title: str = ""
    logo: tuple[str, tuple[int, ...]] | None = None


def make_pdf(cover: Cover, sections: Sequence[Section], templates: Path, *, epoch: int) -> bytes:
    """The report as a tagged PDF, dated by `epoch` (Unix seconds); equal input, equal bytes.

    Raises BeatbookError if a fragment is not well-formed, repeats an id, or uses an element or a
    class that the templates do not know, and if the font or Typst fails or warns.
    """
    return typeset("report", report_of(cover, sections), templates, epoch=epoch)


def report_of(cover: Cover, sections: Sequence[Section]) -> dict[str, Any]:
    """What the template makes a report of, as plain values; raises as `make_pdf` does."""
    roots = [_parse(section) for section in sections]
    _check_ids(sections, roots)
    base = f"{cover.site.rstrip('/')}/{cover.language}/editions/x.html" if cover.site else ""
    parts = [
        {**section._asdict(), "html": _with_addresses(section.id, root, base)}
        for section, root in zip(sections, roots, strict=True)
    ]
    return {"cover": cover._asdict(), "sections": parts}


def typeset(
    name: str, content: Any, templates: Path, *, epoch: int, room: Path | None = None
) -> bytes:
    """The PDF that a template of `templates/report/` makes of content, in fonts cut for it.

    The fonts lie in the folder `room` meanwhile, by default where the system has such files. Raises
    BeatbookError if the font or Typst fails or warns.
    """
    report, templates = json.dumps(content, ensure_ascii=False), templates.resolve()
    with TemporaryDirectory(prefix="beatbook-", dir=room) as folder:
        write_fonts(make_fonts(report), Path(folder))
        try:
            data, warnings = typst.compile_with_warnings(
                templates / "report" / f"{name}.typ",
                root=templates,
                format="pdf",
                font_paths=typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
                ),
                sys_inputs={"report": report},
                pdf_standards=STANDARDS,
                timestamp=epoch,
            )
        except typst.TypstError as error:
            raise BeatbookError(_said(error)) from error
    if warnings:
        faults = "; ".join(warning.message for warning in warnings)
        said = Message("the PDF was not made: Typst warns: {faults}", faults=faults)
        raise BeatbookError(said)
    return data


def _said(error: typst.TypstError) -> Message:
    """What a template refused, or what Typst itself says."""
    if refused := _refused(error.message):
        return _in_section(refused["section"], Message(refused["said"], **refused["values"]))
    place = _PLACE.search(error.diagnostic)
    return Message(
        "the PDF was not made{where}: {fault}",
        where=Message(" at {place}", place=place[0]) if place else "",
        fault="; ".join([error.message, *error.hints]),
    )


def _refused(message: str) -> dict[str, Any] | None:
    """What `fault` of the template told; None of any other panic."""
    if not message.startswith(_REFUSED):
        return None
    try:
        told = json.loads(message.removeprefix(_REFUSED))
    except ValueError:
        return None
    known = isinstance(told, dict) and told.keys() == {"section", "said", "values"}
    return told if known else None


def _in_section(section: str, said: Message) -> Message:
    return Message("section `{section}` of the PDF: {said}", section=section, said=said)


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


def _check_ids(sections: Sequence[Section], roots: Sequence[Element]) -> None:
    """Raises BeatbookError if something that a link may lead to stands twice."""
    named = (element.get("id", "") for root in roots for element in root.iter())
    counts = Counter([*(section.id for section in sections), *filter(None, named)])
    if twice := sorted(name for name, count in counts.items() if count > 1):
        said = Message("the PDF has the id `{id}` more than once: give each its own", id=twice[0])
        raise BeatbookError(said)


def _with_addresses(section: str, root: Element, base: str) -> str:
    """A fragment whose links hold whole addresses or a target within the report, or nothing."""
    for link in root.iter("a"):
        href = link.attrib.pop("href", "")
        address = href if href.startswith("#") else _address(section, href, base)
        if address:
            link.set("href", address)
    return ElementTree.tostring(root, encoding="unicode")


def _address(section: str, href: str, base: str) -> str:
    """A whole address, or nothing where the site has none; BeatbookError for one of no use."""
    try:
        url = urljoin(base, href)
        scheme = urlsplit(url).scheme
    except ValueError as error:
        said = Message("the link `{address}` is none: {why}", address=href, why=str(error))
        raise BeatbookError(_in_section(section, said)) from error
    if scheme not in ("", "http", "https", "mailto"):
        said = Message(
            "the link `{address}` is neither of the site nor http, https or mailto", address=href
        )
        raise BeatbookError(_in_section(section, said))
    return url if scheme else ""
