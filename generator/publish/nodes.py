"""The nodes of a report: an element of a fragment as the template walks it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element

Node = dict[str, Any]
"""An element as the template walks it: `tag`, `classes`, `attributes`, `children`."""

INLINE: Final = frozenset(
    ["a", "b", "strong", "em", "small", "q", "cite", "code", "span", "br", "svg"]
)
"""The elements that stand in a line."""


def make_node(tag: str, children: Sequence[Node | str] = (), **attributes: Any) -> Node:
    """A node without classes."""
    return {"tag": tag, "classes": [], "attributes": attributes, "children": list(children)}


def length_of(element: Element) -> int:
    """Characters of an element: a measure of how much room it takes."""
    return sum(map(len, element.itertext()))
