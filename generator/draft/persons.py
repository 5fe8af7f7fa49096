"""Names of persons in an article, so that no programme is called by one."""

from __future__ import annotations

import re

from generator.draft import WORDS
from generator.draft.article import Article
from generator.evidence.lexicon import any_of
from generator.evidence.normalise import normalise

_HAN = "[\u3400-\u9fff]"
_ENDINGS = any_of(WORDS["name_endings"])
_SURNAME = f"[{WORDS['surnames']}]"
_LIKELY = f"(?!{any_of(WORDS['no_persons'])}){_SURNAME}"
_MARK = f"[{''.join(WORDS['personal_marks'])}]"
_PERSONAL = re.compile(
    f"^(?:{_MARK}{_HAN}|{_LIKELY}{_HAN}{{0,2}}|.)(?:{any_of(WORDS['personal_endings'])})$"
)
_NICKNAME = re.compile(f"^(?!.*(?:{_ENDINGS})$)(?:{_MARK}|{_LIKELY}){_HAN}{{1,3}}$")
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


def people_in(plain: str) -> frozenset[str]:
    """What may be names of persons in a text, by the words beside them; given names too."""
    names = {name for found in _PERSON.finditer(plain) for name in found.groups() if name}
    full = {name[:size] for name in names for size in (2, 3)} | names
    return frozenset(full | {f"+{name[1:]}" for name in full if len(name) == 3})


def is_personal(name: str, people: frozenset[str], title: str = "") -> bool:
    """Whether a name is, holds or may well be a person's; a doubtful one in the title may not."""
    if _PERSONAL.match(name) or name in people or f"+{name[:2]}" in people:
        return True
    parts = (name[at : at + size] for size in (3, 4) for at in range(len(name) - size + 1))
    if any(part in people for part in parts):
        return True
    return _NICKNAME.match(name) is not None and name not in title


def named_title(article: Article) -> str | None:
    """The title of an article; None where it has none or where a person may be named in it."""
    title = _NO_PERSONS.sub("□", normalise(article.title or ""))
    if not title or _PERSON.search(title) or _TITLE_PERSON.search(title):
        return None
    names = {name for name in people_in(normalise(article.text)) if not name.startswith("+")}
    return None if any(name in title for name in names) else article.title
