"""Forms as a server gives and takes them, without a browser."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import urlencode

import html5lib
import pytest
from example_book import copy_example, settings_of
from hostile_book import HOSTILE

from generator.book.book import Book
from generator.book.cache import Cache
from generator.build import examine, make_book
from generator.editing.requests import Forms, is_local
from generator.words.messages import said

HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}
BRAND = "jia-lamplight-policing"
FILE = f"content/brands/jiangsu/{BRAND}.yml"


class Page:
    """A page that was answered, and the form in it as a browser would send it."""

    def __init__(self, status: str, head: dict[str, str], body: str) -> None:
        self.status, self.head, self.body = int(status[:3]), head, body
        self.root = html5lib.parse(body, namespaceHTMLElements=False)

    def form(self, **changed: str | list[str]) -> dict[str, list[str]]:
        """What the form holds, with other values for some of its controls (dots as `__`)."""
        sent: dict[str, list[str]] = {}
        for name, value in self._controls():
            sent.setdefault(name, []).append(value)
        for name, value in changed.items():
            sent[name.replace("__", ".")] = [value] if isinstance(value, str) else value
        return sent

    def _controls(self) -> Iterator[tuple[str, str]]:
        for own in self.root.find(".//form[@id='record']").iter():
            name = own.get("name")
            if own.tag == "input" and (own.get("type") != "checkbox" or "checked" in own.attrib):
                yield name, own.get("value", "on")
            elif own.tag == "textarea":
                yield name, own.text or ""
            elif own.tag == "select":
                options = list(own.iter("option"))
                chosen = [o for o in options if "selected" in o.attrib] or options[:1]
                yield name, chosen[0].get("value", chosen[0].text)

    def told(self) -> dict[str, list[str]]:
        """The findings that are shown, by the field at which they stand."""
        found = {}
        for own in self.root.iter("div"):
            if own.get("class") == "told" and len(own):
                lines = [" ".join("".join(p.itertext()).split()) for p in own.iter("p")]
                found[own.get("id").removeprefix("told.")] = lines
        return found

    def notice(self) -> str:
        return " ".join("".join(self.root.find(".//*[@id='notice']").itertext()).split())


@dataclass
class Server:
    """A book with its forms, as they are mounted while it is served."""

    root: Path
    forms: Forms
    app: Callable[..., Any]
    passed: list[str] = field(default_factory=list)

    def ask(self, path: str, form: dict[str, list[str]] | None = None, **more: str) -> Page:
        environ: dict[str, Any] = {"REQUEST_METHOD": "GET", "PATH_INFO": path, **HERE}
        if form is not None:
            body = urlencode(form, doseq=True).encode()
            environ |= {
                "REQUEST_METHOD": "POST",
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_ORIGIN": f"http://{HERE['HTTP_HOST']}",
                "wsgi.input": io.BytesIO(body),
            }
        head: list[Any] = []
        answer = self.app({**environ, **more}, lambda *given: head.extend(given))
        return Page(head[0], dict(head[1]), b"".join(answer).decode())

    def open(self, identity: str = BRAND, language: str = "en") -> Page:
        return self.ask(f"/{language}/edit/brands/{identity}.html")

    def send(self, form: dict[str, list[str]], identity: str = BRAND, **more: str) -> Page:
        return self.ask(f"/en/edit/brands/{identity}.html", form, **more)

    def text(self, file: str = FILE) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def findings(self, file: str = FILE) -> list[str]:
        """What the check says of a file as it is now, as a form would show it."""
        found = [f for f in examine(settings_of(self.root)).findings if f.file == file]
        return [f"{f.severity.title()}: {said(f.message, 'en')} {f.code}" for f in found]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Cache]:
    root = copy_example(tmp_path_factory.mktemp("served") / "book")
    cache = Cache(root)
    book = make_book(settings_of(root, serving=True, editing=True), cache=cache)
    cache.held = True
    return book, cache


@pytest.fixture
def server(book: tuple[Book, Cache]) -> Iterator[Server]:
    """The same book for all, its brands put back after each."""
    made, cache = book
    settings, passed = made.settings, list[str]()
    before = {p: p.read_bytes() for p in (settings.content / "brands").rglob("*.yml")}

    def site(environ: Any, start_response: Any) -> list[bytes]:
        passed.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"the site"]

    forms = Forms(lambda: made, lambda own: examine(settings, cache=cache, instead=own), RLock())
    yield Server(settings.root, forms, forms.before(site, "/"), passed)
    for path in {*(settings.content / "brands").rglob("*.yml")} - before.keys():
        path.unlink()
    for path, data in before.items():
        if path.read_bytes() != data:
            path.write_bytes(data)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_holds_the_record_and_its_labels_lead_to_its_controls(
    server: Server, language: str
) -> None:
    page = server.open(language=language)
    assert page.status == 200
    form = page.form()
    assert form["name.en"] == ["Lamplight policing"]
    assert form["metrics.1.excerpt"] == ["盗窃警情42起"]
    assert form["practices"] == ["night-patrol", "service-posts"]
    assert form["metrics"] == ["0", "1", "2", "3"]
    ids = [own.get("id") for own in page.root.iter() if own.get("id")]
    assert len(ids) == len({*ids})
    assert {own.get("for") for own in page.root.iter("label") if own.get("for")} <= {*ids}
    described = [own.get("aria-describedby", "").split() for own in page.root.iter()]
    assert {name for names in described for name in names} <= {*ids}
    labelled = {own.get("for") for own in page.root.iter("label")}
    asked = [own for tag in ("input", "select", "textarea") for own in page.root.iter(tag)]
    asked = [own for own in asked if own.get("type") not in ("hidden", "checkbox", "search")]
    assert [own.get("name") for own in asked if own.get("id", own) not in labelled] == ["q"] * (
        len([own for own in asked if own.get("name") == "q"])
    )


def test_a_form_that_is_saved_as_it_was_leaves_the_file_as_it_was(server: Server) -> None:
    before = {path: path.read_bytes() for path in server.root.glob("content/brands/*/*.yml")}
    for path in before:
        form = server.open(path.stem).form(do="save")
        assert server.send(form, path.stem).status == 303
    assert {path: path.read_bytes() for path in before} == before


def test_what_is_saved_changes_its_own_lines_alone(server: Server) -> None:
    path = server.root / FILE
    text = server.text().replace("started: 2024-01\n", "started: 2024-01  # as the bureau says\n")
    path.write_text(text.replace("metrics:\n", "# of one article\nmetrics:\n"), encoding="utf-8")
    form = server.open().form(do="save", started="2023-11", partners=["schools"])
    page = server.send(form)
    assert (page.status, page.head["Location"]) == (303, f"{BRAND}.html?saved")
    expected = text.replace("started: 2024-01  #", "started: 2023-11  #")
    expected = expected.replace("metrics:\n", "# of one article\nmetrics:\n")
    assert server.text() == expected.replace("partners: []", "partners: [schools]")
    assert server.ask(f"/en/edit/brands/{BRAND}.html", QUERY_STRING="saved").notice()


def test_figures_are_added_and_taken_out(server: Server) -> None:
    page = server.send(server.open().form(do="remove metrics.3"))
    page = server.send(page.form(do="add metrics"))
    assert page.form()["metrics"] == ["0", "1", "2", "4"]
    assert server.send(page.form(do="save")).status == 303  # nothing was typed in the new one
    assert "id: disputes" not in server.text()
    page = server.send(server.open().form(do="add metrics"))
    form = page.form(
        do="save",
        metrics__3__id="quarrels",
        metrics__3__indicator="disputes-resolved",
        metrics__3__value="200",
        metrics__3__unit="起",
        metrics__3__qualifier="nearly",
        metrics__3__source="jia-daily-2024-05-06",
        metrics__3__excerpt="化解矛盾纠纷近200起",
    )
    assert server.send(form).status == 303
    new = """\
  - id: quarrels
    indicator: disputes-resolved
    value: 200
    unit: 起
    qualifier: nearly
    source: jia-daily-2024-05-06
    excerpt: 化解矛盾纠纷近200起
