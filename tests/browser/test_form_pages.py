"""A form for a record in a real Chromium, from a real `mkdocs serve` of the miniature book."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from example_book import copy_example

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
BRAND = "jia-lamplight-policing"
FILE = f"content/brands/jiangsu/{BRAND}.yml"


@dataclass(frozen=True)
class Served:
    """The book's folder and the address that it is served at, without a slash at its end."""

    root: Path
    address: str

    def text(self) -> str:
        return (self.root / FILE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = copy_example(tmp_path_factory.mktemp("served") / "book")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    plain = {k: v for k, v in os.environ.items() if not k.startswith("BEATBOOK_")}
    serve = ["mkdocs", "serve", "--livereload", "--dev-addr", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [sys.executable, "-m", *serve],
        cwd=root,
        env={**plain, "BEATBOOK_SOURCES": str(root / "texts")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = Served(root, f"http://127.0.0.1:{port}")
    try:
        _wait_for(port)
        yield found
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nothing is served")


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """One page as an editor has it; whatever it complains of fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda m: complaints.append(m.text) if m.type == "error" and "422" not in m.text else None,
    )
    yield opened
    context.close()
    assert complaints == []


def of(name: str) -> str:
    """The element of a name, which holds dots."""
    return f"[id='{name}']"


def test_a_record_is_edited_checked_saved_and_shown(served: Served, page: Any) -> None:
    before = served.text()
    page.goto(f"{served.address}/en/brands/{BRAND}.html")
    page.get_by_role("link", name="Edit this record").click()
    assert page.title().startswith("Edit: Lamplight policing")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(rules) => axe.run({runOnly: rules})", RULES)
    assert [fault["id"] for fault in found["violations"]] == []

    # What the browser knows of the schema, and what the check says while it is typed
    page.locator(of("started")).fill("soon")
    assert not page.locator(of("started")).evaluate("(own) => own.checkValidity()")
    page.locator(of("told.started")).get_by_text("expected a date").wait_for()
    assert page.locator(of("started")).get_attribute("aria-invalid") == "true"
    page.locator(of("started")).fill("2023-11")
    page.locator(of("told.started")).locator("p").wait_for(state="detached")
    assert page.locator("#counts").inner_text() == "0 errors, 0 warnings"

    # A figure that a sentence names is taken out: what is wrong stands at the sentence, and at the
    # top that the record was not saved; Enter in a field only checks
    page.locator(of("metrics.0")).locator("summary").press("Enter")
    page.get_by_role("button", name="Take out: Figure 1").press("Enter")
    page.locator(of("metrics.0")).wait_for(state="detached")
    page.locator(of("summary.zh")).press("Tab")
    page.locator(of("name.en")).press("Enter")
    page.get_by_role("button", name="Save").click()
    page.locator("#notice").get_by_text("Not saved").wait_for()
    assert page.locator(of("told.summary.zh")).inner_text()
    assert served.text() == before

    # One is added by keyboard: the new one has the focus and is open
    page.get_by_role("button", name="Add: Figure").press("Enter")
    page.locator(of("metrics.4.id")).wait_for()
    assert page.evaluate("document.activeElement.id") == "metrics.4.id"
    typed = {
        "id": "officers",
        "indicator": "officers-on-duty",
        "value": "24",
        "unit": "名",
        "period": "P1D",
        "source": "jia-daily-2024-05-06",
        "excerpt": "安排24名民警",
    }
    for key, value in typed.items():
        page.locator(of(f"metrics.4.{key}")).fill(value)
    page.locator("#counts").get_by_text("0 errors").wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved. The pages show it in a moment.").wait_for()
    assert "started: 2023-11\n" in served.text()
    assert served.text().index("id: disputes") < served.text().index("id: officers\n")

    page.goto(f"{served.address}/en/brands/{BRAND}.html")
    page.get_by_text("Nov 2023").first.wait_for()  # the page comes anew by itself


def test_without_scripts_a_form_does_the_same(served: Served, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.address}/zh/edit/brands/{BRAND}.html")
    page.get_by_role("button", name="添加：时段").click()
    page.locator(of("hours.1.days")).select_option("weekends")
    page.locator(of("hours.1.from")).fill("20:00")
    page.locator(of("hours.1.to")).fill("23:00")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存").wait_for()
    context.close()
    assert '{days: weekends, from: "20:00", to: "23:00"}]' in served.text()
