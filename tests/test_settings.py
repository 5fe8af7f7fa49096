"""What the environment and mkdocs.yml may say: addresses that a page can link to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from example_book import ROOT, copy_example

from generator.errors import BeatbookError
from generator.settings import read_settings, read_site

WEB = ["https://a.example", "http://a.example:8000/x/y-1", "HTTPS://甲.example/", ""]
NO_ADDRESSES = [
    "javascript:alert(1)",
    "JavaScript:alert(1)//https://a.example",
    " https://a.example",
    "https://a.example/\nx",
    "https://a.example/\u202ex",
    "java\tscript:x",
    "data:text/html,x",
    "//a.example",
    "https://",
    "https://a.example@b.example/",
    "ftp://a.example/",
]
MAIL = ["desk@a.example", "mailto:desk@a.example", "desk.two+x@a.example"]
NO_MAIL = ["javascript:x@y", "mailto:javascript:x@y", "a@b@c", "desk@a.example?bcc=x@y", "x@\x07y"]


@pytest.mark.parametrize("key", ["site_url", "repo_url", "contact"])
def test_addresses_of_the_web_are_taken_as_they_are(tmp_path: Path, key: str) -> None:
    for value in WEB:
        assert getattr(read_settings(tmp_path, {}, **{key: value}), key) == value


@pytest.mark.parametrize("key", ["site_url", "repo_url", "contact"])
@pytest.mark.parametrize("value", NO_ADDRESSES)
def test_what_a_browser_would_run_is_no_address(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(BeatbookError, match=r"write an address") as caught:
        read_settings(tmp_path, {}, **{key: value})
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("key", ["site_url", "repo_url"])
@pytest.mark.parametrize("value", ["https://a.example/b?c=d", "https://a.example/b#c"])
def test_an_address_that_paths_are_added_to_has_no_query(
    tmp_path: Path, key: str, value: str
) -> None:
    with pytest.raises(BeatbookError, match=r"example.org/beatbook, without \? and #"):
        read_settings(tmp_path, {}, **{key: value})
    assert read_settings(tmp_path, {}, contact=value).contact == value


@pytest.mark.parametrize("sign", list('"<>\\^`{|} '))
def test_a_sign_that_stands_in_no_address_is_refused(tmp_path: Path, sign: str) -> None:
    for key in ("site_url", "repo_url", "contact"):
        with pytest.raises(BeatbookError, match="write an address"):
            read_settings(tmp_path, {}, **{key: f"https://a.example/{sign}x"})


def test_the_contact_may_be_an_address_of_e_mail(tmp_path: Path) -> None:
    for value in MAIL:
        found = read_settings(tmp_path, {}, contact=value).contact
        assert found == value.removeprefix("mailto:")
    for value in NO_MAIL:
        with pytest.raises(BeatbookError, match="or one of e-mail"):
            read_settings(tmp_path, {}, contact=value)
    with pytest.raises(BeatbookError, match="repo_url"):
        read_settings(tmp_path, {}, repo_url=MAIL[0])


@pytest.mark.parametrize("text", ["- a list\n", "", "extra: words\n", "extra: {contact: 110}\n"])
def test_settings_of_another_shape_are_read_without_a_fault(tmp_path: Path, text: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    found = read_site(tmp_path)
    contact = "110" if "110" in text else ""
    assert found == {
        "site_url": "",
        "repo_url": "",
        "contact": contact,
        "as_of": "",
        "site_dir": "",
        "masthead": None,
    }


def test_a_site_with_a_contact_that_runs_is_not_built(tmp_path: Path) -> None:
    root = copy_example(tmp_path / "project")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BEATBOOK_CONTACT": "javascript:alert(1)"}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--config-file", root / "mkdocs.yml"],
        env={
            **environment,
            "BEATBOOK_PARTS": "pages",
            "BEATBOOK_SOURCES": str(root / "texts"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert (
        "`extra.contact` of mkdocs.yml (BEATBOOK_CONTACT) is `javascript:alert(1)`" in done.stderr
    )
    assert not list((root / "site").glob("*"))
