"""Files that are none, that never end or that nobody meant: refused in time, by every command."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from example_book import ROOT, copy_example, copy_templates, settings_of

from generator.build import examine
from generator.publish.places import MARK
from generator.system import files
from generator.system.files import read_bytes

SECONDS = 60
"""Far more than a command takes, far less than for ever."""

LAMPLIGHT = "content/brands/jiangsu/jia-lamplight-policing.yml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The miniature book as a project of its own."""
    return copy_example(tmp_path / "project")


def run(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, which is ended if it waits for what never comes."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BEATBOOK_PARTS": "pages charts reports cards feeds data explorer",
            "BEATBOOK_SOURCES": "",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        **more,  # type: ignore[call-overload]
    )


def beatbook(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    return run("generator.cli", *arguments, **more)


def pipe(path: Path) -> None:
    """A pipe that nobody writes to, in place of whatever lies there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def said(name: str, kind: str = "a pipe (FIFO)", word: str = "error: ") -> str:
    what = f"cannot be read (it is {kind} and no file): move it away or put it right"
    return f"{name}:0:0: F01 {word}{what}"


def test_pipes_among_records_texts_pages_and_templates_are_findings(project: Path) -> None:
    copy_templates(project)
    (project / "content/editions/2024-all.yml").write_text(
        (project / "content/editions/2024-all.yml")
        .read_text(encoding="utf-8")
        .replace("status: draft", "status: published"),
        encoding="utf-8",
    )
    found = (
        "content/brands/yunnan/pipe.yml",
        "content/honours/pipe.yml",
        "content/pages/zh/index.md",
        "content/pages/zh/picture.png",
        "content/sources/pipe.yml",
        "templates/pages/brand.html",
        "templates/translations/fr.yml",
    )
    for name in (*found, "content/editions/2024-all.json", "texts/jia.txt"):
        pipe(project / name)
    done = beatbook("check", "--root", project, "--sources", project / "texts")
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert [line for line in lines if " F01 " in line] == [said(name) for name in found]
    assert any("E12 warning: jia.txt cannot be read (it is a pipe" in line for line in lines)
    assert any("V02" in line and "a pipe (FIFO)" in line for line in lines)


def test_pipes_in_place_of_vocabularies_and_lists_are_findings(project: Path) -> None:
    names = ("content/corrections.yml", "content/vocabulary/divisions.csv")
    names += ("content/vocabulary/indicators.yml",)
    for name in names:
        pipe(project / name)
    done = beatbook("check", "--all", "--root", project)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[:3] == [said(name) for name in names]


def test_a_build_does_not_wait_for_a_pipe(project: Path) -> None:
    pipe(project / "content/pages/zh/picture.png")
    done = run("mkdocs", "build", "--strict", "--config-file", project / "mkdocs.yml")
    assert done.returncode == 1
    assert said("content/pages/zh/picture.png", word="") in done.stderr
    assert not (project / "site").exists() or not any((project / "site").glob("*"))


def test_a_publication_does_not_wait_for_its_settings(project: Path, tmp_path: Path) -> None:
    pipe(project / "mkdocs.yml")
    done = beatbook("publish", "--root", project, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "mkdocs.yml cannot be read (it is a pipe (FIFO) and no file)" in done.stderr


@pytest.mark.parametrize("article", ["pipe", "/dev/zero", "zero", "folder"])
def test_a_draft_does_not_wait_for_its_article(project: Path, tmp_path: Path, article: str) -> None:
    pipe(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    kind = {"pipe": "a pipe (FIFO)", "folder": "a folder"}.get(article, "a device")
    for command in (
        ["draft", tmp_path / article],
        ["new", "source", "x", "--text", tmp_path / article],
    ):
        if article == "folder" and command[0] == "new":
            continue  # click says so itself
        done = beatbook(*command, "--root", project)
        assert done.returncode == 1
        assert f"it is {kind} and no file" in done.stderr
        assert "Traceback" not in done.stderr


def test_standard_input_without_end_is_no_article(project: Path) -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = beatbook("draft", "-", "--root", project, stdin=endless)
    assert done.returncode == 1
    assert "more than an article can have" in done.stderr


def test_a_socket_is_no_record(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "content/sources")  # its whole path could be too long for one
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yml")
        found = [str(finding) for finding in examine(settings_of(project)).findings]
    assert said("content/sources/socket.yml", "a socket", word="") in found


@pytest.mark.parametrize(
    ("link", "to"),
    [
        ("sources/zero.yml", "/dev/zero"),
        ("sources/passwd.yml", "/etc/passwd"),
        ("pages/zh/passwd.txt", "/etc/passwd"),
        ("pages/zh/up", "../../../.."),
        ("brands/gansu", "/etc"),
        ("candidates.yml", "../texts/jia.txt"),
        ("rounds/near-you-2024.json", "/etc/passwd"),
        ("vocabulary/loop.yml", "../../../../etc/passwd"),
    ],
)
def test_nothing_is_read_by_a_link_that_leads_out_of_the_content(
    project: Path, link: str, to: str
) -> None:
    path = project / "content" / link
    path.unlink(missing_ok=True)
    path.symlink_to(to)
    assert [str(finding) for finding in examine(settings_of(project)).findings] == [
        f"content/{link}:0:0: F01 this link leads out of content/: put what it leads to in its"
        " place"
    ]


@pytest.mark.parametrize("link", ["sources/round.yml", "brands/round", "pages/zh/round.md"])
def test_a_link_that_leads_back_to_itself_is_told(project: Path, link: str) -> None:
    (project / "content" / link).symlink_to(Path(link).name)
    assert [str(finding) for finding in examine(settings_of(project)).findings] == [
        f"content/{link}:0:0: F01 this link leads back to itself: put what is meant in its place"
    ]


def test_a_link_inside_the_content_is_read(project: Path) -> None:
    path = project / "content/sources/jia-daily-2024-05-06.yml"
    path.rename(project / "content/kept")
    path.symlink_to("../kept")
    assert list(examine(settings_of(project)).findings) == []


def test_a_table_is_not_taken_in_beside_a_link_that_leads_out(project: Path) -> None:
    (project / "content/sources/passwd.yml").symlink_to("/etc/passwd")
    table = project / "brands.csv"
    table.write_text("id,name.en\njia-lamplight-policing,Lamp policing\n", encoding="utf-8")
    before = (project / LAMPLIGHT).read_bytes()
    done = beatbook("import", table, "--root", project)
    assert done.returncode == 1
    assert "mend what `beatbook check` shows" in done.stderr
    assert (project / LAMPLIGHT).read_bytes() == before


@pytest.mark.parametrize("name", ["../jia.txt", "/etc/passwd", "a/../../b", "..", "C:\\x", ".env"])
def test_the_text_of_a_source_lies_in_the_folder_of_texts(project: Path, name: str) -> None:
    path = project / "content/sources/jia-daily-2024-05-06.yml"
    text = path.read_text(encoding="utf-8").replace("file: jia.txt", f"file: '{name}'")
    path.write_text(text, encoding="utf-8")
    found = [str(finding) for finding in examine(settings_of(project)).findings]
    assert len(found) == 1
    assert "`text.file`: expected the name of a file, without folders" in found[0]


def test_a_record_has_at_most_a_megabyte(project: Path) -> None:
    path = project / LAMPLIGHT
    text = path.read_bytes()
    path.write_bytes(text + b"#" * (files.RECORD - len(text)))
    assert list(examine(settings_of(project)).findings) == []
    with path.open("ab") as file:
        file.truncate(100 * files.MEGABYTE)
    (first,) = [f for f in examine(settings_of(project)).findings if f.code == "F01"]
    assert str(first).startswith(
        f"{LAMPLIGHT}:0:0: F01 cannot be read (it has 104,857,600 bytes, at most 1,048,576"
    )


def test_a_file_that_tells_no_size_is_read_to_its_limit() -> None:
    assert read_bytes(Path("/proc/self/status"), files.RECORD)
    with pytest.raises(OSError, match="more than 10") as caught:
        read_bytes(Path("/proc/self/status"), 10)
    assert caught.value.filename == "/proc/self/status"


def test_a_cell_that_does_not_end_is_a_finding_with_the_rest_of_the_table(project: Path) -> None:
    path = project / "content/vocabulary/divisions.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*rows, '419999,"甲', "乙" * 140_000, "\n"]), encoding="utf-8")
    found = [str(finding) for finding in examine(settings_of(project)).findings]
    assert found == [
        f"content/vocabulary/divisions.csv:{len(rows) + 1}:1: S03 is no row of a table (field"
        " larger than field limit (131072)), and nothing below is read; is a quotation mark open?"
    ]


def test_copies_that_an_editor_left_stop_no_strict_build_and_are_not_published(
    project: Path,
) -> None:
    left = (
        "brands/jiangsu/jia-lamplight-policing.yml~",
        "pages/zh/index.md~",
        "pages/zh/#index.md#",
    )
    left += ("pages/zh/~$index.docx", "pages/zh/.index.md.swp", "pages/zh/Thumbs.db")
    for name in left:
        (project / "content" / name).write_text("x", encoding="utf-8")
    done = run("mkdocs", "build", "--strict", "--config-file", project / "mkdocs.yml")
    assert done.returncode == 0, done.stderr
    built = [path.name for path in (project / "site").rglob("*") if path.is_file()]
    stray = [n for n in built if n.startswith(("~", "#", ".")) or n.endswith(("~", ".db"))]
    assert stray == [MARK]
    done = beatbook("check", "--all", "--root", project)
    assert done.returncode == 0
    assert done.stdout.count(" F04 ") == len(left) - 1  # hidden files are the editor's own
