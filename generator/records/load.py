"""From `content/` to records: every file read, every shape checked, no file passed over.

Brands are many and stream one at a time (`record_files`, `read_record`); everything that they refer
to is small and is read first, by `load_content`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median_high
from typing import Any, NamedTuple

from generator.errors import MOST_TOLD, Finding, Problem, first_told
from generator.records import markdown, reader, rules
from generator.records.content import Content, Texts, Vocabulary
from generator.records.divisions import Divisions, read_divisions
from generator.records.models import (
    TAGS,
    Baseline,
    Candidate,
    Category,
    Correction,
    Edition,
    Family,
    GlossaryEntry,
    Honour,
    Id,
    Indicator,
    Source,
    Term,
    unseen_message,
)
from generator.records.rounds import JurorScore, Round, read_scores
from generator.records.shape import validate
from generator.settings import Settings
from generator.system import files
from generator.words import characters
from generator.words.messages import Message

MAPPINGS: dict[str, Any] = {
    "families": dict[Id, Family],
    "indicators": dict[Id, Indicator],
    "categories": dict[Id, Category],
    **dict.fromkeys(TAGS, dict[Id, Term]),
    "glossary": dict[Id, GlossaryEntry],
    "baselines": list[Baseline],
}
"""The vocabulary files and what each of them holds, most by id."""

LISTS: dict[str, Any] = {"candidates": list[Candidate], "corrections": list[Correction]}
"""The files that hold a list of small records, and what each of them is."""


NamedFiles = Sequence[tuple[Path, str]]
"""Files with their names in findings."""


def finding_at(file: str, problem: Problem, line: int, column: int) -> Finding:
    """A problem with its place; the severity is its rule's."""
    code, aside = problem.code, problem.code in rules.ASIDE
    return Finding(
        file, line, column, code, problem.message, rules.severity(code), aside, problem.path
    )


def _name(settings: Settings, path: Path) -> str:
    """How findings call a file."""
    return path.relative_to(settings.root).as_posix()


def read_text(path: Path, name: str, most: int = files.RECORD) -> tuple[str | None, list[Finding]]:
    """The UTF-8 text of a file of at most so many bytes; `name` is how findings call it."""
    try:
        raw = files.read_bytes(path, most)
    except OSError as error:
        return None, [Finding(name, 0, 0, "F01", files.why(error))]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [Finding(name, line, 1, "F01", Message("not UTF-8: save the file as UTF-8"))]
    if text.startswith("\ufeff"):
        said = Message("begins with a byte order mark: save without it")
        return None, [Finding(name, 1, 1, "F01", said)]
    return text, []


def read_page(path: Path, name: str) -> tuple[str | None, list[Finding]]:
    """The Markdown of a hand-written page, or why nothing should try to read more of it."""
    text, findings = read_text(path, name, files.PAGE)
    head = markdown.head(text or "")
    _, faults = reader.read(head) if head.strip() else (None, [])
    findings += first_told(replace(own, file=name, line=own.line + 1) for own in faults)
    excesses = markdown.excesses(text or "")
    findings += first_told(Finding(name, line, at, "T03", said) for line, at, said in excesses)
    return None if findings else text, findings


class Read(NamedTuple):
    """The record of a file, or its findings; `digest` is the SHA-256 of what was read.

    It is empty for a file that is no text.
    """

    record: Any
    findings: list[Finding]
    digest: str


def read_record(
    path: Path, name: str, kind: Any, most: int = files.RECORD
) -> tuple[Any, list[Finding]]:
    """The record (or mapping or list of records) of one YAML file, or its findings."""
    record, findings, _ = read_records([(path, name)], kind, most)[0]
    return record, findings


def read_records(named: NamedFiles, kind: Any, most: int = files.RECORD) -> list[Read]:
    """The same of several files, given with their names, each step for all of them in turn.

    The processor then finds in its caches what a step needs, which reading one by one drives out.
    """
    texts = [read_text(path, name, most) for path, name in named]
    values = [(None, []) if text is None else reader.read(text) for text, _ in texts]
    shapes = [
        (None, []) if value is None else validate(kind, value, large=len(text or "") > _LARGE)
        for (text, _), (value, _) in zip(texts, values, strict=True)
    ]
    found: list[Read] = []
    for (_, name), (text, findings), (value, faults), (record, problems) in zip(
        named, texts, values, shapes, strict=True
    ):
        said = [*findings, *first_told(replace(fault, file=name) for fault in faults)]
        said += locate(text or "", name, problems)
        if is_draft(value):
            said = of_a_draft(said)
        digest = "" if text is None else sha256(text.encode()).hexdigest()
        found.append(Read(None if said else record, said, digest))
    return found


