"""The site through MkDocs: `build`, `serve` and what happens when something is wrong.

Every test works on a copy of the real project, with real processes.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import mkdocs.__main__
import pytest
from click.testing import CliRunner
from example_book import copy_part
from mkdocs.exceptions import PluginError

from generator.build import make_book
from generator.plugin import BeatbookPlugin
from generator.publish.places import MARK
from generator.publish.staging import Staging
from generator.settings import read_settings
from generator.site.written import slug

ROOT = Path(__file__).resolve().parent.parent
LINXIA = "content/brands/gansu/linxia-night-policing.yml"
JUYE = "content/brands/shandong/juye-county-patrol.yml"
NOTHING_STAGED: list[str] = []


def environment(**more: str) -> dict[str, str]:
    """This process's environment without any setting of Beatbook."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("BEATBOOK_")}
    plain.pop("SOURCE_DATE_EPOCH", None)
    return {**plain, "BEATBOOK_SITE_URL": "https://beatbook.example/", **more}


def run(project: Path, *command: str, **more: str) -> tuple[int, str]:
    """Exit status and everything that a process of Python said."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def build(project: Path, *arguments: str, **more: str) -> tuple[int, str]:
    """A strict build by MkDocs' command line, in this process because it is quicker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        for name in os.environ.keys() - environment().keys():
            patch.delenv(name)
        for name, value in environment(**more).items():
            patch.setenv(name, value)
        done = CliRunner().invoke(mkdocs.__main__.cli, ["build", "--strict", *arguments])
    if done.exc_info and not isinstance(done.exception, SystemExit | None):
        return done.exit_code, done.output + "".join(traceback.format_exception(*done.exc_info))
    return done.exit_code, done.output


def build_in_a_process(project: Path) -> tuple[int, str]:
    return run(project, "-m", "mkdocs", "build", "--strict")


def build_with_little_room(project: Path) -> tuple[int, str]:
    """A build that may write no file beyond 8 KB, which fails as a full disk does."""
    program = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192));"
        "sys.argv = ['mkdocs', 'build', '--strict']; runpy.run_module('mkdocs', None, '__main__')"
    )
    return run(project, "-B", "-c", program)


def content_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def staged(folder: Path) -> list[str]:
    """What a build left behind in its site folder and beside it, but for the mark of a site."""
    found = [*folder.glob(".*"), *folder.parent.glob(".*.beatbook-build")]
    return sorted(path.name for path in found if path.name != MARK)


def place(project: Path, name: str, words: str) -> tuple[int, int]:
    """Line and column of words that stand once in a file."""
    text = (project / name).read_text(encoding="utf-8")
    assert text.count(words) == 1
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def edit(project: Path, name: str, old: str, new: str) -> tuple[int, int]:
    """Replace words that stand once in a file; gives their line and column."""
    found = place(project, name, old)
    path = project / name
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """A project that was built, with the exit status and what was said."""
    project = copy_part(tmp_path_factory.mktemp("first"))
    return project, *build_in_a_process(project)


@pytest.fixture
def project(first: tuple[Path, int, str], tmp_path: Path) -> Path:
    """A copy of its own of a project with a good site."""
    return shutil.copytree(first[0], tmp_path / "project")


def test_a_strict_build_has_nothing_to_say(first):
    project, status, said = first
    assert status == 0, said
    assert {line.split()[0] for line in said.splitlines()} == {"INFO"}
    assert staged(project / "site") == NOTHING_STAGED


@pytest.mark.parametrize("module", ["generator.plugin", "generator.cli"])
def test_what_only_some_outputs_need_is_not_loaded_beforehand(module):
    heavy = "{'pandas', 'pypinyin', 'typst'}"
    program = f"import sys, {module}; print({heavy} & sys.modules.keys())"
    assert run(ROOT, "-c", program) == (0, "set()\n")


def test_properdocs_gives_the_same_bytes(first, tmp_path):
    target = str(tmp_path / "site")
    status, said = run(first[0], "-m", "properdocs", "build", "--strict", "--site-dir", target)
    assert status == 0, said
    assert content_of(tmp_path / "site") == content_of(first[0] / "site")


