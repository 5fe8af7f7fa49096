"""Drafts as files: YAML with `# EDITOR:` comments where a person must decide, and as JSON."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterator
from typing import Any

from generator.check.references import province_folder
from generator.draft.article import Article
from generator.draft.drafting import Draft, DraftBrand, DraftFigure
from generator.draft.persons import named_title
from generator.draft.places import FROM_NAMES
from generator.draft.summaries import agency_in_english, summary_of
from generator.evidence.changes import says_both
from generator.records.content import Content
from generator.records.models import FIVE_IS, TAGS, number_text

_HOW = "EDITOR"
_MONTHS = re.compile(r"([0-9]{4}-[0-9]{2})/([0-9]{4}-[0-9]{2})")


def source_path(draft: Draft) -> str:
    """Where the source goes, below `content/`."""
    return f"sources/{draft.source}.yml"


def brand_path(brand: DraftBrand, content: Content) -> str:
    """Where a brand goes, below `content/`; `unplaced` until its place is known."""
    place = brand.place
    folder = (province_folder(content.vocabulary, place) if place else None) or "unplaced"
    return f"brands/{folder}/{brand.id}.yml"


def source_text(draft: Draft, today: str, text: str, alike: str | None = None) -> str:
    """The source of a draft; `text` is the file of its text, `alike` a source that may be it."""
    article = draft.article
    title = named_title(article)
    sha256 = article.sha256 if text == article.name else article.text_sha256
    lines = [
        "# yaml-language-server: $schema=../schema/source.json",
        "schema: 1",
        f"id: {draft.source}  # {_HOW}: rename it and the file, as paper-2024-12-30",
        *([f"# {_HOW}: seems to be the same article as {alike}: delete one"] if alike else []),
        # Without a title or a kind a source is unfinished: names and kinds are the editor's.
        f"title: {{zh: {_said(title)}, en: null}}" + _title_note(article, title),
        f"publisher: {{zh: {_said(article.publisher)}, en: null}}"
        if article.publisher
        else f"publisher: null  # {_HOW}: who published it",
        f"published: {article.published or 'null'}"
        + ("" if article.published else f"  # {_HOW}: the date"),
        *([f"date_basis: {_basis(article.date_basis)}"] if article.published else []),
        f"url: {_said(article.url)}",
        f"kind: null  # {_HOW}: choose press own_release reprint teaser register",
        "reprint_of: null",
        *(
            [f"# {_HOW}: the page is dated {article.reprint_date}: a reprint?"]
            if article.reprint_date
            else []
        ),
        f"accessed: {today}",
        f"read: {article.read}",
        "text:",
        f"  file: {_said(text)}",
        f"  sha256: {sha256}",
    ]
    return "\n".join(lines) + "\n"


def _title_note(article: Article, title: str | None) -> str:
    """What an editor is told of a title: nothing where it stands above a publisher or a date."""
    if title is None:
        return f"  # {_HOW}: without names; {article.title or '?'}"
    is_placed = article.publisher or article.date_basis == "stated"
    return "" if is_placed else f"  # {_HOW}: the first line that may be it, check"


def brand_text(brand: DraftBrand, draft: Draft, content: Content, today: str) -> str:
    """One brand of a draft; the summary and the five sections are left to the editor."""
    name = brand.names[0] if brand.names else None
    agency = brand.agency
    named = brand.named()
    lines = [
        "# yaml-language-server: $schema=../../schema/brand.json",
        "schema: 1",
        f"id: {brand.id}  # {_HOW}: rename it and the file, such as linxia-night-policing",
        f"name: {{zh: {_said(name)}, en: null}}",
        *_others("name", brand.names[1:]),
        f"name_basis: source  # {_HOW}: descriptive where the name is ours",
        "agency:",
        f"  zh: {_said(agency.name if agency else None)}",
        f"  en: {_said(agency_in_english(brand, content, draft.article.published))}",
        f"  level: {(agency.level if agency else None) or 'station'}"
        + ("" if agency and agency.level else f"  # {_HOW}: choose"),
        f"place: {_said(brand.place)}",
        *_place_notes(brand),
        f"category: {brand.category.category or 'null'}  # {_HOW}: choose",
        *_others("category", brand.category.others),
        *[
            f"{kind}: [{', '.join(brand.tags[kind])}]  # {_HOW}: keep what is meant"
            for kind in TAGS
        ],
        f"started: null  # {_HOW}: 2023, 2023-09 or 2023-09-05 where reported",
        f"status: running  # {_HOW}: running ended unknown",
        *_summary_lines(brand, draft, content),
        *[f"{key}: null  # {_HOW}: own words where reported" for key in FIVE_IS],
        "evaluated_by: null",
        f"sources: [{draft.source}]",
        "metrics:" if named else "metrics: []",
        *[line for figure in named for line in _figure_lines(figure, draft, content)],
        *_unnamed_lines(brand),
        f"added: {today}",
        "review: {status: draft}",
    ]
    return "\n".join(lines) + "\n"


def _basis(basis: str | None) -> str:
    return f"inferred  # {_HOW}: check the date" if basis == "inferred" else "stated"


def _said(value: str | None) -> str:
    """A value as a YAML double-quoted scalar, which JSON's strings are."""
    return "null" if value is None else json.dumps(value, ensure_ascii=False)


