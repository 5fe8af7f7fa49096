"""Ids that records had: each leads to one record for good, and is named where it is still used."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.errors import Problem, RecordPath
from generator.records.shape import Spellings, suggest
from generator.words.messages import Message


@dataclass(frozen=True)
class Brands:
    """The ids of all brands, those that could not be read too, with whether they are finished.

    `former` are ids that brands no longer have, each with the one that it leads to.
    """

    finished: Mapping[str, bool]
    former: Mapping[str, str]

    @cached_property
    def spellings(self) -> Spellings:
        """The ids, for the one that a misspelt id may mean."""
        return Spellings(self.finished)


def now_named(identity: str, former: Mapping[str, str]) -> Message | str:
    """A clause that names the id that a record has now; empty where it never had this one."""
    if identity not in former:
        return ""
    return Message("; it is named `{id}` now: write that", id=former[identity])


def check_former_ids(
    entries: Mapping[str, Sequence[str]], known: Container[str]
) -> Iterator[tuple[str, Problem]]:
    """An id that a record had leads to that one for good; each problem with its record.

    `entries` are former ids by the id that their record has now, `known` all ids in use.
    """
    led: dict[str, str] = {}
    for identity, formerly in entries.items():
        seen: set[str] = set()
        for index, old in enumerate(formerly):
            broken = Problem("R02", ("formerly", index))
            if old in known:
                problem = broken.says(
                    "`{id}` is the id of a record: rename that one, or delete it here", id=old
                )
                yield identity, problem
            elif led.setdefault(old, identity) != identity or old in seen:
                problem = broken.says(
                    "`{id}` already leads to `{other}`: delete it here or there",
                    id=old,
                    other=led[old],
                )
                yield identity, problem
            seen.add(old)


def check_brand_named(identity: str, brands: Brands, path: RecordPath) -> Iterator[Problem]:
    """A brand that is named is on record, and finished."""
    if identity not in brands.finished:
        yield Problem("R01", path).says(
            "there is no brand `{id}`{hint}",
            id=identity,
            hint=now_named(identity, brands.former)
            or suggest(identity, brands.spellings.near(identity))
            or Message(": enter it with `beatbook new brand`"),
        )
    elif not brands.finished[identity]:
        yield Problem("R01", path).says(
            "the brand `{id}` is a draft and has no page: finish it first", id=identity
        )