def test_a_second_build_gives_the_same_bytes_and_leaves_no_page_of_the_first(project):
    before = content_of(project / "site")
    (project / "site/en/brands/gone.html").write_text("a page of a record that is gone")
    assert build(project)[0] == 0
    assert content_of(project / "site") == before


def test_the_day_of_the_data_is_the_stated_one_whatever_the_environment_says(project):
    config = project / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("extra:\n", "extra:\n  as_of: 2030-12-31\n"), encoding="utf-8")
    assert build(project, SOURCE_DATE_EPOCH="1700000000")[0] == 0
    assert "Data as of 31 Dec 2030" in (project / "site/en/about.html").read_text(encoding="utf-8")


def test_an_empty_epoch_is_none(project):
    status, said = build(project, SOURCE_DATE_EPOCH="")
    assert status == 0, said


def test_a_hand_written_page_needs_no_description(project):
    (project / "content/pages/en/plain.md").write_text("# A plain page\n\nWords.\n")
    status, said = build(project)
    assert status == 0, said
    page = (project / "site/en/plain.html").read_text(encoding="utf-8")
    assert '<meta name="description" content="A plain page">' in page
    assert '<h1 id="a-plain-page">A plain page</h1>' in page


def test_headings_keep_their_ids_when_others_come_before_them(project):
    page = project / "content/pages/zh/plain.md"
    built = project / "site/zh/plain.html"
    found = []
    for text in ("# 一页\n\n## 夜间巡逻\n", "# 一页\n\n## 果园\n\n## 夜间巡逻\n"):
        page.write_text(text, encoding="utf-8")
        status, said = build(project)
        assert status == 0, said
        found.append(re.findall('<h2 id="([^"]+)">夜间', built.read_text(encoding="utf-8")))
    assert found[0] == found[1] == [slug("夜间巡逻")]


