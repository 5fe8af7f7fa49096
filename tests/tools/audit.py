"""Licences of all that is installed, and its known vulnerabilities where they can be asked for.

`make audit`. Ends with 1 for a licence that is not known to allow publishing, and for a known
vulnerability. Those are asked for with pip-audit in an environment of its own, below `.cache/`; it
is said where that cannot be had or gets no answer.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from generator.system.installed import Package, package_of

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")
PATIENCE = 300
"""Seconds for each step that asks others."""

_ALLOWS = re.compile(
    r"\b(MIT|0?BSD|Apache|MPL|Mozilla Public|PSF|Python Software Foundation|ISC|Zlib|CC0|OFL"
    r"|Unlicense|Artistic)\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"non-?commercial|\bNC\b|no-?deriv|\bND\b|proprietary|all rights reserved|\bSSPL\b|\bBUSL\b"
    r"|business source|commons clause|\bAGPL|affero",
    re.IGNORECASE,
)


def verdict(licence: str) -> str:
    """Whether a licence lets us publish what is made with the package: `yes`, `no` or `unknown`.

    Of alternatives one is enough; what a licence asks for in addition is not looked into.
    """
    either = re.split(r"\bOR\b", licence)
    if all(_FORBIDS.search(part) for part in either):
        return "no"
    return "yes" if any(map(_allows, either)) else "unknown"


def _allows(licence: str) -> bool:
    every = re.split(r"\bAND\b", licence)
    return all(_ALLOWS.search(part) and not _FORBIDS.search(part) for part in every)


def installed() -> list[Package]:
    """Every package of this environment, by name."""
    return sorted(map(package_of, metadata.distributions()))


class Answer(NamedTuple):
    """How many of the locked packages somebody knew of, of how many, and what is wrong with them.

    A package that the index knows nothing of is no sound one: it is not counted as asked for.
    """

    asked: int
    packages: int
    faults: tuple[str, ...]


def vulnerabilities() -> Answer | None:
    """What is known against the locked packages; None where pip-audit cannot be had or failed."""
    program = ROOT / ".cache" / "audit"
    answer = program / "answer.json"
    try:
        venv.create(program, with_pip=True)
        answer.unlink(missing_ok=True)
        _run(program / "bin" / "python", "-m", "pip", "install", "--quiet", "pip-audit")
        locks = [word for lock in LOCKS for word in ("--requirement", lock)]
        ask = ["--disable-pip", "--require-hashes", "--format", "json", "--output", str(answer)]
        _run(program / "bin" / "pip-audit", *ask, *locks)
        found = json.loads(answer.read_bytes())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return answer_of(found["dependencies"])


def answer_of(packages: list[dict[str, Any]]) -> Answer:
    """What pip-audit says of each package."""
    asked = [own for own in packages if "skip_reason" not in own]
    faults = [
        f"{own['name']} {own['version']}: {fault['id']}, mended in {fault['fix_versions']}"
        for own in asked
        for fault in own["vulns"]
    ]
    return Answer(len(asked), len(packages), tuple(faults))


def _run(program: Path, *arguments: str) -> None:
    subprocess.run(
        [program, *arguments], cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False
    )


def main() -> None:
    """Print both, and end with 1 where something needs a look."""
    packages = installed()
    bad = [own for own in packages if verdict(own.licence) != "yes"]
    for own in packages:
        print(f"{own.name:28} {own.version:18} {verdict(own.licence):8} {own.licence or '-'}")
    print(f"\nlicences: {len(packages)} packages, {len(bad)} that may not allow publishing")
    known = vulnerabilities()
    if known is None or not known.asked:
        print("known vulnerabilities: NOT ASKED, since nobody could be reached who knows them")
    else:
        told = f"asked for {known.asked} of {known.packages} packages, {len(known.faults)} found"
        print("\n".join((f"known vulnerabilities: {told}", *known.faults)))
    sys.exit(bool(bad or (known and known.faults)))


if __name__ == "__main__":
    main()
