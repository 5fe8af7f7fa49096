"""Whether an article stops inside a sentence, as the text of a teaser or of a folded page does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from generator.draft import WORDS
from generator.draft.furniture import Passage, without
from generator.evidence.lexicon import any_of

_CUT: Final = re.compile(
    rf"(?:…|\.{{3,}})[\s\]】)]*$|(?:{any_of(WORDS['cut_marks'])})[\s>》\])】]*$"
)
_END: Final = re.compile(r"[。.!?;…”’」』》)\]】]\s*$")
_CLAUSE: Final = re.compile("[,。;!?]")
_CREDIT: Final = re.compile(
    r"\s*(?:[(【\[][^()【】\[\]]{0,60}[)】\]]|[□◎●]?\s*(?:本报|本网|特约)?"
    r"(?:记者|通讯员|作者|摄影)[^,。;!?]{0,40})\s*$"
)


def stops_short(plain: str, furniture: Iterable[Passage]) -> bool:
    """Whether a text in half-width forms ends in the middle, by its last line or a mark there."""
    spans = list(furniture)
    lines = [line.strip() for line in without(plain, spans).splitlines() if line.strip()]
    for line in reversed(lines):
        if _CUT.search(line):
            return True
        if _CLAUSE.search(line):  # none is in headings, signatures, names and rows of a table
            return not _END.search(_CREDIT.sub("", line) or line)
    return False
