"""What one record says about others: ids that exist, codes and dates that fit together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from generator.check.days import after
from generator.check.renamed import Brands, check_brand_named, now_named
from generator.errors import Problem, RecordPath
from generator.records.content import Content, Vocabulary, former_ids
from generator.records.models import (
    FIVE_IS,
    Baseline,
    Brand,
    Candidate,
    Category,
    Edition,
    EditionIndicator,
    Family,
    Honour,
    Indicator,
    Metric,
    Source,
    Term,
    Windowed,
)
from generator.records.shape import Spellings, suggest
from generator.words.messages import Message
from generator.words.slips import sign_in

_Defined = Term | Category | Indicator | Family
"""What a vocabulary holds under an id."""


def check_id(identity: str, stem: str) -> Iterator[Problem]:
    """The id is the file's name."""
    if identity != stem:
        yield Problem("S04", ("id",)).says(
            "the id `{id}` is not the file's name: write `{stem}` or rename the file",
            id=identity,
            stem=stem,
        )


def province_folder(vocabulary: Vocabulary, code: str) -> str | None:
    """The folder of a province's brands, from its English name: `inner-mongolia`."""
    province = vocabulary.divisions.province(code)
    return province.name_en.lower().replace(" ", "-") if province else None


def check_references(brand: Brand, folder: str, content: Content) -> Iterator[Problem]:
    """Every reference of a brand but its lineage, which needs all brands."""
    vocabulary = content.vocabulary
    wanted = province_folder(vocabulary, brand.place)
    if wanted is not None and wanted != folder:
        yield Problem("S05", ("place",)).says(
            "{place} lies in {wanted}, the file in {folder}: move it to {wanted}/",
            place=brand.place,
            wanted=wanted,
            folder=folder,
        )
    lists = {kind: getattr(brand, kind) for kind in (*vocabulary.tags, "sources")}
    indicators = [metric.indicator for metric in brand.metrics]
    yield from check_mentions(brand.category, lists, indicators, content)
    for index, metric in enumerate(brand.metrics):
        yield from _carrier(metric, brand, content, ("metrics", index, "source"))
    yield from _evaluation(brand, content)
    yield from _twice(brand)


def _evaluation(brand: Brand, content: Content) -> Iterator[Problem]:
    """The source of an evaluation: one of the brand's own, and not by the agency itself."""
    if brand.evaluated_by is None:
        return
    broken, source = Problem("R04", ("evaluated_by",)), content.sources.get(brand.evaluated_by)
    yield from _source(brand.evaluated_by, content, ("evaluated_by",))
    if brand.evaluated_by not in brand.sources:
        yield broken.says(
            "`{id}` is not among the brand's sources: add it to `sources`", id=brand.evaluated_by
        )
    elif source is not None and (source.kind == "own_release" or source.author_kind == "police"):
        yield broken.says(
            "`{id}` was written by the police: write null, or the source of others' evaluation",
            id=brand.evaluated_by,
        )


@lru_cache(maxsize=1)
def _second_levels(vocabulary: Vocabulary) -> Mapping[str, Term]:
    """The categories of the second level, which are the same for every brand."""
    return vocabulary.second_levels()


def check_mentions(
    category: object,
    lists: Mapping[str, Sequence[object]],
    indicators: Sequence[object],
    content: Content,
) -> Iterator[Problem]:
    """The ids that a brand names by key; what is no text is the shape's concern, not ours."""
    vocabulary = content.vocabulary
    yield from _known("category", category, _second_levels(vocabulary), ("category",))
    for kind, known in vocabulary.tags.items():
        for index, identity in enumerate(lists[kind]):
            yield from _known(kind, identity, known, (kind, index))
    for index, identity in enumerate(lists["sources"]):
        yield from _source(identity, content, ("sources", index))
    for index, identity in enumerate(indicators):
        path = ("metrics", index, "indicator")
        yield from _known("indicators", identity, vocabulary.indicators, path)