def test_what_english_lacks_is_taken_over_from_the_chinese_and_marked(project):
    chinese = project / "content/pages/zh"
    (project / "content/pages/en/index.md").unlink()
    (chinese / "map.png").write_bytes(b"a picture")
    (chinese / "guide.md").write_text("# 指南\n\n![图](map.png)\n", encoding="utf-8")
    status, said = build(project)
    assert status == 0, said
    for name in ("index", "guide"):
        page = (project / f"site/en/{name}.html").read_text(encoding="utf-8")
        assert "This page has not been translated yet." in page
        assert re.search(r'<(div|article)[^>]* lang="zh-CN">\s*<(p|h1)', page)
    assert (project / "site/en/map.png").read_bytes() == b"a picture"


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a project, and what must be said about it."""

    make: Callable[[Path], list[str]]
    build: Callable[[Path], tuple[int, str]] = build


def _broken_records(project: Path) -> list[str]:
    edit(project, LINXIA, "value: 165", "value: 166")
    line, column = place(project, LINXIA, "165条巡控路\n")
    status = edit(project, JUYE, "status: running", "status: walking")
    edit(project, "content/sources/mudan-evening-news-2019-11-14.yml", "schema: 1", "schema: [1")
    return [
        f"{LINXIA}:{line}:{column}: E01",
        f"{JUYE}:{status[0]}:{status[1] + 8}: ",
        "content/sources/mudan-evening-news-2019-11-14.yml:",
        "errors in the records; nothing was written",
    ]


def _missing_vocabulary(project: Path) -> list[str]:
    (project / "content/vocabulary/partners.yml").unlink()
    return ["content/vocabulary/partners.yml:0:0: F03"]


def _unclosed_block(project: Path) -> list[str]:
    edit(project, "templates/pages/rules.html", "{% endfor %}", "")
    return ["templates/pages/rules.html:", "T01", "a template is broken; nothing was written"]


def _unknown_name(project: Path) -> list[str]:
    line, _ = edit(project, "templates/pages/rules.html", "t.rules_lead", "t.rules_lead ~ nothing")
    return [f"templates/pages/rules.html:{line}:1: T01 'nothing' is undefined"]


def _unknown_word(project: Path) -> list[str]:
    edit(project, "templates/pages/rules.html", "t.rules_lead", "t.rules_leed")
    return ["rules_leed"]


def _wrong_sum(project: Path) -> list[str]:
    line, _ = edit(project, "templates/pages/rules.html", "t.rules_lead", "1 / 0")
    return [f"templates/pages/rules.html:{line}:"]


def _broken_page_template(project: Path) -> list[str]:
    line, _ = edit(project, "templates/theme/main.html", "page.content", "page.contents")
    return [f"templates/theme/main.html:{line}:1: T01"]


def _broken_translation(project: Path) -> list[str]:
    line, _ = edit(project, "templates/translations/en.yml", "skip: Skip", "skip: - [Skip")
    return [f"templates/translations/en.yml:{line}:"]


def _unknown_blank(project: Path) -> list[str]:
    edit(project, "templates/translations/en.yml", "Page {number} of", "Page {number_} of")
    edit(
        project,
        "templates/translations/en.yml",
        "data_as_of: Data as of {date}",
        'data_as_of: "As of {d}"',
    )
    return ["templates/translations/en.yml", "data_as_of", "{d}"]


def _missing_word(project: Path) -> list[str]:
    edit(project, "templates/translations/en.yml", "\nskip: ", "\n# skip: ")
    return ["templates/translations/en.yml:0:0: L02 the word `skip` is missing"]


def _missing_translation(project: Path) -> list[str]:
    (project / "templates/translations/zh.yml").unlink()
    return ["templates/translations/zh.yml is missing: restore it"]


def _little_room(project: Path) -> list[str]:
    return [
        ".beatbook-pages/",
        ": larger than the system allows a file to be",
        "; the site was left as it was",
    ]


def _no_sources(project: Path) -> list[str]:
    edit(project, "mkdocs.yml", "  - beatbook:", "  - beatbook:\n      sources: nowhere")
    return ["nowhere of source texts: correct --sources"]


def _dead_link(project: Path) -> list[str]:
    name = "content/pages/en/about.md"
    line, column = edit(project, name, "night policing", "[night](brand:no-such-brand)")
    return [f"{name}:{line}:{column + 8}: R01 there is no brand `no-such-brand`"]


def _dead_link_to_a_page(project: Path) -> list[str]:
    name = "content/pages/zh/method.md"
    line, column = edit(project, name, "[核对规则](page:rules)", "[核对规则](page:ruels)")
    return [f"{name}:{line}:{column + 7}: R01 there is no page `ruels`"]


def _dead_link_to_a_tag(project: Path) -> list[str]:
    name = "content/pages/en/patterns.md"
    line, column = edit(project, name, "](problem:fraud)", "](problem:frauds)")
    return [f"{name}:{line}:{column + 2}: R01 there is no problem `frauds`"]


def _page_in_another_encoding(project: Path) -> list[str]:
    path = project / "content/pages/zh/about.md"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    return ["content/pages/zh/about.md:2:1: F01 not UTF-8"]


def _taken_address(project: Path) -> list[str]:
    (project / "content/pages/en/brands.md").write_text("# My own list\n")
    return ["content/pages/en/brands.md:0:0: R02 has the address of a record page: rename it"]


def _address_of_another_case(project: Path) -> list[str]:
    (project / "content/pages/zh/Brands.md").write_text("# 品牌\n")
    return ["content/pages/zh/Brands.md:0:0: R02 has the address of a record page: rename it"]


def _dead_anchors(project: Path) -> list[str]:
    brand = "brand:linxia-night-policing"
    name = "content/pages/zh/index.md"
    path = project / name
    text = path.read_text(encoding="utf-8")
    line = text.count("\n") + 2
    more = (
        f"[a]({brand}#patrol-routs) [b]({brand}#%E6%95%B0%E5%AD%97) [c][x]\n"
        f"[d]({brand}#patrol-routes) [e](page:method#evidence) [f](#new) [g](#夜间)\n\n"
        f"[x]: page:method#evidenze\n\n## 夜间 {{#夜间}}\n"
    )
    path.write_text(f"{text}\n{more}", encoding="utf-8")
    return [
        f"{name}:{line}:5: R01 `{brand}` has no part `patrol-routs`; did you mean `patrol-routes`?",
        f"{name}:{line}:51: R01 `{brand}` has no part `数字`: name one of ",
        f"{name}:{line + 3}:6: R01 `page:method` has no part `evidenze`; did you mean `evidence`?",
        "3 errors",
    ]


def _missing_picture(project: Path) -> list[str]:
    line, column = edit(project, "content/pages/en/about.md", "# About", "![map](map.png)")
    return [f"content/pages/en/about.md:{line}:{column + 7}: R01 there is no file `map.png`"]


def _no_home(project: Path) -> list[str]:
    (project / "content/pages/zh/index.md").unlink()
    return ["content/pages/zh/index.md:0:0: F03 the home page is missing: restore it"]


FAULTS = {
    "broken records": Fault(_broken_records, build_in_a_process),
    "a missing vocabulary": Fault(_missing_vocabulary),
    "a template with an unclosed block": Fault(_unclosed_block, build_in_a_process),
    "a template with an unknown name": Fault(_unknown_name),
    "a template with an unknown word": Fault(_unknown_word),
    "a template that fails": Fault(_wrong_sum),
    "a broken template of the hand-written pages": Fault(_broken_page_template),
    "a broken translation": Fault(_broken_translation),
    "a translation with an unknown blank": Fault(_unknown_blank),
    "a missing word": Fault(_missing_word),
    "no Chinese translation": Fault(_missing_translation),
    "a full disk": Fault(_little_room, build_with_little_room),
    "no folder of source texts": Fault(_no_sources),
    "a dead link to a record": Fault(_dead_link),
    "a dead link to a page": Fault(_dead_link_to_a_page),
    "a dead link to a tag": Fault(_dead_link_to_a_tag),
    "a page that is not UTF-8": Fault(_page_in_another_encoding),
    "a page that takes the address of a record page": Fault(_taken_address),
    "a page that takes it on disks that ignore case": Fault(_address_of_another_case),
    "links to parts that no page has": Fault(_dead_anchors),
    "a missing picture": Fault(_missing_picture),
    "no home page": Fault(_no_home),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_build_that_fails_says_why_and_leaves_the_last_good_site_whole(project, fault):
    before = content_of(project / "site")
    expected = fault.make(project)
    status, said = fault.build(project)
    assert status != 0
    assert [part for part in expected if part not in said] == [], said
    assert "Traceback" not in said
    assert content_of(project / "site") == before


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "a.js"), "a.js: no space left on the disk: make"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "end"), "changed while this ran: build again"),
    ],
)
def test_a_fault_of_files_that_mkdocs_meets_is_a_sentence(error, said):
    with pytest.raises(PluginError, match=said):
        BeatbookPlugin().on_build_error(error=error)


def test_a_build_that_fails_leaves_nothing_where_there_was_no_site(project):
    shutil.rmtree(project / "site")
    edit(project, LINXIA, "value: 165", "value: 166")
    assert build(project)[0] != 0
    assert not (project / "site").exists()


def test_a_mended_project_builds_again(project):
    before = content_of(project / "site")
    edit(project, LINXIA, "value: 165", "value: 166")
    assert build(project)[0] != 0
    edit(project, LINXIA, "value: 166", "value: 165")
    assert build(project)[0] == 0
    assert content_of(project / "site") == before


def test_finished_files_are_taken_over_links_followed(project, tmp_path):
    finished = tmp_path / "finished"
    (finished / "data").mkdir(parents=True)
    (finished / "data/beatbook.xlsx").write_bytes(b"a workbook")
    (finished / "data/latest.xlsx").symlink_to("beatbook.xlsx")
    assert build(project, BEATBOOK_DOWNLOADS=str(finished), BEATBOOK_PARTS="pages")[0] == 0
    shutil.rmtree(finished)
    for name in ("beatbook", "latest"):
        assert (project / f"site/data/{name}.xlsx").read_bytes() == b"a workbook"


def test_a_second_build_at_once_is_refused_and_leaves_the_first_alone(project):
    settings = read_settings(project, {}, site_url="https://beatbook.example/")
    running = Staging(project / "site")
    running.fill(make_book(settings))
    before = content_of(project / "site")
    try:
        status, said = build_in_a_process(project)
        assert status != 0
        assert f"another build is writing to {project / 'site'}: wait until it has fin" in said
        assert "Traceback" not in said
        assert content_of(project / "site") == before
    finally:
        running.discard()
    assert build(project)[0] == 0
    assert staged(project / "site") == NOTHING_STAGED


def test_a_build_gives_way_to_the_next_one_and_keeps_what_lies_hidden(project):
    """MkDocs spares hidden files of a site, such as those that its host asks for."""
    before = content_of(project / "site")
    for left in ("site/.beatbook-pages/en", ".site.beatbook-build/en"):
        (project / left).mkdir(parents=True)
        (project / left / "half.html").write_text("half a page")
    (project / "site/.nojekyll").write_text("")
    (project / "site/stale.html").write_text("a page of long ago")
    for _ in range(2):
        assert build(project)[0] == 0
        assert content_of(project / "site") == before | {".nojekyll": b""}
        assert staged(project / "site") == [".nojekyll"]


@dataclass(frozen=True)
class Served:
    """A project that `mkdocs serve` shows."""

    project: Path
    port: int
    log: Path

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; 0 while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (ConnectionError, TimeoutError):
            return 0, ""
        finally:
            connection.close()

    def wait_for(self, path: str, *words: str, seconds: float = 15) -> str:
        """The page, once it holds all the words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            status, text = self.get(path)
            assert status in (0, 200), f"{path}: {status}"
            if all(word in text for word in words):
                return text
            time.sleep(0.1)
        raise AssertionError(f"{path} never held {words}:\n{self.log.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    project = copy_part(folder / "project")
    (folder / "tmp").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # A shell that runs the tests in its background lets them, and their children, ignore Ctrl-C.
    program = (
        "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        f"sys.argv = ['mkdocs', 'serve', '--livereload', '--dev-addr', '127.0.0.1:{port}'];"
        "runpy.run_module('mkdocs', None, '__main__')"
    )
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=project,
            env=environment(TMPDIR=str(folder / "tmp")),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    found = Served(project, port, folder / "log")
    try:
        found.wait_for("/", "Beatbook", seconds=90)
        assert not [*(folder / "tmp").rglob("about.html")]  # which nobody asked for
        yield found
        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=10)
    finally:
        process.kill()
        process.wait()
    said = found.log.read_text()
    assert (status, "Traceback" in said) == (0, False), said
    assert [path.name for path in (folder / "tmp").rglob("*.html")] == []
    assert not (project / "site").exists()