_LARGE = 30_000
"""Characters of a file that is looked at with an eye on memory; a brand has 10,000 at most."""


def read_value(path: Path, name: str) -> Any:
    """What a YAML file holds, whether or not it is a record; None where it cannot be read."""
    text, _ = read_text(path, name)
    return None if text is None else reader.read(text)[0]


def is_draft(value: Any) -> bool:
    """A brand says so itself; a source whose title or kind is null waits for a person."""
    record = value if isinstance(value, dict) else {}
    review, title = record.get("review"), record.get("title")
    skeleton = isinstance(title, dict) and (
        title.get("zh", "") is None or record.get("kind", "") is None
    )
    return skeleton or (isinstance(review, dict) and review.get("status") == "draft")


def of_a_draft(findings: Iterable[Finding]) -> list[Finding]:
    """What is wrong with a draft stops nobody: it is never built."""
    return [replace(finding, severity="warning", draft=True) for finding in findings]


def locate(text: str, name: str, problems: Iterable[Problem]) -> list[Finding]:
    """Problems with line and column, found in the YAML text that the record was read from."""
    problems = list(islice(problems, MOST_TOLD + 1))
    if not problems:
        return []
    places = reader.positions(text, problems)
    placed = (finding_at(name, p, *place) for p, place in zip(problems, places, strict=True))
    return [*first_told(placed)]


def with_places(path: Path, name: str, problems: Iterable[Problem]) -> list[Finding]:
    """Problems with line and column; the file is read again only where there are any."""
    problems = list(islice(problems, MOST_TOLD + 1))
    if not problems:
        return []
    text, findings = read_text(path, name, files.VOCABULARY)
    return findings if text is None else locate(text, name, problems)


def record_files(settings: Settings, folder: str) -> list[str]:
    """Every record's file by its name in findings, below the root; brands by province and id."""
    top = settings.content / folder
    above = _name(settings, top)
    folders = _folders(top, settings) if _READ[folder] == 2 else [""]
    names = ((below, name) for below in folders for name in _record_names(top / below, settings))
    return [f"{above}/{below}{name}" for below, name in names]


def _folders(top: Path, settings: Settings) -> list[str]:
    """The folders directly in one, each with a slash at its end; none that lies elsewhere."""
    if not top.is_dir():
        return []
    return sorted(
        f"{entry.name}/"
        for entry in os.scandir(top)
        if files.is_utf8(entry.name)
        and not (entry.is_symlink() and _astray(entry.path, settings))
        and entry.is_dir()
    )


def _record_names(folder: Path, settings: Settings) -> list[str]:
    """The files of records in a folder; none that lies elsewhere."""
    if not folder.is_dir():
        return []
    return sorted(
        entry.name
        for entry in os.scandir(folder)
        if entry.name.endswith(".yml")
        and files.is_utf8(entry.name)
        and not _LEFT_ABOUT.fullmatch(entry.name)
        and not (entry.is_symlink() and _astray(entry.path, settings))
    )


_OUT = Message("this link leads out of content/: put what it leads to in its place")
_CIRCLE = Message("this link leads back to itself: put what is meant in its place")


def _astray(link: str, settings: Settings) -> Message | None:
    """Why a link is not followed: it leads back to itself, or out of the content and its mirror."""
    mirrored = [settings.mirrored / "content"] if settings.mirrored else []
    real = Path(os.path.realpath(link))
    if real.is_symlink():
        return _CIRCLE
    inside = any(real.is_relative_to(own.resolve()) for own in (settings.content, *mirrored))
    return None if inside else _OUT


SourcesReader = Callable[[NamedFiles], Iterable[Read]]


def read_sources(named: NamedFiles) -> list[Read]:
    """The record of each source's file, or its findings."""
    return read_records(named, Source)


def load_content(
    settings: Settings, read_sources: SourcesReader = read_sources
) -> tuple[Content | None, list[Finding]]:
    """Everything but the brands; None where a vocabulary is missing or broken."""
    if not settings.content.is_dir():
        said = Message("no such folder: run this where it lies")
        return None, [Finding("content", 0, 0, "F03", said)]
    findings = [*_stray_links(settings)]
    if findings:
        return None, findings
    findings = [*_misplaced(settings), *_strays(settings), *_backups(settings)]
    findings += [*_no_files(settings), *_pages(settings)]
    vocabulary = _vocabulary(settings, findings)
    names: dict[tuple[str, str], str] = {}
    kinds: dict[str, Any] = {folder: {} for folder in _MODELS}
    for folder, model in _MODELS.items():
        named = [(settings.root / name, name) for name in record_files(settings, folder)]
        read = read_sources(named) if folder == "sources" else read_records(named, model)
        for (path, name), (record, faults, _) in zip(named, read, strict=True):
            findings += faults
            if record is not None:
                kinds[folder][path.stem] = record
            if record is not None or any(fault.severity == "error" for fault in faults):
                names[folder, path.stem] = name
    lists = {stem: _one(settings, f"{stem}.yml", kind, findings) for stem, kind in LISTS.items()}
    if vocabulary is None or None in lists.values():
        return None, findings
    sources = kinds["sources"].values()
    content = Content(
        vocabulary,
        **kinds,
        **lists,
        files=names,
        texts=Texts(settings.sources),
        stated_day=_stated_day(settings, sources),
        scores={stem: _scores(settings, stem, findings) for stem in kinds["rounds"]},
        newest=max((max(s.accessed, s.published or "") for s in sources), default=""),
    )
    return content, findings


