"""Where outputs may be put: a build and a command write over nobody's files."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import mkdocs.__main__
import pytest
from click.testing import CliRunner
from example_book import copy_example, settings_of

from generator.cli import main
from generator.errors import BeatbookError
from generator.publish.folder import find_place
from generator.publish.places import MARK, find_place_of_files, find_place_of_site

USED = "which the program uses: choose a folder elsewhere"
NO_SITE = "is there and is no site of Beatbook, it holds precious.txt, sub: choose another folder"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The miniature book, and in it a folder of somebody else."""
    root = copy_example(tmp_path / "book")
    (root / "foreign/sub").mkdir(parents=True)
    (root / "foreign/precious.txt").write_text("mine")
    (root / "foreign/sub/letter.txt").write_text("dear")
    monkeypatch.chdir(root)
    for name, value in (("SOURCES", "texts"), ("PARTS", "pages"), ("SITE_URL", "")):
        monkeypatch.setenv(f"BEATBOOK_{name}", value)
    return root


def build(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(mkdocs.__main__.cli, ["build", "--quiet", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def beatbook(*words: str) -> Any:
    return CliRunner().invoke(main, [*words])


def tree(folder: Path) -> dict[str, bytes]:
    """Everything below a folder but what is kept for the next build."""
    return {
        path.relative_to(folder).as_posix(): content(path)
        for path in folder.rglob("*")
        if ".cache" not in path.parts
    }


def content(path: Path) -> bytes:
    if path.is_symlink():
        return bytes(path.readlink())
    return path.read_bytes() if path.is_file() else b""


REFUSED = {
    "the records": ("content", "The 'docs_dir' should not be within the 'site_dir'"),
    "a folder of records": ("content/sources", USED),
    "a new folder among the records": ("content/x", USED),
    "a new folder among the templates": ("templates/x", USED),
    "the source texts": ("texts", USED),
    "the history": (".git/x", USED),
    "the project": (".", "The 'docs_dir' should not be within the 'site_dir'"),
    "what holds the project": ("..", "The 'docs_dir' should not be within the 'site_dir'"),
    "the configuration": ("mkdocs.yml", "mkdocs.yml is no folder: choose another name"),
    "somebody's folder": ("foreign", NO_SITE),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_build_into_what_is_no_site_of_its_own_is_refused_and_nothing_touched(
    root: Path, case: str
) -> None:
    folder, said = REFUSED[case]
    before = tree(root.parent)
    status, output = build("--site-dir", folder)
    assert (status, said in output) == (1, True), output
    assert tree(root.parent) == before


@pytest.mark.parametrize("target", ["content/brands", "foreign", "mkdocs.yml"])
def test_a_link_is_followed_before_a_build_asks_what_lies_there(root: Path, target: str) -> None:
    (root / "site").symlink_to(target)
    before = tree(root)
    status, output = build()
    assert status == 1
    assert f"{root / 'site'} " in output
    assert tree(root) == before


def test_the_folder_that_the_configuration_names_is_asked_about_too(root: Path) -> None:
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(config.replace("site_dir: site", "site_dir: content/brands"))
    before = tree(root)
    assert USED in build()[1]
    assert tree(root) == before


def test_a_site_is_replaced_marked_or_made_before_sites_were(root: Path) -> None:
    assert build() == (0, "")
    made = tree(root / "site")
    assert MARK in made
    for spoil in (lambda: (root / "site/zh/index.html").unlink(), (root / "site" / MARK).unlink):
        spoil()
        (root / "site/stale.html").write_text("a page of long ago")
        assert build() == (0, "")
        assert tree(root / "site") == made
    (root / "site" / MARK).unlink()
    (root / "site/zh/index.html").write_text("a site of another program")
    before = tree(root)
    assert "is no site of Beatbook" in build()[1]
    assert tree(root) == before


def test_a_build_into_a_new_work_tree_of_git_leaves_its_history(root: Path) -> None:
    subprocess.run(["git", "init", "--quiet", "pages"], cwd=root, check=True)
    history = tree(root / "pages/.git")
    assert build("--site-dir", "pages") == (0, "")
    assert tree(root / "pages/.git") == history
    assert (root / "pages/zh/index.html").is_file()


def test_a_marked_folder_that_holds_what_the_program_reads_is_refused_all_the_same(
    root: Path,
) -> None:
    (root / "foreign" / MARK).write_text("")
    settings = settings_of(root, sources=root / "foreign/sub")
    for find in (find_place, find_place_of_site):
        with pytest.raises(BeatbookError, match=r"holds .*foreign/sub, which the program uses"):
            find(root / "foreign", settings)


def into(folder: str) -> list[list[str]]:
    return [
        ["ask", "jia-lamplight-policing", "--out", folder],
        ["round", "sheet", "best-2024", "--out", folder],
        ["publish", "--out", folder],
    ]


@pytest.mark.parametrize("folder", ["content/x", "texts", "templates/x", "site"])
def test_no_command_writes_where_the_program_reads_or_builds(root: Path, folder: str) -> None:
    before = tree(root)
    for words in into(folder):
        done = beatbook(*words)
        assert (done.exit_code, USED in done.output) == (1, True), done.output
    assert tree(root) == before


def test_an_empty_table_is_not_written_among_the_records(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "content/brands")
    before = tree(root)
    done = beatbook("template", "brands", "--root", "../..")
    assert (done.exit_code, USED in done.output) == (1, True)
    assert tree(root) == before


def test_new_files_may_stand_beside_the_records(root: Path) -> None:
    settings = settings_of(root)
    for folder in (root, root / "foreign", root / "new/one", root.parent):
        assert find_place_of_files(folder, settings) == folder
