"""The publication as a whole: real runs of `beatbook publish`, read back."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import html5lib
import pypdf
import pytest
from example_book import ROOT, copy_example, copy_part

from generator.publish.sums import find_strangers

EPOCH = "1795219200"
SITE_URL = "https://beatbook.example/"
PROGRAM = [sys.executable, "-m", "generator.cli", "publish"]
EDITIONS = ("2024", "gansu-2024")
LANGUAGES = ("zh", "en")
UNSEARCHED = "pages charts reports cards data explorer feeds"
"""All parts of the site but the index of its search, which takes longest to make."""


def run(
    root: Path, *arguments: object, before: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *PROGRAM, "--root", root, *map(str, arguments)],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SOURCE_DATE_EPOCH": EPOCH,
            "BEATBOOK_SITE_URL": SITE_URL,
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the real content; its search is that of the real site, tested there."""
    out = tmp_path_factory.mktemp("released") / "dist"
    done = run(ROOT, *EDITIONS, "--out", out, BEATBOOK_PARTS=UNSEARCHED)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The miniature book as a project of its own."""
    return copy_example(tmp_path / "project")


def quick(root: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return run(
        root,
        "--out",
        out,
        BEATBOOK_PARTS=UNSEARCHED,
        BEATBOOK_SOURCES=f"{root}/texts",
    )


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature book as a project, and beside it a release of it."""
    folder = tmp_path_factory.mktemp("small")
    done = quick(copy_example(folder / "project"), folder / "dist")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def last(released: Path, tmp_path: Path) -> Path:
    """A release of one's own, with `project` beside it that it was made from."""
    shutil.copytree(released, tmp_path, dirs_exist_ok=True)
    return tmp_path / "dist"


def environment_of(project: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": EPOCH,
        "BEATBOOK_SITE_URL": SITE_URL,
        "BEATBOOK_PARTS": UNSEARCHED,
        "BEATBOOK_SOURCES": f"{project}/texts",
    }


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_checksum_of_the_release_is_right(release: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=False
    )
    assert done.returncode == 0
    listed = {line.split("  ", 1)[1] for line in (release / "SHA256SUMS").read_text().splitlines()}
    assert set(files_of(release)) - listed == {"SHA256SUMS"}
    assert list(find_strangers(release)) == []


def test_a_release_holds_nothing_of_the_editors_desk(release: Path) -> None:
    assert [name for name in files_of(release) if name.endswith("/desk.html")] == []


def test_the_same_records_elsewhere_give_the_same_bytes(tmp_path: Path) -> None:
    """Another folder, time zone, locale, hash seed, order of files, and one processor.

    A part of the real content.
    """
    elsewhere = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    sums = []
    for place, environment in (("here", {}), ("another place", elsewhere)):
        root = copy_part(tmp_path / place)
        if environment:
            lay_out_backwards(root / "content")
        alone = ["taskset", "--cpu-list", "0"] if environment else []
        done = run(root, "2024", "--out", tmp_path / f"out {place}", before=alone, **environment)
        assert done.returncode == 0, done.stderr
        sums.append((tmp_path / f"out {place}" / "SHA256SUMS").read_text().splitlines())
    assert sums[0] == sums[1]


