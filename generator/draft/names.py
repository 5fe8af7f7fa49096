"""Names an article may give a programme, and the parts of an article that lists several.

No name of a person is returned: not of officers, reporters or residents, nor a programme's name
made from one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.draft import WORDS
from generator.draft.article import Article
from generator.draft.furniture import Passage, without
from generator.evidence.lexicon import any_of
from generator.evidence.normalise import normalise

_HAN = "[\u3400-\u9fff]"
_ENDINGS = any_of(WORDS["name_endings"])
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"\s。!?;…]{2,16})[”」』\"]")
_ALL_ENDINGS = re.compile(f"(?:{_ENDINGS})+")
_MARKERS: Final = (
    re.compile(
        r"(?m)^[ \t\u3000\xa0]*([0-9]{1,2})[ \t]*[◇◆●○■□★☆▲.、)]?[ \t]*(?=[\u3400-\u9fff“])"
    ),
    re.compile(
        r"(?m)^[ \t\u3000\xa0]*[(]?([一二三四五六七八九十]{1,3})[)、.][ \t]*(?=[\u3400-\u9fff“])"
    ),
)
_CHINESE = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}
_CAPTION = re.compile(r"\((?:资料图片?|图片?|摄影|图)[^()\n]{0,20}\)[ \t]*$|摄\)?[ \t]*$")
_CLAUSE = re.compile(r"[,:,、。;!?\s“”()《》|]")
_SPEECH = re.compile("[,,:吗呢吧啊呀]|[我你您他她]")
_WORD = re.compile(rf"^{_HAN}[\u3400-\u9fffA-Za-z0-9+·、\-]*$|^[A-Za-z0-9+]{{2,}}{_HAN}*$")
_OPENER = re.compile(f"{any_of(WORDS['name_openers'])}|[0-9]+[年月日时多余]*")
_SURNAME = f"[{WORDS['surnames']}]"
_MARK = f"[{''.join(WORDS['personal_marks'])}]"
_PERSONAL = re.compile(
    f"^(?:[{''.join(WORDS['personal_marks'])}]{_HAN}|{_SURNAME}{_HAN}{{0,2}}|.)"
    f"(?:{any_of(WORDS['personal_endings'])})$"
)
_NICKNAME = re.compile(
    f"^(?!.*(?:{_ENDINGS})$)(?:[{''.join(WORDS['personal_marks'])}]|{_SURNAME}){_HAN}{{1,3}}$"
)
_PERSON = re.compile(
    f"(?:(?:{any_of(WORDS['roles_before'])})[:|/\\s]{{0,3}})({_SURNAME}{_HAN}{{1,3}})"
    f"|({_SURNAME}{_HAN}{{1,2}})(?:{any_of(WORDS['roles_after'])})"
)
_TITLE_PERSON = re.compile(
    # 王小丽:…, “老王”…, …的好民警李大山; a surname may be a common word: then the title is left.
    rf"(?:^|[\s:,!?、·—-]){_SURNAME}{_HAN}{{1,2}}(?=[:,\s—-]|$)|^{_SURNAME}{_HAN}{{1,2}}(?=的)"
    rf"|(?:^|[“‘\"《\s]){_MARK}{_HAN}(?:{_HAN}{{0,2}})(?=[”’\"》\s:,]|$)"
    rf"|(?:^|[^\u3400-\u9fff]){_MARK}{_SURNAME}"
    rf"|(?:{any_of(WORDS['person_kinds'])})[“\"]?{_SURNAME}{_HAN}{{1,2}}(?:[”\"\s:,]|$)"
    rf"|{_SURNAME}{_HAN}{{0,2}}(?:{any_of(WORDS['personal_endings'])})|{_SURNAME}某"
)
_NO_PERSONS = re.compile(f"(?<!{_SURNAME}){any_of(WORDS['no_persons'])}")
_COMMON = frozenset(WORDS["common_names"])
_WEIGHTS: dict[str, float] = WORDS["ending_weights"]

_HEADING = 40
_LEAST_ENTRIES = 3
_MOST = 40
_CAPTIONS = 5


@dataclass(slots=True)
class _NameTally:
    """A name while it is weighed: its first offset, times printed and times in quotation marks."""

    start: int
    times: int = 0
    quoted: int = 0


def name_candidates(article: Article) -> list[tuple[str, int]]:
    """Names of programmes, likeliest first, each with its first offset in the article's text.

    An article that lists several programmes gives theirs first, in its own order.
    """
    plain = normalise(without(article.text, article.furniture))
    people = _people(normalise(article.text))
    listed = [
        (name, start)
        for name, start in (_heading_name(plain, span) for span in entries(article))
        if name and not _is_personal(name, people)
    ]
    title = normalise(article.title or "")
    found = _candidates(plain)
    for name in [name for name in found if _is_personal(name, people, title)]:
        del found[name]
    taken = {name for name, _ in listed}
    ranked = sorted(
        (name for name in found if name not in taken),
        key=lambda name: (-_weight(name, found[name], title), found[name].start),
    )
    return [*listed, *((name, found[name].start) for name in ranked[:_MOST])]


def named_title(article: Article) -> str | None:
    """The title of an article; None where it has none or where a person may be named in it."""
    title = _NO_PERSONS.sub("□", normalise(article.title or ""))
    if not title or _PERSON.search(title) or _TITLE_PERSON.search(title):
        return None
    names = {name for name in _people(normalise(article.text)) if not name.startswith("+")}
    return None if any(name in title for name in names) else article.title


def entries(article: Article) -> list[Passage]:
    """The parts of an article that lists several programmes; their reason is their heading.

    Empty for an ordinary article. Pictures' captions before a heading belong to no part.
    """
    plain = normalise(without(article.text, article.furniture))
    for marker in _MARKERS:
        starts = _numbered(plain, marker)
        headings = [_heading(plain, end) for _, end in starts]
        named = sum(_names_programme(heading) for heading in headings)
        if len(starts) >= _LEAST_ENTRIES and named * 2 > len(starts):
            stops = [start for start, _ in starts[1:]] + [len(plain.rstrip())]
            return [
                Passage(start, _body_end(plain, start, stop), heading)
                for (start, _), stop, heading in zip(starts, stops, headings, strict=True)
            ]
    return []


def _numbered(plain: str, marker: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where short lines are numbered 1, 2, 3 …: offsets of the number and of what follows it."""
    starts: list[tuple[int, int]] = []
    for found in marker.finditer(plain):
        number = int(found[1]) if found[1].isdigit() and found[1].isascii() else _value(found[1])
        if number == len(starts) + 1 and _heading(plain, found.end()):
            starts.append((found.end() - len(found[0].lstrip()), found.end()))
    return starts


