"""The parts of an article that are each about one programme: entries of a list, or organs in turn.

A list numbers its programmes, or heads or numbers its units: stations, bureaus. An article that
lists nothing but follows several organs, a paragraph or more for each, has a part for every one of
them. What belongs to none of them stays with the organ above them, if one is named; an article
about one programme that shows several organs by way of example has one part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from generator.draft import WORDS
from generator.draft.article import Article
from generator.draft.chief import division_of, fullest, unit_of
from generator.draft.furniture import Passage, without
from generator.draft.names import entries
from generator.draft.organs import Organ
from generator.draft.places import PlaceFinder
from generator.evidence.lexicon import any_of
from generator.evidence.normalise import normalise

_LINE = re.compile(r"[^\n]+")
_MARKER = re.compile(
    r"\s*(?:(?P<number>[(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)、.:](?![0-9])|0[1-9](?![0-9])"
    r"|[①-⑳])|(?P<case>(?:案例|典型|做法|经验|样本)[0-9一二三四五六七八九十]{1,3}[:、.]?)"
    r"|(?P<sign>[★☆●○■□◆◇▲△▶►◎※▌【]))\s*"
)
_CAPTION = re.compile(rf"{any_of(WORDS['captions'])}|摄\)?$")
_PICTURED = re.compile(any_of(WORDS["pictured"]))
_SENTENCE = re.compile("[。!?;]")
_LEAST_WORDS = 45
_BETWEEN_LINES = 3
_LEAST_NESTED = 4
"""Units of a list, at least, where one of them is above another."""
_HEADING = 40
_HEAD = 12
"""Characters of a heading before its organ, at most."""
_LEAD = 30
"""Characters of a numbered paragraph, or of one below a heading, before its organ, at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """Spans of an article on one programme, the heading it is listed under and its organ.

    `above`: what an article says besides its parts, of the organ above theirs.
    """

    spans: tuple[Passage, ...]
    heading: str | None
    agency: Organ | None
    above: bool = False

    def holds(self, offset: int) -> bool:
        """Whether an offset of the article's text lies in the part."""
        return any(span.start <= offset < span.end for span in self.spans)


class _PartLine(NamedTuple):
    """A line of an article: where it is, what it prints and the organs that it speaks of."""

    at: Passage
    text: str
    organs: list[Organ]


class _Opening(NamedTuple):
    """A line that may open a unit's part: its number, the kind of its mark, the unit named."""

    at: int
    mark: str | None
    unit: Organ | None


def parts_of(article: Article, places: PlaceFinder) -> list[Part]:
    """The parts of an article in order; one that holds everything, for an ordinary article."""
    lines = list(_lines(article, places))
    listed = entries(article)
    if listed:
        found = [_entry(span, lines, article, places) for span in listed]
        return [*found, *_captions(found, lines)]
    units = _units(lines, article)
    if units:
        return units
    chief = places.agency(article)
    if chief is None or chief.level in (None, "province") or not _in_title(chief, article, places):
        turns = _turns(lines, chief)
        if turns:
            return turns
    whole = Passage(0, len(article.text), "")
    return [Part((whole,), None, chief or _above_all(_organs(lines)))]


def outside(parts: list[Part], article: Article) -> Part:
    """What of an article belongs to none of its parts."""
    spans, at = [], 0
    for span in sorted((s for part in parts for s in part.spans), key=lambda s: s.start):
        spans.append(Passage(at, span.start, ""))
        at = max(at, span.end)
    return Part((*spans, Passage(at, len(article.text), "")), None, None)


def part_at(parts: list[Part], offset: int) -> int:
    """The number of the part that holds an offset; that of what is outside of all is the last."""
    return next((n for n, part in enumerate(parts) if part.holds(offset)), len(parts))


def _lines(article: Article, places: PlaceFinder) -> Iterator[_PartLine]:
    """Every line of the article without page furniture."""
    plain = normalise(without(article.text, article.furniture))
    found = places.organs(article)
    for line in _LINE.finditer(plain):
        here = [organ for organ in found if line.start() <= organ.start < line.end()]
        yield _PartLine(Passage(line.start(), line.end(), ""), line[0], here)


