"""The page that `mkdocs serve` shows while the records or templates hold errors.

It is made without templates, because a template may be what is at fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from generator.errors import Finding
from generator.words.messages import Message, said

_STYLE = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}"
    "li{margin:0 0 1rem}code{font-size:.9375rem;overflow-wrap:anywhere}"
)


def _place(finding: Finding) -> str:
    """Where it is, unless it is a matter of no single file."""
    where = f"{finding.file}:{finding.line}:{finding.column}"
    return f"<code>{escape(where)}</code><br>" if finding.file else ""


def _graded(finding: Finding, language: str) -> str:
    """What is wrong; a warning says that it is one, for it keeps no site from being built."""
    told = said(finding.message, language)
    return told if finding.severity == "error" else said(Message("warning: "), language) + told


def fault_page(findings: Sequence[Finding], language: str) -> str:
    """HTML that lists every finding in a language, errors first, with place and next step."""
    errors = [f for f in findings if f.severity == "error"]
    warnings = [f for f in findings if f.severity != "error"]
    many = Message("{n} errors", n=len(errors))
    count = said(Message("1 error") if len(errors) == 1 else many, language)
    again = Message("The site is built again as soon as you save a mended file.")
    items = "".join(
        f"<li>{_place(f)}<b>{escape(f.code)}</b> {escape(_graded(f, language))}</li>"
        for f in [*errors, *warnings]
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{count} · Beatbook</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{count}</h1><p>{said(again, language)}</p>"
        f"<ol>{items}</ol></main></body></html>"
    )
