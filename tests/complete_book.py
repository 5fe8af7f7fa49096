"""A fictitious city's own table of results: a book complete enough for a published composite.

`python tests/complete_book.py FOLDER` writes it as a project of its own into a new folder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from edition_book import Figure, add_brand, bare, build, set_edition
from example_book import copy_example, settings_of

from generator.book.editions import store
from generator.build import examine
from generator.commands.receipts import keep_receipts

EDITION = "2024-all"
CHECKED = 1_740_787_200
"""When its figures were checked against their texts: 1 March 2025, in seconds."""


class Row(NamedTuple):
    """One county of the table: changes on the year before and the share satisfied, in per cent."""

    id: str
    place: str
    zh: str
    en: str
    thefts: int | None
    frauds: int | None
    fights: int | None
    satisfaction: str | None


TABLE = [
    Row("lamplight", "子", "灯下", "Lamplight", -38, -22, -31, "96.5"),
    Row("ferry", "丑", "渡口", "Ferry", -25, -30, -12, "93.2"),
    Row("bridgehead", "寅", "桥头", "Bridgehead", -33, -8, -24, "97.1"),
    Row("orchard", "卯", "果园", "Orchard", -41, None, -18, "95.5"),
    Row("market-day", "辰", "集市", "Market-day", -14, -19, -35, "91.4"),
    Row("teahouse", "巳", "茶馆", "Teahouse", -4, -11, -40, "98.3"),
    Row("evening-class", "午", "夜校", "Evening-class", -18, -26, None, "89.6"),
    Row("quayside", "未", "码头", "Quayside", -10, -2, -7, "92.8"),
    Row("umbrella", "申", "伞下", "Umbrella", 4, -14, -3, None),
]
PINYIN = {
    "子": "Zi",
    "丑": "Chou",
    "寅": "Yin",
    "卯": "Mao",
    "辰": "Chen",
    "巳": "Si",
    "午": "Wu",
    "未": "Wei",
    "申": "Shen",
}
CITY = "329900"
COMPOSITE: dict[str, Any] = {
    "indicators": [
        {"indicator": "thefts", "basis": "yoy", "worst": 20, "best": -50},
        {"indicator": "frauds", "basis": "yoy", "worst": 20, "best": -50},
        {"indicator": "fights", "basis": "yoy", "worst": 20, "best": -50},
        {"indicator": "satisfaction", "worst": 80, "best": 100},
    ],
    "importance": [["thefts"], ["frauds", "fights"], ["satisfaction"]],
}
HOME = """---
template: home.html
title: {title}
description: {description}
---

[{edition}](edition:2024-all)
"""


def make_complete(root: Path) -> Path:
    """Nine brands of a city with all but three figures, and their published edition."""
    bare(root)
    _write_places(root)
    for number, row in enumerate(TABLE, start=1):
        add_brand(
            root,
            f"{row.id}-policing",
            figures=list(_figures(row)),
            place=f"{CITY[:4]}{number:02}",
            name={"zh": f"{row.zh}警务", "en": f"{row.en} policing"},
            agency={
                "zh": f"甲市{row.place}县公安局",
                "en": f"{PINYIN[row.place]} County Public Security Bureau, Jia",
                "level": "county",
            },
            summary={
                "zh": "虚构的品牌，供说明之用。",
                "en": "An invented brand, for explanation.",
            },
            problems=["theft", "quarrels"],
            practices=["night-patrol"],
            started="2024-01",
        )
    set_edition(
        root,
        EDITION,
        title={"zh": "甲市2024年年报", "en": "Jia City 2024"},
        thresholds={"samples": 20_000},
        **COMPOSITE,
    )
    said = {
        "zh": ("一本齐全的小书", "虚构的甲市九县，数字齐全，可以合成排序。", "甲市2024年年报"),
        "en": (
            "A complete little book",
            "Nine counties of an invented city whose figures suffice for a composite.",
            "Jia City 2024",
        ),
    }
    for language, (title, description, edition) in said.items():
        page = HOME.format(title=title, description=description, edition=edition)
        (root / "content/pages" / language / "index.md").write_text(page, encoding="utf-8")
    return _publish(root)


def _figures(row: Row) -> Iterator[Figure]:
    """What a county reports; the thefts of every other one have a base."""
    for name in ("thefts", "frauds", "fights"):
        change = getattr(row, name)
        base = 200 if name == "thefts" and change is not None and change % 2 else None
        if change is not None:
            yield Figure(name, change, "%", f"{name}-change", basis="yoy", period="2024", base=base)
    if row.satisfaction is not None:
        yield Figure("satisfaction", row.satisfaction, "%", "satisfaction", period="2024")


def _write_places(root: Path) -> None:
    """The invented city and its counties."""
    rows = [f"{CITY},甲市,Jia,prefecture_city,320000,,,override,"]
    for number, row in enumerate(TABLE, start=1):
        code, name = f"{CITY[:4]}{number:02}", f"{row.place}县,{PINYIN[row.place]} County"
        rows.append(f"{code},{name},county,{CITY},,,override,")
    path = root / "content/vocabulary/divisions.csv"
    text = path.read_text(encoding="utf-8")
    head, *known = text.rstrip("\n").split("\n")
    path.write_text("\n".join([head, *sorted([*known, *rows])]) + "\n", encoding="utf-8")


def _publish(root: Path) -> Path:
    settings = settings_of(root, epoch=CHECKED)
    keep_receipts(settings, examine(settings))
    store(build(root), EDITION)
    path = root / "content/editions" / f"{EDITION}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"status": "draft"', '"status": "published"'), encoding="utf-8")
    return root


if __name__ == "__main__":
    make_complete(copy_example(Path(sys.argv[1])))
