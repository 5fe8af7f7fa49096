"""Jinja environments, one a language, and how dates, numbers and units read in each.

Templates see `t` (words of the language), `language`, `site` and a handful of functions; a name
that is not defined is an error, never an empty string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache, partial
from itertools import groupby
from json import JSONEncoder
from operator import attrgetter
from pathlib import Path
from types import CodeType
from typing import Any, Final

import jinja2
from jinja2.bccache import Bucket
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

import generator
from generator.book.book import Book
from generator.errors import BeatbookError, Finding
from generator.evidence.claims import LEVELS
from generator.evidence.ladder import RUNGS
from generator.records.divisions import Division, short_of
from generator.records.i18n import ORIGINAL, Words, code_of
from generator.records.models import GlossaryEntry, Indicator, Text
from generator.settings import Settings
from generator.site import links
from generator.site.cards import shared_picture
from generator.site.compiling import Environment, FoldWords, Kept, Remember, escaped, shown
from generator.site.masthead import organisation
from generator.tables import formats
from generator.tables.charts import WIDTH, lines_of, shortened
from generator.tables.frames import MetricRow, in_order
from generator.words.messages import Message

SAID: Final = 32_768
"""Texts, numbers and dates of each kind that are kept as they are shown."""

_JSON: Final = JSONEncoder(ensure_ascii=False)

_HAN = re.compile("([\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+)")
"""Runs of Chinese characters and their punctuation; a split keeps them at the odd places."""


class TemplateError(BeatbookError):
    """A template that cannot be rendered; `finding` says where and why."""

    def __init__(self, finding: Finding) -> None:
        place = f"{finding.file}:{finding.line}:{finding.column}: {finding.code}"
        super().__init__(Message("{place} {said}", place=place, said=finding.message))
        self.finding = finding

    def __reduce__(self) -> tuple[type[TemplateError], tuple[Finding]]:
        """From a process that renders to the one that waits for it."""
        return TemplateError, (self.finding,)


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders pages of one language; the same data give the same bytes."""

    words: Words
    environment: jinja2.Environment
    root: Path

    def render(self, template: str, data: Mapping[str, Any]) -> bytes:
        """One page as UTF-8; raises TemplateError."""
        with self._placing(template):
            return self.environment.get_template(template).render(data).encode()

    @contextmanager
    def _placing(self, template: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if _is_ours(error):
                raise
            raise TemplateError(_fault(error, template, self.root)) from error


def make_renderers(book: Book) -> dict[str, Renderer]:
    """A renderer for each language of the book."""
    return {
        language: Renderer(words, _environment(book, words), book.settings.root)
        for language, words in book.words.items()
    }


def _environment(book: Book, words: Words) -> jinja2.Environment:
    environment = Environment(auto_reload=False, bytecode_cache=_compiled(words))
    environment.extend(words=words)
    environment.add_extension(FoldWords)
    adopt(environment, book.settings)
    environment.globals.update(context(book, words))
    return environment


class _Compiled(jinja2.BytecodeCache):
    """Templates as code, in memory: what is served is rendered anew without compiling it again."""

    def __init__(self) -> None:
        self._code: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code of a template whose text is still the same."""
        checksum, code = self._code.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template, in place of that of its text before."""
        if bucket.code is not None:
            self._code[bucket.key] = bucket.checksum, bucket.code


@lru_cache(maxsize=16)
def _compiled(_words: Words | None) -> _Compiled:
    """The code for pages in these words, which are part of it; none for those that look them up."""
    return _Compiled()


def adopt(environment: jinja2.Environment, settings: Settings) -> None:
    """Make an environment, our own or MkDocs', read and render our templates in one manner."""
    folder = settings.templates
    own = jinja2.FileSystemLoader([folder / "theme", folder])
    others = [environment.loader] if environment.loader else []
    environment.loader = jinja2.ChoiceLoader([own, *others])
    environment.autoescape = jinja2.select_autoescape(["html", "svg", "xml"])
    environment.undefined = jinja2.StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension(Remember)
    environment.bytecode_cache = environment.bytecode_cache or _compiled(None)


def context(book: Book, words: Words) -> dict[str, Any]:
    """What the templates of one language use, unless the data of a page say otherwise."""
    voice = Voice(book, words)
    return {
        "t": words,
        "language": words.language,
        "languages": book.words,
        "book": book,
        "vocabulary": book.content.vocabulary,
        "categories": book.content.vocabulary.second_levels(),
        "site": book.settings,
        "site_root": book.settings.site_url.rstrip("/"),
        "levels": LEVELS,
        "rungs": RUNGS,
        "kept": Kept(),
        "scripts": (),
        "say": words.say,
        "text": voice.text,
        "own": voice.own,
        "marked": voice.marked,
        "lettered": voice.lettered,
        "drawn": voice.drawn,
        "drawing_width": WIDTH,
        "on_tile": lambda tile: lines_of(words.choose(tile.name_zh, tile.name_en)[1]),
        "translated": lambda value: words.choose(value.zh, value.en)[0] != ORIGINAL,
        "division": voice.division,
        "short_division": voice.short_division,
        "place_name": _place_name(book, voice),
        "tag_name": _tag_name(book, voice),
        "glossary": lambda: _glossary(book, words),
        "jsonld": jsonld,
        "share_picture": partial(shared_picture, book.settings, words.language),
        "organisation": organisation(book.settings, words),
        "report_url": lambda up: _report_url(book.settings, up),
        "outward": lambda address: Markup(links.outward(address)),  # noqa: S704 # our own word
        "figure": voice.figure,
        "plain_figure": partial(formats.figure_text, words=words),
        "period": lambda row: formats.metric_period(row, words),
        "day": lambda date: formats.date(date, words),
        "count": lambda number: formats.number(int(number), words),
        "exact": lambda value: formats.number(value, words),
        "numeral": lambda text: formats.number(Fraction(text), words),
        "counted": lambda numbers: words["list_comma"].join(
            formats.number(number, words) for number in numbers
        ),
        "period_of": lambda period: formats.period(period, words),
        "runs": _runs,
        "in_percent": lambda value: formats.percent(value, words),
        "fixed": lambda value, places=2: formats.fixed(value, places, words),
        "roughly": lambda value: formats.roughly(value, words),
        "in_order": lambda ids: in_order([book.brands[i].row for i in ids], words),
    }


def _runs(rows: Iterable[Any], of: str) -> list[tuple[Any, list[Any]]]:
    """Rows that follow each other with the same value of an attribute, each run with that value."""
    return [(value, list(run)) for value, run in groupby(rows, attrgetter(of))]


class Voice:
    """How texts of records are shown on the pages of one language: what is in another is marked."""

    def __init__(self, book: Book, words: Words) -> None:
        self._languages, self.words = book.words, words
        self.own, self._unit = lru_cache(SAID)(self._own), lru_cache(SAID)(self._spoken)

    def text(self, value: Text | None) -> Markup:
        """A text in the page's language; where it lacks that, in the next that it has."""
        return Markup("") if value is None else self.own(value.zh, value.en)

    def _own(self, zh: str, en: str | None) -> Markup:
        """The same for the two columns of a table row."""
        return self._spoken(*self.words.choose(zh, en))

    def division(self, division: Division) -> Markup:
        """The name of a place."""
        return self.own(division.name, division.name_en or None)

    def short_division(self, division: Division) -> Markup:
        """The name of a place beside that of a brand."""
        return self.own(short_of(division), division.name_en or None)

    def figure(self, row: MetricRow, indicator: Indicator) -> Markup:
        """A figure as its row shows it: qualifier, digits in bold, unit."""
        hedge, digits, unit = formats.figure(row, indicator, self.words)
        before = f'<span class="hedge">{shown(hedge)}</span>' if hedge else ""
        number = f'<span class="digits">{before}<b>{shown(digits)}</b></span>'
        told = f"{number}{self._unit(*unit)}"
        return Markup(told)  # noqa: S704 # our own elements around what is escaped

    def marked(self, text: str) -> Markup:
        """A text in the page's language in which Chinese words are marked where that is another."""
        if self.words.language == ORIGINAL or text.isascii() or not _HAN.search(text):
            return escaped(text)
        parts = enumerate(_HAN.split(text))
        return Markup("").join(self._span(ORIGINAL, p) if n % 2 else p for n, p in parts)

    def lettered(self, name: str, place: str = "", beside: str = "") -> Markup:
        """A label as a drawing has it, cut to a line that it shares with another text."""
        return self.drawn(shortened(name, place, beside))

    def drawn(self, text: str) -> Markup:
        """A text as a drawing has it, with what `marked` marks."""
        marked = str(self.marked(text))
        drawn = marked.replace("<span", "<tspan").replace("</span", "</tspan")
        return Markup(drawn)  # noqa: S704 # our own elements around text that is escaped

    def _spoken(self, language: str, text: str) -> Markup:
        told = escaped(text) if language == ORIGINAL else self.marked(text)
        return told if language == self.words.language else self._span(language, told)

    def _span(self, language: str, text: str) -> Markup:
        code = shown(code_of(language, self._languages))
        span = f'<span lang="{code}">{shown(text)}</span>'
        return Markup(span)  # noqa: S704 # our own element around what is escaped


def _place_name(book: Book, voice: Voice) -> Callable[[str], Markup]:
    """A place with its province: `甘肃省康县`, `Kang County, Gansu`."""
    name, divisions = voice.division, book.content.vocabulary.divisions

    @cache
    def place_name(code: str) -> Markup:
        line = divisions.line(code)
        if len(line) == 1:
            return name(line[0])
        words = voice.words
        joined = words.say("place_in", province=name(line[0]), place=name(line[-1]))
        return Markup(joined)  # noqa: S704 # our own word around names that are escaped

    return place_name


def _tag_name(book: Book, voice: Voice) -> Callable[[str], Markup]:
    """The name of a tag given as `kind/id`, or of a category as `category/first.second`."""
    vocabulary = book.content.vocabulary
    terms = {"category": vocabulary.second_levels(), **vocabulary.tags}

    @cache
    def tag_name(tag: str) -> Markup:
        kind, _, identity = tag.partition("/")
        return voice.text(terms[kind][identity].name)

    return tag_name


def _glossary(book: Book, words: Words) -> list[tuple[str, GlossaryEntry]]:
    """The glossary: in the order of its file where lists go by place, else by the alphabet."""
    entries = list(book.content.vocabulary.glossary.items())
    if words["sorted_by"] == "place":
        return entries
    terms = {key: words.choose(entry.term.zh, entry.term.en)[1] for key, entry in entries}
    return sorted(entries, key=lambda item: terms[item[0]].casefold())


def _report_url(settings: Settings, up: str) -> str:
    """Where an error is reported: the contact, else the repository's issues, else how to do it."""
    if settings.contact:
        web = settings.contact.lower().startswith(("http://", "https://"))
        return settings.contact if web else f"mailto:{settings.contact}"
    if settings.repo_url:
        return f"{settings.repo_url.rstrip('/')}/issues"
    return f"{up}about.html#errors"


def jsonld(data: Mapping[str, Any]) -> Markup:
    """A block of schema.org data in which no text can end the block."""
    text = htmlsafe_json_dumps({"@context": "https://schema.org", **data}, dumps=_JSON.encode)
    block = f'<script type="application/ld+json">{text}</script>'
    return Markup(block)  # noqa: S704 # our own element around what cannot end it


def _is_ours(error: Exception) -> bool:
    """Whether the program raised an error itself, which then is no fault of a template."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    file = trace.tb_frame.f_code.co_filename if trace else ""
    return Path(file).is_relative_to(Path(generator.__file__).parent)


def _fault(error: Exception, template: str, root: Path) -> Finding:
    """Where a template fails: its own line for syntax, the innermost template frame otherwise."""
    name, line = f"templates/{template}", 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        line, name = error.lineno, error.filename or name
    else:
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename.endswith((".html", ".svg", ".xml")):
                name, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
    file = Path(name)
    if file.is_absolute() and file.is_relative_to(root):
        name = file.relative_to(root).as_posix()
    own = next((part for part in error.args if isinstance(part, Message)), None)
    fault = repr(error) if isinstance(error, KeyError | IndexError) else str(error)
    said = Message("{fault}: mend the template", fault=own or fault)
    return Finding(name, line, 1, "T01", said)
