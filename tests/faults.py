"""Faults done to real runs on the miniature book: `python tests/faults.py --runs 100`.

Each kind of fault is done so many times; a line tells how many runs there were, how many of them
were hit while writing and at the swap, and how many failed. A run fails where the last good state
is not whole, a build changed a record, what was said is no message, or the next run of the same
command, without any repair, does not end with what an undisturbed one gives. Ends with 1 then, and
where a kind could not be tested.

The commands run in children of this process, where an audit hook (PEP 578) counts what is asked of
the disk: a fault comes at a step and not at a time, so that every run of a kind is the same.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any, Final, NoReturn

import mkdocs.__main__
from example_book import copy_example
from round_book import ROUND, filled, make_rounds_book, scores

import generator.build
import generator.cli
import generator.commands.round_sheets
import generator.draft.run
import generator.intake.run
import generator.plugin
import generator.publish.beside  # so that no child has to load it
import generator.publish.release
from generator.book.cache import Cache
from generator.publish.places import MARK
from generator.publish.spreadsheet import make_csv
from generator.settings import Settings

BRAND: Final = "content/brands/jiangsu/jia-lamplight-policing.yml"
ARTICLE: Final = "丙县渡口警务\n2024-05-06 丙县日报\n丙县公安局推行“渡口警务”，安排24名民警巡逻。\n"
SIGNALS: Final = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
ENVIRONMENT: Final = {
    "BEATBOOK_LANG": "en",
    "BEATBOOK_PARTS": "pages data",
    "BEATBOOK_SITE_URL": "https://beatbook.example/",
    "BEATBOOK_SOURCES": "texts",
    "SOURCE_DATE_EPOCH": "1795219200",
}
WRITING: Final = os.O_WRONLY | os.O_RDWR
CHANGES: Final = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir"}
SWAP: Final = "ctypes.dlsym"
"""The event before two folders are exchanged: the function is looked up for that only."""

State = dict[str, bytes]


@dataclass
class Ended:
    """How a run ended: its status as `os.waitstatus_to_exitcode` gives it, and what it said."""

    status: int
    said: str

    @property
    def plain(self) -> bool:
        """Whether it says what a person can understand, if anything."""
        return "Traceback" not in self.said


class Steps:
    """Counts what the main process of a run asks of the disk below a folder; acts at one step.

    What is counted is written to a file at the end: `w` for a step, `s` for one of a swap.
    """

    def __init__(self, folder: Path, at: int, act: Callable[[str], object], reading: bool) -> None:
        self.folder, self.at, self.act, self.reading = str(folder), at, act, reading
        self.main, self.kinds, self.after_swap, self.acting = os.getpid(), "", False, False

    def __call__(self, event: str, args: Sequence[Any]) -> None:
        if self.acting or os.getpid() != self.main or not self._counts(event, args):
            return
        swap = event == SWAP or self.after_swap
        self.after_swap = event == SWAP
        self.kinds += "s" if swap else "r" if event in ("os.rename", "os.link") else "w"
        if len(self.kinds) == self.at:
            self.acting = True
            self.act(str(args[0]))
            self.acting = False

    def _counts(self, event: str, args: Sequence[Any]) -> bool:
        if event == SWAP:
            return not self.reading and args[1] == "renameat2"
        if not (event == "open" or (event in CHANGES and not self.reading)):
            return False
        if not str(args[0]).startswith(self.folder):
            return False
        return event != "open" or bool(args[2] & WRITING) != self.reading


def begin(
    book: Path, words: Sequence[str], said: Path, hook: Steps | None = None, shift: int = 0
) -> int:
    """Start a command in a child; gives its id. `shift` seconds are added to its clock."""
    child = os.fork()
    if child:
        return child
    try:
        _run(book, words, said, hook, shift)
    finally:  # an interrupt that comes late must not unwind this copy of the whole script
        os._exit(99)


def _run(book: Path, words: Sequence[str], said: Path, hook: Steps | None, shift: int) -> NoReturn:
    """The command, in a child of its own."""
    status = 99
    try:
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.chdir(book)
        os.environ.update(ENVIRONMENT)
        if shift:
            now, now_ns = time.time, time.time_ns
            time.time = lambda: now() + shift
            time.time_ns = lambda: now_ns() + shift * 10**9
        if hook is not None:
            hook.main = os.getpid()
            sys.addaudithook(hook)
        program = mkdocs.__main__.cli if words[0] == "mkdocs" else generator.cli.main
        program(list(words[1:]), prog_name=words[0])
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # as Python itself would say it
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if hook is not None:
            said.with_suffix(".steps").write_text(hook.kinds)
        os._exit(status)


def end(child: int, said: Path) -> Ended:
    """Wait for a run."""
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return Ended(status, said.read_text(encoding="utf-8", errors="replace"))


# What is run, and what must hold


@dataclass
class Case:
    """A command on a book of its own; `turn` makes it ready for the next run.

    `kept` are the folders whose visible files are the state; `before` and `after` those of every
    turn. Records lie in `content`, which `builds` never change.
    """

    name: str
    book: Path
    words: tuple[str, ...]
    turn: Callable[[int], object]
    kept: tuple[str, ...]
    builds: bool
    states: list[State] = field(default_factory=list)
    steps: str = ""
    turned: int = 0
    records: State = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.said = self.book.with_suffix(".said")  # which no fault of the disk touches

    def run(self, hook: Steps | None = None, shift: int = 0) -> Ended:
        return end(begin(self.book, self.words, self.said, hook, shift), self.said)

    def run_other(self, *words: str) -> Ended:
        """Another command on the same book."""
        return end(begin(self.book, words, self.said), self.said)

    def state(self) -> State:
        """Every visible file that this command makes."""
        return {n: d for name in self.kept for n, d in visible(self.book / name).items()}

    def learn(self) -> None:
        """Run undisturbed on each of two turns, and keep what it gives."""
        for turn in (0, 1):
            self.turn(turn)
            hook = Steps(self.book, 0, print, reading=False)
            ended = self.run(hook)
            assert ended.status == 0, f"{self.name}: {ended.said}"
            self.states.append(self.state())
        self.steps = self.said.with_suffix(".steps").read_text()
        if not self.builds:
            self.turn(0)
            self.states[0] = self.state()
        self.turned = int(self.builds)

    def ready(self) -> tuple[State, State]:
        """Make ready for another run; what there is, and what it is to give."""
        if self.builds:
            self.states.reverse()
            self.turned = 1 - self.turned
        self.turn(self.turned)
        self.records = visible(self.book / "content")
        return self.states[0], self.states[1]

    def swaps(self) -> list[int]:
        """The steps at which the new takes the place of the old."""
        kind = "s" if "s" in self.steps else "r"
        return [at for at, own in enumerate(self.steps, 1) if own == kind]

    def moments(self, runs: int) -> Iterator[int]:
        """Steps spread over the run, every third at a swap."""
        swaps, every = cycle(self.swaps()), max(len(self.steps), 1)
        for number in range(runs):
            yield next(swaps) if number % 3 == 2 else 1 + number * every // max(runs, 1) % every


def visible(folder: Path) -> State:
    """The files of a folder by their paths, without hidden ones; a file is one itself."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder.parent).as_posix()
        if path.is_file() and "/." not in name:
            found[name] = path.read_bytes()
    return found