def _known(
    kind: str, identity: object, known: Mapping[str, _Defined], path: RecordPath
) -> Iterator[Problem]:
    if isinstance(identity, str) and identity not in known:
        file = "categories" if kind == "category" else kind
        yield Problem("R01", path, character=sign_in(identity)).says(
            "`{id}` is not in content/vocabulary/{file}.yml{hint}",
            id=identity,
            file=file,
            hint=_meant(identity, known),
        )


def _meant(word: str, known: Mapping[str, _Defined]) -> Message | str:
    """The id that a word may stand for: one that had it, is named or spelt so."""
    for identity, entry in known.items():
        former = entry.formerly if isinstance(entry, Indicator | Term) else []
        before, dot, _ = identity.rpartition(".")
        if word in (f"{before}{dot}{old}" for old in former):
            return now_named(word, {word: identity})
    named = [
        identity
        for identity, entry in known.items()
        if word.casefold() in (entry.name.zh, (entry.name.en or "").casefold())
    ] or [
        identity
        for identity, entry in known.items()
        if isinstance(entry, Indicator) and word in entry.terms
    ]
    if named:
        ids = ", ".join(f"`{identity}`" for identity in named)
        return Message("; that is the name of {ids}: write the id", ids=ids)
    return suggest(word, known) or Message(": choose one there or add it")


def check_families(vocabulary: Vocabulary) -> Iterator[tuple[str, str, Problem]]:
    """Families and the indicators in them, each problem with its vocabulary and entry.

    Indicators of a family that stand for good and bad in different ways cannot share a table.
    """
    first: dict[str, tuple[str, Indicator]] = {}
    for identity, indicator in vocabulary.indicators.items():
        for problem in _known("families", indicator.family, vocabulary.families, ("family",)):
            yield "indicators", identity, problem
        other, before = first.setdefault(indicator.family, (identity, indicator))
        if indicator.good != before.good:
            problem = Problem("R08", ("good",)).says(
                "`{good}`, but `{other}` of the same family `{family}` has `{before}`:"
                " correct one of them, or give `{id}` another family",
                good=indicator.good,
                other=other,
                family=indicator.family,
                before=before.good,
                id=identity,
            )
            yield "indicators", identity, problem
    misspelt = set(first) - set(vocabulary.families)  # each may be what leaves a family empty
    for family in vocabulary.families:
        if family not in first and not misspelt:
            problem = Problem("R07", (), key=True).says(
                "no indicator has the family `{id}`: give it to one, or delete it here", id=family
            )
            yield "families", family, problem


def check_baseline(
    baseline: Baseline, before: set[tuple[str, str, str]], content: Content
) -> Iterator[Problem]:
    """A national or provincial change: its references, its place, and that it stands there once.

    `before` are the indicators, places and periods of those above it, to which its own are added.
    """
    vocabulary = content.vocabulary
    yield from _known("indicators", baseline.indicator, vocabulary.indicators, ("indicator",))
    yield from _source(baseline.source, content, ("source",))
    if baseline.place != "000000" and vocabulary.divisions.province(baseline.place) is None:
        yield Problem("R01", ("place",)).says(
            "{code} is no province: correct the code", code=baseline.place
        )
    if baseline.change < -100:
        yield Problem("S03", ("change",)).says("a fall by more than everything: correct it")
    source = content.sources.get(baseline.source)
    end, published = baseline.period.rpartition("/")[2], source.published if source else None
    if published and after(end, published):
        yield Problem("D02", ("period",)).says(
            "{date} lies after the source's date ({published}): correct one of them",
            date=end,
            published=published,
        )
    key = (baseline.indicator, baseline.place, baseline.period)
    if key in before:
        yield Problem("R02", ("period",)).says(
            "the change of `{id}` over {period} already stands above: delete one of them",
            id=baseline.indicator,
            period=baseline.period,
        )
    before.add(key)