lineage:"""
    assert new in server.text()
    assert server.findings() == []


def test_the_findings_of_the_check_stand_at_their_fields_and_keep_it_from_being_saved(
    server: Server,
) -> None:
    before = server.text()
    changed = {"metrics__1__value": "43", "hours__0__to": "25:00", "name__en": ""}
    page = server.send(server.open().form(do="save", **changed))
    assert (page.status, server.text()) == (422, before)
    assert "Not saved" in page.notice()
    assert [*page.told()] == ["hours.0.to", "metrics.1.excerpt"]
    page = server.send(page.form(do="check", hours__0__to="00:30"))
    assert page.status == 200
    assert page.form()["metrics.1.value"] == ["43"]
    told = page.told()
    assert [*told] == ["name", "metrics.1.excerpt"]
    text = before.replace("value: 42", "value: 43").replace("en: Lamplight policing", "en: null")
    (server.root / FILE).write_text(text, encoding="utf-8")
    assert sorted(line for own in told.values() for line in own) == sorted(server.findings())


def test_what_becomes_wrong_in_another_file_is_told_and_keeps_it_from_being_saved(
    server: Server,
) -> None:
    before = server.text()
    assert not server.open().notice()
    page = server.send(server.open().form(do="remove metrics.1"))
    assert "content/corrections.yml:" in page.notice()
    page = server.send(page.form(do="save"))
    assert (page.status, server.text()) == (422, before)
    assert "content/corrections.yml:" in page.notice()


def test_a_draft_is_saved_with_its_errors(server: Server) -> None:
    draft = server.root / "content/brands/jiangsu/new-policing.yml"
    draft.write_text(
        "id: new-policing\nname: {zh: null, en: null}  # later\nreview: {status: draft}\n",
        encoding="utf-8",
    )
    page = server.open("new-policing")
    assert page.status == 200
    assert page.root.find(".//*[@required]") is None
    page = server.send(page.form(do="save", name__zh="新警务", started="soon"), "new-policing")
    assert page.status == 303
    assert draft.read_text(encoding="utf-8") == (
        "id: new-policing\nname: {zh: 新警务, en: null}  # later\nstarted: soon\n"
        "review: {status: draft}\n"
    )
    form = server.open("new-policing").form(do="save", review__status="unreviewed")
    assert server.send(form, "new-policing").status == 422


def test_a_file_that_changed_since_the_form_was_opened_is_left_alone(server: Server) -> None:
    form = server.open().form(do="save", started="2023")
    changed = server.text().replace("status: running", "status: ended")
    (server.root / FILE).write_text(changed, encoding="utf-8")
    page = server.send(form)
    assert (page.status, server.text()) == (409, changed)
    assert "changed on disk" in page.notice()
    assert page.form()["started"] == ["2023"]  # what was typed is still there
    assert server.send(page.form(do="save")).status == 409


def test_what_would_lose_a_comment_is_left_to_a_person(server: Server) -> None:
    text = server.text().replace("intervention:\n", "intervention:\n  # own words\n")
    (server.root / FILE).write_text(text, encoding="utf-8")
    page = server.send(server.open().form(do="save", intervention__zh="", intervention__en=""))
    assert (page.status, server.text()) == (422, text)
    assert "change it by hand" in page.notice()


REFUSED: dict[str, dict[str, str]] = {
    "another computer": {"REMOTE_ADDR": "192.0.2.7"},
    "another name for this one": {"HTTP_HOST": "rebound.example:8000"},
    "a name that begins like one": {"HTTP_HOST": "localhost.rebound.example"},
    "a page of another site": {"HTTP_ORIGIN": "https://elsewhere.example"},
    "a page of another port": {"HTTP_ORIGIN": "http://127.0.0.1:9000"},
    "a page that hides where it is": {"HTTP_ORIGIN": "null"},
    "another site, as the browser says": {"HTTP_SEC_FETCH_SITE": "cross-site"},
}


@pytest.mark.parametrize("more", REFUSED.values(), ids=REFUSED.keys())
def test_nobody_else_can_send_a_form(server: Server, more: dict[str, str]) -> None:
    before = server.text()
    page = server.send(server.open().form(do="save", started="2023"), **more)
    assert (page.status, server.text()) == (403, before)
    assert server.forms.token not in page.body


@pytest.mark.parametrize("name", ["REMOTE_ADDR", "HTTP_HOST"])
def test_nobody_else_can_read_a_form(server: Server, name: str) -> None:
    page = server.ask(f"/en/edit/brands/{BRAND}.html", **{name: "192.0.2.7"})
    assert page.status == 403
    assert server.forms.token not in page.body


@pytest.mark.parametrize("token", [[], [""], ["x" * 43], ["é"]])
def test_a_form_without_the_token_of_this_server_is_refused(
    server: Server, token: list[str]
) -> None:
    before = server.text()
    form = {**server.open().form(do="save", started="2023"), "token": token}
    page = server.send(form)
    assert (page.status, server.text()) == (403, before)
    assert "open it again" in page.body


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"CONTENT_TYPE": "text/plain"}, 415),
        ({"CONTENT_LENGTH": str(2**30)}, 413),
        ({"CONTENT_LENGTH": "-1"}, 413),
        ({"wsgi.input": io.BytesIO("名".encode()), "CONTENT_LENGTH": "3"}, 400),
        ({"REQUEST_METHOD": "PUT"}, 405),
    ],
)
def test_what_is_no_form_is_refused(server: Server, more: Any, status: int) -> None:
    assert server.send(server.open().form(do="save"), **more).status == status


@pytest.mark.parametrize(
    "identity", ["no-such-policing", "..", "%2e%2e", "..%2fcorrections", "JIA", "a" * 81, "*"]
)
def test_only_brands_of_the_book_have_a_form(server: Server, identity: str) -> None:
    assert server.ask(f"/en/edit/brands/{identity}.html").status == 404
    assert server.ask(f"/xx/edit/brands/{BRAND}.html").status == 404


def test_a_file_that_holds_no_keys_and_values_says_so(server: Server) -> None:
    (server.root / FILE).write_text("name: [\n", encoding="utf-8")
    page = server.open()
    assert page.status == 409
    assert f"{FILE}:" in page.body


def test_a_form_comes_with_a_strict_policy_and_is_kept_nowhere(server: Server) -> None:
    head = server.open().head
    assert "default-src 'none'; script-src 'self'" in head["Content-Security-Policy"]
    assert "unsafe" not in head["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in head["Content-Security-Policy"]
    assert head["Cache-Control"] == "no-store"
    assert not [name for name in head if name.startswith("Access-Control")]


def test_hostile_texts_stand_in_a_form_as_they_were_typed_and_are_saved_so(server: Server) -> None:
    texts = {name: f"{name}{HOSTILE}" for name in ("name.zh", "agency.zh", "summary.en")}
    form = {**server.open().form(do="save"), **{name: [text] for name, text in texts.items()}}
    assert server.send(form).status == 303
    for page in (server.open(), server.send(server.open().form(do="check"))):
        assert {name: page.form()[name] for name in texts} == {n: [t] for n, t in texts.items()}
        scripts = page.root.iter("script")
        assert all(own.get("src", "").endswith("form.js") and not own.text for own in scripts)
        tags = [own for own in page.root.iter() if any(n.startswith("on") for n in own.attrib)]
        assert tags == []


def test_everything_else_is_left_to_the_site(server: Server) -> None:
    paths = ["/", f"/en/brands/{BRAND}.html", "/en/edit/", "/en/edit/brands/a/b.html", "/x/form.js"]
    assert [server.ask(path).body for path in paths] == ["the site"] * len(paths)
    assert server.passed == paths
    for name, kind in (("form.js", "text/javascript"), ("form.css", "text/css")):
        page = server.ask(f"/en/edit/{name}")
        assert (page.status, page.head["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert server.passed == paths


def test_before_there_is_a_book_there_is_no_form() -> None:
    forms = Forms(lambda: None, lambda _: pytest.fail("nothing to check"), RLock())

    def site(_: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"faults"]

    found = forms.before(site, "/")({"PATH_INFO": f"/en/edit/brands/{BRAND}.html"}, lambda *_: None)
    assert [*found] == [b"faults"]


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.0.0.9", True),
        ("[::1]", True),
        ("0.0.0.0", False),  # noqa: S104 # to know it, not to bind to it
        ("::", False),
        ("192.168.1.2", False),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("", False),
    ],
)
def test_only_the_loopback_is_this_computer(host: str, local: bool) -> None:
    assert is_local(host) == local


@pytest.mark.parametrize(
    "typed",
    [{"season": ["8", "x"]}, {"metrics__1__value": "9" * 5000}, {"metrics__1__value": "9" * 26}],
)
def test_what_no_page_of_ours_sends_is_refused_with_its_finding(
    server: Server, typed: dict[str, Any]
) -> None:
    assert server.send(server.open().form(do="save", **typed)).status == 422
