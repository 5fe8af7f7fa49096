"""Reads a section's HTML, element by element, into nodes for the PDF.

What the PDF does not know stops the build, so that nothing on the web page can be missing from the
report in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from generator.publish.columns import Ruler, spread
from generator.publish.drawings import read_drawing
from generator.publish.elements import Checker
from generator.publish.nodes import INLINE, Node, length_of, make_node
from generator.words.messages import Message

_LINES = frozenset(["li", "dd", "td", "th", "proof", "caption"])
"""Where `small` is a line of its own below the rest, as in the style sheet."""

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
    report; `widths` are the advances of characters in thousandths of an em; `check` knows what may
    stand in the section.
    """

    base: str
    ids: frozenset[str]
    widths: Mapping[str, int]
    check: Checker

    def flow(self, element: Element, *, group: bool = False) -> list[Node]:
        """The content of an element as blocks; text between them becomes `run` nodes."""
        kind = "proof" if "proof" in self.check.classes(element) else element.tag
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
                raise self.check.misplaced(f"<{part['tag']}>", f"<{element.tag}>")
        return parts

    def _parts(self, element: Element) -> list[Node | str]:
        parts: list[Node | str] = [element.text or ""]
        for child in element:
            if str(element.tag) not in _PARENTS.get(str(child.tag), str(element.tag)).split():
                raise self.check.misplaced(f"<{child.tag}>", f"<{element.tag}>")
            if (node := self._read(child)) is not None:
                parts.append(node)
            parts.append(child.tail or "")
        return parts

    def _read(self, element: Element) -> Node | None:
        """One element, or None if it is hidden."""
        classes = self.check.classes(element)
        if "hidden" in element.attrib or "vh" in classes:
            return None
        node = make_node(str(element.tag))
        node["classes"] = classes
        node["attributes"] = self._attributes(element)
        match element.tag:
            case "table":
                node["attributes"] |= self._table(element)
            case "svg":
                node["tag"], node["attributes"] = read_drawing(element, self.check)
            case "dl":
                self._terms(element, node)
            case "a":
                self._link(element, node)
                node["children"] = self._inline(element)
            case _:
                node["children"] = self._content(element)
        if (element.tag == "dl" or "split" in classes) and not node["children"]:
            raise self.check.fault(Message("a <{tag}> is empty; leave it out", tag=element.tag))
        node["attributes"]["length"] = length_of(element)
        return node

    def _attributes(self, element: Element) -> dict[str, Any]:
        """The attributes that matter to every element: `id`, `lang`, and a list's `start`."""
        kept: dict[str, Any] = {"id": element.get("id")} if element.get("id") else {}
        if "lang" in element.attrib:
            kept["lang"] = element.attrib["lang"]
            if not _LANGUAGE.fullmatch(kept["lang"]):
                said = Message("`{code}` is no language such as en or zh-CN", code=kept["lang"])
                raise self.check.fault(said)
        if "start" in element.attrib:
            kept["start"] = int(self.check.number(element, "start"))
        return kept

    def _content(self, element: Element) -> Sequence[Node | str]:
        """The children of an element that has no structure of its own."""
        match element.tag:
            case "ul" | "ol":
                return [node for node in self._parts(element) if self._is_item(node, element)]
            case "details":
                blocks = self.flow(element)
                if [block["tag"] for block in blocks][:1] != ["summary"]:
                    raise self.check.fault(Message("<details> must begin with its <summary>"))
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
        raise self.check.misplaced(said, f"<{element.tag}>")

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
            raise self.check.fault(said) from error
        if scheme in ("http", "https", "mailto"):
            node["attributes"]["url"] = url
        elif scheme:
            said = Message(
                "the link `{address}` is neither of the site nor http, https or mailto",
                address=href,
            )
            raise self.check.fault(said)

    def _terms(self, element: Element, node: Node) -> None:
        """Pairs of term and texts; a `div` around a pair changes nothing."""
        pairs: list[Node] = []
        for child in (part for c in element for part in (c if c.tag == "div" else [c])):
            if child.tag == "dt":
                pairs.append(make_node("pair", [], term=self.cell(child), texts=[]))
            elif child.tag == "dd" and pairs:
                pairs[-1]["attributes"]["texts"].append(self.cell(child))
            else:
                raise self.check.fault(Message("<{tag}> cannot stand in <dl> there", tag=child.tag))
        node["children"] = pairs

    def _table(self, element: Element) -> dict[str, Any]:
        """The caption, columns and rows of a table; BeatbookError if the rows do not make one."""
        name = _name(element)
        made: dict[str, Any] = {}
        head: list[Node] = []
        body: list[Node] = []
        for part in element:
            self.check.classes(part)
            if part.tag == "caption":
                made["caption"] = self.flow(part)
            elif part.tag == "thead":
                head += self._rows(part, name)
            elif part.tag == "tbody":
                body += self._rows(part, name)
            elif part.tag != "tr":
                raise self.check.misplaced(f"<{part.tag}>", "<table>")
        body += self._rows([part for part in element if part.tag == "tr"], name)
        rows = [*head, *body]
        count = max((row["attributes"]["width"] for row in rows), default=0)
        if any(row["attributes"]["width"] != count for row in rows):
            said = Message("the rows of the table {table} differ in length", table=name)
            raise self.check.fault(said)
        if not count:
            raise self.check.fault(Message("the table {table} is empty; leave it out", table=name))
        columns = Ruler(self.widths).columns(rows, count)
        return {**made, "columns": columns, "head": head, "body": spread(body)}

    def _rows(self, part: Element | Sequence[Element], table: str) -> list[Node]:
        """The rows of a table's part, their cells placed in columns."""
        rows: list[Node] = []
        taken: set[tuple[int, int]] = set()
        head = isinstance(part, Element) and part.tag == "thead"
        for y, element in enumerate(part):
            row = make_node("row")
            row["classes"] = self.check.classes(element)
            if element.get("id"):
                row["attributes"]["id"] = element.get("id")
            x = 0
            for cell in element:
                while (x, y) in taken:
                    x += 1
                node = self._cell(cell, x, table, head=head, group="group" in row["classes"])
                spans = node["attributes"]
                taken |= set(
                    product(range(x, x + spans["colspan"]), range(y, y + spans["rowspan"]))
                )
                row["children"].append(node)
            row["attributes"]["width"] = sum(1 for place in taken if place[1] == y)
            rows.append(row)
        if any(y >= len(part) for _, y in taken):
            said = Message("a cell of the table {table} spans too many rows", table=table)
            raise self.check.fault(said)
        if rows and isinstance(part, Element):
            rows[0]["classes"] += ["first", *part.get("class", "").split()]
        return rows

    def _cell(self, element: Element, x: int, table: str, *, head: bool, group: bool) -> Node:
        if element.tag not in ("td", "th"):
            raise self.check.misplaced(f"<{element.tag}>", Message("a table's row"))
        if element.find(".//table") is not None:
            said = Message("a table stands inside the table {table}", table=table)
            raise self.check.fault(said)
        node = self.cell(element, group=group)
        spans = {key: int(self.check.number(element, key) or 1) for key in ("colspan", "rowspan")}
        node["attributes"] |= {"x": x, "head": head, "length": length_of(element), **spans}
        return node

    def cell(self, element: Element, *, group: bool = False) -> Node:
        """A cell of a table or of a list of terms; in a `group` row, `small` stays in the line."""
        node = make_node(str(element.tag), self.flow(element, group=group))
        node["classes"] = self.check.classes(element)
        node["attributes"] = self._attributes(element)
        return node


def _name(table: Element) -> str:
    """A table as messages call it."""
    caption = table.find("caption")
    if caption is None:
        return Message("without caption")
    return f"“{''.join(caption.itertext()).strip()}”"


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
