"""What a served page shows while there are faults, and while a build changes whether there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from generator.errors import Finding, Severity
from generator.publish.faults import fault_page, faults_first
from generator.words.messages import Message

PATHS = ["/", "/en/", "/en/brands.html", "/theme/style.css", "/en/brands.json"]


class Site:
    """An application that answers with the path it is asked for, and can be built anew meanwhile.

    `builds` are the states that the next requests leave behind: whether there are faults.
    """

    def __init__(self, *, faulty: bool, builds: Iterable[bool] = ()) -> None:
        self.faulty = faulty
        self.builds = list(builds)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if self.builds:
            self.faulty = self.builds.pop(0)
        path = environ["PATH_INFO"]
        start_response("200 OK", [("X-Path", path)])
        return [path.encode()]

    def get(self, path: str) -> str:
        """The path that is shown at a path; its head is sent once and is that of its body."""
        heads: list[tuple[Any, ...]] = []
        app = faults_first(self, lambda: self.faulty, "/faults.html")
        body = b"".join(app({"PATH_INFO": path}, lambda *head: heads.append(head))).decode()
        assert heads == [("200 OK", [("X-Path", body)])]
        return body


@pytest.mark.parametrize("path", PATHS)
def test_without_faults_everything_is_itself(path: str) -> None:
    assert Site(faulty=False).get(path) == path


def test_with_faults_every_page_is_theirs_and_other_files_are_themselves() -> None:
    assert {path: Site(faulty=True).get(path) for path in PATHS} == {
        "/": "/faults.html",
        "/en/": "/faults.html",
        "/en/brands.html": "/faults.html",
        "/theme/style.css": "/theme/style.css",
        "/en/brands.json": "/en/brands.json",
    }


def test_a_page_that_is_asked_for_during_a_build_is_the_one_after_it() -> None:
    assert Site(faulty=False, builds=[True]).get("/en/") == "/faults.html"
    assert Site(faulty=True, builds=[False]).get("/en/") == "/en/"
    assert Site(faulty=False, builds=[True, False]).get("/en/") == "/en/"


@pytest.mark.parametrize(("language", "told"), [("en", "warning: nothing"), ("zh", "警告：空")])
def test_the_page_of_faults_says_which_are_warnings(language: str, told: str) -> None:
    grades: tuple[Severity, ...] = ("warning", "error")
    page = fault_page(
        [Finding("a.yml", 1, 1, "X", Message("nothing"), g) for g in grades], language
    )
    error, warning = re.findall("<b>X</b> (.*?)</li>", page)
    assert (warning, told.endswith(error), error == told) == (told, True, False)