def edited(book: Path, turn: int) -> None:
    """The record of one turn or the other, of one size."""
    path = book / BRAND
    text = path.read_text(encoding="utf-8").replace("Lamplight", "Lampligth")
    path.write_text(text if turn else text.replace("Lampligth", "Lamplight"), encoding="utf-8")


def edited_cold(book: Path, turn: int) -> None:
    """The same without what was kept."""
    shutil.rmtree(book / ".cache", ignore_errors=True)
    edited(book, turn)


def restored(book: Path, _: int) -> None:
    """The records as they were at first."""
    shutil.rmtree(book / "content")
    shutil.copytree(book / "first", book / "content")


def with_table(book: Path) -> list[str]:
    """A table of all brands and sources that changes each of them."""
    settings = Settings(root=book, sources=book / "texts")
    for name, data in make_csv(generator.build.make_book(settings, cache=Cache(book / "none"))):
        if Path(name).name in ("brands.csv", "sources.csv"):
            text = data.decode().replace(" Policing", " policing work").replace("eople", "eoples")
            (book / Path(name).name).write_text(text, encoding="utf-8")
    return ["sources.csv", "brands.csv"]


def with_sheets(book: Path) -> list[str]:
    """Filled sheets of a round."""
    said = book.with_suffix(".said")
    assert end(begin(book, ("beatbook", "round", "sheet", ROUND), said), said).status == 0
    return [path.name for path in filled(book, scores(0.6))]


def without_receipts(book: Path) -> list[str]:
    """Sources of which no check is on record."""
    for path in (book / "content/sources").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.find("receipt:")], encoding="utf-8")
    return []


