"""A Hugo project over the records of a book: `hugo_site.py BOOK FOLDER`.

Making it is not timed: what Hugo could not know is laid out for it (names of places, what lies
near what, terms without brands), and the records are mounted where they are.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import markupsafe
import yaml

from generator.records.content import Content
from generator.records.divisions import Division, Divisions, short_of
from generator.records.load import load_content
from generator.settings import Settings
from generator.site.page import PAGE_SIZE
from generator.tables.neighbours import near

OURS = Path(__file__).with_name("hugo")
VOCABULARIES = ("categories", "families", "indicators", "partners", "practices", "problems")


def make_site(book: Path, folder: Path) -> None:
    """Write the project; a folder that is there already is replaced."""
    book = book.resolve()
    content, findings = load_content(Settings(root=book))
    if content is None:
        raise SystemExit("\n".join(map(str, findings)))
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(OURS, folder)
    (folder / "data").mkdir()
    written = {
        "book": {"as_of": _as_of(book), "bars": PAGE_SIZE},
        "places": _places(content.vocabulary.divisions),
        "terms": _terms(content),
    }
    for name, data in written.items():
        (folder / "data" / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False))
    mounts = {
        "layouts": "layouts",
        "data": "data",
        f"{book}/content/brands": "data/records",
        f"{book}/content/sources": "data/sources",
        f"{book}/templates/translations": "data/t",
        f"{book}/templates/theme/assets": "static/assets",
        **{f"{book}/content/vocabulary/{v}.yml": f"data/{v}.yml" for v in VOCABULARIES},
    }
    lines = [f'[[module.mounts]]\nsource = "{a}"\ntarget = "{b}"\n' for a, b in mounts.items()]
    with (folder / "hugo.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(lines))


def _as_of(book: Path) -> str:
    """The day that the data speak for: the last on which a record was added."""
    records = (book / "content/brands").glob("*/*.yml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return max(str(yaml.load(path.read_bytes(), loader)["added"]) for path in records)  # noqa: S506


def _places(divisions: Divisions) -> dict[str, Any]:
    """The divisions by code, their names as HTML by language."""
    prefectures = [code for code in divisions.codes if code[4:] == "00" and code[2:] != "0000"]
    return {code: _place(divisions, code, prefectures) for code in divisions.codes}


def _place(divisions: Divisions, code: str, prefectures: list[str]) -> dict[str, Any]:
    line = divisions.line(code)
    names = [_names(division) for division in line]
    first, last = names[0], names[-1]
    full = {"zh": first["zh"] + last["zh"], "en": f"{last['en']}, {first['en']}"}
    codes = [division.code for division in line]
    return {
        "code": code,
        "name": last,
        "short": {**last, "zh": short_of(line[-1])},
        "full": full if len(line) > 1 else last,
        "line": [{"code": d.code, **name} for d, name in zip(line, names, strict=True)],
        "province": codes[0],
        "prefecture": next((c for c in codes if c in prefectures), ""),
        "lower": [c for c in prefectures if c[:2] == code[:2]] if code == codes[0] else [],
        "near": [c for c in near(code, prefectures) if divisions.at(c, None)],
    }


def _names(division: Division) -> dict[str, str]:
    zh = str(markupsafe.escape(division.name))
    en = str(markupsafe.escape(division.name_en or ""))
    return {"zh": zh, "en": en or f'<span lang="zh-CN">{zh}</span>'}


def _terms(content: Content) -> dict[str, list[str]]:
    """The terms that have a page whether or not a brand has them."""
    vocabulary = content.vocabulary
    return {
        "categories": [*vocabulary.categories, *vocabulary.second_levels()],
        "indicators": [*vocabulary.indicators],
        **{kind: [*terms] for kind, terms in vocabulary.tags.items()},
    }


def main(arguments: list[str]) -> None:
    """Write the project that the command line asks for."""
    make_site(Path(arguments[0]), Path(arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
