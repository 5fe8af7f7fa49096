"""The command line: reads arguments, calls one function, prints what came back."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from generator import __version__, create, files
from generator.build import Examined, examine, make_book
from generator.codebook import EDITION_CODEBOOK
from generator.draft.records import draft_json
from generator.draft.report import draft_text
from generator.draft.review import write_review
from generator.draft.run import Drafter, write_drafts
from generator.edition_tables import edition_tables
from generator.editions import find_edition, store
from generator.errors import BeatbookError, ContentError, Finding
from generator.messages import Message
from generator.models import Date
from generator.publish.data import to_csv
from generator.rank_text import rank_text
from generator.settings import Settings, read_settings, read_site
from generator.shape import refusal

_ROOT = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder that holds content/ and templates/; the current one by default.",
)


def _examples(*lines: str) -> str:
    r"""Lines below a command's help, which click leaves as they are after `\b`."""
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))


@contextmanager
def _plainly() -> Iterator[None]:
    """Faults that a user can mend are one sentence, not a traceback."""
    try:
        yield
    except ContentError as error:
        for finding in error.findings:
            click.echo(str(finding), err=True)
        raise click.ClickException(str(error)) from None
    except BeatbookError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        said = f"{error.filename}: {error.strerror}"
        if not isinstance(error.strerror, Message):
            said += ": check that it is there and may be changed"
        raise click.ClickException(said) from None


def _settings(root: Path, sources: str | None = None, **site: str) -> Settings:
    if not (root / "content").is_dir():
        said = f"there is no content/ in {root.resolve()}: run this where it lies, or give --root"
        raise BeatbookError(said)
    return read_settings(root.resolve(), os.environ, sources, **site)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_examples("beatbook check", "mkdocs serve", "mkdocs build --strict"),
)
@click.version_option(__version__, prog_name="beatbook")
def main() -> None:
    """Check records of local policing brands and start new ones; mkdocs makes the site."""


@main.command(
    epilog=_examples(
        "beatbook check",
        "beatbook check --sources ~/articles      verify excerpts in the texts",
        "beatbook check --format json | jq '.counts'",
    )
)
@_ROOT
@click.option("--sources", metavar="DIR", help="Folder of source texts to verify excerpts in.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="text: one line a finding; json: for programs; github: annotations in a workflow.",
)
def check(root: Path, sources: str | None, form: str) -> None:
    """Check every record; exit with 1 if there is an error."""
    with _plainly():
        settings = _settings(root, sources)
        with _progress() as progress:
            found = examine(settings, progress)
    click.echo(_report(found, form))
    if found.counts()["errors"]:
        sys.exit(1)


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar on a terminal, nothing elsewhere."""
    bar: Any = None

    def step(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            hidden = not sys.stderr.isatty()
            bar = click.progressbar(length=total, label="brands", file=sys.stderr, hidden=hidden)
        bar.update(done - bar.pos)

    yield step
    if bar is not None:
        bar.render_finish()


def _report(found: Examined, form: str) -> str:
    counts = found.counts()
    if form == "json":
        findings = [
            {name: getattr(finding, name) for name in Finding.__dataclass_fields__}
            for finding in found.findings
        ]
        return json.dumps({"counts": counts, "findings": findings}, ensure_ascii=False, indent=2)
    lines = [_github(f) if form == "github" else str(f) for f in found.findings]
    return "\n".join([*lines, _summary(counts)])


def _github(finding: Finding) -> str:
    place = {"file": finding.file, "title": finding.code}
    if finding.line:
        place |= {"line": str(finding.line), "col": str(finding.column)}
    properties = ",".join(f"{name}={_escaped(place[name], ':,')}" for name in place)
    return f"::{finding.severity} {properties}::{_escaped(finding.message)}"


def _escaped(text: str, more: str = "") -> str:
    """Text as GitHub's workflow commands want it: `%` first, then what would end it."""
    for mark in f"%\r\n{more}":
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text


def _summary(counts: dict[str, int]) -> str:
    def some(name: str, noun: str) -> str:
        return f"{counts[name]} {noun if counts[name] == 1 else noun + 's'}"

    left = f", {some('drafts', 'draft')} left out" if counts["drafts"] else ""
    left += f", {counts['unreadable']} unreadable" if counts["unreadable"] else ""
    return (
        f"{some('brands', 'brand')}{left}; {some('sources', 'source')}; "
        f"{some('figures', 'figure')}: {counts['verified']} verified against text, "
        f"{counts['as_read']} as read; {some('errors', 'error')}, {some('warnings', 'warning')}"
    )


@main.group()
def new() -> None:
    """Start a record: a commented file to fill in."""


@new.command("brand", epilog=_examples("beatbook new brand linxia-night-policing --place 622900"))
@_ROOT
@click.argument("identity", metavar="ID")
@click.option("--place", required=True, metavar="CODE", help="GB/T 2260 code, such as 622900.")
def new_brand(root: Path, identity: str, place: str) -> None:
    """Start a brand in its province's folder; nothing is overwritten."""
    with _plainly():
        click.echo(create.new_brand(_settings(root), identity, place))


