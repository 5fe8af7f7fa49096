"""Receipts into the records: what a check found in the texts at hand is kept with the sources."""

from __future__ import annotations

from pathlib import Path

import yaml

from generator.build import Examined
from generator.errors import BeatbookError
from generator.evidence.receipts import by_source, make_receipt, receipt_lines
from generator.records import reader
from generator.records.models import Receipt
from generator.settings import Settings
from generator.system.files import replace_file


def keep_receipts(settings: Settings, found: Examined) -> list[Path]:
    """Write the receipt of every source whose text was at hand; the paths of those that changed.

    The day of the check is that of `SOURCE_DATE_EPOCH`, else today, which a person asks for here.
    The rest of a record stays as it was written. Raises BeatbookError without a folder of texts.
    """
    if settings.sources is None:
        raise BeatbookError("--keep needs the texts: give their folder with --sources DIR")
    if found.content is None:
        return []
    rows, day = by_source(found.found), settings.today()
    changed = []
    for identity, source in found.content.sources.items():
        receipt = make_receipt(source, rows.get(identity, []), day)
        if receipt is None or receipt == source.receipt:
            continue
        path = settings.root / found.content.files["sources", identity]
        text = _with_receipt(path.read_text(encoding="utf-8"), receipt)
        if text is None:
            name = found.content.files["sources", identity]
            raise BeatbookError(
                "{name}: its receipt cannot be added: write one key a line, then run this again",
                name=name,
            )
        replace_file(path, text.encode())
        changed.append(path)
    return changed


def _with_receipt(text: str, receipt: Receipt) -> str | None:
    """The text of a record with a receipt as its last key; None where that is not possible."""
    new = "\n".join([_without_receipt(text), *receipt_lines(receipt), ""])
    before, after = reader.read(text)[0], reader.read(new)[0]
    if not isinstance(after, dict) or "receipt" not in after:
        return None
    return new if {**before, "receipt": after["receipt"]} == after else None


def _without_receipt(text: str) -> str:
    """The text of a record without its receipt and the blank lines at its end."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)  # noqa: S101  # it has been read as a record
    lines = text.splitlines()
    for key, value in root.value:
        if key.value == "receipt":
            del lines[key.start_mark.line : _last_line(value) + 1]
    return "\n".join(lines).rstrip()


def _last_line(node: yaml.Node) -> int:
    """The line on which a node's last scalar ends; a block's own end lies behind comments."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _last_line(node.value[-1][1])
    return int(node.end_mark.line)
