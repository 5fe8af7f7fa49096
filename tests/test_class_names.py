"""One word, one meaning: no name of a class or of a kind of value stands in two modules."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

GENERATOR = Path(__file__).resolve().parent.parent / "generator"


def names(path: Path) -> Iterator[str]:
    """The classes and kinds of value of a module, private ones without their underscore."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found = [node.name] if isinstance(node, ast.ClassDef) else []
        found += [target.id for target in targets if isinstance(target, ast.Name)]
        plain = [name.lstrip("_") for name in found]
        yield from {name for name in plain if name[:1].isupper() and not name.isupper()}


def test_no_two_modules_give_a_name_to_different_things() -> None:
    count = Counter(name for path in GENERATOR.rglob("*.py") for name in names(path))
    assert {name for name, times in count.items() if times > 1} == set()
