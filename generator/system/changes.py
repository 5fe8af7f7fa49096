"""Several files written at once, all of them or none, even where the writer is killed.

Each lies ready beside its place before the first takes it. Until all have, a journal in a folder
above them tells what is being changed; a killed writer leaves it, and whoever comes next puts back
what there was. It is locked by the writer, so that one at work is left alone.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from generator.system.files import (
    NO_LINKS,
    VOCABULARY,
    about,
    check_unchanged,
    read_bytes,
    written_aside,
)

_JOURNAL: Final = ".changes"
"""How the name of a journal ends."""


class FileChange(NamedTuple):
    """What a file is to hold, and what it holds; None for a file that is not there yet."""

    path: Path
    after: bytes
    before: bytes | None = None


class _Ready(NamedTuple):
    """A file, what it is to hold, and what it holds, both hidden beside it."""

    path: Path
    aside: Path
    kept: Path | None


def create_files(files: Sequence[tuple[Path, bytes]], above: Path | None = None) -> None:
    """Write new files, all of them or none; FileExistsError for the first that exists."""
    change_files([FileChange(path, data) for path, data in files], above)


def change_files(changes: Sequence[FileChange], above: Path | None = None) -> None:
    """Write files, new ones and such as were read before, all of them or none.

    With a folder above them that holds even where this process is killed: `put_back_changes` is to
    be called there before the files are read again. FileExistsError for a new one that exists, and
    an OSError with a message for one that holds something else than it did when it was read.
    """
    with ExitStack() as stack:
        if above is not None:
            put_back_changes(above)
        ready = []
        for change in changes:
            path = change.path if change.before is None else Path(os.path.realpath(change.path))
            aside = stack.enter_context(written_aside(path, change.after))
            kept = None
            if change.before is not None:
                kept = stack.enter_context(written_aside(path, change.before))
                check_unchanged(path, change.before)
            ready.append(_Ready(path, aside, kept))
        if above is not None and len(ready) > 1:
            stack.enter_context(_journal(above, ready))
        try:
            for path, aside, kept in ready:
                with about(path):
                    _put(aside, path) if kept is None else aside.replace(path)
        except BaseException:
            _put_back(ready)
            raise


def put_back_changes(above: Path) -> bool:
    """Put back what a killed writer had changed below a folder; whether there was one.

    A new file is deleted only where it is the very one that lies ready beside it, so that no
    journal of a stranger can have others deleted.
    """
    found = False
    for path in sorted(above.glob(f".beatbook-*{_JOURNAL}")):
        with suppress(OSError, ValueError, TypeError), path.open("rb") as journal:
            fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
            ready = [*_read(path)]
            _put_back([one for one in ready if one.kept is not None or _is_taken(one)])
            path.unlink()
            for left in ready:
                left.aside.unlink(missing_ok=True)
                if left.kept is not None:
                    left.kept.unlink(missing_ok=True)
            found = True
    return found


def _put_back(ready: Sequence[_Ready]) -> None:
    """Undo what was done, however far that had come; a second time does nothing."""
    for one in ready:
        path, aside, kept = one
        if kept is not None:
            if not aside.exists() and kept.exists():
                kept.replace(path)
        elif not aside.exists() or _is_taken(one):
            path.unlink(missing_ok=True)


def _is_taken(one: _Ready) -> bool:
    return one.aside.exists() and one.path.exists() and one.path.samefile(one.aside)


@contextmanager
def _journal(above: Path, ready: Sequence[_Ready]) -> Iterator[None]:
    """Tell in a locked file what is being changed below a folder; gone afterwards."""
    told = [
        [own and os.path.relpath(own, above) for own in one]
        for one in ready
        if _is_below(one.path, above)
    ]
    with written_aside(above / "x", json.dumps(told).encode()) as aside, aside.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        path = aside.with_name(f"{aside.name}{_JOURNAL}")
        aside.rename(path)
        try:
            yield
        finally:
            path.unlink()


def _read(journal: Path) -> Iterator[_Ready]:
    """What a journal tells of files below its folder; ValueError where it tells of others."""
    for told in json.loads(read_bytes(journal, VOCABULARY)):
        path, aside, kept = (name and journal.parent / name for name in told)
        one = _Ready(path, aside, kept)
        for own in filter(None, one):
            hidden = own is path or own.name.startswith(".beatbook-")
            if own.parent != path.parent or not hidden or not _is_below(own, journal.parent):
                raise ValueError(f"{journal}: {own} lies elsewhere")
        yield one


def _is_below(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(folder))


def _put(aside: Path, path: Path) -> None:
    """Give a file its name where no file has it."""
    try:
        os.link(aside, path)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        path.open("xb").close()
        aside.replace(path)
