"""The whole story: content in, one frozen Book out. Plugin and command line only call it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from generator import check, collector, load
from generator.book import Book
from generator.content import Content
from generator.errors import ContentError, Finding, Problem
from generator.i18n import Words, read_words
from generator.links import check_links
from generator.models import Brand
from generator.settings import Settings
from generator.tables import Line, make_frames, make_line

Progress = Callable[[int, int], None]
"""Told after each brand: how many are done, of how many."""


def _silent(_done: int, _total: int) -> None:
    pass


@dataclass(slots=True)
class _Survey:
    """What the first pass over the brands leaves behind."""

    lines: list[Line] = field(default_factory=list)
    known: list[check.Known] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    latest: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything read and checked, whatever was found; `findings` are sorted."""

    content: Content | None
    words: dict[str, Words]
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    drafts: int
    unreadable: int
    latest: str

    def counts(self) -> dict[str, int]:
        """Figures of the check itself, by name."""
        figures = sum(line.brand.figures for line in self.lines)
        verified = sum(line.brand.verified for line in self.lines)
        return {
            "brands": len(self.lines),
            "drafts": self.drafts,
            "unreadable": self.unreadable,
            "sources": 0 if self.content is None else len(self.content.sources),
            "figures": figures,
            "verified": verified,
            "as_read": figures - verified,
            "errors": sum(f.severity == "error" for f in self.findings),
            "warnings": sum(f.severity == "warning" for f in self.findings),
        }


def examine(settings: Settings, progress: Progress = _silent) -> Examined:
    """Read and check all content in one pass; nothing is raised for what records hold."""
    content, findings = load.load_content(settings)
    words, said = read_words(settings.templates / "translations", settings.root)
    survey = _survey(settings, content, progress)
    findings += said + survey.findings
    if content is not None:
        findings += _across(settings, content, survey)
    return Examined(
        content=content,
        words=words,
        lines=tuple(survey.lines),
        findings=tuple(sorted(set(findings))),
        drafts=len(survey.drafts),
        unreadable=len(survey.broken),
        latest=survey.latest,
    )


def make_book(settings: Settings, progress: Progress = _silent) -> Book:
    """Everything that the outputs need; raises ContentError with all findings on any error."""
    found = examine(settings, progress)
    errors = any(finding.severity == "error" for finding in found.findings)
    if found.content is None or errors:
        raise ContentError(found.findings)
    return Book(
        settings=settings,
        content=found.content,
        lines={line.brand.id: line for line in found.lines},
        frames=make_frames(found.lines, found.content),
        words=found.words,
        findings=found.findings,
        as_of=_as_of(settings, found.content, found.latest),
        drafts=found.drafts,
    )


def _survey(settings: Settings, content: Content | None, progress: Progress) -> _Survey:
    """Parse and check every brand; keep its compact line, let the brand go."""
    survey = _Survey()
    files = list(load.brand_files(settings))
    with collector.paused():
        for done, (path, name) in enumerate(files, start=1):
            _take(path, name, content, survey)
            progress(done, len(files))
    taken = len(survey.lines) + len(survey.drafts) + len(survey.broken)
    if content is not None and taken != len(files):
        raise AssertionError(f"{len(files)} brand files in, {taken} accounted for")
    return survey


def _take(path: Path, name: str, content: Content | None, survey: _Survey) -> None:
    brand, findings = load.read_record(path, name, Brand)
    if brand is None:
        is_draft = all(finding.severity == "warning" for finding in findings)
        if content is not None:
            rest = _placed(path, name, check.check_broken(load.read_value(path, name), content))
            findings += load.of_a_draft(rest) if is_draft else rest
        survey.findings += findings
        (survey.drafts if is_draft else survey.broken).append(path.stem)
        return
    if content is None:
        return  # nothing to check it against, which is reported already
    verified = check.Verified()
    problems = check.check_brand(brand, path.stem, path.parent.name, content, verified)
    findings = _placed(path, name, problems)
    if brand.review.status == "draft":
        survey.findings += load.of_a_draft(findings)
        survey.drafts.append(path.stem)
        return
    survey.findings += findings
    survey.latest = max(survey.latest, *_days(brand))
    survey.known.append(_known(brand, name, verified))
    survey.lines.append(make_line(brand, name, verified.metrics, content))


def _days(brand: Brand) -> list[str]:
    """The days on which somebody worked on the record."""
    return [brand.added, brand.review.on or "", *(note.on for note in brand.changes)]


def _known(brand: Brand, file: str, verified: check.Verified) -> check.Known:
    return check.Known(
        id=brand.id,
        file=file,
        name=brand.name.zh,
        agency=brand.agency.zh,
        sources=tuple(brand.sources),
        adopted_from=tuple(brand.lineage.adopted_from),
        renamed_from=tuple(brand.lineage.renamed_from),
        places=tuple(verified.places),
    )


def _placed(path: Path, name: str, problems: Iterable[Problem]) -> list[Finding]:
    """Problems with line and column; the file is read again only where there are any."""
    problems = list(problems)
    if not problems:
        return []
    text, findings = load.read_text(path, name)
    return findings if text is None else load.locate(text, name, problems)


def _across(settings: Settings, content: Content, survey: _Survey) -> list[Finding]:
    """Checks that need all records, each finding placed in its file."""
    by_file: dict[str, list[Problem]] = {}
    known = [*survey.broken, *(brand.id for brand in survey.known)]
    brands = {**dict.fromkeys(survey.drafts, False), **dict.fromkeys(known, True)}
    found = [
        *check.check_content(content, brands),
        *check.check_across(survey.known, brands, content),
    ]
    for file, problem in found:
        by_file.setdefault(file, []).append(problem)
    placed = [
        finding
        for file, problems in by_file.items()
        for finding in _placed(settings.root / file, file, problems)
    ]
    folder = settings.content / "pages"
    rows = [line.brand for line in survey.lines]
    places = {row.province for row in rows} | {row.prefecture for row in rows}
    return [*placed, *check_links(folder, settings.root, known, places, content)]


def _as_of(settings: Settings, content: Content, latest: str) -> str:
    """The day the data speak for: `SOURCE_DATE_EPOCH`, else the latest day in the content."""
    if settings.epoch is not None:
        return datetime.fromtimestamp(settings.epoch, tz=UTC).date().isoformat()
    days = [latest] if latest else []
    days += [source.accessed for source in content.sources.values()]
    days += [correction.on for correction in content.corrections]
    return max(days, default="1970-01-01")
