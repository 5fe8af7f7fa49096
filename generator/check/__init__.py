"""Rules over records: each check yields problems; the table of rules says what they mean."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

from generator.check import days, prose, references
from generator.check.figures import Verified, check_figure, check_figures, check_units
from generator.check.privacy import check_privacy
from generator.errors import Problem
from generator.records.content import Content
from generator.records.models import Brand, Metric, Record, Text
from generator.records.shape import validate
from generator.words.characters import alike
from generator.words.messages import Message

__all__ = ["Known", "Verified", "check_across", "check_brand", "check_content"]


class Known(NamedTuple):
    """What the checks across records need to remember of one brand."""

    id: str
    file: str
    name: str
    agency: str
    sources: tuple[str, ...]
    metrics: tuple[str, ...]
    adopted_from: tuple[str, ...]
    renamed_from: tuple[str, ...]


def check_brand(
    brand: Brand, stem: str, folder: str, content: Content, verified: Verified
) -> Iterator[Problem]:
    """Every problem inside one brand; `stem` and `folder` say where its file lies."""
    yield from references.check_id(brand.id, stem)
    yield from references.check_references(brand, folder, content)
    yield from references.check_dates(brand, content)
    yield from days.check_brand_days(brand, days.brand_limit(content))
    yield from check_figures(brand, content, verified)
    yield from prose.check_numbers(brand, verified.unstated)
    known = [(s, content.sources[s]) for s in brand.sources if s in content.sources]
    texts = [(identity, content.texts.get(source)) for identity, source in known]
    yield from prose.check_copied(brand, [(i, found[0]) for i, found in texts if found])
    yield from _wording(brand, [(("name",), brand.name), (("agency",), brand.agency)])


def check_broken(value: Any, content: Content) -> Iterator[Problem]:
    """What can be told of a brand whose shape is broken: the ids it names and its sound figures.

    So that an editor hears of every fault at once, not of the next kind after mending one.
    """
    record = value if isinstance(value, dict) else {}
    lists = {kind: _list(record.get(kind)) for kind in (*content.vocabulary.tags, "sources")}
    metrics = _list(record.get("metrics"))
    indicators = [m.get("indicator") if isinstance(m, dict) else None for m in metrics]
    yield from references.check_mentions(record.get("category"), lists, indicators, content)
    for index, raw in enumerate(metrics):
        metric, _ = validate(Metric, raw)
        if metric is not None:
            yield from check_figure(metric, index, content, Verified())


def cited_by(value: Any) -> list[str]:
    """The sources that a record of any shape names."""
    sources = _list(value.get("sources")) if isinstance(value, dict) else []
    return [source for source in sources if isinstance(source, str)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _wording(
    record: Record, names: Iterable[tuple[tuple[str | int, ...], Text]]
) -> Iterator[Problem]:
    texts = prose.texts_of(record)
    yield from check_privacy([(path, text) for path, text in texts if text is not None])
    yield from prose.check_english(texts)
    yield from prose.check_glyphs(texts)
    yield from prose.check_names(names)


def _inside(key: str | int, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of one entry of a file that holds many."""
    yield from (replace(problem, path=(key, *problem.path)) for problem in problems)


def check_content(
    content: Content, brands: Mapping[str, bool], latest: str
) -> Iterator[tuple[str, Problem]]:
    """Problems of everything but the brands, each with its file.

    `brands` are the ids of all brands, those that could not be read too, with whether they are
    finished; `latest` is the latest day on which somebody worked on one.
    """
    source_limit, limit = days.source_limit(content, latest), days.brand_limit(content)
    receipt_limit = days.receipt_limit(content, latest)
    for stem, source in content.sources.items():
        file = content.files["sources", stem]
        problems = chain(
            references.check_source(source, content),
            days.check_source_days(source, source_limit, receipt_limit),
        )
        yield from ((file, problem) for problem in problems)
    for stem, honour in content.honours.items():
        file = content.files["honours", stem]
        problems = chain(
            references.check_honour(honour, brands, content), days.check_honour_days(honour, limit)
        )
        yield from ((file, problem) for problem in problems)
    for stem, edition in content.editions.items():
        file = content.files["editions", stem]
        yield from ((file, problem) for problem in references.check_edition(edition, content))
    for (folder, stem), file in content.files.items():
        record = getattr(content, folder).get(stem)
        if record is not None:
            problems = chain(
                references.check_id(record.id, stem), _wording(record, [(("title",), record.title)])
            )
            yield from ((file, problem) for problem in problems)
    yield from _vocabulary(content)
    for index, correction in enumerate(content.corrections):
        problems = chain(
            references.check_correction(correction, brands),
            days.check_correction_days(correction, limit),
            _wording(correction, []),
        )
        yield from (("content/corrections.yml", p) for p in _inside(index, problems))
    for index, candidate in enumerate(content.candidates):
        problems = chain(
            references.check_candidate(candidate, brands, content),
            _wording(candidate, [(("name",), candidate.name)]),
        )
        yield from (("content/candidates.yml", p) for p in _inside(index, problems))


