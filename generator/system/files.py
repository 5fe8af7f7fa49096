"""Files of the disk: read by kind and size, written without halves, their faults in words.

What people give us is read only where it is a file and of a size that such files have. What we
write is written aside, made safe on the disk and then swapped in: whatever fails or is killed
leaves what was there. A fault names the file that was meant and its true cause.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import Final, NamedTuple

from generator.words.messages import Message

NO_LINKS: Final = (errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
"""What a disk answers that knows no hard links."""

_NO_TEMPORARY = "No usable temporary directory"
"""How `tempfile` begins to say that it found none."""

_DENIED = Message("permission denied: change who may use it, or choose another folder")
_CAUSES = {
    errno.ENOSPC: Message("no space left on the disk: make room and try again"),
    errno.EDQUOT: Message("the disk quota is used up: make room and try again"),
    errno.EFBIG: Message("larger than the system allows a file to be: raise `ulimit -f`"),
    errno.EROFS: Message("the disk can only be read: choose another folder, or mount it writable"),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENAMETOOLONG: Message("the name is too long for the disk: choose a shorter one"),
    errno.ENOENT: Message("No such file or directory: check that it is there and may be changed"),
    errno.ENOTDIR: Message("a part of this path is a file, not a folder: correct the path"),
    errno.EISDIR: Message("this is a folder, not a file: correct the path"),
    errno.ECHILD: Message("it was ended from outside: see that there is memory, and try again"),
    errno.EBUSY: Message("the system holds it, as a mount point: choose another folder"),
    errno.EIO: Message("the disk reports a fault: check the disk"),
}

_REASONS = {
    str(reason): reason
    for reason in (
        Message("No such file or directory"),
        Message("Permission denied"),
        Message("Is a directory"),
        Message("Not a directory"),
        Message("File name too long"),
        Message("Too many levels of symbolic links"),
        Message("Input/output error"),
    )
}
"""What the system says of files that cannot be read."""

_REPORTED = re.compile(r"\[Errno (\d+)\](?:[^'\"\n]*['\"]([^'\"\n]+)['\"])?|\(os error (\d+)\)")
"""A fault of the disk as Python and Rust programs report it."""


SEAL: Final = 32
"""The bytes of SHA-256 with which a sealed file begins."""

MEGABYTE: Final = 1024 * 1024
RECORD: Final = MEGABYTE
"""The most bytes of one record or of one file of settings; the longest so far has 10,000."""
VOCABULARY: Final = 16 * MEGABYTE
"""The most bytes of a file that holds many entries: a vocabulary, a list, the divisions."""
PAGE: Final = MEGABYTE // 4
"""The most bytes of a hand-written page or the words of a language; the longest so far has 100,000.

Markdown takes time with the square of some texts.
"""
ARTICLE: Final = 20 * MEGABYTE
"""The most bytes of an article or of a source's text."""
TABLE: Final = 32 * MEGABYTE
"""The most bytes of a table that is given to be read: a workbook, or CSV."""
PUBLISHED: Final = 16 * MEGABYTE
"""The most bytes of what an edition was published with: that of 200 brands has two million."""
STORE: Final = 256 * MEGABYTE
"""The most bytes of what the program keeps for itself."""

_KINDS: Final = (
    (stat.S_ISDIR, Message("a folder")),
    (stat.S_ISFIFO, Message("a pipe (FIFO)")),
    (stat.S_ISSOCK, Message("a socket")),
    (stat.S_ISCHR, Message("a device")),
    (stat.S_ISBLK, Message("a device")),
)


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file, links followed.

    Raises OSError, with a message as its `strerror`, for what is no regular file (a pipe or a
    device could keep us waiting for ever) and for more than `most` bytes.
    """
    status = path.stat()
    refuse_kind(path, status)
    if status.st_size > most:
        raise _refused(path, _too_large(f"{status.st_size:,}", most))
    with path.open("rb", buffering=0) as file:
        data = file.read(status.st_size + 1)
        if len(data) != status.st_size:  # a file of /proc tells no size, others may grow
            with BufferedReader(file) as rest:
                data += rest.read(most + 1 - len(data))
    if len(data) > most:
        raise _refused(path, _too_large(Message("more than {most}", most=f"{most:,}"), most))
    return data


def read_sealed(path: Path, most: int) -> memoryview:
    """What `replace_sealed` wrote; raises OSError, and ValueError for anything else."""
    return unsealed(path, memoryview(read_bytes(path, most)))


def unsealed(path: Path, data: memoryview) -> memoryview:
    """What follows the digest at the beginning of some bytes of a file; raises ValueError."""
    if sha256(data[SEAL:]).digest() != data[:SEAL]:
        raise ValueError(f"{path}: it was changed since it was written")
    return data[SEAL:]


def replace_sealed(path: Path, body: bytes) -> None:
    """Write a file with the digest of what it holds before it; makes its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, [sha256(body).digest(), body])