def _joined(lines: Iterable[Passage]) -> tuple[Passage, ...]:
    """The spans of lines, those that follow each other as one."""
    spans: list[Passage] = []
    for line in lines:
        if spans and 0 <= line.start - spans[-1].end <= _BETWEEN_LINES:
            spans[-1] = Passage(spans[-1].start, line.end, "")
        else:
            spans.append(line)
    return tuple(spans)


def _organs(lines: Iterable[_PartLine]) -> list[Organ]:
    return [organ for line in lines for organ in line.organs if organ.code]


def _entry(span: Passage, lines: list[_PartLine], article: Article, places: PlaceFinder) -> Part:
    spoken_of = [
        organ
        for line in lines
        for organ in line.organs
        if span.start <= organ.start < span.end and (organ.code or organ.level == "station")
    ]
    own = _foremost(spoken_of) if spoken_of else places.agency(article)
    return Part((span,), span.reason, own)


def _captions(listed: list[Part], lines: list[_PartLine]) -> Iterator[Part]:
    """Captions between the entries of a list that show another organ's programme."""
    known = {part.agency.code for part in listed if part.agency}
    for line in lines:
        owner = _owner(line)
        if owner is None or owner.level in (None, "province") or owner.code in known:
            continue
        if not any(part.holds(line.at.start) for part in listed):
            known.add(owner.code)
            yield Part((line.at,), None, owner)


def _in_title(agency: Organ, article: Article, places: PlaceFinder) -> bool:
    named = places.agencies(article.title or "", article.published)
    return agency.code in {other.code for other in named}


def _above_all(found: list[Organ]) -> Organ | None:
    """The organ above all others of an article on several places: 上海公安 over its branches."""
    if len(found) < 2:
        return None
    return next((a for a in found if all(_covers(a, other) for other in found)), None)


def _covers(agency: Organ, other: Organ) -> bool:
    return (other.code or "").startswith((agency.code or "-").rstrip("0"))


def _foremost(spoken_of: list[Organ]) -> Organ:
    """The first organ of a part by its fullest name there."""
    first = _identity(spoken_of[0])
    return fullest([organ for organ in spoken_of if _identity(organ) == first])


def _identity(organ: Organ) -> tuple[str, str]:
    """What tells two units apart: their division, and the station in it."""
    return division_of(organ), unit_of(organ)


def _units(lines: list[_PartLine], article: Article) -> list[Part]:
    """A part for each unit under a heading or number of its own; empty without such a list.

    A number or a heading may name the programme and the line below it the unit.
    """
    opened = _listed(list(_openings(lines, article)), lines)
    if not opened:
        return []
    owned: dict[tuple[str, str], list[_PartLine]] = {}
    rest = lines[: opened[0][0]]
    ends = [at for at, _ in opened[1:]] + [len(lines)]
    for (at, organ), end in zip(opened, ends, strict=True):
        owned.setdefault(_identity(organ), []).extend(lines[at:end])
    above = _above_units(lines, [organ for _, organ in opened])
    last = owned[_identity(opened[-1][1])]
    closing = len(last)
    while above and closing > 1 and _opens_with(last[closing - 1], above):
        closing -= 1
    rest += last[closing:]
    del last[closing:]
    first = {_identity(organ): organ for _, organ in reversed(opened)}
    parts = []
    for identity, own in owned.items():
        spoken_of = [o for line in own for o in line.organs if _identity(o) == identity]
        spans = _joined(line.at for line in own)
        parts.append(Part(spans, None, fullest([first[identity], *spoken_of])))
    if above is not None:
        parts.insert(0, Part(_joined(line.at for line in rest), None, above, above=True))
    return parts


def _above_units(lines: list[_PartLine], units: list[Organ]) -> Organ | None:
    """The bureau that has all the units of a list below it, by its fullest name."""
    known = {_identity(unit) for unit in units}
    others = [o for o in _organs(lines) if _identity(o) not in known and not unit_of(o)]
    above = [o for o in others if all(_covers(o, unit) for unit in units if unit.code)]
    return _foremost(above) if above else None


