"""How wide the columns of a table want to be, and a row of its own for what its cells fold away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.publish.nodes import INLINE, Node, make_node

_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]+|[^\s/\-–{_CJK}]+[^\s{_CJK}]?")
_MINIMUM = (5, 8)
"""Em that a column of text gets at least if it wants them, and the first of a table."""

_SIZES = {"line": 0.94, "small": 0.94}
"""Sizes of notes by that of the text around them."""

_LABEL = 3.6
"""Em that the squares of an evidence label take."""

_SLACK = 0.3
"""Em between figures and unit, and for what words of different spacing may need more."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """Measures content in em; `widths` are the advances of characters in thousandths of one."""

    widths: Mapping[str, int]

    def columns(self, rows: Sequence[Node], count: int) -> list[Node]:
        """The columns of a table of some rows, their cells placed; see `_widen` for the sizes."""
        sizes = dict.fromkeys(("hard", "min", "max", "digits", "unit"), 0.0)
        columns: list[Node] = [{"kind": "text", **sizes} for _ in range(count)]
        for row in rows:
            for cell in row["children"]:
                self._widen(columns, cell)
        return columns

    def _widen(self, columns: list[Node], cell: Node) -> None:
        """Count a cell in with its column, in em.

        `hard` is what its longest word needs, `min` what it should have, `max` what sets it in one
        line; `digits` and `unit` are the parts of its figures.
        """
        if cell["attributes"]["colspan"] > 1:
            return
        column = columns[cell["attributes"]["x"]]
        hard, low, high = self._extent(cell["children"])
        low = max(low, min(high, _MINIMUM[cell["attributes"]["x"] == 0]))
        if not cell["attributes"]["head"]:
            kinds = [kind for kind in ("num", "plot") if kind in cell["classes"]]
            column["kind"] = (
                "plot" if _has_bar(cell["children"]) else (kinds or [column["kind"]])[0]
            )
            if kinds or "keep" in cell["classes"]:
                hard = low = high
            if "value" in cell["classes"] and (figures := list(_digits(cell["children"]))):
                digits = max(self._extent([figure])[2] for figure in figures)
                column["digits"] = max(column["digits"], digits + _SLACK)
                column["unit"] = max(column["unit"], high - digits)
                hard = low = high = column["digits"] + column["unit"] + _SLACK
        for key, width in (("hard", hard), ("min", low), ("max", high)):
            column[key] = max(column[key], width)

    def _extent(self, parts: Sequence[Node | str], size: float = 1) -> tuple[float, float, float]:
        """What some content needs for its longest word, its longest label, and its longest line."""
        hard = low = high = line = 0.0
        for part in parts:
            if isinstance(part, str):
                word = max((self._word(word) for word in _WORD.findall(part)), default=0) * size
                hard, low, line = max(hard, word), max(low, word), line + self._width(part) * size
                continue
            part_hard, part_low, part_line = self._part_extent(part, size)
            hard, low = max(hard, part_hard), max(low, part_low)
            if part["tag"] in INLINE and part["tag"] != "br":
                line += part_line
            else:
                high, line = max(high, line, part_line), 0.0
        return hard, low, max(high, line)

    def _part_extent(self, part: Node, size: float) -> tuple[float, float, float]:
        tag, classes = part["tag"], set(part["classes"])
        if tag == "svg":
            width = 0.0 if part["attributes"]["bar"] else _LABEL
            return width, width, width
        # What a figure folds away gets a row of its own.
        children = part["children"][:1] if tag == "details" else part["children"]
        hard, low, line = self._extent(children, size * _SIZES.get(tag, 1))
        if "gap" in classes:
            line += 1
        if "hedge" in classes:
            line += 0.15
        if {"gap", "digits", "keep"} & classes:
            hard = line
        return hard, line if hard == line or "evidence" in classes else low, line

    def _word(self, word: str) -> float:
        length = self._width(word)
        return min(length, 2) if word[0] >= "\u2e80" else length

    def _width(self, text: str) -> float:
        return sum(self.widths.get(character, 1000) for character in text) / 1000


def spread(body: list[Node]) -> list[Node]:
    """Move what is folded in a row's cells into a row below, which has more room for it."""
    rows: list[Node] = []
    for row in body:
        cells = row["children"]
        folded = [part for cell in cells[1:] for part in _unfold(cell)]
        first = cells[0]["attributes"] if cells else {}
        rows.append(row)
        length = first.get("length", 0) + sum(cell["attributes"]["length"] for cell in cells[1:])
        if folded and row["attributes"]["width"] > 2 and first["rowspan"] == 1:
            for cell in cells[1:]:
                cell["children"] = [p for part in cell["children"] for p in _fold(part)]
            first |= {"rowspan": 2, "length": length}
            span = row["attributes"]["width"] - first["colspan"]
            proof = make_node("td", folded, x=first["colspan"], colspan=span, rowspan=1)
            proof["attributes"]["length"] = length
            rows.append({**make_node("row", [proof]), "classes": ["proof"]})
    return rows


def _has_bar(parts: Sequence[Node | str]) -> bool:
    """Whether some content holds a bar, which has no width of its own."""
    nodes = [part for part in parts if not isinstance(part, str)]
    return any(node["attributes"].get("bar") or _has_bar(node["children"]) for node in nodes)


def _digits(parts: Sequence[Node | str]) -> Iterator[Node]:
    """The figures within some content."""
    for part in parts:
        if not isinstance(part, str):
            yield from [part] if "digits" in part["classes"] else _digits(part["children"])


def _unfold(cell: Node) -> list[Node]:
    """What a cell's `details` hold beside their summaries."""
    return [
        p for part in cell["children"] if part["tag"] == "details" for p in part["children"][1:]
    ]


def _fold(part: Node) -> list[Node]:
    """A part of a cell with only the summary of its `details`."""
    if part["tag"] != "details":
        return [part]
    return [make_node("run", part["children"][0]["children"])]
