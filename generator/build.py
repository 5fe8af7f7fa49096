"""The whole story: content in, one frozen Book out. Plugin and command line only call it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from generator import check
from generator.book import outcome
from generator.book.book import Book
from generator.book.cache import Cache
from generator.book.editions import make_editions
from generator.book.published import check_stores
from generator.book.rounds import (
    check_round_stores,
    check_shortlists,
    drafted_nominees,
    make_rounds,
)
from generator.book.survey import Progress, Survey, silent, survey_brands
from generator.errors import ContentError, Finding, Problem
from generator.evidence.receipts import Found
from generator.records.content import Content
from generator.records.i18n import Words, read_words
from generator.records.load import with_places
from generator.records.rules import loosens
from generator.settings import Settings
from generator.site.links import check_links
from generator.system.gc_pause import gc_paused, gc_settled
from generator.tables.frames import BookBrand, BrandRow, confirmed


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything read and checked; `findings` are sorted.

    `found` are the figures that the texts at hand confirm, whether or not a receipt says so.
    """

    content: Content | None
    words: dict[str, Words]
    brands: tuple[BookBrand, ...]
    findings: tuple[Finding, ...]
    found: tuple[Found, ...]
    drafts: int
    unreadable: int
    latest: str

    def counts(self) -> dict[str, int]:
        """Figures of the check itself, by name."""
        figures = sum(entry.row.figures for entry in self.brands)
        verified = sum(entry.row.verified for entry in self.brands)
        return {
            "brands": len(self.brands),
            "drafts": self.drafts,
            "unreadable": self.unreadable,
            "sources": 0 if self.content is None else len(self.content.sources),
            "figures": figures,
            "verified": verified,
            "changed": sum(
                finding.code == "E14" and finding.file.startswith("content/brands/")
                for finding in self.findings
            ),
            "unkept": self._unkept(),
            "as_read": figures - verified,
            "errors": sum(f.severity == "error" for f in self.findings),
            "warnings": sum(f.severity == "warning" for f in self.findings),
        }

    def _unkept(self) -> int:
        """How many figures the texts at hand confirm without a receipt that says so."""
        if not self.found:
            return 0
        verified = (entry for entry in self.brands if entry.row.verified)
        rows = (row for entry in verified for row in entry.read_metrics() if row.verified)
        kept = {(row.source, row.brand, row.id) for row in rows}
        return sum((f.source, f.brand, f.metric) not in kept for f in self.found)


@gc_paused()
def examine(
    settings: Settings,
    progress: Progress = silent,
    cache: Cache | None = None,
    instead: Mapping[str, Path] | None = None,
    seen: outcome.Seen | None = None,
) -> Examined:
    """Read and check all content in one pass; nothing is raised for what records hold.

    A `cache` that is given holds what it knows in memory for the next time. `instead` are files
    that are read in place of those of brands, by the names of those: what is not saved yet. `seen`
    is what the disk says of all files, where that was asked just now.
    """
    instead = instead or {}
    cache = cache or Cache(settings.root)
    cache.open(settings, seen)
    content, findings = cache.content(settings)
    words, said = read_words(settings.templates / "translations", settings.root)
    survey = survey_brands(settings, content, progress, cache, instead)
    if content is not None:
        cache.close()
    findings += said + survey.findings
    if content is not None:
        sound = not any(loosens(f.code) for f in findings if not f.draft)
        findings += _across(settings, content, survey, words, cache, instead, sound=sound)
    if not cache.held:
        gc_settled()  # or the first thing it did would be to go through all that was read
    return Examined(
        content=content,
        words=words,
        brands=tuple(survey.brands),
        findings=tuple(sorted(set(findings))),
        found=tuple(survey.found),
        drafts=len(survey.drafts),
        unreadable=len(survey.broken),
        latest=survey.latest,
    )


class Checked(NamedTuple):
    """What a check tells: its counts by name, its findings, whether all records could be told."""

    counts: dict[str, int]
    findings: tuple[Finding, ...]
    whole: bool


def check_book(settings: Settings, progress: Progress = silent) -> Checked:
    """Check all content; where nothing changed since a check that found nothing, as that said."""
    before = outcome.seen(settings)
    counts = outcome.kept_counts(settings, before)
    if counts is not None:
        return Checked(counts, (), whole=True)
    found = examine(settings, progress, seen=before)
    checked = Checked(found.counts(), found.findings, found.content is not None)
    if checked.whole and not checked.findings:
        outcome.keep_counts(settings, before, checked.counts)
    return checked


