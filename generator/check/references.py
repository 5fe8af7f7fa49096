"""What one record says about others: ids that exist, codes and dates that fit together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from generator.content import Content, Vocabulary
from generator.errors import Problem
from generator.messages import Message
from generator.models import (
    FIVE_IS,
    Brand,
    Candidate,
    Correction,
    Edition,
    EditionIndicator,
    Honour,
    Indicator,
    Metric,
    Source,
)
from generator.shape import suggest

Path = tuple[str | int, ...]


def check_id(identity: str, stem: str) -> Iterator[Problem]:
    """The id is the file's name."""
    if identity != stem:
        said = f"the id `{identity}` is not the file's name: write `{stem}` or rename the file"
        yield Problem("S04", ("id",), said)


def province_folder(vocabulary: Vocabulary, code: str) -> str | None:
    """The folder of a province's brands, from its English name: `inner-mongolia`."""
    province = vocabulary.divisions.province(code)
    return province.name_en.lower().replace(" ", "-") if province else None


def check_references(brand: Brand, folder: str, content: Content) -> Iterator[Problem]:
    """Every reference of a brand but its lineage, which needs all brands."""
    vocabulary = content.vocabulary
    wanted = province_folder(vocabulary, brand.place)
    if wanted is not None and wanted != folder:
        said = f"{brand.place} lies in {wanted}, the file in {folder}: move it to {wanted}/"
        yield Problem("S05", ("place",), said)
    lists = {kind: getattr(brand, kind) for kind in (*vocabulary.tags, "sources")}
    indicators = [metric.indicator for metric in brand.metrics]
    yield from check_mentions(brand.category, lists, indicators, content)
    for index, metric in enumerate(brand.metrics):
        yield from _carrier(metric, brand, content, ("metrics", index, "source"))
    yield from _twice(brand)


def check_mentions(
    category: object,
    lists: Mapping[str, Sequence[object]],
    indicators: Sequence[object],
    content: Content,
) -> Iterator[Problem]:
    """The ids that a brand names by key; what is no text is the shape's concern, not ours."""
    vocabulary = content.vocabulary
    yield from _known("category", category, vocabulary.second_levels(), ("category",))
    for kind, known in vocabulary.tags.items():
        for index, identity in enumerate(lists[kind]):
            yield from _known(kind, identity, known, (kind, index))
    for index, identity in enumerate(lists["sources"]):
        yield from _source(identity, content, ("sources", index))
    for index, identity in enumerate(indicators):
        path = ("metrics", index, "indicator")
        yield from _known("indicators", identity, vocabulary.indicators, path)


def _known(kind: str, identity: object, known: Collection[str], path: Path) -> Iterator[Problem]:
    if isinstance(identity, str) and identity not in known:
        hint = suggest(identity, known) or ": choose one there or add it"
        file = "categories" if kind == "category" else kind
        said = f"`{identity}` is not in content/vocabulary/{file}.yml{hint}"
        yield Problem("R01", path, said)


def _source(identity: object, content: Content, path: Path) -> Iterator[Problem]:
    if isinstance(identity, str) and ("sources", identity) not in content.files:
        known = [stem for folder, stem in content.files if folder == "sources"]
        hint = suggest(identity, known) or ": create it with `beatbook new source` or fill it in"
        yield Problem("R01", path, f"there is no finished source `{identity}`{hint}")


def _carrier(metric: Metric, brand: Brand, content: Content, path: Path) -> Iterator[Problem]:
    if metric.source not in brand.sources:
        hint = suggest(metric.source, brand.sources)
        said = f"`{metric.source}` is not among the `sources` of this brand: add it there{hint}"
        yield Problem("R04", path, said)
    source = content.sources.get(metric.source)
    if source is not None and source.kind == "teaser":
        said = f"`{source.id}` is a teaser and carries no figures: quote the article itself"
        yield Problem("R04", path, said)
    if source is not None and source.read == "none":
        said = f"`{source.id}` was not read: quote the document that was"
        yield Problem("R04", path, said)


# Organs of these do not nest as divisions do; 冀中公安局 is an oilfield's.
_NETWORKS = re.compile("铁路|边境|边防|航运|油田|冀中公安局|林区|垦区|机场")

PARTS = {"main", "practice", *FIVE_IS, "evidence", "similar", "honours", "sources"}
"""The ids of the parts of a brand's page, which no figure may take."""


def _twice(brand: Brand) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, metric in enumerate(brand.metrics):
        if metric.id in PARTS:
            said = f"`{metric.id}` is the address of a part of the page: give this figure another"
            yield Problem("R02", ("metrics", index, "id"), said)
        if metric.id in seen:
            said = f"the id `{metric.id}` stands twice in this brand: give this figure its own"
            yield Problem("R02", ("metrics", index, "id"), said)
        seen.add(metric.id)
    for index, metric in enumerate(brand.metrics):
        for key in ("base", "exposure"):
            other = getattr(metric, key)
            if isinstance(other, str) and (other not in seen or other == metric.id):
                hint = suggest(other, seen - {metric.id})
                said = f"`{other}` is no other metric of this brand{hint}"
                yield Problem("R01", ("metrics", index, key), said)


