"""Files of word processors and printers, known by their first bytes: their text, or a refusal."""

from __future__ import annotations

from typing import Final

from generator.draft.docx import read_docx
from generator.draft.furniture import Passage
from generator.draft.pages import PageText
from generator.draft.pdf import read_pdf
from generator.draft.refusals import encrypted
from generator.errors import BeatbookError

_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
"""The part of an old container in which Office keeps a locked DOCX."""
_PDF_HEAD: Final = 1024
"""Bytes in which readers look for the mark of a PDF."""


def read_document(raw: bytes, name: str) -> PageText | None:
    """The text of a DOCX or PDF file; None where the bytes are neither, but perhaps text.

    Raises BeatbookError where it cannot be read, and for other files of such programs.
    """
    if raw.startswith(b"PK\x03\x04"):
        return PageText(read_docx(raw, name))
    if b"%PDF-" in raw[:_PDF_HEAD] and not raw.lstrip().startswith(b"<"):
        found = read_pdf(raw, name)
        matter = (Passage(found.matter, len(found.text), "navigation"),)
        return PageText(found.text, matter=matter, cut=found.part)
    if raw.startswith(_OLD):
        if _LOCKED in raw:
            raise encrypted(name)
        raise BeatbookError(
            "{name}: is in an old format of Word or WPS; save it as DOCX, or as text", name=name
        )
    if raw.startswith(b"{\\rtf"):
        raise BeatbookError("{name}: is an RTF file; save it as DOCX, or as text", name=name)
    return None
