"""What is said of a file that holds no article to read, whichever kind it is of."""

from __future__ import annotations

from generator.errors import BeatbookError
from generator.words.messages import Message


def encrypted(name: str) -> BeatbookError:
    """What is said of a file that asks for a password."""
    return BeatbookError("{name}: is locked by a password; save it without one", name=name)


def damaged(name: str) -> BeatbookError:
    """What is said of a file that breaks off or contradicts itself."""
    return BeatbookError(Message("{name}: is damaged; save the article again", name=name))


def table(name: str) -> BeatbookError:
    """What is said of a table, whose rows would be read as sentences."""
    return BeatbookError(
        "{name}: this is a table, not an article: enter its figures with `beatbook new brand`",
        name=name,
    )