def test_serve_shows_both_languages(served):
    zh = served.wait_for("/zh/brands/linxia-night-policing.html", "夜间警务")
    en = served.wait_for("/en/brands/linxia-night-policing.html", "Night policing")
    assert "livereload(" in zh
    assert "livereload(" in en
    assert "Content-Security-Policy" not in en


def test_an_edited_record_shows_on_its_page_and_on_the_lists(served):
    edit(served.project, LINXIA, "en: Night policing}", "en: A beat by night}")
    served.wait_for("/en/brands/linxia-night-policing.html", ">A beat by night</span>")
    served.wait_for("/en/brands.html", "A beat by night")
    edit(served.project, LINXIA, "en: A beat by night}", "en: Night policing}")
    served.wait_for("/en/brands/linxia-night-policing.html", ">Night policing</span>")


def test_an_error_shows_on_every_page_until_it_is_mended(served):
    line, column = place(served.project, LINXIA, "165条巡控路\n")
    finding = f"{LINXIA}:{line}:{column}"
    edit(served.project, LINXIA, "value: 165", "value: 166")
    served.wait_for("/en/brands/linxia-night-policing.html", finding)
    for path in ("/", "/zh/index.html", "/en/method.html", "/zh/brands/juye-county-patrol.html"):
        status, page = served.get(path)
        assert (status, finding in page, "livereload(" in page) == (200, True, True), path
    edit(served.project, LINXIA, "value: 166", "value: 165")
    served.wait_for("/en/brands/linxia-night-policing.html", ">Night policing</span>")
    assert served.get("/faults.html")[0] == 404