def with_article(book: Path) -> list[str]:
    """An article that is not among the sources."""
    (book / "articles").mkdir()
    (book / "articles/ferry.txt").write_text(ARTICLE, encoding="utf-8")
    return ["articles/ferry.txt"]


def cases(folder: Path, names: Sequence[str]) -> Iterator[Case]:
    """Each command on a book of its own."""
    build = ("mkdocs", "build", "--quiet")
    publish = ("beatbook", "publish", "--out", "dist")
    made: Mapping[str, tuple[tuple[str, ...], Any, Any, tuple[str, ...]]] = {
        "build": (build, None, edited_cold, ("site",)),
        "cached build": (build, None, edited, ("site",)),
        "publish": (publish, None, edited, ("dist",)),
        "draft": (("beatbook", "draft"), with_article, restored, ("content",)),
        "import": (("beatbook", "import"), with_table, restored, ("content",)),
        "round read": (("beatbook", "round", "read", ROUND), with_sheets, restored, ("content",)),
        "check --keep": (
            ("beatbook", "check", "--keep", "--sources", "texts"),
            without_receipts,
            restored,
            ("content",),
        ),
    }
    for name in names:
        words, give, turn, kept = made[name]
        book = copy_example(folder / name.replace(" ", "-"))
        if name == "round read":
            make_rounds_book(book)
        given = give(book) if give else []
        shutil.copytree(book / "content", book / "first")
        case = Case(name, book, (*words, *given), partial(turn, book), kept, give is None)
        case.learn()
        yield case


@dataclass
class Count:
    """What came of the runs of one kind."""

    kind: str
    runs: int = 0
    writing: int = 0
    swap: int = 0
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kind}: {self.runs} runs, {self.writing} hit while writing, "
            f"{self.swap} at the swap, {len(self.failures)} failures"
        )

    def check(self, holds: bool, what: str) -> None:
        """A failure where something does not hold."""
        if not holds:
            self.failures.append(what)


def settled(case: Case, count: Count, before: State, after: State, what: str) -> None:
    """After a fault: one whole state or the other, and the next run gives the new one."""
    if not case.builds:  # any other command puts back what was left of several files
        check = case.run_other("beatbook", "check")
        count.check(check.status == 0, f"{what}: the next check said {check.said}")
    if case.name != "check --keep":  # of which each record is whole by itself
        count.check(case.state() in (before, after), f"{what}: neither the old nor the new")
    if case.state() != after or leftovers(case.book):
        ended = case.run()
        count.check(ended.status == 0, f"{what}: the next run said {ended.said}")
    count.check(case.state() == after, f"{what}: the next run gave something else")
    left = leftovers(case.book)
    count.check(not left, f"{what}: {left} is left")
    if case.builds:
        count.check(visible(case.book / "content") == case.records, f"{what}: records were changed")


def leftovers(book: Path) -> list[str]:
    """What a dead run left where a site or a release is made."""
    found = (*book.glob(".*.beatbook*"), *book.glob("site/.*"))
    return [path.name for path in found if path.name != MARK]


