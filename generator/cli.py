"""The command line: reads arguments, calls one function, prints what came back."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click

from generator import __version__
from generator.book.book import Book
from generator.book.desk import DESK_KINDS, find_brand, make_desk, to_ask
from generator.book.editions import find_edition, store
from generator.book.rounds import find_round, store_round
from generator.build import check_book, examine, make_book
from generator.commands import create, enter
from generator.commands.check_text import FORMS
from generator.commands.desk_text import FIRST, desk_json, desk_text
from generator.commands.rank_text import rank_text
from generator.commands.receipts import keep_receipts
from generator.commands.round_scores import read_sheets
from generator.commands.round_sheets import write_sheets
from generator.commands.round_text import round_text
from generator.commands.terminal import Failure, Group, language
from generator.errors import BeatbookError, ContentError
from generator.intake.kinds import KINDS
from generator.publish.folder import find_place, put_back
from generator.publish.places import find_place_of_files
from generator.records.models import Date
from generator.records.shape import refusal
from generator.settings import Settings, read_settings, read_site
from generator.system import files
from generator.system.changes import create_files, put_back_changes
from generator.system.files import fault
from generator.system.processes import ENDING, answering
from generator.tables.codebook import EDITION_CODEBOOK, ROUND_CODEBOOK
from generator.words.messages import Message, language_of, said, translated

_ROOT = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder that holds content/ and templates/; the current one by default.",
)


def _window(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments that start what is of some years and places."""
    for option in (
        click.option("--category", metavar="ID", help="One category of either level; all without."),
        click.option(
            "--scope",
            default="all",
            metavar="PLACE",
            help="A province by its name or code; all without.",
        ),
        click.option(
            "--years", required=True, metavar="YEARS", help="2026, or a window: 2024/2026."
        ),
        click.argument("identity", metavar="ID"),
        _ROOT,
    ):
        command = option(command)
    return command


