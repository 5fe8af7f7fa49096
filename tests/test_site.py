"""The built site of the real content: every page of it, in both languages."""

from __future__ import annotations

import ast
import csv
import gc
import gzip
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import urldefrag, urljoin
from xml.etree import ElementTree

import html5lib
import jinja2
import pytest
import yaml
from example_book import copy_part
from jinja2 import nodes

from generator.book.desk import DESK_KINDS
from generator.commands.round_sheets import KEYS, RECORD
from generator.editing.fields import FormField, brand_fields
from generator.editing.form import GROUPS, HINTED, WORDS
from generator.evidence import claims
from generator.evidence.claims import LEVELS
from generator.evidence.ladder import RUNGS
from generator.rank import results
from generator.rank.changes import SurePlaces
from generator.rank.rounds import STAGES, Exit, Follows, RoundLack
from generator.rank.shortlists import FACETS
from generator.records import models, reader, rules
from generator.records.models import FIVE_IS
from generator.site import changes
from generator.site.api import ENDPOINTS
from generator.site.compiling import Remember
from generator.site.downloads import DESCRIPTIONS
from generator.site.explorer import EXPLORED
from generator.system.gc_pause import gc_paused, gc_settled
from generator.tables.codebook import CODEBOOK, EDITION_CODEBOOK, ROUND_CODEBOOK
from generator.tables.comparable import CONDITIONS

ROOT = Path(__file__).resolve().parent.parent
SITE_URL = "https://beatbook.example/"
LANGUAGES = {"zh": "zh-CN", "en": "en"}
CHOICES = ("404.html", "index.html")
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
FRAME = re.compile('<iframe src="[^"<>]+" title="[^"<>]+" [^<>]+></iframe>')
READ_ALOUD = ("alt", "aria-label", "content", "data-label", "title")
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'self'",
}
SCRIPT_POLICY = {**POLICY, "script-src": "'self'", "connect-src": "'self'"}


@dataclass(frozen=True)
class Page:
    """One HTML file: its path below the site's folder, its text and its elements."""

    name: str
    text: str
    root: Any

    @property
    def language(self) -> str:
        return self.name.partition("/")[0]

    @property
    def address(self) -> str:
        return urljoin(SITE_URL, self.name)

    @cached_property
    def ids(self) -> list[str]:
        return [e.get("id") for e in self.root.iter() if e.get("id") is not None]

    def all(self, tag: str, **attributes: str) -> list[Any]:
        return [
            e
            for e in self.root.iter(tag)
            if all(e.get(name) == value for name, value in attributes.items())
        ]

    def text_of(self, tag: str) -> str:
        return "".join(self.all(tag)[0].itertext()).strip()

    @property
    def moved(self) -> bool:
        """Whether the page only leads on to another, and so is no part of the site's own pages."""
        return bool(self.all("meta", **{"http-equiv": "refresh"}))

    @property
    def card(self) -> bool:
        """Whether the page is made for other sites to show, and is found under another address."""
        return "/cards/" in self.name

    def description(self) -> str:
        return self.all("meta", name="description")[0].get("content", "").strip()

    def alternates(self) -> dict[str, str]:
        """The same page in each language; a feed is another thing in the same language."""
        links = [e for e in self.all("link", rel="alternate") if e.get("type") is None]
        return {e.get("hreflang"): e.get("href") for e in links}

    @cached_property
    def addresses(self) -> list[tuple[str, str]]:
        """Every address the page refers to, with the tag and attribute it stands in."""
        return [
            (sys.intern(f"{element.tag}.{name}"), sys.intern(urljoin(self.address, value)))
            for element in self.root.iter()
            for name in ("href", "src", "srcset", "action", "data", "poster")
            if (value := element.get(name)) is not None
        ]

    def phrases(self) -> Iterator[tuple[str, str]]:
        """Every text and spoken attribute, with the language it is marked as."""
        yield from _phrases(self.root, "")


def _phrases(element: Any, language: str) -> Iterator[tuple[str, str]]:
    language = element.get("lang", language)
    yield from ((element.get(name), language) for name in READ_ALOUD if element.get(name))
    if element.text:
        yield element.text, language
    for child in element:
        yield from _phrases(child, language)
        if child.tail:
            yield child.tail, language


def read_pages(folder: Path, pattern: str = "*") -> dict[str, Page]:
    """The HTML files below a folder, read so that no page is gone through again for garbage."""
    pages = {}
    with gc_paused():
        for path in sorted(folder.rglob(f"{pattern}.html")):
            name = path.relative_to(folder).as_posix()
            pages[name] = read_page(name, path.read_text(encoding="utf-8"))
            gc.collect()  # what the parser leaves
            gc_settled()
    return pages


