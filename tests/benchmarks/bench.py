"""Beatbook against peers over the same records: `make bench BRANDS=10000 PEERS=hugo ROUNDS=3`.

Whole processes in turn, each round in the other direction, on a memory file system where there is
one. The last line printed is JSON: the ratios of the medians, and what they are made of.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from hugo_site import make_site
from make_records import EDITIONS, edition, make_records
from measure import Cost, cost_of

MKDOCS, BEATBOOK = (Path(sys.executable).with_name(name) for name in ("mkdocs", "beatbook"))
PROGRAM = {"PYTHONPATH": str(Path(__file__).parents[2])}
APART = ("charts", "cards", "feeds", "data", "explorer", "search")
"""Parts of a build that Hugo's has nothing like, each timed apart."""


class Bench:
    """A book, a project of Hugo's over it, and the folders that both are built into.

    With `yaml` it is checked too, beside PyYAML that loads its brands.
    """

    def __init__(self, brands: int, folder: Path, *, hugo: bool, yaml: bool = False) -> None:
        self.book, self.project = folder / "book", folder / "hugo"
        self.site, self.other, self.floor = (folder / f"{n}-site" for n in ("our", "hugo", "floor"))
        make_records(brands, self.book)
        self.edited = min((self.book / "content/brands").glob("*/*.yml"))
        self.edits = 0
        self.peer, self.yaml = hugo_binary() if hugo else None, yaml
        if self.peer:
            make_site(self.book, self.project)

    def build(self, parts: str = "pages") -> Cost:
        """One build of ours with the cache as it is."""
        command = [MKDOCS, "build", "--quiet", "--site-dir", self.site]
        return cost_of(command, self.book, {"BEATBOOK_PARTS": parts, **PROGRAM})

    def cold(self, parts: str = "pages") -> Cost:
        """A first build: neither a cache nor a site is there."""
        for folder in (self.book / ".cache", self.site):
            shutil.rmtree(folder, ignore_errors=True)
        return self.build(parts)

    def edit(self) -> Cost:
        """A build after the hours of one brand have changed."""
        self.change()
        return self.build()

    def change(self) -> None:
        """Change the hours of one brand."""
        text = self.edited.read_text(encoding="utf-8")
        self.edits += 1
        before, after = text.split('from: "', 1)
        changed = f'{before}from: "18:{self.edits % 60:02}{after[after.index(chr(34)) :]}'
        self.edited.write_text(changed, encoding="utf-8")

    def check(self) -> Cost:
        """One check of the book with the cache as it is."""
        return cost_of([BEATBOOK, "check"], self.book, PROGRAM)

    def first_check(self) -> Cost:
        """A check where nothing is kept."""
        shutil.rmtree(self.book / ".cache", ignore_errors=True)
        return self.check()

    def check_edit(self) -> Cost:
        """A check after one brand has changed."""
        self.change()
        return self.check()

    def load(self) -> Cost:
        """PyYAML loading the brands in one process."""
        script = Path(__file__).with_name("load_yaml.py")
        return cost_of([sys.executable, script, self.book], self.book, {})

    def hugo(self) -> Cost:
        """A build of Hugo's, which has no cache for pages."""
        assert self.peer
        shutil.rmtree(self.other, ignore_errors=True)
        command = [self.peer, "--quiet", "--source", self.project, "--destination", self.other]
        return cost_of(command, self.project, {"HUGO_CACHEDIR": str(self.project / ".cache")})

    def write(self) -> Cost:
        """Writing our files again: what no generator can do without."""
        shutil.rmtree(self.floor, ignore_errors=True)
        wall, cpu = write_again(self.site, self.floor)
        shutil.rmtree(self.floor)
        return Cost(wall, cpu, 0)

    def editions(self) -> Cost:
        """A first build with editions in the book, which are taken out again."""
        folder = self.book / "content/editions"
        for identity, scope in EDITIONS.items():
            (folder / f"{identity}.yml").write_text(edition(identity, scope), encoding="utf-8")
        cost = self.cold("pages reports")
        for path in folder.glob("*.yml"):
            path.unlink()
        return cost


def hugo_binary() -> Path:
    """The program itself: the script that the package installs starts a Python before it."""
    try:
        package = importlib.metadata.distribution("hugo")
    except importlib.metadata.PackageNotFoundError:
        said = "there is no Hugo: run `make setup-test`, or leave PEERS empty"
        raise SystemExit(said) from None
    return Path(str(package.locate_file("hugo/binaries/hugo")))


