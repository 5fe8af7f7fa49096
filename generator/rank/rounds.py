"""What a selection round gives: who got how far and why, and what the jurors' scores carry.

The scores of a juror for a brand are their mean weighted by criterion, on the scale of the round.
Adjusted for severity (`juries.py`), they give places; how far these can be told follows from the
jurors' agreement (`agreement.py`). Krippendorff (2004, p. 241): from .800 on data can be relied
on, from .667 tentative conclusions are drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal

import numpy as np
from pydantic import Field

from generator.rank.agreement import krippendorff_alpha
from generator.rank.juries import fit, parts_of, places_of
from generator.rank.results import Likely, Result, Tier, Whole
from generator.rank.seeds import digest, seed_of, stream
from generator.rank.smaa import summarise
from generator.rank.standings import Standings
from generator.rank.weights import Floats
from generator.records.models import Share, Source
from generator.records.rounds import JURORS, SCORES, Criterion, JurorScore, Round
from generator.tables.frames import BrandRow

METHOD: Final = "1.0"
"""Of rounds; a change of any place for unchanged scores takes a new one."""

SAMPLES: Final = 10_000
"""Draws of jurors, and of brands for the interval of alpha."""

ORDER: Final = 0.800
TIERS: Final = 0.667
"""From which alpha on there is an order, and tiers."""

LINKED: Final = 0.5
"""The share of draws of jurors that must still link all brands."""

MENDED: Final = {"formerly", "title", "status", "notes"}
"""What may still be mended in a published round, and makes no other result in a draft."""

Stage = Literal["nominated", "eligible", "shortlisted", "scored", "selected"]
STAGES: Final[tuple[Stage, ...]] = ("nominated", "eligible", "shortlisted", "scored", "selected")

Exit = Literal[
    "draft",  # not eligible: its record is unfinished
    "level",
    "undated",
    "window",
    "scope",
    "set_aside",  # eligible, but not on the shortlist
    "unlisted",  # the same without a stated reason
    "few_scores",
    "no_order",  # scored, but nothing was selected by the scores
    "tied",  # shares the last places with others
    "below",
]
"""Why a brand got no further."""

Follows = Literal["order", "tiers", "none"]


class Nominee(Result):
    """A nominated brand: the stage that it reached and why it got no further.

    `level` is its evidence level and `dated` its sources of the window; None and 0 for a draft.
    """

    brand: str
    level: int | None
    dated: int
    reached: Stage
    why: list[Exit]


class RoundLack(Result):
    """What a round lacks for an order.

    `found` and `needed` count jurors, scores of each of the `brands`, parts of the table, or per
    cent of draws.
    """

    code: Literal["no_scores", "few_jurors", "few_scores", "apart", "thin"]
    found: int
    needed: int
    brands: list[str] = Field(default=[])


class Agreed(Result):
    """Krippendorff's alpha of the weighted scores, or of one criterion, with a 90 % interval.

    None where it is not defined: no brand has two scores, or they do not differ.
    """

    criterion: str | None
    alpha: float | None
    low: float | None
    high: float | None
    brands: int
    scores: int


class Judging(Result):
    """A juror: how many brands it scored, and how much above the others it scores.

    `needed`: without it the others' scores would not link all brands.
    """

    juror: str
    scores: int
    severity: float | None
    needed: bool


class Judged(Result):
    """A brand with its scores: by how many jurors, their mean, and the score adjusted for severity.

    `likely` are its places over resampled jurors, `left_out` those with one juror left out;
    `among` is the share of draws with it among those to be selected. What the jurors' agreement
    does not carry is None: in tiers all places, without an order the tier too.
    """

    brand: str
    scores: int
    mean: float
    adjusted: float
    place: Whole | None
    likely: Likely | None
    left_out: Likely | None
    among: Share | None
    tier: Whole | None


class Voted(Result):
    """A brand's votes by readers and its place by them."""

    brand: str
    votes: int
    place: Whole


class Merged(Result):
    """A brand's rank points by jurors and readers together, and its place by them."""

    brand: str
    points: float
    place: Whole


class Merging(Result):
    """The list by rank points in which readers' votes count with a `share`.

    Up to the share `flips` the jurors' first stays first; from there on it is `to`. None where no
    share below 1 changes it.
    """

    share: float
    rows: list[Merged]
    flips: float | None
    to: str | None


