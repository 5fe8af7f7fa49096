"""Synthetic books in Beatbook's own schema: `make_records.py NUMBER FOLDER`.

Writes a project with NUMBER brands (about 3 kB of YAML and eight figures each, one source for
four brands) beside this repository's vocabularies, templates and mkdocs.yml; it passes the check.
Nothing in the brands is real but the place codes. With `--faults` each brand has one fault, with
`--editions` there are two editions.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
from pathlib import Path
from typing import Any

from generator.check.references import province_folder
from generator.records.content import Vocabulary
from generator.records.load import load_content
from generator.settings import Settings

ROOT = Path(__file__).parents[2]
SYLLABLES = ("an", "bei", "chang", "dong", "feng", "guang", "hai", "jin", "kai", "lin", "ming")
HAN = "安北昌东丰广海金开林明南平庆荣山泰武兴阳永中"
FIGURES = [
    ("disputes-resolved", "化解矛盾纠纷{}起", "起", False),
    ("suspects-caught", "抓获犯罪嫌疑人{}名", "名", False),
    ("people-helped", "救助群众{}人次", "人次", False),
    ("patrol-routes", "{}条巡控路", "条", False),
    ("posts", "设立岗亭{}个", "个", False),
    ("criminal-incidents", "刑事警情{}起", "起", True),
    ("incidents", "警情{}起", "起", True),
    ("criminal-cases", "刑事案件{}起", "起", True),
]
EDITIONS = {"2024": "all", "gansu-2024": "620000"}
RECORD_LINK = re.compile(r"\[([^\]]*)\]\((?:brand|source|edition|place):[^)]*\)")


def brand(
    number: int, code: str, source: str, vocabulary: Vocabulary, rng: random.Random
) -> tuple[str, str]:
    """The id and YAML of one brand."""
    name = "".join(HAN[number // 20**place % 20] for place in range(4))
    latin = "".join(rng.choices(SYLLABLES, k=2)).capitalize()
    identity = f"{latin.lower()}-policing-{number:05d}"
    values = {figure[0]: rng.randint(3, 4000) for figure in FIGURES}
    first, second = values["disputes-resolved"], values["criminal-incidents"]
    season = sorted(rng.sample(range(1, 13), 3)) if rng.random() < 0.2 else []
    lines = [
        "# yaml-language-server: $schema=../../schema/brand.json",
        "schema: 1",
        f"id: {identity}",
        f"name: {{zh: {name}警务, en: {latin} policing}}",
        "name_basis: source",
        f"agency: {{zh: {name}县公安局, en: {latin} County Public Security Bureau, level: county}}",
        f'place: "{code}"',
        f"category: {rng.choice([*vocabulary.second_levels()])}",
        f"problems: {_some(vocabulary.tags['problems'], 1, 3, rng)}",
        f"practices: {_some(vocabulary.tags['practices'], 2, 4, rng)}",
        f"partners: {_some(vocabulary.tags['partners'], 0, 2, rng)}",
        f"season: {season}",
        "started: 2020-03",
        f"status: {rng.choice(['running', 'ended', 'unknown'])}",
        'hours: [{days: daily, from: "19:00", to: "23:00"}]',
        f"summary: {{zh: {name}的民警夜间巡逻，调解纠纷{first}起。,"
        f" en: Officers of {latin} patrol at night and settled {first} disputes.}}",
        "intelligence: {zh: 夜间纠纷和盗窃较多。, en: Disputes and theft at night.}",
        "intervention: {zh: 民警与志愿者编队巡逻。, en: Joint patrols and mediation.}",
        f"impact: {{zh: 报道的刑事警情为{second}起。, en: The report gives {second} incidents.}}",
        "evaluated_by: null",
        f"sources: [{source}]",
        "metrics:",
    ]
    for indicator, phrase, unit, outcome in FIGURES:
        value = values[indicator]
        lines += [
            f"  - id: {indicator}",
            f"    indicator: {indicator}",
            f"    value: {value}",
            f"    unit: {unit}",
            "    period: 2023-01/2023-12",
            "    period_text: 2023年",
            f"    source: {source}",
            f"    excerpt: {phrase.format(value)}",
        ]
        if outcome:
            lines.append("    design: claim")
    lines += ["added: 2026-11-21", "review: {status: unreviewed, on: null}"]
    return identity, "\n".join(lines) + "\n"


def _some(terms: dict[str, Any], least: int, most: int, rng: random.Random) -> str:
    return f"[{', '.join(rng.sample([*terms], rng.randint(least, most)))}]"


def source(identity: str, published: str) -> str:
    """The YAML of one source."""
    return (
        f"schema: 1\nid: {identity}\ntitle: {{zh: 某地警务报道, en: A report on policing}}\n"
        f"publisher: {{zh: 某日报, en: A daily}}\npublished: {published}\nkind: press\n"
        "accessed: 2026-11-21\nread: whole\n"
    )


def edition(identity: str, scope: str) -> str:
    """The YAML of one edition."""
    return (
        f'schema: 1\nid: "{identity}"\nyear: 2024\nscope: "{scope}"\nstatus: draft\n'
        "title: {zh: 年度报告, en: Annual report}\nindicators: []\nimportance: []\n"
        "method_changes: []\n"
    )


def make_frame(root: Path, editions: bool) -> None:
    """All but brands and sources: what is ours, without links to real records."""
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copy(ROOT / "mkdocs.yml", root)
    for name in ("vocabulary", "pages"):
        shutil.copytree(ROOT / "content" / name, root / "content" / name)
    for name in ("candidates", "corrections", "vocabulary/baselines"):
        (root / "content" / f"{name}.yml").write_text("[]\n", encoding="utf-8")
    for name in ("sources", "brands", "editions"):
        (root / "content" / name).mkdir()
    for page in root.glob("content/pages/**/*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(RECORD_LINK.sub(r"\1", text), encoding="utf-8")
    for identity, scope in EDITIONS.items() if editions else ():
        path = root / "content/editions" / f"{identity}.yml"
        path.write_text(edition(identity, scope), encoding="utf-8")


def make_records(
    count: int, root: Path, *, faults: bool = False, editions: bool = False, seed: int = 7
) -> None:
    """Write the project."""
    rng = random.Random(seed)  # noqa: S311
    make_frame(root, editions)
    content, findings = load_content(Settings(root=root))
    if content is None:
        raise SystemExit("\n".join(map(str, findings)))
    vocabulary = content.vocabulary
    divisions = vocabulary.divisions
    codes = [c for c in divisions.codes if c[4:] != "00" and divisions.at(c, "2024-06-01")]
    for number in range(count):
        origin = f"a-daily-{number // 4:05d}"
        if number % 4 == 0:
            published = rng.choice(["2024-06-01", "2024-11-20", "2025-03-14"])
            (root / "content/sources" / f"{origin}.yml").write_text(
                source(origin, published), encoding="utf-8"
            )
        code = rng.choice(codes)
        identity, text = brand(number, code, origin, vocabulary, rng)
        if faults:
            text = text.replace(f"sources: [{origin}]", f"sources: [{origin}x]")
        path = root / "content/brands" / str(province_folder(vocabulary, code))
        path.mkdir(exist_ok=True)
        (path / f"{identity}.yml").write_text(text, encoding="utf-8")


def main() -> None:
    """Write the project that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write a synthetic book.")
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--editions", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    told = parser.parse_args()
    make_records(
        told.count, told.folder, faults=told.faults, editions=told.editions, seed=told.seed
    )


if __name__ == "__main__":
    main()
