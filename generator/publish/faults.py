"""What `mkdocs serve` shows while the records or templates hold errors: one page that lists them.

It is made without templates, because a template may be what is at fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from generator.errors import Finding
from generator.words.messages import Message, said

_STYLE = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}"
    "li{margin:0 0 1rem}code{font-size:.9375rem;overflow-wrap:anywhere}"
)


def faults_first(
    app: WSGIApplication, has_faults: Callable[[], bool], fault_path: str
) -> WSGIApplication:
    """The application, but with what stands at `fault_path` for every page while there are faults.

    Other files are served as ever. A request that comes during a build is answered after it.
    """

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_page = environ["PATH_INFO"].endswith(("/", ".html"))
        while True:
            head: list[Any] = []
            faulty = has_faults()
            shown = {**environ, "PATH_INFO": fault_path} if is_page and faulty else environ
            answer: Iterable[bytes] = app(shown, lambda *given, head=head: head.extend(given))
            if faulty == has_faults():
                start_response(*head)
                return answer

    return answered


def fault_page(findings: Sequence[Finding], language: str) -> str:
    """HTML that lists every finding in a language, errors first, with place and next step."""
    errors = sum(finding.severity == "error" for finding in findings)
    count = said(Message("1 error") if errors == 1 else Message("{n} errors", n=errors), language)
    again = said(Message("The site is built again as soon as you save a mended file."), language)
    errors_first = sorted(findings, key=lambda finding: finding.severity)
    items = "".join(_item(finding, language) for finding in errors_first)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{count} · Beatbook</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{count}</h1><p>{again}</p>"
        f"<ol>{items}</ol></main></body></html>"
    )


def _item(finding: Finding, language: str) -> str:
    """Its place, unless it is a matter of no single file, and what is wrong.

    A warning says that it is one, for it keeps no site from being built.
    """
    where = escape(f"{finding.file}:{finding.line}:{finding.column}")
    place = f"<code>{where}</code><br>" if finding.file else ""
    grade = "" if finding.severity == "error" else said(Message("warning: "), language)
    told = escape(grade + said(finding.message, language))
    return f"<li>{place}<b>{escape(finding.code)}</b> {told}</li>"