def test_a_broken_template_shows_on_every_page_until_it_is_mended(served):
    name = "templates/theme/base.html"
    line, _ = edit(served.project, name, "{{ t.skip }}", "{{ t.skip }")
    served.wait_for("/en/index.html", f"{name}:{line}:")
    edit(served.project, name, "{{ t.skip }", "{{ t.skip }}")
    served.wait_for("/en/index.html", "Skip to content")


def test_a_page_that_takes_a_record_page_s_address_shows_on_every_page_until_it_is_gone(served):
    page = served.project / "content/pages/en/brands.md"
    page.write_text("# My own list\n")
    served.wait_for("/zh/index.html", "content/pages/en/brands.md")
    page.unlink()
    served.wait_for("/zh/index.html", "夜间警务")


def test_an_edited_template_and_translation_show(served):
    edit(served.project, "templates/pages/rules.html", "<h1>", '<h1 class="edited">')
    served.wait_for("/en/rules.html", '<h1 class="edited">')
    edit(served.project, "templates/translations/zh.yml", "skip: 跳到正文", "skip: 直接到正文")
    served.wait_for("/zh/rules.html", '<h1 class="edited">', "直接到正文")


def test_an_edited_record_shows_on_hand_written_pages_and_in_the_data(served):
    edit(served.project, LINXIA, "en: Night policing}", "en: A beat in the dark}")
    served.wait_for("/en/brands/linxia-night-policing.html", ">A beat in the dark</span>")
    served.wait_for("/en/explorer/brands.json", "A beat in the dark")
    served.wait_for("/api/v1/brands/linxia-night-policing.json", "A beat in the dark")
    served.wait_for("/data/brands.csv", "A beat in the dark")
    served.wait_for("/en/index.html", "Beatbook")
    edit(served.project, LINXIA, "en: A beat in the dark}", "en: Night policing}")
    served.wait_for("/en/brands/linxia-night-policing.html", ">Night policing</span>")


