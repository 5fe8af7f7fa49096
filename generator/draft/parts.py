"""The parts of an article that are each about one programme: entries of a list, or organs in turn.

An article that lists nothing but follows several organs, a paragraph or more for each, has a part
for every one of them; what belongs to none of them stays with the organ above them, if one is
named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.draft.article import Article
from generator.draft.furniture import Passage, without
from generator.draft.names import entries
from generator.draft.organs import Organ
from generator.draft.places import PlaceFinder

_LINE = re.compile(r"[^\n]+")
_LEAST_WORDS = 45


@dataclass(frozen=True, slots=True)
class Part:
    """Spans of an article on one programme, the heading it is listed under and its organ."""

    spans: tuple[Passage, ...]
    heading: str | None
    agency: Organ | None

    def holds(self, offset: int) -> bool:
        """Whether an offset of the article's text lies in the part."""
        return any(span.start <= offset < span.end for span in self.spans)


def parts_of(article: Article, places: PlaceFinder) -> list[Part]:
    """The parts of an article in order; one that holds everything, for an ordinary article."""
    listed = entries(article)
    if listed:
        found = [_entry(span, article, places) for span in listed]
        return [*found, *_captions(found, article, places)]
    chief = places.agency(article)
    if chief is None or chief.level in (None, "province") or not _in_title(chief, article, places):
        turns = _turns(article, places, chief)
        if turns:
            return turns
    whole = Passage(0, len(article.text), "")
    return [Part((whole,), None, chief or _above_all(article, places))]


def outside(parts: list[Part], article: Article) -> Part:
    """What of an article belongs to none of its parts."""
    spans, at = [], 0
    for span in sorted((s for part in parts for s in part.spans), key=lambda s: s.start):
        spans.append(Passage(at, span.start, ""))
        at = max(at, span.end)
    return Part((*spans, Passage(at, len(article.text), "")), None, None)


def _entry(span: Passage, article: Article, places: PlaceFinder) -> Part:
    spoken_of = places.agencies(article.text[span.start : span.end], article.published)
    return Part((span,), span.reason, next(iter(spoken_of), None) or places.agency(article))


def _captions(listed: list[Part], article: Article, places: PlaceFinder) -> Iterator[Part]:
    """Captions between the entries of a list that show another organ's programme."""
    known = {part.agency.code for part in listed if part.agency}
    for line, spoken_of in _lines(article, places):
        owner = _owner(spoken_of)
        if owner is None or owner.level in (None, "province") or owner.code in known:
            continue
        if not any(part.holds(line.start) for part in listed):
            known.add(owner.code)
            yield Part((line,), None, owner)


def _in_title(agency: Organ, article: Article, places: PlaceFinder) -> bool:
    named = places.agencies(article.title or "", article.published)
    return agency.code in {other.code for other in named}


def _above_all(article: Article, places: PlaceFinder) -> Organ | None:
    """The organ above all others of an article on several places: 上海公安 over its branches."""
    found = [a for a in places.agencies(article.text, article.published) if a.code]
    if len(found) < 2:
        return None
    return next((a for a in found if all(_covers(a, other) for other in found)), None)


def _covers(agency: Organ, other: Organ) -> bool:
    return (other.code or "").startswith((agency.code or "-").rstrip("0"))


def _turns(article: Article, places: PlaceFinder, chief: Organ | None) -> list[Part]:
    """A part for each organ that has paragraphs of its own, where there are several such organs.

    A paragraph without any organ goes on with the one before it.
    """
    owned: dict[str, tuple[Organ, list[Passage]]] = {}
    rest: list[Passage] = []
    current: list[Passage] = rest
    for line, spoken_of in _lines(article, places):
        if spoken_of and len(article.text[line.start : line.end].strip()) >= _LEAST_WORDS:
            owner = _owner(spoken_of)
            current = rest
            if owner is not None and owner.code is not None and owner.level != "province":
                current = owned.setdefault(owner.code, (owner, []))[1]
        current.append(line)
    above = _above_all(article, places)
    if above is not None and above.code in owned:  # 大理州 over the counties in its paragraphs
        return []
    if len(owned) < 2:
        return []
    parts = [Part(tuple(spans), None, agency) for agency, spans in owned.values()]
    if above is not None:
        parts.insert(0, Part(tuple(rest), None, above))
    elif chief is not None and chief.code not in owned:
        parts.insert(0, Part(tuple(rest), None, chief))
    return parts


def _lines(article: Article, places: PlaceFinder) -> Iterator[tuple[Passage, list[Organ]]]:
    """Every line of the article with the organs that it speaks of."""
    plain = without(article.text, article.furniture)
    found = places.agencies(plain, article.published)
    for line in _LINE.finditer(plain):
        here = [a for a in found if line.start() <= a.start < line.end() and a.code]
        yield Passage(line.start(), line.end(), ""), here


def _owner(spoken_of: list[Organ]) -> Organ | None:
    """The organ of a paragraph above all others in it, by its fullest name."""
    above = [a for a in spoken_of if all(_covers(a, other) for other in spoken_of)]
    return max(above, key=lambda agency: (len(agency.name), -agency.start), default=None)