def kills(case: Case, runs: int) -> Count:
    """End a command by a signal at steps spread over its run."""
    count, swaps = Count(f"signals, {case.name}"), case.swaps()
    for number, at in enumerate(case.moments(runs)):
        before, after = case.ready()
        how = SIGNALS[(number + number // 3) % len(SIGNALS)]
        hook = Steps(case.book, at, lambda _, how=how: os.kill(os.getpid(), how), reading=False)
        ended = case.run(hook)
        count.runs += 1
        count.writing += at not in swaps
        count.swap += at in swaps
        what = f"{count.kind}: {how.name} at step {at} of {len(case.steps)}"
        if case.words[0] == "beatbook":
            count.check(ended.plain, f"{what}: said {ended.said}")
        settled(case, count, before, after, what)
    return count


def timed_kills(case: Case, runs: int) -> Count:
    """End a publication by a signal at moments of the time in which it writes."""
    count, chance = Count(f"signals by the clock, {case.name}"), random.Random(1)
    work, seconds = case.book / ".dist.beatbook", 0.0
    for number in range(runs + 1):  # the first one is timed
        before, after = case.ready()
        child = begin(case.book, case.words, case.said)
        while not work.exists():
            time.sleep(0.002)
        begun = time.monotonic()
        if not seconds:
            end(child, case.said)
            seconds = time.monotonic() - begun
            continue
        time.sleep(seconds * (number - chance.random()) / runs)
        how = SIGNALS[number % len(SIGNALS)]
        count.writing += work.exists()
        os.kill(child, how)
        ended = end(child, case.said)
        count.runs += 1
        what = f"{count.kind}: {how.name}"
        count.check(ended.plain, f"{what}: said {ended.said}")
        settled(case, count, before, after, what)
    return count


def full_disks(case: Case, runs: int) -> Count:
    """Run on a small disk that is full after some more blocks."""
    count = Count(f"full disk, {case.name}")
    block, most = 4096, 2**21 if case.builds else 2**16
    with small_disk(case) as disk:
        for number in range(runs):
            before, after = case.ready()
            filler = disk / "filler"
            room = number * most // runs // block * block
            with filler.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, free_of(disk) - room)
            ended = case.run()
            filler.unlink()
            count.runs += 1
            what = f"{count.kind}: with room for {room} bytes"
            if ended.status:
                count.writing += 1
                told = "no space left on the disk: make room" in ended.said
                count.check(ended.plain and told, f"{what}: said {ended.said}")
                if case.name != "check --keep":
                    count.check(case.state() == before, f"{what}: the old state is not whole")
            settled(case, count, before, after, what)
    return count


def free_of(disk: Path) -> int:
    told = os.statvfs(disk)
    return told.f_bavail * told.f_frsize


def read_only(case: Case, runs: int) -> Count:
    """Run where the disk can only be read."""
    count = Count(f"read-only disk, {case.name}")
    with small_disk(case) as disk:
        for _ in range(min(runs, 4)):
            before, after = case.ready()
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            ended = case.run()
            subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
            count.runs += 1
            count.check(
                ended.status == 1 and ended.plain and "the disk can only be read" in ended.said,
                f"{count.kind}: ended with {ended.status} and said {ended.said}",
            )
            count.check(case.state() == before, f"{count.kind}: the old state is not whole")
            settled(case, count, before, after, count.kind)
    return count


class small_disk:  # noqa: N801 # used as a function is
    """A book on a disk of its own of 64 MB, which is a part of memory."""

    def __init__(self, case: Case) -> None:
        self.case, self.book = case, case.book
        self.disk = case.book.with_suffix(".disk")

    def __enter__(self) -> Path:
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", self.disk], check=True)
        self.case.book = self.disk / self.book.name
        shutil.copytree(self.book, self.case.book, symlinks=True)
        self.case.turn = partial(self.case.turn.func, self.case.book)
        return self.disk

    def __exit__(self, *_: object) -> None:
        self.case.book = self.book
        self.case.turn = partial(self.case.turn.func, self.book)
        subprocess.run(["umount", self.disk], check=True)
        self.disk.rmdir()


def moving_files(case: Case, runs: int) -> Count:
    """Take away, cut or lengthen a file at the moment at which it is read."""
    count = Count(f"files that change while read, {case.name}")
    case.ready()
    case.run(Steps(case.book / "content", 0, print, reading=True))
    total = len(case.said.with_suffix(".steps").read_text())
    for number in range(runs):
        before, after = case.ready()
        records = {path: path.read_bytes() for path in files_read(case.book)}
        at = 1 + number * total // runs
        ended = case.run(Steps(case.book / "content", at, MOVES[number % 3], reading=True))
        count.runs += 1
        what = f"{count.kind}: at read {at}, {MOVES[number % 3].__name__}"
        count.check(ended.plain and ended.status in (0, 1), f"{what}: said {ended.said}")
        if ended.status:
            count.check(case.state() == before, f"{what}: the old state is not whole")
        for path, data in records.items():
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)
        ended = case.run()
        count.check(ended.status == 0, f"{what}: the next run said {ended.said}")
        count.check(case.state() == after, f"{what}: the next run gave something else")
    return count


def files_read(book: Path) -> Iterator[Path]:
    return (path for path in (book / "content").rglob("*") if path.is_file())


def take_away(name: str) -> None:
    Path(name).unlink(missing_ok=True)