def _format(*forms: str, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option that chooses the form of what is printed."""
    return click.option("--format", "form", type=click.Choice(forms), default="text", help=text)


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
            click.echo(finding.said(language()), err=True)
        raise Failure(error.said(language())) from None
    except BeatbookError as error:
        raise Failure(error.said(language())) from None
    except OSError as error:
        if error.errno == errno.EPIPE:  # whoever reads what is printed has seen enough
            raise
        raise Failure(fault(error).said(language())) from None


@contextmanager
def _orderly() -> Iterator[None]:
    """A signal ends a command as an exception would: what it made aside goes, nothing stays."""
    said_last = Message("interrupted: nothing was left half done").said(language_of(os.environ))

    ended: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        ended.append(128 + number)
        for other in ENDING:
            signal.signal(other, signal.SIG_IGN)
        os.write(sys.stderr.fileno(), f"{said_last}\n".encode())  # print is not for handlers
        sys.exit(128 + number)

    try:
        with answering(end):
            yield
    finally:
        if ended:  # what Python calls around a fork swallows an exit: the status says it yet
            sys.exit(ended[0])


def _settings(root: Path, sources: str | None = None) -> Settings:
    if not (root / "content").is_dir():
        raise BeatbookError(
            "there is no content/ in {folder}: run this where it lies, or give --root",
            folder=root.resolve(),
        )
    for place in put_back(root.resolve()):
        said = Message("{path}: a run was killed; its last release was put back", path=place)
        click.echo(said.said(language()), err=True)
    if put_back_changes(root.resolve()):
        said = Message("a run was killed; the records were put back as they were before it")
        click.echo(said.said(language()), err=True)
    return read_settings(root.resolve(), os.environ, sources, **read_site(root.resolve()))


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_examples("beatbook check", "mkdocs serve", "mkdocs build --strict"),
)
@click.version_option(__version__, message=f"beatbook {__version__}")
def main() -> None:
    """Check records of local policing brands and start new ones; mkdocs makes the site."""
    context = click.get_current_context()
    context.with_resource(_orderly())
    context.with_resource(_plainly())


@main.command(
    epilog=_examples(
        "beatbook check",
        "beatbook check --sources ~/articles         verify excerpts in the texts",
        "beatbook check --sources ~/articles --keep  and keep a receipt with the sources",
        "beatbook check --format json | jq '.counts'",
    )
)
@_ROOT
@click.option("--sources", metavar="DIR", help="Folder of source texts to verify excerpts in.")
@click.option("--keep", is_flag=True, help="Keep with the sources what was found in their texts.")
@click.option("--all", "everything", is_flag=True, help="A line for every warning.")
@_format(
    *FORMS, text="text: one line a finding; json: for programs; github: annotations in a workflow."
)
def check(root: Path, sources: str | None, keep: bool, everything: bool, form: str) -> None:
    """Check every record; exit with 1 if there is an error."""
    settings = _settings(root, sources)
    with _progress() as progress:
        if keep:
            keep_receipts(settings, examine(settings, progress))
        found = check_book(settings, progress)
    click.echo(FORMS[form](found, language(), everything))
    if found.counts["errors"]:
        sys.exit(1)


def _read_book(settings: Settings) -> Book:
    with _progress() as progress:
        return make_book(settings, progress)


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar on a terminal, nothing elsewhere."""
    bar: Any = None

    def step(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            hidden = not sys.stderr.isatty()
            label = translated("brands", language())
            bar = click.progressbar(length=total, label=label, file=sys.stderr, hidden=hidden)
        bar.update(done - bar.pos)

    yield step
    if bar is not None:
        bar.render_finish()


@main.group()
def new() -> None:
    """Start a record: a commented file to fill in."""


@new.command(
    "brand",
    epilog=_examples(
        "beatbook new brand linxia-night-policing --place 622900",
        "beatbook new brand hezuo-herding-policing --place 合作市",
    ),
)
@_ROOT
@click.argument("identity", metavar="ID")
@click.option("--place", required=True, metavar="PLACE", help="Its name or GB/T 2260 code.")
def new_brand(root: Path, identity: str, place: str) -> None:
    """Start a brand in its province's folder; nothing is overwritten."""
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
    click.echo(create.new_source(_settings(root), identity, text))


@new.command("honour", epilog=_examples("beatbook new honour gansu-2025"))
@_ROOT
@click.argument("identity", metavar="ID")
def new_honour(root: Path, identity: str) -> None:
    """Start an award list; nothing is overwritten."""
    click.echo(create.new_honour(_settings(root), identity))


@new.command(
    "edition",
    epilog=_examples(
        "beatbook new edition 2026 --years 2026",
        "beatbook new edition gansu-2024-2026 --years 2024/2026 --scope 甘肃省",
        "beatbook new edition rural-2026 --years 2026 --category rural",
    ),
)
@_window
def new_edition(root: Path, identity: str, years: str, scope: str, category: str | None) -> None:
    """Start an edition of a year or a window of years; nothing is overwritten."""
    click.echo(create.new_edition(_settings(root), identity, years, scope, category))


@new.command(
    "round",
    epilog=_examples(
        "beatbook new round best-2026 --years 2026",
        "beatbook new round gansu-best-2026 --years 2026 --scope 甘肃省",
    ),
)
@_window
def new_round(root: Path, identity: str, years: str, scope: str, category: str | None) -> None:
    """Start a selection round of a year or a window of years; nothing is overwritten."""
    click.echo(create.new_round(_settings(root), identity, years, scope, category))


@new.command(
    "indicator",
    epilog=_examples(
        "beatbook new indicator bikes-returned --family losses-recovered --unit 辆 \\",
        '    --name 返还单车 "Bicycles returned" --kind outcome --good up \\',
        '    --definition 找回并还给失主的单车数。 "Bicycles given back to their owners."',
    ),
)
@_ROOT
@click.argument("identity", metavar="ID")
@click.option("--family", required=True, metavar="ID", help="The family that it belongs to.")
@click.option("--name", nargs=2, required=True, metavar="ZH EN", help="Its name.")
@click.option("--definition", nargs=2, required=True, metavar="ZH EN", help="What it counts.")
@click.option("--term", "terms", multiple=True, metavar="ZH", help="A noun of the sources.")
@click.option("--unit", "units", multiple=True, required=True, metavar="ZH", help="A measure word.")
@click.option("--counted", nargs=2, metavar="ONE MANY", help="The English noun after the figure.")
@click.option(
    "--kind",
    type=click.Choice(["input", "activity", "outcome"]),
    required=True,
    help="What was put in, done, or came about.",
)
@click.option(
    "--good",
    type=click.Choice(["up", "down", "none"]),
    required=True,
    help="Which way is good news.",
)
def new_indicator(
    root: Path,
    identity: str,
    name: tuple[str, str],
    definition: tuple[str, str],
    counted: tuple[str, str] | None,
    **told: Any,
) -> None:
    """Add an indicator to the vocabulary; all else there stays as it is."""
    texts = {"name": name, "definition": definition}
    record: dict[str, Any] = {key: {"zh": zh, "en": en} for key, (zh, en) in texts.items()}
    if counted:
        record["unit_en"] = [*counted]
    lists = {key: [*told.pop(key)] for key in ("terms", "units")}
    click.echo(enter.new_indicator(_settings(root), identity, {**record, **lists, **told}))


@new.command(
    "correction",
    epilog=_examples(
        "beatbook new correction brands/linxia-night-policing metrics.patrol-routes.value \\",
        '    --reason 录入时颠倒了两位数字。 "Two digits had changed places on entry."',
        "beatbook new correction sources/gansu-legal-daily-2024-12-30 published \\",
        '    --old 2024-12-29 --reason 误作网页的日期。 "The date of the page had been taken."',
    ),
)
@_ROOT
@click.argument("record", metavar="RECORD")
@click.argument("field", metavar="FIELD")
@click.option("--reason", nargs=2, required=True, metavar="ZH EN", help="What was wrong, and why.")
@click.option("--old", metavar="VALUE", help="What it held; by default what was published.")
@click.option("--id", "identity", metavar="ID", help="Its own id; one is made by default.")
def new_correction(
    root: Path,
    record: str,
    field: str,
    reason: tuple[str, str],
    old: str | None,
    identity: str | None,
) -> None:
    """Tell of a record that was mended: adds what it was, what it is and why."""
    click.echo(enter.new_correction(_settings(root), record, field, reason, old, identity))


@main.command(
    epilog=_examples(
        "beatbook draft article.txt",
        "beatbook draft saved-page.html --review",
        "beatbook draft release.docx release.pdf",
        "beatbook draft *.txt --format json --dry-run",
        "beatbook draft - < article.txt",
    )
)
@_ROOT
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path))
@_format("text", "json", text="text: to read; json: a list, one object an article.")
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
    """Draft records from articles (text, saved pages, DOCX, PDF; - for standard input)."""
    with _extra("draft", needs="lxml"):
        from generator.draft.records import draft_json
        from generator.draft.report import draft_text
        from generator.draft.review import write_review
        from generator.draft.run import Drafter, write_drafts

    settings = _settings(root)
    drafter = Drafter(settings)
    if published is not None and (why := refusal(Date, published)):
        raise BeatbookError("--published {text}: {why}", text=published, why=why)
    told, failed = [], False
    for path in articles:
        try:
            with _plainly():
                named = str(path) != "-"
                drafted = drafter.draft(*_article(path), published, beside=named)
                if not dry_run:
                    write_drafts(drafted, settings.content, path.parent)
                if review:
                    page = write_review(drafted.draft, drafted.files, settings.templates)
                    click.echo(page, err=True)
        except click.ClickException as error:
            error.show()
            failed = True
            continue
        if form == "json":
            told.append(draft_json(drafted.draft, drafter.content))
        else:
            click.echo(draft_text(drafted, language()))
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    sys.exit(int(failed))


