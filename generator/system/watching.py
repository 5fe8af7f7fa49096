"""Watching files by what the system tells of them, where a poll would look at each again and again.

MkDocs' server polls: at forty thousand records that takes half of a processor.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

_CHANGES: Final[list[type[FileSystemEvent]]] = [
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""What changes a file; that one was read is no change."""


class ChangeObserver(Observer):  # type: ignore[misc,valid-type]
    """The system's observer, told of changes only, and of a file also when another replaces it."""

    def schedule(
        self, event_handler: FileSystemEventHandler, path: str, *, recursive: bool = False
    ) -> ObservedWatch:
        """Tell a handler of changes of a file, or below a folder."""
        told, folder = event_handler, path
        if Path(path).is_file():
            told, folder, recursive = _OneFile(event_handler, path), str(Path(path).parent), False
        watch: ObservedWatch = super().schedule(
            told, folder, recursive=recursive, event_filter=_CHANGES, follow_symlink=True
        )
        return watch


class _OneFile(FileSystemEventHandler):
    """Passes on what concerns one file of a folder."""

    def __init__(self, handler: FileSystemEventHandler, path: str) -> None:
        self._handler, self._path = handler, path

    def on_any_event(self, event: FileSystemEvent) -> None:
        if self._path in (event.src_path, event.dest_path):
            self._handler.dispatch(event)


def watch_natively(server: Any, watched: Iterable[str], later: Iterable[str]) -> None:
    """Give a server of MkDocs that observer, where the system can watch so many folders.

    `watched` are the paths that it watches already, `later` those that it is going to.
    """
    watched = list(watched)
    try:
        probe = ChangeObserver()
        for path in (*watched, *later):
            probe.schedule(FileSystemEventHandler(), path, recursive=True)
        probe.start()
        probe.stop()
    except OSError:
        return
    for path in watched:
        server.unwatch(path)
    server.observer = ChangeObserver()
    for path in watched:
        server.watch(path)
