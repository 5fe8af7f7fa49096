"""A first summary of a drafted brand, from its fields alone: never a sentence of the article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from generator.draft.drafting import DraftBrand
from generator.records.content import Content
from generator.records.models import Text

_TAGS: Final = {
    "practices": ("做法有", "What is done"),
    "problems": ("针对", "Against"),
    "partners": ("参与的有", "With"),
}
"""How the tags of a kind are led in, in Chinese and in English."""

_ORGANS: Final = {
    "ministry": "ministry",
    "province": "province-level police",
    "prefecture": "prefecture-level police",
    "county": "county-level police",
    "station": "a police station",
}


def summary_of(brand: DraftBrand, content: Content, published: str | None) -> Text:
    """Who does it where, what kind of policing it is, and its tags, in both languages."""
    vocabulary = content.vocabulary
    place = vocabulary.divisions.at(brand.place, published) if brand.place else None
    proposed = brand.category.category
    category = vocabulary.second_levels()[proposed].name if proposed else None
    agency = brand.agency.name if brand.agency else place.name + "公安机关" if place else "公安机关"
    name = brand.names[0] if brand.names else None
    kind = category.zh if category else "警务工作"
    zh = [f"{agency}的“{name}”，属于{kind}。" if name else f"{agency}的{kind}。"]
    organ = _ORGANS.get((brand.agency.level if brand.agency else None) or "", "the police")
    where = f" in {place.name_en}" if place and place.name_en else ""
    what = category.en if category and category.en else "Policing"
    en = [f"{what}{where}, by {organ}."]
    for kind_of_tag, (led_zh, led_en) in _TAGS.items():
        terms = vocabulary.tags[kind_of_tag]
        names = [terms[tag].name for tag in brand.tags[kind_of_tag]]
        if names:
            zh.append(f"{led_zh}{'、'.join(n.zh for n in names)}。")
            en.append(f"{led_en}: {_joined(n.en or n.zh for n in names)}.")
    return Text(zh="".join(zh), en=" ".join(en))


def agency_in_english(brand: DraftBrand, content: Content, published: str | None) -> str | None:
    """The English name of a bureau that bears its division's; None for any other."""
    place = content.vocabulary.divisions.at(brand.place, published) if brand.place else None
    name = brand.agency.name if brand.agency else ""
    if place is None or not place.name_en or not name.endswith(f"{place.name}公安局"):
        return None
    return f"{place.name_en} Public Security Bureau"


def _joined(names: Iterable[str]) -> str:
    return ", ".join(name[:1].lower() + name[1:] for name in names)
