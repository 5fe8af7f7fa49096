"""The bytes of a saved article: whether they can be text that somebody read."""

from __future__ import annotations

from generator.errors import BeatbookError
from generator.words.messages import Message

_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""What begins a text in UTF-16, where a zero byte is no sign of a binary file."""


def check_saved(raw: bytes, name: str) -> None:
    """Raise BeatbookError where a file is empty or binary."""
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise BeatbookError(Message("{name}: is empty; save the article again", name=name))
    if raw.startswith(b"%PDF-") or (b"\x00" in raw and not raw.startswith(_WIDE)):
        raise binary(name)


def binary(name: str) -> BeatbookError:
    """What is said of a file that holds no text."""
    said = Message("{name}: is binary, not text; save the article as text or HTML", name=name)
    return BeatbookError(said)
