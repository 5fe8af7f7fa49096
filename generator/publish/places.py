"""Where outputs may be put: not where the program reads, nor in place of what is not its own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final

import generator
from generator.errors import BeatbookError
from generator.settings import Settings
from generator.system.files import is_utf8
from generator.words.messages import Message

MARK: Final = ".beatbook-site"
"""Tells that a folder is a site of this program. MkDocs, emptying a folder, spares hidden files."""

_MARKED: Final = "Made by Beatbook. A build replaces this folder: keep nothing of your own in it.\n"

_MASTHEAD: Final = b'<a class="site" href="index.html">Beatbook</a>'
"""What stands on the home page of a site that was made before sites were marked."""

_NAMED: Final = 3
"""How many files a refusal names."""


def find_place_of_files(out: Path, settings: Settings) -> Path:
    """Where a folder for new files really lies; BeatbookError where the program reads or builds."""
    place = _resolve(out)
    for part in (out, *out.parents):
        if part.is_symlink() and not part.exists():
            raise BeatbookError(
                Message("{path} is a link that leads nowhere: mend or remove it", path=part)
            )
    _refuse_inside(out, place, [*_read(settings), _built(settings)])
    return place


def find_place_of_release(out: Path, settings: Settings) -> Path:
    """The same of a folder that is to be replaced, which may not hold what the program uses."""
    place = find_place_of_files(out, settings)
    _refuse_around(out, place, settings.root, [*_read(settings), _built(settings)])
    return place


def find_place_of_site(out: Path, settings: Settings) -> Path:
    """The same of a site, whose folder holds a site already or nothing but hidden files.

    Those stay in it, as they do with MkDocs: a work tree of Git can be built into.
    """
    place = _resolve(out)
    _refuse_inside(out, place, _read(settings))
    _refuse_around(out, place, settings.root, _read(settings))
    if os.path.lexists(place) and not place.is_dir():
        raise BeatbookError(Message("{path} is no folder: choose another name", path=out))
    found = some(sorted(_visible(place)))
    if found and not _is_site(place):
        raise BeatbookError(
            Message(
                "{path} is there and is no site of Beatbook, it holds {names}: choose another"
                " folder (--site-dir or `site_dir` of mkdocs.yml) or move it",
                path=out,
                names=found,
            )
        )
    return place


def mark_site(folder: Path) -> None:
    """Mark a folder as a site of this program, which later builds may replace."""
    (folder / MARK).write_text(_MARKED, encoding="utf-8")


def _is_site(place: Path) -> bool:
    home = place / "zh" / "index.html"
    return (place / MARK).is_file() or (home.is_file() and _MASTHEAD in home.read_bytes())


def _visible(place: Path) -> list[str]:
    names = [entry.name for entry in place.iterdir()] if place.exists() else []
    return [name for name in names if not name.startswith(".")]


def some(names: Iterable[str]) -> str:
    """The first few names, and a sign where there are more."""
    found = list(islice(names, _NAMED + 1))
    return ", ".join([*found[:_NAMED], *("…" for _ in found[_NAMED:])])


def _resolve(out: Path) -> Path:
    """Where a folder really lies, links followed; BeatbookError for a name that is no text."""
    if not is_utf8(str(out)):
        raise BeatbookError("{path}: the name is no UTF-8: choose another", path=repr(str(out)))
    return Path(os.path.realpath(out))


def _read(settings: Settings) -> list[Path]:
    """The folders that the program reads, and the history of the records."""
    program = Path(generator.__file__).parent
    read = [settings.content, settings.templates, settings.sources, program, settings.root / ".git"]
    return [path.resolve() for path in read if path is not None]


def _built(settings: Settings) -> Path:
    """What `mkdocs build` replaces."""
    return (settings.root / settings.site_dir).resolve()


def _refuse_inside(out: Path, place: Path, folders: Iterable[Path]) -> None:
    for folder in folders:
        if place.is_relative_to(folder):
            raise BeatbookError(
                Message(
                    "{path} lies in {folder}, which the program uses: choose a folder elsewhere",
                    path=out,
                    folder=folder,
                )
            )


def _refuse_around(out: Path, place: Path, root: Path, folders: Iterable[Path]) -> None:
    if root.resolve().is_relative_to(place):
        raise BeatbookError(
            Message("{path} holds the project: choose a folder of its own", path=out)
        )
    for folder in folders:
        if folder.is_relative_to(place):
            raise BeatbookError(
                Message(
                    "{path} holds {folder}, which the program uses: choose a folder of its own",
                    path=out,
                    folder=folder,
                )
            )
