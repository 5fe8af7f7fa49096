"""Forms over HTTP, for the person at this computer alone: whoever else asks is refused.

A form is given and taken only on the loopback, under a name of the loopback (so that no other name
can be made to lead here), from a page of the same origin, with a token that each start of the
server makes anew.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from threading import RLock
from typing import Final, NamedTuple
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from generator.book.book import Book
from generator.editing import fields, form, record
from generator.editing.fields import Typed, brand_fields
from generator.errors import BeatbookError
from generator.publish.html import place_of
from generator.site.render import Renderer, make_renderers
from generator.system import files
from generator.words.messages import Message, said

_FORM: Final = re.compile(r"(?P<language>[a-z-]+)/edit/brands/(?P<id>[^/]+)\.html")
_ASSET: Final = re.compile(r"[a-z-]+/edit/(form\.(?:js|css))")
_TYPES: Final = {"js": "text/javascript", "css": "text/css"}
_MOST: Final = 4 * 1024 * 1024
"""Bytes of a form; those of a record in percent notation, and the names of its fields."""
_HEADERS: Final = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';"
        " img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
]


class RefusedRequest(Exception):
    """A request that is not answered with a form."""

    def __init__(self, status: HTTPStatus, message: Message) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class Answer(NamedTuple):
    """What is sent back: a page, or the address to go on at."""

    body: bytes
    status: HTTPStatus = HTTPStatus.OK
    type: str = "text/html"
    location: str = ""


def is_local(host: str) -> bool:
    """Whether an address of a network, or the name for it, is this computer's own loopback."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Forms:
    """The forms of one server: their token, and the book that they are about.

    `book` gives the last that was made, None before the first; `examine` checks the records with
    some files in place of others, and is called under `lock` alone.
    """

    def __init__(
        self, book: Callable[[], Book | None], examine: record.Examine, lock: RLock
    ) -> None:
        self.token = secrets.token_urlsafe(32)
        self._book, self._examine, self._lock = book, examine, lock
        self._of: tuple[Book, Mapping[str, Renderer]] | None = None

    def before(self, app: WSGIApplication, below: str) -> WSGIApplication:
        """The application with forms `below` a mount point."""

        def answered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
            name = path.removeprefix(below) if path.startswith(below) else ""
            if not (_FORM.fullmatch(name) or _ASSET.fullmatch(name)) or self._book() is None:
                return app(environ, start_response)
            try:
                _check_place(environ)
                sent = None if environ["REQUEST_METHOD"] == "GET" else self._sent(environ)
                with self._lock:
                    answer = self._answer(name, sent, environ.get("QUERY_STRING", ""))
            except RefusedRequest as refused:
                answer = Answer(_plain_page(refused.message), refused.status)
            except BeatbookError as error:  # a template is broken, or a word is missing
                status = HTTPStatus.INTERNAL_SERVER_ERROR
                answer = Answer(_plain_page(error.message), status)
            head = [*_HEADERS, ("Content-Type", f"{answer.type}; charset=utf-8")]
            head += [("Content-Length", str(len(answer.body)))]
            head += [("Location", answer.location)] if answer.location else []
            start_response(f"{answer.status.value} {answer.status.phrase}", head)
            return [answer.body]

        return answered

    def _answer(self, name: str, sent: Mapping[str, list[str]] | None, query: str) -> Answer:
        book = self._book()
        if book is None:  # it was there when the request was looked at
            raise RefusedRequest(HTTPStatus.SERVICE_UNAVAILABLE, Message("there is no book yet"))
        asset = _ASSET.fullmatch(name)
        if asset:
            path = book.settings.templates / "editing" / asset[1]
            return Answer(path.read_bytes(), type=_TYPES[path.suffix[1:]])
        found = _FORM.fullmatch(name)
        renderer = self._renderers(book).get(found["language"]) if found else None
        if found is None or renderer is None:
            raise RefusedRequest(HTTPStatus.NOT_FOUND, Message("there is no such form"))
        try:
            file = record.open_brand(book.settings, found["id"])
        except BeatbookError as error:
            raise RefusedRequest(HTTPStatus.CONFLICT, error.message) from None
        if file is None:
            raise RefusedRequest(HTTPStatus.NOT_FOUND, Message("there is no such form"))
        page = _FormPage(self.token, self._examine, renderer, file, found["id"])
        return page.opened(query == "saved") if sent is None else page.taken(sent)

    def _renderers(self, book: Book) -> Mapping[str, Renderer]:
        if self._of is None or self._of[0] is not book:
            self._of = book, make_renderers(book)
        return self._of[1]

    def _sent(self, environ: WSGIEnvironment) -> dict[str, list[str]]:
        """The fields of a form that was sent by one of our pages; raises RefusedRequest."""
        if environ["REQUEST_METHOD"] != "POST":
            raise RefusedRequest(HTTPStatus.METHOD_NOT_ALLOWED, Message("a form is sent by POST"))
        if environ.get("HTTP_ORIGIN") != f"http://{environ['HTTP_HOST']}":
            raise _foreign()
        if environ.get("CONTENT_TYPE", "").partition(";")[0] != "application/x-www-form-urlencoded":
            raise RefusedRequest(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Message("a form is sent as a form")
            )
        size = environ.get("CONTENT_LENGTH") or "0"
        if not size.isdecimal() or int(size) > _MOST:
            raise RefusedRequest(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Message("the form is too large")
            )
        try:
            body = environ["wsgi.input"].read(int(size)).decode("ascii")
            sent = parse_qs(body, keep_blank_values=True, errors="strict", max_num_fields=50_000)
        except ValueError:
            raise RefusedRequest(
                HTTPStatus.BAD_REQUEST, Message("a form is sent as a form")
            ) from None
        if not hmac.compare_digest(sent.get("token", [""])[0].encode(), self.token.encode()):
            said_ = Message("the server was started anew since this form was opened: open it again")
            raise RefusedRequest(HTTPStatus.FORBIDDEN, said_)
        return sent


