"""A page for the editor's own eyes: the article with its figures marked, beside the draft.

It holds the article and is therefore written into a private temporary folder, never beside the
records.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import jinja2

from generator.draft.drafting import Draft
from generator.errors import BeatbookError
from generator.system.changes import create_files


class Piece(NamedTuple):
    """A run of the article: plain, or a quantity with its verdict and what is said of it."""

    text: str
    verdict: str
    note: str


def write_review(draft: Draft, files: Sequence[tuple[str, str]], templates: Path) -> Path:
    """Write the page into a folder that only its owner can read; raises BeatbookError.

    Refused where the temporary folder lies inside the project.
    """
    root = templates.parent.resolve()
    folder = Path(tempfile.mkdtemp(prefix="beatbook-review-")).resolve()
    path = folder / f"{draft.source}.html"
    try:
        if folder.is_relative_to(root):
            raise BeatbookError(
                "{folder} lies inside the project: set TMPDIR to a folder elsewhere", folder=folder
            )
        create_files([(path, _page(draft, files, templates).encode())])
        path.chmod(0o600)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return path


def _page(draft: Draft, files: Sequence[tuple[str, str]], templates: Path) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    pieces = list(_pieces(draft))
    verdicts = [piece.verdict for piece in pieces]
    counts = {kind: verdicts.count(kind) for kind in ("proposed", "doubtful", "left")}
    return environment.get_template("draft/review.html").render(
        name=draft.article.name,
        counts=counts,
        pieces=pieces,
        files=files,
        left_out=draft.left_out,
    )


def _pieces(draft: Draft) -> Iterator[Piece]:
    text, at = draft.article.text, 0
    for start, end, verdict, note in sorted(_verdicts(draft)):
        if start < at:
            continue
        if start > at:
            yield Piece(text[at:start], "", "")
        yield Piece(text[start:end], verdict, note)
        at = end
    yield Piece(text[at:], "", "")


def _verdicts(draft: Draft) -> Iterator[tuple[int, int, str, str]]:
    for brand in draft.brands:
        for figure in brand.figures:
            quantity = figure.quantity
            note = f"{figure.named.indicator or figure.named.zh or ''}"
            verdict = "doubtful" if figure.doubtful else "proposed"
            yield quantity.start, quantity.end, verdict, figure.doubtful or note
    for entry in draft.left_out:
        yield entry.start, entry.end, "left", entry.reason
