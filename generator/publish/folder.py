"""A folder that this program makes as a whole, and may replace: a release.

It is made in a hidden folder beside its place, `.<name>.beatbook`, and then takes that place at
once; whatever fails or is killed before leaves the last release whole. The hidden folder is locked
by the run that uses it; the next run puts right or clears away what a dead one left.

No file is ever deleted that this program did not write or that somebody changed: a folder is
replaced only where every file in it is listed, with its digest, by the release that it holds.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import BaseFileLock, FileLock, Timeout

from generator.errors import BeatbookError
from generator.publish.places import find_place_of_release, some
from generator.publish.sums import find_strangers, is_release
from generator.settings import Settings
from generator.system import processes
from generator.system.files import about
from generator.words.messages import Message

MADE: Final = "release"
"""The new folder's name within the hidden one, until it takes its place."""

DOWNLOADS: Final = "downloads"
"""Beside it, what the new site is to take over."""

_LAST: Final = "last"
"""What was replaced, until every file of it is known to be ours."""

_LOCK: Final = "lock"

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_NOT_KNOWN = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
"""What a disk or a kernel answers that cannot exchange two folders."""


def find_place(out: Path, settings: Settings) -> Path:
    """Where a folder really lies, links followed; BeatbookError where it may not be replaced.

    It may be missing, empty or a whole release of this program; never the project, a folder that
    the program reads, a mount point, or where another run is at work. What a dead run left there
    is put right first.
    """
    place = find_place_of_release(out, settings)
    if is_mount_point(place):
        raise BeatbookError(
            Message(
                "{path} is a mount point and cannot be replaced: choose a folder inside it",
                path=out,
            )
        )
    _put_right(place)
    _refuse_strangers(place, out)
    return place


def _refuse_strangers(place: Path, out: Path) -> None:
    """Refuse what holds anything but a release as this program made it."""
    if _is_vacant(place):
        return
    if not place.is_dir():
        raise BeatbookError(Message("{path} is no folder: choose another name", path=out))
    if not is_release(place):
        names = some(entry.name for entry in sorted(os.scandir(place), key=lambda e: e.name))
        raise BeatbookError(
            Message(
                "{path} is there and is no release, it holds {names}: choose another folder or"
                " move it",
                path=out,
                names=names,
            )
        )
    names = some(find_strangers(place))
    if names:
        raise BeatbookError(
            Message(
                "{path} holds what is not of its release or was changed since: {names}; move that"
                " elsewhere, or choose another folder",
                path=out,
                names=names,
            )
        )


def _is_vacant(place: Path) -> bool:
    """Whether a folder can move there and nothing is lost."""
    if not os.path.lexists(place):
        return True
    return place.is_dir() and not place.is_symlink() and next(place.iterdir(), None) is None


def is_mount_point(place: Path) -> bool:
    """Whether a folder is one that the system holds."""
    return os.path.ismount(place) or str(place) in _mount_points()


def _mount_points() -> set[str]:
    """Every mount point; binds of the same disk too, which `ismount` does not see (Linux)."""
    try:
        lines = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return set()
    escaped = (line.split()[4].decode("unicode_escape") for line in lines)
    return {os.fsdecode(path.encode("latin-1")) for path in escaped}


@contextmanager
def work_beside(place: Path) -> Iterator[Path]:
    """A hidden folder beside the place to make the new one in, `MADE` in it.

    What a dead run left there is put right first. Raises BeatbookError where another run is at
    work, OSError where the folder cannot be made.
    """
    work = _work_of(place)
    if os.path.lexists(work) and not _is_ours(work):
        raise BeatbookError(
            Message("{path} is not of this program and in its way: move it elsewhere", path=work)
        )
    lock = _locked(place)
    try:
        _settle(work, place)
        try:
            yield work
        finally:
            with processes.undisturbed():
                _settle(work, place)
                _drop(work)
    finally:
        lock.release()


def _work_of(place: Path) -> Path:
    return place.with_name(f".{place.name}.beatbook")


def _locked(place: Path) -> BaseFileLock:
    """The lock of the hidden folder, which is made where it is missing."""
    work = _work_of(place)
    lock = FileLock(work / _LOCK)
    while True:
        with about(place):
            work.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
            return lock
        except FileNotFoundError:
            continue  # another run has just cleared the folder away
        except Timeout:
            raise BeatbookError(
                Message(
                    "another run is publishing to {path}: wait until it has finished", path=place
                )
            ) from None


def take_place(work: Path, place: Path) -> None:
    """Put the finished folder in its place; raises BeatbookError where that was changed."""
    made, last = work / MADE, work / _LAST
    # A loss of power must not find the new one unwritten and the last one gone.
    os.sync()
    if _is_vacant(place):
        made.rename(place)
        return
    _refuse_strangers(place, place)
    made.rename(last)
    if not exchange(last, place):
        last.rename(made)
        place.rename(last)
        made.rename(place)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders at once; False where the system cannot. Source: renameat2(2)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform != "linux" or not hasattr(libc, "renameat2"):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    if libc.renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_KNOWN:
        return False
    raise OSError(number, os.strerror(number), str(other))


def put_back(folder: Path) -> list[Path]:
    """Put right what dead runs left directly in a folder; gives the releases that were restored.

    Runs at work, and what cannot be read or changed, are left alone.
    """
    restored = []
    for work in sorted(folder.glob(".?*.beatbook")):
        place = folder / work.name.removeprefix(".").removesuffix(".beatbook")
        with suppress(OSError, BeatbookError):
            was_vacant = _is_vacant(place)
            _put_right(place)
            if was_vacant and is_release(place):
                restored.append(place)
    return restored


def _put_right(place: Path) -> None:
    """Put right what a dead run left beside a place; raises as `work_beside` does."""
    if (_work_of(place) / _LOCK).is_file():
        with work_beside(place):
            pass


def _is_ours(work: Path) -> bool:
    """Whether a hidden folder is one of this program, or an empty one."""
    if work.is_symlink() or not work.is_dir():
        return False
    return (work / _LOCK).is_file() or _is_vacant(work)


def _settle(work: Path, place: Path) -> None:
    """Bring back what was to be replaced and was not, and clear everything but the lock."""
    last = work / _LAST
    if last.exists():
        if _is_vacant(place):
            last.rename(place)
        else:
            _spend(last, place)
    for left in work.iterdir():
        if left.name != _LOCK:
            shutil.rmtree(left, ignore_errors=True)


def _spend(last: Path, place: Path) -> None:
    """Give a replaced release free to be deleted, where nothing in it is anybody else's."""
    if not is_release(place):
        raise BeatbookError(
            Message(
                "{place} is no release, and the last one is kept in {last}: move {place} elsewhere",
                place=place,
                last=last,
            )
        )
    names = some(find_strangers(last))
    if names:
        raise BeatbookError(
            Message(
                "{last} was replaced and holds what is not of its release or was changed since:"
                " {names}; move that elsewhere",
                last=last,
                names=names,
            )
        )
    last.rename(last.with_name("spent"))


def _drop(work: Path) -> None:
    """Remove the hidden folder while it is locked; the lock goes last, so that nobody is in it."""
    with suppress(OSError):
        (work / _LOCK).unlink()
        work.rmdir()