def check_dates(brand: Brand, content: Content) -> Iterator[Problem]:
    """Place codes valid at the sources' dates; nothing reported before it happened."""
    sources = [content.sources[s] for s in brand.sources if s in content.sources]
    dates = [source.published for source in sources if source.published]
    yield from _place(brand, max(dates, default=None), content.vocabulary)
    if brand.started and dates and _after(brand.started, max(dates)):
        said = f"started {brand.started}, but its last source is of {max(dates)}: correct one"
        yield Problem("D02", ("started",), said)
    for index, metric in enumerate(brand.metrics):
        source = content.sources.get(metric.source)
        if source is not None and source.published is not None:
            yield from _told(metric, source.published, ("metrics", index))
    if brand.review.on and brand.review.on < brand.added:
        said = f"reviewed on {brand.review.on}, before it was added ({brand.added}): correct one"
        yield Problem("D02", ("review", "on"), said)
    if (brand.review.status == "reviewed") != (brand.review.on is not None):
        said = "a reviewed record has a date, others have none: write `on:` accordingly"
        yield Problem("D02", ("review",), said)


def _after(date: str, limit: str) -> bool:
    """Whether a date lies after another for certain, each as precise as stated."""
    length = min(len(date), len(limit))
    return date[:length] > limit[:length]


def _told(metric: Metric, published: str, path: Path) -> Iterator[Problem]:
    ends = [end for end in (metric.period or "").split("/") if end[:1].isdigit()]
    for key, date in [("period", end) for end in ends[-1:]] + [("as_of", metric.as_of or "")]:
        if date and _after(date, published):
            said = f"{date} lies after the source's date ({published}): correct one of them"
            yield Problem("D02", (*path, key), said)


def _place(brand: Brand, on: str | None, vocabulary: Vocabulary) -> Iterator[Problem]:
    divisions = vocabulary.divisions
    if divisions.at(brand.place, on) is None:
        if divisions.at(brand.place, None) is None:
            said = "is no division code of county level or above"
        else:
            said = f"was not valid at the date of the last source ({on})"
        yield Problem("D01", ("place",), f"{brand.place} {said}: look it up in divisions.csv")
        return
    level = brand.agency.level
    form = "province" if brand.place.endswith("0000") else "prefecture"
    if not brand.place.endswith("00"):
        form = "county"
    fits = {
        "ministry": True,
        "province": form == "province",
        "prefecture": form != "county",
        "county": form != "province",
        "station": form != "province",
    }
    if _NETWORKS.search(brand.agency.zh) and form != "county":
        return
    lower = form == "prefecture" and level in ("county", "station")
    if not fits[level] or (lower and _has_counties(brand.place, vocabulary)):
        said = f"the agency is of {level} level, {brand.place} a {form}: correct one of them"
        yield Problem("D04", ("place",), said)


def _has_counties(code: str, vocabulary: Vocabulary) -> bool:
    """Some prefecture-level cities (Dongguan, Jiayuguan …) have none."""
    return any(c[:4] == code[:4] and c[4:] != "00" for c in vocabulary.divisions.codes)


def check_source(source: Source, content: Content) -> Iterator[Problem]:
    """References and dates of one source, and whether its text is the one that was read."""
    if source.published and source.accessed < source.published[: len(source.accessed)]:
        said = f"accessed on {source.accessed}, before it was published: correct one of them"
        yield Problem("D02", ("accessed",), said)
    if source.reprint_of is not None:
        yield from _source(source.reprint_of, content, ("reprint_of",))
    if (source.kind == "reprint") != (source.reprint_of is not None):
        said = "a reprint names its original, other kinds do not: correct `kind` or `reprint_of`"
        yield Problem("R01", ("kind",), said)
    if content.texts.folder is None or source.text is None:
        return
    at_hand = content.texts.get(source)
    if at_hand is None:
        file, why = source.text.file, content.texts.refused(source)
        said = Message("{file} is not in the folder of texts: its figures count as read", file=file)
        if why is not None:
            said = Message(
                "{file} cannot be read ({reason}): its figures count as read", file=file, reason=why
            )
        yield Problem("E12", ("text", "file"), said)
    elif at_hand[1] != source.text.sha256:
        said = f"the text's SHA-256 is {at_hand[1]}: read it again and correct the record"
        yield Problem("E06", ("text", "sha256"), said)