class RoundResult(Result):
    """All that follows from a round's nominations, scores and votes.

    `follows` says what the agreement carries: an order, tiers, or no order (`none`); None where
    something lacks. `judged` are in order of their places or tiers, then by id; `tied` are
    brands that share the last `seats`. `linked` is the share of draws of jurors that were used.
    """

    round: str
    method: str = METHOD
    numpy: str
    checksum: str
    samples: int
    nominees: list[Nominee]
    lacks: list[RoundLack]
    agreement: list[Agreed]
    follows: Follows | None
    jurors: list[Judging]
    linked: Share | None
    judged: list[Judged]
    tiers: list[Tier]
    selected: list[str]
    tied: list[str]
    seats: int
    votes: list[Voted]
    merging: Merging | None

    def count(self, stage: Stage) -> int:
        """How many brands reached a stage."""
        least = STAGES.index(stage)
        return sum(STAGES.index(nominee.reached) >= least for nominee in self.nominees)


def refusals(own: Round, row: BrandRow | None, sources: Mapping[str, Source]) -> list[Exit]:
    """Why a nominated brand is not eligible; `row` is None for a draft."""
    if row is None:
        return ["draft"]
    why: list[Exit] = []
    inside = own.scope in ("all", row.province)
    if not inside or own.category not in (None, row.category, row.category.partition(".")[0]):
        why.append("scope")
    if row.evidence_level < own.eligible.level:
        why.append("level")
    if not dated_within(own, row, sources):
        why.append("window" if row.latest else "undated")
    return why


def dated_within(own: Round, row: BrandRow, sources: Mapping[str, Source]) -> int:
    """How many of a brand's sources were published in the window."""
    years = [(sources[s].published or "")[:4] for s in row.sources.split() if s in sources]
    return sum(str(own.first) <= year <= str(own.last) for year in years)


def judge(
    own: Round,
    scores: Sequence[JurorScore],
    rows: Mapping[str, BrandRow],
    sources: Mapping[str, Source],
) -> RoundResult:
    """The result of a round; `rows` are the nominated brands that have a finished record."""
    table = _Table(own, scores, _shortlisted(own, rows, sources))
    facts = {
        n.brand: [rows[n.brand].evidence_level, refusals(own, rows[n.brand], sources)]
        for n in own.nominated
        if n.brand in rows
    }
    settings = own.model_dump(mode="json", exclude=MENDED)
    checksum = digest([METHOD, settings, sorted(s[:-1] for s in scores), facts])
    lacks, seed = table.lacks(), seed_of(checksum)
    agreement = table.agreement(seed) if table.brands else []
    draws = None if lacks else Resampled(table.weighted, table.brands, own.selected, seed)
    if draws is not None and draws.linked < LINKED:
        share = round(100 * draws.linked)
        lacks.append(RoundLack(code="thin", found=share, needed=round(100 * LINKED)))
        draws = None
    follows = _follows(agreement[0].alpha) if draws else None
    judged = _judged(table, draws, follows) if draws and follows else []
    merging = _merge(own, judged) if follows == "order" else None
    chosen, tied = _chosen(own, _groups(judged, merging, follows))
    return RoundResult(
        round=own.id,
        numpy=np.__version__,
        checksum=checksum,
        samples=SAMPLES,
        nominees=[
            _nominee(n.brand, own, rows, sources, table, chosen, tied) for n in own.nominated
        ],
        lacks=lacks,
        agreement=agreement,
        follows=follows,
        jurors=table.jurors_with(draws),
        linked=draws.linked if draws else None,
        judged=judged,
        tiers=draws.tiers if draws and follows == "tiers" else [],
        selected=chosen,
        tied=tied,
        seats=own.selected - len(chosen),
        votes=_votes(own, table.brands),
        merging=merging,
    )


def _shortlisted(
    own: Round, rows: Mapping[str, BrandRow], sources: Mapping[str, Source]
) -> list[str]:
    eligible = {n.brand for n in own.nominated if not refusals(own, rows.get(n.brand), sources)}
    return sorted(eligible.intersection(own.to_jurors))


