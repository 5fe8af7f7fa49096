"""Writing without halves: whatever fails or is killed, a file is as it was or as it should be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from example_book import ROOT, copy_example

from generator.system.changes import FileChange, change_files, create_files, put_back_changes
from generator.system.files import replace_file, reported_fault

ARTICLE = "甲县夜灯警务\n2024-05-06 甲县日报\n甲县公安局推行“夜灯警务”，安排24名民警巡逻。\n"
KILLED_AT = """
import os, signal, sys
from pathlib import Path
from generator.system.changes import FileChange, change_files, create_files
from generator.system.files import replace_file
left = int(sys.argv[2])
def count(event, _):
    global left
    if event in ("open", "os.rename", "os.link", "os.remove", "os.mkdir"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
"""


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def visible(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in tree(folder).items() if "/." not in f"/{name}"}


def on_a_full_disk(
    root: Path, *words: str, room: int = 0, **more: str
) -> subprocess.CompletedProcess[str]:
    """A command that can write a file of so many blocks only; the system says so beyond."""
    program = [sys.executable, "-m", "generator.cli", *words, "--root", str(root)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **more}
    return subprocess.run(
        ["sh", "-c", f'ulimit -f {room}; exec "$@"', "sh", *program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("new", "source", "ji-daily"), "content/sources/ji-daily.yml"),
        (
            ("new", "brand", "ji-ferry-policing", "--place", "320826"),
            "content/brands/jiangsu/ji-ferry-policing.yml",
        ),
        (("schema",), "content/schema/brand.json"),
        (("rank", "2024-all", "--store"), "content/editions/2024-all.json"),
        (("draft", "{root}/texts/article.txt"), "content/sources/"),
    ],
    ids=["source", "brand", "schema", "store", "draft"],
)
def test_a_command_that_cannot_write_names_file_and_cause_and_leaves_nothing(
    tmp_path: Path, words: tuple[str, ...], named: str
) -> None:
    root = copy_example(tmp_path)
    (root / "texts" / "article.txt").write_text(ARTICLE, encoding="utf-8")
    before = tree(root)
    done = on_a_full_disk(root, *(word.format(root=root) for word in words))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {root / named}")
    assert ": larger than the system allows a file to be: " in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert tree(root) == before


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (1, "{temporary}/beatbook-review-"),
        (0, "no folder for temporary files can be written to: make room, or set TMPDIR"),
    ],
)
def test_a_review_page_that_cannot_be_written_leaves_no_folder(
    tmp_path: Path, room: int, said: str
) -> None:
    root = copy_example(tmp_path / "project")
    article, temporary = tmp_path / "article.txt", tmp_path / "temporary"
    article.write_text(ARTICLE, encoding="utf-8")
    temporary.mkdir()
    words = ("draft", str(article), "--dry-run", "--review")
    done = on_a_full_disk(root, *words, room=room, TMPDIR=str(temporary))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {said.format(temporary=temporary)}")
    assert len(done.stderr.splitlines()) == 1
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("words", [("check",), ("rank", "2024-all"), ("schema",)])
def test_output_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    root = copy_example(tmp_path)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "generator.cli", *words, "--root", str(root)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: what is printed, or a temporary file: ")
    assert ": no space left on the disk: make room and try again" in done.stderr
    assert "Traceback" not in done.stderr


def killed(tmp_path: Path, code: str, step: int) -> bool:
    """Whether the code was killed before its end, at the nth thing it asked of the disk."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT + code, str(tmp_path), str(step)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode != 0


def test_a_file_is_old_or_new_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "record.yml"
    found = set()
    for step in range(1, 20):
        path.write_bytes(b"old")
        more = killed(tmp_path, "replace_file(Path(sys.argv[1], 'record.yml'), b'new')", step)
        found.add(path.read_bytes())
        if not more:
            break
    assert not more
    assert found == {b"old", b"new"}


def test_a_new_file_is_whole_or_missing_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "record.yml"
    found = set()
    for step in range(1, 20):
        path.unlink(missing_ok=True)
        more = killed(tmp_path, "create_files([(Path(sys.argv[1], 'record.yml'), b'new')])", step)
        found.add(path.read_bytes() if path.exists() else None)
        if not more:
            break
    assert not more
    assert found == {None, b"new"}


def test_new_files_are_written_all_or_none(tmp_path: Path) -> None:
    there = tmp_path / "b.yml"
    there.write_text("mine")
    with pytest.raises(FileExistsError) as raised:
        create_files([(tmp_path / "a.yml", b"a"), (there, b"b"), (tmp_path / "c.yml", b"c")])
    assert raised.value.filename == str(there)
    assert tree(tmp_path) == {"b.yml": b"mine"}


def test_files_are_changed_all_or_none(tmp_path: Path) -> None:
    one, two, new = (tmp_path / name for name in ("one", "two", "new"))
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    three = [FileChange(new, b"n"), FileChange(one, b"11", b"1"), FileChange(two, b"22", b"?")]
    with pytest.raises(OSError, match="changed in the meantime"):
        change_files(three)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        change_files([*three[:2], FileChange(tmp_path / "folder", b"x")])
    assert [one.read_bytes(), two.read_bytes(), new.exists()] == [b"1", b"2", False]
    change_files([*three[:2], FileChange(two, b"22", b"2")])
    assert [one.read_bytes(), two.read_bytes(), new.read_bytes()] == [b"11", b"22", b"n"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "new", "one", "two"]


def test_whenever_a_writer_of_several_files_is_killed_none_or_all_are_there(
    tmp_path: Path,
) -> None:
    """A killed import: the next command puts back what there was, and only what was changed."""
    code = """
below = Path(sys.argv[1], "content")
changes = [FileChange(below / "new", b"n"), FileChange(below / "old", b"after", b"before")]
change_files(changes, Path(sys.argv[1]))
"""
    old, new = {"content/old": b"before"}, {"content/old": b"after", "content/new": b"n"}
    found = []
    for step in range(1, 40):
        book = tmp_path / str(step)
        (book / "content").mkdir(parents=True)
        (book / "content/old").write_bytes(b"before")
        more = killed(book, code, step)
        halfway = visible(book)
        assert not put_back_changes(book) or tree(book) == old
        found.append((halfway == old, visible(book)))
        if not more:
            break
    assert not more
    assert found[-1] == (False, new)
    assert (False, old) in found  # of which one file was new and the other was not
    assert all(whole in (old, new) for _, whole in found)
    assert not put_back_changes(book)


@pytest.mark.parametrize(
    "told",
    [
        *("", "{", "[[1]]", '[["../x", "../.beatbook-1", null]]'),
        *('[["x", ".beatbook-1", null]]', '[["y", "x", null]]', '[["y", "y", "x"]]'),
    ],
)
def test_a_journal_of_a_stranger_changes_nothing(tmp_path: Path, told: str) -> None:
    book = tmp_path / "book"
    book.mkdir()
    for folder in (tmp_path, book):
        (folder / "x").write_text("mine")
    (book / ".beatbook-1.changes").write_text(told)
    put_back_changes(book)
    assert (book / "x").read_text() == (tmp_path / "x").read_text() == "mine"


def test_a_link_is_followed_and_the_mode_of_a_file_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to("real.json")
    replace_file(link, b"new")
    assert (link.is_symlink(), real.read_text(), real.stat().st_mode & 0o777) == (
        True,
        "new",
        0o600,
    )


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (
            "Traceback …\nOSError: [Errno 28] No space left on device: '/srv/a.html'\n",
            "/srv/a.html: no space left on the disk: make room and try again",
        ),
        (
            "cannot write: Permission denied (os error 13)",
            "permission denied: change who may use it, or choose another folder",
        ),
        ("ERROR - the records hold errors", None),
    ],
)
def test_another_program_s_fault_of_the_disk_is_said_in_our_words(
    said: str, fault: str | None
) -> None:
    found = reported_fault(said)
    assert found is None if fault is None else str(found).endswith(fault)
