"""The miniature book with something hostile in every text of every record.

What is a text is asked of the models, so that a new one is filled without being named here.
`python tests/hostile_book.py FOLDER` writes it as a project of its own.
"""

from __future__ import annotations

import json
import sys
import typing
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final

from example_book import copy_example
from pydantic import BaseModel

from generator.evidence.match import LONGEST
from generator.records.load import LISTS, MAPPINGS
from generator.records.models import Brand, Edition, Honour, Note, OneLine, Source
from generator.records.reader import read
from generator.records.rounds import Round
from generator.settings import Bilingual, Masthead

NAMED: Final = ("</textarea>", "\"'`", "_x000D_", "]]>")
STARTS: Final = (*NAMED, "=canary|", "+canary|", "-canary|", "@canary|")
"""How texts begin; the check refuses a name that begins as a formula does."""

HOSTILE: Final = (
    "<script>canary()</script><img src=x onerror=canary()>"
    "\"><svg/onload=canary()>' onmouseover='canary()"
    "{{ canary }}{% canary %}{# canary #}${canary}%(canary)s#{canary}"
    "<a href=javascript:canary()>]]>--></style></title>&lt;script&gt;&canary;"
    "[canary](javascript:canary())![canary](data:text/html,canary)**`canary`**"
    '#eval("canary")#canary $canary$ \\canary\');DROP TABLE brands;--\\u003cscript>'
)
"""HTML, scripts, Jinja, XML, Markdown, Typst, SQL and JSON in one text."""

RECORDS: Final[dict[str, Any]] = {
    "brands": Brand,
    "sources": Source,
    "honours": Honour,
    "editions": Edition,
    "rounds": Round,
    **{f"vocabulary/{stem}": kind for stem, kind in MAPPINGS.items()},
    **LISTS,
}
"""Every kind of record, by the folder or file that holds it."""

LISTED: Final = {("Metric", "unit"), ("Indicator", "units")}
"""Texts that the check takes from its own list of measure words alone; these stay as they are."""

AROUND: Final = (
    "<svg/onload=canary()>§",
    "<script>canary()//§",
    "<a onfocus=canary()>§",
    "</textarea>canary §",
    "§</script>canary",
    "§</option><b>canary",
    '§" onx="canary()',
    "§' onx='canary()",
    "§&ltb onx=canary&gt",
    "§&canary",
    "{{ canary }}§",
    "{% canary %}§",
    "{# canary #}§",
    "${canary}§",
    "#{canary}§",
    "§%(canary)s",
    '§#eval("canary")',
    "§#canary",
    "$canary$§",
    "\\canary §",
    "`canary`§",
    "*canary*§",
    "[canary](canary)§",
    "=canary()|§",
    "+canary()|§",
    "-canary()|§",
    "@canary()|§",
    "§_x000D_canary",
    "§\\u003ccanary",
    "]]>canary §",
    "§')--canary",
)
"""Hostile texts so short that a figure still stands in 24 characters with one of them around it."""


