"""What was published and is kept: JSON beside its record, sealed with its own checksum."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from generator.errors import BeatbookError
from generator.rank.seeds import digest
from generator.system import files
from generator.words.messages import Message

AnyStored = TypeVar("AnyStored")

_VALUES: Final = 500_000
"""More values than what an edition of two thousand brands was published with."""


_TOO_LARGE: Final = Message("it holds more than any edition or round that can be kept")


def write_store(path: Path, body: Mapping[str, Any]) -> None:
    """Write the file of a store; raises BeatbookError for one that could not be read again."""
    text = json.dumps({"sha256": digest(body), **body}, ensure_ascii=False, indent=1) + "\n"
    data = text.encode()
    if len(data) > files.PUBLISHED or _is_too_large(text):
        raise BeatbookError(
            "{file} would be too large to be kept: make editions of fewer provinces or categories",
            file=f"content/{path.parent.name}/{path.name}",
        )
    files.replace_file(path, data)


def _is_too_large(text: str) -> bool:
    return sum(map(text.count, "[{,")) > _VALUES


def unsealed(text: str) -> dict[str, Any]:
    """What such a file holds; ValueError where it was changed since it was written."""
    if _is_too_large(text):
        raise ValueError(_TOO_LARGE)
    body: dict[str, Any] = json.loads(text)
    if body.pop("sha256") != digest(body):
        raise ValueError(Message("it was changed since it was written"))
    return body


def read_store(path: Path, read: Callable[[str], AnyStored], command: str) -> AnyStored:
    """What a record was published with, as `read` makes it of the text.

    Raises BeatbookError where that is gone or changed; `command` is what writes it anew.
    """
    name = f"content/{path.parent.name}/{path.name}"
    try:
        return read(files.read_bytes(path, files.PUBLISHED).decode())
    except FileNotFoundError:
        said = Message(
            "{file} is missing, which `status: published` needs: restore it, or set"
            " `status: draft`, run `{command}` and publish again",
            file=name,
            command=command,
        )
        raise BeatbookError(said) from None
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        ValidationError,
    ) as error:
        own = next((part for part in error.args if isinstance(part, Message)), None)
        said = Message(
            "{file} cannot be used ({why}): restore it as it was written",
            file=name,
            why=own or Message("it is not in the form in which it was written"),
        )
        raise BeatbookError(said) from None