def write_again(site: Path, folder: Path) -> tuple[float, float]:
    """Seconds, wall and processor, of writing a site's files to a folder without reading them."""
    wall = cpu = 0.0
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        content = path.read_bytes()
        target = folder / path.relative_to(site)
        began, used = time.perf_counter(), time.process_time()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        wall, cpu = wall + time.perf_counter() - began, cpu + time.process_time() - used
    return wall, cpu


def measured(
    jobs: Mapping[str, Callable[[], Cost]], rounds: int, tell: Callable[[str, Cost], None]
) -> dict[str, Cost]:
    """The median cost of each job; every other round goes through them from the last to the first.

    The memory is the most that any run held.
    """
    found: dict[str, list[Cost]] = {name: [] for name in jobs}
    for number in range(rounds):
        for name in list(jobs) if number % 2 == 0 else reversed(jobs):
            cost = jobs[name]()
            found[name].append(cost)
            tell(name, cost)
    return {
        name: Cost(
            statistics.median(cost.wall for cost in costs),
            statistics.median(cost.cpu for cost in costs),
            max(cost.memory for cost in costs),
        )
        for name, costs in found.items()
    }


def run(
    bench: Bench,
    rounds: int,
    apart: Collection[str] = (),
    tell: Callable[[str, Cost], None] = lambda *_: None,
) -> dict[str, Any]:
    """What the last line says but the number of brands; `tell` is told of every run.

    `apart` names what is built once with and beyond the pages; its cost is the difference.
    """
    jobs: dict[str, Callable[[], Cost]] = {}
    if bench.yaml:
        jobs |= {"yaml": bench.load, "check": bench.first_check}
        jobs |= {"check_same": bench.check, "check_edit": bench.check_edit}
    jobs |= {"cold": bench.cold, "warm": bench.build, "edit": bench.edit, "floor": bench.write}
    if bench.peer:
        jobs["hugo"] = bench.hugo
    medians = measured(jobs, rounds, tell)
    beyond = {name: partial(bench.cold, f"pages {name}") for name in APART}
    own = {**beyond, "editions": bench.editions}
    others = measured({name: own[name] for name in apart}, 1, tell)
    cold = medians["cold"]
    return {
        **ratios(medians),
        "medians": {name: _rounded(cost) for name, cost in medians.items()},
        "apart": {
            name: _rounded(Cost(cost.wall - cold.wall, cost.cpu - cold.cpu, cost.memory))
            for name, cost in others.items()
        },
    }


def ratios(medians: Mapping[str, Cost]) -> dict[str, float | None]:
    """Our costs as parts of a peer's, null without one, and of those of writing alone."""
    cold, hugo, yaml = medians["cold"], medians.get("hugo"), medians.get("yaml")
    found = {
        "wall_ratio_hugo": hugo and cold.wall / hugo.wall,
        "cpu_ratio_hugo": hugo and cold.cpu / hugo.cpu,
        "memory_ratio_hugo": hugo and cold.memory / hugo.memory,
        "warm_ratio_hugo": hugo and medians["warm"].wall / hugo.wall,
        "warm_edit_ratio_hugo": hugo and medians["edit"].wall / hugo.wall,
        "check_wall_ratio_yaml": yaml and medians["check"].wall / yaml.wall,
        "check_cpu_ratio_yaml": yaml and medians["check"].cpu / yaml.cpu,
        "floor_ratio": cold.wall / medians["floor"].wall,
    }
    return {name: None if ratio is None else round(ratio, 3) for name, ratio in found.items()}


def _rounded(cost: Cost) -> dict[str, float]:
    return {name: round(value, 3) for name, value in cost._asdict().items()}


def memory_folder() -> Path | None:
    """Where files are kept in memory, if there is such a place."""
    folder = Path("/dev/shm")  # noqa: S108
    return folder if folder.is_dir() else None


def main(arguments: list[str] | None = None) -> None:
    """Run and print; what is told on the way goes to the error stream."""
    parser = argparse.ArgumentParser(description="Measure builds and checks against peers.")
    parser.add_argument("--brands", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="hugo")
    parser.add_argument("--apart", default=" ".join((*APART, "editions")))
    told = parser.parse_args(arguments)

    def tell(name: str, cost: Cost) -> None:
        said = f"{name:10} wall {cost.wall:8.2f} s  cpu {cost.cpu:8.2f} s  {cost.memory:6.0f} MB"
        print(said, file=sys.stderr, flush=True)  # noqa: T201

    with tempfile.TemporaryDirectory(prefix="beatbook-bench-", dir=memory_folder()) as folder:
        peers = {name: name in told.peers.split() for name in ("hugo", "yaml")}
        bench = Bench(told.brands, Path(folder), **peers)
        found = run(bench, told.rounds, told.apart.split(), tell)
    print(json.dumps({"brands": told.brands, **found}))  # noqa: T201


if __name__ == "__main__":
    main()