def lay_out_backwards(folder: Path) -> None:
    """Write every file anew in the reverse order, so that folders list them in another one."""
    held = [(path, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
    for path, _ in held:
        path.unlink()
    for path, data in reversed(held):
        path.write_bytes(data)


def test_the_manifest_names_what_the_release_was_made_from(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text())
    assert sorted(manifest["editions"]) == sorted(EDITIONS)
    assert manifest["epoch"] == int(EPOCH)
    made_from = {entry["path"]: entry["sha256"] for entry in manifest["made_from"]}
    name = "content/brands/gansu/linxia-night-policing.yml"
    assert made_from[name] == hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    assert str(ROOT) not in (release / "manifest.json").read_text()


def test_every_link_of_the_download_pages_leads_to_a_file(release: Path) -> None:
    names = ["data", *(f"editions/{edition}" for edition in EDITIONS)]
    missing = []
    for page in (
        release / "site" / language / f"{n}.html" for language in LANGUAGES for n in names
    ):
        tree = html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False)
        for link in tree.iter("a"):
            target = (link.get("href") or "").partition("#")[0]
            if target and "://" not in target and not (page.parent / target).is_file():
                missing.append((page.name, target))
    assert missing == []


def test_a_report_is_offered_where_its_edition_is_shown(release: Path) -> None:
    for edition in EDITIONS:
        for language in LANGUAGES:
            page = (release / f"site/{language}/editions/{edition}.html").read_text()
            header = page.partition('<header class="title">')[2].partition("</header>")[0]
            folder = f"../../data/editions/{edition}/beatbook-{edition}"
            top = [f'href="{folder}{end}"' for end in (f"-{language}.pdf", ".xlsx")]
            assert [link for link in top if link in header] == top
            assert header.count("beatbook-") == 2


def test_the_data_package_of_the_release_validates(release: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(release / "assets/beatbook-data.zip") as archive:
        archive.extractall(tmp_path)
    for folder in (tmp_path, release / "site/data"):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", "datapackage.json"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_the_database_of_the_release_is_whole(release: Path) -> None:
    [file] = release.glob("assets/*.sqlite")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_release_lists_what_it_was_made_with(release: Path) -> None:
    bill = json.loads((release / "sbom.cdx.json").read_bytes())
    manifest = json.loads((release / "manifest.json").read_bytes())
    listed = {own["name"]: own["version"] for own in bill["components"]}
    assert {**listed, **manifest["versions"]} == {
        "python": manifest["versions"]["python"],
        **listed,
    }


def tables_of(page: Path) -> list[tuple[str, list[str]]]:
    """Every row of every table of a page: its caption and its cells, hidden text left out."""
    tree = html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    rows = []
    for table in tree.iter("table"):
        caption = "".join(table.find("caption").itertext())
        for row in table.iter("tr"):
            cells = [cell for cell in row if cell.find(".//*[@class='vh']") is None]
            rows.append((squeezed(caption), [squeezed(read(cell)) for cell in cells]))
    return rows


def read(element: Any) -> str:
    """The text of an element as it is shown, with the marks that a quotation gets."""
    if element.tag.endswith("svg"):
        return ""
    inner = (element.text or "") + "".join(read(child) + (child.tail or "") for child in element)
    return f"“{inner}”" if element.tag == "q" else inner


def pdf_text(path: Path) -> str:
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_row_of_every_table_is_the_same_on_the_page_and_in_the_pdf(
    release: Path, edition: str, language: str
) -> None:
    """Ranks, intervals and figures among them; a row's cells follow each other in both."""
    folder = release / f"site/{language}/editions"
    pages = [folder / f"{edition}.html", *sorted(folder.glob(f"{edition}-profiles*.html"))]
    rows = [row for page in pages for row in tables_of(page)]
    text = pdf_text(release / f"assets/beatbook-{edition}-{language}.pdf")
    missing = [
        (caption, cells)
        for caption, cells in rows
        if "".join(cells) not in text or caption not in text
    ]
    assert missing == []
    assert len(rows) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_in_the_pdf_are_those_that_were_ranked(release: Path, language: str) -> None:
    path = release / "site/data/editions/2024/rankings.json"
    ranked = json.loads(path.read_text())["rankings"]["documentation"]["brands"]
    text = pdf_text(release / f"assets/beatbook-2024-{language}.pdf")
    numbers = Counter((row["place"]["low"], row["place"]["high"], row["tier"]) for row in ranked)
    for (low, high, _), number in numbers.items():
        place = f"{low}" if low == high else f"{low}–{high}"
        assert f"{place}{number}" in text


def test_each_pdf_states_its_language_and_title_and_is_tagged(release: Path) -> None:
    for edition in EDITIONS:
        for language, code in (("zh", "zh-CN"), ("en", "en")):
            pdf = pypdf.PdfReader(release / f"assets/beatbook-{edition}-{language}.pdf")
            assert pdf.trailer["/Root"]["/Lang"] == code
            assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
            assert pdf.metadata.title
            assert len(pdf.outline) > 10


def test_what_fails_leaves_the_last_release_whole(last: Path, tmp_path: Path) -> None:
    project, before = tmp_path / "project", files_of(last)
    record = project / "content/brands/yunnan/yi-orchard-policing.yml"
    record.write_text(record.read_text().replace("value: 5\n", "value: 6\n"))
    done = quick(project, last)
    assert done.returncode == 1
    assert "yi-orchard-policing.yml" in done.stderr
    assert "Traceback" not in done.stderr
    assert files_of(last) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dist", "project"]


def test_a_disk_that_is_full_leaves_the_last_release_whole(last: Path, tmp_path: Path) -> None:
    project, before = tmp_path / "project", files_of(last)
    command = ["sh", "-c", 'ulimit -f 16; exec "$@"', "sh", *PROGRAM, "--root", project]
    done = subprocess.run(
        [*command, "--out", last],
        env=environment_of(project),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "larger than the system allows a file to be" in done.stderr
    assert "nothing was published" in done.stderr
    assert "Traceback" not in done.stderr
    assert files_of(last) == before


HEARING = ["env", "--default-signal=HUP,INT"]
"""What `nohup` and jobs in the background are deaf to, a program that they start is as well."""


@contextmanager
def publishing(project: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that has come as far as the pages of the site, which another program makes.

    That program is halted, so that it does not end by itself.
    """
    running = subprocess.Popen(
        [*HEARING, *PROGRAM, "--root", project, "--out", out],
        env=environment_of(project),
        stderr=subprocess.PIPE,
        text=True,
    )
    with running:
        made = ".dist.beatbook/release/.site.beatbook-build/.beatbook-pages/*"
        while not list(out.parent.glob(made)):
            assert running.poll() is None
            time.sleep(0.01)
        for builder in builders(out):
            os.kill(builder, signal.SIGSTOP)
        try:
            yield running
        finally:
            running.kill()
            for left in builders(out):
                os.kill(left, signal.SIGKILL)


def builders(out: Path) -> list[int]:
    """The ids of the programs that make the site of a place."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            command = process.read_bytes().decode()
            if "mkdocs\0build" in command and f"{out.parent}/.dist.beatbook/" in command:
                found.append(int(process.parent.name))
    return found


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_a_run_with_all_its_programs_and_leaves_the_last_release(
    last: Path, tmp_path: Path, signum: signal.Signals
) -> None:
    before = files_of(last)
    with publishing(tmp_path / "project", last) as running:
        running.send_signal(signum)
        assert running.wait(timeout=60) == 128 + signum
        assert builders(last) == []
        assert running.stderr.read() == "interrupted: nothing was left half done\n"
    assert files_of(last) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dist", "project"]


def test_a_run_that_is_killed_takes_its_programs_along_and_any_command_clears_up(
    last: Path, tmp_path: Path
) -> None:
    """The place lies in the project, as with `--out dist`; the next command is another one."""
    project = tmp_path / "project"
    out = last.rename(project / "dist")
    before = files_of(out)
    with publishing(project, out) as running:
        running.kill()
        running.wait()
        end = time.monotonic() + 60
        while builders(out) and time.monotonic() < end:
            time.sleep(0.01)
        assert builders(out) == []
    assert (project / ".dist.beatbook").is_dir()
    check = [sys.executable, "-m", "generator.cli", "check", "--root", project]
    done = subprocess.run(
        check, env=environment_of(project), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert files_of(out) == before
    assert not (project / ".dist.beatbook").exists()


def test_a_second_run_into_the_same_folder_is_told_at_once(project: Path, tmp_path: Path) -> None:
    with publishing(project, tmp_path / "dist") as running:
        running.send_signal(signal.SIGSTOP)
        (project / "content/corrections.yml").write_text("[")
        second = quick(project, tmp_path / "dist")
        assert second.returncode == 1
        said = f"Error: another run is publishing to {tmp_path}/dist: wait until it has finished\n"
        assert second.stderr == said


@pytest.mark.parametrize("program", ["beatbook", "mkdocs"])
def test_any_command_puts_back_what_was_killed_between_two_renames(
    last: Path, tmp_path: Path, program: str
) -> None:
    project = tmp_path / "project"
    out = last.rename(project / "dist")
    before = files_of(out)
    (project / ".dist.beatbook").mkdir()
    (project / ".dist.beatbook" / "lock").touch()
    out.rename(project / ".dist.beatbook" / "last")
    (project / "content/corrections.yml").write_text("- {}")
    command = {
        "beatbook": [*PROGRAM[:-1], "check", "--root", project],
        "mkdocs": [sys.executable, "-m", "mkdocs", "build", "-d", tmp_path / "site"],
    }[program]
    done = subprocess.run(
        command, cwd=project, env=environment_of(project), capture_output=True, check=False
    )
    assert done.returncode == 1
    assert files_of(out) == before
    assert not (project / ".dist.beatbook").exists()


def test_a_folder_that_is_no_release_is_refused_before_anything_is_read(
    project: Path, tmp_path: Path
) -> None:
    precious = tmp_path / "papers"
    precious.mkdir()
    (precious / "SHA256SUMS").write_text("")
    (project / "content/corrections.yml").write_text("[")
    for out, said in ((precious, "is no release, it holds SHA256SUMS"), (project, "the project")):
        done = quick(project, out)
        assert done.returncode == 1
        assert said in done.stderr
        assert "corrections.yml" not in done.stderr
    assert list(precious.iterdir()) == [precious / "SHA256SUMS"]


def test_the_root_of_stars_is_a_folder_and_its_neighbours_stay(last: Path, tmp_path: Path) -> None:
    neighbour = tmp_path / "neighbour"
    neighbour.mkdir()
    (neighbour / "letter.txt").write_text("dear")
    last.rename(tmp_path / "*")
    done = quick(tmp_path / "project", tmp_path / "sub" / ".." / "*")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "*" / "SHA256SUMS").is_file()
    assert files_of(neighbour).keys() == {"letter.txt"}


def test_editions_that_cannot_be_published_are_named(project: Path, tmp_path: Path) -> None:
    for edition, said in (("2031", "there is no edition"), ("2024-all", "has too few brands")):
        done = run(
            project,
            edition,
            "--out",
            tmp_path / "dist",
            BEATBOOK_PARTS=UNSEARCHED,
        )
        assert done.returncode == 1
        assert said in done.stderr
    assert not (tmp_path / "dist").exists()
