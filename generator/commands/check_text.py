"""What a check found, as text for people, as JSON for programs, as annotations for a workflow."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace

from generator.build import Checked
from generator.errors import Finding
from generator.words.messages import Message, said


def check_text(found: Checked, language: str, everything: bool) -> str:
    """One line a finding in a language, warnings that are alike on one with their count.

    With `everything` no warning is left out.
    """
    lines = _lines(found.findings, language, everything)
    return "\n".join([*lines, said(_summary(found), language)])


def check_github(found: Checked, language: str, _everything: bool) -> str:
    """Annotations of a GitHub workflow, which folds them itself, and the summary."""
    lines = [_annotation(finding, language) for finding in found.findings]
    return "\n".join([*lines, said(_summary(found), language)])


def check_json(found: Checked, language: str, _everything: bool) -> str:
    """Every finding with its parts, and the counts; `message` is in the language."""
    findings = [asdict(replace(f, message=said(f.message, language))) for f in found.findings]
    for finding in findings:
        del finding["path"]  # `line` and `column` tell the same
    return json.dumps({"counts": found.counts, "findings": findings}, ensure_ascii=False, indent=2)


FORMS: dict[str, Callable[[Checked, str, bool], str]] = {
    "text": check_text,
    "json": check_json,
    "github": check_github,
}
"""The forms of the report by the name that `--format` takes."""


def _kind(finding: Finding) -> tuple[str, str]:
    """What makes warnings alike: the same rule, said in the same words."""
    message = finding.message
    return finding.code, message.template if isinstance(message, Message) else message


def _lines(findings: tuple[Finding, ...], language: str, everything: bool) -> Iterator[str]:
    alike = Counter(_kind(finding) for finding in findings if finding.severity == "warning")
    told: set[tuple[str, str]] = set()
    for finding in findings:
        kind = _kind(finding)
        if finding.severity == "error" or everything:
            yield finding.said(language)
        elif kind not in told:
            told.add(kind)
            more = Message(" (and {n} more like it; --all lists them)", n=alike[kind] - 1)
            yield finding.said(language) + (said(more, language) if alike[kind] > 1 else "")


def _annotation(finding: Finding, language: str) -> str:
    place = {"file": finding.file, "title": finding.code}
    if finding.line:
        place |= {"line": str(finding.line), "col": str(finding.column)}
    properties = ",".join(f"{name}={_escaped(place[name], ':,')}" for name in place)
    return f"::{finding.severity} {properties}::{_escaped(said(finding.message, language))}"


def _escaped(text: str, more: str = "") -> str:
    """Text as GitHub's workflow commands want it: `%` first, then what would end it."""
    for mark in f"%\r\n{more}":
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text


def _summary(found: Checked) -> Message:
    n = found.counts
    errors = _some(n["errors"], Message("1 error"), Message("{n} errors", n=n["errors"]))
    warnings = _some(n["warnings"], Message("1 warning"), Message("{n} warnings", n=n["warnings"]))
    if not found.whole:
        return Message(
            "what all records need is missing or broken, so they were not counted; {errors},"
            " {warnings}",
            errors=errors,
            warnings=warnings,
        )
    drafts = _some(n["drafts"], Message("1 draft"), Message("{n} drafts", n=n["drafts"]))
    parts = {
        "drafts": Message(", {drafts} left out", drafts=drafts),
        "unreadable": Message(", {n} unreadable", n=n["unreadable"]),
        "changed": Message(" ({n} changed since)", n=n["changed"]),
        "unkept": Message(" ({n} more found in the texts: --keep keeps that)", n=n["unkept"]),
    }
    return Message(
        "{brands}{drafts}{unreadable}; {sources}; {figures}: {verified} verified against text"
        "{changed}{unkept}, {as_read} as read; {errors}, {warnings}",
        brands=_some(n["brands"], Message("1 brand"), Message("{n} brands", n=n["brands"])),
        sources=_some(n["sources"], Message("1 source"), Message("{n} sources", n=n["sources"])),
        figures=_some(n["figures"], Message("1 figure"), Message("{n} figures", n=n["figures"])),
        verified=n["verified"],
        as_read=n["as_read"],
        errors=errors,
        warnings=warnings,
        **{name: part if n[name] else "" for name, part in parts.items()},
    )


def _some(number: int, one: Message, many: Message) -> Message:
    return one if number == 1 else many