@lru_cache(maxsize=1)
def _sources(content: Content) -> tuple[Spellings, Mapping[str, str]]:
    """The ids of sources, and those that they no longer have, which misspelt ones are held to."""
    known = Spellings(stem for folder, stem in content.files if folder == "sources")
    return known, former_ids(content.sources)


def _source(identity: object, content: Content, path: RecordPath) -> Iterator[Problem]:
    if isinstance(identity, str) and ("sources", identity) not in content.files:
        known, former = _sources(content)
        yield Problem("R01", path, character=sign_in(identity)).says(
            "there is no finished source `{id}`{hint}",
            id=identity,
            hint=now_named(identity, former)
            or suggest(identity, known.near(identity))
            or Message(": create it with `beatbook new source` or fill it in"),
        )


def _carrier(metric: Metric, brand: Brand, content: Content, path: RecordPath) -> Iterator[Problem]:
    if metric.source not in brand.sources:
        yield Problem("R04", path).says(
            "`{source}` is not among the `sources` of this brand: add it there{hint}",
            source=metric.source,
            hint=suggest(metric.source, brand.sources),
        )
    source = content.sources.get(metric.source)
    if source is not None and source.kind == "teaser":
        yield Problem("R04", path).says(
            "`{source}` is a teaser and carries no figures: quote the article itself",
            source=source.id,
        )
    if source is not None and source.read == "none":
        yield Problem("R04", path).says(
            "`{source}` was not read: quote the document that was", source=source.id
        )


_LEVELS = {
    "ministry": Message("ministry"),
    "province": Message("province"),
    "prefecture": Message("prefecture"),
    "county": Message("county"),
    "station": Message("station"),
}

# Organs of these do not nest as divisions do; 冀中公安局 is an oilfield's.
_NETWORKS = re.compile("铁路|边境|边防|航运|油田|冀中公安局|林区|垦区|机场")

PARTS = {"main", "practice", *FIVE_IS, "evidence", "similar", "honours", "sources"}
"""The ids of the parts of a brand's page, which no figure may take."""


def _twice(brand: Brand) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, metric in enumerate(brand.metrics):
        if metric.id in PARTS:
            yield Problem("R02", ("metrics", index, "id")).says(
                "`{id}` is the address of a part of the page: give this figure another",
                id=metric.id,
            )
        if metric.id in seen:
            yield Problem("R02", ("metrics", index, "id")).says(
                "the id `{id}` stands twice in this brand: give this figure its own", id=metric.id
            )
        seen.add(metric.id)
    for index, metric in enumerate(brand.metrics):
        for key in ("base", "exposure"):
            other = getattr(metric, key)
            if isinstance(other, str) and (other not in seen or other == metric.id):
                yield Problem("R01", ("metrics", index, key)).says(
                    "`{id}` is no other metric of this brand{hint}",
                    id=other,
                    hint=suggest(other, seen - {metric.id}) or Message(": name one, or a number"),
                )


def check_dates(brand: Brand, content: Content) -> Iterator[Problem]:
    """Place codes valid at the sources' dates; nothing reported before it happened."""
    sources = [content.sources[s] for s in brand.sources if s in content.sources]
    dates = [source.published for source in sources if source.published]
    yield from _place(brand, max(dates, default=None), content.vocabulary)
    dates = [source.published or source.accessed for source in sources]
    if brand.started and dates and after(brand.started, max(dates)):
        yield Problem("D02", ("started",)).says(
            "started {started}, but its last source is of {last}: correct one",
            started=brand.started,
            last=max(dates),
        )
    for index, metric in enumerate(brand.metrics):
        source = content.sources.get(metric.source)
        if source is not None:
            yield from _told(metric, source.published or source.accessed, ("metrics", index))
    if brand.review.on and brand.review.on < brand.added:
        yield Problem("D02", ("review", "on")).says(
            "reviewed on {on}, before it was added ({added}): correct one",
            on=brand.review.on,
            added=brand.added,
        )
    if (brand.review.status == "reviewed") != (brand.review.on is not None):
        yield Problem("D02", ("review",)).says(
            "a reviewed record has a date, others have none: write `on:` accordingly"
        )


