"""The tables of the book as pandas frames, for whoever writes them out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from generator.records.content import Content
from generator.tables.frames import BookBrand, BrandRow, MetricRow


class SourceRow(NamedTuple):
    """One row of the table of sources."""

    id: str
    title_zh: str
    title_en: str | None
    publisher_zh: str | None
    publisher_en: str | None
    published: str | None
    kind: str
    read: str
    reprint_of: str | None
    sha256: str | None


class HonourRow(NamedTuple):
    """One entry of a published award list."""

    honour: str
    year: int
    position: int
    name_zh: str
    name_en: str | None
    brand: str | None


@dataclass(frozen=True, slots=True)
class Frames:
    """The tables as pandas frames, in the columns of the row types."""

    brands: pd.DataFrame
    metrics: pd.DataFrame
    sources: pd.DataFrame
    honours: pd.DataFrame


def make_frames(entries: Collection[BookBrand], content: Content) -> Frames:
    """The four tables; brands in Chinese order (by place code, then id), the others by id."""
    brands = _frame(BrandRow, [entry.row for entry in entries])
    metrics = _frame(MetricRow, [row for entry in entries for row in entry.metrics])
    metrics = metrics.astype({"base_year": "Int64", "derived_base": "Int64", "least_base": "Int64"})
    if len(brands) != len(entries) or not brands["id"].is_unique:
        raise AssertionError(f"{len(entries)} brands in, {brands['id'].nunique()} out")
    return Frames(
        brands.sort_values(["place", "id"], ignore_index=True),
        metrics.sort_values(["brand", "id"], ignore_index=True),
        _frame(SourceRow, _source_rows(content)),
        _frame(HonourRow, _honour_rows(content)),
    )


def _frame(kind: type[NamedTuple], rows: Sequence[NamedTuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(kind._fields))


def _source_rows(content: Content) -> list[SourceRow]:
    return [
        SourceRow(
            id=s.id,
            title_zh=s.title.zh,
            title_en=s.title.en,
            publisher_zh=s.publisher.zh if s.publisher else None,
            publisher_en=s.publisher.en if s.publisher else None,
            published=s.published,
            kind=s.kind,
            read=s.read,
            reprint_of=s.reprint_of,
            sha256=s.text.sha256 if s.text else None,
        )
        for s in content.sources.values()
    ]


def _honour_rows(content: Content) -> list[HonourRow]:
    return [
        HonourRow(h.id, h.year, e.position, e.name.zh, e.name.en, e.brand)
        for h in content.honours.values()
        for e in h.entries
    ]