class FileState(NamedTuple):
    """What the disk says of a file; when it was written, and it or its entry changed, in ns.

    A second name changes nothing but the last.
    """

    written: int
    size: int
    number: int
    changed: int


def state_of(file: Path | os.DirEntry[str]) -> FileState | None:
    """What the disk says of a file; None for one that it does not give, and for what is none."""
    try:
        told = file.stat()
    except OSError:
        return None
    if not stat.S_ISREG(told.st_mode):
        return None
    return _state(told)


def _state(told: os.stat_result) -> FileState:
    return FileState(told.st_mtime_ns, told.st_size, told.st_ino, told.st_ctime_ns)


def states(folder: Path | str, above: tuple[int, ...] = ()) -> Iterator[tuple[str, FileState]]:
    """A folder and every folder and file below it, by path; those that lead back are left out.

    What is neither shows in the time at which its folder was written.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        yield os.fspath(folder), _state(os.stat(folder))  # noqa: PTH116 # without a Path for each
        for entry in entries:
            if _is_folder(entry):
                number = entry.inode()
                if number not in above:
                    yield from states(entry.path, (*above, number))
            elif state := state_of(entry):
                yield entry.path, state


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether there is a folder; a link that leads back to itself cannot be asked."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_utf8(name: str) -> bool:
    """Whether a name is text, as the disk need not have it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


SETTLED: Final = 100_000_000
"""Nanoseconds after which a change of a file shows in its times, however coarse these are."""


def why(error: OSError) -> Message:
    """What is said of a file that cannot be read, with the next step."""
    reason = error.strerror or str(error)
    if isinstance(reason, Message):
        return Message("cannot be read ({reason}): move it away or put it right", reason=reason)
    known = _REASONS.get(reason, reason)
    return Message("cannot be read ({reason}): check that it exists and may be read", reason=known)


def refuse_kind(path: Path, status: os.stat_result) -> None:
    """Raise OSError for what is no regular file."""
    if not stat.S_ISREG(status.st_mode):
        kind = next((said for holds, said in _KINDS if holds(status.st_mode)), Message("no file"))
        raise _refused(path, Message("it is {kind} and no file", kind=kind))


def _too_large(found: str, most: int) -> Message:
    return Message("it has {found} bytes, at most {most} are read", found=found, most=f"{most:,}")


def _refused(path: Path, said: Message) -> OSError:
    return OSError(errno.EINVAL, said, str(path))


def fault(error: OSError) -> Message:
    """A fault in words: the file, the true cause and what to do."""
    if error.filename is None and str(error.strerror).startswith(_NO_TEMPORARY):
        return Message("no folder for temporary files can be written to: make room, or set TMPDIR")
    return _fault(error.filename, error.errno or 0, error.strerror or str(error))


def reported_fault(text: str) -> Message | None:
    """The last fault of the disk in what another program said, in words; None where none is."""
    found = list(_REPORTED.finditer(text))
    if not found:
        return None
    number, file, other = found[-1].groups()
    number = int(number or other)
    return _fault(file, number, os.strerror(number))


def _fault(file: object, number: int, reason: str) -> Message:
    if file is None:
        file = Message("what is printed, or a temporary file")
    elif not isinstance(file, str):
        file = os.fsdecode(file) if isinstance(file, bytes | os.PathLike) else str(file)
    known = _REASONS.get(reason, reason)
    other = Message("{reason}: check that it is there and may be changed", reason=known)
    if isinstance(reason, Message):  # what was refused here, not by the disk
        other = Message("{reason}: move it away or put it right", reason=reason)
    return Message("{file}: {cause}", file=file, cause=_CAUSES.get(number, other))


@contextmanager
def about(path: Path) -> Iterator[None]:
    """Faults in here are about this file, whatever the system names, if anything."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


def replace_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file as a whole, new or in place of what it held; a link is followed."""
    path = Path(os.path.realpath(path))
    with written_aside(path, data) as aside, about(path):
        aside.replace(path)


def check_unchanged(path: Path, before: bytes) -> None:
    """Raise OSError, with a message, for a file that holds something else than it did."""
    if path.stat().st_size != len(before) or read_bytes(path, len(before)) != before:
        raise _refused(path, Message("it was changed in the meantime"))


@contextmanager
def written_aside(path: Path, data: bytes | Iterable[bytes]) -> Iterator[Path]:
    """The data, or their parts in turn, in a hidden file beside its place; gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.parent / f".beatbook-{secrets.token_hex(8)}"
    try:
        with about(path):
            with aside.open("xb") as file:
                file.writelines([data] if isinstance(data, bytes) else data)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                aside.chmod(path.stat().st_mode & 0o777)
        yield aside
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()
