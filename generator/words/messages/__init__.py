"""What the program says to people: a sentence in English that can be said in another language.

The English stands in the code, where it is needed; the other languages stand beside this module,
one YAML file each, which maps the English template to its translation.
"""

from __future__ import annotations

import locale
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from pathlib import Path
from typing import Any, Self

import yaml

from generator.words.characters import escaped

ENGLISH = "en"
_VARIABLES = ("BEATBOOK_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_FOLDER = Path(__file__).parent


class Message(str):
    """A sentence with what fills it in; as text it is the English, on one line.

    `values` are kept, so that `said` can fill another language's template with them; a value may
    be a message itself. A template writes a literal brace twice.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Self:
        """Fill the English template; KeyError where a field has no value."""
        self = super().__new__(cls, _filled(template, values, ENGLISH))
        self.template, self.values = template, values
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """What a copy in another process is made from."""
        return (self.template,), self.values

    def said(self, language: str) -> str:
        """The sentence in a language; in English where it has no translation."""
        template = translations(language).get(self.template, self.template)
        return _filled(template, self.values, language)


def said(text: str, language: str) -> str:
    """A message in a language; other text as it is."""
    return text.said(language) if isinstance(text, Message) else text


def translated(text: str, language: str) -> str:
    """A fixed sentence in a language, such as a command's help; as it is where none is known."""
    return translations(language).get(text, text)


def _filled(template: str, values: dict[str, Any], language: str) -> str:
    return template.format(**{name: _plain(v, language) for name, v in values.items()})


def _plain(value: Any, language: str) -> Any:
    """A value that can neither break the line that it is printed in nor turn it round."""
    return escaped(said(value, language)) if isinstance(value, str) else value


def languages() -> list[str]:
    """The languages that messages can be said in, English first."""
    return [ENGLISH, *sorted(path.stem for path in _FOLDER.glob("*.yml"))]


def language_of(environment: Mapping[str, str]) -> str:
    """The language that a terminal asks for by its locale, English where there is no other."""
    asked = next((environment[name] for name in _VARIABLES if environment.get(name)), None)
    wanted = (asked or locale.getlocale()[0] or "").lower()
    if wanted.startswith("chinese"):  # as Windows calls it
        return "zh"
    return next((known for known in languages() if wanted.startswith(known)), ENGLISH)


@cache
def translations(language: str) -> dict[str, str]:
    """The templates of a language by the English ones; none for English and unknown languages."""
    path = _FOLDER / f"{language}.yml"
    if not path.is_file():
        return {}
    found: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


COMMA = Message(", ")
SEMICOLON = Message("; ")


def listed(parts: Iterable[str], mark: Message = COMMA) -> str:
    """What is said one after another, at least one part, with a mark between each two."""
    return reduce(
        lambda before, part: Message("{before}{mark}{part}", before=before, mark=mark, part=part),
        parts,
    )
