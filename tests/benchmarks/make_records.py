"""Synthetic brands in Beatbook's own schema: `make_records.py NUMBER FOLDER [--faults] [SEED]`.

Writes a project with NUMBER brands (about 3 kB of YAML and eight figures each, one source for
four brands) beside this repository's vocabularies, templates and mkdocs.yml. Nothing in the
brands is real but the place codes. With `--faults` each brand has one fault.
"""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

from generator.check.references import province_folder
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


def brand(number: int, code: str, source: str, rng: random.Random) -> tuple[str, str]:
    """The id and YAML of one brand."""
    name = "".join(HAN[number // 20**place % 20] for place in range(4))
    latin = "".join(rng.choices(SYLLABLES, k=2)).capitalize()
    identity = f"{latin.lower()}-policing-{number:05d}"
    values = {figure[0]: rng.randint(3, 4000) for figure in FIGURES}
    first, second = values["disputes-resolved"], values["criminal-incidents"]
    lines = [
        "# yaml-language-server: $schema=../../schema/brand.json",
        "schema: 1",
        f"id: {identity}",
        f"name: {{zh: {name}警务, en: {latin} policing}}",
        "name_basis: source",
        f"agency: {{zh: {name}县公安局, en: {latin} County Public Security Bureau, level: county}}",
        f'place: "{code}"',
        f"category: {rng.choice(['night.patrol', 'farm.fruit', 'patrol.kiosk', 'eco.water'])}",
        "problems: [disputes, theft]",
        "practices: [mediation, night-patrol, volunteer-patrol]",
        "partners: [volunteers]",
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


def source(identity: str) -> str:
    """The YAML of one source."""
    return (
        f"schema: 1\nid: {identity}\ntitle: {{zh: 某地警务报道, en: A report on policing}}\n"
        "publisher: {zh: 某日报, en: A daily}\npublished: 2024-06-01\nkind: press\n"
        "accessed: 2026-11-21\nread: whole\n"
    )


def main(arguments: list[str]) -> None:
    """Write the project."""
    faults = "--faults" in arguments
    count, folder, *seed = (a for a in arguments if a != "--faults")
    rng = random.Random(int(seed[0]) if seed else 7)  # noqa: S311
    root = Path(folder)
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copy(ROOT / "mkdocs.yml", root)
    for name in ("vocabulary", "pages"):
        shutil.copytree(ROOT / "content" / name, root / "content" / name)
    for name in ("candidates", "corrections"):
        (root / "content" / f"{name}.yml").write_text("[]\n", encoding="utf-8")
    for name in ("sources", "brands"):
        (root / "content" / name).mkdir()
    for page in root.glob("content/pages/*/method.md"):
        page.unlink()  # it links to real brands
    content, findings = load_content(Settings(root=root))
    if content is None:
        raise SystemExit("\n".join(map(str, findings)))
    divisions = content.vocabulary.divisions
    codes = [c for c in divisions.codes if c[4:] != "00" and divisions.at(c, "2024-06-01")]
    for number in range(int(count)):
        origin = f"a-daily-{number // 4:05d}"
        if number % 4 == 0:
            (root / "content/sources" / f"{origin}.yml").write_text(source(origin), "utf-8")
        code = rng.choice(codes)
        identity, text = brand(number, code, origin, rng)
        if faults:
            text = text.replace("problems: [disputes", "problems: [dispute")
        path = root / "content/brands" / str(province_folder(content.vocabulary, code))
        path.mkdir(exist_ok=True)
        (path / f"{identity}.yml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