def read_page(name: str, text: str) -> Page:
    """One HTML file; html5lib raises on the first fault of it."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        return Page(name, text, parser.parse(text))
    except html5lib.html5parser.ParseError as error:
        pytest.fail(f"{name}: {error} at {parser.errors[-1]}")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return read_pages(site)


def load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="module")
def brands() -> list[dict[str, Any]]:
    """The brand records as plain YAML, drafts left out."""
    files = sorted((ROOT / "content/brands").glob("*/*.yml"))
    records = [load(path) for path in files]
    return [record for record in records if record["review"]["status"] != "draft"]


@pytest.fixture(scope="module")
def translations() -> dict[str, dict[str, str]]:
    return {language: _words(language) for language in LANGUAGES}


@cache
def _words(language: str) -> dict[str, str]:
    path = ROOT / f"templates/translations/{language}.yml"
    return load(path)


def own(pages: dict[str, Page], language: str) -> list[Page]:
    return [page for page in pages.values() if page.language == language]


def shown_markup(pages: Iterable[Page]) -> list[tuple[str, str]]:
    tags = re.compile(r"</?[a-z][a-z0-9]*[ >]|&(?:[a-z]+|#\d+);|\{\{|\{%")
    return [
        (page.name, phrase.strip())
        for page in pages
        for phrase, _ in page.phrases()
        if tags.search(phrase) and not FRAME.fullmatch(phrase)
    ]


def unmarked_chinese(pages: Iterable[Page]) -> list[tuple[str, str]]:
    return [
        (page.name, phrase.strip())
        for page in pages
        for phrase, language in page.phrases()
        if HAN.search(phrase) and language != "zh-CN"
    ]


def dead_links(pages: dict[str, Page], site: Path) -> list[tuple[str, str, str]]:
    dead = []
    for page in pages.values():
        for place, address in page.addresses:
            target, anchor = urldefrag(address)
            target = target.partition("?")[0]
            if not target.startswith(SITE_URL):
                continue
            name = target.removeprefix(SITE_URL)
            name += "index.html" if not name or name.endswith("/") else ""
            if not (site / name).is_file() or (anchor and anchor not in pages[name].ids):
                dead.append((page.name, place, address))
    return dead


def twice(values: Iterable[str]) -> list[str]:
    return sorted(value for value, count in Counter(values).items() if count > 1)


def test_every_page_is_valid_html_and_says_its_language(pages):
    assert len(pages) > 100
    expected = {name: LANGUAGES.get(page.language, "zh-CN") for name, page in pages.items()}
    assert {name: page.all("html")[0].get("lang") for name, page in pages.items()} == expected


def test_a_built_site_holds_nothing_of_the_editors_desk(pages):
    leading = [name for name, page in pages.items() if re.search(r"\bdesk\.html", page.text)]
    assert [name for name in pages if name.endswith("/desk.html")] + leading == []


def test_every_page_has_one_main_heading_and_no_level_is_left_out(pages):
    faults = []
    for page in pages.values():
        levels = [int(e.tag[1]) for e in page.root.iter() if re.fullmatch("h[1-6]", str(e.tag))]
        leaps = any(below > above + 1 for above, below in pairwise(levels))
        if levels.count(1) != 1 or levels[0] != 1 or leaps:
            faults.append((page.name, levels))
    assert faults == []


def test_every_page_has_a_title_and_a_description(pages):
    empty = [
        page.name
        for page in pages.values()
        if not page.text_of("title").removesuffix("· Beatbook").strip() or not page.description()
    ]
    assert empty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_differ_within_a_language(pages, language):
    assert twice(page.text_of("title") for page in own(pages, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_of_brands_sources_and_hand_written_pages_differ(pages, language):
    described = [
        page.description()
        for page in own(pages, language)
        if page.name.split("/")[1] in ("brands", "sources", "index.html", "method.html")
    ]
    assert twice(described) == []


def test_no_id_stands_twice_on_a_page(pages):
    assert {page.name: twice(page.ids) for page in pages.values() if twice(page.ids)} == {}


def test_what_labels_and_describes_an_element_exists(pages):
    faults = [
        (page.name, name, identity)
        for page in pages.values()
        for element in page.root.iter()
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")
        for identity in (element.get(name) or "").split()
        if identity not in page.ids
    ]
    assert faults == []


def test_the_built_site_holds_no_form_for_records(site, pages):
    names = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    assert [name for name in names if "/edit/" in f"{name}/" or Path(name).stem == "form"] == []
    linked = {a.get("href") for page in pages.values() for a in page.root.iter("a")}
    assert [address for address in linked if address and "edit/" in address] == []
    assert [page.name for page in pages.values() if page.ids and "record" in page.ids] == []


def test_no_markup_is_shown_as_text(pages):
    assert shown_markup(pages.values()) == []


def test_every_page_carries_the_policy_before_anything_it_governs(pages):
    faults = []
    for page in pages.values():
        metas = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
        stated = [part.split(None, 1) for part in metas[0].get("content").split(";")]
        first = page.text.index("Content-Security-Policy")
        late = any(0 <= page.text.find(tag) < first for tag in ("<link", "<script", "<style"))
        if len(metas) != 1 or {k: v.strip() for k, v in stated} != policy_of(page) or late:
            faults.append(page.name)
    assert faults == []


def policy_of(page):
    """Scripts are allowed on the pages that have some, and nowhere else."""
    return SCRIPT_POLICY if any(map(is_module, page.all("script"))) else POLICY


def is_module(script):
    """One of our own assets, loaded after the page."""
    source = script.get("src", "")
    return script.get("type") == "module" and "assets/" in source and not script.text


def is_harmless(script):
    return script.get("type") == "application/ld+json" or is_module(script)


def test_no_page_holds_scripts_styles_or_handlers_of_its_own(pages):
    faults = [
        (page.name, element.tag, name)
        for page in pages.values()
        for element in page.root.iter()
        for name in [*element.keys(), ""]
        if name == "style"
        or name.startswith("on")
        or element.tag in ("style", "iframe", "object", "embed", "base")
        or (element.tag == "script" and not is_harmless(element))
        or (element.get(name) or "").lower().startswith("javascript:")
    ]
    assert faults == []


def test_only_links_to_follow_lead_to_other_hosts(pages):
    elsewhere = [
        (page.name, place, address)
        for page in pages.values()
        for place, address in page.addresses
        if place != "a.href"
        and not address.startswith(SITE_URL)
        and not address.startswith("data:")
    ]
    assert elsewhere == []


def test_links_to_other_hosts_are_those_of_the_sources(pages):
    files = (ROOT / "content/sources").glob("*.yml")
    known = {load(path).get("url") for path in files}
    followed = {
        address
        for page in pages.values()
        for place, address in page.addresses
        if place == "a.href" and not address.startswith(SITE_URL)
    }
    assert followed <= known


def test_the_style_sheet_asks_for_nothing(site):
    style = (site / "assets/style.css").read_text(encoding="utf-8")
    assert re.findall(r"@import|url\(|@font-face", style) == []


def test_both_languages_have_the_same_addresses(pages):
    zh, en = (
        {page.name.partition("/")[2] for page in own(pages, language)} for language in LANGUAGES
    )
    assert zh == en
    assert {name for name in pages if "/" not in name} == set(CHOICES)


def test_every_link_and_anchor_leads_somewhere(pages, site):
    assert dead_links(pages, site) == []


def test_hand_written_pages_have_the_same_parts_in_both_languages(pages):
    """So that a link to a part can be had in the other language, and stays where it leads."""
    for name in (p.stem for p in (ROOT / "content/pages/zh").glob("*.md")):
        chinese, english = (pages[f"{language}/{name}.html"].ids for language in LANGUAGES)
        assert chinese == english, name
        assert [i for i in chinese if re.search("_[0-9]+$|^s-[0-9a-f]{8}$", i)] == [], name


def test_every_page_can_be_reached_from_the_choice_of_language(pages):
    reached, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            links = (urldefrag(a)[0] for place, a in pages[name].addresses if place == "a.href")
            inside = (a.removeprefix(SITE_URL) for a in links if a.startswith(SITE_URL))
            waiting += [name for name in inside if name.endswith(".html")]
    missed = {name for name in set(pages) - reached if not pages[name].moved}
    assert missed == {"404.html", "zh/404.html", "en/404.html"}


def test_every_page_names_its_own_address_and_both_languages(pages):
    for page in pages.values():
        if page.name in CHOICES or page.moved or page.card:
            continue
        rest = page.name.partition("/")[2]
        pair = {code: f"{SITE_URL}{name}/{rest}" for name, code in LANGUAGES.items()}
        assert [e.get("href") for e in page.all("link", rel="canonical")] == [page.address]
        assert page.alternates() == {**pair, "x-default": SITE_URL}


def test_the_language_switch_leads_to_the_same_page(pages):
    for page in pages.values():
        if page.name in CHOICES or page.moved or page.card:
            continue
        other = "en" if page.language == "zh" else "zh"
        (switch,) = page.all("a", **{"class": "switch"})
        expected = f"{SITE_URL}{other}/{page.name.partition('/')[2]}"
        assert urljoin(page.address, switch.get("href")) == expected
        assert switch.get("lang") == switch.get("hreflang") == LANGUAGES[other]


def test_the_sitemap_lists_every_page_of_both_languages(pages, site):
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = ElementTree.fromstring((site / "sitemap.xml").read_bytes())  # noqa: S314
    assert index.tag == f"{space}sitemapindex"
    maps = [site / loc.text.removeprefix(SITE_URL) for loc in index.iter(f"{space}loc")]
    listed = {}
    for path in maps:
        for url in ElementTree.fromstring(path.read_bytes()).iter(f"{space}url"):  # noqa: S314
            links = url.iter("{http://www.w3.org/1999/xhtml}link")
            listed[url.findtext(f"{space}loc")] = {e.get("hreflang"): e.get("href") for e in links}
    own = [p for p in pages.values() if p.name not in CHOICES and not p.moved and not p.card]
    expected = {p.address: p.alternates() for p in own}
    assert listed == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_an_indicator_had_leads_on_to_it(pages, language):
    led = {"patrol-leads": "named-officers", "criminal-cases-solved": "cases-solved"}
    led["lesson-audience"] = "people-reached"
    moved = {page.name for page in pages.values() if page.moved and page.language == language}
    assert moved == {f"{language}/indicators/{old}.html" for old in led}
    for old, now in led.items():
        page = pages[f"{language}/indicators/{old}.html"]
        target = f"{SITE_URL}{language}/indicators/{now}.html"
        (refresh,) = page.all("meta", **{"http-equiv": "refresh"})
        (canonical,) = page.all("link", rel="canonical")
        (link,) = (a for a in page.all("a") if a.get("class") != "switch")
        seconds, _, address = refresh.get("content").partition("; url=")
        assert seconds == "0"
        assert {urljoin(page.address, a) for a in (address, link.get("href"))} == {target}
        assert canonical.get("href") == target
        assert page.all("meta", name="robots")[0].get("content") == "noindex"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_indicators_groups_all_of_them_by_family(pages, language):
    vocabulary = ROOT / "content" / "vocabulary"
    families, indicators = (
        yaml.safe_load((vocabulary / f"{name}.yml").read_text(encoding="utf-8"))
        for name in ("families", "indicators")
    )
    shown = {}
    for body in pages[f"{language}/indicators.html"].all("tbody"):
        heading, *rows = body.iter("tr")
        link = next(heading.iter("a"))
        name = link.text.strip()
        assert link.get("href").startswith("families/")
        shown[name] = [next(row.iter("a")).get("href") for row in rows]
    assert list(shown.items()) == [
        (
            family["name"][language],
            [f"indicators/{i}.html" for i, own in indicators.items() if own["family"] == identity],
        )
        for identity, family in families.items()
    ]


def test_chinese_on_english_pages_is_marked_as_chinese(pages):
    assert unmarked_chinese(own(pages, "en")) == []


def test_nothing_but_chinese_is_marked_as_chinese_on_english_pages(pages):
    faults = [
        (page.name, "".join(element.itertext()))
        for page in own(pages, "en")
        for element in page.root.iter()
        if element.get("lang") == "zh-CN" and not HAN.search("".join(element.itertext()))
    ]
    assert faults == []


def test_no_english_word_of_the_interface_is_left_on_chinese_pages(pages, translations):
    zh, en = translations["zh"], translations["en"]
    english = {
        form.strip()
        for key, word in en.items()
        if word != zh[key]
        for form in word.split("|")
        if len(re.findall("[A-Za-z]", form)) >= 4
    }
    faults = [
        (page.name, phrase)
        for page in own(pages, "zh")
        for phrase, language in page.phrases()
        if language == "zh-CN" and phrase.strip() in english
    ]
    assert faults == []


def asked(field: FormField) -> Iterator[FormField]:
    """The fields of a form, each once."""
    for part in field.parts:
        if part.name != field.name:
            yield part
        yield from asked(part)


ASKED = tuple(asked(brand_fields()))
FAMILIES = {
    "add_": get_args(models.Item),
    "apart_": ("alone", "no_period", "twice", "inconsistent_figure"),
    "basis_": get_args(models.ChangeBasis),
    "edit_": ("error", "warning"),
    "edit_group_": tuple(GROUPS),
    "edition_": (*get_args(models.Edition.model_fields["status"].annotation), "pdf", "xlsx"),
    "field_": tuple(
        {f.key if f.key in models.Text.model_fields else f.name.replace(".", "_") for f in ASKED}
    ),
    "funnel_": (
        *("documents", "brands", "brands_with_figures", "brands_with_outcome", "brands_compared"),
        *("figures", "figures_comparable", "figures_ranked"),
    ),
    "item_": get_args(models.Item),
    "league_": ("few_brands", "few_values"),
    "fam_like_": ["same", "like", "family", "none"],
    "fam_stand_": get_args(get_type_hints(SurePlaces)["told"]),
    "league_method_": ("counts", "errors", "order"),
    "refused_": (
        *("no_figures", "no_outcome", "fewer_than_2_indicators"),
        *get_args(results.Nothing),
        *("coverage_below_limit", "inconsistent_figure"),
    ),
    "report_": tuple(
        path.stem[3:].replace("-", "_") for path in (ROOT / "templates/report").glob("*-*.html")
    ),
    "scenario_": (
        *("none", "equal", "fixed", "doubt", "unknown_zero", "unknown_low", "discount"),
        *("min_max", "geometric"),
    ),
    "shortfall_": (*get_args(results.Nothing), "few_brands", "not_connected", "too_wide"),
    "api_": tuple(endpoint.name for endpoint in ENDPOINTS),
    "api_key_": (
        *("schema_version", "as_of", "total", "part", "parts", "next", "rows"),
        *("address", "page", "derived", "moved_to"),
    ),
    "feed_": changes.KINDS,
    "happened_": changes.KINDS,
    "hint_": tuple(name.replace(".", "_") for name in HINTED),
    "package_": tuple(DESCRIPTIONS.values()),
    "candidate_": get_args(models.Candidate.model_fields["outcome"].annotation),
    "candidate_reason_": ("undescribed", "statistics", "other_body", "cut_off"),
    "ask_": (
        *("title", "here", "there", "period", "now", "before", "base", "start", "near"),
        *("published", "figure", "near_now", "near_before", "on_record"),
        *(f"{name}_note" for name in ("period", "as_of", "base", "now", "before", "near")),
        *(f"{name}_note" for name in ("near_now", "near_before", "started", "published")),
    ),
    "desk_": DESK_KINDS,
    "days_": get_args(models.Hours.model_fields["days"].annotation),
    "date_": tuple(f"{p}{form}" for p in ("year", "month", "day") for form in ("", "_short")),
    "design_": tuple(LEVELS),
    "facet_": FACETS,
    "gap_": claims.GAPS,
    "good_": get_args(models.Indicator.model_fields["good"].annotation),
    "kind_": get_args(models.Indicator.model_fields["kind"].annotation),
    "lacks_": (
        *("problem", "problem_text", "practice", "practice_text", "figure", "period"),
        *("outcome_change", "change_period", "base", "larger_base", "comparison", "confirmation"),
    ),
    "lead_": models.TAGS,
    "level_": get_args(models.AgencyLevel),
    "month_": tuple(range(1, 13)),
    "lineage_": ("adopted_from", "renamed_from"),
    "nav_": (
        *("brands", "categories", "practices", "places", "indicators", "explorer", "editions"),
        *("data", "method", "compare", "problems", "partners", "evidence", "timeline", "seasons"),
        *("years", "sources", "honours", "rounds", "glossary", "rules"),
        *("candidates", "changes", "corrections", "contribute", "about"),
    ),
    "explorer_find_": tuple(table.name for table in EXPLORED),
    "condition_": CONDITIONS,
    "part_": (*claims.PARTS, "hours", "season"),
    "period_": ("days", "mixed"),
    "order_": get_args(models.Honour.model_fields["order"].annotation),
    "qualifier_": get_args(models.Qualifier),
    "rate_": ("P1D", "P1W", "P1M", "P1Y"),
    "read_": get_args(models.Source.model_fields["read"].annotation),
    "review_": get_args(models.Review.model_fields["status"].annotation),
    "rule_": tuple(rules.RULES),
    "masthead_": ("publisher", "issue", "contact", "imprint"),
    "rung_": RUNGS,
    "section_": FIVE_IS,
    "severity_": ("error", "warning"),
    "source_": get_args(models.Source.model_fields["kind"].annotation),
    "status_": get_args(models.Status),
    **dict.fromkeys(
        ("report_name_", "report_method_"),
        (
            *("ladder", "changes", "shortlists", "honours", "forecasts"),
            *("documentation", "leagues", "composite"),
        ),
    ),
    **dict.fromkeys(("report_caption_", "report_why_"), ("rose", "fell")),
    "report_move_": ("rose", "fell", "stayed", "came", "left"),
    "weights_": ("arithmetic", "geometric"),
    "table_": (*CODEBOOK, *EDITION_CODEBOOK, *ROUND_CODEBOOK),
    "round_standing_": ("selected", "tied", "below", "no_order"),
    "round_stage_": STAGES,
    "round_why_": get_args(Exit),
    "round_follows_": get_args(Follows),
    "round_lacks_": get_args(RoundLack.model_fields["code"].annotation),
    "round_": ("selected_n", "tied_n"),
    "sheet_": (
        *("scores", "criteria", "criterion", "weight", *RECORD, *KEYS),
        *(f"{key}_note" for key in ("brand", "level", *KEYS)),
    ),
}
"""Keys put together from a prefix and a fixed value: the values each prefix may meet."""

MEMBERS = {
    "key": ("choose", "not_found"),
    "kind": (*models.TAGS, "started", "hours", "season"),
    "notice": ("edit_saved", "edit_refused", "edit_changed"),
}
"""Keys that templates take from a list, by the name they have there."""


@dataclass(frozen=True)
class Uses:
    """The keys that templates and program ask for, and the blanks they fill in for each."""

    keys: set[str]
    filled: dict[str, set[str]]

    def say(self, key: str, blanks: Iterable[str]) -> None:
        self.keys.add(key)
        self.filled.setdefault(key, set(blanks)).intersection_update(blanks)


@cache
def _uses() -> Uses:
    uses = Uses({"language_code"}, {})
    environment = jinja2.Environment(autoescape=True, extensions=[Remember])
    for path in (p for p in (ROOT / "templates").rglob("*") if p.suffix in (".html", ".svg")):
        _add_template(uses, environment.parse(path.read_text("utf-8")))
    for path in (ROOT / "generator").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "from generator.records.i18n import" in text:
            _add_program(uses, ast.parse(text))
    for columns in (
        *CODEBOOK.values(),
        *EDITION_CODEBOOK.values(),
        *ROUND_CODEBOOK.values(),
    ):
        for column in columns.values():
            uses.say(column.word(_words("zh")), {"item"} if column.item else ())
    for table in EXPLORED:
        uses.keys.update(column.label for column in table.columns)
    for field in ASKED:
        uses.keys.update(f"{WORDS[field.name]}{choice}" for choice in field.choices)
    uses.keys.update(("claim_level", "claim_change", "checked_verified", "checked_as_read"))
    return uses


def _add_template(uses: Uses, tree: nodes.Template) -> None:
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        if isinstance(node.node, nodes.Name) and node.node.name in ("t", "words"):
            uses.keys.update(_keys(node))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say":
            blanks = {pair.key for pair in call.kwargs}
            for key in _said(call.args[0]):
                uses.say(key, blanks)


def _add_program(uses: Uses, tree: ast.Module) -> None:
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name("words"), slice=ast.Constant(str(key))):
                uses.keys.add(key)
            case ast.Subscript(value=ast.Name("words"), slice=ast.JoinedStr([prefix, _])):
                uses.keys.update(_family(prefix.value, ""))
            case ast.Call(ast.Name("in_all"), [_, ast.Constant(str(key)), _]):
                uses.keys.add(key)
            case ast.Call(ast.Name("in_all"), [_, ast.JoinedStr([prefix, _]), _]):
                uses.keys.update(_family(prefix.value, ""))
            case ast.Call(ast.Attribute(ast.Name("words"), "say"), [ast.Constant(key)], pairs):
                uses.say(key, {pair.arg for pair in pairs})
            case ast.Call(ast.Attribute(ast.Name("words"), "say"), [ast.JoinedStr(parts)], pairs):
                if all(pair.arg for pair in pairs):
                    for key in _family(parts[0].value, ""):
                        uses.say(key, {pair.arg for pair in pairs})


def _keys(node: nodes.Getattr | nodes.Getitem) -> Iterator[str]:
    match node:
        case nodes.Getattr(attr=key) | nodes.Getitem(arg=nodes.Const(value=key)):
            if key != "code":
                yield key
        case nodes.Getitem(arg=nodes.Name(name=name)):
            yield from MEMBERS[name]
        case nodes.Getitem(arg=nodes.Concat(nodes=[nodes.Const(value=prefix), _, *rest])):
            yield from _family(prefix, "".join(part.value for part in rest))
        case nodes.Getitem(arg=nodes.Concat(nodes=[nodes.Name(name=name), nodes.Const(value=end)])):
            yield from (f"{key}{end}" for key in MEMBERS[name])


def _said(node: nodes.Expr) -> Iterator[str]:
    match node:
        case nodes.Const(value=key):
            yield key
        case nodes.Concat(nodes=[nodes.Const(value=prefix), _]):
            yield from _family(prefix, "")


def _family(prefix: str, suffix: str) -> Iterator[str]:
    return (f"{prefix}{value}{suffix}" for value in FAMILIES[prefix])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_from_a_translation_and_none_is_left_over(translations, language):
    assert set(translations[language]) == _uses().keys


def test_no_translation_has_a_blank_that_nothing_fills_in(translations):
    filled = _uses().filled
    faults = [
        (language, key, name)
        for language, words in translations.items()
        for key, word in words.items()
        for name in re.findall(r"\{(\w*)\}", word)
        if name not in filled[key]
    ]
    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_its_address_and_its_excerpt(pages, brands, language):
    missing = []
    for brand in brands:
        page = pages[f"{language}/brands/{brand['id']}.html"]
        rows = {row.get("id"): row for row in page.all("tr") if row.get("id")}
        for metric in brand.get("metrics", []):
            quotes = rows[metric["id"]].iter("q") if metric["id"] in rows else []
            stated = [("".join(q.itertext()), q.get("lang")) for q in quotes]
            if stated != [(metric["excerpt"], "zh-CN")]:
                missing.append((brand["id"], metric["id"], stated))
        assert set(rows) == {metric["id"] for metric in brand.get("metrics", [])}
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_stands_on_the_page_of_its_source_and_of_its_indicator(
    pages, brands, language
):
    @cache
    def linked(name: str) -> set[str]:
        return {address for _, address in pages[f"{language}/{name}.html"].addresses}

    missing = [
        (brand["id"], metric["id"])
        for brand in brands
        for metric in brand.get("metrics", [])
        for name in (f"sources/{metric['source']}", f"indicators/{metric['indicator']}")
        if f"{SITE_URL}{language}/brands/{brand['id']}.html#{metric['id']}" not in linked(name)
    ]
    assert missing == []


@pytest.fixture(scope="module")
def rows(site: Path) -> list[dict[str, str]]:
    """The table of brands as it is given to download."""
    with (site / "data/brands.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def level_of(row: dict[str, str], words: dict[str, str]) -> str:
    level = int(row["evidence_level"])
    return f"L{level} {words[f'rung_{RUNGS[level]}']}"


def on_the_ladder(page: Page) -> list[tuple[str, int]]:
    """The levels of the picture on a page with the brands of each, from the highest down."""
    (table,) = page.all("table", **{"class": "ladder"})
    shown = ([next(cell.iter(tag)) for tag in ("span", "td")] for cell in table[2])
    return [("".join(level.itertext()), int(number.text)) for level, number in shown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_counts_the_brands_on_each_rung(pages, rows, translations, language):
    counts = Counter(level_of(row, translations[language]) for row in rows)
    shown = on_the_ladder(pages[f"{language}/index.html"])
    assert [name[:2] for name, _ in shown] == ["L6", "L5", "L4", "L3", "L2", "L1", "L0"]
    assert {name: number for name, number in shown if number} == counts


@pytest.mark.parametrize("language", LANGUAGES)
def test_categories_tags_and_places_count_theirs_where_there_are_five(pages, rows, language):
    members = {
        "categories/patrol": [r for r in rows if r["category"].startswith("patrol.")],
        "problems/theft": [r for r in rows if "problems/theft" in r["tags"].split()],
        "places/620000": [r for r in rows if r["province"] == "620000"],
    }
    for address, own_ in members.items():
        shown = on_the_ladder(pages[f"{language}/{address}.html"])
        counts = Counter(int(row["evidence_level"]) for row in own_)
        assert [number for _, number in shown] == [counts[level] for level in range(6, -1, -1)]
    few = pages[f"{language}/places/622900.html"]
    assert sum(row["prefecture"] == "622900" for row in rows) < 5
    assert few.all("table", **{"class": "ladder"}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_shows_the_level_of_each_brand(pages, rows, translations, language):
    shown = {}
    lists = re.compile(f"{language}/brands(-[0-9]+)?.html")
    for page in (page for name, page in pages.items() if lists.fullmatch(name)):
        for row in page.all("table")[0][2]:
            (level,) = (e for e in row.iter("span") if e.get("class") == "evidence")
            shown[next(row.iter("a")).get("href")] = "".join(level.itertext())
    expected = {f"brands/{r['id']}.html": level_of(r, translations[language]) for r in rows}
    assert shown == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brand_s_page_says_its_level_and_what_the_next_one_lacks(
    pages, rows, translations, language
):
    words = translations[language]
    for row in rows:
        page = pages[f"{language}/brands/{row['id']}.html"]
        (part,) = page.all("section", **{"aria-labelledby": "evidence"})
        told = ["".join(e.itertext()) for e in part.iter("dd")]
        rung = RUNGS[int(row["evidence_level"])]
        assert told[0].startswith(level_of(row, words)), row["id"]
        assert words[f"rung_{rung}_means"] in told[0]
        lacking = [words[f"lacks_{code}"] for code in row["missing_for_next"].split()]
        assert told[1] == words["list_comma"].join(lacking), row["id"]
        assert any(a.get("href").endswith("method.html#ladder") for a in part.iter("a"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brand_s_heading_says_where_it_is(pages, rows, language):
    headings = {r["id"]: pages[f"{language}/brands/{r['id']}.html"].text_of("h1") for r in rows}
    night = {"zh": "夜间警务 · 临夏州", "en": "Night policing · Linxia Prefecture"}
    assert headings["linxia-night-policing"] == night[language]
    assert twice(row[f"name_{language}"] for row in rows)
    assert twice(headings.values()) == []
    for identity, heading in headings.items():
        title = pages[f"{language}/brands/{identity}.html"].text_of("title")
        assert title.startswith(heading), identity


def test_every_rule_is_explained(pages):
    for language in LANGUAGES:
        assert set(rules.RULES) <= set(pages[f"{language}/rules.html"].ids)


def test_a_brand_page_with_its_style_is_small(site):
    style = len(gzip.compress((site / "assets/style.css").read_bytes()))
    pages = {path.name: path.read_bytes() for path in site.glob("*/brands/*.html")}
    # A brand of some twenty figures fits into 12,000 bytes; each further one may take a few more.
    figures = {name: page.count(b"<details>") for name, page in pages.items()}
    room = {name: 12_000 + 70 * max(0, count - 20) for name, count in figures.items()}
    sizes = {name: len(gzip.compress(page)) + style for name, page in pages.items()}
    assert {name: size for name, size in sizes.items() if size > room[name]} == {}


def make_pages(project: Path, pattern: str = "*") -> dict[str, Page]:
    """Build a changed copy of the project and read its pages, those whose names fit."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=project,
        env={**os.environ, "BEATBOOK_SITE_URL": SITE_URL},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return read_pages(project / "site", pattern)