def _value(numeral: str) -> int:
    """11 of 十一; numerals of a list go to 99."""
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return _CHINESE.get(numeral, 0)
    return (_CHINESE.get(tens, 0) if tens else 1) * 10 + (_CHINESE.get(ones, 0) if ones else 0)


def _heading(plain: str, at: int) -> str:
    """The rest of a line where it is short and no sentence, else empty text."""
    end = plain.find("\n", at)
    line = plain[at : end if end >= 0 else len(plain)].strip()
    return line if len(line) <= _HEADING and "。" not in line else ""


def _names_programme(heading: str) -> bool:
    head = heading.partition(":")[0].strip("“”")
    return bool(re.search(f"(?:{_ENDINGS})$", head)) or bool(
        re.match(f"“[^”]{{2,12}}(?:{_ENDINGS})”|“[^”]{{2,12}}”(?:{_ENDINGS})", heading)
    )


def _body_end(plain: str, start: int, stop: int) -> int:
    """The end of a part without blank lines and captions of the next one's picture."""
    end = start + len(plain[start:stop].rstrip())
    for _ in range(_CAPTIONS):
        line = max(plain.rfind("\n", start, end), start) + 1
        if line <= start + 1 or not _CAPTION.search(plain, line, end):
            return end
        end = start + len(plain[start : line - 1].rstrip())
    return end


def _heading_name(plain: str, span: Passage) -> tuple[str, int]:
    head = span.reason.partition(":")[0].strip()
    quoted = _QUOTED.match(span.reason)
    name = quoted[1] if quoted and not re.search(f"(?:{_ENDINGS})$", head) else head.strip("“”")
    return name, plain.find(name, span.start)


def _candidates(plain: str) -> dict[str, _NameTally]:
    found: dict[str, _NameTally] = {}
    for start, name in _ended_words(plain):
        _count(found, name, start, quoted=False)
    for match in _QUOTED.finditer(plain):
        name = match[1]
        ending = _ALL_ENDINGS.match(plain, match.end())
        whole = name + ending[0] if ending else name
        if whole != name and whole in found:
            _count(found, whole, found[whole].start, quoted=True)
        if len(name) <= 12 and _WORD.match(name) and not _SPEECH.search(name):
            _count(found, name, match.start(1), quoted=True)
    return {name: one for name, one in found.items() if name not in _COMMON and len(name) > 2}


def _count(found: dict[str, _NameTally], name: str, start: int, *, quoted: bool) -> None:
    one = found.setdefault(name, _NameTally(start))
    one.start = min(one.start, start)
    one.times += 1
    one.quoted += quoted


def _ended_words(plain: str) -> Iterator[tuple[int, str]]:
    """Words with an ending of programmes' names, from the last word that opens such a name."""
    for found in _ALL_ENDINGS.finditer(plain):
        begin = max(0, found.start() - 12)
        before = plain[begin : found.start()]
        cuts = [cut.end() for cut in _CLAUSE.finditer(before)]
        cuts += [cut.end() for cut in _OPENER.finditer(before)]
        start = begin + max(cuts, default=0)
        name = plain[start : found.end()]
        if 4 <= len(name) <= 14 and _WORD.match(name) and found.start() > start:
            yield start, name


def _weight(name: str, one: _NameTally, title: str) -> float:
    """How likely a name is: by its ending, how often and how it is printed, and the title."""
    ending = re.search(f"(?:{_ENDINGS})$", name)
    strength = _WEIGHTS.get(ending[0], 1.0) if ending else 0.0
    weight = strength + min(one.times, 6) * 0.5 + min(one.quoted, 4) * 0.75
    weight += 2.5 if name in title else 0.0
    if not ending and name not in title:
        weight -= 1.5
    return weight - max(0, len(name) - 9) * 0.3


def _people(plain: str) -> frozenset[str]:
    """What may be names of persons in a text, by the words beside them; given names too."""
    names = {name for found in _PERSON.finditer(plain) for name in found.groups() if name}
    full = {name[:size] for name in names for size in (2, 3)} | names
    return frozenset(full | {f"+{name[1:]}" for name in full if len(name) == 3})


def _is_personal(name: str, people: frozenset[str], title: str = "") -> bool:
    """Whether a name is, holds or may well be a person's; a doubtful one in the title may not."""
    if _PERSONAL.match(name) or name in people or f"+{name[:2]}" in people:
        return True
    parts = (name[at : at + size] for size in (3, 4) for at in range(len(name) - size + 1))
    if any(part in people for part in parts):
        return True
    return _NICKNAME.match(name) is not None and name not in title
