"""A bigger fictitious book: brands, sources and texts written into a copy of the example."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from example_book import copy_example, settings_of

from generator.book.book import Book
from generator.build import make_book
from generator.records.content import Content
from generator.records.models import Brand, Source, number_text
from generator.tables.frames import BookBrand, MetricRow, pack

Number = int | str | Fraction

FOLDERS = {"32": "jiangsu", "53": "yunnan"}
TERMS = {
    "officers-on-duty": "民警",
    "disputes-resolved": "矛盾纠纷",
    "thefts": "盗窃警情",
    "residents": "常住人口",
    "frauds": "诈骗警情",
    "fights": "打架警情",
    "satisfaction": "群众满意度",
    "loss": "财物损失",
}
OUTCOMES = {"thefts", "frauds", "fights", "satisfaction", "loss"}
MORE_INDICATORS: dict[str, tuple[str, list[str], str, str]] = {
    "residents": ("Residents", ["人", "名"], "input", "none"),
    "frauds": ("Fraud reports", ["起", "件"], "outcome", "down"),
    "fights": ("Fight reports", ["起", "件"], "outcome", "down"),
    "satisfaction": ("Satisfaction", ["%", "ratio"], "outcome", "up"),
    "loss": ("Losses", ["元"], "outcome", "down"),
}
QUALIFIERS = {
    "about": "约",
    "over": "超过",
    "nearly": "近",
    "at_least": "不少于",
    "at_most": "不超过",
}
COMPARED = {"yoy": "同比", "mom": "环比", "stated": ""}
FILLER = "清晨的街上渐渐热闹起来，值班的人关了灯，和摆摊的街坊打过招呼，又沿着河边慢慢走回去。\n"


@dataclass(frozen=True)
class Figure:
    """One figure in the words of its record; `year` is that of the source that states it."""

    indicator: str
    value: Number
    unit: str | None
    id: str | None = None
    value_max: Number | None = None
    basis: str | None = None
    base_year: int | None = None
    qualifier: str | None = None
    period: str | None = None
    as_of: str | None = None
    scope: str | None = None
    base: Number | None = None
    comparator: str | None = None
    denominator: str | None = None
    exposure: str | None = None
    design: str | None = None
    year: int | None = None
    words: str | None = None

    @property
    def excerpt(self) -> str:
        """The words that state it, as the fictitious articles have them."""
        return self.words or TERMS[self.indicator] + self._amount()

    def _amount(self) -> str:
        value = Fraction(self.value)
        size = number_text(_plain(abs(value)))
        if self.value_max is not None:
            size += "至" + number_text(_plain(abs(Fraction(self.value_max))))
        soft = QUALIFIERS.get(self.qualifier or "", "")
        if self.basis is None:
            return f"{soft}{size}{self.unit or ''}"
        way = "下降" if value < 0 else "上升"
        return f"{COMPARED[self.basis]}{way}{soft}{size}{self.unit or ''}"

    def record(self, identity: str, source: str) -> dict[str, Any]:
        """The metric as its YAML holds it."""
        design = self.design or ("before_after" if self.basis else "claim")
        found = {
            "id": identity,
            "indicator": self.indicator,
            "value": _written(self.value),
            "value_max": None if self.value_max is None else _written(self.value_max),
            "unit": self.unit,
            "change": {"basis": self.basis, "base_year": self.base_year} if self.basis else None,
            "qualifier": self.qualifier,
            "period": self.period,
            "as_of": self.as_of,
            "scope": _text(self.scope),
            "base": self.base if self.base is None else _written(self.base),
            "comparator": _text(self.comparator),
            "denominator": _text(self.denominator),
            "exposure": self.exposure,
            "design": design if self.indicator in OUTCOMES else None,
            "source": source,
            "excerpt": self.excerpt,
        }
        return {key: value for key, value in found.items() if value is not None or key == "unit"}


def _plain(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _written(value: Number) -> int | float | str:
    if isinstance(value, str) and not value.lstrip("-").replace("/", "").replace(".", "").isdigit():
        return value  # the id of another figure
    text = number_text(_plain(Fraction(value)))
    return text if "/" in text else float(text) if "." in text else int(text)


def _text(zh: str | None) -> dict[str, str] | None:
    return None if zh is None else {"zh": zh, "en": f"in English {zh.encode().hex()[:6]}"}


def _write(path: Path, record: Mapping[str, Any]) -> None:
    """JSON is YAML too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def bare(root: Path) -> Path:
    """Take all brands, lists and editions away; add indicators to the example's vocabulary."""
    content = root / "content"
    for path in [
        *(content / "brands").rglob("*.yml"),
        *(content / "sources").glob("*.yml"),
        *(content / "editions").glob("*.yml"),
        *(content / "honours").glob("*.yml"),
        *(content / "rounds").glob("*.*"),
    ]:
        path.unlink()
    (content / "candidates.yml").write_text("[]\n")
    (content / "corrections.yml").write_text("[]\n")
    (content / "vocabulary" / "baselines.yml").write_text("[]\n")
    for page in (content / "pages").rglob("*.md"):
        page.write_text("# 试\n" if page.parent.name == "zh" else "# Trial\n", encoding="utf-8")
    path = content / "vocabulary" / "indicators.yml"
    text = path.read_text(encoding="utf-8")
    for identity, (name, units, kind, good) in MORE_INDICATORS.items():
        if f"\n{identity}:" in text:
            continue
        entry = {
            "name": {"zh": TERMS[identity], "en": name},
            "family": f"trial-{good}",
            "terms": [TERMS[identity]],
            "units": units,
            "unit_en": None if units[0] == "%" else [name.lower(), name.lower()],
            "kind": kind,
            "good": good,
            "definition": {"zh": "试用的指标。", "en": "An indicator for trials."},
        }
        text += f"{identity}: {json.dumps(entry, ensure_ascii=False)}\n"
    path.write_text(text, encoding="utf-8")
    path = content / "vocabulary" / "families.yml"
    text = path.read_text(encoding="utf-8")
    for good in sorted({good for _, _, _, good in MORE_INDICATORS.values()}):
        said = {"zh": "试用的族。", "en": f"Indicators of trials: {good}."}
        family = {"name": said, "definition": said, "trap": said}
        if f"\ntrial-{good}:" not in text:
            text += f"trial-{good}: {json.dumps(family, ensure_ascii=False)}\n"
    path.write_text(text, encoding="utf-8")
    return root


