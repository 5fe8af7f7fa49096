"""A file of blocks, each with the digest of what it holds, to which more are added at its end.

A block that was cut off, or changed since, ends what is read; so do all after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from generator.system import files

_LENGTH: Final = 8
"""The bytes that say how many follow the digest."""


def read_blocks(path: Path, most: int) -> Iterator[memoryview]:
    """What each block of a file of at most so many bytes holds.

    Raises OSError, and ValueError at the first block that is not as it was written.
    """
    data = memoryview(files.read_bytes(path, most))
    while data:
        end = _LENGTH + files.SEAL + int.from_bytes(data[:_LENGTH], "big")
        if end > len(data):
            raise ValueError(f"{path}: its last block was cut off")
        yield files.unsealed(path, data[_LENGTH:end])
        data = data[end:]


def replace_blocks(path: Path, bodies: Iterable[bytes]) -> None:
    """Write a file of such blocks, new or in place of what it held; makes its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace_file(path, (part for body in bodies for part in _block(body)))


def add_block(path: Path, body: bytes) -> None:
    """Add a block at the end of a file, at once: whoever else adds one comes before or after."""
    with path.open("ab", buffering=0) as file:
        file.write(b"".join(_block(body)))


def _block(body: bytes) -> tuple[bytes, bytes, bytes]:
    return len(body).to_bytes(_LENGTH, "big"), sha256(body).digest(), body