class _Table:
    """The weighted scores of jurors (rows) for the brands of a shortlist (columns)."""

    def __init__(self, own: Round, scores: Iterable[JurorScore], brands: Sequence[str]) -> None:
        self.jurors = sorted(own.jurors, key=lambda juror: int(juror[1:]))
        self.brands = list(brands)
        self.criteria = own.judged_by
        shape = len(self.criteria), len(self.jurors), len(self.brands)
        self.each = np.full(shape, np.nan)
        places = [{name: n for n, name in enumerate(names)} for names in self._names()]
        for score in scores:
            named = score.criterion, score.juror, score.brand
            if score.value is not None and all(map(dict.__contains__, places, named)):
                self.each[tuple(map(dict.__getitem__, places, named))] = score.value
        weights = _weights(self.criteria.values())
        self.weighted: Floats = (self.each * weights[:, None, None]).sum(axis=0) / weights.sum()
        self.seen = ~np.isnan(self.weighted)

    def _names(self) -> tuple[Collection[str], ...]:
        return self.criteria, self.jurors, self.brands

    def counts(self) -> dict[str, int]:
        """How many jurors scored each brand on every criterion."""
        return dict(zip(self.brands, self.seen.sum(axis=0).tolist(), strict=True))

    def lacks(self) -> list[RoundLack]:
        """What it lacks for an order."""
        counts, scoring = self.counts(), int(self.seen.any(axis=1).sum())
        if not scoring:
            return [RoundLack(code="no_scores", found=0, needed=JURORS)]
        lacks = []
        if scoring < JURORS:
            lacks.append(RoundLack(code="few_jurors", found=scoring, needed=JURORS))
        for found in range(SCORES):
            brands = [brand for brand, number in counts.items() if number == found]
            if brands:
                lack = RoundLack(code="few_scores", found=found, needed=SCORES, brands=brands)
                lacks.append(lack)
        if not lacks and len(parts := parts_of(self.weighted)) > 1:
            smaller = [self.brands[brand] for _, part in parts[1:] for brand in part]
            lacks.append(RoundLack(code="apart", found=len(parts), needed=1, brands=smaller))
        return lacks

    def agreement(self, seed: int) -> list[Agreed]:
        """Alpha of the weighted scores, then of each criterion."""
        found = []
        for n, (criterion, scores) in enumerate(
            [(None, self.weighted), *zip(self.criteria, self.each, strict=True)]
        ):
            own = krippendorff_alpha(scores, samples=SAMPLES, stream=stream(seed, [1, n]))
            found.append(
                Agreed(
                    criterion=criterion,
                    alpha=own.value,
                    low=own.low,
                    high=own.high,
                    brands=own.units,
                    scores=own.values,
                )
            )
        return found

    def jurors_with(self, draws: Resampled | None) -> list[Judging]:
        """The jurors, with what the model says of them where there is one."""
        return [
            Judging(
                juror=juror,
                scores=int(self.seen[n].sum()),
                severity=draws.severity[n] if draws else None,
                needed=draws is not None and not draws.left_whole[n],
            )
            for n, juror in enumerate(self.jurors)
        ]


def _weights(criteria: Iterable[Criterion]) -> Floats:
    return np.array([criterion.weight for criterion in criteria], np.float64)


class Resampled:
    """What scores (j, m) say of brands over resampled jurors and with each juror left out.

    Of a table that is whole. `linked` is the share of draws that are whole too; where none is,
    there are no intervals.
    """

    def __init__(self, scores: Floats, brands: Sequence[str], seats: int, seed: int) -> None:
        jurors = len(scores)
        main, left = fit(scores), fit(scores, 1 - np.eye(jurors))
        self.adjusted: list[float] = main.adjusted[0].tolist()
        self.severity: list[float] = main.severity[0].tolist()
        self.places = places_of(self.adjusted)
        self.left_whole: list[bool] = left.whole.tolist()
        lefts = [self.places, *map(places_of, left.adjusted[left.whole])]
        self.left_out = [Likely(low=min(own), high=max(own)) for own in zip(*lefts, strict=True)]
        times = stream(seed, [0]).multinomial(jurors, np.full(jurors, 1 / jurors), size=SAMPLES)
        kinds, inverse = np.unique(times, axis=0, return_inverse=True)
        where = inverse.ravel()  # NumPy 2.0 gives it another shape
        drawn = fit(scores, kinds)
        self.linked = float(drawn.whole[where].mean())
        self.likely: list[Likely] = []
        self.among: list[float] = []
        self.tier: list[int] = []
        self.tiers: list[Tier] = []
        used = drawn.adjusted[where][drawn.whole[where]]
        if len(used):
            ranked = summarise(np.ones((len(used), 1)), used[:, :, None], alternatives=brands)
            self.likely = [Likely(low=low, high=high) for low, high in ranked.interval.tolist()]
            self.among = (ranked.ranks <= seats).mean(axis=1).tolist()
            self.tier = ranked.tiers.tolist()
            self.tiers = Standings(ranked, [[brand] for brand in brands]).tiers()


def _judged(table: _Table, draws: Resampled, follows: Follows) -> list[Judged]:
    """The brands with what the agreement carries, best first as far as it does."""
    counts, ordered, tiered = table.counts(), follows == "order", follows != "none"
    found = [
        Judged(
            brand=brand,
            scores=counts[brand],
            mean=round(float(np.nanmean(table.weighted[:, n])), 9),
            adjusted=draws.adjusted[n],
            place=draws.places[n] if ordered else None,
            likely=draws.likely[n] if ordered else None,
            left_out=draws.left_out[n] if ordered else None,
            among=draws.among[n] if ordered else None,
            tier=draws.tier[n] if tiered else None,
        )
        for n, brand in enumerate(table.brands)
    ]
    return sorted(found, key=lambda own: (own.place or own.tier or 0, own.brand))