def add_source(root: Path, identity: str, year: int, excerpts: Iterable[str], kind: str) -> None:
    """A source with its text, in which every excerpt is a sentence and a small part."""
    told = "".join(f"{FILLER * (1 + len(e) // 4)}{e}。\n" for e in dict.fromkeys(excerpts))
    text = f"试写的文章\n{FILLER * 2}{told}{FILLER}"
    (root / "texts" / f"{identity}.txt").write_text(text, encoding="utf-8")
    reprint = f"{identity}-original" if kind == "reprint" else None
    record = {
        "schema": 1,
        "id": identity,
        "title": {"zh": f"试写的文章{identity}", "en": f"Trial article {identity}"},
        "publisher": {"zh": "甲报", "en": "Jia Daily"},
        "published": f"{year}-12-30",
        "url": None,
        "kind": kind,
        "reprint_of": reprint,
        "accessed": f"{year + 1}-02-01",
        "read": "whole",
        "text": {
            "file": f"{identity}.txt",
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        },
    }
    folder = root / "content" / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    block = yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
    (folder / f"{identity}.yml").write_text(block, encoding="utf-8")
    if reprint:
        original = {**record, "id": reprint, "kind": "press", "reprint_of": None, "read": "none"}
        _write(folder / f"{reprint}.yml", {**original, "text": None})


def add_brand(
    root: Path,
    identity: str,
    *,
    figures: Sequence[Figure] = (),
    year: int = 2024,
    years: Sequence[int] = (),
    place: str = "320826",
    level: str = "county",
    kind: str = "press",
    **more: Any,
) -> None:
    """A brand with a source for each of its years (by default one), which states its figures."""
    sources = {y: f"{identity}-{y}" for y in (years or (year,))}
    told = [replace(f, year=f.year or next(iter(sources))) for f in figures]
    for own, source in sources.items():
        add_source(root, source, own, [f.excerpt for f in told if f.year == own], kind)
    number = identity.encode().hex()
    record = {
        "schema": 1,
        "id": identity,
        "name": {"zh": f"{identity}警务", "en": f"Policing {identity}"},
        "name_basis": "source",
        "agency": {"zh": "甲县公安局", "en": f"Bureau x{number}", "level": level},
        "place": place,
        "category": "street.night",
        "status": "running",
        "summary": {"zh": "试写的概述。", "en": "A summary for trials."},
        "sources": list(sources.values()),
        "metrics": [
            f.record(f.id or f"m{n}", sources[f.year or 0]) for n, f in enumerate(told, start=1)
        ],
        "added": f"{max(sources) + 1}-02-01",
        "review": {"status": "unreviewed"},
        **more,
    }
    _write(root / "content" / "brands" / FOLDERS[place[:2]] / f"{identity}.yml", record)


