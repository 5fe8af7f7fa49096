"""Reads a drawing: bars and evidence labels shape by shape, a tile map as an SVG of its own."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from generator.publish.elements import SAID, Checker
from generator.publish.nodes import Node
from generator.words.messages import Message

_SPACES = re.compile("[ \t\n\r\f]+")


def read_drawing(element: Element, check: Checker) -> tuple[str, Node]:
    """The tag and the attributes of an `svg` as the template walks it.

    Raises BeatbookError for shapes that the PDF does not know, and where a size or words are
    missing.
    """
    classes = check.classes(element)
    if "tiles" in classes:
        return "tiles", _tiles(element, check)
    box = check.numbers(element.get("viewBox", ""))
    if len(box) != 4 or min(box[2:]) <= 0:
        said = Message("a bar or an evidence label needs a viewBox of four numbers")
        raise check.fault(said)
    _, _, width, height = box
    shapes = [_shape(s, width, height, check) for s in element if s.tag not in SAID]
    return "svg", {"shapes": shapes, "bar": "bar" in classes}


def _shape(element: Element, width: float, height: float, check: Checker) -> Node:
    """A rectangle as parts of its drawing's width and height, or a dashed line across it."""
    classes = check.classes(element)
    if element.tag == "path":
        return {"kind": "dashed", "x": 0, "y": 0.5, "width": 1, "height": 0}
    if element.tag != "rect":
        place = Message("a bar or an evidence label")
        raise check.misplaced(f"<{element.tag}>", place)
    across = [check.number(element, key) / width for key in ("x", "width")]
    down = [check.number(element, key) / height for key in ("y", "height")]
    kind = classes[0] if classes else "fill"
    return {"kind": kind, "x": across[0], "width": across[1], "y": down[0], "height": down[1]}


def _tiles(element: Element, check: Checker) -> Node:
    """The tile map as an SVG of its own, with classes that the template colours."""
    said = " ".join("".join(e.itertext()) for e in element.iter() if e.tag == "desc")
    if not said.strip():
        wanted = Message("a tile map needs a <desc> for those who do not see it")
        raise check.fault(wanted)
    box = element.get("viewBox", "0 0 352 352")
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=box)
    for group in element:
        check.classes(group)
        shapes = [group] if group.tag in ("rect", "text") else list(group)
        high = any(name in check.classes(e) for e in shapes for name in ("s4", "s5"))
        for shape in shapes if group.tag not in SAID else []:
            keys = ("x", "y", "width", "height")
            if shape.tag not in ("rect", "text"):
                raise check.misplaced(f"<{shape.tag}>", Message("a tile map"))
            drawn = {key: str(check.number(shape, key)) for key in keys if shape.get(key)}
            name = " ".join(check.classes(shape)) or ("high" if high else "low")
            made = ElementTree.SubElement(svg, str(shape.tag), {**drawn, "class": name})
            made.text = "".join(shape.itertext())
    drawing = ElementTree.tostring(svg, encoding="unicode").partition(">")
    return {"open": f"{drawing[0]}>", "rest": drawing[2], "alt": _SPACES.sub(" ", said).strip()}
