"""The printed lines of a PDF with their places: a program of its own, from stdin to stdout.

It runs apart because what a PDF unpacks to is not known before it is unpacked: here the system
bounds memory and time, and a fault ends this program alone. It answers with JSON: `refused` (a
word) or `pages`, each `{pictures, lines}`, a line `[text, left, bottom, right, top, em]` in points.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator
from typing import Any, Final

MEMORY: Final = 1 << 30
"""Bytes of address space, of which the reader itself takes a fifth."""
SECONDS: Final = 60
"""Seconds of computing."""
PAGES: Final = 400
CHARACTERS: Final = 1_000_000

_NARROW_GAP: Final = 0.6
"""Ems between two characters in which a layout sets Chinese and digits apart without a space."""


def main() -> None:
    """Read the PDF on standard input."""
    _bound()
    import pypdfium2  # type: ignore[import-untyped,unused-ignore]

    raw = sys.stdin.buffer.read()
    try:
        with pypdfium2.PdfDocument(raw) as document:
            answer = _document(document)
    except pypdfium2.PdfiumError as error:
        answer = {"refused": "encrypted" if "password" in str(error).lower() else "damaged"}
    json.dump(answer, sys.stdout)


def _bound() -> None:
    """Let the system end this program where it takes more than an article can need."""
    try:
        import resource
    except ImportError:  # no POSIX system: whoever started this still waits only so long
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _document(document: Any) -> dict[str, Any]:
    if len(document) > PAGES:
        return {"refused": "large"}
    pages, characters = [], 0
    for page in document:
        printed = page.get_textpage()
        characters += printed.count_chars()
        if characters > CHARACTERS:
            return {"refused": "large"}
        lines = [line for line in _lines(printed) if line is not None]
        pages.append({"lines": lines, "pictures": not lines and _has_pictures(page)})
        printed.close()
        page.close()
    return {"pages": pages}


def _has_pictures(page: Any) -> bool:
    from pypdfium2 import raw

    return next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None


def _lines(printed: Any) -> Iterator[list[Any] | None]:
    """The lines of a page in the order of its content."""
    from pypdfium2 import raw

    line: list[tuple[str, bool, tuple[float, float, float, float]]] = []
    for at in range(printed.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(printed, at))
        if character in "\r\n":
            yield _line(line)
            line = []
        else:
            hyphen = raw.FPDFText_IsHyphen(printed, at) == 1
            made = raw.FPDFText_IsGenerated(printed, at) == 1
            box = printed.get_charbox(at, loose=True)
            line.append(("-" if hyphen else character, made, box))
    yield _line(line)


def _line(line: list[tuple[str, bool, tuple[float, float, float, float]]]) -> list[Any] | None:
    """One line with its place; None where it shows nothing."""
    seen = [(character, box) for character, _, box in line if not character.isspace()]
    if not seen:
        return None
    wide = [box[2] - box[0] for character, box in seen if character >= "\u2e80"]
    em = statistics.median(wide or [box[3] - box[1] for _, box in seen])
    text = []
    for at, (character, made, _) in enumerate(line):
        if made and 0 < at < len(line) - 1:
            before, after = line[at - 1], line[at + 1]
            near = after[2][0] - before[2][2] < _NARROW_GAP * em
            if near and max(before[0], after[0]) >= "\u2e80":
                continue
        text.append(character)
    return [
        # A character beyond the first plane comes as two halves.
        "".join(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip(),
        min(box[0] for _, box in seen),
        statistics.median(box[1] for _, box in seen),
        max(box[2] for _, box in seen),
        statistics.median(box[3] for _, box in seen),
        em,
    ]


if __name__ == "__main__":
    main()