def check_honour(honour: Honour, brands: Mapping[str, bool], content: Content) -> Iterator[Problem]:
    """References of one award list."""
    yield from _source(honour.source, content, ("source",))
    for index, entry in enumerate(honour.entries):
        if entry.brand is not None:
            yield from _brand(entry.brand, brands, ("entries", index, "brand"))
    positions = [entry.position for entry in honour.entries]
    for index, position in enumerate(positions):
        if position in positions[:index]:
            said = f"position {position} stands twice: number the entries as they are printed"
            yield Problem("D03", ("entries", index, "position"), said)
    if honour.entries_total is not None and len(honour.entries) > honour.entries_total:
        said = f"{len(honour.entries)} entries of {honour.entries_total}: correct the total"
        yield Problem("D03", ("entries_total",), said)


def check_edition(edition: Edition, content: Content) -> Iterator[Problem]:
    """References of one edition."""
    if edition.scope != "all" and content.vocabulary.divisions.at(edition.scope, None) is None:
        yield Problem("D01", ("scope",), f"{edition.scope} is no province: correct the code")
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
                said = f"`{identity}` is not among the `indicators` of this edition"
                hint = suggest(identity, ids) or ": add it there or delete it here"
                yield Problem("V01", ("importance", level, index), f"{said}{hint}")


def _anchors(entry: EditionIndicator, indicator: Indicator | None, path: Path) -> Iterator[Problem]:
    """Different anchors, on which the logarithm of a count or a change exists."""
    if entry.worst == entry.best:
        said = f"worst and best are both {entry.worst}: choose two values that differ"
        yield Problem("V01", (*path, "best"), said)
    share = indicator is not None and not set(indicator.units) - {"%", "ratio"}
    least = -100 if entry.basis is not None else None if share else 0
    for key in ("worst", "best"):
        if least is not None and getattr(entry, key) <= least:
            what = "a change" if least else "a count"
            said = f"{getattr(entry, key)} is no anchor for {what}: choose a value above {least}"
            yield Problem("V01", (*path, key), said)


def _ranked_once(groups: Sequence[Sequence[str]], key: str) -> Iterator[Problem]:
    places = [(key, n, i) for n, group in enumerate(groups) for i in range(len(group))]
    yield from _each_once([identity for group in groups for identity in group], places)
    for number, group in enumerate(groups):
        if not group:
            said = "this group is empty: name what belongs to it or delete it"
            yield Problem("V01", (key, number), said)


def _each_once(ids: Sequence[str], places: Sequence[Path]) -> Iterator[Problem]:
    for number, (identity, place) in enumerate(zip(ids, places, strict=True)):
        if identity in ids[:number]:
            yield Problem("V01", place, f"`{identity}` stands here twice: delete one")


def check_correction(correction: Correction, brands: Mapping[str, bool]) -> Iterator[Problem]:
    """A correction is of a brand that exists."""
    yield from _brand(correction.brand, brands, ("brand",))


def check_candidate(
    candidate: Candidate, brands: Mapping[str, bool], content: Content
) -> Iterator[Problem]:
    """A candidate has a record where it is one, and a reason where it is none."""
    if content.vocabulary.divisions.at(candidate.place) is None:
        yield Problem("D01", ("place",), f"{candidate.place} is no place: correct the code")
    recorded = candidate.outcome in ("entered", "duplicate")
    if recorded != (candidate.brand is not None):
        said = "names no `brand`: add its id" if recorded else "names a `brand`: delete that key"
        yield Problem("R06", ("outcome",), f"`{candidate.outcome}`, but the entry {said}")
    elif (candidate.outcome == "not_a_brand") != (candidate.reason is not None):
        said = "a `reason`: add it" if candidate.reason is None else "no `reason`: delete that key"
        yield Problem("R06", ("outcome",), f"`{candidate.outcome}` takes {said}")
    elif candidate.brand is not None:
        yield from _brand(candidate.brand, brands, ("brand",))


def check_lineage(
    brand: str, adopted: list[str], renamed: list[str], brands: Mapping[str, bool]
) -> Iterator[Problem]:
    """The brands that a brand is said to come from exist and are others."""
    for key, others in (("adopted_from", adopted), ("renamed_from", renamed)):
        for index, other in enumerate(others):
            path = ("lineage", key, index)
            if other == brand:
                yield Problem("R01", path, "a brand cannot come from itself: delete this id")
            else:
                yield from _brand(other, brands, path)


def _brand(identity: str, brands: Mapping[str, bool], path: Path) -> Iterator[Problem]:
    if identity not in brands:
        hint = suggest(identity, brands) or ": enter it with `beatbook new brand`"
        yield Problem("R01", path, f"there is no brand `{identity}`{hint}")
    elif not brands[identity]:
        said = f"the brand `{identity}` is a draft and has no page: finish it first"
        yield Problem("R01", path, said)
