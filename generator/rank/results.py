"""What the rankings of an edition say, as records that can be stored and read back unchanged.

Ranks count from 1 = best and ties take the smallest (1, 1, 3). Places are 90 % intervals unless
a class says otherwise. Shares and expected ranks keep full precision; templates round.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

METHOD_VERSION = "2.0"
"""Of the methods together; a change of any rank for unchanged records takes a new one."""

Whole = Annotated[int, Field(ge=1)]


class Result(BaseModel):
    """Frozen; unknown keys refused, so that a stored result of another shape is noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Likely(Result):
    """The places between which a brand lands in 90 % of the combinations."""

    low: Whole
    high: Whole


class Tier(Result):
    """Brands between which the figures do not decide, by id.

    `ahead` is the share of combinations in which the tier's leader comes before the next tier's;
    None for the last tier. `borderline`: that share is within 0.02 of the threshold.
    """

    brands: list[str]
    ahead: float | None
    borderline: bool


class Scenario(Result):
    """The ranking under another assumption: its places by brand and its likeness to the main run.

    `tau` is Kendall's τ_b between the expected ranks of both runs; None where one run ties all.
    """

    name: str
    tau: float | None
    places: dict[str, Likely]
    tiers: int


class Addition(Result):
    """The one addition to a record that would raise it most, and where it would then land."""

    item: str
    place: Likely


class Documented(Result):
    """One brand of the documentation ranking; `items` are values in [0, 1] in the items' order."""

    brand: str
    tier: Whole
    place: Likely
    expected: float
    items: list[float]
    figures: int
    sources: int
    design: str | None
    addition: Addition | None


class Documentation(Result):
    """Every brand of the edition by how fully it is documented."""

    items: list[str]
    importance: list[list[str]]
    seed: str
    samples: int
    brands: list[Documented]
    tiers: list[Tier]
    scenarios: list[Scenario]


Reason = Literal[
    "few_brands",  # of a league table
    "few_values",
    "alone",  # of a figure in no table
    "no_period",
    "twice",
    "inconsistent_figure",
]


class LeagueRow(Result):
    """One figure of a league table.

    `low` and `high` bound it in the table's unit (None: no bound); `lower` and `upper` bound its
    rank, by a 95 % rank set where the table is tested.
    """

    brand: str
    metric: str
    low: float | None
    high: float | None
    lower: Whole | None = None
    rank: Whole | None = None
    upper: Whole | None = None


class League(Result):
    """Comparable figures of one indicator.

    `method`: `counts` and `errors` are 95 % rank sets, `order` the order of reported figures, not
    tested, `list` unordered for the `reason`. `better` says which values lead; `size` is an
    order by scale, not by quality. `assumed_year`: some figure took the year of its source.
    """

    indicator: str
    unit: str
    basis: str | None
    base_year: int | None
    scope: str | None
    denominator: str | None
    span: str | None
    year: str
    level: str
    exposed_to: str | None
    method: Literal["counts", "errors", "order", "list"]
    better: Literal["up", "down", "size"]
    reason: Reason | None
    assumed_year: bool
    rows: list[LeagueRow]


class Apart(Result):
    """A figure that no table takes, and why."""

    indicator: str
    brand: str
    metric: str
    reason: Reason


class Refused(Result):
    """A brand that the results composite leaves out, and every reason that applies."""

    brand: str
    reasons: list[str]


Nothing = Literal["no_indicators", "not_reported", "equal_values"]
"""Why no indicator tells brands apart: none is set, no two brands report one comparably, or all
that report one report the same."""


class Shortfall(Result):
    """Why a composite is not published: a rule, what was found and what is needed."""

    code: Nothing | Literal["few_brands", "not_connected", "too_wide"]
    found: float | None = None
    needed: float | None = None

    def fields(self) -> dict[str, int]:
        """What fills the words for it: counts of brands, or widths in per cent of the field."""
        found, needed = self.found or 0, self.needed or 0
        return {
            "n": int(found),
            "least": int(needed),
            "width": round(100 * found),
            "most": round(100 * needed),
        }


class Compared(Result):
    """One brand of the results composite; `coverage` is the weight of what is known of it."""

    brand: str
    tier: Whole
    place: Likely
    expected: float
    first: float
    coverage: float
    design: str | None
    surely: Likely


