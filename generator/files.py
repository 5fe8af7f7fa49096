"""The one way in which a file that people give us is read: by kind and size, never without end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from generator.messages import Message

MEGABYTE: Final = 1024 * 1024
RECORD: Final = MEGABYTE
"""The most bytes of one record or of one file of settings; the longest so far has 10,000."""
VOCABULARY: Final = 16 * MEGABYTE
"""The most bytes of a file that holds many entries: a vocabulary, a list, the divisions."""
PAGE: Final = 4 * MEGABYTE
"""The most bytes of a hand-written page, a template or the words of a language."""
ARTICLE: Final = 20 * MEGABYTE
"""The most bytes of an article or of a source's text."""
STORE: Final = 256 * MEGABYTE
"""The most bytes of what an edition was published with, which the program itself wrote."""

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
    with path.open("rb") as file:
        data = file.read(most + 1)  # a file of /proc tells no size
    if len(data) > most:
        raise _refused(path, _too_large(Message("more than {most}", most=f"{most:,}"), most))
    return data


def why(error: OSError) -> Message:
    """What is said of a file that cannot be read, with the next step."""
    reason = error.strerror or str(error)
    if isinstance(reason, Message):
        return Message("cannot be read ({reason}): move it away or put it right", reason=reason)
    return Message("cannot be read ({reason}): check that it exists and may be read", reason=reason)


def refuse_kind(path: Path, status: os.stat_result) -> None:
    """Raise OSError for what is no regular file."""
    if not stat.S_ISREG(status.st_mode):
        kind = next((said for holds, said in _KINDS if holds(status.st_mode)), Message("no file"))
        raise _refused(path, Message("it is {kind} and no file", kind=kind))


def _too_large(found: str, most: int) -> Message:
    return Message("it has {found} bytes, at most {most} are read", found=found, most=f"{most:,}")


def _refused(path: Path, said: Message) -> OSError:
    return OSError(errno.EINVAL, said, str(path))