def make_book(settings: Settings, progress: Progress = silent, cache: Cache | None = None) -> Book:
    """Everything that the outputs need; raises ContentError with all findings on any error."""
    found = examine(settings, progress, cache)
    errors = any(finding.severity == "error" for finding in found.findings)
    if found.content is None or errors:
        raise ContentError(found.findings)
    book = Book(
        settings=settings,
        content=found.content,
        brands={entry.row.id: entry for entry in confirmed(found.brands)},
        words=found.words,
        findings=found.findings,
        as_of=_as_of(settings, found.content, found.latest),
        drafts=found.drafts,
    )
    book = replace(book, rounds=make_rounds(book))
    return replace(book, editions=make_editions(book))


def _across(
    settings: Settings,
    content: Content,
    survey: Survey,
    words: dict[str, Words],
    cache: Cache,
    instead: Mapping[str, Path],
    *,
    sound: bool,
) -> list[Finding]:
    """Checks that need all records, each finding placed in its file.

    They are not made again of what they found nothing in. `sound` are records whose references lead
    somewhere.
    """
    corrected = {own.identity for own in content.corrections if own.kind == "brands"}
    published = any(edition.status == "published" for edition in content.editions.values())
    first_last = reversed(survey.brands)  # so that the first of two with one id stays
    packed = {e.row.id: e.json for e in first_last if published or e.row.id in corrected}
    levels = {i: row.evidence_level for i, row in _nominees(content, survey).items()}
    told = content, words, survey.essence(), packed, levels
    if cache.consistent != told:
        found = _check_across(settings, content, survey, words, packed, instead, sound=sound)
        cache.consistent = None if found else told
        return found
    return []


def _nominees(content: Content, survey: Survey) -> dict[str, BrandRow]:
    return drafted_nominees(content, survey.brands) if content.rounds else {}


def _check_across(
    settings: Settings,
    content: Content,
    survey: Survey,
    words: dict[str, Words],
    packed: dict[str, memoryview],
    instead: Mapping[str, Path],
    *,
    sound: bool,
) -> list[Finding]:
    by_file: dict[str, list[Problem]] = {}
    known = [*survey.broken, *(brand.id for brand in survey.known)]
    former = {old: brand.id for brand in survey.known for old in brand.formerly}
    finished = {**dict.fromkeys(survey.drafts, False), **dict.fromkeys(known, True)}
    brands = check.Brands(finished, former)
    corrected = {own.identity for own in content.corrections if own.kind == "brands"}
    records = {i: json.loads(bytes(packed[i])) for i in sorted(corrected & {*packed})}
    files = {brand.id: brand.file for brand in reversed(survey.known)}
    found = [
        *check.check_content(content, brands, survey.latest, records),
        *check.check_across(survey.known, brands, survey.cited, content),
    ]
    sound = sound and not any(loosens(problem.code) for _, problem in found)
    found += [
        *check_stores(settings, content, brands, packed, files, sound=sound),
        *check_round_stores(settings, content),
        *check_shortlists(content, _nominees(content, survey)),
    ]
    for file, problem in found:
        by_file.setdefault(file, []).append(problem)
    placed = [
        finding
        for file, problems in by_file.items()
        for finding in with_places(instead.get(file, settings.root / file), file, problems)
    ]
    if content.rounds:
        provinces = {entry.row.id: entry.row.province for entry in survey.brands}
        placed += check.check_scores(content, provinces)
    folder = settings.content / "pages"
    rows = [entry.row for entry in survey.brands]
    places = {row.province for row in rows} | {row.prefecture for row in rows}
    linked = {*known, *former}
    return [*placed, *check_links(folder, settings.root, linked, places, content, words)]


def _as_of(settings: Settings, content: Content, latest: str) -> str:
    """The day the data speak for: as stated with the book, else the latest day in the content.

    `SOURCE_DATE_EPOCH` stamps files; it says when they were made, not how far the data reach.
    """
    if settings.as_of is not None:
        return settings.as_of
    days = [latest] if latest else []
    for source in content.sources.values():
        days += [source.accessed, *([source.receipt.on] if source.receipt else [])]
    days += [correction.on for correction in content.corrections]
    days += [own.decided for own in content.rounds.values() if own.decided]
    return max(days, default="1970-01-01")
