"""Reads a section's HTML, element by element, into nodes for the PDF.

What the PDF does not know stops the build, so that nothing on the web page can be missing from the
report in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from generator.errors import BeatbookError
from generator.messages import Message
from generator.publish.columns import TableReader
from generator.publish.nodes import INLINE, Node, length_of, make_node

_CLASSES: dict[str, str] = {
    "h3": "",
    "h4": "",
    "p": "note lead",
    "ul": "plain row",
    "ol": "plain",
    "li": "",
    "dl": "fields facts wide terms",
    "dt": "",
    "dd": "",
    "a": "quiet",
    "b": "",
    "strong": "",
    "em": "",
    "small": "",
    "q": "",
    "cite": "",
    "code": "keep",
    "span": "evidence gap digits hedge vh axis keep",
    "br": "",
    "div": "box finding refusal cite split proof",
    "details": "",
    "summary": "",
    "table": "stack",
    "caption": "",
    "thead": "",
    "tbody": "dashed",
    "tr": "group",
    "th": "num plot keep full value",
    "td": "num plot keep full value",
    "figure": "",
    "figcaption": "note",
    "svg": "bar tiles",
    "title": "",
    "desc": "",
    "g": "",
    "rect": "track soft mark none hollow s1 s2 s3 s4 s5",
    "path": "hollow",
    "text": "",
}
"""The elements that the PDF knows, each with the classes it may have."""

_LINES = frozenset(["li", "dd", "td", "th", "proof", "caption"])
"""Where `small` is a line of its own below the rest, as in the style sheet."""

SAID = ("title", "desc")
"""What a drawing says to those who do not see it."""

_PARTS = "dt dd caption thead tbody tr th td title desc g rect path text"
_PARENTS = {
    **dict.fromkeys(_PARTS.split(), ""),
    "li": "ul ol",
    "summary": "details",
    "figcaption": "figure",
}
"""Where an element may stand that is at home in one place only; `dl`, `table` and `svg` see to
their own."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_SPACES = re.compile("[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns the elements of one section into nodes.

    `base` is the address that links are relative to, or empty; `ids` are the targets within the
    report; `widths` are the advances of characters in thousandths of an em.
    """

    base: str
    ids: frozenset[str]
    widths: Mapping[str, int]
    section: str

    def fault(self, said: Message) -> BeatbookError:
        """An error that names the section."""
        where = self.section
        return BeatbookError(
            Message("section `{section}` of the PDF: {said}", section=where, said=said)
        )

    def misplaced(self, part: str, place: str) -> BeatbookError:
        """An error that says where something cannot stand."""
        return self.fault(Message("{part} cannot stand in {place}", part=part, place=place))

    def flow(self, element: Element, *, group: bool = False) -> list[Node]:
        """The content of an element as blocks; text between them becomes `run` nodes."""
        kind = "proof" if "proof" in self.classes(element) else element.tag
        lines = kind in _LINES and not group
        parts: list[tuple[bool, Node | str]] = []
        for part in self._parts(element):
            inline = isinstance(part, str) or part["tag"] in INLINE
            if lines and not isinstance(part, str) and part["tag"] == "small":
                inline, part = False, {**part, "tag": "line", "children": _tidy(part["children"])}
            parts.append((inline, part))
        blocks: list[Node] = []
        for inline, members in groupby(parts, key=lambda pair: pair[0]):
            content = [part for _, part in members]
            if not inline:
                blocks += [part for part in content if not isinstance(part, str)]
            elif run := _tidy(content):
                blocks.append(make_node("run", run))
        return blocks

    def _inline(self, element: Element) -> list[Node | str]:
        """The content of an element that may hold no blocks."""
        parts = self._parts(element)
        for part in parts:
            if not isinstance(part, str) and part["tag"] not in INLINE:
                raise self.misplaced(f"<{part['tag']}>", f"<{element.tag}>")
        return parts

    def _parts(self, element: Element) -> list[Node | str]:
        parts: list[Node | str] = [element.text or ""]
        for child in element:
            if str(element.tag) not in _PARENTS.get(str(child.tag), str(element.tag)).split():
                raise self.misplaced(f"<{child.tag}>", f"<{element.tag}>")
            if (node := self._read(child)) is not None:
                parts.append(node)
            parts.append(child.tail or "")
        return parts

    def _read(self, element: Element) -> Node | None:
        """One element, or None if it is hidden."""
        classes = self.classes(element)
        if "hidden" in element.attrib or "vh" in classes:
            return None
        node = make_node(str(element.tag))
        node["classes"] = classes
        node["attributes"] = self._attributes(element)
        match element.tag:
            case "table":
                TableReader(self, element, node).read()
            case "svg":
                self._picture(element, node)
            case "dl":
                self._terms(element, node)
            case "a":
                self._link(element, node)
                node["children"] = self._inline(element)
            case _:
                node["children"] = self._content(element)
        if (element.tag == "dl" or "split" in classes) and not node["children"]:
            raise self.fault(Message("a <{tag}> is empty; leave it out", tag=element.tag))
        node["attributes"]["length"] = length_of(element)
        return node

    def _attributes(self, element: Element) -> dict[str, Any]:
        """The attributes that matter to every element: `id`, `lang`, and a list's `start`."""
        kept: dict[str, Any] = {"id": element.get("id")} if element.get("id") else {}
        if "lang" in element.attrib:
            kept["lang"] = element.attrib["lang"]
            if not _LANGUAGE.fullmatch(kept["lang"]):
                said = Message("`{code}` is no language such as en or zh-CN", code=kept["lang"])
                raise self.fault(said)
        if "start" in element.attrib:
            kept["start"] = int(self.number(element, "start"))
        return kept

    def _content(self, element: Element) -> Sequence[Node | str]:
        """The children of an element that has no structure of its own."""
        match element.tag:
            case "ul" | "ol":
                return [node for node in self._parts(element) if self._is_item(node, element)]
            case "details":
                blocks = self.flow(element)
                if [block["tag"] for block in blocks][:1] != ["summary"]:
                    raise self.fault(Message("<details> must begin with its <summary>"))
                return blocks
            case "div" | "li" | "figure":
                return self.flow(element)
            case tag if tag in INLINE:
                return self._inline(element)
        return _tidy(self._inline(element))

    def _is_item(self, part: Node | str, element: Element) -> bool:
        """Whether a part is a list's item; raises BeatbookError for anything but white space."""
        if not isinstance(part, str) and part["tag"] == "li":
            return True
        if isinstance(part, str) and not part.strip():
            return False
        said = part.strip() if isinstance(part, str) else f"<{part['tag']}>"
        raise self.misplaced(said, f"<{element.tag}>")

    def classes(self, element: Element) -> list[str]:
        """The classes of an element; raises BeatbookError if the PDF does not know it or them."""
        tag, classes = str(element.tag), element.get("class", "").split()
        if tag not in _CLASSES:
            said = Message("the element <{tag}> is unknown; use one of the report's own", tag=tag)
            raise self.fault(said)
        for name in classes:
            if name not in _CLASSES[tag].split():
                said = Message(
                    "the class `{name}` of <{tag}> is unknown; use a known one", name=name, tag=tag
                )
                raise self.fault(said)
        return classes

    def _link(self, element: Element, node: Node) -> None:
        href = element.get("href", "")
        if href.startswith("#") and href[1:] in self.ids:
            node["attributes"]["to"] = href[1:]
            return
        try:
            url = urljoin(self.base, href)
            scheme = urlsplit(url).scheme
        except ValueError as error:
            said = Message("the link `{address}` is none: {why}", address=href, why=str(error))
            raise self.fault(said) from error
        if scheme in ("http", "https", "mailto"):
            node["attributes"]["url"] = url
        elif scheme:
            said = Message(
                "the link `{address}` is neither of the site nor http, https or mailto",
                address=href,
            )
            raise self.fault(said)

    def _terms(self, element: Element, node: Node) -> None:
        """Pairs of term and texts; a `div` around a pair changes nothing."""
        pairs: list[Node] = []
        for child in (part for c in element for part in (c if c.tag == "div" else [c])):
            if child.tag == "dt":
                pairs.append(make_node("pair", [], term=self.cell(child), texts=[]))
            elif child.tag == "dd" and pairs:
                pairs[-1]["attributes"]["texts"].append(self.cell(child))
            else:
                raise self.fault(Message("<{tag}> cannot stand in <dl> there", tag=child.tag))
        node["children"] = pairs

    def cell(self, element: Element, *, group: bool = False) -> Node:
        """A cell of a table or of a list of terms; in a `group` row, `small` stays in the line."""
        node = make_node(str(element.tag), self.flow(element, group=group))
        node["classes"] = self.classes(element)
        node["attributes"] = self._attributes(element)
        return node

    def _picture(self, element: Element, node: Node) -> None:
        if "tiles" in node["classes"]:
            node["tag"], node["attributes"] = "tiles", self._tiles(element)
            return
        box = self._numbers(element.get("viewBox", ""))
        if len(box) != 4 or min(box[2:]) <= 0:
            said = Message("a bar or an evidence label needs a viewBox of four numbers")
            raise self.fault(said)
        _, _, width, height = box
        shapes = [self._shape(shape, width, height) for shape in element if shape.tag not in SAID]
        node["attributes"] = {"shapes": shapes, "bar": "bar" in node["classes"]}

    def _shape(self, element: Element, width: float, height: float) -> Node:
        """A rectangle as parts of its drawing's width and height, or a dashed line across it."""
        classes = self.classes(element)
        if element.tag == "path":
            return {"kind": "dashed", "x": 0, "y": 0.5, "width": 1, "height": 0}
        if element.tag != "rect":
            place = Message("a bar or an evidence label")
            raise self.misplaced(f"<{element.tag}>", place)
        across = [self.number(element, key) / width for key in ("x", "width")]
        down = [self.number(element, key) / height for key in ("y", "height")]
        kind = classes[0] if classes else "fill"
        return {"kind": kind, "x": across[0], "width": across[1], "y": down[0], "height": down[1]}

    def number(self, element: Element, key: str) -> float:
        """An attribute's number, 0 without the attribute; raises BeatbookError if it is none."""
        return self._numbers(element.get(key, "0"))[0]

    def _numbers(self, text: str) -> list[float]:
        try:
            return [float(part) for part in text.split()] or [0.0]
        except ValueError:
            raise self.fault(Message("`{text}` is no number", text=text)) from None

    def _tiles(self, element: Element) -> Node:
        """The tile map as an SVG of its own, with classes that the template colours."""
        said = " ".join("".join(e.itertext()) for e in element.iter() if e.tag == "desc")
        if not said.strip():
            wanted = Message("a tile map needs a <desc> for those who do not see it")
            raise self.fault(wanted)
        box = element.get("viewBox", "0 0 352 352")
        svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=box)
        for group in element:
            self.classes(group)
            shapes = [group] if group.tag in ("rect", "text") else list(group)
            high = any(name in self.classes(e) for e in shapes for name in ("s4", "s5"))
            for shape in shapes if group.tag not in SAID else []:
                keys = ("x", "y", "width", "height")
                if shape.tag not in ("rect", "text"):
                    raise self.misplaced(f"<{shape.tag}>", Message("a tile map"))
                drawn = {key: str(self.number(shape, key)) for key in keys if shape.get(key)}
                name = " ".join(self.classes(shape)) or ("high" if high else "low")
                made = ElementTree.SubElement(svg, str(shape.tag), {**drawn, "class": name})
                made.text = "".join(shape.itertext())
        drawing = ElementTree.tostring(svg, encoding="unicode").partition(">")
        return {"open": f"{drawing[0]}>", "rest": drawing[2], "alt": _SPACES.sub(" ", said).strip()}


def _tidy(parts: Sequence[Node | str]) -> list[Node | str]:
    """Inline content with its white space as a browser shows it."""
    tidy, _ = _squeeze(parts, spaced=True)
    while tidy and isinstance(tidy[-1], str) and not tidy[-1].strip(" "):
        tidy.pop()
    if tidy and isinstance(tidy[-1], str):
        tidy[-1] = tidy[-1].rstrip(" ")
    return tidy


def _squeeze(parts: Sequence[Node | str], *, spaced: bool) -> tuple[list[Node | str], bool]:
    """Runs of white space as one space, none where `spaced` says that one stands before."""
    tidy: list[Node | str] = []
    for part in parts:
        if isinstance(part, str):
            text = _SPACES.sub(" ", part)
            text = text.lstrip(" ") if spaced else text
            spaced = text.endswith(" ") if text else spaced
            if text:
                tidy.append(text)
        elif part["tag"] == "br":
            tidy.append(part)
            spaced = True
        else:
            children, spaced = _squeeze(part["children"], spaced=spaced and part["tag"] != "svg")
            tidy.append({**part, "children": children})
    return tidy, spaced