def _follows(alpha: float | None) -> Follows:
    if alpha is None or alpha < TIERS:
        return "none"
    return "order" if alpha >= ORDER else "tiers"


def _groups(
    judged: Sequence[Judged], merging: Merging | None, follows: Follows | None
) -> list[list[str]]:
    """The brands that stand alike, best first: equal in places, points or tiers."""
    if follows not in ("order", "tiers"):
        return []
    standing = {own.brand: own.place or own.tier or 0 for own in judged}
    if merging:
        standing = {own.brand: own.place for own in merging.rows}
    return [
        sorted(brand for brand, own in standing.items() if own == place)
        for place in sorted(set(standing.values()))
    ]


def _chosen(own: Round, groups: Iterable[Sequence[str]]) -> tuple[list[str], list[str]]:
    """The brands that are selected, and those that share the seats that are left."""
    chosen: list[str] = []
    for group in groups:
        if len(chosen) == own.selected:
            break
        if len(chosen) + len(group) > own.selected:
            return chosen, list(group)
        chosen += group
    return chosen, []


def _nominee(
    brand: str,
    own: Round,
    rows: Mapping[str, BrandRow],
    sources: Mapping[str, Source],
    table: _Table,
    chosen: Collection[str],
    tied: Collection[str],
) -> Nominee:
    row = rows.get(brand)
    why = refusals(own, row, sources)
    reached: Stage = "nominated"
    if not why:
        reached, why = _later(brand, own, table, chosen, tied)
    return Nominee(
        brand=brand,
        level=row.evidence_level if row else None,
        dated=dated_within(own, row, sources) if row else 0,
        reached=reached,
        why=why,
    )


def _later(
    brand: str, own: Round, table: _Table, chosen: Collection[str], tied: Collection[str]
) -> tuple[Stage, list[Exit]]:
    """How far an eligible brand got."""
    if brand not in table.brands:
        stated = any(aside.brand == brand for aside in own.set_aside)
        return "eligible", ["set_aside" if stated else "unlisted"]
    if table.counts()[brand] < SCORES:
        return "shortlisted", ["few_scores"]
    if brand in chosen:
        return "selected", []
    if brand in tied:
        return "scored", ["tied"]
    return "scored", ["below" if chosen or tied else "no_order"]


def _votes(own: Round, brands: Iterable[str]) -> list[Voted]:
    """The shortlist by readers' votes; a brand without any has 0. None where nobody voted."""
    if not own.votes:
        return []
    votes = {brand: own.votes.get(brand, 0) for brand in brands}
    places = places_of(list(votes.values()))
    rows = [
        Voted(brand=brand, votes=number, place=place)
        for (brand, number), place in zip(votes.items(), places, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.place, row.brand))


def rank_points(values: Sequence[float]) -> list[float]:
    """As many points as there are values for the largest, one for the least; equal ones share."""
    places = Counter(own := places_of(values))
    return [len(own) + 1 - (place + (places[place] - 1) / 2) for place in own]


def flip(jury: Sequence[float], readers: Sequence[float]) -> tuple[float, int] | None:
    """The least share of the readers' points at which another than the jury's first leads, and it.

    None where no share below 1 does. Of several that lead alike, the first counts.
    """
    first = max(range(len(jury)), key=lambda n: (jury[n], readers[n], -n))
    shares = []
    for n, points in enumerate(jury):
        behind, gained = jury[first] - points, readers[n] - readers[first]
        if gained > 0 and behind + gained > 0:
            shares.append((behind / (behind + gained), n))
    return min(shares, default=None)


def _merge(own: Round, judged: Sequence[Judged]) -> Merging | None:
    if own.merge is None or not own.votes:
        return None
    share, brands = own.merge.votes, [row.brand for row in judged]
    jury = rank_points([row.adjusted for row in judged])
    readers = rank_points([own.votes.get(brand, 0) for brand in brands])
    points = [round((1 - share) * a + share * b, 9) for a, b in zip(jury, readers, strict=True)]
    rows = [
        Merged(brand=brand, points=sum_, place=place)
        for brand, sum_, place in zip(brands, points, places_of(points), strict=True)
    ]
    flipped = flip(jury, readers)
    return Merging(
        share=share,
        rows=sorted(rows, key=lambda row: (row.place, row.brand)),
        flips=flipped[0] if flipped else None,
        to=brands[flipped[1]] if flipped else None,
    )
