"""Languages: each is one file of words in `templates/translations/`, which holds all about it.

A word may hold `{name}` fields and, before and after a `|`, a form for one and a form for many,
chosen by `n`. Words that a file lacks, and texts of records, are taken from the languages that its
`fallback` names, one after another, and at last from the language that every record is written in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from generator.errors import BeatbookError, Finding
from generator.records import reader
from generator.records.models import Text, unseen_message
from generator.system import files
from generator.words import characters
from generator.words.messages import Message

ORIGINAL: Final = "zh"
"""The language that every record, page and word is there in."""

_WRITTEN: Final = frozenset(Text.model_fields)
"""The languages that records are written in."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of one language; `code` is its BCP 47 tag for `lang` attributes.

    They are equal to themselves alone, so that what was written in them can be kept with them.
    `chain` are the languages in which a text is looked for, its own first, the original last.
    """

    language: str
    code: str
    words: dict[str, str]
    chain: tuple[str, ...] = (ORIGINAL,)

    def __getitem__(self, key: str) -> str:
        """The word for a key; a key that no language has is a mistake in a template."""
        try:
            return self.words[key]
        except KeyError:
            raise BeatbookError(
                "templates/translations/{original}.yml has no word `{key}`: add it there",
                original=ORIGINAL,
                key=key,
            ) from None

    def say(self, key: str, **fields: object) -> str:
        """The word for a key with its fields filled in, singular or plural by `n`."""
        one, bar, many = self[key].partition("|")
        form = many if bar and fields.get("n") != 1 else one
        try:
            return form.format(**fields)
        except (KeyError, IndexError, ValueError):
            known = ", ".join(f"{{{field}}}" for field in fields)
            raise BeatbookError(
                "templates/translations/{language}.yml: `{key}` is “{form}”, which cannot be"
                " filled in: use {known} only",
                language=self.language,
                key=key,
                form=form,
                known=known,
            ) from None

    def of_records(self) -> str:
        """The language in which records speak to readers of this one, if they have its text."""
        return _first_written(self.chain)

    def choose(self, zh: str, en: str | None) -> tuple[str, str]:
        """Which text of a record is shown: its language and itself."""
        return ("en", en) if en and self.of_records() == "en" else ("zh", zh)


@lru_cache(maxsize=16)
def _first_written(chain: tuple[str, ...]) -> str:
    return next(language for language in chain if language in _WRITTEN)


def code_of(language: str, words: Mapping[str, Words]) -> str:
    """The BCP 47 tag of a language; of one without a file its name."""
    return words[language].code if language in words else language


def in_all(words: Mapping[str, Words], key: str, mark: str) -> str:
    """A word in every language that has one of its own, one after another."""
    return mark.join(dict.fromkeys(own[key] for own in words.values()))


def _read(data: bytes | Message, name: str) -> tuple[dict[str, str], list[Finding]]:
    if isinstance(data, Message):
        return {}, [Finding(name, 0, 0, "F01", data)]
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return {}, [Finding(name, 1, 1, "F01", Message("not UTF-8: save the file as UTF-8"))]
    value, faults = reader.read(text)
    findings = [Finding(name, f.line, f.column, f.code, f.message) for f in faults]
    if value is not None and not isinstance(value, dict):
        said = Message("the file: expected words by their keys")
        findings.append(Finding(name, 1, 1, "S03", said))
    for at, character in characters.unseen(text, lines=True):
        line, column = reader.place_of(text, at)
        findings.append(Finding(name, line, column, "S07", unseen_message(character)))
    words = value if isinstance(value, dict) else {}
    return {key: word for key, word in words.items() if isinstance(word, str)}, findings


def _bytes(path: Path) -> bytes | Message:
    """What a file holds, or why it cannot be read."""
    try:
        return files.read_bytes(path, files.PAGE)
    except OSError as error:
        return files.why(error)


def read_words(folder: Path, root: Path) -> tuple[dict[str, Words], list[Finding]]:
    """Every language by its name, the original first, and what is wrong or missing with each.

    The same files give the same words, with what was written in them.
    """
    paths = sorted(folder.glob("*.yml"), key=lambda p: (p.stem != ORIGINAL, p.stem))
    if not paths or paths[0].stem != ORIGINAL:
        file = (folder / f"{ORIGINAL}.yml").relative_to(root)
        raise BeatbookError(Message("{file} is missing: restore it", file=file))
    names = [path.relative_to(root).as_posix() for path in paths]
    words, findings = _read_all(tuple(zip(names, map(_bytes, paths), strict=True)))
    return dict(words), list(findings)


@lru_cache(maxsize=4)
def _read_all(
    languages: tuple[tuple[str, bytes | Message], ...],
) -> tuple[dict[str, Words], list[Finding]]:
    """The languages of some files, each by its name and what it holds."""
    findings: list[Finding] = []
    raw: dict[str, dict[str, str]] = {}
    broken: set[str] = set()
    for name, data in languages:
        language = Path(name).stem
        raw[language], faults = _read(data, name)
        findings += faults
        if faults:
            broken.add(language)
    words = {}
    for (name, _), (language, own) in zip(languages, raw.items(), strict=True):
        words[language] = _words(language, raw)
        known = {*raw, *Text.model_fields}
        findings += [
            Finding(name, 0, 0, "S03", said)
            for said in (_unknown(f, known) for f in _fallback(own) if f not in known)
        ]
        missing = [key for key in raw[ORIGINAL] if key not in own and language not in broken]
        findings += [
            Finding(name, 0, 0, "L02", said, "warning")
            for said in (Message("the word `{key}` is missing: add it", key=k) for k in missing)
        ]
    return words, findings


def _words(language: str, raw: Mapping[str, dict[str, str]]) -> Words:
    """A language with the words that it takes from others."""
    own = raw[language]
    chain = tuple(dict.fromkeys([language, *_fallback(own), ORIGINAL]))
    words: dict[str, str] = {}
    for other in reversed(chain):
        words |= raw.get(other, {})
    # What a language is called is the one thing that it cannot take from another.
    words |= {key: own.get(key, language) for key in ("language_code", "language_name")}
    return Words(language, words["language_code"], words, chain)


def _fallback(own: Mapping[str, str]) -> list[str]:
    return own.get("fallback", "").split()


def _unknown(language: str, known: Iterable[str]) -> Message:
    return Message(
        "`fallback` names `{language}`: it may name {known}",
        language=language,
        known=", ".join(sorted(known)),
    )
