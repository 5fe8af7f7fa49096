"""The benchmark compares like with like: the peer shows what we show, on as many pages.

A hundred and twenty brands: enough for second pages of lists, few enough for three builds.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

from bench import Bench, run
from measure import Cost

BRANDS = 500
LANGUAGES = ("zh", "en")
KINDS = (
    *("brands", "categories", "places", "problems", "practices", "partners", "years"),
    *("indicators", "sources"),
)
DIFFERENT = {"similar", "shortlist", "beside", "chart", "copy"}
"""Parts that weigh brands: the peer fills them with others, or has none."""


class Built:
    """Both sites after an edit, what the benchmark said of them, and our sites before."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(BRANDS, folder, hugo=True, yaml=True)
        self.bytes: dict[str, dict[str, str]] = {}
        self.said = run(self.bench, 1, tell=self._keep)

    def _keep(self, job: str, _cost: Cost) -> None:
        site = self.bench.site
        self.bytes[job] = {
            path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in site.rglob("*")
            if path.is_file()
        }

    def ours(self, kind: str) -> list[Path]:
        """Our pages of a kind in both languages, the lists of them too; not those that moved."""
        found = []
        for language in LANGUAGES:
            home = self.bench.site / language
            lists = home.glob(f"{kind}*.html")
            found += [path for path in lists if re.fullmatch(rf"{kind}(-\d+)?", path.stem)]
            found += home.glob(f"{kind}/*.html")
        return [path for path in found if 'http-equiv="refresh"' not in path.read_text("utf-8")]

    def hugos(self, kind: str) -> list[Path]:
        """The peer's pages of a kind in both languages."""
        return [p for own in LANGUAGES for p in (self.bench.other / own / kind).rglob("*.html")]


class _Shown(HTMLParser):
    """The texts of `main` and the cells of its tables, without the parts that are different."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.rows: list[tuple[str, ...]] = []
        self._open: list[bool] = []
        self._main = False
        self._cells: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self._open.append(dict(attrs).get("aria-labelledby") not in DIFFERENT)
        self._main = self._main or tag == "main"
        if tag == "tr":
            self._cells = []
        if tag in ("td", "th"):
            self._cells.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._open.pop()
        if tag == "main":
            self._main = False
        if tag == "tr" and all(self._open):
            self.rows.append(tuple(self._cells))

    def handle_data(self, data: str) -> None:
        if self._main and all(self._open) and data.strip():
            self.texts.append(data.strip())
            if self._cells:
                self._cells[-1] += data.strip()


def _shown(path: Path) -> _Shown:
    return _Shown(path.read_text(encoding="utf-8"))


def _rows(home: Path, kind: str, term: str) -> Counter[tuple[str, ...]]:
    """The rows of all tables of a list, whichever page each is on."""
    first, folder = home / kind / f"{term}.html", home / kind
    others = [*folder.glob(f"{term}/page/*.html"), *folder.glob(f"{term}-[2-9].html")]
    return Counter(row for path in (first, *others) for row in _shown(path).rows)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_peer_has_as_many_pages_of_every_kind(built: Built, kind: str) -> None:
    assert len(built.hugos(kind)) == len(built.ours(kind)) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_peer_shows_the_same_of_a_brand(built: Built, language: str) -> None:
    pages = sorted((built.bench.site / language / "brands").glob("*.html"))
    assert len(pages) == BRANDS
    for page in pages[::9]:
        other = built.bench.other / language / "brands" / page.name
        assert _shown(other).texts == _shown(page).texts, page.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_peer_shows_the_same_of_a_source(built: Built, language: str) -> None:
    pages = sorted((built.bench.site / language / "sources").glob("*.html"))
    for page in pages[::9]:
        other = built.bench.other / language / "sources" / page.name
        assert Counter(_shown(other).texts) == Counter(_shown(page).texts), page.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "term"),
    [
        ("indicators", "posts"),
        ("indicators", "criminal-cases"),
        ("practices", "drone-patrol"),
        ("partners", "militia"),
        ("years", "2024"),
    ],
)
def test_the_peer_shows_the_same_in_a_list(
    built: Built, language: str, kind: str, term: str
) -> None:
    ours = _rows(built.bench.site / language, kind, term)
    assert _rows(built.bench.other / language, kind, term) == ours
    assert ours.total() > 1


def test_the_peer_writes_as_much(built: Built) -> None:
    ours, hugos = (
        sum(path.stat().st_size for kind in KINDS for path in pages(kind))
        for pages in (built.ours, built.hugos)
    )
    assert ours / hugos == pytest.approx(1, abs=0.15)


def test_a_warm_build_writes_the_same_bytes_as_a_cold_one(built: Built) -> None:
    assert built.bytes["warm"] == built.bytes["cold"]


def test_an_edit_changes_the_page_of_its_brand_and_leaves_others(built: Built) -> None:
    before, after = built.bytes["warm"], built.bytes["edit"]
    changed = {name for name in after if before[name] != after[name]}
    brands = {name for name in changed if name.split("/")[1:2] == ["brands"]}
    edited = f"brands/{built.bench.edited.stem}.html"
    assert brands == {f"{language}/{edited}" for language in LANGUAGES}


def test_the_benchmark_says_what_each_goal_needs(built: Built) -> None:
    ratios = ("wall_ratio", "cpu_ratio", "memory_ratio", "warm_ratio", "warm_edit_ratio")
    checks = {"check_wall_ratio_yaml", "check_cpu_ratio_yaml"}
    names = {*(f"{name}_hugo" for name in ratios), *checks, "floor_ratio"}
    said: dict[str, Any] = {k: v for k, v in built.said.items() if k not in ("medians", "apart")}
    assert said.keys() == names
    assert all(value > 0 for value in said.values())
    runs = {"cold", "warm", "edit", "hugo", "floor", "yaml", "check", "check_same", "check_edit"}
    assert built.said["medians"].keys() == runs