class Composite(Result):
    """Brands by the results they report, or why there is no such ranking.

    `shown`: `no` (see `shortfalls`), `tiers` only, or `ranks`. `width` is the mean width of the
    intervals as a share of the field. `fragile` names the scenarios whose likeness is too small.
    """

    indicators: list[str]
    importance: list[list[str]]
    dropped: list[str]
    seed: str
    samples: int
    shown: Literal["no", "tiers", "ranks"]
    shortfalls: list[Shortfall]
    width: float | None
    brands: list[Compared]
    tiers: list[Tier]
    scenarios: list[Scenario]
    fragile: list[str]
    refused: list[Refused]


class Tide(Result):
    """How the whole country (`000000`) or a province changed over a like time, in per cent.

    `indicator` is that of the row or a sibling of its family; `source` is an id.
    """

    indicator: str
    place: str
    period: str
    percent: float
    source: str


class ChangeRow(Result):
    """One change of a family, in per cent, with its conditions.

    `least_base` is the base from which it lies beyond chance, `low` and `high` its 95 % interval
    where its base is known; `likeness` says how far it is like the row above, None for the first
    and for one that is not alike. `differs` is whether the interval leaves out the `tide`; None
    where either is unknown.
    """

    brand: str
    metric: str
    indicator: str
    percent: float
    year: str | None
    level: str
    least_base: Whole | None
    low: float | None
    high: float | None
    likeness: Literal["same", "like", "family"] | None
    tide: Tide | None = None
    differs: bool | None = None


class Assumed(Result):
    """The places that brands could take by one indicator if every base had been `base`."""

    indicator: str
    base: Whole
    places: dict[str, Likely]


class FamilyChanges(Result):
    """The year-on-year changes of a family.

    `favourable` of `judged` go the good way; `judged` are those of indicators that have one.
    """

    family: str
    rows: list[ChangeRow]
    favourable: int
    judged: int
    assumed: list[Assumed]


class Beaten(Result):
    """A brand that another beats, and the facets on which that is better."""

    brand: str
    by: str
    on: list[str]


class Shortlist(Result):
    """The brands of a subject that no other beats on every facet.

    `subject` is `problems/…`, `practices/…` or `category/…`; `facets` are each brand's values in
    the order of `shortlists.FACETS`; `equal` names those on which no two brands differ.
    """

    subject: str
    facets: dict[str, list[int]]
    equal: list[str]
    front: list[str]
    beaten: list[Beaten]


class Forecast(Result):
    """A statement that a later edition can settle from the records alone.

    `seen`: a source published from `since` to `until` (ISO 8601 days) shows the brand, not ended.
    `again`: its next dated change of the `family` goes the good way again. `probability` comes
    from `hits` of `cases` alike in the book.
    """

    kind: Literal["seen", "again"]
    brand: str
    family: str | None
    since: str
    until: str
    hits: int
    cases: int
    probability: float


class Settled(Result):
    """A forecast of an earlier edition and what became of it."""

    forecast: Forecast
    came_true: bool


class Bin(Result):
    """Settled forecasts of like probability: how many, their mean, and the share that came true."""

    number: int
    probability: float
    share: float


class Score(Result):
    """How an earlier edition's forecasts did.

    `brier` is their mean squared error, `plain` that of saying the overall rate each time; None
    where nothing is settled. `open` are those whose time is not over or that nothing settles.
    """

    edition: str
    settled: list[Settled]
    open: int
    brier: float | None
    plain: float | None
    bins: list[Bin]


class Outlook(Result):
    """What an edition forecasts, and how those of the edition before it did, None without one."""

    forecasts: list[Forecast]
    score: Score | None


class Rankings(Result):
    """All that is ranked in one edition.

    `checksum` is the SHA-256 of the inputs of all rankings; `numpy` names the version whose random
    streams were used, which NumPy does not promise to keep.
    """

    edition: str
    method: str = METHOD_VERSION
    numpy: str
    checksum: str
    documentation: Documentation
    families: list[FamilyChanges]
    shortlists: list[Shortlist]
    leagues: list[League]
    apart: list[Apart]
    composite: Composite
