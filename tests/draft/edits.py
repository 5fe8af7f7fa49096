"""What an editor would mend in the drafts of an annotated article, counted field by field.

An edit is one value put right, one figure added, deleted or moved to another record, one record
added or deleted: the distance between two trees whose inner nodes are records and figures. A figure
for which the vocabulary has no indicator is a comment in a draft and needs no edit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from score import Metric, overlap, pair, right, span

FIELDS = ("name", "category", "place", "agency", "level")
"""Fields of a record that are annotated, besides its figures."""

_FIGURE = ("value", "unit", "qualifier", "basis", "period", "indicator")
_SOURCE = ("title", "publisher", "published")


@dataclass
class Edits:
    """Counts over the expected records of one article, or of several."""

    records: int = 0
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    articles: list[int] = field(default_factory=list)

    def __add__(self, other: Edits) -> Edits:
        return Edits(
            self.records + other.records,
            self.right + other.right,
            self.asked + other.asked,
            self.edits + other.edits,
            self.articles + other.articles,
        )


def count_edits(annotation: dict[str, Any], result: dict[str, Any]) -> Edits:
    """The edits of one article and which fields of its records were right at once."""
    golds, found = annotation["drafts"], result["brands"]
    done = Edits(records=len(golds))
    figures = annotation["metrics"]
    metrics = [m for m in result["metrics"] if m.get("indicator_id")]
    matched, _ = pair(figures, metrics)
    owners = _owners(golds, found, figures, metrics, matched)
    for place, gold in enumerate(golds):
        _compare(done, gold, found[owners[place]] if place in owners else None)
    for g, gold_figure in enumerate(figures):
        if g in matched:
            _figure(done, gold_figure, metrics[matched[g]], owners, found)
        elif gold_figure["tier"] == "core" and gold_figure["indicator"]:
            done.edits["figure added"] += 1
    kept = set(owners.values())
    known = set(matched.values())
    for m, metric in enumerate(metrics):
        again = any(_same_place(metric, gold) for gold in figures)
        if m not in known and not again and _place_of(metric, found) in kept:
            done.edits["figure deleted"] += 1
    done.edits["record deleted"] += len(found) - len(kept)
    done.edits.update(_source(annotation["source"], result["source"]))
    done.edits["summary"] += sum(not found[place].get("summary") for place in kept)
    done.articles.append(done.edits.total())
    return done


def _owners(
    golds: list[dict[str, Any]],
    found: list[dict[str, Any]],
    figures: list[Metric],
    metrics: list[Metric],
    matched: dict[int, int],
) -> dict[int, int]:
    """Which drafted record is which expected one: by their figures, agency and place."""
    shared: Counter[tuple[int, int]] = Counter()
    for g, m in matched.items():
        if isinstance(figures[g]["brand"], int):
            shared[figures[g]["brand"], _place_of(metrics[m], found)] += 1
    ranked = sorted(
        (-shared[g, f], not _has(one, "agency", gold), not _has(one, "place", gold), g, f)
        for g, gold in enumerate(golds)
        for f, one in enumerate(found)
    )
    owners: dict[int, int] = {}
    for _, _, _, g, f in ranked:
        if g not in owners and f not in owners.values():
            owners[g] = f
    return owners


def _place_of(metric: Metric, found: list[dict[str, Any]]) -> int:
    return next(n for n, brand in enumerate(found) if brand["id"] == metric["brand"])


def _has(found: dict[str, Any], name: str, gold: dict[str, Any]) -> bool:
    """Whether a field of a drafted record is as an editor would have it."""
    if name == "name":
        first = next(iter(found["names"]), None)
        return first in gold["names"] if gold["names"] else first is None
    if name == "category":
        first = next(iter(found["categories"]), None)
        return first in gold["categories"] if gold["categories"] else first is None
    if name == "agency":
        # A fuller form with the organs above it is as good.
        fits = any((found["agency"] or "").endswith(name) for name in gold["agency"])
        return fits if gold["agency"] else found["agency"] is None
    return bool(found[name] == gold[name])


def _compare(done: Edits, gold: dict[str, Any], found: dict[str, Any] | None) -> None:
    if found is None:
        done.edits["record added"] += 1
    for name in FIELDS:
        done.asked[name] += 1
        good = found is not None and _has(found, name, gold)
        done.right[name] += good
        done.edits[name] += not good
    if gold["names"]:
        done.asked["name among the candidates"] += 1
        done.right["name among the candidates"] += found is not None and any(
            name in gold["names"] for name in found["names"]
        )


def _figure(
    done: Edits,
    gold: Metric,
    found: Metric,
    owners: dict[int, int],
    drafts: list[dict[str, Any]],
) -> None:
    if gold["tier"] != "core":
        return
    same = right(found, gold)
    for name in _FIGURE:
        done.edits[f"figure's {name}"] += not same[name]
    place = gold["brand"]
    if isinstance(place, int) and owners.get(place) != _place_of(found, drafts):
        done.edits["figure moved"] += 1


def _same_place(metric: Metric, gold: Metric) -> bool:
    places = [span(gold), *((start, end) for start, end in gold.get("repeats", ()))]
    return any(overlap(span(metric), place) for place in places)


def _source(gold: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """The fields of the source that an editor would mend, of those that are known."""
    for name in _SOURCE:
        if gold[name] and gold.get("date_basis") != "address" and gold[name] != found[name]:
            yield f"source's {name}"