@contextmanager
def _extra(name: str, *, needs: str) -> Iterator[None]:
    """Import what an extra brings; BeatbookError with how to install it where it is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != needs:
            raise
        raise BeatbookError(
            "{needs} is missing: install it with `pip install 'beatbook[{extra}]'`",
            needs=needs,
            extra=name,
        ) from None


def _article(path: Path) -> tuple[bytes, str]:
    """The bytes of an article and how its file is called."""
    if str(path) == "-":
        return sys.stdin.buffer.read(files.ARTICLE + 1), "stdin.txt"
    return files.read_bytes(path, files.ARTICLE), path.name


@main.command(
    epilog=_examples(
        "beatbook template brands           writes brands.xlsx",
        "beatbook template figures --csv    writes figures.csv",
    )
)
@_ROOT
@click.argument("kind", type=click.Choice([k for own in KINDS.values() for k in own.names]))
@click.option("--csv", "plain", is_flag=True, help="CSV instead of a workbook.")
def template(root: Path, kind: str, plain: bool) -> None:
    """Write an empty table of a kind to fill in: headings, explanations, lists, an example."""
    from generator.intake.template import template_csv, template_workbook

    own = next(known for known in KINDS.values() if kind in known.names)
    settings = _settings(root)
    find_place_of_files(Path.cwd(), settings)
    book = make_book(settings)
    path = Path(f"{kind}.csv" if plain else f"{kind}.xlsx")
    data = template_csv(own, book) if plain else template_workbook(own, book)
    try:
        create_files([(path, data)])
    except FileExistsError:
        raise BeatbookError("{path} exists: rename it or move it away", path=path) from None
    click.echo(path)


@main.command(
    "import",
    epilog=_examples(
        "beatbook import nominations.xlsx --dry-run    shows what would change",
        "beatbook import brands.csv sources.csv        several at once, all or nothing",
    ),
)
@_ROOT
@click.argument("tables", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Write nothing; print the differences.")
def import_tables(root: Path, tables: tuple[Path, ...], dry_run: bool) -> None:
    """Take in tables (XLSX, CSV, TSV) as records, all of them or none."""
    from generator.commands.import_text import import_text
    from generator.intake.run import prepare, write

    settings = _settings(root)
    prepared = prepare(settings, tables)
    if dry_run:
        for line in prepared.diff():
            click.echo(line)
    else:
        write(prepared, settings)
    click.echo(
        import_text(prepared.names(), prepared.notes, prepared.findings, language(), dry_run)
    )


@main.command(
    epilog=_examples(
        "beatbook rank 2024",
        "beatbook rank 2024 --all                 with every list in full",
        "beatbook rank 2024 --format json",
        "beatbook rank 2024 --format csv --table leagues",
        "beatbook rank 2024 --store               before `status: published`",
    )
)
@_ROOT
@click.argument("edition")
@_format("text", "json", "csv", text="text: to read; json: what is ranked; csv: one table.")
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
@click.option("--all", "whole", is_flag=True, help="Print every list in full.")
def rank(root: Path, edition: str, form: str, table: str, storing: bool, whole: bool) -> None:
    """Print what an edition shows, each with how sure it is."""
    settings = _settings(root)
    book = _read_book(settings)
    own = find_edition(book, edition)
    if storing:
        click.echo(store(book, edition).relative_to(settings.root))
    elif form == "csv":
        # pandas takes a while to load; nothing else here needs it.
        from generator.book.tables import edition_tables
        from generator.publish.spreadsheet import to_csv

        click.echo(to_csv(edition_tables(own)[table]), nl=False)
    elif form == "json":
        rankings = own.rankings.model_dump(mode="json") if own.rankings else None
        click.echo(json.dumps(rankings, ensure_ascii=False, indent=1))
    else:
        click.echo(rank_text(own, language(), whole=whole))


@main.group("round")
def round_() -> None:
    """Hold a selection round: sheets for the jurors, their scores, the result."""


@round_.command(
    "sheet",
    epilog=_examples("beatbook round sheet best-2024 --out sheets"),
)
@_ROOT
@click.argument("identity", metavar="ID")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder for the workbooks; the current one by default.",
)
def round_sheet(root: Path, identity: str, out: Path) -> None:
    """Write a workbook for each juror, with the records to be scored; nothing is overwritten."""
    settings = _settings(root)
    find_place_of_files(out.absolute(), settings)
    book = _read_book(settings)
    for path in write_sheets(book, identity, out):
        click.echo(path)


@round_.command(
    "read",
    epilog=_examples("beatbook round read best-2024 sheets/*.xlsx"),
)
@_ROOT
@click.argument("identity", metavar="ID")
@click.argument(
    "sheets",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
def round_read(root: Path, identity: str, sheets: tuple[Path, ...]) -> None:
    """Take the scores of filled workbooks; where any is wrong, nothing is written."""
    settings = _settings(root)
    book = _read_book(settings)
    taken = read_sheets(book, identity, sheets)
    for juror, number in taken.scores.items():
        told = Message("{juror}: {n} scores", juror=juror, n=number)
        click.echo(told.said(language()))
    path = taken.path.relative_to(settings.root)
    done = Message("{path}: written", path=path)
    same = Message("{path}: nothing changed", path=path)
    click.echo((done if taken.changed else same).said(language()))


@round_.command(
    "result",
    epilog=_examples(
        "beatbook round result best-2024",
        "beatbook round result best-2024 --format json",
        "beatbook round result best-2024 --format csv --table nominees",
        "beatbook round result best-2024 --store   before `status: published`",
    ),
)
@_ROOT
@click.argument("identity", metavar="ID")
@_format("text", "json", "csv", text="text: to read; json: all of it; csv: one table.")
@click.option(
    "--table",
    type=click.Choice(list(ROUND_CODEBOOK)),
    default="places",
    show_default=True,
    help="The table that --format csv prints.",
)
@click.option(
    "--store", "storing", is_flag=True, help="Keep inputs and result with the round for good."
)
def round_result(root: Path, identity: str, form: str, table: str, storing: bool) -> None:
    """Print who is selected, with how sure that is."""
    settings = _settings(root)
    book = _read_book(settings)
    own = find_round(book, identity)
    if storing:
        click.echo(store_round(book, identity).relative_to(settings.root))
    elif form == "csv":
        from generator.book.tables import round_tables
        from generator.publish.spreadsheet import to_csv

        click.echo(to_csv(round_tables(own)[table]), nl=False)
    elif form == "json":
        result = own.result.model_dump(mode="json")
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        click.echo(round_text(own, language()))


@main.command(
    epilog=_examples(
        "beatbook desk",
        "beatbook desk --kind period --kind base --place 622900",
        "beatbook desk --kind level --all",
        "beatbook desk --format json | jq '.counts'",
    )
)
@_ROOT
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(DESK_KINDS),
    multiple=True,
    help="What is missing; may be given several times, all kinds by default.",
)
@click.option("--place", metavar="PLACE", help="Brands of one place: its name or GB/T 2260 code.")
@_format("text", "json", text="text: to read; json: for programs.")
@click.option("--all", "whole", is_flag=True, help="Print every list in full.")
def desk(root: Path, kinds: tuple[str, ...], place: str | None, form: str, whole: bool) -> None:
    """Print what to mend first in the records: file, line and what it gains."""
    settings = _settings(root)
    book = _read_book(settings)
    code = "" if place is None else create.place_code(book.content.vocabulary.divisions, place)
    found = make_desk(book, None if whole else FIRST, kinds, code)
    told = desk_json if form == "json" else desk_text
    click.echo(told(book, found, language()))


@main.command(
    epilog=_examples(
        "beatbook ask linxia-night-policing                 into the current folder",
        "beatbook ask linxia-night-policing --out requests",
    )
)
@_ROOT
@click.argument("brand")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder to write into; the current one by default.",
)
def ask(root: Path, brand: str, out: Path) -> None:
    """Write a request to the agency of a brand: one page to print, and a workbook to fill in."""
    from generator.intake.request import request_workbook
    from generator.publish.request import request_pdf

    settings = _settings(root)
    find_place_of_files(out.absolute(), settings)
    book = make_book(settings)
    entry = find_brand(book, brand)
    figures = to_ask(book, entry)
    paths = [out / f"ask-{entry.row.id}.{ending}" for ending in ("pdf", "xlsx")]
    made = (request_pdf(book, entry, figures), request_workbook(book, entry, figures))
    out.mkdir(parents=True, exist_ok=True)
    try:
        create_files(list(zip(paths, made, strict=True)), out)
    except FileExistsError as error:
        raise BeatbookError(
            "{path} exists: rename it or move it away", path=error.filename
        ) from None
    for path in paths:
        click.echo(path)


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
    # What makes pages takes a while to load; no other command needs it.
    from generator.publish.release import publish as make_release

    settings = _settings(root)
    find_place(out.absolute(), settings)  # refused before anything takes its time
    made = make_release(lambda: _read_book(settings), settings, editions, out.absolute(), _tell)
    for finding in made.findings:
        if finding.code == "S08":
            click.echo(finding.said(language()), err=True)
    done = Message("{out}: {n} files, data as of {day}", out=out, n=made.files, day=made.as_of)
    click.echo(done.said(language()))


def _tell(step: str) -> None:
    """What is being done, on a terminal; nothing elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"{said(step, language())} …", err=True)


@main.command(epilog=_examples("beatbook schema      into content/schema/"))
@_ROOT
def schema(root: Path) -> None:
    """Write the JSON Schemas that editors use for completion."""
    for path in create.write_schemas(_settings(root)):
        click.echo(path)


if __name__ == "__main__":
    main()
