"""Checksums of what is published, and a manifest of what it was made from."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Final

from generator import __version__
from generator.book.book import Book
from generator.errors import BeatbookError
from generator.publish import Files
from generator.words.messages import Message

SUMS: Final = "SHA256SUMS"
"""The name of the file of checksums, which does not list itself."""

ASSETS: Final = "assets"
"""The folder of what is given apart from the site, which has checksums of its own."""

MANIFEST: Final = "manifest.json"

MANIFEST_VERSION: Final = 1
"""Of the keys of the manifest; a change that breaks readers takes a new one."""

PACKAGES: Final = ("numpy", "opencc", "pandas", "pypinyin", "typst")
"""The packages whose versions may change what is published."""

_FOLDERS = ("content", "templates")
# `sha256sum` would escape these, and reads `-` as its standard input.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|^-$")
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def release_sums(release: Path) -> Files:
    """The files of checksums; together they list every file of a release. Raises as `make_sums`.

    Each is to be written before the next is asked for: the last lists the first.
    """
    yield f"{ASSETS}/{SUMS}", make_sums(release / ASSETS)
    yield SUMS, make_sums(release)


def make_sums(folder: Path) -> bytes:
    """Lines for `sha256sum -c` over the files of a folder, in the order of their paths.

    Raises BeatbookError for a link, for what is no file and for a name with a control character or
    a backslash, OSError for what cannot be read.
    """
    digests = _digests(folder)
    return "".join(f"{digest}  {path}\n" for path, digest in digests).encode()


def make_manifest(book: Book, editions: Sequence[str]) -> bytes:
    """JSON that says what a release of a book with the reports of some editions was made from.

    Raises as `make_sums` does.
    """
    made_from = [
        {"path": f"{name}/{path}", "sha256": digest}
        for name in _FOLDERS
        for path, digest in _digests(book.settings.root / name)
    ]
    versions = {package: metadata.version(package) for package in PACKAGES}
    manifest = {
        "schema_version": MANIFEST_VERSION,
        "beatbook": __version__,
        "as_of": book.as_of,
        "epoch": book.settings.epoch,
        "editions": list(editions),
        "versions": dict(sorted({"python": platform.python_version(), **versions}.items())),
        "made_from": made_from,
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def is_release(folder: Path) -> bool:
    """Whether a folder holds a release that this program made, by its manifest and checksums."""
    manifest = folder / MANIFEST
    if not (_is_file(folder / SUMS) and _is_file(manifest)):
        return False
    try:
        found = json.loads(manifest.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and {"beatbook", "schema_version"} <= found.keys()


def find_strangers(folder: Path) -> Iterator[str]:
    """What stands in a release's folder and is not of the release, or was changed since.

    Yields POSIX paths, folders with a slash at the end. A file that is listed and gone is no
    stranger. Raises OSError for what cannot be read.
    """
    listed = _listed(folder)
    parents = {str(parent) for path in listed for parent in PurePosixPath(path).parents}
    for path, file in _entries(folder):
        if _is_folder(file):
            if path not in parents:
                yield f"{path}/"
        elif path != SUMS:
            is_ours = path in listed and _is_file(file) and _digest(file) == listed[path]
            if not is_ours:
                yield path


def _listed(folder: Path) -> dict[str, str]:
    """Every path that the file of checksums of a release lists, with its digest."""
    file = folder / SUMS
    text = file.read_text(encoding="utf-8", errors="surrogateescape") if _is_file(file) else ""
    matches = map(_LINE.fullmatch, text.split("\n"))
    return {match[2]: match[1] for match in matches if match}


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path, file in sorted(_entries(folder)):
        if not _is_folder(file) and path != SUMS:
            _check(file, path)
            yield path, _digest(file)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entries(folder: Path) -> Iterator[tuple[str, Path]]:
    """Everything below a folder, each with its POSIX path; links are not followed."""
    for parent, folders, names in os.walk(folder, onerror=_fail):
        for name in sorted([*folders, *names]):
            file = Path(parent, name)
            yield file.relative_to(folder).as_posix(), file


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _check(file: Path, path: str) -> None:
    if file.is_symlink():
        raise BeatbookError(
            Message("{path} is a link: put the file itself in its place", path=path)
        )
    if not file.is_file():
        raise BeatbookError(Message("{path} is no file: remove it", path=path))
    if _UNSAFE.search(path):
        raise BeatbookError(
            "{path} cannot stand in a list of checksums: rename it", path=repr(path)
        )


def _fail(error: OSError) -> None:
    raise error
