"""What published editions hold: it stays on record, and what changes in it is told as a correction.

An edition is kept as it was published, so readers of a record and of an edition would see two
things and not know why. What counts as a change is what the edition says of a record:

- of a figure everything that it states, also a condition that it lacked, since a figure without
  a period, a scope or a base says something else than one with it;
- of a brand its names, agency, place, category, tags, status, start, season, hours, summary,
  evaluation, descent and sources; of a source its title, publisher, date, kind and author; of a
  list of honours its title, organiser, year, order, criteria and entries. There, what was empty
  or unknown and is filled in, a further tag, source, figure or entry is an addition.

No change are translations added, another id (`formerly`), what an edition does not show (the five
sections, addresses, notes, the review, receipts), and the vocabularies, which it keeps as they
were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, Final, NamedTuple

from generator.book.editions import Stored, published_with
from generator.book.reranked import LeaguePlace, places_now, places_published
from generator.check.corrections import value_at
from generator.check.renamed import Brands
from generator.errors import BeatbookError, Problem, RecordPath
from generator.rank.results import Likely
from generator.records.content import Content
from generator.records.models import FIVE_IS, TAGS, Brand, Correction, stated
from generator.settings import Settings
from generator.words.messages import Message

_UNSHOWN: Final[Mapping[str, frozenset[str]]] = {
    "brands": frozenset({"schema", "id", "formerly", *FIVE_IS, "added", "changes", "review"}),
    "sources": frozenset(
        {"schema", "id", "formerly", "url", "accessed", "read", "text", "receipt"}
    ),
    "honours": frozenset({"schema", "id", "formerly", "source", "entries_total"}),
}
"""By kind of record, the keys of which an edition shows nothing or that say no more of it."""

_NAMES: Final = {
    **dict.fromkeys(("source", "sources", "evaluated_by", "reprint_of"), "sources"),
    **dict.fromkeys(("brand", "adopted_from", "renamed_from"), "brands"),
    "indicator": "indicators",
    "category": "categories",
    **{kind: kind for kind in TAGS},
}
"""The keys whose values are ids, with the kind of what they name."""

_WORDS: Final = frozenset(
    {"name", "name_basis", "summary", "title", "publisher", "date_basis", "excerpt", "period_text"}
)
"""The keys that no ranking reads; nor does any read the name of an agency or what is English."""

_LONGEST: Final = 60
"""As many characters of a value as a finding shows."""


class Differing(NamedTuple):
    """A field that was published with another value: its keys as a correction names them.

    `path` is where it stands in the record now, `old` and `new` are values of JSON.
    """

    field: str
    path: RecordPath
    old: Any
    new: Any


@dataclass(frozen=True)
class _OnRecord:
    """All records as they are now, each as JSON when it is asked for."""

    content: Content
    brands: Brands
    packed: Mapping[str, memoryview]
    files: Mapping[str, str]
    sound: bool

    @cached_property
    def former(self) -> Mapping[str, Mapping[str, str]]:
        """By kind, the ids that records and words had, each with the one that it leads to."""
        return {**self.content.renamed(), "brands": self.brands.former}

    @cached_property
    def corrected(self) -> Mapping[tuple[str, str], Sequence[Correction]]:
        """The corrections by record and field."""
        found: dict[tuple[str, str], list[Correction]] = {}
        for own in self.content.corrections:
            found.setdefault((own.record, own.field), []).append(own)
        return found

    def state(self, kind: str, identity: str) -> str:
        """Whether a record is `here`, a `draft`, `gone`, or `unread` for another fault."""
        if kind == "brands":
            if identity in self.packed:
                return "here"
            if identity not in self.brands.finished:
                return "gone"
            return "unread" if self.brands.finished[identity] else "draft"
        if identity in getattr(self.content, kind):
            return "here"
        return "unread" if (kind, identity) in self.content.files else "gone"

    def same(self, kind: str, identity: str, published: Any) -> bool:
        """Whether a record is as published to the letter, which is told at once."""
        if kind == "brands":
            return bool(self.packed[identity] == published.model_dump_json(by_alias=True).encode())
        return bool(getattr(self.content, kind)[identity] == published)

    def value(self, kind: str, identity: str) -> dict[str, Any]:
        """A record as JSON."""
        if kind == "brands":
            return dict(json.loads(bytes(self.packed[identity])))
        record = getattr(self.content, kind)[identity]
        return dict(record.model_dump(mode="json", by_alias=True))

    def brand(self, identity: str) -> Brand | None:
        """A brand under the id that it had when it was published; None where it is not here."""
        now = self.former["brands"].get(identity, identity)
        if now not in self.packed:
            return None
        return Brand.model_validate_json(bytes(self.packed[now])).model_copy(
            update={"id": identity}
        )

    def file(self, kind: str, identity: str) -> str:
        """The file of a record."""
        return self.files[identity] if kind == "brands" else self.content.files[kind, identity]

    def told(self, record: str, own: Differing) -> bool:
        """Whether a correction starts from what was published."""
        for correction in self.corrected.get((record, own.field), ()):
            key = own.path[-1] if own.path else ""
            if isinstance(own.old, list):
                before = (correction.old or "").split(", ")
                if {*own.old} <= {*self.renamed(key, before)}:
                    return True
            elif self.renamed(key, correction.old) == stated(own.old):
                return True
        return False

    def renamed(self, key: Any, value: Any) -> Any:
        """A published value with the ids that what it names has now."""
        if isinstance(value, dict):
            return {own: self.renamed(own, part) for own, part in value.items()}
        if isinstance(value, list):
            return [self.renamed(key, part) for part in value]
        return self.former.get(_NAMES.get(key, ""), {}).get(value, value)


def check_stores(
    settings: Settings,
    content: Content,
    brands: Brands,
    packed: Mapping[str, memoryview],
    files: Mapping[str, str],
    *,
    sound: bool,
) -> Iterator[tuple[str, Problem]]:
    """What does not fit in the published editions, each problem with its file.

    Their stores, the records in them that are gone, and those that changed without a correction.
    `packed` holds the brands as JSON, as far as they can be read, `files` their files. What a
    change does to ranks is told only where the records are `sound`: all references lead somewhere.
    """
    editions = {i: own for i, own in content.editions.items() if own.status == "published"}
    if not editions:
        return
    records = _OnRecord(content, brands, packed, files, sound)
    for stem, edition in editions.items():  # an id may differ from the name of its file
        file = content.files["editions", stem]
        try:
            stored = published_with(edition, settings)
        except BeatbookError as error:
            yield file, Problem("V02", ("status",), error.args[0])
            continue
        yield from _check_edition(file, stored, records)


def published_value(
    settings: Settings, content: Content, record: str, names: Sequence[str], steps: Sequence[str]
) -> Iterator[Any]:
    """What the published editions show at some steps into a record, the latest edition first.

    `record` is named as corrections do, `names` are the ids that it has and had. Raises
    BeatbookError where what an edition was published with cannot be read.
    """
    kind = record.partition("/")[0]
    published = [own for own in content.editions.values() if own.status == "published"]
    for edition in sorted(published, key=lambda own: (own.last, own.id), reverse=True):
        stored = published_with(edition, settings)
        kinds: dict[str, Mapping[str, Any]] = {
            "brands": {own.record.id: own.record for own in stored.records.brands},
            "sources": stored.records.sources,
            "honours": stored.records.honours,
            "indicators": stored.indicators,
        }
        for name in names:
            if name in kinds[kind]:
                told = kinds[kind][name].model_dump(mode="json", by_alias=True)
                yield value_at(told, steps)


def _check_edition(file: str, stored: Stored, records: _OnRecord) -> Iterator[tuple[str, Problem]]:
    own = stored.records
    # Unasked for while nothing changed.
    resting = cache(partial(_Resting, stored, records)) if records.sound else None
    published: dict[str, Mapping[str, Any]] = {
        "brands": {brand.record.id: brand.record for brand in own.brands},
        "sources": own.sources,
        "honours": own.honours,
    }
    for kind, entries in published.items():
        for identity, record in entries.items():
            now = records.former[kind].get(identity, identity)
            state = records.state(kind, now)
            if state in ("gone", "draft"):
                yield file, _gone(kind, identity, draft=state == "draft")
            elif state == "here":
                found = _differing(kind, identity, now, record, records, entries)
                for differing in found:
                    if not records.told(f"{kind}/{now}", differing):
                        ranks = _ranks(kind, record, differing, stored, resting)
                        problem = _changed(own.edition.id, differing, ranks)
                        yield records.file(kind, now), problem


_KINDS: Final = {
    "brands": Message("brand"),
    "sources": Message("source"),
    "honours": Message("list of honours"),
}


def _gone(kind: str, identity: str, *, draft: bool) -> Problem:
    problem = Problem("C04", ("status",))
    if draft:
        return problem.says(
            "the brand `{id}`, which it was published with, is a draft and has no page: finish it",
            id=identity,
        )
    return problem.says(
        "the {kind} `{id}`, which it was published with, is not on record: restore it, or write"
        " that id into `formerly` of the record that took its place",
        kind=_KINDS[kind],
        id=identity,
    )


def _changed(edition: str, own: Differing, ranks: Message) -> Problem:
    if own.field == "formerly":
        return Problem("C03", own.path).says(
            "the edition `{edition}` was published with `{id}` as a record of its own, and rankings"
            " there count both: enter `formerly` with `beatbook new correction`, or undo that",
            edition=edition,
            id=own.new,
        )
    return Problem("C03", own.path).says(
        "the edition `{edition}` was published with `{field}: {old}`, now it is `{new}`; {ranks}:"
        " enter it with `beatbook new correction`, or undo the change",
        edition=edition,
        field=own.field,
        old=_shown(own.old),
        new=_shown(own.new),
        ranks=ranks,
    )


def _shown(value: Any) -> str:
    text = stated(value) or "null"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _differing(
    kind: str,
    identity: str,
    now: str,
    published: Any,
    records: _OnRecord,
    entries: Mapping[str, Any],
) -> Iterator[Differing]:
    """The fields in which a record differs from what was published."""
    if now != identity:
        merged = Differing("formerly", ("formerly",), None, identity)
        told = records.corrected.get((f"{kind}/{now}", "formerly"), ())
        if any(identity in (own.new or "").split(", ") for own in told):
            return
        if now in entries:
            yield merged
            return
    elif records.same(kind, now, published):
        return
    was = published.model_dump(mode="json", by_alias=True)
    own = records.value(kind, now)
    for key, old in was.items():
        if key not in _UNSHOWN[kind]:
            yield from _compared(records.renamed(key, old), own[key], (key,), (key,), whole=False)


def _compared(
    old: Any, new: Any, keys: tuple[str, ...], path: RecordPath, *, whole: bool
) -> Iterator[Differing]:
    """What differs at a path; where a `whole` is compared, what was empty counts too."""
    if old == new:
        return
    if isinstance(old, list):
        yield from _lists(old, new, keys, path)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in old:
            yield from _compared(old[key], new[key], (*keys, key), (*path, key), whole=whole)
    elif isinstance(old, dict) or isinstance(new, dict):
        if isinstance(old, dict) or whole:  # an end of it stands for all
            key = next(iter(old or new))
            at = path if new is None else (*path, key)
            parts = (own[key] if own else None for own in (old, new))
            yield Differing(".".join((*keys, key)), at, *parts)
    elif old not in (None, "unknown") or (whole and keys[-1] != "en"):
        yield Differing(".".join(keys), path, old, new)


_FIRST: Final = {"metrics": ("value",), "entries": ("name", "zh"), "hours": ("from",)}
"""The key of an entry by which a correction says that it was taken out."""


def _lists(
    old: Sequence[Any], new: Sequence[Any], keys: tuple[str, ...], path: RecordPath
) -> Iterator[Differing]:
    """What was taken out of a list or differs in an entry; what was added is none."""
    if not old or not isinstance(old[0], dict):
        if not all(entry in new for entry in old):
            yield Differing(".".join(keys), path, old, new)
        return
    places = {_name(entry, at): (at, entry) for at, entry in enumerate(new)}
    for at, entry in enumerate(old):
        name = _name(entry, at)
        if name in places:
            place, own = places[name]
            whole = keys[0] == "metrics"
            yield from _compared(entry, own, (*keys, name), (*path, place), whole=whole)
        else:
            value: Any = entry
            for key in _FIRST[keys[0]]:
                value = value[key]
            yield Differing(".".join((*keys, name, *_FIRST[keys[0]])), path, value, None)


def _name(entry: Mapping[str, Any], at: int) -> str:
    return str(entry.get("id", entry.get("position", at + 1)))


class _Resting:
    """What rests on the records of an edition: its places, and those that they would have now."""

    def __init__(self, stored: Stored, records: _OnRecord) -> None:
        self.stored = stored
        held = (records.brand(own.record.id) for own in stored.records.brands)
        self.published = places_published(stored)
        self.now = places_now(stored, filter(None, held), records.content)

    def of_figure(self, brand: str, metric: str, indicator: str) -> Message:
        """What a figure has to do with the ranks, and what becomes of its place."""
        counted = {own.indicator for own in self.stored.records.edition.indicators}
        if self.published.results and indicator in counted:
            return Message(
                "places by several results count `{id}` there: this brand has {before}, with the"
                " records of today {after}",
                id=indicator,
                before=_said_range(self.published.results.get(brand)),
                after=_said_range(self.now.results.get(brand)),
            )
        place = self.published.leagues.get((brand, metric))
        if place is not None:
            return Message(
                "it stands at place {rank} of {n} by `{indicator}` there, with the records of"
                " today {now}",
                rank=place.rank,
                n=place.among,
                indicator=place.indicator,
                now=_said_place(self.now.leagues.get((brand, metric))),
            )
        return self._among_changes(brand, metric)

    def _among_changes(self, brand: str, metric: str) -> Message:
        families = self.stored.rankings.families if self.stored.rankings else ()
        for family in families:
            if any((row.brand, row.metric) == (brand, metric) for row in family.rows):
                return Message(
                    "it stands among the changes of `{family}` there", family=family.family
                )
        return Message("it has no place of its own there, but rankings of records read it")

    def and_others(self, told: Message) -> Message:
        """The same with how many places by single indicators would be others."""
        moved = self.published.moved(self.now)
        if not moved:
            return Message("{told}; no place by a single indicator would move", told=told)
        return Message(
            "{told}; places by a single indicator that would move: {n}", told=told, n=moved
        )


def _said_place(place: LeaguePlace | None) -> Message:
    if place is None:
        return Message("at none")
    return Message("at place {rank} of {n}", rank=place.rank, n=place.among)


def _said_range(place: Likely | None) -> Message:
    if place is None:
        return Message("no place")
    return Message("places {low} to {high}", low=place.low, high=place.high)


def _ranks(
    kind: str,
    published: Any,
    own: Differing,
    stored: Stored,
    resting: Callable[[], _Resting] | None,
) -> Message:
    """What a change does to the ranks of an edition, as far as its tables tell at once."""
    keys = own.field.split(".")
    if stored.rankings is None or kind == "honours" or _is_words(keys):
        return Message("no rank there depends on it")
    if resting is None:
        return Message("what it does to ranks there is told once all errors are mended")
    if keys[0] != "metrics":
        return resting().and_others(Message("rankings there read it"))
    indicator = next(own.indicator for own in published.metrics if own.id == keys[1])
    return resting().and_others(resting().of_figure(published.id, keys[1], indicator))


def _is_words(keys: Sequence[str]) -> bool:
    return keys[-1] == "en" or keys == ["agency", "zh"] or bool(_WORDS & {*keys})
