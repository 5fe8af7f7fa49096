"""Months of the year: which brands work in which, and where a season begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from generator.tables.frames import BrandRow


def months_of(row: BrandRow) -> list[int]:
    """The months, from 1 to 12 and in order, that a brand is said to work in; mostly none."""
    return [int(month) for month in row.season.split()]


def by_month(rows: Iterable[BrandRow]) -> dict[int, list[BrandRow]]:
    """Seasonal brands by each month of the year, those without any included."""
    months: dict[int, list[BrandRow]] = {month: [] for month in range(1, 13)}
    for row in rows:
        for month in months_of(row):
            months[month].append(row)
    return months


def begins(months: Collection[int]) -> int:
    """The month with which a season begins, also one that goes on into the next year."""
    starts = (month for month in months if (month - 2) % 12 + 1 not in months)
    return min(starts, default=1)


def by_season(rows: Iterable[BrandRow]) -> list[BrandRow]:
    """Seasonal brands by the beginning and the length of their seasons; ties by place and id."""
    seasonal = [(months_of(row), row) for row in rows if row.season]
    ordered = sorted(seasonal, key=lambda s: (begins(s[0]), len(s[0]), s[1].place, s[1].id))
    return [row for _, row in ordered]
