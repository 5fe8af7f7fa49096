"""Drafts as files: YAML with `# EDITOR:` comments where a person must decide, and as JSON."""

from __future__ import annotations

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
from generator.errors import RecordPath
from generator.evidence.changes import says_both
from generator.records.content import Content
from generator.records.models import FIVE_IS, TAGS, Brand, Source, number_text
from generator.records.writing import written

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
    basis = {"date_basis": article.date_basis or "stated"} if article.published else {}
    record = {
        "schema": 1,
        "id": draft.source,
        # Without a title or a kind a source is unfinished: names and kinds are the editor's.
        "title": {"zh": title, "en": None},
        "publisher": {"zh": article.publisher, "en": None} if article.publisher else None,
        "published": article.published,
        **basis,
        "url": article.url,
        "kind": None,
        "reprint_of": None,
        "accessed": today,
        "read": article.read,
        "text": {"file": text, "sha256": sha256},
    }
    notes: dict[RecordPath, str] = {
        ("id",): "rename it and the file, as paper-2024-12-30",
        ("title",): _title_note(article, title),
        ("publisher",): "" if article.publisher else "who published it",
        ("published",): "" if article.published else "the date",
        ("date_basis",): "check the date" if article.date_basis == "inferred" else "",
        ("kind",): "choose press own_release reprint teaser register",
    }
    reprint = f"the page is dated {article.reprint_date}: a reprint?"
    remarks: dict[RecordPath, list[str]] = {
        ("id",): [f"seems to be the same article as {alike}: delete one"] if alike else [],
        ("reprint_of",): [reprint] if article.reprint_date else [],
    }
    return _written(Source, record, "../schema/source.json", notes, remarks)


def _written(
    kind: Any,
    record: dict[str, Any],
    schema: str,
    notes: dict[RecordPath, str],
    remarks: dict[RecordPath, list[str]],
) -> str:
    """A draft's record, with what its editor is told."""
    told = {path: f"{_HOW}: {note}" for path, note in notes.items() if note}
    below = {path: [f"{_HOW}: {own}" for own in lines] for path, lines in remarks.items()}
    return written(kind, record, schema, told, {p: lines for p, lines in below.items() if lines})


def _title_note(article: Article, title: str | None) -> str:
    """What an editor is told of a title: nothing where it stands above a publisher or a date."""
    if title is None:
        return f"without names; {article.title or '?'}"
    is_placed = article.publisher or article.date_basis == "stated"
    return "" if is_placed else "the first line that may be it, check"


def brand_text(brand: DraftBrand, draft: Draft, content: Content, today: str) -> str:
    """One brand of a draft; the summary and the five sections are left to the editor."""
    agency, figures = brand.agency, brand.named()
    record = {
        "schema": 1,
        "id": brand.id,
        "name": {"zh": brand.names[0] if brand.names else None, "en": None},
        "name_basis": "source",
        "agency": {
            "zh": agency.name if agency else None,
            "en": agency_in_english(brand, content, draft.article.published),
            "level": (agency.level if agency else None) or "station",
        },
        "place": brand.place,
        "category": brand.category.category,
        **{kind: list(brand.tags[kind]) for kind in TAGS},
        "started": None,
        "status": "running",
        "summary": summary_of(brand, content, draft.article.published).model_dump(),
        **dict.fromkeys(FIVE_IS),
        "evaluated_by": None,
        "sources": [draft.source],
        "metrics": [_metric(figure, draft, content) for figure in figures],
        "added": today,
        "review": {"status": "draft"},
    }
    notes: dict[RecordPath, str] = {
        ("id",): "rename it and the file, such as linxia-night-policing",
        ("name_basis",): "descriptive where the name is ours",
        ("agency", "level"): "" if agency and agency.level else "choose",
        ("category",): "choose",
        **{(kind,): "keep what is meant" for kind in TAGS},
        ("started",): "2023, 2023-09 or 2023-09-05 where reported",
        ("status",): "running ended unknown",
        ("summary",): "made of the fields above; say it in your own words",
        **{(key,): "own words where reported" for key in FIVE_IS},
    }
    remarks: dict[RecordPath, list[str]] = {
        ("name",): _others("name", brand.names[1:]),
        ("place",): _place_remarks(brand),
        ("category",): _others("category", brand.category.others),
        ("metrics",): _unnamed(brand),
    }
    for at, figure in enumerate(figures):
        for key, note in _metric_notes(figure, draft, content):
            notes["metrics", at, key] = note
        for key, remark in _metric_remarks(figure, content):
            remarks["metrics", at, key] = [remark]
    return _written(Brand, record, "../../schema/brand.json", notes, remarks)