def _scores(settings: Settings, stem: str, findings: list[Finding]) -> list[JurorScore]:
    """The table beside a round; none where there is no file yet. What is wrong is added."""
    path = settings.content / "rounds" / f"{stem}.csv"
    if not path.exists():
        return []
    name = _name(settings, path)
    text, faults = read_text(path, name, files.VOCABULARY)
    findings += faults
    if text is None:
        return []
    scores, misread = read_scores(text)
    findings += first_told(
        finding_at(name, Problem("J08", (), own.said()), own.line, 1) for own in misread
    )
    return scores


_EAST = 14 * 3600
"""Seconds by which the earliest time zone is ahead of UTC: it may be tomorrow where people work."""


def _stated_day(settings: Settings, sources: Iterable[Source]) -> str:
    """The last day that records may have, as stated with the book or by the build; else empty.

    An epoch before most sources were read is that of an older build, which stamps files only.
    """
    if settings.as_of is not None:
        return settings.as_of
    if settings.epoch is None:
        return ""
    day = datetime.fromtimestamp(settings.epoch + _EAST, UTC).date().isoformat()
    return day if day >= median_high([day, *(s.accessed for s in sources)]) else ""


def _vocabulary(settings: Settings, findings: list[Finding]) -> Vocabulary | None:
    mappings: dict[str, Any] = {
        stem: _one(settings, f"vocabulary/{stem}.yml", kind, findings)
        for stem, kind in MAPPINGS.items()
    }
    path = settings.content / "vocabulary" / "divisions.csv"
    divisions, faults = _divisions(path, _name(settings, path))
    findings += faults
    if not len(divisions) or None in mappings.values():
        return None
    tags = {kind: mappings.pop(kind) for kind in TAGS}
    return Vocabulary(**mappings, tags=tags, divisions=divisions)


def _divisions(path: Path, name: str) -> tuple[Divisions, list[Finding]]:
    if not path.exists():
        return Divisions([]), [Finding(name, 0, 0, "F03", Message("no such file: restore it"))]
    try:
        divisions, faults = read_divisions(path)
    except OSError as error:
        return Divisions([]), [Finding(name, 0, 0, "F01", files.why(error))]
    if not len(divisions) and not faults:
        said = Message("it holds no divisions: restore it")
        return divisions, [Finding(name, 0, 0, "F03", said)]
    found = (Finding(name, fault.line, 1, "S03", fault.said()) for fault in faults)
    return divisions, [*first_told(found)]


def _one(settings: Settings, relative: str, kind: Any, findings: list[Finding]) -> Any:
    """What one file holds; None where it cannot be read, which is added to the findings."""
    path = settings.content / relative
    if path.exists():
        record, faults = read_record(path, _name(settings, path), kind, files.VOCABULARY)
    else:
        said = Message("no such file: create it, or restore it")
        record, faults = None, [Finding(_name(settings, path), 0, 0, "F03", said)]
    findings += faults
    return record


_MODELS: dict[str, Any] = {
    "sources": Source,
    "honours": Honour,
    "editions": Edition,
    "rounds": Round,
}
"""The folders of records but the brands, and what each file there is."""

_READ = {"brands": 2, **dict.fromkeys(_MODELS, 1)}
"""How many levels below `content/` the records of a folder lie."""


_BESIDE = {"editions": (".json",), "rounds": (".json", ".csv")}
"""How the names of files end that lie beside their record."""

_LEFT_ABOUT = re.compile(
    r"\..*|.*~|~\$.*|#.*#|.*\.(?:sw[a-p]|bak|orig|rej|tmp|temp|old)|Thumbs\.db|desktop\.ini|Icon\r?",
    re.IGNORECASE,
)
"""Names of what editors and systems leave about: hidden files, copies, locks, previews."""


