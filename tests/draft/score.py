"""Score a result of the draft command against the annotations in tests/data/annotations.

    python tests/draft/score.py FOLDER_OF_TEXTS [FOLDER ...] RESULT.json

RESULT is a list with one object an article: `{source, brands, metrics, left_out}`. An article is
known by the SHA-256 of its text or else by its file name, wherever `source` holds one of them; the
folders are searched for the texts, whose SHA-256 must be the annotated one.

A figure is found when its span overlaps the annotated one; where several could be, the one with the
same value, then the longest overlap. `either` counts neither way, a printed repeat counts once, a
doubtful figure counts as proposed. Fields are scored over the core figures that were found.
"""

from __future__ import annotations

import argparse
import calendar
import hashlib
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

ANNOTATIONS = Path(__file__).resolve().parent.parent / "data" / "annotations"
FIELDS = ("value", "unit", "qualifier", "basis", "direction", "period", "days", "indicator")
FOLDED = {
    "万元": ("元", 10**4),
    "亿元": ("元", 10**8),
    "大": ("个", 1),
    "千米": ("公里", 1),
    "平方千米": ("平方公里", 1),
    "百分点": ("个百分点", 1),
    "秒钟": ("秒", 1),
    "日": ("天", 1),
    "周岁": ("岁", 1),
    "桩": ("起", 1),
    "℃": ("摄氏度", 1),
    "个名次": ("名次", 1),
}
CODE = re.compile(r"[1-9]\d{5}")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Span = tuple[int, int]
Metric = dict[str, Any]


def overlap(one: Span, other: Span) -> int:
    """How many characters two half-open spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def span(item: Metric) -> Span:
    """The span of a figure."""
    return int(item["start"]), int(item["end"])


def spans(gold: Metric) -> list[Span]:
    """Where an annotated figure is printed: once, or again."""
    return [span(gold), *((start, end) for start, end in gold.get("repeats", ()))]


def number(value: object) -> Fraction | None:
    """An exact number, or None where there is none to read."""
    try:
        return None if value is None or isinstance(value, bool) else Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None


def measure(item: Metric) -> tuple[Fraction | None, Fraction | None, str | None]:
    """Value, upper value and unit, the unit folded."""
    unit, scale = FOLDED.get(item.get("unit") or "", (item.get("unit") or None, 1))
    low, high = number(item.get("value")), number(item.get("value_max"))
    return (low if low is None else low * scale, high if high is None else high * scale, unit)


def _edge(text: str, last: bool) -> str:
    year, *rest = (int(part) for part in text.split("-"))
    month = rest[0] if rest else 12 if last else 1
    ends = calendar.monthrange(year, month)[1] if last else 1
    return f"{year:04}-{month:02}-{rest[1] if len(rest) > 1 else ends:02}"


def days(period: str | None) -> str | None:
    """The first and the last day of a period, so that 2019-01/2019-10 is as good as full days."""
    if period is None or period.startswith("P"):
        return period
    start, _, end = period.partition("/")
    first, final = start, end or start
    try:
        return "/".join(
            text if text == ".." else _edge(text, last)
            for text, last in ((first, False), (final, True))
        )
    except (ValueError, IndexError):
        return period


def _letters(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalnum())


def same_indicator(found: Metric, gold: Metric) -> bool:
    """Whether the id is the same, or at least half of the proposed characters are the editor's."""
    phrases = [found.get(key) for key in ("indicator", "indicator_zh")]
    words = [phrase for phrase in phrases if isinstance(phrase, str) and phrase]
    if {gold.get("indicator"), *gold.get("indicator_also", ())} & set(words):
        return True
    editor = _letters(gold.get("indicator_zh") or "")
    for word in words:
        letters = _letters(word)
        shared, total = (letters & editor).total(), letters.total()
        if not ID.fullmatch(word) and total and 2 * shared >= total:
            return True
    return False


def right(found: Metric, gold: Metric) -> dict[str, bool]:
    """Which fields of a found figure are right."""
    low, high, unit = measure(found)
    gold_low, gold_high, gold_unit = measure(gold)
    period = found.get("period")
    periods = [gold["period"], *gold.get("period_also", ())]
    return {
        "value": (low, high) == (gold_low, gold_high),
        "unit": unit == gold_unit,
        "qualifier": found.get("qualifier") == gold["qualifier"],
        "basis": (found.get("basis") or "none") == gold["basis"],
        "direction": found.get("direction") == gold["direction"],
        "period": period in periods,
        "days": days(period) in [days(one) for one in periods],
        "indicator": same_indicator(found, gold),
    }


