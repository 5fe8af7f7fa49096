"""The real records: sound, verified in their texts, and complete to the last numeral."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from example_book import ROOT

from generator.build import Examined, examine
from generator.check.privacy import check_privacy
from generator.evidence.match import Place, occurrences
from generator.records.models import Brand
from generator.settings import Settings

LEFT_OUT = ROOT / "tests" / "data" / "left_out.yml"
RUN = re.compile("[0-9０-９]+|[零〇一二两三四五六七八九十百千万亿半]+")
"""A run of digits or of Chinese numerals."""


@cache
def examined(sources: Path | None = None) -> Examined:
    return examine(Settings(root=ROOT, sources=sources))


def brands(found: Examined) -> list[Brand]:
    return [line.record() for line in found.brands]


# Sound


def test_the_records_have_no_error_and_no_warning() -> None:
    assert [str(finding) for finding in examined().findings] == []


def test_there_is_no_draft_and_every_file_is_built() -> None:
    counts = examined().counts()
    files = len(list((ROOT / "content" / "brands").rglob("*.yml")))
    assert (counts["brands"], counts["drafts"], counts["unreadable"]) == (files, 0, 0)


def test_every_hand_written_page_is_there_in_both_languages() -> None:
    pages = ROOT / "content" / "pages"
    zh, en = (
        {path.relative_to(pages / language) for path in (pages / language).rglob("*")}
        for language in ("zh", "en")
    )
    assert zh == en
    assert {Path("index.md"), Path("about.md"), Path("method.md")} <= zh


def test_the_award_list_of_gansu_leads_to_its_ten_brands() -> None:
    found = examined()
    assert found.content is not None
    honour = found.content.honours["gansu-2024"]
    known = {brand.id: brand for brand in brands(found)}
    assert [entry.position for entry in honour.entries] == list(range(1, 11))
    assert len({entry.brand for entry in honour.entries}) == 10
    for entry in honour.entries:
        assert entry.brand is not None
        assert known[entry.brand].name.zh == entry.name.zh
        assert known[entry.brand].agency.zh == entry.agency.zh


def test_every_figure_has_the_family_of_its_indicator() -> None:
    found = examined()
    assert found.content is not None
    families = found.content.vocabulary.families
    rows = [row for line in found.brands for row in line.metrics]
    assert {row.family for row in rows} <= set(families)
    thefts = {r.indicator: r.family for r in rows if "theft" in r.indicator}
    assert {"theft-cases", "theft-incidents", "theft-robbery-cases"} <= set(thefts)
    assert set(thefts.values()) <= {"theft", "equipment"}


def test_families_of_outcomes_come_first() -> None:
    found = examined()
    assert found.content is not None
    vocabulary = found.content.vocabulary
    outcomes = {i.family for i in vocabulary.indicators.values() if i.kind == "outcome"}
    assert set(list(vocabulary.families)[: len(outcomes)]) == outcomes


# Verified


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in folder.glob("*.txt")}


def test_every_figure_of_the_five_articles_is_verified_in_its_text(sources_folder: Path) -> None:
    found = examined(sources_folder)
    assert found.content is not None
    files = texts(sources_folder)
    at_hand = {
        identity
        for identity, source in found.content.sources.items()
        if source.text and source.text.file in files
    }
    assert {finding.code for finding in found.findings} <= {"E12"}  # the other texts are elsewhere
    unverified = [
        f"{line.row.id}: {row.id}"
        for line in found.brands
        for row in line.metrics
        if row.source in at_hand and not row.verified
    ]
    assert len(at_hand) >= 5
    assert unverified == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_sentence_on_what_the_brands_have_in_common_leads_to_what_backs_it(
    language: str,
) -> None:
    text = (ROOT / f"content/pages/{language}/patterns.md").read_text(encoding="utf-8")
    items = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(items) > 20
    assert [item for item in items if "](" not in item or item.count("。") > 1] == []


def test_all_five_articles_are_read_and_cited(sources_folder: Path) -> None:
    found = examined(sources_folder)
    assert found.content is not None
    citing = defaultdict(set)
    for brand in brands(found):
        for identity in brand.sources:
            source = found.content.sources[identity]
            if source.text is not None:
                citing[source.text.file].add(brand.id)
    articles = set(texts(sources_folder))
    assert len(articles) == 5
    assert articles <= set(citing)


def test_no_person_of_an_article_is_named_in_a_record(sources_folder: Path) -> None:
    """Names as the rule on persons finds them in the articles themselves."""
    titles = re.compile(r"^“(?:[\u4e00-\u9fff]*?[员警长官导任委者])?")
    names = {
        titles.sub("", problem.message.partition("”")[0])
        for text in texts(sources_folder).values()
        for line in text.splitlines()
        for problem in check_privacy([((), line)], line)
        if problem.code == "P01"
    }
    names = {name for name in names if 2 <= len(name) <= 3}
    records = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "content").rglob("*.yml")
    )
    assert names
    assert sorted(name for name in names if name in records) == []


# Complete


def left_out() -> dict[str, list[dict[str, Any]]]:
    """The numerals that are no figures, by file."""
    by_file = defaultdict(list)
    for entry in yaml.safe_load(LEFT_OUT.read_text(encoding="utf-8")):
        by_file[entry["source_file"]].append(entry)
    return by_file


def span(entry: dict[str, Any], text: str) -> range:
    """The characters of one entry: to its end, as long as its text, or one numeral."""
    start = entry["start"]
    if entry["text"] is not None:
        assert text.startswith(entry["text"], start), entry
        return range(start, start + len(entry["text"]))
    if "end" in entry:
        return range(start, entry["end"])
    numeral = RUN.match(text, start)
    assert numeral is not None, entry
    return range(start, numeral.end())


def excerpts(found: Examined, texts: dict[str, str]) -> dict[str, list[Place]]:
    """Where the excerpts stand, by file."""
    assert found.content is not None
    places = defaultdict(list)
    for line in found.brands:
        for row in line.metrics:
            source = found.content.sources[row.source]
            if source.text is not None and source.text.file in texts:
                file = source.text.file
                places[file].append(occurrences(row.excerpt, texts[file])[0])
    return places


def test_every_numeral_of_an_article_is_a_figure_or_left_out_for_a_reason(
    sources_folder: Path,
) -> None:
    articles = texts(sources_folder)
    figures = excerpts(examined(sources_folder), articles)
    others = left_out()
    assert set(others) == set(articles)
    nowhere, in_both = [], []
    for file, text in sorted(articles.items()):
        quoted = {at for place in figures[file] for at in range(*place)}
        omitted = {at for entry in others[file] for at in span(entry, text)}
        for numeral in RUN.finditer(text):
            at = set(range(*numeral.span()))
            if not at <= quoted and not at <= omitted:
                nowhere.append(f"{file} {numeral.start()}: {numeral.group()}")
            if at <= quoted and at <= omitted:
                in_both.append(f"{file[:3]} {numeral.group()}")
    assert nowhere == []
    # A hotline or a set phrase inside an excerpt counts nothing itself: 110警情同比下降18%.
    assert in_both == ["003 110", "003 两", "003 一", "004 110"]


def test_every_numeral_that_is_left_out_has_its_reason() -> None:
    reasons = {entry["reason"] for entries in left_out().values() for entry in entries}
    assert reasons <= {
        "clock_time",
        "context",
        "date",
        "hotline",
        "hours",
        "label",
        "list_number",
        "name",
        "page_furniture",
        "person",
        "repeat",
        "set_phrase",
        "single_case",
        "teaser",
        "weather",
    }


def test_what_is_left_out_is_left_out_once() -> None:
    starts = [(file, e["start"]) for file, entries in left_out().items() for e in entries]
    assert len(starts) == len(set(starts))
    assert starts == sorted(starts)