def _backups(settings: Settings) -> Iterator[Finding]:
    """Copies that an editor's programs left among the files; hidden ones are its own."""
    said = Message("this is a copy that a program left here and is skipped: delete it")
    for inside in _files_below(settings.content):
        name = _name(settings, settings.content / inside) if _is_left(inside) else ""
        if name and not _is_hidden(name):
            yield finding_at(name, Problem("F04", (), said), 0, 0)


def _files_below(top: Path) -> Iterator[str]:
    """The files below a folder by their path from there, joined by slashes.

    Without an object for each of them, which takes longer than all that is asked of it.
    """
    for folder, _, names in os.walk(top):
        inside = Path(folder).relative_to(top).as_posix()
        yield from names if inside == "." else (f"{inside}/{name}" for name in names)


def _is_left(inside: str) -> bool:
    return _LEFT_ABOUT.fullmatch(inside.rpartition("/")[2]) is not None


def _meant_files(top: Path) -> Iterator[str]:
    """What lies below a folder but was not left about."""
    return (inside for inside in _files_below(top) if not _is_left(inside))


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or "/." in name


def _no_files(settings: Settings) -> Iterator[Finding]:
    """Pipes, devices and the like where MkDocs or Jinja would open whatever lies there."""
    for top in (settings.content / "pages", settings.templates):
        for inside in _meant_files(top):
            path = top / inside
            try:
                files.refuse_kind(path, path.stat())
            except OSError as error:
                yield Finding(_name(settings, path), 0, 0, "F01", files.why(error))


def _pages(settings: Settings) -> Iterator[Finding]:
    """What nobody sees in the text of hand-written pages, and what there is too much of."""
    for path in sorted((settings.content / "pages").rglob("*.md")):
        name = _name(settings, path)
        text, findings = read_page(path, name)
        yield from findings
        yield from first_told(_unseen(name, text or ""))


def _unseen(name: str, text: str) -> Iterator[Finding]:
    for at, character in characters.unseen(text, lines=True):
        line, column = reader.place_of(text, at)
        yield Finding(name, line, column, "S07", unseen_message(character))


def _misplaced(settings: Settings) -> Iterator[Finding]:
    """Files among the records that would never be read; hidden ones are the editor's own."""
    brands = settings.content / "brands"
    if not brands.is_dir():
        said = Message("no such folder: create it, it may be empty")
        yield Finding(_name(settings, brands), 0, 0, "F03", said)
    for folder, depth in _READ.items():
        top = settings.content / folder
        for inside in _meant_files(top):
            beside = inside.endswith(_BESIDE.get(folder, ()))
            record = (top / inside).with_suffix(".yml") if beside else None
            if _is_hidden(inside) or (record and record.exists()):
                continue
            if record is not None and inside.count("/") + 1 == depth:
                missing = Message(
                    "it belongs to {file}, which is missing: restore that, or move this away",
                    file=_name(settings, record),
                )
                yield Finding(_name(settings, top / inside), 0, 0, "F02", missing)
            elif not (
                inside.endswith(".yml") and inside.count("/") + 1 == depth and files.is_utf8(inside)
            ):
                message = Message(
                    "this file is not read: name it content/{folder}/{form} or move it away",
                    folder=folder,
                    form="<province>/<id>.yml" if depth == 2 else "<id>.yml",
                )
                yield Finding(_name(settings, top / inside), 0, 0, "F02", message)


def _stray_links(settings: Settings) -> Iterator[Finding]:
    """Links that are not followed: messages would quote what lies outside, and pages publish it."""
    left = [settings.content]
    while left:
        folder = left.pop()
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.is_symlink():
                if said := _astray(entry.path, settings):
                    yield Finding(_name(settings, Path(entry.path)), 0, 0, "F01", said)
            elif entry.is_dir():
                left.append(Path(entry.path))


def _strays(settings: Settings) -> Iterator[Finding]:
    """Folders and vocabularies of another name than those that are read; notes may lie about."""
    folders = [*_READ, "pages", "vocabulary"]
    known = {*folders, "schema", *(f"{stem}.yml" for stem in LISTS)}
    kinds, vocabularies = ", ".join(folders), ", ".join(MAPPINGS)
    strays = [
        (path, Message("nothing here is read: move it into {known} or away", known=kinds))
        for path in sorted(settings.content.iterdir())
        if path.name not in known and (path.is_dir() or path.suffix in (".yml", ".yaml"))
    ]
    strays += [
        (path, Message("this file is not read: the vocabularies are {known}", known=vocabularies))
        for path in sorted((settings.content / "vocabulary").glob("*.y*ml"))
        if path.stem not in MAPPINGS or path.suffix != ".yml"
    ]
    for path, said in strays:
        if not _LEFT_ABOUT.fullmatch(path.name):
            yield Finding(_name(settings, path), 0, 0, "F02", said)
