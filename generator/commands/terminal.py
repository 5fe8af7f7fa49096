"""Commands that speak the reader's language: help, usage and errors of the command line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from generator.words.messages import ENGLISH, Message, language_of, languages, said, translated


def language() -> str:
    """The language of the command that runs."""
    context = click.get_current_context(silent=True)
    chosen = context and context.meta.get(_LANGUAGE)
    return chosen or language_of(os.environ)


_LANGUAGE = "generator.language"


def _choose(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.meta[_LANGUAGE] = value


class _Formatter(click.HelpFormatter):
    """Help whose words are looked up on their way out."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _word(prefix or "Usage: "))

    def write_heading(self, heading: str) -> None:
        super().write_heading(_word(heading))

    def write_text(self, text: str) -> None:
        super().write_text(_examples(text) if text.startswith("\b") else _word(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], *rest: Any, **more: Any) -> None:
        super().write_dl([(term, _explained(text)) for term, text in rows], *rest, **more)


class _SpokenContext(click.Context):
    formatter_class = _Formatter


def _word(text: str) -> str:
    return translated(text, language())


def _examples(text: str) -> str:
    """Lines of commands, each perhaps with what it does behind two spaces or more."""
    lines = [re.split(r"(?<=\S)( {2,})", line, maxsplit=1) for line in text.splitlines()]
    return "\n".join("".join(map(_word, parts)) for parts in lines)


def _explained(text: str) -> str:
    """An option's help; click adds whether it is required or what it is by default."""
    own, gap, more = text.partition("  [")
    for word in ("required", "default: "):
        more = more.replace(word, _word(word), 1)
    return _word(own) + gap + more


class Failure(click.ClickException):
    """A fault that a person can mend, in one sentence of their language."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it on standard error."""
        click.echo(_word("Error: ") + self.format_message(), file=file, err=file is None)


class _Misuse(click.UsageError):
    """A wrong call in the reader's language; click's own words are English."""

    def __init__(self, error: click.UsageError) -> None:
        super().__init__(_misuse(error), error.ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        if self.ctx is not None:
            hint = Message("Try '{command} -h' for help.", command=self.ctx.command_path)
            usage = f"{self.ctx.get_usage()}\n{said(hint, language())}\n"
            click.echo(usage, file=file, err=file is None)
        click.echo(_word("Error: ") + self.format_message(), file=file, err=file is None)


_CLICKS = (
    "Directory {what} does not exist.",
    "Directory {what} is a file.",
    "File {what} does not exist.",
    "File {what} is a directory.",
    "Got unexpected extra argument ({what})",
    "Got unexpected extra arguments ({what})",
    "No such command {what}.",
    "Option {what} does not take a value.",
    "Option {what} requires an argument.",
    "Path {what} is a file.",
    "{what} is not one of {known}.",
)
"""The sentences that click puts together by itself, in the order of the alphabet."""


def _click_said(text: str) -> str:
    """A sentence of click in the reader's language; as it is where it is none that is known."""
    for template in _CLICKS:
        parts = re.split(r"\{(\w+)\}", template)
        parts[::2] = map(re.escape, parts[::2])
        parts[1::2] = [f"(?P<{name}>.+)" for name in parts[1::2]]
        if found := re.fullmatch("".join(parts), text, re.DOTALL):
            return _word(template).format(**found.groupdict())
    return text


def _misuse(error: click.UsageError) -> str:
    own = language()
    close = getattr(error, "possibilities", None)
    meant = said(Message("; did you mean `{close}`?", close=close[0]), own) if close else ""
    if isinstance(error, click.MissingParameter) and error.param is not None and error.ctx:
        hint = error.param.get_error_hint(error.ctx)
        return said(Message("{what} is missing: give it", what=hint), own)
    if isinstance(error, click.NoSuchOption):
        return said(Message("there is no option {what}", what=error.option_name), own) + meant
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx:
        hint, why = error.param.get_error_hint(error.ctx), _click_said(error.message)
        return said(Message("{what}: {why}", what=hint, why=why), own)
    return _click_said(error.message) + meant


@contextmanager
def _spoken() -> Iterator[None]:
    """What is wrong with a call is said in the reader's language; in English click says it."""
    try:
        yield
    except click.UsageError as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError) or language() == ENGLISH:
            raise
        raise _Misuse(error) from None


class _Spoken(click.Command):
    """What commands and groups have in common: `--lang`, and words in the reader's language."""

    context_class = _SpokenContext

    def __init__(self, *rest: Any, **more: Any) -> None:
        super().__init__(*rest, **more)
        self.params.append(
            click.Option(
                ["--lang"],
                type=click.Choice(languages()),
                expose_value=False,
                is_eager=True,
                callback=_choose,
                help="The language of help and messages; that of the terminal by default.",
            )
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of a call; what is wrong with them is said in the reader's language."""
        with _spoken():
            return super().parse_args(ctx, args)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the help."""
        own = _word(self.help or "")
        return super().get_short_help_str(limit) if own == self.help else own.partition("。")[0]


class Command(_Spoken):
    """A command with `--lang`."""


class Group(_Spoken, click.Group):
    """A group with `--lang`, of commands that have it too."""

    command_class = Command
    group_class = type

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that a call names."""
        with _spoken():
            return super().resolve_command(ctx, args)