def _openings(lines: list[_PartLine], article: Article) -> Iterator[_Opening]:
    """Lines that may open a unit's part, in order."""
    title = normalise(article.title or "").strip()
    for at, line in enumerate(lines):
        text = line.text.strip()
        if not text or text == title or _CAPTION.search(text):
            continue
        mark = _MARKER.match(line.text)
        short = len(text) <= _HEADING and not _SENTENCE.search(text)
        first = _first(line, mark.end() if mark else 0, _LEAD if mark else _HEAD)
        if mark and short and not line.organs and at + 1 < len(lines):
            first = _first(lines[at + 1], 0, _LEAD)
        if mark or (short and first and not _PICTURED.match(line.text, first.end - line.at.start)):
            yield _Opening(at, mark.lastgroup if mark else None, first)


def _first(line: _PartLine, head: int, most: int) -> Organ | None:
    """The organ that a line's first sentence begins with, behind its number and some words."""
    first = next(iter(line.organs), None)
    if first is None or first.start - line.at.start - head > most:
        return None
    return None if _SENTENCE.search(line.text, head, first.start - line.at.start) else first


def _listed(openings: list[_Opening], lines: list[_PartLine]) -> list[tuple[int, Organ]]:
    """The openings of a list of units; empty where they are points of one programme's account.

    Most lines with a mark of a kind must name a unit, the units be peers and each have a body
    that does not begin with another's organ.
    """
    marks = Counter(opening.mark for opening in openings)
    named = Counter(opening.mark for opening in openings if opening.unit)
    kinds = {mark for mark in marks if named[mark] * 2 > marks[mark]}
    opened = [(o.at, o.unit) for o in openings if o.unit and o.mark in kinds]
    units = {_identity(unit): unit for _, unit in opened}
    nested = any(
        _covers(one, other) and not unit_of(one)
        for key, one in units.items()
        for other_key, other in units.items()
        if key != other_key
    )
    if len(units) < (_LEAST_NESTED if nested else 2):
        return []
    ends = [at for at, _ in opened[1:]] + [len(lines)]
    whole = all(
        _has_body(lines[at:end], unit, units) for (at, unit), end in zip(opened, ends, strict=True)
    )
    return opened if whole else []


def _has_body(lines: list[_PartLine], unit: Organ, units: dict[tuple[str, str], Organ]) -> bool:
    """Whether lines from an opening on are about its unit, some words long."""
    if sum(len(line.text.strip()) for line in lines) < _LEAST_WORDS:
        return False
    below = next((organ for line in lines[1:] for organ in line.organs), unit)
    return _identity(below) == _identity(unit) or _identity(below) not in units


def _opens_with(line: _PartLine, above: Organ) -> bool:
    """Whether a closing paragraph turns to the organ above all."""
    first = next(iter(line.organs), None)
    if first is None or first.code != above.code or unit_of(first):
        return False
    return first.start - line.at.start <= _HEAD


def _turns(lines: list[_PartLine], chief: Organ | None) -> list[Part]:
    """A part for each organ that has paragraphs of its own, where there are several such organs.

    A paragraph without any organ goes on with the one before it. Stations have parts where their
    bureau is not named by itself.
    """
    bureaus = {organ.code for organ in _organs(lines) if not unit_of(organ)}
    owned: dict[tuple[str, str], tuple[Organ, list[Passage]]] = {}
    rest: list[Passage] = []
    current: list[Passage] = rest
    for line in lines:
        if _organs([line]) and len(line.text.strip()) >= _LEAST_WORDS:
            owner = _owner(line)
            current = rest
            if owner is not None and owner.level != "province":
                unit = "" if owner.code in bureaus else unit_of(owner)
                current = owned.setdefault((owner.code or "", unit), (owner, []))[1]
        current.append(line.at)
    owners = [organ for organ, _ in owned.values()]
    nested = any(_covers(a, b) for a in owners for b in owners if a.code != b.code)
    if len(owned) < 2 or (nested and _above_all(owners)):  # 大理州 over the counties below it
        return []
    parts = [Part(_joined(spans), None, agency) for agency, spans in owned.values()]
    above = _above_units(lines, owners)
    if above is None and chief is not None and chief.code not in {o.code for o in owners}:
        above = chief
    if above is not None:
        parts.insert(0, Part(_joined(rest), None, above, above=True))
    return parts


def _owner(line: _PartLine) -> Organ | None:
    """The organ of a paragraph above all others in it, by its fullest name."""
    spoken_of = _organs([line])
    above = [a for a in spoken_of if all(_covers(a, other) for other in spoken_of)]
    return max(above, key=lambda agency: (len(agency.name), -agency.start), default=None)
