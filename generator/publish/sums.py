"""Checksums of what is published, and a manifest of what it was made from."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Final

from generator import __version__
from generator.errors import BeatbookError

SUMS: Final = "SHA256SUMS"
"""The name of the file of checksums, which does not list itself."""

MANIFEST_VERSION: Final = 1
"""Of the keys of the manifest; a change that breaks readers takes a new one."""

PACKAGES: Final = ("numpy", "pandas", "typst")
"""The packages whose versions may change what is published."""

_FOLDERS = ("content", "templates")
# `sha256sum` would escape these, and reads `-` as its standard input.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|^-$")


def make_sums(folder: Path, skip: Callable[[str], bool]) -> bytes:
    """Lines for `sha256sum -c` over the files of a folder, in the order of their paths.

    `skip` is asked for every POSIX path below the folder. Raises BeatbookError for a link, for
    what is no file and for a name with a control character or a backslash, OSError for what
    cannot be read.
    """
    digests = _digests(folder, lambda path: path == SUMS or skip(path))
    return "".join(f"{digest}  {path}\n" for path, digest in digests).encode()


def make_manifest(
    root: Path,
    *,
    as_of: str,
    epoch: int | None,
    editions: Sequence[str],
    versions: Mapping[str, str],
) -> bytes:
    """JSON that says what a release was made from, of a project at `root`.

    `as_of` is an ISO 8601 day, `epoch` is `SOURCE_DATE_EPOCH` in seconds, `editions` are ids and
    `versions` come from `read_versions`. Raises as `make_sums` does.
    """
    made_from = [
        {"path": f"{name}/{path}", "sha256": digest}
        for name in _FOLDERS
        for path, digest in _digests(root / name, lambda _: False)
    ]
    manifest = {
        "schema_version": MANIFEST_VERSION,
        "beatbook": __version__,
        "as_of": as_of,
        "epoch": epoch,
        "editions": list(editions),
        "versions": dict(sorted(versions.items())),
        "made_from": made_from,
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def read_versions(packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    """The versions of Python and of installed packages; raises BeatbookError for a missing one."""
    try:
        found = {package: metadata.version(package) for package in packages}
    except metadata.PackageNotFoundError as error:
        raise BeatbookError(f"there is no package {error.name}: install it") from None
    return {"python": platform.python_version(), **found}


def _digests(folder: Path, skip: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    for path in sorted(_files(folder, skip)):
        with (folder / path).open("rb") as file:
            yield path, hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path, skip: Callable[[str], bool]) -> Iterator[str]:
    for parent, folders, names in os.walk(folder, onerror=_fail):
        for name in [*folders, *names]:
            file = Path(parent, name)
            path = file.relative_to(folder).as_posix()
            if (file.is_dir() and not file.is_symlink()) or skip(path):
                continue
            _check(file, path)
            yield path


def _check(file: Path, path: str) -> None:
    if file.is_symlink():
        raise BeatbookError(f"{path} is a link: put the file itself in its place")
    if not file.is_file():
        raise BeatbookError(f"{path} is no file: remove it")
    if _UNSAFE.search(path):
        raise BeatbookError(f"{path!r} cannot stand in a list of checksums: rename it")


def _fail(error: OSError) -> None:
    raise error
