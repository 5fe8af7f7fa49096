"""The first pass over the brands: parse and check each one, keep it compact, let it go.

Many brands are shared out among processes where the system can fork; the result is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from generator import check
from generator.book.cache import Cache, Clean, KeptBrands, decode, encode
from generator.check.days import of_brand
from generator.errors import Finding, Problem
from generator.evidence.receipts import Found
from generator.records import load
from generator.records.content import Content
from generator.records.models import Brand
from generator.settings import Settings
from generator.system.workers import in_shares, share_out
from generator.tables.frames import BookBrand, pack

Progress = Callable[[int, int], None]
"""Told after each brand: how many are done, of how many."""


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Survey:
    """What the first pass over the brands leaves behind."""

    brands: list[BookBrand] = field(default_factory=list)
    known: list[check.Remembered] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    cited: set[str] = field(default_factory=set)
    latest: str = ""

    def essence(self) -> tuple[object, ...]:
        """What checks across records look at: of brands no more than is remembered of them."""
        return self.known, self.drafts, self.broken, self.cited, self.latest

    def take(self, clean: Clean) -> None:
        """Take in a brand."""
        self.brands.append(clean.entry)
        self.known.append(clean.known)
        self.found += clean.found
        self.latest = max(self.latest, clean.latest)

    def add(self, other: Survey) -> None:
        """Take in what another part of the pass found."""
        self.brands += other.brands
        self.known += other.known
        self.findings += other.findings
        self.drafts += other.drafts
        self.broken += other.broken
        self.found += other.found
        self.cited |= other.cited
        self.latest = max(self.latest, other.latest)


def survey_brands(
    settings: Settings,
    content: Content | None,
    progress: Progress,
    cache: Cache,
    instead: Mapping[str, Path],
) -> Survey:
    """Everything that the brands' files hold; `content` is None where it is broken.

    `instead` are files that are read in place of others, by the names of those.
    """
    found, files = Survey(), load.record_files(settings, "brands")
    kept = KeptBrands(cache, settings, content) if content is not None else None
    known = {name: kept.find(name) if kept and name not in instead else None for name in files}
    fresh = [(instead.get(n, settings.root / n), n) for n in files if known[n] is None]
    told = partial(_told, progress, len(files) - len(fresh), len(files))
    taken = _take_fresh(fresh, content, told)
    for name in files:
        clean = known[name]
        if clean is not None:
            found.take(clean)
            continue
        digest, clean, rest = next(taken)
        if clean is not None:
            found.take(clean)
        if rest is not None:
            found.add(rest)
        elif kept and clean is not None and name not in instead:
            kept.keep(name, digest, clean)
    total = len(found.brands) + len(found.drafts) + len(found.broken)
    if content is not None and total != len(files):
        raise AssertionError(f"{len(files)} brand files in, {total} accounted for")
    return found


def _told(progress: Progress, before: int, total: int, done: int) -> None:
    progress(before + done, total)


BrandFile = tuple[Path, str]


def _take_fresh(
    files: load.NamedFiles, content: Content | None, told: Callable[[int], None]
) -> Iterator[tuple[str, Clean | None, Survey | None]]:
    """What each file holds, in order: its digest, the brand, and what else there is to say."""
    done = 0
    for part in share_out(partial(_take_share, content), in_shares(files)):
        done += len(part)
        told(done)
        for digest, brand, rest in part:
            yield digest, decode(brand) if brand else None, rest


def _take_share(
    content: Content | None, files: load.NamedFiles
) -> list[tuple[str, bytes | None, Survey | None]]:
    """The same, brands as bytes: they pass between processes in half the time."""
    read = load.read_records(files, Brand)
    taken = [Survey() for _ in files]
    sound: list[tuple[BrandFile, check.Case, Survey]] = []
    for (path, name), (brand, findings, _), found in zip(files, read, taken, strict=True):
        if brand is None:
            _take_broken(path, name, content, findings, found)
        else:
            case = check.Case(brand, path.stem, path.parent.name, check.Verified())
            sound.append(((path, name), case, found))
    if content is not None:  # else there is nothing to check against, which is reported already
        every = check.check_brands([case for _, case, _ in sound], content)
        for (file, case, found), problems in zip(sound, every, strict=True):
            _take(file, case, content, problems, found)
    return [(own.digest, *_parted(found)) for own, found in zip(read, taken, strict=True)]


def _parted(found: Survey) -> tuple[bytes | None, Survey | None]:
    if not found.brands:
        return None, found
    brand = Clean(found.brands[0], found.known[0], tuple(found.found), found.latest)
    return encode(brand), Survey(findings=found.findings) if found.findings else None


def _take_broken(
    path: Path, name: str, content: Content | None, findings: list[Finding], found: Survey
) -> None:
    is_draft = all(finding.severity == "warning" for finding in findings)
    value = load.read_value(path, name)
    found.cited.update(check.cited_by(value))
    if content is not None:
        rest = load.with_places(path, name, check.check_broken(value, content))
        findings += load.of_a_draft(rest) if is_draft else rest
    found.findings += findings
    (found.drafts if is_draft else found.broken).append(path.stem)


def _take(
    file: BrandFile, case: check.Case, content: Content, problems: list[Problem], found: Survey
) -> None:
    (path, name), brand = file, case.brand
    findings = load.with_places(path, name, problems)
    if brand.review.status == "draft":
        found.findings += load.of_a_draft(findings)
        found.drafts.append(path.stem)
        found.cited.update(brand.sources)
        return
    found.findings += findings
    found.latest = max(found.latest, *(day for _, day in of_brand(brand)))
    found.known.append(_known(brand, name))
    found.found += case.verified.found
    found.brands.append(pack(brand, name, content))


def _known(brand: Brand, file: str) -> check.Remembered:
    return check.Remembered(
        id=brand.id,
        file=file,
        name=brand.name.zh,
        agency=brand.agency.zh,
        place=brand.place,
        category=brand.category,
        sources=tuple(brand.sources),
        metrics=tuple(metric.id for metric in brand.metrics),
        adopted_from=tuple(brand.lineage.adopted_from),
        renamed_from=tuple(brand.lineage.renamed_from),
        formerly=tuple(brand.formerly),
    )