def _told(metric: Metric, published: str, path: RecordPath) -> Iterator[Problem]:
    period = (metric.period or "").removesuffix("/..").rpartition("/")[2]
    for key, date in (("period", period if period[:1].isdigit() else ""), ("as_of", metric.as_of)):
        if date and after(date, published):
            yield Problem("D02", (*path, key)).says(
                "{date} lies after the source's date ({published}): correct one of them",
                date=date,
                published=published,
            )


def _place(brand: Brand, on: str | None, vocabulary: Vocabulary) -> Iterator[Problem]:
    divisions = vocabulary.divisions
    broken = Problem("D01", ("place",))
    if divisions.at(brand.place) is None:
        yield broken.says(
            "{place} is no division code of county level or above: look it up in divisions.csv",
            place=brand.place,
        )
    elif divisions.at(brand.place, on) is None:
        yield broken.says(
            "{place} was not valid at the date of the last source ({on}):"
            " look it up in divisions.csv",
            place=brand.place,
            on=on,
        )
    else:
        yield from _level(brand, vocabulary)


def _level(brand: Brand, vocabulary: Vocabulary) -> Iterator[Problem]:
    """The level of the agency is one that its place has."""
    level = brand.agency.level
    form = next(form for end, form in _ENDS.items() if brand.place.endswith(end))
    if _NETWORKS.search(brand.agency.zh) and form != "county":
        return
    lower = form == "prefecture" and level in ("county", "station")
    if form not in _FORMS[level] or (lower and _has_counties(brand.place, vocabulary)):
        yield Problem("D04", ("place",)).says(
            "the agency is of {level} level, {place} a {form}: correct one of them",
            level=_LEVELS[level],
            place=brand.place,
            form=_LEVELS[form],
        )


_ENDS = {"0000": "province", "00": "prefecture", "": "county"}
"""The forms of place by the end of their codes."""

_FORMS = {
    "ministry": ("province", "prefecture", "county"),
    "province": ("province",),
    "prefecture": ("province", "prefecture"),
    "county": ("prefecture", "county"),
    "station": ("prefecture", "county"),
}
"""The forms of place that the agencies of each level may lie in."""


@lru_cache(maxsize=1024)
def _has_counties(code: str, vocabulary: Vocabulary) -> bool:
    """Some prefecture-level cities (Dongguan, Jiayuguan …) have none."""
    return any(c[:4] == code[:4] and c[4:] != "00" for c in vocabulary.divisions.codes)


def check_source(source: Source, content: Content) -> Iterator[Problem]:
    """References and dates of one source, and whether its text is the one that was read."""
    if source.published and source.accessed < source.published[: len(source.accessed)]:
        yield Problem("D02", ("accessed",)).says(
            "accessed on {day}, before it was published: correct one of them", day=source.accessed
        )
    if source.published is None and "date_basis" in source.model_fields_set:
        yield Problem("D02", ("date_basis",)).says(
            "no date rests on it: delete `date_basis`, or add the date under `published`"
        )
    if source.reprint_of is not None:
        yield from _source(source.reprint_of, content, ("reprint_of",))
        if source.reprint_of == source.id:
            yield Problem("R01", ("reprint_of",)).says(
                "a source is no reprint of itself: name the original, or correct `kind`"
            )
    if (source.kind == "reprint") != (source.reprint_of is not None):
        yield Problem("R01", ("kind",)).says(
            "a reprint names its original, other kinds do not: correct `kind` or `reprint_of`"
        )
    yield from _receipt(source)
    kept = source.receipt and source.receipt.on
    if kept and source.published and after(source.published, kept):
        yield Problem("D02", ("receipt", "on")).says(
            "the receipt is of {kept}, before it was published: correct one of them", kept=kept
        )
    if content.texts.folder is None or source.text is None:
        return
    at_hand, why = content.texts.get(source), content.texts.refused(source)
    if why is not None:
        yield Problem("E12", ("text", "file")).says(
            "{file} cannot be read ({reason}): put it right; until then only the receipt tells",
            file=source.text.file,
            reason=why,
        )
    if at_hand is not None and at_hand[1] != source.text.sha256:
        yield Problem("E06", ("text", "sha256")).says(
            "the text's SHA-256 is {found}: read it again and correct the record", found=at_hand[1]
        )