def _check_place(environ: WSGIEnvironment) -> None:
    """Refuse who asks from elsewhere, under a name from elsewhere, or for a page from elsewhere."""
    host = re.sub(r":[0-9]+$", "", environ.get("HTTP_HOST", ""))
    if not is_local(environ.get("REMOTE_ADDR", "")) or not is_local(host):
        raise _foreign()
    origin, site = environ.get("HTTP_ORIGIN"), environ.get("HTTP_SEC_FETCH_SITE", "none")
    if origin not in (None, f"http://{environ['HTTP_HOST']}"):
        raise _foreign()
    if site not in ("none", "same-origin") and environ["REQUEST_METHOD"] != "GET":
        raise _foreign()


def _foreign() -> RefusedRequest:
    said_ = Message("records are edited on this computer alone, from its own pages")
    return RefusedRequest(HTTPStatus.FORBIDDEN, said_)


def _plain_page(message: Message) -> bytes:
    """A refusal, in every language of the program's messages."""
    lines = "".join(f'<p lang="{code}">{_escaped(message, code)}</p>' for code in ("zh", "en"))
    return f'<!doctype html><html lang="zh"><title>Beatbook</title>{lines}</html>'.encode()


def _escaped(message: Message, language: str) -> str:
    return said(message, language).replace("&", "&amp;").replace("<", "&lt;")


class _FormPage:
    """The form of one brand's file in one language."""

    def __init__(
        self,
        token: str,
        examine: record.Examine,
        renderer: Renderer,
        file: record.OpenedBrand,
        identity: str,
    ) -> None:
        self._token, self._examine, self._renderer = token, examine, renderer
        self._file, self._identity = file, identity
        self._held = fields.shown(brand_fields(), file.value)
        self._digest = file.digest  # that of the file when the form was opened

    def opened(self, saved: bool) -> Answer:
        """The form with what the file holds."""
        return self._shown(self._held, notice="edit_saved" if saved else "")

    def taken(self, sent: Mapping[str, list[str]]) -> Answer:
        """What follows on a form that was sent: it is shown again with its findings, or saved."""
        typed = fields.posted(brand_fields(), sent, self._file.value)
        what, _, name = sent.get("do", ["check"])[0].partition(" ")
        self._digest = sent.get("digest", [""])[0]
        if self._digest != self._file.digest:
            return self._shown(typed, "edit_changed", HTTPStatus.CONFLICT)
        if what == "add":
            focus = fields.with_part(brand_fields(), typed, name, self._file.value)
            return self._shown(typed, focus=focus)
        if what == "remove":
            return self._shown(typed, focus=fields.without_part(brand_fields(), typed, name))
        return self._saved(typed) if what == "save" else self._shown(typed)

    def _saved(self, typed: Typed) -> Answer:
        judged = record.judge(self._file, typed, self._examine)
        if not judged.may_be_saved:
            return self._shown(typed, "edit_refused", HTTPStatus.UNPROCESSABLE_ENTITY, judged)
        try:
            record.save(self._file, judged)
        except OSError as error:  # it changed just now, or the disk is full
            judged = replace(judged, fault=files.fault(error))
            return self._shown(typed, "edit_refused", HTTPStatus.CONFLICT, judged)
        return Answer(b"", HTTPStatus.SEE_OTHER, location=f"{self._identity}.html?saved")

    def _shown(
        self,
        typed: Typed,
        notice: str = "",
        status: HTTPStatus = HTTPStatus.OK,
        judged: record.JudgedRecord | None = None,
        focus: str = "",
    ) -> Answer:
        """The form with what is typed and what the check says of that."""
        judged = judged or record.judge(self._file, typed, self._examine)
        words = self._renderer.words
        data = {
            **place_of(f"edit/brands/{self._identity}"),
            **form.form_data(self._file, typed, judged, words),
            "identity": self._identity,
            "token": self._token,
            "digest": self._digest,
            "notice": notice,
            "focus": focus,
            "unsaved": notice != "edit_saved" and typed != self._held,
        }
        return Answer(self._renderer.render("editing/brand.html", data), status)
