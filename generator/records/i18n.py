"""The words of the interface, one file a language; a missing one falls back to Chinese, reported.

Languages are the files of `templates/translations/`. A word may hold `{name}` fields and, before
and after a `|`, a form for one and a form for many, chosen by `n`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.errors import BeatbookError, Finding
from generator.records import reader
from generator.records.models import unseen_message
from generator.system import files
from generator.words import characters
from generator.words.messages import Message

FALLBACK = "zh"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; `code` is its BCP 47 tag for `lang` attributes."""

    language: str
    code: str
    words: dict[str, str]

    def __getitem__(self, key: str) -> str:
        """The word for a key; a key that no language has is a mistake in a template."""
        try:
            return self.words[key]
        except KeyError:
            said = Message(
                "templates/translations/{fallback}.yml has no word `{key}`: add it there",
                fallback=FALLBACK,
                key=key,
            )
            raise BeatbookError(said) from None

    def say(self, key: str, **fields: object) -> str:
        """The word for a key with its fields filled in, singular or plural by `n`."""
        one, bar, many = self[key].partition("|")
        form = many if bar and fields.get("n") != 1 else one
        try:
            return form.format(**fields)
        except (KeyError, IndexError, ValueError):
            known = ", ".join(f"{{{field}}}" for field in fields)
            said = Message(
                "templates/translations/{language}.yml: `{key}` is “{form}”, which cannot be"
                " filled in: use {known} only",
                language=self.language,
                key=key,
                form=form,
                known=known,
            )
            raise BeatbookError(said) from None


def _read(path: Path, name: str) -> tuple[dict[str, str], list[Finding]]:
    try:
        text = files.read_bytes(path, files.PAGE).decode()
    except UnicodeDecodeError:
        return {}, [Finding(name, 1, 1, "F01", Message("not UTF-8: save the file as UTF-8"))]
    except OSError as error:
        return {}, [Finding(name, 0, 0, "F01", files.why(error))]
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


def read_words(folder: Path, root: Path) -> tuple[dict[str, Words], list[Finding]]:
    """The words of every language by its code, Chinese first, and what is missing from each."""
    findings: list[Finding] = []
    raw: dict[str, dict[str, str]] = {}
    broken: set[str] = set()
    for path in sorted(folder.glob("*.yml"), key=lambda p: (p.stem != FALLBACK, p.stem)):
        name = path.relative_to(root).as_posix()
        raw[path.stem], faults = _read(path, name)
        findings += faults
        if faults:
            broken.add(path.stem)
    if FALLBACK not in raw:
        file = (folder / f"{FALLBACK}.yml").relative_to(root)
        raise BeatbookError(Message("{file} is missing: restore it", file=file))
    words = {}
    for language, own in raw.items():
        name = (folder / f"{language}.yml").relative_to(root).as_posix()
        missing = [key for key in raw[FALLBACK] if key not in own and language not in broken]
        findings += [
            Finding(name, 0, 0, "L02", said, "warning")
            for said in (Message("the word `{key}` is missing: add it", key=k) for k in missing)
        ]
        code = own.get("language_code", language)
        words[language] = Words(language, code, {**raw[FALLBACK], **own})
    return words, findings