def _vocabulary(content: Content) -> Iterator[tuple[str, Problem]]:
    vocabulary = content.vocabulary
    problems: Iterable[Problem] = check_units(vocabulary.indicators)
    yield from (("content/vocabulary/indicators.yml", problem) for problem in problems)
    named = {stem: getattr(vocabulary, stem) for stem in ("indicators", "categories", "glossary")}
    for stem, entries in {**named, **vocabulary.tags}.items():
        for identity, entry in entries.items():
            key = "term" if stem == "glossary" else "name"
            problems = _wording(entry, [((key,), getattr(entry, key))])
            yield from ((f"content/vocabulary/{stem}.yml", p) for p in _inside(identity, problems))


def check_across(
    brands: list[Known], every: Mapping[str, bool], cited: Container[str], content: Content
) -> Iterator[tuple[str, Problem]]:
    """Problems that show only when all brands are seen together, each with its file.

    `every` is as `brands` in `check_content`; `cited` are the sources that drafts and records of
    broken shape name.
    """
    ids: dict[str, str] = {}
    names: dict[tuple[str, str], str] = {}
    for brand in brands:
        if brand.id in ids:
            said = Message(
                "the id `{id}` is taken by {file}: rename one of them",
                id=brand.id,
                file=ids[brand.id],
            )
            yield brand.file, Problem("R02", ("id",), said)
        ids.setdefault(brand.id, brand.file)
        key = (alike(brand.name), alike(brand.agency))
        if key in names:
            said = Message(
                "{file} holds a brand of the same name and agency: merge them", file=names[key]
            )
            yield brand.file, Problem("R05", ("name",), said)
        names.setdefault(key, brand.file)
    for brand in brands:
        problems = references.check_lineage(
            brand.id, list(brand.adopted_from), list(brand.renamed_from), every
        )
        yield from ((brand.file, problem) for problem in problems)
    yield from _orphans(brands, cited, content)
    yield from _idle_receipts({brand.id: brand for brand in brands}, every, content)


def _idle_receipts(
    known: Mapping[str, Known], every: Mapping[str, bool], content: Content
) -> Iterator[tuple[str, Problem]]:
    """Receipts of figures that no record has."""
    for identity, source in content.sources.items():
        for brand, figures in (source.receipt.figures if source.receipt else {}).items():
            own = known.get(brand)
            if own is None and brand in every:
                continue  # a draft, or a record that cannot be read now
            for metric in figures:
                if own is None or metric not in own.metrics:
                    said = Message(
                        "there is no figure `{brand}` `{metric}`: check with --keep again",
                        brand=brand,
                        metric=metric,
                    )
                    path = ("receipt", "figures", brand, metric)
                    yield content.files["sources", identity], Problem("E14", path, said, key=True)


def _orphans(
    brands: list[Known], cited: Container[str], content: Content
) -> Iterator[tuple[str, Problem]]:
    used = {source for brand in brands for source in brand.sources}
    used |= {honour.source for honour in content.honours.values()}
    used |= {s.reprint_of for s in content.sources.values() if s.reprint_of is not None}
    for identity in content.sources:
        if identity not in used and identity not in cited:
            said = Message(
                "no record cites `{id}`: enter what it reports or delete it", id=identity
            )
            yield content.files["sources", identity], Problem("R03", ("id",), said)
