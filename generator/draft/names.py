"""Names an article may give a programme, and the parts of an article that lists several.

No name of a person is returned: not of officers, reporters or residents, nor a programme's name
made from one.
"""

from __future__ import annotations

import re
from typing import Final

from generator.draft import WORDS
from generator.draft.article import Article
from generator.draft.furniture import Passage, without
from generator.draft.naming import Namer
from generator.draft.persons import is_personal, people_in
from generator.evidence.lexicon import any_of
from generator.evidence.normalise import normalise

_HAN = "[\u3400-\u9fff]"
_ENDINGS = any_of(WORDS["name_endings"])
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"\s。!?;…]{2,16})[”」』\"]")
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

_HEADING = 40
_LEAST_ENTRIES = 3
_MOST = 40
_CAPTIONS = 5


def name_candidates(article: Article) -> list[tuple[str, int]]:
    """Names of programmes, likeliest first, each with its first offset in the article's text.

    An article that lists several programmes gives theirs first, in its own order.
    """
    listed = listed_names(article)
    taken = {name for name, _ in listed}
    own = [(name, at) for name, at in Namer(article).names() if name not in taken]
    return [*listed, *own[:_MOST]]


def listed_names(article: Article) -> list[tuple[str, int]]:
    """The names that the headings of a list of programmes give, each with its first offset."""
    plain = normalise(without(article.text, article.furniture))
    people = people_in(normalise(article.text))
    return [
        (name, start)
        for name, start in (_heading_name(plain, span) for span in entries(article))
        if name and not is_personal(name, people)
    ]


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
