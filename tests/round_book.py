"""A fictitious book with a selection round: twelve nominations, six jurors, three to be selected.

`python tests/round_book.py FOLDER` writes it as a project of its own into a new folder.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from edition_book import add_brand, bare, build, set_edition
from example_book import copy_example

from generator.book.rounds import store_round
from generator.records.rounds import HIGHEST, JurorScore, default_criteria, write_scores

ROUND = "best-2024"
CRITERIA = [criterion.id for criterion in default_criteria()]
QUALITY = {
    "lamplight": 3.6,
    "ferry": 3.2,
    "bridgehead": 2.9,
    "orchard": 2.7,
    "market-day": 2.2,
    "teahouse": 1.7,
    "quayside": 1.2,
    "umbrella": 0.6,
}
"""How good each brand of the shortlist is, on the scale of the scores."""

SEVERITY = {"J1": 0.0, "J2": 0.4, "J3": -0.4, "J4": 0.2, "J5": -0.2, "J6": 0.0}
RECUSED = {"J2": ["530000"], "J5": ["320000"]}
THERE = ("bridgehead", "teahouse")
"""The brands of Yunnan; the others lie in Jiangsu."""

VOTES = {
    "lamplight": 1200,
    "ferry": 900,
    "bridgehead": 850,
    "orchard": 400,
    "market-day": 700,
    "teahouse": 31000,
    "quayside": 120,
    "umbrella": 90,
}
NAMES = {
    "lamplight": ("灯下", "Lamplight"),
    "ferry": ("渡口", "Ferry"),
    "bridgehead": ("桥头", "Bridgehead"),
    "orchard": ("果园", "Orchard"),
    "market-day": ("集市", "Market-day"),
    "teahouse": ("茶馆", "Teahouse"),
    "quayside": ("码头", "Quayside"),
    "umbrella": ("伞下", "Umbrella"),
    "evening-class": ("夜校", "Evening-class"),
    "old-gate": ("老城门", "Old-gate"),
    "well": ("井台", "Well"),
    "bell": ("钟楼", "Bell"),
}
DESCRIBED = {
    "problems": ["quarrels"],
    "practices": ["night-patrol"],
    "intelligence": {"zh": "夜里争吵多。", "en": "Quarrels at night are many."},
    "intervention": {"zh": "民警夜里巡逻。", "en": "Officers patrol at night."},
}


def make_rounds_book(root: Path, *, noise: float = 0.3, **more: Any) -> Path:
    """Write the book: the more noise, the less the jurors agree. `more` goes into the round."""
    bare(root)
    for name, (zh, en) in NAMES.items():
        about: dict[str, Any] = {} if name == "well" else dict(DESCRIBED)
        if name == "bell":
            about["review"] = {"status": "draft"}
        add_brand(
            root,
            name,
            year=2021 if name == "old-gate" else 2024,
            place="530326" if name in THERE else "320826",
            name={"zh": f"{zh}警务", "en": f"{en} policing"},
            **about,
        )
    set_edition(root)
    set_round(root, **more)
    set_scores(root, scores(noise))
    return root


def set_round(root: Path, **more: Any) -> None:
    """The record of the round."""
    folder = root / "content" / "rounds"
    folder.mkdir(exist_ok=True)
    record = {
        "schema": 1,
        "id": ROUND,
        "year": 2024,
        "scope": "all",
        "status": "draft",
        "title": {"zh": "2024年最佳警务评审", "en": "The best of 2024: the selection"},
        "organiser": {"zh": "甲报", "en": "Jia Daily"},
        "nominated": [{"brand": name} for name in NAMES],
        "shortlist": list(QUALITY),
        "set_aside": [
            {
                "brand": "evening-class",
                "reason": {"zh": "去年已经选过", "en": "Selected the year before"},
            }
        ],
        "jurors": {juror: {"recused": RECUSED.get(juror, [])} for juror in SEVERITY},
        "selected": 3,
        "votes": VOTES,
        "scored": "2025-01-20",
        "decided": "2025-01-25",
        **more,
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{ROUND}.yml").write_text(text, encoding="utf-8")


def scores(noise: float) -> list[JurorScore]:
    """What the jurors give; none scores a brand of a province that it must not judge."""
    drawn = random.Random(2024)  # noqa: S311 # the same in every run
    found = []
    for juror, severity in SEVERITY.items():
        for brand, quality in QUALITY.items():
            province = "530000" if brand in THERE else "320000"
            for criterion in CRITERIA:
                value = round(quality + severity + drawn.gauss(0, noise))
                own = str(min(HIGHEST, max(0, value)))
                # One juror at most is kept from each brand, so that all have five scores.
                if province not in RECUSED.get(juror, []):
                    found.append(JurorScore(ROUND, juror, brand, criterion, own))
    return found


def set_scores(root: Path, found: list[JurorScore]) -> None:
    """The table beside the record."""
    path = root / "content" / "rounds" / f"{ROUND}.csv"
    path.write_text(write_scores(found, CRITERIA), encoding="utf-8")


def filled(folder: Path, found: list[JurorScore]) -> list[Path]:
    """Fill the sheets of a folder as the jurors would."""
    values = {(s.juror, s.brand, s.criterion): s.score for s in found}
    paths = sorted(folder.glob("*.xlsx"))
    for path in paths:
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        heads = [str(cell.value).splitlines()[-1] for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=3):
            brand, juror = (str(row[heads.index(key)].value) for key in ("Id", "Juror"))
            for criterion in CRITERIA:
                at = heads.index(criterion.capitalize())
                row[at].value = values.get((juror, brand, criterion))
        book.save(path)
    return paths


def publish_round(root: Path) -> None:
    """Keep the result with the round, and publish it."""
    store_round(build(root), ROUND)
    mend(root, {"status": "published"})


def mend(root: Path, change: Mapping[str, Any]) -> None:
    """Change keys of the round's record."""
    path = root / "content" / "rounds" / f"{ROUND}.yml"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, **change}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    made = make_rounds_book(copy_example(Path(sys.argv[1])), merge={"votes": 0.3})
    publish_round(made)
