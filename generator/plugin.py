"""The MkDocs plugin: calls the generator at the right moments and holds no logic of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

import jinja2
from markdown import Markdown  # type: ignore[import-untyped]
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, get_files
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from generator.book.cache import Cache
from generator.build import Examined, examine, make_book
from generator.editing.requests import Forms, is_local
from generator.errors import BeatbookError, ContentError, Finding
from generator.publish import html as record_pages
from generator.publish.faults import fault_page, faults_first
from generator.publish.folder import put_back
from generator.publish.parts import parts_named
from generator.publish.places import find_place_of_site
from generator.publish.served import Served, made_when_asked, states_of
from generator.publish.staging import Staging
from generator.settings import read_settings
from generator.site import links, render, written
from generator.site.markup import check_markup
from generator.system.changes import put_back_changes
from generator.system.files import fault
from generator.system.watching import watch_natively
from generator.words.messages import Message, language_of

log = get_plugin_logger("beatbook")

_FAULTS = "faults.html"


class Options(Config):  # type: ignore[no-untyped-call]
    """`sources`: the folder of source texts, where they are at hand. `parts`: what is made."""

    sources = config_options.Optional(config_options.Type(str))
    parts = config_options.Type(str, default="")


class BeatbookPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Record pages beside MkDocs' own; MkDocs renders the hand-written ones."""

    def __init__(self) -> None:
        self.serving = self.stale = False
        self.asked = True  # for hand-written pages, of which a served site has none until then
        self.pages: Staging | Served = Staging(Path())
        self.cache: Cache | None = None
        self.language = language_of(os.environ)
        self.faults: tuple[Finding, ...] = ()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Stay alive between the rebuilds of `mkdocs serve`; an empty epoch is none."""
        if not os.environ.get("SOURCE_DATE_EPOCH"):
            os.environ.pop("SOURCE_DATE_EPOCH", None)
        self.serving = command == "serve"
        self.asked = not self.serving

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Headings get ids that stay."""
        config.mdx_configs.setdefault("toc", {})["slugify"] = written.slug
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Check everything and render the record pages before MkDocs makes the others.

        A site is made beside its place; until it takes that, its folder is another.
        """
        self.faults = ()
        root = Path(config.config_file_path).parent
        put_back(root)
        put_back_changes(root)
        site = Path(config.site_dir)
        if not isinstance(self.pages, Served):
            self.pages = Served(site, self.language) if self.serving else Staging(site)
        try:
            self._read(config)
            if self.asked:
                record_pages.rehearse(self.book)
            self.pages.fill(self.book, parts_named(self.config.parts))
            self._check_pages(config)
        except ContentError as error:
            self._fail(error.findings, error.said(self.language))
        except render.TemplateError as error:
            said = Message("a template is broken; nothing was written")
            self._fail((error.finding,), said.said(self.language))
        except BeatbookError as error:
            self._fail((), error.said(self.language))
        else:
            if isinstance(self.pages, Staging):
                config.site_dir = str(self.pages.work)
            self._warn()
            warned = any(not finding.draft for finding in self.book.findings)
            if config.strict and warned and not self.serving:
                said = Message("warnings, and --strict allows none; nothing was written")
                raise PluginError(said.said(self.language))

    def _read(self, config: MkDocsConfig) -> None:
        """Make the book of the records as they are now; raises as `make_book` does."""
        settings = read_settings(
            Path(config.config_file_path).parent,
            os.environ,
            self.config.sources,
            site_url=config.site_url or "",
            repo_url=config.repo_url or "",
            contact=str(config.extra.get("contact") or ""),
            as_of=str(config.extra.get("as_of") or ""),
            masthead=config.extra.get("masthead"),
        )
        editing = self.serving and is_local(config.dev_addr.host)
        settings = settings.model_copy(update={"serving": self.serving, "editing": editing})
        self.states = states_of(settings)
        self.cache = self.cache or Cache(settings.root)
        self.settings = settings
        if not self.serving:
            find_place_of_site(Path(config.site_dir), settings)  # refused before anything is read
        self.book = make_book(settings, cache=self.cache)
        self.cache.held = self.serving

    def _warn(self) -> None:
        for finding in self.book.findings:
            (log.info if finding.draft else log.warning)(self._said(finding))

    def _said(self, finding: Finding) -> str:
        """A finding as the log shows it, which adds the severity."""
        return finding.said(self.language, severity=False)

    def _check_pages(self, config: MkDocsConfig) -> None:
        """Refuse hand-written pages that hide record pages, lead nowhere or hold programs."""
        root, folder = Path(config.config_file_path).parent, Path(config.docs_dir)
        files = [
            (Path(file.abs_src_path).relative_to(root).as_posix(), file.dest_uri)
            for file in get_files(config)
            if file.abs_src_path
        ]
        markdown = Markdown(
            extensions=config.markdown_extensions, extension_configs=config.mdx_configs
        )

        def convert(text: str) -> str:
            return cast(str, markdown.reset().convert(text))

        found = [
            *links.check_addresses(files, self.pages.claims),
            *check_markup(folder, root, convert),
            *links.check_anchors(
                folder,
                root,
                self.pages.read,
                convert,
                self.book.settings.templates,
                self.book.words,
            ),
        ]
        if found:
            raise ContentError(found)

    def _fail(self, findings: tuple[Finding, ...], said: str) -> None:
        """Stop a build with every finding; while serving, show them and go on."""
        for finding in findings:
            (log.error if finding.severity == "error" else log.warning)(self._said(finding))
        if not self.serving:
            raise PluginError(said)
        log.error(said)
        self.pages.discard()
        self.faults = findings or (Finding("", 0, 0, "", said),)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add what a language lacks; while there are errors, the page that lists them is all."""
        if self.faults:
            page = fault_page(self.faults, self.language)
            return Files([File.generated(config, _FAULTS, content=page)])
        if not self.asked:
            return Files([file for file in files if not file.is_documentation_page()])
        for path, original in record_pages.untranslated_files(self.book):
            source = files.get_file_from_path(original)
            if source is not None:
                files.append(File.generated(config, path, content=source.content_bytes))
        return files

    def on_env(
        self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        """MkDocs' environment renders the same templates in the same manner as ours."""
        if not self.faults:
            render.adopt(env, self.book.settings)
        return env

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Links to records become addresses, and counts numbers."""
        address = page.file.dest_uri
        html = record_pages.counted(self.book, address, html)
        return links.resolve(html, "../" * (address.count("/") - 1))

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Any
    ) -> TemplateContext:
        """Give a hand-written page what the base template needs."""
        template = page.meta.get("template", "main.html")
        extra = record_pages.hand_written_data(self.book, page.file.dest_uri, template)
        return cast(TemplateContext, {**context, **extra})

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Everything is there: move the record pages in, and the site to its place."""
        self.stale = not self.asked and not self.faults
        if not self.faults:
            self.pages.release()
        if isinstance(self.pages, Staging):
            config.site_dir = str(self.pages.site)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing behind; MkDocs would show the faults of files as its own."""
        self.pages.discard()
        said: Message | None = None
        if isinstance(error, OSError):
            said = Message("{fault}; the site was left as it was", fault=fault(error))
        elif isinstance(error, UnicodeDecodeError):  # what was checked before could be read
            said = Message("a page was changed while this ran: build again")
        if said is not None:
            raise PluginError(said.said(self.language)) from error

    def on_shutdown(self) -> None:
        """Keep on the disk what was kept in memory while serving."""
        if self.cache is not None and self.cache.held:
            self.cache.held = False
            self.cache.close()

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Callable[..., None]) -> Any:
        """Record pages are made when asked for; while there are errors, a page lists them."""
        watch_natively(server, [config.docs_dir, config.config_file_path], config.watch)
        path = f"{server.mount_path}{_FAULTS}"
        app = faults_first(server.get_app(), lambda: bool(self.faults), path)
        self.builder, server.builder = builder, partial(self._rebuild, config)
        served = cast(Served, self.pages)
        app = made_when_asked(app, server.mount_path, self._make, lambda: served.books)
        if is_local(config.dev_addr.host):
            forms = Forms(lambda: getattr(self, "book", None), self._examine, served.lock)
            app = forms.before(app, server.mount_path)
        server.set_app(app)
        return server

    def _examine(self, instead: Mapping[str, Path]) -> Examined:
        """Check the records with some files in place of others, for a form."""
        return examine(self.settings, cache=self.cache, instead=instead)

    def _rebuild(self, config: MkDocsConfig) -> None:
        """Show changed records; build the hand-written pages anew only where one is asked for."""
        served = cast(Served, self.pages)
        with served.lock:
            states = states_of(self.book.settings)
            if self.faults or states != self.states:
                self.builder()
                return
            try:
                self._read(config)
            except BeatbookError:
                self.builder()  # which says what is wrong
                return
            served.fill(self.book, parts_named(self.config.parts))
            served.release()
            self._warn()
            self.stale = True

    def _make(self, path: str) -> None:
        """Make what a reader asks for."""
        served = cast(Served, self.pages)
        with served.lock:
            if not served.make(path) and self.stale and path.endswith(".html"):
                self.asked = True
                self.builder()
