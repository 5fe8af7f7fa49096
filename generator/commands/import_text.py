"""What an import did, or would do, as text for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.errors import Finding
from generator.words.messages import Message, said


def import_text(
    names: Mapping[str, bool],
    notes: Iterable[Message],
    findings: Iterable[Finding],
    language: str,
    dry_run: bool,
) -> str:
    """One line a file, which is new or changed, a warning and a note; last how many there are."""
    lines = [finding.said(language) for finding in findings]
    lines += [said(note, language) for note in notes]
    for name, own in names.items():
        line = Message("new: {name}", name=name) if own else Message("changed: {name}", name=name)
        lines.append(said(line, language))
    return "\n".join([*lines, said(_summary(names, dry_run), language)])


def _summary(names: Mapping[str, bool], dry_run: bool) -> Message:
    if not names:
        return Message("nothing changed: the records say all of it already")
    counts = {"new": sum(names.values()), "changed": len(names) - sum(names.values())}
    if dry_run:
        return Message(
            "would be new: {new}; would be changed: {changed}; nothing was written", **counts
        )
    return Message("new: {new}; changed: {changed}", **counts)