@dataclass
class Score:
    """Counts of one article, or of several."""

    core: int = 0
    found: int = 0
    false: int = 0
    either: int = 0
    doubtful: int = 0
    right: Counter[str] = field(default_factory=Counter)
    dated: list[int] = field(default_factory=lambda: [0, 0])
    places: list[int] = field(default_factory=lambda: [0, 0])
    notes: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.core + other.core,
            self.found + other.found,
            self.false + other.false,
            self.either + other.either,
            self.doubtful + other.doubtful,
            self.right + other.right,
            [a + b for a, b in zip(self.dated, other.dated, strict=True)],
            [a + b for a, b in zip(self.places, other.places, strict=True)],
            self.notes + other.notes,
        )


def pair(golds: list[Metric], metrics: list[Metric]) -> tuple[dict[int, int], set[int]]:
    """Which proposal is which annotated figure, and which proposals overlap one at all."""
    candidates = []
    for g, gold in enumerate(golds):
        for m, metric in enumerate(metrics):
            shared = max(overlap(span(metric), place) for place in spans(gold))
            if shared:
                same = right(metric, gold)
                candidates.append((same["value"], same["unit"], shared, -m, g, m))
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for *_, g, m in sorted(candidates, reverse=True):
        if g not in matched and m not in taken:
            matched[g] = m
            taken.add(m)
    return matched, {candidate[-1] for candidate in candidates}


def codes(value: object, wanted: bool = False) -> Iterator[str]:
    """Every place code under a key such as `place`, `places` or `code`."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key != "candidates":  # an ambiguous place is none
                yield from codes(part, wanted or bool(re.match(r"place|code", str(key))))
    elif isinstance(value, list):
        for part in value:
            yield from codes(part, wanted)
    elif wanted and isinstance(value, str | int) and CODE.fullmatch(str(value)):
        yield str(value)


def score(annotation: dict[str, Any], result: dict[str, Any], text: str | None = None) -> Score:
    """The counts of one article."""
    golds, metrics = annotation["metrics"], result.get("metrics") or []
    matched, touching = pair(golds, metrics)
    done = Score(doubtful=sum(bool(metric.get("doubtful")) for metric in metrics))
    for g, gold in enumerate(golds):
        if gold["tier"] == "either":
            done.either += g in matched
            continue
        done.core += 1
        where = f"{_where(gold, text)} ({gold['indicator_zh']})"
        if g in matched:
            done.found += 1
            dated = annotation["source"]["date_basis"] != "address"
            _compare(done, metrics[matched[g]], gold, where, dated)
        else:
            reasons = ", ".join(_reasons(gold, result.get("left_out") or []))
            done.notes.append(f"missed   {where}  left out as: {reasons or 'nothing'}")
    for m, metric in enumerate(metrics):
        if m not in touching:
            done.false += 1
            doubt = "doubtful " if metric.get("doubtful") else ""
            words = metric.get("indicator_zh") or ""
            done.notes.append(f"false    {_where(metric, text)}  {doubt}{words}")
    places = set(annotation["source"]["places"])
    got = set(codes([result.get("source"), result.get("brands")]))
    done.places = [len(places & got), len(places)]
    if got != places:
        extra, absent = map(sorted, (got - places, places - got))
        done.notes.append(f"place    missing {absent}, not annotated {extra}")
    return done


def _where(item: Metric, text: str | None) -> str:
    words = "" if text is None else " " + text[slice(*span(item))].replace("\n", "⏎")
    return f"{item['start']}-{item['end']}{words}"


def _reasons(gold: Metric, left_out: list[Metric]) -> list[str]:
    return [
        str(item.get("reason"))
        for item in left_out
        if any(overlap(span(item), place) for place in spans(gold))
    ]


def _compare(done: Score, metric: Metric, gold: Metric, where: str, dated: bool) -> None:
    fields = right(metric, gold)
    done.right.update(name for name, good in fields.items() if good)
    if dated:
        done.dated[0] += fields["period"]
        done.dated[1] += 1
    for name, good in fields.items():
        if not good and name != "days":
            shown = metric.get("indicator_zh") if name == "indicator" else metric.get(name)
            done.notes.append(f"wrong    {where}  {name}: {shown!r}, not {_gold(gold, name)!r}")


def _gold(gold: Metric, name: str) -> object:
    if name == "indicator":
        return gold["indicator_zh"]
    if name == "value" and gold["value_max"] is not None:
        return (gold["value"], gold["value_max"])
    return gold[name]


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.959963984540054, hits / total
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def share(hits: int, total: int) -> str:
    """A share with its interval, such as `0.957 [0.912, 0.980] 154/161`."""
    if not total:
        return "-"
    low, high = wilson(hits, total)
    return f"{hits / total:.3f} [{low:.3f}, {high:.3f}] {hits}/{total}"


def read_annotations(folder: Path = ANNOTATIONS) -> dict[str, dict[str, Any]]:
    """Every annotated article by the stem of its file."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, str):
        yield value


