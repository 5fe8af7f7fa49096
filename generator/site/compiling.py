"""How templates become code: words written out, parts remembered, calls and texts as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from functools import partial
from keyword import iskeyword
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser
from markupsafe import Markup, escape

from generator.records.i18n import Words
from generator.words.messages import Message


class FoldWords(Extension):
    """Writes `t.word` out as text when a template is compiled, so that a page need not look it up.

    `environment.words` holds the words of the one language that the environment renders.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Three tokens, `t`, `.` and a word, become one string."""
        words: Words = self.environment.words  # type: ignore[attr-defined]
        waiting: list[Token] = []
        for token in stream:
            waiting.append(token)
            before = waiting[-3:-1] if token.type == "name" else []
            if [(part.type, part.value) for part in before] == [("name", "t"), ("dot", ".")]:
                if token.value not in words.words:
                    said = Message("no translation has the word `{word}`", word=token.value)
                    raise jinja2.TemplateSyntaxError(said, token.lineno, filename=stream.filename)
                waiting[-3:] = [Token(token.lineno, "string", words[token.value])]
            if len(waiting) > 3:
                yield waiting.pop(0)
        yield from waiting


class Remember(Extension):
    """`{% remember a, b %}…{% endremember %}`: text that depends on `a`, `b` and language alone.

    It is rendered once for the same values and then shown again, as long as `Kept` keeps it.
    """

    tags = {"remember"}  # noqa: RUF012 # as Jinja has it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """What is not yet kept is set to a name and kept; then what is kept is shown."""
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endremember",), drop_needle=True)
        here = nodes.Const(f"{parser.filename}:{line}")
        key, made = parser.free_identifier(), parser.free_identifier()
        kept = nodes.Name("kept", "load")
        keep = nodes.Call(nodes.Getattr(kept, "keep", "load"), [key, made], [], None, None)
        unknown = nodes.Not(nodes.Compare(key, [nodes.Operand("in", kept)]))
        found: list[nodes.Node] = [
            nodes.Assign(key, nodes.Tuple([here, *values], "load")),
            nodes.If(unknown, [nodes.AssignBlock(made, None, body), nodes.ExprStmt(keep)], [], []),
            nodes.Output([nodes.Getitem(kept, key, "load")]),
        ]
        return [node.set_lineno(line) for node in found]


class Kept(dict[tuple[Any, ...], Markup]):
    """Rendered parts of pages by where they stand and what they show, not more than `MOST`."""

    MOST: Final = 8_192
    """Room for the rows of 2,500 brands in lists, two kilobytes each with what they show."""

    def keep(self, key: tuple[Any, ...], shown: Markup) -> None:
        """Keep one more; when there is no room, begin anew."""
        if len(self) >= self.MOST:
            self.clear()
        self[key] = shown


class PlainCode(CodeGenerator):
    """Templates as code that does at once what Jinja finds out each time.

    Calls, attributes and macros are those of Python, and a text that holds nothing to escape is
    shown as it is.
    """

    def write_commons(self) -> None:
        """The names that all functions of a template begin with."""
        super().write_commons()
        self.writeline("escape, Markup = environment.shown, environment.markup")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A block gives what it shows at once, not word by word through all that it stands in."""
        whole = frame.block_frame and frame.buffer is None
        if whole:
            self.buffer(frame)
        super().blockvisit(nodes, frame)
        if whole:
            self.writeline(f"yield concat({frame.buffer})")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """A call as Python has it."""
        if node.dyn_args or node.dyn_kwargs:
            self.fail("write out what the function is called with", node.lineno)
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute as Python has it."""
        if iskeyword(node.attr):
            self.fail(f'write ["{node.attr}"], for Python has a meaning of its own', node.lineno)
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        """An item as Python has it."""
        self.visit(node.node, frame)
        self.write("[")
        self.visit(node.arg, frame)
        self.write("]")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """A macro as a function, but for one that others put something into."""
        if macro_ref.accesses_caller:
            super().macro_def(macro_ref, frame)
            return
        names = [argument.name for argument in macro_ref.node.args]
        given = "".join(f"{name}=missing, " for name in names)
        self.write(f"lambda {given}macro=macro: macro({', '.join(names)})")

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:  # noqa: ARG002
        """What a macro has rendered, marked as such where texts are escaped."""
        super().return_buffer_contents(frame)


def shown(value: Any) -> str:
    """A value as a page shows it; most are Markup, or texts that hold nothing to escape."""
    if type(value) is Markup:
        return value
    if type(value) is str and not (
        "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
    ):
        return value
    return escape(value)


_markup: Final[Callable[[str], Markup]] = partial(str.__new__, Markup)


def escaped(text: str) -> Markup:
    """A text that pages show as it is: `markupsafe.escape` in less than half its time."""
    return _markup(shown(text))


class Environment(jinja2.Environment):
    """An environment that renders tens of thousands of pages."""

    code_generator_class = PlainCode
    shown = staticmethod(shown)
    markup = staticmethod(_markup)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One mapping, where Jinja looks up every name in one after another."""
        return {**self.globals, **(d or {})}
