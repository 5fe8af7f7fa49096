"""Watching files: changes are told, reading is none, and what replaces a file is its change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchdog.events import FileSystemEvent, FileSystemEventHandler

from generator.system.watching import ChangeObserver


class Told(FileSystemEventHandler):
    """Remembers the paths of all events."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def on_any_event(self, event: FileSystemEvent) -> None:
        self.paths += [str(event.src_path), str(event.dest_path)]

    def tells(self, path: Path, seconds: float = 5) -> bool:
        """Whether a path is told of within some seconds."""
        end = time.monotonic() + seconds
        while str(path) not in self.paths and time.monotonic() < end:
            time.sleep(0.02)
        return str(path) in self.paths


@pytest.fixture
def observer() -> Iterator[ChangeObserver]:
    observer = ChangeObserver()
    observer.start()
    yield observer
    observer.stop()
    observer.join()


def test_a_changed_new_or_deleted_file_below_a_folder_is_told(
    observer: ChangeObserver, tmp_path: Path
) -> None:
    inside, told = tmp_path / "gansu", Told()
    inside.mkdir()
    (inside / "old.yml").write_text("old")
    observer.schedule(told, str(tmp_path), recursive=True)
    (inside / "old.yml").write_text("new")
    assert told.tells(inside / "old.yml")
    (inside / "new.yml").write_text("new")
    assert told.tells(inside / "new.yml")
    told.paths.clear()
    (inside / "new.yml").unlink()
    assert told.tells(inside / "new.yml")


def test_reading_a_file_is_no_change(observer: ChangeObserver, tmp_path: Path) -> None:
    told, read = Told(), tmp_path / "read.yml"
    read.write_text("text")
    observer.schedule(told, str(tmp_path), recursive=True)
    for _ in range(10):
        read.read_text()
    (tmp_path / "last.yml").write_text("last")
    assert told.tells(tmp_path / "last.yml")
    assert str(read) not in told.paths


def test_a_file_is_told_of_also_when_another_takes_its_place_and_its_neighbours_are_not(
    observer: ChangeObserver, tmp_path: Path
) -> None:
    told, settings = Told(), tmp_path / "mkdocs.yml"
    settings.write_text("old")
    observer.schedule(told, str(settings))
    for text in ("new", "newer"):
        told.paths.clear()
        (tmp_path / "aside").write_text(text)
        (tmp_path / "aside").replace(settings)
        assert told.tells(settings)
    told.paths.clear()
    (tmp_path / "other.yml").write_text("other")
    settings.write_text("newest")
    assert told.tells(settings)
    assert str(tmp_path / "other.yml") not in told.paths


def test_what_a_link_to_a_folder_leads_to_is_watched(
    observer: ChangeObserver, tmp_path: Path
) -> None:
    told, real, link = Told(), tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real, target_is_directory=True)
    observer.schedule(told, str(link), recursive=True)
    (real / "page.html").write_text("page")
    assert told.tells(link / "page.html")
