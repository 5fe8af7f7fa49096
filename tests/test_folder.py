"""A folder that is replaced as a whole: only by its own kind, at once, and nobody's files lost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from example_book import ROOT, copy_example, settings_of
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import BeatbookError
from generator.publish.folder import MADE, find_place, put_back, take_place, work_beside
from generator.publish.sums import MANIFEST, SUMS, find_strangers, make_sums, release_sums
from generator.settings import Settings

FILES = ("site/index.html", "site/zh/a.html", "site/search/zh.json", "assets/b.csv")
RENAMES = """
import os, sys
from pathlib import Path
from generator.publish import folder
{before}
def watch(event, args):
    if event == "os.rename":
        {each}
place = Path(sys.argv[1])
with folder.work_beside(place) as work:
    Path(sys.argv[2]).rename(work / folder.MADE)
    sys.addaudithook(watch)
    folder.take_place(work, place)
"""
NO_EXCHANGE = "folder._RENAME_EXCHANGE = 1 << 20  # a flag that no kernel knows, as on an old disk"


def release(folder: Path, words: str = "old") -> Path:
    """A release as `publish` leaves it, of a few small files."""
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{words} {name}")
    (folder / MANIFEST).write_text('{"schema_version": 1, "beatbook": "1.0"}')
    for name, sums in release_sums(folder):
        (folder / name).write_bytes(sums)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def replaced(place: Path, words: str = "new") -> None:
    with work_beside(place) as work:
        release(work / MADE, words)
        take_place(work, place)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(copy_example(tmp_path / "project"))


# Whose folder it is


@given(changed=st.sets(st.sampled_from((*FILES, MANIFEST)), min_size=1), data=st.data())
def test_whatever_was_changed_or_added_is_named_and_nothing_else(
    changed: set[str], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        made = release(Path(folder, "dist"))
        expected = set()
        for name in sorted(changed):
            how = data.draw(st.sampled_from(("rewritten", "linked", "beside", "below", "gone")))
            path = made / name
            if how == "rewritten":
                path.write_text("mine")
            elif how == "linked":
                path.rename(Path(folder, name.replace("/", "-")))
                path.symlink_to(Path(folder, name.replace("/", "-")))
            elif how == "beside":
                path.with_name(f"{path.name}~").write_text("mine")
            elif how == "below":
                path.with_name(f"{path.name}.d").mkdir()
            else:
                path.unlink()
            also = {"beside": f"{name}~", "below": f"{name}.d/", "gone": None}
            expected.add(also.get(how, name))
        assert set(find_strangers(made)) == expected - {None}


def _with_sums_of_its_own(place: Path) -> None:
    (place / "letter.txt").write_text("dear")
    (place / SUMS).write_bytes(make_sums(place))


def _with_a_manifest_of_another(place: Path) -> None:
    (place / MANIFEST).write_text('{"name": "an app"}')
    (place / SUMS).write_bytes(make_sums(place))


def _released_with(change: Callable[[Path], object]) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        change(release(place))

    return make


STRANGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a letter": (lambda p: (p / "letter.txt").write_text("dear"), "holds letter.txt: choose"),
    "sums of its own": (_with_sums_of_its_own, "holds SHA256SUMS, letter.txt: choose"),
    "only sums": (lambda p: (p / SUMS).write_text(""), "holds SHA256SUMS: choose"),
    "the manifest of an app": (_with_a_manifest_of_another, "is there and is no release"),
    "a release and a letter": (
        _released_with(lambda p: (p / "letter.txt").write_text("dear")),
        "changed since: letter.txt; move that elsewhere, or choose another folder",
    ),
    "a changed index of the search": (
        _released_with(lambda p: (p / FILES[2]).write_text("mine")),
        f"changed since: {FILES[2]}; move",
    ),
    "sums in a folder of somebody": (
        _released_with(lambda p: (p / "mine").mkdir() or _with_sums_of_its_own(p / "mine")),
        "changed since: mine/, mine/SHA256SUMS, mine/letter.txt; move",
    ),
    "more than is named": (
        _released_with(lambda p: [(p / f"{n}.txt").touch() for n in range(5)]),
        "changed since: 0.txt, 1.txt, 2.txt, …; move",
    ),
}


@pytest.mark.parametrize("case", STRANGE)
def test_what_holds_files_of_others_is_refused_and_kept(
    tmp_path: Path, settings: Settings, case: str
) -> None:
    make, said = STRANGE[case]
    place = tmp_path / "dist"
    place.mkdir()
    make(place)
    before = tree(tmp_path)
    with pytest.raises(BeatbookError) as raised:
        find_place(place, settings)
    assert said in str(raised.value)
    assert str(raised.value).startswith(f"{place} ")
    with pytest.raises(BeatbookError), work_beside(place) as work:
        release(work / MADE, "new")
        take_place(work, place)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("state", ["missing", "empty", "whole", "torn"])
def test_what_holds_nothing_of_others_is_replaced(
    tmp_path: Path, settings: Settings, state: str
) -> None:
    place = tmp_path / "dist"
    if state == "empty":
        place.mkdir()
    elif state != "missing":
        release(place)
    if state == "torn":
        (place / FILES[0]).unlink()
    assert find_place(place, settings) == place
    replaced(place)
    assert tree(place) == tree(release(tmp_path / "expected", "new"))
    assert names(tmp_path) == ["dist", "expected", "project"]


def test_the_project_and_what_the_program_reads_are_refused(settings: Settings) -> None:
    root = settings.root
    for out in (root, root.parent, root / "content", root / "content/x/y", root / "templates/x"):
        with pytest.raises(BeatbookError, match=r"choose a folder (of its own|elsewhere)"):
            find_place(out, settings)
    for out in (ROOT / "templates" / "x", ROOT / "generator" / "x", root / "texts", root / ".git"):
        with pytest.raises(BeatbookError, match="which the program uses: choose a folder"):
            find_place(out, settings)
    assert find_place(root / "dist", settings) == root / "dist"


def test_the_folder_that_mkdocs_empties_is_refused(settings: Settings) -> None:
    for made, out in (("site", "site"), ("site", "site/x"), ("public", "public")):
        own = settings.model_copy(update={"site_dir": made})
        with pytest.raises(BeatbookError, match="which the program uses"):
            find_place(settings.root / out, own)


def test_a_name_that_cannot_be_written_is_refused(settings: Settings) -> None:
    with pytest.raises(BeatbookError, match="the name is no UTF-8: choose another"):
        find_place(settings.root / "bad\udcff", settings)


def test_a_file_and_a_pipe_are_no_folder(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "file").write_text("mine")
    os.mkfifo(tmp_path / "pipe")
    for name in ("file", "pipe"):
        with pytest.raises(BeatbookError, match="is no folder: choose another name"):
            find_place(tmp_path / name, settings)


# Names, links and mount points


@pytest.mark.parametrize("name", ["*", "?", "[ab]", "[!x]*", "-rf", ".hidden", "a b", "~", "甲"])
def test_a_name_is_taken_by_the_letter(tmp_path: Path, settings: Settings, name: str) -> None:
    for neighbour in ("a", "b", "ab", ".a.beatbook", ".dist.new-1", ".hidden.old"):
        (tmp_path / "here" / neighbour).mkdir(parents=True)
        (tmp_path / "here" / neighbour / "letter.txt").write_text("dear")
    before = tree(tmp_path)
    place = tmp_path / "here" / name
    for words in ("old", "new"):
        assert find_place(place, settings) == place
        replaced(place, words)
    assert (place / FILES[0]).read_text() == f"new {FILES[0]}"
    assert {path: data for path, data in tree(tmp_path).items() if path in before} == before
    assert len(names(tmp_path / "here")) == 7


def test_a_link_is_followed_and_stays(tmp_path: Path, settings: Settings) -> None:
    link, www = tmp_path / "dist", release(tmp_path / "srv" / "www")
    link.symlink_to("srv/www")
    place = find_place(link, settings)
    assert place == www
    replaced(place)
    assert (link.is_symlink(), link.readlink()) == (True, Path("srv/www"))
    assert (www / FILES[0]).read_text() == f"new {FILES[0]}"


def test_a_link_that_leads_nowhere_is_refused_at_any_level(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    for out in ("dangling", "loop", "dangling/dist", "loop/dist"):
        with pytest.raises(BeatbookError, match="is a link that leads nowhere: mend or remove it"):
            find_place(tmp_path / out, settings)
    assert not (tmp_path / "nowhere").exists()


def test_a_mount_point_is_refused_for_what_it_is(settings: Settings) -> None:
    for out in (Path("/proc"), Path("/proc/self/..")):
        with pytest.raises(BeatbookError, match="is a mount point and cannot be replaced: choose"):
            find_place(out, settings)


# At once, and put right afterwards


def run(code: str, place: Path, made: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-c", code, place, made],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    return done.returncode


def test_the_place_is_never_empty_while_it_changes_hands(tmp_path: Path) -> None:
    """No rename touches the place itself: the two folders are exchanged."""
    place, made = release(tmp_path / "dist"), release(tmp_path / "made", "new")
    code = RENAMES.format(before="", each="assert sys.argv[1] not in map(str, args[:2]), args")
    assert run(code, place, made) == 0
    assert (place / FILES[0]).read_text() == f"new {FILES[0]}"
    assert names(tmp_path) == ["dist"]


@pytest.mark.parametrize("before", ["", NO_EXCHANGE], ids=["exchange", "renames"])
def test_whenever_a_run_is_killed_the_next_command_has_a_whole_release(
    tmp_path: Path, before: str
) -> None:
    place = tmp_path / "dist"
    old, new = (tree(release(tmp_path / "expected" / w, w)) for w in ("old", "new"))
    found = []
    for step in range(1, 12):
        for path in (place, tmp_path / "made"):
            subprocess.run(["rm", "-rf", path], check=True)
        release(place)
        made = release(tmp_path / "made", "new")
        kill = f"{before}\nleft = [{step}]"
        each = "left[0] -= 1; left[0] or os.kill(os.getpid(), 9)"
        ended = run(RENAMES.format(before=kill, each=each), place, made)
        gap = not place.exists()
        restored = put_back(tmp_path)
        assert restored == ([place] if gap else [])
        assert tree(place) in (old, new)
        assert sorted({*names(tmp_path)} - {"made"}) == ["dist", "expected"]
        found.append((gap, tree(place) == new))
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert found[-1] == (False, True)
    assert (False, False) in found
    assert (True in {gap for gap, _ in found}) == bool(before)


def test_a_place_is_put_right_before_anything_else_is_done(
    tmp_path: Path, settings: Settings
) -> None:
    work = tmp_path / ".dist.beatbook"
    before = tree(release(work / "last"))
    (work / "lock").touch()
    assert find_place(tmp_path / "dist", settings) == tmp_path / "dist"
    assert tree(tmp_path / "dist") == before
    assert not work.exists()


def test_a_run_at_work_is_left_alone_and_a_second_one_told(
    tmp_path: Path, settings: Settings
) -> None:
    place = release(tmp_path / "dist")
    with work_beside(place) as work:
        (work / MADE).mkdir()
        assert put_back(tmp_path) == []
        said = f"another run is publishing to {place}: wait until it has finished"
        for begin in (lambda: find_place(place, settings), work_beside(place).__enter__):
            with pytest.raises(BeatbookError, match=re.escape(said)):
                begin()
        assert (work / MADE).is_dir()
    assert not work.exists()


def test_what_fails_leaves_the_last_one_and_nothing_else(tmp_path: Path) -> None:
    place = release(tmp_path / "dist")
    before = tree(place)
    with pytest.raises(SystemExit), work_beside(place) as work:
        release(work / MADE, "new")
        raise SystemExit(143)
    assert tree(place) == before
    assert names(tmp_path) == ["dist"]


def test_a_letter_that_came_while_it_was_replaced_is_kept_and_named(
    tmp_path: Path, settings: Settings
) -> None:
    place = release(tmp_path / "dist", "new")
    last = release(tmp_path / ".dist.beatbook" / "last")
    (tmp_path / ".dist.beatbook" / "lock").touch()
    (last / "letter.txt").write_text("dear")
    with pytest.raises(BeatbookError, match=r"\.dist\.beatbook/last .*: letter\.txt; move that"):
        replaced(place)
    assert put_back(tmp_path) == []
    assert (last / "letter.txt").read_text() == "dear"
    (last / "letter.txt").unlink()
    replaced(place)
    assert names(tmp_path) == ["dist", "project"]


def test_the_last_release_outlives_something_else_in_its_place(tmp_path: Path) -> None:
    release(tmp_path / ".dist.beatbook" / "last")
    (tmp_path / ".dist.beatbook" / "lock").touch()
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "letter.txt").write_text("dear")
    before = tree(tmp_path)
    assert put_back(tmp_path) == []
    assert tree(tmp_path) == before


def test_a_hidden_folder_of_somebody_else_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / ".dist.beatbook").mkdir()
    (tmp_path / ".dist.beatbook" / "letter.txt").write_text("dear")
    with pytest.raises(BeatbookError, match="is not of this program and in its way: move it"):
        replaced(tmp_path / "dist")
    assert put_back(tmp_path) == []
    assert tree(tmp_path) == {".dist.beatbook/letter.txt": b"dear"}
