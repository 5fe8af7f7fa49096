"""What the page of a form shows: groups of fields, what can be chosen, findings at their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from generator.build import Examined
from generator.editing.fields import Typed, brand_fields, name_at, names_of
from generator.editing.record import JudgedRecord, OpenedBrand
from generator.errors import Finding
from generator.records.content import Content
from generator.records.i18n import Words
from generator.records.models import FIVE_IS, TAGS
from generator.words.messages import said

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "what": ("name", "name_basis", "agency", "place", "category", "status", "started"),
    "when": ("season", "hours"),
    "tags": TAGS,
    "told": ("summary", *FIVE_IS),
    "sources": ("sources", "evaluated_by"),
    "metrics": ("metrics",),
    "lineage": ("lineage", "formerly"),
    "record": ("review", "added", "changes"),
}
"""The keys of a brand by the part of the form that asks them."""

WORDS: Final[Mapping[str, str]] = {
    "agency.level": "level_",
    "hours.days": "days_",
    "metrics.change.basis": "basis_",
    "metrics.design": "design_",
    "metrics.qualifier": "qualifier_",
    "name_basis": "name_basis_",
    "review.status": "review_",
    "season": "month_",
    "status": "status_",
}
"""How the words for the fixed values of a field begin."""

HINTED: Final = frozenset(
    ["started", "place", "hours.from"]
    + [f"metrics.{key}" for key in ("value", "period", "base", "excerpt")]
)
"""The fields beside which stands what they take."""

SUGGESTED: Final[Mapping[str, str]] = {
    "place": "places",
    "sources": "sources",
    "evaluated_by": "own-sources",
    "metrics.source": "own-sources",
    "metrics.indicator": "indicators",
    "metrics.base": "figures",
    "metrics.exposure": "figures",
    "lineage.adopted_from": "brands",
    "lineage.renamed_from": "brands",
}
"""The lists of suggestions that fields have; a figure's unit has that of its indicator."""

_MOST: Final = 500
"""Suggestions of a list, so that a page does not grow with the book."""

Choices = Sequence[tuple[str, str]]
"""Values with what is shown for each."""


def form_data(
    file: OpenedBrand, typed: Typed, judged: JudgedRecord, words: Words
) -> dict[str, Any]:
    """What the template of a form needs to show what is typed, in the words of a language."""
    content, told = judged.found.content, found_at(judged.findings, typed)
    grades = [finding.severity for finding in (*judged.findings, *judged.elsewhere)]
    shown = {
        "draft": file.is_draft,
        "counts": [grades.count("error"), grades.count("warning")],
        "elsewhere": [finding.said(words.language) for finding in judged.elsewhere],
        "fault": judged.fault.said(words.language) if judged.fault else "",
        "file": file.name,
        "typed": typed,
        "groups": [(n, [brand_fields().part(key) for key in keys]) for n, keys in GROUPS.items()],
        "prefixes": WORDS,
        "hinted": HINTED,
        "suggested": SUGGESTED,
        "told": {name: [_told(f, words) for f in own] for name, own in told.items()},
        "troubled": {name[:end] for name in told for end in _ends(name)},
        "ticked": {},
        "categories_by": [],
        "suggestions": {},
        "indicator_names": {},
    }
    return shown if content is None else {**shown, **_chosen(typed, judged.found, content, words)}


def _ends(name: str) -> Iterator[int]:
    """Where each part of a name ends that others stand in, and it itself."""
    yield from (at for at, sign in enumerate(name) if sign == ".")
    yield len(name)


def found_at(findings: Iterable[Finding], typed: Typed) -> dict[str, list[Finding]]:
    """Findings by the name of the nearest field that a form shows; at last by the empty name."""
    names, told = names_of(brand_fields(), typed), dict[str, list[Finding]]()
    for finding in findings:
        name = name_at(finding.path, typed)
        while name and name not in names:
            name = name.rpartition(".")[0]
        told.setdefault(name, []).append(finding)
    return told


def _told(finding: Finding, words: Words) -> tuple[str, str, str]:
    """A finding's severity, code and words, the same as those of the check."""
    return finding.severity, finding.code, said(finding.message, words.language)


def _chosen(typed: Typed, examined: Examined, content: Content, words: Words) -> dict[str, Any]:
    """What vocabularies and other records give to choose from."""
    vocabulary = content.vocabulary
    by_first = [
        (
            _name(words, own),
            [(f"{first}.{second}", _name(words, term)) for second, term in own.children.items()],
        )
        for first, own in vocabulary.categories.items()
    ]
    used = {own["indicator"] for own in typed["metrics"].values()} & {*vocabulary.indicators}
    units = {
        f"units-{identity}": [(unit, "") for unit in vocabulary.indicators[identity].units]
        for identity in sorted(used)
    }
    return {
        "ticked": {
            kind: [(identity, _name(words, term)) for identity, term in terms.items()]
            for kind, terms in vocabulary.tags.items()
        },
        "categories_by": by_first,
        "suggestions": {**_suggestions(typed, examined, content, words), **units},
        "indicator_names": dict(_indicators(content, words)),
    }


def _suggestions(
    typed: Typed, examined: Examined, content: Content, words: Words
) -> dict[str, Choices]:
    divisions, sources = content.vocabulary.divisions, content.sources
    province, category = typed["place"][:2], typed["category"]
    newest = sorted(sources.values(), key=lambda own: (own.accessed, own.id), reverse=True)
    own = [source for source in typed["sources"].values() if source]
    known = [sources[identity] for identity in own if identity in sources]
    alike = [e.row for e in examined.brands if e.row.category == category][:_MOST]
    return {
        "places": [
            (unit.code, words.choose(unit.name, unit.name_en or None)[1])
            for unit in divisions
            if province and unit.code.startswith(province)
        ],
        "sources": [(s.id, _title(words, s)) for s in newest[:_MOST]],
        "own-sources": [(s.id, _title(words, s)) for s in known],
        "indicators": _indicators(content, words),
        "figures": [(own["id"], own["excerpt"]) for own in typed["metrics"].values() if own["id"]],
        "brands": [(row.id, words.choose(row.name_zh, row.name_en)[1]) for row in alike],
    }


def _indicators(content: Content, words: Words) -> Choices:
    return [
        (identity, _name(words, own)) for identity, own in content.vocabulary.indicators.items()
    ]


def _name(words: Words, entry: Any) -> str:
    return words.choose(entry.name.zh, entry.name.en)[1]


def _title(words: Words, source: Any) -> str:
    return words.choose(source.title.zh, source.title.en)[1]
