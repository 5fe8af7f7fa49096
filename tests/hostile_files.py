"""Files as a stranger may send them, and what each costs to refuse.

`python tests/hostile_files.py FOLDER` checks the miniature book with one of them after another,
each in a process of its own, and prints the seconds, the peak of memory in MB and the findings.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from example_book import EXAMPLE, copy_example

from generator.build import examine
from generator.settings import Settings

_MEGABYTE: Final = 1024 * 1024
_BRAND: Final = "brands/jiangsu/jia-umbrella-policing.yml"
_ROUND: Final = "rounds/near-you-2024"
_SCORES: Final = "round,juror,brand,criterion,score\n"


def _changed(name: str, old: str, new: str) -> str:
    text = (EXAMPLE / "content" / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    return text.replace(old, new)


def _many(form: str, count: int) -> str:
    return "".join(form.format(n=n) for n in range(count))


_LAUGHS: Final = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)
CASES: Final[dict[str, tuple[str, Callable[[], str | bytes]]]] = {
    "aliases that multiply": (_BRAND, lambda: _LAUGHS),
    "aliases after many anchors": (_BRAND, lambda: _many("k{n}: &k{n} 1\n", 200) + _LAUGHS),
    "a cycle": (_BRAND, lambda: "a: &a [*a]\n"),
    "a tag that calls": (_BRAND, lambda: '!!python/object/apply:os.system ["touch pwned"]\n'),
    "10,000 levels in brackets": (_BRAND, lambda: "[" * 10_000 + "]" * 10_000),
    "10,000 levels of lists": (_BRAND, lambda: "- " * 10_000 + "x\n"),
    "900 levels of keys": (_BRAND, lambda: "".join(f"{' ' * n}a:\n" for n in range(900))),
    "a million digits": (
        _BRAND,
        lambda: _changed(_BRAND, "problems: []", f"problems: {'9' * 1_000_000}"),
    ),
    "a fraction of many digits": (
        _BRAND,
        lambda: _changed(
            _BRAND, "metrics: []", f'metrics: [{{value: "{"9" * 450_000}/{"7" * 450_000}"}}]'
        ),
    ),
    "100 MB": (_BRAND, lambda: b"a" * (100 * _MEGABYTE)),
    "keys without end": (_BRAND, lambda: _many("k{n}: 1\n", 90_000)),
    "tags without end": (_BRAND, lambda: f"a: [{'!!str x,' * 110_000}]"),
    "ids that nobody knows": (
        _BRAND,
        lambda: _changed(_BRAND, "problems: []", f"problems: [{'a,' * 99_000}]"),
    ),
    "empty figures": (
        _BRAND,
        lambda: _changed(_BRAND, "metrics: []", "metrics:\n" + "  - {}\n" * 90_000),
    ),
    "former ids": (
        _BRAND,
        lambda: _changed(_BRAND, "added:", f"formerly: [{_many('b{n},', 90_000)}]\nadded:"),
    ),
    "one text without end": (
        _BRAND,
        lambda: _changed(_BRAND, "zh: 伞下警务", f"zh: {'伞' * 300_000}"),
    ),
    "a vocabulary without end": (
        "vocabulary/indicators.yml",
        lambda: "a: [" + "1," * 8_000_000 + "]",
    ),
    "a vocabulary of one text": ("vocabulary/glossary.yml", lambda: f'a: "{"a" * 16_777_000}😀"'),
    "a shortlist without end": (
        f"{_ROUND}.yml",
        lambda: _changed(f"{_ROUND}.yml", "shortlist: [", f"shortlist: [{_many('b{n},', 90_000)}"),
    ),
    "scores without end": (f"{_ROUND}.csv", lambda: _SCORES + "near-you-2024,J1,x,y,1\n" * 600_000),
    "a cell without end": (f"{_ROUND}.csv", lambda: f'{_SCORES}"{"a" * 200_000}'),
    "a lone carriage return": (f"{_ROUND}.csv", lambda: f"{_SCORES}a\rb,c\n"),
    "divisions without end": ("vocabulary/divisions.csv", lambda: "a," * 4_000_000),
    "a store of 200,000 levels": (f"{_ROUND}.json", lambda: "[" * 200_000),
    "a store of many values": (f"{_ROUND}.json", lambda: f"[{'[],' * 10_000_000}1]"),
    "a store of one text": (
        f"{_ROUND}.json",
        lambda: f'{{"x":"{"a" * 16_000_000}😀"}}',
    ),
    "a store of keys": (
        f"{_ROUND}.json",
        lambda: '{"x":1' + _many(',"k{n}":1.5', 490_000) + "}",
    ),
    "NUL": (_BRAND, lambda: _changed(_BRAND, "zh: 伞下警务", "zh: 伞\x00")),
    "no UTF-8": (_BRAND, lambda: b"\xff\xfe\x00"),
    "infinity": (
        _BRAND,
        lambda: _changed(_BRAND, "metrics: []", "metrics: [{value: .inf, base: .nan}]"),
    ),
    "a page of one line": ("pages/zh/more.md", lambda: "a" + " " * 300_000),
    **{
        f"a page of {name}": ("pages/zh/index.md", lambda text=text: f"# 甲\n\n{text}\n")
        for name, text in {
            "spaces": ("a" + " " * 20_000 + "b\n") * 12,
            "brackets": "[" * 20_000,
            "pictures": "![" * 10_000,
            "brackets in brackets": "[x" * 5_000 + "]" * 5_000,
            "links without end": "[a](" * 10_000,
            "tags without end": "<a " * 10_000,
            "tags in many paragraphs": "<a\n\n" * 50_000,
            "sections": "<![CDATA[" * 10_000,
            "a section that is none": "<![a]>",
            "code without end": "``a`" * 20_000,
            "emphasis": "*a **b " * 30_000,
            "entities in many paragraphs": "&\n\n" * 80_000,
            "definitions in definitions": "a\n: b\n" * 5_000,
            "headings together": "# a\n" * 40_000,
            "lists in lists": "".join(" " * 4 * level + "- a\n" for level in range(300)),
            "lists in a line": "- " * 5_000 + "a",
            "quotations": ">" * 10_000 + "a",
            "a table of many columns": "|a" * 4_000 + "\n" + "|-" * 4_000 + "\n" + "|\n" * 8_000,
        }.items()
    },
    "a page whose head has aliases": ("pages/zh/index.md", lambda: f"---\n{_LAUGHS}---\n# 甲\n"),
    "a page whose head is deep": (
        "pages/zh/index.md",
        lambda: f"---\na: {'[' * 1_000}{']' * 1_000}\n---\n# 甲\n",
    ),
}
"""By name, the path below `content/` and what stands there."""


def _cost(root: Path, name: str) -> None:
    """Print what the check takes, and the errors that it finds."""
    begun = time.process_time()
    found = examine(Settings(root=root)).findings
    seconds = time.process_time() - begun
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [peak] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    said = [str(finding) for finding in found if finding.severity == "error"]
    told = {"name": name, "seconds": seconds, "megabytes": int(peak) / 1024, "found": said}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _write(path: Path, make: Callable[[], str | bytes]) -> None:
    data = make()
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def _apart(do: Callable[[], None]) -> None:
    """Do something in a process whose memory nobody else has."""
    child = os.fork()
    if not child:
        try:
            do()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def main(root: Path) -> None:
    """Check the book with each file in turn."""
    copy_example(root)
    for name, (file, make) in CASES.items():
        path = root / "content" / file
        kept = path.read_bytes() if path.exists() else None
        _apart(partial(_write, path, make))
        _apart(partial(_cost, root, name))
        shutil.rmtree(root / ".cache", ignore_errors=True)
        path.unlink() if kept is None else path.write_bytes(kept)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
