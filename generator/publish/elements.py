"""The elements and classes that the PDF knows, and what is said where a section has others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from generator.errors import BeatbookError
from generator.words.messages import Message

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

SAID: Final = ("title", "desc")
"""What a drawing says to those who do not see it."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Looks at the elements of one section, whose name its errors bear."""

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

    def number(self, element: Element, key: str) -> float:
        """An attribute's number, 0 without the attribute; raises BeatbookError if it is none."""
        return self.numbers(element.get(key, "0"))[0]

    def numbers(self, text: str) -> list[float]:
        """The numbers of a text, 0 for none; raises BeatbookError if a part is none."""
        try:
            return [float(part) for part in text.split()] or [0.0]
        except ValueError:
            raise self.fault(Message("`{text}` is no number", text=text)) from None