def without_english(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_english(v) for key, v in value.items() if key != "en"}
    return [without_english(v) for v in value] if isinstance(value, list) else value


class WithoutAliases(yaml.SafeDumper):
    """Writes a day that stands twice in a record twice: records have no anchors."""

    def ignore_aliases(self, data):
        return True


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, Page]]:
    """A part of the content with a brand without English and a hundred more of another.

    Gives the project, the Chinese name of the first and the pages but for those of the hundred.
    """
    project = copy_part(tmp_path_factory.mktemp("changed") / "book")
    folder = project / "content/brands/gansu"
    path = folder / "linxia-night-policing.yml"
    record = without_english(reader.read(path.read_text(encoding="utf-8"))[0])
    path.write_text(yaml.dump(record, Dumper=WithoutAliases, allow_unicode=True), encoding="utf-8")
    text = (folder / "guanghe-night-policing.yml").read_text(encoding="utf-8")
    for number in range(100):
        identity = f"0-{number}"
        copied = text.replace("id: guanghe-night-policing", f"id: {identity}")
        (folder / f"{identity}.yml").write_text(copied, encoding="utf-8")
    return project, record["name"]["zh"], make_pages(project, "[!0]*")


def test_a_brand_without_english_shows_its_chinese_marked(changed):
    _, name, made = changed
    page = made["en/brands/linxia-night-policing.html"]
    showing = [p for p in own(made, "en") if name in "".join(p.root.itertext())]
    assert page.text_of("h1") == f"{name} · Linxia Prefecture"
    assert len(showing) > 5
    assert shown_markup(showing) == []
    card = made["en/cards/brands/linxia-night-policing.html"]
    (cited,) = page.all("meta", name="citation_title")
    # where nothing can be marked
    head = {page.text_of("title"), page.description(), cited.get("content")}
    head |= {card.text_of("title"), page.text_of("title").removesuffix(" · Beatbook")}
    assert [
        fault
        for fault in unmarked_chinese(showing)
        if fault[1] not in head and "schema.org" not in fault[1] and not FRAME.fullmatch(fault[1])
    ] == []


def test_long_lists_go_on_on_further_pages(changed):
    project, _, made = changed
    for language in LANGUAGES:
        for name in ("brands", "categories/night.patrol", "categories/night", "places/622900"):
            address = f"{language}/{name}"
            first, second = made[f"{address}.html"], made[f"{address}-2.html"]
            assert max(len(list(body)) for body in first.all("tbody")) == 100
            assert f"{SITE_URL}{address}-2.html" in {a for _, a in first.addresses}
            assert f"{SITE_URL}{address}.html" in {a for _, a in second.addresses}
        assert twice(page.text_of("title") for page in own(made, language)) == []
    assert dead_links(made, project / "site") == []
