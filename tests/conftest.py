"""What several tests share: where things are, the built site, a server for it and a browser.

A test that lacks something it needs skips with a sentence that says what to do; with
`BEATBOOK_NO_SKIP=1`, as in CI, every skip is a failure.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from reuse_book import Reused, make_reused

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
SITE_URL = "https://beatbook.example/"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_SHARED = ROOT.parent / "shared"
for _name, _folder in (("BEATBOOK_SOURCES", "sources"), ("BEATBOOK_CASES", "cases")):
    if (_SHARED / _folder).is_dir():
        os.environ.setdefault(_name, str(_SHARED / _folder))

os.environ["BEATBOOK_LANG"] = "en"  # whatever the terminal speaks
hypothesis.settings.register_profile("beatbook", derandomize=True, deadline=None)
hypothesis.settings.load_profile("beatbook")


def _no_skip() -> bool:
    return os.environ.get("BEATBOOK_NO_SKIP") == "1"


class _Skips:
    """Collects every skip of a session and fails it at the end."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._take(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._take(report)

    def _take(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            self.found.append(f"{report.nodeid}: {reason}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.found and session.exitstatus in (pytest.ExitCode.OK, 5):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.found:
            terminalreporter.section("skipped, which BEATBOOK_NO_SKIP=1 does not allow", red=True)
            for line in self.found:
                terminalreporter.write_line(line)


def pytest_configure(config: pytest.Config) -> None:
    """Watch for skips where none is allowed."""
    if _no_skip():
        config.pluginmanager.register(_Skips())


LONGEST = (
    "browser/test_pages.py",
    "test_plugin.py",
    "test_site.py",
    "test_release.py",
    "browser/test_search.py",
    "browser/test_explorer_pages.py",
    "test_languages.py",
    "test_editions.py",
)
"""The files that take longest. They go first, so that none is left to run by itself at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest files first, all others in their order."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def _folder_of(variable: str, what: str) -> Path:
    value = os.environ.get(variable)
    if not value or not Path(value).is_dir():
        pytest.skip(f"NOT TESTED: {what} are not at hand; set {variable} to their folder")
    return Path(value)


@pytest.fixture(scope="session")
def sources_folder() -> Path:
    """The folder of source texts."""
    return _folder_of("BEATBOOK_SOURCES", "the source texts")


@pytest.fixture(scope="session")
def cases_folder() -> Path:
    """The folder of reference cases."""
    return _folder_of("BEATBOOK_CASES", "the reference cases")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the real content, as `mkdocs build --strict` makes it, once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built" / "site"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _build(folder)
    return folder


def _build(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "BEATBOOK_SITE_URL": SITE_URL},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def reused(tmp_path_factory: pytest.TempPathFactory) -> Reused:
    """The site of the miniature book in memory, its records renamed."""
    return make_reused(tmp_path_factory.mktemp("reused") / "book")


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site as a plain web server gives them, with its own page for a wrong address."""

    protocol_version = "HTTP/1.1"

    def send_error(self, code: int, *rest: Any) -> None:
        if code != 404:
            super().send_error(code, *rest)
            return
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """The address of the site over http on this machine, without a slash at its end."""

    def handler(*rest: Any) -> _Handler:
        return _Handler(*rest, directory=str(site))

    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium without a window."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"NOT TESTED: no browser on the PATH ({', '.join(BROWSERS)}); install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=BROWSER_ARGUMENTS)
        yield running
        running.close()