def _receipt(source: Source) -> Iterator[Problem]:
    """A receipt is of the text that the record names."""
    if source.receipt is None:
        return
    if source.text is None:
        yield Problem("E13", ("receipt",)).says(
            "a receipt, but no `text`: name the text, or delete the receipt"
        )
    elif source.receipt.sha256 != source.text.sha256:
        yield Problem("E13", ("receipt", "sha256")).says(
            "the receipt is of another text than `text` names: check with --keep again"
        )


def check_honour(honour: Honour, brands: Brands, content: Content) -> Iterator[Problem]:
    """References of one award list."""
    yield from _source(honour.source, content, ("source",))
    for index, entry in enumerate(honour.entries):
        if entry.brand is not None:
            yield from check_brand_named(entry.brand, brands, ("entries", index, "brand"))
    positions = [entry.position for entry in honour.entries]
    for index, position in enumerate(positions):
        if position in positions[:index]:
            yield Problem("D03", ("entries", index, "position")).says(
                "position {n} stands twice: number the entries as they are printed", n=position
            )
    if honour.entries_total is not None and len(honour.entries) > honour.entries_total:
        yield Problem("D03", ("entries_total",)).says(
            "{n} entries of {total}: correct the total",
            n=len(honour.entries),
            total=honour.entries_total,
        )


def check_scope(own: Windowed, content: Content) -> Iterator[Problem]:
    """The province and the category of what looks at a window."""
    if own.scope != "all" and content.vocabulary.divisions.at(own.scope, None) is None:
        yield Problem("D01", ("scope",)).says(
            "{code} is no province: correct the code", code=own.scope
        )
    yield from _known("category", own.category, content.vocabulary.levels(), ("category",))


def check_edition(edition: Edition, content: Content) -> Iterator[Problem]:
    """References of one edition."""
    yield from check_scope(edition, content)
    known = content.vocabulary.indicators
    for index, entry in enumerate(edition.indicators):
        yield from _known("indicators", entry.indicator, known, ("indicators", index, "indicator"))
        yield from _anchors(entry, known.get(entry.indicator), ("indicators", index))
    ids = [entry.indicator for entry in edition.indicators]
    yield from _each_once(ids, [("indicators", n, "indicator") for n in range(len(ids))])
    yield from _ranked_once(edition.importance, "importance")
    yield from _ranked_once(edition.documentation, "documentation")
    for level, group in enumerate(edition.importance):
        for index, identity in enumerate(group):
            if identity not in ids:
                yield Problem("V01", ("importance", level, index)).says(
                    "`{id}` is not among the `indicators` of this edition{hint}",
                    id=identity,
                    hint=suggest(identity, ids) or Message(": add it there or delete it here"),
                )


