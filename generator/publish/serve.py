"""While a site is served: its pages give way to the page of faults as long as there are faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


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
            answer: Iterable[bytes] = app(shown, lambda *said, head=head: head.extend(said))
            if faulty == has_faults():
                start_response(*head)
                return answer

    return answered