def _others(what: str, candidates: tuple[str, ...]) -> list[str]:
    return (
        [f"# {_HOW}: other candidates for the {what}: {', '.join(candidates)}"]
        if candidates
        else []
    )


def _place_notes(brand: DraftBrand) -> list[str]:
    agency = brand.agency
    spoken = "; ".join(f"{code} {name}" for code, name in brand.others)
    notes = [f"# {_HOW}: the article also speaks of {spoken}"] if spoken else []
    if agency is None:
        found = [f"# {_HOW}: {FROM_NAMES}"] if brand.place else []
        return [f"# {_HOW}: no agency was found that the article is about", *found, *notes]
    notes += [f"# {_HOW}: {agency.note}"] if agency.note else []
    if agency.code is None and brand.place:
        notes.append(f"# {_HOW}: {FROM_NAMES}")
    if agency.code is None and agency.candidates:
        known = "; ".join(f"{code} {name}" for code, name in agency.candidates)
        notes.append(f"# {_HOW}: ambiguous, choose: {known}")
    return notes


def _summary_lines(brand: DraftBrand, draft: Draft, content: Content) -> Iterator[str]:
    summary = summary_of(brand, content, draft.article.published)
    yield f"summary:  # {_HOW}: made of the fields above; say it in your own words"
    yield f"  zh: {_said(summary.zh)}"
    yield f"  en: {_said(summary.en)}"


def _unnamed_lines(brand: DraftBrand) -> Iterator[str]:
    """Figures that count what no indicator does, offered beside the record."""
    unnamed = [figure for figure in brand.figures if figure.named.indicator is None]
    if unnamed:
        yield f"# {_HOW}: what no indicator of the vocabulary counts; add one, or leave it out:"
    for figure in unnamed:
        yield f"#   {figure.excerpt} ({figure.named.zh or '?'})"


def _figure_lines(figure: DraftFigure, draft: Draft, content: Content) -> Iterator[str]:
    quantity = figure.quantity
    yield f"  - id: {figure.id}"
    yield f"    indicator: {figure.named.indicator}"
    yield f"    value: {_number(quantity.value)}"
    if quantity.value_max is not None:
        yield f"    value_max: {_number(quantity.value_max)}"
    yield f"    unit: {_said(quantity.unit)}"
    if quantity.change:
        year = f", base_year: {quantity.base_year}" if quantity.base_year else ""
        both = quantity.basis == "mom" and says_both(draft.article.text, quantity.start)
        note = f"  # {_HOW}: the text also says 同比, check" if both else ""
        yield f"    change: {{basis: {quantity.basis or 'stated'}{year}}}{note}"
    if quantity.qualifier:
        yield f"    qualifier: {quantity.qualifier}"
    yield from _period_lines(figure)
    yield from _design_lines(figure, content)
    yield f"    source: {draft.source}"
    yield f"    excerpt: {_said(figure.excerpt)}"
    if figure.doubtful:
        yield f"    # {_HOW}: doubtful ({figure.doubtful}): keep or delete"


