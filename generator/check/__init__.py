"""Rules over records: each check yields problems; the table of rules says what they mean."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from generator.check import days, prose, references
from generator.check.corrections import check_corrections
from generator.check.figures import (
    Verified,
    check_alone,
    check_excerpts,
    check_figures,
    check_units,
)
from generator.check.privacy import check_privacy
from generator.check.renamed import Brands, check_former_ids
from generator.check.rounds import check_round, check_scores
from generator.errors import MOST_TOLD, Problem, RecordPath
from generator.records.content import Content, Renamed
from generator.records.models import Brand, Edition, Honour, Metric, Record, Source, Text
from generator.records.rounds import Round
from generator.records.shape import validate
from generator.words.characters import alike

__all__ = [
    "Brands",
    "Case",
    "Remembered",
    "Verified",
    "check_across",
    "check_brands",
    "check_content",
    "check_scores",
    "check_words",
]


class Remembered(NamedTuple):
    """What the checks across records need to remember of one brand."""

    id: str
    file: str
    name: str
    agency: str
    place: str
    category: str
    sources: tuple[str, ...]
    metrics: tuple[str, ...]
    adopted_from: tuple[str, ...]
    renamed_from: tuple[str, ...]
    formerly: tuple[str, ...]


class Case(NamedTuple):
    """A brand that is checked; `stem` and `folder` say where its file lies."""

    brand: Brand
    stem: str
    folder: str
    verified: Verified


def check_brands(cases: Sequence[Case], content: Content) -> list[list[Problem]]:
    """Every problem inside each of some brands; what the texts confirm goes into `verified`.

    One check after another for all brands: the processor then finds in its caches what a check
    needs, which the others drive out. Excerpts come before what asks which of them state a figure.
    """
    found: list[list[Problem]] = [[] for _ in cases]
    checks: tuple[Callable[[Case, Content], Iterable[Problem]], ...]
    checks = (_references, _days, _excerpts, _figures, _numbers, _copied, _words)
    for check in checks:
        for case, problems in zip(cases, found, strict=True):
            problems += islice(check(case, content), MOST_TOLD + 1)
    return found


def _references(case: Case, content: Content) -> Iterator[Problem]:
    yield from references.check_id(case.brand.id, case.stem)
    yield from references.check_references(case.brand, case.folder, content)


def _days(case: Case, content: Content) -> Iterator[Problem]:
    yield from references.check_dates(case.brand, content)
    started = ("started",), case.brand.started or ""
    yield from days.check_days(days.brand_limit(content), *days.of_brand(case.brand), started)


def _excerpts(case: Case, _: Content) -> list[Problem]:
    return check_excerpts(case.brand, case.verified)


def _figures(case: Case, content: Content) -> Iterator[Problem]:
    return check_figures(case.brand, content, case.verified)


def _numbers(case: Case, _: Content) -> Iterator[Problem]:
    return prose.check_numbers(case.brand, case.verified.unstated)


def _copied(case: Case, content: Content) -> Iterator[Problem]:
    known = [(s, content.sources[s]) for s in case.brand.sources if s in content.sources]
    texts = [(identity, content.texts.get(source)) for identity, source in known]
    return prose.check_copied(case.brand, [(i, found[0]) for i, found in texts if found])


def _words(case: Case, _: Content) -> Iterator[Problem]:
    return _wording(case.brand, [(("name",), case.brand.name), (("agency",), case.brand.agency)])


def check_broken(value: Any, content: Content) -> Iterator[Problem]:
    """What can be told of a brand whose shape is broken: the ids it names and its sound figures.

    So that an editor hears of every fault at once, not of the next kind after mending one.
    """
    record = value if isinstance(value, dict) else {}
    lists = {kind: _list(record.get(kind)) for kind in (*content.vocabulary.tags, "sources")}
    metrics = _list(record.get("metrics"))
    indicators = [m.get("indicator") if isinstance(m, dict) else None for m in metrics]
    yield from references.check_mentions(record.get("category"), lists, indicators, content)
    for index, raw in enumerate(metrics[:_FIGURES]):
        metric, _ = validate(Metric, raw)
        if metric is not None:
            for problem in check_alone(metric, content):
                yield problem.inside("metrics", index)


_FIGURES = 500
"""The figures of a broken record that are looked at; no record so far has a hundred."""


def cited_by(value: Any) -> list[str]:
    """The sources that a record of any shape names."""
    sources = _list(value.get("sources")) if isinstance(value, dict) else []
    return [source for source in sources if isinstance(source, str)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def check_words(record: Source | Honour | Edition | Round) -> Iterator[Problem]:
    """Problems with the words of a record, whatever other records say."""
    return _wording(record, [(("title",), record.title)])


def _wording(record: Record, names: Iterable[tuple[RecordPath, Text]]) -> Iterator[Problem]:
    texts, untranslated = prose.wording_of(record)
    together = "\n".join([text for _, text in texts])
    yield from check_privacy(texts, together)
    yield from prose.check_english(untranslated)
    yield from prose.check_waiting(texts, together)
    yield from prose.check_glyphs(texts, together)
    yield from prose.check_names(names)


def check_content(
    content: Content,
    brands: Brands,
    latest: str,
    corrected: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, Problem]]:
    """Problems of everything but the brands, each with its file.

    `latest` is the latest day on which somebody worked on a brand; `corrected` holds the brands
    that corrections name, as JSON, as far as they can be read.
    """
    for file, problems in _by_file(content, brands, latest):
        yield from ((file, problem) for problem in islice(problems, MOST_TOLD + 1))
    for file, key, problems in _by_entry(content, brands):
        yield from ((f"content/{file}.yml", problem.inside(key)) for problem in problems)
    for index, problem in check_corrections(content, brands, corrected):
        yield "content/corrections.yml", problem.inside(index)
    yield from _former_ids(content)


def _by_file(
    content: Content, brands: Brands, latest: str
) -> Iterator[tuple[str, Iterator[Problem]]]:
    """The problems of each source, honour, edition and round."""
    limit, of_sources = days.brand_limit(content), days.source_limit(content, latest)
    of_receipts = days.receipt_limit(content, latest)
    for stem, source in content.sources.items():
        file, receipt = content.files["sources", stem], source.receipt
        read, published = ("accessed",), ("published",)
        own = [(read, source.accessed), (published, source.published or "")]
        yield file, references.check_source(source, content)
        yield file, days.check_days(of_sources, *own)
        yield file, days.check_days(of_receipts, (("receipt", "on"), receipt.on if receipt else ""))
    for stem, honour in content.honours.items():
        file = content.files["honours", stem]
        yield file, references.check_honour(honour, brands, content)
        yield file, days.check_days(limit, (("year",), str(honour.year)))
    for stem, edition in content.editions.items():
        yield content.files["editions", stem], references.check_edition(edition, content)
    for stem, own_round in content.rounds.items():
        file = content.files["rounds", stem]
        yield file, check_round(own_round, brands, content)
        yield file, days.check_days(limit, *days.of_round(own_round))
    for (folder, stem), file in content.files.items():
        record = getattr(content, folder).get(stem)
        if record is not None:
            yield file, references.check_id(record.id, stem)
            if folder != "sources":  # those may be many, and were looked at when they were read
                yield file, check_words(record)


def _by_entry(
    content: Content, brands: Brands
) -> Iterator[tuple[str, str | int, Iterator[Problem]]]:
    """The problems of each entry of the files that hold many, by file and key or place."""
    vocabulary, limit = content.vocabulary, days.brand_limit(content)
    stems = ("families", "indicators", "categories", "glossary")
    fixed = {stem: getattr(vocabulary, stem) for stem in stems}
    for stem, entries in {**fixed, **vocabulary.tags}.items():
        name = "term" if stem == "glossary" else "name"
        for identity, entry in entries.items():
            names = [((name,), getattr(entry, name))]
            yield f"vocabulary/{stem}", identity, _wording(entry, names)
    for identity, indicator in vocabulary.indicators.items():
        yield "vocabulary/indicators", identity, check_units(indicator)
    for stem, identity, problem in references.check_families(vocabulary):
        yield f"vocabulary/{stem}", identity, iter((problem,))
    before: set[tuple[str, str, str]] = set()
    for index, baseline in enumerate(vocabulary.baselines):
        problems = references.check_baseline(baseline, before, content)
        yield "vocabulary/baselines", index, problems
    for index, correction in enumerate(content.corrections):
        yield "corrections", index, days.check_days(limit, (("on",), correction.on))
        yield "corrections", index, _wording(correction, [])
    for index, candidate in enumerate(content.candidates):
        names = [(("name",), candidate.name)]
        yield "candidates", index, references.check_candidate(candidate, brands, content)
        yield "candidates", index, _wording(candidate, names)


def _former_ids(content: Content) -> Iterator[tuple[str, Problem]]:
    """Ids that records but brands and entries of vocabularies had, each with its file."""
    for folder in ("sources", "honours", "editions", "rounds"):
        known = {stem for kind, stem in content.files if kind == folder}
        entries = {stem: own.formerly for stem, own in getattr(content, folder).items()}
        for stem, problem in check_former_ids(entries, known):
            yield content.files[folder, stem], problem
    vocabulary = content.vocabulary
    listed: dict[str, Mapping[str, Renamed]] = {
        "indicators": vocabulary.indicators,
        **vocabulary.tags,
    }
    for stem, terms in listed.items():
        entries = {identity: term.formerly for identity, term in terms.items()}
        for identity, problem in check_former_ids(entries, terms):
            yield f"content/vocabulary/{stem}.yml", problem.inside(identity)
    for first, category in vocabulary.categories.items():
        entries = {second: term.formerly for second, term in category.children.items()}
        for second, problem in check_former_ids(entries, category.children):
            yield "content/vocabulary/categories.yml", problem.inside(first, "children", second)


def check_across(
    brands: list[Remembered], every: Brands, cited: Container[str], content: Content
) -> Iterator[tuple[str, Problem]]:
    """Problems that show only when all brands are seen together, each with its file.

    `cited` are the sources that drafts and records of broken shape name.
    """
    ids: dict[str, str] = {}
    names: dict[tuple[str, str], str] = {}
    for brand in brands:
        if brand.id in ids:
            problem = Problem("R02", ("id",)).says(
                "the id `{id}` is taken by {file}: rename one of them",
                id=brand.id,
                file=ids[brand.id],
            )
            yield brand.file, problem
        ids.setdefault(brand.id, brand.file)
        key = (alike(brand.name), alike(brand.agency))
        if key in names:
            problem = Problem("R05", ("name",)).says(
                "{file} holds a brand of the same name and agency: merge them", file=names[key]
            )
            yield brand.file, problem
        names.setdefault(key, brand.file)
        for kind in ("adopted_from", "renamed_from"):
            problems = references.check_lineage(brand.id, kind, getattr(brand, kind), every)
            yield from ((brand.file, problem) for problem in problems)
    files = {brand.id: brand.file for brand in brands}
    former = {brand.id: brand.formerly for brand in brands}
    for identity, problem in check_former_ids(former, every.finished):
        yield files[identity], problem
    yield from _orphans(brands, cited, content)
    yield from _empty_windows(brands, every.finished, content)
    yield from _idle_receipts({brand.id: brand for brand in brands}, every.finished, content)


def _idle_receipts(
    known: Mapping[str, Remembered], every: Mapping[str, bool], content: Content
) -> Iterator[tuple[str, Problem]]:
    """Receipts of figures that no record has."""
    for identity, source in content.sources.items():
        for brand, figures in (source.receipt.figures if source.receipt else {}).items():
            own = known.get(brand)
            if own is None and brand in every:
                continue  # a draft, or a record that cannot be read now
            for metric in figures:
                if own is None or metric not in own.metrics:
                    path = ("receipt", "figures", brand, metric)
                    problem = Problem("E14", path, key=True).says(
                        "there is no figure `{brand}` `{metric}`: check with --keep again",
                        brand=brand,
                        metric=metric,
                    )
                    yield content.files["sources", identity], problem


def _empty_windows(
    brands: list[Remembered], every: Mapping[str, bool], content: Content
) -> Iterator[tuple[str, Problem]]:
    """Editions without a brand in a book that has some.

    What cannot be read now might be the one that is missing, so then nothing is said.
    """
    finished = {identity for identity, done in every.items() if done}
    cited = {source for brand in brands for source in brand.sources}
    unread = {s for s in cited if ("sources", s) in content.files} - set(content.sources)
    if not brands or unread or not finished <= {brand.id for brand in brands}:
        return
    seen = [(b.place, b.category, source) for b in brands for source in b.sources]
    for stem, edition in content.editions.items():
        for problem in references.check_window(edition, seen, content):
            yield content.files["editions", stem], problem


def _orphans(
    brands: list[Remembered], cited: Container[str], content: Content
) -> Iterator[tuple[str, Problem]]:
    used = {source for brand in brands for source in brand.sources}
    used |= {honour.source for honour in content.honours.values()}
    used |= {baseline.source for baseline in content.vocabulary.baselines}
    used |= {s.reprint_of for s in content.sources.values() if s.reprint_of is not None}
    for identity in content.sources:
        if identity not in used and identity not in cited:
            problem = Problem("R03", ("id",)).says(
                "no record cites `{id}`: enter what it reports or delete it", id=identity
            )
            yield content.files["sources", identity], problem
