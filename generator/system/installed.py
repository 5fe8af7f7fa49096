"""The packages that this program runs on, as their own metadata describe them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import metadata
from typing import Final, NamedTuple

from packaging.requirements import Requirement

_LONGEST: Final = 80
"""As many characters of a licence's name as are taken; beyond, the field holds its whole text."""


class Package(NamedTuple):
    """An installed package: its licence as it states it, the names of those that it requires.

    Names are normalised (PEP 503). `licence` is an SPDX expression where `is_expression`, else
    the names of one or more, and empty where nothing is stated.
    """

    name: str
    version: str
    licence: str
    is_expression: bool
    requires: tuple[str, ...]


def packages_of(name: str) -> list[Package]:
    """A package and all that it requires here, without extras, in the order of their names.

    Raises PackageNotFoundError where one of them is not installed.
    """
    found: dict[str, Package] = {}
    waiting = [name]
    while waiting:
        wanted = waiting.pop()
        if wanted not in found:
            found[wanted] = package_of(metadata.distribution(wanted))
            waiting += found[wanted].requires
    return [found[own] for own in sorted(found)]


def package_of(own: metadata.Distribution) -> Package:
    """What the metadata of one package say."""
    stated = [Requirement(line) for line in own.requires or ()]
    here = [r for r in stated if r.marker is None or r.marker.evaluate({"extra": ""})]
    requires = sorted({normal(requirement.name) for requirement in here})
    expression = "License-Expression" in own.metadata
    licence = own.metadata["License-Expression"] if expression else _named(own)
    name = normal(own.metadata["Name"])
    return Package(name, own.version, licence, expression, tuple(requires))


def normal(name: str) -> str:
    """The name of a package as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _named(own: metadata.Distribution) -> str:
    """A licence by its name: that in the metadata, else as classified, else as its file begins."""
    field = own.metadata["License"].strip() if "License" in own.metadata else ""
    if 0 < len(field) <= _LONGEST and "\n" not in field and field != "UNKNOWN":
        return field
    classified = [
        line.rpartition(" :: ")[2]
        for line in own.metadata.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    return ", ".join(classified) or _begins(own.metadata.get_all("License-File") or (), own)


def _begins(names: Iterable[str], own: metadata.Distribution) -> str:
    """The first line that is no empty one of the first licence file that there is."""
    for name in names:
        text = own.read_text(f"licenses/{name}") or own.read_text(name) or ""
        for line in filter(str.strip, text.splitlines()):
            return line.strip()[:_LONGEST]
    return ""
