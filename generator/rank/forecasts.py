"""Forecasts: dated statements with a probability from the book's own base rates, graded later.

A probability is the frequency among cases alike, smoothed by Laplace's rule (k + 1)/(n + 2). What
came true is scored by Brier (1950), *Monthly Weather Review* 78, 1–3, beside the score of saying
the plain overall rate every time.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from generator.rank.results import Bin, Forecast, Score, Settled

_BINS: Final = (0.2, 0.4, 0.6, 0.8)
"""Where a reliability table divides the probabilities."""


class Past(NamedTuple):
    """What the records tell of a brand over time.

    `kind` is what its cases are counted with, such as its evidence level and category; `seen` are
    the days (ISO 8601) of its sources, a month or year counting as its last day; `moves` are its
    dated changes by family in order of time, each the last day of its period and whether it went
    the good way.
    """

    kind: tuple[object, ...]
    seen: Sequence[str]
    moves: Mapping[str, Sequence[tuple[str, bool]]]
    ended: bool


def make_forecasts(past: Mapping[str, Past], brands: Iterable[str], as_of: str) -> list[Forecast]:
    """What the twelve months after `as_of` (an ISO 8601 day) will show of some brands.

    `past` is that of the whole book, from which the probabilities come; by kind and brand.
    """
    since, until = _day_after(as_of), _years_after(as_of, 1)
    seen, again = _seen_cases(past, as_of), _again_cases(past)
    made = []
    for brand in sorted(brands):
        own = past[brand]
        cases = seen.get(own.kind, [])
        if not own.ended:
            made.append(_forecast("seen", brand, None, since, until, cases))
        for family, moves in sorted(own.moves.items()):
            if moves and moves[-1][1]:
                made.append(_forecast("again", brand, family, since, until, again))
    return sorted(made, key=lambda f: (f.kind != "seen", f.brand, f.family or ""))


def _forecast(
    kind: str, brand: str, family: str | None, since: str, until: str, cases: Sequence[bool]
) -> Forecast:
    hits, number = sum(cases), len(cases)
    return Forecast.model_validate(
        {
            "kind": kind,
            "brand": brand,
            "family": family,
            "since": since,
            "until": until,
            "hits": hits,
            "cases": number,
            "probability": (hits + 1) / (number + 2),
        }
    )


def _seen_cases(past: Mapping[str, Past], as_of: str) -> Mapping[object, list[bool]]:
    """For each kind of brand: a year after each of its sources, whether another had come."""
    cases: dict[object, list[bool]] = defaultdict(list)
    for _, own in sorted(past.items()):
        for day in sorted(set(own.seen)):
            end = _years_after(day, 1)
            if end <= as_of:
                cases[own.kind].append(any(day < later <= end for later in own.seen))
    return cases


def _again_cases(past: Mapping[str, Past]) -> list[bool]:
    """For each good move that another of its family followed: whether that was good too."""
    return [
        after
        for _, own in sorted(past.items())
        for _, moves in sorted(own.moves.items())
        for (_, before), (_, after) in pairwise(moves)
        if before
    ]


def grade(
    edition: str, forecasts: Iterable[Forecast], past: Mapping[str, Past], as_of: str
) -> Score:
    """How the forecasts of an edition did, by records that speak for the day `as_of`."""
    settled, still_open = [], 0
    for forecast in forecasts:
        came_true = _came_true(forecast, past.get(forecast.brand), as_of)
        if came_true is None:
            still_open += 1
        else:
            settled.append(Settled(forecast=forecast, came_true=came_true))
    rate = sum(s.came_true for s in settled) / len(settled) if settled else 0.0
    return Score(
        edition=edition,
        settled=settled,
        open=still_open,
        brier=_brier((s.forecast.probability, s.came_true) for s in settled),
        plain=_brier((rate, s.came_true) for s in settled),
        bins=list(_reliability(settled)),
    )


def _came_true(forecast: Forecast, own: Past | None, as_of: str) -> bool | None:
    """None while its time is not over, and for a next change that nobody reported."""
    if own is None:
        return None
    if forecast.kind == "again":
        moves = own.moves.get(forecast.family or "", ())
        return next((good for day, good in moves if day >= forecast.since), None)
    if not own.ended and any(forecast.since <= day <= forecast.until for day in own.seen):
        return True
    return False if forecast.until <= as_of else None


def _brier(pairs: Iterable[tuple[float, bool]]) -> float | None:
    errors = [(probability - came_true) ** 2 for probability, came_true in pairs]
    return sum(errors) / len(errors) if errors else None


def _reliability(settled: Sequence[Settled]) -> Iterator[Bin]:
    groups: dict[int, list[Settled]] = defaultdict(list)
    for one in settled:
        groups[sum(one.forecast.probability >= edge for edge in _BINS)].append(one)
    for _, group in sorted(groups.items()):
        number = len(group)
        yield Bin(
            number=number,
            probability=sum(s.forecast.probability for s in group) / number,
            share=sum(s.came_true for s in group) / number,
        )


def _day_after(day: str) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=1)).isoformat()


def _years_after(day: str, years: int) -> str:
    """The same day some years on; 29 February gives the 28th."""
    year, rest = int(day[:4]) + years, day[4:]
    return f"{year:04}{'-02-28' if rest == '-02-29' else rest}"