def stem_of(source: object, annotations: dict[str, dict[str, Any]]) -> str | None:
    """The annotated article that a result is about."""
    words = list(_strings(source))
    for stem, annotation in annotations.items():
        if annotation["source"]["sha256"] in words:
            return stem
    stems = (Path(word).name.removesuffix(".txt") for word in words if word)
    return next((stem for stem in stems if stem in annotations), None)


def texts_in(folders: Iterable[Path], annotations: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The texts at hand, exactly as annotated."""
    known = {item["source"]["sha256"]: stem for stem, item in annotations.items()}
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.txt")):
            data = path.read_bytes()
            stem = known.get(hashlib.sha256(data).hexdigest())
            if stem:
                found[stem] = data.decode("utf-8")
    return found


def say(line: str = "") -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")


def report(scores: dict[str, Score], annotations: dict[str, dict[str, Any]]) -> None:
    """The table an article, the totals, then every miss, false proposal and wrong field."""
    head = ("core", "found", "false", "either", *(name[:5] for name in FIELDS), "place")
    say(f"{'article':34}" + "".join(f"{word:>7}" for word in head))
    for stem, done in scores.items():
        cells = [done.core, done.found, done.false, done.either]
        cells += [done.right[name] for name in FIELDS]
        row = "".join(f"{cell:>7}" for cell in cells)
        say(f"{stem:34}{row}{done.places[0]:>5}/{done.places[1]}")
    ours = {stem for stem in scores if annotations[stem]["source"]["stored"]}
    groups = {
        "all articles": set(scores),
        "the five sources": ours,
        "further articles": set(scores) - ours,
    }
    for name, stems in groups.items():
        total = sum((scores[stem] for stem in scores if stem in stems), Score())
        say(f"\n{name}: {len(stems)}, {total.doubtful} proposals doubtful")
        say(f"  recall     {share(total.found, total.core)}")
        say(f"  precision  {share(total.found, total.found + total.false)}")
        for key in FIELDS:
            say(f"  {key:10} {share(total.right[key], total.found)}")
        say(f"  period, date not from an address alone  {share(*total.dated)}")
        say(f"  place code {share(*total.places)}")
    for stem, done in scores.items():
        if done.notes:
            say(f"\n{stem}")
            for note in done.notes:
                say("  " + note)


def main(arguments: list[str] | None = None) -> int:
    """Score a result and print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, help="folders of the texts")
    parser.add_argument("result", type=Path, help="the result, a JSON list")
    given = parser.parse_args(arguments)
    annotations = read_annotations()
    texts = texts_in(given.folders, annotations)
    scores: dict[str, Score] = {}
    for result in json.loads(given.result.read_text(encoding="utf-8")):
        stem = stem_of(result.get("source"), annotations)
        if stem is None:
            say(f"not annotated, left aside: {json.dumps(result.get('source'))[:200]}")
        elif stem not in texts:
            say(f"no text with the annotated SHA-256 in the folders, left aside: {stem}")
        else:
            scores[stem] = score(annotations[stem], result, texts[stem])
    scores = dict(sorted(scores.items()))
    report(scores, annotations)
    for stem in sorted(set(annotations) - set(scores)):
        say(f"not in the result: {stem}")
    return 0 if scores else 1


if __name__ == "__main__":
    raise SystemExit(main())