def cut(name: str) -> None:
    if Path(name).is_file():
        os.truncate(name, Path(name).stat().st_size // 2)


def lengthen(name: str) -> None:
    if Path(name).is_file():
        with Path(name).open("ab") as file:
            file.write(b"\n# more\n")


MOVES: Final = (take_away, cut, lengthen)


def at_once(case: Case, runs: int) -> Count:
    """Two runs of a command at once: one at least succeeds, the other is told if it may not."""
    count = Count(f"two at once, {case.name}")
    for _ in range(runs):
        before, after = case.ready()
        said = [case.said.with_suffix(f".said{own}") for own in (1, 2)]
        children = [begin(case.book, case.words, own) for own in said]
        ended = [end(child, own) for child, own in zip(children, said, strict=True)]
        count.runs += 1
        told = [own.said for own in ended]
        count.check(all(own.plain for own in ended), f"{count.kind}: {told}")
        count.check(0 in [own.status for own in ended], f"{count.kind}: none succeeded: {told}")
        settled(case, count, before, after, count.kind)
    return count


def clocks(case: Case, runs: int) -> Count:
    """Run with a clock that goes back and forth, on files of any time."""
    count, chance = Count(f"clock, {case.name}"), random.Random(1)
    for _ in range(runs):
        before, after = case.ready()
        day = chance.choice((0, 1, 10**9, 2**31, 4 * 10**9))
        os.utime(case.book / BRAND, (day, day))
        ended = case.run(shift=chance.choice((-1, 1)) * chance.randrange(10**9))
        count.runs += 1
        count.check(ended.status == 0, f"{count.kind}: said {ended.said}")
        settled(case, count, before, after, count.kind)
    return count


def damaged_caches(case: Case, runs: int) -> Count:
    """Run with what was kept cut off, changed or put in place of something else."""
    count, chance = Count(f"damaged cache, {case.name}"), random.Random(1)
    for number in range(runs):
        before, after = case.ready()
        kept = sorted(path for path in (case.book / ".cache").rglob("*") if path.is_file())
        for path in chance.sample(kept, min(len(kept), 1 + number % 2)):
            data = bytearray(path.read_bytes())
            at = chance.randrange(len(data))
            data[at] ^= 1 + chance.randrange(255)
            harm = (data, data[:at], b"", b"\x80" * 64, chance.choice(kept).read_bytes())
            path.write_bytes(harm[number % 5])
        ended = case.run()
        count.runs += 1
        count.check(ended.status == 0, f"{count.kind}: said {ended.said}")
        settled(case, count, before, after, count.kind)
    return count


COMMANDS: Final = (
    "build",
    "cached build",
    "publish",
    "draft",
    "import",
    "round read",
    "check --keep",
)
KINDS: Final[Mapping[str, tuple[Callable[[Case, int], Count], tuple[str, ...]]]] = {
    "signals": (kills, COMMANDS),
    "signals by the clock": (timed_kills, ("publish",)),
    "full disk": (full_disks, COMMANDS),
    "read-only disk": (read_only, COMMANDS),
    "files that change while read": (moving_files, ("cached build",)),
    "two at once": (at_once, COMMANDS),
    "clock": (clocks, ("cached build",)),
    "damaged cache": (damaged_caches, ("cached build",)),
}
DISKS: Final = ("full disk", "read-only disk")


def can_mount() -> bool:
    """Whether this process may have disks of its own."""
    with tempfile.TemporaryDirectory() as folder:
        tried = ["mount", "-t", "tmpfs", "tmpfs", folder]
        if subprocess.run(tried, capture_output=True, check=False).returncode:
            return False
        subprocess.run(["umount", folder], check=True)
        return True


def main() -> int:
    """Do the faults and tell of them; 1 where any run failed or could not be made."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100, help="runs of each kind and command")
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=[*KINDS])
    parser.add_argument("--commands", nargs="*", choices=COMMANDS, default=[*COMMANDS])
    told = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="beatbook-faults-") as folder:
        for case in cases(Path(folder), told.commands):
            for kind in told.kinds:
                make, commands = KINDS[kind]
                if case.name not in commands:
                    continue
                if kind in DISKS and not can_mount():
                    print(f"{kind}, {case.name}: NOT TESTED, no disk of its own may be mounted")
                    failed += 1
                    continue
                count = make(case, told.runs)
                print(count, flush=True)
                for what in count.failures[:5]:
                    print(f"  {what}", flush=True)
                failed += len(count.failures)
    return int(failed > 0)


if __name__ == "__main__":
    if "BEATBOOK_OWN_DISKS" not in os.environ:  # in a space of its own, where it may mount
        os.environ["BEATBOOK_OWN_DISKS"] = "1"
        apart = ["unshare", "--user", "--map-root-user", "--mount"]
        if shutil.which("unshare") and not subprocess.run([*apart, "true"], check=False).returncode:
            os.execvp("unshare", [*apart, sys.executable, *sys.argv])  # noqa: S606
    sys.exit(main())