class Filled:
    """What was written where: each text of a record, with the model and the field that it is."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.excerpts: list[str] = []
        self.fields: set[tuple[str, str]] = set()
        self._number = count()

    def text(self, starts: Sequence[str]) -> str:
        """A hostile text that no other equals."""
        number = next(self._number)
        letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        text = f"{starts[number % len(starts)]}{letters}z{HOSTILE}"
        self.texts.append(text)
        return text

    def excerpt(self, figure: str) -> str:
        """The words of a figure with the first hostile text around them for which there is room."""
        texts = (around.replace("§", figure) for around in AROUND)
        self.excerpts.append(next(text for text in texts if len(text) <= LONGEST))
        return self.excerpts[-1]

    def figures(self, like: dict[str, Any]) -> list[dict[str, Any]]:
        """Figures like one, each with another of the hostile texts around its number."""
        kept = {key: like[key] for key in ("indicator", "unit", "source")}
        texts = [around.replace("§", f"{n}名") for n, around in enumerate(AROUND, start=1)]
        self.excerpts += texts
        return [
            {**kept, "id": f"around-{number}", "value": number, "excerpt": text}
            for number, text in enumerate(texts, start=1)
        ]

    def record(
        self, kind: Any, value: Any, where: tuple[str, str] = ("", ""), within: str = ""
    ) -> Any:
        """The value of a kind with every text in it replaced, and those that it lacks added.

        `where` are the model and the field that it stands in, `within` the field that holds that.
        """
        bare = own_kind(kind)
        if bare is OneLine:
            self.fields.add(where)
            if where in LISTED:
                return value
            if where == ("Metric", "excerpt"):
                return self.excerpt(value)
            named = within in ("name", "title", "term", "agency", "organiser", "publisher")
            return self.text(NAMED if named else STARTS)
        if is_model(bare):
            return self._model(bare, value, where[1])
        arguments = typing.get_args(bare)
        if typing.get_origin(bare) is list and isinstance(value, list):
            return [self.record(arguments[0], part, where) for part in value]
        if typing.get_origin(bare) is dict and isinstance(value, dict):
            return {key: self.record(arguments[1], part, where) for key, part in value.items()}
        return value

    def _model(self, model: type[BaseModel], value: dict[str, Any], within: str) -> dict[str, Any]:
        found = dict(value)
        for name, field in model.model_fields.items():
            key, bare = field.alias or name, own_kind(field.annotation, field.metadata)
            if found.get(key) is None and (bare is OneLine or is_text(bare)):
                found[key] = {} if is_text(bare) else ""
            if found.get(key) in (None, []) and typing.get_args(bare)[:1] == (Note,):
                found[key] = [{"on": "2024-06-20"}]
            if found.get(key) in (None, []) and lists_texts(bare):
                found[key] = [""]
            if found.get(key) is not None:
                found[key] = self.record(bare, found[key], (model.__name__, key), within)
        return found


def hostile_masthead(filled: Filled) -> Masthead:
    """A masthead of hostile texts, all that it can hold."""
    texts = {
        name: Bilingual(zh=filled.text(STARTS), en=filled.text(STARTS))
        for name, field in Masthead.model_fields.items()
        if own_kind(field.annotation) is Bilingual
    }
    return Masthead(**texts)


def own_kind(annotation: Any, metadata: Any = ()) -> Any:
    """An annotation without its null and its limits; a text is `OneLine`."""
    parts = [part for part in typing.get_args(annotation) if part is not type(None)]
    if annotation is OneLine or (metadata and list(metadata) == list(OneLine.__metadata__)):
        return OneLine
    if typing.get_origin(annotation) is typing.Annotated:
        return own_kind(parts[0])
    if type(None) in typing.get_args(annotation) and len(parts) == 1:
        return own_kind(parts[0])
    return annotation


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def is_text(kind: Any) -> bool:
    """Whether a model is a text in two languages and nothing else."""
    return is_model(kind) and {*kind.model_fields} == {"zh", "en"}


def lists_texts(kind: Any) -> bool:
    """Whether a kind is a list of texts."""
    return any(own_kind(part) is OneLine for part in typing.get_args(kind))


def text_fields(kind: Any) -> Iterator[tuple[str, str]]:
    """Every text of a kind of record: its model and its field."""
    for part in typing.get_args(own_kind(kind)):
        yield from text_fields(part)
    model = own_kind(kind)
    for name, field in model.model_fields.items() if is_model(model) else ():
        bare = own_kind(field.annotation, field.metadata)
        if bare is OneLine or lists_texts(bare):
            yield model.__name__, field.alias or name
        yield from text_fields(bare)


def make_hostile(root: Path) -> Filled:
    """Write the book into a folder that does not exist yet."""
    content, filled = copy_example(root) / "content", Filled()
    for place, kind in RECORDS.items():
        single = content / f"{place}.yml"
        for path in [single] if single.exists() else sorted((content / place).rglob("*.yml")):
            value, _ = read(path.read_text(encoding="utf-8"))
            name = path.relative_to(content).as_posix()
            _complete(name, value)
            made = filled.record(kind, value)
            if path.stem == "jia-lamplight-policing":
                made["metrics"] += filled.figures(made["metrics"][0])
            text = json.dumps(made, ensure_ascii=False, default=str)
            path.write_text(text, encoding="utf-8")
    return filled


def _complete(name: str, value: Any) -> None:
    """Add what the example lacks, and take away what its texts vouch for."""
    if name.startswith("sources/"):
        value |= {"text": None, "receipt": None}
    if name == "vocabulary/baselines.yml":
        return
    if name.startswith("rounds/"):
        value["status"] = "draft"
    if name.startswith("editions/"):
        value["thresholds"] = {"brands": 2, "samples": 1000}
        value["indicators"], value["importance"] = [], []


if __name__ == "__main__":
    make_hostile(Path(sys.argv[1]))