@new.command(
    "source",
    epilog=_examples("beatbook new source gansu-legal-daily-2024-12-30 --text article.txt"),
)
@_ROOT
@click.argument("identity", metavar="ID")
@click.option(
    "--text",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The text that was read: its name and SHA-256 go into the record.",
)
def new_source(root: Path, identity: str, text: Path | None) -> None:
    """Start a source; nothing is overwritten."""
    with _plainly():
        click.echo(create.new_source(_settings(root), identity, text))


@main.command(
    epilog=_examples(
        "beatbook draft article.txt",
        "beatbook draft saved-page.html --review",
        "beatbook draft *.txt --format json --dry-run",
        "beatbook draft - < article.txt",
    )
)
@_ROOT
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text: to read; json: a list, one object an article.",
)
@click.option(
    "--published", metavar="DATE", help="The date of articles that state none, such as 2024-12-30."
)
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--review", is_flag=True, help="Write a page with the article beside its draft.")
def draft(
    root: Path,
    articles: tuple[Path, ...],
    form: str,
    published: str | None,
    dry_run: bool,
    review: bool,
) -> None:
    """Draft records from articles (plain text or saved pages; - for standard input)."""
    with _plainly():
        settings = _settings(root)
        drafter = Drafter(settings)
        if published is not None:
            published = _date(published)
    told, failed = [], False
    for path in articles:
        try:
            with _plainly():
                drafted = drafter.draft(*_article(path), published)
                if not dry_run:
                    write_drafts(drafted.files, settings.content)
                if review:
                    page = write_review(drafted.draft, drafted.files, settings.templates)
                    click.echo(page, err=True)
        except click.ClickException as error:
            error.show()
            failed = True
            continue
        if form == "json":
            told.append(draft_json(drafted.draft))
        else:
            click.echo(draft_text(drafted))
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    sys.exit(int(failed))


def _date(text: str) -> str:
    why = refusal(Date, text)
    if why is None:
        return text
    raise BeatbookError(Message("--published {text}: {why}", text=text, why=why))


def _article(path: Path) -> tuple[bytes, str]:
    """The bytes of an article and how its file is called."""
    if str(path) == "-":
        return sys.stdin.buffer.read(files.ARTICLE + 1), "stdin.txt"
    return files.read_bytes(path, files.ARTICLE), path.name


@main.command(
    epilog=_examples(
        "beatbook rank 2024",
        "beatbook rank 2024 --format json",
        "beatbook rank 2024 --format csv --table leagues",
        "beatbook rank 2024 --store               before `status: published`",
    )
)
@_ROOT
@click.argument("edition")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="text: to read; json: everything; csv: one table.",
)
@click.option(
    "--table",
    type=click.Choice(list(EDITION_CODEBOOK)),
    default="documentation",
    show_default=True,
    help="The table that --format csv prints.",
)
@click.option(
    "--store", "storing", is_flag=True, help="Keep inputs and ranks with the edition for good."
)
def rank(root: Path, edition: str, form: str, table: str, storing: bool) -> None:
    """Print the rankings of an edition, each with how sure it is."""
    with _plainly():
        settings = _settings(root)
        with _progress() as progress:
            book = make_book(settings, progress)
        own = find_edition(book, edition)
        if storing:
            click.echo(store(book, edition).relative_to(settings.root))
        elif form == "csv":
            click.echo(to_csv(edition_tables(own)[table]), nl=False)
        elif form == "json":
            rankings = own.rankings.model_dump(mode="json") if own.rankings else None
            click.echo(json.dumps(rankings, ensure_ascii=False, indent=1))
        else:
            click.echo(rank_text(own))


@main.command(
    epilog=_examples(
        "beatbook publish --out dist",
        "beatbook publish 2024 --out dist          the reports of one edition only",
    )
)
@_ROOT
@click.argument("editions", nargs=-1)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder of the release; an earlier release there is replaced once all is made.",
)
def publish(root: Path, editions: tuple[str, ...], out: Path) -> None:
    """Make the whole release: site, reports as PDF, data, checksums."""
    # The typesetter and its fonts take a while to load; no other command needs them.
    from generator.publish.release import publish as make_release

    with _plainly():
        settings = _settings(root, **read_site(root))
        with _progress() as progress:
            book = make_book(settings, progress)
        made = make_release(book, editions, out.absolute(), _tell)
        for finding in book.findings:
            if finding.code == "S08":
                click.echo(str(finding), err=True)
        click.echo(f"{out}: {made} files, data as of {book.as_of}")


def _tell(step: str) -> None:
    """What is being done, on a terminal; nothing elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"{step} …", err=True)


@main.command(epilog=_examples("beatbook schema      into content/schema/"))
@_ROOT
def schema(root: Path) -> None:
    """Write the JSON Schemas that editors use for completion."""
    with _plainly():
        for path in create.write_schemas(_settings(root)):
            click.echo(path)


if __name__ == "__main__":
    main()