def check_window(
    edition: Edition, seen: Iterable[tuple[str, str, str]], content: Content
) -> Iterator[Problem]:
    """Some source of a brand was published in an edition's window.

    `seen` are the place, the category and a source of each brand, once for each of its sources.
    """
    divisions, categories = content.vocabulary.divisions, content.vocabulary.levels()
    known = edition.scope == "all" or divisions.at(edition.scope, None) is not None
    if edition.status == "published" or not known or edition.category not in (None, *categories):
        return  # it keeps what it was published with, or there is more to say of it
    years = [
        int(published[:4])
        for place, category, source in seen
        if edition.scope in ("all", f"{place[:2]}0000")
        and edition.category in (None, category, category.partition(".")[0])
        and source in content.sources
        and (published := content.sources[source].published) is not None
    ]
    empty = Problem("V03", ("year" if edition.year is not None else "years",))
    if not years:
        yield empty.says("no brand with a dated source is in its scope: widen it, or enter brands")
    elif not any(edition.first <= year <= edition.last for year in years):
        yield empty.says(
            "no source of its brands is of {window}, the nearest is of {year}: correct the years,"
            " or enter brands",
            window=edition.window,
            year=min(years, key=lambda year: (abs(year - edition.last), -year)),
        )


def _anchors(
    entry: EditionIndicator, indicator: Indicator | None, path: RecordPath
) -> Iterator[Problem]:
    """Different anchors, on which the logarithm of a count or a change exists."""
    if entry.worst == entry.best:
        yield Problem("V01", (*path, "best")).says(
            "worst and best are both {value}: choose two values that differ", value=entry.worst
        )
    share = indicator is not None and not set(indicator.units) - {"%", "ratio"}
    least = -100 if entry.basis is not None else None if share else 0
    for key in ("worst", "best"):
        value, broken = getattr(entry, key), Problem("V01", (*path, key))
        if least is None or value > least:
            continue
        if least:
            yield broken.says(
                "{value} is no anchor for a change: choose a value above -100", value=value
            )
        else:
            yield broken.says(
                "{value} is no anchor for a count: choose a value above 0", value=value
            )


def _ranked_once(groups: Sequence[Sequence[str]], key: str) -> Iterator[Problem]:
    places = [(key, n, i) for n, group in enumerate(groups) for i in range(len(group))]
    yield from _each_once([identity for group in groups for identity in group], places)
    for number, group in enumerate(groups):
        if not group:
            yield Problem("V01", (key, number)).says(
                "this group is empty: name what belongs to it or delete it"
            )


def _each_once(ids: Sequence[str], places: Sequence[RecordPath]) -> Iterator[Problem]:
    for number, (identity, place) in enumerate(zip(ids, places, strict=True)):
        if identity in ids[:number]:
            yield Problem("V01", place).says("`{id}` stands here twice: delete one", id=identity)


def check_candidate(candidate: Candidate, brands: Brands, content: Content) -> Iterator[Problem]:
    """A candidate has a record where it is one, and a reason where it is none."""
    if content.vocabulary.divisions.at(candidate.place) is None:
        yield Problem("D01", ("place",)).says(
            "{code} is no place: correct the code", code=candidate.place
        )
    outcome, broken = candidate.outcome, Problem("R06", ("outcome",))
    recorded, named = outcome in ("entered", "duplicate"), candidate.brand is not None
    if recorded and not named:
        yield broken.says(
            "`{outcome}`, but the entry names no `brand`: add its id", outcome=outcome
        )
    elif named and not recorded:
        yield broken.says(
            "`{outcome}`, but the entry names a `brand`: delete that key", outcome=outcome
        )
    elif outcome == "not_a_brand" and candidate.reason is None:
        yield broken.says("`{outcome}` takes a `reason`: add it", outcome=outcome)
    elif outcome != "not_a_brand" and candidate.reason is not None:
        yield broken.says("`{outcome}` takes no `reason`: delete that key", outcome=outcome)
    elif candidate.brand is not None:
        yield from check_brand_named(candidate.brand, brands, ("brand",))


def check_lineage(brand: str, key: str, others: Sequence[str], brands: Brands) -> Iterator[Problem]:
    """The brands that a brand is said to come from exist and are others."""
    for index, other in enumerate(others):
        path = ("lineage", key, index)
        if other == brand:
            yield Problem("R01", path).says("a brand cannot come from itself: delete this id")
        else:
            yield from check_brand_named(other, brands, path)