def test_a_burst_of_changes_is_one_rebuild_or_two(served):
    served.wait_for("/en/brands.html", "Night policing")
    before = served.log.read_text().count("Detected file changes")
    files = list((served.project / "content").glob("*/**/*.yml"))
    for number in range(1000):
        path = files[number % len(files)]
        path.write_bytes(path.read_bytes())
    (served.project / LINXIA).touch()
    edit(served.project, LINXIA, "en: Night policing}", "en: After the burst}")
    served.wait_for("/en/brands/linxia-night-policing.html", ">After the burst</span>")
    assert 1 <= served.log.read_text().count("Detected file changes") - before <= 2
    edit(served.project, LINXIA, "en: After the burst}", "en: Night policing}")
    served.wait_for("/en/brands/linxia-night-policing.html", ">Night policing</span>")


@pytest.mark.parametrize(
    "path",
    [
        "/en/none.html",
        "/none.json",
        "/../mkdocs.yml",
        "/%2e%2e/mkdocs.yml",
        "/en/..%2f..%2fmkdocs.yml",
        "/..%5cmkdocs.yml",
        "/en/%00/../../mkdocs.yml",
        "//etc/passwd",
        "/%2fetc/passwd",
    ],
)
def test_what_is_not_there_is_not_made(served, path):
    assert served.get(path)[0] == 404


def test_an_edited_hand_written_page_shows(served):
    edit(served.project, "content/pages/en/about.md", "# About\n", "# About this site\n")
    served.wait_for("/en/about.html", "About this site</h1>")


def test_a_draft_stops_no_strict_build(project):
    draft = project / "content/brands/gansu/draft-policing.yml"
    draft.write_text("schema: 1\nreview: {status: draft}\n", encoding="utf-8")
    status, said = build(project)
    assert status == 0, said
    assert not (project / "site/en/brands/draft-policing.html").exists()
