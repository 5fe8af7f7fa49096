"""The text of a DOCX file: a line for each paragraph, a line of cells for each row of a table.

One part of the archive is read, as a stream of events, and only after its unpacked size is known.
What a person sees counts: text that was inserted, also inside boxes and controls; none that was
deleted. Source: ECMA-376, part 1, chapter 17.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Final

from lxml import etree  # type: ignore[import-untyped,unused-ignore]

from generator.draft.refusals import damaged, encrypted, table
from generator.errors import BeatbookError
from generator.system import files

_MAIN: Final = re.compile(r"word/document[0-9]*\.xml")
_CHUNK: Final = 1 << 16
_MEMBER: Final = b"PK\x01\x02"
"""What begins a member's entry in the directory of an archive, which is read before all else."""
_MOST_MEMBERS: Final = 4096
_WORD: Final = "wordprocessingml"
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SKIPPED: Final = frozenset(["Fallback", "rt", "moveFrom"])
"""What repeats a text for older programs, glosses its sounds, or stood there before a move."""


def read_docx(raw: bytes, name: str) -> str:
    """The text of a DOCX file.

    Raises BeatbookError for another archive, a table, and what is damaged, encrypted or too large.
    """
    if raw.count(_MEMBER) > _MOST_MEMBERS:
        raise _too_large(name)
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            return _read(archive, _main(archive, name), name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, etree.LxmlError):
        # zipfile says NotImplementedError of a compression that it does not know.
        raise damaged(name) from None


def _main(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """The part that holds the text."""
    members = {member.filename: member for member in archive.infolist()}
    main = next((member for path, member in members.items() if _MAIN.fullmatch(path)), None)
    if main is None and "xl/workbook.xml" in members:
        raise table(name)
    if main is None:
        raise BeatbookError(
            "{name}: is an archive, not an article; take the article out of it, or save it as text",
            name=name,
        )
    if main.flag_bits & 1:
        raise encrypted(name)
    if main.file_size > files.ARTICLE:
        raise _too_large(name)
    return main


def _too_large(name: str) -> BeatbookError:
    return BeatbookError(
        "{name}: unpacks to more than an article can have ({most} bytes); save the article as text",
        name=name,
        most=f"{files.ARTICLE:,}",
    )


def _read(archive: zipfile.ZipFile, main: zipfile.ZipInfo, name: str) -> str:
    reader = _ParagraphReader()
    parser = etree.XMLParser(target=reader, resolve_entities=False, no_network=True)
    left = main.file_size
    with archive.open(main) as part:
        while chunk := part.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _too_large(name)
            parser.feed(chunk)
    parser.close()
    return "\n".join(reader.lines)


class _ParagraphReader:
    """Collects paragraphs from the events of a parser.

    Rows and cells may hold tables again: each opens a list that its end takes off again.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._sinks: list[list[str]] = [self.lines]
        self._paragraphs: list[list[str]] = []
        self._skipped = 0
        self._in_text = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A start tag."""
        space, _, kind = tag.rpartition("}")
        if kind in _SKIPPED or self._skipped:
            self._skipped += 1
        elif _WORD not in space:
            return
        elif kind == "p":
            self._paragraphs.append([])
        elif kind in ("tr", "tc"):
            self._sinks.append([])
        elif kind == "t":
            self._in_text = True
        elif kind in _SIGNS and self._paragraphs:
            is_page = any(value == "page" for value in attributes.values())
            self._paragraphs[-1].append("" if is_page else _SIGNS[kind])

    def end(self, tag: str) -> None:
        """An end tag."""
        space, _, kind = tag.rpartition("}")
        if self._skipped:
            self._skipped -= 1
        elif _WORD not in space:
            return
        elif kind == "p":
            self._end_paragraph()
        elif kind == "tc":
            cell = " ".join(part.strip() for part in self._sinks.pop())
            self._sinks[-1].append(re.sub(r"\s+", " ", cell))
        elif kind == "tr":
            row = "\t".join(self._sinks.pop())
            self._sinks[-1].append(row)
        elif kind == "t":
            self._in_text = False

    def data(self, text: str) -> None:
        """Text between tags."""
        if self._in_text and not self._skipped and self._paragraphs:
            self._paragraphs[-1].append(text)

    def close(self) -> None:
        """The end of the part."""

    def _end_paragraph(self) -> None:
        line = "".join(self._paragraphs.pop())
        if line.strip():
            self._sinks[-1].append(line)
