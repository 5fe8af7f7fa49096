"""The search index: Pagefind reads the brands' pages and writes its bundle beside them.

Pagefind drops a word that it does not know from a question, or looks for the beginning of it. So
the bundle gets the texts of its pages as well, in which our own script looks up every word.

A build makes it from the staged pages, before MkDocs empties its folder: a failure leaves the
last good site whole. Nothing else may depend on the bundle, whose bytes differ from run to run.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from generator.book.book import Book
from generator.errors import BeatbookError
from generator.system import processes
from generator.system.files import fault, probe_room
from generator.words.messages import Message

FOLDER = "pagefind"
"""Where the bundle stands below the site's folder; templates/theme/assets/search.js knows it."""

END_OF_TEXT = "⁂"
"""The sign on a page after which only names and single characters follow; see brand.html."""

_PAGES = "*/brands/*.html"
_ASIDE = ".beatbook-search"
_NEXT = Message(
    "install the site's requirements anew (requirements.lock) or build with `search: false`"
)


def make_index(book: Book, site: Path) -> None:
    """Index the brands' pages below a folder into `pagefind/` there; raises BeatbookError."""
    # Without a single marked page Pagefind would take every page there is.
    if book.brands:
        _finish(book, site / FOLDER, _start(site, FOLDER))


def _start(site: Path, output: str) -> subprocess.Popen[str]:
    """Pagefind at work on a folder; its own settings files and variables play no part."""
    options = ["--site", ".", "--glob", _PAGES, "--output-path", output, "--quiet"]
    shutil.rmtree(site / output, ignore_errors=True)
    try:
        return subprocess.Popen(  # noqa: S603
            # -P: a folder named `pagefind` in the site is no Python module.
            [sys.executable, "-P", "-m", "pagefind", *options],
            cwd=site,
            env={k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            preexec_fn=processes.end_with_parent,
        )
    except OSError as error:
        raise BeatbookError(_not_made(str(error))) from error


def _not_made(reason: str) -> Message:
    return Message("the search index was not made: {reason}; {next}", reason=reason, next=_NEXT)


def _finish(book: Book, bundle: Path, running: subprocess.Popen[str]) -> None:
    """Wait for Pagefind, check what it made and drop what our own script does not use."""
    said, _ = running.communicate()
    try:
        probe_room(bundle.parent)  # a full disk is no fault to Pagefind: it writes half its files
    except OSError as error:
        raise BeatbookError(
            Message("the search index was not made: {fault}", fault=fault(error))
        ) from error
    if running.returncode != 0:
        last = said.strip().rpartition("\n")[2]
        ended = Message("Pagefind ended with {n}", n=running.returncode)
        raise BeatbookError(_not_made(last or ended))
    expected = {words.code.lower(): len(book.brands) for words in book.words.values()}
    found = _page_counts(bundle)
    if found != expected:
        raise BeatbookError(
            Message(
                "the search index is not whole: Pagefind indexed {found} of {expected}; {next}",
                found=str(found) if found else Message("nothing"),
                expected=str(expected),
                next=_NEXT,
            )
        )
    try:
        for language in found:
            data = json.dumps(_texts(bundle, language), ensure_ascii=False, separators=(",", ":"))
            (bundle / f"texts.{language}.json").write_text(data, encoding="utf-8")
    except (OSError, ValueError, KeyError) as error:
        raise BeatbookError(
            "the search index cannot be read again: {reason}; {next}", reason=str(error), next=_NEXT
        ) from error
    for path in bundle.glob("pagefind-*"):
        if path.suffix in (".js", ".css"):
            path.unlink()


def _page_counts(bundle: Path) -> dict[str, int]:
    """Pages by language, as the bundle itself states them."""
    try:
        entry = json.loads((bundle / "pagefind-entry.json").read_bytes())
        return {code: part["page_count"] for code, part in entry["languages"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _texts(bundle: Path, language: str) -> dict[str, dict[str, object]]:
    """What the index holds of each page of a language, by Pagefind's name for the page.

    `meta`: title, agency, place and summary; `text`: all that is looked into, `filters`: values by
    facet.
    """
    found: dict[str, dict[str, object]] = {}
    for path in sorted((bundle / "fragment").glob(f"{language}_*.pf_fragment")):
        raw = gzip.decompress(path.read_bytes())
        page = json.loads(raw[raw.index(b"{") :])
        text, _, rest = page["content"].replace("\u200b", "").partition(END_OF_TEXT)
        names = [word for word in rest.split() if len(word) > 1]
        found[path.stem] = {
            "meta": [page["meta"][key] for key in ("title", "agency", "place", "summary")],
            "text": " ".join([text.strip(), *names]),
            "filters": page["filters"],
        }
    return found


class ServedIndex:
    """The index under `mkdocs serve`: made once in the background, kept through rebuilds.

    MkDocs empties its folder at every rebuild, but for names that begin with a dot.
    """

    def __init__(self, site: Path, failed: Callable[[str], None]) -> None:
        self._bundle = site / FOLDER
        self._aside = site / _ASIDE
        self._site = site
        self._failed = failed
        self._running: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None

    def shelter(self) -> None:
        """Before a rebuild: put a finished bundle aside, give up an unfinished one."""
        self.stop()
        if self._bundle.is_dir():
            shutil.rmtree(self._aside, ignore_errors=True)
            self._bundle.rename(self._aside)

    def restore(self, book: Book) -> None:
        """After a rebuild: put the bundle back, or start to make one where there is none."""
        if self._aside.is_dir():
            self._aside.rename(self._bundle)
        elif book.brands:
            try:
                self._running = _start(self._site, f"{_ASIDE}-new")
            except BeatbookError as error:
                self._failed(str(error))
                return
            arguments = [book, self._running]
            self._thread = threading.Thread(target=self._make, args=arguments, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End what runs in the background."""
        running, self._running = self._running, None
        if running is not None and self._thread is not None:
            running.terminate()
            self._thread.join()

    def _make(self, book: Book, running: subprocess.Popen[str]) -> None:
        new = self._site / f"{_ASIDE}-new"
        try:
            _finish(book, new, running)
            new.rename(self._bundle)
        except (BeatbookError, OSError) as error:
            if self._running is running:  # else it was ended on purpose
                self._failed(str(error))