def _period_lines(figure: DraftFigure) -> Iterator[str]:
    period = figure.period
    if period is None:
        return
    if period.period is not None:
        note = f"  # {_HOW}: carried or inferred, check" if period.carried else ""
        yield f"    period: {period.period}{note}"
    if period.text:
        yield f"    period_text: {_said(period.text)}"


def _design_lines(figure: DraftFigure, content: Content) -> Iterator[str]:
    indicator = content.vocabulary.indicators.get(figure.named.indicator or "")
    if indicator is not None and indicator.kind == "outcome":
        if figure.named.zh and figure.named.zh not in indicator.terms:
            yield f"    # {_HOW}: it counts {figure.named.zh}; a part or sector needs a scope"
        design = "before_after" if figure.quantity.change else "claim"
        yield f"    design: {design}  # {_HOW}: check"


def _number(value: Any) -> str:
    text = number_text(value)
    return f'"{text}"' if "/" in text else text


def draft_json(draft: Draft, content: Content) -> dict[str, Any]:
    """One article as data for programs."""
    article = draft.article
    figures = [(brand, figure) for brand in draft.brands for figure in brand.figures]
    metrics = [_metric_json(brand, figure) for brand, figure in figures]
    return {
        "source": {
            "id": draft.source,
            "title": article.title,
            "publisher": article.publisher,
            "published": article.published,
            "date_basis": article.date_basis,
            "url": article.url,
            "read": article.read,
            "file": article.name,
            "sha256": article.sha256,
        },
        "brands": [_brand_json(brand, draft, content) for brand in draft.brands],
        "metrics": metrics,
        "left_out": [entry._asdict() for entry in draft.left_out],
    }


def _brand_json(brand: DraftBrand, draft: Draft, content: Content) -> dict[str, Any]:
    agency = brand.agency
    return {
        "id": brand.id,
        "names": list(brand.names),
        "agency": agency.name if agency else None,
        "level": agency.level if agency else None,
        "place": brand.place,
        "place_candidates": [list(pair) for pair in agency.candidates] if agency else [],
        "other_places": [list(pair) for pair in brand.others],
        "categories": [brand.category.category] if brand.category.category else [],
        "category_candidates": list(brand.category.others),
        "summary": summary_of(brand, content, draft.article.published).model_dump(),
        **{kind: list(brand.tags[kind]) for kind in TAGS},
        "metrics": [_metric_json(brand, figure) for figure in brand.figures],
    }


def _metric_json(brand: DraftBrand, figure: DraftFigure) -> dict[str, Any]:
    quantity, period = figure.quantity, figure.period
    return {
        "start": quantity.start,
        "end": quantity.end,
        "excerpt": figure.excerpt,
        "value": _json_number(quantity.value),
        "value_max": None if quantity.value_max is None else _json_number(quantity.value_max),
        "unit": quantity.unit,
        "qualifier": quantity.qualifier,
        "basis": quantity.basis,
        "direction": quantity.direction,
        "period": full_days(period.period) if period and period.period else None,
        "period_text": period.text if period else None,
        "indicator": figure.named.indicator or figure.named.zh,
        "indicator_id": figure.named.indicator,
        "indicator_zh": figure.named.zh,
        "brand": brand.id,
        "doubtful": figure.doubtful is not None,
    }


def full_days(period: str) -> str:
    """A span of months from its first day to its last: 2019-01/2019-10 ends on 2019-10-31."""
    found = _MONTHS.fullmatch(period)
    if found is None:
        return period
    year, month = (int(part) for part in found[2].split("-"))
    return f"{found[1]}-01/{found[2]}-{monthrange(year, month)[1]:02}"


def _json_number(value: Any) -> int | float | str:
    text = number_text(value)
    return text if "/" in text else (int(text) if text.lstrip("-").isdigit() else float(text))