def _others(what: str, candidates: tuple[str, ...]) -> list[str]:
    return [f"other candidates for the {what}: {', '.join(candidates)}"] if candidates else []


def _place_remarks(brand: DraftBrand) -> list[str]:
    agency = brand.agency
    spoken = "; ".join(f"{code} {name}" for code, name in brand.others)
    notes = [f"the article also speaks of {spoken}"] if spoken else []
    if agency is None:
        found = [FROM_NAMES] if brand.place else []
        return ["no agency was found that the article is about", *found, *notes]
    notes += [agency.note] if agency.note else []
    if agency.code is None and brand.place:
        notes.append(FROM_NAMES)
    if agency.code is None and agency.candidates:
        known = "; ".join(f"{code} {name}" for code, name in agency.candidates)
        notes.append(f"ambiguous, choose: {known}")
    return notes


def _unnamed(brand: DraftBrand) -> list[str]:
    """Figures that count what no indicator does, offered beside the record."""
    unnamed = [figure for figure in brand.figures if figure.named.indicator is None]
    said = [f"  {figure.excerpt} ({figure.named.zh or '?'})" for figure in unnamed]
    first = "what no indicator of the vocabulary counts; add one, or leave it out:"
    return [first, *said] if said else []


def _metric(figure: DraftFigure, draft: Draft, content: Content) -> dict[str, Any]:
    quantity, period = figure.quantity, figure.period
    change: dict[str, Any] | None = None
    if quantity.change:
        year = {"base_year": quantity.base_year} if quantity.base_year else {}
        change = {"basis": quantity.basis or "stated", **year}
    stated = {
        "value_max": quantity.value_max,
        "change": change,
        "qualifier": quantity.qualifier or None,
        "period": period.period if period else None,
        "period_text": period.text or None if period else None,
        "design": _design(figure, content),
    }
    return {
        "id": figure.id,
        "indicator": figure.named.indicator,
        "value": quantity.value,
        "unit": quantity.unit,
        **{key: value for key, value in stated.items() if value is not None},
        "source": draft.source,
        "excerpt": figure.excerpt,
    }


def _design(figure: DraftFigure, content: Content) -> str | None:
    indicator = content.vocabulary.indicators.get(figure.named.indicator or "")
    if indicator is None or indicator.kind != "outcome":
        return None
    return "before_after" if figure.quantity.change else "claim"


def _metric_notes(figure: DraftFigure, draft: Draft, content: Content) -> Iterator[tuple[str, str]]:
    """What an editor is told beside a figure, by key."""
    quantity, period = figure.quantity, figure.period
    if quantity.basis == "mom" and says_both(draft.article.text, quantity.start):
        yield "change", "the text also says 同比, check"
    if period is not None and period.period is not None and period.carried:
        yield "period", "carried or inferred, check"
    if _design(figure, content):
        yield "design", "check"


def _metric_remarks(figure: DraftFigure, content: Content) -> Iterator[tuple[str, str]]:
    """What an editor is told below a figure, by the key that it follows."""
    indicator = content.vocabulary.indicators.get(figure.named.indicator or "")
    counted = figure.named.zh
    if indicator and _design(figure, content) and counted and counted not in indicator.terms:
        yield "design", f"it counts {counted}; a part or sector needs a scope"
    if figure.doubtful:
        yield "excerpt", f"doubtful ({figure.doubtful}): keep or delete"


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
