"""The books whose files are spoilt, and what must hold of each afterwards."""

from __future__ import annotations

import faulthandler
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml
from click.testing import CliRunner
from edition_book import COMPOSITE, add_brand, big_figures, set_edition
from example_book import copy_example, settings_of
from mutants import Changes, Pool, pool_of
from round_book import make_rounds_book

from generator.book.editions import store
from generator.build import Examined, examine, make_book
from generator.cli import main
from generator.errors import BeatbookError, CellFinding, ContentError, Finding
from generator.intake.run import prepare
from generator.publish.data import make_json
from generator.publish.html import make_files
from generator.publish.spreadsheet import make_csv, make_sheets
from generator.publish.sqlite import make_database
from generator.publish.workbook import make_edition_workbook, make_workbook
from generator.records.rules import RULES
from generator.settings import Settings

_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
SLOW: Final = 120
"""Seconds after which a run counts as hanging and ends with a traceback of where it was."""


@dataclass
class SpoiltBook:
    """A book in a folder of its own, whose files are spoilt and put back; `codes` are counted."""

    root: Path
    codes: Counter[str] = field(default_factory=Counter, repr=False)

    @cached_property
    def settings(self) -> Settings:
        return settings_of(self.root, epoch=1767225600)

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Every file of the records, by name."""
        found = sorted(path for path in (self.root / "content").rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found}

    @cached_property
    def pool(self) -> Pool:
        """What the records hold, by key."""
        return pool_of(self.files)

    def check(self, changes: Changes) -> None:
        """What must hold of the book with some files changed."""
        with self._changed(changes), _ending():
            found = examine(self.settings)
            assert examine(self.settings).findings == found.findings
            for finding in found.findings:
                self.codes[finding.code] += 1
                self._check_finding(finding, changes)
            if any(finding.severity == "error" for finding in found.findings):
                self._check_refused(found)
            else:
                self.codes["built"] += 1
                self._check_made()

    @contextmanager
    def _changed(self, changes: Changes) -> Iterator[None]:
        made = [
            path
            for name in changes
            for path in (self.root / name).parents
            if self.root in path.parents and not path.exists()
        ]
        for name, data in changes.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            if data is not None:
                path.write_bytes(data)
        try:
            yield
        finally:
            for folder in made:
                shutil.rmtree(folder, ignore_errors=True)
            for name in changes:
                (self.root / name).unlink(missing_ok=True)
                if name in self.files:
                    (self.root / name).write_bytes(self.files[name])

    def _check_finding(self, finding: Finding, changes: Changes) -> None:
        assert finding.code in RULES
        assert all(finding.said(language) for language in ("zh", "en"))
        if finding.code[0] in "YS":
            assert finding.file in changes, finding
        path = self.root / finding.file
        if not finding.line:
            return
        raw = path.read_bytes()
        lines = _BREAK.split(raw.decode("utf-8", "replace"))
        assert 1 <= finding.line <= len(lines), finding
        assert 1 <= finding.column <= len(raw) + 1, finding
        if finding.path and path.suffix == ".yml":
            assert finding.line in lines_of(raw, finding.path), finding

    def _check_refused(self, found: Examined) -> None:
        """Nothing is made of a book with errors, and the command says why, without a traceback."""
        try:
            make_book(self.settings)
        except ContentError as error:
            assert error.findings == found.findings
        else:
            raise AssertionError("a book was made of records with errors")
        out = self.root / "dist"
        self.run("publish", "--out", str(out), ends=1)
        assert not out.exists()

    def _check_made(self) -> None:
        book = make_book(self.settings)
        for make in (make_files, make_csv, make_sheets, make_json, make_workbook, make_database):
            assert all(isinstance(data, bytes) for _, data in make(book))
        for edition in book.editions.values():
            if edition.rankings is not None:
                assert dict(make_edition_workbook(edition))

    def run(self, *arguments: str, ends: int | None = None) -> str:
        """What a command says; it ends as expected, with words and without a traceback."""
        done = CliRunner().invoke(main, [*arguments, "--root", str(self.root)])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert ends is None or done.exit_code == ends, done.output
        return str(done.output)

    def check_table(self, name: str, data: bytes) -> None:
        """What must hold of an import of a table: records, or words that point into it."""
        path = self.root / name
        path.write_bytes(data)
        with _ending():
            try:
                self.codes["taken"] += len(prepare(self.settings, [path]).planned) > 0
            except ContentError as error:
                for finding in error.findings:
                    self.codes[finding.code] += 1
                    assert finding.code in RULES
                    assert all(finding.said(language) for language in ("zh", "en"))
                    if isinstance(finding, CellFinding):
                        assert finding.file.partition("!")[0] == name, finding
            except BeatbookError as error:
                self.codes["refused"] += 1
                assert error.said("zh")
        path.unlink()

    def check_sheet(self, identity: str, name: str, data: bytes) -> None:
        """The same of a juror's sheet; whatever is wrong, the scores stay as they were."""
        path, scores = self.root / name, f"content/rounds/{identity}.csv"
        path.write_bytes(data)
        with _ending():
            said = self.run("round", "read", identity, str(path))
        path.unlink()
        if (self.root / scores).read_bytes() == self.files[scores]:
            self.codes["refused" if "rror" in said else "unchanged"] += 1
        else:
            self.codes["taken"] += 1
            assert "rror" not in said
            (self.root / scores).write_bytes(self.files[scores])


@contextmanager
def _ending() -> Iterator[None]:
    """A run that hangs ends, and where it hung is told."""
    faulthandler.dump_traceback_later(SLOW, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def lines_of(raw: bytes, path: tuple[Any, ...]) -> set[int]:
    """The lines at which the last step of a path that a YAML text has begins, as PyYAML tells."""
    node = yaml.compose(raw, yaml.CSafeLoader)
    lines = {1 if node is None else node.start_mark.line + 1}
    for step in path:
        if isinstance(node, yaml.MappingNode):
            key, node = next(((k, v) for k, v in node.value if k.value == str(step)), (None, None))
        elif isinstance(node, yaml.SequenceNode) and step in range(len(node.value)):
            key = node = node.value[step]
        else:
            return lines
        if node is None:
            return lines
        lines = {key.start_mark.line + 1, *range(node.start_mark.line + 1, node.end_mark.line + 2)}
    return lines


def example(folder: Path) -> SpoiltBook:
    """The miniature book, which has records of every kind and a published round."""
    return SpoiltBook(copy_example(folder))


def with_rounds(folder: Path) -> SpoiltBook:
    """A round with scores that is open, and a published edition whose brands have figures."""
    root = make_rounds_book(copy_example(folder))
    for n in range(5):
        add_brand(root, f"b{n}", figures=big_figures(n), problems=["theft"])
    set_edition(root, **COMPOSITE)
    store(make_book(settings_of(root)), "2024-all")
    path = root / "content" / "editions" / "2024-all.yml"
    path.write_text(path.read_text().replace('"status": "draft"', '"status": "published"'))
    return SpoiltBook(root)