def set_edition(root: Path, identity: str = "2024-all", **more: Any) -> None:
    """The file of an edition; `samples` and other thresholds under `thresholds`."""
    year = int(more.pop("year", identity[:4]))
    thresholds = {"samples": 1000, **more.pop("thresholds", {})}
    record = {
        "schema": 1,
        "id": identity,
        "year": year,
        "scope": "all",
        "status": "draft",
        "title": {"zh": f"{year}年年报", "en": f"Report for {year}"},
        **more,
        "thresholds": thresholds,
    }
    _write(root / "content" / "editions" / f"{identity}.yml", record)


COMPOSITE: dict[str, Any] = {
    "indicators": [
        {"indicator": "thefts", "basis": "yoy", "worst": 20, "best": -60},
        {"indicator": "frauds", "worst": 400, "best": 4},
        {"indicator": "satisfaction", "worst": 60, "best": 100},
        {"indicator": "fights", "worst": 200, "best": 2},
    ],
    "importance": [["thefts"], ["frauds"], ["satisfaction"], ["fights"]],
}


def big_figures(n: int) -> list[Figure]:
    """The figures of brand `n` of the big book: better and better, with gaps and soft prints."""
    thefts = Figure("thefts", -5 - 4 * n, "%", "thefts-change", basis="yoy", period="2024")
    found = [
        replace(thefts, base=200 if n % 2 else None, comparator="邻县" if n % 3 == 0 else None),
        Figure("thefts", 190 - 8 * n, "起", "thefts", period="2024"),
        Figure("frauds", 300 - 21 * n, "起", "frauds", period="2024", exposure="residents"),
        Figure("residents", 40001 + 2 * n, "人", "residents", as_of="2024-06"),
        Figure("officers-on-duty", 3 + n, "名", "officers"),
    ]
    if n % 4 != 1:
        found.append(Figure("satisfaction", f"{80 + n}.5", "%", "satisfaction", period="2024"))
    if n % 5 != 2:
        soft = "about" if n % 2 else "at_most"
        found.append(Figure("fights", 150 - 9 * n, "起", "fights", qualifier=soft, period="2024"))
    return found


BIG = 14


def make_big(root: Path, **edition: Any) -> Path:
    """Fourteen brands with figures and three without, in an edition with a composite."""
    bare(root)
    for n in range(BIG):
        more = {"started": "2024-01"} if n % 2 else {}
        kind = "own_release" if n % 3 == 1 else "press"
        place = "530326" if n % 4 == 3 else "320826"
        add_brand(root, f"b{n:02}", figures=big_figures(n), place=place, kind=kind, **more)
    for name in ("x-one", "x-two"):
        add_brand(root, name)
    add_brand(root, "x-three", figures=[Figure("officers-on-duty", 9, "名")], kind="reprint")
    set_edition(root, **{**COMPOSITE, **edition})
    return root


# In memory, where files would be slow


@cache
def content(year: int = 2024) -> Content:
    """The vocabulary of the big book, with a source `own`, one `press` and one without a date."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_book(settings_of(bare(copy_example(Path(folder)))))
    sources = {
        identity: Source.model_validate(
            {
                "schema": 1,
                "id": identity,
                "title": {"zh": "试写的文章"},
                "publisher": None,
                "published": None if identity == "undated" else f"{year}-12-30",
                "kind": "own_release" if identity == "own" else "press",
                "accessed": "2026-01-01",
                "read": "whole",
            }
        )
        for identity in ("press", "own", "undated")
    }
    return replace(made.content, sources=sources)


def entry(
    identity: str, figures: Sequence[Figure] = (), *, source: str = "press", **more: Any
) -> BookBrand:
    """A brand in memory whose figures all come from one source; nothing is checked."""
    record = {
        "schema": 1,
        "id": identity,
        "name": {"zh": f"{identity}警务"},
        "name_basis": "source",
        "agency": {"zh": "甲县公安局", "level": "county"},
        "place": "320826",
        "category": "street.night",
        "status": "running",
        "summary": {"zh": "试写的概述。"},
        "sources": [source],
        "metrics": [f.record(f.id or f"m{n:02}", source) for n, f in enumerate(figures, start=1)],
        "added": "2026-01-01",
        "review": {"status": "unreviewed"},
    }
    agency = {**record["agency"], "level": more.pop("level", "county")}
    brand = Brand.model_validate({**record, "agency": agency, **more})
    return pack(brand, f"{identity}.yml", content())


def row(figure: Figure) -> MetricRow:
    """One figure as a row of the table of metrics."""
    return entry("one", [figure]).metrics[0]


def build(root: Path) -> Book:
    """The book of such a project, verified against its texts."""
    return make_book(settings_of(root))
